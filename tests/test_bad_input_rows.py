"""The project's list of bad input, row by row, each fed to the command and judged by
what comes back.

E: refused, exit 2, nothing on standard output, with the place and the mend. R: read as
its sound form is, and told. F: a finding or a notice; the rest is counted. S: read as
it stands, and nothing is told.
"""

from __future__ import annotations

import json
import math
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest
import sheets

import cscontract as cs
from cscontract.cli.main import main

import files

SAMPLE = files.agreement_file().read_text("utf-8")
#: what a sound folder has: four days of one ID, two of them over the limit
DAYS = [
    ["2020-08-01", "jd", "a", "130", "120", "110"],
    ["2020-08-02", "jd", "a", "140", "130", "110"],
    ["2020-08-03", "jd", "a", "150", "140", "110"],
    ["2020-08-04", "jd", "a", "90", "80", "70"],
]
HEADER = files.HEADERS["receptions"]
#: what of a verdict has to be the same
JUDGED = ("total", "statements", "events", "findings", "coverage", "as_of")
Put = Callable[[Path], Any]


def days(**cells: Any) -> list[list[Any]]:
    """The days, with some cells of the third put otherwise."""
    third = dict(zip(HEADER, DAYS[2], strict=True)) | cells
    return [DAYS[0], DAYS[1], list(third.values()), DAYS[3]]


def text(rows: list[list[Any]], header: list[str] = HEADER) -> str:
    return files.csv_text(header, rows)


# what is put into the folder


def received(
    content: str | bytes | list[list[Any]], name: str = "receptions.csv"
) -> Put:
    """The file of receptions."""

    def put(folder: Path) -> None:
        if isinstance(content, list):
            files.WRITERS[name.rpartition(".")[2]](folder / name, HEADER, content)
        else:
            data = content if isinstance(content, bytes) else content.encode("utf-8")
            (folder / name).write_bytes(data)

    return put


def beside(record: str, rows: list[list[Any]], kind: str = "csv") -> Put:
    """Another record beside the days."""

    def put(folder: Path) -> None:
        files.write_csv(folder / "receptions.csv", HEADER, DAYS)
        files.WRITERS[kind](folder / f"{record}.{kind}", files.HEADERS[record], rows)

    return put


def agreed(old: str = "", new: str = "") -> Put:
    """Another agreement: the sample with a piece of its text put otherwise, or another
    text.
    """

    def put(folder: Path) -> None:
        files.write_csv(folder / "receptions.csv", HEADER, DAYS)
        assert not old or SAMPLE.count(old) == 1
        told = SAMPLE.replace(old, new) if old else new
        (folder.parent / "agreement.yaml").write_text(told, "utf-8")

    return put


def larger(folder: Path) -> None:
    """A file of 10 GB, of which nothing is written."""
    with (folder / "receptions.csv").open("wb") as file:
        file.truncate(10_000_000_000)


def bomb(folder: Path) -> None:
    with zipfile.ZipFile(
        folder / "receptions.xlsx", "w", zipfile.ZIP_DEFLATED
    ) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(30_000_000))


def entities(folder: Path) -> None:
    """A workbook whose sheet declares entities."""
    plain = folder / "plain.zip"
    sheets.workbook(plain, {"a": sheets.header() + sheets.reception(2, "2020-08-01")})
    declared = b'<!DOCTYPE worksheet [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><worksheet'
    with (
        zipfile.ZipFile(plain) as old,
        zipfile.ZipFile(folder / "receptions.xlsx", "w") as new,
    ):
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(b"<worksheet", declared, 1))
    plain.unlink()


def formula(folder: Path) -> None:
    files.write_xlsx(folder / "receptions.xlsx", HEADER, days(asked="=3+4"))


# what comes back


class Judged(NamedTuple):
    status: int
    out: str
    said: str
    result: dict[str, Any]


class Bad(NamedTuple):
    """An input, and what has to come of it: E, R, F or S, with what is said (as a
    pattern) or `like` what.
    """

    name: str
    what: str
    put: Put
    said: str = ""
    like: Put = received(DAYS)


def judge(where: Path, put: Put, capsys: Any) -> Judged:
    """`check` on a folder in which something was put."""
    folder = where / "records"
    folder.mkdir(parents=True)
    (where / "agreement.yaml").write_text(SAMPLE, "utf-8")
    put(folder)
    target = where / "result.json"
    capsys.readouterr()
    status = main(
        ["check", str(where / "agreement.yaml"), str(folder), "--json", str(target)]
    )
    out, said = capsys.readouterr()
    result = json.loads(target.read_text("utf-8")) if target.exists() else {}
    return Judged(status, out, said, result)


