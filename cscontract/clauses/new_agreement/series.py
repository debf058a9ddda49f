"""1.4(2)c on many series of days at once: the steps that take arrays, in place of the
clause's own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from cscontract.clauses.shared.bound import ABOVE
from cscontract.clauses.shared.many_series import BySeries, Room, Series
from cscontract.core import days
from cscontract.core.day_sets import Sets, packed
from cscontract.core.days import DaySet, Term


class Enquiries(NamedTuple):
    """Which persons of the series count, by headcount, and the days on which
    they do.
    """

    daily: Series
    headcount: str
    served: DaySet


def instead(room: Room) -> dict[str, Callable[..., Any]]:
    """By the name of what it yields each step that is another one on many series."""
    weeks = Weeks(room)
    return {
        "enquiries": lambda daily, closed, served, headcount: Enquiries(
            daily, headcount, served
        ),
        "weeks": room.keeping(weeks.weeks),
        "trigger": room.keeping(weeks.trigger),
    }


class Weeks:
    """The steps on the series of a room."""

    def __init__(self, room: Room):
        self.room = room

    def weeks(
        self,
        term: Term,
        enquiries: Enquiries,
        threshold: int,
        length: int,
        week: str,
        bound: str,
    ) -> Sets:
        """“above 200 for a week on end”: the days on which a week that satisfies it
        ends.
        """
        persons = enquiries.daily.all_ids[enquiries.headcount]
        above = ABOVE[bound]
        ends = term.sundays if week.startswith("calendar_week") else term.every
        if week.endswith("_each"):
            over: Any = packed(above(persons, threshold), self.room.rows)
            lasted: Any = days.lasted(over & enquiries.served, length)
            renewed: Sets = lasted & ends
            return renewed
        limit = threshold * (1 if week == "calendar_week_total" else length)
        sums = self._sums(persons, enquiries.served, length)
        return (packed(above(sums, limit), self.room.rows) << length - 1) & ends

    def _sums(self, persons: np.ndarray, served: DaySet, length: int) -> np.ndarray:
        """For each day from the `length`-th on the persons of the days that end
        on it.
        """
        at_work = np.array([served >> day & 1 for day in range(len(persons))])
        upto = np.zeros((len(persons) + 1, persons.shape[1]), np.int64)
        np.cumsum(persons * at_work[:, None], axis=0, out=upto[1:])
        return upto[length:] - upto[:-length]

    def trigger(self, weeks: Sets) -> BySeries | None:
        """“the parties need a new agreement”: the last day of the first such week, or
        None.
        """
        first = np.minimum(weeks.first, self.room.length)
        every: list[int | None] = [*range(self.room.length), None]
        last_days: BySeries | None = self.room.by_series(first, every)
        return last_days
