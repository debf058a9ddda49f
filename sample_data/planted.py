"""What is planted in all_records: the tables that make.py plants from, and the findings they come to.

Each finding is one that `check` makes, once; beside them it finds no other breach. A finding's keys
and values here are its own there; only `sentence` is added.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from chats import TERM
from rows import (
    OFFICIAL,
    Action,
    AllRecords,
    Bill,
    Outage,
    Payment,
    Reception,
    Session,
    moment,
    yuan,
)

Plant = dict[str, object]


class Absence(NamedTuple):
    """Time in which all IDs of a shop are offline."""

    shop: str
    starts: datetime
    ends: datetime


# Tables


# Two chats off the platform and one after the term, all of customers who never wrote before: ID,
# customer, channel, date, from, to. On 20 Oct exactly 100 persons are received, counted once a shop:
# the telephone call must not make them 101.
PLANTED_CHATS = [
    ("jd-01", "j6000", "wechat", "2020-09-27", "16:20:05", "16:31:40"),
    ("taobao-02", "t6000", "telephone", "2020-10-20", "14:05:20", "14:11:35"),
    ("taobao-01", "t6001", OFFICIAL, "2021-01-01", "08:52:10", "08:58:45"),
]

# Of each, the day's first problem of the shop is not recorded.
NOT_RECORDED = [
    (date(2020, 8, 21), "taobao"),
    (date(2020, 10, 13), "jd"),
    (date(2020, 12, 4), "suning"),
]

# What the receptions say beyond the chats: asked, received, inquiring.
MISCOUNTED = {
    (date(2020, 9, 9), "jd-01"): (0, -2, 0),
    (date(2020, 11, 12), "taobao-02"): (9, 9, 0),
}

# A shop that the agreement does not name.
OTHER_SHOP_RECEPTIONS = [
    Reception(date(2020, 10, 15), "pdd", "pdd-01", 14, 12, 9),
    Reception(date(2020, 10, 15), "pdd", "pdd-02", 9, 8, 5),
    Reception(date(2020, 10, 15), "pdd", "pdd-03", 6, 6, 4),
]
OTHER_SHOP_ACTION = Action(
    moment("2020-10-16", "11:24:00"), "pdd", "pdd-01", "coupon", "5.00", True
)

UNAUTHORISED = Action(
    moment("2020-11-10", "15:42:00"), "jd", "jd-01", "price_change", "120.00", False
)

# The first excuses a part of an absence, the second falls outside service hours, the third excuses
# a whole absence.
OUTAGES = [
    Outage("taobao", moment("2020-10-27", "15:00"), moment("2020-10-27", "15:40")),
    Outage("suning", moment("2020-11-11", "23:30"), moment("2020-11-11", "23:55")),
    Outage("jd", moment("2020-11-19", "10:10"), moment("2020-11-19", "10:45")),
]

# The first ID of the shop is offline just then; each further one leaves earlier and is back later.
ABSENCES = [
    Absence("taobao", moment("2020-08-09", "12:40"), moment("2020-08-09", "12:57")),
    Absence("jd", moment("2020-09-08", "10:15"), moment("2020-09-08", "10:40")),
    Absence("taobao", moment("2020-10-27", "15:00"), moment("2020-10-27", "15:55")),
    Absence("suning", moment("2020-11-18", "12:20"), moment("2020-11-18", "13:10")),
    Absence("jd", moment("2020-11-19", "10:15"), moment("2020-11-19", "10:40")),
    Absence("suning", moment("2020-11-20", "17:50"), moment("2020-11-20", "18:10")),
]
EARLIER, LATER = timedelta(minutes=4), timedelta(minutes=6)

# What of the absences is a breach, worked out by hand. On 9 Aug the first ID was on its break before.
OFFLINE = {
    (
        "offline_in_break",
        "taobao",
        "2020-08-09",
        "12:45:48",
        "12:53:17",
        "7 min 29 s",
    ): (
        "Nobody is online from 12:36 to 12:57, in the noon break, and a chat is open then."
    ),
    ("offline", "jd", "2020-09-08", "10:15", "10:40", "25 min"): (
        "Nobody is online in the morning."
    ),
    ("offline", "taobao", "2020-10-27", "15:40", "15:55", "15 min"): (
        "Nobody is online from 15:00 to 15:55; an outage excuses it until 15:40."
    ),
    ("offline", "suning", "2020-11-18", "12:20", "12:30", "10 min"): (
        "Nobody is online from 12:20 to 13:10; this is before the noon break, which is quiet."
    ),
    ("offline", "suning", "2020-11-18", "13:00", "13:10", "10 min"): (
        "Nobody is online from 12:20 to 13:10; this is after the noon break, which is quiet."
    ),
    ("offline", "suning", "2020-11-20", "17:50", "18:10", "20 min"): (
        "Nobody is online over the change of shifts."
    ),
}

# So much of October's fee is not paid with the rest, in CNY.
SHORT = 200

# The last dates to pay: before the 15th, on a working day; a surcharge with the next month's fee.
FEE_DUE = {
    "2020-08": date(2020, 8, 14),
    "2020-10": date(2020, 10, 14),
    "2020-11": date(2020, 11, 16),
    "2020-12": date(2020, 12, 14),
}
AS_OF = date(2021, 1, 1)  # the latest date in the records

# What the provider reads otherwise than the agreement's default when it bills.
HIDDEN_READINGS = {"same_person": "once_per_id", "bound": "at_least"}


# Findings


CLAUSES = {
    "off_platform": "1.1",
    "problem_not_recorded": "1.1",
    "unknown_shop": "1.2",
    "offline": "1.4(1)",
    "counts_differ": "1.4(2)",
    "offline_in_break": "1.4(3)",
    "beyond_authority": "1.5",
    "paid_late": "2.1",
    "paid_short": "2.1",
    "payment_method": "2.1",
    "bill_differs": "2.2",
    "outside_term": "3",
}


def planted(records: AllRecords, stated: dict[str, str]) -> list[Plant]:
    """Every planted finding, in the order of the clauses; `stated`: what each month comes to."""
    made = [
        *planted_sessions(records.sessions),
        *planted_other_shop(records),
        *planted_offline(),
        *planted_counts(records.receptions),
        *planted_authority(records.actions),
        *planted_payments(records.payments),
        *planted_bills(records.bills, stated),
    ]
    order = list(CLAUSES)
    return sorted(made, key=lambda plant: order.index(str(plant["code"])))


def plant(
    code: str, shop: str | None, first: date, last: date | None, **more: object
) -> Plant:
    """One planted finding, from when to when."""
    stamps = {"from": first.isoformat(), "to": last and last.isoformat()}
    return {"code": code, "clause": CLAUSES[code], "shop": shop, **stamps, **more}


def place(record: str, rows: Sequence[NamedTuple], row: NamedTuple) -> str:
    """Where a row stands in its file."""
    return f"{record}.csv:{rows.index(row) + 2}"


def planted_sessions(sessions: list[Session]) -> list[Plant]:
    """1.1, 3: chats off the platform, problems not recorded, a chat after the term."""
    made = []
    for chat in sessions:
        if chat.channel != OFFICIAL:
            why = f"A customer was served by {chat.channel}."
            made.append(in_chat("off_platform", sessions, chat, why))
        if chat.problem and not chat.problem_recorded:
            why = "A problem was not recorded."
            made.append(in_chat("problem_not_recorded", sessions, chat, why))
        if (day := chat.started_at.date()) > TERM[-1]:
            why = "A customer was served on the day after the term."
            made.append(
                left_out("outside_term", "sessions", sessions, [chat], day, why)
            )
    return made


def in_chat(code: str, sessions: list[Session], chat: Session, why: str) -> Plant:
    """A breach in one chat."""
    return plant(
        code,
        chat.shop,
        chat.started_at,
        chat.started_at,
        session=chat.session,
        measured=chat.channel if code == "off_platform" else "not recorded",
        rows=[place("sessions", sessions, chat)],
        sentence=why,
    )


def planted_other_shop(records: AllRecords) -> list[Plant]:
    """1.2: rows of a shop that the agreement does not name."""
    counts, action = OTHER_SHOP_RECEPTIONS, OTHER_SHOP_ACTION
    why = f"The agreement names no shop {action.shop}."
    return [
        left_out(
            "unknown_shop",
            "receptions",
            records.receptions,
            counts,
            counts[0].date,
            why,
        ),
        left_out(
            "unknown_shop", "actions", records.actions, [action], action.at.date(), why
        ),
    ]


def left_out(
    code: str,
    record: str,
    rows: Sequence[NamedTuple],
    chosen: Sequence[Session | Reception | Action],
    day: date,
    why: str,
) -> Plant:
    """Rows of one shop and date of a record that the agreement does not cover."""
    return plant(
        code,
        chosen[0].shop,
        day,
        day,
        file=f"{record}.csv",
        count=len(chosen),
        rows=[place(record, rows, row) for row in chosen],
        sentence=why,
    )


def planted_offline() -> list[Plant]:
    """1.4(1), 1.4(3): when nobody was online."""
    return [
        plant(
            code,
            shop,
            moment(day, first),
            moment(day, last),
            measured=lasted,
            sentence=why,
        )
        for (code, shop, day, first, last, lasted), why in OFFLINE.items()
    ]


def planted_counts(receptions: list[Reception]) -> list[Plant]:
    """1.4(2): receptions that say more or less than the chats."""
    made = []
    for row in receptions:
        if beyond := MISCOUNTED.get((row.date, row.id)):
            asked, received, inquiring = beyond
            chats = f"{row.received - received}/{row.asked - asked}/{row.inquiring - inquiring}"
            more: Plant = {
                "id": row.id,
                "measured": chats,
                "allowed": f"{row.received}/{row.asked}/{row.inquiring}",
                "rows": [place("receptions", receptions, row)],
                "sentence": "Received/asked/inquiring: by the sessions, and by the receptions.",
            }
            made.append(plant("counts_differ", row.shop, row.date, row.date, **more))
    return made


def planted_authority(actions: list[Action]) -> list[Plant]:
    """1.5: an action that was not authorised."""
    row = UNAUTHORISED
    return [
        plant(
            "beyond_authority",
            row.shop,
            row.at,
            row.at,
            action=row.action,
            measured=row.amount,
            rows=[place("actions", actions, row)],
            sentence="An agent changed a price without authority.",
        )
    ]


def planted_payments(payments: list[Payment]) -> list[Plant]:
    """2.1: what is paid late, short or by another method.

    A payment that names October goes to October's fee first: what is paid for its surcharge makes up
    the fee, late, and it is the surcharge that stays short.
    """
    _, august, _, _, _, cash, october, _, november = payments
    return [
        paid_late(
            payments, august, ("2020-08", "base", FEE_DUE["2020-08"]), august.amount
        ),
        paid_late(
            payments, october, ("2020-10", "base", FEE_DUE["2020-10"]), yuan(SHORT)
        ),
        paid_late(
            payments,
            november,
            ("2020-11", "other", FEE_DUE["2020-12"]),
            november.amount,
        ),
        plant(
            "paid_short",
            None,
            FEE_DUE["2020-11"],
            AS_OF,
            month="2020-10",
            charge="other",
            amount=yuan(SHORT),
            measured=yuan(float(october.amount) - SHORT),
            allowed=october.amount,
            sentence="What was short of October's fee was never made up; its surcharge lacks it.",
        ),
        plant(
            "payment_method",
            None,
            cash.paid_on,
            cash.paid_on,
            measured=cash.method,
            rows=[place("payments", payments, cash)],
            sentence="November's fee was paid in cash.",
        ),
    ]


def paid_late(
    payments: list[Payment], row: Payment, charge: tuple[str, str, date], amount: str
) -> Plant:
    """What of a payment came late for a charge: its month, its kind and when it was due."""
    month, kind, due = charge
    days = (row.paid_on - due).days
    return plant(
        "paid_late",
        None,
        due,
        row.paid_on,
        month=month,
        charge=kind,
        amount=amount,
        measured=f"{days} days",
        rows=[place("payments", payments, row)],
        sentence=f"CNY {amount} for {month} was paid {days} days late.",
    )


def planted_bills(bills: list[Bill], stated: dict[str, str]) -> list[Plant]:
    """2.2: months billed by other readings, to another amount."""
    return [
        plant(
            "bill_differs",
            None,
            date.fromisoformat(f"{bill.month}-01"),
            None,
            month=bill.month,
            measured=bill.amount,
            allowed=stated[bill.month],
            rows=[place("bills", bills, bill)],
            sentence="The provider counts once an ID and charges from exactly 100 on.",
        )
        for bill in bills
        if bill.amount != stated[bill.month]
    ]


HEAD = """\
# What is planted in all_records, each once; made by make.py. The keys, but for `sentence`, are those
# of the finding that `check` makes of it on agreement.yaml, and so are the values.
# hidden_readings: by which the provider billed; the agreement's default readings are others.
"""


def yaml(plants: list[Plant]) -> str:
    """The planted findings as YAML, each value as JSON spells it."""
    lines = [f"hidden_readings: {json.dumps(HIDDEN_READINGS)}", "planted:"]
    for plant in plants:
        spelt = [
            f"{key}: {json.dumps(value, ensure_ascii=False)}"
            for key, value in plant.items()
        ]
        lines += [f"  - {spelt[0]}", *(f"    {line}" for line in spelt[1:])]
    return HEAD + "\n".join(lines) + "\n"
