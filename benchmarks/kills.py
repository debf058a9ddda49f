"""What saving a negotiation's rounds withstands, and what it costs: kills, two writers
at once, time of a save.

    .venv/bin/python benchmarks/kills.py [KILLS]

Prints a table each: a writer killed (SIGKILL) 200 times, or as often as is said; one of
five that write at once killed as often; two writers for five seconds; a thousand saves,
and the same without text files beside. Forks, so not on Windows. Nothing here passes or
fails.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path
from unittest import mock

from speed import ROOT

sys.path.insert(0, str(ROOT / "tests"))

import saving

from cscontract.rounds.rounds import Rounds
from cscontract.rounds.store import Kept


def table(outcome: dict[str, object]) -> None:
    """One row and its titles."""
    print("| " + " | ".join(outcome) + " |")
    print("| " + " | ".join("---" for _ in outcome) + " |")
    print(
        "| " + " | ".join(str(value) for value in outcome.values()) + " |\n", flush=True
    )


def milliseconds(path: Path, count: int = 1000) -> dict[str, str]:
    """Median and 99th percentile of a save."""
    agreement = saving.sample()
    times = []
    with Rounds(path) as rounds:
        for number in range(count + 1):
            start = time.perf_counter()
            rounds.save(agreement, "spring", "client", saving.AT, f"offer {number}")
            times.append(1000 * (time.perf_counter() - start))
    ordered = sorted(times[1:])  # the first makes the file
    return {
        "saves": f"{count}",
        "first, ms": f"{times[0]:.1f}",
        "p50, ms": f"{statistics.median(ordered):.2f}",
        "p99, ms": f"{ordered[int(0.99 * count)]:.2f}",
    }


def opening(path: Path) -> dict[str, str]:
    """How long it takes to open a file, verify every round in it and list them."""
    start = time.perf_counter()
    with Rounds(path) as rounds:
        count = len(rounds.list())
    return {
        "rounds": f"{count}",
        "open, verify, list, ms": f"{1000 * (time.perf_counter() - start):.0f}",
    }


if __name__ == "__main__":
    often = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    for task, amount in (
        (saving.kills, often),
        (saving.crowd, often),
        (saving.writers, 5),
    ):
        with tempfile.TemporaryDirectory() as place:
            table(task(Path(place), amount))
    with tempfile.TemporaryDirectory() as place:
        row = {"what": "with its text file", **milliseconds(Path(place, "rounds.db"))}
        table(row)
        table(opening(Path(place, "rounds.db")))
    with tempfile.TemporaryDirectory() as place, mock.patch.object(Kept, "write_texts"):
        table({"what": "SQLite alone", **milliseconds(Path(place, "rounds.db"))})
