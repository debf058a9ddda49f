"""What a user has said of cells that are in doubt: how masked customers count, which
names are real.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cscontract.core.errors import bad, shown
from cscontract.records.cells.masked import Masked, checked
from cscontract.records.cells.text_and_numbers import Cell, Unreadable, name


@dataclass(frozen=True)
class Doubts:
    """What was said. `agents`: names of agents or shops that look like a total's, or
    count like one.
    """

    masked: Masked | None = None
    agents: frozenset[str] = frozenset()

    @classmethod
    def of(cls, masked: str | None = None, agents: Iterable[str] = ()) -> Doubts:
        """As they were given to a command. BadInput where one of them is nothing of the
        kind.
        """
        return cls(checked(masked), frozenset(map(_named, agents)))


def _named(text: str) -> str:
    try:
        return name(Cell(text))
    except Unreadable as error:
        raise bad("agents", shown(text), error.expected, error.fix) from None


#: nothing was said
UNSETTLED = Doubts()
