"""The spread of what an agreement costs: its clauses on thousands of simulated terms,
exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.phrases import Readings
from cscontract.core import money
from cscontract.core.days import term_of
from cscontract.core.errors import BadInput, Fault, bad, shown
from cscontract.core.exact_integers import exact_sum
from cscontract.core.language import Sentence, spoken
from cscontract.questions.seasons.goodness_of_fit import Goodness, goodness
from cscontract.questions.seasons.model_notes import notes
from cscontract.questions.seasons.volume_model import Model, fit, series, unit
from cscontract.questions.words.price import Open, phrases_beside, with_opened
from cscontract.records.counting import COUNTED_BY, counted, daily, on_days_of
from cscontract.records.daily_figures import Daily
from cscontract.records.read import Records
from cscontract.verdict.charges import Charges, apply
from cscontract.verdict.check import decimal, festivals_known
from cscontract.verdict.display import html
from cscontract.verdict.many_series import (
    Outcome,
    Reckoning,
    counting_of,
    hangs_on_counts,
    takes_seats,
)

if TYPE_CHECKING:
    import pandas

MOST_PATHS = 1_000_000
MOST_SEED = 2**63 - 1
#: days × paths simulated at a time
AT_ONCE = 2_000_000
#: percentiles of the fan
FAN = (5, 25, 50, 75, 95)
#: the readings by which persons are counted: under each of them the model is another
#: one
Counting = tuple[str, ...]
#: the model, and the term's own daily figures, by how persons are counted
Models = dict[Counting, tuple[Model, Daily]]
#: what counts persons for all clauses
ALL = "daily"


class AmountsOfPaths(NamedTuple):
    """Amounts in fen over the paths: their mean, rounded half up; the least that 5, 50
    and 95 paths in a hundred do not exceed, each an amount of one path."""

    mean: int
    p5: int
    p50: int
    p95: int

    @classmethod
    def of(cls, fen: np.ndarray) -> AmountsOfPaths:
        return cls(
            money.half_up(exact_sum(fen), fen.size),
            *percentiles(fen, (5, 50, 95)).tolist(),
        )

    def to_dict(self) -> dict[str, str]:
        """As JSON has it."""
        return {name: money.yuan(fen) for name, fen in self._asdict().items()}


def percentiles(fen: np.ndarray, percents: Sequence[int]) -> np.ndarray:
    """Order statistics along the last axis: the least amount that so many in a hundred
    do not exceed.
    """
    places = [-(-percent * fen.shape[-1] // 100) - 1 for percent in percents]
    return np.partition(fen, sorted(set(places)))[..., places]


class Drawn(NamedTuple):
    """What some paths come to: totals; by month, shape (months, paths); by event
    whether it happens; percentiles FAN of the cost so far by day, shape (days, 5)."""

    fen: np.ndarray
    by_month: np.ndarray
    happens: dict[str, np.ndarray]
    fan: np.ndarray

    @classmethod
    def joined(cls, parts: Sequence[Drawn]) -> Drawn:
        """The paths of all parts, with the fan of the first."""
        happens = {
            event: np.concatenate([part.happens[event] for part in parts])
            for event in parts[0].happens
        }
        fen, by_month = (
            np.concatenate([getattr(part, name) for part in parts], axis=-1)
            for name in ("fen", "by_month")
        )
        return cls(fen, by_month, happens, parts[0].fan)


@dataclass(frozen=True, eq=False)
class Risk:
    """What an agreement may cost, over simulated terms. Money inside is integer fen.

    `drawn`: the paths, with the fan of those simulated first; `by_reading`: for each
    reading of each open phrase, the others settled; `charges`: those on the records at
    hand, None where the term has none.
    """

    agreement: Agreement
    model: Model
    seed: int
    drawn: Drawn
    by_reading: dict[str, dict[str, AmountsOfPaths]]
    charges: Charges | None

    @property
    def paths(self) -> int:
        return self.drawn.fen.size

    @cached_property
    def total(self) -> AmountsOfPaths:
        """The term's total."""
        return AmountsOfPaths.of(self.drawn.fen)

    @property
    def chances(self) -> dict[str, float]:
        """By event the part of the paths on which it happens."""
        happens = sorted(self.drawn.happens.items())
        return {event: float(flags.mean()) for event, flags in happens}

    @property
    def is_fixed(self) -> bool:
        """Whether no amount hangs on the counts, so that every path costs the same."""
        return not hangs_on_counts(self.agreement)

    @property
    def notes(self) -> list[str]:
        """What to know of the model before its figures are used."""
        return notes(
            self.model, self.agreement.span, spoken(), takes_seats(self.agreement)
        )

    @property
    def cheaper(self) -> float | None:
        """The part of the paths that costs less than the records at hand."""
        return (
            float((self.drawn.fen < self.charges.total).mean())
            if self.charges
            else None
        )

    @cached_property
    def monthly(self) -> dict[str, AmountsOfPaths]:
        """What each month comes to; 0 after the agreement's end."""
        labels = (month.label for month in self.agreement.span.months)
        return dict(
            zip(labels, map(AmountsOfPaths.of, self.drawn.by_month), strict=True)
        )

    @cached_property
    def goodness(self) -> Goodness:
        """Whether simulated days look like the counts."""
        return goodness(self.model, np.random.default_rng(self.seed))

    @property
    def parameters(self) -> pandas.DataFrame:
        """The model's parameters."""
        return self.model.parameters

    @property
    def months(self) -> pandas.DataFrame:
        """A row a month (Decimal, CNY)."""
        import pandas

        rows = [[*map(decimal, each)] for each in self.monthly.values()]
        index = pandas.Index(self.monthly, name="month")
        return pandas.DataFrame(rows, index=index, columns=list(AmountsOfPaths._fields))

    @property
    def readings(self) -> pandas.DataFrame:
        """A row a reading of an open phrase, the other phrases settled
        (Decimal, CNY).
        """
        import pandas

        rows = [
            (name, way, *map(decimal, amounts))
            for name, ways in self.by_reading.items()
            for way, amounts in ways.items()
        ]
        return pandas.DataFrame(
            rows, columns=["phrase", "reading", *AmountsOfPaths._fields]
        )

    def to_dict(self) -> dict[str, Any]:
        """The risk as JSON has it."""
        return {
            "missed": self.goodness.outside,
            "paths": self.paths,
            "seed": self.seed,
            **self.total.to_dict(),
            **self.chances,
            "actual": money.yuan(self.charges.total) if self.charges else None,
            "months": [
                {"month": label, **each.to_dict()}
                for label, each in self.monthly.items()
            ],
            "readings": {
                name: [{"reading": way, **each.to_dict()} for way, each in ways.items()]
                for name, ways in self.by_reading.items()
            },
            "parameters": {
                name: {**each._asdict(), "unit": unit(name)}
                for name, each in self.model.known.items()
            },
            "fit": {
                name: each._asdict() for name, each in self.goodness.measures.items()
            },
            "notes": self.notes,
        }

    def _repr_html_(self) -> str | None:
        return html(self)

    def __repr__(self) -> str:
        low = money.grouped(self.total.p5)
        high = money.grouped(self.total.p95)
        return f"<Risk {low} to {high} CNY in nine of ten of {self.paths:,} paths>"


