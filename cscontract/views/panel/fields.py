"""A field beside a slider: what is written in the field is the truth, the slider helps
to move it.

A browser snaps a slider to its steps and sends that back. So this slider does not hold
the figure but the place of one on a row of stops, all of which lie on its steps: there
is nothing to snap.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import ipywidgets as widgets
from traitlets import Unicode, validate

from cscontract.agreement.figures import Figure
from cscontract.views.panel.quiet import Quiet

#: the class of what only helps: a page on which nothing can be moved leaves it out
HELPER = "csc-helper"
#: what stands in the field, to be refused, where a browser sent no text, or a place
#: that is no stop
NO_VALUE = "#"


class Slider(widgets.IntSlider):
    """The place of a value on a row of stops. A browser may move it, and may change
    nothing else of it.
    """

    max: int

    def __init__(self, stops: Sequence[Any], value: Any):
        self.stops = stops
        super().__init__(
            min=0,
            max=len(stops) - 1,
            value=self.nearest(value),
            readout=False,
            layout={
                "flex": "1 1 60px",
                "width": "auto",
                "min_width": "60px",
                "margin": "0",
            },
        )
        self.add_class(HELPER)

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """What a browser sends: of all that, the place."""
        super().set_state(
            {name: sync_data[name] for name in sync_data if name == "value"}
        )

    @validate("value")
    def _validate_value(self, proposal: dict[str, Any]) -> Any:
        """Any place, also one that is not there: `chosen` tells it, rather than an end
        of the row.
        """
        return proposal["value"]

    @property
    def chosen(self) -> Any:
        """The value of the stop; ValueError where there is none of that place."""
        if not 0 <= self.value < len(self.stops):
            raise ValueError(f"there is no stop {self.value}")
        return self.stops[self.value]

    def nearest(self, value: Any) -> int:
        """The place of the stop that is nearest to a value; the first where there is no
        value.
        """
        if value is None:
            return 0
        above = bisect_left(self.stops, value)
        around = range(max(above - 1, 0), min(above + 1, len(self.stops)))
        return min(around, key=lambda place: abs(self.stops[place] - value))

    def show(self, value: Any) -> None:
        """Stand by a value; nothing is sent where it stands there already."""
        self.value = self.nearest(value)

    def change_stops(self, stops: Sequence[Any], value: Any) -> None:
        """Another row of stops; at no moment does the place lie beyond its end, for a
        browser to mend.
        """
        self.stops = stops
        self.max = max(self.max, len(stops) - 1)
        self.show(value)
        self.max = len(stops) - 1


class Entry(widgets.Text):
    """A line of text that tells once it is done. A browser may change its text, and
    nothing else of it.
    """

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """What a browser sends: of all that, the text; anything else in its place is to
        be refused.
        """
        for text in (sync_data[name] for name in sync_data if name == "value"):
            super().set_state({"value": text if isinstance(text, str) else NO_VALUE})


class Field(Quiet, widgets.HBox):
    """A line of text for a figure, and its slider where it has one. `changed` is called
    on every change that was not made by `accept`.

    `value` is the last value that was accepted: a whole number, a Decimal of CNY, a
    date, or None for a gap. It is set with any of these, or with text as it is typed.
    """

    description = Unicode("").tag(sync=True)

    def __init__(
        self,
        figure: Figure,
        value: Any,
        stops: Sequence[Any] = (),
    ):
        self.figure = figure
        self.accepted = value
        self.changed: Callable[[], None] = lambda: None
        self.entry = Entry(
            value=self.written(value),
            continuous_update=False,
            layout={
                "flex": "0 1 184px",
                "width": "184px",
                "min_width": "0",
                "margin": "0",
            },
        )
        self.entry.style.description_width = "96px"
        self.slider = Slider(stops, value) if stops else None
        super().__init__([self.entry, *([self.slider] if self.slider else [])])
        self.add_class("csc-field")
        self.entry.observe(lambda _: self._typed(), names="value")
        if self.slider:
            self.slider.observe(lambda _: self._slid(), names="value")
        self.observe(lambda change: self._name(change["new"]), names="description")
        self.observe(lambda change: self._explain(change["new"]), names="tooltip")

    @property
    def value(self) -> Any:
        """The value that was accepted last."""
        is_amount = self.figure.kind == "money" and self.accepted is not None
        return Decimal(self.accepted).scaleb(-2) if is_amount else self.accepted

    @value.setter
    def value(self, value: Any) -> None:
        self.entry.value = as_typed(value)

    def written(self, value: Any) -> str:
        """A value as it stands in the field; nothing for a gap."""
        return "" if value is None else self.figure.show(value, grouped=True)

    def read(self) -> Any:
        """What the field says; ValueError where that is no value of the figure, or not
        within bounds.
        """
        return self.figure.parse_text(self.entry.value)

    def accept(self, value: Any) -> None:
        """Hold a value, and show it exactly."""
        self.accepted = value
        with self.quietly():
            self.entry.value = self.written(value)
            if self.slider:
                self.slider.show(value)

    def change_figure(self, figure: Figure, stops: Sequence[Any], value: Any) -> None:
        """Other bounds and another row of stops."""
        self.figure = figure
        with self.quietly():
            if self.slider:
                self.slider.change_stops(stops, value)
        self.accept(value)

    def mark(self, is_wrong: bool) -> None:
        """Whether what is written in the field is shown as refused."""
        (self.add_class if is_wrong else self.remove_class)("csc-wrong")

    def _typed(self) -> None:
        if not self.quiet:
            self.changed()

    def _slid(self) -> None:
        """The slider was moved: the field says where to."""
        if self.quiet or self.slider is None:
            return
        with self.quietly():
            try:
                self.entry.value = self.written(self.slider.chosen)
            except ValueError:
                self.entry.value = NO_VALUE
                self.slider.show(self.accepted)
        self.changed()

    def _name(self, label: str) -> None:
        self.entry.description = label
        if self.slider:
            self.slider.description = label

    def _explain(self, hint: str) -> None:
        self.entry.tooltip = hint


def stops_of(figure: Figure, given: Any) -> tuple[int, ...]:
    """The values that a slider steps through: from end to end by its step, and the one
    that is agreed.
    """
    if figure.slider is None:
        return ()
    low, high = figure.slider
    agreed = [] if given is None else [given]
    return tuple(sorted({*range(low, high + 1, figure.step), high, *agreed}))


def as_typed(value: Any) -> str:
    """A value of Python's as a person would type it: 120, 33.3, 2020-08-17; nothing for
    None.
    """
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value)
