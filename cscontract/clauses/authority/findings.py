"""What agents did beyond the authority given to them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.head import shop_key
from cscontract.clauses.authority import clause as authority
from cscontract.clauses.shared.finding import Finding
from cscontract.clauses.shared.gaps import not_agreed
from cscontract.core import money
from cscontract.records.read import Records
from cscontract.records.rows import Action

CODES = ("beyond_authority",)


def findings(
    clause: Any, agreement: Agreement, records: Records, as_of: date
) -> Iterator[Finding]:
    """“within the authority given to them”: one finding an action beyond it."""
    judged = _judged(agreement, records, as_of)
    for row in judged:
        if authority.beyond_authority(row, clause.refund_limit):
            rows = (records.evidence("actions", row.row),)
            yield _beyond(clause, row, agreement.shop_ids[shop_key(row.shop)], rows)
    refunds = any(row.action == "refund" for row in judged)
    yield from not_agreed(agreement, clause, {"refund_limit": refunds})


def _judged(agreement: Agreement, records: Records, as_of: date) -> list[Action]:
    """The actions in the agreement's shops within its term, up to the as-of date."""
    start = agreement.term.start
    end = min(agreement.term.end, as_of)
    return [
        row
        for row in records.actions or ()
        if shop_key(row.shop) in agreement.shop_ids and start <= row.at.date() <= end
    ]


def _beyond(clause: Any, row: Action, shop: str, rows: tuple[str, ...]) -> Finding:
    amount = None if row.amount is None else money.yuan(row.amount)
    values = {
        "action": row.action,
        "id": row.id,
        "when": row.at,
        "amount": amount or "–",
    }
    return Finding(
        clause=clause.place,
        party="provider",
        kind="breach",
        code="beyond_authority",
        sentence=BEYOND_AUTHORITY,
        values=values,
        first=row.at,
        last=row.at,
        shop=shop,
        measured=amount,
        allowed=None
        if clause.refund_limit is None
        else money.yuan(clause.refund_limit),
        rows=rows,
        extra={"action": row.action},
    )


BEYOND_AUTHORITY = (
    "{action} by {id} on {when} (CNY {amount}) was beyond the authority given."
)
