"""Sessions, logins, payments and actions against the oracle of records, on seeded
random logs.
"""

import random
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import oracle_records
import pytest

from cscontract.core import money
from cscontract.core.intervals import intersect, subtract, union
from cscontract.records import engine_tables
from cscontract.records.cells.further_types import SHANGHAI
from cscontract.records.counting import counted
from cscontract.records.read import Records
from cscontract.records.rows import (
    Action,
    Outage,
    Payment,
    Presence,
    Reception,
    Session,
)
from cscontract.verdict.check import check

import build

START, DAYS = (
    date(2021, 2, 8),
    8,
)  # four days of it are closed: the Spring Festival of 2021
SHOPS = {"taobao": ("a", "b"), "jd": ("a",), "suning": ("a",)}
TYPES = {
    "sessions": Session,
    "presence": Presence,
    "outages": Outage,
    "actions": Action,
}


def moment(rng, days=DAYS, around=(9, 12.5, 13, 18, 19, 19.5, 22)):
    """A time near one of the day's edges, to the minute or to the second."""
    hour = rng.choice(around) if rng.random() < 0.7 else rng.uniform(0, 24)
    shift = timedelta(
        minutes=rng.choice((0, 0, -1, 1, -20, 20, rng.randrange(-90, 90)))
    )
    second = timedelta(seconds=rng.choice((0, 0, 0, 30)))
    when = datetime.combine(START + timedelta(days=rng.randrange(-1, days + 1)), time())
    return when + timedelta(hours=hour) + shift + second


def random_logs(seed):
    """Plain rows of every log for a seed."""
    rng = random.Random(seed)
    accounts = [(shop, name) for shop, names in SHOPS.items() for name in names] + [
        ("pdd", "x")
    ]
    sessions, presence = [], []
    for number in range(rng.randrange(1, 120)):
        shop, name = rng.choice(accounts)
        began = moment(rng)
        row = {
            "session": f"s{number}",
            "shop": shop,
            "id": name,
            "customer": f"c{rng.randrange(12)}",
        }
        row |= {
            "channel": rng.choice(["official_chat"] * 9 + ["telephone"]),
            "started_at": began,
        }
        lasts = rng.choice((0, 1, 10, 45, 200, 0, 1, 10, 45, 200, 1440, 1500, 4000))
        row |= {"ended_at": began + timedelta(minutes=lasts)}
        flags = ("received", "inquiring", "problem", "problem_recorded")
        sessions.append(row | {flag: rng.random() < 0.6 for flag in flags})
    for shop, name in accounts:
        for _ in range(rng.randrange(0, 3 * DAYS)):
            began = moment(rng)
            span = timedelta(
                minutes=rng.choice((1, 30, 239, 240, 300, 540, 541, 780, 960, 961))
            )
            presence.append(
                {
                    "shop": shop,
                    "id": name,
                    "online_at": began,
                    "offline_at": began + span,
                }
            )
    outages = []
    for _ in range(rng.randrange(0, 6)):
        began = moment(rng)
        span = timedelta(minutes=rng.choice((5, 60, 600, 960, 961)))
        outages.append(
            {
                "shop": rng.choice(accounts)[0],
                "started_at": began,
                "ended_at": began + span,
            }
        )
    return sessions, presence, outages


def typed(record, rows):
    return tuple(
        TYPES[record](number, **row) for number, row in enumerate(rows, start=2)
    )


def as_records(sessions=None, presence=None, **others):
    """Records of plain rows; logs become tables of the engine."""
    files = {
        name: f"{name}.csv"
        for name in ("sessions", "presence", "payments", "actions", "receptions")
    }
    found = {
        name: engine_tables.log_of(f"{name}.csv", TYPES[name], typed(name, rows))
        for name, rows in (("sessions", sessions), ("presence", presence))
        if rows is not None
    }
    return Records(files=files, **found, **others)


def zoned(rows):
    """The rows with times as the oracle wants them."""
    return [
        {
            k: v.replace(tzinfo=SHANGHAI) if isinstance(v, datetime) else v
            for k, v in row.items()
        }
        for row in rows
    ]


def plain(**changes):
    return build.plain(START, START + timedelta(days=DAYS - 1), **changes)


@pytest.mark.parametrize("seed", range(40))
def test_sessions_count_as_the_oracle_counts_them(seed):
    sessions, _, _ = random_logs(seed)
    data, records = plain(), as_records(sessions)
    for same_person in ("once_per_shop", "once_per_id"):
        for boundary in ("calendar_day", "service_hours"):
            readings = {"same_person": same_person, "day_boundary": boundary}
            ours = counted(build.agreement(data), records, readings).by_date
            theirs = oracle_records.daily_rows(
                data, zoned(sessions), same_person, boundary
            )
            in_term = [
                when for when in theirs if START <= when < START + timedelta(days=DAYS)
            ]
            assert set(in_term) <= ours.keys()
            for when in in_term:
                shops = theirs[when]["shops"].values()
                heads = ("received", "asked", "inquiring")
                assert (
                    tuple(sum(shop[h] for shop in shops) for h in heads)
                    == ours[when].all_ids
                )
                assert (
                    tuple(max(shop[h] for shop in shops) for h in heads)
                    == ours[when].busiest_shop
                )
                assert theirs[when]["ids"] == ours[when].ids


