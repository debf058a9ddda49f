"""A folder of records into typed rows: all faults at once, every repair told, each row with its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from cscontract.records import (
    cells,
    clashes,
    masked,
    moments,
    parquet_files,
    shop_accounts,
    summed,
    told,
    totals,
    twins,
)
from cscontract.records.bars import progress
from cscontract.records.collector import without_collector
from cscontract.records.columns import Column
from cscontract.records.doubts import UNSETTLED, Doubts
from cscontract.records.folder import find
from cscontract.records.happenings import latest_happening
from cscontract.records.parts import LIKE, ONCE, Part, by_file, numbered, overlaps, place_of
from cscontract.records.tables import Table, read_table, wrong_widths
from cscontract.terms import privacy
from cscontract.terms.faults import MOST_FAULTS, BadInput, Fault, bad, place, refusal, shown
from cscontract.terms.happened import (
    Action,
    AddedSeats,
    Bill,
    Outage,
    Payment,
    Presence,
    Reception,
    Session,
)
from cscontract.terms.head import shop_key
from cscontract.terms.kinds import register
from cscontract.terms.language import Sentence
from cscontract.terms.phrases import Phrase

if TYPE_CHECKING:
    from cscontract.records.logs import Log

__all__ = ["AddedSeats", "Reception", "Records", "read"]

SHOP = {"shop": cells.shop}
SHOP_AND_ID = {"shop": cells.shop, "id": cells.name}
READERS: dict[str, dict[str, cells.Reader]] = {
    "receptions": {
        "date": cells.day,
        **SHOP_AND_ID,
        "asked": cells.persons,
        "received": cells.persons,
        "inquiring": cells.persons,
    },
    "sessions": {
        "session": cells.name,
        **SHOP_AND_ID,
        "customer": moments.customer,
        "channel": moments.channel,
        "started_at": moments.begin,
        "ended_at": moments.end,
        "received": moments.flag,
        "inquiring": moments.flag,
        "problem": moments.flag,
        "problem_recorded": moments.flag,
    },
    "presence": {**SHOP_AND_ID, "online_at": moments.begin, "offline_at": moments.end},
    "seats": {"date": cells.day, "added": cells.persons},
    "payments": {
        "paid_on": cells.day,
        "amount": moments.amount,
        "method": moments.method,
        "month": moments.month_if_any,
    },
    "actions": {
        "at": moments.begin,
        **SHOP_AND_ID,
        "action": moments.action,
        "amount": moments.amount_if_any,
        "authorised": moments.flag,
    },
    "outages": {**SHOP, "started_at": moments.begin, "ended_at": moments.end},
    "bills": {"month": moments.month, "amount": moments.amount},
}
ROWS: dict[str, Any] = {
    "receptions": Reception,
    "sessions": Session,
    "presence": Presence,
    "seats": AddedSeats,
    "payments": Payment,
    "actions": Action,
    "outages": Outage,
    "bills": Bill,
}
#: records that may be long: kept as tables of an engine
LOGS = ("sessions", "presence")


@dataclass(frozen=True, eq=False)
class Records:
    """What happened. A record that was not given is None. `files`: the name of each record's file.

    `parts`: the names of the files of each record that has several; `place` and `evidence` tell them apart.
    `sessions` and `presence` are logs (tables of an engine), the others tuples of rows.
    `long_spans`: whether logins and outages over 16 hours are `unconfirmed` (told, and no excuse for an
    absence) or `confirmed` by whoever knows the records.
    """

    receptions: tuple[Reception, ...] | None = None
    seats: tuple[AddedSeats, ...] | None = None
    files: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    sessions: Log | None = None
    presence: Log | None = None
    payments: tuple[Payment, ...] | None = None
    actions: tuple[Action, ...] | None = None
    outages: tuple[Outage, ...] | None = None
    bills: tuple[Bill, ...] | None = None
    parts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    long_spans: Literal["unconfirmed", "confirmed"] = "unconfirmed"

    @property
    def priced(self) -> list[Phrase]:
        """The phrases that move money and that these records can decide, in the register's order."""
        return [p for p in register().values() if p.moves == "money" and self.can_decide(p)]

    def priced_of(self, phrases: Mapping[str, Phrase]) -> list[Phrase]:
        """Those of the phrases that move money and that these records can decide."""
        return [p for p in phrases.values() if p.moves == "money" and self.can_decide(p)]

    def can_decide(self, phrase: Phrase) -> bool:
        """Whether the records that it takes to decide the phrase are there."""
        return all(getattr(self, need) is not None for need in phrase.needs)

    def lacking(self, phrase: Phrase) -> str:
        """What is expected of records that cannot decide a phrase, and what there is."""
        needed, have = ", ".join(phrase.needs), ", ".join(self.files.values())
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
        """A row of a record as “file:row”; up to `last` of the same file as “file:row–row”."""
        file, number = self.place(record, row)
        end = "" if last in (None, row) else f"–{self.place(record, last)[1]}"
        return f"{file}:{number}{end}"

    def by_file(self, record: str, rows: Iterable[int]) -> dict[str, list[int]]:
        """Rows of a record by their file, with their numbers there."""
        return by_file(rows, self.file_names(record))

    def rows(self) -> Iterator[tuple[str, Any]]:
        """Every row of every record but the logs, with the record's name."""
        for record in ROWS:
            if record not in LOGS:
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
        Money is fen, times are Asia/Shanghai without a zone, customers are keyed hashes.
        """
        import pandas

        if record in LOGS:
            from cscontract.records import logs

            frame = logs.frame(getattr(self, record))
        else:
            frame = pandas.DataFrame(getattr(self, record), columns=ROWS[record]._fields)
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
    """The records of a folder. BadInput lists all faults of all files; repairs are in `notes`.

    `masked`: how chats of customers with a masked or missing name count, “each” row its own
    customer, or “one” customer for all rows of one name; without it they are refused. `agents`:
    names of agents or shops that look like a total's, or whose counts are the sum of the others'.
    `long_spans`: "confirmed" where logins and outages over 16 hours are right as they stand.
    """
    folder = Path(folder)
    doubts = Doubts.of(masked, agents)
    if not folder.is_dir():
        value = "a file" if folder.is_file() else "not there"
        raise bad(str(folder), value, "a folder with receptions.csv", "check the path")
    faults: list[Fault] = []
    notes: list[str] = []
    found: dict[str, Any] = {}
    files = find(folder)
    faults += files.faults
    notes += files.notes
    _begin(part.path for parts in files.parts.values() for part in parts)
    with without_collector():
        for record, parts in files.parts.items():
            try:
                found[record] = _record(record, parts, notes, doubts)
            except BadInput as error:
                faults += error.faults
    if not files.parts.keys() & {"receptions", "sessions"}:
        faults.append(_no_receptions(folder))
    if faults:
        raise BadInput(faults)
    told_notes = tuple(map(privacy.masked, notes))
    return Records(**found, **_named(files.parts), notes=told_notes, long_spans=long_spans)


def _begin(paths: Iterable[Path]) -> None:
    """Have the first Parquet file decoded while the engine, which takes longer, is got ready."""
    first = next((path for path in paths if path.suffix.lower() == ".parquet"), None)
    if first is not None:
        parquet_files.begin(first)


def _named(parts: dict[str, list[Part]]) -> dict[str, Any]:
    """The names of each record's file, and of its files where it has several, as `Records` has them."""
    names = {
        record: tuple(privacy.masked(part.name) for part in each) for record, each in parts.items()
    }
    joined = {record: ", ".join(each) for record, each in names.items()}
    several = {record: each for record, each in names.items() if len(each) > 1}
    return {"files": joined, "parts": several}


