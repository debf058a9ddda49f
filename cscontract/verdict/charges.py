"""What the agreement charges under one reading of each phrase: the value of every step
of its clauses.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.clause import Clause
from cscontract.agreement.kinds import kinds
from cscontract.agreement.phrases import Readings
from cscontract.clauses.daily_surcharge.clause import Volume
from cscontract.clauses.shared.ledger import Line, first_day, governed_months
from cscontract.core.days import Axis, DaySet, Month
from cscontract.core.language import Sentence
from cscontract.records.daily_figures import Daily
from cscontract.verdict.step_order import ClauseInOrder, composed


class Ending(NamedTuple):
    """First and last day of the week that calls for a new agreement, or None; the days
    that the agreement governs; the days at the new fee."""

    week: tuple[int, int] | None
    governed: DaySet
    at_new_fee: DaySet


class Surcharge(NamedTuple):
    """Volume and limit by day, days over, the runs' axis, the day on which a run has
    lasted, the days charged (before a day of amount 0 is left out), fen by day."""

    volume: Volume
    limit: tuple[int, ...]
    over: DaySet
    axis: Axis
    lasts: int
    charged: DaySet
    fen: dict[int, int]


class MonthCharge(NamedTuple):
    """A month's charges in fen, by clause. `total`: of all of them."""

    month: Month
    by_clause: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.by_clause.values())


