"""A slow second computation of what raw records show, to test the fast one against.

It asks plain questions: who wrote on that day, who was online at that moment, which
charge was open when that payment came. Every docstring quotes the sentences of the
contract's readings that its function computes. A record that is not there is `None`; an
empty list is a record without rows. Dates come out as `date`, times as `datetime` at
+08:00, money as strings. The money itself, the calendar and the runs are the business
of the oracle beside this one.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from fractions import Fraction
from itertools import pairwise

import oracle

SHANGHAI = timezone(timedelta(hours=8))
COUNTS = ("asked", "received", "inquiring")

READINGS = {  # phrase: its readings, the default first
    "festival_days": ("announced_block", "statutory_days"),
    "late_interest": ("lpr_plus_30", "lpr_plus_50", "none"),
    "online_duty": ("each_shop", "any_shop"),
    "outage": ("excused", "strict"),
    "closing_time": ("closes", "finish_open_chats"),
}

LPR = (  # in force from that date on, in per cent
    ("2019-08-20", "4.25"),
    ("2019-09-20", "4.20"),
    ("2019-11-20", "4.15"),
    ("2020-02-20", "4.05"),
    ("2020-04-20", "3.85"),
    ("2021-12-20", "3.80"),
    ("2022-01-20", "3.70"),
    ("2022-08-22", "3.65"),
    ("2023-06-20", "3.55"),
    ("2023-08-21", "3.45"),
    ("2024-07-22", "3.35"),
    ("2024-10-21", "3.10"),
    ("2025-05-20", "3.00"),
)


# ---- small tools
# ----------------------------------------------------------------------------------------------------


def settled(phrase: str, agreement: dict, readings: dict | None) -> str:
    """ "An agreement file settles a phrase by naming a reading, or leaves it `open`";
    "With phrases left open, amounts are those of the default readings"; "absent =
    default". What the caller names goes before the file."""
    for named in (readings or {}, agreement.get("readings") or {}):
        if phrase in named:
            reading = READINGS[phrase][0] if named[phrase] == "open" else named[phrase]
            if reading not in READINGS[phrase]:
                raise ValueError(
                    f"{phrase}: {reading!r} is not one of {READINGS[phrase]}"
                )
            return reading
    return READINGS[phrase][0]


def local(moment: datetime) -> datetime:
    """ "Times carry an offset or are Asia/Shanghai." """
    if moment is None or moment.tzinfo is None:
        raise ValueError(f"{moment!r} is not a time with an offset")
    return moment.astimezone(SHANGHAI)


def shop_names(agreement: dict) -> list[str]:
    """The shops that the agreement names (1.2)."""
    return [shop["id"] for shop in agreement["shops"]]


def in_term(day: date, agreement: dict) -> bool:
    """ "Every date from start to end, both included." """
    return agreement["term"]["start"] <= day <= agreement["term"]["end"]


def kept(rows: list[dict] | None, start: str, agreement: dict) -> list[dict]:
    """ "Rows of a shop that the agreement does not name, or outside the term, are
    reported and left out"; "every session by the date of its start". `start` names the
    column of a row's time."""
    named = [row for row in rows or [] if row["shop"] in shop_names(agreement)]
    return [row for row in named if in_term(local(row[start]).date(), agreement)]


def allowed(sessions: list[dict] | None, agreement: dict) -> list[dict]:
    """ "From chat sessions (over an allowed channel; others are findings and not
    counted)".
    """
    inside = kept(sessions, "started_at", agreement)
    return [row for row in inside if row["channel"] in agreement["duties"]["channels"]]


def at_clock(day: date, clock: str) -> datetime:
    """ "09:00" of a date; "24:00" is the midnight after it."""
    hours, minutes = clock.split(":")
    midnight = datetime.combine(day, time(0), SHANGHAI)
    return midnight + timedelta(hours=int(hours), minutes=int(minutes))


def is_within(moment: datetime, entries: list[dict]) -> bool:
    """ "start ≤ … < end" of a shift, or of a break, on the moment's own date."""
    for entry in entries:
        start = at_clock(moment.date(), entry["start"])
        if start <= moment < at_clock(moment.date(), entry["end"]):
            return True
    return False


