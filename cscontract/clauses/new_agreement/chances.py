"""1.4(2)c Renewal: in which words it is told how often what the clause calls for comes
about.
"""

from __future__ import annotations


def chances() -> dict[str, str]:
    """By event the sentence; `part`: of the simulated terms."""
    return {"renewal": "a new agreement is due in {part}"}
