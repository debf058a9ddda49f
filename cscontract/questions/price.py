"""What each doubtful word costs: the open phrases priced exactly over all combinations of their readings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from cscontract.questions.at_stake import at_stake
from cscontract.questions.spread import Band, Spread
from cscontract.records.read import Records
from cscontract.terms import money
from cscontract.terms.agreement import Agreement
from cscontract.terms.faults import BadInput, Fault, bad, nearest
from cscontract.terms.phrases import dearest, register
from cscontract.verdict.check import Range, decimal, festivals_known
from cscontract.verdict.combinations import Totals, totals
from cscontract.verdict.display import html

if TYPE_CHECKING:
    import pandas

#: phrases to open: names, names with readings, or every one that the records can decide
Open = str | Iterable[str] | Mapping[str, Sequence[str]] | None


@dataclass(frozen=True, eq=False)
class Price:
    """What the open phrases of an agreement cost on its records. Money inside is integer fen.

    `totals`: those of every reading of `open`, and of the settled ones; `open`: the readings over which
    each phrase is priced; the other phrases, and each phrase that is not free, stand at `settled`, the
    agreement's reading or the default.
    """

    agreement: Agreement
    totals: Totals
    open: dict[str, tuple[str, ...]]
    settled: dict[str, str]

    @cached_property
    def term(self) -> Spread:
        """How far the total of the term spreads."""
        return self._spread(self.totals.fen)

    def _spread(self, fen: np.ndarray) -> Spread:
        return Spread(fen, self.totals.choices, self.open, self.settled)

    @cached_property
    def months(self) -> dict[str, Band]:
        """What is owed for each month under every combination, the band above, and on which phrase it hangs.

        A month after the agreement's end is 0. Months' bands need not add up to the term's.
        """
        labels = self.totals.labels
        return {label: self._spread(self.totals.month(label)).band for label in labels}

    @cached_property
    def base(self) -> int:
        """The total as settled."""
        return self.totals.at(self.settled)

    @property
    def low(self) -> int:
        """The least total: what is undisputed."""
        return self.span.low

    @property
    def high(self) -> int:
        """The greatest total."""
        return self.span.high

    @property
    def disputed(self) -> int:
        """What hangs on the open phrases: greatest less least."""
        return self.high - self.low

    @property
    def combinations(self) -> int:
        """Number of combinations of the open phrases' readings."""
        return int(self.term.free.size)

    @cached_property
    def span(self) -> Range:
        """Least and greatest total, and how many combinations give the base total."""
        same = int((self.term.free == self.base).sum())
        return Range(self.term.low, self.term.high, same, self.combinations)

    @property
    def stability(self) -> Fraction:
        """The part of the combinations that gives the base total."""
        return Fraction(self.span.same, self.combinations)

    def alone(self, *phrases: str) -> int:
        """The range in fen when just these phrases are free."""
        return self.term.alone(*phrases)

    @property
    def shapley(self) -> dict[str, Fraction]:
        """Each phrase's Shapley value in fen; they sum to `disputed`."""
        return self.term.shapley

    @property
    def shares(self) -> dict[str, int]:
        """The Shapley values rounded to the fen so that they sum to `disputed`."""
        return self.term.shares

    def settle(self, phrase: str, reading: str) -> Price:
        """The price once a phrase is settled for a reading; it stays listed, with one reading.

        BadInput for a phrase that is not open here, or a reading that is not among those priced.
        """
        if phrase not in self.open:
            raise bad("settle", repr(phrase), "an open phrase", nearest(phrase, self.open))
        if reading not in self.totals.ways[phrase]:
            known = self.totals.ways[phrase]
            raise bad(
                f"settle, {phrase}", repr(reading), "a reading of it", nearest(reading, known)
            )
        agreement = self.agreement.replace(readings={**self.agreement.readings, phrase: reading})
        totals = self.totals.narrowed({phrase: (reading,)})
        opened, settled = {**self.open, phrase: (reading,)}, {**self.settled, phrase: reading}
        return Price(agreement, totals, opened, settled)

    @cached_property
    def worst_pair(self) -> tuple[tuple[str, str], int] | None:
        """The two phrases that together move most, and by how much (fen); None with fewer than two."""
        pairs = list(combinations(self.open, 2))
        worst = max(pairs, key=lambda pair: self.alone(*pair), default=None)
        return None if worst is None else (worst, self.alone(*worst))

    def reached_at(self, fen: int) -> dict[str, str]:
        """A combination that gives this total, told by the phrases that differ from what is settled.

        The one with the fewest of them; of those the first in the register's order.
        """
        found = np.argwhere(self.term.free == fen)
        settled = [
            ways.index(self.settled[name]) if self.settled[name] in ways else -1
            for name, ways in self.open.items()
        ]
        nearest_one = found[np.argmin((found != settled).sum(axis=1))]
        return {
            name: ways[at]
            for (name, ways), at, as_settled in zip(
                self.open.items(), nearest_one, settled, strict=True
            )
            if at != as_settled
        }

    def readings(self, phrase: str) -> list[dict[str, Any]]:
        """Each reading of an open phrase: its total with the others settled, its range with them open."""
        known, spans = register()[phrase].readings, self.term.by_reading[phrase]
        return [
            {
                "reading": way,
                "favours": known[way].favours,
                "total": self.totals.at({**self.settled, phrase: way}),
                "low": low,
                "high": high,
            }
            for way, (low, high) in zip(self.open[phrase], spans, strict=True)
        ]

    @property
    def statement(self) -> pandas.DataFrame:
        """A row a month: what is owed under every combination, the band above it, and on which phrase
        each disputed yuan hangs, a column a phrase that moves anything (Decimal, CNY)."""
        import pandas

        moving = [n for n in self.open if any(each.shares[n] for each in self.months.values())]
        rows = [
            [decimal(fen) for fen in (each.low, each.disputed, *(each.shares[n] for n in moving))]
            for each in self.months.values()
        ]
        columns = ["undisputed", "disputed", *moving]
        return pandas.DataFrame(
            rows, index=pandas.Index(self.months, name="month"), columns=columns
        )

    @property
    def phrases(self) -> pandas.DataFrame:
        """A row a phrase: what it moves alone, its share, dearest first (Decimal, CNY)."""
        import pandas

        rows = [
            (name, register()[name].clause, decimal(self.alone(name)), decimal(self.shares[name]))
            for name in dearest(self.shares)
        ]
        return pandas.DataFrame(rows, columns=["phrase", "clause", "alone", "share"])

    def to_dict(self) -> dict[str, Any]:
        """The price as JSON has it."""
        pair = self.worst_pair
        return {
            "combinations": self.combinations,
            "base": money.yuan(self.base),
            "stability": float(self.stability),
            "low": money.yuan(self.low),
            "high": money.yuan(self.high),
            "undisputed": money.yuan(self.low),
            "disputed": money.yuan(self.disputed),
            "low_at": self.reached_at(self.low),
            "high_at": self.reached_at(self.high),
            "phrases": [self._phrase(name) for name in self.open],
            "months": [_month(label, band) for label, band in self.months.items()],
            "worst_pair": pair and {"phrases": list(pair[0]), "range": money.yuan(pair[1])},
        }

    def _phrase(self, name: str) -> dict[str, Any]:
        readings = [
            {key: money.yuan(v) if isinstance(v, int) else v for key, v in reading.items()}
            for reading in self.readings(name)
        ]
        alone, share = money.yuan(self.alone(name)), money.yuan(self.shares[name])
        return {"phrase": name, "alone": alone, "share": share, "readings": readings}

    def _repr_html_(self) -> str | None:
        return html(self)

    def __repr__(self) -> str:
        low, high = money.grouped(self.low), money.grouped(self.high)
        return f"<Price {low} to {high} CNY over {self.combinations:,} combinations>"


