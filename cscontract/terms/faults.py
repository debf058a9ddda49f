"""Bad input: each fault names its place, the value, what was expected and the mend."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from cscontract.terms.privacy import masked

MOST_ALIKE = 20


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
        value = f" {self.value};" if self.value else ""
        return f"{self.place}:{value} expected {self.expected}; fix: {self.fix}"


class BadInput(Exception):
    """All faults of one run, together; nothing is computed from an input that has any."""

    def __init__(self, faults: Iterable[Fault]):
        self.faults = tuple(faults)
        super().__init__("\n".join(_told(self.faults)))


def _told(faults: Iterable[Fault]) -> Iterator[str]:
    """Each fault in words; of faults that differ by their row alone the first 20, and how many more."""
    seen: Counter[tuple[str, str]] = Counter()
    for fault in faults:
        kind = re.sub(r", row \d+", "", fault.place), fault.expected
        seen[kind] += 1
        if seen[kind] <= MOST_ALIKE:
            yield str(fault)
    for (place, expected), count in seen.items():
        if count > MOST_ALIKE:
            fault = Fault(place, f"{count - MOST_ALIKE:,} more", expected, "mend them alike")
            yield str(fault)


def bad(place: str, value: str | None, expected: str, fix: str) -> BadInput:
    """A BadInput of a single fault; `value` is what was found, in words or as `shown` has it."""
    return BadInput([Fault(place, _cut(masked(value or ""), 80), expected, fix)])


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
    """The mend for an unknown name: the nearest known one, or all of them."""
    known = list(known)
    close = get_close_matches(str(name), known, n=1, cutoff=0.6)
    return f"write {close[0]}" if close else "use one of " + ", ".join(known)
