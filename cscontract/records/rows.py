"""What happened, row by row: one type a record file. `row` is the row's number in its
file.

Times are Asia/Shanghai, without a zone; money is fen; a customer is a keyed hash.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple


class Reception(NamedTuple):
    """Persons counted on one date for one ID of one shop; asked ≥ received ≥
    inquiring.
    """

    row: int
    date: date
    shop: str
    id: str
    asked: int
    received: int
    inquiring: int


class AddedSeats(NamedTuple):
    """Number of added seats at work from a date on."""

    row: int
    date: date
    added: int


class Session(NamedTuple):
    """One chat of a customer with an ID of a shop."""

    row: int
    session: str
    shop: str
    id: str
    customer: str
    channel: str
    started_at: datetime
    ended_at: datetime
    received: bool
    inquiring: bool
    problem: bool
    problem_recorded: bool


class Presence(NamedTuple):
    """One login of an ID of a shop."""

    row: int
    shop: str
    id: str
    online_at: datetime
    offline_at: datetime


class Payment(NamedTuple):
    """Money paid by the client; `month` is the month it names, as 2020-08, or None."""

    row: int
    paid_on: date
    amount: int
    method: str
    month: str | None


class Action(NamedTuple):
    """What an agent did within or beyond the authority given; `amount` is None where
    none is at stake.
    """

    row: int
    at: datetime
    shop: str
    id: str
    action: str
    amount: int | None
    authorised: bool


class Outage(NamedTuple):
    """Time in which a shop's platform was out of order."""

    row: int
    shop: str
    started_at: datetime
    ended_at: datetime


class Bill(NamedTuple):
    """What the provider billed for a month."""

    row: int
    month: str
    amount: int
