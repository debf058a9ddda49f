"""Official days off and make-up working days; the table ends where no notice has been issued."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

SEASON = ((1, 15), (3, 5))


class CalendarYearUnknown(LookupError):
    """No days off are known for a year whose Spring Festival is asked for."""

    def __init__(self, year: int, missing: str = "no public holidays are known"):
        self.year = year
        super().__init__(
            f"{year}: {missing}; fix: give the year in the agreement, as in "
            f"calendar: {{{year}: {{festival: [{year}-02-05, {year}-02-11], off: [], work: []}}}}"
        )


@dataclass(frozen=True, slots=True)
class Year:
    """One year: first and last date of the Spring Festival block, other dates off, make-up days."""

    festival: tuple[date, date] | None
    off: frozenset[date]
    work: frozenset[date]


@dataclass(frozen=True)
class Calendar:
    """Years by number, and the first day of the lunar year by Gregorian year."""

    years: Mapping[int, Year]
    lunar_new_year: Mapping[int, date]

    def with_years(self, own: Mapping[int, Year]) -> Calendar:
        """This calendar with the agreement's own years, which replace the table's."""
        return Calendar({**self.years, **own}, self.lunar_new_year) if own else self

    def names_festival(self, year: int) -> bool:
        """Whether the year's Spring Festival block is known."""
        return year in self.years and self.years[year].festival is not None

    def announced_block(self, year: int) -> tuple[date, date]:
        """First and last date off at the Spring Festival, as announced, extensions included."""
        if year not in self.years:
            raise CalendarYearUnknown(year)
        festival = self.years[year].festival
        if festival is None:
            raise CalendarYearUnknown(year, "the calendar names no Spring Festival")
        return festival

    def statutory_days(self, year: int) -> tuple[date, date]:
        """First and last statutory day of the Spring Festival by the rules of that year."""
        self.announced_block(year)
        if year not in self.lunar_new_year:
            raise CalendarYearUnknown(year, "the first day of the lunar year is not known")
        eve, last = (1, 1) if year < 2014 else (0, 2) if year < 2025 else (1, 2)
        new_year = self.lunar_new_year[year]
        return new_year - timedelta(days=eve), new_year + timedelta(days=last)

    def is_rest(self, when: date) -> bool:
        """Whether a date is a Saturday, Sunday or holiday and not a make-up day; False if unknown."""
        year = self.years.get(when.year)
        if year is None or when in year.work:
            return False
        if when in year.off or (year.festival and year.festival[0] <= when <= year.festival[1]):
            return True
        return when.weekday() >= 5

    def next_working_day(self, when: date) -> date:
        """The date itself or the first working day after it; unmoved in a year without data."""
        while self.is_rest(when):
            when += timedelta(days=1)
        return when


def touches_season(year: int, start: date, end: date) -> bool:
    """Whether a term has a date from 15 January to 5 March of the year."""
    first, last = (date(year, *day) for day in SEASON)
    return start <= last and end >= first


@cache
def official() -> Calendar:
    """The State Council's notices, 2010 to 2026."""
    table = tomllib.loads(files("cscontract.terms").joinpath("holidays.toml").read_text("utf-8"))
    years = {
        int(year): Year(tuple(days["festival"]), frozenset(days["off"]), frozenset(days["work"]))
        for year, days in table["years"].items()
    }
    return Calendar(years, {int(year): first for year, first in table["lunar_new_year"].items()})
