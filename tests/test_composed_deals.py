"""Questions about terms and seasons on composed agreements: of any clauses, and of none
of the seed's.
"""

import json
import random
import re
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from test_many import series_of, single

import cscontract as cs
from cscontract.agreement import composition
from cscontract.agreement.agreement import Agreement, read_agreement
from cscontract.agreement.kinds import Kind
from cscontract.agreement.parties_figures import load_parties
from cscontract.cli.main import main
from cscontract.core.errors import BadInput
from cscontract.questions.parties.staffing import staffing
from cscontract.questions.parties.tornado import tornado
from cscontract.questions.parties.zone import Zone
from cscontract.questions.terms.differences import changes
from cscontract.questions.terms.moving_figures import a_change, a_range, one_way
from cscontract.questions.terms.sweep import sweep
from cscontract.questions.terms.trade import trade
from cscontract.verdict.charges import Charges, apply
from cscontract.verdict.display import html
from cscontract.verdict.many_series import (
    Reckoning,
    counting_of,
    hangs_on_counts,
    takes_seats,
)
from cscontract.verdict.step_order import composed as steps_of
from cscontract.views.charts.parties_chart import parties_chart
from cscontract.views.charts.risk_chart import risk_chart
from cscontract.views.text.parties_text import parties_text
from cscontract.views.text.risk_text import chances, risk_text
from cscontract.views.text.terms_text import comparison_text

SAMPLE = Path(__file__).resolve().parent.parent / "sample_data"
RECORDS = cs.read(SAMPLE / "records")
CHATS = cs.read(SAMPLE / "all_records")
PARTIES = load_parties(SAMPLE / "parties.yaml")
SEED = cs.load(SAMPLE / "agreement.yaml")
HOURS = {
    "kind": "hours",
    "id": "hours",
    "shifts": [{"name": "day", "start": "09:00", "end": "18:00"}],
}
FEE = {"kind": "monthly_fee", "id": "basis", "at": "§ 5", "monthly": "1800.00"}
FURTHER = {"kind": "monthly_fee", "id": "further", "monthly": "200.00"}
BUSY = {
    "kind": "daily_surcharge",
    "id": "busy",
    "at": "6.1",
    "threshold": 90,
    "run_days": 1,
    "surcharge": "40.00",
    "step": 10,
}
PEAK = {
    "kind": "daily_surcharge",
    "id": "peak",
    "at": "6.2",
    "threshold": 120,
    "run_days": 0,
    "surcharge": "80.00",
    "step": None,
}
MORE = {
    "kind": "added_seats",
    "id": "more",
    "of": "peak",
    "within_days": 7,
    "monthly_fee": "900.00",
}
ANEW = {
    "kind": "new_agreement",
    "id": "anew",
    "at": "7",
    "of": "basis",
    "threshold": 130,
    "days": 5,
    "new_monthly_fee": "2500.00",
}
COMPOSED = {
    "hours alone": [],
    "a fee": [FEE],
    "two fees": [FEE, FURTHER],
    "a surcharge alone": [BUSY],
    "two surcharges": [BUSY, PEAK, FEE],
    "seats": [BUSY, PEAK, MORE, FEE],
    "a new agreement": [FEE, ANEW],
    "all": [BUSY, PEAK, MORE, FEE, FURTHER, ANEW],
}
#: what an agreement of a fee and hours says nothing of
FOREIGN = re.compile(
    r"surcharge|加收|a new agreement|另订|1\.4\(|as recorded|坐席按记录|门槛|refund"
)


def composed(*clauses, start="2020-08-01", end="2020-12-31", **readings) -> Agreement:
    """An agreement of these clauses and of hours."""
    shops = [{"id": id, "platform": id} for id in ("taobao", "jd", "suning")]
    term = {"start": date.fromisoformat(start), "end": date.fromisoformat(end)}
    data = {
        "agreement": "customer-service-outsourcing",
        "version": 2,
        "parties": {"client": "A", "provider": "B"},
        "shops": shops,
        "term": term,
        "clauses": [HOURS, *clauses],
        "readings": readings,
    }
    return read_agreement(data, "composed.yaml")


@pytest.fixture(params=COMPOSED)
def agreement(request):
    return composed(*COMPOSED[request.param])


@pytest.fixture
def filed(tmp_path):
    """A function that writes an agreement of clauses and readings to a file."""

    def write(*clauses, name="composed", **readings):
        agreement = composed(*clauses, **readings)
        lines = json.dumps(agreement.plain(), ensure_ascii=False, default=str)
        dated = re.sub(r'"(\d{4}-\d\d-\d\d)"', r"\1", lines)
        path = tmp_path / f"{name}.yaml"
        path.write_text(dated, "utf-8")
        return str(path)

    return write


