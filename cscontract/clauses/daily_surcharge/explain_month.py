"""Why the surcharges of a month come to what they do: its days, one after another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.clause import Clause
from cscontract.agreement.phrases import Readings
from cscontract.clauses.daily_surcharge.clause import Volume, excess
from cscontract.clauses.daily_surcharge.explain import (
    ONCE,
    calling_for_seats,
    of_section,
)
from cscontract.clauses.shared.explanation_steps import (
    ExplanationStep,
    Teller,
    number,
    offering,
)
from cscontract.core import money
from cscontract.core.days import DaySet, Month, Term
from cscontract.records.evidence import evidence
from cscontract.records.read import Records

OVER = "Service days of the month with a record: {days}; over the limit: {over}."
SEATS = "Added seats are at work on {days} of them: no surcharge."
NEW_FEE = "The new fee is in force on {days} of them: no surcharge."
A_DAY = "{date}: the volume of {volume} is {excess} over the limit of {limit}: CNY {amount}."


@dataclass(frozen=True)
class Chosen:
    """The days of a month to charge, and what is left of them, one thing after
    another.
    """

    to_charge: DaySet
    beside_seats: DaySet
    at_old_fee: DaySet
    charged: DaySet

    def of(self, month: DaySet) -> Chosen:
        """Those of a month."""
        return Chosen(
            self.to_charge & month,
            self.beside_seats & month,
            self.at_old_fee & month,
            self.charged & month,
        )


def explain_month(
    clause: Clause,
    agreement: Agreement,
    records: Records,
    readings: Readings,
    term: Term,
    month: Month,
    open_days: DaySet,
    counted: Volume,
    limits: tuple[int, ...],
    over: DaySet,
    to_charge: DaySet,
    beside_seats: DaySet,
    at_old_fee: DaySet,
    charged: DaySet,
    by_day: dict[int, int],
) -> Iterator[ExplanationStep]:
    """“that day's base fee goes up”: how many days, and each of them."""
    own = Teller(clause, readings)
    shared = of_section(clause, agreement, readings)
    days_over = (over & month.days).bit_count()
    served = (open_days & month.days).bit_count()
    yield shared.step(OVER, "bound", days=served, over=days_over)
    if not days_over:
        return
    chosen = Chosen(to_charge, beside_seats, at_old_fee, charged).of(month.days)
    yield from _left(own, agreement, chosen)
    fen = {day: fen for day, fen in by_day.items() if month.days >> day & 1}
    if fen:
        amount = money.grouped(sum(fen.values()))
        sentence = "Charged days: {days}, CNY {amount} in all."
        yield own.step(sentence, "surcharge_amount", days=len(fen), amount=amount)
    rows = {day: _rows(agreement, records, term, day) for day in fen}
    for day in fen:
        yield _day(own, term, counted, limits, day, fen, rows[day])


def _left(
    own: Teller, agreement: Agreement, chosen: Chosen
) -> Iterator[ExplanationStep]:
    """How many days there are to charge, and what takes some of them off."""
    to_charge = chosen.to_charge.bit_count()
    yield own.step("Days to charge: {days}.", "surcharge_days", days=to_charge)
    seats = (chosen.to_charge & ~chosen.beside_seats).bit_count()
    if seats:
        told = replace(own, at=calling_for_seats(agreement, own.clause).place)
        yield told.step(SEATS, "seat_effect", days=seats)
    new_fee = (chosen.beside_seats & ~chosen.at_old_fee).bit_count()
    if new_fee:
        told = Teller(offering(agreement, "at_new_fee"), own.readings)
        yield told.step(NEW_FEE, "after_renewal", days=new_fee)
    if chosen.at_old_fee & ~chosen.charged:
        yield own.step(ONCE, "surcharge_amount")


def _rows(
    agreement: Agreement, records: Records, term: Term, day: int
) -> tuple[str, ...]:
    when = term.date_of(day)
    return evidence(agreement, records, when, when)


def _day(
    own: Teller,
    term: Term,
    volume: Volume,
    limits: tuple[int, ...],
    day: int,
    fen: Mapping[int, int],
    rows: tuple[str, ...],
) -> ExplanationStep:
    return own.step(
        A_DAY,
        evidence=rows,
        date=term.date_of(day),
        volume=number(volume.persons[day], volume.per[day]),
        excess=number(*excess(volume, limits, day)),
        limit=limits[day],
        amount=money.grouped(fen[day]),
    )
