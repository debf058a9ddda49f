"""Sums at the ends of the figures' bounds: exact where 64 bits would not hold them."""

import random
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations, product
from math import factorial
from pathlib import Path

import numpy as np
import pytest

import cscontract as cs
from cscontract.clauses.daily_surcharge import clause as volume
from cscontract.clauses.daily_surcharge.amounts import Amount, PersonsOfSeries
from cscontract.core.exact_integers import exact_sum, exactly, kind_of
from cscontract.questions.seasons.risk import AmountsOfPaths, model_of
from cscontract.questions.seasons.volume_model import _in_ratio
from cscontract.records.counting import daily
from cscontract.records.daily_figures import Daily
from cscontract.verdict.charges import apply
from cscontract.verdict.many_series import Reckoning, Series

import build

SAMPLE = Path(__file__).resolve().parent.parent / "sample_data"
AGREEMENT = cs.load(SAMPLE / "agreement.yaml")
START = date(2020, 8, 1)
MOST = 100_000


def dear(days, **changes):
    """The dearest figures that are allowed, for a term of so many days."""
    figures = {
        "term__start": START,
        "term__end": START + timedelta(days=days - 1),
        "volume__threshold": 1,
        "volume__surcharge": "1000000.00",
        "volume__step": 1,
    }
    return AGREEMENT.replace(**(figures | changes))


def crowded(days, ids, persons=MOST):
    """Records of so many IDs, all with as many persons on every day."""
    counts = {f"jd/{at:05}": {"received": [persons] * days} for at in range(ids)}
    return build.records(build.receptions(START, counts))


def shares_by_definition(price):
    """Each phrase's Shapley value, in Python's integers, from the totals of every
    combination.
    """
    names = list(price.open)
    wider = {name: price.totals.ways[name] for name in names}
    total = dict.fromkeys(product(*wider.values()), 0)
    for way in total:
        total[way] = price.totals.at(
            {**price.settled, **dict(zip(names, way, strict=True))}
        )

    def reach(free):
        ways = (price.open[n] if n in free else (price.settled[n],) for n in names)
        amounts = [total[way] for way in product(*ways)]
        return max(amounts) - min(amounts)

    shares = dict.fromkeys(names, Fraction(0))
    for name in names:
        others = [other for other in names if other != name]
        for size in range(len(names)):
            weight = factorial(size) * factorial(len(names) - size - 1)
            for free in combinations(others, size):
                shares[name] += weight * (reach({*free, name}) - reach(set(free)))
    return {name: share / factorial(len(names)) for name, share in shares.items()}


@pytest.mark.parametrize(("days", "ids"), [(31, 20), (153, 20), (31, 3)])
def test_shares_of_all_phrases_sum_to_what_is_disputed(days, ids):
    price = cs.price(dear(days), crowded(days, ids), "all")
    assert sum(price.shapley.values()) == price.disputed == sum(price.shares.values())
    assert price.disputed > 10**14
    for band in price.months.values():
        assert band.disputed == sum(band.shapley.values()) == sum(band.shares.values())


@pytest.mark.parametrize(("days", "ids"), [(31, 20), (300, 2_000)])
def test_some_phrases_cost_what_python_integers_say(days, ids):
    agreement = dear(days)
    opened = "surcharge_amount,headcount,reception_metric,surcharge_days,run_length"
    records = crowded(days, ids) if ids < 100 else counts_of(days, ids)
    price = cs.price(agreement, records, opened)
    for way in product(*price.open.values()):
        readings = {**price.settled, **dict(zip(price.open, way, strict=True))}
        charges = apply(agreement, daily(agreement, records, readings), readings)
        assert charges.total == price.totals.at(readings)
    assert shares_by_definition(price) == price.shapley
    assert price.high == max(map(int, price.term.free.ravel()))


