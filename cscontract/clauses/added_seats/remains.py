"""1.4(2)a Added seats: what the days so far leave to be decided by later ones."""

from __future__ import annotations


def remains() -> None:
    """What added seats cost: nothing; they cost the same, however a phrase is read."""
