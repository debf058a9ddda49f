"""1.5 Duties: agents take orders online and deal with pre-sales and after-sales matters
within the authority given to them."""

from __future__ import annotations

from cscontract.records.rows import Action


def beyond_authority(action: Action, refund_limit: int | None) -> bool:
    """“within the authority given to them”: not authorised, or a refund above the limit
    (fen) if agreed.
    """
    if not action.authorised:
        return True
    refund = action.action == "refund" and action.amount is not None
    return refund and refund_limit is not None and (action.amount or 0) > refund_limit


#: what a heading says that it is about
ABOUT = "Authority"
#: an agreement has at most one clause of the kind
MOST = 1
#: the records that no other clause reads
RECORDS = ("actions",)
