"""Prices of words: by definition, on the oracle; the command; what bills say of the
readings.
"""

import json
from datetime import date
from itertools import combinations, product
from pathlib import Path

import pinned
import pytest
import random_prices

import cscontract as cs
from cscontract.agreement.kinds import register
from cscontract.cli.main import main
from cscontract.core.errors import BadInput
from cscontract.questions.words.drafting import drafting_order, fewest_to_settle
from cscontract.questions.words.stakes import at_stake
from cscontract.records.rows import Bill

SAMPLE = Path(__file__).resolve().parent.parent / "sample_data"
AGREEMENT = cs.load(SAMPLE / "agreement.yaml")
RECORDS = cs.read(SAMPLE / "records")
#: a term of 44 days, so that the slow oracle is quick enough
SHORT = AGREEMENT.replace(term__start=date(2020, 8, 20), term__end=date(2020, 10, 2))


@pytest.mark.parametrize("seed", range(8))
def test_a_random_set_of_phrases_costs_what_plain_enumeration_says(seed):
    assert [] == random_prices.differences(seed, SHORT, RECORDS)


def test_all_phrases_of_the_sample():
    price = cs.price(AGREEMENT, RECORDS, pinned.OF_COUNTS)
    assert 2_332_800 == price.combinations and 14 == len(price.open)
    assert sum(price.shapley.values()) == price.disputed == sum(price.shares.values())
    assert list(price.open) == [
        n for n, p in register().items() if p.moves == "money" and not p.needs
    ]


def test_the_least_and_the_greatest_total_are_reached_where_it_says():
    price = cs.price(AGREEMENT, RECORDS, "all")
    for fen in (price.low, price.high):
        way = price.reached_at(fen)
        assert (
            fen
            == cs.check(
                AGREEMENT.replace(readings={**AGREEMENT.readings, **way}), RECORDS
            ).charges.total
        )


def test_the_range_of_check_is_that_of_price():
    opened = AGREEMENT.replace(
        readings__surcharge_days="open", readings__headcount="open"
    )
    price, verdict = cs.price(opened, RECORDS, opened.open), cs.check(opened, RECORDS)
    assert price.outer == verdict.outer and price.arguable[:2] == verdict.range[:2]
    assert price.span == cs.check(opened, RECORDS, least="far_fetched").range
    assert price.to_dict()["outer"] == verdict.to_dict()["outer"]


@pytest.mark.parametrize("opened", ["bound,headcount,surcharge_days", "all"])
def test_a_phrase_settled_afterwards_costs_what_it_costs_settled_before(opened):
    settled = AGREEMENT.replace(
        readings={**AGREEMENT.readings, "surcharge_days": "every_day"}
    )
    after = cs.price(AGREEMENT, RECORDS, opened).settle("surcharge_days", "every_day")
    others = [name for name in after.open if name != "surcharge_days"]
    before = cs.price(settled, RECORDS, others)
    assert (before.low, before.high, before.base) == (after.low, after.high, after.base)
    assert before.shares == {name: after.shares[name] for name in others}
    assert (before.span, 0) == (after.span, after.shares["surcharge_days"])
    for label, band in before.months.items():
        assert (band.low, band.high) == (
            after.months[label].low,
            after.months[label].high,
        )


@pytest.mark.parametrize("opened", ["all", "bound,headcount,surcharge_days", "run_gap"])
def test_what_a_reading_leaves_is_the_range_once_it_is_settled(opened):
    price = cs.price(AGREEMENT, RECORDS, opened)
    for name in price.open:
        for each in price.readings(name):
            left = price.settle(name, each["reading"])
            assert (left.low, left.high, left.base) == (
                each["low"],
                each["high"],
                each["total"],
            )


@pytest.mark.parametrize(
    ("phrase", "reading", "message"),
    [
        ("bund", "above", "write bound"),
        ("headcount", "asked", "an open phrase"),
        ("bound", "atleast", "write at_least"),
    ],
)
def test_only_an_open_phrase_can_be_settled_and_only_for_its_readings(
    phrase, reading, message
):
    with pytest.raises(BadInput, match=message):
        cs.price(AGREEMENT, RECORDS, "bound,surcharge_days").settle(phrase, reading)


