"""A folder of records into typed rows: all faults at once, every repair told, each row with its place."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cscontract.records import cells, clashes, masked, moments, told, totals
from cscontract.records.cells import read_cell
from cscontract.records.doubts import UNSETTLED, Doubts
from cscontract.records.tables import ENDINGS, Table, progress, read_table, wrong_widths
from cscontract.terms import privacy
from cscontract.terms.agreement import shop_key
from cscontract.terms.faults import BadInput, Fault, bad, nearest, place, shown
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
from cscontract.terms.language import Sentence
from cscontract.terms.phrases import Phrase, register

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
        "channel": moments.word,
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
        "action": moments.word,
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

    `sessions` and `presence` are logs (tables of an engine), the others tuples of rows.
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

    @property
    def priced(self) -> list[Phrase]:
        """The phrases that move money and that these records can decide, in the register's order."""
        return [p for p in register().values() if p.moves == "money" and self.can_decide(p)]

    def can_decide(self, phrase: Phrase) -> bool:
        """Whether the records that it takes to decide the phrase are there."""
        return all(getattr(self, need) is not None for need in phrase.needs)

    def lacking(self, phrase: Phrase) -> str:
        """What is expected of records that cannot decide a phrase, and what there is."""
        needed, have = ", ".join(phrase.needs), ", ".join(self.files.values())
        return f"records of {needed} to decide it (there is {have})"

    def file(self, record: str) -> str:
        """The name of a record's file, or of the record where it came from no file."""
        return self.files.get(record, record)

    def rows(self) -> Iterator[tuple[str, Any]]:
        """Every row of every record but the logs, with the record's name."""
        for record in ROWS:
            if record not in LOGS:
                for row in getattr(self, record) or ():
                    yield record, row

    def _dates(self) -> Iterator[date]:
        """Dates among which are the earliest and the latest in any cell of any record."""
        for _, row in self.rows():
            for value in row:
                if isinstance(value, date):
                    yield value.date() if isinstance(value, datetime) else value
        for log in filter(None, (self.sessions, self.presence)):
            yield from filter(None, (log.earliest(), log.latest()))

    @cached_property
    def earliest(self) -> date:
        """The earliest date in any cell of any record."""
        return min(self._dates())

    @cached_property
    def latest(self) -> date:
        """The latest date in any cell of any record."""
        return max(self._dates())

    def frame(self, record: str) -> Any:
        """A record as a DataFrame, one row a row of the file, `row` its number there.

        Money is fen, times are Asia/Shanghai without a zone, customers are keyed hashes.
        """
        import pandas

        if record in LOGS:
            from cscontract.records import logs

            return logs.frame(getattr(self, record))
        return pandas.DataFrame(getattr(self, record), columns=ROWS[record]._fields)


def read(
    folder: str | Path, masked: masked.Masked | None = None, agents: Iterable[str] = ()
) -> Records:
    """The records of a folder. BadInput lists all faults of all files; repairs are in `notes`.

    `masked`: how chats of customers with a masked or missing name count, “each” row its own
    customer, or “one” customer for all rows of one name; without it they are refused. `agents`:
    names of agents or shops that look like a total's, or whose counts are the sum of the others'.
    """
    folder = Path(folder)
    doubts = Doubts.of(masked, agents)
    if not folder.is_dir():
        value = "a file" if folder.is_file() else "not there"
        raise bad(str(folder), value, "a folder with receptions.csv", "check the path")
    faults: list[Fault] = []
    notes: list[str] = []
    found: dict[str, Any] = {}
    paths = _paths(folder, faults, notes)
    for record, path in paths.items():
        try:
            found[record] = _record(record, path, notes, doubts)
        except BadInput as error:
            faults += error.faults
    if not paths.keys() & {"receptions", "sessions"}:
        faults.append(_no_receptions(folder))
    if faults:
        raise BadInput(faults)
    files = {record: privacy.masked(path.name) for record, path in paths.items()}
    return Records(**found, files=files, notes=tuple(map(privacy.masked, notes)))


def _record(record: str, path: Path, notes: list[str], doubts: Doubts) -> Any:
    """The rows of a file, or its log."""
    if record not in LOGS:
        return typed_rows(record, read_table(path, tuple(READERS[record])), notes, doubts)
    from cscontract.records import logs, parquet_logs

    if parquet_logs.is_typed(path, READERS[record]):
        return parquet_logs.parquet_log(path, READERS[record], notes, doubts)
    rows = typed_rows(record, read_table(path, tuple(READERS[record])), notes, doubts)
    return logs.log_of(path.name, ROWS[record], rows)


