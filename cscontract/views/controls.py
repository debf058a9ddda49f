"""Controls made from the agreement: one for each figure and each phrase, in the reader's language.

Beside them what the panel needs that ipywidgets has not: rows and pictures that show their tooltip, and
a fold that opens by keyboard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from typing import Any

import ipywidgets as widgets
from traitlets import Unicode

from cscontract.terms import money
from cscontract.terms.agreement import Agreement
from cscontract.terms.figures import Figure
from cscontract.terms.language import Language, say
from cscontract.terms.phrases import Phrase

WIDE = {"width": "100%"}


def css_class(name: str) -> str:
    """The stable class by which a control is found: volume.threshold → csc-volume-threshold."""
    return "csc-" + name.replace(".", "-").replace("_", "-")


class Row(widgets.VBox):
    """A column that shows its tooltip; a browser asks for a description as well, which a VBox has none of."""

    description = Unicode("").tag(sync=True)


def alert(text: str) -> str:
    """What is wrong, in HTML that a screen reader tells at once."""
    return f'<span role="alert" style="color:#a40000">{escape(text)}</span>'


class Quiet:
    """Mixed into what has controls: `with self.quietly()` they are set, and `quiet` says not to answer."""

    quiet = False

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """No answers while controls are set."""
        before, self.quiet = self.quiet, True
        try:
            yield
        finally:
            self.quiet = before


class Picture(widgets.Image):
    """A PNG as wide as there is room; its tooltip is its words, for whoever does not see it."""

    description = Unicode("").tag(sync=True)

    def __init__(self) -> None:
        super().__init__(format="png", layout={**WIDE, "max_width": "780px"})

    def show(self, png: bytes, words: str) -> None:
        """Another picture and its words, sent together."""
        with self.hold_sync():
            self.value, self.tooltip = png, words


class Fold(widgets.VBox):
    """Rows behind a button that bears their title: a click opens them, as do Space and Enter."""

    def __init__(self, rows: Any):
        self.rows, self.button = rows, widgets.ToggleButton(layout=WIDE)
        super().__init__([self.button, rows], layout=WIDE)
        self.add_class("csc-fold")
        self.button.observe(lambda _: self._turn(), names="value")
        self._turn()

    def _turn(self) -> None:
        self.rows.layout.display = None if self.button.value else "none"
        self.button.icon = "caret-down" if self.button.value else "caret-right"

    @property
    def title(self) -> str:
        """What is folded away, in words."""
        return self.button.description

    @title.setter
    def title(self, text: str) -> None:
        self.button.description = text


class Control:
    """A control with its own line for what is wrong with its value. `key` is the figure or phrase."""

    label_width = "96px"

    def __init__(self, key: str, widget: Any, changed: Callable[[Control], None]):
        self.key, self.widget = key, widget
        widget.layout.width = "100%"
        widget.layout.margin = "0"
        widget.style.description_width = self.label_width
        widget.add_class(css_class(key))
        self.complained = ""
        self.complaint = widgets.HTML(layout={**WIDE, "display": "none", "margin": "0"})
        self.complaint.add_class("csc-complaint")
        self.box = Row([widget, self.complaint], layout={**WIDE, "overflow": "hidden"})
        widget.observe(lambda _: changed(self), names="value")

    def hint(self, text: str) -> None:
        """What is told where the pointer rests on the row, label or control."""
        self.widget.tooltip = self.box.tooltip = text

    def complain(self, text: str = "") -> None:
        """Show what is wrong and what is allowed beside the control; nothing for an empty text."""
        self.complained = text
        self.complaint.value = alert(text)
        self.complaint.layout.display = None if text else "none"


class FigureControl(Control):
    """A slider where the figure has one, else a line of text; a gap is an empty line."""

    def __init__(self, figure: Figure, agreement: Agreement, changed: Callable[[Control], None]):
        self.figure = figure
        value = agreement.figure(figure.key)
        super().__init__(figure.key, _figure_widget(figure, value), changed)

    def speak(self, language: Language) -> None:
        """Label, unit and clause in the language."""
        figure = self.figure
        self.widget.description = figure.label[language]
        bounds = figure.bounds_in(language)
        self.hint(f"{figure.clause} · {figure.words[language]} ({figure.unit[language]}; {bounds})")
        if isinstance(self.widget, widgets.Text):
            self.widget.placeholder = say("not agreed", language)

    def read(self) -> Any:
        """The figure's value; ValueError where the control holds none that is allowed."""
        value = self.widget.value
        if isinstance(self.widget, widgets.FloatSlider):
            return self.figure.parse_text(f"{value:.2f}")
        return self.figure.parse_text(str(value))

    def write(self, agreement: Agreement) -> None:
        """Show the agreement's value; a slider that is too short for it is made longer."""
        value = _shown(self.figure, agreement.figure(self.key))
        if hasattr(self.widget, "max"):
            self.widget.min, self.widget.max = (
                min(self.widget.min, value),
                max(self.widget.max, value),
            )
        self.widget.value = value


def _shown(figure: Figure, value: Any) -> Any:
    """A figure's value as its widget holds it."""
    if figure.slider is None:
        return "" if value is None else figure.show(value)
    return value / 100 if figure.kind == "money" else value


def _figure_widget(figure: Figure, value: Any) -> Any:
    if figure.slider is None:
        return widgets.Text(value=_shown(figure, value), continuous_update=False)
    low, high = (_shown(figure, bound) for bound in figure.slider)
    value = _shown(figure, value)
    bounds = {"min": min(low, value), "max": max(high, value), "value": value}
    if figure.kind == "money":
        return widgets.FloatSlider(**bounds, step=figure.step / 100, readout_format=",.2f")
    return widgets.IntSlider(**bounds, step=figure.step, readout_format="d")


class PhraseControl(Control):
    """A dropdown of a phrase's readings, and “open”."""

    label_width = "140px"

    def __init__(self, phrase: Phrase, agreement: Agreement, changed: Callable[[Control], None]):
        self.phrase = phrase
        widget = widgets.Dropdown(options=[(name, name) for name in self.names(agreement)])
        super().__init__(phrase.name, widget, changed)

    def names(self, agreement: Agreement) -> list[str]:
        return [*agreement.available(self.phrase.name), "open"]

    def speak(self, language: Language, agreement: Agreement, spread: int = 0) -> None:
        """The words as label, each reading in a few words; `spread` is what the phrase moves, in fen."""
        figures, kept = agreement.wording, self.widget.value
        names = self.names(agreement)
        labels = [
            self.phrase.readings[name].label[language].format(**figures) if name != "open" else
            say("open", language)
            for name in names
        ]  # fmt: skip
        self.widget.options = list(zip(labels, names, strict=True))
        self.widget.value = kept if kept in names else names[0]
        self.widget.description = self.phrase.words[language].format(**figures)
        question = self.phrase.question[language].format(**figures)
        worth = say("alone it moves CNY {spread}", language, spread=money.grouped(spread))
        self.hint(f"{self.phrase.clause} · {question} ({worth})")

    def write(self, agreement: Agreement) -> None:
        """Show the agreement's reading."""
        self.widget.value = agreement.readings.get(self.key) or agreement.chosen[self.key]