# ---- what the sessions of a day show
# --------------------------------------------------------------------------------


def count_customers(sessions: list[dict]) -> dict:
    """ "every customer who wrote counts as `asked`, one with a session marked received
    as `received`, one with a session marked received and inquiring as `inquiring`";
    distinct customers among the given sessions."""
    asked = {row["customer"] for row in sessions}
    received = {row["customer"] for row in sessions if row["received"]}
    inquiring = {
        row["customer"] for row in sessions if row["received"] and row["inquiring"]
    }
    return {"asked": len(asked), "received": len(received), "inquiring": len(inquiring)}


def count_shop(sessions: list[dict], same_person: str) -> dict:
    """ "`once_per_shop` = distinct customers per shop and date; `once_per_id` = distinct
    customers per shop, ID and date." Here all sessions are of one shop and date."""
    if same_person == "once_per_shop":
        return count_customers(sessions)
    counts = dict.fromkeys(COUNTS, 0)
    for agent in {row["id"] for row in sessions}:
        of_agent = count_customers([row for row in sessions if row["id"] == agent])
        counts = {column: counts[column] + of_agent[column] for column in COUNTS}
    return counts


def daily_rows(
    agreement: dict, sessions: list[dict], same_person: str, day_boundary: str
) -> dict:
    """ "`calendar_day` = every session by the date of its start; `service_hours` = only
    sessions with start ≤ their start < end of a shift, breaks included …; the IDs
    counted are those of counted sessions … A date without any session at any hour is a
    day without a record; one with sessions only outside hours has, under
    `service_hours`, a record of 0."; "an ID is one agent account of one shop: the
    pair"."""
    counted = allowed(sessions, agreement)
    if day_boundary == "service_hours":
        shifts = agreement["hours"]["shifts"]
        counted = [
            row for row in counted if is_within(local(row["started_at"]), shifts)
        ]
    days = {}
    for day in {
        local(row["started_at"]).date()
        for row in kept(sessions, "started_at", agreement)
    }:
        today = [row for row in counted if local(row["started_at"]).date() == day]
        shops = {}
        for shop in shop_names(agreement):
            shops[shop] = count_shop(
                [row for row in today if row["shop"] == shop], same_person
            )
        days[day] = {
            "shops": shops,
            "ids": len({(row["shop"], row["id"]) for row in today}),
        }
    return days


def dates_of_sessions(agreement: dict, sessions: list[dict] | None) -> set[date]:
    """ "a date on which a named shop has any session is counted from the sessions and
    its receptions are only compared; a date without any is counted from the receptions
    as they stand"; "at any hour", over any channel."""
    return {
        local(row["started_at"]).date()
        for row in kept(sessions, "started_at", agreement)
    }


def rows_of_both(
    agreement: dict,
    sessions: list[dict] | None,
    receptions: list[dict] | None,
    same_person: str,
    day_boundary: str,
) -> dict:
    """By date the shops' counts and the number of IDs: of the sessions where the date
    has any, else of the receptions "as they stand", whatever `same_person` and
    `day_boundary` say."""
    days = daily_rows(agreement, sessions or [], same_person, day_boundary)
    for row in receptions or []:
        if row["shop"] not in shop_names(agreement) or not in_term(
            row["date"], agreement
        ):
            continue
        if row["date"] in dates_of_sessions(agreement, sessions):
            continue
        day = days.setdefault(row["date"], {"shops": {}, "accounts": set()})
        shop = day["shops"].setdefault(row["shop"], dict.fromkeys(COUNTS, 0))
        for column in COUNTS:
            shop[column] += row[column]
        day["accounts"].add((row["shop"], row["id"]))
        day["ids"] = len(day["accounts"])
    return days


