"""All open phrases of the sample priced at once, against enumeration one by one.

    .venv/bin/python benchmarks/prices.py

Prints a table: combinations, seconds of pricing with all Shapley shares, of the whole command, peak memory, and
what the same number of single evaluations would take (measured on some thousands of them).
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import time

from speed import AGREEMENT, ROOT, median

import cscontract as cs
from cscontract.records.reception import daily
from cscontract.verdict import charges


def one_by_one(records: cs.Records, price: cs.Price, count: int = 3000) -> float:
    """Seconds of one evaluation, on random combinations; each must be what the array has."""
    rng = random.Random(1)
    ways = [{n: rng.choice(w) for n, w in price.open.items()} for _ in range(count)]
    readings = [{**AGREEMENT.chosen, **way} for way in ways]
    for each in readings:
        daily(AGREEMENT, records, each)
    start = time.perf_counter()
    totals = [
        charges.apply(AGREEMENT, daily(AGREEMENT, records, each), each).total for each in readings
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


if __name__ == "__main__":
    print(
        "| records | combinations, phrases | pricing with shares | whole command | peak | one by one | ratio |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name in ("records", "all_records"):
        print(row(name), flush=True)
