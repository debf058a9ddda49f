"""The chart of the days as a drawing: charges in, SVG out, by the standard library
alone.

It shows what `charts.days_chart` shows, where matplotlib is not to be had; its letters
stay text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import count
from typing import Any

from cscontract.core.days import each
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
from cscontract.views.text.verdict_text import width as columns

WIDTH = 780
HEIGHT = 265
#: pixels of the axes' edges, half a bar as part of a day, pixels between lines of the
#: hatch
LEFT = 58
RIGHT = 710
TOP = 42
BOTTOM = 238
HALF = 0.42
HATCH_APART = 5
#: pixels of a column of text, by which words are set one after another and labels apart
COLUMN = 6.3
LINE = 13
#: at most so many steps from 0 to the top
MOST_STEPS = 7


@dataclass(frozen=True)
class Scale:
    """Days and persons as pixels; bars end where the axis does."""

    days: int
    top: int

    def x(self, day: float) -> float:
        return LEFT + (day + 0.7) * (RIGHT - LEFT) / (self.days + 0.4)

    def y(self, persons: float) -> float:
        return BOTTOM - min(persons, self.top) * (BOTTOM - TOP) / self.top


def days_svg(
    charges: Charges,
    language: Language | None = None,
    chosen: date | None = None,
) -> str:
    """The days against the limits as an SVG element; `chosen` is marked under the axis.

    Its title is the finding, its description says what the bars show.
    """
    language = language or spoken()
    scale = Scale(charges.daily.term.length, top(charges))
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    style = 'style="max-width:100%;height:auto" font-family="sans-serif" font-size="12"'
    parts = [
        svg_element("title", escape(finding(charges, language))),
        svg_element("desc", escape(description(charges, language))),
        svg_element("rect", width=WIDTH, height=HEIGHT, fill="#ffffff"),
        *_axes(charges, scale, language),
        *_bars(charges, scale),
        *_limits(charges, scale, language),
        *_legend(charges, language),
    ]
    if chosen is not None:
        parts.append(_mark(scale.x(charges.daily.term.day_of(chosen))))
    return f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size} {style}>{"".join(parts)}</svg>'


def description(charges: Charges, language: Language | None = None) -> str:
    """What the bars show, in words."""
    language = language or spoken()
    term = charges.daily.term
    shown = drawn_volumes(charges)
    volume = heights(charges)
    most = max(range(term.length), key=volume.__getitem__)
    values = {
        "first": term.start,
        "last": term.end,
        "when": term.date_of(most),
        "most": f"{round(volume[most], 1):g}",
    }
    if shown is None:
        sentence = "Persons a day, {first} to {last}; most on {when}: {most}."
        return say(sentence, language, **values)
    values |= {"over": shown.over.bit_count(), "limit": shown.limits[-1]}
    return say(OVER, language, **values)


OVER = (
    "Persons a day, {first} to {last}: {over} days over the limit of {limit}; "
    "most on {when}: {most}."
)


def svg_element(name: str, content: str = "", **attributes: Any) -> str:
    """An element; an attribute's “_” stands for “-”, a number is written to a tenth."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{f"{value:.1f}" if isinstance(value, float) else value}"'
        for key, value in attributes.items()
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def svg_text(x: float, y: float, words: str, **attributes: Any) -> str:
    return svg_element("text", escape(words), x=x, y=y, **attributes)


def svg_line(
    x1: float,
    y1: float,
    x2: float,
    y2: float,
    colour: str,
    **attributes: Any,
) -> str:
    return svg_element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, **attributes)


def _axes(charges: Charges, scale: Scale, language: Language) -> Iterator[str]:
    """Persons with their grid on the left, months below, the trade's days above."""
    for persons in range(0, scale.top + 1, _step(scale.top)):
        y = scale.y(persons)
        yield svg_line(LEFT, y, RIGHT, y, GRID, stroke_width=0.6)
        yield svg_text(LEFT - 6, y + 4, str(persons), text_anchor="end")
    middle = (TOP + BOTTOM) / 2
    unit = {"text_anchor": "middle", "transform": f"rotate(-90 14 {middle:.1f})"}
    yield svg_text(14, middle, say("persons a day", language), **unit)
    yield svg_line(LEFT, TOP, LEFT, BOTTOM, LIMIT) + svg_line(
        LEFT,
        BOTTOM,
        RIGHT,
        BOTTOM,
        LIMIT,
    )
    term = charges.daily.term
    for day, name in zip(*ticks(term, language), strict=True):
        x = scale.x(day - 0.5)
        yield svg_line(x, BOTTOM, x, BOTTOM + 9, LIMIT) + svg_text(x, BOTTOM + 21, name)
    for day in named_days(term):
        when = short_date(term.date_of(day), language)
        yield svg_text(scale.x(day), TOP - 3, when, text_anchor="middle")


