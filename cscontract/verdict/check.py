"""The verdict: what is owed month by month, line by line, and what the records show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from cscontract import __version__
from cscontract.records.cells import FIRST, LAST
from cscontract.records.happenings import days_alone, latest_happening
from cscontract.records.read import Records
from cscontract.records.reception import daily
from cscontract.terms import days, money
from cscontract.terms.agreement import Agreement
from cscontract.terms.faults import bad
from cscontract.terms.holidays import CalendarYearUnknown
from cscontract.terms.language import Sentence, in_language
from cscontract.terms.pairs import clashes_json
from cscontract.terms.phrases import Plausibility
from cscontract.verdict import charges as clauses
from cscontract.verdict.account import Account, due_dates, settle
from cscontract.verdict.channels import channels_left_out
from cscontract.verdict.charges import Charges
from cscontract.verdict.coverage import Coverage, coverage
from cscontract.verdict.display import html
from cscontract.verdict.finding import Finding, evidence
from cscontract.verdict.findings import find
from cscontract.verdict.one_by_one import (
    MOST,
    combinations_of,
    money_phrases,
    totals_one_by_one,
)
from cscontract.verdict.plausibility import classes, considered

if TYPE_CHECKING:
    import pandas

MONEY = ("base", "surcharge", "seats", "total", "amount", "paid", "interest", "balance")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the ledger: what is charged for which clause, in fen; a surcharge has its volume."""

    date: date
    month: str
    clause: str
    kind: str
    amount: int
    volume: str | None = None
    threshold: int | None = None
    rows: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The line as JSON has it."""
        line: dict[str, Any] = {
            "date": self.date.isoformat(),
            "month": self.month,
            "clause": self.clause,
            "kind": self.kind,
            "amount": money.yuan(self.amount),
        }
        if self.kind == "surcharge":
            volume = self.volume or ""
            line |= {
                "volume": int(volume) if volume.isdigit() else volume,
                "threshold": self.threshold,
                "rows": list(self.rows),
            }
        return line


class Verdict:
    """What an agreement comes to on its records. Immutable; frames are made when asked for.

    `statements`, `lines`, `findings`: DataFrames, money as Decimal with two decimals (CNY).
    `total`, `low`, `high`: Decimal; low and high are None where no phrase is open. `as_of`: the date up to
    which duties are judged; None takes the latest date on which something happened.
    """

    def __init__(
        self,
        charges: Charges,
        records: Records,
        as_of: date | None = None,
        range: Range | None = None,
        outer: Bounds | None = None,
    ):
        self.charges, self.records = charges, records
        self.range, self.outer = range, outer
        self.agreement = charges.agreement
        self.as_of, self.as_of_source = as_of_or_latest(charges.agreement, records, as_of)

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What reading repaired or left as it is, and the chats of channels that are not allowed."""
        channels = channels_left_out(self.agreement, self.records)
        return (*self.agreement.notes, *self.records.notes, *channels)

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
        """The statement's rows: money in fen, dates as dates; `days` is the number of charged days."""
        labels = self.charges.daily.term.month_labels
        charged = [labels[day] for day, fen in self.charges.surcharge.fen.items() if fen]
        return [
            {
                "month": month.month.label,
                "base": month.base,
                "surcharge": month.surcharge,
                "seats": month.seats or 0,
                "total": month.total,
                "base_due": base_due,
                "other_due": other_due,
                **self._paid(month.month.label),
                "days": charged.count(month.month.label),
            }
            for month, (base_due, other_due) in zip(
                self.charges.months,
                due_dates(self.charges, self.agreement.official_days),
                strict=True,
            )
        ]

    def amounts(self, row: Mapping[str, Any]) -> dict[str, int]:
        """A month's charges in fen by the clause that they come from."""
        return {clause: row[column] for clause, column in AMOUNTS.items()}

    def is_complete(self, label: str) -> bool:
        """Whether a month of the statement had ended by the as-of date."""
        month = next(each.month for each in self.charges.months if each.month.label == label)
        served = month.days & self.charges.ending.governed
        return self.charges.daily.term.date_of(served.bit_length() - 1) <= self.as_of

    @cached_property
    def account(self) -> Account | None:
        """What was paid for what, up to the as-of date; None without a payments record."""
        return settle(self.charges, self.records, self.as_of)

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
        return sorted(
            (*self._base_lines(), *self._surcharge_lines(), *self._seat_lines()),
            key=lambda line: (line.date, line.clause != "2.2", line.clause),
        )

    def _base_lines(self) -> list[Line]:
        start = self.charges.daily.term.start
        return [
            Line(max(start, m.month.first), m.month.label, "2.2", "base", m.base)
            for m in self.charges.months
        ]

    def _surcharge_lines(self) -> list[Line]:
        surcharge, term = self.charges.surcharge, self.charges.daily.term
        lines = []
        for day, fen in surcharge.fen.items():
            if fen:
                when = term.date_of(day)
                volume = quotient(surcharge.volume.persons[day], surcharge.volume.per[day])
                rows = self._rows_by_date.get(when, ())
                label = term.month_labels[day]
                limit = surcharge.limit[day]
                lines.append(Line(when, label, "1.4(2)b", "surcharge", fen, volume, limit, rows))
        return lines

    def _seat_lines(self) -> list[Line]:
        """One line a month with added seats, dated the first date on which one is at work."""
        term, added = self.charges.daily.term, self.charges.daily.added_seats
        lines = []
        for month in self.charges.months:
            governed = days.each(month.month.days & self.charges.ending.governed)
            first = next((day for day in governed if added[day]), None)
            if first is not None and month.seats is not None:
                when = term.date_of(first)
                lines.append(Line(when, month.month.label, "1.4(2)a", "seats", month.seats))
        return lines

    @cached_property
    def _rows_by_date(self) -> Mapping[date, tuple[str, ...]]:
        charged = map(self.charges.daily.term.date_of, self.charges.surcharge.fen)
        return {when: evidence(self.agreement, self.records, when, when) for when in charged}

    @cached_property
    def found(self) -> list[Finding]:
        """The findings as values."""
        return find(self.charges, self.records, self.as_of, self.account)

    @cached_property
    def events(self) -> dict[str, Any]:
        """Dates on which seats fell due, and the date on which a new agreement did."""
        term, week = self.charges.daily.term, self.charges.ending.week
        return {
            "seats_due": [term.date_of(run[-1]) for run in self.charges.seats_due],
            "renewal_due": term.date_of(week[1]) if week else None,
        }

    @property
    def statements(self) -> pandas.DataFrame:
        """A row a month: base, surcharge, seats, total, base_due, other_due, paid, interest, balance."""
        return _frame(self.monthly, list(MONTHLY_COLUMNS))

    @property
    def lines(self) -> pandas.DataFrame:
        """A row a ledger line: date, month, clause, kind, amount, volume, threshold, rows."""
        rows = [{name: getattr(line, name) for name in Line.__slots__} for line in self.ledger]
        return _frame(rows, list(Line.__slots__))

    @property
    def findings(self) -> pandas.DataFrame:
        """A row a finding: clause, party, kind, code, shop, from, to, measured, allowed, text …"""
        import pandas

        return pandas.DataFrame([f.to_dict() for f in self.found], columns=list(FINDING_COLUMNS))

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
            result |= {"low": money.yuan(self.range.low), "high": money.yuan(self.range.high)}
            result["stability"] = self.range.stability
            result["outer"] = self.outer and self.outer.to_dict()
        renewal = self.events["renewal_due"]
        return result | {
            "statements": [self._statement(row) for row in self.monthly],
            "left_over": self.account and money.yuan(self.account.left_over),
            "lines": [line.to_dict() for line in self.ledger],
            "events": {
                "seats_due": [when.isoformat() for when in self.events["seats_due"]],
                "renewal_due": renewal and renewal.isoformat(),
            },
            "findings": [finding.to_dict() for finding in self.found],
            "readings": dict(self.charges.readings),
            "open": list(self.agreement.open),
            "clashes": clashes_json(self.charges.readings),
            "notes": [in_language(note) for note in self.notes],
        }

    def _statement(self, row: dict[str, Any]) -> dict[str, Any]:
        """A month of the statement as JSON has it."""
        amounts = {clause: money.yuan(fen) for clause, fen in self.amounts(row).items()}
        return {
            **{key: plain(key, value) for key, value in row.items()},
            "amounts": amounts,
            "complete": self.is_complete(row["month"]),
        }

    def _repr_html_(self) -> str | None:
        return html(self)

    def __repr__(self) -> str:
        return f"<Verdict {money.grouped(self.charges.total)} CNY, {len(self.found)} findings>"


