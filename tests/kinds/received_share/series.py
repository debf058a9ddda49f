"""The share of each month on many series of days at once: the steps that take
arrays.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from cscontract.clauses.shared.many_series import BySeries, Room, Series
from cscontract.core.day_sets import column
from cscontract.core.days import DaySet, Term

#: as near to the least share as this a mean in floating point decides nothing
NEAR = 1e-9


class Counts(NamedTuple):
    """Persons of the days of each month, shape (days, n), 0 where a day does
    not count.
    """

    received: list[np.ndarray]
    asked: list[np.ndarray]
    reading: str


def instead(room: Room) -> dict[str, Callable[..., Any]]:
    """By the name of what it yields each step that is another one on many series."""
    shares = Shares(room)
    return {"shares": shares.counts, "below": below, "deductions": shares.deductions}


class Shares:
    """The steps on the series of a room."""

    def __init__(self, room: Room):
        self.room = room

    def counts(
        self, daily: Series, term: Term, open_days: Any, share_of: str
    ) -> Counts:
        """“of those who asked were received”: who is counted."""
        is_open = self._flags(open_days)
        received = daily.all_ids["received"] * is_open
        asked = daily.all_ids["asked"] * is_open
        places = np.array(term.month_places)
        months = range(len(term.months))
        return Counts(
            [received[places == at] for at in months],
            [asked[places == at] for at in months],
            share_of,
        )

    def _flags(self, days: BySeries | DaySet) -> np.ndarray:
        """A set of days for all series, or one of each, shape (days, n) or
        (days, 1).
        """
        if isinstance(days, int):
            return column(days, self.room.length) > 0
        every = np.hstack([column(each, self.room.length) for each in days.values]) > 0
        return every[:, days.codes]

    def deductions(self, below: np.ndarray, by_month: Any, deducted: int) -> np.ndarray:
        """“5 % of the fee is deducted”: fen by month, shape (months, n)."""
        if isinstance(by_month, BySeries):
            fees = np.array(by_month.values).T[:, by_month.codes]
        else:
            fees = np.array(by_month)[:, None]
        return np.where(below, -((2 * fees * deducted + 100) // 200), 0)


def below(shares: Counts, least: int) -> np.ndarray:
    """“fewer than 95 %”: of each month whether its share is below the least, shape
    (months, n).
    """
    is_below = mean_is_below if shares.reading == "mean_of_days" else sum_is_below
    pairs = zip(shares.received, shares.asked, strict=True)
    return np.array([is_below(received, asked, least) for received, asked in pairs])


def sum_is_below(received: np.ndarray, asked: np.ndarray, least: int) -> np.ndarray:
    """Whether the share of the sums is below the least."""
    return np.asarray(100 * received.sum(0) < least * asked.sum(0))


def mean_is_below(received: np.ndarray, asked: np.ndarray, least: int) -> np.ndarray:
    """Whether the mean of the days' shares is below the least: exactly, also at its
    edge.
    """
    days = np.maximum((asked > 0).sum(0), 1)
    mean = (received / np.maximum(asked, 1)).sum(0) / days
    found = np.asarray(mean < least / 100) & (asked > 0).any(0)
    for at in np.flatnonzero(abs(mean - least / 100) < NEAR):
        found[at] = _exactly_below(
            received[:, at].tolist(), asked[:, at].tolist(), least
        )
    return found


def _exactly_below(received: list[int], asked: list[int], least: int) -> bool:
    shares = [
        Fraction(some, every)
        for some, every in zip(received, asked, strict=True)
        if every
    ]
    return bool(shares) and 100 * sum(shares) < least * len(shares)
