"""All open phrases of the sample priced at once, against enumeration one by one.

    .venv/bin/python benchmarks/prices.py

Prints a table: combinations, seconds of pricing with all Shapley shares, of the whole
command, peak memory, and what the same number of single evaluations would take
(measured on some thousands of them).
"""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
import time
from typing import Any

from speed import AGREEMENT, ROOT, median

import cscontract as cs
from cscontract.records.counting import daily
from cscontract.verdict import charges


def one_by_one(records: cs.Records, price: cs.Price, count: int = 3000) -> float:
    """Seconds of one evaluation, on random combinations; each must be what the array
    has.
    """
    rng = random.Random(1)
    ways = [{n: rng.choice(w) for n, w in price.open.items()} for _ in range(count)]
    readings = [{**AGREEMENT.chosen, **way} for way in ways]
    for each in readings:
        daily(AGREEMENT, records, each)
    start = time.perf_counter()
    totals = [
        charges.apply(AGREEMENT, daily(AGREEMENT, records, each), each).total
        for each in readings
    ]
    elapsed = time.perf_counter() - start
    assert totals == [price.totals.at(way) for way in ways]
    return elapsed / count


def row(folder: str) -> str:
    """The table's row of a folder of records."""
    records = cs.read(ROOT / "sample_data" / folder)
    pricing = median(lambda: cs.price(AGREEMENT, records, "all").shares, 5)
    command = [
        sys.executable,
        "-m",
        "cscontract",
        "price",
        "sample_data/agreement.yaml",
        f"sample_data/{folder}",
    ]
    whole = median(
        lambda: subprocess.run(
            [*command, "--open", "all"], cwd=ROOT, check=True, capture_output=True
        ),
        3,
    )
    price = cs.price(AGREEMENT, records, "all")
    enumeration = one_by_one(records, price) * price.combinations
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
    return (
        f"| {folder} | {price.combinations:,} over {len(price.open)} | {pricing:.2f} s | {whole:.2f} s | {peak:.2f} GB "
        f"| {enumeration:,.0f} s | {enumeration / pricing:,.0f} × |"
    )


#: phrases that a further clause reads by words of its own, so that they multiply
OWN = ("bound@renewal", "same_person@quality", "day_boundary@quality", "share_of@more")


#: the same of a deduction from the surcharge, whose one step then has 49,766,400 cells
LARGE = (
    "same_person@quality",
    "day_boundary@quality",
    "bound@renewal",
    "same_person@renewal",
    "day_boundary@renewal",
)


def deduction() -> str:
    """The sample with two deductions of a further kind: the whole result."""
    return by_itself(f"priced_with_deductions({OWN!r})")


def large_step() -> str:
    """The sample with a deduction from its surcharge: one step is reckoned piece by
    piece.
    """
    return by_itself(f"priced_with_large_step({LARGE!r})")


def by_itself(call: str) -> str:
    """What a function of this file prints in a process of its own."""
    code = f"import prices; prices.{call}"
    path = os.pathsep.join(map(str, (ROOT, ROOT / "tests", ROOT / "benchmarks")))
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": path},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


def priced_with_deductions(own: tuple[str, ...]) -> None:
    """Print combinations, seconds of the whole result with all shares, and peak
    memory.
    """
    shares = {"kind": "received_share", "of": "fee", "deducted": 5}
    _priced(
        own,
        {**shares, "id": "quality", "least": 95},
        {**shares, "id": "more", "least": 90},
    )


def priced_with_large_step(own: tuple[str, ...]) -> None:
    """As `priced_with_deductions`, of one deduction from the surcharge, which hangs on
    most phrases.
    """
    from kinds.received_share import clause

    clause.REFERS = (
        "daily_surcharge",
    )  # what it reckons is the same for each clause with months
    further = {"kind": "received_share", "of": "volume", "deducted": 5}
    _priced(own, {**further, "id": "quality", "least": 90})


def _priced(own: tuple[str, ...], *further: dict[str, Any]) -> None:
    """Print what pricing the sample takes with further clauses and with phrases of
    their own.
    """
    from cscontract.agreement.agreement import read_agreement
    from cscontract.agreement.kinds import add
    from cscontract.agreement.upgrade import upgraded
    from cscontract.core.strict_yaml import read_yaml

    add("kinds.received_share")
    plain, _ = read_yaml(upgraded(AGREEMENT).encode(), "agreement.yaml")
    plain["clauses"] += further
    plain["readings"] |= dict.fromkeys(own, "open")
    agreement = read_agreement(plain, "agreement.yaml")
    records = cs.read(ROOT / "sample_data" / "all_records")
    start = time.perf_counter()
    price = cs.price(agreement, records, "all")
    price.to_dict()
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"{price.combinations:,} over {len(price.open)}: {seconds:.2f} s, {peak:.2f} GB"
    )


if __name__ == "__main__":
    print(
        "| records | combinations, phrases | pricing with shares | whole command | peak | one by one | ratio |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name in ("records", "all_records"):
        print(row(name), flush=True)
    print(f"\nTwo further deductions, the whole result: {deduction()}")
    print(
        f"One step of 49,766,400 cells, piece by piece, the whole result: {large_step()}"
    )