def _record(record: str, parts: list[Part], notes: list[str], doubts: Doubts) -> Any:
    """The rows of a record's files, or its log."""
    said = list[str]()
    reading = _log if record in LOGS else _rows
    found = reading(record, parts, said, doubts)
    if len(parts) > 1:
        names = ", ".join(part.name for part in parts)
        notes.append(Sentence("{record}: read together from {names}", record=record, names=names))
    notes += said
    return found


def _rows(record: str, parts: list[Part], notes: list[str], doubts: Doubts) -> tuple:
    """The rows of all files, those with a date in its order. Rows that two files have are at fault."""
    rows, faults = list[Any](), list[Fault]()
    for at, (path, name) in enumerate(parts):
        try:
            table = read_table(path, tuple(READERS[record]), record, name)
            found = typed_rows(record, table, notes, doubts)
        except BadInput as error:
            faults += error.faults
        else:
            rows += [row._replace(row=numbered(row.row, at)) for row in found] if at else found
    names = [part.name for part in parts]
    if faults:
        raise BadInput(faults)
    name = ", ".join(names)
    if record in (*ONCE, *LIKE):
        faults += told.first_of(overlaps(record, rows, names))
    if record == "receptions" and not faults:
        faults += in_doubt(rows, names, doubts)
    if faults:
        raise refusal(faults, name)
    if "date" in READERS[record] and len(parts) > 1:
        rows.sort(key=lambda row: (row.date, row.row))
    return tuple(rows)


