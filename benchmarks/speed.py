"""How fast the main job is: medians and ratios of one run on the sample.

    .venv/bin/python benchmarks/speed.py

Prints a table. Every line says against what it was measured; nothing here passes or
fails.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

import cscontract as cs
from cscontract.records.counting import daily
from cscontract.verdict import charges

ROOT = Path(__file__).resolve().parent.parent
AGREEMENT = cs.load(ROOT / "sample_data" / "agreement.yaml")
RECORDS = cs.read(ROOT / "sample_data" / "records")


def median(task: Callable[[], object], runs: int = 200) -> float:
    """Median seconds of a call, after one that is not counted."""
    task()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        task()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def in_pandas(receptions: pd.DataFrame) -> int:
    """The same total in fen as a usual pandas script has it, under the default readings
    alone.
    """
    volume = AGREEMENT.volume
    fee = AGREEMENT.fee.monthly
    term = pd.date_range(AGREEMENT.term.start, AGREEMENT.term.end)
    by_day = (
        receptions.groupby("date")[["received", "inquiring"]]
        .sum()
        .reindex(term, fill_value=0)
    )
    over = by_day["received"] > volume.threshold
    run = (over != over.shift()).cumsum()
    charged = over & (over.groupby(run).transform("size") > volume.run_days)
    week = (
        (by_day["inquiring"] > AGREEMENT.renewal.threshold)
        .rolling(AGREEMENT.renewal.days)
        .sum()
    )
    assert not (week == AGREEMENT.renewal.days).any()
    month = term.to_period("M")
    surcharge = charged.groupby(month).sum() * volume.surcharge
    served = pd.Series(1, index=term).groupby(month).sum()
    base = (fee * served / surcharge.index.days_in_month).round().astype(int)
    return int((base + surcharge).sum())


def process(*arguments: str, runs: int = 11) -> float:
    """Median seconds of a whole Python process."""
    command = [sys.executable, *arguments]
    return median(
        lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL), runs
    )


def importing(runs: int = 11) -> float:
    """Median seconds that the import takes in a fresh Python."""
    code = "import time; t = time.perf_counter(); import cscontract; print(time.perf_counter() - t)"
    command = [sys.executable, "-c", code]
    outputs = [
        subprocess.run(command, check=True, capture_output=True, text=True)
        for _ in range(runs)
    ]
    return statistics.median(float(output.stdout) for output in outputs)


def rows() -> list[tuple[str, str, str]]:
    """What was measured, the median, and against what."""
    counted = daily(AGREEMENT, RECORDS)
    frame = RECORDS.frame("receptions").assign(
        date=lambda rows: pd.to_datetime(rows["date"])
    )
    assert charges.apply(AGREEMENT, counted).total == in_pandas(frame)
    ours = median(lambda: charges.apply(AGREEMENT, counted))
    theirs = median(lambda: in_pandas(frame))
    statement = median(lambda: cs.check(AGREEMENT, RECORDS).statements)
    whole = process("-m", "cscontract", "check")
    help = process("-m", "cscontract", "--help")
    return [
        (
            "one evaluation of all clauses",
            f"{ours * 1e6:.0f} µs",
            f"{theirs / ours:.0f} × faster than pandas",
        ),
        (
            "the same as a usual pandas script",
            f"{theirs * 1e3:.1f} ms",
            "default readings alone",
        ),
        (
            "check with the statement frame",
            f"{statement * 1e3:.2f} ms",
            "records already read",
        ),
        ("importing the package", f"{importing() * 1e3:.1f} ms", ""),
        ("`cscontract --help`, whole process", f"{help:.2f} s", ""),
        (
            "`cscontract check`, whole process",
            f"{whole:.2f} s",
            "sample read, judged and printed",
        ),
        (
            "kernel part of a slider move",
            f"{slider_move() * 1e3:.1f} ms",
            "clauses, table, chart, PNG",
        ),
    ]


def slider_move() -> float:
    """Median seconds from a new value of the limit slider to the new picture, without
    the browser.
    """
    from cscontract.views.panel.panel import Panel

    panel = Panel(AGREEMENT, RECORDS)
    slider = panel.control("volume.threshold")
    values = iter(range(10**6))

    def move() -> None:
        slider.value = 90 + next(values) % 20

    return median(move, 100)


if __name__ == "__main__":
    print("| what | median | |\n| --- | --- | --- |")
    for row in rows():
        print("| " + " | ".join(row) + " |")