def counts_of(days, ids):
    """Records with a row for each of so many IDs on two days alone: enough persons to
    pass 2⁶³ in fen.
    """
    rows = [
        {
            "date": START + timedelta(days=day),
            "shop": "jd",
            "id": f"{at:05}",
            **dict.fromkeys(("asked", "received", "inquiring"), MOST),
        }
        for day in range(3)
        for at in range(ids)
    ]
    return build.records(rows)


def test_a_total_beyond_64_bits_is_exact():
    days, ids = 31, 20_000
    agreement = dear(days).replace(readings__surcharge_amount="per_person")
    records = counts_of(days, ids)
    price = cs.price(agreement, records, "surcharge_amount,surcharge_days")
    assert price.high == 3 * (ids * MOST - 1) * 10**8 + 150_000 * 1
    assert price.high == cs.check(agreement, records).charges.total
    huge = cs.price(agreement, records, "all")
    assert sum(huge.shapley.values()) == huge.disputed == sum(huge.shares.values())


@pytest.mark.parametrize("most", [2**62 - 1, 2**62, 2**63, 2**70])
def test_a_type_holds_the_sum_of_two_amounts(most):
    numbers = np.array([most, most], exactly(most))
    assert 2 * most == exact_sum(numbers) == int(numbers[0]) + int(numbers[1])
    assert [most, most] == np.array([most, most], kind_of(most)).tolist()


@pytest.mark.parametrize("top", [10**3, 2**31, 2**62])
def test_an_exact_sum_is_that_of_pythons_integers(top):
    rng = random.Random(top)
    numbers = [rng.randrange(top) for _ in range(1000)]
    assert sum(numbers) == exact_sum(np.array(numbers, np.int64))
    assert 0 == exact_sum(np.array([], np.int64))


# risk


def numbered(days, persons):
    """Records of one ID with the persons of `persons` in turn."""
    counts = [persons[day % len(persons)] for day in range(days)]
    return build.records(build.receptions(START, {"jd/a": {"received": counts}}))


def test_the_mean_of_many_dear_paths_is_exact():
    fen = np.full(10_000, 153 * 62_000 * 10**8, np.int64)
    assert 153 * 62_000 * 10**8 == AmountsOfPaths.of(fen).mean
    agreement = dear(153, readings__surcharge_amount="per_person")
    found = cs.risk(agreement, numbered(153, [61_000, 62_000, 63_000]), paths=10_000)
    paths = found.drawn.fen.tolist()
    assert sum(paths) > 2**63
    assert (2 * sum(paths) + 10_000) // 20_000 == found.total.mean
    assert found.total.p5 <= found.total.mean <= found.total.p95


@pytest.mark.parametrize("limit", [65_534, 65_535, 65_536, 70_000, 99_999, 100_000])
@pytest.mark.parametrize(
    "reading", ["per_person", "per_started_100", "per_full_100", "flat"]
)
def test_many_series_over_a_high_limit_come_to_what_each_comes_to(limit, reading):
    days = 12
    agreement = dear(
        days,
        volume__threshold=limit,
        renewal__threshold=100_000,
        volume__step=7,
        volume__surcharge="0.01",
    )
    rng = random.Random(limit)
    near = [
        limit - 1,
        limit,
        limit + 1,
        limit + 6,
        limit + 7,
        limit + 8,
        2 * limit,
        3,
        65_536,
    ]
    persons = np.array([[rng.choice(near) for _ in range(30)] for _ in range(days)])
    heads = dict.fromkeys(("asked", "received", "inquiring"), persons)
    series = Series(
        agreement.span, (1 << days) - 1, heads, heads, (1,) * days, (0,) * days
    )
    readings = {
        **agreement.chosen,
        "surcharge_amount": reading,
        "surcharge_days": "every_day",
    }
    for by_day in (True, False):
        outcome = Reckoning(series).totals(agreement, readings, by_day)
        for at in range(30):
            each = {
                head: tuple(map(int, counts[:, at])) for head, counts in heads.items()
            }
            single = Daily(
                series.term, series.recorded, each, each, series.ids, series.added_seats
            )
            assert apply(agreement, single, readings).total == outcome.total[at]


