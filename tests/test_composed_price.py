"""Prices of composed agreements: what elimination finds is what every combination, one
by one, comes to.
"""

from itertools import product
from pathlib import Path

import pytest

import cscontract as cs
from cscontract.agreement.agreement import Agreement, read_agreement
from cscontract.records.counting import daily
from cscontract.verdict.charges import apply
from cscontract.verdict.combinations import totals

SAMPLE = Path(__file__).resolve().parent.parent / "sample_data"
SHIFTS = [
    {"name": "early", "start": "09:00", "end": "18:00"},
    {"name": "late", "start": "18:00", "end": "22:00"},
]
HOURS = {"kind": "hours", "id": "hours", "shifts": SHIFTS}
FEE = {"kind": "monthly_fee", "id": "basis", "monthly": "1500.00"}
BUSY = {
    "kind": "daily_surcharge",
    "id": "busy",
    "threshold": 100,
    "run_days": 2,
    "surcharge": "80.00",
    "step": 50,
}
VERY = {
    **BUSY,
    "id": "very_busy",
    "threshold": 140,
    "surcharge": "150.00",
    "step": None,
}
AGAIN = {
    "kind": "new_agreement",
    "id": "again",
    "of": "basis",
    "threshold": 160,
    "days": 5,
    "new_monthly_fee": "2500.00",
}
SEATS = {
    "kind": "added_seats",
    "id": "more",
    "of": "busy",
    "within_days": 3,
    "monthly_fee": "900.00",
}


def composed(
    *clauses, readings=None, start="2020-08-10", end="2020-12-20"
) -> Agreement:
    """An agreement of these clauses and of hours."""
    from datetime import date

    shops = [{"id": id, "platform": id} for id in ("taobao", "jd", "suning")]
    term = {"start": date.fromisoformat(start), "end": date.fromisoformat(end)}
    data = {
        "agreement": "customer-service-outsourcing",
        "version": 2,
        "parties": {"client": "A", "provider": "B"},
        "shops": shops,
        "term": term,
        "clauses": [HOURS, *clauses],
        "readings": readings or {},
    }
    return read_agreement(data, "composed.yaml")


def one_by_one(agreement, records, ways):
    """The total of every combination, by itself."""
    for combination in product(*ways.values()):
        readings = {**agreement.chosen, **dict(zip(ways, combination, strict=True))}
        yield (
            combination,
            apply(agreement, daily(agreement, records, readings), readings).total,
        )


CASES = {
    "a fee alone": ([FEE], "records", {"part_month": None}),
    "two fees": (
        [FEE, {**FEE, "id": "more", "monthly": "333.33"}],
        "records",
        {"part_month": None},
    ),
    "two surcharges": (
        [BUSY, VERY, FEE],
        "records",
        {
            "bound": None,
            "run_gap": None,
            "surcharge_days": None,
            "surcharge_amount": None,
        },
    ),
    "two surcharges, one with words of its own": (
        [BUSY, VERY, FEE],
        "records",
        {
            "bound": None,
            "bound@very_busy": None,
            "surcharge_days@busy": None,
            "surcharge_days": None,
        },
    ),
    "an end, and a fee that goes on": (
        [BUSY, AGAIN, FEE, {**FEE, "id": "more"}],
        "records",
        {
            "renewal_week": None,
            "after_renewal": None,
            "bound@again": None,
            "part_month": None,
        },
    ),
    "seats": (
        [BUSY, SEATS, FEE],
        "all_records",
        {"seat_effect": None, "run_length": None, "bound": None},
    ),
    "persons counted for each clause": (
        [BUSY, VERY, FEE],
        "all_records",
        {"same_person": None, "same_person@very_busy": None, "day_boundary": None},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_every_combination_comes_to_what_it_comes_to_alone(name):
    clauses, folder, phrases = CASES[name]
    own = {phrase: "open" for phrase in phrases if "@" in phrase}
    agreement, records = composed(*clauses, readings=own), cs.read(SAMPLE / folder)
    ways = {
        phrase: agreement.available(phrase)
        for phrase in agreement.phrases
        if phrase in phrases
    }
    assert set(phrases) == set(ways)
    found = totals(agreement, records, ways)
    every = dict(one_by_one(agreement, records, ways))
    assert every == {
        places: found.at(dict(zip(ways, places, strict=True))) for places in every
    }
    assert (min(every.values()), max(every.values())) == found.ends
    for fen in set(every.values()):
        assert list(every.values()).count(fen) == found.count(fen)


def test_a_clause_counts_persons_as_its_own_words_say():
    records = cs.read(SAMPLE / "all_records")
    both = composed(BUSY, {**BUSY, "id": "other"}, FEE)
    apart = both.replace(**{"readings__same_person@other": "once_per_id"})
    fen = apply(apart, daily(apart, records)).by_month
    alone = {
        way: apply(each, daily(each, records)).by_month["busy"]
        for way in ("once_per_shop", "once_per_id")
        for each in [both.replace(readings__same_person=way)]
    }
    assert (
        alone["once_per_shop"] == fen["busy"] and alone["once_per_id"] == fen["other"]
    )