#: the clause that a column of the statement comes from
AMOUNTS = {"fee": "base", "volume": "surcharge", "seats": "seats"}
MONTHLY_COLUMNS = (
    "month", "base", "surcharge", "seats", "total", "base_due", "other_due",
    "paid", "interest", "balance", "days",
)  # fmt: skip
FINDING_COLUMNS = (
    "clause", "party", "kind", "code", "shop", "from", "to", "measured", "allowed", "text",
    "readings", "rows",
)  # fmt: skip


def check(
    agreement: Agreement,
    records: Records,
    as_of: date | None = None,
    least: Plausibility = "arguable",
) -> Verdict:
    """Statement, ledger lines, events and findings of an agreement on its records.

    `as_of`: the date up to which duties are judged; where it is None the latest date on which something
    happened. `least`: how plausible the readings of phrases left open must be: "arguable", or
    "far_fetched" for all. Raises BadInput where the records do not fit the agreement or cannot decide a
    phrase left open, and where `as_of` is no date from 1989 to 2101.
    """
    refuse_as_of(as_of)
    charges = charge(agreement, daily(agreement, records))
    span = outer = None
    if agreement.open:
        span, outer = ranges_of_totals(agreement, records, charges.total, least)
    return Verdict(charges, records, as_of, span, outer)


