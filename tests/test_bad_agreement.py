"""Bad agreement files: each is refused with place, value, what was expected and the
mend, or mended and told.

“row-22” in a test's name is the row of the project's list of bad input that the test
covers.
"""

import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

import cscontract as cs
from cscontract.agreement.composition import misread
from cscontract.agreement.figures import Figure
from cscontract.agreement.kinds import register
from cscontract.agreement.version_1 import known_figures as figures
from cscontract.cli.main import main
from cscontract.cli.options import changed
from cscontract.core import money
from cscontract.core.errors import Fault

import build

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = (ROOT / "sample_data" / "agreement.yaml").read_text("utf-8")
FIGURES = list(figures().values())
JARGON = (
    "expected expected",
    "expected should",
    "Input should",
    "valid tuple",
    "valid dictionary",
    "instance of",
    "NoneType",
    "pydantic",
    "match pattern",
    "Traceback",
    "unhashable",
    "<class",
    "at 0x",
    "unicode string",
)


def sample(old: str = "", new: str = "") -> str:
    """The sample agreement with one piece of its text put otherwise."""
    assert SAMPLE.count(old) == 1 or not old
    return SAMPLE.replace(old, new) if old else SAMPLE


def file(folder: Path, text: str | bytes) -> Path:
    path = folder / "agreement.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def faults(path: Path) -> tuple[Fault, ...]:
    """The faults of a file, each of them whole and in plain words."""
    with pytest.raises(cs.BadInput) as caught:
        cs.load(path)
    found = caught.value.faults
    for fault in found:
        assert fault.place and fault.value and fault.expected and fault.fix
        assert not [word for word in JARGON if word in str(fault)]
    return found


def the_fault(path: Path) -> Fault:
    (fault,) = faults(path)
    return fault


