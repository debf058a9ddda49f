"""Open phrases: the total under every combination of their readings, exactly; one array, an axis a phrase.

By factoring: how sessions are counted, which days are closed and when the agreement ends are few different
cases; within one of them surcharge and base fee hang on different phrases, so that the total is their sum;
and the surcharge of thousands of sets of days is one product of a matrix of days with the amounts a day.
The sets and the amounts come from the clauses' own functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod
from typing import NamedTuple

import numpy as np

from cscontract.clauses import volume
from cscontract.records.read import Records
from cscontract.records.reception import daily
from cscontract.terms import days
from cscontract.terms.agreement import Agreement
from cscontract.terms.daily import Daily
from cscontract.terms.days import DaySet
from cscontract.verdict import charges
from cscontract.verdict.charges import Ending, Readings, Service
from cscontract.verdict.exact import exactly, kind_of

#: how sessions are counted
COUNTING = ("same_person", "day_boundary")
#: what decides the closed days and the end
ENDING = ("festival_days", "bound", "renewal_headcount", "renewal_week", "after_renewal")
#: what acts on the surcharge alone
SURCHARGE = (
    "reception_metric", "headcount", "run_length", "run_gap", "surcharge_days", "surcharge_amount",
    "seat_effect",
)  # fmt: skip
#: what acts on the base fee alone
BASE = ("part_month", "festival_fee")
#: the order in which the array is built; `Totals` has the register's
BUILT = (*COUNTING, *ENDING, *SURCHARGE, *BASE)

Choices = Mapping[str, Sequence[str]]


class Part(NamedTuple):
    """Surcharges and base fees (with seats) of one case, in fen, the last axis by month of its term.

    Before it stand the axes of SURCHARGE, and those of BASE; the two add up in every combination.
    """

    surcharges: np.ndarray
    bases: np.ndarray


@dataclass(frozen=True, eq=False)
class Totals:
    """Totals in fen of every combination of the open phrases; an axis a phrase, in the register's order.

    `open`: the phrases with an axis; `ways`: the readings of every phrase of BUILT, one where it is not
    open; `parts`: by place among the readings of COUNTING and ENDING; `labels`: the term's months.
    """

    open: tuple[str, ...]
    ways: dict[str, tuple[str, ...]]
    parts: dict[tuple[int, ...], Part]
    labels: tuple[str, ...]

    @property
    def choices(self) -> dict[str, tuple[str, ...]]:
        """The readings of each open phrase."""
        return {name: self.ways[name] for name in self.open}

    @cached_property
    def fen(self) -> np.ndarray:
        """The total of the term in every combination."""
        return self._array(_of_term)

    def month(self, label: str) -> np.ndarray:
        """The total of a month in every combination, 0 after the agreement's end; KeyError for no month."""
        if label not in self.labels:
            raise KeyError(label)
        at = self.labels.index(label)
        return self._array(lambda each: each[..., at])

    def _array(self, amount: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
        """Surcharge and base fee added in every combination, as `amount` takes them from a part."""
        ends = [_ends(part, amount) for part in self._alike]
        kind = kind_of(max(high for _, high in ends))
        built: np.ndarray = np.empty([len(self.ways[name]) for name in BUILT], kind)
        wide = object if kind is object else np.int64
        for place, part in self.parts.items():
            surcharges, bases = (amount(each).astype(wide, copy=False) for each in part)
            built[place] = surcharges[(..., None, None)] + bases
        order = [BUILT.index(name) for name in self.open]
        rest = [axis for axis in range(len(BUILT)) if axis not in order]
        shape = [len(ways) for ways in self.choices.values()]
        return built.transpose(*order, *rest).reshape(shape)

    @property
    def _alike(self) -> list[Part]:
        """Each part once."""
        return list({id(part): part for part in self.parts.values()}.values())

    @cached_property
    def ends(self) -> tuple[int, int]:
        """The least and the greatest total, without the array of all of them."""
        ends = [_ends(part, _of_term) for part in self._alike]
        return min(low for low, _ in ends), max(high for _, high in ends)

    @property
    def size(self) -> int:
        """Number of combinations."""
        return prod(map(len, self.choices.values()))

    def at(self, readings: Readings) -> int:
        """The total of one combination; of a phrase without an axis its one reading counts."""
        at = {
            name: ways.index(readings[name]) if name in self.open else 0
            for name, ways in self.ways.items()
        }
        part = self.parts[tuple(at[name] for name in (*COUNTING, *ENDING))]
        surcharges = part.surcharges[tuple(at[name] for name in SURCHARGE)]
        bases = part.bases[tuple(at[name] for name in BASE)]
        return sum(map(int, surcharges)) + sum(map(int, bases))

    def narrowed(self, choices: Choices) -> Totals:
        """The totals with fewer readings; a phrase that `choices` does not name keeps its own.

        A phrase left with one reading keeps its axis.
        """
        ways = {name: tuple(choices.get(name, kept)) for name, kept in self.ways.items()}
        if ways == self.ways:
            return self
        kept = {name: [self.ways[name].index(way) for way in ways[name]] for name in BUILT}
        known: dict[int, Part] = {}
        parts = {}
        outer = [kept[name] for name in (*COUNTING, *ENDING)]
        for new, old in zip(
            product(*(range(len(places)) for places in outer)), product(*outer), strict=True
        ):
            part = self.parts[old]
            if id(part) not in known:
                known[id(part)] = _taken(part, kept)
            parts[new] = known[id(part)]
        return Totals(self.open, ways, parts, self.labels)


def _of_term(by_month: np.ndarray) -> np.ndarray:
    """Amounts by month as those of the term; each fits: `exactly` has chosen their type."""
    return np.asarray(by_month.sum(-1))


def _ends(part: Part, amount: Callable[[np.ndarray], np.ndarray]) -> tuple[int, int]:
    """The least and the greatest sum of a surcharge and a base fee of a part."""
    surcharges, bases = map(amount, part)
    return int(surcharges.min()) + int(bases.min()), int(surcharges.max()) + int(bases.max())


def _taken(part: Part, kept: Mapping[str, list[int]]) -> Part:
    """A part with fewer readings of the phrases of SURCHARGE and BASE."""
    surcharges, bases = part
    for axis, name in enumerate(SURCHARGE):
        surcharges = surcharges.take(kept[name], axis)
    for axis, name in enumerate(BASE):
        bases = bases.take(kept[name], axis)
    return Part(surcharges, bases)


@dataclass(frozen=True)
class Case:
    """One way of counting, one set of closed days, one end: what the rest of the phrases act within."""

    agreement: Agreement
    daily: Daily
    service: Service
    end: Ending
    readings: Readings

    @cached_property
    def months(self) -> list[DaySet]:
        return [month.days for month in self.daily.term.months]


def totals(agreement: Agreement, records: Records, choices: Choices) -> Totals:
    """The totals of all combinations of `choices` (phrase → readings), other phrases as chosen.

    Every phrase is one that moves money and that the records can decide. Cases that are alike are worked
    out once.
    """
    ways = {name: tuple(choices.get(name, (agreement.chosen[name],))) for name in BUILT}
    known: dict[tuple, Part] = {}
    parts: dict[tuple[int, ...], Part] = {}
    for place, case in _cases(agreement, records, ways):
        end = case.end
        key = (id(case.daily), case.service, end.governed, end.at_new_fee, case.readings["bound"])
        if key not in known:
            known[key] = Part(_surcharges(case, ways), _bases(case, ways))
        parts[place] = known[key]
    opened = tuple(name for name in agreement.chosen if name in choices)
    return Totals(opened, ways, parts, tuple(month.label for month in agreement.span.months))


def _cases(
    agreement: Agreement, records: Records, ways: Mapping[str, Sequence[str]]
) -> Iterator[tuple[tuple[int, ...], Case]]:
    """Each combination of how to count and when the agreement ends: its place in the array, its case."""
    names = (*COUNTING, *ENDING)
    counted: dict[tuple[str, ...], Daily] = {}
    for place in product(*(range(len(ways[name])) for name in names)):
        chosen = {name: ways[name][at] for name, at in zip(names, place, strict=True)}
        readings = {**agreement.chosen, **chosen}
        counting = tuple(chosen[name] for name in COUNTING)
        if counting not in counted:
            counted[counting] = daily(agreement, records, readings)
        service = charges.serve(agreement, counted[counting], readings)
        end = charges.find_ending(agreement, counted[counting], service, readings)
        yield place, Case(agreement, counted[counting], service, end, readings)


def _bases(case: Case, ways: Mapping[str, Sequence[str]]) -> np.ndarray:
    """Base fee and added seats in fen by part_month, festival_fee and month; 0 after the end."""
    months = case.daily.term.months
    found = np.zeros([*(len(ways[name]) for name in BASE), len(months)], object)
    for place in product(*(range(len(ways[name])) for name in BASE)):
        readings = {
            **case.readings,
            **{name: ways[name][at] for name, at in zip(BASE, place, strict=True)},
        }
        charged = charges.charge_months(
            case.agreement, case.daily, case.service, case.end, {}, readings
        )
        for at, month in enumerate(charged):
            found[(*place, at)] = month.total
    return found.astype(exactly(int(found.sum(-1).max())))


def _surcharges(case: Case, ways: Mapping[str, Sequence[str]]) -> np.ndarray:
    """Surcharges in fen by the phrases of SURCHARGE, and by month."""
    shape = [len(ways[name]) for name in SURCHARGE]
    found = np.zeros([*shape, len(case.months)], np.int64)
    axes = {gap: _axis(case, gap) for gap in ways["run_gap"]}
    lasts = {length: _lasts(case, length) for length in ways["run_length"]}
    for metric, head, effect in product(*(range(shape[at]) for at in (0, 1, 6))):
        chosen = (
            ways["reception_metric"][metric],
            ways["headcount"][head],
            ways["seat_effect"][effect],
        )
        counted, limit, over = _over(case, *chosen)
        amounts = _amounts(case, counted, limit, over, ways["surcharge_amount"])
        if any(fen.dtype == object for fen in amounts.values()):
            found = found.astype(object, copy=False)
        for length, gap in product(range(shape[2]), range(shape[3])):
            axis, k = axes[ways["run_gap"][gap]], lasts[ways["run_length"][length]]
            laid = axis.onto(over)
            charged = [
                _charged(case, axis.back(volume.surcharge_days(laid, k, way)), chosen[2])
                for way in ways["surcharge_days"]
            ]
            found[metric, head, length, gap, :, :, effect] = _fen(case, charged, amounts)
    return found


def _axis(case: Case, run_gap: str) -> days.Axis:
    return volume.run_gap(case.daily.term, case.service.recorded & case.end.governed, run_gap)


def _lasts(case: Case, run_length: str) -> int:
    return volume.run_length(case.agreement.volume.run_days, run_length)


def _over(
    case: Case, metric: str, headcount: str, effect: str
) -> tuple[volume.Volume, tuple[int, ...], DaySet]:
    """The volume, the limits and the days over them."""
    counted = volume.reception_metric(case.daily, metric, headcount)
    limit = volume.limits(case.agreement.volume.threshold, case.daily.added_seats, effect)
    over = volume.over(counted, limit, case.readings["bound"])
    return counted, limit, over & case.service.recorded & case.end.governed


def _charged(case: Case, chosen: DaySet, effect: str) -> DaySet:
    """The days that stay charged once seats and a new fee have taken theirs off."""
    return volume.seat_effect(chosen, case.daily.added_seats, effect) & ~case.end.at_new_fee


def _amounts(
    case: Case, counted: volume.Volume, limit: tuple[int, ...], over: DaySet, ways: Sequence[str]
) -> dict[str, np.ndarray]:
    """Fen of each day by reading of surcharge_amount, shape (days, months): a day pays in its month.

    In a type that holds the sum of all days.
    """
    figures = case.agreement.volume
    found: dict[str, np.ndarray] = {}
    month_of = [at for at, month in enumerate(case.months) for _ in range(month.bit_count())]
    for way in ways:
        fen = {
            day: volume.surcharge_amount(
                figures.surcharge, figures.step, volume.excess(counted, limit, day), way
            )
            for day in days.each(over)
        }
        found[way] = np.zeros(
            (case.daily.term.length, len(case.months)), exactly(sum(fen.values()))
        )
        for day, amount in fen.items():
            found[way][day, month_of[day]] = amount
    return found


def _fen(case: Case, charged: Sequence[DaySet], amounts: Mapping[str, np.ndarray]) -> np.ndarray:
    """Fen by set of charged days, reading of surcharge_amount, and month."""
    every = _matrix(charged, case.daily.term.length)
    first = None
    parts = []
    for way, fen in amounts.items():
        if way == "once_a_month" and first is None:
            sets = [volume.first_of_month(each, case.months) for each in charged]
            first = _matrix(sets, case.daily.term.length)
        parts.append((first if way == "once_a_month" else every) @ fen)
    return np.stack(parts, axis=1)


def _matrix(sets: Sequence[DaySet], length: int) -> np.ndarray:
    """Sets of days as rows of 0 and 1, shape (sets, days)."""
    size = (length + 7) // 8
    packed = np.frombuffer(b"".join(each.to_bytes(size, "little") for each in sets), np.uint8)
    bits = np.unpackbits(packed.reshape(len(sets), size), axis=1, bitorder="little")
    return bits[:, :length].astype(np.int64)
