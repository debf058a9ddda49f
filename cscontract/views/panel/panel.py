"""The live panel: move a figure, a date or a reading and see at once what the agreement
costs.

from cscontract.views.panel.panel import Panel
Panel(agreement, records)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import ipywidgets as widgets

from cscontract.agreement.agreement import Agreement
from cscontract.core import money
from cscontract.core.errors import BadInput
from cscontract.core.language import DEFAULT, LANGUAGES, Language, Sentence, say
from cscontract.records.read import Records
from cscontract.verdict.check import Verdict, check
from cscontract.verdict.explain_day import explain_charges
from cscontract.verdict.one_by_one import totals_by_reading
from cscontract.views.charts.days import finding
from cscontract.views.html import tables
from cscontract.views.panel.backends import live_days, offers_tab, price_tab
from cscontract.views.panel.complaints import Both, not_allowed, not_together
from cscontract.views.panel.controls import (
    Control,
    DayControl,
    FigureControl,
    Fold,
    PhraseControl,
    css_class,
    reading_of,
)
from cscontract.views.panel.quiet import Quiet
from cscontract.views.panel.session_state import ChangedTerms, terms_of
from cscontract.views.text.verdict_text import stability, standing_facts, total_text

AnyControl = FigureControl | PhraseControl

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
.csc-panel .csc-field input{text-align:right;padding:0 4px}
.csc-panel .csc-helper>.widget-label{position:absolute;width:1px;height:1px;overflow:hidden}
.csc-panel .csc-helper>.widget-label{clip-path:inset(50%);min-width:0;padding:0}
.csc-panel .csc-wrong input{border-color:#a40000!important;color:#a40000}
.csc-panel .csc-complaint .widget-html-content{line-height:1.25;padding:0 0 3px 96px}
.csc-panel .csc-old,.csc-panel .csc-old *{color:#666!important}
.csc-panel .csc-old .csc-still{color:#a40000!important;font-weight:600}
.csc-panel .csc-tabs.jupyter-widgets>.lm-TabBar .lm-TabBar-tab{color:var(--jp-ui-font-color1,#222)}
</style>"""
#: the sides stand side by side where there is room, else the answer above the terms
WHOLE = {"width": "100%", "flex_flow": "row wrap-reverse", "align_items": "flex-end"}
LEFT = {"flex": "1 1 320px", "min_width": "0"}
RIGHT = {
    "flex": "999 1 520px",
    "padding": "0 0 0 14px",
    "min_width": "0",
    "max_width": "100%",
}


class Origin(NamedTuple):
    """The agreement that the controls were last set to as a whole, and the hash of the
    round that it is of.
    """

    round: str | None
    agreement: Agreement


