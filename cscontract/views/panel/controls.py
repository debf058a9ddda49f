"""Controls made from the agreement: one for each figure and each phrase, in the
reader's language.

Beside them what the panel needs that ipywidgets has not: rows and pictures that show
their tooltip, and a fold that opens by keyboard.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import escape
from typing import Any

import ipywidgets as widgets
from traitlets import Unicode

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.figures import Figure
from cscontract.agreement.phrases import Phrase
from cscontract.core import money
from cscontract.core.days import Term
from cscontract.core.language import (
    LANGUAGES,
    Language,
    Sentence,
    in_language,
    say,
    spoken,
)
from cscontract.views.panel.fields import Field, stops_of
from cscontract.views.text.phrase_text import label_of, question_of, words_of

WIDE = {"width": "100%"}


def css_class(name: str) -> str:
    """The stable class by which a control is found: fee_2.monthly →
    csc-fee-2-monthly.
    """
    return "csc-" + re.sub("[._@]", "-", name)


class ControlColumn(widgets.VBox):
    """A column that shows its tooltip; a browser asks for a description as well, which
    a VBox has none of.
    """

    description = Unicode("").tag(sync=True)


def alert(text: str) -> str:
    """What is wrong, in HTML that a screen reader tells at once."""
    return f'<span role="alert" style="color:#a40000">{escape(text)}</span>'


class PictureBox(widgets.Image):
    """A PNG as wide as there is room; its tooltip is its words, for whoever does not
    see it.
    """

    description = Unicode("").tag(sync=True)

    def __init__(self) -> None:
        super().__init__(format="png", layout={**WIDE, "max_width": "780px"})

    def show(self, png: bytes, words: str) -> None:
        """Another picture and its words, sent together."""
        with self.hold_sync():
            self.value = png
            self.tooltip = words


class Fold(widgets.VBox):
    """Rows behind a button that bears their title: a click opens them, as do Space and
    Enter.
    """

    def __init__(self, rows: Any):
        self.rows = rows
        self.button = widgets.ToggleButton(layout=WIDE)
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
        caption: str = self.button.description
        return caption

    @title.setter
    def title(self, text: str) -> None:
        self.button.description = text


class Control:
    """A control with its own line for what is wrong with its value. `key` is the figure
    or phrase.

    `accepted` is the value that the answer is for; what is read may be another, until
    it is accepted.
    """

    label_width = "96px"
    accepted: Any = None

    def __init__(self, key: str, widget: Any, changed: Callable[[Any], None]):
        self.key = key
        self.widget = widget
        widget.layout.width = "100%"
        widget.layout.margin = "0"
        widget.add_class(css_class(key))
        self.complained = ""
        self.wrong: Sentence | None = None
        self.complaint = widgets.HTML(layout={**WIDE, "display": "none", "margin": "0"})
        self.complaint.add_class("csc-complaint")
        self.box = ControlColumn(
            [widget, self.complaint], layout={**WIDE, "overflow": "hidden"}
        )
        self.watch(lambda: changed(self))

    def watch(self, changed: Callable[[], None]) -> None:
        """Have every change of the widget's value told."""
        self.widget.style.description_width = self.label_width
        self.widget.observe(lambda _: changed(), names="value")

    def read(self) -> Any:
        """The value that the control shows; ValueError where that is none."""
        return self.widget.value

    def accept(self, value: Any) -> None:
        """The answer is now for this value, which is allowed."""
        self.accepted = value
        self.complain()

    def hint(self, text: str) -> None:
        """What is told where the pointer rests on the row, label or control."""
        self.widget.tooltip = self.box.tooltip = text

    def complain(
        self, wrong: Sentence | str = "", language: Language | None = None
    ) -> None:
        """Show beside the control what is wrong, what is allowed and what is kept;
        nothing if empty.
        """
        language = language or spoken()
        self.wrong = wrong if isinstance(wrong, Sentence) else None
        self.complained = in_language(wrong, language)
        kept = self.kept(language) if self.wrong else ""
        told = say("still {value}", language, value=kept) if kept else ""
        self.complaint.value = f"{alert(self.complained)} {escape(told)}".strip()
        self.complaint.layout.display = None if wrong else "none"

    def kept(self, language: Language) -> str:
        """The accepted value, as it is told; nothing where it is not to be told."""
        return ""

    def complain_in(self, language: Language) -> None:
        """What is wrong once more, in another language."""
        if self.wrong is not None:
            self.complain(self.wrong, language)


class FieldControl(Control):
    """A field, with its slider where it has one."""

    widget: Field

    def watch(self, changed: Callable[[], None]) -> None:
        """A field tells its changes itself: it is set without one."""
        self.widget.changed = changed
        self.widget.entry.add_class(css_class(f"{self.key}.entry"))
        if self.widget.slider:
            self.widget.slider.add_class(css_class(f"{self.key}.slider"))

    def read(self) -> Any:
        """What the field says; ValueError where that is no value that is allowed."""
        return self.widget.read()

    def accept(self, value: Any) -> None:
        """Hold the value and show it exactly."""
        super().accept(value)
        self.widget.accept(value)

    def complain(
        self, wrong: Sentence | str = "", language: Language | None = None
    ) -> None:
        """What is wrong, beside a field that shows it."""
        language = language or spoken()
        super().complain(wrong, language)
        self.widget.mark(bool(wrong))

    def kept(self, language: Language) -> str:
        """The accepted value, as the field writes it."""
        value = self.accepted
        return (
            say("not agreed", language) if value is None else self.widget.written(value)
        )


