"""Other terms as pictures: of one figure the cliffs, of two a map of heat.

A curve of equal cost.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.figures import Figure
from cscontract.core import money
from cscontract.core.language import Language, say, spoken
from cscontract.questions.terms.sweep import Sweep
from cscontract.questions.terms.trade import Trade
from cscontract.views.charts.days import COLOURS, LIMIT
from cscontract.views.charts.days_chart import (
    ChartFigure,
    chart_text,
    figure_of,
    in_thousands,
    without_frame,
)

#: how many places apart the labels of an axis may stand
EVERY = [digit * 10**power for power in range(9) for digit in (1, 2, 5)]
#: cells of a map up to which each has its amount written in it
WRITTEN = 160


def sweep_chart(sweep: Sweep, language: Language | None = None) -> ChartFigure:
    """The total over the grid: a line with steps for one figure, a map for two.

    Of more figures the first two vary, the others stand at their first value.
    """
    language = language or spoken()
    with chart_text():
        figure = figure_of(900, 420)
        axes = figure.add_axes((0.1, 0.13, 0.86, 0.74))
        if len(sweep.axes) == 1:
            _cliffs(axes, sweep, language)
        else:
            _map(figure, axes, sweep, language)
        figure.finding = sweep_finding(sweep, language)
        figure.suptitle(figure.finding, x=0.1, y=0.97, ha="left", fontsize=11)
    return figure


def sweep_finding(sweep: Sweep, language: Language | None = None) -> str:
    """The picture's finding in words: the least and the greatest total, and where."""
    language = language or spoken()
    ranked = sorted(sweep.rows(), key=lambda row: row[1].total)
    (low_at, low) = ranked[0]
    (high_at, high) = ranked[-1]
    sentence = "CNY {low} at {low_at} to {high} at {high_at}"
    amounts = {"low": money.grouped(low.total), "high": money.grouped(high.total)}
    places = {
        "low_at": _point(sweep, low_at, language),
        "high_at": _point(sweep, high_at, language),
    }
    return say(sentence, language, **amounts, **places)


def _point(sweep: Sweep, values: tuple[Any, ...], language: Language) -> str:
    return say(", ", language).join(
        f"{figure.label[language]} {figure.show(value, grouped=True)}"
        for figure, value in zip(sweep.figures, values, strict=True)
    )


def _numbers(figure: Figure, values: tuple[Any, ...]) -> list[float]:
    """Values of a figure for an axis: yuan of money, the ordinal of a date."""
    if figure.kind == "money":
        return [value / 100 for value in values]
    return [value.toordinal() if figure.kind == "date" else value for value in values]


def _ticks(figure: Figure, values: tuple[Any, ...]) -> tuple[list[int], list[str]]:
    """Places and labels of at most twelve of the values, a round number of places
    apart.
    """
    every = next(each for each in EVERY if 12 * each >= len(values))
    places = list(range(0, len(values), every))
    return places, [figure.show(values[place], grouped=True) for place in places]


def _cliffs(axes: Any, sweep: Sweep, language: Language) -> None:
    """The total along one figure, with a band where words are open."""
    ((key, values),) = sweep.axes.items()
    figure = sweep.agreement.figures[key]
    numbers = _numbers(figure, values)
    total, low, high = np.array([cell[:3] for cell in sweep.cells]).T / 100
    if sweep.is_open:
        axes.fill_between(
            numbers,
            low,
            high,
            step="post",
            color=COLOURS["quiet"],
            label=say("low to high over the open words", language),
        )
    label = say("total", language)
    axes.step(numbers, total, where="post", color=LIMIT, lw=1.6, label=label)
    size = 4 if len(numbers) < 80 else 0
    axes.plot(numbers, total, "o", color=COLOURS["charged"], ms=size)
    places, names = _ticks(figure, values)
    axes.set_xticks([numbers[place] for place in places], names)
    axes.set_xlabel(_figure_name(figure, language))
    axes.set_ylabel(say("total, CNY", language))
    axes.yaxis.set_major_formatter(in_thousands)
    without_frame(axes)
    axes.legend(frameon=False, fontsize=9)


def _figure_name(figure: Figure, language: Language) -> str:
    """A figure's name with its unit and its clause, for an axis."""
    return f"{figure.label[language]} ({figure.unit[language]}, {figure.clause})"


