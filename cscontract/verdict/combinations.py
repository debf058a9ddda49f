"""Open phrases: the total under every combination of their readings, exactly; one array, an axis a phrase.

By factoring: how sessions are counted, which days are closed and when the agreement ends are few different
cases; within one of them surcharge and base fee hang on different phrases, so that the total is their sum;
and the surcharge of thousands of sets of days is one product of a matrix of days with the amounts a day.
The sets and the amounts come from the clauses' own functions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import NamedTuple

import numpy as np

from cscontract.clauses import volume
from cscontract.records.read import Records
from cscontract.records.reception import daily
from cscontract.terms import days
from cscontract.terms.agreement import Agreement
from cscontract.terms.daily import Daily
from cscontract.terms.days import DaySet
from cscontract.terms.faults import BadInput, Fault
from cscontract.terms.phrases import register
from cscontract.verdict import charges
from cscontract.verdict.charges import Ending, Readings, Service

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


def money_phrases(open_phrases: Iterable[str], records: Records) -> list[str]:
    """Those of the open phrases that move money. BadInput where the records cannot decide one."""
    money = [register()[name] for name in open_phrases if register()[name].moves == "money"]
    undecidable = [phrase for phrase in money if not records.can_decide(phrase)]
    if undecidable:
        files = ", ".join(records.files.values())
        raise BadInput(
            Fault(
                f"readings.{phrase.name}",
                "open",
                f"records of {', '.join(phrase.needs)} to decide it (there is {files})",
                "settle the phrase, or add the record",
            )
            for phrase in undecidable
        )
    return [phrase.name for phrase in money]


@dataclass(frozen=True, eq=False)
class Totals:
    """Totals in fen of every combination; axis i goes over `choices` of phrase i, in the register's order.

    `months`: least and greatest total of each month, by label, over all combinations.
    """

    choices: dict[str, tuple[str, ...]]
    fen: np.ndarray
    months: dict[str, tuple[int, int]]

    def at(self, readings: Readings) -> int:
        """The total of one combination."""
        place = tuple(ways.index(readings[name]) for name, ways in self.choices.items())
        return int(self.fen[place])


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

    Every phrase is one that moves money and that the records can decide.
    """
    ways = _ways(agreement, choices)
    fen = np.empty([len(ways[name]) for name in BUILT], np.int64)
    lows: dict[str, int] = {}
    highs: dict[str, int] = {}
    for place, part in _parts(agreement, records, ways):
        fen[place] = part.surcharges.sum(-1)[(..., None, None)] + part.bases.sum(-1)
        if part.is_new:
            _extend(lows, highs, part)
    kept, array = _in_order(agreement, choices, ways, fen)
    return Totals(kept, array, {label: (lows[label], highs[label]) for label in sorted(lows)})


def fitting(
    agreement: Agreement, records: Records, choices: Choices, months: Mapping[str, int]
) -> tuple[dict[str, tuple[str, ...]], np.ndarray]:
    """Which combinations come to just these totals (fen) in these months: choices, array of booleans."""
    ways = _ways(agreement, choices)
    fits = np.empty([len(ways[name]) for name in BUILT], bool)
    labels = [month.label for month in agreement.span.months]
    strangers = any(fen for label, fen in months.items() if label not in labels)
    for place, part in _parts(agreement, records, ways):
        fits[place] = not strangers
        for at, label in enumerate(labels):
            if label in months:
                found = part.surcharges[..., at][(..., None, None)] + part.bases[..., at]
                fits[place] &= found == months[label]
    return _in_order(agreement, choices, ways, fits)


def _ways(agreement: Agreement, choices: Choices) -> dict[str, tuple[str, ...]]:
    return {name: tuple(choices.get(name, (agreement.chosen[name],))) for name in BUILT}


def _in_order(
    agreement: Agreement, choices: Choices, ways: Mapping[str, tuple[str, ...]], array: np.ndarray
) -> tuple[dict[str, tuple[str, ...]], np.ndarray]:
    """The array as built, with an axis for each open phrase alone, in the register's order."""
    order = [BUILT.index(name) for name in agreement.chosen if name in choices]
    rest = [axis for axis in range(len(BUILT)) if axis not in order]
    kept = {BUILT[axis]: ways[BUILT[axis]] for axis in order}
    return kept, array.transpose(*order, *rest).reshape([len(each) for each in kept.values()])


class Part(NamedTuple):
    """Surcharges and base fees (with seats) of one case, in fen, the last axis by month of its term."""

    labels: list[str]
    surcharges: np.ndarray
    bases: np.ndarray
    is_new: bool


def _parts(
    agreement: Agreement, records: Records, ways: Mapping[str, Sequence[str]]
) -> Iterator[tuple[tuple[int, ...], Part]]:
    """For each place of the array its part; cases that are alike are worked out once."""
    known: dict[tuple, Part] = {}
    for place, case in _cases(agreement, records, ways):
        end = case.end
        key = (id(case.daily), case.service, end.governed, end.at_new_fee, case.readings["bound"])
        part = known.get(key)
        if part is None:
            labels = [month.label for month in case.daily.term.months]
            part = Part(labels, _surcharges(case, ways), _bases(case, ways), True)
            known[key] = part._replace(is_new=False)
        yield place, part


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


def _extend(lows: dict[str, int], highs: dict[str, int], part: Part) -> None:
    """Widen each month's range by a case; a month after the end counts 0."""
    surcharge, base = (each.reshape(-1, each.shape[-1]) for each in (part.surcharges, part.bases))
    low, high = surcharge.min(0) + base.min(0), surcharge.max(0) + base.max(0)
    for at, label in enumerate(part.labels):
        lows[label] = min(lows.get(label, int(low[at])), int(low[at]))
        highs[label] = max(highs.get(label, int(high[at])), int(high[at]))


def _bases(case: Case, ways: Mapping[str, Sequence[str]]) -> np.ndarray:
    """Base fee and added seats in fen by part_month, festival_fee and month; 0 after the end."""
    months = case.daily.term.months
    found = np.zeros([*(len(ways[name]) for name in BASE), len(months)], np.int64)
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
    return found


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
    """Fen of each day by reading of surcharge_amount, shape (days, months): a day pays in its month."""
    figures, found = case.agreement.volume, {}
    month_of = [at for at, month in enumerate(case.months) for _ in range(month.bit_count())]
    for way in ways:
        fen = np.zeros((case.daily.term.length, len(case.months)), np.int64)
        for day in days.each(over):
            excess = volume.excess(counted, limit, day)
            fen[day, month_of[day]] = volume.surcharge_amount(
                figures.surcharge, figures.step, excess, way
            )
        found[way] = fen
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