@pytest.mark.parametrize("seed", range(40))
def test_sessions_and_receptions_count_together_as_the_oracle_counts_them(seed):
    rng = random.Random(seed)
    sessions, _, _ = random_logs(seed)
    without = {
        START + timedelta(days=rng.randrange(DAYS)) for _ in range(rng.randrange(DAYS))
    }
    sessions = [row for row in sessions if row["started_at"].date() not in without]
    persons = [rng.choice((None, 0, 3)) for _ in range(DAYS)]
    rows = build.receptions(
        START, {"jd/a": {"received": persons}, "pdd/x": {"received": persons}}
    )
    data = plain()
    receptions = tuple(Reception(n, **row) for n, row in enumerate(rows, start=2))
    records = as_records(sessions, receptions=receptions)
    for same_person in ("once_per_shop", "once_per_id"):
        for boundary in ("calendar_day", "service_hours"):
            readings = {"same_person": same_person, "day_boundary": boundary}
            ours = counted(build.agreement(data), records, readings).by_date
            theirs = oracle_records.rows_of_both(
                data, zoned(sessions), rows, *readings.values()
            )
            inside = {
                when for when in ours if START <= when < START + timedelta(days=DAYS)
            }
            assert inside == theirs.keys()
            for when, day in theirs.items():
                sums = tuple(
                    sum(shop[head] for shop in day["shops"].values())
                    for head in ("received", "asked", "inquiring")
                )
                assert (sums, day["ids"]) == (ours[when].all_ids, ours[when].ids)


@pytest.mark.parametrize("seed", range(40))
def test_the_latest_day_that_happened_is_the_oracles(seed):
    rng = random.Random(seed)
    sessions, presence, outages = random_logs(seed)
    given = {"sessions": sessions, "presence": presence, "outages": outages}
    kept = {name: rows if rng.random() < 0.6 else [] for name, rows in given.items()}
    receptions = build.receptions(START, {"jd/a": {"received": [1]}})
    records = as_records(
        kept["sessions"],
        kept["presence"],
        outages=typed("outages", kept["outages"]),
        receptions=tuple(
            Reception(n, **row) for n, row in enumerate(receptions, start=2)
        ),
    )
    zoned_rows = {name: zoned(rows) for name, rows in kept.items()}
    theirs = oracle_records.latest_happening({**zoned_rows, "receptions": receptions})
    assert theirs == records.latest


@pytest.mark.parametrize("seed", range(60))
def test_absence_is_found_as_the_oracle_finds_it(seed):
    rng = random.Random(seed)
    sessions, presence, outages = random_logs(seed)
    sessions = sessions if rng.random() < 0.8 else None
    ways = {
        "online_duty": ("each_shop", "any_shop"),
        "outage": ("excused", "strict"),
        "closing_time": ("closes", "finish_open_chats"),
        "festival_days": ("announced_block", "statutory_days"),
    }
    readings = {name: rng.choice(choices) for name, choices in ways.items()}
    data = plain(readings=readings)
    rows = build.receptions(START, {"jd/a": {"received": [1] * DAYS}})
    receptions = tuple(Reception(n, **row) for n, row in enumerate(rows, start=2))
    records = as_records(
        sessions, presence, outages=typed("outages", outages), receptions=receptions
    )
    as_of = START + timedelta(days=rng.choice((3, DAYS - 1, DAYS + 3)))
    long_spans = rng.choice(("confirmed", "unconfirmed"))
    records = replace(records, long_spans=long_spans)
    theirs = oracle_records.presence_findings(
        data,
        zoned(presence),
        None if sessions is None else zoned(sessions),
        zoned(outages),
        as_of,
        readings,
        long_spans,
    )
    found = check(build.agreement(data), records, as_of).to_dict()["findings"]
    ours = [
        (f["code"], f["shop"], f["from"], f["to"])
        for f in found
        if f["code"] in ("offline", "offline_in_break")
    ]
    expected = [
        (f["code"], f["shop"], f["from"].isoformat(), f["to"].isoformat())
        for f in theirs
    ]
    assert sorted(expected, key=str) == sorted(ours, key=str)