def _log(record: str, parts: list[Part], notes: list[str], doubts: Doubts) -> Log:
    """The log of all files. Typed Parquet stays in the engine where all of them are; others cell by cell."""
    from cscontract.records import crowds, log_parts, logs, parquet_logs

    readers, names = READERS[record], [part.name for part in parts]
    name = ", ".join(names)
    is_known: Callable[[str], bool] = masked.is_masked
    tables = _typed(parts, readers)
    if tables is not None:
        each = [
            parquet_logs.parquet_log(table, readers, notes, part.name, doubts)
            for table, part in zip(tables, parts, strict=True)
        ]
        log = log_parts.joined(each, name)
    else:
        found = _rows(record, parts, notes, doubts)
        log, is_known = logs.log_of(name, ROWS[record], found), masked.settled_names(found)
    if len(parts) > 1:
        log_parts.check(record, log, names, notes)
    if record == "sessions":
        log = crowds.settled(log, names, doubts.masked, is_known, notes)
    return log


def _typed(parts: list[Part], readers: dict[str, cells.Reader]) -> list[Any] | None:
    """The tables of typed Parquet files; None where one of the files is another, or cannot be read."""
    from cscontract.records import parquet_logs

    if any(part.path.suffix.lower() != ".parquet" for part in parts):
        return None
    tables = list[Any]()
    for part in parts:
        table = parquet_logs.typed(part, readers)
        if table is None:
            return None
        tables.append(table)
    return tables


def _no_receptions(folder: Path) -> Fault:
    names = sorted(path.name for path in folder.iterdir())
    near = get_close_matches("receptions", [Path(name).stem.lower() for name in names], n=1)
    fix: str = "put receptions.csv (or .xlsx, .parquet) there"
    if near:
        old = next(name for name in names if Path(name).stem.lower() == near[0])
        fix = Sentence("save {name} as receptions.csv (or .xlsx, .parquet)", name=old)
    found = ", ".join(names[:8]) or "nothing"
    return Fault(str(folder), found, "a record of receptions", fix)


def typed_rows(record: str, table: Table, notes: list[str], doubts: Doubts = UNSETTLED) -> tuple:
    """Typed rows of a table, those with a date sorted by it; every bad row and cell is one fault.

    Rows of totals are left out and told; `doubts` says what else is no fault.
    """
    faults: list[Fault] = []
    left_out: list[str] = []
    table = totals.without(record, table, doubts.agents, faults, left_out)
    faults += wrong_widths(table)
    readers = READERS[record]
    columns = [Column(name, readers[name], table.file, table.excel_epoch) for name in table.header]
    rows = list(_sound(record, table, columns, faults))
    if told.is_enough(faults):
        raise refusal(faults, table.file)
    zoned = {column.name: column.zoned for column in columns}
    repairs: Counter[tuple[str, str]] = Counter()
    for column in columns:
        repairs.update(column.repairs)
    faults += _mixed_zones(zoned, table.file)
    rows, said = CHECKS[record](rows, table.file, faults, doubts)
    if faults:
        raise refusal(faults, table.file)
    ordered = sorted(rows, key=lambda row: (row.date, row.row)) if "date" in table.header else rows
    notes += [*table.notes, *left_out, *said]
    notes += [Sentence("{file}: rows sorted by date", file=table.file)] * (ordered != rows)
    notes += told.repairs(table.file, repairs)
    return tuple(ordered)


def _sound(record: str, table: Table, columns: list[Column], faults: list[Fault]) -> Iterator[Any]:
    """The rows without a fault, as they are read; after many faults no further row is read."""
    order = [table.header.index(column) for column in READERS[record]]
    for number, raw in progress(table.rows, table.file):
        before = len(faults)
        if before >= MOST_FAULTS:
            return
        if len(raw) != len(columns):
            continue
        values = [
            column.value(cell, number, faults) for column, cell in zip(columns, raw, strict=True)
        ]
        if len(faults) == before:
            yield ROWS[record](number, *(values[place] for place in order))


def _mixed_zones(zoned: dict[str, dict[bool, tuple[int, Any]]], file: str) -> Iterator[Fault]:
    """A column in which some times carry an offset and others do not is a fault."""
    for column, seen in zoned.items():
        if len(seen) == 2:
            (first, _), (number, value) = sorted(seen.values(), key=lambda cell: cell[0])
            fix = Sentence(
                "give all times of the column an offset, or none (compare row {row})", row=first
            )
            where = place(file, number, column)
            yield Fault(where, shown(value), "times that all carry an offset, or none", fix)


Check = Callable[[list, str, list[Fault], Doubts], tuple[list, list[str]]]


