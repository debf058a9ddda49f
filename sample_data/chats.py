"""The invented chats: who writes to whom and when, day by day.

Random numbers are taken from `random()` alone, the one sequence that Python promises to keep for a
seed, so every machine makes the same chats.
"""

import random
from bisect import bisect
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import NamedTuple, TypeVar

from rows import OFFICIAL, Session, moment

T = TypeVar("T")

SEED = 20200801

TERM = [date(2020, 8, 1) + timedelta(days=number) for number in range(153)]

# Of a hundred customers, how many write to each ID.
SHOPS = {
    "taobao": {"taobao-01": 22, "taobao-02": 18, "taobao-03": 12},
    "jd": {"jd-01": 18, "jd-02": 12},
    "suning": {"suning-01": 14, "suning-02": 4},
}

# An ID on leave has no row in the receptions. An idle one is at work, but nobody is sent to it: a
# row of zeros.
ON_LEAVE = [
    ("taobao-02", date(2020, 8, 24), date(2020, 8, 28)),
    ("jd-02", date(2020, 9, 12), date(2020, 9, 13)),
    ("taobao-03", date(2020, 10, 1), date(2020, 10, 5)),
    ("suning-02", date(2020, 10, 6), date(2020, 10, 8)),
    ("jd-01", date(2020, 11, 23), date(2020, 11, 25)),
    ("suning-02", date(2020, 12, 21), date(2020, 12, 25)),
]
IDLE = [("suning-02", date(2020, 10, 1), date(2020, 10, 4))]

# Persons received on an ordinary day: the month's level times the weekday's factor (Monday first),
# kept in the band.
LEVEL = {8: 82, 9: 85, 10: 89, 11: 92, 12: 92}
WEEKDAY = [1.05, 1.12, 1.07, 1.03, 0.96, 0.87, 0.92]
BAND = (75, 99)
NATIONAL_DAY_WEEK = (date(2020, 10, 1), date(2020, 10, 8))
QUIET = 0.5  # of the ordinary, in that week
SUCCESSES = 400  # of the negative binomial: variance = mean + mean² / 400

# Exact totals of persons received, from the first date on. All other days stay in the band, so
# these are all the days of 100 and more.
PLANTED = [
    (date(2020, 8, 12), [100]),  # exactly 100, alone
    (date(2020, 8, 19), [101, 117]),  # 2 days over 100
    (
        date(2020, 8, 30),
        [108, 124, 101],
    ),  # 3 days over 100, the third just so, over a month's end
    (date(2020, 9, 16), [100, 101, 102]),  # 2 days above 100, 3 days of at least 100
    (date(2020, 9, 22), [104, 118, 131, 126, 113, 102]),  # 6 days over 100
    (date(2020, 10, 20), [103, 119, 138, 127, 121, 114, 106]),  # 7 days over 100
    (date(2020, 11, 1), [147, 121, 104]),  # the first wave of 11.11
    # 11.11: exactly 200 on the 7th, then 6 days above 200, the last of them exactly 201; so 7 days
    # of at least 200
    (
        date(2020, 11, 5),
        [128, 161, 200, 214, 226, 263, 447, 289, 201, 173, 146, 125, 109],
    ),
    (date(2020, 12, 10), [112, 147, 268, 139, 106]),  # 12.12
]

# Of a hundred chats, how many begin in each part of the day. Service hours are 09:00 to 22:00.
HOURS = {
    ("08:40", "09:00"): 2,
    ("09:00", "12:00"): 27,
    ("12:00", "14:00"): 13,
    ("14:00", "18:00"): 27,
    ("18:00", "20:00"): 12,
    ("20:00", "22:00"): 17,
    ("22:00", "22:30"): 2,
}
CHAT_SECONDS = (90, 1200)
BACK_AFTER_SECONDS = (3600, 7200)
NOBODY_BACK_FROM = (
    20  # o'clock: who writes first at that hour or later does not come back that day
)

# How often it happens.
NOT_RECEIVED = 0.12  # customers who wrote and were not received, for each one received
INQUIRING = 0.70  # of the customers received
TWO_IDS = 0.04  # a customer who has already written to another ID of the shop that day
COMES_BACK = 0.05  # a second chat with the same ID, later that day
PROBLEM = 0.05  # of the chats
CUSTOMERS = 6000  # of each shop


class Visit(NamedTuple):
    """One customer with one ID on one day."""

    shop: str
    id: str
    customer: str
    received: bool
    inquiring: bool


# Draws


def happens(rng: random.Random, share: float) -> bool:
    """True in this share of all cases."""
    return rng.random() < share


def whole_number(rng: random.Random, low: int, high: int) -> int:
    """A whole number from low up to, but not including, high."""
    return low + int(rng.random() * (high - low))


def pick(rng: random.Random, weights: dict[T, int]) -> T:
    """One of the keys, each as often as its weight says."""
    ends = list(accumulate(weights.values()))
    return list(weights)[bisect(ends, whole_number(rng, 0, ends[-1]))]


def negative_binomial(rng: random.Random, mean: float) -> int:
    """The failures before the last success: a count more varied than a Poisson one."""
    chance = SUCCESSES / (SUCCESSES + mean)
    failures = successes = 0
    while successes < SUCCESSES:
        if happens(rng, chance):
            successes += 1
        else:
            failures += 1
    return failures


