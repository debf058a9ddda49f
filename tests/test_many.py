"""Many series at once against the clauses on each of them by itself; sets of days as
rows of bits against integers.
"""

import random
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

import cscontract as cs
from cscontract.agreement.kinds import register
from cscontract.clauses.daily_surcharge import clause as volume
from cscontract.clauses.daily_surcharge.amounts import Amount, PersonsOfSeries
from cscontract.core.day_sets import column, packed, total
from cscontract.records.daily_figures import HEADCOUNTS, Daily
from cscontract.verdict.charges import apply
from cscontract.verdict.many_series import Reckoning, Series

AGREEMENT = cs.load(
    Path(__file__).resolve().parent.parent / "sample_data" / "agreement.yaml"
)
VALUES = [0, 40, 99, 100, 101, 102, 150, 199, 200, 201, 202, 300, 301]
MANY = [254, 255, 256, 999, 70_000]


def series_of(rng, term, count, agreement):
    """Random series that stay at a value for some days, and what every one of them has
    alike.
    """
    values = VALUES + MANY * rng.randrange(2)
    runs = np.array(
        [
            np.repeat(
                rng.choices(values, k=term.length),
                rng.choices(range(1, 9), k=term.length),
            )[: term.length]
            for _ in range(count)
        ]
    ).T
    received = runs.astype(np.int64)
    asked, inquiring = received + 2, np.maximum(received - 3, 0)
    recorded = sum(1 << day for day in range(term.length) if rng.random() < 0.97)
    served = np.array([[recorded >> day & 1] for day in range(term.length)])
    heads = dict(
        zip(
            HEADCOUNTS,
            (received * served, asked * served, inquiring * served),
            strict=True,
        )
    )
    shop = {head: (persons * 2 + 2) // 3 for head, persons in heads.items()}
    ids = tuple(
        rng.choice((1, 2, 3)) * (recorded >> day & 1) for day in range(term.length)
    )
    seats = (
        tuple(int(day > term.length // 2) for day in range(term.length))
        if rng.random() < 0.5
        else (0,) * term.length
    )
    return Series(term, recorded, heads, shop, ids, seats)


def single(series, at):
    """One of the series as daily figures."""
    pick = {
        head: tuple(map(int, persons[:, at]))
        for head, persons in series.all_ids.items()
    }
    shop = {
        head: tuple(map(int, persons[:, at]))
        for head, persons in series.busiest_shop.items()
    }
    return Daily(
        series.term, series.recorded, pick, shop, series.ids, series.added_seats
    )


@pytest.mark.parametrize("seed", range(60))
def test_many_series_come_to_what_each_comes_to_by_itself(seed):
    rng = random.Random(seed)
    start = rng.choice([date(2020, 8, 1), date(2019, 12, 20), date(2020, 2, 27)])
    end = start + timedelta(days=rng.choice([5, 63, 64, 152, 200, 400]))
    limit = rng.choice([100, 100, 100, 100_000])
    agreement = AGREEMENT.replace(
        term__start=start,
        term__end=end,
        volume__threshold=limit,
        renewal__threshold=max(200, limit),
        volume__run_days=rng.randrange(5),
        volume__step=rng.choice([7, 100]),
        volume__surcharge=rng.choice(["100.00", "0.01", "33.33", "1000000.00"]),
        renewal__days=rng.choice([1, 3, 7]),
        renewal__new_monthly_fee="1999.99",
        seats__monthly_fee=rng.choice([None, "500.00"]),
    )
    series = series_of(rng, agreement.span, 12, agreement)
    reckoning = Reckoning(series)
    for _ in range(12):
        readings = {name: rng.choice(agreement.available(name)) for name in register()}
        outcome = reckoning.totals(agreement, readings, by_day=rng.random() < 0.5)
        for at in range(12):
            charges = apply(agreement, single(series, at), readings)
            assert charges.total == outcome.total[at], readings
            if outcome.daily:
                assert bool(charges.seats_due) == outcome.happens["seats"][at]
                assert (charges.ending.week is not None) == outcome.happens["renewal"][
                    at
                ]
                by_day = [
                    charges.surcharge.fen.get(day, 0)
                    for day in range(series.term.length)
                ]
                assert by_day == outcome.daily["volume"][:, at].tolist()
                by_month = {m.month.label: m.total for m in charges.months}
                found = [
                    by_month.get(month.label, 0) for month in agreement.span.months
                ]
                assert found == outcome.by_month[:, at].tolist()


@pytest.mark.parametrize("seed", range(40))
def test_amounts_of_many_days_are_those_of_each(seed):
    rng = random.Random(seed)
    for reading in register()["surcharge_amount"].readings:
        figures = (
            rng.choice([0, 1, 3333, 10_000, 100_000_000]),
            rng.choice([1, 7, 100, 100_000]),
        )
        days, top = (
            rng.randrange(1, 40),
            rng.choice([5, 120, 300, 5000, 70_000, 1_000_000]),
        )
        persons = np.array(
            [[rng.randrange(top) for _ in range(5)] for _ in range(days)]
        )
        ids = np.array([rng.choice([1, 1, 2, 7]) for _ in range(days)])
        most = ids * rng.choice([1, 100, 100_000, top // 2 + 1])
        charged = rng.choice([np.greater, np.greater_equal])(persons, most[:, None])
        charged &= np.array(
            [[rng.random() < 0.7 for _ in range(5)] for _ in range(days)]
        )
        each = [
            [
                volume.surcharge_amount(
                    *figures, (int(number - limit), int(per)), reading
                )
                * flag
                for number, flag in zip(row, flags.tolist(), strict=True)
            ]
            for row, flags, limit, per in zip(persons, charged, most, ids, strict=True)
        ]
        counted, amount = PersonsOfSeries(persons, ids), Amount(*figures, reading)
        assert each == counted.charge_by_day(charged, most, amount).tolist()
        assert (
            np.sum(each, 0).tolist() == counted.charge(charged, most, amount).tolist()
        )


@pytest.mark.parametrize("seed", range(20))
def test_sets_of_many_series_are_sets_of_days(seed):
    rng = random.Random(seed)
    rows = rng.choice([1, 8, 150, 300])
    singles = [rng.getrandbits(rows) & rng.getrandbits(rows) for _ in range(29)]
    singles += [0, 1, 1 << rows - 1]
    every = packed(np.hstack([column(each, rows) for each in singles]) > 0, rows)

    def same(found, expected):
        mask = (1 << rows) - 1
        flags = [
            [bool((each & mask) >> day & 1) for each in expected] for day in range(rows)
        ]
        assert flags == found.flags.tolist()

    by, other = rng.randrange(2 * rows), rng.getrandbits(rows)
    same(every, singles)
    same(every << by, [each << by for each in singles])
    same(every >> by, [each >> by for each in singles])
    same(~every & other, [~each & other for each in singles])
    same(other | every, [each | other for each in singles])
    same(every & ~other, [each & ~other for each in singles])
    same(every & -every, [each & -each for each in singles])
    assert [each.bit_count() for each in singles] == total(every.flags).tolist()
    firsts = [(each & -each).bit_length() - 1 if each else rows for each in singles]
    assert firsts == every.first.tolist()
    assert [each > 0 for each in singles] == every.any.tolist()
