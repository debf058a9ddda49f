"""Cases that read as sentences, a file in each kind's folder; each is judged by the
program and by the oracle.
"""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from cscontract.agreement.kinds import register
from cscontract.verdict.check import check

import build
import oracle

CLAUSES = Path(__file__).resolve().parent.parent / "cscontract" / "clauses"
CASES = {
    f"{path.parent.name}: {case['name']}": case
    for path in sorted(CLAUSES.glob("*/cases.yaml"))
    for case in YAML(typ="safe").load(path.read_text("utf-8")) or []
}


def situation(case: dict[str, Any]) -> tuple[dict, list[dict], dict | None]:
    """The case's agreement as plain data, its reception rows and its added seats."""
    start = case["first_day"]
    counts = case.get("counts")
    if counts is None:
        persons = case.get("persons", [0] * case.get("days", 0))
        counts = {"taobao/a": {"received": persons}}
    length = len(next(iter(next(iter(counts.values())).values())))
    data = build.plain(
        start,
        start + timedelta(days=length - 1),
        readings=case.get("readings", {}),
        figures=case.get("figures", {}),
        calendar=case.get("calendar", {}),
    )
    return data, build.receptions(start, counts), case.get("seats")


def compare(case: dict[str, Any], result: dict[str, Any], needed: list[int]) -> None:
    """Compare what the case lists with a result as JSON has it."""
    start: date = case["first_day"]
    if "surcharge" in case:
        charged = {
            line["date"]: line["amount"]
            for line in result["lines"]
            if line["kind"] == "surcharge"
        }
        dates = [
            (start + timedelta(days=day)).isoformat()
            for day in range(len(case["surcharge"]))
        ]
        assert case["surcharge"] == [charged.get(when, 0) for when in dates]
    if "seats_due" in case:
        assert [when.isoformat() for when in case["seats_due"]] == result["events"][
            "seats_due"
        ]
    if "renewal_due" in case:
        due = case["renewal_due"]
        assert (due and due.isoformat()) == result["events"]["renewal_due"]
    if "base" in case:
        assert case["base"] == [month["base"] for month in result["statements"]]
    if "seats_fee" in case:
        assert case["seats_fee"] == [month["seats"] for month in result["statements"]]
    if "due" in case:
        due = [
            [month["base_due"], month["other_due"]] for month in result["statements"]
        ]
        assert [[when.isoformat() for when in pair] for pair in case["due"]] == due
    if "needed" in case:
        assert case["needed"] == needed


@pytest.mark.parametrize("name", CASES)
def test_the_program_judges_the_case_as_it_says(name):
    data, rows, seats = situation(CASES[name])
    verdict = check(build.agreement(data), build.records(rows, seats))
    needed = [f.extra["needed"] for f in verdict.found if f.code == "seats_due"]
    compare(CASES[name], verdict.to_dict(), needed)


@pytest.mark.parametrize("name", CASES)
def test_the_oracle_judges_the_case_as_it_says(name):
    data, rows, seats = situation(CASES[name])
    result = oracle.judge(data, rows, build.seat_rows(seats))
    compare(CASES[name], result, result["needed"])


def test_every_case_lists_something_to_compare():
    listed = {
        "surcharge",
        "seats_due",
        "renewal_due",
        "base",
        "seats_fee",
        "due",
        "needed",
    }
    assert [] == [name for name, case in CASES.items() if not listed & case.keys()]


def test_every_reading_that_daily_counts_can_decide_has_a_case():
    named = {
        (phrase, reading)
        for case in CASES.values()
        for phrase, reading in case.get("readings", {}).items()
    }
    defaults = {(name, phrase.default) for name, phrase in register().items()}
    wanted = {
        (name, reading)
        for name, phrase in register().items()
        if not phrase.needs
        for reading in phrase.readings
    }
    assert set() == wanted - named - defaults
