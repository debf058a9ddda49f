"""Prices of words: by definition, on the oracle; the command; what bills say of the readings."""

import json
from datetime import date
from pathlib import Path

import pytest
import random_prices

import cscontract as cs
from cscontract.cli import main
from cscontract.terms.faults import BadInput
from cscontract.terms.happened import Bill
from cscontract.terms.phrases import register

SAMPLE = Path(__file__).resolve().parent.parent / "sample_data"
AGREEMENT = cs.load(SAMPLE / "agreement.yaml")
RECORDS = cs.read(SAMPLE / "records")
#: a term of 44 days, so that the slow oracle is quick enough
SHORT = AGREEMENT.replace(term__start=date(2020, 8, 20), term__end=date(2020, 10, 2))


@pytest.mark.parametrize("seed", range(8))
def test_a_random_set_of_phrases_costs_what_plain_enumeration_says(seed):
    assert [] == random_prices.differences(seed, SHORT, RECORDS)


def test_all_phrases_of_the_sample():
    price = cs.price(AGREEMENT, RECORDS, "all")
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
    opened = AGREEMENT.replace(readings__surcharge_days="open", readings__headcount="open")
    price, verdict = cs.price(opened, RECORDS), cs.check(opened, RECORDS)
    assert price.span == verdict.range
    assert price.to_dict()["low"] == verdict.to_dict()["low"]


def test_a_price_shows_itself_in_a_notebook():
    shown = cs.price(AGREEMENT, RECORDS, "bound,surcharge_days")._repr_html_()
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
    assert all(abs(price.shares[name] - exact) < 1 for name, exact in price.shapley.items())


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
        (None, "name some with --open"),
    ],
)
def test_what_cannot_be_priced_is_refused(opened, message):
    with pytest.raises(BadInput, match=message):
        cs.price(AGREEMENT, RECORDS, opened)


def test_the_command_has_the_keys_of_the_interface(capsys):
    assert 0 == main(["price", "--open", "surcharge_days,bound", "--json", "-"])
    result = json.loads(capsys.readouterr().out)
    assert {"combinations", "base", "stability", "low", "high", "undisputed", "disputed", "low_at", "high_at",
            "phrases", "months"} <= result.keys()  # fmt: skip
    assert ["bound", "surcharge_days"] == [phrase["phrase"] for phrase in result["phrases"]]
    assert ("11200.00", 0.125) == (result["base"], result["stability"])


def billed(readings):
    """The sample's records with bills made under other readings."""
    verdict = cs.check(AGREEMENT.replace(readings={**AGREEMENT.readings, **readings}), RECORDS)
    bills = tuple(Bill(n, m["month"], m["total"]) for n, m in enumerate(verdict.monthly, start=2))
    return cs.Records(RECORDS.receptions, RECORDS.seats, RECORDS.files, bills=bills)


@pytest.mark.parametrize(
    "hidden",
    [{}, {"surcharge_days": "every_day"}, {"bound": "at_least", "headcount": "asked"},
     {"renewal_headcount": "asked", "after_renewal": "agreement_ends"}],
)  # fmt: skip
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
