"""Whether simulated days look like the counts that the model was fitted to: the same
measures of both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from cscontract.core.days import each
from cscontract.questions.seasons.volume_model import Model

QUANTILES = (5, 25, 50, 75, 95)
#: what nine simulated series in ten lie between
NINE_IN_TEN = (5, 95)
SERIES = 1_000


class Measure(NamedTuple):
    """A measure of the counts, and the 5th and 95th percentile of it in simulated
    series.
    """

    observed: float
    low: float
    high: float

    @property
    def within(self) -> bool:
        return self.low <= self.observed <= self.high


@dataclass(frozen=True, eq=False)
class Goodness:
    """The days with a record, observed and simulated.

    `days`: their numbers from the first of them; `persons`: those received; `band`:
    what nine in ten simulated series have on each day; `ranked`: what they have on the
    quietest day, the next, …, the busiest (both of shape (2, days)); `measures`:
    quantiles, variance ÷ mean, autocorrelations.
    """

    model: Model
    days: np.ndarray
    persons: np.ndarray
    band: np.ndarray
    ranked: np.ndarray
    measures: dict[str, Measure]

    @property
    def outside(self) -> list[str]:
        """The measures in which the counts are not like nine simulated series
        in ten.
        """
        return [name for name, measure in self.measures.items() if not measure.within]


def goodness(model: Model, rng: np.random.Generator, paths: int = SERIES) -> Goodness:
    """The model against the counts that it was fitted to."""
    days = np.array(list(each(model.observed.recorded)))
    counts = np.array(model.observed.all_ids["received"])[days]
    simulated = model.persons(model.observed.term, paths, rng)[days]
    found, expected = (
        measures(days, series) for series in (counts[:, None], simulated)
    )
    between = {
        name: np.percentile(values, NINE_IN_TEN) for name, values in expected.items()
    }
    return Goodness(
        model,
        days,
        counts,
        np.percentile(simulated, NINE_IN_TEN, axis=1),
        np.percentile(np.sort(simulated, axis=0), NINE_IN_TEN, axis=1),
        {name: Measure(*_rounded(found[name][0], *between[name])) for name in found},
    )


def _rounded(*values: float) -> list[float]:
    """To four places: more would only tell how the computer adds."""
    return [round(float(value), 4) for value in values]


def measures(days: np.ndarray, series: np.ndarray) -> dict[str, np.ndarray]:
    """Measures of each series, shape (days, series), on days with these numbers."""
    quantiles = np.percentile(series, QUANTILES, axis=0)
    mean = series.mean(0)
    found = {
        f"quantile_{q}": values for q, values in zip(QUANTILES, quantiles, strict=True)
    }
    found["variance"] = series.var(0) / np.where(mean, mean, 1)
    return found | {
        f"autocorrelation_{lag}": _alike(days, series, lag) for lag in (1, 7)
    }


def _alike(days: np.ndarray, series: np.ndarray, lag: int) -> np.ndarray:
    """Correlation of the days so far apart that both have a record; 0 where nothing
    varies.
    """
    deviations = series - series.mean(0)
    first, second = _pairs(days, lag)
    variance = (deviations**2).mean(0)
    if not len(first):
        return np.zeros(series.shape[1])
    shared = (deviations[first] * deviations[second]).mean(0)
    correlations: np.ndarray = shared / np.where(variance, variance, 1)
    return correlations


def _pairs(days: Sequence[int] | np.ndarray, lag: int) -> tuple[np.ndarray, np.ndarray]:
    """The places of the days that have another one `lag` days later, and the places of
    those.
    """
    at = np.searchsorted(days, np.asarray(days) + lag)
    there = (at < len(days)) & (
        np.take(days, at, mode="clip") == np.asarray(days) + lag
    )
    return np.flatnonzero(there), at[there]
