"""Why a day is charged for its volume, or not: the clause's own steps, in its order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.clause import Clause
from cscontract.agreement.phrases import Readings
from cscontract.clauses.daily_surcharge.clause import Volume, excess
from cscontract.clauses.shared.counts import counts
from cscontract.clauses.shared.explanation_steps import (
    ExplanationStep,
    Teller,
    number,
    offering,
)
from cscontract.core import days, money
from cscontract.core.days import Axis, DaySet, Term
from cscontract.records.daily_figures import Daily
from cscontract.records.read import Records

NO_RECORD = "A service day without a record of any shop: not over the limit."
VOLUME = "The day's volume is {volume} persons."
OVER = "That is over the limit of {limit}."
NOT_OVER = "That is not over the limit of {limit}."
RUN_LASTED = (
    "Day {number} of the run since {start}, which is {length} days long: "
    "it has lasted on its day {lasts}."
)
RUN_SHORT = (
    "Day {number} of the run since {start}, which is {length} days long: "
    "it has not lasted, that takes {lasts} days."
)
TO_CHARGE = "It is a day to charge."
NOT_TO_CHARGE = "It is not a day to charge."
SEATS_AT_WORK = "{added} added seats are at work: no surcharge."
ONCE = "Only the month's first charged day is charged."


@dataclass(frozen=True)
class CountedDays:
    """What the clause has found of every day.

    `own`: tells what the clause alone says, `shared`: what is said of the whole
    section.
    """

    agreement: Agreement
    own: Teller
    shared: Teller
    volume: Volume
    limits: tuple[int, ...]
    by_day: Mapping[int, int]


@dataclass(frozen=True)
class Runs:
    """Days over their limits on the axis on which they run, and when a run has
    lasted.
    """

    term: Term
    axis: Axis
    running: DaySet
    lasts: int


def explain(
    clause: Clause,
    agreement: Agreement,
    records: Records,
    readings: Readings,
    daily: Daily,
    day: int,
    closed: DaySet,
    served: DaySet,
    term: Term,
    counted: Volume,
    limits: tuple[int, ...],
    over: DaySet,
    axis: Axis,
    running: DaySet,
    lasts: int,
    to_charge: DaySet,
    by_day: dict[int, int],
    seats: tuple[int, ...] = (),
    at_new_fee: DaySet = 0,
) -> Iterator[ExplanationStep]:
    """From what was counted on the day to what it costs, as far as the day comes."""
    own = Teller(clause, readings)
    shared = of_section(clause, agreement, readings)
    found = CountedDays(agreement, own, shared, counted, limits, by_day)
    if not served >> day & 1:
        yield from _without_record(shared, closed, day)
        return
    yield from counts(shared, agreement, records, daily, day)
    yield _volume(found, day)
    yield _limit(found, over, day)
    if over >> day & 1:
        yield _run(shared, Runs(term, axis, running, lasts), day)
        yield own.step(
            TO_CHARGE if to_charge >> day & 1 else NOT_TO_CHARGE, "surcharge_days"
        )
        yield from _taken_off(found, seats, at_new_fee, day)
    yield from _amount(found, day)


def of_section(clause: Clause, agreement: Agreement, readings: Readings) -> Teller:
    """Tells what is said of the whole section: in version 1 that has a number of its
    own.
    """
    is_numbered = agreement.version == 1
    section = agreement.phrases["reception_metric"].clause if is_numbered else ""
    return Teller(clause, readings, section)


def _without_record(
    told: Teller, closed: DaySet, day: int
) -> Iterator[ExplanationStep]:
    """What a day without service or record comes to: of a closed day nothing is
    said.
    """
    if not closed >> day & 1:
        yield told.step(NO_RECORD, "run_gap", counts=True)


def _volume(found: CountedDays, day: int) -> ExplanationStep:
    """“the daily average reception over all IDs”: the persons of the day."""
    volume = number(found.volume.persons[day], found.volume.per[day])
    return found.shared.step(VOLUME, "reception_metric", counts=True, volume=volume)


def _limit(found: CountedDays, over: DaySet, day: int) -> ExplanationStep:
    """“above 100”: whether the day is over its limit, by the phrase that makes the
    limit.
    """
    told = found.shared
    by_seats = told.reading("seat_effect") == "threshold_per_seat"
    phrase = "seat_effect" if by_seats else "bound"
    sentence = OVER if over >> day & 1 else NOT_OVER
    return told.step(sentence, phrase, limit=found.limits[day])


def _run(told: Teller, runs: Runs, day: int) -> ExplanationStep:
    """The run that the day is in: its first day, the day's number in it, if it has
    lasted.
    """
    place = runs.axis.onto(1 << day).bit_length() - 1
    stretches = days.stretches(runs.running)
    first, length = next(s for s in stretches if s[0] <= place < s[0] + s[1])
    start = next(days.each(runs.axis.back(1 << first)))
    return told.step(
        RUN_LASTED if length >= runs.lasts else RUN_SHORT,
        "run_length",
        number=place - first + 1,
        start=runs.term.date_of(start),
        length=length,
        lasts=runs.lasts,
    )


def _taken_off(
    found: CountedDays, seats: tuple[int, ...], at_new_fee: DaySet, day: int
) -> Iterator[ExplanationStep]:
    """What takes a day off: added seats at work, a new fee, a month's charge made
    before.
    """
    agreement = found.agreement
    own = found.own
    added = seats[day] if seats else 0
    if added and own.reading("seat_effect") == "surcharge_stops":
        told = replace(own, at=calling_for_seats(agreement, own.clause).place)
        yield told.step(SEATS_AT_WORK, "seat_effect", added=added)
    if at_new_fee >> day & 1:
        told = Teller(offering(agreement, "at_new_fee"), own.readings)
        yield told.step("The new fee is in force: no surcharge.", "after_renewal")
    if own.reading("surcharge_amount") == "once_a_month" and day not in found.by_day:
        yield own.step(ONCE, "surcharge_amount")


def calling_for_seats(agreement: Agreement, clause: Clause) -> Clause:
    """The clause on added seats that names this one."""
    return next(each for each in agreement.clauses if clause.id in each.refers_to)


def _amount(found: CountedDays, day: int) -> Iterator[ExplanationStep]:
    fen = found.by_day.get(day)
    if fen:
        yield found.own.step(
            "Over the limit by {excess}: CNY {amount}.",
            "surcharge_amount",
            excess=number(*excess(found.volume, found.limits, day)),
            amount=money.grouped(fen),
        )
