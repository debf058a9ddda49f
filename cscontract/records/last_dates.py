"""When the records begin and end: the latest day that happened, and dates that are
slips of the pen.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from cscontract.core.errors import BadInput, Fault, place, refusal
from cscontract.core.language import Sentence
from cscontract.records import messages
from cscontract.records.schema import YEAR
from cscontract.records.schemas import SCHEMAS

if TYPE_CHECKING:
    from cscontract.agreement.agreement import Agreement

#: the value of `read`, which stands above this module
Records = Any
#: what happened before what may be a plan; of each record the column of its date or
#: start
BEGAN = {
    schema.name: schema.began
    for schema in sorted(SCHEMAS.values(), key=lambda schema: not schema.happens)
    if schema.began
}
ENDED = {schema.name: schema.ended for schema in SCHEMAS.values() if schema.ended}
#: a planned number of seats is no happening, nor is a bill
HAPPEN = tuple(name for name in BEGAN if SCHEMAS[name].happens)
#: the end of a session or login is believed so long after its start; a later one may be
#: a slip
BELIEVED = timedelta(days=2)
#: two months have 62 days at most: what is done monthly is not alone, be it once a
#: month late
ALONE = timedelta(days=62)
INSTANT = timedelta(microseconds=1)


class Happening(NamedTuple):
    """A date in the records, and the cell that says it."""

    date: date
    file: str
    row: int
    column: str

    @property
    def place(self) -> str:
        """File, row and column, in words."""
        return place(self.file, self.row, self.column)


def day_of(when: date) -> date:
    """The date of a time, or the date itself."""
    return when.date() if isinstance(when, datetime) else when


@lru_cache(maxsize=16)
def latest_happening(records: Records) -> Happening | None:
    """The latest date on which something happened, with its cell; None where nothing
    did.

    A reception, an action, a payment; a session, login or outage that began, and the
    end of a session or login within two days of its start. Of equal dates the first
    record's first row.
    """
    return _latest(records, date.max)


@lru_cache(maxsize=16)
def days_alone(records: Records) -> int | None:
    """By how many days the latest happening follows all earlier ones where it may be a
    slip of a year.

    None where it follows within 62 days, or where there is no earlier one.
    """
    latest = latest_happening(records)
    earlier = latest and _latest(records, latest.date)
    if latest is None or earlier is None or latest.date - earlier.date <= ALONE:
        return None
    return (latest.date - earlier.date).days


def _latest(records: Records, before: date) -> Happening | None:
    found = [each for record in HAPPEN for each in _latest_of(records, record, before)]
    return max(found, key=lambda each: each.date, default=None)


def _latest_of(records: Records, record: str, before: date) -> Iterator[Happening]:
    rows = getattr(records, record)
    column = BEGAN[record]
    if isinstance(rows, tuple):
        dated = [(day_of(getattr(row, column)), -row.row) for row in rows]
        dated = [each for each in dated if each[0] < before]
        if dated:
            when, row = max(dated)
            file, number = records.place(record, -row)
            yield Happening(when, file, number, column)
    elif rows is not None:
        yield from _latest_of_log(records, record, before)


def _latest_of_log(records: Records, record: str, before: date) -> Iterator[Happening]:
    """The latest start in a log, and the latest end that is believed."""
    table = getattr(records, record).table
    start = BEGAN[record]
    end = ENDED[record]
    if before != date.max:
        table = table.filter(table[start] < before, table[end] <= before)
    believed = table.filter(table[end] <= table[start] + _interval(BELIEVED))
    for rows, column, less in ((table, start, timedelta()), (believed, end, INSTANT)):
        row = _row_of_latest(rows, column)
        if row is not None:
            when = (row[column] - less).date()
            file, number = records.place(record, row["row"])
            yield Happening(when, file, number, column)


def _interval(length: timedelta) -> Any:
    import ibis

    return ibis.interval(seconds=int(length.total_seconds()))


def _row_of_latest(table: Any, column: str) -> dict[str, Any] | None:
    from cscontract.records import engine_tables

    latest = table.filter(table[column] == table[column].max())
    found = engine_tables.rows(latest.select("row", column).order_by("row").limit(1))
    return found[0] if found else None


@lru_cache(maxsize=16)
def extent(records: Records) -> tuple[tuple[str, str, date, date], ...]:
    """Record, column, earliest and latest date of every column of dates that
    has any.
    """
    columns = [*BEGAN.items(), *ENDED.items()]
    found = (
        (record, column, _ends(records, record, column)) for record, column in columns
    )
    return tuple((record, column, *ends) for record, column, ends in found if ends)


def _ends(records: Records, record: str, column: str) -> tuple[date, date] | None:
    rows = getattr(records, record)
    if not rows:
        return None
    if isinstance(rows, tuple):
        dates = [day_of(getattr(row, column)) for row in rows]
        return min(dates), max(dates)
    from cscontract.records import engine_tables

    times = rows.table[column]
    (found,) = engine_tables.rows(rows.table.agg(first=times.min(), last=times.max()))
    return (found["first"].date(), found["last"].date()) if found["first"] else None


def refuse_far_dates(agreement: Agreement, records: Records) -> None:
    """Refuse dates more than a year outside the term: they are slips of the pen, not
    records.

    Of some records a row may come later: see `Schema.late`.
    """
    faults: list[Fault] = []
    for record, column, earliest, latest in extent(records):
        first, last = bounds(agreement, record)
        if earliest < first or last < latest:
            far = messages.first_of(_far(records, record, column, (first, last)))
            faults += refusal(far, records.file(record)).faults
    if faults:
        raise BadInput(faults)


def bounds(agreement: Agreement, record: str) -> tuple[date, date]:
    """The first and the last date that a row of a record may have."""
    late = SCHEMAS[record].late
    return agreement.term.start - YEAR, agreement.term.end + late.after


def _far(
    records: Records, record: str, column: str, within: tuple[date, date]
) -> Iterator[Fault]:
    """A fault for each row whose date is out of bounds."""
    first, last = map(str, within)
    sentence = SCHEMAS[record].late.expected
    for row, when in _rows_outside(records, record, column, within):
        file, number = records.place(record, row)
        yield Fault(
            place(file, number, column),
            str(when),
            Sentence(sentence, first=first, last=last),
            "check the date, or the term of the agreement",
        )


def _rows_outside(
    records: Records, record: str, column: str, within: tuple[date, date]
) -> Iterator[tuple[int, date]]:
    rows = getattr(records, record)
    (first, last) = within
    if isinstance(rows, tuple):
        dated = ((row.row, day_of(getattr(row, column))) for row in rows)
        yield from ((row, when) for row, when in dated if not first <= when <= last)
        return
    from cscontract.records import engine_tables

    table = rows.table
    far = table.filter(~table[column].date().between(first, last)).order_by("row")
    for row in engine_tables.rows(far.select("row", column)):
        yield row["row"], row[column].date()
