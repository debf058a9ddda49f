"""The agreement: its parties, shops, figures and readings, typed and strict. Money is fen.

A figure's kind, bounds and words stand in `figures.toml`; a `None` is a gap: the agreement does not
say. Values are immutable; a change is a `replace`.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from cscontract.terms import money
from cscontract.terms.days import Term, term_of
from cscontract.terms.faults import BadInput, Fault, bad, nearest, shown
from cscontract.terms.figures import figures
from cscontract.terms.holidays import Calendar, Year, official
from cscontract.terms.phrases import defaults, register
from cscontract.terms.plain_yaml import Lines, read_yaml

NAME = r"[0-9A-Za-z_一-鿿-]{1,60}"
CLOCK = r"([01]\d|2[0-3]):[0-5]\d|24:00"
CURRENCIES = {"CNY": "CNY", "RMB": "CNY", "¥": "CNY", "￥": "CNY", "人民币": "CNY", "元": "CNY"}


def fault(expected: str, fix: str) -> PydanticCustomError:
    """A fault of one value: what was expected, and the mend."""
    return PydanticCustomError("fault", "{expected}", {"expected": expected, "fix": fix})


class Section(BaseModel):
    """A part of the agreement file. Its figures are read by the rules of `figures.toml`."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    section: ClassVar[str] = ""

    @field_validator("*", mode="before")
    @classmethod
    def read_figure(cls, value: Any, info: ValidationInfo) -> Any:
        figure = figures().get(f"{cls.section}.{info.field_name}")
        if figure is None:
            return value
        try:
            return figure.parse(value, info.context)
        except ValueError:
            raise fault(figure.bounds, figure.example) from None


class Parties(Section):
    client: str = Field(max_length=200)
    provider: str = Field(max_length=200)
    drafter: Literal["client", "provider", "both"] = "both"


class Shop(Section):
    id: str = Field(pattern=f"^{NAME}$")
    platform: str = Field(max_length=60)


class Dates(Section):
    section: ClassVar[str] = "term"
    start: date
    end: date

    @model_validator(mode="after")
    def in_order(self) -> Dates:
        if self.end < self.start:
            raise fault("a start that is not after the end", "swap or mend the two dates")
        if (self.end.year, self.end.month, self.end.day) >= (
            self.start.year + 10,
            self.start.month,
            self.start.day,
        ):
            raise fault("a term of at most ten years", "let the term end earlier")
        return self


class Span(Section):
    """A shift or a break: from start to end on one day, as HH:MM."""

    name: str = Field(max_length=60)
    start: str = Field(pattern=f"^({CLOCK})$")
    end: str = Field(pattern=f"^({CLOCK})$")

    @model_validator(mode="after")
    def forward(self) -> Span:
        if self.end <= self.start:
            raise fault("a start before the end, both on one day", "split it at midnight")
        return self


class Hours(Section):
    shifts: tuple[Span, ...] = Field(min_length=1)
    breaks: tuple[Span, ...] = ()

    @field_validator("shifts", "breaks", mode="before")
    @classmethod
    def listed(cls, value: Any) -> Any:
        return tuple(value) if isinstance(value, list) else value

    @model_validator(mode="after")
    def consistent(self) -> Hours:
        for spans in (self.shifts, self.breaks):
            ordered = sorted(spans, key=lambda span: span.start)
            if any(b.start < a.end for a, b in zip(ordered, ordered[1:], strict=False)):
                raise fault("times that do not overlap", "let one end where the next begins")
        for pause in self.breaks:
            if not any(s.start <= pause.start and pause.end <= s.end for s in self.shifts):
                raise fault("breaks within a shift", f"move the break {pause.name}")
        return self


class Volume(Section):
    """1.4(2)a–b: more than `run_days` days above `threshold`; `surcharge` fen a day, a `step` persons."""

    section: ClassVar[str] = "volume"
    threshold: int
    run_days: int
    surcharge: int
    step: int


class Renewal(Section):
    """1.4(2)c: above `threshold` on `days` days; `new_monthly_fee` in fen where it is agreed."""

    section: ClassVar[str] = "renewal"
    threshold: int
    days: int
    new_monthly_fee: int | None


class Seats(Section):
    """1.4(2)a: what the agreement says of added seats; `monthly_fee` in fen."""

    section: ClassVar[str] = "seats"
    within_days: int | None
    monthly_fee: int | None


