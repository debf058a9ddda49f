"""The one-year loan prime rate by date."""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(
        files("cscontract.agreement")
        .joinpath("loan_prime_rate.toml")
        .read_text("utf-8")
    )


@cache
def table() -> tuple[list[date], list[int]]:
    """Dates from which a rate stood, and the rates in hundredths of a per cent
    a year.
    """
    rates = _file()["one_year"]
    return list(map(date.fromisoformat, rates)), [
        int(rate.replace(".", "")) for rate in rates.values()
    ]


def one_year(when: date) -> int | None:
    """The rate that stood on a date, in hundredths of a per cent a year; None before
    the first.

    After `known_until` it is the last one known.
    """
    since, rates = table()
    place = bisect_right(since, when)
    return rates[place - 1] if place else None


def known_until() -> date:
    """The last date on which the last rate of the table is known to have stood."""
    date_known: date = _file()["known_until"]
    return date_known