def risk(
    agreement: Agreement,
    records: Records,
    paths: int = 10_000,
    seed: int = 1,
    open: Open = None,
) -> Risk:
    """What the agreement may cost, were the term's volumes drawn anew. The same seed,
    the same figures.

    `open`: the phrases of which each reading is told, as `price` takes them; without it
    those that the agreement leaves open. BadInput where there are no counts to fit to.
    """
    _refuse(paths, seed)
    agreement = with_opened(agreement, open)
    choices = phrases_beside(agreement, records, open)
    settled = agreement.chosen
    ways = [
        settled,
        *({**settled, name: way} for name, each in choices.items() for way in each),
    ]
    with festivals_known():
        models = _models(agreement, records, ways)
        drawn, totals = _drawn(agreement, models, (paths, seed), ways)
        model, at_hand = models[counting_of(agreement, settled)[ALL]]
        charges = apply(agreement, at_hand) if at_hand.recorded else None
    others = iter(totals[1:])
    by_reading = {
        name: {way: next(others) for way in each} for name, each in choices.items()
    }
    return Risk(agreement, model, seed, drawn, by_reading, charges)


def _refuse(paths: int, seed: int) -> None:
    """BadInput for numbers of paths and seeds that cannot be."""
    bounds = (("paths", paths, 1, MOST_PATHS), ("seed", seed, 0, MOST_SEED))
    faults = [
        Fault(
            place,
            shown(value),
            Sentence(
                "a whole number from {least} to {most}",
                least=f"{least:,}",
                most=f"{most:,}",
            ),
            "give one of these",
        )
        for place, value, least, most in bounds
        if type(value) is not int or not least <= value <= most
    ]
    if faults:
        raise BadInput(faults)


