"""Bad input: each fault names its place, the value, what was expected and the mend."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from cscontract.core.language import LANGUAGES, Language, Sentence, in_language, say, spoken
from cscontract.core.privacy import masked

MOST_ALIKE = 20
#: faults of a file after which it is read no further: nobody mends more of them by hand
MOST_FAULTS = 500
WITH_VALUE = "{place}: {value}; expected {expected}; fix: {fix}"
WITHOUT_VALUE = "{place}: expected {expected}; fix: {fix}"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of an input. `place` reads “file, row 3, column asked” or “file, line 9, volume.step”.

    It holds no telephone or identity number, whatever stood in the cell.
    """

    place: str
    value: str
    expected: str
    fix: str

    def __post_init__(self) -> None:
        for part in ("place", "value", "expected", "fix"):
            object.__setattr__(self, part, masked(getattr(self, part)))

    def __str__(self) -> str:
        return self.text(spoken())

    def sentence(self) -> Sentence:
        """The fault as a sentence that can be told later, within others."""
        names = ("place", "value", "expected", "fix")
        parts = {
            name: {each: in_language(getattr(self, name), each) for each in LANGUAGES}
            for name in names
        }
        return Sentence(WITH_VALUE if self.value else WITHOUT_VALUE, **parts)

    def text(self, language: Language) -> str:
        """The fault in words: “receptions.csv, row 3, column asked: '-5'; expected …; fix: …”."""
        parts = {
            name: in_language(getattr(self, name), language)
            for name in ("place", "value", "expected", "fix")
        }
        if language == "zh" and parts["expected"][:1].isascii():
            parts["expected"] = " " + parts["expected"]  # 应为 2020 年内的日期
        sentence = WITH_VALUE if self.value else WITHOUT_VALUE
        return say(sentence, language, **parts)


class BadInput(Exception):
    """All faults of one run, together; nothing is computed from an input that has any."""

    def __init__(self, faults: Iterable[Fault]):
        self.faults = tuple(faults)
        super().__init__(self.text("en"))

    def __str__(self) -> str:
        return self.text(spoken())

    def text(self, language: Language) -> str:
        """All faults in words, a line each."""
        return "\n".join(fault.text(language) for fault in _fewer(self.faults))


def _fewer(faults: Iterable[Fault]) -> Iterator[Fault]:
    """The faults; of those that differ by their row alone the first 20, and one that tells how many more."""
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
    """A BadInput of a single fault; `value` is what was found, in words or as `shown` has it."""
    text = masked(value or "")
    return BadInput(
        [Fault(place, text if isinstance(text, Sentence) else _cut(text, 80), expected, fix)]
    )


def refusal(faults: Sequence[Fault], file: str) -> BadInput:
    """The faults of a file; where they are so many that it was read no further, that is told."""
    if len(faults) < MOST_FAULTS:
        return BadInput(faults)
    value = Sentence("read no further after {count} faults; there may be more", count=MOST_FAULTS)
    end = Fault(file, value, "a file without faults", "mend these, and read the file again")
    return BadInput([*faults[:MOST_FAULTS], end])


def place(file: str, row: int | None = None, column: str | None = None) -> str:
    """Where a fault is: “receptions.csv, row 3, column asked”, told in either language.

    >>> place("receptions.csv", 3, "asked")
    'receptions.csv, row 3, column asked'
    """
    if row is None:
        return (
            file
            if column is None
            else Sentence("{file}, column {column}", file=file, column=column)
        )
    if column is None:
        return Sentence("{file}, row {row}", file=file, row=row)
    return Sentence("{file}, row {row}, column {column}", file=file, row=row, column=column)


def line_place(file: str, line: int | None = None, key: str = "", column: int | None = None) -> str:
    """Where a fault of a text file is: “agreement.yaml, line 9, volume.step”, told in either language.

    >>> line_place("agreement.yaml", 9, "volume.step"), line_place("agreement.yaml", 9, column=4)
    ('agreement.yaml, line 9, volume.step', 'agreement.yaml, line 9, column 4')
    """
    where = file
    if line is not None and column is not None:
        sentence = "{file}, line {line}, column {column}"
        where = Sentence(sentence, file=file, line=line, column=column)
    elif line is not None:
        where = Sentence("{file}, line {line}", file=file, line=line)
    return Sentence("{place}, {part}", place=where, part=key) if key else where


def within(place: str, part: str) -> str:
    """A place within another: “round 12ab, note”."""
    return Sentence("{place}, {part}", place=place, part=part)


def shown(value: object) -> str:
    """`value` as it stands in a message: quoted, at most 80 characters; nothing for None.

    Telephone and identity numbers are hidden before the text is cut or its signs are written as \\u3000.
    """
    text = "" if value is None else masked(str(value))
    return _cut(repr(text) if isinstance(value, str) else text, 80)


def legible(key: object) -> str:
    """A text of the input as it stands in a place: cut to 60 characters, nothing unprintable."""
    text = _cut(masked(str(key)), 60)
    return text if text.isprintable() else repr(text)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def nearest(name: object, known: Iterable[str]) -> str:
    """The mend for an unknown name: the nearest known one, or all of them; none is known: leave it out."""
    known = list(known)
    if not known:
        return "leave it out"
    close = get_close_matches(str(name), known, n=1, cutoff=0.6)
    if close:
        return Sentence("write {value}", value=close[0])
    return Sentence("use one of {values}", values=", ".join(known))
