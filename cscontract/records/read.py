"""A folder of records into typed rows: all faults at once, every repair told, each row
with its place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from cscontract.agreement.kinds import misnamed_needs, register
from cscontract.agreement.phrases import Phrase
from cscontract.core import privacy
from cscontract.core.errors import (
    MOST_FAULTS,
    BadInput,
    Fault,
    bad,
    place,
    refusal,
    shown,
)
from cscontract.core.language import Sentence
from cscontract.core.progress import progress
from cscontract.records import messages
from cscontract.records.cells import masked
from cscontract.records.cells.columns import Column
from cscontract.records.checks import totals
from cscontract.records.checks.confirmed import UNSETTLED, Doubts
from cscontract.records.files import parquet_files
from cscontract.records.files.folder import find
from cscontract.records.files.parts import Part, by_file, numbered, place_of
from cscontract.records.files.tables import Table, read_table, wrong_widths
from cscontract.records.files.without_gc import without_collector
from cscontract.records.last_dates import latest_happening
from cscontract.records.rows import AddedSeats, Reception
from cscontract.records.schema import Schema
from cscontract.records.schemas import SCHEMAS, Recorded

if TYPE_CHECKING:
    from cscontract.records.engine_tables import Log

__all__ = ["AddedSeats", "Reception", "Records", "read"]


@dataclass(frozen=True, eq=False)
class Records(Recorded):
    """What happened. A record that was not given is None. `files`: the name of each
    record's file.

    `parts`: the names of the files of each record that has several; `place` and
    `evidence` tell them apart. `sessions` and `presence` are logs (tables of an
    engine), the others tuples of rows. `long_spans`: whether logins and outages over 16
    hours are `unconfirmed` (told, and no excuse for an absence) or `confirmed` by
    whoever knows the records.
    """

    files: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    parts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    long_spans: Literal["unconfirmed", "confirmed"] = "unconfirmed"

    @property
    def priced(self) -> list[Phrase]:
        """The phrases that move money and that these records can decide, in the
        register's order.
        """
        return [
            p for p in register().values() if p.moves == "money" and self.can_decide(p)
        ]

    def priced_of(self, phrases: Mapping[str, Phrase]) -> list[Phrase]:
        """Those of the phrases that move money and that these records can decide."""
        return [
            p for p in phrases.values() if p.moves == "money" and self.can_decide(p)
        ]

    def can_decide(self, phrase: Phrase) -> bool:
        """Whether the records that it takes to decide the phrase are there."""
        return all(getattr(self, need) is not None for need in phrase.needs)

    def lacking(self, phrase: Phrase) -> str:
        """What is expected of records that cannot decide a phrase, and what
        there is.
        """
        needed = ", ".join(phrase.needs)
        have = ", ".join(self.files.values())
        text = "records of {needed} to decide it (there is {have})"
        return Sentence(text, needed=needed, have=have)

    def file(self, record: str) -> str:
        """The name of a record's file, or of the record where it came from no file."""
        return self.files.get(record, record)

    def file_names(self, record: str) -> tuple[str, ...]:
        """The names of all files of a record."""
        return self.parts.get(record) or (self.file(record),)

    def place(self, record: str, row: int) -> tuple[str, int]:
        """The file that a row of a record stands in, and its number there."""
        return place_of(row, self.file_names(record))

    def evidence(self, record: str, row: int, last: int | None = None) -> str:
        """A row of a record as “file:row”; up to `last` of the same file as
        “file:row–row”.
        """
        file, number = self.place(record, row)
        end = "" if last in (None, row) else f"–{self.place(record, last)[1]}"
        return f"{file}:{number}{end}"

    def by_file(self, record: str, rows: Iterable[int]) -> dict[str, list[int]]:
        """Rows of a record by their file, with their numbers there."""
        return by_file(rows, self.file_names(record))

    def rows(self) -> Iterator[tuple[str, Any]]:
        """Every row of every record but the logs, with the record's name."""
        for record, schema in SCHEMAS.items():
            if not schema.is_log:
                for row in getattr(self, record) or ():
                    yield record, row

    @property
    def latest(self) -> date:
        """The latest date on which something happened. ValueError where nothing did."""
        found = latest_happening(self)
        if found is None:
            raise ValueError("the records have no row of anything that happened")
        return found.date

    def frame(self, record: str) -> Any:
        """A record as a DataFrame, one row a row of the file, `row` its number there.

        Where a record has several files, `file` is the name of each row's.
        Money is fen, times are Asia/Shanghai without a zone, customers are keyed
        hashes.
        """
        import pandas

        schema = SCHEMAS[record]
        if schema.is_log:
            from cscontract.records import engine_tables

            frame = engine_tables.frame(getattr(self, record))
        else:
            frame = pandas.DataFrame(getattr(self, record), columns=schema.row._fields)
        if record in self.parts:
            places = [self.place(record, row) for row in frame["row"]]
            frame["row"] = [row for _, row in places]
            frame.insert(0, "file", [file for file, _ in places])
        return frame


