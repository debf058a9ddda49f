"""Goal seek: the nearest figures, within bounds, at which the term's total reaches a goal."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from cscontract.records.read import Records
from cscontract.records.reception import daily
from cscontract.terms import money
from cscontract.terms.agreement import Agreement
from cscontract.terms.faults import BadInput, bad, nearest, shown
from cscontract.terms.figures import figures
from cscontract.verdict.charges import apply
from cscontract.verdict.check import festivals_known

#: what a total beyond the goal weighs against a whole move of a figure through its bounds
PENALTY = 1_000.0


@dataclass(frozen=True)
class Goal:
    """Figures at which the total reaches the goal with the least moves. Money in fen.

    A move is the part of a figure's bounds that it is moved by; `values` and `bounds` by figure.
    """

    agreement: Agreement
    at_most: int
    bounds: dict[str, tuple[int, int]]
    values: dict[str, int]
    total: int
    was: int

    def to_dict(self) -> dict[str, Any]:
        """The goal as JSON has it."""
        return {
            "at_most": money.yuan(self.at_most),
            "total": money.yuan(self.total),
            "was": money.yuan(self.was),
            "figures": {key: figures()[key].plain(value) for key, value in self.values.items()},
        }

    @property
    def changed(self) -> Agreement:
        """The agreement with these figures."""
        return self.agreement.with_figures(self.values)


def seek(
    agreement: Agreement, records: Records, at_most: int, bounds: Mapping[str, tuple[int, int]]
) -> Goal:
    """The figures nearest to the present ones at which the total is at most so many fen.

    `bounds`: figure → least and greatest value (fen of money), whole numbers and money alone. Searched by
    differential evolution with a fixed seed, then each figure is moved back as far as the goal allows;
    the result is exact for the total and near, not proved nearest. BadInput where no figures within the
    bounds are found that reach the goal, with the least total that was.
    """
    from scipy.optimize import differential_evolution

    _refuse(agreement, bounds)
    search = _Search(agreement, records, at_most, dict(bounds))
    with festivals_known():
        found = differential_evolution(
            search.cost, list(bounds.values()), integrality=[True] * len(bounds), rng=1,
            maxiter=40, popsize=10, tol=1e-9, polish=False, init="sobol", x0=search.present,
        )  # fmt: skip
        values = search.drawn_back([round(value) for value in found.x])
        total = search.total(values)
        if total > at_most:
            least = f"the least total found is {money.yuan(total)}"
            fix = "widen the bounds, or name further figures"
            raise bad("goal", money.yuan(at_most), f"a total within reach ({least})", fix)
        was = apply(agreement, daily(agreement, records)).total
    return Goal(
        agreement, at_most, dict(bounds), dict(zip(bounds, values, strict=True)), total, was
    )


def _refuse(agreement: Agreement, bounds: Mapping[str, tuple[int, int]]) -> None:
    if not bounds:
        raise bad("goal", "no figure", "figures that may be moved", "name some with their bounds")
    for key, (low, high) in bounds.items():
        figure = figures().get(key)
        if figure is None or figure.kind == "date":
            raise bad("goal", shown(key), "a figure of numbers", nearest(key, figures()))
        if agreement.figure(key) is None:
            raise bad("goal", key, "a figure that is agreed", f"give {key} a value first")
        if not figure.low <= low <= high <= figure.high:
            found = f"{figure.show(low)}:{figure.show(high)}"
            raise bad(f"goal, {key}", found, figure.bounds, "write LOW:HIGH within the bounds")


@dataclass(frozen=True)
class _Search:
    agreement: Agreement
    records: Records
    at_most: int
    bounds: dict[str, tuple[int, int]]

    @property
    def present(self) -> list[int]:
        """The present values, as near as the bounds allow."""
        return [
            min(max(self.agreement.figure(key), low), high)
            for key, (low, high) in self.bounds.items()
        ]

    def total(self, values: Sequence[int]) -> int:
        changed = self.agreement.with_figures(dict(zip(self.bounds, values, strict=True)))
        return apply(changed, daily(changed, self.records)).total

    def cost(self, point: Sequence[float]) -> float:
        """The moves, and a penalty for what is missing to the goal; terms that contradict cost most."""
        values = [round(value) for value in point]
        try:
            missing = max(0, self.total(values) - self.at_most)
        except BadInput:
            return 10 * PENALTY
        moves = sum(
            abs(value - now) / max(1, high - low)
            for value, now, (low, high) in zip(
                values, self.present, self.bounds.values(), strict=True
            )
        )
        return moves + (1 + missing / max(1, self.at_most)) * PENALTY * (missing > 0)

    def drawn_back(self, values: list[int]) -> list[int]:
        """Each figure in turn moved towards its present value as far as the goal still holds."""
        for at, now in enumerate(self.present):
            step = 1 if now < values[at] else -1
            back = range(now, values[at] + step, step)
            reaches = partial(self._reaches, list(values), at)
            values[at] = back[bisect_left(back, True, hi=len(back) - 1, key=reaches)]
        return values

    def _reaches(self, values: list[int], at: int, value: int) -> bool:
        try:
            return self.total([*values[:at], value, *values[at + 1 :]]) <= self.at_most
        except BadInput:
            return False
