"""1.3 Service hours: what the clause calls what it says beside figures."""

from __future__ import annotations


def called() -> dict[str, str]:
    """By its name in a file what it is called."""
    return {
        "shifts": "Shifts",
        "breaks": "Breaks",
        "closed": "Closed days",
    }
