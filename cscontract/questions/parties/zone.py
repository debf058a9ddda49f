"""The zone in which both parties gain: the provider's least price and the client's
greatest, all else as agreed.

The price is the agreement's first amount that raises the total: a monthly fee, say.
Nothing is estimated: the total never falls as it rises, so each end is halved in until
the last fen.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.figures import Figure
from cscontract.agreement.parties_figures import BothParties
from cscontract.core import money
from cscontract.questions.parties.gains import Gains, gains
from cscontract.questions.terms.moving_figures import by_the_day, price_of
from cscontract.records.read import Records
from cscontract.verdict.charges import apply
from cscontract.verdict.display import html


class Proof(NamedTuple):
    """What is left to a party (fen) at the end of the zone, and at a price one fen
    beyond it.

    `beyond` is None where the agreement allows no such price.
    """

    fee: int
    at: int
    beyond: int | None


class Border(NamedTuple):
    """The straight line in the plane of price and surcharge (fen) on which a party
    neither gains nor loses.

    The price at a surcharge is `at_none − slope × surcharge`, exact but for the
    rounding of lines to the fen.
    """

    at_none: Fraction
    slope: Fraction

    def fee(self, surcharge: int) -> Fraction:
        return self.at_none - self.slope * surcharge


@dataclass(frozen=True, eq=False)
class Zone:
    """Prices in fen that serve both parties, from `least` to `greatest`, both included.

    `least`: the provider loses nothing over the term; `greatest`: the client pays no
    more than for its cheaper alternative. None where no price that the agreement allows
    will do, or it has none.
    """

    gains: Gains

    @property
    def agreement(self) -> Agreement:
        return self.gains.charges.agreement

    @cached_property
    def price(self) -> Figure | None:
        """The figure that is sought; None where no clause has an amount that raises the
        total.
        """
        return price_of(self.agreement)

    @cached_property
    def surcharge(self) -> Figure | None:
        """The figure beside it in the plane; None where no clause charges by
        the day.
        """
        return by_the_day(self.agreement)

    @property
    def now(self) -> int | None:
        """The price as agreed."""
        return self.agreement.figure(self.price.key) if self.price else None

    @cached_property
    def least(self) -> int | None:
        cost = self.gains.cost
        if self.price is None:
            return None
        return _first(self.price, lambda fen: self._total(fen) >= cost)

    @cached_property
    def greatest(self) -> int | None:
        best = self.gains.best
        price = self.price
        if price is None:
            return None
        dearer = _first(price, lambda fen: self._total(fen) > best)
        if dearer is None:
            return int(price.high)
        return dearer - 1 if dearer > price.low else None

    @property
    def is_empty(self) -> bool:
        """Whether no price serves both."""
        return self.least is None or self.greatest is None or self.least > self.greatest

    @property
    def holds_now(self) -> bool:
        """Whether both gain, or lose nothing, at the price as agreed."""
        return self.gains.margin >= 0 and self.gains.saving >= 0

    @property
    def provider_proof(self) -> Proof | None:
        """The provider's margin at its least price and one fen below."""
        return self._proof(
            self.least, -1, lambda fen: self._total(fen) - self.gains.cost
        )

    @property
    def client_proof(self) -> Proof | None:
        """The client's saving at its greatest price and one fen above."""
        return self._proof(
            self.greatest, 1, lambda fen: self.gains.best - self._total(fen)
        )

    def _proof(
        self, end: int | None, outwards: int, left: Callable[[int], int]
    ) -> Proof | None:
        """What is left at an end of the zone and one fen outwards."""
        if end is None or self.price is None:
            return None
        beyond = end + outwards
        is_allowed = self.price.low <= beyond <= self.price.high
        return Proof(end, left(end), left(beyond) if is_allowed else None)

    def _total(self, fen: int, surcharge: int | None = None) -> int:
        """What the agreement costs over the term at a price, and a surcharge where one
        is given.
        """
        asked = ((self.price, fen), (self.surcharge, surcharge))
        changes = {
            figure.key: value for figure, value in asked if figure and value is not None
        }
        charges = self.gains.charges
        return apply(self.agreement.with_figures(changes), charges.daily).total

    @cached_property
    def borders(self) -> tuple[Border, Border] | None:
        """The provider's and the client's border in the plane of price and surcharge;
        None where the price moves nothing. The two are parallel, so the zone is a
        strip, or there is none."""
        if self.price is None:
            return None
        nothing = self._total(0, 0)
        high = self.price.high
        by_price = Fraction(self._total(high, 0) - nothing, high)
        if not by_price:
            return None
        slope = self._by_surcharge(nothing) / by_price
        cost = self.gains.cost
        best = self.gains.best
        return Border((cost - nothing) / by_price, slope), Border(
            (best - nothing) / by_price, slope
        )

    def _by_surcharge(self, nothing: int) -> Fraction:
        """By how much the total rises with the surcharge; `nothing`: what it is without
        either.
        """
        if self.surcharge is None:
            return Fraction(0)
        high = self.surcharge.high
        return Fraction(self._total(0, high) - nothing, high)

    def to_dict(self) -> dict[str, Any]:
        """The zone as JSON has it."""
        return {
            "figure": self.price and self.price.key,
            "now": _yuan(self.now),
            "least": _yuan(self.least),
            "greatest": _yuan(self.greatest),
            "empty": self.is_empty,
            "holds_now": self.holds_now,
            "proof": {
                "provider": _plain(self.provider_proof),
                "client": _plain(self.client_proof),
            },
        }

    def _repr_html_(self) -> str | None:
        return html(self)


def _first(price: Figure, holds: Callable[[int], bool]) -> int | None:
    """The least amount that the agreement allows at which it holds, as it does at all
    dearer ones; or None.
    """
    amounts = range(price.low, price.high + 1)
    first = bisect_left(amounts, True, key=holds)
    return amounts[first] if first < len(amounts) else None


def _yuan(fen: int | None) -> str | None:
    return None if fen is None else money.yuan(fen)


def _plain(proof: Proof | None) -> dict[str, str | None] | None:
    return proof and {key: _yuan(fen) for key, fen in proof._asdict().items()}


def zone(agreement: Agreement, records: Records, parties: BothParties) -> Zone:
    """The prices that serve both parties, all else as agreed; there may be none."""
    return Zone(gains(agreement, records, parties))
