"""The agreement: its parties, shops, figures and readings, typed and strict. Money is fen.

A figure's kind, bounds and words stand in `figures.toml`; a `None` is a gap: the agreement does not
say. Values are immutable; a change is a `replace`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationInfo,
    field_validator,
)

from cscontract.terms import money, written
from cscontract.terms.clause import Clause
from cscontract.terms.customers import hidden
from cscontract.terms.days import Term, term_of
from cscontract.terms.faults import bad, nearest, shown
from cscontract.terms.figures import Figure, figures
from cscontract.terms.fixed import Fixed
from cscontract.terms.holidays import Calendar, OwnDays, official, replacements
from cscontract.terms.language import Sentence
from cscontract.terms.phrases import defaults, register
from cscontract.terms.plain_yaml import Lines, read_yaml_file
from cscontract.terms.privacy import HIDDEN, masked
from cscontract.terms.refusals import At, fault, refuse, validated

#: a name that a file may have: of a round
NAME = r"[0-9A-Za-z_一-鿿-]{1,60}"
#: the length of a shop's name
LONGEST = 60
CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00"
CURRENCIES = {"CNY": "CNY", "RMB": "CNY", "¥": "CNY", "￥": "CNY", "人民币": "CNY", "元": "CNY"}


def _hidden(text: str, hide: Callable[[str], str], info: ValidationInfo) -> str:
    """The text without the numbers of persons in it; that one was hidden is told."""
    shown = hide(text)
    if shown != text and info.context is not None:
        sentence = "{key}: a telephone or identity number in it is hidden"
        info.context.append(Sentence(sentence, key=str(info.field_name)))
    return shown


def _apart(text: str, info: ValidationInfo) -> str:
    """A name that records may have too; one with a number goes by the keyed name that it has there."""
    return _hidden(text, lambda text: hidden(written.half_width(text, [])), info)


def _name(text: str) -> str:
    """A shop's name as platforms and records have it: （）, ·, blanks, rare characters.

    No sign of a path, and none that cannot be seen or turns the line about.
    """
    is_long = not 1 <= len(text) <= LONGEST
    has_path = "/" in text or "\\" in text
    is_said = any(sign.isalnum() for sign in text) and text == text.strip()
    is_said = is_said and HIDDEN not in text  # a number that was hidden is nobody's name
    if is_long or has_path or not is_said or not written.is_visible(text):
        expected = "a name of 1 to 60 readable signs, without / and \\"
        raise fault(expected, "write it like taobao or 淘宝, as the records have it")
    return text


def _clock(text: str, info: ValidationInfo) -> str:
    plain = written.half_width(text, [])
    if not re.fullmatch(CLOCK, plain):
        raise fault("a time, HH:MM", 'write it like "09:00"')
    if plain != text and info.context is not None:
        info.context.append(_read_as(str(info.field_name), text, plain))
    return plain


def _readable(text: str) -> str:
    if not text.isprintable():
        raise fault("readable signs on one line", "type it again")
    return text


def _told(text: str, info: ValidationInfo) -> str:
    return _hidden(text, masked, info)


def _listed(value: Any) -> Any:
    """A list of the file as the tuple that is kept."""
    return tuple(value) if isinstance(value, list) else value


Name = Annotated[str, AfterValidator(_name), AfterValidator(_apart)]
Clock = Annotated[str, AfterValidator(_clock)]
Text = Annotated[str, AfterValidator(_readable), AfterValidator(_told)]
#: a word that records have too: a channel, a method
Word = Annotated[str, AfterValidator(_readable), AfterValidator(_apart)]


class Section(BaseModel):
    """A part of a file of terms. Its figures are read by the rules of their register, `figures.toml`."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    all_figures: ClassVar[Callable[[], dict[str, Figure]]] = figures
    section: ClassVar[str] = ""

    @field_validator("*", mode="before")
    @classmethod
    def read_figure(cls, value: Any, info: ValidationInfo) -> Any:
        figure = cls.all_figures().get(f"{cls.section}.{info.field_name}")
        if figure is None:
            return value
        try:
            return figure.parse(value, info.context)
        except ValueError:
            raise fault(figure.bounds, figure.mend(value)) from None