class Panel(Quiet, widgets.HBox):
    """Terms and words on the left, the answer on the right, in tabs. `language`: "en"
    or "zh".

    `agreement` is what the controls now say, `verdict` the last answer; both stay as
    they were while a control holds a value that is not allowed. Takes the records of
    `cs.read`. `rounds`: the file to save rounds in, with the time of `now`; without
    them offers are compared and none is saved.
    """

    def __init__(
        self,
        agreement: Agreement,
        records: Records,
        language: Language = DEFAULT,
        rounds: str | Path | None = None,
        now: Callable[[], datetime] | None = None,
    ):
        self.given = agreement
        self.agreement = agreement
        self.records = records
        # what the controls change: the agreement given, or the round last taken
        self.base = agreement
        self.origin = Origin(None, agreement)
        self.language: Language = language
        self.saving = rounds, now
        #: called when what it shows has changed, by what keeps it for a page
        self.noted: Callable[[], None] = lambda: None
        self.session: Any = None
        self.verdict = self.baseline = check(agreement, records)
        self.compared = ChangedTerms()
        self._make_controls(agreement)
        self._make_buttons()
        self._make_answer()
        super().__init__([self._left(), self._right()], layout=WHOLE)
        self.add_class("csc-panel")
        self.speak()

    # the two sides

    def _make_controls(self, agreement: Agreement) -> None:
        """A control for each figure and each phrase of the agreement's clauses."""
        self.offered = offered(agreement)
        shown = [f for f in agreement.figures.values() if f.panel != "none"]
        self.figures = [
            FigureControl(figure, agreement, self._moved) for figure in shown
        ]
        # only phrases that these records can decide; the others would be refused
        phrases = [p for p in agreement.phrases.values() if self.records.can_decide(p)]
        self.phrases = [
            PhraseControl(phrase, agreement, self._moved) for phrase in phrases
        ]
        self.controls: list[AnyControl] = [*self.figures, *self.phrases]
        with self.quietly():
            for control in self.phrases:
                control.write(agreement)

    def _make_buttons(self) -> None:
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
        self.statement = widgets.HTML()
        self.why = widgets.HTML()
        term = self.verdict.charges.daily.term
        self.day_shown = DayControl(term, self._first_charged(), self._day_chosen)
        self.day = self.day_shown.widget
        for name in ("headline", "picture", "statement", "why"):
            getattr(self, name).add_class(css_class(name))

    def _left(self) -> Any:
        self.titles = widgets.HTML(), widgets.HTML()
        self.live = widgets.VBox(layout={"width": "100%"})
        self.idle = widgets.VBox()
        self.folded = Fold(self.idle)
        self.more = Fold(widgets.VBox())
        buttons = widgets.HBox([self.keep, self.reset])
        terms = [widgets.HTML(STYLE), self.titles[0]]
        words = [self.titles[1], self.live, self.folded, buttons, self.switch]
        self.around = terms, words
        self.left = widgets.VBox(layout=LEFT)
        self._lay_out()
        return self.left

    def _lay_out(self) -> None:
        """The figures' controls in their places: those that are shown, those that are
        folded away.
        """
        shown = [each.box for each in self.figures if each.figure.panel == "shown"]
        self.folded_away = [
            each.box for each in self.figures if each.figure.panel == "folded"
        ]
        self.more.rows.children = self.folded_away
        self.more.layout.display = None if self.folded_away else "none"
        terms, words = self.around
        self.left.children = [*terms, *shown, self.more, *words]

    def _compose(self, agreement: Agreement) -> bool:
        """Where an agreement has other figures or phrases: its controls in place of
        those before.
        """
        is_other = offered(agreement) != self.offered
        if is_other:
            self._make_controls(agreement)
            self._lay_out()
        return is_other

    def _right(self) -> Any:
        parts = [
            self.headline,
            self.picture,
            self.statement,
            self.day_shown.box,
            self.why,
        ]
        self.tabs: dict[str, Any] = {
            "Price of words": price_tab(self.given, self.records, self.language),
            **offers_tab(self.given, self.records, self._take_round, *self.saving),
        }
        self.answers = widgets.Tab(
            [widgets.VBox(parts), *self.tabs.values()],
            layout=RIGHT,
        )
        self.answers.add_class(css_class("tabs"))
        self.answers.observe(lambda _: self._tab_chosen(), names="selected_index")
        return self.answers

    # what a reader does

    def control(self, key: str) -> Any:
        """The widget of a figure (“fee.monthly”) or a phrase by its name; set its
        `value`.
        """
        return self._of(key).widget

    def complaint(self, key: str) -> str:
        """What is wrong with that control's value, in words; empty where it is
        allowed.
        """
        return self._of(key).complained

    def _of(self, key: str) -> AnyControl:
        return next(control for control in self.controls if control.key == key)

    def _moved(self, moved: AnyControl) -> None:
        """A control was moved: a new answer, or in words what is wrong, the last answer
        kept.
        """
        if self.quiet:
            return
        wrong: Sentence | None = None
        for controls in self._together(moved):
            try:
                verdict = check(self._wanted(controls), self.records)
            except ValueError:
                wrong = wrong or not_allowed(self._bounds(moved))
            except BadInput as error:
                wrong = not_together(error, self.agreement)
            else:
                self._accept(controls)
                self._answer(verdict)
                return
        moved.complain(wrong or "", self.language)
        self._show_headline()
        self.noted()

    def _together(self, moved: AnyControl) -> list[list[AnyControl]]:
        """What to try: the moved control with all that were refused before, then it
        alone.

        Two figures may be wrong one by one and right together: a limit raised with that
        of renewal.
        """
        refused = [
            c for c in self.controls if c is not moved and c.complained and is_read(c)
        ]
        return [[moved, *refused], [moved]] if refused else [[moved]]

    def _wanted(self, controls: Iterable[AnyControl]) -> Agreement:
        """The agreement with what these controls say; every value is checked here,
        whatever sent it.
        """
        figures: dict[str, Any] = {}
        readings: dict[str, str] = {}
        for control in controls:
            values = figures if isinstance(control, FigureControl) else readings
            values[control.key] = control.read()
        return self._changed(
            {**self._accepted(self.figures), **figures},
            {**self._accepted(self.phrases), **readings},
        )

    def _accepted(self, controls: Iterable[AnyControl]) -> dict[str, Any]:
        return {control.key: control.accepted for control in controls}

    def _changed(self, figures: dict[str, Any], readings: dict[str, str]) -> Agreement:
        """The agreement in hand with what differs from it, and all else as it is."""
        base = self.base
        changes = {key: fen for key, fen in figures.items() if fen != base.figure(key)}
        reread = {
            key: way for key, way in readings.items() if way != reading_of(base, key)
        }
        if reread:
            changes["readings"] = {**base.readings, **reread}
        return base.with_figures(changes) if changes else base

    def _accept(self, controls: Iterable[AnyControl]) -> None:
        """What these controls say is allowed; each shows it as it is written out."""
        with self.quietly():
            for control in controls:
                control.accept(control.read())

    def _bounds(self, control: AnyControl) -> Both:
        if isinstance(control, FigureControl):
            return {
                language: control.figure.bounds_in(language) for language in LANGUAGES
            }
        return {
            language: say("a reading of the list", language) for language in LANGUAGES
        }

    def keep_as_baseline(self) -> None:
        """Compare from now on with what the controls say now."""
        self.baseline = self.verdict
        self.compared = self.terms
        self.speak()

    def reset_to_given(self) -> None:
        """Back to the agreement that the panel was opened with; one new answer for all
        controls.
        """
        self.baseline = check(self.given, self.records)
        self.compared = ChangedTerms()
        self.take(self.given)

    def take(self, agreement: Agreement, origin: Origin | None = None) -> None:
        """Another agreement's terms, exactly; one new answer for all controls.
        `origin`: whose they are.
        """
        verdict = check(agreement, self.records)
        self.base = agreement
        self.origin = origin or Origin(None, self.given)
        self._compose(agreement)
        with self.quietly():
            for control in self.controls:
                control.write(agreement)
        self._answer(verdict)
        self.speak()

    def _take_round(self, agreement: Agreement, round: str) -> None:
        self.take(agreement, Origin(round, agreement))

    @property
    def terms(self) -> ChangedTerms:
        """What the controls change against the agreement that they were last set to as
        a whole.
        """
        return terms_of(self.agreement, self.origin.agreement, self.origin.round)

    def select(self, title: str) -> Any:
        """Open the tab of that (English) title, as a click on it does; gives
        the tab.
        """
        self.answers.selected_index = 1 + list(self.tabs).index(title)
        return self.tabs[title]

    # what it shows

    def _answer(self, verdict: Verdict) -> None:
        """Show another verdict."""
        term = self.verdict.charges.daily.term
        self.agreement = verdict.agreement
        self.verdict = verdict
        is_other = self._compose(verdict.agreement)
        self._offer_readings()
        if verdict.charges.daily.term != term:
            self.day_shown.change_term(verdict.charges.daily.term)
        (self.speak if is_other else self._show)()

    def _offer_readings(self) -> None:
        """A reading that the new figures make available is on its list, one that they
        do not is off.
        """
        with self.quietly():
            for phrase in self.phrases:
                if phrase.names(self.agreement) != phrase.offered:
                    spread = self.spreads.get(phrase.key, 0)
                    phrase.speak(self.language, self.agreement, spread)

    def _first_charged(self) -> date:
        """The first day that a clause charges; the term's first where none does."""
        charges = self.verdict.charges
        firsts = (min(by_day) for by_day in charges.by_day.values() if by_day)
        return charges.daily.term.date_of(min(firsts, default=0))

    def _show(self) -> None:
        self._show_day()  # first, as the picture takes a browser longest
        self._show_headline()
        statement = tables.statement_html(self.verdict, self.language, self.baseline)
        self.statement.value = f'<div class="csc-scroll">{statement}</div>'
        self._show_tab()
        self.noted()

    def _show_headline(self) -> None:
        """The answer in a line; grey, and with what it is still for, while a control
        was refused.
        """
        refused = [control for control in self.controls if control.complained]
        stands = [
            (each.label(self.language), each.kept(self.language)) for each in refused
        ]
        self.headline.value = headline_html(
            self.verdict, self.baseline, self.language, stands
        )

    def _show_tab(self, opened: bool = False) -> None:
        """The tab that is open, on the agreement as the controls now say; the others
        wait.
        """
        for place, tab in enumerate(self.tabs.values(), 1):
            if place == self.answers.selected_index:
                tab.show(self.agreement)
                if opened and hasattr(tab, "opened"):
                    tab.opened()

    def _tab_chosen(self) -> None:
        self._show_tab(opened=True)
        self.noted()

    def _show_day(self) -> None:
        charges = self.verdict.charges
        when = self.day_shown.accepted
        with self.picture.hold_sync():
            self.picture.value = self.draw(charges, self.language, when)
            self.picture.tooltip = finding(charges, self.language)
        explanation = explain_charges(charges, self.records, when)
        self.why.value = tables.explanation_html(explanation, self.language)

    def _day_chosen(self, day: Control) -> None:
        """Another day to explain, or in words why it is none of the term's."""
        if self.quiet:
            return
        try:
            when = day.read()
        except ValueError:
            day.complain(not_allowed(self.day_shown.bounds), self.language)
            self.why.add_class("csc-old")
        else:
            day.accept(when)
            self.why.remove_class("csc-old")
            self._show_day()
            self.noted()

    def speak(self, language: Language | None = None) -> None:
        """Everything in the language; the phrases that move most on these
        counts first.
        """
        self.language = language or self.language
        for tab in self.tabs.values():
            if tab.language != self.language:
                tab.speak(self.language)
        self.spreads = self._spreads()
        with self.quietly():
            for figure in self.figures:
                figure.speak(self.language)
            for phrase in self.phrases:
                phrase.speak(self.language, self.agreement, self.spreads[phrase.key])
            self._order(self.spreads)
            self.day_shown.speak(self.language)
            self._label()
        self._show()

    def _label(self) -> None:
        self.keep.description = say("Keep as baseline", self.language)
        self.reset.description = say("Reset", self.language)
        for title, text in zip(self.titles, ("Terms", "Words"), strict=True):
            title.value = (
                f'<span class="csc-title">{escape(say(text, self.language))}</span>'
            )
        self.titles[1].layout.display = None if self.phrases else "none"
        titles = ("What it costs", *self.tabs)
        self.answers.titles = [say(title, self.language) for title in titles]
        count = sum(1 for phrase in self.phrases if phrase.box in self.idle.children)
        sentence = "{count} that move no money on these counts"
        self.folded.title = say(sentence, self.language, count=count)
        self.folded.layout.display = None if count else "none"
        self.more.title = say(
            "{count} further terms", self.language, count=len(self.folded_away)
        )

    def _spreads(self) -> dict[str, int]:
        """What each phrase alone moves, in fen: the range of the total over its
        readings.
        """
        spreads = dict.fromkeys((phrase.key for phrase in self.phrases), 0)
        for phrase in self.records.priced_of(self.agreement.phrases):
            totals = totals_by_reading(
                self.agreement, self.records, phrase.name
            ).values()
            spreads[phrase.name] = max(totals) - min(totals)
        return spreads

    def _order(self, spreads: dict[str, int]) -> None:
        dearest = sorted(self.phrases, key=lambda phrase: -spreads[phrase.key])
        chosen = {
            phrase.key for phrase in self.phrases if phrase.widget.value == "open"
        }
        live = [p.box for p in dearest if spreads[p.key] or p.key in chosen]
        self.live.children = live
        self.idle.children = [p.box for p in dearest if p.box not in live]


