"""The one-year loan prime rate by date."""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from datetime import date
from functools import cache
from importlib.resources import files


@cache
def table() -> tuple[list[date], list[int]]:
    """Dates from which a rate stood, and the rates in hundredths of a per cent a year."""
    text = files("cscontract.terms").joinpath("lpr.toml").read_text("utf-8")
    rates = tomllib.loads(text)["one_year"]
    return list(map(date.fromisoformat, rates)), [
        int(rate.replace(".", "")) for rate in rates.values()
    ]


def one_year(when: date) -> int | None:
    """The rate that stood on a date, in hundredths of a per cent a year; None before the first."""
    since, rates = table()
    place = bisect_right(since, when)
    return rates[place - 1] if place else None
