"""Where the results of a command may go.

To no input of it, nowhere twice, and where there can be a file.

By the types of its options (`paths`) all that a command reads and writes is known
before it runs, so that a result is refused before anything is computed for it.
"""

from __future__ import annotations

import argparse
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from cscontract.cli.paths import (
    STANDARD_OUTPUT,
    Folder,
    FolderOrFile,
    Given,
    GivenRounds,
    Output,
    PictureFile,
    Result,
    RoundsFile,
)
from cscontract.core.errors import bad
from cscontract.core.files import (
    Guard,
    Place,
    place_of,
    place_to_write,
    refuse_folder,
    refuse_place,
    same_twice,
    twice,
)
from cscontract.core.language import Sentence
from cscontract.core.project import SAMPLE

PICTURES = (".png", ".svg")
#: beside the file of rounds SQLite has files of its own
BESIDE_ROUNDS = ("", "-wal", "-shm", "-journal")
INPUT = "an input of this command"
ROUNDS = "the file of rounds, or a part of it"
KEY = "the key of customers"
AMONG_RECORDS = "among the records, where the next run would come upon it"
AMONG_ROUNDS = "among the texts of rounds, where the next import would come upon it"


def refuse_destinations(options: argparse.Namespace) -> None:
    """BadInput where a result of the command cannot be written.

    Or is an input, or in one file with another result.
    """
    results = [value for value in _values(options) if isinstance(value, Result)]
    for result in results:
        _refuse(result, _texts(options))
    files = [file for file in results if not _is_folder(file)]
    if [*map(str, files)].count(STANDARD_OUTPUT) > 1:
        raise twice(Sentence("standard output (-)"))
    places = [place_to_write(file) for file in files if file != STANDARD_OUTPUT]
    if again := same_twice([*_standard_outputs(), *places]):
        raise twice(str(again.name))


def _refuse(result: Result, texts: list[Path]) -> None:
    """BadInput where a single result cannot go where it is to."""
    if isinstance(result, Output) and result == STANDARD_OUTPUT:
        return
    if isinstance(result, PictureFile) and Path(result).suffix.lower() not in PICTURES:
        expected = "a file name that ends with .svg or .png"
        fix = "name it so"
        raise bad("chart", result, expected, fix)
    if _is_folder(result):
        _refuse_folder(result, texts)
    else:
        place = place_to_write(result)
        _refuse_texts(place, texts)
        refuse_place(place)


def _refuse_folder(result: Result, texts: list[Path]) -> None:
    """BadInput where no files can be made in a folder, nor the folder itself."""
    try:
        place = place_of(result)
        refuse_folder(place.real, with_folders=True)
    except OSError as error:
        expected = "a folder that can be written"
        fix = "choose another folder"
        raise bad(result, error.strerror, expected, fix) from None
    _refuse_texts(place, texts)


def _refuse_texts(place: Place, texts: list[Path]) -> None:
    if any(place.real == text or text in place.real.parents for text in texts):
        expected = "a place of its own for a result"
        fix = "choose another place"
        raise bad(str(place.name), ROUNDS, expected, fix)


def _is_folder(result: Result) -> bool:
    is_one_file = isinstance(result, FolderOrFile) and result.endswith(".json")
    return isinstance(result, Folder) and not is_one_file


def _standard_outputs() -> Iterator[Place]:
    """Standard output and error, where the shell has put them into files.

    One file may have both.
    """
    known: list[Place] = []
    for output in (1, 2):
        with suppress(OSError):
            name = Path(f"/dev/fd/{output}")
            place = Place(name, name, os.fstat(output), output)
            is_file = place.state and stat.S_ISREG(place.state.st_mode)
            if is_file and not any(place.is_same(other) for other in known):
                known.append(place)
    return iter(known)


def guard_of(options: argparse.Namespace) -> Guard:
    """What the command reads, and the file of rounds and the key of customers."""
    from cscontract.core.pseudonyms import key_file

    files = [
        (path, INPUT) for path in (SAMPLE / "agreement.yaml", SAMPLE / "parties.yaml")
    ]
    with suppress(RuntimeError):  # nobody's home is known
        files.append((key_file(), KEY))
    folders = []
    for value in _values(options):
        path = Path(value)
        if isinstance(value, RoundsFile):
            files += [(_named(path, part), ROUNDS) for part in BESIDE_ROUNDS]
        elif isinstance(value, Given | Path):
            own = _is_text if isinstance(value, GivenRounds) else is_among_records
            what = AMONG_ROUNDS if isinstance(value, GivenRounds) else AMONG_RECORDS
            files += [(file, INPUT) for file in (path, *_own_files(path, own))]
            folders.append((Path(os.path.realpath(path)), own, what))
    return Guard(tuple(_known(files)), tuple(folders))


def _values(options: argparse.Namespace) -> Iterator[str | Path]:
    """All texts and paths among the options."""
    for value in vars(options).values():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, str | Path):
                yield item


def _named(path: Path, part: str) -> Path:
    real = Path(os.path.realpath(path))
    return real.with_name(f"{real.name}{part}")


def _texts(options: argparse.Namespace) -> list[Path]:
    """The folders of the texts of the rounds that the command is on."""
    named = [Path(value) for value in _values(options) if isinstance(value, RoundsFile)]
    if not named:
        return []
    from cscontract.rounds.database import texts_folder

    return [Path(os.path.realpath(texts_folder(path))) for path in named]


def _known(files: list[tuple[Path, str]]) -> Iterator[tuple[Place, str]]:
    """Where the files are.

    What cannot be looked at cannot be read either: its reader says so.
    """
    for path, what in files:
        with suppress(OSError):
            yield place_of(path), what


def _own_files(folder: Path, is_own: object) -> Iterator[Path]:
    """The files of a folder that are read.

    And those of the folders in it that are named like a record.
    """
    from cscontract.records.files.file_names import record_of

    with suppress(OSError):
        for path in folder.iterdir():
            if is_own is is_among_records and record_of(path.name) and path.is_dir():
                yield from path.iterdir()
            elif is_own is _is_text or is_among_records(Path(path.name)):
                yield path


def is_among_records(name: Path) -> bool:
    """Whether the reader of a folder of records reads, refuses or tells of a name.

    >>> is_among_records(Path("receptions.html")), is_among_records(Path("report.html"))
    (True, False)
    """
    from cscontract.records.files.file_names import record_of
    from cscontract.records.files.folder import SHEETS
    from cscontract.records.files.tables import ENDINGS

    is_sheet = name.suffix.lower() in (*ENDINGS, *SHEETS)
    return is_sheet or any(record_of(part.partition(".")[0]) for part in name.parts)


def _is_text(name: Path) -> bool:
    return name.suffix == ".json"
