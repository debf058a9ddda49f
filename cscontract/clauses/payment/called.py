"""2.1 Payment: what the clause calls what it says beside figures."""

from __future__ import annotations


def called() -> dict[str, str]:
    """By its name in a file what it is called."""
    return {
        "methods": "Ways of payment",
        "month": "Month of payment",
        "roll": "Moved to a working day",
    }
