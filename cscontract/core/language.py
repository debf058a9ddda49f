"""Two languages: English stands in the code, Chinese in gettext catalogues beside it.

`say` words a sentence at once, in a language that is known. A `Sentence` is worded
later, by whoever shows it: faults and notes are made of them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal

from cscontract.core import gettext_catalogue
from cscontract.core.control_characters import visible
from cscontract.core.personal_numbers import without_numbers
from cscontract.core.plurals import agreeing, of_one_day

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")


def from_environment() -> Language:
    """English, or Chinese where CSCONTRACT_LANG begins with zh."""
    asked = os.environ.get("CSCONTRACT_LANG", "")
    return "zh" if asked.lower().startswith("zh") else "en"


#: what is spoken when no language is asked for
DEFAULT: Language = from_environment()

_spoken: ContextVar[Language] = ContextVar("spoken", default=DEFAULT)


def spoken() -> Language:
    """The language of results, faults and notes where none is named."""
    return _spoken.get()


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Within it `spoken` is that language.

    >>> with speaking("zh"):
    ...     in_language(Sentence("{count} days", count=3))
    '3 天'
    """
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


#: where the project's own kinds of clauses are; a kind's sentences stand in its folder
KINDS = "cscontract.clauses"
#: the folders of further kinds
FURTHER: list[str] = []


@cache
def chinese() -> dict[str, str]:
    """English sentence → Chinese sentence, with the same {placeholders}.

    >>> chinese()["{count} days"]
    '{count} 天'
    """
    sentences: dict[str, str] = {}
    for file in catalogues():
        sentences |= gettext_catalogue.read(file.read_text("utf-8"))
    return sentences


def catalogues() -> Iterator[Traversable]:
    """The files of Chinese sentences: those for all, and each kind's own, `zh.po`."""
    folder = files("cscontract.core").joinpath("locale", "zh", "LC_MESSAGES")
    yield from _by_name(folder)
    for kind in (*_by_name(files(KINDS)), *map(files, FURTHER)):
        file = kind.joinpath("zh.po")
        if file.is_file():
            yield file


def _by_name(folder: Traversable) -> list[Traversable]:
    return sorted(folder.iterdir(), key=lambda file: file.name)


class Sentence(str):
    """A sentence to be worded in a language later: English that knows its template.

    `values` fill the {placeholders}; among them may be further sentences, dates, and
    texts by language.

    >>> rows = Sentence("{count} days", count=3)
    >>> rows, in_language(rows, "zh")
    ('3 days', '3 天')
    """

    template: str
    values: dict[str, Any]

    def __new__(cls, template: str, **values: Any) -> Sentence:
        self = super().__new__(cls, say(template, "en", **values))
        self.template = template
        self.values = values
        return self

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        return (self.template,), self.values


def in_language(text: str, language: Language | None = None) -> str:
    """A sentence in the language (the one that is spoken, where none is named).

    A plain text is looked up; it stays as it is where it has no Chinese: names,
    numbers, values.
    """
    language = language or spoken()
    if isinstance(text, Sentence):
        return say(text.template, language, **text.values)
    return known(str(text), language)


def say(sentence: str, language: Language, **values: Any) -> str:
    """The sentence in the language, its {placeholders} filled.

    KeyError if it has no Chinese.

    Dates are written out in the language; a text by language ({"en": …, "zh": …}) is
    looked up; a Sentence is worded in the language.

    >>> say("{count} days", "en", count=3), say("{count} days", "zh", count=3)
    ('3 days', '3 天')
    """
    if language == "en":
        template = agreeing(of_one_day(sentence, values), values)
    else:
        template = of_one_day(chinese()[sentence], values)
    texts = {name: worded(value, language) for name, value in values.items()}
    return template.format(**texts)


def of_others(text: str, otherwise: str) -> str:
    """What another program says, in English.

    In Chinese, where it has none, what `otherwise` says.

    >>> in_language(of_others("vexed", "another fault of form"), "zh")
    '其他格式错误'
    """
    if text in chinese():
        return text
    return Sentence("{problem}", problem={"en": text, "zh": chinese()[otherwise]})


def known(text: str, language: Language) -> str:
    """A text in the language where it is known there, else as it stands."""
    return chinese().get(text, text) if language == "zh" else text


def worded(value: Any, language: Language) -> Any:
    """A value as a sentence of the language has it.

    All names come into sentences here: with no telephone or identity number, and with
    what a terminal obeys or nobody sees written out.

    >>> worded(date(2020, 8, 3), "zh"), worded({"en": "shop", "zh": "网店"}, "zh")
    ('2020年8月3日', '网店')
    """
    if isinstance(value, datetime):
        return f"{long_date(value, language)} {value:%H:%M}"
    if isinstance(value, date):
        return long_date(value, language)
    if isinstance(value, Sentence):
        return in_language(value, language)
    text = value[language] if isinstance(value, dict) else value
    return visible(without_numbers(text)) if isinstance(text, str) else text


#: English names of the months, by their number less one
MONTHS = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)


def short_date(when: date, language: Language) -> str:
    """A date without its year.

    >>> short_date(date(2020, 8, 3), "en"), short_date(date(2020, 8, 3), "zh")
    ('3 Aug', '8月3日')
    """
    if language == "zh":
        return f"{when.month}月{when.day}日"
    return f"{when.day} {MONTHS[when.month - 1]}"


def long_date(when: date, language: Language) -> str:
    """A date with its year.

    >>> long_date(date(2020, 8, 3), "en"), long_date(date(2020, 8, 3), "zh")
    ('3 Aug 2020', '2020年8月3日')
    """
    day = short_date(when, language)
    return f"{when.year}年{day}" if language == "zh" else f"{day} {when.year}"
