"""What sessions show against a clause on scope."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from cscontract.agreement.agreement import Agreement
from cscontract.clauses.scope import clause as scope
from cscontract.clauses.shared.finding import Finding
from cscontract.core.language import Sentence
from cscontract.records.read import Records

CODES = ("off_platform", "problem_not_recorded")


def findings(
    clause: Any, agreement: Agreement, records: Records, as_of: date
) -> Iterator[Finding]:
    """Sessions over a channel that is not allowed; problems that were not recorded."""
    if records.sessions is None:
        return
    from cscontract.records import engine_tables

    within = engine_tables.of_agreement(records.sessions, agreement)
    within = within.filter(within.started_at < as_of + timedelta(days=1))
    for code, condition in (
        ("off_platform", scope.off_platform(within, clause.channels)),
        ("problem_not_recorded", scope.problem_not_recorded(within)),
    ):
        chosen = within.filter(condition).select(
            "row", "session", "shop", "channel", "started_at"
        )
        for row in engine_tables.rows(chosen.order_by("row")):
            row["session"] = engine_tables.session_name(row["session"])
            place = (records.evidence("sessions", row["row"]),)
            yield OF_CODE[code](clause, row, place)


def _off_platform(clause: Any, row: dict[str, Any], rows: tuple[str, ...]) -> Finding:
    return Finding(
        **_of(clause, row),
        code="off_platform",
        sentence=OFF_PLATFORM,
        measured=row["channel"],
        allowed=", ".join(clause.channels),
        rows=rows,
    )


def _not_recorded(clause: Any, row: dict[str, Any], rows: tuple[str, ...]) -> Finding:
    return Finding(
        **_of(clause, row),
        code="problem_not_recorded",
        sentence=NOT_RECORDED,
        measured=Sentence("not recorded"),
        allowed=Sentence("recorded"),
        rows=rows,
    )


def _of(clause: Any, row: dict[str, Any]) -> dict[str, Any]:
    """What a finding of a session says, whatever its code."""
    when = row["started_at"]
    names = ("session", "shop", "channel")
    return {
        "values": {**{name: row[name] for name in names}, "when": when},
        "clause": clause.place,
        "party": "provider",
        "kind": "breach",
        "first": when,
        "last": when,
        "shop": row["shop"],
        "extra": {"session": row["session"]},
    }


OF_CODE = {"off_platform": _off_platform, "problem_not_recorded": _not_recorded}
OFF_PLATFORM = (
    "Session {session} of {shop} on {when} ran over {channel}, which is not allowed."
)
NOT_RECORDED = "The problem in session {session} of {shop} on {when} was not recorded."
