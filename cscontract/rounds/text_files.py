"""Rounds as text files: one each beside the database, and exports for the other
party.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from cscontract.core.errors import BadInput, Fault, bad, shown
from cscontract.core.files import read_bytes, settle_folder, unwritable, write_whole
from cscontract.core.language import Sentence, of_others
from cscontract.rounds import database as rounds_database
from cscontract.rounds.round import Round, round_of_plain

MOST_BYTES = 100_000_000
SQLITE = b"SQLite format 3\0"


def file_name(scenario: str, hash: str) -> str:
    """The name of a round's text file."""
    return f"{scenario}-{hash[:16]}.json"


def write_texts(rounds: Iterable[Round], folder: Path) -> None:
    """A text file of each round in the folder, each whole and on the disk. BadInput
    where that cannot be.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from None
    for path, data in texts(rounds, folder).items():
        write_whole(path, data)
    settle_folder(folder.absolute().parent)


def texts(rounds: Iterable[Round], folder: Path) -> dict[Path, bytes]:
    """A text file of each round in the folder, and what is in it."""
    return {
        folder / file_name(round.scenario, round.hash): _text(_plain(round))
        for round in rounds
    }


def clear_up(folder: Path) -> None:
    """Take away what writers that were ended in the midst of a text have left, where
    the text is there by now.
    """
    for part in folder.glob(".*.json.*"):
        if (folder / part.name[1:].rpartition(".")[0]).exists():
            with suppress(OSError):
                part.unlink()


def text(rounds: Iterable[Round], path: Path) -> dict[Path, bytes]:
    """One text file of all the rounds, and what is in it."""
    return {path: _text({"rounds": [_plain(round) for round in rounds]})}


def _plain(round: Round) -> dict[str, Any]:
    return {"hash": round.hash, "parent": round.parent, "round": json.loads(round.body)}


def _text(data: dict[str, Any]) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def texts_in(folder: Path) -> list[Path]:
    """The text files of a folder, by their names; none where it is not there. OSError
    where it cannot be listed.
    """
    try:
        return sorted(path for path in folder.iterdir() if path.suffix == ".json")
    except (FileNotFoundError, NotADirectoryError):
        return []


def read_rounds(source: Path) -> list[Round]:
    """The rounds of a text file, a folder of them, or a database, each as it was made.
    BadInput names every fault.
    """
    paths = texts_in(source) if source.is_dir() else [source]
    found: list[Round] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            found += _read(path)
        except BadInput as error:
            faults += error.faults
    if not found and not faults:
        fix = "name a folder of text files, a text file or a file of rounds"
        faults.append(Fault(str(source), "no rounds", "rounds", fix))
    if faults:
        raise BadInput(faults)
    return found


def _read(path: Path) -> list[Round]:
    try:
        data = read_bytes(path, MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        value = getattr(error, "strerror", None) or str(error)
        raise bad(str(path), value, "a file of rounds", "check the path") from None
    if data.startswith(SQLITE):
        return _of_database(path)
    faults: list[Fault] = []
    found = list(_of_text(data, path.name, faults))
    if faults:
        raise BadInput(faults)
    return found


def _of_database(path: Path) -> list[Round]:
    connection = rounds_database.opened(path, "read")
    try:
        return rounds_database.rounds(connection, path)
    finally:
        connection.close()


def _of_text(data: bytes, name: str, faults: list[Fault]) -> Iterator[Round]:
    found = _json(data, name)
    several = isinstance(found, dict) and isinstance(found.get("rounds"), list)
    for number, each in enumerate(found["rounds"] if several else [found], start=1):
        try:
            yield round_of_plain(each, _place(name, number) if several else name)
        except BadInput as error:
            faults += error.faults


def _place(name: str, number: int) -> str:
    return Sentence("{file}, round {number}", file=name, number=number)


def _json(data: bytes, name: str) -> Any:
    fix = "take it anew from where it came"
    if len(data) > MOST_BYTES:
        found = Sentence("{count} bytes or more", count=f"{len(data):,}")
        expected = Sentence("at most {count} bytes", count=f"{MOST_BYTES:,}")
        raise bad(name, found, expected, fix)
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (RecursionError, ValueError) as error:
        value = of_others(shown(str(error)), "another fault of form")
        raise bad(name, value, "a text file of rounds (JSON)", fix) from None


def in_order(rounds: Iterable[Round]) -> list[Round]:
    """Each round once, after the one that it answers where that is among them."""
    known = {round.hash: round for round in rounds}
    ordered: dict[str, Round] = {}
    for round in known.values():
        line: list[Round] = []
        next_one: Round | None = round
        while next_one and next_one.hash not in ordered:
            line.append(next_one)
            next_one = known.get(next_one.parent or "")
        ordered |= {each.hash: each for each in reversed(line)}
    return list(ordered.values())
