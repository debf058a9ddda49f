"""The verdict: what is owed month by month, line by line, and what the records show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from cscontract import __version__
from cscontract.agreement.agreement import Agreement
from cscontract.agreement.calendar import CalendarYearUnknown
from cscontract.agreement.incompatible import clashes_json
from cscontract.agreement.kinds import kinds
from cscontract.agreement.phrases import Plausibility
from cscontract.clauses.shared.finding import Finding
from cscontract.clauses.shared.ledger import Line
from cscontract.core import money
from cscontract.core.errors import bad
from cscontract.core.language import Sentence, in_language
from cscontract.records.cells.text_and_numbers import FIRST, LAST
from cscontract.records.counting import daily
from cscontract.records.daily_figures import Daily
from cscontract.records.evidence import evidence
from cscontract.records.last_dates import days_alone, latest_happening
from cscontract.records.read import Records
from cscontract.verdict import charges as clauses
from cscontract.verdict.charges import Charges, MonthCharge
from cscontract.verdict.coverage import Coverage, coverage, of_clauses, unread
from cscontract.verdict.display import html
from cscontract.verdict.findings import find
from cscontract.verdict.one_by_one import (
    MOST,
    combinations_of,
    money_phrases,
    totals_one_by_one,
)
from cscontract.verdict.plausibility import classes, considered
from cscontract.verdict.step_order import STATEMENT

if TYPE_CHECKING:
    import pandas

#: the columns of a statement or of lines that are no money
NO_MONEY = STATEMENT - {"total", "paid", "interest", "balance"}


class Verdict:
    """What an agreement comes to on its records. Immutable; frames are made when asked
    for.

    `statements`, `lines`, `findings`: DataFrames, money as Decimal with two decimals
    (CNY). `total`, `low`, `high`: Decimal; low and high are None where no phrase is
    open. `as_of`: the date up to which duties are judged; None takes the latest date on
    which something happened.
    """

    def __init__(
        self,
        charges: Charges,
        records: Records,
        as_of: date | None = None,
        range: Range | None = None,
        outer: Bounds | None = None,
    ):
        self.charges = charges
        self.records = records
        self.range = range
        self.outer = outer
        self.agreement = charges.agreement
        self.as_of, self.as_of_source = as_of_or_latest(
            charges.agreement, records, as_of
        )

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What reading repaired or left as it is, and what of the records no clause
        takes.
        """
        told = (*of_clauses(*self._judged), *unread(*self._judged))
        return (*self.agreement.notes, *self.records.notes, *told)

    @property
    def _judged(self) -> tuple[Agreement, Records]:
        return self.agreement, self.records

    @cached_property
    def coverage(self) -> Coverage:
        """Which service days of the term were counted."""
        return coverage(self.charges, self.records, self.as_of)

    @property
    def total(self) -> Decimal:
        return decimal(self.charges.total)

    @property
    def low(self) -> Decimal | None:
        return decimal(self.range.low) if self.range else None

    @property
    def high(self) -> Decimal | None:
        return decimal(self.range.high) if self.range else None

    @cached_property
    def monthly(self) -> list[dict[str, Any]]:
        """The statement's rows: money in fen, dates as dates; `days` is the number of
        charged days.
        """
        dates = self.charges.due_dates
        return [
            {
                "month": month.month.label,
                **self._columns(month),
                "total": month.total,
                "base_due": base_due,
                "other_due": other_due,
                **self._paid(month.month.label),
                **self._charged_days(month.month.label),
            }
            for month, (base_due, other_due) in zip(
                self.charges.months, dates, strict=True
            )
        ]

    def _columns(self, month: MonthCharge) -> dict[str, int]:
        """A month's fen by column of the statement."""
        return {
            column: sum(month.by_clause[id] for id in ids)
            for column, ids in self.charges.columns.items()
        }

    def _charged_days(self, label: str) -> dict[str, int]:
        """How many days of a month are charged, where a clause charges by the day."""
        if not self.charges.charges_days:
            return {}
        return {"days": self.charges.days_charged[label]}

    def amounts(self, row: Mapping[str, Any]) -> dict[str, int]:
        """A month's charges in fen by the clause that they come from."""
        months = {month.month.label: month for month in self.charges.months}
        by_clause = months[row["month"]].by_clause
        ids = (id for ids in self.charges.columns.values() for id in ids)
        return {id: by_clause[id] for id in ids}

    def due_amounts(self, row: Mapping[str, Any]) -> tuple[int, int]:
        """A month's fen that fall due with its fee, and the rest."""
        with_fee = self.charges.due_with("base")
        amounts = self.amounts(row)
        base = sum(fen for id, fen in amounts.items() if id in with_fee)
        return base, sum(amounts.values()) - base

    def is_complete(self, label: str) -> bool:
        """Whether a month of the statement had ended by the as-of date."""
        month = next(each for each in self.charges.months if each.month.label == label)
        return self.charges.last_date(month) <= self.as_of

    @cached_property
    def account(self) -> Any:
        """What was paid for what, up to the as-of date; None without a payments record
        or a clause on it.
        """
        asked = self.charges.asked("account", records=self.records, as_of=self.as_of)
        return next((account for _, account in asked), None)

    def _paid(self, month: str) -> dict[str, int | None]:
        account = self.account
        if account is None:
            return {"paid": None, "interest": None, "balance": None}
        return {
            "paid": account.paid(month),
            "interest": account.interest(month),
            "balance": account.balance(month),
        }

    @cached_property
    def ledger(self) -> list[Line]:
        """The lines of the ledger, in order of date; they add up to the statement."""
        return [
            replace(line, rows=self._rows_by_date[line.date])
            if line.is_of_a_day
            else line
            for line in self.charges.lines
        ]

    @cached_property
    def _rows_by_date(self) -> Mapping[date, tuple[str, ...]]:
        """The rows that were counted, of the days on which a line rests."""
        charged = {line.date for line in self.charges.lines if line.is_of_a_day}
        return {
            when: evidence(self.agreement, self.records, when, when) for when in charged
        }

    @cached_property
    def found(self) -> list[Finding]:
        """The findings as values."""
        return find(self.charges, self.records, self.as_of, self.account)

    @cached_property
    def events(self) -> dict[str, Any]:
        """By event the date on which it happened, or the dates: seats fell due, a new
        agreement did.
        """
        known = kinds().values()
        found = {event: none for kind in known for event, none in kind.dates.items()}
        for _, dates in self.charges.asked("dates"):
            found |= dates
        return found

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the statement."""
        days = ("days",) if self.charges.charges_days else ()
        rest = ("total", "base_due", "other_due", "paid", "interest", "balance")
        return "month", *self.charges.columns, *rest, *days

    @property
    def statements(self) -> pandas.DataFrame:
        """A row a month: a column a clause, total, base_due, other_due, paid, interest,
        balance.
        """
        return _frame(self.monthly, list(self.columns))

    @property
    def lines(self) -> pandas.DataFrame:
        """A row a ledger line: date, month, clause, kind, amount, volume, threshold,
        rows.
        """
        rows = [
            {name: getattr(line, name) for name in Line.__slots__}
            for line in self.ledger
        ]
        return _frame(rows, list(Line.__slots__))

    @property
    def findings(self) -> pandas.DataFrame:
        """A row a finding: clause, party, kind, code, shop, from, to, measured,
        allowed, text …
        """
        import pandas

        return pandas.DataFrame(
            [f.to_dict() for f in self.found], columns=list(FINDING_COLUMNS)
        )

    def to_dict(self) -> dict[str, Any]:
        """The result as JSON: money as text with two decimals, dates in ISO form."""
        term = self.charges.daily.term
        result: dict[str, Any] = {
            "agreement": self.agreement.agreement,
            "term": {"start": term.start.isoformat(), "end": term.end.isoformat()},
            "as_of": self.as_of.isoformat(),
            "as_of_source": in_language(self.as_of_source),
            "version": __version__,
            "coverage": self.coverage.to_dict(),
            "total": money.yuan(self.charges.total),
        }
        if self.range:
            result |= {
                "low": money.yuan(self.range.low),
                "high": money.yuan(self.range.high),
            }
            result["stability"] = self.range.stability
            result["outer"] = self.outer and self.outer.to_dict()
        return result | {
            "statements": [self._statement(row) for row in self.monthly],
            "left_over": self.account and money.yuan(self.account.left_over),
            "lines": [line.to_dict() for line in self.ledger],
            "events": {event: _iso(when) for event, when in self.events.items()},
            "findings": [finding.to_dict() for finding in self.found],
            "readings": dict(self.charges.readings),
            "open": list(self.agreement.open),
            "clashes": clashes_json(self.charges.readings, self.agreement),
            "notes": [in_language(note) for note in self.notes],
        }

    def _statement(self, row: dict[str, Any]) -> dict[str, Any]:
        """A month of the statement as JSON has it."""
        amounts = self.amounts(row)
        sums = {
            name: sum(amounts[id] for id in ids)
            for name, ids in self.charges.sums.items()
        }
        rest = {
            key: value for key, value in row.items() if key not in self.charges.columns
        }
        told = {"month": row["month"], **sums, **rest}
        return {
            **{key: cell_json(key, value) for key, value in told.items()},
            "amounts": {clause: money.yuan(fen) for clause, fen in amounts.items()},
            "complete": self.is_complete(row["month"]),
        }

    def _repr_html_(self) -> str | None:
        return html(self)

    def __repr__(self) -> str:
        return f"<Verdict {money.grouped(self.charges.total)} CNY, {len(self.found)} findings>"


def _iso(when: Any) -> Any:
    """A date, dates or None as JSON has them."""
    if isinstance(when, list):
        return [_iso(each) for each in when]
    return when and when.isoformat()


FINDING_COLUMNS = (
    "clause",
    "party",
    "kind",
    "code",
    "shop",
    "from",
    "to",
    "measured",
    "allowed",
    "text",
    "readings",
    "rows",
)


def check(
    agreement: Agreement,
    records: Records,
    as_of: date | None = None,
    least: Plausibility = "arguable",
) -> Verdict:
    """Statement, ledger lines, events and findings of an agreement on its records.

    `as_of`: the date up to which duties are judged; where it is None the latest date on
    which something happened. `least`: how plausible the readings of phrases left open
    must be: "arguable", or "far_fetched" for all. Raises BadInput where the records do
    not fit the agreement or cannot decide a phrase left open, and where `as_of` is no
    date from 1989 to 2101.
    """
    refuse_as_of(as_of)
    charges = charge(agreement, daily(agreement, records))
    span = outer = None
    if agreement.open:
        span, outer = ranges_of_totals(agreement, records, charges.total, least)
    return Verdict(charges, records, as_of, span, outer)


def as_of_or_latest(
    agreement: Agreement, records: Records, as_of: date | None
) -> tuple[date, str]:
    """The date up to which duties are judged, and where it comes from: the cell, or
    whoever asked.
    """
    if as_of is not None:
        return as_of, Sentence("as asked for")
    happened = latest_happening(records)
    if happened is None:
        return agreement.term.start, Sentence("nothing happened; the term's start")
    if (days := days_alone(records)) is None:
        return happened.date, happened.place
    return happened.date, Sentence(ALONE, place=happened.place, days=f"{days:,}")


ALONE = "{place}, {days} days after all other rows; where it is a slip, mend it or give --as-of"


def refuse_as_of(as_of: date | None) -> None:
    """Refuse a date that no record could have."""
    if as_of is not None and not FIRST <= as_of <= LAST:
        expected = Sentence("a date, {low} to {high}", low=str(FIRST), high=str(LAST))
        raise bad("--as-of", str(as_of), expected, "check the year")


class Range(NamedTuple):
    """Least and greatest total (fen) over a number of combinations, and how many give
    the total at hand.
    """

    low: int
    high: int
    same: int
    combinations: int

    @property
    def stability(self) -> float:
        """The part of the combinations that gives the total at hand."""
        return self.same / self.combinations


class Bounds(NamedTuple):
    """Least and greatest total (fen) over a number of combinations."""

    low: int
    high: int
    combinations: int

    def to_dict(self) -> dict[str, Any]:
        """The bounds as JSON has them."""
        low, high = map(money.yuan, self[:2])
        return {"low": low, "high": high, "combinations": self.combinations}


def ranges_of_totals(
    agreement: Agreement, records: Records, total: int, least: Plausibility = "arguable"
) -> tuple[Range, Bounds | None]:
    """The range over the phrases left open, and how stable `total` (fen) is; the outer
    range.

    `least`: "arguable" for the strong, arguable and settled readings alone,
    "far_fetched" for every one. The outer range is over every available reading; None
    where that is too much without numpy.
    """
    phrases = money_phrases(agreement.open, records)
    if not phrases:
        return Range(total, total, 1, 1), Bounds(total, total, 1)
    with festivals_known():
        standings = classes(agreement, records)
        outer = {name: agreement.available(name) for name in phrases}
        inner = {name: considered(agreement, standings, name) for name in phrases}
        asked = outer if least == "far_fetched" else inner
        try:
            from cscontract.verdict.combinations import totals
        except ImportError:  # no numpy, as in a browser
            narrow = _range(totals_one_by_one(agreement, records, asked), total)
            wide = combinations_of(outer) <= MOST
            every = totals_one_by_one(agreement, records, outer) if wide else None
            return narrow, Bounds(min(every), max(every), len(every)) if every else None
        found = totals(agreement, records, outer)
        return _span(found.narrowed(asked), total), Bounds(*found.ends, found.size)


def _range(totals: list[int], total: int) -> Range:
    return Range(min(totals), max(totals), totals.count(total), len(totals))


def _span(found: Any, total: int) -> Range:
    """As `_range`, of the totals of all combinations."""
    low, high = found.ends
    return Range(low, high, found.count(total), found.size)


def charge(agreement: Agreement, counted: Daily) -> Charges:
    """The charges by the agreement's own readings; BadInput where a festival year is
    not known.
    """
    with festivals_known():
        return clauses.apply(agreement, counted)


@contextmanager
def festivals_known() -> Iterator[None]:
    """A festival year that is not known is bad input, told with its mend."""
    try:
        yield
    except CalendarYearUnknown as error:
        expected = "the days off of every festival in the term"
        raise bad("calendar", error.problem, expected, error.fix) from None


def is_money(column: str) -> bool:
    """Whether a column of a statement or of lines is money, in fen."""
    return column not in NO_MONEY


def cell_json(key: str, value: Any) -> Any:
    """A cell as JSON has it: money of the money columns as text, dates in ISO form."""
    if is_money(key) and value is not None:
        return money.yuan(value)
    return value.isoformat() if isinstance(value, date) else value


def decimal(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)


def _frame(rows: list[dict[str, Any]], columns: list[str]) -> pandas.DataFrame:
    import pandas

    data = {
        column: [
            decimal(row[column])
            if is_money(column) and row[column] is not None
            else row[column]
            for row in rows
        ]
        for column in columns
    }
    return pandas.DataFrame(data)
