"""Volumes: persons a day as a model fitted to the counts at hand, and series of days
simulated from it.

    a day's mean = level × weekday × promotion or Spring Festival × growth
    persons      = negative binomial about mean × exp(memory); variance m + alpha·m² (NB2)
    memory       = AR(1) on the log scale: today's is rho × yesterday's plus chance; its spread is sd

What the counts are too few to say is taken as it was seen elsewhere (TYPICAL), and
told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from math import gcd
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cscontract.agreement.calendar import Calendar
from cscontract.core.days import DaySet, Term, each
from cscontract.core.errors import bad
from cscontract.core.exact_integers import exactly
from cscontract.core.language import Sentence
from cscontract.core.money import half_up
from cscontract.records.daily_figures import Daily
from cscontract.verdict.many_series import Series

if TYPE_CHECKING:
    import pandas

WEEKDAYS = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
PROMOTIONS = {
    (6, 18): "promotion_06-18",
    (11, 11): "promotion_11-11",
    (12, 12): "promotion_12-12",
}
#: days about the first day of the lunar year (0): the nine before its eve, eve to the
#: seventh, the next eight
FESTIVAL = {
    "before_festival": range(-10, -1),
    "festival": range(-1, 7),
    "after_festival": range(7, 15),
}
#: seen in daily counts of a Chinese marketplace and of three web shops, where the
#: counts at hand say nothing
TYPICAL = {
    "promotion_06-18": 1.5,
    "promotion_11-11": 7.8,
    "promotion_12-12": 4.4,
    "before_festival": 0.32,
    "festival": 0.23,
    "after_festival": 0.84,
    "alpha": 0.03,
    "memory_sd": 0.15,
    "memory_rho": 0.5,
}
UNITS = {
    "level": "persons a day",
    "growth": "× a year",
    "alpha": "",
    "memory_sd": "on the log scale",
    "memory_rho": "",
    "thinning": "variance ÷ mean",
}
#: ordinary days from which weekdays, dispersion and memory can be told; days from which
#: growth can
TWO_WEEKS = 14
EIGHT_WEEKS = 56
#: days of a part of the Spring Festival from which its factor can be told
SOME = 3
#: growth earns its place where it is so many standard errors from none (1 in 100 by
#: chance)
EARNED = 2.58
LAGS = np.arange(1, 8)
YEAR = 365.25
#: persons up to whom a table of all numbers is quicker than reckoning each
LONG = 1_000_000


class Parameter(NamedTuple):
    """`source`: fitted to the counts, typical of other counts, or left out; `days`:
    days it is fitted to.
    """

    value: float
    source: str
    days: int = 0


class Dispersion(NamedTuple):
    """How persons spread about their mean: NB2's alpha, sd and rho of the memory; and
    `thinning`, the variance as a part of the mean, below 1 where they spread less than
    at random (no alpha, no memory)."""

    alpha: float
    memory_sd: float
    memory_rho: float
    thinning: float


NO_SPREAD = Dispersion(0, 0, 0, 1)


@dataclass(frozen=True, eq=False)
class Model:
    """Persons received a day: `known` holds every parameter, `observed` the days that
    it was fitted to.
    """

    observed: Daily
    calendar: Calendar
    known: dict[str, Parameter]

    def value(self, name: str) -> float:
        return self.known[name].value

    def mean(self, term: Term) -> np.ndarray:
        """Persons to expect on each day of a term; growth stands still before and after
        the counts.
        """
        dates = [term.date_of(day) for day in range(term.length)]
        years = _years(self.observed.term, dates)
        factors = [
            self.value(WEEKDAYS[when.weekday()])
            * (self.value(mark) if (mark := special(when, self.calendar)) else 1)
            for when in dates
        ]
        return self.value("level") * np.array(factors) * self.value("growth") ** years

    def persons(self, term: Term, paths: int, rng: np.random.Generator) -> np.ndarray:
        """Persons received on each day of so many simulated terms, shape (days,
        paths).
        """
        mean = self.mean(term)[:, None]
        alpha = self.value("alpha")
        thinning = self.value("thinning")
        if thinning < 1:
            chance = rng.standard_normal((term.length, paths))
            return _whole(
                np.maximum(np.rint(mean + np.sqrt(thinning * mean) * chance), 0)
            )
        mean = mean * self._memory(term.length, paths, rng)
        if alpha:
            mean *= rng.standard_gamma(1 / alpha, mean.shape)
            mean *= alpha
        return _whole(rng.poisson(mean))

    def _memory(self, days: int, paths: int, rng: np.random.Generator) -> np.ndarray:
        """What is left of the days before in each day's mean: factors of mean 1, shape
        (days, paths).
        """
        rho = self.value("memory_rho")
        sd = self.value("memory_sd")
        if not sd:
            return np.ones((days, paths))
        log = rng.standard_normal((days, paths))
        log[1:] *= (1 - rho**2) ** 0.5
        for before, today in pairwise(log):
            today += rho * before
        log *= sd
        log -= sd**2 / 2
        return np.exp(log, out=log)

    @cached_property
    def parameters(self) -> pandas.DataFrame:
        """A row a parameter: its value, unit, where it is from, and the days that it
        was fitted to.
        """
        import pandas

        rows = [
            (name, p.value, unit(name), p.source, p.days)
            for name, p in self.known.items()
        ]
        names = ["parameter", "value", "unit", "source", "days"]
        return pandas.DataFrame(rows, columns=names).set_index("parameter")


def _whole(persons: np.ndarray) -> np.ndarray:
    """Persons in the narrower type of whole numbers that holds them all."""
    return persons.astype(np.int32 if persons.max(initial=0) < 2**31 else np.int64)


def unit(name: str) -> str:
    """A parameter's unit; a factor's is “×”."""
    return UNITS.get(name, "×")


def special(when: date, calendar: Calendar) -> str:
    """The promotion or part of the Spring Festival that a date is; empty for an
    ordinary day.
    """
    new_year = calendar.lunar_new_year.get(when.year)
    if new_year:
        for name, about in FESTIVAL.items():
            if (when - new_year).days in about:
                return name
    return PROMOTIONS.get((when.month, when.day), "")


def _years(counted: Term, dates: Sequence[date]) -> np.ndarray:
    """Years from the middle of the counts to each date, at most to their first or last
    day.
    """
    days = np.array([counted.day_of(when) for when in dates])
    years: np.ndarray = (
        np.clip(days, 0, counted.length - 1) - (counted.length - 1) / 2
    ) / YEAR
    return years


# Fitting


@dataclass(frozen=True, eq=False)
class Seen:
    """The days with a record: their number in the counts' term, persons received,
    weekday, what they are.
    """

    term: Term
    days: np.ndarray
    persons: np.ndarray
    weekday: np.ndarray
    special: np.ndarray

    @classmethod
    def of(cls, observed: Daily, calendar: Calendar) -> Seen:
        days = list(each(observed.recorded))
        dates = observed.term.dates(observed.recorded)
        received = observed.all_ids["received"]
        return cls(
            observed.term,
            np.array(days),
            np.array([received[day] for day in days], float),
            np.array([when.weekday() for when in dates]),
            np.array([special(when, calendar) for when in dates]),
        )

    @cached_property
    def ordinary(self) -> np.ndarray:
        plain_days: np.ndarray = self.special == ""
        return plain_days

    def count(self, name: str) -> int:
        """Days that a weekday's factor, or that of a special day, is fitted to."""
        if name in WEEKDAYS:
            return int((self.ordinary & (self.weekday == WEEKDAYS.index(name))).sum())
        return int((self.special == name).sum())

    def column(self, name: str) -> np.ndarray:
        """A column of the regression, shape (days,)."""
        if name == "level":
            return np.ones(len(self.days))
        if name == "growth":
            return _years(
                self.term, [self.term.date_of(day) for day in self.days.tolist()]
            )
        chosen = (
            self.weekday == WEEKDAYS.index(name)
            if name in WEEKDAYS
            else self.special == name
        )
        weights: np.ndarray = chosen.astype(float)
        return weights


