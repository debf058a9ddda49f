"""Cases of sessions, presence, payments and actions that read as sentences
(log_cases.yaml in the kinds' folders).
"""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from cscontract.agreement.kinds import register
from cscontract.core import money
from cscontract.records import engine_tables
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

DAY = date(2020, 8, 3)
CLAUSES = Path(__file__).resolve().parent.parent / "cscontract" / "clauses"
FILES = {
    name: f"{name}.csv"
    for name in ("sessions", "presence", "payments", "actions", "outages")
}


def cases(kind):
    found = YAML(typ="safe").load(
        (CLAUSES / kind / "log_cases.yaml").read_text("utf-8")
    )
    return [pytest.param(case, id=case["name"]) for case in found]


def at(text):
    clock, _, days = text.partition("+")
    when = datetime.combine(DAY, datetime.strptime(clock, "%H:%M").time())
    return when + timedelta(days=int(days or 0))


def sessions(chats):
    """A log of "shop/id customer from to", the customer left out where it does not
    matter.
    """
    rows = []
    for number, chat in enumerate(chats, start=2):
        place, *who, start, end = chat.split()
        shop, name = place.split("/")
        times = (at(start), at(end))
        rows.append(
            Session(
                number,
                f"s{number}",
                shop,
                name,
                *(who or ["x"]),
                "official_chat",
                *times,
                True,
                True,
                False,
                False,
            )
        )
    return engine_tables.log_of("sessions.csv", Session, rows)


def agreement(case, **changes):
    return build.agreement(
        build.plain(DAY, DAY, readings=case.get("readings", {}), **changes)
    )


def receptions(persons=(1,)):
    rows = build.receptions(DAY, {"jd/a": {"received": list(persons)}})
    return tuple(Reception(number, **row) for number, row in enumerate(rows, start=2))


def one(finding):
    return f"{finding.shop or 'any'} {clock(finding.first)} {clock(finding.last)}"


def clock(when):
    days = (when.date() - DAY).days
    return f"{when:%H:%M}" + (f"+{days}" if days else "")


@pytest.mark.parametrize("case", cases("hours"))
def test_presence(case):
    logins = [line.split() for line in case["online"]]
    named = {place.split("/")[0] for place, _, _ in logins}
    logins += [
        [f"{shop}/z", *hours]
        for shop in ("taobao", "jd", "suning")
        if shop not in named
        for hours in (("00:00", "12:00"), ("12:00", "23:59"))
    ]
    presence = [
        Presence(n, *place.split("/"), at(a), at(b))
        for n, (place, a, b) in enumerate(logins, start=2)
    ]
    outages = [line.split() for line in case.get("outages", [])]
    records = Records(
        receptions=receptions(),
        files=FILES,
        presence=engine_tables.log_of("presence.csv", Presence, presence),
        sessions=sessions(case["chats"]) if "chats" in case else None,
        outages=tuple(
            Outage(n, shop, at(a), at(b))
            for n, (shop, a, b) in enumerate(outages, start=2)
        ),
    )
    found = check(agreement(case), records, DAY).found
    assert case["offline"] == [one(f) for f in found if f.code == "offline"]
    assert case.get("in_break", []) == [
        one(f) for f in found if f.code == "offline_in_break"
    ]


@pytest.mark.parametrize("case", cases("scope"))
def test_sessions(case):
    records = Records(files=FILES, sessions=sessions(case["chats"]))
    verdict = check(agreement(case), records)
    assert (case["persons"],) == verdict.charges.surcharge.volume.persons
    assert "missing_day" not in [finding.code for finding in verdict.found]


@pytest.mark.parametrize("case", cases("payment"))
def test_payments(case):
    rows = []
    for number, line in enumerate(case["payments"], start=2):
        when, amount, method, *month = line.split()
        rows.append(
            Payment(
                number,
                date.fromisoformat(when),
                money.fen(amount),
                method,
                *(month or [None]),
            )
        )
    data = build.plain(
        date(2020, 8, 1), date(2020, 8, 31), readings=case.get("readings", {})
    )
    persons = build.receptions(
        date(2020, 8, 3), {"jd/a": {"received": [101, 101, 101]}}
    )
    counts = tuple(
        Reception(number, **row) for number, row in enumerate(persons, start=2)
    )
    records = Records(receptions=counts, files=FILES, payments=tuple(rows))
    verdict = check(build.agreement(data), records, date(2020, 12, 31))
    found = [(f.code, f.extra, f) for f in verdict.found]
    late = [(e, (f.last - f.first).days) for code, e, f in found if code == "paid_late"]
    assert case["late"] == [f"{e['charge']} {e['amount']} {days}" for e, days in late]
    if "short" in case:
        assert case["short"] == [
            f"{e['charge']} {e['amount']}"
            for code, e, _ in found
            if code == "paid_short"
        ]
    if "interest" in case:
        assert case["interest"] == money.yuan(verdict.monthly[0]["interest"])
    assert case.get("method", []) == [
        f.first for code, _, f in found if code == "payment_method"
    ]


@pytest.mark.parametrize("case", cases("authority"))
def test_authority(case):
    rows = []
    for number, line in enumerate(case["actions"], start=1):
        action, amount, authorised = line.split()
        fen = None if amount == "-" else money.fen(amount)
        rows.append(
            Action(number, at("10:00"), "jd", "a", action, fen, authorised == "true")
        )
    figures = {"duties.refund_limit": case.get("refund_limit")}
    records = Records(receptions=receptions(), files=FILES, actions=tuple(rows))
    found = check(agreement(case, figures=figures), records).found
    beyond = [
        int(f.rows[0].split(":")[1]) for f in found if f.code == "beyond_authority"
    ]
    assert case["beyond"] == beyond
    gaps = [f.extra["figure"] for f in found if f.code == "not_agreed"]
    refunds = any(row.action == "refund" for row in rows)
    assert (
        ["duties.refund_limit"] if refunds and "refund_limit" not in case else []
    ) == gaps


def test_every_reading_that_takes_logs_has_a_case():
    named = set()
    for path in CLAUSES.glob("*/log_cases.yaml"):
        for case in YAML(typ="safe").load(path.read_text("utf-8")):
            named |= set(case.get("readings", {}).items())
    wanted = {
        (name, way)
        for name, phrase in register().items()
        if phrase.needs
        for way in phrase.readings
    }
    assert set() == wanted - named
