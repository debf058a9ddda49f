"""The clauses of an agreement composed: the steps of all of them in one order.

What a parameter of a step names is looked for in this turn: another step of the clause,
a figure of the clause, what another clause offers, a step of the clause that it refers
to, the ground of all clauses, a phrase.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from inspect import Parameter, signature
from typing import Any

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.clause import Clause
from cscontract.agreement.kinds import READ_WITH, Kind, kinds, register
from cscontract.core.days import DaySet, Term
from cscontract.records.counting import daily
from cscontract.records.daily_figures import Daily
from cscontract.verdict.graph import Order, Step


def daily_of_records(
    agreement: Agreement, records: Any, same_person: str, day_boundary: str
) -> Daily:
    """“persons”, “daily”: the daily figures of the records, as either phrase reads
    them.
    """
    return daily(
        agreement, records, {"same_person": same_person, "day_boundary": day_boundary}
    )


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
    "daily": daily_of_records,
    "recorded": recorded,
    "seats_at_work": seats_at_work,
    "governed": governed,
    "open_days": open_days,
}
#: the columns of a statement, or of lines, that are no clause's
STATEMENT = frozenset(
    [
        "month",
        "total",
        "base_due",
        "other_due",
        "paid",
        "interest",
        "balance",
        "days",
        "date",
        "clause",
        "kind",
        "volume",
        "threshold",
        "rows",
        "id",
        "party",
        "amounts",
        "complete",
    ]
)
#: what an answer may take beside what steps take
ANSWERING = ("charges", "readings")
#: what the whole is applied to
APPLIED_TO = ("agreement", "records", "term", "calendar")


@dataclass(frozen=True)
class ClauseInOrder:
    """A clause as far as the order hangs on it: its id, its kind, the clauses that it
    refers to.
    """

    id: str
    kind: Kind
    figures: tuple[str, ...]
    of: tuple[str, ...]

    def name(self, own: str) -> str:
        """What the order calls a step or a figure of the clause."""
        return f"{self.id}.{own}"


@dataclass(frozen=True, eq=False)
class Composed:
    """The order of an agreement's steps; `named`: what their parameters are called in
    it.
    """

    parts: tuple[ClauseInOrder, ...]
    order: Order
    named: Names

    @cached_property
    def money(self) -> dict[str, str]:
        """By clause the step that gives its fen by month."""
        return {
            part.id: part.name(part.kind.money)
            for part in self.parts
            if part.kind.money
        }

    @cached_property
    def daily(self) -> dict[str, str]:
        """By clause that is charged by the day the step that gives its fen by day."""
        return {
            part.id: part.name(part.kind.daily)
            for part in self.parts
            if part.kind.daily
        }

    @cached_property
    def events(self) -> dict[str, str]:
        """By event the step that says whether it happens; of a second clause
        “event@id”.
        """
        found: dict[str, str] = {}
        for part in self.parts:
            for event, step in part.kind.events.items():
                name = f"{event}@{part.id}" if event in found else event
                found[name] = part.name(step)
        return found

    @cached_property
    def columns(self) -> dict[str, ClauseInOrder]:
        """By column of a statement the clause that it shows, prices first, else in the
        file's order.

        A clause has its kind's column where it is the only one of it, else “base@fee”;
        a kind that has none has its clauses' ids, as far as nothing else is called so.
        """
        charging = [part for part in self.parts if part.kind.money]
        called = Counter(part.kind.column for part in charging if part.kind.column)
        ordered = sorted(charging, key=lambda part: part.kind.stage)
        return {_column(part, called): part for part in ordered}

    @cached_property
    def counting(self) -> tuple[str, ...]:
        """The steps that count the records: of all clauses, and of those that count
        otherwise.
        """
        names = (step.name for step in self.order.steps)
        return tuple(name for name in names if name.partition("@")[0] == "daily")

    def of_all(self, name: str) -> str:
        """The step behind what every clause may take by a name."""
        return self.named.of_all(name)

    @lru_cache(maxsize=256)  # noqa: B019 (orders are few, and kept as long as the program)
    def answer(self, id: str, name: str, given: tuple[str, ...] = ()) -> Step | None:
        """What a clause says when asked, as a step; None where its kind has no answer.

        `given`: the names of what it takes beside what steps take.
        """
        part = next(part for part in self.parts if part.id == id)
        function = part.kind.answer(name)
        if function is None:
            return None
        return Step(part.name(name), function, self.named.taken(function, part, given))

    def on_series(self, room: Any) -> dict[str, Callable[..., Any]]:
        """By name each step that is another one on many series of days."""
        return {
            part.name(name): function
            for part in self.parts
            for name, function in part.kind.on_series(room).items()
        }

    def givens(self, agreement: Agreement, records: Any) -> dict[str, Any]:
        """What the steps take that are neither steps nor phrases."""
        if "givens" not in agreement.kept:
            agreement.kept["givens"] = self._givens(agreement)
        return {**agreement.kept["givens"], "records": records}

    def _givens(self, agreement: Agreement) -> dict[str, Any]:
        """What is given but the records."""
        applied = (agreement, None, agreement.span, agreement.official_days)
        given = {**self.named.constants, **dict(zip(APPLIED_TO, applied, strict=True))}
        for clause in agreement.clauses:
            given |= {
                f"{clause.id}.{name}": value for name, value in clause.figures.items()
            }
            given[f"{clause.id}.clause"] = clause
        return given


def composed(agreement: Agreement) -> Composed:
    """The steps of an agreement's clauses in one order."""
    if "composed" not in agreement.kept:
        parts = tuple(_part(clause) for clause in agreement.clauses)
        agreement.kept["composed"] = _composed(parts, tuple(agreement.phrases))
    composed: Composed = agreement.kept["composed"]
    return composed