class Regression(NamedTuple):
    """The logarithms of the factors by name, the mean of each day seen, the spread
    about it, and by how many standard errors the last factor differs from none."""

    logs: dict[str, float]
    mean: np.ndarray
    spread: Dispersion
    errors: float


def fit(observed: Daily, calendar: Calendar) -> Model:
    """The model that the counts at hand, and where they say nothing those of others,
    speak for.

    Only days with a record count, closed ones too. BadInput where nobody was received
    on an ordinary day.
    """
    seen = Seen.of(observed, calendar)
    if not seen.persons[seen.ordinary].any():
        sentence = "{count} ordinary days with a record, nobody received"
        value = Sentence(sentence, count=int(seen.ordinary.sum()))
        expected = "a day with persons received that is neither a promotion nor Spring Festival"
        raise bad(
            "records", value, expected, "add receptions or sessions of ordinary days"
        )
    names = _factors(seen)
    found = _regress(seen, names)
    grows = names[-1] == "growth" and abs(found.errors) > EARNED
    if names[-1] == "growth" and not grows:
        found = _regress(seen, names[:-1])
    return Model(observed, calendar, _parameters(seen, found, grows))


def _factors(seen: Seen) -> list[str]:
    """The factors that the days seen can tell: weekdays or one level, special days,
    growth.
    """
    by_weekday = [
        name for name in WEEKDAYS if (seen.weekday == WEEKDAYS.index(name)).any()
    ]
    enough = seen.ordinary.sum() >= TWO_WEEKS and all(
        seen.count(name) > 1 for name in by_weekday
    )
    marks = [name for name in PROMOTIONS.values() if seen.count(name)]
    marks += [name for name in FESTIVAL if seen.count(name) >= SOME]
    grows = ["growth"] if seen.ordinary.sum() >= EIGHT_WEEKS else []
    return [*(by_weekday if enough else ["level"]), *marks, *grows]


