"""An agreement of its hours alone: no words of it move money, and every question is
answered or refused so.
"""

from datetime import date
from pathlib import Path

import pytest
from ruamel.yaml import YAML

import cscontract as cs
from cscontract.agreement.agreement import read_agreement
from cscontract.cli.main import main
from cscontract.core.errors import BadInput
from cscontract.views.panel.panel import Panel

RECORDS_AT = Path(__file__).resolve().parent.parent / "sample_data" / "records"
SHIFTS = [{"name": "day", "start": "09:00", "end": "18:00"}]
DATA = {
    "agreement": "customer-service-outsourcing",
    "version": 2,
    "parties": {"client": "A shop", "provider": "B service"},
    "shops": [{"id": id, "platform": id} for id in ("taobao", "jd", "suning")],
    "term": {"start": date(2020, 8, 1), "end": date(2020, 12, 31)},
    "clauses": [{"kind": "hours", "id": "times", "at": "1", "shifts": SHIFTS}],
}
FEE = {"kind": "monthly_fee", "id": "fee", "at": "2", "monthly": "1500.00"}
HOURS = read_agreement(DATA, "hours.yaml")
FIXED = read_agreement({**DATA, "clauses": [*DATA["clauses"], FEE]}, "fixed.yaml")
RECORDS = cs.read(RECORDS_AT)


@pytest.fixture
def command(tmp_path, capsys):
    """A command on the agreement of hours alone: its status, what it says, what it
    refuses.
    """
    file = tmp_path / "hours.yaml"
    YAML().dump(DATA, file)

    def run(name, *options):
        records = [] if name == "dispute" else [str(RECORDS_AT)]
        status = main([name, str(file), *records, *options])
        return status, *capsys.readouterr()

    return run


@pytest.mark.parametrize("opened", ["all", "arguable"])
def test_the_risk_is_told_whatever_is_to_be_opened(command, opened):
    status, told, _ = command("risk", "--paths", "20", "--open", opened)
    assert 0 == status and "Every term costs CNY 0.00" in told
    told = command("risk", "--paths", "20", "--open", opened, "--lang", "zh")[1]
    assert "每期费用均为人民币 0.00 元" in told


def test_there_is_nothing_to_price_and_the_mend_says_so(command):
    status, _, refused = command("price", "--open", "all")
    assert 2 == status
    assert (
        "none is needed: no phrase that these records can decide moves money" in refused
    )
    refused = command("price", "--open", "all", "--lang", "zh")[2]
    assert "无须计价：就这些记录，没有影响金额的词句" in refused


def test_a_phrase_that_moves_no_money_is_left_open(command):
    status, told, _ = command("check", "--reading", "closing_time=open")
    assert 0 == status and "CNY 0.00 for the term" in told
    assert 0 == command("risk", "--paths", "20", "--reading", "closing_time=open")[0]
    settled = command("wording", "--settle", "closing_time=closes", "--open", "all")
    assert 0 == settled[0] and "outage" not in settled[1]


@pytest.mark.parametrize("phrase", ["closing_time", "online_duty"])
def test_a_phrase_that_moves_no_money_is_still_refused_by_name(command, phrase):
    status, _, refused = command("risk", "--open", phrase)
    assert 2 == status and "expected a phrase that moves money" in refused


def test_no_days_part_what_is_not_there(command):
    assert "No phrase of the agreement moves money" in command("dispute")[1]
    assert "协议中没有影响金额的词句" in command("dispute", "--lang", "zh")[1]


def test_phrases_that_move_no_money_are_out_of_a_risk_and_a_trade():
    quiet = FIXED.replace(readings__closing_time="open")
    assert {} == cs.risk(quiet, RECORDS, 20).by_reading
    with pytest.raises(BadInput, match=r"closing_time.*a phrase that moves money"):
        cs.risk(quiet, RECORDS, 20, open="closing_time")


def test_the_panel_folds_no_phrases_away_where_there_are_none():
    panel = Panel(HOURS, RECORDS)
    assert "none" == panel.folded.layout.display
    tab = panel.select("Price of words")
    assert "No phrase that these records can decide moves money." in tab.status.value
    assert "a40000" not in tab.status.value


def test_the_panel_folds_away_what_moves_nothing_while_there_is_any():
    panel = Panel(FIXED, RECORDS)
    assert panel.folded.layout.display is None
    assert "1 that move no money on these counts" == panel.folded.title
    panel.control("part_month").value = "open"
    panel.speak("zh")
    assert "none" == panel.folded.layout.display
    panel.control("part_month").value = "calendar_days"
    panel.speak("en")
    assert panel.folded.layout.display is None
