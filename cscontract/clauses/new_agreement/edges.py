"""1.4(2)c Renewal: the persons at which a day, or a week, calls for a new agreement."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from cscontract.clauses.new_agreement.clause import week_length


def edges(
    clause: Any, in_play: Mapping[str, set[str]], seats: Collection[int]
) -> set[int]:
    """“above 200 for a week on end”: what a day's persons, or a week's, are compared
    with.

    None where nothing follows from such a week.
    """
    if not in_play["after_renewal"] - {"terms_continue"}:
        return set()
    return {_limit(clause, way) for way in in_play["renewal_week"]}


def _limit(clause: Any, renewal_week: str) -> int:
    is_mean = renewal_week.endswith("_mean")
    edge: int = clause.threshold * (
        week_length(clause.days, renewal_week) if is_mean else 1
    )
    return edge