def differing_ids(
    agreement: dict, sessions: list[dict] | None, receptions: list[dict] | None
) -> list[dict]:
    """Dates with a session, shops and IDs whose receptions are not what the sessions
    say ("distinct customers per ID"); a row of zeros equals no session."""
    if sessions is None or receptions is None:
        return []
    shown, written = {}, {}
    for row in allowed(sessions, agreement):
        key = (local(row["started_at"]).date(), row["shop"], row["id"])
        shown.setdefault(key, []).append(row)
    for row in receptions:
        if row["shop"] in shop_names(agreement) and in_term(row["date"], agreement):
            sums = written.setdefault(
                (row["date"], row["shop"], row["id"]), dict.fromkeys(COUNTS, 0)
            )
            for column in COUNTS:
                sums[column] += row[column]
    findings = []
    for key in sorted(set(shown) | set(written)):
        found = count_customers(shown.get(key, []))
        given = written.get(key, dict.fromkeys(COUNTS, 0))
        if found != given and key[0] in dates_of_sessions(agreement, sessions):
            greatest = max(abs(found[column] - given[column]) for column in COUNTS)
            findings.append(
                {"date": key[0], "shop": key[1], "id": key[2], "greatest": greatest}
            )
    return findings


def counts_differ(
    agreement: dict,
    sessions: list[dict] | None,
    receptions: list[dict] | None,
    as_of: date,
) -> list[dict]:
    """One finding per "shop and unbroken stretch of days, with `count` of days and IDs
    and the greatest difference"; "No finding lies after [the as-of date]"."""
    differing = [
        row
        for row in differing_ids(agreement, sessions, receptions)
        if row["date"] <= as_of
    ]
    findings = []
    for shop in shop_names(agreement):
        days = sorted({row["date"] for row in differing if row["shop"] == shop})
        while days:
            last = days[0]
            while last + timedelta(days=1) in days:
                last += timedelta(days=1)
            stretch = [
                row
                for row in differing
                if row["shop"] == shop and days[0] <= row["date"] <= last
            ]
            findings.append(
                {
                    "shop": shop,
                    "from": days[0],
                    "to": last,
                    "count": len(stretch),
                    "ids": len({row["id"] for row in stretch}),
                    "greatest": max(row["greatest"] for row in stretch),
                }
            )
            days = [day for day in days if day > last]
    return findings


# ---- what single rows show
# ------------------------------------------------------------------------------------------


def latest_happening(records: dict[str, list[dict] | None]) -> date:
    """ "The latest date on which something *happened*: a reception, a session or login
    that began (its end only where it is within two days of its start), an action, a
    payment, an outage that began; not a planned seat level." An end at midnight is the
    end of the day before."""
    days = [row["date"] for row in records.get("receptions") or []]
    days += [row["paid_on"] for row in records.get("payments") or []]
    days += [local(row["at"]).date() for row in records.get("actions") or []]
    days += [local(row["started_at"]).date() for row in records.get("outages") or []]
    for name, start, end in (
        ("sessions", "started_at", "ended_at"),
        ("presence", "online_at", "offline_at"),
    ):
        for row in records.get(name) or []:
            days.append(local(row[start]).date())
            if local(row[end]) - local(row[start]) <= timedelta(days=2):
                days.append((local(row[end]) - timedelta(microseconds=1)).date())
    return max(days)


def session_findings(
    agreement: dict, sessions: list[dict] | None, as_of: date = date.max
) -> list[dict]:
    """ "Contact runs only over the platform's one official chat tool" (`off_platform`)
    and B "records customers' problems" (`problem_not_recorded`), each one finding per
    session; a session may show both."""
    findings = []
    for row in kept(sessions, "started_at", agreement):
        finding = {"session": row["session"], "shop": row["shop"]}
        if local(row["started_at"]).date() > as_of:
            continue
        if row["channel"] not in agreement["duties"]["channels"]:
            findings.append({"code": "off_platform", **finding})
        if row["problem"] and not row["problem_recorded"]:
            findings.append({"code": "problem_not_recorded", **finding})
    return findings


def is_refund_above_limit(row: dict, agreement: dict) -> bool:
    """ "it is a `refund` above `duties.refund_limit` where one is agreed"."""
    limit = agreement["duties"].get("refund_limit")
    if row["action"] != "refund" or limit is None or row["amount"] in (None, ""):
        return False
    return Fraction(str(row["amount"])) > Fraction(limit)