def _check_with(faults_of: Callable[[Iterable, str], list[Fault]]) -> Check:
    """A check that finds faults and leaves the rows as they are."""

    def check(
        rows: list, file: str, faults: list[Fault], doubts: Doubts = UNSETTLED
    ) -> tuple[list, list[str]]:
        faults += faults_of(rows, file)
        return rows, []

    return check


def check_receptions(rows: Iterable[Reception], file: str) -> list[Fault]:
    """What is wrong with receptions of one file: counts out of order, rows twice."""
    rows = tuple(rows)
    faults = told.first_of(fault for row in rows for fault in _disordered(row, file))
    seen: dict[tuple[date, str, str], int] = {}
    for row in rows:
        if told.is_enough(faults):
            break
        first = seen.setdefault((row.date, shop_key(row.shop), row.id), row.row)
        if first != row.row:
            value, expected = f"{row.date} {row.shop} {row.id}", "each date, shop and ID once"
            faults.append(told.twice(file, row.row, first, value, expected))
    return faults


def in_doubt(
    rows: Sequence[Reception], files: Sequence[str], doubts: Doubts = UNSETTLED
) -> list[Fault]:
    """What is doubtful of sound receptions, all files together: one ID under two names, totals without a name."""
    agents = doubts.agents
    found = chain(
        clashes.two_names(rows, files, agents),
        shop_accounts.beside_others(rows, files, agents),
        summed.sums(rows, files, agents),
    )
    return told.first_of(found) or told.first_of(twins.twins(rows, files, agents))


def _disordered(row: Reception, file: str) -> Iterator[Fault]:
    if not row.asked >= row.received >= row.inquiring:
        expected = "asked ≥ received ≥ inquiring"
        yield Fault(place(file, row.row), told.counts(row), expected, "check the three counts")


#: what is expected of a column of which no two rows have the same value
EACH_ONCE = {
    "session": "each session once",
    "date": "each date once",
    "month": "each month once",
}


def _each_once(column: str) -> Callable[[Iterable, str], list[Fault]]:
    """A check that no two rows have the same value in a column."""

    def faults_of(rows: Iterable, file: str) -> list[Fault]:
        seen: dict[Any, int] = {}
        keys = ((row.row, getattr(row, column)) for row in rows)
        return told.first_of(
            told.twice(file, number, first, str(key), EACH_ONCE[column])
            for number, key in keys
            if (first := seen.setdefault(key, number)) != number
        )

    return faults_of


def _check_spans(start: str, end: str) -> Check:
    """A span of time ends after it starts; one of no length is dropped and counted."""

    def check(
        rows: list, file: str, faults: list[Fault], doubts: Doubts = UNSETTLED
    ) -> tuple[list, list[str]]:
        for row in rows:
            if getattr(row, end) < getattr(row, start) and not told.is_enough(faults):
                times = {name: getattr(row, name) for name in (start, end)}
                faults.append(told.backwards(file, row.row, times))
        kept = [row for row in rows if getattr(row, start) != getattr(row, end)]
        return kept, list(told.no_length(file, len(rows) - len(kept)))

    return check


def _check_sessions(
    rows: list[Session], file: str, faults: list[Fault], doubts: Doubts
) -> tuple[list, list[str]]:
    """Each session once; its end not before its start (one of no length counts: somebody wrote)."""
    faults += _each_once("session")(rows, file)
    _check_spans("started_at", "ended_at")(rows, file, faults, doubts)
    return masked.settled(rows, file, doubts.masked, faults)


def _check_presence(
    rows: list[Presence], file: str, faults: list[Fault], doubts: Doubts
) -> tuple[list, list[str]]:
    """Logins forward in time; overlapping logins of one ID are joined later, and told."""
    kept, said = _check_spans("online_at", "offline_at")(rows, file, faults, doubts)
    last: dict[tuple[str, str], datetime] = {}
    overlaps = 0
    for row in sorted(kept, key=lambda row: row.online_at):
        account = shop_key(row.shop), row.id
        before = last.get(account, row.online_at)
        overlaps += row.online_at < before
        last[account] = max(before, row.offline_at)
    return kept, [*said, *told.overlapping(file, overlaps)]


CHECKS: dict[str, Check] = {
    "receptions": _check_with(check_receptions),
    "sessions": _check_sessions,
    "presence": _check_presence,
    "seats": _check_with(_each_once("date")),
    "payments": _check_with(lambda rows, file: []),
    "actions": _check_with(lambda rows, file: []),
    "outages": _check_spans("started_at", "ended_at"),
    "bills": _check_with(_each_once("month")),
}