def _step(high: int) -> int:
    """The persons from one line of the grid to the next: 1, 2 or 5 with zeros behind
    it.
    """
    steps = (digit * 10**zeros for zeros in count() for digit in (1, 2, 5))
    step: int = next(step for step in steps if high <= MOST_STEPS * step)
    return step


def _bars(charges: Charges, scale: Scale) -> Iterator[str]:
    """The bars kind by kind; the hatched kind with its lines."""
    volume = heights(charges)
    for kind, days in days_of_kinds(charges).items():
        high = {day: scale.top if kind in FULL else volume[day] for day in each(days)}
        boxes = [_box(scale, day, persons) for day, persons in high.items() if persons]
        drawn = (
            f"M{x:.1f} {BOTTOM}V{y:.1f}h{wide:.1f}V{BOTTOM}z" for x, y, wide in boxes
        )
        yield svg_element("path", d="".join(drawn), fill=COLOURS[kind], class_=kind)
        if kind == HATCHED:
            yield svg_element(
                "path", d="".join(_hatch(boxes)), stroke=HATCH, stroke_width=0.8
            )


def _box(scale: Scale, day: int, persons: float) -> tuple[float, float, float]:
    """A bar's left edge, its upper edge and its width."""
    left = scale.x(day - HALF)
    return left, scale.y(persons), scale.x(day + HALF) - left


def _hatch(boxes: Iterable[tuple[float, float, float]]) -> Iterator[str]:
    """Slanting lines over each bar, as high as it is wide, within it."""
    for x, y, wide in boxes:
        rise = min(wide, 8)
        for foot in range(BOTTOM, int(y + rise), -HATCH_APART):
            yield f"M{x:.1f} {foot}l{wide:.1f} {-rise:.1f}"


def _limits(charges: Charges, scale: Scale, language: Language) -> Iterator[str]:
    """The limit day by day, the levels, and all of them in words."""
    shown = drawn_volumes(charges)
    if shown is not None:
        steps = _steps(shown.limits, scale)
        yield svg_element(
            "path",
            d=steps,
            fill="none",
            stroke=LIMIT,
            stroke_width=1.8,
            class_="limit",
        )
    for level in levels(charges):
        y = scale.y(level)
        yield svg_line(
            LEFT, y, RIGHT, y, LEVEL, stroke_width=1.8, stroke_dasharray="9 5"
        )
    beside = labelled_limits(charges)
    for (limit, colour), moved in zip(beside, _apart(beside, scale), strict=True):
        words = say("{limit} limit", language, limit=limit)
        yield svg_text(RIGHT + 5, scale.y(limit) + 4 + moved, words, fill=colour)


def _steps(limits: Sequence[int], scale: Scale) -> str:
    """A limit that goes from day to day, as a path."""
    return "".join(
        f"{'L' if day else 'M'}{scale.x(day - 0.5):.1f} {scale.y(limit):.1f}H{scale.x(day + 0.5):.1f}"
        for day, limit in enumerate(limits)
    )


def _apart(beside: Sequence[tuple[int, str]], scale: Scale) -> list[float]:
    """How far each of the words is moved, so that two that are near each other can be
    read.
    """
    if len(beside) != 2:
        return [0] * len(beside)
    (last, _), (level, _) = beside
    near = abs(scale.y(last) - scale.y(level)) < LINE
    apart = (LINE / 2 if last <= level else -LINE / 2) if near else 0
    return [apart, -apart]


def _legend(charges: Charges, language: Language) -> Iterator[str]:
    """What each colour stands for, above the axes."""
    x: float = LEFT
    for kind in reversed(kinds_in_legend(days_of_kinds(charges))):
        words = say(KINDS[kind], language)
        yield svg_element("rect", x=x, y=9, width=17, height=9, fill=COLOURS[kind])
        if kind == HATCHED:
            yield svg_element(
                "path",
                d=f"M{x + 1:.1f} 18l8 -9M{x + 8:.1f} 18l8 -9",
                stroke=HATCH,
            )
        yield svg_text(x + 23, 18, words)
        x += 23 + columns(words) * COLUMN + 18


def _mark(x: float) -> str:
    corners = f"{x:.1f},{BOTTOM - 6} {x - 6:.1f},{BOTTOM + 6} {x + 6:.1f},{BOTTOM + 6}"
    return svg_element("polygon", points=corners, fill=MARK, class_="mark")
