"""The zone in which both parties gain: the provider's least monthly fee and the client's greatest, all else as agreed.

Nothing is estimated: the total never falls as the fee rises, so each end is halved in until the last fen.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

from cscontract.questions.parties import Gains, gains
from cscontract.records.read import Records
from cscontract.terms import money
from cscontract.terms.agreement import Agreement
from cscontract.terms.parties import BothParties
from cscontract.terms.version_1 import known_figures
from cscontract.verdict.charges import apply
from cscontract.verdict.display import html

FEE, SURCHARGE = "fee.monthly", "volume.surcharge"


class Proof(NamedTuple):
    """What is left to a party (fen) at the end of the zone, and one fen of monthly fee beyond it.

    `beyond` is None where the agreement allows no such fee.
    """

    fee: int
    at: int
    beyond: int | None


class Border(NamedTuple):
    """The straight line in the plane of fee and surcharge (fen) on which a party neither gains nor loses.

    The fee at a surcharge is `at_none − slope × surcharge`, exact but for the rounding of lines to the fen.
    """

    at_none: Fraction
    slope: Fraction

    def fee(self, surcharge: int) -> Fraction:
        return self.at_none - self.slope * surcharge


@dataclass(frozen=True, eq=False)
class Zone:
    """Monthly fees in fen that serve both parties, from `least` to `greatest`, both included.

    `least`: the provider loses nothing over the term; `greatest`: the client pays no more than for its
    cheaper alternative. None where no fee that the agreement allows will do.
    """

    gains: Gains

    @property
    def now(self) -> int:
        """The fee as agreed."""
        return self.gains.charges.agreement.fee.monthly

    @cached_property
    def least(self) -> int | None:
        cost = self.gains.cost
        return _first(lambda fee: self._total(fee) >= cost)

    @cached_property
    def greatest(self) -> int | None:
        best = self.gains.best
        dearer = _first(lambda fee: self._total(fee) > best)
        if dearer is None:
            return known_figures()[FEE].high
        return dearer - 1 if dearer > known_figures()[FEE].low else None

    @property
    def is_empty(self) -> bool:
        """Whether no fee serves both."""
        return self.least is None or self.greatest is None or self.least > self.greatest

    @property
    def holds_now(self) -> bool:
        """Whether both gain, or lose nothing, at the fee as agreed."""
        return self.gains.margin >= 0 and self.gains.saving >= 0

    @property
    def provider_proof(self) -> Proof | None:
        """The provider's margin at its least fee and one fen below."""
        margin, low = lambda fee: self._total(fee) - self.gains.cost, known_figures()[FEE].low
        return _proof(self.least, -1, margin, lambda fee: fee >= low)

    @property
    def client_proof(self) -> Proof | None:
        """The client's saving at its greatest fee and one fen above."""
        saving, high = lambda fee: self.gains.best - self._total(fee), known_figures()[FEE].high
        return _proof(self.greatest, 1, saving, lambda fee: fee <= high)

    def _total(self, fee: int) -> int:
        """What the agreement costs over the term at a monthly fee."""
        return self._total_at(fee__monthly=fee)

    def _total_at(self, **changes: int) -> int:
        charges = self.gains.charges
        return apply(charges.agreement.replace(**changes), charges.daily).total

    @cached_property
    def borders(self) -> tuple[Border, Border] | None:
        """The provider's and the client's border in the plane of fee and surcharge; None where the fee
        moves nothing. The two are parallel, so the zone is a strip, or there is none."""
        nothing = self._total_at(fee__monthly=0, volume__surcharge=0)
        fee, surcharge = known_figures()[FEE].high, known_figures()[SURCHARGE].high
        by_fee = Fraction(self._total_at(fee__monthly=fee, volume__surcharge=0) - nothing, fee)
        by_surcharge = Fraction(
            self._total_at(fee__monthly=0, volume__surcharge=surcharge) - nothing, surcharge
        )
        if not by_fee:
            return None
        slope, cost, best = by_surcharge / by_fee, self.gains.cost, self.gains.best
        return Border((cost - nothing) / by_fee, slope), Border((best - nothing) / by_fee, slope)

    def to_dict(self) -> dict[str, Any]:
        """The zone as JSON has it."""
        return {
            "figure": FEE,
            "now": money.yuan(self.now),
            "least": _yuan(self.least),
            "greatest": _yuan(self.greatest),
            "empty": self.is_empty,
            "holds_now": self.holds_now,
            "proof": {"provider": _plain(self.provider_proof), "client": _plain(self.client_proof)},
        }

    def _repr_html_(self) -> str | None:
        return html(self)


def _first(holds: Callable[[int], bool]) -> int | None:
    """The least monthly fee that the agreement allows at which it holds, as it does at all dearer ones; or None."""
    fees = range(known_figures()[FEE].low, known_figures()[FEE].high + 1)
    first = bisect_left(fees, True, key=holds)
    return fees[first] if first < len(fees) else None


def _proof(
    end: int | None, outwards: int, left: Callable[[int], int], allowed: Callable[[int], bool]
) -> Proof | None:
    """What is left at an end of the zone and one fen outwards."""
    if end is None:
        return None
    beyond = end + outwards
    return Proof(end, left(end), left(beyond) if allowed(beyond) else None)


def _yuan(fen: int | None) -> str | None:
    return None if fen is None else money.yuan(fen)


def _plain(proof: Proof | None) -> dict[str, str | None] | None:
    return proof and {key: _yuan(fen) for key, fen in proof._asdict().items()}


def zone(agreement: Agreement, records: Records, parties: BothParties) -> Zone:
    """The monthly fees that serve both parties, all else as agreed; there may be none."""
    return Zone(gains(agreement, records, parties))
