"""Every result shows itself as HTML, from wherever its class was imported."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from cscontract.verdict.display import SHOWN_BY, html

ROOT = Path(__file__).resolve().parent.parent
#: a process that has nothing but this: the modules that make the result, no view
BEFORE = """
from cscontract.agreement.agreement import load
from cscontract.agreement.parties_figures import load_parties
from cscontract.records.read import read
agreement = load("sample_data/agreement.yaml")
records = read("sample_data/records")
billed = read("sample_data/all_records")
parties = load_parties("sample_data/parties.yaml")
"""
#: class → how one of it is made
MADE = {
    "Verdict": "from cscontract.verdict.check import check; it = check(agreement, records)",
    "Explanation": "from cscontract.verdict.explain_day import explain; from datetime import date; "
    "it = explain(agreement, records, date(2020, 8, 31))",
    "MonthExplanation": "from cscontract.verdict.explain_month import explain_month; "
    "it = explain_month(agreement, records, '2020-08')",
    "Price": "from cscontract.questions.words.price import price; it = price(agreement, records, 'bound')",
    "Comparison": "from cscontract.questions.terms.compare import compare; "
    "it = compare(agreement, {'dearer': agreement.replace(volume__threshold=120)}, records)",
    "Sweep": "from cscontract.questions.terms.sweep import sweep; "
    "it = sweep(agreement, records, {'volume.threshold': [80, 100]})",
    "Risk": "from cscontract.questions.seasons.risk import risk; it = risk(agreement, records, 50, 1)",
    "Gains": "from cscontract.questions.parties.gains import gains; it = gains(agreement, records, parties)",
    "Staffing": "from cscontract.questions.parties.staffing import staffing; "
    "it = staffing(agreement, records, parties)",
    "Tornado": "from cscontract.questions.parties.tornado import tornado; it = tornado(agreement, records, parties)",
    "Zone": "from cscontract.questions.parties.zone import zone; it = zone(agreement, records, parties)",
    "Trade": "from cscontract.questions.terms.trade import trade; "
    "it = trade(agreement, records, {'volume.threshold': 120}, 'fee.monthly')",
    "Inference": "from cscontract.questions.words.infer import infer; it = infer(agreement, billed, 'bound')",
    "Dispute": "from cscontract.questions.words.dispute import smallest_dispute; "
    "it = smallest_dispute(agreement, 'bound', 'above', 'at_least')",
}


def alone(*lines):
    """What a fresh interpreter prints last."""
    code = "\n".join((BEFORE, *lines))
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert 0 == done.returncode, done.stderr
    return done.stdout


def classes_that_show_themselves():
    """Module and class of whatever defines _repr_html_ by the views' registry."""
    for path in (ROOT / "cscontract").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef) and any(
                isinstance(part, ast.FunctionDef) and part.name == "_repr_html_"
                for part in node.body
            ):
                module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
                if "views" not in module and "rounds" not in module:
                    yield f"{module}.{node.name}"


def test_every_class_that_shows_itself_has_its_view():
    assert sorted(SHOWN_BY) == sorted(classes_that_show_themselves())
    assert {name.rpartition(".")[2] for name in SHOWN_BY} == MADE.keys()


@pytest.mark.parametrize("name", MADE)
def test_a_result_shows_itself_however_it_was_imported(name):
    shown = alone(MADE[name], "print(type(it).__name__, it._repr_html_())")
    assert shown.startswith(f"{name} <")


def test_a_result_of_the_package_shows_itself_alike():
    ours = alone(MADE["Verdict"], "print(it._repr_html_())")
    theirs = alone(
        "import cscontract as cs; print(cs.check(agreement, records)._repr_html_())"
    )
    assert ours == theirs


def test_a_class_derived_from_a_result_shows_itself_too():
    derived = "class Mine(Verdict): pass\nmine = Mine(it.charges, it.records, it.as_of)"
    shown = alone(
        MADE["Verdict"],
        "from cscontract.verdict.check import Verdict",
        derived,
        "print(mine._repr_html_())",
    )
    assert shown.startswith("<")


def test_a_result_made_by_a_scenario_shows_itself():
    shown = alone(
        "from cscontract.verdict.check import check as judge",
        "print(judge(agreement.replace(volume__threshold=120), records)._repr_html_())",
    )
    assert shown.startswith("<")


def test_what_is_no_result_has_no_html():
    assert html(object()) is None
    assert html("text") is None
