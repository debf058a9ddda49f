"""Chart of what words cost: a row a phrase, its share of what is disputed, the totals
each reading leaves.

A price in, a matplotlib figure out; no pyplot.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from cscontract.agreement.phrases import dearest
from cscontract.core import money
from cscontract.core.language import Language, say, spoken
from cscontract.questions.words.price import Price
from cscontract.views.charts.days_chart import (
    ChartFigure,
    chart_text,
    encoded,
    figure_of,
    in_thousands,
)
from cscontract.views.text.phrase_text import label_of, words_of

#: Okabe–Ito, safe for colour-blind readers; whom a reading favours shows in the
#: marker's shape as well
COLOURS = {"client": "#0072b2", "provider": "#d55e00", "neither": "#009e73"}
SHAPES = {"client": "o", "provider": "s", "neither": "D"}
FAVOURS = {
    "client": "favours the client",
    "provider": "favours the provider",
    "neither": "favours neither",
}
SHARE = "#56b4e9"
SETTLED = "#666666"
BAND = "#ececec"
RULE = "#dddddd"
WIDTH = 780
ABOVE = 50
BELOW = 24
#: where words end, the shares' axis, the numbers' right edge, the totals' axis; pixels
#: from the left
WORDS_END = 212
SHARES = (218, 375)
NUMBERS_END = 436
TOTALS = (452, 768)
#: characters of a line of a phrase's words
LINE = {"en": 32, "zh": 20}


class Left(NamedTuple):
    """What a reading leaves: whom it favours, the total's range under it, the total
    with the rest settled.
    """

    favours: str
    low: int
    high: int
    total: int


@dataclass(frozen=True)
class PriceRow:
    """A phrase as the chart has it, amounts in fen.

    `settled` is its one reading's label, or empty.
    """

    share: int
    alone: int
    readings: tuple[Left, ...]
    settled: str


def rows_of(
    price: Price,
    phrases: Sequence[str],
    language: Language | None = None,
) -> list[PriceRow]:
    """The chart's rows of these phrases."""
    language = language or spoken()
    return [_row(price, name, language) for name in phrases]


def _row(price: Price, name: str, language: Language) -> PriceRow:
    codes = price.open[name]
    readings = tuple(map(_left, price.readings(name)))
    settled = ""
    if len(codes) == 1:
        settled = label_of(price.agreement, name, codes[0], language)
    return PriceRow(price.shares[name], price.alone(name), readings, settled)


def _left(reading: Mapping[str, Any]) -> Left:
    """A reading of the price as the chart has it."""
    return Left(
        favours=reading["favours"],
        low=reading["low"],
        high=reading["high"],
        total=reading["total"],
    )


@dataclass(frozen=True)
class Layout:
    """What stays while readings are chosen: each row's words and height in pixels."""

    words: tuple[str, ...]
    heights: tuple[int, ...]

    @property
    def tops(self) -> list[int]:
        return [sum(self.heights[:at]) for at in range(len(self.heights))]

    @property
    def middles(self) -> list[float]:
        return [
            top + high / 2
            for top, high in zip(
                self.tops,
                self.heights,
                strict=True,
            )
        ]

    @property
    def height(self) -> int:
        return sum(self.heights)

    def lines(self, at: int, count: int) -> list[float]:
        """Where a row's readings stand, in pixels from the top."""
        apart = (self.heights[at] - 6) / count
        return [self.tops[at] + 3 + apart * (place + 0.5) for place in range(count)]


def layout_of(
    full: Price,
    phrases: Sequence[str],
    language: Language | None = None,
) -> Layout:
    """The layout of the phrases, with room for every reading."""
    language = language or spoken()
    words = (words_of(full.agreement, name, language) for name in phrases)
    heights = tuple(max(27, 7 * len(full.open[name]) + 6) for name in phrases)
    return Layout(tuple(_quoted(each, language) for each in words), heights)


