"""Make the sample records: five invented months of chats in three web shops.

    python sample_data/make.py

It writes `records` (daily counts alone), `all_records` (every record file, with breaches and
slips planted in them) and `planted.yaml` (what is planted, just as `check` finds it). The chats
come first, from chats.py; the rest follows from them and from the tables in planted.py. Every run
on every machine makes the same bytes.

To add a record file, write a type for its rows in rows.py and a function here that returns them,
and name it in `AllRecords` and in `all_records`.
"""

import csv
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from chats import (
    TERM,
    at_work,
    between,
    happens,
    numbered,
    seconds,
    sessions_of,
    whole_number,
)
from planted import (
    ABSENCES,
    EARLIER,
    LATER,
    MISCOUNTED,
    NOT_RECORDED,
    OTHER_SHOP_ACTION,
    OTHER_SHOP_RECEPTIONS,
    OUTAGES,
    PLANTED_CHATS,
    SHORT,
    UNAUTHORISED,
    planted,
    yaml,
)
from rows import (
    Action,
    AllRecords,
    Bill,
    Chats,
    Login,
    Payment,
    Reception,
    Seats,
    Session,
    Span,
    moment,
    yuan,
)

FOLDER = Path(__file__).resolve().parent
PRESENCE_SEED = 20210801
ACTIONS_SEED = 20220801

# The client adds a seat for the week of 11.11.
ADDED_SEATS = [(date(2020, 11, 9), 1), (date(2020, 11, 16), 0)]

# An ID logs in for the early shift and again for the late one; both some minutes around the shift.
COMES = ("08:30", "08:59")
HANDS_OVER = ("17:55", "18:05")
GOES = ("22:01", "22:30")
BREAKS = [("12:30", "13:00"), ("19:00", "19:30")]
STAGGERED = (
    "taobao"  # half of its IDs take the first half of a break, the others the second
)
TO_BREAK_SECONDS = (
    0,
    180,
)  # so much after the break begins; so much before its end back
# The first ID of a shop is there all day. The others pause in the afternoon and may be missing for
# some minutes between the shifts.
PAUSE = ("14:00", "16:30")
PAUSE_SECONDS = (600, 1500)
GAP_SECONDS = (0, 300)
TWICE_LOGGED_IN = (
    0.03  # of the handovers: the late shift logs in before the early one is out
)
TWICE_SECONDS = (60, 240)

# One problem in so many leads to an action, in turn one of these.
PROBLEMS_TO_AN_ACTION = 20
ACTIONS = ["refund", "address_change", "coupon"]
REFUND_FEN = (600, 6000)
COUPONS = [5, 10, 20]

# What the agreement charges, in CNY: the fee of a month, and the surcharge for each day of a run of
# more than two days.
FEE = 1500
SURCHARGE = 100
RUN_DAYS = 2
MONTHS = list(dict.fromkeys(f"{day:%Y-%m}" for day in TERM))


class Reading(NamedTuple):
    """How persons are counted, and how many make a day busy."""

    per_id: bool
    least: int


# The statement charges days above 100, each customer once a shop. The provider bills days of at
# least 100, each customer once an ID.
STATED = Reading(per_id=False, least=101)
BILLED = Reading(per_id=True, least=100)


# Record files


def receptions(sessions: Chats) -> list[Reception]:
    """A row for each day and each ID at work."""
    return [
        reception(
            day, shop, account, [chat for chat in chats_of_day if chat.id == account]
        )
        for day, chats_of_day in sessions.items()
        for shop, accounts in at_work(day).items()
        for account in accounts
    ]


def reception(day: date, shop: str, account: str, sessions: list[Session]) -> Reception:
    """Distinct customers of one ID on one calendar day, at whatever hour they wrote."""
    asked = {session.customer for session in sessions}
    received = {session.customer for session in sessions if session.received}
    inquiring = {
        session.customer
        for session in sessions
        if session.received and session.inquiring
    }
    return Reception(day, shop, account, len(asked), len(received), len(inquiring))


def seats() -> list[Seats]:
    """A row for each date on which the number of added seats changes."""
    return [Seats(day, added) for day, added in ADDED_SEATS]


def all_sessions(sessions: Chats) -> list[Session]:
    """All chats in order of time, the planted ones among them."""
    more = [planted_chat(*chat) for chat in PLANTED_CHATS]
    days = [*TERM, TERM[-1] + timedelta(days=1)]
    made: list[Session] = []
    for day in days:
        also = [chat for chat in more if chat.started_at.date() == day]
        made += numbered([*sessions.get(day, []), *also])
    for day, shop in NOT_RECORDED:
        number = first_problem(made, day, shop)
        made[number] = made[number]._replace(problem_recorded=False)
    return made