# figures


def test_messages_name_figures_of_the_agreement_at_hand():
    assert ("volume.threshold=120", "volume.threshold=80:160:20") == (
        a_change(SEED),
        a_range(SEED),
    )
    fee = composed(FEE)
    assert "basis.monthly=2160.00" == a_change(fee)
    assert "basis.monthly=1440.00:2880.00:360.00" == a_range(fee)
    with pytest.raises(BadInput, match=r"--give basis\.monthly=2160\.00"):
        trade(fee, RECORDS, {}, "basis.monthly")
    with pytest.raises(BadInput, match=r"add basis\.monthly=1440\.00"):
        sweep(fee, RECORDS, [])


def test_the_examples_of_messages_can_be_used(agreement):
    assert sweep(agreement, RECORDS, [a_range(agreement)]).cells
    key, _, value = a_change(agreement).partition("=")
    assert agreement.with_figures({key: agreement.figures[key].parse_text(value)})


@pytest.mark.parametrize("name", ["two surcharges", "seats", "all"])
def test_a_trade_holds_at_its_value_and_not_one_fen_further(name):
    agreement = composed(*COMPOSED[name])
    before = apply(agreement, cs.check(agreement, RECORDS).charges.daily).total
    found = trade(agreement, RECORDS, {"peak.threshold": 140}, "basis.monthly")
    for fee, fits in ((found.low, True), (found.low + 1, False)):
        changed = agreement.with_figures({"peak.threshold": 140, "basis.monthly": fee})
        assert fits == (cs.check(changed, RECORDS).charges.total <= before)


def test_what_has_no_figure_to_trade_says_so():
    with pytest.raises(BadInput, match="a clause whose figures move the total one way"):
        trade(composed(), RECORDS, {"term.end": date(2020, 12, 1)}, "basis.monthly")
    assert [] == one_way(composed())


def test_a_phrase_of_one_clause_alone_is_swept_open():
    opened = composed(BUSY, PEAK, FEE, **{"bound@peak": "open"})
    cells = sweep(opened, RECORDS, ["peak.threshold=110:130:1"]).cells
    assert any(cell.low < cell.high for cell in cells)


# the zone and the parties


def test_the_price_of_the_zone_is_the_first_that_raises_the_total():
    for name, price, beside in (
        ("two fees", "basis.monthly", None),
        ("all", "basis.monthly", "busy.surcharge"),
        ("a surcharge alone", None, "busy.surcharge"),
        ("hours alone", None, None),
    ):
        zone = cs.zone(composed(*COMPOSED[name]), RECORDS, PARTIES)
        figures = (zone.price, zone.surcharge)
        assert (price, beside) == tuple(figure and figure.key for figure in figures)
        assert price == zone.to_dict()["figure"]


@pytest.mark.parametrize(
    "name", ["a fee", "two fees", "seats", "a new agreement", "all"]
)
def test_the_ends_of_the_zone_hold_to_the_fen(name):
    zone = cs.zone(composed(*COMPOSED[name]), RECORDS, PARTIES)
    for proof in (zone.provider_proof, zone.client_proof):
        assert proof and proof.at >= 0 > proof.beyond


def test_without_a_price_the_zone_says_so_in_words():
    for language, words in (
        ("en", "No clause has a price"),
        ("zh", "没有可供双方调整的价格"),
    ):
        swings = tornado(composed(BUSY), RECORDS, PARTIES)
        assert words in parties_text(Zone(swings.gains), swings, language)


def test_of_two_fees_the_zone_names_the_one_that_is_moved():
    swings = tornado(composed(FEE, FURTHER), RECORDS, PARTIES)
    told = parties_text(Zone(swings.gains), swings, "en")
    assert "Both gain at “Fee (§ 5)” from" in told and "Fee (further)" in told