def test_every_disputed_yuan_of_a_month_hangs_on_a_phrase():
    price = cs.price(AGREEMENT, RECORDS, "all")
    assert [month.label for month in AGREEMENT.span.months] == list(price.months)
    for band in price.months.values():
        assert band.disputed == sum(band.shares.values()) == sum(band.shapley.values())
    frame = price.statement
    assert (
        frame["disputed"] == frame.drop(columns=["undisputed", "disputed"]).sum(axis=1)
    ).all()


@pytest.mark.parametrize(
    "opened",
    [
        "bound,headcount,surcharge_days",
        "headcount=received/asked,surcharge_amount,run_gap",
        "renewal_week,after_renewal,surcharge_days,bound",
    ],
)
def test_the_drafting_order_leaves_least_over_every_set_of_phrases_and_readings(opened):
    price = cs.price(AGREEMENT.replace(renewal__threshold=150), RECORDS, opened)
    drafts = drafting_order(price)
    assert (price.low, price.high, {}) == (
        drafts[0].low,
        drafts[0].high,
        drafts[0].settled,
    )
    assert 0 == drafts[-1].disputed and all(draft.disputed for draft in drafts[:-1])
    for count, draft in enumerate(drafts):
        least = min(
            price_of(price, dict(zip(names, ways, strict=True))).disputed
            for names in combinations(price.open, count)
            for ways in product(*(price.open[name] for name in names))
        )
        assert least == draft.disputed == price_of(price, draft.settled).disputed
        assert count == len(draft.settled)


def price_of(price, settled):
    """The price once these phrases are settled."""
    for phrase, reading in settled.items():
        price = price.settle(phrase, reading)
    return price


def test_the_fewest_to_settle_leave_at_most_so_much():
    price = cs.price(AGREEMENT, RECORDS, "all")
    draft, fewer = fewest_to_settle(price, 500_00), drafting_order(price)
    assert draft.disputed <= 500_00 < fewer[len(draft.settled) - 1].disputed


def test_a_price_shows_itself_in_a_notebook():
    shown = cs.price(
        AGREEMENT, RECORDS, pinned.named("bound", "surcharge_days")
    )._repr_html_()
    assert "CNY 9,400.00 to 11,800.00: 2,400.00 hang on 8 combinations" in shown
    assert shown.index("surcharge_days") < shown.index("<td>bound</td>")


def test_a_phrase_without_effect_still_multiplies_and_costs_nothing():
    price = cs.price(AGREEMENT, RECORDS, "bound,festival_fee")
    assert 4 == price.combinations
    assert 0 == price.alone("festival_fee") == price.shares["festival_fee"]


def test_shares_round_to_the_fen_by_largest_remainder():
    odd = AGREEMENT.replace(volume__surcharge="0.01")
    price = cs.price(odd, RECORDS, "headcount,surcharge_days,bound")
    assert price.disputed == sum(price.shares.values())
    assert all(
        abs(price.shares[name] - exact) < 1 for name, exact in price.shapley.items()
    )


def test_readings_can_be_chosen_for_a_phrase():
    price = cs.price(AGREEMENT, RECORDS, "surcharge_days=every_day/from_maturity,bound")
    assert {
        "bound": ("above", "at_least"),
        "surcharge_days": ("every_day", "from_maturity"),
    } == price.open
    assert 4 == price.combinations


@pytest.mark.parametrize(
    ("opened", "message"),
    [
        ("bund", "write bound"),
        ("payment_day", "a phrase that moves money"),
        ("same_person", "records of sessions to decide it"),
        ("bound=over", "write above"),
        ("after_renewal=new_fee", "give renewal.new_monthly_fee"),
        ([], "name some with --open"),
    ],
)
def test_what_cannot_be_priced_is_refused(opened, message):
    with pytest.raises(BadInput, match=message):
        cs.price(AGREEMENT, RECORDS, opened)