def _month(label: str, band: Band) -> dict[str, Any]:
    """A month as JSON has it: its range, and on which phrase each disputed yuan hangs."""
    return {
        "month": label,
        "low": money.yuan(band.low),
        "high": money.yuan(band.high),
        "undisputed": money.yuan(band.low),
        "disputed": money.yuan(band.disputed),
        "shares": {name: money.yuan(fen) for name, fen in band.shares.items() if fen},
    }


def price(agreement: Agreement, records: Records, open: Open = None) -> Price:
    """What the open phrases cost.

    `open`: "all" (every money phrase that the records can decide), phrase names, each with or without a
    choice of readings ("renewal_week=rolling_mean/seven_days_each"), or a mapping phrase → readings;
    without it the phrases that the agreement leaves open. BadInput for unknown names, for phrases that
    move no money, and for those that the records cannot decide, with the records it would take.
    """
    choices = chosen_phrases(agreement, records, open)
    settled = agreement.chosen
    wider = {
        name: ways if settled[name] in ways else (settled[name], *ways)
        for name, ways in choices.items()
    }
    with festivals_known():
        found = totals(agreement, records, wider)
    return Price(agreement, found, choices, settled)


def chosen_phrases(
    agreement: Agreement, records: Records, open: Open
) -> dict[str, tuple[str, ...]]:
    """The phrases to price with their readings, in the register's order; as `price` takes them."""
    if open is None:
        open = agreement.open
    if open == "all":
        names = [phrase.name for phrase in records.priced]
        asked: dict[str, Sequence[str] | None] = dict.fromkeys(names)
    elif isinstance(open, Mapping):
        asked = dict(open)
    else:
        asked = _asked(open.split(",") if isinstance(open, str) else open)
    faults = [fault for name in asked for fault in _wrong(agreement, name, asked[name])]
    faults += [fault for name in asked for fault in _undecided(agreement, records, name)]
    if faults:
        raise BadInput(faults)
    if not asked:
        fix = "name some with --open, or open: all, or leave some open in the agreement"
        raise bad("open", "no phrase", "phrases to price", fix)
    names = [name for name in register() if name in asked]
    return {name: tuple(asked[name] or agreement.available(name)) for name in names}