def at(row: int, column: str, words: str) -> str:
    return rf"receptions\.csv, row {row}, column {column}: .*{words}.*; fix: "


WHOLE = "expected a whole number"
HEAD = r"receptions\.csv, row 1: "
TOLD = r"note: receptions\.csv"
CHAT = files.sound("sessions", 1)[0]
LOGINS = [["jd", "a", "2020-08-01 09:00", "2020-08-01 18:00"]]
RULE = re.escape("agreement.yaml, line ")


def chats(**cells: Any) -> list[list[Any]]:
    """One chat, with some of its cells put otherwise."""
    known = dict(zip(files.HEADERS["sessions"], CHAT, strict=True))
    return [list((known | cells).values())]


def login(start: str, end: str) -> list[list[Any]]:
    return [["jd", "a", start, end]]


def paid(amount: str) -> list[list[Any]]:
    return [["2020-08-14", amount, "wechat", "2020-08"]]


CHINESE = text([[row[0], "京东", *row[2:]] for row in DAYS])
ROWS: dict[int, list[Bad]] = {
    1: [Bad("GB18030", "R", received(CHINESE.encode("gb18030")), "read as GB18030")],
    2: [
        Bad(
            "Big5",
            "E",
            received(text(days(shop="蘇寧旗艦店", id="售後")).encode("big5")),
            "not Big5",
        )
    ],
    3: [Bad("UTF-16", "R", received(text(DAYS).encode("utf-16")), "read as UTF-16")],
    4: [Bad("a mark", "S", received(text(DAYS).encode("utf-8-sig")))],
    5: [
        Bad(
            "latin-1",
            "E",
            received(text(days(shop="café")).encode("latin-1")),
            "UTF-8 or GB18030",
        ),
        Bad(
            "mojibake",
            "E",
            received(days(shop="淘宝".encode().decode("latin-1"))),
            at(4, "shop", "readable signs"),
        ),
    ],
    6: [
        Bad(
            "NUL",
            "E",
            received(text(days(asked="1\0"))),
            r"row 4: a NUL byte; expected plain",
        )
    ],
    7: [
        Bad(
            "empty",
            "E",
            received(""),
            r"receptions\.csv: 0 bytes; expected a header and rows",
        )
    ],
    8: [
        Bad("header only", "E", received(text([])), "0 rows; expected at least one row")
    ],
    9: [
        Bad(
            "cut in a quote",
            "E",
            received(text(DAYS) + '2020-08-05,"jd,a,3,2,1\n'),
            r"row 6: a quote that is not closed; .*; fix: close the quote",
        )
    ],
    10: [
        Bad(
            "cut at a row end",
            "F",
            received(text(DAYS[:3])),
            "3 of 153 service days; days without a record: taobao 153, jd 150",
            received(DAYS[:3]),
        ),
        Bad(
            "cut in a row",
            "E",
            received(text(DAYS)[:-8]),
            r"row 5: \d cells; expected 6 cells",
        ),
    ],
    11: [
        Bad(
            "short row",
            "E",
            received(text(DAYS) + "2020-08-05,jd,a,3,2\n"),
            "row 6: 5 cells",
        )
    ],
    12: [
        Bad(
            "long row",
            "E",
            received(text(DAYS) + "2020-08-05,jd,a,3,2,1,9\n"),
            "row 6: 7 cells",
        )
    ],
    13: [
        Bad(
            "all rows long",
            "E",
            received(text([[*row, "9"] for row in DAYS])),
            r"(?s)row 2: 7 cells.*row 3: 7 cells.*row 4: 7 cells.*row 5: 7 cells",
        )
    ],
    14: [
        Bad(
            "column twice",
            "E",
            received(text([[*row, "a"] for row in DAYS], [*HEADER, "id"])),
            HEAD + "'id'; expected each column once",
        )
    ],
    15: [
        Bad(
            "unknown column",
            "E",
            received(text(DAYS, [*HEADER[:4], "recieved", "inquiring"])),
            HEAD + "'recieved'; .*; fix: write received",
        )
    ],
    16: [
        Bad(
            "missing column",
            "E",
            received(text([row[:5] for row in DAYS], HEADER[:5])),
            HEAD + "missing; expected a column inquiring",
        )
    ],
    17: [
        Bad(
            f"sign {sign!r}",
            "E",
            received(text(DAYS).replace(",", sign)),
            HEAD + ".*by commas",
        )
        for sign in (";", "\t")
    ],
    18: [Bad("10 GB", "E", larger, r"10,000 MB; expected at most 50 MB")],
    19: [
        Bad(
            "zip bomb",
            "E",
            bomb,
            r"bytes unpacked; expected at most 200 times its size",
        )
    ],
    20: [Bad("XML entities", "E", entities, "EntitiesForbidden")],
    21: [Bad("full-width", "R", received(days(asked="１５０")), TOLD + ".*full-width")],
    22: [
        Bad(
            "1,001",
            "R",
            received(days(asked="1,001")),
            TOLD,
            received(days(asked="1001")),
        ),
        Bad("1,00", "E", received(days(asked="1,00")), at(4, "asked", WHOLE)),
    ],
    23: [Bad("1_000", "E", received(days(asked="1_000")), at(4, "asked", WHOLE))],
    24: [Bad("101.5", "E", received(days(asked="150.5")), at(4, "asked", WHOLE))],
    25: [Bad("100.0", "R", received(days(asked="150.0")), TOLD + ".*read as whole")],
    26: [Bad("-5", "E", received(days(asked="-5")), at(4, "asked", WHOLE))],
    27: [
        Bad(f"{cell!r}", "E", received(days(asked=cell)), at(4, "asked", WHOLE))
        for cell in ("", " ", "NaN", "nan")
    ],
    28: [
        Bad(
            f"{name} is a name",
            "F",
            received(days(shop=name)),
            f"{name}, named on 3 Aug 2020, is no shop",
            received(days(shop="NULL")),
        )
        for name in ("NA", "None")
    ],
    29: [
        Bad(f"{cell}", "E", received(days(asked=cell)), at(4, "asked", WHOLE))
        for cell in ("-", "—", "无")
    ],
    30: [
        Bad(f"{cell}", "E", received(days(asked=cell)), at(4, "asked", WHOLE))
        for cell in ("1e3", "inf")
    ],
    31: [
        Bad("TRUE", "E", received(days(asked="TRUE")), at(4, "asked", WHOLE)),
        Bad(
            "True of a spreadsheet",
            "E",
            received(days(asked=True), "receptions.xlsx"),
            "row 4",
        ),
    ],
    32: [
        Bad(
            "30 digits",
            "E",
            received(days(asked="1" * 30)),
            at(4, "asked", "check the number|0 to 100,000"),
        )
    ],
    33: [
        Bad(
            "19 digits",
            "S",
            beside("sessions", chats(session="1234567890123456789")),
            like=beside("sessions", chats()),
        ),
        Bad(
            "a number that lost digits",
            "E",
            beside("sessions", chats(session=1234567890123456789), "xlsx"),
            "row 2, column session: .*digits kept as text; fix: format the column as text",
        ),
    ],
    34: [
        Bad("leading zeros", "S", received(days(id="007")), like=received(days(id="b")))
    ],
    35: [
        Bad(
            "a serial number",
            "R",
            received(days(date=44046), "receptions.xlsx"),
            "column date: spreadsheet serial",
            received(DAYS, "receptions.xlsx"),
        ),
        Bad(
            "elsewhere",
            "E",
            beside("payments", [["44044", "44044.555", "wechat", ""]]),
            "money",
        ),
    ],
    36: [Bad("20200803", "R", received(days(date="20200803")), TOLD + ".*column date")],
    37: [
        Bad(
            "01/08/2020",
            "E",
            received(days(date="01/08/2020")),
            at(4, "date", "a date"),
        )
    ],
    38: [
        Bad(
            "in Chinese",
            "R",
            received(days(date="2020年8月3日")),
            TOLD + ".*column date",
        )
    ],
    39: [
        Bad(
            "30 February",
            "E",
            received(days(date="2020-02-30")),
            at(4, "date", "a date that exists"),
        )
    ],
    40: [
        Bad(
            day,
            "E",
            received(days(date=day)),
            rf"row 4, column date: .*{day}.*expected a date",
        )
        for day in ("9999-12-31", "1900-01-01", "2022-08-03")
    ],
    41: [
        Bad(
            "24:00 as an end",
            "R",
            beside("presence", login("2020-08-01 18:00", "2020-08-01 24:00")),
            "24:00 read as 00:00",
            beside("presence", login("2020-08-01 18:00", "2020-08-02 00:00")),
        ),
        Bad(
            "24:00 as a start",
            "E",
            beside("presence", login("2020-08-01 24:00", "2020-08-02 01:00")),
            "presence.csv, row 2, column online_at: .*; fix: write 24:00 as 00:00 of the next day",
        ),
    ],
    42: [
        Bad(
            "mixed offsets",
            "S",
            beside("presence", login("2020-08-01T01:00Z", "2020-08-01T18:00+08:00")),
            like=beside("presence", LOGINS),
        )
    ],
    43: [
        Bad(
            "with and without",
            "E",
            beside(
                "presence",
                [*LOGINS, *login("2020-08-02T09:00+08:00", "2020-08-02 18:00")],
            ),
            "row 3, column online_at: .*expected times that all carry an offset, or none",
        )
    ],
    44: [
        Bad(
            "16:30 of UTC",
            "S",
            beside(
                "sessions",
                chats(started_at="2020-08-01T16:30Z", ended_at="2020-08-01T16:35Z"),
            ),
            like=beside(
                "sessions",
                chats(started_at="2020-08-02 00:30", ended_at="2020-08-02 00:35"),
            ),
        )
    ],
    46: [
        Bad(
            "a row twice",
            "E",
            received([*DAYS, DAYS[1]]),
            "row 6: .*each date, shop and ID once; fix: keep either this row or row 3",
        )
    ],
    47: [
        Bad(
            "a day without a row",
            "F",
            received([DAYS[0], *DAYS[2:]]),
            "3 of 153 service days; days without a record: taobao 153, jd 150",
            received([DAYS[0], *DAYS[2:]]),
        )
    ],
    48: [
        Bad(
            "unsorted",
            "R",
            received([DAYS[n] for n in (2, 0, 3, 1)]),
            "rows sorted by date",
        )
    ],
    49: [
        Bad(
            "before the term",
            "F",
            received([["2020-07-31", *DAYS[0][1:]], *DAYS]),
            r"31 Jul 2020 lies outside the term; rows of jd left out: 1",
        )
    ],
    50: [
        Bad(
            "unknown shop",
            "F",
            received([*DAYS, ["2020-08-04", "pdd", *DAYS[0][2:]]]),
            "pdd, named on 4 Aug 2020, is no shop of the agreement; rows left out: 1",
        )
    ],
    51: [
        Bad(
            f"{name!r}",
            "R",
            received([[row[0], name, *row[2:]] for row in DAYS]),
            "is taken as the shop jd",
        )
        for name in ("京东", "京东商城")
    ]
    + [
        Bad(
            "JD and a blank",
            "R",
            received([[row[0], "JD ", *row[2:]] for row in DAYS]),
            "blanks",
        )
    ],
    52: [
        Bad(
            "合计",
            "R",
            received([*DAYS, ["2020-08-04", "jd", "合计", *DAYS[3][3:]]]),
            r"totals and averages left out: row 6",
        )
    ],
    54: [
        Bad(
            "logout before login",
            "E",
            beside("presence", login("2020-08-01 18:00", "2020-08-01 09:00")),
            "presence.csv, row 2: .*offline_at not before online_at",
        )
    ],
    55: [
        Bad(
            "overlapping",
            "R",
            beside(
                "presence", [*LOGINS, *login("2020-08-01 17:00", "2020-08-01 22:00")]
            ),
            "logins that overlap another of the same ID joined",
            beside("presence", login("2020-08-01 09:00", "2020-08-01 22:00")),
        )
    ],
    56: [
        Bad(
            "over midnight",
            "S",
            beside("presence", login("2020-08-01 21:00", "2020-08-02 10:00")),
            like=beside(
                "presence",
                [
                    *login("2020-08-01 21:00", "2020-08-02 00:00"),
                    *login("2020-08-02 00:00", "2020-08-02 10:00"),
                ],
            ),
        )
    ],
    57: [
        Bad(
            "no logout",
            "E",
            beside("presence", login("2020-08-01 09:00", "")),
            "row 2, column offline_at: blank",
        )
    ],
    58: [
        Bad(
            "of no length",
            "R",
            beside(
                "presence", [*LOGINS, *login("2020-08-02 09:00", "2020-08-02 09:00")]
            ),
            "rows of no length left out",
            beside("presence", LOGINS),
        )
    ],
    59: [
        Bad(
            "dollars",
            "E",
            agreed("currency: CNY", "currency: USD"),
            RULE + "16, fee.currency: 'USD'|CNY",
        ),
        Bad(
            "dollars paid",
            "E",
            beside("payments", paid("$1500.00")),
            "row 2, column amount: .*money",
        ),
        Bad(
            "yuan signs",
            "R",
            beside("payments", paid("￥1500.00")),
            "read as digits",
            beside("payments", paid("1500.00")),
        ),
    ],
    60: [
        Bad(
            f"{amount}",
            "R",
            agreed('"1500.00"', amount),
            r"1,?500\.00",
            agreed("version: 1", "version: 1"),
        )
        for amount in ("壹仟伍佰元", "1.5千", "1500元整")
    ],
    61: [
        Bad(
            "3 decimals", "E", agreed('"1500.00"', '"1500.001"'), "fee.monthly: .*money"
        )
    ],
    62: [
        Bad(
            f"{amount}", "E", agreed('"1500.00"', f'"{amount}"'), "fee.monthly: .*money"
        )
        for amount in ("-1.00", "1000000000000.00")
    ],
    63: [Bad("ends first", "E", agreed("end: 2020-12-31", "end: 2020-07-31"), "term")],
    64: [
        Bad(
            f"{limit}",
            "E",
            agreed("threshold: 100", f"threshold: {limit}"),
            r"volume\.threshold: ",
        )
        for limit in ("0", "-1", ".nan", ".inf")
    ],
    65: [
        Bad(
            "200 below 100",
            "E",
            agreed("threshold: 200", "threshold: 99"),
            r"renewal\.threshold: ",
        )
    ],
    68: [
        Bad(
            "treshold",
            "E",
            agreed("threshold: 100", "threshold: 100, treshold: 5"),
            r"volume\.treshold: 5; expected a known key; fix: write threshold",
        )
    ],
    69: [
        Bad(
            "key twice",
            "E",
            agreed("threshold: 100", "threshold: 100, threshold: 5"),
            "each key once; fix: keep one of the two",
        )
    ],
    70: [
        Bad("12:30", "S", agreed('"12:30"', "12:30"), like=received(DAYS)),
        Bad("no", "S", agreed("platform: JD", "platform: no"), like=received(DAYS)),
        Bad(
            "0123",
            "E",
            agreed("threshold: 100", "threshold: 0123"),
            r"volume\.threshold: ",
        ),
    ],
    71: [
        Bad(
            "a tag",
            "E",
            agreed("version: 1", "version: !!python/name:os.system 1"),
            "no tags",
        )
    ],
    72: [
        Bad(
            "a bomb",
            "E",
            agreed("", "a: &a [x, x]\nb: &b [*a, *a]\n"),
            "no anchors or aliases",
        ),
        Bad("256 KB", "E", agreed("", SAMPLE + "#" * 262_144), "at most 262,144 bytes"),
    ],
    73: [Bad("100,000 brackets", "E", agreed("", "[" * 100_000), "at most 20 levels")],
    75: [
        Bad(
            f"{name!r}",
            "E",
            agreed("{id: jd,", "{id: " + json.dumps(name) + ","),
            "shops, item 2, id: ",
        )
        for name in ("../../etc/passwd", "a\u202eb", "a\0b", "C:\\x")
    ],
    77: [
        Bad(
            "a formula",
            "E",
            formula,
            r"receptions\.xlsx, row 4, column D: '=3\+4'; expected a value",
        )
    ],
}
#: rows that no input can be, and why
CANNOT_BE = {
    53: "a row of totals is left out or refused (52), so that there is nothing to compare the shops with",
    66: "an agreement file has one set of figures and no amendments",
    67: "an agreement file has one set of figures and no amendments",
}
CASES = [
    pytest.param(bad, id=f"row-{row} {bad.what} {bad.name}")
    for row, cases in ROWS.items()
    for bad in cases
]


