"""A fixed monthly fee with its hours, nothing else: every command, and nothing of any
other clause.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cscontract.cli.main import main
from cscontract.core.strict_yaml import yaml_text

SAMPLE = Path(__file__).resolve().parent.parent / "sample_data"
AGREEMENT = """\
agreement: customer-service-outsourcing
version: 2
parties: {client: A shop, provider: B service}
shops: [{id: taobao, platform: Taobao}, {id: jd, platform: JD}, {id: suning, platform: Suning}]
term: {start: 2020-08-10, end: 2020-12-20}
clauses:
  - {kind: hours, id: hours, at: "4.1", shifts: [{name: day, start: "09:00", end: "18:00"}]}
  - {kind: monthly_fee, id: basis, at: "5", monthly: "1800.00"}
"""
#: words of clauses that the agreement does not have
OTHERS = {
    "en": r"surcharge|renewal|new agreement|\bseats?\b|refund|spring festival|bank_transfer|limit\b",
    "zh": "加收|坐席|另订|续约|退款|春节|门槛|银行转账",
}
OTHER_NAMES = re.compile(
    r"\b(threshold|run_days|run_gap|run_length|bound|after_renewal|renewal_week|seat_effect|"
    r"surcharge_days|surcharge_amount|reception_metric|volume|seats|renewal|duties|festival_fee)\b"
)
#: keys that every result has had since the first agreement
KEPT = {"seats_due", "renewal_due", "renewal", "seats", "volume"}
ASKED = {
    "check": ["check", "{on}"],
    "check, open": ["check", "{on}", "--reading", "part_month=open"],
    "check, changed": ["check", "{on}", "--set", "basis.monthly=2000.00"],
    "price": ["price", "{on}"],
    "price, all": ["price", "{on}", "--open", "all"],
    "explain, a day": ["explain", "{on}", "--date", "2020-11-11"],
    "explain, a month": ["explain", "{on}", "--month", "2020-08"],
    "compare": [
        "compare",
        "{agreement}",
        "{agreement}",
        "{records}",
        "--set",
        "basis.monthly=1500",
    ],
    "sweep": ["sweep", "{on}", "--vary", "basis.monthly=1000:2000:250"],
    "trade": [
        "trade",
        "{on}",
        "--give",
        "term.end=2020-12-10",
        "--for",
        "basis.monthly",
    ],
    "risk": ["risk", "{on}", "--paths", "50", "--seed", "3"],
    "parties": ["parties", "{on}", "--parties", "{parties}"],
    "wording": ["wording", "{on}", "--settle", "part_month=full_month"],
    "dispute": ["dispute", "{agreement}"],
}


@pytest.fixture(scope="module")
def agreement(tmp_path_factory):
    path = tmp_path_factory.mktemp("fixed") / "fixed.yaml"
    path.write_text(AGREEMENT, "utf-8")
    (path.parent / "counts").mkdir()
    shutil.copy(SAMPLE / "records" / "receptions.csv", path.parent / "counts")
    shutil.copy(SAMPLE / "parties.yaml", path.parent)
    return path


def words_of(name, agreement):
    places = {
        "{agreement}": [str(agreement)],
        "{records}": [str(agreement.parent / "counts")],
    }
    places["{parties}"] = [str(agreement.parent / "parties.yaml")]
    places["{on}"] = [*places["{agreement}"], *places["{records}"]]
    return [part for word in ASKED[name] for part in places.get(word, [word])]


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("name", ASKED)
def test_a_command_answers_and_says_nothing_of_other_clauses(
    agreement, capsys, name, language
):
    status = main(["--lang", language, *words_of(name, agreement)])
    told = capsys.readouterr()
    assert 0 == status, told.err
    assert told.out.strip()
    text = told.out + told.err
    if name == "parties":  # the provider's own seats are no clause's
        text = re.sub(r"\bseats?\b|坐席", "", text)
    assert [] == re.findall(OTHERS[language], text, re.IGNORECASE)


@pytest.mark.parametrize("name", ASKED)
def test_a_result_holds_nothing_of_other_clauses(agreement, capsys, name):
    status = main([*words_of(name, agreement), "--json", "-"])
    result = json.loads(capsys.readouterr().out)
    assert 0 == status
    assert set() == set(OTHER_NAMES.findall(json.dumps(result))) - KEPT


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("form", ["html", "ics", "svg"])
def test_a_report_says_nothing_of_other_clauses(
    agreement, tmp_path, capsys, form, language
):
    made = tmp_path / f"report.{form}"
    option = "--chart" if form == "svg" else f"--{form}"
    given = [
        "--lang",
        language,
        "check",
        str(agreement),
        str(agreement.parent / "counts"),
        option,
        str(made),
    ]
    assert 0 == main(given), capsys.readouterr().err
    text = re.sub(
        r"<style>.*?</style>|base64,[^\"]*",
        "",
        made.read_text("utf-8"),
        flags=re.DOTALL,
    )
    assert [] == re.findall(OTHERS[language], text, re.IGNORECASE)


@pytest.mark.parametrize("language", OTHERS)
def test_a_workbook_says_nothing_of_other_clauses(
    agreement, tmp_path, capsys, language
):
    import openpyxl

    made = tmp_path / "report.xlsx"
    given = [
        "--lang",
        language,
        "check",
        str(agreement),
        str(agreement.parent / "counts"),
    ]
    assert 0 == main([*given, "--xlsx", str(made)]), capsys.readouterr().err
    book = openpyxl.load_workbook(made)
    text = "\n".join(str(cell.value) for sheet in book for row in sheet for cell in row)
    assert [] == re.findall(OTHERS[language], text, re.IGNORECASE)


@pytest.mark.parametrize("language", OTHERS)
def test_bills_and_payments_are_judged(agreement, capsys, language):
    for words in (["check"], ["infer", "--open", "all"]):
        given = [*words[:1], str(agreement), str(SAMPLE / "all_records"), *words[1:]]
        assert 0 == main(["--lang", language, *given]), capsys.readouterr().err
    assert capsys.readouterr().out


@pytest.mark.parametrize("language", OTHERS)
def test_the_panel_moves_the_fee_and_shows_nothing_of_other_clauses(
    agreement, language
):
    import cscontract as cs
    from cscontract.views.panel.panel import Panel

    panel = Panel(cs.load(agreement), cs.read(agreement.parent / "counts"), language)
    assert {"basis.monthly", "term.start", "term.end", "part_month"} <= {
        c.key for c in panel.controls
    }
    panel.control("basis.monthly").value = panel.control("basis.monthly").value
    shown = panel.headline.value + panel.statement.value + panel.why.value
    assert [] == re.findall(
        OTHERS[language], re.sub("<[^>]*>", " ", shown), re.IGNORECASE
    )


def test_a_notebook_works_on_it(agreement, tmp_path):
    nbformat = pytest.importorskip("nbformat")
    cells = [
        f"import cscontract as cs\nagreement = cs.load({str(agreement)!r})",
        f"records = cs.read({str(agreement.parent / 'counts')!r})",
        "verdict = cs.check(agreement, records)\nverdict",
        "cs.price(agreement, records, open='all')",
        "from cscontract.views.panel.panel import Panel\nPanel(agreement, records)",
        "verdict.statements",
    ]
    book = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells]
    )
    nbformat.write(book, tmp_path / "own.ipynb")
    run = [
        "nbconvert",
        "--to",
        "notebook",
        "--execute",
        "--inplace",
        str(tmp_path / "own.ipynb"),
    ]
    # apart from kernels that other tests have offered in this process
    done = subprocess.run(
        [sys.executable, "-m", "jupyter", *run],
        env={**os.environ, "PYTHONPATH": str(SAMPLE.parent)},
        capture_output=True,
        text=True,
    )
    assert 0 == done.returncode, done.stderr
    done = nbformat.read(tmp_path / "own.ipynb", 4)
    assert all(cell.outputs for cell in done.cells[2:])
    assert "1,277.42" in str(done.cells[2].outputs) and "1277.42" in str(
        done.cells[5].outputs
    )


def test_the_text_of_the_agreement_is_read_back(agreement):
    import cscontract as cs
    from cscontract.agreement.agreement import read_agreement
    from cscontract.core.strict_yaml import read_yaml

    first = cs.load(agreement)
    value, _ = read_yaml(yaml_text(first.plain()).encode(), "again.yaml")
    assert first == read_agreement(value, "again.yaml")
