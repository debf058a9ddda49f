"""Official days off and make-up working days; the table ends where no notice has been
issued.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from cscontract.core.language import Sentence

DAY = timedelta(days=1)
SEASON = ((1, 15), (3, 5))


class CalendarYearUnknown(LookupError):
    """No days off are known for a year whose Spring Festival is asked for.

    `problem`: which year and what is missing of it; `fix`: the mend, naming the
    festival alone, since an empty list would say that there is no other holiday.
    """

    def __init__(self, year: int, missing: str = "no public holidays are known"):
        self.year = year
        self.problem = Sentence(
            "{year}: {missing}", year=year, missing=Sentence(missing)
        )
        example = f"calendar: {{{year}: {{festival: [{year}-02-05, {year}-02-11]}}}}"
        self.fix = Sentence(
            "give the year in the agreement, as in {example}", example=example
        )
        super().__init__(f"{self.problem}; fix: {self.fix}")


@dataclass(frozen=True, slots=True)
class Year:
    """One year: first and last date of the Spring Festival block, other dates off,
    make-up days.
    """

    festival: tuple[date, date] | None
    off: frozenset[date]
    work: frozenset[date]

    def is_festival(self, when: date) -> bool:
        """Whether a date lies in the Spring Festival block."""
        return (
            self.festival is not None and self.festival[0] <= when <= self.festival[1]
        )


@dataclass(frozen=True, slots=True)
class OwnDays:
    """What an agreement says of a year: the festival, the dates off, the make-up days;
    None is silence.
    """

    festival: tuple[date, date] | None = None
    off: frozenset[date] | None = None
    work: frozenset[date] | None = None

    def over(self, known: Year | None) -> Year:
        """The year with what is said here in place of what is known, and the rest kept.

        What is said here goes before: a date off that is a make-up day of the table is
        off, and the other way about; the table's block goes as a whole where another is
        named.
        """
        known = known or Year(None, frozenset(), frozenset())
        off = known.off
        work = known.work
        if self.festival is not None:
            off = frozenset(when for when in off if not known.is_festival(when))
            work = frozenset(when for when in work if not self._names_festival(when))
        named_off = self.off or frozenset()
        named_work = self.work or frozenset()
        off = off - named_work if self.off is None else named_off
        work = work - named_off if self.work is None else named_work
        return Year(self.festival or known.festival, off, work)

    def replaced(self, known: Year) -> Iterator[tuple[str, str, set[date]]]:
        """What is said here in place of official days: in which list, of what kind,
        which dates.
        """
        year = self.over(known)
        if known.festival and year.festival != known.festival:
            yield (
                "festival",
                "the official Spring Festival of {year}",
                _dates(*known.festival),
            )
        outside = {when for when in known.off if not known.is_festival(when)}
        off = {when for when in outside - year.off if not year.is_festival(when)}
        if off:
            by = "work" if self.off is None else "off"
            yield by, "the official days off of {year}", off
        if work := set(known.work - year.work):
            by = "off" if self.off and work & self.off else "festival"
            by = by if self.work is None else "work"
            yield by, "the official make-up days of {year}", work

    def _names_festival(self, when: date) -> bool:
        return (
            self.festival is not None and self.festival[0] <= when <= self.festival[1]
        )


@dataclass(frozen=True)
class Calendar:
    """Years by number, and the first day of the lunar year by Gregorian year.

    `in_part`: years of which no more is known than the Spring Festival.
    """

    years: Mapping[int, Year]
    lunar_new_year: Mapping[int, date]
    in_part: frozenset[int] = frozenset()

    def with_years(self, own: Mapping[int, OwnDays]) -> Calendar:
        """This calendar with what the agreement says of some years; the rest of them is
        kept.
        """
        if not own:
            return self
        years = {year: days.over(self.years.get(year)) for year, days in own.items()}
        in_part = {
            year for year in own.keys() - self.years.keys() if not years[year].off
        }
        return Calendar(
            {**self.years, **years}, self.lunar_new_year, frozenset(in_part)
        )

    def names_festival(self, year: int) -> bool:
        """Whether the year's Spring Festival block is known."""
        return year in self.years and self.years[year].festival is not None

    def announced_block(self, year: int) -> tuple[date, date]:
        """First and last date off at the Spring Festival, as announced, extensions
        included.
        """
        if year not in self.years:
            raise CalendarYearUnknown(year)
        festival = self.years[year].festival
        if festival is None:
            raise CalendarYearUnknown(year, "the calendar names no Spring Festival")
        return festival

    def statutory_days(self, year: int) -> tuple[date, date]:
        """First and last statutory day of the Spring Festival by the rules of that
        year.
        """
        self.announced_block(year)
        if year not in self.lunar_new_year:
            raise CalendarYearUnknown(
                year, "the first day of the lunar year is not known"
            )
        eve, last = (1, 1) if year < 2014 else (0, 2) if year < 2025 else (1, 2)
        new_year = self.lunar_new_year[year]
        return new_year - timedelta(days=eve), new_year + timedelta(days=last)

    def is_rest(self, when: date) -> bool:
        """Whether a date is a Saturday, Sunday or holiday and not a make-up day; False
        if unknown.
        """
        year = self.years.get(when.year)
        if year is None or when in year.work:
            return False
        if when in year.off or year.is_festival(when):
            return True
        return when.weekday() >= 5

    def next_working_day(self, when: date) -> date:
        """The date itself or the first working day after it; unmoved in a year without
        data.
        """
        while self.is_rest(when):
            when += timedelta(days=1)
        return when


def replacements(own: Mapping[int, OwnDays]) -> Iterator[Sentence]:
    """What an agreement's own years say in place of official days, a sentence a kind of
    days.

    A year beyond the table replaces nothing, nor does a list that has every official
    day.
    """
    for year, days in sorted(own.items()):
        known = official().years.get(year)
        for by, what, dates in days.replaced(known) if known else ():
            values = {"year": year, "by": by, "what": Sentence(what, year=year)}
            yield Sentence(REPLACES, dates=_stretches(dates), **values)


REPLACES = "calendar {year}: {by} replaces {what}: {dates}"


def _dates(first: date, last: date) -> set[date]:
    """Every date from the first to the last."""
    return {first + timedelta(days=day) for day in range((last - first).days + 1)}


def _stretches(dates: set[date]) -> str:
    """Dates in words, those next to each other together: “2020-05-01 … 2020-05-05;
    2020-06-25”.
    """
    firsts = sorted(when for when in dates if when - DAY not in dates)
    lasts = sorted(when for when in dates if when + DAY not in dates)
    pairs = zip(firsts, lasts, strict=True)
    return "; ".join(
        str(first) if first == last else f"{first} … {last}" for first, last in pairs
    )


def touches_season(year: int, start: date, end: date) -> bool:
    """Whether a term has a date from 15 January to 5 March of the year."""
    first, last = (date(year, *day) for day in SEASON)
    return start <= last and end >= first


@cache
def official() -> Calendar:
    """The State Council's notices, 2010 to 2026."""
    table = tomllib.loads(
        files("cscontract.agreement").joinpath("calendar.toml").read_text("utf-8")
    )
    years = {
        int(year): Year(
            tuple(days["festival"]), frozenset(days["off"]), frozenset(days["work"])
        )
        for year, days in table["years"].items()
    }
    return Calendar(
        years, {int(year): first for year, first in table["lunar_new_year"].items()}
    )
