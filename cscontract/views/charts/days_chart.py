"""Charts: the days of a term against the limits. Charges in, matplotlib axes out.

No pyplot.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from html import escape
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import numpy as np
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from cscontract.core.days import DaySet
from cscontract.core.errors import bad
from cscontract.core.files import write_whole
from cscontract.core.language import Language, say, short_date, spoken
from cscontract.verdict.charges import Charges
from cscontract.views.charts.days import (
    COLOURS,
    FULL,
    GRID,
    HATCH,
    HATCHED,
    KINDS,
    LEVEL,
    LIMIT,
    MARK,
    days_of_kinds,
    drawn_volumes,
    finding,
    heights,
    kinds_in_legend,
    labelled_limits,
    levels,
    named_days,
    ticks,
    top,
)

DPI = 100
#: how the line of a level looks
DASHED: dict[str, Any] = {"color": LEVEL, "lw": 1.4, "ls": (0, (5, 3))}
#: what a file would say of itself: a date and a program
NOTHING = {"svg": ("Creator", "Date", "Format", "Type"), "png": ("Software",)}


@cache
def fonts() -> list[str]:
    """Families for the charts' text.

    A subset of Noto Sans SC comes with the package.
    """
    with_chinese = files("cscontract.views.charts").joinpath(
        "fonts/NotoSansSC-subset.otf",
    )
    font_manager.fontManager.addfont(str(with_chinese))
    return [
        "DejaVu Sans",
        font_manager.FontProperties(fname=str(with_chinese)).get_name(),
    ]


def flags(days: DaySet, length: int) -> np.ndarray:
    """A set of days as an array of booleans, shape (length,)."""
    digits = np.frombuffer(format(days, f"0{length}b").encode(), "u1")[::-1]
    within: np.ndarray = digits == ord("1")
    return within


def bars(heights: np.ndarray) -> np.ndarray:
    """Heights of stairs that stand apart: bar, gap, bar …; shape (2n − 1,)."""
    apart = np.zeros(2 * len(heights) - 1)
    apart[::2] = heights
    return apart


def bar_edges(length: int) -> np.ndarray:
    """Where the stairs of `bars` begin and end; shape (2n,)."""
    sides: np.ndarray = (np.arange(length)[:, None] + np.array([-0.42, 0.42])).ravel()
    return sides


@dataclass
class DaysChart:
    """A chart of the days, its moving artists kept, so that a change only sets their
    data.
    """

    axes: Axes
    kinds: dict[str, Any]
    limit: Any
    levels: list[Any]
    labels: list[Any]
    mark: Any

    @property
    def moving(self) -> list[Any]:
        """The artists that a change of terms moves, back to front."""
        lines = [*([self.limit] if self.limit else []), *self.levels]
        return [*self.kinds.values(), *lines, *self.labels, self.mark]

    def show(
        self,
        charges: Charges,
        language: Language,
        chosen: date | None = None,
    ) -> None:
        """Set the artists' data to the charges; `chosen` is marked under the axis."""
        n = charges.daily.term.length
        volume = np.array(heights(charges))
        for kind, days in days_of_kinds(charges).items():
            high = flags(days, n) * (1e6 if kind in FULL else volume)
            self.kinds[kind].set_data(bars(high), bar_edges(n))
        self._show_limits(charges, language)
        self.mark.set_visible(chosen is not None)
        if chosen is not None:
            self.mark.set_data([charges.daily.term.day_of(chosen)], [0])

    def _show_limits(self, charges: Charges, language: Language) -> None:
        shown = drawn_volumes(charges)
        if shown is not None:
            self.limit.set_data(shown.limits, np.arange(len(shown.limits) + 1) - 0.5)
        for line, level in zip(self.levels, levels(charges), strict=True):
            line.set_ydata([level] * 2)
        for label, (limit, _) in zip(
            self.labels, labelled_limits(charges), strict=True
        ):
            label.set_position((1.005, limit))
            label.set_text(say("{limit} limit", language, limit=limit))


