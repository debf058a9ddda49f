"""The verdict as plain text for a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from cscontract.terms import money
from cscontract.terms.language import Language, say
from cscontract.verdict.check import Verdict


def verdict_text(verdict: Verdict, language: Language = "en") -> str:
    """Headline, statement by month, events and findings."""
    lines = [headline(verdict, language), "", *statement_text(verdict, language), ""]
    if verdict.found:
        lines.append(say("Findings", language))
    for finding in verdict.found:
        kind = say(finding.kind, language)
        lines.append(f"  {finding.clause:9} {kind}: {finding.text(language)}")
    return "\n".join(lines).rstrip()


def headline(verdict: Verdict, language: Language) -> str:
    """The total in a sentence, with its range where phrases are open."""
    total = money.grouped(verdict.charges.total)
    text = say("CNY {total} for the term", language, total=total)
    if verdict.range:
        low, high = map(money.grouped, verdict.range)
        between = "between {low} and {high} with {count} phrases open"
        text += say("; ", language) + say(
            between, language, low=low, high=high, count=len(verdict.agreement.open)
        )
    return text


def statement_text(verdict: Verdict, language: Language) -> list[str]:
    """The statement as aligned lines."""
    columns = ("month", "base", "surcharge", "days", "seats", "total", "base_due", "other_due")
    rows = [[column_title(column, language) for column in columns]]
    for month in verdict.monthly:
        rows.append(
            [
                money.grouped(month[column]) if column in ("base", "surcharge", "seats", "total") else
                str(month[column])
                for column in columns
            ]
        )  # fmt: skip
    widths = [max(width(row[place]) for row in rows) for place in range(len(columns))]
    return ["  ".join(_aligned(row, widths)).rstrip() for row in rows]


COLUMN_TITLES = {"base": "fee", "base_due": "fee due", "other_due": "rest due"}


def column_title(column: str, language: Language) -> str:
    """The title of a statement's column."""
    return say(COLUMN_TITLES.get(column, column), language)


def _aligned(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    """First column to the left, the others to the right; Chinese characters count two."""
    pads = [" " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=True)]
    return [row[0] + pads[0], *(pad + cell for pad, cell in zip(pads[1:], row[1:], strict=True))]


def width(text: str) -> int:
    """Columns that a text takes in a terminal."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
