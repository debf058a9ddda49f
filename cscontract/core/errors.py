"""Bad input: each fault names its place, the value, what was expected and the mend."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from cscontract.core.language import (
    LANGUAGES,
    Language,
    Sentence,
    in_language,
    say,
    spoken,
)
from cscontract.core.privacy import masked

MOST_ALIKE = 20
#: faults of a file after which it is read no further: nobody mends more of them by hand
MOST_FAULTS = 500
WITH_VALUE = "{place}: {value}; expected {expected}; fix: {fix}"
WITHOUT_VALUE = "{place}: expected {expected}; fix: {fix}"
PARTS = ("place", "value", "expected", "fix")
#: so many characters of a value, and of a key, stand in a message
LONGEST_VALUE = 80
LONGEST_KEY = 60


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of an input.

    `place` reads “file, row 3, column asked” or “file, line 9, volume.step”.

    It holds no telephone or identity number, whatever stood in the cell.
    """

    place: str
    value: str
    expected: str
    fix: str

    def __post_init__(self) -> None:
        for part in PARTS:
            object.__setattr__(self, part, masked(getattr(self, part)))

    def __str__(self) -> str:
        return self.text(spoken())

    def sentence(self) -> Sentence:
        """The fault as a sentence to be worded later, within others."""
        parts = {name: _in_languages(getattr(self, name)) for name in PARTS}
        return Sentence(self._template, **parts)

    def text(self, language: Language) -> str:
        """The fault in words: “a.csv, row 3: '-5'; expected …; fix: …”."""
        parts = {name: in_language(getattr(self, name), language) for name in PARTS}
        if language == "zh" and parts["expected"][:1].isascii():
            parts["expected"] = " " + parts["expected"]  # 应为 2020 年内的日期
        return say(self._template, language, **parts)

    @property
    def _template(self) -> str:
        return WITH_VALUE if self.value else WITHOUT_VALUE


def _in_languages(text: str) -> dict[str, str]:
    return {language: in_language(text, language) for language in LANGUAGES}


class BadInput(Exception):
    """All faults of one run; nothing is computed from an input that has any."""

    def __init__(self, faults: Iterable[Fault]):
        self.faults = tuple(faults)
        super().__init__(self.text("en"))

    def __str__(self) -> str:
        return self.text(spoken())

    def text(self, language: Language) -> str:
        """All faults in words, a line each."""
        return "\n".join(fault.text(language) for fault in _fewer(self.faults))


def _fewer(faults: Iterable[Fault]) -> Iterator[Fault]:
    """The faults, of those that differ by their row alone the first 20.

    One more tells how many there are besides.
    """
    seen: Counter[tuple[str, str]] = Counter()
    for fault in faults:
        kind = re.sub(r", row \d+", "", fault.place), fault.expected
        seen[kind] += 1
        if seen[kind] <= MOST_ALIKE:
            yield fault
    for (place, expected), count in seen.items():
        if count > MOST_ALIKE:
            more = Sentence("{count} more", count=f"{count - MOST_ALIKE:,}")
            yield Fault(place, more, expected, "mend them alike")


def bad(place: str, value: str | None, expected: str, fix: str) -> BadInput:
    """A BadInput of a single fault.

    `value` is what was found, in words or as `shown` has it.
    """
    text = masked(value or "")
    if not isinstance(text, Sentence):
        text = _cut(text, LONGEST_VALUE)
    return BadInput([Fault(place, text, expected, fix)])


def refusal(faults: Sequence[Fault], file: str) -> BadInput:
    """The faults of a file.

    Where they are so many that it was read no further, that is told.
    """
    if len(faults) < MOST_FAULTS:
        return BadInput(faults)
    sentence = "read no further after {count} faults; there may be more"
    value = Sentence(sentence, count=MOST_FAULTS)
    fix = "mend these, and read the file again"
    end = Fault(file, value, "a file without faults", fix)
    return BadInput([*faults[:MOST_FAULTS], end])


def place(file: str, row: int | None = None, column: str | None = None) -> str:
    """Where a fault of a record is: “receptions.csv, row 3, column asked”.

    >>> place("receptions.csv", 3, "asked")
    'receptions.csv, row 3, column asked'
    """
    if row is None and column is None:
        return file
    if row is None:
        return Sentence("{file}, column {column}", file=file, column=column)
    if column is None:
        return Sentence("{file}, row {row}", file=file, row=row)
    sentence = "{file}, row {row}, column {column}"
    return Sentence(sentence, file=file, row=row, column=column)


def line_place(
    file: str,
    line: int | None = None,
    key: str = "",
    column: int | None = None,
) -> str:
    """Where a fault of a text file is: “agreement.yaml, line 9, volume.step”.

    >>> line_place("agreement.yaml", 9, "volume.step")
    'agreement.yaml, line 9, volume.step'
    >>> line_place("agreement.yaml", 9, column=4)
    'agreement.yaml, line 9, column 4'
    """
    where = file
    if line is not None and column is not None:
        sentence = "{file}, line {line}, column {column}"
        where = Sentence(sentence, file=file, line=line, column=column)
    elif line is not None:
        where = Sentence("{file}, line {line}", file=file, line=line)
    return Sentence("{place}, {part}", place=where, part=key) if key else where


def within(place: str, part: str) -> str:
    """A place within another.

    >>> within("round 12ab", "note")
    'round 12ab, note'
    """
    return Sentence("{place}, {part}", place=place, part=part)


def shown(value: object) -> str:
    """`value` as it stands in a message: quoted, at most 80 characters.

    Nothing for None.

    Telephone and identity numbers are hidden before the text is cut or its signs are
    written as \\u3000.

    >>> shown("asked"), shown(-5), shown(None)
    ("'asked'", '-5', '')
    """
    text = "" if value is None else masked(str(value))
    return _cut(repr(text) if isinstance(value, str) else text, LONGEST_VALUE)


def legible(key: object) -> str:
    """A text of the input as a place has it: 60 characters, all of them printable."""
    text = _cut(masked(str(key)), LONGEST_KEY)
    return text if text.isprintable() else repr(text)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def nearest(name: object, known: Iterable[str]) -> str:
    """The mend for an unknown name: the nearest known one, or all of them.

    None is known: leave it out.

    >>> nearest("askd", ["asked", "received"]), nearest("x", ["asked", "received"])
    ('write asked', 'use one of asked, received')
    """
    known = list(known)
    if not known:
        return "leave it out"
    close = get_close_matches(str(name), known, n=1, cutoff=0.6)
    if close:
        return Sentence("write {value}", value=close[0])
    return Sentence("use one of {values}", values=", ".join(known))
