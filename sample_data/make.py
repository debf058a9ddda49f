"""Make the sample records: five invented months of chats in three web shops.

    python sample_data/make.py                    write the record files
    python sample_data/make.py --sessions FILE    write the chat sessions behind them as well

The chats come first; the receptions are counted from them. Random numbers are taken from
`random()` alone, the one sequence that Python promises to keep for a seed, so every machine makes
the same bytes.

To add a record file, write a function that returns its rows as named tuples and name it in
`records`.
"""

import argparse
import csv
import random
from bisect import bisect
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple, TypeVar

T = TypeVar("T")

FOLDER = Path(__file__).resolve().parent / "records"
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
    (date(2020, 8, 30), [108, 124, 101]),  # 3 days over 100, the third just so, over a month's end
    (date(2020, 9, 16), [100, 101, 102]),  # 2 days above 100, 3 days of at least 100
    (date(2020, 9, 22), [104, 118, 131, 126, 113, 102]),  # 6 days over 100
    (date(2020, 10, 20), [103, 119, 138, 127, 121, 114, 106]),  # 7 days over 100
    (date(2020, 11, 1), [147, 121, 104]),  # the first wave of 11.11
    # 11.11: exactly 200 on the 7th, then 6 days above 200, the last of them exactly 201; so 7 days
    # of at least 200
    (date(2020, 11, 5), [128, 161, 200, 214, 226, 263, 447, 289, 201, 173, 146, 125, 109]),
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
NOBODY_BACK_FROM = 20  # o'clock: who writes first at that hour or later does not come back that day

# How often it happens.
NOT_RECEIVED = 0.12  # customers who wrote and were not received, for each one received
INQUIRING = 0.70  # of the customers received
TWO_IDS = 0.04  # a customer who has already written to another ID of the shop that day
COMES_BACK = 0.05  # a second chat with the same ID, later that day
PROBLEM = 0.05  # of the chats
PROBLEM_FORGOTTEN = 0.01  # of the problems
CUSTOMERS = 6000  # of each shop

# The client adds a seat for the week of 11.11.
ADDED_SEATS = [(date(2020, 11, 9), 1), (date(2020, 11, 16), 0)]


class Visit(NamedTuple):
    """One customer with one ID on one day."""

    shop: str
    id: str
    customer: str
    received: bool
    inquiring: bool


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
        total = negative_binomial(rng, LEVEL[day.month] * WEEKDAY[day.weekday()] * share)
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
    written_to: dict[str, dict[str, set[str]]] = {shop: {} for shop in SHOPS}  # shop, customer, IDs
    made = []
    for number in range(total + not_received):
        shop = pick(rng, {shop: sum(accounts.values()) for shop, accounts in SHOPS.items()})
        account = pick(rng, working[shop])
        customer = who_writes(rng, shop, account, written_to[shop])
        received = number < total
        made.append(Visit(shop, account, customer, received, received and happens(rng, INQUIRING)))
    return made


def who_writes(rng: random.Random, shop: str, account: str, written_to: dict[str, set[str]]) -> str:
    """A customer who has not yet written to this ID today, now and then one known to another ID."""
    known = [customer for customer, accounts in written_to.items() if account not in accounts]
    if known and happens(rng, TWO_IDS):
        customer = known[whole_number(rng, 0, len(known))]
    else:
        customer = new_customer(rng, shop, written_to)
    written_to.setdefault(customer, set()).add(account)
    return customer


def new_customer(rng: random.Random, shop: str, written_to: dict[str, set[str]]) -> str:
    """A customer of the shop who has not yet written today."""
    while True:
        customer = f"{shop}-c{whole_number(rng, 0, CUSTOMERS):04}"
        if customer not in written_to:
            return customer