def _regress(seen: Seen, names: list[str]) -> Regression:
    """Log-linear regression of the persons, weighted by their spread; means and spread
    in turn.
    """
    columns = np.array([seen.column(name) for name in names]).T
    offset = np.log(
        [TYPICAL[mark] if mark and mark not in names else 1 for mark in seen.special]
    )
    log = np.log(seen.persons + 0.5)
    extra = 0.0
    spread = NO_SPREAD
    most = max(14, float(log.max()) + 1)
    used = sum(name in (*WEEKDAYS, "level", "growth") for name in names)
    for _ in range(40):
        mean = np.exp(log)
        weights = mean / (1 + extra * mean)
        aim = log - offset + (seen.persons - mean) / mean
        root = np.sqrt(weights)
        logs = np.linalg.lstsq(columns * root[:, None], aim * root, rcond=None)[0]
        log = np.clip(columns @ logs + offset, -7, most)
        spread, extra = _spread(seen, np.exp(log), used)
    information = np.linalg.pinv((columns * weights[:, None]).T @ columns)
    error = (information[-1, -1] * _inflation(spread, float(np.exp(log).mean()))) ** 0.5
    return Regression(
        dict(zip(names, logs.tolist(), strict=True)),
        np.exp(log),
        spread,
        float(logs[-1] / error),
    )


def _spread(seen: Seen, mean: np.ndarray, used: int) -> tuple[Dispersion, float]:
    """The spread of ordinary days about their mean, by moments; and all that is beyond
    chance, in mean².

    Of the variance beyond Poisson's, memory is what neighbouring days share.
    """
    ordinary = seen.ordinary
    free = int(ordinary.sum()) - used
    if free + used < TWO_WEEKS or free < 1:
        alpha, sd, rho = (
            TYPICAL[name] for name in ("alpha", "memory_sd", "memory_rho")
        )
        return Dispersion(alpha, sd, rho, 1), (1 + alpha) * np.exp(sd**2) - 1
    off = seen.persons[ordinary] - mean[ordinary]
    expected = mean[ordinary]
    thinning = float((off**2 / expected).sum() / free)
    extra = float(
        ((off**2).sum() * (free + used) / free - expected.sum()) / (expected**2).sum()
    )
    if thinning < 1 or extra <= 0:
        return Dispersion(0, 0, 0, min(thinning, 1)), 0
    variance, rho = _shared(seen, off, expected, extra)
    alpha = (1 + extra) / np.exp(variance) - 1
    return Dispersion(float(max(alpha, 0)), variance**0.5, rho, 1), extra


def _shared(
    seen: Seen, off: np.ndarray, expected: np.ndarray, extra: float
) -> tuple[float, float]:
    """Variance and rho of the memory: those that come nearest to what days 1 to 7 apart
    share.
    """
    deviations, means = np.zeros((2, seen.term.length))
    deviations[seen.days[seen.ordinary]], means[seen.days[seen.ordinary]] = (
        off,
        expected,
    )
    products = [float(means[k:] @ means[:-k]) for k in LAGS if k < seen.term.length]
    if not any(products):
        return 0.0, 0.0
    lags = LAGS[: len(products)]
    shared = [float(deviations[k:] @ deviations[:-k]) for k in lags]
    weights = np.array(products)
    logs = np.log1p(np.maximum(np.array(shared) / np.where(weights, weights, 1), -0.9))
    rhos = np.arange(1, 96) / 100
    powers = rhos[:, None] ** lags
    variances = np.clip(
        (powers * weights) @ logs / (powers**2 @ weights), 0, np.log1p(extra)
    )
    best = int(np.argmin(((variances[:, None] * powers - logs) ** 2) @ weights))
    variance = float(variances[best])
    return (variance, float(rhos[best])) if variance else (0.0, 0.0)


def _inflation(spread: Dispersion, mean: float) -> float:
    """By how much memory widens the variance of what is fitted as if every day stood by
    itself.
    """
    shared = np.expm1(spread.memory_sd**2 * spread.memory_rho ** np.arange(1, 60)).sum()
    alone = (1 + spread.alpha) * np.exp(spread.memory_sd**2) - 1 + 1 / mean
    factor: float = 1 + 2 * float(shared) / alone
    return factor