def action_findings(
    agreement: dict, actions: list[dict] | None, as_of: date = date.max
) -> list[dict]:
    """ "An action is `beyond_authority` when `authorised` is false, or it is a `refund`
    above `duties.refund_limit` where one is agreed." One finding per action."""
    findings = []
    for row in kept(actions, "at", agreement):
        if local(row["at"]).date() > as_of:
            continue
        if not row["authorised"] or is_refund_above_limit(row, agreement):
            what = {column: row[column] for column in ("shop", "id", "action")}
            findings.append(
                {"code": "beyond_authority", "at": local(row["at"]), **what}
            )
    return findings


# ---- presence
# -------------------------------------------------------------------------------------------------------


def spans(
    rows: list[dict] | None, start: str, end: str, shops: list[str]
) -> list[tuple]:
    """The stretches from start (included) to end (excluded) of the rows of these shops.
    A stretch that ends before it starts is an error; one of no length covers nothing.
    """
    found = [
        (local(row[start]), local(row[end]))
        for row in rows or []
        if row["shop"] in shops
    ]
    for first, last in found:
        if last < first:
            raise ValueError(f"{last} is before {first}")
    return found


def believed(stretches: list[tuple], long_spans: str) -> list[tuple]:
    """A login or outage over 16 hours hides no absence unless it is confirmed."""
    if long_spans == "confirmed":
        return stretches
    return [
        (start, end) for start, end in stretches if end - start <= timedelta(hours=16)
    ]


def covers(stretches: list[tuple], moment: datetime) -> bool:
    """Is the moment in one of the stretches? Overlapping logins are a union."""
    return any(start <= moment < end for start, end in stretches)


def service_days(agreement: dict, as_of: date, reading: str) -> list[date]:
    """ "against service hours of each service day", a date of the term that is not
    closed; "A date is closed when it lies in the Spring Festival"; "presence … judged
    up to [the as-of date]"."""
    own = oracle.own_calendar(agreement)
    term = oracle.dates(agreement["term"]["start"], agreement["term"]["end"])
    oracle.check_seasons(term, own)
    closed = set()
    for year in {day.year for day in term}:
        closed.update(oracle.festival(year, reading, own))
    return [day for day in term if day not in closed and day <= as_of]


def is_overtime(
    moment: datetime, chats: list[tuple], served: list[date], hours: dict
) -> bool:
    """ "With `finish_open_chats`, duty goes on past closing while a session begun before
    it is open."
    """
    latest = max(hours["shifts"], key=lambda shift: at_clock(date.min, shift["end"]))
    for start, end in chats:
        if start <= moment < end:
            for day in oracle.dates(start.date(), moment.date()):
                if day in served and start < at_clock(day, latest["end"]) <= moment:
                    return True
    return False


def verdict(
    moment: datetime, facts: dict, served: list[date], hours: dict
) -> str | None:
    """ "Time offline is a breach by B, `offline`, … except in a break with no session
    open. Offline in a break while a session is open: `offline_in_break` … With
    `excused`, a recorded outage of that shop is taken out first (`any_shop`: only while
    all shops are out). Without sessions a break is taken as quiet."
    """
    if covers(facts["online"], moment):
        return None
    on_duty = moment.date() in served and is_within(moment, hours["shifts"])
    if not on_duty and not is_overtime(moment, facts["overtime"], served, hours):
        return None
    if all(covers(stretches, moment) for stretches in facts["outages"]):
        return None
    if not is_within(moment, hours["breaks"]):
        return "offline"
    return "offline_in_break" if covers(facts["chats"], moment) else None


def cuts(day: date, facts: dict, hours: dict) -> list[datetime]:
    """Every moment of the day at which an answer can change: the two midnights, the
    ends of shifts, breaks and stretches. Between two neighbours all answers stay the
    same."""
    first, last = at_clock(day, "00:00"), at_clock(day, "24:00")
    moments = {first, last}
    for entry in hours["shifts"] + hours["breaks"]:
        moments.update([at_clock(day, entry["start"]), at_clock(day, entry["end"])])
    for stretches in [facts["online"], facts["chats"], *facts["outages"]]:
        for stretch in stretches:
            moments.update(stretch)
    return sorted(moment for moment in moments if first <= moment <= last)


