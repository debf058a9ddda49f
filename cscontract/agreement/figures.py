"""Figures of the agreement: clause, kind, bounds, unit and words of each, and how its
text is read.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from cscontract.core import money, notation
from cscontract.core.language import Language, Sentence, in_language


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that a user can change. Bounds and step of money are fen, of a date
    days.

    `gap`: what hangs on it where the agreement does not say it; since the version
    `gap_since`. `rank`: its place among all figures; `panel`: how the panel has it,
    “shown”, “folded” or “none”; `total`: how the total goes as it rises, “raised”,
    “lowered” or “either”, None where it moves no money; `was`: its name in version 1.
    """

    key: str
    clause: str
    kind: str
    low: Any
    high: Any
    step: int
    label: dict[str, str]
    unit: dict[str, str]
    words: dict[str, str]
    gap: dict[str, str] | None
    slider: tuple[int, int] | None
    source: dict[str, str] | None = None
    rank: int = 0
    panel: str = "shown"
    total: str | None = None
    was: str | None = None
    gap_since: int = 1

    @property
    def bounds(self) -> str:
        """What is allowed, in words: “a whole number, 1 to 100,000”."""
        low, high = (self.show(bound, grouped=True) for bound in (self.low, self.high))
        sentence = {
            "whole": "a whole number, {low} to {high}",
            "money": "money, {low} to {high}, two decimals",
            "date": "a date, {low} to {high}",
        }[self.kind]
        return Sentence(sentence, low=low, high=high)

    def bounds_in(self, language: Language) -> str:
        """What is allowed, in the language."""
        return in_language(self.bounds, language)

    @property
    def example(self) -> str:
        """How the figure is written in the agreement file."""
        example = (
            str(min(100, self.high)) if self.kind == "whole" else EXAMPLES[self.kind]
        )
        if self.gap:
            return Sentence("write it like {example}, or null", example=example)
        return Sentence("write it like {example}", example=example)

    def mend(self, value: object) -> str:
        """What to do about a value that cannot be read."""
        quoted = value if isinstance(value, str) else ""
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if self.kind == "money" and is_number and re.match("[0-9]", str(value)):
            return Sentence("quote it, like {example}", example=EXAMPLES["money"])
        if self.kind == "whole" and re.fullmatch("[0-9]+", quoted):
            return "write the number without quotes, within the bounds"
        if self.kind == "date" and re.fullmatch(ISO, quoted):
            return "write a date that exists, without quotes, like 2020-08-01"
        return self.example

    def show(self, value: Any, grouped: bool = False) -> str:
        """The value as plain text, as `--set` takes it; “null” where the agreement does
        not say.
        """
        if value is None:
            return "null"
        if self.kind == "money":
            return money.grouped(value) if grouped else money.yuan(value)
        return f"{value:,}" if grouped and self.kind == "whole" else str(value)

    def plain(self, value: Any) -> Any:
        """The value as JSON has it: a whole number as it is, money and dates as text,
        None for a gap.
        """
        return value if value is None or self.kind == "whole" else self.show(value)

    def parse(self, value: object, notes: list[str] | None = None) -> Any:
        """The value of a YAML scalar or of `--set` text; ValueError where it is not
        one.

        Money comes back as fen. A repair (￥, 元整, 1,650, 1 650, full-width signs,
        2020年8月1日) is told in `notes`.
        """
        if value is None and self.gap:
            return None
        read = {"whole": _whole, "money": _money, "date": _date}[self.kind](value)
        if not self.low <= read <= self.high:
            raise ValueError(f"{value!r} is out of bounds")
        plain = (
            money.is_written_out(str(value))
            if self.kind == "money"
            else type(value) is type(read)
        )
        if notes is not None and not plain:
            sentence = "{key}: {value} was read as {read}"
            told = self.show(read)
            notes.append(Sentence(sentence, key=self.key, value=repr(value), read=told))
        return read

    def parse_text(self, text: str, notes: list[str] | None = None) -> Any:
        """As `parse`, from plain text: digits for whole numbers, ISO dates, “null” for
        a gap.
        """
        text = text.strip()
        if text.lower() in ("null", "none", "") and self.gap:
            return None
        if self.kind == "whole" and re.fullmatch(r"-?[0-9]{1,12}", text):
            return self.parse(int(text))
        if self.kind == "date" and re.fullmatch(ISO, text):
            return self.parse(date.fromisoformat(text))
        is_plain = self.kind == "money" and re.fullmatch(r"[0-9]+(\.[0-9]{1,2})?", text)
        return self.parse(text, None if is_plain else notes)


EXAMPLES = {"money": '"100.00"', "date": "2020-08-01"}
ISO = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


def _whole(value: object) -> int:
    """A whole number; of text only full-width digits and grouped thousands, which are
    repairs.
    """
    if isinstance(value, str):
        repairs: list[str] = []
        text = notation.half_width(value, repairs)
        text = notation.without_commas(text, repairs)
        text = notation.without_spaces(text, repairs)
        if set(repairs) - {notation.BLANKS} and re.fullmatch("[0-9]{1,12}", text):
            return int(text)
    if type(value) is not int:
        raise ValueError(f"{value!r} is not a whole number")
    return value


def _money(value: object) -> int:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not quoted text")
    return money.fen(value)


def _date(value: object) -> date:
    """A date; of text (and numbers) only 2020年8月1日, 20200801, 2020/8/1, 2020.8.1, as
    repairs.
    """
    if isinstance(value, str) or type(value) is int:
        repairs: list[str] = []
        found = notation.day(notation.half_width(str(value), repairs), repairs)
        if found is not None and repairs:
            return found
    if type(value) is not date:
        raise ValueError(f"{value!r} is not a date")
    return value


@cache
def figures_of(package: str) -> dict[str, Figure]:
    """The figures of a register, `figures.toml` of a folder; none where it has no such
    file.

    >>> figures_of("cscontract.agreement")["term.start"].kind
    'date'
    """
    return read_figures(files(package).joinpath("figures.toml"))


def read_figures(file: Any) -> dict[str, Figure]:
    """The figures of a file; none where there is no such file."""
    if not file.is_file():
        return {}
    specs = tomllib.loads(file.read_text("utf-8"))
    return {key: _figure(key, spec) for key, spec in specs.items()}


@lru_cache(maxsize=4096)
def named(package: str, name: str, section: str) -> Figure | None:
    """A figure of a folder's register under the key “section.name”."""
    figure = figures_of(package).get(name)
    return figure and replace(figure, key=f"{section}.{name}")


def _figure(key: str, spec: dict[str, Any]) -> Figure:
    amount = money.fen if spec["kind"] == "money" else lambda bound: bound
    for bound in ("low", "high", "step"):
        spec[bound] = amount(spec[bound])
    slider = spec.get("slider")
    spec["slider"] = tuple(map(amount, slider)) if slider else None
    return Figure(key=key, **{"gap": None, **spec})
