"""The command line's own words in the language that is spoken.

Help, usage, and what is wrong with options. All of it is argparse's, which is there
without anything installed: the help of a fresh folder is told by it.
"""

from __future__ import annotations

import argparse
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
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
    "Exit status: 0 done; 1 a breach or difference with --strict or --fail-on; "
    "2 bad input; 130 interrupted."
)
#: what stays on one line: a word, or a Chinese sign, with the signs that close it
PIECES = re.compile(
    r"\s+"
    r"|[（“《]*(?:[\u3400-\u9fff]|[^\s\u3000-\u9fff\uff00-\uffef“”]+)[，。；：、）”》]*"
    r"|."
)
#: how alike two names are, of 1, so that one may be meant by the other
LIKENESS = 0.7
LONG_OPTION = re.compile(r"--[a-z][a-z-]+")


class HelpInLanguage(argparse.HelpFormatter):
    """Help whose texts are in the language, wrapped by the width of their signs."""

    def add_text(self, text: str | None) -> None:
        """Add a description, or what stands at the end."""
        super().add_text(in_language(text) if isinstance(text, str) else text)

    def _get_help_string(self, action: argparse.Action) -> str | None:
        return in_language(action.help) if action.help else action.help

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrapped(" ".join(text.split()), width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        lines = wrapped(" ".join(text.split()), width - len(indent))
        return "\n".join(indent + line for line in lines)


class Parser(argparse.ArgumentParser):
    """A parser whose help is in the language, with the exit statuses at the end.

    The options that it reads have it as `parser`: of a command, the command's.
    """

    def __init__(self, *given: Any, **named: Any):
        own = {"formatter_class": HelpInLanguage, "epilog": EXITS}
        super().__init__(*given, **{**own, **named})
        self.set_defaults(parser=self)

    def error(self, message: str) -> NoReturn:
        """Refuse what was typed, without the numbers of persons in it."""
        super().error(visible(without_numbers(message)))

    def refuse_unknown(self, further: Sequence[str]) -> NoReturn:
        """Refuse arguments that no option takes; the nearest option is named."""
        names = " ".join(further)
        refusal = say("unrecognized arguments: {names}", spoken(), names=names)
        options = LONG_OPTION.findall(self.format_usage())
        asked = (name.partition("=")[0] for name in further if name.startswith("-"))
        unknown = (name for name in asked if name not in options)
        self.error(refusal + nearest_name(next(unknown, ""), options))

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Refuse what is not among the choices; the nearest of them is named."""
        try:
            super()._check_value(action, value)
        except argparse.ArgumentError as error:
            error.message += nearest_name(value, action.choices or ())
            raise

    def _print_message(self, message: str, file: Any = None) -> None:
        """Help and refusals.

        argparse keeps to itself that there is no room for them.
        """
        (file or sys.stderr).write(message)


def nearest_name(name: str, names: Iterable[str]) -> str:
    """What to add to the refusal of a name: the nearest known one; nothing if none is.

    >>> nearest_name("chek", ["check", "price"]), nearest_name("x", ["check"])
    ('; did you mean check?', '')
    """
    from difflib import get_close_matches

    close = get_close_matches(name, list(names), n=1, cutoff=LIKENESS)
    return say("; did you mean {name}?", spoken(), name=close[0]) if close else ""


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
    """How many columns of a terminal a text takes.

    >>> columns("a 协议")
    6
    """
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def language_asked(arguments: Sequence[str]) -> Language:
    """The language that `--lang` names among the arguments, else the environment's.

    >>> language_asked(["check", "--lang", "zh"])
    'zh'
    >>> language_asked(["check", "--lang=en", "x"])
    'en'
    """
    asked = ""
    for option, following in pairwise([*arguments, ""]):
        name, equals, value = option.partition("=")
        if len(name) > 2 and "--lang".startswith(name):
            asked = value if equals else following
    named = (language for language in LANGUAGES if language == asked)
    return next(named, from_environment())


def add_language(
    parser: argparse.ArgumentParser, help: str = "language of the text"
) -> None:
    """`--lang`, as every command has it; without it the environment decides."""
    parser.add_argument("--lang", choices=LANGUAGES, help=help)


def wrong(template: str, **values: Any) -> argparse.ArgumentTypeError:
    """What is wrong with an option's value, in words."""
    return argparse.ArgumentTypeError(say(template, spoken(), **values))


def read_half_width(text: str) -> str:
    """The value of an option in half-width signs; that it was read so is noted."""
    plain = notation.folded(text)
    if plain != text:
        template = "{value} was read as {read}"
        note = say(template, spoken(), value=repr(text), read=plain)
        print(say("note: {note}", spoken(), note=note), file=sys.stderr)
    return plain


def a_number(text: str) -> int:
    """A whole number of an option."""
    plain = read_half_width(text)
    if not re.fullmatch("-?[0-9]{1,18}", plain):
        raise wrong("{value} is not a whole number", value=repr(text))
    return int(plain)


@contextmanager
def own_words() -> Iterator[None]:
    """Within it argparse's own sentences are in the language that is spoken.

    It takes them through gettext, by two names of its module; nothing else of it is
    touched.
    """
    translating: dict[str, Any] = {"_": _translated, "ngettext": _translated_by_number}
    before = {name: getattr(argparse, name) for name in translating}
    _replace(translating)
    try:
        yield
    finally:
        _replace(before)


def _replace(functions: dict[str, Any]) -> None:
    for name, function in functions.items():
        setattr(argparse, name, function)


def _translated(sentence: str) -> str:
    return known(sentence, spoken())


def _translated_by_number(one: str, several: str, number: int) -> str:
    return _translated(one if number == 1 else several)


def of_form(what: str) -> Sentence:
    """The help of an option that takes a file or standard output."""
    return Sentence("{what} (- = standard output)", what=Sentence(what))
