"""Charts of risk: what an agreement may have cost by each day, and whether simulated
days look like the counts.

A risk in, matplotlib figures out; no pyplot.
"""

from __future__ import annotations

import textwrap
from itertools import accumulate

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from cscontract.core import money
from cscontract.core.days import Term, ends
from cscontract.core.language import Language, say, spoken
from cscontract.questions.seasons.goodness_of_fit import Goodness, Measure
from cscontract.questions.seasons.risk import Risk
from cscontract.verdict.charges import Charges
from cscontract.views.charts.days import COLOURS, LEVEL, LIMIT, ticks
from cscontract.views.charts.days_chart import (
    ChartFigure,
    chart_text,
    figure_of,
    in_thousands,
    without_frame,
)
from cscontract.views.text.risk_text import (
    MEASURES,
    at_hand,
    chances,
    fit_finding,
    fit_headline,
    headlines,
    risk_headline,
)

NINE = "#d3e6f4"
HALF = COLOURS["quiet"]
ACTUAL = COLOURS["charged"]
GREY = "#444444"
BINS = 40
#: characters of a line on the model's fit
FIT = {"en": 120, "zh": 64}
#: behind numbers that stand on bars
PLAIN = {"facecolor": "white", "alpha": 0.6, "lw": 0, "pad": 0.5}
#: the measures that stand beside the quantiles
BESIDE = ("variance", "autocorrelation_1", "autocorrelation_7")


def risk_chart(risk: Risk, language: Language | None = None) -> ChartFigure:
    """The cost so far through the term, as a fan.

    Beside it how often each total comes out.
    """
    language = language or spoken()
    with chart_text():
        figure = figure_of(900, 460)
        fan = figure.add_axes((0.09, 0.085, 0.595, 0.67))
        paths = figure.add_axes((0.695, 0.085, 0.295, 0.67), sharey=fan)
        _fan(fan, risk, language)
        _histogram(paths, risk, language)
        fan.set_ylim(0, _top(risk))
        figure.finding = " ".join(headlines(risk, language))
        title = risk_headline(risk, language)
        figure.suptitle(title, x=0.09, y=0.925, ha="left", fontsize=11)
        lines = (at_hand(risk, language), chances(risk, language))
        for line, height in zip(filter(None, lines), (0.845, 0.805), strict=False):
            figure.text(0.09, height, line, fontsize=9, color=GREY)
        if not risk.is_fixed:
            fit = textwrap.fill(fit_headline(risk, language), FIT[language])
            colour = ACTUAL if risk.goodness.outside else GREY
            figure.text(0.09, 0.995, fit, fontsize=9, color=colour, va="top")
    return figure


def _top(risk: Risk) -> float:
    """How high the axis must reach, in yuan: for all but the dearest paths."""
    dearest = float(np.percentile(risk.drawn.fen.astype(float), 99.5))
    return max(dearest, risk.charges.total if risk.charges else 0, 1) * 1.03 / 100


def _fan(axes: Axes, risk: Risk, language: Language) -> None:
    """Bands of nine terms in ten and of half of them, their middle, what was
    charged.
    """
    term = risk.agreement.span
    _bands(axes, risk, language)
    if risk.charges:
        cost = [fen / 100 for fen in cost_by_day(risk.charges)]
        _step(axes, cost, ACTUAL, 1.8, say("on the records at hand", language))
    _furnish_days(axes, term, 7, language)
    axes.set_ylabel(say("cost so far, CNY", language))
    axes.yaxis.set_major_formatter(in_thousands)
    axes.legend(loc="upper left", frameon=False, fontsize=9)


def _bands(axes: Axes, risk: Risk, language: Language) -> None:
    """The bands and the middle of the simulated terms, in yuan."""
    fan = risk.drawn.fan.T / 100
    low, quarter, middle, three_quarters, high = np.hstack([fan, fan[:, -1:]])
    for bottom, top, colour, text in (
        (low, high, NINE, "nine of ten simulated terms"),
        (quarter, three_quarters, HALF, "half of them"),
    ):
        axes.fill_between(
            np.arange(len(bottom)) - 0.5,
            bottom,
            top,
            step="post",
            color=colour,
            lw=0,
            label=say(text, language),
        )
    _step(axes, middle, LEVEL, 1.4, say("middle", language))


def _step(axes: Axes, yuan: ArrayLike, colour: str, width: float, label: str) -> None:
    """A line with a step a day, from the first day on."""
    days = np.arange(np.size(yuan)) - 0.5
    axes.step(days, yuan, where="post", color=colour, lw=width, label=label)


def cost_by_day(charges: Charges) -> list[int]:
    """Fen charged up to each day, to the last with a record.

    A month's charges stand on its first day.
    """
    term = charges.daily.term
    fen = [0] * term.length
    firsts = {month.label: ends(month.days)[0] for month in term.months}
    for line in charges.lines:
        day = term.day_of(line.date) if line.is_of_a_day else firsts[line.month]
        fen[day] += line.amount
    _, last = ends(charges.daily.recorded)
    return list(accumulate(fen))[:last]


