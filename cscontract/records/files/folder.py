"""The files of a folder of records: which belong to which record, and which cannot be
read.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from filecmp import cmp
from itertools import islice
from pathlib import Path

from cscontract.core import notation
from cscontract.core.errors import Fault, nearest
from cscontract.core.language import Sentence
from cscontract.records.files.file_names import record_of
from cscontract.records.files.parts import Part
from cscontract.records.files.tables import ENDINGS
from cscontract.records.schemas import RECORDS

#: words that say a file is another state of the same rows, not more of them
COPIES = {
    "copy",
    "backup",
    "bak",
    "old",
    "new",
    "draft",
    "final",
    "temp",
    "tmp",
    "conflict",
    "副本",
    "复件",
    "复制",
    "拷贝",
    "备份",
    "旧",
    "新",
    "草稿",
    "最终",
    "修改",
    "冲突",
}
COPY = re.compile(r"\(\)|(?:- ?)?(?:副本|复件|备份)")
#: a copy where its original stands beside it, else a part or a month
NUMBERED = re.compile(r"\([0-9]{1,2}\)")
#: a record's name within another
WITHIN = re.compile(rf"(?<![a-z])(?:{'|'.join(RECORDS)})(?![a-z])")
#: endings of sheets that are not read
SHEETS = (".xls", ".xlsm", ".xlsb", ".ods", ".tsv", ".et", ".numbers")
#: what a system leaves in every folder
SYSTEMS = ("thumbs.db", "desktop.ini", "icon\r")
MOST_NAMED = 8
BACKUPS = ("~", ".bak", ".orig", ".swp", ".tmp")
DEEPEST = 3
MOST_SEEN = 2_000


@dataclass
class Found:
    """The files of each record, in order; what is at fault with names, and what is
    told.
    """

    parts: dict[str, list[Part]] = field(default_factory=lambda: defaultdict(list))
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def find(folder: Path) -> Found:
    """The records of a folder: their files, several a record, and folders that are
    named like a record.
    """
    found = Found()
    for path in sorted(folder.iterdir()):
        if _is_aside(path.name):
            _leave(path, found)
        elif path.suffix.lower() in ENDINGS:
            _table(path, found)
        elif path.is_dir():
            _folder(path, found)
        else:
            _other(path, found)
    for record, parts in list(found.parts.items()):
        _refuse_numbered(record, parts, found)
        refused = dict(_twice(parts))
        found.faults += refused.values()
        # of two that are the same the first is read, so that its own faults are told as
        # well
        found.parts[record] = [part for part in parts if part not in refused]
        if not parts:
            del found.parts[record]
    return found


def _is_aside(name: str) -> bool:
    """Whether a file is hidden, or a lock or a backup that a program leaves beside its
    file.
    """
    small = name.lower()
    return name.startswith((".", "~$")) or small.endswith(BACKUPS) or small in SYSTEMS


def _leave(path: Path, found: Found) -> None:
    """Leave such a file alone; it is told where it has the name of a record."""
    name = path.name.removeprefix(".~lock.").lstrip("._~$")
    if record_of(name.partition(".")[0]):
        text = "{file}: left alone (hidden, a lock or a backup)"
        if path.name.startswith(("~$", ".~lock.")):
            text = "{file}: left alone (a lock: the file is open, and what is not saved yet is not read)"
        found.notes.append(Sentence(text, file=path.name))


def _table(path: Path, found: Found) -> None:
    """A file that can be read."""
    known = record_of(path.stem)
    if known is None and (like := _like_a_record(path)):
        found.faults.append(like)
    elif known is None:
        text = "{file}: not a record, left alone ({mend})"
        mend = nearest(path.stem.lower(), RECORDS)
        found.notes.append(Sentence(text, file=path.name, mend=mend))
    elif _is_copy(known[1]):
        found.faults.append(_copy(path, known[0]))
    else:
        found.parts[known[0]].append(Part(path, path.name))


def _like_a_record(path: Path) -> Fault | None:
    """The fault of a file with a record's name within its own: 2020-09-receptions.csv,
    receptions八月.csv.
    """
    stem = notation.folded(path.stem).casefold()
    match = WITHIN.search(stem)
    if match is None or path.suffix.lower() not in (*ENDINGS, *SHEETS):
        return None
    rest = re.sub(
        r"[-_. ()]+", "-", f"{stem[: match.start()]}-{stem[match.end() :]}"
    ).strip("-")
    ending = path.suffix.lower() if path.suffix.lower() in ENDINGS else ".xlsx"
    expected = Sentence("files of {record} for a month or a shop each", record=match[0])
    fix = Sentence("name it {name}, or take it away", name=f"{match[0]}-{rest}{ending}")
    return Fault(path.name, "named like a record", expected, fix)


def _refuse_numbered(record: str, parts: list[Part], found: Found) -> None:
    """receptions (1).csv is a copy where receptions.csv stands beside it."""
    numbered = [part for part in parts if _is_numbered(part)]
    if len(numbered) < len(parts):
        found.faults += [_copy(part.path, record) for part in numbered]
        parts[:] = [part for part in parts if part not in numbered]


def _is_numbered(part: Part) -> bool:
    stem = notation.folded(part.path.stem)
    return part.name == part.path.name and bool(NUMBERED.search(stem))


def _is_copy(rest: str) -> bool:
    return bool(COPY.search(rest)) or bool(COPIES & set(re.split(r"[-_. ]+", rest)))


def _copy(path: Path, record: str) -> Fault:
    fix = Sentence(
        "take it away, or name it for what it holds, as {name}",
        name=f"{record}-2020-08{path.suffix}",
    )
    expected = Sentence("files of {record} for a month or a shop each", record=record)
    return Fault(path.name, "a copy, by its name", expected, fix)


def _other(path: Path, found: Found) -> None:
    """A file of another ending: a fault where it has the name of a record."""
    known = record_of(path.name.partition(".")[0])
    if known is not None:
        found.faults.append(_unread(path, path.name))
    elif like := _like_a_record(path):
        found.faults.append(like)


def _unread(path: Path, name: str) -> Fault:
    """A record in a form that is not read."""
    ending = path.name[path.name.find(".") :] if "." in path.name else ""
    value = Sentence("the ending {ending}", ending=ending) if ending else "no ending"
    expected = Sentence("a record as {endings}", endings=", ".join(ENDINGS))
    return Fault(name, value, expected, MENDS.get(ending.lower(), SAVE))


SAVE = "open it and save it as .xlsx or .csv, or take it away"
UNPACK = "unpack it"
MENDS = {
    **dict.fromkeys(
        (".csv.gz", ".zip", ".gz", ".csv.zip", ".xlsx.gz", ".rar", ".7z"), UNPACK
    ),
    ".xlsm": "save it as an Excel workbook without macros (.xlsx)",
}


# Folders within the folder


def _folder(path: Path, found: Found) -> None:
    """A folder with a record's name holds its files; any other may hold no record."""
    known = record_of(path.name.partition(".")[0])
    if known is None:
        _records_within(path, found)
    elif path.name.lower() in RECORDS:
        _parts_within(path, known[0], found)
    elif path.suffix:
        found.faults.append(_unread(path, path.name))
    else:
        fix = Sentence("put its files into a folder {record}", record=known[0])
        expected = Sentence("a folder {record}", record=known[0])
        found.faults.append(Fault(f"{path.name}/", "a folder", expected, fix))


