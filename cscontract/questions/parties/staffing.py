"""Seats of each shift and day: how many agents must sit there so that customers are
served in time, and their cost.

An agent answers several chats at once, so seats are slots: seats × chats at once. Chats
wait for a free slot as in a queue M/M/slots (Erlang C), each taking its handling time
by the clock.

Neither the agreement nor daily counts say at which hour customers write. The day's
chats are spread evenly over the service hours, which gives each shift's work; and every
shift must cope with the day's peak hour, which may fall into any of them. Both make the
seats an upper estimate. Nobody gives up waiting.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from math import ceil, exp
from typing import TYPE_CHECKING, NamedTuple

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.parties_figures import SIDES, BothParties, Staff
from cscontract.agreement.section import Span
from cscontract.core import days
from cscontract.core.errors import bad, nearest, shown
from cscontract.core.language import Sentence
from cscontract.core.money import half_up
from cscontract.records.counting import daily
from cscontract.records.read import Records
from cscontract.verdict.charges import Charges
from cscontract.verdict.check import charge, decimal
from cscontract.verdict.display import html

if TYPE_CHECKING:
    import pandas


def waits(offered: float, slots: int) -> float:
    """Erlang C: the part of the chats that find no slot free. `offered`: chats begun in
    a handling time.

    By the recursion of Erlang B, whose terms stay between 0 and 1 for any number of
    slots.

    >>> round(waits(10, 14), 4)
    0.1741
    """
    if offered >= slots:
        return 1.0
    blocked = 1.0
    for slot in range(1, slots + 1):
        blocked = offered * blocked / (slot + offered * blocked)
    return blocked / (1 - offered / slots * (1 - blocked))


def answered(offered: float, slots: int, patience: float) -> float:
    """The part of the chats that wait no longer than `patience`, in handling times.

    >>> round(answered(10, 14, 20 / 180), 3)
    0.888
    """
    if offered >= slots:
        return 0.0
    return 1 - waits(offered, slots) * exp(-(slots - offered) * patience)


@lru_cache(maxsize=16384)
def seats_for(offered: Fraction, staff: Staff) -> int:
    """The fewest seats, at least one, whose slots are taken no more than they may be
    and answer in time.
    """
    seats = max(1, ceil(offered * 100 / (staff.occupancy * staff.chats_at_once)))
    patience = staff.within_seconds / (60 * staff.handling_minutes)
    while (
        100 * answered(float(offered), seats * staff.chats_at_once, patience)
        < staff.answered
    ):
        seats += 1
    return seats


def peak_load(persons: int, staff: Staff, minutes: int) -> Fraction:
    """Chats begun in a handling time of the peak hour; `minutes`: the day's service
    time.

    The peak hour has no fewer chats than an even spread over the service time gives an
    hour.
    """
    an_hour = max(Fraction(staff.peak_hour, 100), Fraction(60, minutes))
    return persons * an_hour * staff.handling_minutes / 60


def rostered(seats: int, staff: Staff) -> int:
    """Agents to put on the roster so that `seats` are at work after breaks, training
    and leave, rounded up.

    >>> rostered(14, Staff.model_construct(shrinkage=30))
    20
    """
    return -(-seats * 100 // (100 - staff.shrinkage))


class Shift(NamedTuple):
    """A shift of a service day: persons received that day (in all shifts), the seats
    that the contract's limit and the queue ask for, and the hours that must be paid for
    (after shrinkage)."""

    day: int
    name: str
    persons: int
    by_limit: int
    by_queue: int
    paid_hours: Fraction

    @property
    def seats(self) -> int:
        return max(self.by_limit, self.by_queue)


@dataclass(frozen=True, eq=False)
class Staffing:
    """The shifts of every service day that the agreement governs, and what one side's
    agents for them cost.
    """

    charges: Charges
    staff: Staff

    @cached_property
    def shifts(self) -> tuple[Shift, ...]:
        """Every shift of every service day. A day without a record is staffed for
        nobody: one seat.
        """
        return tuple(self._shifts())

    def _shifts(self) -> Iterator[Shift]:
        charges = self.charges
        received = charges.daily.all_ids["received"]
        by_limits = self._by_limits()
        needed = lru_cache(maxsize=None)(self._needed)
        for day in days.each(charges.governed & ~charges.closed):
            persons = received[day] if charges.served >> day & 1 else 0
            by_limit = max((seats[day] for seats in by_limits), default=1)
            for name, by_queue, paid in needed(persons, by_limit):
                yield Shift(day, name, persons, by_limit, by_queue, paid)

    def _by_limits(self) -> list[Sequence[int]]:
        """The seats of each day that each clause calls for; none where no
        clause does.
        """
        asked = self.charges.asked("seats_called_for")
        return [seats for _, seats in asked if seats is not None]

    def _needed(self, persons: int, by_limit: int) -> list[tuple[str, int, Fraction]]:
        """Of each shift of a day with so many persons: name, seats by the queue, hours
        to be paid.
        """
        spans = self.charges.agreement.said("shifts")
        service = sum(map(minutes_of, spans))
        by_queue = seats_for(peak_load(persons, self.staff, service), self.staff)
        seats = max(by_limit, by_queue)
        return [
            (
                span.name,
                by_queue,
                paid_hours(
                    seats, minutes_of(span), Fraction(persons, service), self.staff
                ),
            )
            for span in spans
        ]

    @cached_property
    def paid_hours(self) -> dict[str, Fraction]:
        """The agents' hours that must be paid for, by month."""
        labels = self.charges.daily.term.month_labels
        hours = {month.month.label: Fraction(0) for month in self.charges.months}
        for shift in self.shifts:
            hours[labels[shift.day]] += shift.paid_hours
        return hours

    @cached_property
    def cost(self) -> dict[str, int]:
        """Wages by month in fen, half a fen up: against whoever employs the agents.

        Hours, not whole persons: agents whose hours are not filled are paid by others,
        in favour of whoever employs them.
        """
        wage = self.staff.wage
        hours = self.staff.hours
        return {
            label: half_up(wage * paid.numerator, hours * paid.denominator)
            for label, paid in self.paid_hours.items()
        }

    @property
    def days(self) -> pandas.DataFrame:
        """A row a shift: date, shift, persons of the day, seats by_limit and by_queue,
        seats, rostered.
        """
        import pandas

        when = self.charges.daily.term.date_of
        rows = [
            (
                when(s.day),
                s.name,
                s.persons,
                s.by_limit,
                s.by_queue,
                s.seats,
                rostered(s.seats, self.staff),
            )
            for s in self.shifts
        ]
        columns = [
            "date",
            "shift",
            "persons",
            "by_limit",
            "by_queue",
            "seats",
            "rostered",
        ]
        return pandas.DataFrame(rows, columns=columns)

    @property
    def months(self) -> pandas.DataFrame:
        """A row a month: most seats at once, seat_days (a seat in all shifts of a day),
        agents, cost (CNY).
        """
        import pandas

        columns = ["month", "most_seats", "seat_days", "agents", "cost"]
        rows = [(*row[:-1], decimal(row[-1])) for row in self.by_month()]
        return pandas.DataFrame(rows, columns=columns)

    def by_month(self) -> list[tuple[str, int, int, Decimal, int]]:
        """Of each month: most seats at once, seat-days, agents (paid hours over an
        agent's), cost in fen.
        """
        labels = self.charges.daily.term.month_labels
        shifts: dict[str, list[Shift]] = {label: [] for label in self.cost}
        for shift in self.shifts:
            shifts[labels[shift.day]].append(shift)
        return [
            (
                label,
                max((shift.seats for shift in found), default=0),
                sum({shift.day: shift.seats for shift in found}.values()),
                hundredths(self.paid_hours[label] / self.staff.hours),
                self.cost[label],
            )
            for label, found in shifts.items()
        ]

    def _repr_html_(self) -> str | None:
        return html(self)