def planted_chat(
    account: str, customer: str, channel: str, day: str, begins: str, ends: str
) -> Session:
    """A chat in which the customer is received and asks before an order."""
    return Session(
        session="",
        shop=account.partition("-")[0],
        id=account,
        customer=customer,
        channel=channel,
        started_at=moment(day, begins),
        ended_at=moment(day, ends),
        received=True,
        inquiring=True,
        problem=False,
        problem_recorded=False,
    )


def first_problem(sessions: list[Session], day: date, shop: str) -> int:
    """Where the day's first problem of the shop stands."""
    return next(
        number
        for number, chat in enumerate(sessions)
        if chat.problem and chat.shop == shop and chat.started_at.date() == day
    )


def all_receptions(sessions: Chats) -> list[Reception]:
    """The receptions, two of them miscounted, and those of another shop."""
    rows = [miscounted(row) for row in receptions(sessions)]
    return sorted([*rows, *OTHER_SHOP_RECEPTIONS], key=lambda row: row.date)


def miscounted(row: Reception) -> Reception:
    """The row with what is counted amiss in it."""
    asked, received, inquiring = MISCOUNTED.get((row.date, row.id), (0, 0, 0))
    return row._replace(
        asked=row.asked + asked,
        received=row.received + received,
        inquiring=row.inquiring + inquiring,
    )


def presence(sessions: Chats) -> list[Login]:
    """Every login: each shop is covered in service hours but for the absences and quiet breaks."""
    return [
        Login(shop, account, *span)
        for number, (day, chats_of_day) in enumerate(sessions.items())
        for rng in [random.Random(PRESENCE_SEED + number)]
        for shop, accounts in at_work(day).items()
        for place, account in enumerate(accounts)
        for span in online(
            rng, day, shop, place, [c for c in chats_of_day if c.id == account]
        )
    ]


def online(
    rng: random.Random, day: date, shop: str, place: int, chats_of_id: list[Session]
) -> list[Span]:
    """When an ID is online on a day; `place` is its place among the shop's IDs at work, from 0."""
    offline = [
        *rests(rng, day, place if shop == STAGGERED else None, chats_of_id),
        *pauses(rng, day, place),
        *absences(day, shop, place),
    ]
    return without(shifts(rng, day, place), offline)


def shifts(rng: random.Random, day: date, place: int) -> list[Span]:
    """The logins of the early and the late shift, before anything is taken out."""
    comes, hands_over, goes = (
        between(rng, day, clocks) for clocks in (COMES, HANDS_OVER, GOES)
    )
    gap = seconds(rng, GAP_SECONDS) if place else timedelta()
    if happens(rng, TWICE_LOGGED_IN):
        gap = -seconds(rng, TWICE_SECONDS)
    return [(comes, hands_over), (hands_over + gap, goes)]


def rests(
    rng: random.Random, day: date, place: int | None, chats_of_id: list[Session]
) -> list[Span]:
    """The breaks that an ID takes: none in which a chat of its own is open.

    `place` chooses a half of each break; None: the whole of it.
    """
    taken = []
    for clocks in BREAKS:
        opens, closes = (moment(day, clock) for clock in clocks)
        if place is not None:
            middle = opens + (closes - opens) / 2
            opens, closes = (middle, closes) if place % 2 else (opens, middle)
        rest = (
            opens + seconds(rng, TO_BREAK_SECONDS),
            closes - seconds(rng, TO_BREAK_SECONDS),
        )
        if not any(
            chat.started_at < closes and opens < chat.ended_at for chat in chats_of_id
        ):
            taken.append(rest)
    return taken


def pauses(rng: random.Random, day: date, place: int) -> list[Span]:
    """The afternoon's pause of every ID but the first."""
    begins = between(rng, day, PAUSE)
    return [(begins, begins + seconds(rng, PAUSE_SECONDS))] if place else []


def absences(day: date, shop: str, place: int) -> list[Span]:
    """The planted absences of an ID on a day, longer for every place after the first."""
    return [
        (absence.starts - place * EARLIER, absence.ends + place * LATER)
        for absence in ABSENCES
        if absence.shop == shop and absence.starts.date() == day
    ]


def without(spans: list[Span], gaps: Iterable[Span]) -> list[Span]:
    """What is left of the spans when the gaps are taken out."""
    for first, last in gaps:
        parts = [
            part
            for start, end in spans
            for part in ((start, min(end, first)), (max(start, last), end))
        ]
        spans = [(start, end) for start, end in parts if start < end]
    return spans


