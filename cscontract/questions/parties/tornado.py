"""What either party's result hangs on: each figure moved by a fifth, or one unit, and
what that changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.figures import Figure
from cscontract.agreement.parties_figures import BothParties, parties_figures
from cscontract.core import money
from cscontract.core.errors import BadInput, bad
from cscontract.core.money import half_up
from cscontract.questions.parties.gains import Gains, gains
from cscontract.questions.terms.moving_figures import moving
from cscontract.records.read import Records
from cscontract.verdict.charges import apply
from cscontract.verdict.check import decimal
from cscontract.verdict.display import html

if TYPE_CHECKING:
    import pandas


class Moved(NamedTuple):
    """A figure moved to a value: by how many fen the provider's margin and the client's
    saving change.

    All three are None where the other figures do not allow the value.
    """

    value: int | None
    provider: int | None
    client: int | None


@dataclass(frozen=True, slots=True)
class Move:
    """A figure, its value now, and what it changes moved down and up."""

    figure: Figure
    now: int
    down: Moved
    up: Moved

    @property
    def key(self) -> str:
        return self.figure.key

    def changes(self, party: str) -> tuple[int, int]:
        """What it changes to a party, down and up; 0 for a value that is not
        allowed.
        """
        return getattr(self.down, party) or 0, getattr(self.up, party) or 0

    def spread(self, party: str) -> int:
        """How far a party's result lies apart between the two, the value now
        included.
        """
        found = (0, *self.changes(party))
        return max(found) - min(found)


@dataclass(frozen=True, eq=False)
class Tornado:
    """Each figure moved by `percent` down and up (money and counts half up, at least
    one unit).

    `moves` stand in the order of the registers; values stay within their bounds.
    """

    gains: Gains
    percent: int
    moves: tuple[Move, ...]

    def ranked(self, party: str) -> list[Move]:
        """The moves by how much they change to a party, the greatest first; ties in the
        registers' order.
        """
        return sorted(self.moves, key=lambda move: -move.spread(party))

    @property
    def frame(self) -> pandas.DataFrame:
        """A row a figure: its values and what they change (CNY), those that move the
        provider most first.
        """
        import pandas

        def cells(move: Move) -> Iterator[Any]:
            yield from (move.key, _shown(move, move.now))
            for moved in (move.down, move.up):
                yield _shown(move, moved.value)
                for fen in (moved.provider, moved.client):
                    yield None if fen is None else decimal(fen)

        columns = ["figure", "now"]
        columns += [
            f"{way}{of}"
            for way in ("down", "up")
            for of in ("", "_provider", "_client")
        ]
        return pandas.DataFrame(map(cells, self.ranked("provider")), columns=columns)

    def to_dict(self) -> dict[str, Any]:
        """The tornado as JSON has it."""
        figures = [
            {
                "figure": move.key,
                "now": move.figure.plain(move.now),
                "down": _plain(move, move.down),
                "up": _plain(move, move.up),
            }
            for move in self.moves
        ]
        return {"percent": self.percent, "figures": figures}

    def _repr_html_(self) -> str | None:
        return html(self)


def _shown(move: Move, value: int | None) -> str | None:
    return None if value is None else move.figure.show(value)


def _plain(move: Move, moved: Moved) -> dict[str, Any]:
    amounts = {
        party: None if fen is None else money.yuan(fen)
        for party, fen in (("provider", moved.provider), ("client", moved.client))
    }
    return {"value": move.figure.plain(moved.value), **amounts}


def tornado(
    agreement: Agreement, records: Records, parties: BothParties, percent: int = 20
) -> Tornado:
    """What each figure of the agreement and of the parties changes to either, moved
    down and up by `percent`.

    Moved by 0 percent nothing changes. BadInput for a negative percent.
    """
    if percent < 0:
        raise bad("percent", str(percent), "0 or more", "leave the sign out")
    at_hand = gains(agreement, records, parties)
    agreed = [f for f in moving(agreement) if agreement.figure(f.key) is not None]
    moves = [
        _move(at_hand, figure, agreement.figure(figure.key), percent)
        for figure in agreed
    ]
    moves += [
        _move(at_hand, figure, parties.figure(key), percent)
        for key, figure in parties_figures().items()
    ]
    return Tornado(at_hand, percent, tuple(moves))


def _move(at_hand: Gains, figure: Figure, now: int, percent: int) -> Move:
    by = max(1, half_up(now * percent, 100)) if percent else 0
    down, up = (_moved(at_hand, figure, value) for value in (now - by, now + by))
    return Move(figure, now, down, up)


def _moved(at_hand: Gains, figure: Figure, value: int) -> Moved:
    """What changes once the figure has the value, or the nearest that its
    bounds allow.
    """
    value = min(max(value, figure.low), figure.high)
    try:
        after = _after(at_hand, figure.key, value)
    except BadInput:
        return Moved(None, None, None)
    return Moved(value, after.margin - at_hand.margin, after.saving - at_hand.saving)


def _after(at_hand: Gains, key: str, value: int) -> Gains:
    """The gains with one figure of the agreement or of the parties changed."""
    charges = at_hand.charges
    parties = at_hand.parties
    if key in parties_figures():
        return Gains(charges, parties.replace(**{key.replace(".", "__"): value}))
    changed = charges.agreement.with_figures({key: value})
    return Gains(apply(changed, charges.daily), parties)
