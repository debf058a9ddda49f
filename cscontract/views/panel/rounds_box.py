"""The panel's list of rounds: an offer saved after the round that was shown, and what
to do if one was quicker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from html import escape
from itertools import count
from typing import Any

import ipywidgets as widgets

from cscontract.agreement.agreement import Agreement
from cscontract.core.errors import BadInput
from cscontract.core.language import DEFAULT, Language, in_language, say
from cscontract.rounds.differences import differences
from cscontract.rounds.round import AUTHORS, moment, short
from cscontract.rounds.rounds import Round, Rounds, Taken
from cscontract.views.panel.controls import WIDE, alert, css_class
from cscontract.views.text.rounds_text import (
    differences_text,
    round_line,
    without_folder,
)

#: as wide as the pictures, and as wide as their words
FIELD = {"width": "auto", "max_width": "780px"}
BUTTON = {"width": "auto", "align_self": "flex-start"}
#: how long a name may be that a number is put after
STEM = 57


class RoundsBox(widgets.VBox):
    """The rounds saved in a file, and the offer in the panel saved after the last one
    that the list has shown.

    An offer never answers a round that its maker was not shown: where another round was
    saved meanwhile, that is told, nothing is saved, and it is for the reader to answer
    that round or to save beside it. `load` takes a round's agreement and hash. Without
    `rounds` or without `now`, the time, nothing is shown or saved.
    """

    def __init__(
        self,
        load: Callable[[Agreement, str], None],
        rounds: Rounds | None = None,
        now: Callable[[], datetime] | None = None,
    ):
        self.load = load
        self.rounds = rounds
        self.clock = now
        self.language: Language = DEFAULT
        self.agreement: Agreement | None = None
        #: the rounds that are listed
        self.listed: tuple[Round, ...] = ()
        #: by name the round that the next offer answers: the last one that was shown
        self.answered: dict[str, str] = {}
        #: the round that was quicker, while it is not decided what to do
        self.quicker: Round | None = None
        self._make_fields()
        self._make_buttons()
        fields = [self.name, self.author, self.note, self.kept]
        buttons = [self.save, self.take, self.renewing]
        self.choice = widgets.HBox([self.answer, self.beside])
        parts = [*fields, widgets.HBox(buttons), self.status, self.choice]
        super().__init__(parts)
        self.layout.display = None if rounds and now else "none"
        self._offer_choice(None)

    def _make_fields(self) -> None:
        self.name = widgets.Text(value="offer", layout=FIELD)
        self.author = widgets.Dropdown(options=AUTHORS, layout=FIELD)
        self.note = widgets.Text(layout=FIELD)
        self.kept = widgets.Select(rows=5, layout=FIELD)
        self.status = widgets.HTML(layout=WIDE)
        for name in ("name", "author", "note", "kept"):
            field = getattr(self, name)
            field.style.description_width = "150px"
            field.add_class(css_class(f"offers.{name}"))
        self.status.add_class(css_class("offers.status"))
        self.name.observe(lambda _: self._offer_choice(None), names="value")

    def _make_buttons(self) -> None:
        self.save = self._button("save", self.save_offer, "save")
        self.take = self._button("take", self.take_round)
        self.renewing = self._button("renew", self.renew)
        self.answer = self._button("answer", self.save_after)
        self.beside = self._button("beside", self.save_beside)

    def _button(self, name: str, does: Callable[[], None], icon: str = "") -> Any:
        button = widgets.Button(icon=icon, layout=BUTTON)
        button.add_class(css_class(f"offers.{name}"))
        button.on_click(lambda _: does())
        return button

    # what a reader does

    def save_offer(self) -> None:
        """Save the offer after the round that was shown; told once it is on the disk,
        or why it is not.
        """
        name = self.name.value
        self._save(name, self.answered.get(name, ""))

    def save_after(self) -> None:
        """Save the offer as the answer to the round that was quicker, now that it was
        shown.
        """
        if self.quicker:
            self._save(self.quicker.scenario, self.quicker.hash)

    def save_beside(self) -> None:
        """Save the offer beside the round that was quicker, under a name of its own."""
        if self.quicker:
            answered = self.answered.get(self.quicker.scenario, "")
            self._save(self._free_name(self.quicker.scenario), answered)

    def take_round(self) -> None:
        """Put the chosen round's terms into the panel's controls."""
        if not (self.rounds and self.kept.value):
            return
        try:
            taken = self.rounds.show(self.kept.value)
            self.load(taken.agreement, taken.hash)
        except BadInput as error:
            self._tell_fault(error)

    def renew(self) -> None:
        """List what is saved by now; from here on an offer answers the last round of
        its name in the list.
        """
        if self.rounds is None or not self.rounds.path.exists():
            return
        try:
            self.listed = self.rounds.list()
        except BadInput as error:
            self._tell_fault(error)
            return
        self.answered = {round.scenario: round.hash for round in self.listed}
        self._list(self.kept.value)

    # saving

    def _save(self, name: str, answered: str) -> None:
        if not (self.rounds and self.clock and self.agreement):
            return
        known = self.rounds.notes
        signed = self.author.value, self.clock(), self.note.value
        try:
            saved = self.rounds.save(self.agreement, name, *signed, answered)
        except Taken as taken:
            self._tell_quicker(name, answered, taken)
        except BadInput as error:
            self._tell_fault(error)
        else:
            notes = [note for note in self.rounds.notes if note not in known]
            self._tell_saved(saved, notes)

    def _tell_saved(self, saved: Round, notes: Iterable[str]) -> None:
        """What was saved, by whom, and what it answers; the next offer goes
        after it.
        """
        self.name.value = saved.scenario
        self._offer_choice(None)
        self.renew()
        self._choose(saved.hash)
        line = round_line(saved, self.language).replace(saved.hash, short(saved.hash))
        line = say("Saved: ", self.language) + line
        told = [line, *(in_language(note, self.language) for note in notes)]
        self.status.value = "<br>".join(f"<span>{escape(text)}</span>" for text in told)

    def _tell_quicker(self, name: str, answered: str, taken: Taken) -> None:
        """What was saved meanwhile and how it differs; the offer stays as it is, and is
        saved by no second click.
        """
        self.renew()
        self.answered[name] = answered
        quicker = next((r for r in self.listed[::-1] if r.scenario == name), None)
        if quicker is None or self.agreement is None:
            self._tell_fault(taken)
            return
        self._choose(quicker.hash)
        self._offer_choice(quicker)
        self.status.value = quicker_html(taken, quicker, self.agreement, self.language)

    def _offer_choice(self, quicker: Round | None) -> None:
        """The ways to save beside or after a round that was quicker; none where none
        was.
        """
        self.quicker = quicker
        self.choice.layout.display = None if quicker else "none"
        if quicker is None:
            return
        name = self._free_name(quicker.scenario)
        sentence = "Save mine as the answer to {hash}"
        self.answer.description = say(sentence, self.language, hash=short(quicker.hash))
        self.beside.description = say(
            "Save mine beside it, as {name}", self.language, name=name
        )

    def _free_name(self, name: str) -> str:
        """A name after this one that no round has yet."""
        names = {round.scenario for round in self.listed}
        tried = (f"{name[:STEM]}_{number}" for number in count(2))
        return next(free for free in tried if free not in names)

    # what it shows

    def speak(self, language: Language) -> None:
        """Everything in the language; what was told stays as it was."""
        self.language = language
        labels = (
            (self.name, "name of the round"),
            (self.author, "offered by"),
            (self.note, "remark"),
            (self.kept, "rounds"),
            (self.save, "Save the offer"),
            (self.take, "Take the round into the panel"),
            (self.renewing, "Show what is saved by now"),
        )
        for widget, label in labels:
            widget.description = say(label, language)
        author = self.author.value
        self.author.options = [(say(name, language), name) for name in AUTHORS]
        self.author.value = author
        self._offer_choice(self.quicker)
        self._list(self.kept.value)

    def _list(self, chosen: str | None) -> None:
        """The rounds that are listed, the last first."""
        self.kept.options = [
            (self._line(each), each.hash) for each in self.listed[::-1]
        ]
        self._choose(chosen)

    def _choose(self, hash: str | None) -> None:
        if hash in {round.hash for round in self.listed}:
            self.kept.value = hash

    def _line(self, round: Round) -> str:
        """Scenario, who offered it, when, the beginning of its hash, and the remark."""
        author = say(round.author, self.language)
        parts = [round.scenario, author, moment(round.at), short(round.hash)]
        return say(" · ", self.language).join(
            [*parts, *([round.note] if round.note else [])]
        )

    def _tell_fault(self, error: BadInput) -> None:
        """What is wrong, with the file's name; where on the server it is concerns no
        reader.
        """
        language = self.language
        told = without_folder(error, self.rounds.path, language) if self.rounds else ""
        self.status.value = alert(told or error.text(language))


def quicker_html(
    taken: Taken, quicker: Round, offer: Agreement, language: Language
) -> str:
    """Why an offer was not saved, how it differs from the round that was quicker, and
    what can be done.
    """
    sentence = "Not saved: {found}. Your offer is still in the panel. This differs from {hash} to yours:"
    found = in_language(taken.faults[0].value, language)
    why = alert(say(sentence, language, found=found, hash=short(quicker.hash)))
    lines = differences_text(
        differences(quicker.agreement, offer), language
    ).splitlines()
    return (
        why + "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"
    )