def _map(figure: ChartFigure, axes: Any, sweep: Sweep, language: Language) -> None:
    (first, rows), (second, columns), *_ = sweep.axes.items()
    shape = [len(values) for values in sweep.axes.values()]
    totals = np.array([cell.total for cell in sweep.cells]).reshape(shape)
    plane = totals.reshape(len(rows), len(columns), -1)[:, :, 0] / 100
    drawn = axes.imshow(plane, aspect="auto", origin="lower", cmap="cividis")
    for key, values, axis in ((second, columns, "x"), (first, rows, "y")):
        varied = sweep.agreement.figures[key]
        places, names = _ticks(varied, values)
        getattr(axes, f"set_{axis}ticks")(places, names)
        label = f"{varied.label[language]} ({varied.unit[language]})"
        getattr(axes, f"set_{axis}label")(label)
    if plane.size <= WRITTEN:
        middle = (plane.min() + plane.max()) / 2
        for (row, column), amount in np.ndenumerate(plane):
            colour = "black" if amount > middle else "white"
            axes.text(
                column,
                row,
                f"{amount:,.0f}",
                ha="center",
                va="center",
                color=colour,
                fontsize=9,
            )
    figure.colorbar(drawn, ax=axes, label=say("total, CNY", language), pad=0.02)


def iso_cost_chart(
    trades: Sequence[Trade],
    language: Language | None = None,
) -> ChartFigure:
    """A curve of equal cost, one figure against another, and the point as agreed.

    A band stands where words are open.
    """
    language = language or spoken()
    figures = trades[0].agreement.figures
    one = figures[next(iter(trades[0].give))]
    other = figures[trades[0].figure]
    with chart_text():
        picture = figure_of(900, 420)
        axes = picture.add_axes((0.1, 0.13, 0.86, 0.74))
        _curve(axes, trades, one, other)
        _agreed_point(axes, trades[0].agreement, (one, other), language)
        _name_axis(axes, "x", one, language)
        _name_axis(axes, "y", other, language)
        without_frame(axes, "both")
        axes.legend(frameon=False, fontsize=9)
        picture.finding = _iso_finding(trades, one, other, language)
        picture.suptitle(picture.finding, x=0.1, y=0.97, ha="left", fontsize=11)
    return picture


def _curve(axes: Any, trades: Sequence[Trade], one: Figure, other: Figure) -> None:
    """The curve's two edges, which are one where no word is open."""
    held = [trade for trade in trades if trade.low is not None]
    along = _numbers(one, tuple(trade.give[one.key] for trade in held))
    low = _numbers(other, tuple(trade.low for trade in held))
    high = _numbers(other, tuple(trade.high for trade in held))
    axes.fill_between(along, low, high, color=COLOURS["quiet"], lw=0)
    for edge in (low, high):
        axes.plot(along, edge, color=LIMIT, lw=1.4)


def _agreed_point(
    axes: Any,
    agreement: Agreement,
    figures: Iterable[Figure],
    language: Language,
) -> None:
    """The two figures as they are agreed."""
    agreed = [
        _numbers(figure, (agreement.figure(figure.key),))[0] for figure in figures
    ]
    label = say("as agreed", language)
    axes.plot(*agreed, "s", color=COLOURS["charged"], ms=8, label=label)


def _name_axis(axes: Any, axis: str, figure: Figure, language: Language) -> None:
    """The figure's name at an axis, with thousands marked where it is money."""
    getattr(axes, f"set_{axis}label")(_figure_name(figure, language))
    if figure.kind == "money":
        getattr(axes, f"{axis}axis").set_major_formatter(in_thousands)


def _iso_finding(
    trades: Sequence[Trade],
    one: Figure,
    other: Figure,
    language: Language,
) -> str:
    held = [trade for trade in trades if trade.low is not None]
    if not held:
        return say(
            "Nothing in {name} makes up for it",
            language,
            name=other.label[language],
        )
    last = held[-1]
    values = {
        "one": one.label[language],
        "at": one.show(last.give[one.key], grouped=True),
        "other": other.label[language],
        "low": other.show(last.low, grouped=True),
        "high": other.show(last.high, grouped=True),
    }
    return say(
        "{one} {at} costs the same as now at {other} {low} to {high}",
        language,
        **values,
    )