def _furnish_days(axes: Axes, term: Term, most: int, language: Language) -> None:
    """Months on the axis, so many at most, a light grid, no box."""
    places, names = ticks(term, language)
    every = -(-len(places) // most)
    axes.set_xticks(
        [place - 0.5 for place in places[::every]],
        names[::every],
        ha="left",
    )
    axes.set_xlim(-0.7, term.length - 0.3)
    axes.tick_params(axis="x", length=6, pad=1)
    without_frame(axes)


def _histogram(axes: Axes, risk: Risk, language: Language) -> None:
    """How many paths come to each total; the percentiles written beside."""
    counts, edges = bins(risk.drawn.fen)
    parts = 100 * counts / risk.paths
    axes.stairs(parts, edges / 100, orientation="horizontal", fill=True, color=HALF)
    for fen, colour in zip(risk.total[1:], (GREY, LEVEL, GREY), strict=True):
        axes.axhline(fen / 100, color=colour, lw=1)
        axes.text(
            0.99,
            fen / 100,
            money.grouped(fen),
            transform=axes.get_yaxis_transform(),
            ha="right",
            va="bottom",
            fontsize=9,
            color=colour,
            bbox=PLAIN,
        )
    if risk.charges:
        axes.axhline(risk.charges.total / 100, color=ACTUAL, lw=1.4, ls=(0, (4, 2)))
    axes.tick_params(axis="y", labelleft=False)
    axes.set_title(say("terms by total, %", language), fontsize=9, loc="left", pad=4)
    without_frame(axes)


def bins(fen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How many amounts lie in each of some forty bins, all of which can hold as many
    different amounts.
    """
    low = int(fen.min())
    high = int(fen.max())
    grid = int(np.gcd.reduce(fen - low)) or 100
    width = max(1, -(-(high - low) // (BINS * grid))) * grid
    edges = np.arange(low, high + width + 1, width) - grid / 2
    return np.histogram(fen, edges)


def fit_chart(risk: Risk, language: Language | None = None) -> ChartFigure:
    """The counts against simulated days: day by day, ranked, and by measures."""
    language = language or spoken()
    fit = risk.goodness
    with chart_text():
        figure = figure_of(900, 560)
        _by_day(figure.add_axes((0.065, 0.56, 0.925, 0.31)), fit, language)
        _ranked(figure.add_axes((0.065, 0.09, 0.42, 0.35)), fit, language)
        for at, name in enumerate(BESIDE):
            axes = figure.add_axes((0.555 + 0.16 * at, 0.09, 0.1, 0.35))
            _measure(axes, name, fit.measures[name], language)
        figure.finding = fit_finding(fit, language)
        figure.suptitle(figure.finding, x=0.065, y=0.975, ha="left", fontsize=11)
    return figure


def _by_day(axes: Axes, fit: Goodness, language: Language) -> None:
    """Persons of each day with a record over the band of the simulated ones."""
    term = fit.model.observed.term
    band = np.full((2, term.length), np.nan)
    band[:, fit.days] = fit.band
    low, high = np.hstack([band, band[:, -1:]])
    label = say("nine of ten simulated days", language)
    axes.fill_between(
        np.arange(term.length + 1) - 0.5,
        low,
        high,
        step="post",
        color=HALF,
        lw=0,
        label=label,
    )
    axes.plot(
        fit.days,
        fit.persons,
        "o",
        ms=2.6,
        color=LIMIT,
        label=say("counted", language),
    )
    _furnish_days(axes, term, 12, language)
    axes.set_ylim(0, None)
    axes.set_ylabel(say("persons a day", language))
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=2,
        frameon=False,
        fontsize=9,
    )


def _ranked(axes: Axes, fit: Goodness, language: Language) -> None:
    """The days from the quietest to the busiest."""
    part = 100 * (np.arange(len(fit.days)) + 0.5) / len(fit.days)
    label = say("nine of ten simulated series", language)
    axes.fill_between(part, *fit.ranked, color=HALF, lw=0, label=label)
    axes.plot(
        part,
        np.sort(fit.persons),
        color=LIMIT,
        lw=1.4,
        label=say("counted", language),
    )
    axes.set_xlabel(say("% of the days, from the quietest", language))
    axes.set_ylabel(say("persons a day", language))
    axes.set_yscale("function", functions=(np.sqrt, np.square))
    axes.set_ylim(0, None)
    axes.set_xlim(0, 100)
    axes.legend(loc="upper left", frameon=False, fontsize=9)
    without_frame(axes)


def _measure(axes: Axes, name: str, measure: Measure, language: Language) -> None:
    """One measure: a bar from the 5th to the 95th percentile of simulated series, a
    point as counted.
    """
    colour = LIMIT if measure.within else ACTUAL
    axes.bar([0], measure.high - measure.low, bottom=measure.low, width=0.5, color=HALF)
    axes.plot([0], [measure.observed], "o", ms=7, color=colour)
    axes.set_xlim(-0.6, 0.6)
    axes.set_xticks([])
    bottom = min(0, measure.low, measure.observed)
    top = max(measure.high, measure.observed)
    axes.set_ylim(bottom * 1.1, top * 1.1 if top > bottom else 1)
    title = say(MEASURES[name], language).replace(", ", ",\n")
    axes.set_title(title, fontsize=9, loc="left", pad=5)
    without_frame(axes)
