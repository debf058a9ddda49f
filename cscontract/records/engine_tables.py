"""Raw logs as tables of an engine: what sessions and logins say, in one text for any
ibis backend.

Each function takes a table with the columns of its record file (times without a zone,
Asia/Shanghai) and gives an expression; `rows` runs it. The engine is DuckDB, in this
process, with nothing to start.
"""

from __future__ import annotations

import weakref
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, cached_property
from itertools import count
from typing import TYPE_CHECKING, Any, get_type_hints

import duckdb
import ibis
import pyarrow as pa

from cscontract.agreement.section import Span
from cscontract.core.errors import BadInput, bad, legible
from cscontract.core.intervals import Spans
from cscontract.core.pseudonyms import hidden, pseudonym
from cscontract.records.cells.dates import SHANGHAI
from cscontract.records.files.parquet_files import not_parquet

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, IntegerValue, Table, TimestampValue

    from cscontract.agreement.agreement import Agreement

#: what a customer who wrote did that day, at any hour and within service hours
FLAGS = (
    "received",
    "inquiring",
    "asked_in_hours",
    "received_in_hours",
    "inquiring_in_hours",
)


@dataclass(frozen=True, eq=False)
class Log:
    """The sound rows of a log file as a table of the engine, `row` their number in the
    file.

    `as_in_file`: sessions and customers stand in the table as in the file, to be hidden
    where they leave it.
    """

    file: str
    table: Table
    as_in_file: bool = False

    @cached_property
    def shops(self) -> list[str]:
        """The names of shops that stand in the log."""
        names = rows(self.table.select("shop").distinct())
        return sorted(row["shop"] for row in names)


def log_of(file: str, row_type: Any, sound: Sequence[Any]) -> Log:
    """A log of typed rows."""
    columns = list(zip(*sound, strict=True)) or [()] * len(row_type._fields)
    kinds = [ARROW_TYPES[kind] for kind in get_type_hints(row_type).values()]
    arrays = [
        pa.array(values, kind) for values, kind in zip(columns, kinds, strict=True)
    ]
    return Log(file, stored(pa.table(arrays, names=row_type._fields)))


#: how the types of a row are kept; times to the microsecond, without a zone
ARROW_TYPES = {
    int: pa.int64(),
    str: pa.string(),
    bool: pa.bool_(),
    datetime: pa.timestamp("us"),
}


#: the engine opens no file, loads no extension, and writes nothing of the rows to any
#: disk
SETTINGS: dict[str, Any] = {
    "enable_external_access": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "temp_directory": "",
}


@cache
def engine() -> Any:
    """DuckDB in this process, in memory; times with a zone become times of
    Asia/Shanghai.
    """
    connection = ibis.duckdb.connect(**SETTINGS)
    connection.raw_sql(f"SET TimeZone = '{SHANGHAI.key}'")
    connection.raw_sql("SET lock_configuration = true")
    return connection


class Damaged(BadInput):
    """A log with values that the engine cannot reckon with, or more of them than it can
    hold.
    """


@contextmanager
def _in_words() -> Iterator[None]:
    """Damaged where the engine fails on what is in a log; a question that is wrong in
    itself stays an error.
    """
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        value = "more rows than fit in the memory"
        fix = "split the records by month"
        raise Damaged(
            bad("the logs", value, "logs that fit in it", fix).faults
        ) from error
    except duckdb.Error as error:
        if type(error) is duckdb.Error or isinstance(error, DAMAGE):
            name = type(error).__name__
            raise Damaged(not_parquet("a Parquet log", name).faults) from error
        raise


DAMAGE = (duckdb.InvalidInputException, duckdb.DataError, duckdb.OperationalError)
_numbers = count()


def stored(expression: Any) -> Table:
    """An expression, or an Arrow table, as a temporary table of the engine: computed
    once.

    It is dropped after the last that is asked of it.
    """
    _drop_those_left()
    name = f"t{next(_numbers)}"
    with _in_words():
        found = engine().create_table(name, expression, temp=True)
    weakref.finalize(found.op(), _left.append, name).atexit = False
    return found


def seen(table: pa.Table) -> Table:
    """An Arrow table as the engine sees it where it stands, for as long as something is
    asked of it.
    """
    _drop_those_left()
    name = f"a{next(_numbers)}"
    with _in_words():
        engine().con.register(name, table)
        found = engine().table(name)
    weakref.finalize(found.op(), _left.append, name).atexit = False
    return found


#: tables that nothing is asked of any more: dropped before the next is made, not amid a
#: question
_left = deque[str]()


def _drop_those_left() -> None:
    while _left:
        name = _left.popleft()
        if name.startswith("a"):
            engine().con.unregister(name)
        else:
            engine().drop_table(name, force=True)


def rows(expression: Table) -> list[dict[str, Any]]:
    """The expression's rows as plain Python."""
    backend = expression.get_backend()
    with _in_words():
        found = backend.raw_sql(backend.compile(expression)).fetchall()
    return [dict(zip(expression.columns, row, strict=True)) for row in found]


def frame(log: Log) -> Any:
    """A log as a DataFrame in the order of its file; customers as keyed hashes."""
    with _in_words():
        found = log.table.order_by("row").to_pandas()
    if log.as_in_file and "session" in found:
        found["session"] = found["session"].map(session_name)
        found["customer"] = found["customer"].map(pseudonym)
    return found


def session_name(text: str) -> str:
    """The name of a session as it may be shown."""
    return legible(hidden(text))


