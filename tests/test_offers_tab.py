"""The panel's tab for a negotiation: what an offer changes, sweeps, and rounds saved
and taken back.
"""

from datetime import UTC, datetime
from pathlib import Path

import pytest

import cscontract as cs
from cscontract.agreement.version_1 import known_figures as figures
from cscontract.views.panel.offers_tab import points_of, swept_of
from cscontract.views.panel.panel import Panel

SAMPLE = Path(__file__).resolve().parent.parent / "sample_data"
AGREEMENT = cs.load(SAMPLE / "agreement.yaml")
RECORDS = cs.read(SAMPLE / "records")
SWEPT = swept_of(AGREEMENT)
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def panel(tmp_path):
    made = Panel(
        AGREEMENT, RECORDS, "en", rounds=tmp_path / "rounds.db", now=lambda: NOON
    )
    made.select("Negotiate")
    return made


@pytest.fixture
def tab(panel):
    return panel.tabs["Negotiate"]


def test_nothing_changed_costs_nothing_more(tab):
    assert "CNY 11,200.00 instead of 11,200.00, 0.00" in tab.changes.value
    assert "Nothing is changed yet." in tab.changes.value


def test_an_offer_is_told_with_what_each_change_does(panel, tab):
    panel.control("volume.threshold").value = 120
    assert "Limit 100 → 120: 19 fewer charged days, −1,900.00" in tab.changes.value
    panel.speak("zh")
    assert "加收日减少 19 天" in tab.changes.value


@pytest.mark.parametrize("key", SWEPT)
def test_every_figure_can_be_swept(tab, key):
    before = bytes(tab.picture.value)
    tab.figure.value = key
    assert bytes(tab.picture.value).startswith(b"\x89PNG")
    assert key == SWEPT[0] or before != bytes(tab.picture.value)
    assert figures()[key].label["en"] in tab.picture.tooltip


def test_a_sweep_stays_within_what_the_agreement_allows():
    assert 200 == points_of(figures()["volume.threshold"], AGREEMENT)[-1]
    assert 100 <= points_of(figures()["renewal.threshold"], AGREEMENT)[0]


def test_a_round_saved_comes_back_into_the_panel(panel, tab):
    panel.control("volume.threshold").value = 120
    tab.saving.save_offer()
    first = tab.saving.kept.value
    panel.control("fee.monthly").value = 1650
    tab.saving.author.value = "provider"
    tab.saving.note.value = "for the limit"
    tab.saving.save_offer()
    assert 2 == len(tab.saving.kept.options)
    assert "for the limit" in tab.saving.kept.options[0][0]
    tab.saving.kept.value = first
    tab.saving.take_round()
    assert (120, 150000) == (
        panel.agreement.volume.threshold,
        panel.agreement.fee.monthly,
    )
    assert (
        panel.verdict.charges.total == cs.check(panel.agreement, RECORDS).charges.total
    )


def test_a_name_that_cannot_be_is_told_in_words(tab):
    tab.saving.name.value = "../etc"
    tab.saving.save_offer()
    assert 'role="alert"' in tab.saving.status.value
    assert 0 == len(tab.saving.kept.options)


def test_a_refusal_does_not_name_the_folder_of_the_server(tab, tmp_path):
    box = tab.saving
    box.save_offer()
    box.rounds.close()
    (tmp_path / "rounds.db").write_bytes(b"no database" * 100)
    for act in (box.save_offer, box.take_round):
        act()
        assert "rounds.db: damaged" in box.status.value
        assert str(tmp_path) not in box.status.value


def test_without_a_place_for_rounds_none_is_saved():
    panel = Panel(AGREEMENT, RECORDS, "en")
    panel.select("Negotiate")
    tab = panel.tabs["Negotiate"]
    tab.saving.save_offer()
    assert "none" == tab.saving.layout.display
    assert "" == tab.saving.status.value


def test_a_simulation_is_told_and_put_away_when_the_terms_change(panel, tab):
    tab.simulate_seasons()
    assert bytes(tab.fan.value).startswith(b"\x89PNG")
    assert "Nine of ten simulated terms" in tab.fan.tooltip
    panel.control("volume.threshold").value = 120
    assert (None, "none") == (tab.risk, tab.fan.layout.display)
