"""Rows of the sample's record files, one type a file, and the times in them."""

from datetime import date, datetime
from typing import NamedTuple

OFFICIAL = "official_chat"


class Session(NamedTuple):
    """One chat: a row of `sessions`."""

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


class Reception(NamedTuple):
    """One ID's customers of one day: a row of `receptions`."""

    date: date
    shop: str
    id: str
    asked: int
    received: int
    inquiring: int


class Seats(NamedTuple):
    """The seats added from a date on: a row of `seats`."""

    date: date
    added: int


class Login(NamedTuple):
    """One ID's time online: a row of `presence`."""

    shop: str
    id: str
    online_at: datetime
    offline_at: datetime


class Payment(NamedTuple):
    """Money paid by the client: a row of `payments`."""

    paid_on: date
    amount: str
    method: str
    month: str


class Action(NamedTuple):
    """What an agent did for a customer: a row of `actions`."""

    at: datetime
    shop: str
    id: str
    action: str
    amount: str
    authorised: bool


class Outage(NamedTuple):
    """Time in which a shop's platform was out of order: a row of `outages`."""

    shop: str
    started_at: datetime
    ended_at: datetime


class Bill(NamedTuple):
    """What the provider billed for a month: a row of `bills`."""

    month: str
    amount: str


class AllRecords(NamedTuple):
    """Every record file by its name, with its rows."""

    sessions: list[Session]
    receptions: list[Reception]
    seats: list[Seats]
    presence: list[Login]
    payments: list[Payment]
    actions: list[Action]
    outages: list[Outage]
    bills: list[Bill]


Chats = dict[date, list[Session]]
Span = tuple[datetime, datetime]


def moment(day: date | str, clock: str) -> datetime:
    """A time in Shanghai."""
    return datetime.fromisoformat(f"{day}T{clock}+08:00")


def yuan(amount: float) -> str:
    """Money with two decimals."""
    return f"{amount:.2f}"