def run(capsys: pytest.CaptureFixture, *arguments: Any) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a command."""
    status = main(list(map(str, arguments)))
    out, err = capsys.readouterr()
    return status, out, err


# one wrong value: old text, new text, then what place, value, expectation and mend must
# contain
WRONG = {
    "row-21 other digits than full-width": (
        "threshold: 100,",
        "threshold: ١٠٠,",
        "line 11, volume.threshold",
        "١٠٠",
        "1 to 100,000",
        "write it like 100",
    ),
    "row-22 thousands comma in braces": (
        "threshold: 100,",
        "threshold: 1,001,",
        "line 11, volume.001",
        "null",
        "a known key",
        "write 1,001 as 1001",
    ),
    "row-22 comma in the wrong place": (
        "threshold: 100,",
        'threshold: "1,00",',
        "volume.threshold",
        "1,00",
        "whole number",
        "write it like",
    ),
    "row-23 underscore": (
        "threshold: 100,",
        "threshold: 1_000,",
        "volume.threshold",
        "1_000",
        "whole number",
        "write it like",
    ),
    "row-24 decimals": (
        "threshold: 100,",
        "threshold: 101.5,",
        "volume.threshold",
        "101.5",
        "whole number",
        "write it like",
    ),
    "row-26 negative": (
        "threshold: 100,",
        "threshold: -5,",
        "volume.threshold",
        "-5",
        "1 to 100,000",
        "write it like",
    ),
    "row-27 null where a figure must stand": (
        "threshold: 100,",
        "threshold: null,",
        "line 11, volume.threshold",
        "null",
        "1 to 100,000",
        "write it like",
    ),
    "row-30 exponent": (
        "threshold: 100,",
        "threshold: 1e3,",
        "volume.threshold",
        "1000.0",
        "whole number",
        "write it like",
    ),
    "row-31 true": (
        "threshold: 100,",
        "threshold: true,",
        "volume.threshold",
        "True",
        "whole number",
        "write it like",
    ),
    "row-31 true as version": (
        "version: 1",
        "version: true",
        "line 4, version",
        "True",
        "1",
        "write 1",
    ),
    "row-32 thirty digits": (
        "threshold: 100,",
        f"threshold: {'1' * 30},",
        "volume.threshold",
        "1111",
        "1 to 100,000",
        "write it like",
    ),
    "row-32 five thousand digits": (
        "threshold: 100,",
        f"threshold: {'1' * 5000},",
        "volume.threshold",
        "1111",
        "1 to 100,000",
        "within the bounds",
    ),
    "row-37 day first": (
        "start: 2020-08-01",
        "start: 01/08/2020",
        "line 7, term.start",
        "01/08/2020",
        "a date",
        "write it like 2020-08-01",
    ),
    "row-39 no such day": (
        "start: 2020-08-01",
        "start: 2020-02-30",
        "line 7, term.start",
        "2020-02-30",
        "a date",
        "a date that exists",
    ),
    "row-40 year 9999": (
        "end: 2020-12-31",
        "end: 9999-12-31",
        "line 7, term.end",
        "9999-12-31",
        "2100-12-31",
        "write it like 2020-08-01",
    ),
    "row-40 year 1900": (
        "start: 2020-08-01",
        "start: 1900-08-01",
        "line 7, term.start",
        "1900-08-01",
        "1990-01-01",
        "write it like 2020-08-01",
    ),
    "row-41 24:00 as a start": (
        'name: late, start: "18:00"',
        'name: late, start: "24:00"',
        "hours.shifts, item 2, end",
        "22:00",
        "before the end",
        "midnight",
    ),
    "row-51 one shop under two names": (
        "{id: jd,",
        "{id: 淘宝,",
        "line 6, shops, item 2, id",
        "淘宝",
        "each shop once",
        "rename it or taobao",
    ),
    "row-59 dollars": (
        "currency: CNY",
        "currency: USD",
        "line 15, fee.currency",
        "USD",
        "CNY",
        "write CNY",
    ),
    "row-59 a list of currencies": (
        "currency: CNY",
        "currency: [CNY]",
        "fee.currency",
        "a list",
        "CNY",
        "write CNY",
    ),
    "row-60 words with a tail": (
        "壹仟伍佰元",
        "壹仟伍佰元多",
        "line 15, fee.in_words",
        "壹仟伍佰元多",
        "Chinese numerals",
        "壹仟伍佰元",
    ),
    "row-60 words without end": (
        "壹仟伍佰元",
        "壹" + "万" * 5000 + "元",
        "fee.in_words",
        "壹万万",
        "Chinese numerals",
        "壹仟伍佰元",
    ),
    "row-61 three decimals": (
        '"1500.00"',
        '"1500.005"',
        "line 15, fee.monthly",
        "1500.005",
        "two decimals",
        "write it like",
    ),
    "row-61 unquoted": (
        '"1500.00"',
        "1500.00",
        "line 15, fee.monthly",
        "1500.0",
        "money",
        'quote it, like "100.00"',
    ),
    "row-61 unquoted whole": (
        '"1500.00"',
        "1500",
        "line 15, fee.monthly",
        "1500",
        "money",
        'quote it, like "100.00"',
    ),
    "row-61 unquoted and bounded": (
        'surcharge: "100.00"',
        "surcharge: 100.5",
        "volume.surcharge",
        "100.5",
        "money",
        "quote it",
    ),
    "row-62 negative fee": (
        '"1500.00"',
        '"-0.01"',
        "fee.monthly",
        "-0.01",
        "0.00 to 1,000,000.00",
        "write it like",
    ),
    "row-62 unquoted negative fee": (
        '"1500.00"',
        "-5",
        "fee.monthly",
        "-5",
        "0.00 to",
        "write it like",
    ),
    "row-62 a million millions": (
        '"1500.00"',
        '"1000000000000.00"',
        "fee.monthly",
        "1000000000000.00",
        "to 1,000,000.00",
        "write it like",
    ),
    "row-62 fee that is no number": (
        '"1500.00"',
        '"NaN"',
        "fee.monthly",
        "NaN",
        "money",
        "write it like",
    ),
    "row-62 fee nan": (
        '"1500.00"',
        ".nan",
        "fee.monthly",
        "nan",
        "money",
        "write it like",
    ),
    "row-62 fee inf": (
        '"1500.00"',
        ".inf",
        "fee.monthly",
        "inf",
        "money",
        "write it like",
    ),
    "row-63 end before start": (
        "end: 2020-12-31",
        "end: 2020-07-31",
        "line 7, term.end",
        "2020-07-31",
        "not after the end",
        "swap",
    ),
    "row-63 more than ten years": (
        "end: 2020-12-31",
        "end: 2030-08-01",
        "line 7, term.end",
        "2030-08-01",
        "ten years",
        "end earlier",
    ),
    "row-64 limit 0": (
        "threshold: 100,",
        "threshold: 0,",
        "volume.threshold",
        "0",
        "1 to 100,000",
        "write it like",
    ),
    "row-64 limit -1": (
        "threshold: 100,",
        "threshold: -1,",
        "volume.threshold",
        "-1",
        "1 to 100,000",
        "write it like",
    ),
    "row-64 limit nan": (
        "threshold: 100,",
        "threshold: .nan,",
        "volume.threshold",
        "nan",
        "1 to 100,000",
        "write it like",
    ),
    "row-64 limit inf": (
        "threshold: 100,",
        "threshold: .inf,",
        "volume.threshold",
        "inf",
        "1 to 100,000",
        "write it like",
    ),
    "row-65 second limit below the first": (
        "threshold: 200",
        "threshold: 99",
        "line 12, renewal.threshold",
        "99",
        "at or above volume.threshold",
        "raise renewal.threshold",
    ),
    "row-68 unknown key of a section": (
        "drafter: both",
        "drafter: both, draftr: both",
        "line 5, parties.draftr",
        "both",
        "a known key",
        "write drafter",
    ),
    "row-68 unknown key at the top": (
        "version: 1",
        "version: 1\nversoin: 1",
        "line 5, versoin",
        "1",
        "a known key",
        "write version",
    ),
    "row-68 unknown key in a list": (
        "{id: jd,",
        "{id: jd, platfrom: x,",
        "shops, item 2, platfrom",
        "x",
        "a known key",
        "write platform",
    ),
    "row-69 a key twice": (
        "step: 100}",
        "step: 100, step: 50}",
        "line 11, volume.step",
        "step",
        "each key once",
        "keep one",
    ),
    "row-69 a section twice": (
        "version: 1",
        "version: 1\nfee: {}",
        "line 16, fee",
        "fee",
        "each key once",
        "line 5",
    ),
    "row-70 no": (
        "drafter: both",
        "drafter: no",
        "parties.drafter",
        "no",
        "client, provider or both",
        "write",
    ),
    "row-70 a digit-only name": (
        "{id: jd,",
        "{id: 123,",
        "shops, item 2, id",
        "123",
        "text",
        "quotes",
    ),
    "row-70 a short time": (
        '"09:00"',
        "9:00",
        "hours.shifts, item 1, start",
        "9:00",
        "HH:MM",
        "09:00",
    ),
    "row-70 a leading zero": (
        "step: 100}",
        "step: 0100}",
        "volume.step",
        "0100",
        "whole number",
        "without quotes",
    ),
    "row-71 a tag": (
        "step: 100}",
        "step: !!int 100}",
        "line 11",
        "!!int",
        "no tags",
        "leave the tag out",
    ),
    "row-71 a python tag": (
        "step: 100}",
        "step: !!python/name:os.system x}",
        "line 11",
        "!!python",
        "no tags",
        "leave the tag out",
    ),
    "row-72 an anchor": (
        "step: 100}",
        "step: &a 100}",
        "line 11",
        "&a",
        "no anchors",
        "write the value out",
    ),
    "row-72 an alias": (
        "step: 100}",
        "step: *a}",
        "line 11",
        "*a",
        "aliases",
        "write the value out",
    ),
    "row-75 a sign that cannot be seen": (
        "client: 甲方网店",
        'client: "a\\u202eb"',
        "line 5, parties.client",
        "u202e",
        "readable",
        "type it again",
    ),
    "row-75 a path as a shop": (
        "{id: jd,",
        "{id: ../jd,",
        "shops, item 2, id",
        "../jd",
        "without / and",
        "write it like",
    ),
    "row-75 half a sign": (
        "client: 甲方网店",
        'client: "\\ud800"',
        "line 5, parties.client",
        "ud800",
        "readable text",
        "type it again",
    ),
    "a quoted whole number": (
        "threshold: 100,",
        'threshold: "100",',
        "volume.threshold",
        "'100'",
        "whole number",
        "without quotes",
    ),
    "a quoted date": (
        "start: 2020-08-01",
        'start: "2020-08-01"',
        "term.start",
        "'2020-08-01'",
        "a date",
        "without quotes",
    ),
    "text for a gap": (
        "within_days: null",
        "within_days: soon",
        "seats.within_days",
        "soon",
        "0 to 366",
        "or null",
    ),
    "a missing figure": (
        "step: 100}",
        "}",
        "line 11, volume.step",
        "missing",
        "1 to 100,000",
        "write it like 100",
    ),
    "a missing section": (
        "version: 1\n",
        "",
        "version",
        "missing",
        "a value",
        "add the key",
    ),
    "another kind of agreement": (
        "agreement: customer-service-outsourcing",
        "agreement: lease",
        "line 3, agreement",
        "lease",
        "customer-service-outsourcing",
        "write customer-service-outsourcing",
    ),
    "another version": (
        "version: 1",
        "version: 3",
        "line 4, version",
        "3",
        "1 or 2",
        "write 1",
    ),
    "text for a section": (
        "parties: {client: 甲方网店, provider: 乙方客服, drafter: both}",
        "parties: 甲方",
        "line 5, parties",
        "甲方",
        "keys and values",
        "sample",
    ),
    "a list for a section": (
        "term: {start: 2020-08-01, end: 2020-12-31}",
        "term: [2020-08-01]",
        "line 7, term",
        "a list",
        "keys and values",
        "sample",
    ),
    "a mapping for a figure": (
        "step: 100}",
        "step: {a: 1}}",
        "volume.step",
        "keys and values",
        "whole number",
        "write it like",
    ),
    "text for a list": (
        "channels: [official_chat]",
        "channels: official_chat",
        "line 14, duties.channels",
        "official_chat",
        "a list",
        "square brackets",
    ),
    "an empty list": (
        "channels: [official_chat]",
        "channels: []",
        "line 14, duties.channels",
        "a list",
        "at least one",
        "add one",
    ),
    "a long name": (
        "client: 甲方网店",
        f"client: {'甲' * 201}",
        "parties.client",
        "甲",
        "at most 200 characters",
        "shorten",
    ),
    "overlapping shifts": (
        'name: late, start: "18:00"',
        'name: late, start: "17:00"',
        "hours.shifts",
        "late 17:00–22:00",
        "not overlap",
        "let one end",
    ),
    "a break outside the shifts": (
        'name: noon, start: "12:30"',
        'name: noon, start: "08:30"',
        "hours.breaks, item 1",
        "noon 08:30",
        "within a shift",
        "move the break noon",
    ),
    "an unknown phrase": (
        "bound: above",
        "bund: above",
        "line 17, readings.bund",
        "above",
        "a known phrase",
        "write bound",
    ),
    "an unknown reading": (
        "bound: above",
        "bound: abov",
        "line 17, readings.bound",
        "abov",
        "a reading of bound",
        "write above",
    ),
    "a reading like no other": (
        "bound: above",
        "bound: xyz",
        "readings.bound",
        "xyz",
        "a reading of bound",
        "above, at_least, open",
    ),
    "an empty reading": (
        "bound: above",
        "bound: null",
        "readings.bound",
        "null",
        "a reading of bound",
        "above, at_least, open",
    ),
    "a list of readings": (
        "readings: {bound: above, surcharge_days: whole_run}",
        "readings: [bound]",
        "line 17, readings",
        "a list",
        "phrases",
        "{bound: above}",
    ),
    "a reading without its figure": (
        "bound: above",
        "after_renewal: new_fee",
        "line 17, readings.after_renewal",
        "new_fee",
        "renewal.new_monthly_fee",
        "give that figure",
    ),
    "a calendar of quoted years": (
        "readings: {",
        'calendar: {"2027": {}}\nreadings: {',
        "calendar.2027",
        "'2027'",
        "a year",
        "without quotes",
    ),
    "a calendar without years": (
        "readings: {",
        "calendar: 2027\nreadings: {",
        "line 17, calendar",
        "2027",
        "keys and values",
        "sample",
    ),
    "a festival of one date": (
        "readings: {",
        "calendar: {2027: {festival: [2027-02-05]}}\nreadings: {",
        "calendar.2027.festival",
        "a list",
        "first date off",
        "two dates",
    ),
    "a festival that ends before it begins": (
        "readings: {",
        "calendar: {2027: {festival: [2027-02-11, 2027-02-05]}}\nreadings: {",
        "calendar.2027.festival",
        "a list",
        "first date off",
        "swap",
    ),
    "a day off of another year": (
        "readings: {",
        "calendar: {2027: {off: [2026-10-01]}}\nreadings: {",
        "calendar.2027",
        "2026-10-01",
        "dates of 2027",
        "its own year",
    ),
    "a day off as text": (
        "readings: {",
        "calendar: {2027: {off: [x]}}\nreadings: {",
        "calendar.2027.off, item 1",
        "'x'",
        "a date",
        "2020-08-01",
    ),
    "a key that is a number": (
        "version: 1",
        "version: 1\n5: 6",
        "line 5, 5",
        "5",
        "a known key",
        "leave it out",
    ),
    "a key that is a list": (
        "version: 1",
        "version: 1\n? [a, b]\n: 6",
        "line 5",
        "a list",
        "a plain key",
        "colons",
    ),
    "two documents": (
        "version: 1",
        "version: 1\n---\na: 1",
        "line 5",
        "---",
        "one document",
        "leave the second",
    ),
    "a merge key": (
        "step: 100}",
        "step: 100, <<: {a: 1}}",
        "volume.<<",
        "keys and values",
        "a known key",
        "use one of",
    ),
    "a tab": (
        "hours:\n  shifts",
        "hours:\n\tshifts",
        "line 9",
        "a tab",
        "spaces",
        "instead of tabs",
    ),
    "a bracket too many": (
        "seats: {within",
        "seats: {{within",
        "line 14",
        "expected",
        "well-formed YAML",
        "brackets",
    ),
    "a bracket too few": (
        "step: 100}",
        "step: 100",
        "line 12",
        "expected",
        "well-formed YAML",
        "brackets",
    ),
    "a quote too few": (
        '"1500.00"',
        '"1500.00',
        "line 15, column 16",
        "never closed",
        "well-formed YAML",
        "quotes",
    ),
    "row-6 a NUL": (
        "version: 1",
        "version: 1\0",
        "line 4",
        "control character",
        "plain text",
        "type the line again",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_value_is_refused_with_place_value_expectation_and_mend(tmp_path, name):
    old, new, place, value, expected, fix = WRONG[name]
    fault = the_fault(file(tmp_path, sample(old, new)))
    assert fault.place.startswith("agreement.yaml")
    assert place in fault.place and value in fault.value
    assert expected in fault.expected and fix in fault.fix


# what is mended, and what is then read
MENDED = {
    "row-21 full-width limit": (
        "threshold: 100,",
        "threshold: １２０,",
        "volume.threshold",
        120,
    ),
    "row-22 thousands comma": (
        "threshold: 200",
        'threshold: "1,001"',
        "renewal.threshold",
        1001,
    ),
    "row-36 date of digits": (
        "start: 2020-08-01",
        "start: 20200802",
        "term.start",
        date(2020, 8, 2),
    ),
    "row-38 Chinese date": (
        "start: 2020-08-01",
        "start: 2020年8月2日",
        "term.start",
        date(2020, 8, 2),
    ),
    "row-60 fee in numerals": ('"1500.00"', "壹仟伍佰元", "fee.monthly", 150000),
    "row-60 fee in thousands": ('"1500.00"', "1.5千", "fee.monthly", 150000),
    "row-60 fee with yuan": ('"1500.00"', "1500元整", "fee.monthly", 150000),
    "row-59 fee with a sign": ('"1500.00"', '"￥1,500.00"', "fee.monthly", 150000),
    "row-21 full-width fee": ('"1500.00"', '"１５００.００"', "fee.monthly", 150000),
    "row-61 fee without decimals": ('"1500.00"', '"1500"', "fee.monthly", 150000),
    "row-59 yuan sign": ("currency: CNY", "currency: ￥", "fee.currency", "CNY"),
    "row-59 RMB": ("currency: CNY", "currency: RMB", "fee.currency", "CNY"),
    "row-60 words in digits": ("壹仟伍佰元", "1500元整", "fee.in_words", "1500元整"),
}


@pytest.mark.parametrize("name", MENDED)
def test_a_documented_repair_is_made_and_told(tmp_path, name):
    old, new, key, value = MENDED[name]
    agreement = cs.load(file(tmp_path, sample(old, new)))
    (note,) = agreement.notes
    assert value == (
        agreement.currency if key == "fee.currency" else agreement.figure(key)
    )
    assert note.startswith(f"agreement.yaml, {key}: ") and "was read as" in note


def test_a_repair_is_still_told_after_a_change(tmp_path):
    agreement = cs.load(file(tmp_path, sample('"1500.00"', "￥1500")))
    changed_one = agreement.replace(volume__threshold=120, volume__surcharge="￥80")
    assert agreement.notes[0] == changed_one.notes[0]
    assert "volume.surcharge: '￥80' was read as 80.00" in changed_one.notes[1]


def test_a_repair_of_words_is_told_once_however_often_the_terms_change(tmp_path):
    agreement = cs.load(file(tmp_path, sample("壹仟伍佰元", "1500元整")))
    assert (
        agreement.replace(volume__step=50).replace(volume__step=60).notes
        == agreement.notes
    )


def test_the_sample_needs_no_repair(tmp_path):
    assert () == cs.load(file(tmp_path, sample())).notes


PLAIN = {
    "row-4 a byte order mark": sample().encode("utf-8-sig"),
    "row-41 24:00 as an end": sample('end: "22:00"', 'end: "24:00"'),
    "row-70 an unquoted 12:30 is a time": sample('"12:30"', "12:30"),
    "row-70 an unquoted no is text": sample("platform: JD", "platform: no"),
    "row-70 leading zeros of a name stay": sample("{id: jd,", "{id: 0123,"),
    "row-72 a full 256 KB": sample()
    + "#" * (256 * 1024 - len(sample().encode("utf-8"))),
    "Windows line ends": sample().replace("\n", "\r\n"),
}


@pytest.mark.parametrize("name", PLAIN)
def test_an_unusual_but_sound_file_is_read_without_a_note(tmp_path, name):
    assert () == cs.load(file(tmp_path, PLAIN[name])).notes


def test_what_yaml_may_twist_is_read_as_written(tmp_path):
    """Row 70: 12:30 is not 750, no is not False, 0123 is not 83."""
    text = (
        sample('"12:30"', "12:30")
        .replace("platform: JD", "platform: no")
        .replace("{id: jd,", "{id: 0123,")
    )
    agreement = cs.load(file(tmp_path, text))
    assert agreement.hours.breaks[0].start == "12:30"
    assert (agreement.shops[1].id, agreement.shops[1].platform) == ("0123", "no")


# whole files

FILES = {
    "row-1 GB18030": (
        sample().encode("gb18030"),
        "line 5",
        "byte 0x",
        "text in UTF-8",
        "save the file as UTF-8",
    ),
    "row-3 UTF-16": (
        sample().encode("utf-16"),
        "line 1",
        "byte 0xff",
        "text in UTF-8",
        "save the file as UTF-8",
    ),
    "row-5 latin-1": (
        b"# caf\xe9\n",
        "line 1",
        "byte 0xe9",
        "text in UTF-8",
        "save the file as UTF-8",
    ),
    "row-7 empty": (b"", "agreement.yaml", "nothing", "keys and values", "sample"),
    "row-7 only a comment": (
        b"# nothing yet\n",
        "agreement.yaml",
        "nothing",
        "keys and values",
        "sample",
    ),
    "a list": (b"- a\n- b\n", "agreement.yaml", "a list", "keys and values", "sample"),
    "plain text": (
        b"hello",
        "agreement.yaml",
        "plain text",
        "keys and values",
        "sample",
    ),
    "row-72 above 256 KB": (
        b"#" * (256 * 1024 + 1),
        "agreement.yaml",
        "262,145",
        "at most 262,144 bytes",
        "cut it down",
    ),
    "row-72 a bomb": (
        b"a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n",
        "line 1",
        "&a",
        "no anchors",
        "write the value out",
    ),
    "row-73 100,000 brackets": (
        b"[" * 100_000,
        "line 1",
        "brackets",
        "at most 20 levels",
        "close",
    ),
    "row-73 brackets in braces": (
        b"{a: " * 60_000,
        "line 1",
        "brackets",
        "at most 20 levels",
        "close",
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_agreement_is_refused(tmp_path, name):
    data, place, value, expected, fix = FILES[name]
    fault = the_fault(file(tmp_path, data))
    assert place in fault.place and value in fault.value
    assert expected in fault.expected and fix in fault.fix


def test_a_file_of_10_gb_is_refused_without_reading_it(tmp_path):
    """Row 18."""
    path = file(tmp_path, b"")
    os.truncate(path, 10 * 10**9)
    assert "at most 262,144 bytes" in the_fault(path).expected


def test_a_file_that_is_not_there_is_refused_with_its_path(tmp_path):
    fault = the_fault(tmp_path / "none.yaml")
    assert str(tmp_path / "none.yaml") == fault.place
    assert "No such file" in fault.value and "check the path" in fault.fix


def test_a_folder_in_place_of_a_file_is_refused(tmp_path):
    fault = the_fault(tmp_path)
    assert "directory" in fault.value and ".yaml file" in fault.fix


def test_a_path_with_a_nul_is_refused(tmp_path):
    """Row 75."""
    assert "check the path" in the_fault(tmp_path / "a\0b").fix


def test_a_key_that_cannot_be_shown_is_spelled_out(tmp_path):
    """Row 75: no control signs reach the terminal, and no key is longer than a line."""
    text = sample("step: 100}", 'step: 100, "\\e[31m\\u202e": 1, ' + "k" * 900 + ": 2}")
    escape, long = faults(file(tmp_path, text))
    assert escape.place.isprintable() and "x1b" in escape.place
    assert len(long.place) < 120


# all faults together


def test_all_faults_of_a_file_are_reported_together(tmp_path):
    text = (
        SAMPLE.replace("threshold: 100,", "treshold: 100,")
        .replace('"1500.00"', "1500.00")
        .replace("end: 2020-12-31", "end: 2020-07-31")
        .replace(
            "bound: above, surcharge_days: whole_run",
            "bund: above, run_length: many, same_person: x",
        )
        .replace("currency: CNY", "currency: USD")
        .replace("{id: jd,", "{id: 淘宝,")
        .replace('name: noon, start: "12:30"', 'name: noon, start: "08:30"')
    )
    places = {fault.place.split(", ", 2)[2] for fault in faults(file(tmp_path, text))}
    assert places == {
        "volume.threshold",
        "volume.treshold",
        "fee.monthly",
        "term.end",
        "readings.bund",
        "readings.run_length",
        "readings.same_person",
        "fee.currency",
        "shops, item 2, id",
        "hours.breaks, item 1",
    }


def test_a_clash_of_two_figures_is_reported_beside_other_faults(tmp_path):
    """Row 65 with row 59."""
    text = sample("threshold: 200", "threshold: 99").replace(
        "currency: CNY", "currency: USD"
    )
    assert [f.place.split(", ")[-1] for f in faults(file(tmp_path, text))] == [
        "renewal.threshold",
        "fee.currency",
    ]


def test_every_duplicate_key_is_reported(tmp_path):
    """Row 69."""
    text = SAMPLE.replace("step: 100}", "step: 100, step: 50}").replace(
        "due_day: 15", "due_day: 15, due_day: 16"
    )
    assert [f.place.split(", ")[-1] for f in faults(file(tmp_path, text))] == [
        "volume.step",
        "payment.due_day",
    ]


# figures: both sides of both bounds, through a file and through --set


def unit(figure: Figure) -> Any:
    return timedelta(days=1) if figure.kind == "date" else 1


def companions(figure: Figure, value: Any) -> list[str]:
    """The figures that take the value together, so that it can stand: both limits, both
    ends of the term.
    """
    pairs = (["volume.threshold", "renewal.threshold"], ["term.start", "term.end"])
    return next((pair for pair in pairs if figure.key in pair), [figure.key])


def figures_file(folder: Path, values: dict[str, Any]) -> Path:
    """An agreement file with these figures, as YAML writes the values."""
    data = build.plain(date(2020, 8, 1), date(2020, 12, 31))
    data["fee"]["in_words"] = None
    for key, value in values.items():
        section, name = key.split(".")
        data[section][name] = value
    yaml = YAML()
    yaml.representer.ignore_aliases = lambda _: True
    yaml.dump(data, folder / "agreement.yaml")
    return folder / "agreement.yaml"


def as_written(figure: Figure, value: Any) -> Any:
    return money.yuan(value) if figure.kind == "money" else value


AT_THE_BOUNDS = pytest.mark.parametrize("side", ("low", "high"))
EVERY_FIGURE = pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.key)
EVERY_MONEY = pytest.mark.parametrize(
    "figure", [f for f in FIGURES if f.kind == "money"], ids=lambda figure: figure.key
)


@EVERY_FIGURE
@AT_THE_BOUNDS
def test_a_figure_at_its_bound_is_read_from_a_file(tmp_path, figure, side):
    value = getattr(figure, side)
    written = dict.fromkeys(companions(figure, value), as_written(figure, value))
    agreement = cs.load(figures_file(tmp_path, written))
    assert value == agreement.figure(figure.key)
    assert () == agreement.notes


@EVERY_FIGURE
@AT_THE_BOUNDS
def test_a_figure_beyond_its_bound_is_refused_in_a_file(tmp_path, figure, side):
    beyond = figure.low - unit(figure) if side == "low" else figure.high + unit(figure)
    fault = the_fault(figures_file(tmp_path, {figure.key: as_written(figure, beyond)}))
    assert fault.place.endswith(f", {figure.key}") and "line " in fault.place
    assert str(as_written(figure, beyond)) in fault.value
    assert figure.bounds == fault.expected


@EVERY_FIGURE
@AT_THE_BOUNDS
def test_a_figure_at_its_bound_is_taken_from_set(tmp_path, figure, side):
    value = getattr(figure, side)
    options = [
        f"{key}={as_written(figure, value)}" for key in companions(figure, value)
    ]
    agreement = changed(cs.load(file(tmp_path, sample())), options, [])
    assert value == agreement.figure(figure.key)


@EVERY_FIGURE
@AT_THE_BOUNDS
def test_a_figure_beyond_its_bound_is_refused_by_set(tmp_path, capsys, figure, side):
    beyond = figure.low - unit(figure) if side == "low" else figure.high + unit(figure)
    text = str(as_written(figure, beyond))
    pair = f"{figure.key}={text}"
    status, out, err = run(
        capsys, "check", "--set", pair, "--json", tmp_path / "out.json"
    )
    assert (status, out, list(tmp_path.iterdir())) == (2, "", [])
    assert err.startswith(f"--set {figure.key}: '{text}'")
    assert figure.bounds in err and figure.example in err


@EVERY_FIGURE
def test_a_figure_may_be_null_only_where_it_is_a_gap(tmp_path, figure):
    path = figures_file(tmp_path, {figure.key: None})
    found = (
        [cs.load(path).figure(figure.key)] if figure.gap else [the_fault(path).value]
    )
    assert found == [None if figure.gap else "null"]


@EVERY_FIGURE
def test_the_example_of_a_mend_is_itself_within_the_bounds(figure):
    example = (
        figure.example.removeprefix("write it like ")
        .removesuffix(", or null")
        .strip('"')
    )
    assert figure.low <= figure.parse_text(example) <= figure.high


@EVERY_MONEY
@pytest.mark.parametrize("value", [100.0, 100, 0.5])
def test_money_without_quotes_is_refused_with_the_mend_to_quote_it(
    tmp_path, figure, value
):
    """Row 61: a float of money would be rounded by its reader."""
    fault = the_fault(figures_file(tmp_path, {figure.key: value}))
    assert figure.key in fault.place and "quote it" in fault.fix


@EVERY_MONEY
@pytest.mark.parametrize(
    "text",
    ["1.005", "-1.00", "NaN", "inf", "1000000000000", "1e3", "1_000", "1,00", ""],
)
def test_money_of_another_form_is_refused_in_a_file(tmp_path, figure, text):
    """Rows 22, 23, 30, 61, 62."""
    fault = the_fault(figures_file(tmp_path, {figure.key: text}))
    assert figure.key in fault.place and repr(text) == fault.value
    assert figure.bounds == fault.expected


@pytest.mark.parametrize(
    "text", ["0", "-1", "nan", "inf", "1.5", "1e2", "1_000", "1,00", "", "x", "1" * 30]
)
def test_a_limit_of_another_form_is_refused_by_set(capsys, text):
    """Rows 22 to 32 and 64."""
    status, out, err = run(capsys, "check", "--set", f"volume.threshold={text}")
    assert (2, "") == (status, out)
    assert (
        f"--set volume.threshold: {text!r}; expected a whole number, 1 to 100,000"
        in err
    )


@pytest.mark.parametrize(
    "text", ["2020-02-30", "01/08/2020", "2020-W31-6", "8-1-2020", "today", "null", ""]
)
def test_a_date_of_another_form_is_refused_by_set(capsys, text):
    """Rows 37 and 39."""
    status, out, err = run(capsys, "check", "--set", f"term.start={text}")
    assert (2, "") == (status, out)
    assert f"--set term.start: {text!r}; expected a date" in err and "2020-08-01" in err


# names that are nearly right, on the command line

NEARLY = {
    "a figure": (
        ["--set", "volume.treshold=120"],
        "volume.treshold=120",
        "write volume.threshold",
    ),
    "a figure without its section": (
        ["--set", "threshold=120"],
        "threshold=120",
        "write volume.threshold",
    ),
    "a figure without a value": (
        ["--set", "volume.step"],
        "volume.step",
        "as in NAME=VALUE",
    ),
    "a figure like no other": (["--set", "x=1"], "x=1", "use one of volume.threshold"),
    "a phrase": (["--reading", "bund=above"], "bund=above", "write bound"),
    "a reading": (
        ["--reading", "bound=abov"],
        "--reading bound: 'abov'",
        "write above",
    ),
    "an empty reading": (
        ["--reading", "bound="],
        "--reading bound: ''",
        "above, at_least, open",
    ),
    "a figure twice": (
        ["--set", "volume.step=1", "--set", "volume.step=2"],
        "volume.step=2",
        "one value",
    ),
    "row-65 clashing figures": (
        ["--set", "renewal.threshold=99"],
        "renewal.threshold: 99",
        "raise renewal.threshold",
    ),
    "a reading without its figure": (
        ["--reading", "after_renewal=new_fee"],
        "readings.after_renewal",
        "give that figure",
    ),
}


@pytest.mark.parametrize("name", NEARLY)
def test_a_wrong_option_is_refused_with_the_nearest_known_name(capsys, name):
    options, place, mend = NEARLY[name]
    status, out, err = run(capsys, "check", *options)
    assert (2, "") == (status, out)
    assert place in err and mend in err and err.count("\n") == 1


def test_a_repair_of_an_option_is_told(capsys):
    """Rows 21, 22, 38 and 59."""
    repaired = [
        "volume.threshold=１２０",
        "renewal.threshold=1,001",
        "fee.monthly=￥2000",
        "term.end=2020年12月30日",
    ]
    status, _, err = run(
        capsys, "check", *(part for pair in repaired for part in ("--set", pair))
    )
    assert 0 == status
    for told in (
        "read as 120",
        "read as 1001",
        "read as 2000.00",
        "read as 2020-12-30",
    ):
        assert told in err


def test_plain_digits_of_an_option_need_no_note(capsys):
    assert (
        run(
            capsys,
            "check",
            "--set",
            "fee.monthly=2000",
            "--set",
            "volume.threshold=120",
        )[2]
        == ""
    )


@pytest.mark.parametrize("phrase", register())
def test_every_phrase_one_letter_short_is_set_right(phrase):
    assert misread(register(), phrase[:-1], "open")[2] == f"write {phrase}"


@EVERY_FIGURE
def test_every_figure_one_letter_short_is_set_right(tmp_path, figure):
    """Row 68."""
    found = faults(figures_file(tmp_path, {figure.key[:-1]: 1}))
    assert f"write {figure.key.split('.')[1]}" in [fault.fix for fault in found]


def test_an_unknown_key_of_replace_is_set_right(tmp_path):
    agreement = cs.load(file(tmp_path, sample()))
    with pytest.raises(
        cs.BadInput, match=r"volum\.threshold: 120; .*write volume\.threshold"
    ):
        agreement.replace(volum__threshold=120)


# the command line


def test_a_bad_agreement_ends_a_command_with_2_and_nothing_on_standard_output(
    tmp_path, capsys
):
    path = file(tmp_path, sample("threshold: 100,", "treshold: 100,"))
    for command in (["check"], ["explain", "--date", "2020-08-03"]):
        target = tmp_path / "result.json"
        status, out, err = run(capsys, *command, path, "--json", target)
        assert (2, "") == (status, out)
        assert (
            "line 11, volume.treshold: 100; expected a known key; fix: write threshold"
            in err
        )
        assert [path] == list(tmp_path.iterdir())


def test_a_bad_agreement_leaves_an_older_result_as_it_was(tmp_path, capsys):
    path, target = file(tmp_path, sample("step: 100}", "}")), tmp_path / "result.json"
    target.write_text("older")
    assert 2 == run(capsys, "check", path, "--json", target)[0]
    assert "older" == target.read_text()


def test_faults_of_agreement_options_and_records_are_reported_together(
    tmp_path, capsys
):
    path = file(tmp_path, sample('"1500.00"', "1500.00"))
    (tmp_path / "receptions.csv").write_text(
        "date,shop,id,asked,received,inquiring\n2020-08-01,jd,a,x,1,1\n"
    )
    (tmp_path / "seats.csv").write_text("date,added\n2020-08-01,-1\n")
    options = [
        "--set",
        "volume.threshold=0",
        "--reading",
        "bund=above",
        "--json",
        tmp_path / "out.json",
    ]
    status, out, err = run(capsys, "check", path, tmp_path, *options)
    assert (status, out, err.count("\n")) == (2, "", 5)
    for part in (
        "fee.monthly: 1500.0",
        "--set volume.threshold: '0'",
        "--reading: 'bund=above'",
    ):
        assert part in err
    assert (
        "receptions.csv, row 2, column asked: 'x'" in err
        and "seats.csv, row 2, column added: '-1'" in err
    )
    assert not (tmp_path / "out.json").exists()


def test_a_bad_agreement_gives_messages_and_no_traceback_in_a_process_of_its_own(
    tmp_path,
):
    path = file(tmp_path, sample("start: 2020-08-01", 'start: "2020-08-01"'))
    command = [sys.executable, "-m", "cscontract", "check", str(path), "--json", "-"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "line 7, term.start" in done.stderr and "Traceback" not in done.stderr


def test_a_result_that_cannot_be_written_is_a_fault_and_leaves_nothing(
    tmp_path, capsys
):
    for target in (tmp_path, tmp_path / "none" / "out.json"):
        status, out, err = run(capsys, "check", "--json", target)
        assert (2, "") == (status, out)
        assert str(target) in err and "choose another place" in err
    assert [] == [
        path
        for path in tmp_path.parent.iterdir()
        if path.name.startswith(f".{tmp_path.name}")
    ]
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "text", ["2020-13-01", "01/08/2020", "2020-W31-6", "20200801x"]
)
def test_a_wrong_date_option_is_refused(capsys, text):
    """Rows 37 and 39."""
    with pytest.raises(SystemExit) as ended:
        main(["check", "--as-of", text])
    assert 2 == ended.value.code
    out, err = capsys.readouterr()
    assert out == "" and "write it like 2020-08-03" in err
