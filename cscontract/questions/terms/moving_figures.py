"""The figures of an agreement that can move money, in the order in which they
are told.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.figures import Figure
from cscontract.agreement.kinds import kinds


def moving(agreement: Agreement) -> list[Figure]:
    """Those that can move the total: of prices first, then of the other clauses."""
    ranks = {clause.id: kinds()[clause.kind].stage for clause in agreement.clauses}
    places = {id: place for place, id in enumerate(agreement.by_id)}
    found = [figure for figure in agreement.figures.values() if figure.total]

    def turn(figure: Figure) -> tuple[int, int, int]:
        id = clause_of(figure)
        return ranks[id], places[id], figure.rank

    return sorted(found, key=turn)


def one_way(agreement: Agreement) -> list[str]:
    """The keys of those that move the total one way: those that raise it first."""
    found = [
        figure for figure in moving(agreement) if figure.total in ("raised", "lowered")
    ]
    return [
        figure.key
        for figure in sorted(found, key=lambda figure: figure.total != "raised")
    ]


def clause_of(figure: Figure) -> str:
    """The id of the clause that says a figure."""
    return figure.key.partition(".")[0]


def price_of(agreement: Agreement) -> Figure | None:
    """The first amount of a price that raises the total; None where there is none."""
    return next(_raising(agreement, lambda kind: kind.stage == 0), None)


def by_the_day(agreement: Agreement) -> Figure | None:
    """The first amount of a clause that charges by the day; None where there is
    none.
    """
    return next(_raising(agreement, lambda kind: kind.daily is not None), None)


def _raising(agreement: Agreement, is_one: Any) -> Iterator[Figure]:
    """The amounts agreed that raise the total, of clauses of some kinds."""
    for figure in moving(agreement):
        kind = kinds()[agreement.by_id[clause_of(figure)].kind]
        is_agreed = agreement.figure(figure.key) is not None
        if (
            figure.total == "raised"
            and figure.kind == "money"
            and is_agreed
            and is_one(kind)
        ):
            yield figure


def a_change(agreement: Agreement) -> str:
    """A change to the first figure, as an example: “limit.threshold=120”."""
    figure, now = _first(agreement)
    return f"{figure.key}={figure.show(_further(now, 1))}"


def a_range(agreement: Agreement) -> str:
    """A range of the first figure, as an example: “limit.threshold=80:160:20”."""
    figure, now = _first(agreement)
    if isinstance(now, date):
        return f"{figure.key}={now}:{_further(now, 4)}:7"
    ends = (figure.show(_further(now, fifths)) for fifths in (-1, 3))
    return f"{figure.key}={':'.join(ends)}:{figure.show(_fifth(now))}"


def _first(agreement: Agreement) -> tuple[Figure, Any]:
    """The first figure that is agreed, and its value."""
    found = (
        (figure, agreement.figure(key)) for key, figure in agreement.figures.items()
    )
    return next((figure, now) for figure, now in found if now is not None)


def _further(now: Any, times: int) -> Any:
    """A value some fifths further, a date some weeks."""
    if isinstance(now, date):
        return now + timedelta(weeks=times)
    return max(0, now + times * _fifth(now))


def _fifth(now: int) -> int:
    return max(1, now // 5)