def days_axes(
    axes: Axes,
    charges: Charges,
    language: Language | None = None,
) -> DaysChart:
    """Persons a day against the limits, on given axes.

    With the axis, the legend, the named days and the moving artists.
    """
    language = language or spoken()
    length = charges.daily.term.length
    kinds = _stairs(axes, charges, language)
    limit = _limit(axes, length) if drawn_volumes(charges) else None
    lines = [axes.axhline(0, **DASHED) for _ in levels(charges)]
    labels = [_amount(axes, colour) for _, colour in labelled_limits(charges)]
    (mark,) = axes.plot([0], [0], marker="^", ms=9, color=MARK, clip_on=False, ls="")
    chart = DaysChart(axes, kinds, limit, lines, labels, mark)
    _furnish(axes, charges, language)
    axes.set_ylim(0, top(charges))
    chart.show(charges, language)
    return chart


def _stairs(axes: Axes, charges: Charges, language: Language) -> dict[str, Any]:
    """The bars of each kind of days, of no height yet."""
    length = charges.daily.term.length
    return {
        kind: axes.stairs(
            bars(np.zeros(length)),
            bar_edges(length),
            fill=True,
            color=COLOURS[kind],
            lw=0,
            hatch="/////" if kind == HATCHED else None,
            edgecolor=HATCH,
            label=say(KINDS[kind], language),
        )
        for kind in days_of_kinds(charges)
    }


def _amount(axes: Axes, colour: str) -> Any:
    """The text beside a limit, empty yet."""
    beside = axes.get_yaxis_transform()
    return axes.text(
        1, 0, "", color=colour, transform=beside, va="center", fontsize=8.5
    )


def _limit(axes: Axes, length: int) -> Any:
    """The limit day by day, to fill."""
    places = np.arange(length + 1) - 0.5
    return axes.stairs(np.zeros(length), places, baseline=None, color=LIMIT, lw=1.4)


def _furnish(axes: Axes, charges: Charges, language: Language) -> None:
    """Months on the axis, the trade's named days above it, unit and legend."""
    term = charges.daily.term
    places, names = ticks(term, language)
    axes.set_xticks([place - 0.5 for place in places], names, ha="left")
    axes.set_xlim(-0.7, term.length - 0.3)
    axes.set_ylabel(say("persons a day", language))
    axes.tick_params(axis="x", length=9, pad=1)
    without_frame(axes)
    for day in named_days(term):
        axes.annotate(
            short_date(term.date_of(day), language),
            (day, 1),
            xycoords=("data", "axes fraction"),
            ha="center",
            va="bottom",
            fontsize=8.5,
        )
    _legend(axes, charges)


def _legend(axes: Axes, charges: Charges) -> None:
    """The kinds of days that there are, the last one drawn first."""
    kinds = days_of_kinds(charges)
    entries = zip(kinds, *axes.get_legend_handles_labels(), strict=True)
    shown = kinds_in_legend(kinds)
    named = [entry for kind, *entry in entries if kind in shown]
    handles, labels = zip(*reversed(named), strict=True)
    axes.legend(
        handles,
        labels,
        ncols=4,
        loc="lower left",
        bbox_to_anchor=(0, 1.04),
        frameon=False,
        fontsize=8.5,
        borderaxespad=0,
        handlelength=1.4,
        columnspacing=1.4,
    )


def without_frame(axes: Axes, lines: Literal["x", "y", "both"] = "y") -> None:
    """Light lines behind what is drawn, and no box around it."""
    axes.grid(axis=lines, color=GRID, lw=0.6)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def in_thousands(amount: float, _: float) -> str:
    """A number on an axis as amounts are written: 16,000."""
    return f"{amount:,.0f}".replace("-", "−")