def as_of_or_latest(agreement: Agreement, records: Records, as_of: date | None) -> tuple[date, str]:
    """The date up to which duties are judged, and where it comes from: the cell, or whoever asked."""
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
    """Least and greatest total (fen) over a number of combinations, and how many give the total at hand."""

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
    """The range over the phrases left open, and how stable `total` (fen) is; the outer range.

    `least`: "arguable" for the strong, arguable and settled readings alone, "far_fetched" for every one.
    The outer range is over every available reading; None where that is too much without numpy.
    """
    phrases = money_phrases(agreement.open, records)
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
        return _span(found.narrowed(asked).fen, total), Bounds(*found.ends, found.size)


def _range(totals: list[int], total: int) -> Range:
    return Range(min(totals), max(totals), totals.count(total), len(totals))


def _span(fen: Any, total: int) -> Range:
    """As `_range`, of an array."""
    return Range(int(fen.min()), int(fen.max()), int((fen == total).sum()), fen.size)


def charge(agreement: Agreement, counted: clauses.Daily) -> Charges:
    """The charges by the agreement's own readings; BadInput where a festival year is not known."""
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


def quotient(numerator: int, denominator: int) -> str:
    """An exact number as text: “124”, or “305/3”."""
    whole, rest = divmod(numerator, denominator)
    return str(whole) if not rest else f"{numerator}/{denominator}"


def plain(key: str, value: Any) -> Any:
    """A cell as JSON has it: money of the money columns as text, dates in ISO form."""
    if key in MONEY and value is not None:
        return money.yuan(value)
    return value.isoformat() if isinstance(value, date) else value


def decimal(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)


def _frame(rows: list[dict[str, Any]], columns: list[str]) -> pandas.DataFrame:
    import pandas

    data = {
        column: [
            decimal(row[column]) if column in MONEY and row[column] is not None else row[column]
            for row in rows
        ]
        for column in columns
    }
    return pandas.DataFrame(data)
