"""A duty: a date by which something is due, as a calendar has it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class Duty(NamedTuple):
    """A date that takes a whole day; `name` tells it from others of its clause,
    undated.

    `clause`: its number in the contract; `summary`, `told`: in the reader's language.
    """

    when: date
    clause: str
    name: str
    summary: str
    told: str = ""


class DueMonth(NamedTuple):
    """A month's fee and its other charges, in fen, each with its last date to
    be paid.
    """

    month: str
    base: int
    base_due: date | None
    other: int
    other_due: date | None
