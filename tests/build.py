"""Agreements and records for tests: the sample agreement with changes, counts as lists
by day.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from cscontract.agreement.agreement import Agreement, read_agreement
from cscontract.core import money
from cscontract.records.read import AddedSeats, Reception, Records

HEADCOUNTS = ("asked", "received", "inquiring")
#: figures of which each lies off the steps of its slider, or off the sample's
OFF_STEPS: dict[str, Any] = {
    "fee__monthly": "1980.37",
    "volume__surcharge": "85.50",
    "volume__threshold": 103,
    "volume__step": 13,
    "renewal__threshold": 288,
    "renewal__days": 6,
    "payment__due_day": 17,
    "renewal__new_monthly_fee": "2345.67",
    "seats__within_days": 3,
    "seats__monthly_fee": "1234.56",
}


def plain(start: date, end: date, **changes: Any) -> dict[str, Any]:
    """The sample agreement as plain data, for a term; changes by dotted key in
    `figures` and others.
    """
    data: dict[str, Any] = {
        "agreement": "customer-service-outsourcing",
        "version": 1,
        "parties": {"client": "甲方网店", "provider": "乙方客服", "drafter": "both"},
        "shops": [
            {"id": "taobao", "platform": "Taobao"},
            {"id": "jd", "platform": "JD"},
            {"id": "suning", "platform": "Suning"},
        ],
        "term": {"start": start, "end": end},
        "hours": {
            "shifts": [
                {"name": "early", "start": "09:00", "end": "18:00"},
                {"name": "late", "start": "18:00", "end": "22:00"},
            ],
            "breaks": [
                {"name": "noon", "start": "12:30", "end": "13:00"},
                {"name": "evening", "start": "19:00", "end": "19:30"},
            ],
        },
        "volume": {"threshold": 100, "run_days": 2, "surcharge": "100.00", "step": 100},
        "renewal": {"threshold": 200, "days": 7, "new_monthly_fee": None},
        "seats": {"within_days": None, "monthly_fee": None},
        "duties": {"channels": ["official_chat"], "refund_limit": None},
        "fee": {"monthly": "1500.00", "in_words": "壹仟伍佰元", "currency": "CNY"},
        "payment": {"due_day": 15, "methods": ["wechat", "alipay", "bank_transfer"]},
        "readings": {},
    }
    for key, value in changes.pop("figures", {}).items():
        section, name = key.split(".")
        data[section][name] = value
    if data["fee"]["monthly"] != "1500.00":
        data["fee"]["in_words"] = money.in_words(money.fen(data["fee"]["monthly"]))
    return {**data, **changes}


def agreement(data: dict[str, Any]) -> Agreement:
    return read_agreement(data, "test")


def receptions(start: date, counts: dict[str, dict[str, list]]) -> list[dict[str, Any]]:
    """Rows from lists by day: {"taobao/a": {"received": [100, None, …]}}; None is no
    row.
    """
    rows = []
    for account, lists in counts.items():
        shop, id_ = account.split("/")
        known = next(iter(lists.values()))
        for day in range(len(known)):
            values = {h: lists.get(h, known)[day] for h in HEADCOUNTS}
            if None not in values.values():
                when = start + timedelta(days=day)
                rows.append({"date": when, "shop": shop, "id": id_, **values})
    return rows


def records(
    rows: list[dict[str, Any]], seats: dict[date, int] | None = None
) -> Records:
    """Records of reception rows, and of added seats by date where given."""
    typed = [Reception(number, **row) for number, row in enumerate(rows, start=2)]
    added = None
    if seats is not None:
        added = tuple(
            AddedSeats(n, d, s)
            for n, (d, s) in enumerate(sorted(seats.items()), start=2)
        )
    files = {"receptions": "receptions.csv", "seats": "seats.csv"}
    return Records(
        tuple(sorted(typed, key=lambda row: (row.date, row.row))), added, files
    )


def seat_rows(seats: dict[date, int] | None) -> list[dict[str, Any]]:
    return [{"date": when, "added": added} for when, added in (seats or {}).items()]