class ChartFigure(Figure):
    """A figure with its finding in words, `finding`.

    It shows itself in a notebook, in its own size.
    """

    finding = ""

    def image(self, form: str) -> bytes:
        """The picture as a file of that form (png or svg), the same on every run.

        Its title is the finding.
        """
        out = BytesIO()
        scale = 1 if form == "svg" else 2
        # a drawing holds its letters as outlines: no font is needed where it is shown
        with chart_text():
            self.savefig(
                out,
                format=form,
                dpi=scale * DPI,
                metadata=dict.fromkeys(NOTHING[form]),
            )
        if form == "png":
            return out.getvalue()
        start, tag, rest = out.getvalue().partition(b'version="1.1">')
        return start + tag + f"<title>{escape(self.finding)}</title>".encode() + rest

    def save(self, path: str | Path) -> Path:
        """Write the picture to a file, .svg or .png, whole or not at all.

        BadInput for another name.
        """
        path = Path(path)
        form = path.suffix.lower().removeprefix(".")
        if form not in ("png", "svg"):
            raise bad(
                "chart",
                str(path),
                "a file name that ends with .svg or .png",
                "name it so",
            )
        write_whole(path, self.image(form))
        return path

    def _repr_png_(self) -> tuple[bytes, dict[str, str]]:
        out = BytesIO()
        with chart_text():
            self.savefig(out, format="png", dpi=DPI)
        return out.getvalue(), {"alt": self.finding}


def figure_of(width: float, height: float) -> ChartFigure:
    """An empty figure of that many pixels, with the charts' fonts."""
    figure = ChartFigure(figsize=(width / DPI, height / DPI), dpi=DPI)
    FigureCanvasAgg(figure)
    return figure


def days_chart(charges: Charges, language: Language | None = None) -> ChartFigure:
    """A figure of the days: what is over the limits and what is charged, the finding as
    title.
    """
    language = language or spoken()
    with chart_text():
        figure = figure_of(900, 330)
        axes = figure.add_axes((0.07, 0.1, 0.85, 0.66))
        days_axes(axes, charges, language)
        figure.finding = finding(charges, language)
        figure.suptitle(figure.finding, x=0.07, y=0.97, ha="left", fontsize=11)
    return figure


def chart_text() -> Any:
    """The settings under which a chart's text is made and drawn, as a context."""
    from matplotlib import rc_context

    style: dict[Any, Any] = {
        "font.family": fonts(),
        "font.size": 9,
        "hatch.linewidth": 0.6,
    }
    return rc_context({**style, "svg.hashsalt": "cscontract"})


def encoded(canvas: Any) -> bytes:
    """What stands on a canvas as PNG bytes, quickly made rather than small."""
    picture = Image.fromarray(np.asarray(canvas.buffer_rgba()), "RGBA").convert("RGB")
    out = BytesIO()
    picture.save(out, "png", compress_level=1)
    return out.getvalue()


def _furniture(charges: Charges) -> tuple[Any, ...]:
    """What is drawn but once: what the legend has, and which lines there are."""
    colours = (colour for _, colour in labelled_limits(charges))
    days = days_of_kinds(charges)
    return tuple(days), tuple(kinds_in_legend(days)), tuple(colours)


class LiveDays:
    """The chart for the panel: the background is drawn once, then only what moves
    (blitting).
    """

    def __init__(self, width: int = 780, height: int = 265):
        self.size = (width, height)
        self.drawn: tuple[Any, ...] = ()

    def png(
        self,
        charges: Charges,
        language: Language,
        chosen: date | None = None,
    ) -> bytes:
        """The picture as PNG bytes."""
        key = (charges.daily.term, language, *_furniture(charges))
        high = top(charges)
        if self.drawn != (*key, high):
            with chart_text():
                if self.drawn[:-1] != key:
                    self._begin(charges, language)
                self._draw_background(high)
            self.drawn = (*key, high)
        self.canvas.restore_region(self.background)
        self.chart.show(charges, language, chosen)
        for artist in self.chart.moving:
            self.chart.axes.draw_artist(artist)
        return encoded(self.canvas)

    def _begin(self, charges: Charges, language: Language) -> None:
        self.figure = figure_of(*self.size)
        self.canvas: Any = self.figure.canvas
        axes = self.figure.add_axes((0.075, 0.1, 0.835, 0.75))
        self.chart = days_axes(axes, charges, language)
        for artist in self.chart.moving:
            artist.set_animated(True)

    def _draw_background(self, high: float) -> None:
        self.chart.axes.set_ylim(0, high)
        self.canvas.draw()
        self.background = self.canvas.copy_from_bbox(self.figure.bbox)
