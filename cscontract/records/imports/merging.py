"""Imported receptions into a folder of records, beside those that are there."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

from cscontract.agreement.head import shop_key
from cscontract.core.errors import BadInput, Fault, bad, place, refusal
from cscontract.core.files import unwritable, write_whole
from cscontract.core.language import Sentence
from cscontract.records import messages
from cscontract.records.checks.confirmed import Doubts
from cscontract.records.checks.counts import in_doubt
from cscontract.records.checks.same_name import imported_again
from cscontract.records.files.tables import ENDINGS, read_table
from cscontract.records.imports.platform_exports import Imported
from cscontract.records.read import typed_rows
from cscontract.records.rows import Reception
from cscontract.records.schemas import SCHEMAS

RECEPTIONS = SCHEMAS["receptions"]
FIELDS = tuple(RECEPTIONS.columns)


def write_receptions(
    imported: Imported,
    folder: str | Path,
    notes: list[str] | None = None,
    agents: Collection[str] = (),
) -> Path:
    """Add the receptions to the folder's receptions.csv, and return its path.

    The file is made where there is none; rows are in order of date, shop and ID; the
    file is there whole or as it was. A row that is there already with the same counts
    is kept once, one with others is a fault that names both; so is a report that is
    there under other names. What is mended in the file there is told in `notes`.
    BadInput also where that file is at fault or cannot be written.
    """
    path = Path(folder) / "receptions.csv"
    doubts = Doubts.of(None, agents)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _refuse_second_file(path)
        there = _there(path, [] if notes is None else notes, doubts)
    except OSError as error:
        raise unwritable(path, error) from None
    write_whole(path, _as_csv(_merged(imported, there, doubts)))
    return path


def _refuse_second_file(path: Path) -> None:
    """Refuse a folder whose receptions are in another file: two of them are not
    read.
    """
    for other in sorted(path.parent.iterdir()) if path.parent.exists() else ():
        is_record = other.stem.lower() == path.stem and other.suffix.lower() in ENDINGS
        if is_record and other.name != path.name:
            said = "save it as {file} and take {other} away"
            fix = Sentence(said, file=path.name, other=other.name)
            raise bad(str(other), "receptions in another file", path.name, fix)


def _there(path: Path, notes: list[str], doubts: Doubts) -> tuple[Reception, ...]:
    if not path.exists():
        return ()
    table = read_table(path, FIELDS, "receptions")
    rows = typed_rows(RECEPTIONS, table, notes, doubts)
    if faults := in_doubt(rows, (path.name,), doubts):
        raise BadInput(faults)
    return rows


def _merged(
    imported: Imported, there: Sequence[Reception], doubts: Doubts
) -> list[Reception]:
    """All rows once, in order; BadInput names each two that differ in their counts."""
    merged = {_same(row): row for row in there}
    again = imported_again(imported.rows, there, imported.file, doubts.agents)
    faults = messages.first_of(again)
    for row in imported.rows:
        if messages.is_enough(faults):
            break
        old = merged.setdefault(_same(row), row)
        if old[-3:] != row[-3:]:
            faults.append(_other_counts(row, old, imported.file))
    if faults:
        raise refusal(faults, imported.file)
    return sorted(merged.values(), key=lambda row: (row.date, row.shop, row.id))


def _other_counts(row: Reception, old: Reception, file: str) -> Fault:
    """A row of the report that is there already, with other counts."""
    there = "the counts of receptions.csv, row {row}: {counts}"
    expected = Sentence(there, row=old.row, counts=messages.counts(old))
    fix = "mend the report, or delete that row of receptions.csv and import again"
    return Fault(place(file, row.row), messages.reception(row), expected, fix)


def _same(row: Reception) -> tuple[date, str, str]:
    return row.date, shop_key(row.shop), row.id


def _harmless(text: str) -> str:
    """The name with an apostrophe where a spreadsheet would compute it; reading takes
    it off.
    """
    return f"'{text}" if text.startswith(FORMULAS) else text


FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def _as_csv(rows: list[Reception]) -> bytes:
    """The rows in UTF-8 with the mark by which a spreadsheet knows it."""
    text = io.StringIO(newline="")
    writer = csv.writer(
        text
    )  # its own line ends, CR LF, for only then is a CR in a cell quoted
    writer.writerow(FIELDS)
    for row in rows:
        writer.writerow([row.date, _harmless(row.shop), _harmless(row.id), *row[4:]])
    return text.getvalue().replace("\r\n", "\n").encode("utf-8-sig")
