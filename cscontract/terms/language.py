"""Two languages: English stands in the code, Chinese in `chinese.toml`, sentence by sentence."""

from __future__ import annotations

import os
import tomllib
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")
#: what is told when no language is asked for: English, or Chinese where CSCONTRACT_LANG begins with zh
DEFAULT: Language = "zh" if os.environ.get("CSCONTRACT_LANG", "").lower().startswith("zh") else "en"


@cache
def chinese() -> dict[str, str]:
    """English sentence → Chinese sentence, with the same {placeholders}."""
    return tomllib.loads(files("cscontract.terms").joinpath("chinese.toml").read_text("utf-8"))


def say(sentence: str, language: Language, **values: Any) -> str:
    """The sentence in the language, its {placeholders} filled. KeyError if it has no Chinese.

    Dates are written out in the language; a text by language ({"en": …, "zh": …}) is looked up.

    >>> say("{count} days", "en", count=3), say("{count} days", "zh", count=3)
    ('3 days', '3 天')
    """
    text = sentence if language == "en" else chinese()[sentence]
    return text.format(**{name: told(value, language) for name, value in values.items()})


def known(text: str, language: Language) -> str:
    """A text in the language where it is known there, else as it stands: faults are told in English."""
    return chinese().get(text, text) if language == "zh" else text


def told(value: Any, language: Language) -> Any:
    """A value as a sentence of the language has it."""
    if isinstance(value, datetime):
        return f"{long_date(value, language)} {value:%H:%M}"
    if isinstance(value, date):
        return long_date(value, language)
    return value[language] if isinstance(value, dict) else value


MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def short_date(when: date, language: Language) -> str:
    """A date without its year: 3 Aug, 8月3日."""
    return (
        f"{when.day} {MONTHS[when.month - 1]}"
        if language == "en"
        else f"{when.month}月{when.day}日"
    )


def long_date(when: date, language: Language) -> str:
    """A date with its year: 3 Aug 2020, 2020年8月3日."""
    short = short_date(when, language)
    return f"{short} {when.year}" if language == "en" else f"{when.year}年{short}"