def test_seats_are_called_for_where_a_clause_on_added_seats_names_a_limit():
    def by_limit(agreement):
        return max(
            shift.by_limit for shift in staffing(agreement, RECORDS, PARTIES).shifts
        )

    assert 1 == by_limit(composed(BUSY, PEAK, FEE)) == by_limit(composed(FEE))
    most = max(cs.check(composed(FEE), RECORDS).charges.daily.all_ids["received"])
    assert -(-most // 120) == by_limit(composed(BUSY, PEAK, MORE, FEE))


def test_the_parties_are_told_and_drawn_for_every_composition(agreement):
    swings = tornado(agreement, RECORDS, PARTIES)
    for language in ("en", "zh"):
        assert parties_text(Zone(swings.gains), swings, language)
        assert parties_chart(Zone(swings.gains), swings, language).finding
    assert html(Zone(swings.gains)) and html(swings)


# compared


def test_the_seed_in_either_version_is_the_same():
    plain = SEED.plain()
    term = {**plain["term"], "at": "3"}
    rest = {
        key: plain[key]
        for key in ("agreement", "parties", "shops", "readings", "calendar")
    }
    clauses = composition.plain(SEED.clauses)
    data = {**rest, "version": 2, "term": term, "clauses": clauses}
    other = read_agreement(data, "seed.yaml")
    assert [] == changes(SEED, other) == changes(other, SEED)


@pytest.mark.parametrize("other", COMPOSED)
def test_two_agreements_of_other_clauses_compare(agreement, other):
    after = composed(*COMPOSED[other])
    found = cs.compare(agreement, {"other": after}, RECORDS)
    difference = found.difference("other")
    assert difference == sum(found.clauses("other").values())
    assert difference == sum(b - a for a, b in found.months("other").values())
    for language in ("en", "zh"):
        assert comparison_text(found, language)
    assert html(found) and json.dumps(found.to_dict())


def test_the_terms_that_differ_are_told_with_the_clause_that_has_them():
    found = changes(SEED, composed(FEE))
    told = [change.text(SEED, "en") for change in found]
    assert "Surcharge (1.4(2)b) 100.00 → no such term" in told
    assert "Fee (§ 5) no such term → 1,800.00" in told
    assert not any(change.phrase for change in found)


def test_a_phrase_of_one_clause_alone_differs_from_the_shared_one():
    before, after = (
        composed(BUSY, PEAK, **own) for own in ({}, {"bound@peak": "at_least"})
    )
    (change,) = changes(before, after)
    assert ("bound@peak", "above", "at_least") == change[:3]
    (effect,) = cs.compare(before, {"other": after}, RECORDS).effects("other")
    assert effect.fen is not None


def test_a_figure_under_one_name_in_clauses_of_two_kinds_is_two_terms():
    before = composed({**FEE, "id": "x"})
    after = composed({**BUSY, "id": "x"})
    assert {"x.monthly", "x.threshold"} <= {
        change.key for change in changes(before, after)
    }


def test_a_reading_that_does_not_apply_to_the_other_agreement_is_passed_over(
    filed, capsys
):
    other = filed(FEE)
    files = ["compare", str(SAMPLE / "agreement.yaml"), other, str(SAMPLE / "records")]
    assert 0 == main(
        [*files, "--reading", "run_gap=bridges", "--set", "basis.monthly=2000.00"]
    )
    told = capsys.readouterr()
    assert (
        "--reading run_gap=bridges was passed over" in told.err
        and "2,000.00" in told.out
    )
    assert 2 == main([*files, "--reading", "run_gab=bridges"])
    assert 2 == main([*files, "--reading", "run_gap=bridge"])
    assert 2 == main([*files, "--set", "volume.threshold=90"])


# seasons


def test_whether_anything_hangs_on_the_counts_is_read_off_the_steps():
    for name in ("hours alone", "a fee", "two fees"):
        assert not hangs_on_counts(composed(*COMPOSED[name]))
    for name in ("a surcharge alone", "a new agreement", "all"):
        assert hangs_on_counts(composed(*COMPOSED[name]))
    assert takes_seats(composed(*COMPOSED["seats"]))
    assert not takes_seats(composed(*COMPOSED["two surcharges"]))


def test_a_fixed_fee_costs_the_same_in_every_season():
    found = cs.risk(composed(FEE, FURTHER), RECORDS, 40)
    assert 5 * 2000_00 == found.drawn.fen.min() == found.drawn.fen.max()
    assert {} == found.chances and "" == chances(found)
    for language, words in (
        ("en", "Every term costs CNY 10,000.00"),
        ("zh", "每期费用均为"),
    ):
        assert risk_text(found, language).startswith(words)
        assert risk_chart(found, language).finding.startswith(words)
    assert not FOREIGN.search(risk_text(found, "en") + risk_text(found, "zh"))


def test_the_chances_told_are_those_of_the_clauses_there_are():
    for name, events in (
        ("seats", ["seats"]),
        ("a new agreement", ["renewal"]),
        ("all", ["renewal", "seats"]),
        ("two surcharges", []),
    ):
        found = cs.risk(composed(*COMPOSED[name]), RECORDS, 20)
        assert events == list(found.chances) and set(events) <= found.to_dict().keys()
        assert ("seats" in events) == ("seats" in chances(found))


@pytest.mark.parametrize("records", [RECORDS, CHATS], ids=["counts", "chats"])
def test_every_composition_has_its_seasons(agreement, records):
    found = cs.risk(agreement, records, 30)
    assert found.charges and 30 == found.paths
    assert found.drawn.fen.tolist() == found.drawn.by_month.sum(0).tolist()
    assert list(found.total[1:]) == found.drawn.fan[-1][[0, 2, 4]].tolist()
    assert html(found) and risk_text(found, "zh")


def test_persons_that_one_clause_counts_otherwise_have_a_model_of_their_own():
    def total(**readings):
        found = cs.risk(composed(BUSY, FEE, **readings), CHATS, 40)
        return found.drawn.fen.tolist()

    otherwise = total(same_person="once_per_id")
    assert otherwise != total()
    assert otherwise == total(**{"same_person@busy": "once_per_id"})


@pytest.mark.parametrize("seed", range(24))
def test_many_series_come_to_what_each_comes_to_by_itself(seed):
    """Of any composition, also where a clause reads phrases for itself and counts
    persons otherwise.
    """
    rng = random.Random(seed)
    clauses = COMPOSED[rng.choice(list(COMPOSED))]
    own = {"bound@peak": "open", "same_person@busy": "open", "headcount@peak": "open"}
    ids = {clause["id"] for clause in clauses}
    own = {name: way for name, way in own.items() if name.partition("@")[2] in ids}
    agreement = composed(*clauses, **own)
    shared = series_of(rng, agreement.span, 8, agreement)
    apart = {
        name: series_of(rng, agreement.span, 8, agreement)
        for name in counting_of(agreement, agreement.chosen)
        if name != "daily"
    }
    reckoning = Reckoning(shared, apart)
    for _ in range(6):
        readings = {
            name: rng.choice(agreement.available(name)) for name in agreement.phrases
        }
        outcome = reckoning.totals(agreement, readings, by_day=rng.random() < 0.5)
        for at in range(8):
            charges = apply_on(agreement, single(shared, at), apart, at, readings)
            assert charges.total == outcome.total[at], readings
            for event, flags in outcome.happens.items():
                clause = {"seats": "more.due", "renewal": "anew.week"}[event]
                assert bool(charges.values[clause]) == flags[at]


@pytest.mark.parametrize("name", ["seats", "a new agreement", "all"])
def test_a_kind_without_a_form_for_arrays_is_worked_out_series_by_series(
    name, monkeypatch
):
    agreement = composed(*COMPOSED[name])
    series = series_of(random.Random(1), agreement.span, 6, agreement)
    quick = [
        Reckoning(series).totals(agreement, agreement.chosen, by_day)
        for by_day in (0, 1)
    ]
    monkeypatch.setattr(Kind, "on_series", lambda kind, room: {})
    slow = [
        Reckoning(series).totals(agreement, agreement.chosen, by_day)
        for by_day in (0, 1)
    ]
    for one, other in zip(quick, slow, strict=True):
        assert one.total.tolist() == other.total.tolist()
        for event, flags in one.happens.items():
            assert flags.tolist() == other.happens[event].tolist()
    assert quick[1].by_day.tolist() == slow[1].by_day.tolist()


def apply_on(agreement, daily, apart, at, readings):
    """The charges where the persons of one clause are counted otherwise."""
    whole = steps_of(agreement)
    days = {
        "daily": daily,
        **{name: single(series, at) for name, series in apart.items()},
    }
    instead = {
        name: lambda *_, counted=counted: counted for name, counted in days.items()
    }
    found = whole.order.one(whole.givens(agreement, None), readings, instead)
    return Charges(agreement, daily, readings, found)


# the commands


@pytest.mark.parametrize("name", COMPOSED)
def test_the_commands_answer_for_every_composition(name, filed, tmp_path, capsys):
    given = [filed(*COMPOSED[name]), str(SAMPLE / "records")]
    parties = ["--parties", str(SAMPLE / "parties.yaml")]
    asked = {
        "parties": [*given, *parties, "--chart", str(tmp_path / "p.svg")],
        "risk": [*given, "--paths", "20", "--chart", str(tmp_path / "r.svg")],
        "sweep": [*given, "--vary", a_range(composed(*COMPOSED[name]))],
        "compare": [str(SAMPLE / "agreement.yaml"), *given],
    }
    for command, words in asked.items():
        for language in ("en", "zh"):
            assert 0 == main([command, *words, "--lang", language]), (
                capsys.readouterr().err
            )
            told = capsys.readouterr().out
            if name == "a fee" and command != "compare":
                assert not FOREIGN.search(told), (command, FOREIGN.search(told))


def test_percentiles_of_no_money_are_nothing():
    found = cs.risk(composed(), RECORDS, 10)
    assert np.array_equal(found.drawn.fen, np.zeros(10, np.int64))