def headline_html(
    verdict: Verdict,
    baseline: Verdict,
    language: Language,
    refused: Sequence[tuple[str, str]] = (),
) -> str:
    """The total, its difference to the baseline, what falls due when, and what is
    counted.

    `refused`: label and kept value of every control that holds a value that is not
    allowed; the answer is then shown as the old one.
    """
    facts = say(" · ", language).join(map(escape, _facts(verdict, language)))
    facts = f"<br>{facts}" if facts else ""
    counted = say(" · ", language).join(map(escape, standing_facts(verdict, language)))
    return (
        f'<div class="csc-head{" csc-old" * bool(refused)}">'
        f"{_amount_html(verdict, language)} &ensp;"
        f"{_difference_html(verdict, baseline, language)}{_still_html(refused, language)}"
        f'{facts}<br><span class="csc-counted">{counted}</span></div>'
    )


def _amount_html(verdict: Verdict, language: Language) -> str:
    return f'<span class="csc-total">{escape(total_text(verdict, language))}</span>'


def _difference_html(verdict: Verdict, baseline: Verdict, language: Language) -> str:
    change = verdict.charges.total - baseline.charges.total
    sign, tone = (
        ("▲ ", "csc-up")
        if change > 0
        else ("▼ ", "csc-down")
        if change < 0
        else ("", "")
    )
    words = escape(say("against the baseline", language))
    return f'<span class="{tone}">{sign}{money.grouped(change, signed=True)}</span> {words}'