def facts_of_day(day: date, facts: dict) -> dict:
    """The same facts without the stretches that do not touch the day (which only saves
    time).
    """
    first, last = at_clock(day, "00:00"), at_clock(day, "24:00")

    def touching(stretches: list[tuple]) -> list[tuple]:
        return [
            (start, end) for start, end in stretches if start <= last and first <= end
        ]

    today = {key: touching(facts[key]) for key in ("online", "chats", "overtime")}
    return {**today, "outages": [touching(stretches) for stretches in facts["outages"]]}


def stretches_offline(
    facts: dict, served: list[date], last: date, hours: dict
) -> list[dict]:
    """ "one finding per unbroken stretch": neighbouring intervals with the same verdict
    are one.
    """
    found = []
    for day in oracle.dates(served[0], last) if served else []:
        today = facts_of_day(day, facts)
        moments = cuts(day, today, hours)
        for start, end in pairwise(moments):
            code = verdict(start, today, served, hours)
            if (
                code
                and found
                and found[-1]["code"] == code
                and found[-1]["to"] == start
            ):
                found[-1]["to"] = end
            elif code:
                found.append({"code": code, "from": start, "to": end})
    return found


def presence_findings(
    agreement: dict,
    presence: list[dict] | None,
    sessions: list[dict] | None,
    outages: list[dict] | None,
    as_of: date,
    readings: dict | None = None,
    long_spans: str = "unconfirmed",
) -> list[dict]:
    """ "only where there is a presence record. The union of the IDs' online intervals,
    per shop (`each_shop`) or over all (`any_shop`, `shop` null), against service hours
    of each service day." By shop, then by time."""
    if presence is None:
        return []
    served = service_days(
        agreement, as_of, settled("festival_days", agreement, readings)
    )
    hours = {"breaks": [], **agreement["hours"]}
    named = shop_names(agreement)
    each = settled("online_duty", agreement, readings) == "each_shop"
    findings = []
    for group in [[shop] for shop in named] if each else [named]:
        chats = spans(allowed(sessions, agreement), "started_at", "ended_at", group)
        stays_open = settled("closing_time", agreement, readings) == "finish_open_chats"
        excused = settled("outage", agreement, readings) == "excused"
        outs = [spans(outages, "started_at", "ended_at", [shop]) for shop in group]
        outs = [believed(stretches, long_spans) for stretches in outs]
        online = believed(spans(presence, "online_at", "offline_at", group), long_spans)
        facts = {
            "online": online,
            "chats": chats,
            "overtime": chats if stays_open else [],
            "outages": outs if excused else [[]],
        }
        last = min(
            as_of, max([agreement["term"]["end"], *(end.date() for _, end in chats)])
        )
        for finding in stretches_offline(facts, served, last, hours):
            findings.append({**finding, "shop": group[0] if each else None})
    return findings


# ---- payments and interest
# ------------------------------------------------------------------------------------------


def charges_of(statements: list[dict]) -> list[dict]:
    """Two charges a month, its base and its other charges, in the order in which
    payments go to them: "the unpaid charge with the earliest due date", of the same
    date the older month, base before other."""
    charges = []
    for row in statements:
        other = Fraction(row["surcharge"]) + Fraction(row["seats"])
        for kind, amount in (("base", Fraction(row["base"])), ("other", other)):
            due = date.fromisoformat(str(row[kind + "_due"]))
            charge = {
                "month": row["month"],
                "charge": kind,
                "due": due,
                "unpaid": amount,
            }
            charges.append({**charge, "parts": []})
    return sorted(
        charges, key=lambda charge: (charge["due"], charge["month"], charge["charge"])
    )