def actions(sessions: list[Session]) -> list[Action]:
    """What some of the problems led to, all of it authorised but for one price."""
    rng = random.Random(ACTIONS_SEED)
    problems = [chat for chat in sessions if chat.problem][::PROBLEMS_TO_AN_ACTION]
    made = [
        action(rng, chat, ACTIONS[number % len(ACTIONS)])
        for number, chat in enumerate(problems)
    ]
    return sorted([*made, UNAUTHORISED, OTHER_SHOP_ACTION], key=lambda row: row.at)


def action(rng: random.Random, chat: Session, kind: str) -> Action:
    """A small refund, a coupon or a changed address at the end of a chat."""
    amounts = {
        "refund": yuan(whole_number(rng, *REFUND_FEN) / 100),
        "coupon": yuan(COUPONS[whole_number(rng, 0, len(COUPONS))]),
    }
    return Action(chat.ended_at, chat.shop, chat.id, kind, amounts.get(kind, ""), True)


def surcharges(sessions: Chats, reading: Reading) -> dict[str, int]:
    """Each month's surcharge: for all days of every run of busy days that lasts long enough."""
    charged: Counter[str] = Counter()
    busy = {
        day: persons(chats, reading) >= reading.least for day, chats in sessions.items()
    }
    for is_busy, days in groupby(TERM, key=lambda day: busy[day]):
        run = list(days)
        if is_busy and len(run) > RUN_DAYS:
            charged.update(f"{day:%Y-%m}" for day in run)
    return {month: SURCHARGE * charged[month] for month in MONTHS}


def persons(sessions: list[Session], reading: Reading) -> int:
    """Persons received on a day."""
    received = [chat for chat in sessions if chat.received]
    return len(
        {(chat.shop, reading.per_id and chat.id, chat.customer) for chat in received}
    )


def payments(sessions: Chats) -> list[Payment]:
    """What the client pays; a month's surcharge, where there is one, with the next month's fee."""
    surcharge = surcharges(sessions, STATED)
    return [
        Payment(date(2020, 8, 10), yuan(900), "wechat", "2020-08"),
        Payment(date(2020, 8, 20), yuan(FEE - 900), "alipay", "2020-08"),  # late
        Payment(date(2020, 9, 11), yuan(FEE), "wechat", "2020-09"),
        Payment(date(2020, 10, 12), yuan(surcharge["2020-09"]), "wechat", ""),
        Payment(
            date(2020, 10, 12), yuan(FEE - SHORT), "bank_transfer", "2020-10"
        ),  # short
        Payment(date(2020, 11, 13), yuan(FEE), "cash", "2020-11"),  # not agreed
        Payment(date(2020, 11, 13), yuan(surcharge["2020-10"]), "alipay", "2020-10"),
        Payment(date(2020, 12, 11), yuan(FEE), "bank_transfer", "2020-12"),
        Payment(
            date(2020, 12, 21), yuan(surcharge["2020-11"]), "wechat", "2020-11"
        ),  # late
    ]


def totals(sessions: Chats, reading: Reading) -> dict[str, str]:
    """What each month comes to."""
    return {
        month: yuan(FEE + more) for month, more in surcharges(sessions, reading).items()
    }


def records(sessions: Chats) -> dict[str, Sequence[NamedTuple]]:
    """The daily counts and the seats, with nothing planted but the totals."""
    return {"receptions": receptions(sessions), "seats": seats()}


def all_records(sessions: Chats) -> AllRecords:
    """Every record, with all that is planted."""
    chats = all_sessions(sessions)
    return AllRecords(
        sessions=chats,
        receptions=all_receptions(sessions),
        seats=seats(),
        presence=presence(sessions),
        payments=payments(sessions),
        actions=actions(chats),
        outages=OUTAGES,
        bills=[Bill(*billed) for billed in totals(sessions, BILLED).items()],
    )


# Writing


def write_all(folder: Path, records: Mapping[str, Sequence[NamedTuple]]) -> None:
    """A folder of record files."""
    folder.mkdir(exist_ok=True)
    for name, rows in records.items():
        write(folder / f"{name}.csv", rows)


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
    """Write both folders of records, and what is planted in the second."""
    sessions = {day: sessions_of(day) for day in TERM}
    everything = all_records(sessions)
    findings = planted(everything, totals(sessions, STATED))
    write_all(FOLDER / "records", records(sessions))
    write_all(FOLDER / "all_records", everything._asdict())
    (FOLDER / "planted.yaml").write_text(yaml(findings), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
