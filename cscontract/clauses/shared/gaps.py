"""Gaps: figures that an agreement leaves null, told where they matter."""

from __future__ import annotations

from collections.abc import Mapping

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.clause import Clause
from cscontract.agreement.figures import Figure
from cscontract.clauses.shared.finding import Finding


def not_agreed(
    agreement: Agreement, clause: Clause, matters: Mapping[str, bool]
) -> list[Finding]:
    """The figures of a clause that the agreement leaves null; `matters`: by name
    whether one does.
    """
    keys = [f"{clause.id}.{name}" for name, does in matters.items() if does]
    figures = [agreement.figures[agreement.canonical(key)] for key in keys]
    return [_gap(figure) for figure in figures if agreement.figure(figure.key) is None]


def _gap(figure: Figure) -> Finding:
    return Finding(
        clause=figure.clause,
        party="both",
        kind="gap",
        code="not_agreed",
        sentence=NOT_AGREED,
        values={"key": figure.key, "gap": figure.gap},
        extra={"figure": figure.key},
    )


NOT_AGREED = "{key} is not agreed: {gap}."
