"""The sample: made again byte for byte, and its planted findings found, each once and
no other.
"""

import json
import subprocess
import sys
from collections import Counter
from html import escape
from io import BytesIO
from pathlib import Path

import icalendar
import openpyxl
import pinned
import pytest
from ruamel.yaml import YAML

import cscontract as cs
from cscontract.cli.main import main
from cscontract.views.reports import formats

SAMPLE = Path(__file__).resolve().parent.parent / "sample_data"
PLANTED = YAML(typ="safe").load((SAMPLE / "planted.yaml").read_text("utf-8"))["planted"]


@pytest.fixture(scope="module")
def verdict():
    return cs.check(cs.load(SAMPLE / "agreement.yaml"), cs.read(SAMPLE / "all_records"))


def test_every_planted_finding_is_found_once(verdict):
    found = verdict.to_dict()["findings"]
    for each in PLANTED:
        keys = each.keys() & found[0].keys() | each.keys() & {
            "session",
            "count",
            "amount",
            "month",
            "charge",
        }
        same = [
            f for f in found if all(str(f.get(key)) == str(each[key]) for key in keys)
        ]
        assert 1 == len(same), each


def test_no_other_breach_is_found(verdict):
    wanted = Counter(each["code"] for each in PLANTED)
    found = Counter(f.code for f in verdict.found if f.kind in ("breach", "notice"))
    assert wanted == found


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_verdict_on_all_records_makes_every_report(verdict, language, tmp_path):
    page = formats.html_report(verdict, language)
    for finding in verdict.found:
        assert escape(finding.text(language)) in page
    book = openpyxl.load_workbook(BytesIO(formats.xlsx_report(verdict, language)))
    assert len(verdict.ledger) == book.worksheets[1].max_row - 1
    calendar = icalendar.Calendar.from_ical(formats.ics_report(verdict, language))
    assert len(calendar.walk("VEVENT")) > 10


def test_the_sample_is_made_again_byte_for_byte(tmp_path):
    kept = {
        path: path.read_bytes()
        for path in SAMPLE.rglob("*")
        if path.suffix in (".csv", ".yaml")
    }
    made = subprocess.run(
        [sys.executable, SAMPLE / "make.py"], capture_output=True, text=True
    )
    assert (0, "") == (made.returncode, made.stderr)
    assert {path: path.read_bytes() for path in kept} == kept


def test_the_bills_are_explained_by_the_hidden_readings(capsys):
    given = [str(SAMPLE / "agreement.yaml"), str(SAMPLE / "all_records")]
    status = main(
        ["infer", *given, "--open", pinned.opened(pinned.NAMED), "--json", "-"]
    )
    result = json.loads(capsys.readouterr().out)
    fits = {each["phrase"]: each["fits"] for each in result["phrases"]}
    assert 0 == status and 9_331_200 == result["combinations"]
    assert (["once_per_id"], ["at_least"]) == (fits["same_person"], fits["bound"])
