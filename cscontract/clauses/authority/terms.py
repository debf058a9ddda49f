"""1.5 Duties: what the agreement says of an agent's authority."""

from __future__ import annotations

from typing import ClassVar

from cscontract.agreement import clause as terms


class Terms(terms.Terms):
    """1.5: in fen, the greatest refund without asking."""

    MENDS: ClassVar = {
        "channels": "write it in a clause {kind: scope, id: scope, channels: […]}"
    }
    refund_limit: int | None
