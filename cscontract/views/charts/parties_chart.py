"""Both parties as pictures: the plane of price and surcharge in which both gain, and
what moves either most.

Questions' answers in, a matplotlib figure out; no pyplot. The finding is the title.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from cscontract.core import money
from cscontract.core.language import Language, say, spoken
from cscontract.questions.parties.tornado import Move, Tornado
from cscontract.questions.parties.zone import Border, Zone
from cscontract.views.charts.days_chart import (
    ChartFigure,
    chart_text,
    figure_of,
    in_thousands,
)
from cscontract.views.text.parties_text import move_label, zone_finding
from cscontract.views.text.verdict_text import width


class Region(NamedTuple):
    """Who gains in a part of the plane, and how it is filled."""

    words: str
    colour: str
    hatch: str


#: light tints of Okabe–Ito, safe for colour-blind readers; told apart by hatch as well
BOTH = Region("both gain", "#b5e0d2", "")
CLIENT = Region("only the client gains", "#cfe3f2", "///")
PROVIDER = Region("only the provider gains", "#f7d9c4", "\\\\\\")
NEITHER = Region("neither gains", "#e6e6e6", "...")
HATCH = "#8c8c8c"
EDGE = "#333333"
#: colour and hatch of a figure moved down and up
MOVED = {"down": ("#56b4e9", ""), "up": ("#e69f00", "////")}
#: pixels: width of a figure, height of the zone, of a tornado's row and of what stands
#: about its rows
WIDTH = 900
PLANE = 400
ROW = 33
ABOUT = 118
#: each party's panel: where its bars begin (pixels from the left), its title
PANELS = {
    "provider": (200, "provider's margin, change in CNY"),
    "client": (645, "client's saving, change in CNY"),
}
#: columns of text that go on a line
LINE = 106
#: how many figures a party's tornado shows
MOST_ROWS = 8


def zone_chart(zone: Zone, language: Language | None = None) -> ChartFigure:
    """A figure of the plane of price and surcharge: where both gain, where one does,
    what is agreed.
    """
    language = language or spoken()
    with chart_text():
        figure = figure_of(WIDTH, PLANE)
        _titled(figure, " ".join(zone_finding(zone, language)), PLANE)
        _draw_plane(_axes(figure, (70, 60, 800, PLANE - 140)), zone, language)
    return figure


def parties_chart(
    zone: Zone,
    tornado: Tornado,
    language: Language | None = None,
) -> ChartFigure:
    """Both pictures in one figure, the plane above."""
    language = language or spoken()
    with chart_text():
        below = _tornado_height(tornado)
        figure = figure_of(WIDTH, PLANE + below)
        first = " ".join(zone_finding(zone, language))
        second = tornado_finding(tornado, language)
        _titled(figure, first, PLANE + below)
        _write(figure, second, (below - 14) / (PLANE + below))
        _draw_plane(_axes(figure, (70, below + 60, 800, PLANE - 140)), zone, language)
        _draw_tornado(figure, tornado, language)
        figure.finding = f"{first} {second}"
    return figure


def tornado_finding(tornado: Tornado, language: Language | None = None) -> str:
    """On which figure each party's result hangs most."""
    language = language or spoken()
    first = {party: tornado.ranked(party)[0] for party in PANELS}
    if not any(move.spread(party) for party, move in first.items()):
        return say("No figure moves either party.", language)
    labels = {party: move_label(move, language) for party, move in first.items()}
    if first["provider"] == first["client"]:
        sentence = "The provider's margin and the client's saving both hang most on “{provider}”."
        return say(sentence, language, provider=labels["provider"])
    sentence = "The provider's margin hangs most on “{provider}”, the client's saving on “{client}”."
    return say(sentence, language, **labels)


def _titled(figure: ChartFigure, finding: str, height: int) -> None:
    figure.finding = finding
    _write(figure, finding, 1 - 14 / height)


def _write(figure: ChartFigure, finding: str, y: float) -> None:
    """A finding at the left edge, smaller where it would not go on one line."""
    size = 11 * min(1, LINE / width(finding))
    figure.text(20 / WIDTH, y, finding, fontsize=size, va="top")


def _axes(figure: ChartFigure, box: tuple[float, float, float, float]) -> Axes:
    """Axes at a place in pixels: left, bottom, width, height."""
    wide, high = (inches * figure.dpi for inches in figure.get_size_inches())
    left, bottom, width, height = box
    return figure.add_axes((left / wide, bottom / high, width / wide, height / high))


# the plane


