"""What the app's page and its panel tell each other, so that nothing is lost with a
kernel.

The page keeps the panel's state, as text, where only it can read it; to a panel opened
anew it gives that back. It asks whether anybody is still there; the answer is what
tells it so.
"""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets

from cscontract.agreement.agreement import Agreement
from cscontract.core.errors import BadInput, bad
from cscontract.core.language import Sentence, say
from cscontract.rounds.round import short
from cscontract.verdict.check import check
from cscontract.views.panel import session_state
from cscontract.views.panel.complaints import in_labels
from cscontract.views.panel.panel import Origin, Panel
from cscontract.views.panel.session_state import (
    AGAIN,
    ChangedTerms,
    PriceTabState,
    State,
    told_terms,
)

#: the fields of an offer that is not saved yet, by their names on its tab, and those
#: that are lists
OFFER = ("name", "note", "author", "figure")
LISTS = ("author", "figure")


class PanelSession(widgets.Text):
    """The panel's state as text, for its page; `take` has the panel as a state says.

    A page sends {"ask": …} and is answered, or {"kept": the text of a state}.
    """

    def __init__(self, panel: Panel):
        self.panel = panel
        self.given = session_state.name_of(panel.given)
        super().__init__(layout={"display": "none"})
        self.add_class("csc-session")
        self.on_msg(lambda _, content, __: self.hear(content))
        panel.noted = self.note
        if self._words:
            self._words.noted = self.note
        for field in self._fields():
            field.observe(lambda _: self.note(), names="value")
        self.note()

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """What a browser would change of it: nothing."""

    def hear(self, content: Any) -> None:
        """Answer the page; what it kept is taken, or refused in words."""
        kept = content.get("kept") if isinstance(content, dict) else None
        self.send({"told": "" if kept is None else self.take(kept)})

    def take(self, text: object) -> str:
        """Have the panel as a text says; gives in words what was taken over, or what
        was not and why.
        """
        try:
            told = self._take(session_state.read_state(text))
        except BadInput as error:
            language = self.panel.language
            reason = in_labels(error.text(language), language, self.panel.given)
            told = say(
                "Nothing is taken over from before. {reason}", language, reason=reason
            )
        self.note()
        return told

    # out

    def note(self) -> None:
        """Have the page keep the panel as it is now."""
        self.value = session_state.state_text(self.state())

    def state(self) -> State:
        """The panel as it is now."""
        panel = self.panel
        refused = {
            each.key: each.widget.entry.value
            for each in panel.figures
            if each.complained
        }
        return State(
            given=self.given,
            language=panel.language,
            tab=panel.answers.selected_index or 0,
            day=panel.day_shown.accepted.isoformat(),
            terms=panel.terms,
            baseline=panel.compared,
            refused=refused,
            price=self._price(),
            offer=self._offer(),
            **self._rounds(),
        )

    def _price(self) -> PriceTabState:
        words = self._words
        return (
            PriceTabState(chosen=words.chosen, far=words.far.value)
            if words
            else PriceTabState()
        )

    def _offer(self) -> dict[str, str]:
        values = (
            {name: self._field(name).value for name in OFFER} if self._offers else {}
        )
        return {name: value for name, value in values.items() if value is not None}

    def _rounds(self) -> dict[str, Any]:
        """The round that is chosen on the list, and the one that the offer answers."""
        if not self._offers:
            return {}
        box = self._offers.saving
        return {
            "round": box.kept.value,
            "answers": box.answered.get(box.name.value, ""),
        }

    def _fields(self) -> list[Any]:
        """What a reader chooses or writes in the tabs."""
        of_words = [self._words.far] if self._words else []
        of_offers = map(self._field, (*OFFER, "kept", "status")) if self._offers else ()
        return [*of_words, *of_offers]

    @property
    def _words(self) -> Any:
        """The tab on words, where it has choices."""
        tab = self.panel.tabs["Price of words"]
        return tab if hasattr(tab, "chosen") else None

    @property
    def _offers(self) -> Any:
        """The tab on offers, where there is one."""
        return self.panel.tabs.get("Negotiate")

    def _field(self, name: str) -> Any:
        """A part of the tab on offers, or of its box of rounds."""
        offers = self._offers
        return getattr(offers if hasattr(offers, name) else offers.saving, name)

    # back

    def _take(self, state: State) -> str:
        """Have the panel so; gives what is told of it. BadInput where it cannot be;
        then nothing is changed.
        """
        panel = self.panel
        self._refuse_unknown(state.offer)
        if state.given != self.given:
            self._fill(state)
            return self._not_taken(state)
        terms = self._agreement(state.terms)
        baseline = self._agreement(state.baseline)
        check(terms, panel.records)
        panel.baseline = check(baseline, panel.records)
        panel.compared = state.baseline
        self._fill(state)
        panel.take(terms, self._origin(state.terms.round))
        self._choose(state)
        sentence = "Terms, words, baseline and offer are as before; Reset goes back to the agreement."
        return say(sentence, panel.language)

    def _not_taken(self, state: State) -> str:
        """That the agreement is another one, and what had been changed in the one
        before.
        """
        language = self.panel.language
        changed = told_terms(state.terms, self.panel.given, language)
        if not changed:
            return say("This is not the agreement that was open before.", language)
        sentence = (
            "This is not the agreement that was open before; not taken over: {changes}"
        )
        return say(sentence, language, changes=say(", ", language).join(changed))

    def _agreement(self, terms: ChangedTerms) -> Agreement:
        return session_state.agreement_with(terms, self._origin(terms.round).agreement)

    def _origin(self, round: str | None) -> Origin:
        """What the terms began from: the agreement given, or the offer of a round;
        BadInput where it is gone.
        """
        if round is None:
            return Origin(None, self.panel.given)
        try:
            return Origin(round, self._field("rounds").show(round).agreement)
        except (AttributeError, BadInput):  # also where there is no file of rounds
            place = Sentence("round {hash}", hash=short(round))
            raise bad(place, None, "a round that is still kept", AGAIN) from None

    def _refuse_unknown(self, offer: dict[str, str]) -> None:
        """Refuse fields that there are not, and a choice that is not on its list."""
        for name, value in offer.items() if self._offers else ():
            if name not in OFFER or (name in LISTS and value not in self._listed(name)):
                raise bad("what the page kept", None, "what a panel is kept as", AGAIN)

    def _listed(self, name: str) -> list[str]:
        return [
            each[1] if isinstance(each, tuple) else each
            for each in self._field(name).options
        ]

    def _fill(self, state: State) -> None:
        """The language, the tab and the fields of the offer."""
        panel = self.panel
        panel.switch.value = state.language
        panel.answers.selected_index = min(state.tab, len(panel.tabs))
        if self._offers:
            for name, value in state.offer.items():
                self._field(name).value = value
            self._fill_rounds(state, self._offers.saving)

    def _fill_rounds(self, state: State, box: Any) -> None:
        """The offer answers what it answered, whatever was saved meanwhile: whoever
        saves it is told.
        """
        box.renew()
        listed = {round.hash for round in box.listed}
        if state.round in listed:
            box.kept.value = state.round
        if state.answers in {"", *listed}:
            box.answered[box.name.value] = state.answers

    def _choose(self, state: State) -> None:
        """The choices on words, the day, and what stands in fields to be
        refused again.
        """
        panel = self.panel
        words = self._words
        if words:
            words.far.value = state.price.far
            words.take(state.price.chosen)
        if state.day != panel.day_shown.accepted.isoformat():
            panel.day_shown.widget.value = state.day
        for control in panel.figures:
            if control.key in state.refused:
                control.widget.value = state.refused[control.key]