class Duties(Section):
    """1.1 and 1.5: the channels allowed and, in fen, the greatest refund without asking."""

    section: ClassVar[str] = "duties"
    channels: tuple[str, ...] = Field(min_length=1)
    refund_limit: int | None

    @field_validator("channels", mode="before")
    @classmethod
    def listed(cls, value: Any) -> Any:
        return tuple(value) if isinstance(value, list) else value


class Fee(Section):
    """2.2: `monthly` in fen, and the same in words, as written."""

    section: ClassVar[str] = "fee"
    monthly: int
    in_words: str | None = None
    currency: Literal["CNY"] = "CNY"

    @field_validator("currency", mode="before")
    @classmethod
    def symbol(cls, value: Any, info: ValidationInfo) -> Any:
        if value != CURRENCIES.get(value) and value in CURRENCIES and info.context is not None:
            info.context.append(f"fee.currency: {value!r} was read as CNY")
        return CURRENCIES.get(value, value) if isinstance(value, str) else value

    @field_validator("in_words")
    @classmethod
    def legible(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None:
            return None
        try:
            read = money.fen(value)
        except ValueError:
            expected = "an amount in Chinese numerals"
            raise fault(expected, f"write it like {money.in_words(150000)}") from None
        if money.from_words(value) is None and info.context is not None:
            info.context.append(f"fee.in_words: {value!r} was read as {money.yuan(read)}")
        return value

    @property
    def words_fen(self) -> int | None:
        """The fee in words, in fen; None where there are no words."""
        return money.fen(self.in_words) if self.in_words else None


class Payment(Section):
    section: ClassVar[str] = "payment"
    due_day: int
    methods: tuple[str, ...] = Field(min_length=1)

    @field_validator("methods", mode="before")
    @classmethod
    def listed(cls, value: Any) -> Any:
        return tuple(value) if isinstance(value, list) else value


class OwnYear(Section):
    """A year of the agreement's own calendar: [first, last] festival date, dates off, make-up days."""

    festival: tuple[date, date] | None = None
    off: tuple[date, ...] = ()
    work: tuple[date, ...] = ()

    @field_validator("festival", "off", "work", mode="before")
    @classmethod
    def listed(cls, value: Any) -> Any:
        return tuple(value) if isinstance(value, list) else value

    @model_validator(mode="after")
    def in_order(self) -> OwnYear:
        if self.festival and self.festival[0] > self.festival[1]:
            raise fault("festival: [first date off, last date off]", "swap the two dates")
        return self


class Agreement(Section):
    """A customer-service outsourcing agreement. Raises BadInput by `load` and `replace`.

    `readings` is as written; `chosen` has every phrase, the default where it is absent or open.
    """

    agreement: Literal["customer-service-outsourcing"]
    version: Literal[1]
    parties: Parties
    shops: tuple[Shop, ...] = Field(min_length=1)
    term: Dates
    hours: Hours
    volume: Volume
    renewal: Renewal
    seats: Seats
    duties: Duties
    fee: Fee
    payment: Payment
    readings: dict[str, str] = Field(default_factory=dict)
    calendar: dict[int, OwnYear] = Field(default_factory=dict)
    _notes: tuple[str, ...] = PrivateAttr(())

    @field_validator("shops", mode="before")
    @classmethod
    def listed(cls, value: Any) -> Any:
        return tuple(value) if isinstance(value, list) else value

    @field_validator("readings", "calendar", mode="before")
    @classmethod
    def none_given(cls, value: Any) -> Any:
        return {} if value is None else value

    @field_validator("shops")
    @classmethod
    def each_shop_once(cls, shops: tuple[Shop, ...]) -> tuple[Shop, ...]:
        names = [shop_key(shop.id) for shop in shops]
        twice = [shop.id for shop in shops if names.count(shop_key(shop.id)) > 1]
        if twice:
            raise fault("each shop once", f"rename one of {', '.join(twice)}")
        return shops

    @field_validator("readings")
    @classmethod
    def known(cls, readings: dict[str, str]) -> dict[str, str]:
        for name, reading in readings.items():
            phrase = register().get(name)
            if phrase is None:
                raise fault(f"a phrase, not {name!r}", nearest(name, register()))
            if reading not in (*phrase.readings, "open"):
                ways = [*phrase.readings, "open"]
                expected = f"a reading of {name}, not {reading!r}"
                raise fault(expected, "use " + ", ".join(ways[:-1]) + " or " + ways[-1])
        return readings

    @field_validator("calendar")
    @classmethod
    def own_years(cls, years: dict[int, OwnYear]) -> dict[int, OwnYear]:
        for year, days in years.items():
            strays = [d for d in (*(days.festival or ()), *days.off, *days.work) if d.year != year]
            if strays:
                raise fault(f"dates of {year}, not {strays[0]}", "put it under its own year")
        return years

    @model_validator(mode="after")
    def possible(self) -> Agreement:
        if self.renewal.threshold < self.volume.threshold:
            raise fault(
                "renewal.threshold at or above volume.threshold",
                "raise renewal.threshold or lower volume.threshold",
            )
        if self.readings.get("after_renewal") == "new_fee" and self.renewal.new_monthly_fee is None:
            raise fault(
                "readings.after_renewal: new_fee only with renewal.new_monthly_fee",
                "give that figure or use terms_continue, agreement_ends or open",
            )
        return self

    @property
    def notes(self) -> tuple[str, ...]:
        """Repairs made in reading the file, in words."""
        return self._notes

    @cached_property
    def span(self) -> Term:
        """The term as written, with its days."""
        return term_of(self.term.start, self.term.end)

    @cached_property
    def chosen(self) -> dict[str, str]:
        """Every phrase with its reading; the default where it is absent or open."""
        settled = {name: reading for name, reading in self.readings.items() if reading != "open"}
        return {**defaults(), **settled}

    @property
    def open(self) -> tuple[str, ...]:
        """The phrases that the agreement leaves open, in the register's order."""
        return tuple(name for name in register() if self.readings.get(name) == "open")

    @cached_property
    def official_days(self) -> Calendar:
        """The calendar that governs: the agreement's own years, else the official ones."""
        own = {
            year: Year(days.festival, frozenset(days.off), frozenset(days.work))
            for year, days in self.calendar.items()
        }
        return official().with_years(own)

    @cached_property
    def shop_ids(self) -> dict[str, str]:
        """Shop by the key under which records may name it: 京东, JD and jd are one shop."""
        return {shop_key(shop.id): shop.id for shop in self.shops}

    def available(self, phrase: str) -> list[str]:
        """The readings of a phrase that the figures make available."""
        readings = list(register()[phrase].readings)
        if phrase == "after_renewal" and self.renewal.new_monthly_fee is None:
            readings.remove("new_fee")
        return readings

    def figure(self, key: str) -> Any:
        """The value of a figure by its key, “volume.threshold”; money in fen."""
        section, name = key.split(".")
        return getattr(getattr(self, section), name)

    @cached_property
    def wording(self) -> dict[str, str]:
        """The figures as the register's texts name them: {threshold}, {surcharge}, {opens} …"""
        new_fee = self.renewal.new_monthly_fee
        return {
            "threshold": f"{self.volume.threshold}",
            "threshold_next": f"{self.volume.threshold + 1}",
            "run_days": f"{self.volume.run_days}",
            "run_days_next": f"{self.volume.run_days + 1}",
            "surcharge": money.grouped(self.volume.surcharge),
            "step": f"{self.volume.step}",
            "renewal_threshold": f"{self.renewal.threshold}",
            "renewal_threshold_next": f"{self.renewal.threshold + 1}",
            "renewal_days": f"{self.renewal.days}",
            "monthly_fee": money.grouped(self.fee.monthly),
            "new_monthly_fee": "____" if new_fee is None else money.grouped(new_fee),
            "due_day": f"{self.payment.due_day}",
            "due_day_before": f"{self.payment.due_day - 1}",
            "opens": min(shift.start for shift in self.hours.shifts),
            "closes": max(shift.end for shift in self.hours.shifts),
        }

    def plain(self) -> dict[str, Any]:
        """The agreement as its file has it: money as text, dates as dates."""
        data = self.model_dump(exclude_none=False)
        for key, figure in figures().items():
            section, name = key.split(".")
            if figure.kind == "money" and data[section][name] is not None:
                data[section][name] = money.yuan(data[section][name])
        return data

    def replace(self, **changes: Any) -> Agreement:
        """A copy with changes, validated: replace(volume__threshold=120, readings__bound="open").

        Keys are the file's, levels joined by two underscores; money is text or fen (a whole number).
        Changing fee.monthly writes its words anew. BadInput names every fault.
        """
        data = self.plain()
        if "fee__monthly" in changes and "fee__in_words" not in changes and self.fee.in_words:
            changes = {**changes, "fee__in_words": None}
        for key, value in changes.items():
            *above, last = key.split("__")
            place = data
            for level in above:
                place = place.get(level) if isinstance(place, dict) else None
            if not isinstance(place, dict):
                raise bad(key.replace("__", "."), None, "a known key", nearest(key, data))
            figure = figures().get(".".join((*above, last)))
            if figure and figure.kind == "money" and type(value) is int:
                value = money.yuan(value)
            place[last] = value
        changed = read_agreement(data, "the changed terms")
        if changed.fee.in_words is None and self.fee.in_words and "fee__in_words" in changes:
            words = money.in_words(changed.fee.monthly)
            return changed.replace(fee__in_words=words)
        return changed


def shop_key(name: str) -> str:
    """The key of a shop's name: its letters in one case; the platforms' usual names are one."""
    key = name.strip().casefold()
    return PLATFORMS.get(key, key)


PLATFORMS = {
    "淘宝": "taobao", "淘宝网": "taobao", "京东": "jd", "京东商城": "jd", "jingdong": "jd",
    "苏宁": "suning", "苏宁易购": "suning", "天猫": "tmall", "拼多多": "pdd", "pinduoduo": "pdd",
}  # fmt: skip


def load(path: str | Path) -> Agreement:
    """The agreement of a YAML file. BadInput lists every fault with its line, value and mend."""
    path = Path(path)
    try:
        if path.stat().st_size > 1_000_000:
            raise bad(path.name, f"{path.stat().st_size:,} bytes", "an agreement file", "check it")
        data, lines = read_yaml(path.read_bytes(), path.name)
    except OSError as error:
        raise bad(
            str(path), None, "a readable agreement file", f"check the path ({error.strerror})"
        ) from None
    return read_agreement(data, path.name, lines)


def read_agreement(data: Any, name: str, lines: Lines | None = None) -> Agreement:
    """The agreement of plain data; `name` and `lines` are for the places in messages."""
    if not isinstance(data, dict):
        raise bad(
            name, type(data).__name__, "keys and values (agreement: …)", "see the sample agreement"
        )
    notes: list[str] = []
    try:
        read = Agreement.model_validate(data, context=notes)
    except ValidationError as error:
        raise BadInput(_fault(found, name, lines or {}) for found in error.errors()) from None
    read._notes = tuple(f"{name}, {note}" for note in notes)
    return read


def _fault(error: Any, name: str, lines: Lines) -> Fault:
    """One of pydantic's errors, told in words: place, value, what was expected, the mend."""
    key = ".".join(str(level) for level in error["loc"] if level != "[key]")
    known = next((k for k in (key, key.rpartition(".")[0]) if k in lines), "")
    place = f"{name}, line {lines[known]}, {key}" if known else f"{name}, {key}".rstrip(", ")
    context, kind = error.get("ctx", {}), error["type"]
    value = (
        "" if isinstance(error["input"], dict | list | tuple | BaseModel) else shown(error["input"])
    )
    if kind == "fault":
        return Fault(place, value, context["expected"], context["fix"])
    if kind == "missing":
        figure = figures().get(key)
        fix = figure.example if figure else "add it; see the sample agreement"
        return Fault(place, "", "this key", fix)
    if kind == "extra_forbidden":
        return Fault(place, value, "a known key", _nearest_key(error["loc"]))
    if kind == "literal_error":
        return Fault(place, value, context["expected"], "use " + context["expected"])
    expected = re.sub(r"^(Input should be|String should|Tuple should) ", "", error["msg"])
    return Fault(place, value, expected, "mend the value; see the sample agreement")


def _nearest_key(loc: tuple) -> str:
    """The mend for an unknown key: the nearest key of its section."""
    model: Any = Agreement
    for level in loc[:-1]:
        if isinstance(level, str) and level in getattr(model, "model_fields", {}):
            model = model.model_fields[level].annotation
    fields = getattr(model, "model_fields", None)
    return nearest(loc[-1], fields) if fields else "leave it out"
