"""A clause of an agreement as a value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class Clause(NamedTuple):
    """A clause of an agreement. `at`: its number in the contract; `of`: the ids of the clauses that it
    refers to; `figures`: by name its figures and lists, money in fen."""

    id: str
    kind: str
    at: str
    figures: Mapping[str, Any]
    of: tuple[str, ...] = ()