def _undecided(agreement: Agreement, records: Records, name: str) -> Iterable[Fault]:
    """That the records cannot decide a phrase, which it takes, and what may hang on it."""
    phrase = register().get(name)
    if phrase is None or phrase.moves != "money" or records.can_decide(phrase):
        return
    bounds = at_stake(agreement, records, name)
    if bounds is None:
        worth = "how much hangs on it cannot be said"
    else:
        low, high = map(money.grouped, bounds)
        worth = f"the total lies between {low} and {high} CNY whatever it means"
    expected = f"{records.lacking(phrase)}; {worth}"
    is_open = name in agreement.open
    place, value = (f"readings.{name}", "open") if is_open else (f"open, {name}", "")
    yield Fault(place, value, expected, "settle the phrase, or add the record")


def _asked(parts: Iterable[str]) -> dict[str, Sequence[str] | None]:
    """Phrase → readings of “phrase” or “phrase=reading/reading”."""
    asked: dict[str, Sequence[str] | None] = {}
    for part in parts:
        name, equals, ways = part.strip().partition("=")
        asked[name.strip()] = tuple(way.strip() for way in ways.split("/")) if equals else None
    return asked


def _wrong(agreement: Agreement, name: str, ways: Sequence[str] | None) -> Iterable[Fault]:
    """What is wrong with a phrase to open, or with the readings chosen of it."""
    money_names = [each for each, phrase in register().items() if phrase.moves == "money"]
    if name not in money_names:
        expected = "a phrase that moves money" if name in register() else "a known phrase"
        yield Fault("open", repr(name), expected, nearest(name, money_names))
        return
    for way in ways or ():
        if way not in register()[name].readings:
            yield Fault(
                f"open, {name}",
                repr(way),
                "a reading of it",
                nearest(way, register()[name].readings),
            )
        elif way not in agreement.available(name):
            expected = "a reading that the figures make available"
            yield Fault(f"open, {name}", repr(way), expected, "give renewal.new_monthly_fee")
    if ways is not None and len(set(ways)) != len(ways):
        yield Fault(f"open, {name}", "/".join(ways), "each reading once", "leave one out")
