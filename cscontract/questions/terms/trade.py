"""A trade: what a concession on one figure is worth in another, under every reading
left open.

Nothing is estimated. A figure that raises or lowers the total in one direction is
halved in until the last fen: at the value found the total is not above the one before
for every combination, one step on for not all.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from cscontract.agreement.agreement import Agreement
from cscontract.core.errors import bad, nearest, shown
from cscontract.core.language import Sentence
from cscontract.questions.terms.moving_figures import a_change, one_way
from cscontract.questions.words.price import Open, phrases_beside, with_opened
from cscontract.records.read import Records
from cscontract.verdict.check import festivals_known
from cscontract.verdict.combinations import all_at_once
from cscontract.verdict.display import html


@dataclass(frozen=True)
class Trade:
    """What is given, and the value of another figure that makes up for it.

    `low`, `high`: the least and the greatest such value over the combinations of the
    open phrases (fen of money); None, with a `reason`, where for some combination no
    value or every value does.
    """

    agreement: Agreement
    give: dict[str, Any]
    figure: str
    low: int | None
    high: int | None
    reason: str | None
    combinations: int

    def to_dict(self) -> dict[str, Any]:
        """The trade as JSON has it."""
        figures = self.agreement.figures
        plain = figures[self.figure].plain
        found = {
            "give": {
                key: figures[key].plain(value) for key, value in self.give.items()
            },
            "for": self.figure,
            "from": plain(self.agreement.figure(self.figure)),
            "low": plain(self.low),
            "high": plain(self.high),
            "combinations": self.combinations,
        }
        return found | ({"reason": self.reason} if self.reason else {})

    def _repr_html_(self) -> str | None:
        return html(self)


def trade(
    agreement: Agreement,
    records: Records,
    give: Mapping[str, Any],
    figure: str,
    open: Open = None,
) -> Trade:
    """The value of `figure` at which the total with what is given is not above the
    total before.

    `give`: figure → value as `replace` takes it; `open` as in `price`, or none. The
    greatest such value for a figure that raises the total, the least for one that
    lowers it; least and greatest over all combinations. BadInput for figures unknown,
    given and asked for at once, or not of either kind.
    """
    _refuse(agreement, give, figure)
    agreement = with_opened(agreement, open)
    return _traded(agreement, records, give, figure, _before(agreement, records, open))


class _Before(NamedTuple):
    """The open phrases with their readings, and the total before under each of their
    combinations.
    """

    choices: Mapping[str, tuple[str, ...]]
    fen: np.ndarray


def _before(agreement: Agreement, records: Records, open: Open) -> _Before:
    choices = phrases_beside(agreement, records, open or None)
    with festivals_known():
        return _Before(choices, all_at_once(agreement, records, choices).fen)


def _traded(
    agreement: Agreement,
    records: Records,
    give: Mapping[str, Any],
    figure: str,
    before: _Before,
) -> Trade:
    given = agreement.with_figures(give)
    values = {key: given.figure(key) for key in give}
    with festivals_known():
        low, high, reason = _Search(given, records, figure, before).bounds()
    return Trade(agreement, values, figure, low, high, reason, int(before.fen.size))


def iso_cost(
    agreement: Agreement,
    records: Records,
    along: str,
    values: Sequence[Any],
    figure: str,
    open: Open = None,
) -> list[Trade]:
    """A curve of equal cost: for each value of `along` the value of `figure` that makes
    up for it.
    """
    _refuse(agreement, {along: None}, figure)
    agreement = with_opened(agreement, open)
    before = _before(agreement, records, open)
    return [
        _traded(agreement, records, {along: value}, figure, before) for value in values
    ]


def _refuse(agreement: Agreement, give: Mapping[str, Any], figure: str) -> None:
    for key in give:
        if key not in agreement.figures:
            raise bad(
                "--give", shown(key), "a known figure", nearest(key, agreement.figures)
            )
    known = one_way(agreement)
    if not known:
        expected = "a clause whose figures move the total one way"
        raise bad(
            "--for",
            shown(figure),
            expected,
            "compare it with another agreement instead",
        )
    if figure not in known:
        sentence = "a figure that moves the total one way: {names}"
        expected = Sentence(sentence, names=", ".join(known))
        raise bad("--for", shown(figure), expected, nearest(figure, known))
    if not give:
        fix = Sentence("add --give {change}", change=a_change(agreement))
        raise bad("--give", "", "what is given", fix)
    if figure in give:
        raise bad("--for", figure, "another figure than what is given", "name another")


@dataclass(frozen=True)
class _Search:
    """Values of a figure, and in which combinations the total is then not above the one
    before.
    """

    given: Agreement
    records: Records
    figure: str
    before: _Before

    def bounds(self) -> tuple[int | None, int | None, str | None]:
        """Least and greatest answer over the combinations, or why there is none."""
        dear, cheap = self._ends()
        if self._fits(dear).any():
            return None, None, "every value will do in some combination"
        if not self._fits(cheap).all():
            return None, None, "no value will do in some combination"
        every = self._last(cheap, dear, lambda fits: bool(fits.all()))
        some = self._last(cheap, dear, lambda fits: bool(fits.any()))
        return min(every, some), max(every, some), None

    def _ends(self) -> tuple[int, int]:
        """The dearest and the cheapest value that the agreement allows."""
        low, high = self.given.bounds(self.figure)
        return (
            (high, low)
            if self.given.figures[self.figure].total == "raised"
            else (low, high)
        )

    def _fits(self, value: int) -> np.ndarray:
        """In which combinations the total at a value is not above the one before."""
        changed = self.given.with_figures({self.figure: value})
        now = all_at_once(changed, self.records, self.before.choices)
        return np.asarray(now.fen <= self.before.fen)

    def _last(self, cheap: int, dear: int, holds: Callable[[np.ndarray], bool]) -> int:
        """The value nearest to the dear end at which it holds; it does at the cheap
        one, not at the dear.
        """
        values = range(cheap, dear, 1 if cheap < dear else -1)
        beyond = bisect_left(
            values, True, key=lambda value: not holds(self._fits(value))
        )
        return values[beyond - 1]