@dataclass
class PriceChart:
    """The chart's two axes and its moving artists, kept, so that a choice only sets
    their data.
    """

    layout: Layout
    shares: Axes
    totals: Axes
    numbers: list[Any]
    answers: list[Any]
    share: Any
    alone: Any
    veil: Any
    band: Any
    ranges: Any
    markers: dict[tuple[str, bool], Any]
    now: Any

    @property
    def moving(self) -> list[Any]:
        """The artists that a choice moves, back to front."""
        bars = [self.veil, self.band, self.share, self.alone, self.now, self.ranges]
        return [*bars, *self.markers.values(), *self.numbers, *self.answers]

    @property
    def scales(self) -> list[Any]:
        """The two axes' amounts, which a choice seldom moves."""
        return [self.shares.xaxis, self.totals.xaxis]

    def scale(self, full: Price, rows: Sequence[PriceRow]) -> tuple[float, ...]:
        """Let the axes reach as far as with every word open, or farther where a bar is
        longer now.

        Gives where they begin and end.
        """
        longest = max(
            *full.shares.values(),
            *map(full.alone, full.open),
            *(max(row.share, row.alone) for row in rows),
        )
        self.shares.set_xlim(0, _round_up(longest) / 100)
        beyond = max(full.disputed / 50, 100)
        self.totals.set_xlim((full.low - beyond) / 100, (full.high + beyond) / 100)
        return (*self.shares.get_xlim(), *self.totals.get_xlim())

    def show(self, price: Price, rows: Sequence[PriceRow]) -> None:
        """Set the artists' data to the price."""
        for row, number, answer in zip(rows, self.numbers, self.answers, strict=True):
            number.set_text("" if row.settled else money.grouped(row.share))
            answer.set_text(row.settled and f"= {row.settled}")
        self.share.set_verts(self._bars([row.share for row in rows], 8))
        self.alone.set_verts(self._bars([row.alone for row in rows], 11))
        whole = zip(self.layout.middles, self.layout.heights, rows, strict=True)
        self.veil.set_verts(
            [_box(-1.4, 0, y, high / 2 - 1) for y, high, row in whole if row.settled]
        )
        self._show_totals(price, rows)

    def _bars(
        self,
        amounts: Sequence[int],
        half: float,
    ) -> list[list[tuple[float, float]]]:
        """A bar a row from 0 to the amount; `half` its height in pixels."""
        middles = zip(self.layout.middles, amounts, strict=True)
        return [_box(0, fen / 100, y, half) for y, fen in middles]

    def _show_totals(self, price: Price, rows: Sequence[PriceRow]) -> None:
        """The range left, the total now, and what each reading leaves."""
        self.band.set_bounds(
            price.low / 100,
            0,
            price.disputed / 100,
            self.layout.height,
        )
        self.now.set_xdata([price.base / 100] * 2)
        lines = list(self._lines(rows))
        ranges = [[(left.low / 100, y), (left.high / 100, y)] for left, y, _ in lines]
        colours = [
            SETTLED if grey else COLOURS[left.favours] for left, _, grey in lines
        ]
        self.ranges.set_segments(ranges)
        self.ranges.set_color(colours)
        for key, marker in self.markers.items():
            of_kind = [
                (reading.total / 100, y)
                for reading, y, grey in lines
                if (reading.favours, grey) == key
            ]
            marker.set_data([x for x, _ in of_kind], [y for _, y in of_kind])

    def _lines(self, rows: Sequence[PriceRow]) -> Iterator[tuple[Left, float, bool]]:
        for at, row in enumerate(rows):
            for left, y in zip(
                row.readings,
                self.layout.lines(at, len(row.readings)),
                strict=True,
            ):
                yield left, y, bool(row.settled)