def read(
    folder: str | Path,
    masked: masked.Masked | None = None,
    agents: Iterable[str] = (),
    long_spans: Literal["unconfirmed", "confirmed"] = "unconfirmed",
) -> Records:
    """The records of a folder. BadInput lists all faults of all files; repairs are in
    `notes`.

    `masked`: how chats of customers with a masked or missing name count, “each” row its
    own customer, or “one” customer for all rows of one name; without it they are
    refused. `agents`: names of agents or shops that look like a total's, or whose
    counts are the sum of the others'. `long_spans`: "confirmed" where logins and
    outages over 16 hours are right as they stand.
    """
    folder = Path(folder)
    doubts = Doubts.of(masked, agents)
    if not folder.is_dir():
        value = "a file" if folder.is_file() else "not there"
        raise bad(str(folder), value, "a folder with receptions.csv", "check the path")
    faults = misnamed_needs(SCHEMAS)
    notes: list[str] = []
    found: dict[str, Any] = {}
    files = find(folder)
    faults += files.faults
    notes += files.notes
    _begin(part.path for parts in files.parts.values() for part in parts)
    with without_collector():
        for record, parts in files.parts.items():
            try:
                found[record] = _record(SCHEMAS[record], parts, notes, doubts)
            except BadInput as error:
                faults += error.faults
    if not any(SCHEMAS[record].counts_persons for record in files.parts):
        faults.append(_no_receptions(folder))
    if faults:
        raise BadInput(faults)
    told_notes = tuple(map(privacy.masked, notes))
    return Records(
        **found, **_named(files.parts), notes=told_notes, long_spans=long_spans
    )


def _begin(paths: Iterable[Path]) -> None:
    """Have the first Parquet file decoded while the engine, which takes longer, is got
    ready.
    """
    first = next((path for path in paths if path.suffix.lower() == ".parquet"), None)
    if first is not None:
        parquet_files.begin(first)


def _named(parts: dict[str, list[Part]]) -> dict[str, Any]:
    """The names of each record's file, and of its files where it has several, as
    `Records` has them.
    """
    names = {
        record: tuple(privacy.masked(part.name) for part in each)
        for record, each in parts.items()
    }
    joined = {record: ", ".join(each) for record, each in names.items()}
    several = {record: each for record, each in names.items() if len(each) > 1}
    return {"files": joined, "parts": several}


def _record(schema: Schema, parts: list[Part], notes: list[str], doubts: Doubts) -> Any:
    """The rows of a record's files, or its log."""
    said = list[str]()
    reading = _log if schema.is_log else _rows
    found = reading(schema, parts, said, doubts)
    if len(parts) > 1:
        names = ", ".join(part.name for part in parts)
        text = "{record}: read together from {names}"
        notes.append(Sentence(text, record=schema.name, names=names))
    notes += said
    return found


def _rows(
    schema: Schema, parts: list[Part], notes: list[str], doubts: Doubts
) -> tuple[Any, ...]:
    """The rows of all files, those with a date in its order. Rows that two files have
    are at fault.
    """
    rows = list[Any]()
    faults = list[Fault]()
    for at, (path, name) in enumerate(parts):
        try:
            table = read_table(path, tuple(schema.columns), schema.name, name)
            found = typed_rows(schema, table, notes, doubts)
        except BadInput as error:
            faults += error.faults
        else:
            rows += (
                [row._replace(row=numbered(row.row, at)) for row in found]
                if at
                else found
            )
    names = [part.name for part in parts]
    if faults:
        raise BadInput(faults)
    if schema.same and not schema.is_log and len(parts) > 1:
        faults += messages.first_of(schema.same.across(rows, names))
    if schema.doubtful and not faults:
        faults += schema.doubtful(rows, names, doubts)
    if faults:
        raise refusal(faults, ", ".join(names))
    if schema.is_dated and len(parts) > 1:
        rows.sort(key=lambda row: (row.date, row.row))
    return tuple(rows)