@pytest.mark.parametrize("bad", CASES)
def test_bad_input_is_refused_repaired_or_told(tmp_path, capsys, bad):
    judged = judge(tmp_path / "bad", bad.put, capsys)
    if bad.what == "E":
        assert (2, "") == (judged.status, judged.out) and not judged.result
        assert re.search(bad.said, judged.said), judged.said
        assert "; fix: " in judged.said and "Traceback" not in judged.said
        return
    assert 0 == judged.status
    like = judge(tmp_path / "like", bad.like, capsys)
    assert 0 == like.status
    keys = JUDGED[:3] if bad.what == "F" else JUDGED
    same = {key: told_alike(like.result[key]) for key in keys}
    assert same == {key: told_alike(judged.result[key]) for key in keys}
    news = set(judged.said.splitlines()) - set(like.said.splitlines())
    if bad.what == "S":
        assert set() == news
    else:
        assert re.search(bad.said, judged.said + judged.out), judged.said + judged.out
    if bad.what == "R":
        assert news


def told_alike(value: Any) -> Any:
    """Without the numbers of rows, which a row above moves."""
    return re.sub(r"(?<=csv:)\d+(–\d+)?|(?<=row )\d+", "", json.dumps(value))


def test_every_row_of_the_list_is_fed_or_cannot_be():
    own = {45, 74, 76, 78}
    assert [*range(1, 79)] == sorted({*ROWS, *CANNOT_BE, *own})
    assert list(ROWS) == sorted(ROWS) and not ROWS.keys() & {*CANNOT_BE, *own}


