"""Figures of the agreement: clause, kind, bounds, unit and words of each, and how its text is read."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from cscontract.terms import money
from cscontract.terms.language import Language, say


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that a user can change. Bounds and step of money are fen, of a date days."""

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

    @property
    def bounds(self) -> str:
        """What is allowed, in words: “a whole number, 1 to 100,000”."""
        return self.bounds_in("en")

    def bounds_in(self, language: Language) -> str:
        """What is allowed, in the language."""
        low, high = (self.show(bound, grouped=True) for bound in (self.low, self.high))
        sentence = {
            "whole": "a whole number, {low} to {high}",
            "money": "money, {low} to {high}, two decimals",
            "date": "a date, {low} to {high}",
        }[self.kind]
        return say(sentence, language, low=low, high=high)

    @property
    def example(self) -> str:
        """How the figure is written in the agreement file."""
        example = {"whole": str(max(self.low, 1)), "money": '"100.00"', "date": "2020-08-01"}
        return f"write it like {example[self.kind]}" + (", or null" if self.gap else "")

    def show(self, value: Any, grouped: bool = False) -> str:
        """The value as plain text, as `--set` takes it; “null” where the agreement does not say."""
        if value is None:
            return "null"
        if self.kind == "money":
            return money.grouped(value) if grouped else money.yuan(value)
        return f"{value:,}" if grouped and self.kind == "whole" else str(value)

    def parse(self, value: object, notes: list[str] | None = None) -> Any:
        """The value of a YAML scalar or of `--set` text; ValueError where it is not one.

        Money comes back as fen. A repair (￥, 元整, thousands commas …) is told in `notes`.
        """
        if value is None and self.gap:
            return None
        read = {"whole": _whole, "money": _money, "date": _date}[self.kind](value)
        if not self.low <= read <= self.high:
            raise ValueError(f"{value!r} is out of bounds")
        if notes is not None and self.kind == "money" and not money.is_written_out(str(value)):
            notes.append(f"{self.key}: {value!r} was read as {money.yuan(read)}")
        return read

    def parse_text(self, text: str) -> Any:
        """As `parse`, from plain text: digits for whole numbers, ISO dates, “null” for a gap."""
        if text.strip().lower() in ("null", "none", "") and self.gap:
            return None
        if self.kind == "whole" and re.fullmatch(r"\s*-?\d{1,12}\s*", text):
            return self.parse(int(text))
        if self.kind == "date":
            return self.parse(date.fromisoformat(text.strip()))
        return self.parse(text.strip())


def _whole(value: object) -> int:
    if type(value) is not int:
        raise ValueError(f"{value!r} is not a whole number")
    return value


def _money(value: object) -> int:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not quoted text")
    return money.fen(value)


def _date(value: object) -> date:
    if type(value) is not date:
        raise ValueError(f"{value!r} is not a date")
    return value


@cache
def figures() -> dict[str, Figure]:
    """All figures by key (“volume.threshold”), in the order of the contract's panel."""
    text = files("cscontract.terms").joinpath("figures.toml").read_text("utf-8")
    return {key: _figure(key, spec) for key, spec in tomllib.loads(text).items()}


def _figure(key: str, spec: dict[str, Any]) -> Figure:
    amount = money.fen if spec["kind"] == "money" else lambda bound: bound
    for bound in ("low", "high", "step"):
        spec[bound] = amount(spec[bound])
    slider = spec.get("slider")
    spec["slider"] = tuple(map(amount, slider)) if slider else None
    return Figure(key=key, **{"gap": None, **spec})