def _parts_within(path: Path, record: str, found: Found) -> None:
    """The files of a folder that is named like a record, whatever they are called."""
    before = len(found.parts[record]) + len(found.faults)
    for file in sorted(path.iterdir()):
        name = f"{path.name}/{file.name}"
        if _is_aside(file.name) or file.name.startswith("_"):
            continue
        if file.suffix.lower() in ENDINGS:
            found.parts[record].append(Part(file, name))
        elif file.is_dir():
            fix = Sentence("put its files into {folder}", folder=f"{path.name}/")
            expected = Sentence("files of {record}", record=record)
            found.faults.append(Fault(f"{name}/", "a folder", expected, fix))
        else:
            found.faults.append(_unread(file, name))
    if len(found.parts[record]) + len(found.faults) == before:
        expected = Sentence("files of {record}", record=record)
        mend = "put the files there, or take the folder away"
        found.faults.append(Fault(f"{path.name}/", "no file", expected, mend))


def _records_within(path: Path, found: Found) -> None:
    """A record in a folder below is not read, and that is no record's place; other
    sheets there are told.
    """
    for folder, names in islice(_walk(path), MOST_SEEN):
        where = f"{folder.relative_to(path.parent).as_posix()}/"
        records = [name for name in names if _is_record(name)]
        others = [name for name in names if name not in records and _is_sheet(name)]
        if records:
            value = _named(records)
            mend = "move the files up, give that folder itself, or take it elsewhere"
            found.faults.append(
                Fault(where, value, "records in the folder itself", mend)
            )
        if others:
            text = "{folder}: not records, left alone ({files})"
            found.notes.append(Sentence(text, folder=where, files=_named(others)))


def _named(names: list[str]) -> str:
    """The first of several names."""
    return ", ".join(names[:MOST_NAMED]) + (" …" if len(names) > MOST_NAMED else "")


def _is_record(name: str) -> bool:
    stem, _, ending = name.partition(".")
    known = not _is_aside(name) and (record_of(stem) or _like_a_record(Path(name)))
    return bool(known) and bool(ending)


def _is_sheet(name: str) -> bool:
    return not _is_aside(name) and Path(name).suffix.lower() in (*ENDINGS, *SHEETS)


def _walk(path: Path) -> Iterator[tuple[Path, list[str]]]:
    """The folders below a folder, a few deep, with the names of their files; hidden
    ones are passed over.
    """
    for folder, below, names in os.walk(path):
        depth = len(Path(folder).relative_to(path).parts)
        below[:] = sorted(each for each in below if not each.startswith("."))
        if depth >= DEEPEST:
            below.clear()
        yield Path(folder), sorted(names)


# The same twice


def _twice(parts: list[Part]) -> Iterator[tuple[Part, Fault]]:
    """Files of one name with several endings, and files of the same bytes."""
    seen: dict[str, Part] = {}
    for at, part in enumerate(parts):
        stem = part.name.lower().removesuffix(part.path.suffix.lower())
        first = seen.setdefault(stem, part)
        if first is not part:
            expected = Sentence("one file of {record}", record=stem)
            yield part, Fault(part.name, "a second file", expected, _keep_one(first))
            continue
        same = next(
            (other for other in parts[:at] if _is_same(part.path, other.path)), None
        )
        if same is not None:
            value = Sentence("the same bytes as {file}", file=same.name)
            yield part, Fault(part.name, value, "each file once", _keep_one(same))


def _keep_one(other: Part) -> str:
    return Sentence("keep one of it and {file}", file=other.name)


def _is_same(one: Path, other: Path) -> bool:
    """Whether two files have the same bytes; one that cannot be opened is told of when
    it is read.
    """
    try:
        return one.is_file() and other.is_file() and cmp(one, other, shallow=False)
    except OSError:
        return False