@pytest.mark.parametrize("seed", range(20))
def test_scope_and_differences_are_found_as_the_oracle_finds_them(seed):
    sessions, _, _ = random_logs(seed)
    rng = random.Random(seed)
    data = plain()
    rows = build.receptions(
        START, {f"{s}/a": {"received": [rng.randrange(3)] * DAYS} for s in SHOPS}
    )
    receptions = tuple(Reception(n, **row) for n, row in enumerate(rows, start=2))
    records = as_records(sessions, receptions=receptions)
    as_of = START + timedelta(days=rng.randrange(DAYS + 3))
    found = check(build.agreement(data), records, as_of).to_dict()["findings"]
    by_session = oracle_records.session_findings(data, zoned(sessions), as_of)
    ours = sorted((f["code"], f["session"]) for f in found if f["clause"] == "1.1")
    assert sorted((f["code"], f["session"]) for f in by_session) == ours
    differ = oracle_records.counts_differ(data, zoned(sessions), rows, as_of)
    theirs = sorted(
        (
            f["from"].isoformat(),
            f["to"].isoformat(),
            f["shop"],
            f["count"],
            f["ids"],
            f["greatest"],
        )
        for f in differ
    )
    ours = [f for f in found if f["code"] == "counts_differ"]
    assert theirs == sorted(
        (f["from"], f["to"], f["shop"], f["count"], f["ids"], f["greatest"]["persons"])
        for f in ours
    )


def random_payments(rng, months):
    return [
        {
            "paid_on": date(2020, 8, 1) + timedelta(days=rng.randrange(0, 260)),
            "amount": money.yuan(rng.choice((150000, 30000, 17, 99999, 400000))),
            "method": rng.choice(("wechat", "alipay", "bank_transfer", "cash")),
            "month": rng.choice((None, None, *months, "2019-01")),
        }
        for _ in range(rng.randrange(0, 12))
    ]


@pytest.mark.parametrize("seed", range(80))
def test_payments_are_settled_as_the_oracle_settles_them(seed):
    rng = random.Random(seed)
    readings = {
        "late_interest": rng.choice(("lpr_plus_30", "lpr_plus_50", "none")),
        "payment_day": rng.choice(("before", "on_or_before")),
        "payment_roll": rng.choice(("next_working_day", "none")),
        "surcharge_due": rng.choice(("with_next_payment", "month_end")),
        "surcharge_days": "every_day",
    }
    data = build.plain(date(2020, 8, 1), date(2020, 12, 31), readings=readings)
    rows = build.receptions(
        date(2020, 8, 1),
        {"jd/a": {"received": [rng.choice((99, 101)) for _ in range(153)]}},
    )
    months = [f"2020-{month:02d}" for month in range(8, 13)]
    payments = sorted(random_payments(rng, months), key=lambda row: row["paid_on"])
    typed_payments = tuple(
        Payment(
            n, row["paid_on"], money.fen(row["amount"]), row["method"], row["month"]
        )
        for n, row in enumerate(payments, start=2)
    )
    receptions = tuple(Reception(n, **row) for n, row in enumerate(rows, start=2))
    as_of = date(2020, 8, 1) + timedelta(days=rng.randrange(0, 300))
    result = check(
        build.agreement(data),
        as_records(receptions=receptions, payments=typed_payments),
        as_of,
    ).to_dict()
    theirs = oracle_records.settle_payments(
        data, result["statements"], payments, as_of, readings
    )
    ours = [
        {key: m[key] for key in ("month", "paid", "interest", "balance")}
        for m in result["statements"]
    ]
    assert theirs["months"] == ours
    found = {
        code: [f for f in result["findings"] if f["code"] == code]
        for code in ("paid_late", "paid_short", "payment_method")
    }
    late = sorted(
        (f["month"], f["charge"], f["from"], f["to"], f["amount"])
        for f in found["paid_late"]
    )
    expected = [
        (p["month"], p["charge"], p["due"], p["paid_on"], p["amount"])
        for p in theirs["late"]
    ]
    assert sorted((m, c, str(d), str(p), a) for m, c, d, p, a in expected) == late
    short = sorted((f["month"], f["charge"], f["amount"]) for f in found["paid_short"])
    assert (
        sorted((p["month"], p["charge"], p["amount"]) for p in theirs["short"]) == short
    )
    assert len(theirs["method"]) == len(found["payment_method"])


def spans(rng):
    base = datetime(2020, 8, 1)
    starts = [
        base + timedelta(minutes=rng.randrange(60)) for _ in range(rng.randrange(6))
    ]
    return union(
        (start, start + timedelta(minutes=rng.randrange(12))) for start in starts
    )


def minutes_of(parts):
    base = datetime(2020, 8, 1)
    return {
        m for a, b in parts for m in range(80) if a <= base + timedelta(minutes=m) < b
    }


@pytest.mark.parametrize("seed", range(100))
def test_spans_are_sets_of_instants(seed):
    rng = random.Random(seed)
    some, others = spans(rng), spans(rng)
    assert minutes_of(some) | minutes_of(others) == minutes_of(union([*some, *others]))
    assert minutes_of(some) & minutes_of(others) == minutes_of(intersect(some, others))
    assert minutes_of(some) - minutes_of(others) == minutes_of(subtract(some, others))