def _log(schema: Schema, parts: list[Part], notes: list[str], doubts: Doubts) -> Log:
    """The log of all files. Typed Parquet stays in the engine where all of them are;
    others cell by cell.
    """
    from cscontract.records import engine_tables
    from cscontract.records.checks import crowds
    from cscontract.records.logs import parquet, several_files

    names = [part.name for part in parts]
    name = ", ".join(names)
    is_known: Callable[[str], bool] = masked.is_masked
    tables = _typed(schema, parts)
    if tables is not None:
        each = [
            parquet.parquet_log(table, schema, notes, part.name, doubts)
            for table, part in zip(tables, parts, strict=True)
        ]
        log = several_files.joined(each, name)
    else:
        found = _rows(schema, parts, notes, doubts)
        log = engine_tables.log_of(name, schema.row, found)
        is_known = masked.settled_names(found)
    if len(parts) > 1:
        several_files.check(schema, log, names, notes)
    if "customer" in schema.columns:
        log = crowds.settled(log, names, doubts.masked, is_known, notes)
    return log


def _typed(schema: Schema, parts: list[Part]) -> list[Any] | None:
    """The tables of typed Parquet files; None where one of the files is another, or
    cannot be read.
    """
    from cscontract.records.logs import parquet

    if any(part.path.suffix.lower() != ".parquet" for part in parts):
        return None
    tables = list[Any]()
    for part in parts:
        table = parquet.typed(part, schema.readers)
        if table is None:
            return None
        tables.append(table)
    return tables


def _no_receptions(folder: Path) -> Fault:
    names = sorted(path.name for path in folder.iterdir())
    near = get_close_matches(
        "receptions", [Path(name).stem.lower() for name in names], n=1
    )
    fix: str = "put receptions.csv (or .xlsx, .parquet) there"
    if near:
        old = next(name for name in names if Path(name).stem.lower() == near[0])
        fix = Sentence("save {name} as receptions.csv (or .xlsx, .parquet)", name=old)
    found = ", ".join(names[:8]) or "nothing"
    return Fault(str(folder), found, "a record of receptions", fix)


def typed_rows(
    schema: Schema, table: Table, notes: list[str], doubts: Doubts = UNSETTLED
) -> tuple[Any, ...]:
    """Typed rows of a table, those with a date sorted by it; every bad row and cell is
    one fault.

    Rows of totals are left out and told; `doubts` says what else is no fault.
    """
    faults: list[Fault] = []
    left_out: list[str] = []
    table = totals.without(schema, table, doubts.agents, faults, left_out)
    faults += wrong_widths(table)
    readers = schema.readers
    columns = [
        Column(name, readers[name], table.file, table.excel_epoch)
        for name in table.header
    ]
    rows = list(_sound(schema, table, columns, faults))
    if messages.is_enough(faults):
        raise refusal(faults, table.file)
    zoned = {column.name: column.zoned for column in columns}
    repairs: Counter[tuple[str, str]] = Counter()
    for column in columns:
        repairs.update(column.repairs)
    faults += _mixed_zones(zoned, table.file)
    rows, said = schema.checked(rows, table.file, faults, doubts)
    if faults:
        raise refusal(faults, table.file)
    ordered = (
        sorted(rows, key=lambda row: (row.date, row.row)) if schema.is_dated else rows
    )
    notes += [*table.notes, *left_out, *said]
    notes += [Sentence("{file}: rows sorted by date", file=table.file)] * (
        ordered != rows
    )
    notes += messages.repairs(table.file, repairs)
    return tuple(ordered)


def _sound(
    schema: Schema, table: Table, columns: list[Column], faults: list[Fault]
) -> Iterator[Any]:
    """The rows without a fault, as they are read; after many faults no further row is
    read.
    """
    order = [table.header.index(column) for column in schema.columns]
    for number, raw in progress(table.rows, table.file):
        before = len(faults)
        if before >= MOST_FAULTS:
            return
        if len(raw) != len(columns):
            continue
        values = [
            column.value(cell, number, faults)
            for column, cell in zip(columns, raw, strict=True)
        ]
        if len(faults) == before:
            yield schema.row(number, *(values[place] for place in order))


def _mixed_zones(
    zoned: dict[str, dict[bool, tuple[int, Any]]], file: str
) -> Iterator[Fault]:
    """A column in which some times carry an offset and others do not is a fault."""
    for column, seen in zoned.items():
        if len(seen) == 2:
            (first, _), (number, value) = sorted(
                seen.values(), key=lambda cell: cell[0]
            )
            fix = Sentence(
                "give all times of the column an offset, or none (compare row {row})",
                row=first,
            )
            where = place(file, number, column)
            yield Fault(
                where, shown(value), "times that all carry an offset, or none", fix
            )
