"""Writers of rounds that are killed, that race, and that run out of room: what was
acknowledged must be there.

    python tests/saving.py kills 200      # a writer killed so many times
    python tests/saving.py crowd 200      # five writers at once, one of them killed so many times
    python tests/saving.py writers 5      # two writers at once, for so many seconds
    python tests/saving.py full 300000    # a writer that may write so many bytes to each file

Each prints its outcome as JSON. Processes are forked, so not on Windows.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from cscontract.agreement.agreement import Agreement, load
from cscontract.core.errors import BadInput
from cscontract.rounds.rounds import Rounds, Taken

ROOT = Path(__file__).resolve().parent.parent
AT = datetime(2020, 8, 3, 10, tzinfo=UTC)


def sample() -> Agreement:
    return load(ROOT / "sample_data" / "agreement.yaml")


def forked(task: Callable[[], object]) -> int:
    """The number of a process that does the task and ends."""
    process = os.fork()
    if not process:
        try:
            task()
        finally:
            os._exit(0)
    return process


def save_on(path: Path, acknowledged: Path) -> None:
    """Save offer after offer; each that was told as saved is told on, past any kill."""
    told = os.open(acknowledged, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    agreement, rounds, number = sample(), Rounds(path), 0
    while True:
        saved = rounds.save(
            agreement, "spring", "client", AT, f"offer {number} of {os.getpid()}"
        )
        os.write(told, f"{saved.hash}\n".encode())
        number += 1


def lines(path: Path) -> list[str]:
    """The whole lines of a file."""
    return path.read_text("utf-8").split("\n")[:-1] if path.exists() else []


def present(path: Path) -> set[str] | None:
    """The hashes that can be read and verified; None where the file is not sound."""
    try:
        with Rounds(path) as rounds:
            found = {round.hash for round in rounds.list()}
            return None if rounds.notes else found
    except BadInput as error:
        return set() if "not there" in str(error) or " empty;" in str(error) else None


def kills(folder: Path, times: int, seed: int = 1) -> dict[str, Any]:
    """A writer killed that many times: every other time while it opens the file, else
    while it saves.
    """
    path, told, draw = folder / "rounds.db", folder / "told", random.Random(seed)
    corrupt = 0
    for kill in range(times):
        before = len(lines(told))
        writer = forked(lambda: save_on(path, told))
        patience = time.monotonic() + 30
        while kill % 2 and len(lines(told)) == before and time.monotonic() < patience:
            time.sleep(0.001)
        time.sleep(draw.uniform(0, 0.06))
        end(writer)
        corrupt += present(path) is None
    found, acknowledged = present(path) or set(), set(lines(told))
    unwritten = len(found) - len(list(folder.glob("rounds.db-texts/*.json")))
    left = len(list(folder.glob("rounds.db-texts/.*")))
    return {
        "kills": times,
        "acknowledged": len(acknowledged),
        "lost": len(acknowledged - found),
        "corrupt": corrupt,
        "kept": len(found),
        "texts to follow": unwritten,
        "unfinished texts": left,
    }


def crowd(folder: Path, times: int, seed: int = 1, size: int = 5) -> dict[str, Any]:
    """Writers that save to one file at once; one of them is killed that many times, and
    another begins.
    """
    path, told, draw = folder / "rounds.db", folder / "told", random.Random(seed)
    writers = [forked(lambda: save_on(path, told)) for _ in range(size)]
    corrupt = 0
    for _ in range(times):
        time.sleep(draw.uniform(0, 0.12))
        at = draw.randrange(size)
        end(writers[at])
        corrupt += present(path) is None
        writers[at] = forked(lambda: save_on(path, told))
    patience = time.monotonic() + 30
    while not lines(told) and time.monotonic() < patience:  # a busy machine
        time.sleep(0.001)
    for writer in writers:
        end(writer)
    found, acknowledged = present(path) or set(), set(lines(told))
    return {
        "kills among several": times + size,
        "acknowledged": len(acknowledged),
        "lost": len(acknowledged - found),
        "corrupt": corrupt,
        "kept": len(found),
    }


def end(writer: int) -> None:
    """Kill a writer, and wait until it is gone."""
    os.kill(writer, signal.SIGKILL)
    os.waitpid(writer, 0)


def answer_on(path: Path, outcome: Path, first: str, until: float) -> None:
    """Answer the first round, then the last one until the time is up; told is what was
    saved or taken.
    """
    told = os.open(outcome, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    agreement, rounds, number, parent = sample(), Rounds(path), 0, first
    while not number or time.monotonic() < until:
        try:
            note = f"{number} of {os.getpid()}"
            saved = rounds.save(agreement, "spring", "client", AT, note, parent)
            os.write(told, f"{saved.hash}\n".encode())
        except Taken as taken:
            assert "--branch" in str(taken)
            os.write(told, b"taken\n")
        number, parent = number + 1, rounds.show("spring").hash


def writers(folder: Path, seconds: float) -> dict[str, Any]:
    """Two writers that each answer what they see as the last round."""
    path, until = folder / "rounds.db", time.monotonic() + seconds
    with Rounds(path) as rounds:
        first = rounds.save(sample(), "spring", "both", AT).hash
    outcomes = [folder / "one", folder / "other"]
    each = [
        forked(lambda told=told: answer_on(path, told, first, until))
        for told in outcomes
    ]
    for process in each:
        os.waitpid(process, 0)
    told = [line for outcome in outcomes for line in lines(outcome)]
    acknowledged = [line for line in told if line != "taken"]
    with Rounds(path) as rounds:
        chain = rounds.list()
    unbroken = all(after.parent == before.hash for before, after in pairwise(chain))
    return {
        "seconds": seconds,
        "acknowledged": len(acknowledged),
        "told": told.count("taken"),
        "lost": len(set(acknowledged) - {round.hash for round in chain}),
        "kept": len(chain),
        "unbroken": unbroken,
    }


def full(folder: Path, most: int) -> dict[str, Any]:
    """A writer whose files may not grow beyond so many bytes: what it was told last,
    and what is kept.
    """
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
    return fill(folder / "rounds.db")


def fill(path: Path) -> dict[str, Any]:
    """Save until it is refused: the refusal, and whether what was acknowledged can
    still be read.
    """
    agreement, acknowledged, refusal = sample(), [], ""
    with Rounds(path) as rounds:
        while not refusal:
            try:
                note = f"offer {len(acknowledged)}"
                acknowledged.append(
                    rounds.save(agreement, "spring", "client", AT, note).hash
                )
            except BadInput as error:
                refusal = str(error)
        still = [round.hash for round in rounds.list()] == acknowledged
    with Rounds(path) as rounds:
        anew = [round.hash for round in rounds.list()] == acknowledged
    return {
        "acknowledged": len(acknowledged),
        "refusal": refusal,
        "still": still,
        "anew": anew,
    }


if __name__ == "__main__":
    what, amount = sys.argv[1:3]
    with tempfile.TemporaryDirectory() as place:
        task = {"kills": kills, "crowd": crowd, "writers": writers, "full": full}[what]
        print(json.dumps(task(Path(place), int(amount))))