class Parties(Section):
    client: Text = Field(max_length=200)
    provider: Text = Field(max_length=200)
    drafter: Literal["client", "provider", "both"] = "both"


class Shop(Section):
    id: Name
    platform: Text = Field(max_length=60)


class Dates(Section):
    section: ClassVar[str] = "term"
    start: date
    end: date

    @field_validator("end")
    @classmethod
    def in_order(cls, end: date, info: ValidationInfo) -> date:
        start = info.data.get("start", end)
        if end < start:
            raise fault("a start that is not after the end", "swap or mend the two dates")
        if (end.year - 10, end.month, end.day) >= (start.year, start.month, start.day):
            raise fault("a term of at most ten years", "let the term end earlier")
        return end


class Span(Section):
    """A shift or a break: from start to end on one day, as HH:MM."""

    name: Text = Field(max_length=60)
    start: Clock
    end: Clock

    @field_validator("end")
    @classmethod
    def forward(cls, end: str, info: ValidationInfo) -> str:
        if end <= info.data.get("start", ""):
            raise fault("a start before the end, both on one day", "split it at midnight")
        return end

    def __str__(self) -> str:
        return f"{self.name} {self.start}–{self.end}"


class Hours(Section):
    shifts: tuple[Span, ...] = Field(min_length=1)
    breaks: tuple[Span, ...] = ()

    @field_validator("shifts", "breaks", mode="before")
    @classmethod
    def listed(cls, value: Any) -> Any:
        return _listed(value)

    @field_validator("shifts", "breaks")
    @classmethod
    def apart(cls, spans: tuple[Span, ...]) -> tuple[Span, ...]:
        expected, fix = "times that do not overlap", "let one end where the next begins"
        ordered = pairwise(sorted(spans, key=lambda span: span.start))
        refuse([At((), _both(a, b), expected, fix) for a, b in ordered if b.start < a.end])
        return spans

    @field_validator("breaks")
    @classmethod
    def within_a_shift(cls, breaks: tuple[Span, ...], info: ValidationInfo) -> tuple[Span, ...]:
        shifts = info.data.get("shifts")
        outside = [
            At((number,), str(pause), "breaks within a shift", _moved(pause))
            for number, pause in enumerate(breaks)
            if shifts and not any(s.start <= pause.start and pause.end <= s.end for s in shifts)
        ]
        refuse(outside)
        return breaks


def _both(one: Span, other: Span) -> str:
    return Sentence("{one} and {other}", one=str(one), other=str(other))


def _moved(pause: Span) -> str:
    return Sentence("move the break {name}", name=pause.name)


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
    channels: tuple[Word, ...] = Field(min_length=1)
    refund_limit: int | None

    @field_validator("channels", mode="before")
    @classmethod
    def listed(cls, value: Any) -> Any:
        return _listed(value)


