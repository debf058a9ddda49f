"""Prices of random sets of open phrases against plain enumeration by the slow oracle,
in exact fractions.

python tests/random_prices.py 300 [AGREEMENT RECORDS]     compares that many sets and
says how many differ
"""

from __future__ import annotations

import random
import sys
from collections.abc import Mapping
from fractions import Fraction
from itertools import permutations, product
from math import factorial
from pathlib import Path
from typing import Any

from cscontract.agreement.agreement import Agreement, load
from cscontract.agreement.kinds import register
from cscontract.core import money
from cscontract.questions.words.price import price
from cscontract.records.read import Records, read

import build
import oracle

SAMPLE = Path(__file__).resolve().parent.parent / "sample_data"
MONEY = [n for n, p in register().items() if p.moves == "money" and not p.needs]


def enumerated(
    agreement: Agreement, records: Records, open_phrases: dict[str, tuple[str, ...]]
) -> dict:
    """Months' totals in fen by the oracle for every combination, the settled reading of
    each among them.
    """
    rows = [row._asdict() for row in records.receptions or ()]
    rows = [{key: value for key, value in row.items() if key != "row"} for row in rows]
    seats = build.seat_rows({row.date: row.added for row in records.seats or ()})
    plain = {**agreement.plain(), "readings": {}}
    wider = {
        n: dict.fromkeys((agreement.chosen[n], *ways))
        for n, ways in open_phrases.items()
    }
    found = {}
    for chosen in product(*wider.values()):
        readings = {**agreement.chosen, **dict(zip(wider, chosen, strict=True))}
        data = {
            **plain,
            "readings": {n: r for n, r in readings.items() if n in oracle.READINGS},
        }
        result = oracle.judge(data, rows, seats)
        found[chosen] = {
            m["month"]: money.fen(m["total"]) for m in result["statements"]
        }
    return found


def expected(
    agreement: Agreement, records: Records, open_phrases: dict[str, tuple[str, ...]]
) -> dict:
    """The price of the open phrases by definition."""
    by_month = enumerated(agreement, records, open_phrases)
    total = {chosen: sum(months.values()) for chosen, months in by_month.items()}
    names = list(open_phrases)
    settled = tuple(agreement.chosen[name] for name in names)

    def reach(amount: Mapping[tuple, int], free: frozenset[str]) -> int:
        choices = [
            open_phrases[n] if n in free else (s,)
            for n, s in zip(names, settled, strict=True)
        ]
        amounts = [amount[chosen] for chosen in product(*choices)]
        return max(amounts) - min(amounts)

    def shapley(amount: Mapping[tuple, int]) -> dict[str, Fraction]:
        shares = dict.fromkeys(names, Fraction(0))
        for order in permutations(names):
            for at, name in enumerate(order):
                upto = frozenset(order[: at + 1])
                shares[name] += reach(amount, upto) - reach(amount, upto - {name})
        return {name: share / factorial(len(names)) for name, share in shares.items()}

    every = list(product(*open_phrases.values()))
    totals = [total[chosen] for chosen in every]
    labels = [month.label for month in agreement.span.months]
    of_month = {
        m: {chosen: by_month[chosen].get(m, 0) for chosen in by_month} for m in labels
    }
    return {
        "combinations": len(every),
        "base": total[settled],
        "low": min(totals),
        "high": max(totals),
        "stability": Fraction(totals.count(total[settled]), len(totals)),
        "alone": {name: reach(total, frozenset([name])) for name in names},
        "shapley": shapley(total),
        "month_shapley": {label: shapley(of_month[label]) for label in labels},
        "months": {
            m: (
                min(of_month[m][chosen] for chosen in every),
                max(of_month[m][chosen] for chosen in every),
            )
            for m in labels
        },
    }


def actual(
    agreement: Agreement, records: Records, open_phrases: dict[str, tuple[str, ...]]
) -> dict:
    """The same from the program."""
    found = price(agreement, records, open_phrases)
    assert sum(found.shares.values()) == found.disputed
    for fen in (found.low, found.high):
        way = {**found.settled, **found.reached_at(fen)}
        if all(way[name] in ways for name, ways in found.open.items()):
            assert found.totals.at(way) == fen
    return {
        "combinations": found.combinations,
        "base": found.base,
        "low": found.low,
        "high": found.high,
        "stability": found.stability,
        "alone": {name: found.alone(name) for name in open_phrases},
        "shapley": {name: found.shapley[name] for name in open_phrases},
        "month_shapley": {label: each.shapley for label, each in found.months.items()},
        "months": {
            label: (each.low, each.high) for label, each in found.months.items()
        },
    }


def situation(
    seed: int, agreement: Agreement
) -> tuple[Agreement, dict[str, tuple[str, ...]]]:
    """The agreement with some phrases settled at random, and up to five to open, some
    with fewer readings.
    """
    rng = random.Random(seed)
    changes: dict[str, Any] = {}
    if rng.random() < 0.4:
        changes["renewal__new_monthly_fee"] = rng.choice(("2000.00", "1499.99"))
    if rng.random() < 0.3:
        changes["seats__monthly_fee"] = "777.77"
    agreement = agreement.replace(**changes)
    settled = {
        n: rng.choice(agreement.available(n)) for n in MONEY if rng.random() < 0.4
    }
    agreement = agreement.replace(readings=settled)
    names = sorted(rng.sample(MONEY, rng.randrange(1, 6)), key=MONEY.index)
    open_phrases = {}
    for name in names:
        ways = agreement.available(name)
        keep = (
            ways
            if rng.random() < 0.7
            else rng.sample(ways, rng.randrange(1, len(ways) + 1))
        )
        open_phrases[name] = tuple(sorted(keep, key=ways.index))
    return agreement, open_phrases


def differences(seed: int, agreement: Agreement, records: Records) -> list[str]:
    """What the program and the definition say differently of a seed."""
    agreement, open_phrases = situation(seed, agreement)
    theirs, ours = (
        expected(agreement, records, open_phrases),
        actual(agreement, records, open_phrases),
    )
    return [
        f"seed {seed}, {key}: {ours[key]} / {theirs[key]}"
        for key in theirs
        if ours[key] != theirs[key]
    ]


def main(count: int, agreement: Path, folder: Path) -> int:
    """Compare that many sets; the exit status tells whether any differs."""
    loaded, records = load(agreement), read(folder)
    different = [
        line for seed in range(count) for line in differences(seed, loaded, records)
    ]
    print(*different[:5], sep="\n")
    print(f"{count} random sets of open phrases, {len(different)} differences")
    return bool(different)


if __name__ == "__main__":
    places = [Path(part) for part in sys.argv[2:]] or [
        SAMPLE / "agreement.yaml",
        SAMPLE / "records",
    ]
    sys.exit(main(int(sys.argv[1]), *places))
