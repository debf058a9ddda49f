"""The panel's tab for a negotiation: what an offer changes, a figure swept, the risk,
and the rounds saved.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import escape
from typing import Any

import ipywidgets as widgets

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.figures import Figure
from cscontract.core.errors import BadInput
from cscontract.core.language import DEFAULT, Language, say
from cscontract.questions.seasons.risk import Risk, risk
from cscontract.questions.terms.compare import compare
from cscontract.questions.terms.sweep import sweep
from cscontract.records.read import Records
from cscontract.rounds.rounds import Rounds
from cscontract.views.charts.sweep_chart import sweep_chart
from cscontract.views.panel.controls import WIDE, PictureBox, alert, css_class
from cscontract.views.panel.quiet import Quiet
from cscontract.views.panel.rounds_box import BUTTON, FIELD, RoundsBox
from cscontract.views.text.terms_text import scenario_headline

#: points of a sweep, so that it is drawn in a blink
POINTS = 60


class OffersTab(Quiet, widgets.VBox):
    """The offer that the controls say against the agreement that was given; rounds are
    saved where there is a place for them (`rounds`) and somebody tells the time
    (`now`). `load` takes a round's agreement and hash."""

    def __init__(
        self,
        given: Agreement,
        records: Records,
        load: Callable[[Agreement, str], None],
        rounds: Rounds | None = None,
        now: Callable[[], datetime] | None = None,
    ):
        self.given = given
        self.records = records
        self.swept = swept_of(given)
        self.language: Language = DEFAULT
        self.agreement: Agreement | None = None
        self.risk: Risk | None = None
        self._make_answer()
        self.saving = RoundsBox(load, rounds, now)
        parts = [
            self.changes,
            self.figure,
            self.picture,
            self.wrong,
            self.simulate,
            self.no_risk,
            self.fan,
            self.saving,
        ]
        super().__init__(parts)
        self.add_class("csc-offers")
        self.speak(self.language)

    def _make_answer(self) -> None:
        self.changes, self.wrong, self.no_risk = (
            widgets.HTML(layout=WIDE) for _ in range(3)
        )
        self.figure = widgets.Dropdown(options=self.swept, layout=FIELD)
        self.figure.style.description_width = "150px"
        self.figure.observe(lambda _: self._sweep(), names="value")
        self.picture = PictureBox()
        self.fan = PictureBox()
        self.fan.layout.display = "none"
        self.simulate = widgets.Button(icon="random", layout=BUTTON)
        self.simulate.on_click(lambda _: self.simulate_seasons())
        for name in (
            "changes",
            "figure",
            "picture",
            "wrong",
            "simulate",
            "no_risk",
            "fan",
        ):
            getattr(self, name).add_class(css_class(f"offers.{name}"))

    # what a reader does

    def simulate_seasons(self) -> None:
        """The spread of the total over simulated volumes, for the offer as it
        stands.
        """
        if self.agreement is None:
            return
        try:
            self.risk = risk(self.agreement, self.records)
        except BadInput as error:
            self.no_risk.value = alert(str(error))
        else:
            self._show_risk()

    # what it shows

    def opened(self) -> None:
        """The tab was opened: with the rounds that were saved meanwhile."""
        self.saving.renew()

    def show(self, agreement: Agreement) -> None:
        """What the agreement changes against the given one; a simulation of other terms
        is put away.
        """
        if agreement == self.agreement:
            return
        self.agreement = agreement
        self.risk = None
        if swept_of(agreement) != self.swept:
            self.swept = swept_of(agreement)
            self._name_figures()
        self.saving.agreement = agreement
        self._show()

    def speak(self, language: Language) -> None:
        """Everything in the language."""
        self.language = language
        self._name_figures()
        labels = (
            (self.figure, "sweep over"),
            (self.simulate, "Simulate 10,000 seasons"),
        )
        for widget, label in labels:
            widget.description = say(label, language)
        self.saving.speak(language)
        if self.agreement:
            self._show()

    def _name_figures(self) -> None:
        """The figures that can be swept, by their names; the one that was chosen stays
        where it is one.
        """
        agreement = self.agreement or self.given
        with self.quietly():
            chosen = self.figure.value
            labels = [agreement.figures[key].label[self.language] for key in self.swept]
            self.figure.options = list(zip(labels, self.swept, strict=True))
            self.figure.value = (
                chosen if chosen in self.swept else next(iter(self.swept), None)
            )
        for widget in (self.figure, self.picture):
            widget.layout.display = None if self.swept else "none"

    def _show(self) -> None:
        self.changes.value = changes_html(
            self.given, self._agreement, self.records, self.language
        )
        self._sweep()
        self._show_risk()

    @property
    def _agreement(self) -> Agreement:
        assert self.agreement is not None
        return self.agreement

    def _sweep(self) -> None:
        if self.quiet or self.agreement is None or not self.swept:
            return
        figure = self.agreement.figures[self.figure.value]
        points = points_of(figure, self.agreement)
        try:
            found = sweep(self.agreement, self.records, {figure.key: points})
        except BadInput as error:
            self.wrong.value = alert(str(error))
            return
        chart = sweep_chart(found, self.language)
        picture, about = chart._repr_png_()
        self.picture.show(picture, about["alt"])
        self.wrong.value = ""

    def _show_risk(self) -> None:
        """The simulation's spread in words and as a fan; nothing where there is none of
        these terms.
        """
        self.fan.layout.display = None if self.risk else "none"
        self.no_risk.value = ""
        if self.risk is None:
            return
        from cscontract.views.charts.risk_chart import risk_chart

        picture, about = risk_chart(self.risk, self.language)._repr_png_()
        self.fan.show(picture, about["alt"])


def swept_of(agreement: Agreement) -> list[str]:
    """The figures that can be swept, each over its slider: those that move the
    total.
    """
    return [
        key
        for key, figure in agreement.figures.items()
        if figure.slider and figure.total
    ]


def points_of(figure: Figure, agreement: Agreement) -> list[Any]:
    """At most so many values of a figure over its slider; within what goes with the
    others.
    """
    least, greatest = agreement.bounds(figure.key)
    low, high = figure.slider or (least, greatest)
    low = max(low, least)
    high = min(high, greatest)
    step = max(figure.step, (high - low) // POINTS // figure.step * figure.step)
    return list(range(low, high + 1, step))


def changes_html(
    given: Agreement, offer: Agreement, records: Records, language: Language
) -> str:
    """What the offer costs instead, and what each change does by itself."""
    name = say("the offer", language)
    found = compare(given, {name: offer}, records)
    effects = [escape(effect.text(given, language)) for effect in found.effects(name)]
    listed = "".join(f"<li>{effect}</li>" for effect in effects)
    nothing = (
        "" if effects else f"<br>{escape(say('Nothing is changed yet.', language))}"
    )
    title = escape(scenario_headline(found, name, language))
    return f'<div class="csc-head"><b>{title}</b>{nothing}<ul>{listed}</ul></div>'
