"""2.2 Fee: what the days so far leave to be decided by later ones."""

from __future__ import annotations


def remains() -> None:
    """“CNY 1,500 a month”: nothing; its months hang on the days that another clause
    ends.
    """