def _round_up(fen: int) -> int:
    """The amount or a little more, with one digit that is not 0; at least CNY 1."""
    step = max(10 ** (len(str(fen)) - 1), 100)
    top: int = max(-(-fen // step), 1) * step
    return top


def _box(
    left: float,
    right: float,
    middle: float,
    half: float,
) -> list[tuple[float, float]]:
    """The corners of a bar."""
    return [
        (left, middle - half),
        (right, middle - half),
        (right, middle + half),
        (left, middle + half),
    ]


def _quoted(words: str, language: Language) -> str:
    """The words in at most two lines."""
    lines = textwrap.wrap(f"“{words}”", LINE[language])
    return "\n".join(lines if len(lines) < 3 else [lines[0], lines[1][:-1] + "…”"])


def price_axes(
    figure: ChartFigure,
    layout: Layout,
    language: Language | None = None,
) -> PriceChart:
    """Two axes on a figure of the layout's size, with their furniture and moving
    artists.
    """
    language = language or spoken()
    height = layout.height + ABOVE + BELOW
    shares, totals = (
        figure.add_axes(
            (
                left / WIDTH,
                BELOW / height,
                (right - left) / WIDTH,
                layout.height / height,
            )
        )
        for left, right in (SHARES, TOTALS)
    )
    _furnish(shares, layout, "share of the dispute, CNY", language)
    _furnish(totals, layout, "total left under each reading, CNY", language)
    chart = PriceChart(
        layout,
        shares,
        totals,
        **_texts(shares, layout),
        **_artists(shares, totals),
    )
    figure.legend(
        *_legend(chart, language),
        ncols=6,
        loc="upper left",
        bbox_to_anchor=(0.005, 1),
        frameon=False,
        fontsize=9,
        borderaxespad=0.2,
        handlelength=1.2,
        columnspacing=1.2,
        handletextpad=0.5,
    )
    return chart


def _furnish(axes: Axes, layout: Layout, title: str, language: Language) -> None:
    """Title, amounts below, a thin rule between rows."""
    axes.set_ylim(layout.height, 0)
    axes.set_yticks([])
    axes.set_title(say(title, language), fontsize=9.5, loc="left", pad=4)
    axes.hlines(
        layout.tops[1:],
        0,
        1,
        color=RULE,
        lw=0.6,
        zorder=0,
        transform=axes.get_yaxis_transform(),
    )
    axes.xaxis.set_major_formatter(in_thousands)
    axes.locator_params(axis="x", nbins=3 if axes.get_position().width < 0.3 else 6)
    axes.tick_params(axis="x", length=3, pad=2, labelsize=8.5)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)


def _texts(axes: Axes, layout: Layout) -> dict[str, Any]:
    """Words before a row's bar.

    The amount behind it, and over it the reading it is settled for, to fill.
    """
    wide = SHARES[1] - SHARES[0]

    def column(x: float, side: str, size: float, colour: str = "black") -> list[Any]:
        style: dict[str, Any] = {
            "ha": side,
            "va": "center",
            "fontsize": size,
            "color": colour,
            "linespacing": 1,
        }
        return [
            axes.text(x, y, "", transform=axes.get_yaxis_transform(), **style)
            for y in layout.middles
        ]

    for text, words in zip(
        column((WORDS_END - SHARES[0]) / wide, "right", 8.5), layout.words, strict=True
    ):
        text.set_text(words)
    return {
        "numbers": column((NUMBERS_END - SHARES[0]) / wide, "right", 9),
        "answers": column(0.02, "left", 8.5, SETTLED),
    }


def _artists(shares: Axes, totals: Axes) -> dict[str, Any]:
    """Bars of shares and of what moves alone, and what moves on the axis of totals.

    There they are ranges, markers, the range left and the total now.
    """
    markers = _markers(totals)
    return {
        "veil": shares.add_collection(_veil(shares), autolim=False),
        "share": shares.add_collection(
            PolyCollection([], facecolor=SHARE, lw=0),
            autolim=False,
        ),
        "alone": shares.add_collection(
            PolyCollection(
                [],
                facecolor="none",
                edgecolor="black",
                lw=0.8,
                clip_on=False,
            ),
            autolim=False,
        ),
        "band": totals.axvspan(0, 0, color=BAND, lw=0),
        "ranges": totals.add_collection(
            LineCollection([], lw=1.4, zorder=2),
            autolim=False,
        ),
        "markers": markers,
        "now": totals.axvline(0, color="black", lw=1, ls=(0, (4, 2)), zorder=1),
    }


def _veil(shares: Axes) -> PolyCollection:
    """What lies over the rows whose words are settled."""
    return PolyCollection(
        [],
        facecolor="white",
        alpha=0.4,
        lw=0,
        clip_on=False,
        zorder=4,
        transform=shares.get_yaxis_transform(),
    )


def _markers(totals: Axes) -> dict[tuple[str, bool], Any]:
    """Whom a reading favours, and whether its row is settled → its markers."""
    kinds = product(SHAPES, (False, True))
    return {(favours, grey): _marker(totals, favours, grey) for favours, grey in kinds}


def _marker(totals: Axes, favours: str, grey: bool) -> Any:
    (marker,) = totals.plot(
        [],
        [],
        ls="",
        marker=SHAPES[favours],
        ms=4.5,
        zorder=3,
        color=SETTLED if grey else COLOURS[favours],
    )
    return marker


def _legend(chart: PriceChart, language: Language) -> tuple[list[Any], list[str]]:
    """What stands for what, in words."""
    kinds = {
        "share": Patch(facecolor=SHARE),
        "alone": Patch(facecolor="none", edgecolor="black", lw=0.8),
        **{FAVOURS[name]: chart.markers[name, False] for name in SHAPES},
        "total as it stands": Line2D([], [], color="black", lw=1, ls=(0, (4, 2))),
    }
    return list(kinds.values()), [say(text, language) for text in kinds]


def price_chart(price: Price, language: Language | None = None) -> ChartFigure:
    """A figure of the phrases that have a share, dearest first.

    Of all that are priced where none has.
    """
    language = language or spoken()
    order = dearest(price.shares)
    phrases = [name for name in order if price.shares[name]] or order
    with chart_text():
        layout = layout_of(price, phrases, language)
        rows = rows_of(price, phrases, language)
        figure = figure_of(WIDTH, layout.height + ABOVE + BELOW)
        figure.finding = price_finding(price, language)
        chart = price_axes(figure, layout, language)
        chart.scale(price, rows)
        chart.show(price, rows)
    return figure


def price_finding(price: Price, language: Language | None = None) -> str:
    """The chart's finding in words: the three dearest phrases and their shares."""
    language = language or spoken()
    names = [name for name in dearest(price.shares)[:3] if price.shares[name]]
    if not names:
        return say("No phrase that is open moves the total.", language)
    told = [
        f"“{words_of(price.agreement, name, language)}” {money.grouped(price.shares[name])}"
        for name in names
    ]
    dearest_three = say(", ", language).join(told)
    return say("Dearest, by share in CNY: {phrases}.", language, phrases=dearest_three)


class LivePrice:
    """The chart for the panel: the background is drawn once, then only what moves
    (blitting).
    """

    def __init__(self) -> None:
        self.drawn: tuple[Any, ...] = ()
        self.scaled: tuple[float, ...] = ()
        self.canvas: Any = None

    def png(
        self,
        price: Price,
        full: Price,
        phrases: Sequence[str],
        language: Language | None = None,
    ) -> bytes:
        """The picture of the phrases as PNG bytes.

        `full` is the price with every word open.
        """
        language = language or spoken()
        with chart_text():
            layout = layout_of(full, phrases, language)
            rows = rows_of(price, phrases, language)
            if self.drawn != (layout, language):
                self._draw_background(layout, language)
                self.drawn = (layout, language)
                self.scaled = ()
            scaled = self.chart.scale(full, rows)
            if self.scaled != scaled:
                self._draw_scales()
                self.scaled = scaled
            self.canvas.restore_region(self.with_scales)
            self.chart.show(price, rows)
            self._draw(self.chart.moving)
        return encoded(self.canvas)

    def _draw_background(self, layout: Layout, language: Language) -> None:
        figure = figure_of(WIDTH, layout.height + ABOVE + BELOW)
        self.canvas = figure.canvas
        self.chart = price_axes(figure, layout, language)
        for artist in (*self.chart.scales, *self.chart.moving):
            artist.set_animated(True)
        self.canvas.draw()
        self.background = self.canvas.copy_from_bbox(figure.bbox)

    def _draw_scales(self) -> None:
        self.canvas.restore_region(self.background)
        self._draw(self.chart.scales)
        self.with_scales = self.canvas.copy_from_bbox(self.canvas.figure.bbox)

    def _draw(self, artists: Sequence[Any]) -> None:
        for artist in artists:
            artist.axes.draw_artist(artist)