def pay(payment: dict, charges: list[dict]) -> None:
    """ "A payment that names a month goes to that month's base, then its other charges;
    what is left, and every unnamed payment in order of date, goes to the unpaid charge
    with the earliest due date, and so on (it may prepay)." One for a month that the
    statement lacks is put on no charge."""
    if payment["month"] is not None and payment["month"] not in {
        c["month"] for c in charges
    }:
        return
    named = [charge for charge in charges if charge["month"] == payment["month"]]
    named.sort(key=lambda charge: charge["charge"])  # base, other
    left = Fraction(str(payment["amount"]))
    for charge in named + charges:
        part = min(left, charge["unpaid"])
        if part > 0:
            charge["unpaid"] -= part
            charge["parts"].append((payment["paid_on"], part))
            left -= part


def rate(due: date, reading: str) -> Fraction:
    """ "the rate being the 1-year LPR of the due date × 1.3 or × 1.5"; "Earlier: a
    notice, no interest."
    """
    in_force = Fraction(0)
    for start, per_cent in LPR:
        if date.fromisoformat(start) <= due:
            in_force = Fraction(per_cent) / 100
    times = {
        "lpr_plus_30": Fraction("1.3"),
        "lpr_plus_50": Fraction("1.5"),
        "none": Fraction(0),
    }
    return in_force * times[reading]


def interest(charge: dict, as_of: date, reading: str) -> Fraction:
    """ "Interest on each part paid late, and on what is unpaid up to the as-of date:
    amount × rate × days late / 365"."""
    total = Fraction(0)
    for until, amount in [*charge["parts"], (as_of, charge["unpaid"])]:
        days_late = max(0, (until - charge["due"]).days)
        total += amount * rate(charge["due"], reading) * days_late / 365
    return total


def yuan(amount: Fraction) -> str:
    """ "rounded half up to the fen once"; "Money in JSON is a string with two
    decimals".
    """
    return oracle.money(oracle.to_fen(amount))


def late_and_short(charges: list[dict], as_of: date) -> tuple[list[dict], list[dict]]:
    """ "`paid_late`: one per part paid late; `paid_short`: one per charge not fully paid
    when due and still unpaid".
    """
    late, short = [], []
    for charge in charges:
        label = {key: charge[key] for key in ("month", "charge", "due")}
        for paid_on, amount in charge["parts"]:
            if paid_on > charge["due"]:
                late.append({**label, "paid_on": paid_on, "amount": yuan(amount)})
        if charge["unpaid"] > 0 and charge["due"] < as_of:
            short.append({**label, "amount": yuan(charge["unpaid"])})
    return late, short


def settle_payments(
    agreement: dict,
    statements: list[dict],
    payments: list[dict] | None,
    as_of: date,
    readings: dict | None = None,
) -> dict:
    """ "Payments and interest, only where there is a payments record"; "rounded once per
    statement month; `total` excludes it"; "`payment_method`: one per payment"; "`paid`,
    `interest` and `balance` of a month are null without a payments record". The balance
    is what is charged and not paid, due or not, without interest."""
    if payments is None:
        empty = {"paid": None, "interest": None, "balance": None}
        months = [{"month": row["month"], **empty} for row in statements]
        return {"months": months, "late": [], "short": [], "method": []}
    reading, charges = (
        settled("late_interest", agreement, readings),
        charges_of(statements),
    )
    made = sorted(
        (p for p in payments if p["paid_on"] <= as_of), key=lambda p: p["paid_on"]
    )
    for payment in made:
        pay(payment, charges)
    months = []
    for row in statements:
        own = [charge for charge in charges if charge["month"] == row["month"]]
        paid = sum((part for charge in own for _, part in charge["parts"]), Fraction(0))
        cost = sum((interest(charge, as_of, reading) for charge in own), Fraction(0))
        balance = sum((charge["unpaid"] for charge in own), Fraction(0))
        figures = {"paid": yuan(paid), "interest": yuan(cost), "balance": yuan(balance)}
        months.append({"month": row["month"], **figures})
    late, short = late_and_short(charges, as_of)
    method = []
    for payment in made:
        if payment["method"] not in agreement["payment"]["methods"]:
            method.append(
                {key: payment[key] for key in ("paid_on", "amount", "method")}
            )
    return {"months": months, "late": late, "short": short, "method": method}
