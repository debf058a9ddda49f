"""Where a fee in words is not the fee in digits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cscontract.clauses.shared.finding import Finding
from cscontract.core import money

CODES = ("words_differ",)


def findings(clause: Any) -> Iterator[Finding]:
    """“in words and in digits”: the two must say the same."""
    if clause.words_fen in (None, clause.monthly):
        return
    digits = money.grouped(clause.monthly)
    words = money.grouped(clause.words_fen)
    yield Finding(
        clause=clause.place,
        party="both",
        kind="notice",
        code="words_differ",
        sentence=WORDS_DIFFER,
        values={"digits": digits, "words": words},
        measured=digits,
        allowed=words,
    )


WORDS_DIFFER = (
    "The fee is {digits} in digits but {words} in words; the digits were used."
)
