"""A folder of records into typed rows: all faults at once, every repair told, each row with its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from cscontract.records import cells
from cscontract.records.tables import ENDINGS, Table, read_table
from cscontract.terms.agreement import shop_key
from cscontract.terms.faults import BadInput, Fault, bad, nearest, shown


class Reception(NamedTuple):
    """Persons counted on one date for one ID of one shop; asked ≥ received ≥ inquiring."""

    row: int
    date: date
    shop: str
    id: str
    asked: int
    received: int
    inquiring: int


class AddedSeats(NamedTuple):
    """Number of added seats at work from a date on."""

    row: int
    date: date
    added: int


READERS: dict[str, dict[str, cells.Reader]] = {
    "receptions": {
        "date": cells.day,
        "shop": cells.name,
        "id": cells.name,
        "asked": cells.persons,
        "received": cells.persons,
        "inquiring": cells.persons,
    },
    "seats": {"date": cells.day, "added": cells.persons},
}
ROWS = {"receptions": Reception, "seats": AddedSeats}


@dataclass(frozen=True, eq=False)
class Records:
    """What happened. A record that was not given is None. `files`: the name of each record's file."""

    receptions: tuple[Reception, ...]
    seats: tuple[AddedSeats, ...] | None = None
    files: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def rows(self) -> Iterator[tuple[str, Any]]:
        """Every row of every record that was given, with the record's name."""
        for record in ROWS:
            for row in getattr(self, record) or ():
                yield record, row

    @cached_property
    def earliest(self) -> date:
        """The earliest date in any cell of any record."""
        return min(row.date for _, row in self.rows())

    @cached_property
    def latest(self) -> date:
        """The latest date in any cell of any record."""
        return max(row.date for _, row in self.rows())

    def frame(self, record: str) -> Any:
        """A record as a DataFrame, one row a row of the file, `row` its number there."""
        import pandas

        return pandas.DataFrame(getattr(self, record), columns=ROWS[record]._fields)


def read(folder: str | Path) -> Records:
    """The records of a folder. BadInput lists all faults of all files; repairs are in `notes`."""
    folder = Path(folder)
    if not folder.is_dir():
        raise bad(str(folder), None, "a folder with receptions.csv", "check the path")
    faults: list[Fault] = []
    notes: list[str] = []
    rows: dict[str, tuple] = {}
    paths = _paths(folder, faults, notes)
    for record, path in paths.items():
        try:
            rows[record] = _rows(record, read_table(path, tuple(READERS[record])), notes)
        except BadInput as error:
            faults += error.faults
    if "receptions" not in paths and not faults:
        found = ", ".join(sorted(path.name for path in folder.iterdir())[:8]) or "nothing"
        fix = "put receptions.csv (or .xlsx, .parquet) there"
        faults.append(Fault(str(folder), found, "a record of receptions", fix))
    if faults:
        raise BadInput(faults)
    files = {record: path.name for record, path in paths.items()}
    return Records(rows["receptions"], rows.get("seats"), files, tuple(notes))


def _paths(folder: Path, faults: list[Fault], notes: list[str]) -> dict[str, Path]:
    """The file of each record; a record that stands there twice is a fault."""
    paths: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        record = path.stem.lower()
        if path.suffix.lower() not in ENDINGS:
            continue
        if record not in READERS:
            notes.append(f"{path.name}: not a record, left alone ({nearest(record, READERS)})")
        elif record in paths:
            fix = f"keep one of it and {paths[record].name}"
            faults.append(Fault(path.name, "", f"one file of {record}", fix))
        else:
            paths[record] = path
    return paths


def _rows(record: str, table: Table, notes: list[str]) -> tuple:
    """Typed rows of a table, sorted by date; every bad cell is one fault."""
    faults: list[Fault] = []
    repairs: Counter[tuple[str, str]] = Counter()
    readers = [(column, READERS[record][column]) for column in table.header]
    order = [table.header.index(column) for column in READERS[record]]
    rows = []
    for number, raw in table.rows:
        values = [
            _cell(
                reader,
                cells.Cell(value, table.excel_epoch),
                (table.file, number, column),
                faults,
                repairs,
            )
            for (column, reader), value in zip(readers, raw, strict=True)
        ]
        rows.append(ROWS[record](number, *(values[place] for place in order)))
    if not faults:
        faults += CHECKS[record](rows, table.file)
    if faults:
        raise BadInput(faults)
    notes += table.notes
    notes += [
        f"{table.file}, column {column}: {what} ({n} cells)"
        for (column, what), n in repairs.items()
    ]
    return tuple(sorted(rows, key=lambda row: (row.date, row.row)))


def _cell(
    reader: cells.Reader, cell: cells.Cell, place: tuple, faults: list[Fault], repairs: Counter
) -> Any:
    """The value of one cell; its fault or its repairs are added to the lists."""
    file, number, column = place
    try:
        value = reader(cell)
    except cells.Unreadable as error:
        where = f"{file}, row {number}, column {column}"
        faults.append(Fault(where, shown(cell.value), error.expected, error.fix))
        return None
    repairs.update((column, repair) for repair in cell.repairs)
    return value


def _check_receptions(rows: Iterable[Reception], file: str) -> list[Fault]:
    faults, seen = [], {}
    for row in rows:
        place = f"{file}, row {row.row}"
        counts = f"asked {row.asked}, received {row.received}, inquiring {row.inquiring}"
        if not row.asked >= row.received >= row.inquiring:
            faults.append(
                Fault(place, counts, "asked ≥ received ≥ inquiring", "check the three counts")
            )
        first = seen.setdefault((row.date, shop_key(row.shop), row.id), row.row)
        if first != row.row:
            value = f"{row.date} {row.shop} {row.id}"
            faults.append(
                Fault(place, value, "each date, shop and ID once", f"keep it or row {first}")
            )
    return faults


def _check_seats(rows: Iterable[AddedSeats], file: str) -> list[Fault]:
    seen: dict[date, int] = {}
    return [
        Fault(f"{file}, row {row.row}", str(row.date), "each date once", f"keep it or row {first}")
        for row in rows
        if (first := seen.setdefault(row.date, row.row)) != row.row
    ]


CHECKS: dict[str, Any] = {"receptions": _check_receptions, "seats": _check_seats}
