"""What is counted is said: the dates counted, and the service days of the term without
a record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.calendar import CalendarYearUnknown
from cscontract.agreement.head import shop_key
from cscontract.agreement.kinds import kinds
from cscontract.core import days
from cscontract.core.days import DaySet, Term
from cscontract.core.language import (
    LANGUAGES,
    Language,
    Sentence,
    in_language,
    say,
    worded,
)
from cscontract.records.counting import dates_by_shop, dates_of_sessions
from cscontract.records.last_dates import BEGAN, day_of, latest_happening
from cscontract.records.read import Records
from cscontract.verdict.charges import Charges
from cscontract.verdict.step_order import one_step


@dataclass(frozen=True)
class Coverage:
    """Which service days of a term were counted.

    `first`, `last`: first and last date counted, None where none was. `service_days` of
    the term, and how many of them were `counted`, with a record of any shop. `missing`:
    shops with the number of service days on which they have no record, where there are
    any. `goes_on`: the term runs on past the last record, or past the as-of date;
    `is_cut`: there is a last record, and it runs on past that.
    """

    first: date | None
    last: date | None
    service_days: int
    counted: int
    missing: tuple[tuple[str, int], ...]
    goes_on: bool
    is_cut: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether every shop has a record on every service day."""
        return not self.missing

    def sentence(self) -> Sentence:
        """What was counted, and what was not, in a sentence that can be told in either
        language.
        """
        values: dict[str, Any] = {"counted": self.counted, "days": self.service_days}
        if self.first is None:
            return Sentence(NONE_COUNTED, **values)
        values |= {"first": self.first, "last": self.last, "missing": self._missing()}
        if self.goes_on:
            return Sentence(SO_FAR if self.missing else SO_FAR_WHOLE, **values)
        return Sentence(COUNTED if self.missing else COUNTED_WHOLE, **values)

    def text(self, language: Language) -> str:
        """The sentence in the language."""
        return in_language(self.sentence(), language)

    def _missing(self) -> dict[str, str]:
        """The shops with the number of days without a record, by language."""
        return {language: _by_shop(self.missing, language) for language in LANGUAGES}

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it: dates in ISO form or null."""
        return {
            "first": self.first and self.first.isoformat(),
            "last": self.last and self.last.isoformat(),
            "service_days": self.service_days,
            "counted": self.counted,
            "missing": [{"shop": shop, "days": count} for shop, count in self.missing],
            "goes_on": self.goes_on,
        }


COUNTED = "counted: {first} to {last}, {counted} of {days} service days; days without a record: {missing}"
COUNTED_WHOLE = "counted: {first} to {last}, {counted} of {days} service days"
SO_FAR = (
    "counted so far: {first} to {last}, {counted} of {days} service days; "
    "days without a record: {missing}"
)
SO_FAR_WHOLE = "counted so far: {first} to {last}, {counted} of {days} service days"
NONE_COUNTED = "nothing counted: none of {days} service days has a record of a shop of the agreement"


def _by_shop(missing: tuple[tuple[str, int], ...], language: Language) -> str:
    """“jd 3, suning 12”."""
    return say(", ", language).join(f"{shop} {count}" for shop, count in missing)


def coverage(of: Charges | Agreement, records: Records, as_of: date) -> Coverage:
    """What the records cover of the term: as the charges have it, or the agreement as
    written.

    Raises CalendarYearUnknown where the agreement's term touches a festival that is not
    known.
    """
    if isinstance(of, Charges):
        term = of.daily.term
        service = of.governed & ~of.closed
        return _covered(of.agreement, records, (term, service), as_of)
    closed = one_step(of, records, "closed")
    return _covered(of, records, (of.span, of.span.every & ~closed), as_of)


def coverage_json(
    agreement: Agreement, records: Records, as_of: date | None
) -> dict[str, Any] | None:
    """The coverage as JSON has it, of the agreement as written; None where a festival
    is not known.
    """
    happened = latest_happening(records)
    latest = happened.date if happened else agreement.term.start
    try:
        return coverage(agreement, records, as_of or latest).to_dict()
    except CalendarYearUnknown:  # the command itself refuses it, with the mend
        return None


def _covered(
    agreement: Agreement, records: Records, serving: tuple[Term, DaySet], as_of: date
) -> Coverage:
    term, service = serving
    by_shop = {
        shop: term.days(dates) & service
        for shop, dates in dates_by_shop(agreement, records).items()
    }
    chats = term.days(dates_of_sessions(agreement, records))
    counted = reduce(or_, by_shop.values(), chats & service)
    first, last = _ends(term, counted)
    missing = ((shop, (service & ~had).bit_count()) for shop, had in by_shop.items())
    ends = term.date_of(service.bit_length() - 1) if service else term.end
    return Coverage(
        first,
        last,
        service.bit_count(),
        counted.bit_count(),
        tuple((shop, count) for shop, count in missing if count),
        goes_on=last is None or last < ends or as_of < ends,
        is_cut=last is not None and last < ends,
    )


def _ends(term: Term, counted: DaySet) -> tuple[date | None, date | None]:
    if not counted:
        return None, None
    first, after = days.ends(counted)
    return term.date_of(first), term.date_of(after - 1)


# what every command that reckons on records tells


def notices_of_coverage(agreement: Agreement, records: Records) -> tuple[str, ...]:
    """What stands in the records and was not counted, and what is not there, each in a
    sentence.
    """
    known = (*_known(agreement, records), *of_clauses(agreement, records))
    return (
        *known,
        *_from_receptions(agreement, records),
        *_days_missing(agreement, records),
    )


def of_clauses(agreement: Agreement, records: Records) -> Iterator[str]:
    """What the clauses say of the records before anything is worked out."""
    for clause in agreement.clauses:
        notices = kinds()[clause.kind].answer("notices")
        yield from notices(clause, agreement, records) if notices else ()


def unread(agreement: Agreement, records: Records) -> Iterator[str]:
    """Records that no clause of the agreement reads: they were left as they are."""
    own = {record: kind.name for kind in kinds().values() for record in kind.records}
    present = {clause.kind for clause in agreement.clauses}
    for record, kind in own.items():
        if kind not in present and getattr(records, record) is not None:
            yield Sentence(UNREAD, file=records.file(record))


UNREAD = (
    "{file}: no clause of the agreement reads these records; nothing was judged by them"
)


def _known(agreement: Agreement, records: Records) -> Iterator[str]:
    """Rows of no shop of the agreement, and rows outside its term, by file."""
    shops = ", ".join(agreement.shop_ids.values())
    for record in ("receptions", "sessions"):
        strange, outside, rows = _left_out(agreement, records, record)
        file = records.file(record)
        if rows and sum(strange.values()) == rows:
            yield Sentence(NO_SHOP, file=file, shops=shops)
        for shop, count in strange.items():
            yield Sentence(STRANGE, file=file, shop=shop, count=count)
        if outside:
            term = {"start": agreement.term.start, "end": agreement.term.end}
            yield Sentence(OUTSIDE, file=file, count=outside, **term)


NO_SHOP = "{file}: no row is of a shop of the agreement ({shops}); none was counted"
STRANGE = "{file}: {shop} is no shop of the agreement; rows left out: {count}"
OUTSIDE = "{file}: rows outside the term, {start} to {end}, left out: {count}"


def _left_out(
    agreement: Agreement, records: Records, record: str
) -> tuple[Mapping[str, int], int, int]:
    """Rows by shop that the agreement does not name; its shops' rows outside the term;
    all rows.
    """
    strange: dict[str, int] = {}
    outside = rows = 0
    for shop, is_inside, count in _numbers(agreement, records, record):
        rows += count
        if shop_key(shop) not in agreement.shop_ids:
            strange[shop] = strange.get(shop, 0) + count
        elif not is_inside:
            outside += count
    return strange, outside, rows


def _numbers(
    agreement: Agreement, records: Records, record: str
) -> Iterator[tuple[str, bool, int]]:
    """Shop as written, whether within the term, number of rows."""
    rows = getattr(records, record)
    column = BEGAN[record]
    start = agreement.term.start
    end = agreement.term.end
    if isinstance(rows, tuple):
        for row in rows:
            yield row.shop, start <= day_of(getattr(row, column)) <= end, 1
    elif rows is not None:
        from cscontract.records import engine_tables

        inside = rows.table[column].date().between(start, end)
        table = rows.table.mutate(inside=inside)
        counts = (
            table.group_by("shop", "inside").agg(count=table.count()).order_by("shop")
        )
        for row in engine_tables.rows(counts):
            yield row["shop"], row["inside"], row["count"]


def _from_receptions(agreement: Agreement, records: Records) -> Iterator[str]:
    """The dates that have no session and were counted from the receptions."""
    dates = dates_without_sessions(agreement, records)
    if dates:
        values: dict[str, Any] = {
            "count": len(dates),
            "first": dates[0],
            "last": dates[-1],
        }
        yield Sentence(FROM_RECEPTIONS, **values)


FROM_RECEPTIONS = (
    "no sessions on {count} days from {first} to {last}; "
    "these were counted from the receptions as they stand"
)


def dates_without_sessions(agreement: Agreement, records: Records) -> list[date]:
    """Where there are sessions: the dates of the term counted from the receptions, in
    order.
    """
    if records.sessions is None or records.receptions is None:
        return []
    found = set[date]().union(*dates_by_shop(agreement, records).values())
    others = found - dates_of_sessions(agreement, records)
    return sorted(
        when for when in others if agreement.term.start <= when <= agreement.term.end
    )


def _days_missing(agreement: Agreement, records: Records) -> Iterator[str]:
    """How many service days have no record, by shop; nothing where a festival is not
    known.
    """
    try:
        covered = coverage(agreement, records, agreement.term.end)
    except CalendarYearUnknown:  # the command itself refuses it, with the mend
        return
    if covered.missing:
        values = {"days": covered.service_days, "missing": covered._missing()}
        yield Sentence(DAYS_MISSING, **values)


DAYS_MISSING = "service days of the term without a record, of {days}: {missing}"


def stretches_told(term: Term, which: DaySet, language: Language) -> str:
    """Stretches of days in words: “1 Sep 2020 to 3 Sep 2020, 9 Sep 2020”."""
    parts = []
    for first, length in days.stretches(which):
        ends = term.date_of(first), term.date_of(first + length - 1)
        named = {"first": ends[0], "last": ends[1]}
        whole = say("{first} to {last}", language, **named)
        parts.append(whole if length > 1 else worded(ends[0], language))
    return say(", ", language).join(parts)
