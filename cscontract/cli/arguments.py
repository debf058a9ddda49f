"""The command line's own words in the language that is spoken: help, usage, and what is wrong with options."""

from __future__ import annotations

import argparse
import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Any, NoReturn

from cscontract.core import notation
from cscontract.core.control_characters import visible
from cscontract.core.language import (
    LANGUAGES,
    Language,
    Sentence,
    from_environment,
    in_language,
    known,
    say,
    spoken,
)
from cscontract.core.personal_numbers import without_numbers

EXITS = (
    "Exit status: 0 done; 1 a breach or difference with --strict or --fail-on; 2 bad input; "
    "130 interrupted."
)
#: what stays on one line: a word, or a Chinese sign, with the signs that close it
PIECES = re.compile(
    r"\s+|[（“《]*(?:[\u3400-\u9fff]|[^\s\u3000-\u9fff\uff00-\uffef“”]+)[，。；：、）”》]*|."
)


class Words(argparse.HelpFormatter):
    """Help whose texts are told in the language, wrapped by the width of their signs."""

    def add_text(self, text: str | None) -> None:
        super().add_text(in_language(text) if isinstance(text, str) else text)

    def _get_help_string(self, action: argparse.Action) -> str | None:
        return in_language(action.help) if action.help else action.help

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrapped(" ".join(text.split()), width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        lines = wrapped(" ".join(text.split()), width - len(indent))
        return "\n".join(indent + line for line in lines)


class Parser(argparse.ArgumentParser):
    """A parser of arguments that tells its help in the language, with the exit statuses at the end."""

    def __init__(self, *given: Any, **named: Any):
        super().__init__(*given, **{"formatter_class": Words, "epilog": EXITS, **named})

    def error(self, message: str) -> NoReturn:
        """Refuse what was typed, without the numbers of persons in it."""
        super().error(visible(without_numbers(message)))

    def _print_message(self, message: str, file: Any = None) -> None:
        """Help and refusals; that there is no room for them is told, which argparse keeps to itself."""
        (file or sys.stderr).write(message)


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most so many columns; a Chinese sign takes two.

    >>> wrapped("one two three", 8), wrapped("协议与记录。", 6)
    (['one two', 'three'], ['协议与', '记录。'])
    """
    lines = [""]
    for piece in PIECES.findall(text):
        if lines[-1].strip() and columns(lines[-1] + piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line.rstrip() for line in lines]


def columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def language_asked(arguments: Sequence[str]) -> Language:
    """The language that `--lang` names among the arguments, else that of the environment.

    >>> language_asked(["check", "--lang", "zh"]), language_asked(["check", "--lang=en", "x"])
    ('zh', 'en')
    """
    asked = ""
    for option, after in pairwise([*arguments, ""]):
        name, equals, value = option.partition("=")
        if len(name) > 2 and "--lang".startswith(name):
            asked = value if equals else after
    return next((each for each in LANGUAGES if each == asked), from_environment())


def add_language(parser: argparse.ArgumentParser, help: str = "language of the text") -> None:
    """`--lang`, as every command has it; without it the environment decides."""
    parser.add_argument("--lang", choices=LANGUAGES, help=help)


def wrong(template: str, **values: Any) -> argparse.ArgumentTypeError:
    """What is wrong with an option's value, in words."""
    return argparse.ArgumentTypeError(say(template, spoken(), **values))


def half_width(text: str) -> str:
    """The value of an option in half-width signs; that it was read so is told."""
    plain = notation.folded(text)
    if plain != text:
        note = say("{value} was read as {read}", spoken(), value=repr(text), read=plain)
        print(say("note: {note}", spoken(), note=note), file=sys.stderr)
    return plain


def a_number(text: str) -> int:
    """A whole number of an option."""
    plain = half_width(text)
    if not re.fullmatch("-?[0-9]{1,18}", plain):
        raise wrong("{value} is not a whole number", value=repr(text))
    return int(plain)


@contextmanager
def own_words() -> Iterator[None]:
    """Within it argparse tells its own sentences in the language that is spoken.

    It takes them through gettext, by two names of its module; nothing else of it is touched.
    """
    names: dict[str, Any] = {"_": _told, "ngettext": _told_by_number}
    before = {name: getattr(argparse, name) for name in names}
    _put(names)
    try:
        yield
    finally:
        _put(before)


def _put(names: dict[str, Any]) -> None:
    for name, value in names.items():
        setattr(argparse, name, value)


def _told(sentence: str) -> str:
    return known(sentence, spoken())


def _told_by_number(one: str, several: str, number: int) -> str:
    return _told(one if number == 1 else several)


def of_form(what: str) -> Sentence:
    """The help of an option that takes a file or standard output."""
    return Sentence("{what} (- = standard output)", what=Sentence(what))