def one_step(agreement: Agreement, records: Any, name: str) -> Any:
    """What every clause may take by a name, under the agreement's readings: `closed`,
    `served`.
    """
    whole = composed(agreement)
    step = whole.of_all(name)
    values = whole.order.one(
        whole.givens(agreement, records), agreement.chosen, wanted=(step,)
    )
    return values[step]


def _column(part: ClauseInOrder, called: Mapping[str, int]) -> str:
    own = part.kind.column
    if own:
        return own if called[own] == 1 else f"{own}@{part.id}"
    is_taken = part.id in called or part.id in STATEMENT
    return f"{part.kind.name}@{part.id}" if is_taken else part.id


def _part(clause: Clause) -> ClauseInOrder:
    return ClauseInOrder(
        clause.id, kinds()[clause.kind], tuple(clause.figures), clause.refers_to
    )


@lru_cache(maxsize=64)
def _composed(parts: tuple[ClauseInOrder, ...], phrases: tuple[str, ...]) -> Composed:
    named = Names(parts, phrases, _defaults(phrases))
    steps = [
        Step(
            part.name(name),
            function,
            named.taken(function, part),
            part.kind.together.get(name),
        )
        for part in parts
        for name, function in part.kind.steps.items()
    ]
    steps += named.ground()
    return Composed(parts, Order(steps, phrases), named)


def _defaults(phrases: Collection[str]) -> dict[str, Any]:
    """The readings of the phrases that no clause reads: nothing hangs on them."""
    every = register().items()
    return {name: phrase.default for name, phrase in every if name not in phrases}


@dataclass(eq=False)
class Names:
    """What the parameters of steps are called in the order of an agreement.

    `phrases`: those of the agreement; `constants`: what a step takes that nothing in it
    gives.
    """

    parts: tuple[ClauseInOrder, ...]
    phrases: tuple[str, ...]
    constants: dict[str, Any]
    apart: set[tuple[str, ClauseInOrder]] = field(default_factory=set)

    def taken(
        self,
        function: Callable[..., Any],
        part: ClauseInOrder | None,
        given: Collection[str] = (),
    ) -> tuple[str, ...]:
        """What a function takes; a default that nothing replaces becomes a constant.

        `given`: what is called as the parameter is.
        """
        parameters = signature(function).parameters.values()
        return tuple(
            self._taken(parameter, function, part, given) for parameter in parameters
        )

    def _taken(
        self,
        parameter: Parameter,
        function: Any,
        part: ClauseInOrder | None,
        given: Collection[str],
    ) -> str:
        if parameter.name in given or parameter.name in ANSWERING:
            return parameter.name
        found = self._named(parameter.name, part)
        if found is None and parameter.default is not Parameter.empty:
            found = f"{part.id if part else ''}.{parameter.name}"
            self.constants[found] = parameter.default
        if found is None:
            raise TypeError(
                f"{function.__module__}.{function.__name__}: {parameter.name}"
            )
        return found

    def _named(self, name: str, part: ClauseInOrder | None) -> str | None:
        """What the order calls what a parameter names; None where nothing has
        the name.
        """
        if part and (
            name == "clause" or name in part.kind.steps or name in part.figures
        ):
            return part.name(name)
        offered = self._offer(name, part)
        if offered:
            return offered
        for other in self.parts:
            if part and other.id in part.of and name in other.kind.steps:
                return other.name(name)
        return self._of_all(name, part)

    def _offer(self, name: str, part: ClauseInOrder | None) -> str | None:
        """What another clause offers under a name, to all or to the clause."""
        for other in self.parts:
            if part and part.id in other.of and name in other.kind.to_named:
                return other.name(other.kind.to_named[name])
            if name in other.kind.to_all:
                return other.name(other.kind.to_all[name])
        return None

    def _of_all(self, name: str, part: ClauseInOrder | None) -> str | None:
        """The ground of all clauses, or a phrase; the clause's own one where it has
        one.
        """
        own = f"{name}@{part.id}" if part else name
        if part and own in self.phrases:
            return own
        if part and any(
            f"{each}@{part.id}" in self.phrases for each in READ_WITH.get(name, ())
        ):
            self.apart.add((name, part))
            return own
        known = name in GROUND or name in APPLIED_TO or name in register()
        return name if known else None

    def of_all(self, name: str) -> str:
        """What is offered to every clause under a name, or is the ground of all."""
        return self._offer(name, None) or name

    def ground(self) -> list[Step]:
        """The steps of all clauses, and those that a clause has for itself by its own
        phrases.
        """
        steps = [
            Step(name, function, self.taken(function, None))
            for name, function in GROUND.items()
            if self._offer(name, None) is None
        ]
        for name, part in sorted(self.apart, key=lambda each: each[1].id):
            taken = self.taken(GROUND[name], part)
            steps.append(Step(f"{name}@{part.id}", GROUND[name], taken))
        return steps