def _draw_plane(axes: Axes, zone: Zone, language: Language) -> None:
    charged = zone.agreement.figure(zone.surcharge.key) if zone.surcharge else 0
    ends = [end for end in (zone.least, zone.greatest) if end is not None]
    now = zone.now or 0
    wide = _round_up(max(now, *ends, 100_00) * 1.25 if zone.borders else now * 2 + 100)
    high = _round_up(max(2 * charged, 200_00))
    axes.set_xlim(0, wide / 100)
    axes.set_ylim(0, high / 100)
    handles = _fill(axes, zone, high, language)
    if zone.price:
        handles.append(_mark_agreed(axes, now, charged, language))
    if zone.borders:
        _mark_ends(axes, zone, charged)
    _name_axes(axes, zone, language)
    axes.legend(
        handles=handles,
        ncols=len(handles),
        loc="lower left",
        bbox_to_anchor=(0, 1.02),
        frameon=False,
        fontsize=9,
        borderaxespad=0,
        handlelength=2,
        handleheight=1.1,
        columnspacing=1.6,
    )


def _name_axes(axes: Axes, zone: Zone, language: Language) -> None:
    """What the axes are; one without a figure of its own has no scale."""
    for figure, axis in ((zone.price, "x"), (zone.surcharge, "y")):
        if figure is None:
            getattr(axes, f"set_{axis}ticks")([])
            continue
        label = f"{figure.label[language]} ({figure.unit[language]}, {figure.clause})"
        getattr(axes, f"set_{axis}label")(label)
    axes.xaxis.set_major_formatter(in_thousands)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _round_up(fen: float) -> int:
    """The amount or a little more, with two digits that are not 0."""
    step = 10 ** max(len(str(int(fen))) - 2, 0)
    top: int = -(-int(fen) // step) * step
    return top


def _fill(axes: Axes, zone: Zone, high: int, language: Language) -> list[Any]:
    """Fill the regions from left to right.

    Give what stands for each of those in sight.
    """
    wide = axes.get_xlim()[1]
    handles: list[Any] = []
    for region, left, right in _regions(zone, high, wide):
        style: dict[str, Any] = {"facecolor": region.colour, "hatch": region.hatch}
        style |= {"edgecolor": HATCH, "linewidth": 0}
        axes.fill_betweenx([0, high / 100], left, right, **style)
        if min(left) < wide and max(right) > 0:
            handles.append(Patch(label=say(region.words, language), **style))
    for border in zone.borders or ():
        at = [float(border.fee(fen)) / 100 for fen in (0, high)]
        axes.plot(at, [0, high / 100], color=EDGE, lw=1.3)
    return handles


def _regions(
    zone: Zone, high: int, wide: float
) -> Iterator[tuple[Region, list[float], list[float]]]:
    """Each region with its left and right border (yuan) at no surcharge and at the
    highest shown.
    """
    if zone.borders is None:
        gaining = zone.gains.margin >= 0, zone.gains.saving >= 0
        region = {(True, True): BOTH, (True, False): PROVIDER, (False, True): CLIENT}
        yield region.get(gaining, NEITHER), [0, 0], [wide, wide]
        return
    least = _border(zone.borders[0], high)
    greatest = _border(zone.borders[1], high)
    low, top = (least, greatest) if least <= greatest else (greatest, least)
    yield CLIENT, [min(0.0, *low)] * 2, low
    yield BOTH if least <= greatest else NEITHER, low, top
    yield PROVIDER, top, [max(wide, *top)] * 2


def _mark_agreed(axes: Axes, now: int, charged: int, language: Language) -> Any:
    """The price and the surcharge as agreed."""
    style: dict[str, Any] = {
        "marker": "D",
        "ms": 8,
        "color": "black",
        "ls": "",
        "clip_on": False,
    }
    axes.plot([now / 100], [charged / 100], zorder=5, **style)
    return Line2D([], [], label=say("as agreed", language), **style)


def _border(border: Border, high: int) -> list[float]:
    """A border's prices (yuan) at no surcharge and at the highest shown."""
    return [float(border.fee(fen)) / 100 for fen in (0, high)]


def _mark_ends(axes: Axes, zone: Zone, charged: int) -> None:
    """The two ends at the surcharge as agreed, with their amounts.

    Below it where there is room.
    """
    ends = [(zone.least, "right", -6), (zone.greatest, "left", 6)]
    if zone.is_empty:
        ends = [(zone.least, "left", 6), (zone.greatest, "right", -6)]
    for fee, side, apart in ends:
        if fee is None or not 0 <= fee / 100 <= axes.get_xlim()[1]:
            continue
        axes.plot(
            [fee / 100],
            [charged / 100],
            marker="o",
            ms=6,
            mfc="white",
            mec=EDGE,
            clip_on=False,
        )
        axes.annotate(
            money.grouped(fee),
            (fee / 100, charged / 100),
            (apart, 12),
            textcoords="offset points",
            ha=side,
            va="center",
            fontsize=9,
            zorder=6,
            bbox={
                "boxstyle": "round,pad=0.2",
                "fc": "white",
                "ec": "none",
                "alpha": 0.9,
            },
        )


# the tornado


def _tornado_height(tornado: Tornado) -> int:
    rows = [len(_shown(tornado, party)) for party in ("provider", "client")]
    return ABOUT + ROW * max(rows)


def _shown(tornado: Tornado, party: str) -> list[Move]:
    """The moves to show; the first where none moves the party."""
    moving = [move for move in tornado.ranked(party) if move.spread(party)]
    return (moving or tornado.ranked(party)[:1])[:MOST_ROWS]


def _draw_tornado(figure: ChartFigure, tornado: Tornado, language: Language) -> None:
    """A panel a party at the foot of the figure, the longest bars on top."""
    whole = _tornado_height(tornado)
    high = figure.get_size_inches()[1] * figure.dpi
    for party, (left, title) in PANELS.items():
        axes = _axes(figure, (left, 34, 240, whole - ABOUT))
        _draw_bars(axes, tornado, party, language)
        axes.set_ylim((whole - ABOUT) / ROW - 0.5, -0.5)
        axes.set_title(say(title, language), fontsize=9, pad=5)
    words = ("moved down by {percent} %", "moved up by {percent} %")
    handles = [
        Patch(
            facecolor=colour,
            hatch=hatch,
            edgecolor=HATCH,
            linewidth=0,
            label=say(sentence, language, percent=tornado.percent),
        )
        for sentence, (colour, hatch) in zip(words, MOVED.values(), strict=True)
    ]
    figure.legend(
        handles=handles,
        ncols=2,
        loc="upper left",
        bbox_to_anchor=(12 / WIDTH, (whole - 34) / high),
        frameon=False,
        fontsize=9,
        borderaxespad=0,
        handlelength=2,
        handleheight=1.1,
    )


def _draw_bars(axes: Axes, tornado: Tornado, party: str, language: Language) -> None:
    """A row a figure: one bar for it moved down, one for it moved up, each with its
    amount.
    """
    moves = _shown(tornado, party)
    for row, move in enumerate(moves):
        for (colour, hatch), fen in zip(
            MOVED.values(),
            move.changes(party),
            strict=True,
        ):
            axes.barh(
                row,
                fen / 100,
                height=0.62,
                color=colour,
                hatch=hatch,
                edgecolor=HATCH,
                lw=0,
            )
        _write_amounts(axes, row, move.changes(party))
    axes.axvline(0, color=EDGE, lw=1)
    reach = max(abs(fen) for move in moves for fen in (*move.changes(party), 100)) / 100
    axes.set_xlim(-1.6 * reach, 1.6 * reach)
    axes.set_yticks(
        range(len(moves)),
        [_row_label(move, language) for move in moves],
        fontsize=8,
    )
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_major_formatter(in_thousands)
    axes.tick_params(axis="x", labelsize=8)
    axes.locator_params(axis="x", nbins=5)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)


def _write_amounts(axes: Axes, row: int, changes: tuple[int, int]) -> None:
    """The least and the greatest change beside their bars, whole yuan."""
    for fen, side in ((min(changes), "right"), (max(changes), "left")):
        if fen and (fen < 0) == (side == "right"):
            apart = (-3 if fen < 0 else 3, 0)
            text = (
                f"{fen / 100:+,.0f}"
                if abs(fen) >= 100
                else money.grouped(
                    fen,
                    signed=True,
                )
            )
            axes.annotate(
                text.replace("-", "−"),
                (fen / 100, row),
                apart,
                textcoords="offset points",
                ha=side,
                va="center",
                fontsize=8,
            )


def _row_label(move: Move, language: Language) -> str:
    """The figure and the values it is moved to, on two lines."""
    values = (moved.value for moved in (move.down, move.up))
    shown = ("–" if v is None else move.figure.show(v, grouped=True) for v in values)
    return f"{move_label(move, language)}\n{' / '.join(shown)}"
