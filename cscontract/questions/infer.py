"""Which readings explain what the provider billed: every combination that gives the bills, and no other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from cscontract.questions.price import Open, chosen_phrases
from cscontract.records.read import Records
from cscontract.terms import money
from cscontract.terms.agreement import Agreement
from cscontract.terms.faults import bad
from cscontract.verdict.check import festivals_known
from cscontract.verdict.combinations import Totals, totals
from cscontract.verdict.display import html
from cscontract.verdict.plausibility import Standings, classes


@dataclass(frozen=True, eq=False)
class Inference:
    """The combinations of readings that come to the billed amount in every billed month.

    It says what the bills are arithmetic of, and nothing of who is right. `fits`: an array of booleans,
    an axis a phrase of `open`; `bills`: fen by month; `standings`: how plausible each reading is, bills
    apart. Every reading is looked at, since bills are evidence of what the parties meant.
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
        return int(self.fits.size)

    @property
    def fitting(self) -> int:
        """Number of combinations that give every billed amount."""
        return int(self.fits.sum())

    def used(self, phrase: str) -> list[str]:
        """The readings of a phrase that some fitting combination uses."""
        axis = list(self.open).index(phrase)
        others = tuple(other for other in range(len(self.open)) if other != axis)
        used: list[bool] = np.asarray(self.fits.any(others)).tolist()
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
                    "plausibility": {way: self.standings[name][way].plausibility for way in ways},
                }
                for name, ways in self.open.items()
            ],
        }

    def __repr__(self) -> str:
        return f"<Inference {self.fitting:,} of {self.combinations:,} combinations fit>"


def infer(agreement: Agreement, records: Records, open: Open = "all") -> Inference:
    """Which combinations of readings give exactly what was billed, in every billed month.

    `open` as in `price`; by default every money phrase that the records can decide. BadInput without a
    record of bills.
    """
    if not records.bills:
        fix = "add bills.csv (month, amount)"
        raise bad("bills", "no record", "what the provider billed", fix)
    choices = chosen_phrases(agreement, records, open)
    bills = {row.month: row.amount for row in records.bills}
    with festivals_known():
        found, standings = totals(agreement, records, choices), classes(agreement, records)
    billed = [_comes_to(found, label, fen) for label, fen in bills.items()]
    return Inference(found.choices, np.logical_and.reduce(billed), bills, standings)


def _comes_to(found: Totals, label: str, fen: int) -> np.ndarray:
    """In which combinations a month comes to so many fen; a month outside the term comes to 0."""
    if label not in found.labels:
        return np.full([len(ways) for ways in found.choices.values()], fen == 0)
    return np.asarray(found.month(label) == fen)
