"""Which readings explain what the provider billed: every combination that gives the
bills, and no other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, NamedTuple

import numpy as np

from cscontract.agreement.agreement import Agreement
from cscontract.core import money
from cscontract.core.errors import bad
from cscontract.core.language import Sentence
from cscontract.questions.words.price import Open, chosen_phrases, with_opened
from cscontract.records.read import Records
from cscontract.verdict.check import festivals_known
from cscontract.verdict.combinations import Totals, all_at_once
from cscontract.verdict.display import html
from cscontract.verdict.factors import MOST_CELLS, Factor, added, without_idle
from cscontract.verdict.plausibility import Standings, classes

#: combinations over which it can be said which of them fit: a byte each
MOST = 2_000_000_000


@dataclass(frozen=True, eq=False)
class Inference:
    """The combinations of readings that come to the billed amount in every billed
    month.

    It says what the bills are arithmetic of, and nothing of who is right. `fits`: an
    array of booleans, an axis a phrase of `open`, of length 1 where the bills do not
    hang on it; `bills`: fen by month; `standings`: how plausible each reading is, bills
    apart. Every reading is looked at, since bills are evidence of what the parties
    meant.
    """

    open: dict[str, tuple[str, ...]]
    fits: np.ndarray
    bills: dict[str, int]
    standings: Standings

    def _repr_html_(self) -> str | None:
        return html(self)

    @property
    def combinations(self) -> int:
        """Number of combinations looked at."""
        return prod(map(len, self.open.values()))

    @property
    def fitting(self) -> int:
        """Number of combinations that give every billed amount."""
        alike = self.combinations // self.fits.size
        return int(np.count_nonzero(self.fits)) * alike

    def used(self, phrase: str) -> list[str]:
        """The readings of a phrase that some fitting combination uses."""
        axis = list(self.open).index(phrase)
        others = tuple(other for other in range(len(self.open)) if other != axis)
        used = np.broadcast_to(self.fits.any(others), len(self.open[phrase])).tolist()
        return [way for way, fits in zip(self.open[phrase], used, strict=True) if fits]

    def to_dict(self) -> dict[str, Any]:
        """The inference as JSON has it."""
        return {
            "combinations": self.combinations,
            "fitting": self.fitting,
            "bills": {month: money.yuan(fen) for month, fen in self.bills.items()},
            "phrases": [
                {
                    "phrase": name,
                    "fits": (fits := self.used(name)),
                    "excluded": [way for way in ways if way not in fits],
                    "plausibility": {
                        way: self.standings[name][way].plausibility for way in ways
                    },
                }
                for name, ways in self.open.items()
            ],
        }

    def __repr__(self) -> str:
        return f"<Inference {self.fitting:,} of {self.combinations:,} combinations fit>"


def infer(agreement: Agreement, records: Records, open: Open = "all") -> Inference:
    """Which combinations of readings give exactly what was billed, in every billed
    month.

    `open` as in `price`; by default every money phrase that the records can decide.
    BadInput without a record of bills.
    """
    if not records.bills:
        fix = "add bills.csv (month, amount)"
        raise bad("bills", "no record", "what the provider billed", fix)
    agreement = with_opened(agreement, open)
    choices = chosen_phrases(agreement, records, open)
    bills = {row.month: row.amount for row in records.bills}
    with festivals_known():
        found = all_at_once(agreement, records, choices)
        standings = classes(agreement, records)
    months = [_Billed(_factors(found, label), fen) for label, fen in bills.items()]
    return Inference(found.choices, _fitting(months, found.choices), bills, standings)


class _Billed(NamedTuple):
    """A month's total as a sum of factors, and what was billed for it (fen)."""

    factors: list[Factor]
    fen: int


def _factors(found: Totals, label: str) -> list[Factor]:
    """A month's total, without the phrases that make no difference; outside the term it
    is 0.
    """
    if label not in found.labels:
        return []
    return [without_idle(factor) for factor in found.factors_of(label)]


def _fitting(
    months: Sequence[_Billed], choices: Mapping[str, Sequence[str]]
) -> np.ndarray:
    """In which combinations each month comes to what was billed; phrases that move none
    alike.
    """
    moving = {
        name for month in months for factor in month.factors for name in factor.axes
    }
    sizes = {name: len(ways) if name in moving else 1 for name, ways in choices.items()}
    count = prod(sizes.values())
    if count > MOST:
        names = sorted(moving, key=lambda name: -sizes[name])[:3]
        value = Sentence("{count} combinations", count=f"{count:,}")
        expected = Sentence("at most {count}", count=f"{MOST:,}")
        fix = Sentence("settle some phrases, best {names}", names=", ".join(names))
        raise bad("open", value, expected, fix)
    return _in_pieces(months, sizes, 0)


def _in_pieces(
    months: Sequence[_Billed], sizes: Mapping[str, int], axis: int
) -> np.ndarray:
    """As `_fitting`, reading by reading of the first phrases where there are too many
    at once.
    """
    shape = tuple(sizes.values())
    if prod(shape[axis:]) <= MOST_CELLS or axis == len(shape):
        at_once = (*(1,) * axis, *shape[axis:])
        fits: np.ndarray = np.logical_and.reduce(
            [_comes_to(month, tuple(sizes), at_once) for month in months]
        )
        return fits
    name = list(sizes)[axis]
    pieces = [
        _in_pieces([_taken(month, name, place) for month in months], sizes, axis + 1)
        for place in range(sizes[name])
    ]
    return np.concatenate(pieces, axis)


def _taken(month: _Billed, name: str, place: int) -> _Billed:
    """A month where a phrase is read in one way."""
    factors = [Factor(f.axes, f.taken({name: [place]}).fen) for f in month.factors]
    return _Billed(factors, month.fen)


def _comes_to(
    month: _Billed, names: Sequence[str], shape: tuple[int, ...]
) -> np.ndarray:
    """In which combinations a month comes to what was billed."""
    none = Factor((), np.zeros((), np.int64))
    whole = added([*month.factors, none], names).over(names)
    return np.broadcast_to(whole == month.fen, shape)
