"""Imported receptions into a folder of records, beside those that are there."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from cscontract.records.importers import Imported
from cscontract.records.read import READERS, Reception, typed_rows
from cscontract.records.tables import ENDINGS, read_table
from cscontract.terms.agreement import shop_key
from cscontract.terms.faults import BadInput, Fault, bad
from cscontract.terms.files import unwritable, write_whole

FIELDS = tuple(READERS["receptions"])


def write_receptions(imported: Imported, folder: str | Path) -> Path:
    """Add the receptions to the folder's receptions.csv, and return its path.

    The file is made where there is none; rows are in order of date, shop and ID; the file is there
    whole or as it was. A row that is there already with the same counts is kept once, one with others
    is a fault that names both. BadInput also where the file there is at fault or cannot be written.
    """
    path = Path(folder) / "receptions.csv"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _refuse_second_file(path)
        there = _there(path)
    except OSError as error:
        raise unwritable(path, error) from None
    write_whole(path, _as_csv(_merged(imported, there)))
    return path


def _refuse_second_file(path: Path) -> None:
    """Refuse a folder whose receptions are in another file: two of them are not read."""
    for other in sorted(path.parent.iterdir()) if path.parent.exists() else ():
        is_record = other.stem.lower() == path.stem and other.suffix.lower() in ENDINGS
        if is_record and other.name != path.name:
            fix = f"save it as {path.name} and take {other.name} away"
            raise bad(str(other), "receptions in another file", path.name, fix)


def _there(path: Path) -> tuple[Reception, ...]:
    if not path.exists():
        return ()
    return typed_rows("receptions", read_table(path, FIELDS, "receptions"), [])


def _merged(imported: Imported, there: Iterable[Reception]) -> list[Reception]:
    """All rows once, in order; BadInput names each two that differ in their counts."""
    merged = {_same(row): row for row in map(_harmless, there)}
    faults = []
    for row in map(_harmless, imported.rows):
        old = merged.setdefault(_same(row), row)
        if old[-3:] != row[-3:]:
            expected = f"the counts of receptions.csv, row {old.row}: {_counts(old)}"
            value = f"{row.date} {row.shop} {row.id}: {_counts(row)}"
            fix = "mend the report, or delete that row of receptions.csv and import again"
            faults.append(Fault(f"{imported.file}, row {row.row}", value, expected, fix))
    if faults:
        raise BadInput(faults)
    return sorted(merged.values(), key=lambda row: (row.date, row.shop, row.id))


def _same(row: Reception) -> tuple[date, str, str]:
    return row.date, shop_key(row.shop), row.id


def _counts(row: Reception) -> str:
    return f"asked {row.asked}, received {row.received}, inquiring {row.inquiring}"


def _harmless(row: Reception) -> Reception:
    """The row with an apostrophe before names that a spreadsheet would compute."""
    shop, account = (
        f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
        for text in (row.shop, row.id)
    )
    return row._replace(shop=shop, id=account)


def _as_csv(rows: list[Reception]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)  # its own line ends, CR LF, for only then is a CR in a cell quoted
    writer.writerow(FIELDS)
    writer.writerows(row[1:] for row in rows)
    return text.getvalue().replace("\r\n", "\n").encode("utf-8")