def named(table: Table, shops: Mapping[str, str]) -> Table:
    """The rows of named shops, each under its one name; `shops`: name in the record →
    that name.
    """
    known = table.filter(table.shop.isin(list(shops)))
    if all(name == shop for name, shop in shops.items()):
        return known
    return known.mutate(shop=known.shop.substitute(dict(shops)))


def of_agreement(log: Log, agreement: Agreement) -> Table:
    """The sessions of the agreement's shops that began within its term."""
    sessions = named(log.table, agreement.names_in(log.shops))
    start = agreement.term.start
    after = agreement.term.end + timedelta(days=1)
    return sessions.filter(sessions.started_at >= start, sessions.started_at < after)


def minute_of_day(when: TimestampValue) -> IntegerValue:
    """Whole minutes since midnight."""
    return when.hour().cast("int32") * 60 + when.minute()


def minutes(clock: str) -> int:
    """Minutes since midnight of a time as HH:MM."""
    return int(clock[:2]) * 60 + int(clock[3:])


def within(when: TimestampValue, spans: Iterable[Span]) -> BooleanValue:
    """Whether a time of day lies in one of the spans; their start is included, their
    end not.
    """
    at = minute_of_day(when)
    joined = list[tuple[int, int]]()
    for start, end in sorted(
        (minutes(span.start), minutes(span.end)) for span in spans
    ):
        if joined and joined[-1][1] == start:
            start = joined.pop()[0]
        joined.append((start, end))
    return ibis.or_(*((at >= start) & (at < end) for start, end in joined))


def is_over(sessions: Table, channels: Sequence[str] | None) -> Any:
    """Whether a session ran over one of the channels; all do where None is named."""
    if channels is None:
        return sessions.row == sessions.row
    return sessions.channel.isin(list(channels))


def customers(sessions: Table, shifts: Sequence[Span]) -> Table:
    """One row a date, shop, ID and customer who wrote: what was done that day, also
    within `shifts`.
    """
    flagged = sessions.mutate(
        date=sessions.started_at.date(),
        inquiring=sessions.received & sessions.inquiring,
        asked_in_hours=within(sessions.started_at, shifts),
    )
    return flagged.group_by("date", "shop", "id", "customer").agg(
        received=flagged.received.any(),
        inquiring=flagged.inquiring.any(),
        asked_in_hours=flagged.asked_in_hours.any(),
        received_in_hours=(flagged.received & flagged.asked_in_hours).any(),
        inquiring_in_hours=(flagged.inquiring & flagged.asked_in_hours).any(),
    )


def merged(customers: Table) -> Table:
    """One row a date, shop and customer, whichever of the shop's IDs the customer wrote
    to.
    """
    return customers.group_by("date", "shop", "customer").agg(
        **{flag: customers[flag].any() for flag in FLAGS}
    )


def counted(customers: Table, *by: str) -> Table:
    """Number of customers who asked, and with each flag, by date and shop, or by ID as
    well.
    """
    return customers.group_by(*by).agg(
        asked=customers.count(), **{flag: customers[flag].sum() for flag in FLAGS}
    )


def islands(spans: Table, start: str, end: str) -> Table:
    """The union of the spans of each shop: shop, start, end of each unbroken
    stretch.
    """
    ordered = {"group_by": "shop", "order_by": [start, end]}
    before = ibis.window(**ordered, preceding=(None, 1))
    reached = spans.mutate(reached=spans[end].max().over(before))
    begun = reached.mutate(
        begins=(reached.reached.isnull() | (reached[start] > reached.reached))
    )
    upto = ibis.cumulative_window(**ordered)
    numbered = begun.mutate(island=begun.begins.cast("int64").sum().over(upto))
    joined = numbered.group_by("shop", "island").agg(
        start=numbered[start].min(), end=numbered[end].max()
    )
    return joined.select("shop", "start", "end")


def spans_by_shop(spans: Table, shops: Iterable[str]) -> dict[str, Spans]:
    """Rows of shop, start, end as spans of each shop, in order; a shop without any has
    none.
    """
    found: dict[str, Spans] = {shop: [] for shop in shops}
    for row in rows(spans.order_by("shop", "start")):
        found[row["shop"]].append((row["start"], row["end"]))
    return found


def touching(sessions: Table, breaks: Sequence[Span]) -> Table:
    """Sessions that may be open in one of the breaks: those that reach into one, or
    past midnight.
    """
    begin = minute_of_day(sessions.started_at)
    end = minute_of_day(sessions.ended_at)
    overnight = sessions.ended_at.date() > sessions.started_at.date()
    reach = [
        (begin < minutes(pause.end)) & (end >= minutes(pause.start)) for pause in breaks
    ]
    return sessions.filter(ibis.or_(overnight, *reach))


def past_closing(sessions: Table, closes: str) -> Table:
    """Shop, date and the last end of the sessions begun before the date's closing and
    open after it.

    A chat begun after closing belongs to the next date: it was begun before that date's
    closing.
    """
    start = sessions.started_at
    after = minute_of_day(start) >= minutes(closes)
    begun = sessions.mutate(
        date=after.ifelse(start + ibis.interval(days=1), start).date()
    )
    ended = begun.ended_at.date()
    past = (ended == begun.date) & (minute_of_day(begun.ended_at) >= minutes(closes))
    late = begun.filter(past | (ended > begun.date))
    return late.group_by("shop", "date").agg(end=late.ended_at.max())