def _still_html(refused: Sequence[tuple[str, str]], language: Language) -> str:
    """What the answer is still for; nothing where no control was refused."""
    if not refused:
        return ""
    kept = [
        say("{label} {value}", language, label=label, value=value)
        for label, value in refused
    ]
    still = say(
        "still the answer for {kept}", language, kept=say(", ", language).join(kept)
    )
    return f' &ensp;<span class="csc-still">{escape(still)}</span>'


def _facts(verdict: Verdict, language: Language) -> Iterator[str]:
    if verdict.charges.charges_days:
        charged = sum(month["days"] for month in verdict.monthly)
        yield say("{count} charged days", language, count=charged)
    for _, fact in verdict.charges.asked("fact", language=language):
        yield fact
    if verdict.range:
        low, high = map(money.grouped, verdict.range[:2])
        yield stability(verdict.range, language)
        yield say("{low} to {high} over the open words", language, low=low, high=high)


def offered(agreement: Agreement) -> tuple[Any, ...]:
    """What an agreement has controls for: its figures, and its phrases with their
    clauses.
    """
    phrases = ((phrase.name, phrase.clause) for phrase in agreement.phrases.values())
    return tuple(agreement.figures.values()), tuple(phrases)


def is_read(control: Control) -> bool:
    """Whether a control holds a value at all, be it allowed or not."""
    try:
        control.read()
    except ValueError:
        return False
    return True
