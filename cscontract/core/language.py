"""Two languages: English stands in the code, Chinese in `chinese/`, sentence by sentence.

`say` tells a sentence at once, in a language that is known. A `Sentence` is told later, by whoever
shows it: faults and notes are made of them.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from cscontract.core.control_characters import visible
from cscontract.core.personal_numbers import without_numbers
from cscontract.core.plurals import agreeing, of_one_day

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")


def from_environment() -> Language:
    """English, or Chinese where CSCONTRACT_LANG begins with zh."""
    return "zh" if os.environ.get("CSCONTRACT_LANG", "").lower().startswith("zh") else "en"


#: what is told when no language is asked for
DEFAULT: Language = from_environment()

_spoken: ContextVar[Language] = ContextVar("spoken", default=DEFAULT)


def spoken() -> Language:
    """The language in which results, faults and notes are told where none is named."""
    return _spoken.get()


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Within it `spoken` is that language.

    >>> with speaking("zh"):
    ...     str(Sentence("{count} days", count=3)), in_language(Sentence("{count} days", count=3))
    ('3 days', '3 天')
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

    From all files of `chinese/`, and from `chinese.toml` of each kind of clause.
    """
    found: dict[str, str] = {}
    for file in catalogues():
        found |= tomllib.loads(file.read_text("utf-8"))
    return found


def catalogues() -> Iterator[Any]:
    """The files of Chinese sentences."""
    folder = files("cscontract.core").joinpath("chinese")
    own = [each for each in folder.iterdir() if each.name.endswith(".toml")]
    yield from sorted(own, key=lambda file: file.name)
    kinds = sorted(files(KINDS).iterdir(), key=lambda folder: folder.name)
    for each in (*kinds, *map(files, FURTHER)):
        file = each.joinpath("chinese.toml")
        if file.is_file():
            yield file


class Sentence(str):
    """A sentence that can be told in either language later: a text in English that knows its template.

    `values` fill the {placeholders}; among them may be further sentences, dates, and texts by language.

    >>> rows = Sentence("{count} days", count=3)
    >>> rows, in_language(rows, "zh")
    ('3 days', '3 天')
    """

    template: str
    values: dict[str, Any]

    def __new__(cls, template: str, **values: Any) -> Sentence:
        english = {name: told(value, "en") for name, value in values.items()}
        self = super().__new__(
            cls, agreeing(of_one_day(template, values), values).format(**english)
        )
        self.template = template
        self.values = values
        return self

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        return (self.template,), self.values


def in_language(text: str, language: Language | None = None) -> str:
    """A sentence in the language (the one that is spoken, where none is named).

    A plain text is looked up; it stays as it is where it has no Chinese: names, numbers, values.
    """
    language = language or spoken()
    if isinstance(text, Sentence):
        return say(text.template, language, **text.values)
    return known(str(text), language)


def say(sentence: str, language: Language, **values: Any) -> str:
    """The sentence in the language, its {placeholders} filled. KeyError if it has no Chinese.

    Dates are written out in the language; a text by language ({"en": …, "zh": …}) is looked up;
    a Sentence is told in the language.

    >>> say("{count} days", "en", count=3), say("{count} days", "zh", count=3)
    ('3 days', '3 天')
    """
    text = of_one_day(sentence if language == "en" else chinese()[sentence], values)
    text = agreeing(text, values) if language == "en" else text
    return text.format(**{name: told(value, language) for name, value in values.items()})


def of_others(text: str, otherwise: str) -> str:
    """What another program says, in English; in Chinese, where it is not known, the sentence `otherwise`.

    >>> in_language(of_others("vexed", "another fault of form"), "zh")
    '其他格式错误'
    """
    if text in chinese():
        return text
    return Sentence("{problem}", problem={"en": text, "zh": chinese()[otherwise]})


def known(text: str, language: Language) -> str:
    """A text in the language where it is known there, else as it stands."""
    return chinese().get(text, text) if language == "zh" else text


def told(value: Any, language: Language) -> Any:
    """A value as a sentence of the language has it.

    All names come into sentences here: with no telephone or identity number, and with what a terminal
    obeys or nobody sees written out.
    """
    if isinstance(value, datetime):
        return f"{long_date(value, language)} {value:%H:%M}"
    if isinstance(value, date):
        return long_date(value, language)
    if isinstance(value, Sentence):
        return in_language(value, language)
    value = value[language] if isinstance(value, dict) else value
    return visible(without_numbers(value)) if isinstance(value, str) else value


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
