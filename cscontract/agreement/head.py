"""What every file of an agreement says, whatever its clauses: parties, shops, term,
calendar.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, ClassVar, Literal

from pydantic import Field, ValidationInfo, field_validator

from cscontract.agreement.calendar import OwnDays
from cscontract.agreement.figures import Figure, figures_of
from cscontract.agreement.section import Name, Section, Text, listed
from cscontract.agreement.validation import At, fault, refuse
from cscontract.core import notation
from cscontract.core.frozen import Fixed
from cscontract.core.language import Sentence

#: where the figures stand that every agreement has
GROUND = "cscontract.agreement"


class Parties(Section):
    client: Text = Field(max_length=200)
    provider: Text = Field(max_length=200)
    drafter: Literal["client", "provider", "both"] = "both"


class Shop(Section):
    id: Name
    platform: Text = Field(max_length=60)


class Dates(Section):
    """The term: its first and its last date."""

    MENDS: ClassVar = {"at": "write it in a file of version 2"}
    start: date
    end: date

    @classmethod
    def rule(cls, name: str, read: Mapping[str, Any]) -> Figure | None:
        return figures_of(GROUND).get(f"term.{name}")

    @field_validator("end")
    @classmethod
    def in_order(cls, end: date, info: ValidationInfo) -> date:
        start = info.data.get("start", end)
        if end < start:
            raise fault(
                "a start that is not after the end", "swap or mend the two dates"
            )
        if (end.year - 10, end.month, end.day) >= (start.year, start.month, start.day):
            raise fault("a term of at most ten years", "let the term end earlier")
        return end


class OwnYear(Section):
    """A year of the agreement's own calendar: [first, last] festival date, dates off,
    make-up days.

    What is not named is None, and stays as it is officially.
    """

    festival: tuple[date, date] | None = None
    off: tuple[date, ...] | None = None
    work: tuple[date, ...] | None = None

    @field_validator("festival", "off", "work", mode="before")
    @classmethod
    def as_tuples(cls, value: Any, info: ValidationInfo) -> Any:
        if (
            info.field_name == "festival"
            and isinstance(value, list)
            and len(value) != 2
        ):
            raise fault(
                "festival: [first date off, last date off]", "write these two dates"
            )
        return listed(value)

    @field_validator("festival")
    @classmethod
    def in_order(cls, festival: tuple[date, date] | None) -> tuple[date, date] | None:
        if festival and festival[0] > festival[1]:
            raise fault(
                "festival: [first date off, last date off]", "swap the two dates"
            )
        return festival

    @field_validator("work")
    @classmethod
    def off_or_work(
        cls, work: tuple[date, ...] | None, info: ValidationInfo
    ) -> tuple[date, ...] | None:
        first, last = info.data.get("festival") or (date.max, date.min)
        off = info.data.get("off") or ()
        expected = "a date either off or a make-up day"
        fix = "leave it in one of the two lists"
        both = [
            At((number,), when, expected, fix)
            for number, when in enumerate(work or ())
            if when in off or first <= when <= last
        ]
        refuse(both)
        return work

    @property
    def dates(self) -> tuple[date, ...]:
        """Every date that is named."""
        return *(self.festival or ()), *(self.off or ()), *(self.work or ())

    @property
    def days(self) -> OwnDays:
        """The year as the calendar takes it."""
        off, work = (
            None if named is None else frozenset(named)
            for named in (self.off, self.work)
        )
        return OwnDays(self.festival, off, work)


def _renamed(shop: Shop) -> str:
    return Sentence("rename it or {name}", name=shop.id)


def _dates_of(year: int) -> str:
    return Sentence("dates of {year}", year=year)


class Head(Section):
    """How a file begins."""

    agreement: Literal["customer-service-outsourcing"]
    version: Literal[1, 2]
    parties: Parties
    shops: tuple[Shop, ...] = Field(min_length=1)
    term: Dates

    @field_validator("version", mode="before")
    @classmethod
    def whole(cls, value: Any) -> Any:
        if type(value) is not int or value not in (1, 2):
            raise fault(
                "1 or 2", "write 1, or 2 for an agreement composed of its clauses"
            )
        return value

    @field_validator("shops", mode="before")
    @classmethod
    def as_tuple(cls, value: Any) -> Any:
        return listed(value)

    @field_validator("shops")
    @classmethod
    def each_shop_once(cls, shops: tuple[Shop, ...]) -> tuple[Shop, ...]:
        keys = [shop_key(shop.id) for shop in shops]
        twice = [
            At((number, "id"), shop.id, "each shop once", _renamed(shops[first]))
            for number, shop in enumerate(shops)
            if (first := keys.index(keys[number])) < number
        ]
        refuse(twice)
        return shops


class Tail(Section):
    """How a file ends."""

    readings: dict[str, str] = Field(default_factory=Fixed)
    calendar: dict[int, OwnYear] = Field(default_factory=Fixed)

    @field_validator("calendar", mode="before")
    @classmethod
    def none_given(cls, value: Any) -> Any:
        return {} if value is None else value

    @field_validator("readings")
    @classmethod
    def fixed(cls, readings: dict[str, str]) -> dict[str, str]:
        return Fixed(readings)

    @field_validator("calendar")
    @classmethod
    def own_years(cls, years: dict[int, OwnYear]) -> dict[int, OwnYear]:
        strays = [
            At((year,), when, _dates_of(year), "put it under its own year")
            for year, days in years.items()
            for when in days.dates
            if when.year != year
        ]
        refuse(strays)
        return Fixed(years)


@lru_cache(maxsize=10_000)
def shop_key(name: str) -> str:
    """The key of a shop's name: its letters in one case, its signs in one width, blanks
    as one.

    The platforms' usual names are one.

    >>> shop_key("某某旗舰店（京东）") == shop_key("某某旗舰店(京东)")
    True
    """
    half = re.sub("[\ufe00-\ufe0f]", "", notation.half_width(name, []))
    key = re.sub(r"\s+", " ", half).casefold()
    return PLATFORMS.get(key, key)


PLATFORMS = {
    "淘宝": "taobao",
    "淘宝网": "taobao",
    "京东": "jd",
    "京东商城": "jd",
    "jingdong": "jd",
    "苏宁": "suning",
    "苏宁易购": "suning",
    "天猫": "tmall",
    "拼多多": "pdd",
    "pinduoduo": "pdd",
}
