"""Random terms, counts and readings in runs of boundary values, seeded; for the
comparison with the oracle.

python tests/random_cases.py 20000     compares that many and says how many differ
"""

from __future__ import annotations

import random
import sys
from datetime import date, timedelta
from typing import Any

from cscontract.core import money
from cscontract.verdict.check import check

import build
import oracle

MOST_DAYS = 75
STARTS = (
    date(2020, 7, 1),
    date(2020, 12, 20),
    date(2013, 1, 20),
    date(2024, 1, 25),
    date(2025, 1, 10),
)


def boundary_runs(
    rng: random.Random, days: int, threshold: int, renewal: int
) -> list[int | None]:
    """Persons a day: runs of one level each, at and around the limits; None is a day
    without a row.
    """
    levels = [
        0,
        threshold - 1,
        threshold,
        threshold + 1,
        2 * threshold,
        renewal - 1,
        renewal,
        renewal + 1,
    ]
    persons: list[int | None] = []
    while len(persons) < days:
        level = rng.choice([*levels, None, 3 * threshold + 1])
        length = rng.choice((1, 1, 2, 2, 3, 3, 4, 6, 7, 8))
        persons += [level] * length
    return persons[:days]


def situation(seed: int) -> tuple[dict[str, Any], list[dict], dict[date, int] | None]:
    """Agreement as plain data, reception rows and added seats (or None) of a seed."""
    rng = random.Random(seed)
    start = rng.choice(STARTS) + timedelta(days=rng.randrange(40))
    days = rng.randrange(1, MOST_DAYS)
    threshold = rng.choice((1, 7, 100))
    renewal = threshold * 2 + rng.choice((0, 0, 1, 50))
    new_fee = rng.choice((None, "1730.01"))
    readings = {
        name: rng.choice([w for w in ways if w != "new_fee" or new_fee])
        for name, ways in oracle.READINGS.items()
        if rng.random() < 0.7
    }
    figures = {
        "volume.threshold": threshold,
        "volume.run_days": rng.choice((0, 1, 2, 2, 3, 6)),
        "volume.surcharge": rng.choice(("100.00", "0.00", "33.33", "0.01")),
        "volume.step": rng.choice((1, 3, 100)),
        "renewal.threshold": renewal,
        "renewal.days": rng.choice((1, 2, 7, 7, 8)),
        "renewal.new_monthly_fee": new_fee,
        "seats.monthly_fee": rng.choice((None, "1000.00", "777.77")),
        "seats.within_days": rng.choice((None, 0, 3)),
        "fee.monthly": rng.choice(("1500.00", "1501.37")),
        "payment.due_day": rng.choice((1, 2, 15, 28)),
    }
    data = build.plain(
        start, start + timedelta(days=days - 1), readings=readings, figures=figures
    )
    seats = None
    if rng.random() < 0.6:
        dates = [
            start + timedelta(days=rng.randrange(-5, days))
            for _ in range(rng.randrange(1, 4))
        ]
        seats = {when: rng.choice((0, 1, 2)) for when in dates}
    return data, counts(rng, start, days, threshold, renewal), seats


def counts(
    rng: random.Random, start: date, days: int, threshold: int, renewal: int
) -> list[dict]:
    """Reception rows: the day's persons split over unequal shops and IDs; some IDs have
    no row.
    """
    rows = []
    accounts = [("taobao", "a"), ("taobao", "b"), ("jd", "a"), ("suning", "a")][
        : rng.randrange(1, 5)
    ]
    for day, persons in enumerate(boundary_runs(rng, days, threshold, renewal)):
        when = start + timedelta(days=day)
        if persons is None:
            continue
        at = sorted(rng.randrange(persons + 1) for _ in accounts[1:])
        parts = [b - a for a, b in zip([0, *at], [*at, persons], strict=True)]
        for (shop, id_), received in zip(accounts, parts, strict=True):
            if received or rng.random() < 0.5 or len(accounts) == 1:
                asked = received + rng.choice((0, 0, 1, received // 3))
                inquiring = received - rng.choice(
                    (0, 0, 0, min(1, received), received // 3)
                )
                row = {"date": when, "shop": shop, "id": id_}
                rows.append(
                    row | {"asked": asked, "received": received, "inquiring": inquiring}
                )
    stray = {
        "date": start,
        "shop": "pdd",
        "id": "x",
        "asked": 500,
        "received": 500,
        "inquiring": 500,
    }
    return [*rows, stray]


def differences(seed: int) -> list[str]:
    """What the program and the oracle say differently of a seed; nothing where they
    agree.
    """
    data, rows, seats = situation(seed)
    verdict = check(build.agreement(data), build.records(rows, seats))
    ours = verdict.to_dict()
    theirs = oracle.judge(data, rows, build.seat_rows(seats))
    ours["needed"] = [f.extra["needed"] for f in verdict.found if f.code == "seats_due"]
    for part in ("statements", "lines"):
        keys = theirs[part][0].keys()
        ours[part] = [{key: row[key] for key in keys} for row in ours[part]]
        order = (
            (lambda r: (r["date"], r["kind"]))
            if part == "lines"
            else lambda r: r["month"]
        )
        ours[part], theirs[part] = (
            sorted(ours[part], key=order),
            sorted(theirs[part], key=order),
        )
    parts = ("total", "statements", "lines", "events", "needed")
    return [
        f"seed {seed}, {p}: {ours[p]} / {theirs[p]}"
        for p in parts
        if ours[p] != theirs[p]
    ]


if __name__ == "__main__":
    count = int(sys.argv[1])
    different = [line for seed in range(count) for line in differences(seed)]
    print(*different[:5], sep="\n")
    charged = sum(
        any(
            row["surcharge"] != money.yuan(0)
            for row in oracle.judge(*situation(seed)[:2])["statements"]
        )
        for seed in range(0, count, 100)
    )
    print(
        f"{count} random cases, {len(different)} differences; a surcharge in {charged} of {count // 100} sampled"
    )
    sys.exit(bool(different))