def test_row_10_the_headline_says_to_which_date_records_reach(tmp_path, capsys):
    judged = judge(tmp_path, received(text(DAYS[:3])), capsys)
    headline = judged.out.splitlines()[0]
    assert (
        "for the term so far" in headline
        and "the records reach to 3 Aug 2020" in headline
    )
    assert "2020-08-03" == judged.result["coverage"]["last"]
    assert judged.result["coverage"]["goes_on"] is True


def test_row_45_the_hour_of_daylight_saving_is_known(tmp_path):
    """Shanghai was nine hours ahead in July 1990, and is eight now."""
    for year, hour in ((1990, 10), (2020, 9)):
        folder = tmp_path / str(year)
        times = {
            "started_at": f"{year}-07-15T01:00Z",
            "ended_at": f"{year}-07-15T01:05Z",
        }
        files.write(folder, "sessions", chats(**times))
        assert hour == cs.read(folder).frame("sessions")["started_at"][0].hour


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e999"])
def test_row_74_no_number_of_json_is_none(tmp_path, capsys, value):
    """`rounds import` alone reads JSON."""
    file = tmp_path / "rounds.db"
    save = [
        "rounds",
        "save",
        str(files.agreement_file()),
        "--name",
        "a",
        "--file",
        str(file),
    ]
    assert 0 == main(save)
    target = tmp_path / "a.json"
    assert 0 == main(["rounds", "export", str(target), "--file", str(file)])
    told = target.read_text("utf-8")
    target.write_text(re.sub(r'("version": ?)1\b', rf"\g<1>{value}", told), "utf-8")
    assert told != target.read_text("utf-8")
    capsys.readouterr()
    other = tmp_path / "other.db"
    assert 2 == main(["rounds", "import", str(target), "--file", str(other)])
    out, said = capsys.readouterr()
    assert "" == out and "; fix: " in said and not other.exists()


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_row_76_what_a_spreadsheet_would_compute_stays_text(tmp_path, capsys, sign):
    name = f"{sign}cmd|'/c calc'!A1"
    report = tmp_path / "report.csv"
    files.write_csv(
        report,
        ["日期", "店铺", "客服", "接待人数", "询单人数"],
        [["2020-08-01", "jd", name, "3", "1"]],
    )
    folder = tmp_path / "records"
    assert 0 == main(["import", str(report), "--as", "agency", "--out", str(folder)])
    row = (folder / "receptions.csv").read_text("utf-8-sig").splitlines()[1]
    assert f"'{name.strip()}" in row.replace('"', "")
    book = tmp_path / "report.xlsx"
    assert 0 == main(
        ["check", str(files.agreement_file()), str(folder), "--xlsx", str(book)]
    )
    for sheet in openpyxl.load_workbook(book):
        assert not [cell for cells in sheet for cell in cells if cell.data_type == "f"]


@pytest.mark.parametrize("value", [99_999_999, math.nan, 10**30, -1])
def test_row_78_a_value_that_a_control_does_not_allow_is_refused_beside_it(value):
    from cscontract.views.panel.panel import Panel

    sample = files.agreement_file().parent
    panel = Panel(cs.load(sample / "agreement.yaml"), cs.read(sample / "records"))
    before = panel.verdict.total
    panel.control("fee.monthly").value = float(value)
    assert "Allowed" in panel.complaint("fee.monthly")
    assert before == panel.verdict.total
