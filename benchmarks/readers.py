"""Many readers of the app at once, without a browser: how long a page takes to open, a
move to be answered.

    .venv/bin/python benchmarks/readers.py [--readers 1,20,50] [--moves 20]

Starts `cscontract app` on this machine for each number of readers. All open the page at
the same moment; once all have it, each moves the limit's slider once a second, and
every total is compared with that of `check`. Prints a row for each number and the
ratios to the first. Nothing here passes or fails. Loopback alone; a page that is not
there after four minutes is given up.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from dataclasses import dataclass, field

import psutil
from speed import ROOT

sys.path.insert(0, str(ROOT / "tests"))

import cscontract as cs
from cscontract.core import money

import in_browser
from measured import quantile
from reader import Reader

#: where the slider is moved to, one after the other
LIMITS = range(101, 121)
MB = 1 << 20
#: how long a page is waited for, and a move
OPENED = 240
MOVED = 60


@dataclass
class Run:
    """What was measured with one number of readers."""

    readers: int
    opened: list[float] = field(default_factory=list)
    moves: list[float] = field(default_factory=list)
    wrong: int = 0
    never: int = 0
    server_mb: float = 0
    descriptors: int = 0
    kernel_mb: float = 0
    all_mb: float = 0
    #: processor time of server and kernels, seconds for a page and for a move
    a_page: float = 0
    a_move: float = 0

    def row(self) -> str:
        """A line of the table."""
        median = quantile(self.opened, 0.5)
        last = max(self.opened)
        p50, p95, p99 = (
            1000 * quantile(self.moves, part) for part in (0.5, 0.95, 0.99)
        )
        worst = 1000 * max(self.moves)
        cells = (
            f"{self.readers}",
            f"{median:.1f} / {last:.1f} s",
            f"{self.never}",
            f"{p50:.0f} / {p95:.0f} / {p99:.0f} / {worst:.0f} ms",
            f"{self.wrong}",
            f"{self.server_mb:.0f} MB, {self.descriptors}",
            f"{self.kernel_mb:.0f} MB",
            f"{self.all_mb:.0f} MB",
            f"{self.a_page:.2f} s",
            f"{1000 * self.a_move:.0f} ms",
        )
        return "| " + " | ".join(cells) + " |"


def totals() -> dict[int, str]:
    """The total for each limit, as the panel writes it."""
    agreement = cs.load(ROOT / "sample_data" / "agreement.yaml")
    records = cs.read(ROOT / "sample_data" / "records")
    return {limit: _total(agreement, records, limit) for limit in LIMITS}


def _total(agreement: cs.Agreement, records: cs.Records, limit: int) -> str:
    verdict = cs.check(agreement.replace(volume__threshold=limit), records)
    return f"CNY {money.grouped(verdict.charges.total)}"


async def opened(reader: Reader, run: Run) -> bool:
    """Whether the reader's page came, and how long that took."""
    start = time.monotonic()
    try:
        await reader.open(OPENED)
    except (OSError, LookupError, TimeoutError):
        run.never += 1
        return False
    run.opened.append(time.monotonic() - start)
    return True


async def moved(
    reader: Reader, run: Run, right: dict[int, str], moves: int, delay: float
) -> None:
    """One move a second, the readers not all at the same moment."""
    await asyncio.sleep(delay)
    for number in range(moves):
        limit = LIMITS[number % len(LIMITS)]
        start = time.monotonic()
        total = await reader.move(limit, MOVED)
        took = time.monotonic() - start
        run.moves.append(took)
        run.wrong += total != right[limit]
        await asyncio.sleep(max(0, 1 - took))


async def read(
    served: in_browser.Served, run: Run, right: dict[int, str], moves: int
) -> None:
    """All readers open the page, then all move."""
    readers = [Reader(served) for _ in range(run.readers)]
    before = processor(served)
    came = await asyncio.gather(*(opened(reader, run) for reader in readers))
    between = processor(served)
    there = [reader for reader, is_there in zip(readers, came, strict=True) if is_there]
    await asyncio.gather(
        *(
            moved(reader, run, right, moves, n / len(there))
            for n, reader in enumerate(there)
        )
    )
    weigh(served, run)
    run.a_page = (between - before) / run.readers
    run.a_move = (processor(served) - between) / max(1, len(run.moves))
    for reader in there:
        await reader.socket.close()


def weigh(served: in_browser.Served, run: Run) -> None:
    """Memory and descriptors of the server, and memory of a kernel, shared pages by
    their part.
    """
    server = psutil.Process(served.process.pid)
    below = [share(process) for process in server.children(recursive=True)]
    run.server_mb = share(server) / MB
    run.descriptors = server.num_fds()
    run.kernel_mb = quantile(below, 0.5) / MB
    run.all_mb = sum(below) / MB + run.server_mb


def processor(served: in_browser.Served) -> float:
    """Seconds of processor time that the server and what it started have taken."""
    server = psutil.Process(served.process.pid)
    times = [each.cpu_times() for each in (server, *server.children(recursive=True))]
    return sum(each.user + each.system for each in times)


def share(process: psutil.Process) -> float:
    """Its own memory and its part of what it shares, in bytes."""
    return process.memory_full_info().pss


def measured(readers: int, right: dict[int, str], moves: int) -> Run:
    """One server, so many readers."""
    run = Run(readers)
    with in_browser.app() as served:
        asyncio.run(read(served, run, right, moves))
    return run


def ratios(first: Run, last: Run) -> str:
    """What each reader more costs."""
    more = last.readers - first.readers
    opening = quantile(last.opened, 0.5) / quantile(first.opened, 0.5)
    moving = quantile(last.moves, 0.95) / quantile(first.moves, 0.95)
    memory = (last.all_mb - first.all_mb) / more
    descriptors = (last.descriptors - first.descriptors) / more
    return (
        f"{last.readers} readers against {first.readers}: opened {opening:.1f} ×, a move's p95 "
        f"{moving:.1f} ×; each more {memory:.0f} MB and {descriptors:.1f} descriptors of the server"
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument(
        "--readers", default="1,20,50", help="how many at once, by commas"
    )
    options.add_argument("--moves", type=int, default=20, help="moves of each")
    given = options.parse_args()
    right = totals()
    print(
        "| readers | opened, median / last | never | move p50 / p95 / p99 / worst | wrong totals "
        "| server, descriptors | a kernel | all | processor, a page | a move |"
    )
    print("|" + " --- |" * 10, flush=True)
    runs = []
    for readers in map(int, given.readers.split(",")):
        runs.append(measured(readers, right, given.moves))
        print(runs[-1].row(), flush=True)
    for run in runs[1:]:
        print(ratios(runs[0], run))


if __name__ == "__main__":
    main()