def between(rng: random.Random, day: date, clocks: tuple[str, str]) -> datetime:
    """A time of the day from the first clock up to, but not including, the second."""
    opens, closes = (moment(day, clock) for clock in clocks)
    return opens + seconds(rng, (0, (closes - opens).seconds))


def seconds(rng: random.Random, bounds: tuple[int, int]) -> timedelta:
    """A length of time from the first up to, but not including, the second."""
    return timedelta(seconds=whole_number(rng, *bounds))


# Days: how many customers, and who is at work


def planted_totals() -> dict[date, int]:
    """The days whose total is fixed."""
    return {
        first + timedelta(days=n): total
        for first, totals in PLANTED
        for n, total in enumerate(totals)
    }


def ordinary_total(rng: random.Random, day: date) -> int:
    """Persons received on a day that is not planted; a draw outside the band is drawn again."""
    first, last = NATIONAL_DAY_WEEK
    share = QUIET if first <= day <= last else 1
    low, high = BAND
    while True:
        total = negative_binomial(
            rng, LEVEL[day.month] * WEEKDAY[day.weekday()] * share
        )
        if low * share <= total <= high * share:
            return total


def on(day: date, stretches: list[tuple[str, date, date]]) -> set[str]:
    """The IDs that the stretches name on this day."""
    return {account for account, first, last in stretches if first <= day <= last}


def at_work(day: date) -> dict[str, dict[str, int]]:
    """The IDs at work, by shop, with their weights; an idle ID weighs nothing."""
    away, idle = on(day, ON_LEAVE), on(day, IDLE)
    return {
        shop: {
            account: 0 if account in idle else weight
            for account, weight in accounts.items()
            if account not in away
        }
        for shop, accounts in SHOPS.items()
    }


# Chats


def visits(rng: random.Random, day: date, total: int) -> list[Visit]:
    """A day's visits: exactly `total` received, and some more that are not."""
    working = at_work(day)
    not_received = sum(happens(rng, NOT_RECEIVED) for _ in range(total))
    written_to: dict[str, dict[str, set[str]]] = {
        shop: {} for shop in SHOPS
    }  # shop, customer, IDs
    made = []
    for number in range(total + not_received):
        shop = pick(
            rng, {shop: sum(accounts.values()) for shop, accounts in SHOPS.items()}
        )
        account = pick(rng, working[shop])
        customer = who_writes(rng, shop, account, written_to[shop])
        received = number < total
        made.append(
            Visit(
                shop, account, customer, received, received and happens(rng, INQUIRING)
            )
        )
    return made


def who_writes(
    rng: random.Random, shop: str, account: str, written_to: dict[str, set[str]]
) -> str:
    """A customer who has not yet written to this ID today, now and then one known to another ID."""
    known = [
        customer for customer, accounts in written_to.items() if account not in accounts
    ]
    if known and happens(rng, TWO_IDS):
        customer = known[whole_number(rng, 0, len(known))]
    else:
        customer = new_customer(rng, shop, written_to)
    written_to.setdefault(customer, set()).add(account)
    return customer


def new_customer(rng: random.Random, shop: str, written_to: dict[str, set[str]]) -> str:
    """A customer of the shop who has not yet written today."""
    while True:
        customer = f"{shop[0]}{whole_number(rng, 0, CUSTOMERS):04}"
        if customer not in written_to:
            return customer


def chats(rng: random.Random, day: date, visit: Visit) -> list[Session]:
    """The chats of one visit: one, or a second one later, on an order, no longer an inquiry."""
    starts_at = between(rng, day, pick(rng, HOURS))
    first = chat(rng, visit, starts_at)
    if starts_at.hour >= NOBODY_BACK_FROM or not happens(rng, COMES_BACK):
        return [first]
    later = starts_at + seconds(rng, BACK_AFTER_SECONDS)
    return [first, chat(rng, visit._replace(inquiring=False), later)]


def chat(rng: random.Random, visit: Visit, starts_at: datetime) -> Session:
    """One chat of a visit, not yet numbered."""
    problem = happens(rng, PROBLEM)
    return Session(
        session="",
        shop=visit.shop,
        id=visit.id,
        customer=visit.customer,
        channel=OFFICIAL,
        started_at=starts_at,
        ended_at=starts_at + seconds(rng, CHAT_SECONDS),
        received=visit.received,
        inquiring=visit.inquiring,
        problem=problem,
        problem_recorded=problem,
    )


def sessions_of(day: date) -> list[Session]:
    """A day's chats in order of time.

    Each day has its own seed: what is changed on one leaves the others as they are.
    """
    rng = random.Random(SEED + (day - TERM[0]).days)
    total = planted_totals().get(day) or ordinary_total(rng, day)
    made = [
        session
        for visit in visits(rng, day, total)
        for session in chats(rng, day, visit)
    ]
    return numbered(made)


def numbered(sessions: Iterable[Session]) -> list[Session]:
    """A day's chats in order of time, each with its number."""
    ordered = sorted(
        sessions, key=lambda chat: (chat.started_at, chat.id, chat.customer)
    )
    return [
        chat._replace(session=f"{chat.started_at:%y%m%d}-{number:03}")
        for number, chat in enumerate(ordered, 1)
    ]