def paid_hours(
    seats: int, minutes: int, chats_a_minute: Fraction, staff: Staff
) -> Fraction:
    """Hours to be paid for a shift of so many minutes: the share of the seats' time
    that is claimed, or what its chats take where that is more, but never more than all
    of the seats' time.

    The chats take their handling time over the chats at once, at the greatest
    occupancy. Divided by what shrinkage leaves of a paid hour. Nothing is rounded.
    """
    claimed = Fraction(seats * staff.time_share, 100)
    slots_for_a_seat = Fraction(staff.chats_at_once * staff.occupancy, 100)
    taken = chats_a_minute * staff.handling_minutes / slots_for_a_seat
    at_work = minutes * min(max(claimed, taken), Fraction(seats))
    return at_work / 60 * 100 / (100 - staff.shrinkage)


def minutes_of(span: Span) -> int:
    """How long a shift is, in minutes."""
    (first_hour, first), (last_hour, last) = (
        map(int, clock.split(":")) for clock in (span.start, span.end)
    )
    return 60 * (last_hour - first_hour) + last - first


def hundredths(number: Fraction) -> Decimal:
    """A number with two decimals, half up, for a reader."""
    return Decimal(half_up(100 * number.numerator, number.denominator)).scaleb(-2)


def staffing(
    agreement: Agreement, records: Records, parties: BothParties, side: str = "provider"
) -> Staffing:
    """The seats that each shift and day needs, with the figures of one side: provider
    or client.
    """
    if side not in SIDES:
        expected = Sentence("{values} or {last}", values=SIDES[0], last=SIDES[1])
        raise bad("side", shown(side), expected, nearest(side, SIDES))
    return Staffing(
        charge(agreement, daily(agreement, records)), getattr(parties, side)
    )