def model_of(
    agreement: Agreement, records: Records, readings: Readings
) -> tuple[Model, Daily]:
    """The model fitted to every date with a row of the agreement's shops; the term's
    own daily figures.
    """
    at_hand = daily(agreement, records, readings)
    persons = counted(agreement, records, readings)
    if not persons.by_date:
        shops = ", ".join(agreement.shop_ids.values())
        fix = "check the shops' names, or add their receptions"
        expected = Sentence("rows of {shops}", shops=shops)
        raise bad("records", "no row of the agreement's shops", expected, fix)
    whole = term_of(min(persons.by_date), max(persons.by_date))
    return fit(on_days_of(whole, persons, records), agreement.official_days), at_hand


def _drawn(
    agreement: Agreement,
    models: Models,
    paths_and_seed: tuple[int, int],
    ways: Sequence[Readings],
) -> tuple[Drawn, list[AmountsOfPaths]]:
    """What the agreement comes to on the paths: under the first readings in full, under
    each in short.

    Where persons are counted otherwise the model is another one, and chance the same.
    """
    full: list[Drawn] = []
    totals: list[list[np.ndarray]] = [[] for _ in ways]
    for counting, group in _counted_alike(agreement, ways):
        counted = {name: models[key] for name, key in counting.items()}
        for reckoning in _reckonings(counted, *paths_and_seed):
            for at in group:
                outcome = reckoning.totals(agreement, ways[at], by_day=at == 0)
                totals[at].append(outcome.total)
                full += [_in_full(outcome)] if at == 0 else []
    return Drawn.joined(full), [
        AmountsOfPaths.of(np.concatenate(each)) for each in totals
    ]


def _models(agreement: Agreement, records: Records, ways: Sequence[Readings]) -> Models:
    """A model for each way of counting persons, in the order in which the readings have
    them.
    """
    found: Models = {}
    for way in ways:
        for key in counting_of(agreement, way).values():
            if key not in found:
                found[key] = model_of(
                    agreement, records, dict(zip(COUNTED_BY, key, strict=True))
                )
    return found


def _counted_alike(
    agreement: Agreement, ways: Sequence[Readings]
) -> list[tuple[dict[str, Counting], list[int]]]:
    """The places of the readings under which every clause counts persons alike."""
    found: dict[tuple[Counting, ...], tuple[dict[str, Counting], list[int]]] = {}
    for at, way in enumerate(ways):
        counting = counting_of(agreement, way)
        found.setdefault(tuple(counting.values()), (counting, []))[1].append(at)
    return list(found.values())


def _reckonings(
    counted: dict[str, tuple[Model, Daily]], paths: int, seed: int
) -> Iterator[Reckoning]:
    """The paths, in parts that fit into memory; `counted`: by what counts persons its
    model and days.
    """
    rngs = {name: np.random.default_rng(seed) for name in counted}
    most = max(1, AT_ONCE // counted[ALL][1].term.length)
    for done in range(0, paths, most):
        size = min(most, paths - done)
        every = {
            name: series(model, at_hand, model.persons(at_hand.term, size, rngs[name]))
            for name, (model, at_hand) in counted.items()
        }
        yield Reckoning(every.pop(ALL), every)


def _in_full(outcome: Outcome) -> Drawn:
    """An outcome with its months and its fan; fees stand on the first day of their
    month.
    """
    fan = percentiles(outcome.by_day.cumsum(0), FAN)
    return Drawn(outcome.total, outcome.by_month, outcome.happens, fan)