def test_risk_at_a_limit_above_two_bytes_has_the_totals_of_the_clauses():
    agreement = dear(
        20,
        volume__threshold=70_000,
        renewal__threshold=100_000,
        volume__step=100,
        volume__surcharge="100.00",
        readings__surcharge_amount="per_person",
        readings__surcharge_days="every_day",
    )
    records = numbered(20, [69_000, 70_001, 70_500, 71_000, 72_000])
    found = cs.risk(agreement, records, paths=40)
    model, at_hand = model_of(agreement, records, agreement.chosen)
    persons = model.persons(agreement.span, 40, np.random.default_rng(1))
    for at in range(40):
        counts = tuple(map(int, persons[:, at]))
        heads = dict.fromkeys(("asked", "received", "inquiring"), counts)
        single = Daily(
            at_hand.term, at_hand.recorded, heads, heads, at_hand.ids, (0,) * 20
        )
        assert apply(agreement, single).total == found.drawn.fen[at]


@pytest.mark.parametrize("persons", [10**9, 2**40])
@pytest.mark.parametrize("reading", ["per_person", "per_started_100", "per_full_100"])
def test_amounts_beyond_64_bits_are_exact(persons, reading):
    numbers = np.array([[persons, 3], [persons - 1, 4], [2, 5]])
    ids, most = np.array([1, 2, 1]), np.array([1, 2, 1])
    charged = numbers > most[:, None]
    amount = Amount(10**8, 1, reading)
    each = [
        [
            volume.surcharge_amount(10**8, 1, (int(number - limit), int(per)), reading)
            * bool(flag)
            for number, flag in zip(row, flags, strict=True)
        ]
        for row, flags, limit, per in zip(numbers, charged, most, ids, strict=True)
    ]
    counted = PersonsOfSeries(numbers, ids)
    assert each == counted.charge_by_day(charged, most, amount).tolist()
    assert [sum(column) for column in zip(*each, strict=True)] == counted.charge(
        charged, most, amount
    ).tolist()


@pytest.mark.parametrize("top", [50, 3_000_000, 2**31 - 1])
@pytest.mark.parametrize(
    ("part", "whole"), [(3, 2), (7, 2**20), (10**12, 10**12 - 1), (10**5, 1)]
)
def test_a_ratio_is_rounded_half_up_however_great(top, part, whole):
    rng = random.Random(top)
    persons = np.array([rng.randrange(top) for _ in range(50)] + [top], np.int32)
    expected = [(2 * n * part + whole) // (2 * whole) for n in persons.tolist()]
    assert expected == _in_ratio(persons, part, whole).tolist()


def test_days_with_different_ids_sum_beyond_64_bits():
    persons, days = 4 * 10**10, 3
    numbers = np.full((days, 2), persons)
    ids = most = np.array([1, 2, 3])
    amount, charged = Amount(10**8, 1, "per_person"), np.ones((days, 2), bool)
    each = [
        volume.surcharge_amount(10**8, 1, (persons - int(per), int(per)), "per_person")
        for per in ids
    ]
    assert max(each) < 2**62 < 2**63 < sum([each[0]] * 3)
    numbers[1:] *= ids[1:, None]
    each = [
        volume.surcharge_amount(10**8, 1, (int(n) - int(per), int(per)), "per_person")
        for n, per in zip(numbers[:, 0], ids, strict=True)
    ]
    counted = PersonsOfSeries(numbers, ids)
    assert sum(each) > 2**63
    assert [sum(each)] * 2 == counted.charge(charged, most, amount).tolist()
    by_day = counted.charge_by_day(charged, most, amount)
    assert [sum(each)] * 2 == by_day.sum(0).tolist()