@dataclass(frozen=True)
class Charges:
    """What the agreement charges under one reading of each phrase.

    `found`: by name the values of the steps that fen rest on; `values`: those of every
    step.
    """

    agreement: Agreement
    daily: Daily
    readings: Readings
    found: Mapping[str, Any]

    @cached_property
    def values(self) -> Mapping[str, Any]:
        return composed(self.agreement).order.complete(dict(self.found))

    @cached_property
    def total(self) -> int:
        return sum(map(sum, self.by_month.values()))

    @cached_property
    def by_month(self) -> dict[str, tuple[int, ...]]:
        """By clause its fen of each month of the term."""
        return {
            id: self.found[step] for id, step in composed(self.agreement).money.items()
        }

    def of_all(self, name: str, otherwise: Any = None) -> Any:
        """What every clause may take by a name: `governed`, `closed`, `served`."""
        step = composed(self.agreement).of_all(name)
        if step in self.found:
            return self.found[step]
        return self.values.get(step, otherwise)

    @property
    def governed(self) -> DaySet:
        """The days that the agreement governs."""
        days: DaySet = self.of_all("governed")
        return days

    @property
    def closed(self) -> DaySet:
        """The days of the term on which no service is owed."""
        days: DaySet = self.of_all("closed", 0)
        return days

    @property
    def served(self) -> DaySet:
        """The service days with a record."""
        days: DaySet = self.of_all("served")
        return days

    def asked(self, name: str, **given: Any) -> Iterator[tuple[Clause, Any]]:
        """What each clause whose kind has an answer of that name says, in the
        agreement's order.

        The function of an answer takes what steps take, and `given`: records, as_of,
        day …
        """
        for clause in self.agreement.clauses:
            if kinds()[clause.kind].answer(name):
                yield clause, self.answer(clause.id, name, **given)

    @cached_property
    def ending(self) -> Ending:
        step = composed(self.agreement).events.get("renewal")
        week = self.values[step] if step else None
        return Ending(week, self.governed, self.of_all("at_new_fee", 0))

    @cached_property
    def surcharge(self) -> Any:
        """The steps of the first clause that is charged by the day; None where there is
        none.
        """
        id = next(iter(composed(self.agreement).daily), None)
        names = ("counted", "limits", "over", "axis", "lasts", "charged", "by_day")
        return id and Surcharge(*(self.values[f"{id}.{name}"] for name in names))

    @cached_property
    def months(self) -> tuple[MonthCharge, ...]:
        """The months that the agreement governs."""
        governed = governed_months(self.daily.term, self.governed)
        return tuple(
            MonthCharge(month, {id: fen[at] for id, fen in self.by_month.items()})
            for at, month in governed
        )

    def first_date(self, of: MonthCharge) -> date:
        """The first date of a month that the agreement governs."""
        return first_day(self.daily.term, of.month, self.governed)

    def last_date(self, of: MonthCharge) -> date:
        """The last date of a month that the agreement governs."""
        return self.daily.term.date_of((of.month.days & self.governed).bit_length() - 1)

    @cached_property
    def due_dates(self) -> list[tuple[date | None, date | None]]:
        """For each month the last date to pay its fee, and the rest; None where none is
        agreed.
        """
        dates = next((dates for _, dates in self.asked("due_dates")), None)
        return dates or [(None, None)] * len(self.months)

    @cached_property
    def columns(self) -> dict[str, tuple[str, ...]]:
        """By column of a statement the ids of the clauses that are added up in it: a
        column a clause.
        """
        columns = composed(self.agreement).columns
        return {name: (part.id,) for name, part in columns.items()}

    @cached_property
    def sums(self) -> dict[str, tuple[str, ...]]:
        """As `columns`, where the clauses of a kind that has one column stand in it
        together.
        """
        found: dict[str, tuple[str, ...]] = {}
        for name, part in composed(self.agreement).columns.items():
            column = part.kind.column or name
            found[column] = (*found.get(column, ()), part.id)
        return found

    @cached_property
    def titles(self) -> dict[str, str]:
        """By column of a statement what it is called, with the clause's number where
        two are called alike.
        """
        columns = composed(self.agreement).columns
        called = Counter(part.kind.title for part in columns.values())
        return {
            name: self._told_apart(part)
            if called[part.kind.title] > 1
            else part.kind.title
            for name, part in columns.items()
        }

    def _told_apart(self, part: ClauseInOrder) -> str:
        title = Sentence(part.kind.title)
        place = self.clause(part.id).place
        return Sentence("{title} {place}", title=title, place=place)

    @property
    def additions(self) -> list[str]:
        """The columns of what is charged beside the prices, and not by the day."""
        columns = composed(self.agreement).columns.items()
        return [
            name for name, part in columns if part.kind.stage and not part.kind.daily
        ]

    @property
    def daily_columns(self) -> frozenset[str]:
        """The columns of what is charged by the day."""
        columns = composed(self.agreement).columns.items()
        return frozenset(name for name, part in columns if part.kind.daily)

    def due_with(self, due: str) -> frozenset[str]:
        """The ids of the clauses that fall due with the month's fee (“base”), or with
        the rest (“other”).
        """
        parts = composed(self.agreement).parts
        return frozenset(
            part.id for part in parts if part.kind.money and part.kind.due == due
        )

    @cached_property
    def by_day(self) -> dict[str, dict[int, int]]:
        """By clause that charges by the day its fen of each charged day."""
        return {
            id: self._value(step) for id, step in composed(self.agreement).daily.items()
        }

    @cached_property
    def days_charged(self) -> Counter[str]:
        """By month on how many days something is charged by the day."""
        by_day = self.by_day.values()
        charged = {day for fens in by_day for day, fen in fens.items() if fen}
        labels = self.daily.term.month_labels
        return Counter(labels[day] for day in charged)

    @property
    def charges_days(self) -> bool:
        """Whether a clause charges by the day."""
        return bool(composed(self.agreement).daily)

    def is_by_day(self, line: Line) -> bool:
        """Whether a line is of a clause that charges by the day."""
        return line.id in composed(self.agreement).daily

    @cached_property
    def lines(self) -> list[Line]:
        """The lines of the ledger by date, prices first; they add up to the months."""
        lines = [
            line for id in self.by_month for line in self.answer(id, "lines") or ()
        ]
        ranks = {part.id: part.kind.stage for part in composed(self.agreement).parts}
        return sorted(lines, key=lambda line: (line.date, ranks[line.id], line.clause))

    def clause(self, id: str) -> Clause:
        """A clause of the agreement by its id."""
        return next(clause for clause in self.agreement.clauses if clause.id == id)

    def answer(self, id: str, name: str, **given: Any) -> Any:
        """What a clause says when asked; None where its kind has no answer.

        `given`: what the function takes beside what steps take. Without it what was
        said once is kept.
        """
        if given:
            return self._answered(id, name, given)
        if (id, name) not in self._said:
            found = self._answered(id, name, given)
            self._said[id, name] = (
                tuple(found) if isinstance(found, Iterator) else found
            )
        return self._said[id, name]

    @cached_property
    def _said(self) -> dict[tuple[str, str], Any]:
        """By clause and question what was answered."""
        return {}

    def _answered(self, id: str, name: str, given: Mapping[str, Any]) -> Any:
        step = composed(self.agreement).answer(id, name, tuple(given))
        if step is None:
            return None
        beside = {"charges": self, "readings": self.readings, **given}
        taken = (
            beside[each] if each in beside else self._value(each) for each in step.takes
        )
        return step.function(*taken)

    def _value(self, name: str) -> Any:
        """The value of a step; steps that no fen rest on run once one of them is asked
        for.
        """
        return self.found[name] if name in self.found else self.values[name]

    @property
    def seats_due(self) -> tuple[tuple[int, ...], ...]:
        """Each run's days up to the one on which it had lasted and seats fell due."""
        clause = self.agreement.of_kind("added_seats")
        return self.values[f"{clause.id}.due_runs"] if clause else ()


def apply(
    agreement: Agreement, daily: Daily, readings: Readings | None = None
) -> Charges:
    """The charges of the agreement on the daily figures; `readings` names every money
    phrase.

    Raises CalendarYearUnknown where the Spring Festival of a year in the term is not
    known.
    """
    readings = readings or agreement.chosen
    order = composed(agreement)
    givens = order.givens(agreement, daily.records)
    counted = ("daily",) if daily.records is not None else order.counting
    instead = dict.fromkeys(counted, lambda *_: daily)
    found = order.order.one(givens, readings, instead, tuple(order.money.values()))
    return Charges(agreement, daily, readings, found)