def chats(rng: random.Random, day: date, visit: Visit) -> list[Session]:
    """The chats of one visit: one, or a second one later, on an order, no longer an inquiry."""
    starts_at = start(rng, day)
    first = chat(rng, visit, starts_at)
    if starts_at.hour >= NOBODY_BACK_FROM or not happens(rng, COMES_BACK):
        return [first]
    later = starts_at + timedelta(seconds=whole_number(rng, *BACK_AFTER_SECONDS))
    return [first, chat(rng, visit._replace(inquiring=False), later)]


def start(rng: random.Random, day: date) -> datetime:
    """When a chat begins, by the rhythm of the day."""
    opens, closes = (datetime.fromisoformat(f"{day}T{time}+08:00") for time in pick(rng, HOURS))
    return opens + timedelta(seconds=whole_number(rng, 0, (closes - opens).seconds))


def chat(rng: random.Random, visit: Visit, starts_at: datetime) -> Session:
    """One chat of a visit, not yet numbered."""
    problem = happens(rng, PROBLEM)
    return Session(
        session="",
        shop=visit.shop,
        id=visit.id,
        customer=visit.customer,
        channel="official_chat",
        started_at=starts_at,
        ended_at=starts_at + timedelta(seconds=whole_number(rng, *CHAT_SECONDS)),
        received=visit.received,
        inquiring=visit.inquiring,
        problem=problem,
        problem_recorded=problem and not happens(rng, PROBLEM_FORGOTTEN),
    )


def sessions_of(day: date) -> list[Session]:
    """A day's chats in order of time.

    Each day has its own seed: what is changed on one leaves the others as they are.
    """
    rng = random.Random(SEED + (day - TERM[0]).days)
    total = planted_totals().get(day) or ordinary_total(rng, day)
    made = [session for visit in visits(rng, day, total) for session in chats(rng, day, visit)]
    made.sort(key=lambda session: (session.started_at, session.id, session.customer))
    return [
        session._replace(session=f"{day}-{number:03}") for number, session in enumerate(made, 1)
    ]


# Record files


def receptions(sessions: dict[date, list[Session]]) -> list[Reception]:
    """A row for each day and each ID at work."""
    return [
        reception(day, shop, account, [chat for chat in chats_of_day if chat.id == account])
        for day, chats_of_day in sessions.items()
        for shop, accounts in at_work(day).items()
        for account in accounts
    ]


def reception(day: date, shop: str, account: str, sessions: list[Session]) -> Reception:
    """Distinct customers of one ID on one calendar day, at whatever hour they wrote."""
    asked = {session.customer for session in sessions}
    received = {session.customer for session in sessions if session.received}
    inquiring = {session.customer for session in sessions if session.received and session.inquiring}
    return Reception(day, shop, account, len(asked), len(received), len(inquiring))


def seats() -> list[Seats]:
    """A row for each date on which the number of added seats changes."""
    return [Seats(day, added) for day, added in ADDED_SEATS]


def records(sessions: dict[date, list[Session]]) -> dict[str, Sequence[NamedTuple]]:
    """Every record file by its name, with its rows."""
    return {
        "receptions": receptions(sessions),
        "seats": seats(),
    }


def write(path: Path, rows: Sequence[NamedTuple]) -> None:
    """A CSV file whose columns are the rows' fields."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(rows[0]._fields)
        writer.writerows([cell(value) for value in row] for row in rows)


def cell(value: object) -> object:
    """A value as a record file spells it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else value


def main() -> None:
    """Write the record files, and the sessions where a file is named for them."""
    parser = argparse.ArgumentParser(description="Make the sample records.")
    parser.add_argument(
        "--sessions", type=Path, metavar="FILE", help="write the chat sessions to this CSV file too"
    )
    sessions_file = parser.parse_args().sessions
    sessions = {day: sessions_of(day) for day in TERM}
    FOLDER.mkdir(exist_ok=True)
    for name, rows in records(sessions).items():
        write(FOLDER / f"{name}.csv", rows)
    if sessions_file:
        write(sessions_file, [session for day in TERM for session in sessions[day]])


if __name__ == "__main__":
    main()
