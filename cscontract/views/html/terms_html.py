"""Other terms, as HTML for notebooks: a comparison, a sweep."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cscontract.core import money
from cscontract.core.language import Language, say, spoken
from cscontract.questions.terms.compare import Comparison
from cscontract.questions.terms.sweep import Sweep
from cscontract.rounds.differences import differences
from cscontract.verdict.display import html
from cscontract.views.html.parts import table
from cscontract.views.text.terms_text import BASE


@html.register
def comparison_html(comparison: Comparison, language: Language | None = None) -> str:
    """The terms that differ, a column the base and difference scenario; then the totals, a row a month."""
    language = language or spoken()
    return _terms_table(comparison, language) + _months_table(comparison, language)


def _terms_table(comparison: Comparison, language: Language) -> str:
    """A row difference term that some scenario changes."""
    base, names = comparison.base.agreement, list(comparison.verdicts)
    rows: dict[str, dict[str, str]] = {}
    for name in names:
        for difference in differences(base, comparison.verdicts[name].agreement):
            first = {
                "term": difference.label[language],
                "clause": difference.clause,
                BASE: difference.before[language],
            }
            rows.setdefault(difference.key, first)[name] = difference.after[language]
    titles = [say(title, language) for title in ("changed", "clause", BASE)]
    cells = [
        [row["term"], row["clause"], row[BASE], *(row.get(name, row[BASE]) for name in names)]
        for row in rows.values()
    ]
    return table([*titles, *names], cells, text_columns=(0, 1)) if rows else ""


def _months_table(comparison: Comparison, language: Language) -> str:
    """A row a month and the term; difference scenario's difference from the base last."""
    names, was = list(comparison.verdicts), say(BASE, language)
    titles = [say("month", language), was, *names, *(f"{name} − {was}" for name in names)]
    *months, (_, *total) = [
        [label, *_amounts(row, len(names))] for label, *row in comparison.table.itertuples()
    ]
    return table(titles, months, footer=[say("term", language), *total])


def _amounts(yuan: Sequence[Any], scenarios: int) -> list[str]:
    """The base, the scenarios, and then their differences, with a sign."""
    signs = [place > scenarios for place in range(len(yuan))]
    cells = zip(yuan, signs, strict=True)
    return [money.grouped(int(cell * 100), signed=signed) for cell, signed in cells]


@html.register
def sweep_html(sweep: Sweep, language: Language | None = None) -> str:
    """A row a cell."""
    language = language or spoken()
    frame = sweep.frame
    titles = [figure.label[language] for figure in sweep.figures]
    titles += [say(title, language) for title in ("total", "low", "high")]
    rows = [list(map(str, row)) for row in frame.itertuples(index=False)]
    return table(titles, rows)