class Fee(Section):
    """2.2: `monthly` in fen, and the same in words, as written."""

    section: ClassVar[str] = "fee"
    monthly: int
    in_words: str | None = None
    currency: Literal["CNY"] = "CNY"

    @field_validator("currency", mode="before")
    @classmethod
    def symbol(cls, value: Any, info: ValidationInfo) -> Any:
        currency = CURRENCIES.get(value) if isinstance(value, str) else None
        if currency and currency != value and info.context is not None:
            info.context.append(_read_as("fee.currency", value, currency))
        return currency or value

    @field_validator("in_words")
    @classmethod
    def legible(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None:
            return None
        try:
            read = money.fee_from_words(value)
        except ValueError:
            expected = "an amount in Chinese numerals"
            fix = Sentence("write it like {example}", example=money.in_words(150000))
            raise fault(expected, fix) from None
        if money.from_words(value) is None and info.context is not None:
            info.context.append(_read_as("fee.in_words", value, money.yuan(read)))
        return value

    @property
    def words_fen(self) -> int | None:
        """The fee in words, in fen; None where there are no words."""
        return money.fee_from_words(self.in_words) if self.in_words else None


def _read_as(key: str, value: str, read: str) -> str:
    """A repair of a figure, in words."""
    return Sentence("{key}: {value} was read as {read}", key=key, value=repr(value), read=read)


class Payment(Section):
    section: ClassVar[str] = "payment"
    due_day: int
    methods: tuple[Word, ...] = Field(min_length=1)

    @field_validator("methods", mode="before")
    @classmethod
    def listed(cls, value: Any) -> Any:
        return _listed(value)


class OwnYear(Section):
    """A year of the agreement's own calendar: [first, last] festival date, dates off, make-up days.

    What is not named is None, and stays as it is officially.
    """

    festival: tuple[date, date] | None = None
    off: tuple[date, ...] | None = None
    work: tuple[date, ...] | None = None

    @field_validator("festival", "off", "work", mode="before")
    @classmethod
    def listed(cls, value: Any, info: ValidationInfo) -> Any:
        if info.field_name == "festival" and isinstance(value, list) and len(value) != 2:
            raise fault("festival: [first date off, last date off]", "write these two dates")
        return _listed(value)

    @field_validator("festival")
    @classmethod
    def in_order(cls, festival: tuple[date, date] | None) -> tuple[date, date] | None:
        if festival and festival[0] > festival[1]:
            raise fault("festival: [first date off, last date off]", "swap the two dates")
        return festival

    @field_validator("work")
    @classmethod
    def off_or_work(
        cls, work: tuple[date, ...] | None, info: ValidationInfo
    ) -> tuple[date, ...] | None:
        first, last = info.data.get("festival") or (date.max, date.min)
        off = info.data.get("off") or ()
        expected, fix = "a date either off or a make-up day", "leave it in one of the two lists"
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
        off, work = (None if named is None else frozenset(named) for named in (self.off, self.work))
        return OwnDays(self.festival, off, work)


def _renamed(shop: Shop) -> str:
    return Sentence("rename it or {name}", name=shop.id)


def _dates_of(year: int) -> str:
    return Sentence("dates of {year}", year=year)


class Filed(NamedTuple):
    """What a file says of readings (phrase → reading) and of the fee after a new agreement (fen)."""

    readings: dict[str, str]
    new_monthly_fee: int | None


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
    readings: dict[str, str] = Field(default_factory=Fixed)
    calendar: dict[int, OwnYear] = Field(default_factory=Fixed)
    _notes: tuple[str, ...] = PrivateAttr(())

    @field_validator("version", mode="before")
    @classmethod
    def whole(cls, value: Any) -> Any:
        if type(value) is not int:
            raise fault("1", "write 1")
        return value

    @field_validator("shops", mode="before")
    @classmethod
    def listed(cls, value: Any) -> Any:
        return _listed(value)

    @field_validator("calendar", mode="before")
    @classmethod
    def none_given(cls, value: Any) -> Any:
        return {} if value is None else value

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

    @field_validator("renewal")
    @classmethod
    def in_step(cls, renewal: Renewal, info: ValidationInfo) -> Renewal:
        volume = info.data.get("volume")
        if volume and renewal.threshold < volume.threshold:
            expected = "renewal.threshold at or above volume.threshold"
            fix = "raise renewal.threshold or lower volume.threshold"
            refuse([At(("threshold",), renewal.threshold, expected, fix)])
        return renewal

    @field_validator("readings", mode="before")
    @classmethod
    def known(cls, readings: Any, info: ValidationInfo) -> Any:
        if readings is None:
            return {}
        if not isinstance(readings, dict):
            raise fault("phrases and their readings", "write it like {bound: above}")
        wrong = [(str(name), misread(name, reading)) for name, reading in readings.items()]
        refuse([At((name,), *found) for name, found in wrong if found])
        renewal = info.data.get("renewal")
        has_no_fee = renewal is not None and renewal.new_monthly_fee is None
        if has_no_fee and readings.get("after_renewal") == "new_fee":
            expected = "readings.after_renewal: new_fee only with renewal.new_monthly_fee"
            fix = "give that figure or use terms_continue, agreement_ends or open"
            refuse([At(("after_renewal",), "new_fee", expected, fix)])
        return readings

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

    @property
    def notes(self) -> tuple[str, ...]:
        """Repairs made in reading the file, and official days that its calendar replaces, in words."""
        return (*self._notes, *replacements(self._own_days))

    @cached_property
    def filed(self) -> Filed:
        """What the agreement's file itself says; a changed copy keeps what its first file said."""
        return Filed(dict(self.readings), self.renewal.new_monthly_fee)

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses in the agreement's order."""
        named = (
            ("scope", "scope", "1.1", {"channels": self.duties.channels}, ()),
            ("hours", "hours", "1.3", dict(self.hours), ()),
            ("volume", "daily_surcharge", "1.4(2)b", dict(self.volume), ()),
            ("seats", "added_seats", "1.4(2)a", dict(self.seats), ("volume",)),
            ("renewal", "new_agreement", "1.4(2)c", dict(self.renewal), ("fee",)),
            ("duties", "authority", "1.5", {"refund_limit": self.duties.refund_limit}, ()),
            ("payment", "payment", "2.1", dict(self.payment), ()),
            ("fee", "monthly_fee", "2.2", dict(self.fee), ()),
        )
        return tuple(Clause(*each) for each in named)

    @cached_property
    def span(self) -> Term:
        """The term as written, with its days."""
        return term_of(self.term.start, self.term.end)

    @cached_property
    def chosen(self) -> dict[str, str]:
        """Every phrase with its reading; the default where it is absent or open."""
        settled = {name: reading for name, reading in self.readings.items() if reading != "open"}
        return Fixed({**defaults(), **settled})

    @property
    def open(self) -> tuple[str, ...]:
        """The phrases that the agreement leaves open, in the register's order."""
        return tuple(name for name in register() if self.readings.get(name) == "open")

    @cached_property
    def official_days(self) -> Calendar:
        """The calendar that governs: the official one with what the agreement says of some years."""
        return official().with_years(self._own_days)

    @property
    def _own_days(self) -> dict[int, OwnDays]:
        return {year: own.days for year, own in self.calendar.items()}

    @cached_property
    def shop_ids(self) -> dict[str, str]:
        """Shop by the key under which records may name it: 京东, JD and jd are one shop."""
        return Fixed({shop_key(shop.id): shop.id for shop in self.shops})

    def names_in(self, names: Iterable[str]) -> dict[str, str]:
        """Those of the names in a record that name a shop of the agreement, with its id."""
        known = {name: self.shop_ids.get(shop_key(name)) for name in names}
        return {name: shop for name, shop in known.items() if shop}

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

    def bounds(self, key: str) -> tuple[Any, Any]:
        """The least and the greatest value that a figure may have beside the others as they are."""
        low, high = figures()[key].low, figures()[key].high
        if key == "volume.threshold":
            high = min(high, self.renewal.threshold)
        if key == "renewal.threshold":
            low = max(low, self.volume.threshold)
        return low, high

    @cached_property
    def wording(self) -> dict[str, str]:
        """The figures as the register's texts name them: {threshold}, {surcharge}, {opens} …"""
        new_fee = self.renewal.new_monthly_fee
        figures_named = {
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
        return Fixed(figures_named)

    def plain(self) -> dict[str, Any]:
        """The agreement as its file has it: money as text, dates as dates."""
        data = self.model_dump(exclude_none=False)
        for key, figure in figures().items():
            section, name = key.split(".")
            if figure.kind == "money" and data[section][name] is not None:
                data[section][name] = money.yuan(data[section][name])
        return data

    def with_figures(self, values: Mapping[str, Any]) -> Agreement:
        """A copy with these figures, by their keys: with_figures({"volume.threshold": 120}). As `replace`."""
        return self.replace(**{key.replace(".", "__"): value for key, value in values.items()})

    def replace(self, **changes: Any) -> Agreement:
        """A copy with changes, validated: replace(volume__threshold=120, readings__bound="open").

        Keys are the file's, levels joined by two underscores; money is text or fen (a whole number).
        Changing fee.monthly writes its words anew. Notes are kept. BadInput names every fault.
        """
        data = self.plain()
        if "fee__monthly" in changes and "fee__in_words" not in changes and self.fee.in_words:
            changes = {**changes, "fee__in_words": None}
        for key, value in changes.items():
            figure = figures().get(key.replace("__", "."))
            if figure and figure.kind == "money" and type(value) is int:
                value = money.yuan(value)
            _place(data, key, value)
        changed = read_agreement(data, Sentence("the changed terms"), before=self._notes)
        changed.__dict__["filed"] = self.filed
        if changed.fee.in_words is None and self.fee.in_words and "fee__in_words" in changes:
            words = money.in_words(changed.fee.monthly)
            return changed.replace(fee__in_words=words)
        return changed


def _place(data: dict[str, Any], key: str, value: Any) -> None:
    """Put the value where the key (levels joined by two underscores) says."""
    *above, last = key.split("__")
    place: Any = data
    for level in above:
        place = place.get(level) if isinstance(place, dict) else None
    if not isinstance(place, dict):
        dotted = key.replace("__", ".")
        raise bad(dotted, shown(value), "a known key", nearest(dotted, figures()))
    place[last] = value


def _told_before(note: str, notes: list[str]) -> bool:
    """Whether one of the notes tells the same, of another file."""
    _, _, told_now = note.partition(", ")
    return any(before.endswith(told_now) for before in notes)


def misread(phrase: Any, reading: Any) -> tuple[object, str, str] | None:
    """What is wrong with a phrase and its reading: value, what was expected, the mend; None if nothing."""
    known = register().get(phrase)
    if known is None:
        return reading, "a known phrase", nearest(phrase, register())
    ways = [*known.readings, "open"]
    if reading in ways:
        return None
    return reading, Sentence("a reading of {name}", name=phrase), nearest(reading, ways)


@lru_cache(maxsize=10_000)
def shop_key(name: str) -> str:
    """The key of a shop's name: its letters in one case, its signs in one width, blanks as one.

    The platforms' usual names are one.

    >>> shop_key("某某旗舰店（京东）") == shop_key("某某旗舰店(京东)")
    True
    """
    half = re.sub("[\ufe00-\ufe0f]", "", written.half_width(name, []))
    key = re.sub(r"\s+", " ", half).casefold()
    return PLATFORMS.get(key, key)


PLATFORMS = {
    "淘宝": "taobao", "淘宝网": "taobao", "京东": "jd", "京东商城": "jd", "jingdong": "jd",
    "苏宁": "suning", "苏宁易购": "suning", "天猫": "tmall", "拼多多": "pdd", "pinduoduo": "pdd",
}  # fmt: skip


def load(path: str | Path) -> Agreement:
    """The agreement of a YAML file. BadInput lists every fault with its line, value and mend."""
    fix = "check the path; give the agreement's .yaml file"
    value, lines = read_yaml_file(Path(path), "an agreement file", fix)
    return read_agreement(value, Path(path).name, lines)


def read_agreement(
    data: Any, name: str, lines: Lines | None = None, before: tuple[str, ...] = ()
) -> Agreement:
    """The agreement of plain data; `name` and `lines` are for the places in messages.

    `before`: notes of the agreement from which the data come; they are kept, and nothing told twice.
    """
    expected = "an agreement as keys and values"
    fix = "write it like the sample agreement, which begins with agreement: …"
    read, notes = validated(Agreement, data, name, lines, expected, fix)
    kept = [note for note in before if note not in notes]
    read._notes = (*kept, *(note for note in notes if not _told_before(note, kept)))
    return read
