"""The ledger: what is charged, line by line. Statement, account and reports are sums of
its lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from cscontract.core import money
from cscontract.core.days import DaySet, Month, Term, ends


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the ledger, in fen: what the client owes for a clause.

    `clause`: its number in the contract; `id`: its id; `volume`, `threshold` and `rows`
    where the line rests on the counts of its day.
    """

    date: date
    month: str
    clause: str
    kind: str
    amount: int
    volume: str | None = None
    threshold: int | None = None
    rows: tuple[str, ...] = ()
    id: str = ""
    party: str = "client"

    @property
    def is_of_a_day(self) -> bool:
        """Whether the line rests on the counts of its day."""
        return self.volume is not None

    def to_dict(self) -> dict[str, Any]:
        """The line as JSON has it."""
        line: dict[str, Any] = {
            "date": self.date.isoformat(),
            "month": self.month,
            "clause": self.clause,
            "kind": self.kind,
            "amount": money.yuan(self.amount),
        }
        if self.volume is not None:
            is_whole = self.volume.isdigit()
            line["volume"] = int(self.volume) if is_whole else self.volume
            line |= {"threshold": self.threshold, "rows": list(self.rows)}
        return {**line, "id": self.id, "party": self.party}


def quotient(numerator: int, denominator: int) -> str:
    """An exact number as text: “124”, or “305/3”."""
    whole, rest = divmod(numerator, denominator)
    return str(whole) if not rest else f"{numerator}/{denominator}"


def governed_months(term: Term, governed: DaySet) -> Iterator[tuple[int, Month]]:
    """The months that an agreement governs, each with its place among those of the
    term.
    """
    return ((at, each) for at, each in enumerate(term.months) if each.days & governed)


def first_day(term: Term, month: Month, governed: DaySet) -> date:
    """The first date of a month that an agreement governs."""
    return term.date_of(ends(month.days & governed)[0])


def last_day(term: Term, month: Month, governed: DaySet) -> date:
    """The last date of a month that an agreement governs."""
    return term.date_of(ends(month.days & governed)[1] - 1)


def sums(lines: Iterable[Line]) -> dict[tuple[str, str], int]:
    """Fen by month and clause id.

    >>> august = date(2020, 8, 1)
    >>> two = [Line(august, "2020-08", "2.2", "base", fen, id="fee") for fen in (150000, 500)]
    >>> sums(two)
    {('2020-08', 'fee'): 150500}
    """
    found: dict[tuple[str, str], int] = {}
    for line in lines:
        key = line.month, line.id
        found[key] = found.get(key, 0) + line.amount
    return found