class FigureControl(FieldControl):
    """The field of a figure, with a slider where the figure has one; a gap is an empty
    line.
    """

    def __init__(
        self, figure: Figure, agreement: Agreement, changed: Callable[[Any], None]
    ):
        self.figure = figure
        given = agreement.figure(figure.key)
        self.accepted = given
        field = Field(figure, given, stops_of(figure, given))
        super().__init__(figure.key, field, changed)

    def speak(self, language: Language) -> None:
        """Label, unit and clause in the language."""
        figure = self.figure
        self.widget.description = figure.label[language]
        bounds = figure.bounds_in(language)
        self.hint(
            f"{figure.clause} · {figure.words[language]} ({figure.unit[language]}; {bounds})"
        )
        self.widget.entry.placeholder = (
            say("not agreed", language) if figure.gap else ""
        )
        self.complain_in(language)

    def write(self, agreement: Agreement) -> None:
        """Show the agreement's value."""
        self.accept(agreement.figure(self.key))

    def label(self, language: Language) -> str:
        """What the figure is called."""
        return self.figure.label[language]


class DayControl(FieldControl):
    """The date that is explained: a date of the term, typed or chosen by the slider."""

    def __init__(self, term: Term, when: date, changed: Callable[[Any], None]):
        self.term = term
        self.accepted = when
        super().__init__("day", Field(_date_of(term), when, _dates(term)), changed)

    def speak(self, language: Language) -> None:
        """The question, in the language."""
        self.widget.description = say("Why this day?", language)
        self.hint(self.bounds[language])
        self.complain_in(language)

    def change_term(self, term: Term) -> None:
        """Another term: its dates to choose from, and the date of it that is nearest to
        the chosen one.
        """
        self.term = term
        when = min(max(self.accepted, term.start), term.end)
        self.widget.change_figure(_date_of(term), _dates(term), when)
        self.accept(when)

    @property
    def bounds(self) -> dict[Language, str]:
        """The dates that are allowed, by language."""
        return {
            language: self.widget.figure.bounds_in(language) for language in LANGUAGES
        }


def _date_of(term: Term) -> Figure:
    """What a date of a term may be."""
    label: dict[str, str] = {each: say("Why this day?", each) for each in LANGUAGES}
    return Figure(
        key="day",
        clause="",
        kind="date",
        low=term.start,
        high=term.end,
        step=1,
        label=label,
        unit=label,
        words=label,
        gap=None,
        slider=None,
    )


def _dates(term: Term) -> list[date]:
    return term.dates(term.every)


class PhraseControl(Control):
    """A dropdown of a phrase's readings, and “open”."""

    label_width = "140px"

    def __init__(
        self, phrase: Phrase, agreement: Agreement, changed: Callable[[Any], None]
    ):
        self.phrase = phrase
        self.accepted = reading_of(agreement, phrase.name)
        self.agreement = agreement
        widget = widgets.Dropdown(
            options=[(name, name) for name in self.names(agreement)]
        )
        super().__init__(phrase.name, widget, changed)

    @property
    def offered(self) -> list[str]:
        """The readings on the list, and “open”."""
        return [name for _, name in self.widget.options]

    def names(self, agreement: Agreement) -> list[str]:
        return [*agreement.available(self.phrase.name), "open"]

    def speak(self, language: Language, agreement: Agreement, spread: int = 0) -> None:
        """The words as label, each reading in a few words; `spread` is what the phrase
        moves, in fen.
        """
        self.agreement = agreement
        kept = self.widget.value
        names = self.names(agreement)
        labels = [self._told(name, language) for name in names]
        options = tuple(zip(labels, names, strict=True))
        if options != self.widget.options:
            self.widget.options = options
            self.widget.value = kept if kept in names else names[0]
        self.widget.description = self.label(language)
        question = question_of(agreement, self.key, language)
        worth = say(
            "alone it moves CNY {spread}", language, spread=money.grouped(spread)
        )
        self.hint(f"{question} ({worth})")
        self.complain_in(language)

    def _told(self, name: str, language: Language) -> str:
        """A reading in a few words, or “open”."""
        is_open = name == "open"
        return (
            say("open", language)
            if is_open
            else label_of(self.agreement, self.key, name, language)
        )

    def write(self, agreement: Agreement) -> None:
        """Show the agreement's reading."""
        self.agreement = agreement
        names = self.names(agreement)
        if names != self.offered:
            self.widget.options = [(name, name) for name in names]
        self.accept(reading_of(agreement, self.key))

    def accept(self, value: str) -> None:
        """The answer is now for this reading."""
        super().accept(value)
        self.widget.value = value

    def label(self, language: Language) -> str:
        """The words."""
        return words_of(self.agreement, self.key, language)

    def kept(self, language: Language) -> str:
        """The accepted reading in a few words."""
        return self._told(self.accepted, language)


def reading_of(agreement: Agreement, phrase: str) -> str:
    """How the agreement reads a phrase: as it says, or by default; “open” where it
    leaves it so.
    """
    return agreement.readings.get(phrase) or agreement.chosen[phrase]