@pytest.mark.parametrize("phrase", ["same_person", "day_boundary"])
def test_a_phrase_that_cannot_be_decided_is_refused_with_the_money_at_stake(phrase):
    with pytest.raises(
        BadInput, match=r"lies between [\d,.]+ and 11,200\.00 CNY whatever it means"
    ):
        cs.price(AGREEMENT, RECORDS, phrase)
    every = cs.read(SAMPLE / "all_records")
    counted = cs.Records(every.receptions, every.seats, every.files)
    low, high = at_stake(AGREEMENT, counted, phrase)
    totals = [
        cs.check(AGREEMENT.replace(readings={phrase: way}), every).charges.total
        for way in register()[phrase].readings
    ]
    assert low <= min(totals) <= max(totals) <= high


def test_without_bounds_it_is_said_that_none_can_be_had():
    ends = AGREEMENT.replace(
        renewal__threshold=130,
        readings={"after_renewal": "agreement_ends", "renewal_week": "rolling_mean"},
    )
    with pytest.raises(BadInput, match="how much hangs on it cannot be said"):
        cs.price(ends, RECORDS, "same_person")


def test_the_command_has_the_keys_of_the_interface(capsys):
    opened = pinned.named("surcharge_days", "bound")
    assert 0 == main(["price", "--open", opened, "--json", "-"])
    result = json.loads(capsys.readouterr().out)
    assert {
        "combinations",
        "base",
        "stability",
        "low",
        "high",
        "undisputed",
        "disputed",
        "low_at",
        "high_at",
        "phrases",
        "months",
    } <= result.keys()
    assert ["bound", "surcharge_days"] == [
        phrase["phrase"] for phrase in result["phrases"]
    ]
    assert ("11200.00", 0.125) == (result["base"], result["stability"])


def billed(readings):
    """The sample's records with bills made under other readings."""
    verdict = cs.check(
        AGREEMENT.replace(readings={**AGREEMENT.readings, **readings}), RECORDS
    )
    bills = tuple(
        Bill(n, m["month"], m["total"]) for n, m in enumerate(verdict.monthly, start=2)
    )
    return cs.Records(RECORDS.receptions, RECORDS.seats, RECORDS.files, bills=bills)


@pytest.mark.parametrize(
    "hidden",
    [
        {},
        {"surcharge_days": "every_day"},
        {"bound": "at_least", "headcount": "asked"},
        {"renewal_headcount": "asked", "after_renewal": "agreement_ends"},
    ],
)
def test_bills_made_under_hidden_readings_are_explained_by_them(hidden):
    inference = cs.infer(AGREEMENT, billed(hidden))
    assert 0 < inference.fitting < inference.combinations
    for phrase, reading in {**AGREEMENT.chosen, **hidden}.items():
        if phrase in inference.open:
            assert reading in inference.used(phrase)


def test_every_fitting_combination_gives_the_bills_and_no_other_does():
    records = billed({"bound": "at_least"})
    inference = cs.infer(AGREEMENT, records, "bound,run_length,surcharge_days")
    bills = {row.month: row.amount for row in records.bills}
    fitting = 0
    for bound in ("above", "at_least"):
        for length in ("more_than", "at_least"):
            for days in register()["surcharge_days"].readings:
                way = {"bound": bound, "run_length": length, "surcharge_days": days}
                verdict = cs.check(AGREEMENT.replace(readings=way), records)
                fitting += bills == {m["month"]: m["total"] for m in verdict.monthly}
    assert fitting == inference.fitting > 0


def test_a_bill_that_fits_nothing_is_said_to_fit_nothing(capsys):
    bills = (Bill(2, "2020-08", 123),)
    records = cs.Records(RECORDS.receptions, RECORDS.seats, RECORDS.files, bills=bills)
    inference = cs.infer(AGREEMENT, records)
    assert 0 == inference.fitting
    assert all(not each["fits"] for each in inference.to_dict()["phrases"])


def test_inferring_without_bills_is_refused():
    with pytest.raises(BadInput, match=r"add bills\.csv"):
        cs.infer(AGREEMENT, RECORDS)
