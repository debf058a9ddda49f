"""What each doubtful word costs: the open phrases priced exactly over all combinations
of their readings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, reduce
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.incompatible import Pair, clashes, clashes_json, pairs_of
from cscontract.agreement.phrases import dearest
from cscontract.core import money
from cscontract.core.errors import BadInput, Fault, bad, nearest
from cscontract.core.exact_integers import exactly
from cscontract.core.language import Sentence, in_language
from cscontract.questions.words.own_phrases import with_own
from cscontract.questions.words.spread import Band, Spread
from cscontract.questions.words.stakes import at_stake
from cscontract.questions.words.streamed import Asked, Term
from cscontract.records.read import Records
from cscontract.verdict.check import Bounds, Range, decimal, festivals_known
from cscontract.verdict.combinations import Streamed, Totals, totals
from cscontract.verdict.display import html
from cscontract.verdict.estimate import LIMITS, Limits
from cscontract.verdict.factors import MOST_CELLS, Factor, first_at_least
from cscontract.verdict.plausibility import Standings, classes, considered, favoured

if TYPE_CHECKING:
    import pandas

#: phrases to open: names, names with readings, or every one that the records can decide
Open = str | Iterable[str] | Mapping[str, Sequence[str]] | None

#: how much dearer a clash of readings is than a phrase that differs, and a fen than all
#: clashes
CLASH = 64
FAR = 4096


@dataclass(frozen=True, eq=False)
class Price:
    """What the open phrases of an agreement cost on its records. Money inside is
    integer fen.

    `totals`: those of every reading of `open`, and of the settled ones; `open`: the
    readings over which each phrase is priced; the other phrases, and each phrase that
    is not free, stand at `settled`, the agreement's reading or the default. `every`:
    the totals over every available reading of the phrases; `standings`: how plausible
    each reading is here; `ruled_out`: phrases with a reading that no range has.
    """

    agreement: Agreement
    totals: Totals | Streamed
    open: dict[str, tuple[str, ...]]
    settled: dict[str, str]
    every: Totals | Streamed
    standings: Standings
    ruled_out: frozenset[tuple[str, str]] = frozenset()

    @cached_property
    def term(self) -> Spread | Term:
        """How far the total of the term spreads."""
        return self._asked.term if self._asked else self._spread(self._held.factors)

    @property
    def _held(self) -> Totals:
        """The totals where they are not streamed."""
        assert isinstance(self.totals, Totals)
        return self.totals

    @property
    def is_streamed(self) -> bool:
        """Whether the totals are too many to hold, and reckoned piece by piece."""
        return isinstance(self.totals, Streamed)

    @cached_property
    def _asked(self) -> Asked | None:
        """What is asked of the totals where they are streamed."""
        if isinstance(self.totals, Totals):
            return None
        return Asked(self.totals, self.open, self.settled)

    def _spread(self, factors: tuple[Factor, ...]) -> Spread:
        return Spread(factors, self._held.choices, self.open, self.settled)

    @cached_property
    def months(self) -> dict[str, Band]:
        """What is owed for each month under every combination, the band above, and on
        which phrase it hangs.

        A month after the agreement's end is 0. Months' bands need not add up to the
        term's.
        """
        if self._asked:
            return self._asked.months
        totals = self._held
        return {
            label: self._spread(totals.factors_of(label)).band
            for label in totals.labels
        }

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
        return self.term.combinations

    @cached_property
    def span(self) -> Range:
        """Least and greatest total, and how many combinations give the base total."""
        same = self.term.count(self.base)
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

    @cached_property
    def outer(self) -> Bounds:
        """Over every available reading of the open phrases: what a party could say,
        with proof or without.
        """
        return self._bounds({name: self.every.ways[name] for name in self.open})

    @cached_property
    def arguable(self) -> Bounds:
        """Over their strong and arguable readings, and the settled ones."""
        return self._bounds(
            {
                name: considered(self.agreement, self.standings, name)
                for name in self.open
            }
        )

    def _bounds(self, choices: Mapping[str, Sequence[str]]) -> Bounds:
        """The bounds over these readings, but for what is settled or ruled out
        since.
        """
        left = {
            name: self._left(name, ways) or self.open[name]
            for name, ways in choices.items()
        }
        if left == self.open:
            return Bounds(self.low, self.high, self.combinations)
        totals = self.every.narrowed(left)
        return Bounds(*totals.ends, totals.size)

    def _left(self, name: str, ways: Sequence[str]) -> tuple[str, ...]:
        """Those of the readings that are neither settled against nor ruled out."""
        known = self.every.ways[name]
        return tuple(
            way for way in ways if way in known and (name, way) not in self.ruled_out
        )

    @property
    def agreed(self) -> list[str]:
        """The open phrases of which the agreement itself names a reading."""
        readings = self.agreement.readings
        return [name for name in self.open if readings.get(name, "open") != "open"]

    @cached_property
    def kept(self) -> Bounds:
        """Over the same readings, with what the agreement itself settles kept
        as it is.
        """
        settled = {name: (self.settled[name],) for name in self.agreed}
        return self._bounds({**self.open, **settled})

    @cached_property
    def strong(self) -> dict[str, str]:
        """Every open phrase at its strong reading, at the settled one where none is;
        settled ones stay.
        """
        return {name: self._strongest(name) for name in self.open}

    def _strongest(self, name: str) -> str:
        ways = self.open[name]
        known = self.standings[name]
        strong = [way for way in ways if known[way].plausibility == "strong"]
        settled = self.settled[name]
        return next(iter([*strong, *[way for way in ways if way == settled], *ways]))

    @cached_property
    def one_step(self) -> Bounds:
        """The totals at most one phrase away from the strong readings: what one lost
        point costs.
        """
        ways = [self.strong] + [
            {**self.strong, name: way}
            for name, readings in self.open.items()
            for way in readings
            if way != self.strong[name]
        ]
        totals = [self.every.at({**self.settled, **way}) for way in ways]
        return Bounds(min(totals), max(totals), len(totals))

    def settle(self, phrase: str, reading: str) -> Price:
        """The price once a phrase is settled for a reading; it stays listed, with one
        reading.

        BadInput for a phrase that is not open here, or a reading that is not among
        those priced.
        """
        self._known(phrase, reading)
        readings = {**self.agreement.readings, phrase: reading}
        only = {phrase: (reading,)}
        return replace(
            self,
            agreement=self.agreement.replace(readings=readings),
            totals=self.totals.narrowed(only),
            open={**self.open, **only},
            settled={**self.settled, phrase: reading},
            every=self.every.narrowed(only),
        )

    def rule_out(self, phrase: str, reading: str) -> Price:
        """The price without a reading of an open phrase. BadInput as of `settle`, and
        for the last one.
        """
        self._known(phrase, reading)
        left = tuple(way for way in self.open[phrase] if way != reading)
        if not left:
            expected = Sentence("a phrase with another reading left")
            raise bad(
                _place("rule out", phrase), repr(reading), expected, "leave it in"
            )
        settled = self.settled[phrase]
        some = {
            phrase: tuple(w for w in self.totals.ways[phrase] if w in (settled, *left))
        }
        return replace(
            self,
            totals=self.totals.narrowed(some),
            open={**self.open, phrase: left},
            ruled_out=self.ruled_out | {(phrase, reading)},
        )

    def _known(self, phrase: str, reading: str) -> None:
        """BadInput for a phrase that is not open here, or a reading that is not among
        those priced.
        """
        if phrase not in self.open:
            raise bad(
                "settle", repr(phrase), "an open phrase", nearest(phrase, self.open)
            )
        if reading not in self.totals.ways[phrase]:
            known = self.totals.ways[phrase]
            raise bad(
                _place("settle", phrase),
                repr(reading),
                "a reading of it",
                nearest(reading, known),
            )

    @cached_property
    def worst_pair(self) -> tuple[tuple[str, str], int] | None:
        """The two phrases that together move most, and by how much (fen); None with
        fewer than two.
        """
        pairs = list(combinations(self.open, 2))
        worst = max(pairs, key=lambda pair: self.alone(*pair), default=None)
        return None if worst is None else (worst, self.alone(*worst))

    def reached_at(self, fen: int) -> dict[str, str]:
        """A combination that gives this total, told by the phrases that differ from
        what is settled.

        One whose readings go together, where there is one; of those the one with the
        fewest that differ; of those the first in the register's order.
        """
        if fen not in self._reached:
            self._reached[fen] = self._reach(fen)
        return self._reached[fen]

    def _reach(self, fen: int) -> dict[str, str]:
        """As `reached_at`; an amount between the least and the greatest is looked for
        one by one.
        """
        is_end = fen in (self.low, self.high)
        if isinstance(self.term, Spread) and (
            self.combinations <= MOST_CELLS or not is_end
        ):
            return self._nearest(np.argwhere(self.term.free == fen))
        further = [*self._steps(), *self._clashes()]
        least, places = self._first_at(fen, further)
        if least % FAR >= CLASH:  # it cannot be had without a clash
            _, places = self._first_at(fen, self._steps())
        ways = {name: self.open[name][at] for name, at in places.items()}
        return {name: way for name, way in ways.items() if way != self.settled[name]}

    def _first_at(
        self, fen: int, further: Sequence[Factor]
    ) -> tuple[int, dict[str, int]]:
        """The first combination at an end to which least is added by what the end does
        not count.
        """
        sign = 1 if fen == self.low else -1
        if isinstance(self.term, Spread):
            return _first(self.term, sign, further)
        found = []
        for piece, spread in self.term.around(fen):
            fixed = {name: [self.open[name].index(way)] for name, way in piece.items()}
            least, places = _first(
                spread, sign, [each.taken(fixed) for each in further]
            )
            own = {name: at for name, [at] in fixed.items()}
            found.append((least, [own.get(name, at) for name, at in places.items()]))
        least, places_in_order = min(found)
        return least, dict(zip(self.open, places_in_order, strict=True))

    def _steps(self) -> list[Factor]:
        """For each phrase 1 where it is read otherwise than settled."""
        return [
            Factor(
                (name,), np.array([way != self.settled[name] for way in ways], np.int64)
            )
            for name, ways in self.open.items()
        ]

    def _clashes(self) -> list[Factor]:
        """For each pair of readings that cannot be held together `CLASH` where both
        are.
        """
        found = []
        for pair in pairs_of(self.agreement):
            settled = {
                n: self.settled.get(n) in ways for n, ways in pair.readings.items()
            }
            names = tuple(name for name in self.open if name in pair.readings)
            if all(held for name, held in settled.items() if name not in names):
                held = [self._held_by(pair, name) for name in names]
                found.append(Factor(names, reduce(np.multiply.outer, held) * CLASH))
        return found

    def _held_by(self, pair: Pair, name: str) -> np.ndarray:
        """By open reading of a phrase 1 where the pair holds it."""
        return np.array(
            [way in pair.readings[name] for way in self.open[name]], np.int64
        )

    @cached_property
    def _reached(self) -> dict[int, dict[str, str]]:
        """What `reached_at` has found so far."""
        return {}

    def _nearest(self, found: np.ndarray) -> dict[str, str]:
        """Of combinations, a row of places each, the one that `reached_at` tells."""
        together = ~self._clashing(found)
        found = found[together] if together.any() else found
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

    def _clashing(self, places: np.ndarray) -> np.ndarray:
        """Which combinations, a row of places a combination, hold readings that do not
        go together.
        """
        clashing = np.zeros(len(places), bool)
        for pair in pairs_of(self.agreement):
            held = np.ones(len(places), bool)
            for name, ways in pair.readings.items():
                held &= self._reads(places, name, ways)
            clashing |= held
        return clashing

    def _reads(
        self, places: np.ndarray, name: str, ways: Sequence[str]
    ) -> np.ndarray | bool:
        """Which combinations read a phrase in one of these ways."""
        if name not in self.open:
            return self.settled[name] in ways
        at = [place for place, way in enumerate(self.open[name]) if way in ways]
        return np.isin(places[:, list(self.open).index(name)], at)

    def rests_on(self, fen: int) -> list[Pair]:
        """The pairs of readings that cannot be held together on which this total rests:
        no combination without one gives it."""
        return clashes({**self.settled, **self.reached_at(fen)}, self.agreement)

    def readings(self, phrase: str) -> list[dict[str, Any]]:
        """Each reading of an open phrase: its total with the others settled, its range
        with them open.

        `favours`: whom as a rule; `favours_here`: whom on these records, by that total.
        """
        spans = self.term.by_reading[phrase]
        return [
            {**self.reading(phrase, way), "low": low, "high": high}
            for way, (low, high) in zip(self.open[phrase], spans, strict=True)
        ]

    def reading(self, phrase: str, way: str) -> dict[str, Any]:
        """A reading of an open phrase: how it stands, whom it favours, its total with
        the others settled.
        """
        standing = self.standings[phrase][way]
        total = self.every.at({**self.settled, phrase: way})
        return {
            "reading": way,
            "plausibility": standing.plausibility,
            "moved": standing.moved,
            "undecided": standing.undecided,
            "favours": self.agreement.phrases[phrase].readings[way].favours,
            "favours_here": favoured(total, self.base),
            "total": total,
        }

    def left_out(self, phrase: str) -> list[str]:
        """The available readings of an open phrase that are not priced: far-fetched
        ones as a rule.
        """
        ways = self._left(phrase, self.every.ways[phrase])
        return [way for way in ways if way not in self.open[phrase]]

    @property
    def statement(self) -> pandas.DataFrame:
        """A row a month: what is owed under every combination, the band above it, and
        on which phrase each disputed yuan hangs, a column a phrase that moves anything
        (Decimal, CNY)."""
        import pandas

        moving = [
            n for n in self.open if any(each.shares[n] for each in self.months.values())
        ]
        rows = [
            [
                decimal(fen)
                for fen in (each.low, each.disputed, *(each.shares[n] for n in moving))
            ]
            for each in self.months.values()
        ]
        columns = ["undisputed", "disputed", *moving]
        return pandas.DataFrame(
            rows, index=pandas.Index(self.months, name="month"), columns=columns
        )

    @property
    def phrases(self) -> pandas.DataFrame:
        """A row a phrase: what it moves alone, its share, dearest first
        (Decimal, CNY).
        """
        import pandas

        rows = [
            (
                name,
                self.agreement.phrases[name].clause,
                decimal(self.alone(name)),
                decimal(self.shares[name]),
            )
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
            "low_rests_on": self._pairs(self.low),
            "high_rests_on": self._pairs(self.high),
            "clashes": clashes_json(self.settled, self.agreement),
            "outer": self.outer.to_dict(),
            "arguable": self.arguable.to_dict(),
            "kept": {**self.kept.to_dict(), "phrases": self.agreed},
            "strong": money.yuan(self.every.at({**self.settled, **self.strong})),
            "one_step": self.one_step.to_dict(),
            "phrases": [self._phrase(name) for name in self.open],
            "months": [_month(label, band) for label, band in self.months.items()],
            "worst_pair": pair
            and {"phrases": list(pair[0]), "range": money.yuan(pair[1])},
        }

    def _pairs(self, fen: int) -> list[dict[str, Any]]:
        """As `rests_on`, as JSON has it."""
        return clashes_json({**self.settled, **self.reached_at(fen)}, self.agreement)

    def _phrase(self, name: str) -> dict[str, Any]:
        left_out = [
            plain_reading(self.reading(name, way)) for way in self.left_out(name)
        ]
        return {
            "phrase": name,
            "alone": money.yuan(self.alone(name)),
            "share": money.yuan(self.shares[name]),
            "readings": [plain_reading(each) for each in self.readings(name)],
            "left_out": left_out,
        }

    def _repr_html_(self) -> str | None:
        return html(self)

    def __repr__(self) -> str:
        low = money.grouped(self.low)
        high = money.grouped(self.high)
        return f"<Price {low} to {high} CNY over {self.combinations:,} combinations>"


def _first(
    spread: Spread, sign: int, further: Sequence[Factor]
) -> tuple[int, dict[str, int]]:
    """The first combination at the least amount (`sign` 1) or the greatest (-1), and at
    the least of what is added further, which is less than `FAR` in all."""
    most = sum(int(np.abs(factor.fen).max()) for factor in spread.open_factors)
    kind = exactly(FAR * most)
    amounts = [
        Factor(f.axes, f.fen.astype(kind) * (sign * FAR)) for f in spread.open_factors
    ]
    sizes = {name: len(ways) for name, ways in spread.open.items()}
    return first_at_least([*amounts, *further], sizes)


def plain_reading(reading: Mapping[str, Any]) -> dict[str, Any]:
    """A reading of a phrase as JSON has it: money as text, conditions in the language
    that is spoken.
    """
    plain = {
        key: money.yuan(value) if isinstance(value, int) else value
        for key, value in reading.items()
    }
    told = {
        key: plain[key] and in_language(plain[key]) for key in ("moved", "undecided")
    }
    return {**plain, **told}


def _month(label: str, band: Band) -> dict[str, Any]:
    """A month as JSON has it: its range, and on which phrase each disputed yuan
    hangs.
    """
    return {
        "month": label,
        "low": money.yuan(band.low),
        "high": money.yuan(band.high),
        "undisputed": money.yuan(band.low),
        "disputed": money.yuan(band.disputed),
        "shares": {name: money.yuan(fen) for name, fen in band.shares.items() if fen},
    }


def price(
    agreement: Agreement, records: Records, open: Open = None, limits: Limits = LIMITS
) -> Price:
    """What the open phrases cost.

    `open`: "arguable" (the strong and arguable readings of every money phrase that the
    records can decide, and those that are settled; so also without it), "all" (every
    reading of each), phrase names, each with or without a choice of readings
    ("renewal_week=rolling_mean/seven_days_each"), or a mapping phrase → readings. A
    phrase named without a choice has every available reading. BadInput for unknown
    names, for phrases that move no money, and for those that the records cannot decide,
    with the records it would take.
    """
    open = "arguable" if open is None else open
    agreement = with_opened(agreement, open)
    choices = chosen_phrases(agreement, records, open)
    settled = agreement.chosen
    with festivals_known():
        standings = classes(agreement, records)
        every = totals(
            agreement,
            records,
            {n: agreement.available(n) for n in choices},
            limits,
            True,
        )
    wider = {
        name: ways if settled[name] in ways else (settled[name], *ways)
        for name, ways in choices.items()
    }
    return Price(agreement, every.narrowed(wider), choices, settled, every, standings)


def with_opened(agreement: Agreement, open: Open) -> Agreement:
    """The agreement in which the phrases that are opened for one clause alone are
    phrases of their own.

    “bound@renewal” without a setting inherits the shared reading.
    """
    names = open.split(",") if isinstance(open, str) else [*(open or ())]
    own = [name.partition("=")[0].strip() for name in names if "@" in name]
    return with_own(agreement, own, left_open=True)


def chosen_phrases(
    agreement: Agreement, records: Records, open: Open
) -> dict[str, tuple[str, ...]]:
    """The phrases to price with their readings, in the register's order; as `price`
    takes them.

    None: those that the agreement leaves open.
    """
    if open is None:
        open = agreement.open
    asked = _asked_for(agreement, records, open)
    faults = [fault for name in asked for fault in _wrong(agreement, name, asked[name])]
    faults += [
        fault for name in asked for fault in _undecided(agreement, records, name)
    ]
    if faults:
        raise BadInput(faults)
    if not asked:
        fix = "name some with --open, or open: all, or leave some open in the agreement"
        if not records.priced_of(agreement.phrases):
            fix = "none is needed: no phrase that these records can decide moves money"
        raise bad("open", "no phrase", "phrases to price", fix)
    names = [name for name in agreement.phrases if name in asked]
    return {name: tuple(asked[name] or agreement.available(name)) for name in names}


def phrases_beside(
    agreement: Agreement, records: Records, open: Open
) -> dict[str, tuple[str, ...]]:
    """As `chosen_phrases`, where the answer does without any: none if there is none to
    price.

    `open` None: those that the agreement leaves open and that move money.
    """
    if open is None:
        phrases = agreement.phrases
        open = [name for name in agreement.open if phrases[name].moves == "money"]
    is_any = open in ("all", "arguable")
    if open == [] or (is_any and not records.priced_of(agreement.phrases)):
        return {}
    return chosen_phrases(agreement, records, open)


def _asked_for(
    agreement: Agreement,
    records: Records,
    open: str | Iterable[str] | Mapping[str, Sequence[str]],
) -> dict[str, Sequence[str] | None]:
    """Phrase → readings, or None for all of them."""
    names = [phrase.name for phrase in records.priced_of(agreement.phrases)]
    if open == "all":
        return dict.fromkeys(names)
    if open == "arguable":
        with festivals_known():
            standings = classes(agreement, records)
        return {name: considered(agreement, standings, name) for name in names}
    if isinstance(open, Mapping):
        return dict(open)
    return _asked(open.split(",") if isinstance(open, str) else open)


def _undecided(agreement: Agreement, records: Records, name: str) -> Iterable[Fault]:
    """That the records cannot decide a phrase, which it takes, and what may
    hang on it.
    """
    phrase = agreement.phrases.get(name)
    if phrase is None or phrase.moves != "money" or records.can_decide(phrase):
        return
    bounds = at_stake(agreement, records, name)
    if bounds is None:
        worth = Sentence("how much hangs on it cannot be said")
    else:
        low, high = map(money.grouped, bounds)
        text = "the total lies between {low} and {high} CNY whatever it means"
        worth = Sentence(text, low=low, high=high)
    expected = Sentence(
        "{lacking}; {worth}", lacking=records.lacking(phrase), worth=worth
    )
    is_open = name in agreement.open
    place, value = (
        (f"readings.{name}", "open") if is_open else (_place("open", name), "")
    )
    yield Fault(place, value, expected, "settle the phrase, or add the record")


def _place(what: str, phrase: str) -> str:
    """What was asked for, and of which phrase."""
    return Sentence("{what}, {phrase}", what=what, phrase=phrase)


def _asked(parts: Iterable[str]) -> dict[str, Sequence[str] | None]:
    """Phrase → readings of “phrase” or “phrase=reading/reading”."""
    asked: dict[str, Sequence[str] | None] = {}
    for part in parts:
        name, equals, ways = part.strip().partition("=")
        asked[name.strip()] = (
            tuple(way.strip() for way in ways.split("/")) if equals else None
        )
    return asked


def _wrong(
    agreement: Agreement, name: str, ways: Sequence[str] | None
) -> Iterable[Fault]:
    """What is wrong with a phrase to open, or with the readings chosen of it."""
    phrases = agreement.phrases
    money_names = [each for each, phrase in phrases.items() if phrase.moves == "money"]
    if name not in money_names:
        expected = "a phrase that moves money" if name in phrases else "a known phrase"
        yield Fault("open", repr(name), expected, nearest(name, money_names))
        return
    for way in ways or ():
        if way not in phrases[name].readings:
            yield Fault(
                _place("open", name),
                repr(way),
                "a reading of it",
                nearest(way, phrases[name].readings),
            )
        elif way not in agreement.available(name):
            expected, fix = agreement.why_unavailable(name, way)
            yield Fault(_place("open", name), repr(way), expected, fix)
    if ways is not None and len(set(ways)) != len(ways):
        yield Fault(
            _place("open", name), "/".join(ways), "each reading once", "leave one out"
        )
