"""1.1 Scope: what the clause calls what it says beside figures."""

from __future__ import annotations


def called() -> dict[str, str]:
    """By its name in a file what it is called."""
    return {"channels": "Channels"}
