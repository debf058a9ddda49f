"""1.4(2)a Added seats: in which words it is told how often what the clause calls for
comes about.
"""

from __future__ import annotations


def chances() -> dict[str, str]:
    """By event the sentence; `part`: of the simulated terms."""
    return {"seats": "a duty to add seats arises in {part}"}