def _no_receptions(folder: Path) -> Fault:
    names = sorted(path.name for path in folder.iterdir())
    near = get_close_matches("receptions", [Path(name).stem.lower() for name in names], n=1)
    fix = "put receptions.csv (or .xlsx, .parquet) there"
    if near:
        old = next(name for name in names if Path(name).stem.lower() == near[0])
        fix = f"save {old} as receptions.csv (or .xlsx, .parquet)"
    found = ", ".join(names[:8]) or "nothing"
    return Fault(str(folder), found, "a record of receptions", fix)


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
            faults.append(Fault(path.name, "a second file", f"one file of {record}", fix))
        else:
            paths[record] = path
    return paths


def typed_rows(record: str, table: Table, notes: list[str], doubts: Doubts = UNSETTLED) -> tuple:
    """Typed rows of a table, those with a date sorted by it; every bad row and cell is one fault.

    Rows of totals are left out and told; `doubts` says what else is no fault.
    """
    faults: list[Fault] = []
    left_out: list[str] = []
    table = totals.without(record, table, doubts.agents, faults, left_out)
    faults += wrong_widths(table)
    repairs: Counter[tuple[str, str]] = Counter()
    zoned: dict[str, dict[bool, tuple[int, Any]]] = defaultdict(dict)
    readers = [(column, doubts.reader(READERS[record], column)) for column in table.header]
    order = [table.header.index(column) for column in READERS[record]]
    rows = []
    for number, raw in progress(table.rows, table.file):
        if len(raw) != len(readers):
            continue
        before, values = len(faults), []
        for (column, reader), value in zip(readers, raw, strict=True):
            cell = cells.Cell(value, table.excel_epoch)
            values.append(read_cell(reader, cell, (table.file, number, column), faults))
            if cell.repairs:
                repairs.update((column, repair) for repair in dict.fromkeys(cell.repairs))
            if cell.zoned is not None:
                zoned[column].setdefault(cell.zoned, (number, value))
        if len(faults) == before:
            rows.append(ROWS[record](number, *(values[place] for place in order)))
    faults += _mixed_zones(zoned, table.file)
    rows, said = CHECKS[record](rows, table.file, faults, doubts)
    if faults:
        raise BadInput(faults)
    ordered = sorted(rows, key=lambda row: (row.date, row.row)) if "date" in table.header else rows
    notes += [*table.notes, *left_out, *said]
    notes += [Sentence("{file}: rows sorted by date", file=table.file)] * (ordered != rows)
    notes += told.repairs(table.file, repairs)
    return tuple(ordered)


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


def _check_receptions(
    rows: list[Reception], file: str, faults: list[Fault], doubts: Doubts
) -> tuple[list, list[str]]:
    faults += check_receptions(rows, file, doubts)
    return rows, []


def check_receptions(
    rows: Iterable[Reception], file: str, doubts: Doubts = UNSETTLED
) -> list[Fault]:
    """What is wrong with receptions taken together: counts, rows twice, totals without a name."""
    rows = tuple(rows)
    faults = [fault for row in rows for fault in _disordered(row, file)]
    seen: dict[tuple[date, str, str], int] = {}
    for row in rows:
        first = seen.setdefault((row.date, shop_key(row.shop), row.id), row.row)
        if first != row.row:
            value, expected = f"{row.date} {row.shop} {row.id}", "each date, shop and ID once"
            faults.append(told.twice(file, row.row, first, value, expected))
    faults += clashes.two_names(rows, file, doubts.agents)
    return faults or list(totals.sums(rows, file, doubts.agents))


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
        return [
            told.twice(file, number, first, str(key), EACH_ONCE[column])
            for number, key in keys
            if (first := seen.setdefault(key, number)) != number
        ]

    return faults_of


def _check_spans(start: str, end: str) -> Check:
    """A span of time ends after it starts; one of no length is dropped and counted."""

    def check(
        rows: list, file: str, faults: list[Fault], doubts: Doubts = UNSETTLED
    ) -> tuple[list, list[str]]:
        for row in rows:
            if getattr(row, end) < getattr(row, start):
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
    "receptions": _check_receptions,
    "sessions": _check_sessions,
    "presence": _check_presence,
    "seats": _check_with(_each_once("date")),
    "payments": _check_with(lambda rows, file: []),
    "actions": _check_with(lambda rows, file: []),
    "outages": _check_spans("started_at", "ended_at"),
    "bills": _check_with(_each_once("month")),
}