def _parameters(seen: Seen, found: Regression, grows: bool) -> dict[str, Parameter]:
    """Every parameter by name, in the order in which they are shown."""
    logs = found.logs
    ordinary = int(seen.ordinary.sum())
    levels = {name: np.exp(logs[name]) for name in WEEKDAYS if name in logs}
    level = np.mean(list(levels.values())) if levels else np.exp(logs["level"])
    known = {"level": Parameter(float(level), "fitted", ordinary)}
    for name in WEEKDAYS:
        factor = float(levels[name] / level) if name in levels else 1.0
        known[name] = Parameter(
            factor, *_source(name in levels, "left out", seen.count(name))
        )
    for name in (*PROMOTIONS.values(), *FESTIVAL):
        factor = float(np.exp(logs[name])) if name in logs else TYPICAL[name]
        known[name] = Parameter(
            factor, *_source(name in logs, "typical", seen.count(name))
        )
    growth = float(np.exp(logs["growth"])) if grows else 1.0
    known["growth"] = Parameter(growth, *_source(grows, "left out", ordinary))
    return known | _spread_parameters(seen, found.spread)


def _spread_parameters(seen: Seen, spread: Dispersion) -> dict[str, Parameter]:
    """The spread's parameters; one that says nothing is left out."""
    ordinary = int(seen.ordinary.sum())
    known = {}
    for (name, value), none in zip(spread._asdict().items(), NO_SPREAD, strict=True):
        source = _source(ordinary >= TWO_WEEKS, "typical", ordinary)
        known[name] = Parameter(value, *(("left out", 0) if value == none else source))
    return known


def _source(fitted: bool, otherwise: str, days: int) -> tuple[str, int]:
    return ("fitted", days) if fitted else (otherwise, 0)


# From persons received to daily figures


def series(model: Model, daily: Daily, persons: np.ndarray) -> Series:
    """Simulated persons received, shape (days, paths), as daily figures of the term of
    `daily`.

    `daily`: the records at hand; days with a record, IDs and added seats are theirs.
    The other headcounts and the busiest shop follow the persons received in the ratio
    of all counts, rounded half up.
    """
    recorded = recorded_days(model, daily)
    served = np.array(
        [recorded >> day & 1 for day in range(daily.term.length)], persons.dtype
    )
    received = persons * served[:, None]
    all_ids = {
        head: _in_ratio(received, *ratio)
        for head, ratio in ratios(model.observed).items()
    }
    shop = {
        head: _in_ratio(
            counts,
            _sum(model.observed.busiest_shop, head),
            _sum(model.observed.all_ids, head),
        )
        for head, counts in all_ids.items()
    }
    usual = usual_ids(model.observed)
    ids = [
        ids or usual if recorded >> day & 1 else 0 for day, ids in enumerate(daily.ids)
    ]
    return Series(daily.term, recorded, all_ids, shop, tuple(ids), daily.added_seats)


def recorded_days(model: Model, daily: Daily) -> DaySet:
    """The days of the term that have a record on every path.

    From the first to the last date with a row those that have one in fact; before and
    after all of them but weekdays that never had one.
    """
    counted = model.observed.term
    between = daily.term.between(counted.start, counted.end)
    never = never_recorded(model.observed)
    served = sum(
        1 << day
        for day in range(daily.term.length)
        if daily.term.date_of(day).weekday() not in never
    )
    return daily.recorded & between | served & ~between


def never_recorded(observed: Daily) -> set[int]:
    """Weekdays (0 = Monday) that came at least twice between the first and the last
    row, without a row.
    """
    had = {when.weekday() for when in observed.term.dates(observed.recorded)}
    return set(range(7)) - had if observed.term.length >= TWO_WEEKS else set()


def usual_ids(observed: Daily) -> int:
    """IDs with a row on a day with a record: their mean, rounded half up."""
    return half_up(sum(observed.ids), observed.recorded.bit_count())


def ratios(observed: Daily) -> dict[str, tuple[int, int]]:
    """Each headcount per person received, as the sums of all counts have it."""
    received = _sum(observed.all_ids, "received")
    return {head: (sum(counts), received) for head, counts in observed.all_ids.items()}


def _sum(by_head: dict[str, tuple[int, ...]], head: str) -> int:
    return sum(by_head[head])


def _in_ratio(persons: np.ndarray, part: int, whole: int) -> np.ndarray:
    """Persons × part ÷ whole to the nearest whole number, halves up: the order of the
    counts is kept.
    """
    if part == whole:
        return persons
    common = gcd(part, whole)
    part = part // common
    whole = whole // common
    most = int(persons.max(initial=0))
    counts = np.arange(most + 1) if most < LONG else persons.astype(np.int64)
    kind = exactly(most * 2 * part + whole)
    rounded = _whole((counts.astype(kind) * (2 * part) + whole) // (2 * whole or 1))
    return rounded[persons] if most < LONG else rounded
