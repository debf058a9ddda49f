"""The live panel: move a figure, a date or a reading and see at once what the agreement costs.

from cscontract.views.panel import Panel
Panel(agreement, records)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from cscontract.records.read import Records
from cscontract.terms import money
from cscontract.terms.agreement import Agreement
from cscontract.terms.days import each
from cscontract.terms.faults import BadInput
from cscontract.terms.figures import figures
from cscontract.terms.language import DEFAULT, Language, known, say, short_date
from cscontract.terms.phrases import register
from cscontract.verdict.check import Verdict, check
from cscontract.verdict.explain import explain_charges
from cscontract.verdict.one_by_one import totals_by_reading
from cscontract.views import tables
from cscontract.views.controls import Control, FigureControl, Fold, PhraseControl, Quiet, css_class
from cscontract.views.days_shown import finding
from cscontract.views.live import live_days, offers_tab, price_tab
from cscontract.views.text import stability

STYLE = """<style>
.csc-panel{font-size:13px}
.csc-panel{--jp-widgets-inline-height:24px;--jp-widgets-margin:1px;--jp-widgets-font-size:12px}
.csc-panel .csc-scroll{overflow-x:auto}
.csc-panel .csc-head{line-height:1.25}
.csc-panel .csc-total{font-size:22px;font-weight:600}
.csc-panel .csc-up{color:#a34700;font-weight:600} .csc-panel .csc-down{color:#006b4f;font-weight:600}
.csc-panel.csc-panel.csc-panel :focus-visible{outline:2px solid #0072b2!important;outline-offset:-1px}
.csc-panel .widget-html-content{line-height:1.35}
.csc-panel .csc-title{font-weight:600}
.csc-panel .csc-range{font-size:15px;font-weight:600}
.csc-panel .csc-tabs{--jp-widgets-horizontal-tab-height:22px}
.csc-panel .csc-tabs>.widget-tab-contents{padding:2px 0 0;border:none;overflow:hidden}
.csc-panel .csc-fold>button{text-align:left;padding:0 8px;line-height:24px;height:24px}
.csc-panel .csc-fold>button{overflow:hidden;text-overflow:ellipsis;background:#eee;color:#222}
.csc-panel .noUi-handle{background:#0072b2;border-color:#0072b2}
.csc-panel .csc-tabs.jupyter-widgets>.lm-TabBar .lm-TabBar-tab{color:var(--jp-ui-font-color1,#222)}
</style>"""
#: figures that the panel leaves to the agreement file: they move nothing that it shows
NOT_SHOWN = {"duties.refund_limit"}
#: figures that are folded away at first: gaps of the agreement, and what matters to few readings
FOLDED = {
    "volume.step",
    "renewal.days",
    "renewal.new_monthly_fee",
    "seats.within_days",
    "seats.monthly_fee",
}


class Panel(Quiet, widgets.HBox):
    """Terms and words on the left, the answer on the right, in tabs. `language`: "en" or "zh".

    `agreement` is what the controls now say, `verdict` the last answer; both stay as they were while
    a control holds a value that is not allowed. Takes the records of `cs.read`. `rounds`: the file to save
    rounds in, with the time of `now`; without them offers are compared and none is saved.
    """

    def __init__(
        self,
        agreement: Agreement,
        records: Records,
        language: Language = DEFAULT,
        rounds: str | Path | None = None,
        now: Callable[[], datetime] | None = None,
    ):
        self.given, self.agreement, self.records = agreement, agreement, records
        self.language: Language = language
        self.saving = rounds, now
        self.verdict = self.baseline = check(agreement, records)
        self._make_controls()
        self._make_answer()
        super().__init__([self._left(), self._right()], layout={"width": "100%"})
        self.add_class("csc-panel")
        self.speak()

    # the two sides

    def _make_controls(self) -> None:
        shown = [figure for key, figure in figures().items() if key not in NOT_SHOWN]
        self.figures = [FigureControl(figure, self.given, self._moved) for figure in shown]
        # only phrases that these records can decide; the others would be refused
        phrases = [p for p in register().values() if self.records.can_decide(p)]
        self.phrases = [PhraseControl(phrase, self.given, self._moved) for phrase in phrases]
        for control in self.phrases:
            control.write(self.given)
        self.controls: list[FigureControl | PhraseControl] = [*self.figures, *self.phrases]
        self.keep = widgets.Button(icon="thumb-tack", layout={"width": "49%"})
        self.reset = widgets.Button(icon="undo", layout={"width": "49%"})
        self.switch = widgets.ToggleButtons(
            options=[("EN", "en"), ("中文", "zh")], value=self.language
        )
        self.switch.style.button_width = "60px"
        for name in ("keep", "reset", "switch"):
            getattr(self, name).add_class(css_class(name))
        self.keep.on_click(lambda _: self.keep_as_baseline())
        self.reset.on_click(lambda _: self.reset_to_given())
        self.switch.observe(lambda change: self.speak(change["new"]), names="value")

    def _make_answer(self) -> None:
        self.headline = widgets.HTML()
        self.picture, self.draw = live_days()
        self.statement, self.why = widgets.HTML(), widgets.HTML()
        self.day = widgets.SelectionSlider(
            options=self._days(), continuous_update=True, layout={"width": "100%"}
        )
        self.day.style.description_width = "96px"
        self.day.observe(lambda _: self._show_day(), names="value")
        for name in ("headline", "picture", "statement", "day", "why"):
            getattr(self, name).add_class(css_class(name))
        self.day.value = self._first_charged()

    def _left(self) -> Any:
        self.titles = widgets.HTML(), widgets.HTML()
        self.live, self.idle = widgets.VBox(layout={"width": "100%"}), widgets.VBox()
        self.folded = Fold(self.idle)
        shown = [control.box for control in self.figures if control.key not in FOLDED]
        folded = [control.box for control in self.figures if control.key in FOLDED]
        self.more = Fold(widgets.VBox(folded))
        buttons = widgets.HBox([self.keep, self.reset])
        terms = [widgets.HTML(STYLE), self.titles[0], *shown, self.more]
        words = [self.titles[1], self.live, self.folded, buttons, self.switch]
        return widgets.VBox([*terms, *words], layout={"width": "320px", "min_width": "320px"})

    def _right(self) -> Any:
        parts = [self.headline, self.picture, self.statement, self.day, self.why]
        self.tabs: dict[str, Any] = {
            "Price of words": price_tab(self.records, self.language),
            **offers_tab(self.given, self.records, self.take, *self.saving),
        }
        self.answers = widgets.Tab(
            [widgets.VBox(parts), *self.tabs.values()],
            layout={"flex": "1 1 auto", "padding": "0 0 0 14px", "min_width": "0"},
        )
        self.answers.add_class(css_class("tabs"))
        self.answers.observe(lambda _: self._show_tab(), names="selected_index")
        return self.answers

    # what a reader does

    def control(self, key: str) -> Any:
        """The widget of a figure (“volume.threshold”) or a phrase (“bound”); set its `value`."""
        return next(control.widget for control in self.controls if control.key == key)

    def complaint(self, key: str) -> str:
        """What is wrong with that control's value, in words; empty where it is allowed."""
        return next(control.complained for control in self.controls if control.key == key)

    def _moved(self, control: Control) -> None:
        """A control was moved: a new answer, or in words what is wrong, the last answer kept."""
        if self.quiet:
            return
        try:
            self._answer(self._read())
        except BadInput as error:
            control.complain(self._complaint(control, error))
        else:
            for other in self.controls:
                if other.complained:
                    other.complain()

    def _read(self) -> Agreement:
        """The agreement that the controls say; every value is checked here, whatever sent it."""
        try:
            changes: dict[str, Any] = {figure.key: figure.read() for figure in self.figures}
        except ValueError:
            raise BadInput([]) from None
        if changes["fee.monthly"] == self.given.fee.monthly:
            changes["fee.in_words"] = self.given.fee.in_words
        readings = {phrase.key: phrase.widget.value for phrase in self.phrases}
        return self.given.with_figures({**changes, "readings": {**self.given.readings, **readings}})

    def _complaint(self, control: Control, error: BadInput) -> str:
        if error.faults:
            fault = error.faults[0]
            return say(
                "Expected {expected}; fix: {fix}",
                self.language,
                expected=known(fault.expected, self.language),
                fix=known(fault.fix, self.language),
            )
        figure = figures()[control.key]
        return say("Allowed: {bounds}", self.language, bounds=figure.bounds_in(self.language))

    def keep_as_baseline(self) -> None:
        """Compare from now on with what the controls say now."""
        self.baseline = self.verdict
        self.speak()

    def reset_to_given(self) -> None:
        """Back to the agreement that the panel was opened with; one new answer for all controls."""
        self.baseline = check(self.given, self.records)
        self.take(self.given)

    def take(self, agreement: Agreement) -> None:
        """Another agreement's terms for all controls; one new answer."""
        with self.quietly():
            for control in self.controls:
                control.write(agreement)
                control.complain()
        self._answer(agreement)
        self.speak()

    def select(self, title: str) -> Any:
        """Open the tab of that (English) title, as a click on it does; gives the tab."""
        self.answers.selected_index = 1 + list(self.tabs).index(title)
        return self.tabs[title]

    # what it shows

    def _answer(self, agreement: Agreement) -> None:
        verdict = check(agreement, self.records)
        days_change = verdict.charges.daily.term != self.verdict.charges.daily.term
        self.agreement, self.verdict = agreement, verdict
        if days_change:
            self._new_days()
        self._show()

    def _new_days(self) -> None:
        """The term has changed: the days to choose from are its dates."""
        kept, term = self.day.value, self.verdict.charges.daily.term
        with self.quietly():
            self.day.options = self._days()
            self.day.value = min(max(kept, term.start), term.end)

    def _days(self) -> list[tuple[str, date]]:
        term = self.verdict.charges.daily.term
        return [(short_date(when, self.language), when) for when in term.dates(term.every)]

    def _first_charged(self) -> date:
        charges = self.verdict.charges
        return charges.daily.term.date_of(next(each(charges.surcharge.charged), 0))

    def _show(self) -> None:
        self.headline.value = headline_html(self.verdict, self.baseline, self.language)
        statement = tables.statement_html(self.verdict, self.language, self.baseline)
        self.statement.value = f'<div class="csc-scroll">{statement}</div>'
        self._show_day()
        self._show_tab()

    def _show_tab(self) -> None:
        """The tab that is open, on the agreement as the controls now say; the others wait."""
        for place, tab in enumerate(self.tabs.values(), 1):
            if place == self.answers.selected_index:
                tab.show(self.agreement)

    def _show_day(self) -> None:
        if self.quiet:
            return
        charges = self.verdict.charges
        with self.picture.hold_sync():
            self.picture.value = self.draw(charges, self.language, self.day.value)
            self.picture.tooltip = finding(charges, self.language)
        explanation = explain_charges(charges, self.records, self.day.value)
        self.why.value = tables.explanation_html(explanation, self.language)

    def speak(self, language: Language | None = None) -> None:
        """Everything in the language; the phrases that move most on these counts first."""
        self.language = language or self.language
        for tab in self.tabs.values():
            if tab.language != self.language:
                tab.speak(self.language)
        spreads = self._spreads()
        with self.quietly():
            for figure in self.figures:
                figure.speak(self.language)
            for phrase in self.phrases:
                phrase.speak(self.language, self.agreement, spreads[phrase.key])
            self._order(spreads)
            kept, self.day.options = self.day.value, self._days()
            self.day.value = kept
            self._label()
        self._show()

    def _label(self) -> None:
        self.keep.description = say("Keep as baseline", self.language)
        self.reset.description = say("Reset", self.language)
        self.day.description = say("Why this day?", self.language)
        for title, text in zip(self.titles, ("Terms", "Words"), strict=True):
            title.value = f'<span class="csc-title">{escape(say(text, self.language))}</span>'
        titles = ("What it costs", *self.tabs)
        self.answers.titles = [say(title, self.language) for title in titles]
        count = sum(1 for phrase in self.phrases if phrase.box in self.idle.children)
        sentence = "{count} that move no money on these counts"
        self.folded.title = say(sentence, self.language, count=count)
        self.more.title = say("{count} further terms", self.language, count=len(FOLDED))

    def _spreads(self) -> dict[str, int]:
        """What each phrase alone moves, in fen: the range of the total over its readings."""
        spreads = dict.fromkeys((phrase.key for phrase in self.phrases), 0)
        for phrase in self.records.priced:
            totals = totals_by_reading(self.agreement, self.records, phrase.name).values()
            spreads[phrase.name] = max(totals) - min(totals)
        return spreads

    def _order(self, spreads: dict[str, int]) -> None:
        dearest = sorted(self.phrases, key=lambda phrase: -spreads[phrase.key])
        chosen = {phrase.key for phrase in self.phrases if phrase.widget.value == "open"}
        live = [p.box for p in dearest if spreads[p.key] or p.key in chosen]
        self.live.children, self.idle.children = live, [p.box for p in dearest if p.box not in live]


def headline_html(verdict: Verdict, baseline: Verdict, language: Language) -> str:
    """The total, its difference to the baseline, and what falls due when."""
    total, was = verdict.charges.total, baseline.charges.total
    sign, tone = (
        ("▲ ", "csc-up") if total > was else ("▼ ", "csc-down") if total < was else ("", "")
    )
    amount = say("CNY {total} for the term", language, total=money.grouped(total))
    change = say("against the baseline", language)
    difference = f"{sign}{money.grouped(total - was, signed=True)}"
    facts = say(" · ", language).join(escape(fact) for fact in _facts(verdict, language))
    return (
        f'<div class="csc-head"><span class="csc-total">{escape(amount)}</span> &ensp;'
        f'<span class="{tone}">{difference}</span> {escape(change)}<br>{facts}</div>'
    )


def _facts(verdict: Verdict, language: Language) -> Iterator[str]:
    charged = sum(month["days"] for month in verdict.monthly)
    yield say("{count} charged days", language, count=charged)
    due, renewal = verdict.events["seats_due"], verdict.events["renewal_due"]
    first = short_date(due[0], language) if due else ""
    if due:
        yield say("seats due {when} ({count} times)", language, when=first, count=len(due))
    else:
        yield say("seats: not due", language)
    when = short_date(renewal, language) if renewal else ""
    yield (
        say("new agreement: due {when}", language, when=when)
        if renewal
        else say("new agreement: not due", language)
    )
    if verdict.range:
        low, high = map(money.grouped, verdict.range[:2])
        yield stability(verdict.range, language)
        yield say("{low} to {high} over the open words", language, low=low, high=high)
