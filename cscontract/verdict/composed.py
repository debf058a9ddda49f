"""The clauses of an agreement composed: the steps of all of them in one order.

What a parameter of a step names is looked for in this turn: another step of the clause, a
figure of the clause, what another clause offers, a step of the clause that it refers to, the
ground of all clauses, a phrase.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from inspect import Parameter, signature
from typing import Any

from cscontract.clauses.kinds import Kind, kinds
from cscontract.records.reception import daily
from cscontract.terms.agreement import Agreement
from cscontract.terms.clause import Clause
from cscontract.terms.daily import Daily
from cscontract.terms.days import DaySet, Term
from cscontract.terms.phrases import register
from cscontract.verdict.graph import Order, Step


def counted(agreement: Agreement, records: Any, same_person: str, day_boundary: str) -> Daily:
    """“persons”, “daily”: the daily figures of the records, as either phrase reads them."""
    return daily(agreement, records, {"same_person": same_person, "day_boundary": day_boundary})


def recorded(daily: Daily) -> DaySet:
    """The days on which a named shop has a row."""
    return daily.recorded


def seats_at_work(daily: Daily) -> tuple[int, ...]:
    """The added seats at work by day."""
    return daily.added_seats


def governed(term: Term) -> DaySet:
    """The days of the term, where no clause ends it."""
    return term.every


def open_days(served: DaySet, governed: DaySet) -> DaySet:
    """The service days with a record that the agreement governs."""
    return served & governed


#: what every clause may take, where no clause offers it
GROUND: Mapping[str, Callable[..., Any]] = {
    "daily": counted,
    "recorded": recorded,
    "seats_at_work": seats_at_work,
    "governed": governed,
    "open_days": open_days,
}
#: what the whole is applied to
APPLIED_TO = ("agreement", "records", "term", "calendar")


@dataclass(frozen=True)
class Part:
    """A clause as far as the order hangs on it: its id, its kind, the clauses that it refers to."""

    id: str
    kind: Kind
    figures: tuple[str, ...]
    of: tuple[str, ...]

    def name(self, own: str) -> str:
        """What the order calls a step or a figure of the clause."""
        return f"{self.id}.{own}"


@dataclass(frozen=True, eq=False)
class Composed:
    """The order of an agreement's steps. `constants`: what a step takes that nothing in the agreement gives."""

    parts: tuple[Part, ...]
    order: Order
    constants: Mapping[str, Any]

    @cached_property
    def money(self) -> dict[str, str]:
        """By clause the step that gives its fen by month."""
        return {part.id: part.name(part.kind.money) for part in self.parts if part.kind.money}

    @cached_property
    def daily(self) -> dict[str, str]:
        """By clause that is charged by the day the step that gives its fen by day."""
        return {part.id: part.name(part.kind.daily) for part in self.parts if part.kind.daily}

    @cached_property
    def events(self) -> dict[str, str]:
        """By event the step that says whether it happens."""
        return {
            event: part.name(step)
            for part in self.parts
            for event, step in part.kind.events.items()
        }

    @cached_property
    def columns(self) -> dict[str, tuple[Part, ...]]:
        """By column of a statement the clauses that are added up in it, prices first."""
        found: dict[str, tuple[Part, ...]] = {}
        charging = [part for part in self.parts if part.kind.money]
        for part in sorted(charging, key=lambda part: part.kind.stage):
            column = part.kind.column
            found[column] = (*found.get(column, ()), part)
        return found

    @lru_cache(maxsize=256)  # noqa: B019 (orders are few, and kept as long as the program)
    def answer(self, id: str, name: str) -> Step | None:
        """What a clause says when asked, as a step; None where its kind has no answer."""
        part = next(part for part in self.parts if part.id == id)
        function = part.kind.answers.get(name)
        if function is None:
            return None
        constants = dict(self.constants)
        return Step(part.name(name), function, tuple(_taken(function, part, self.parts, constants)))

    def on_series(self, room: Any) -> dict[str, Callable[..., Any]]:
        """By name each step that is another one on many series of days."""
        return {
            part.name(name): function
            for part in self.parts
            for name, function in part.kind.on_series(room).items()
        }

    def givens(self, agreement: Agreement, records: Any) -> dict[str, Any]:
        """What the steps take that are neither steps nor phrases."""
        applied = (agreement, records, agreement.span, agreement.official_days)
        given = {**self.constants, **dict(zip(APPLIED_TO, applied, strict=True))}
        for clause in agreement.clauses:
            given |= {f"{clause.id}.{name}": value for name, value in clause.figures.items()}
            given[f"{clause.id}.clause"] = clause
        return given


def composed(agreement: Agreement) -> Composed:
    """The steps of an agreement's clauses in one order."""
    return _composed(tuple(_part(clause) for clause in agreement.clauses))


def _part(clause: Clause) -> Part:
    return Part(clause.id, kinds()[clause.kind], tuple(clause.figures), clause.of)


@lru_cache(maxsize=64)
def _composed(parts: tuple[Part, ...]) -> Composed:
    constants: dict[str, Any] = {}
    steps = [
        Step(part.name(name), function, taken, part.kind.together.get(name))
        for part in parts
        for name, function in part.kind.steps.items()
        for taken in [tuple(_taken(function, part, parts, constants))]
    ]
    steps += [
        Step(name, function, tuple(_taken(function, None, parts, constants)))
        for name, function in GROUND.items()
        if _offer(name, None, parts) is None
    ]
    return Composed(parts, Order(steps, register()), constants)


def _taken(
    function: Callable[..., Any],
    part: Part | None,
    parts: tuple[Part, ...],
    constants: dict[str, Any],
) -> Iterator[str]:
    """The names of what a function takes; a default that nothing replaces becomes a constant."""
    for parameter in signature(function).parameters.values():
        found = _named(parameter.name, part, parts)
        if found is None and parameter.default is not Parameter.empty:
            found = f"{part.id if part else ''}.{parameter.name}"
            constants[found] = parameter.default
        if found is None:
            raise TypeError(f"{function.__module__}.{function.__name__}: {parameter.name}")
        yield found


def _named(name: str, part: Part | None, parts: tuple[Part, ...]) -> str | None:
    """What the order calls what a parameter names; None where nothing has the name."""
    if part and (name == "clause" or name in part.kind.steps or name in part.figures):
        return part.name(name)
    offered = _offer(name, part, parts)
    if offered:
        return offered
    for other in parts:
        if part and other.id in part.of and name in other.kind.steps:
            return other.name(name)
    known = name in GROUND or name in APPLIED_TO or name in register()
    return name if known else None


def _offer(name: str, part: Part | None, parts: tuple[Part, ...]) -> str | None:
    """What another clause offers under a name, to all or to the clause."""
    for other in parts:
        if part and part.id in other.of and name in other.kind.to_named:
            return other.name(other.kind.to_named[name])
        if name in other.kind.to_all:
            return other.name(other.kind.to_all[name])
    return None
