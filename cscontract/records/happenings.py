"""When the records begin and end: the latest day that happened, and dates that are slips of the pen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from cscontract.terms.faults import BadInput, Fault, place
from cscontract.terms.language import Sentence

if TYPE_CHECKING:
    from cscontract.terms.agreement import Agreement

#: the value of `read`, which stands above this module
Records = Any
#: by which column a row began or happened, and by which it ended
BEGAN = {
    "receptions": "date",
    "sessions": "started_at",
    "presence": "online_at",
    "actions": "at",
    "payments": "paid_on",
    "outages": "started_at",
    "seats": "date",
}
ENDED = {"sessions": "ended_at", "presence": "offline_at", "outages": "ended_at"}
#: a planned number of seats is no happening, nor is a bill
HAPPEN = ("receptions", "sessions", "presence", "actions", "payments", "outages")
#: the end of a session or login is believed so long after its start; a later one may be a slip
BELIEVED = timedelta(days=2)
#: two months have 62 days at most: what is done monthly is not alone, be it once a month late
ALONE = timedelta(days=62)
YEAR = timedelta(days=366)
#: a claim lapses after three years (CC 188); demands and instalments may draw it out
PAID_AFTER = 5 * YEAR
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


class Latest(NamedTuple):
    """The latest date on which something happened, and later ones of a row each that are left aside."""

    happened: Happening | None
    aside: tuple[Happening, ...]


def latest_happening(records: Records) -> Happening | None:
    """The latest date on which something happened, with its cell; None where nothing did.

    A reception, an action, a payment; a session, login or outage that began, and the end of a
    session or login within two days of its start. Of equal dates the first record's first row.
    """
    return latest(records).happened


@lru_cache(maxsize=16)
def latest(records: Records) -> Latest:
    """As `latest_happening`; a row alone, over 62 days after every other, does not move it."""
    rows: Counter[date] = Counter()
    firsts: dict[date, Happening] = {}
    for count, happening in _dated(records):
        rows[happening.date] += count
        firsts.setdefault(happening.date, happening)
    dates, aside = sorted(rows), list[Happening]()
    while len(dates) > 1 and rows[dates[-1]] == 1 and dates[-1] - dates[-2] > ALONE:
        aside.append(firsts[dates.pop()])
    return Latest(firsts[dates[-1]] if dates else None, tuple(aside))


def _dated(records: Records) -> Iterator[tuple[int, Happening]]:
    """By record and date the number of rows, and the first of them."""
    for record in HAPPEN:
        rows, column = getattr(records, record), BEGAN[record]
        if isinstance(rows, tuple):
            found = [(day_of(getattr(row, column)), row.row) for row in rows]
            counts = Counter(when for when, _ in found)
            for when, first in dict(sorted(found, reverse=True)).items():
                file, number = records.place(record, first)
                yield counts[when], Happening(when, file, number, column)
        elif rows is not None:
            yield from _dated_of_log(records, record)


def _dated_of_log(records: Records, record: str) -> Iterator[tuple[int, Happening]]:
    """As `_dated`, of a log; a row is of its end's date where that is believed, else of its start's."""
    import ibis

    from cscontract.records import logs

    table = getattr(records, record).table
    start, end = table[BEGAN[record]], table[ENDED[record]]
    last = (end - _interval(INSTANT)).date()
    by_end = (end <= start + _interval(BELIEVED)) & (last > start.date())
    dated = table.mutate(when=ibis.ifelse(by_end, last, start.date()), by_end=by_end)
    counts = dated.group_by("when", "by_end").agg(count=dated.count(), first=dated.row.min())
    for row in logs.rows(counts.order_by("when", "by_end")):
        file, number = records.place(record, row["first"])
        column = ENDED[record] if row["by_end"] else BEGAN[record]
        yield row["count"], Happening(row["when"], file, number, column)


def _interval(length: timedelta) -> Any:
    import ibis

    return ibis.interval(microseconds=length // INSTANT)


@lru_cache(maxsize=16)
def extent(records: Records) -> tuple[tuple[str, str, date, date], ...]:
    """Record, column, earliest and latest date of every column of dates that has any."""
    columns = [*BEGAN.items(), *ENDED.items()]
    found = ((record, column, _ends(records, record, column)) for record, column in columns)
    return tuple((record, column, *ends) for record, column, ends in found if ends)


def _ends(records: Records, record: str, column: str) -> tuple[date, date] | None:
    rows = getattr(records, record)
    if not rows:
        return None
    if isinstance(rows, tuple):
        dates = [day_of(getattr(row, column)) for row in rows]
        return min(dates), max(dates)
    from cscontract.records import logs

    times = rows.table[column]
    (found,) = logs.rows(rows.table.agg(first=times.min(), last=times.max()))
    return (found["first"].date(), found["last"].date()) if found["first"] else None


def refuse_far_dates(agreement: Agreement, records: Records) -> None:
    """Refuse dates more than a year outside the term: they are slips of the pen, not records.

    A payment may come later: it is refused from five years after the term on.
    """
    faults: list[Fault] = []
    for record, column, earliest, latest in extent(records):
        first, last = bounds(agreement, record)
        if earliest < first or last < latest:
            faults += _far(records, record, column, (first, last))
    if faults:
        raise BadInput(faults)


def bounds(agreement: Agreement, record: str) -> tuple[date, date]:
    """The first and the last date that a row of a record may have."""
    after = PAID_AFTER if record == "payments" else YEAR
    return agreement.term.start - YEAR, agreement.term.end + after


def _far(records: Records, record: str, column: str, within: tuple[date, date]) -> Iterator[Fault]:
    """A fault for each row whose date is out of bounds."""
    first, last = map(str, within)
    sentence = PAID_FAR if record == "payments" else FAR
    for row, when in _rows_outside(records, record, column, within):
        file, number = records.place(record, row)
        yield Fault(
            place(file, number, column),
            str(when),
            Sentence(sentence, first=first, last=last),
            "check the date, or the term of the agreement",
        )


FAR = "a date within a year of the term, {first} to {last}"
PAID_FAR = "a date from a year before the term to five years after it, {first} to {last}"


def _rows_outside(
    records: Records, record: str, column: str, within: tuple[date, date]
) -> Iterator[tuple[int, date]]:
    rows, (first, last) = getattr(records, record), within
    if isinstance(rows, tuple):
        dated = ((row.row, day_of(getattr(row, column))) for row in rows)
        yield from ((row, when) for row, when in dated if not first <= when <= last)
        return
    from cscontract.records import logs

    table = rows.table
    far = table.filter(~table[column].date().between(first, last)).order_by("row")
    for row in logs.rows(far.select("row", column)):
        yield row["row"], row[column].date()
