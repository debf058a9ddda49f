"""The panel's tab on words: what each doubtful phrase costs, and what is left once some
are settled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import reduce
from html import escape
from typing import Any

import ipywidgets as widgets

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.phrases import Phrase, dearest
from cscontract.core import money
from cscontract.core.errors import BadInput
from cscontract.core.language import Language, in_language, say, spoken
from cscontract.questions.words.price import Price, price
from cscontract.records.read import Records
from cscontract.views.charts.price_chart import FAVOURS, LivePrice, price_finding
from cscontract.views.panel.controls import WIDE, Control, Fold, PictureBox, css_class
from cscontract.views.panel.quiet import Quiet
from cscontract.views.text.phrase_text import label_of, question_of, words_of
from cscontract.views.text.price_text import plausible, rests_lines
from cscontract.views.text.verdict_text import price_headline, stability

OPEN = "open"
#: before a reading: it is ruled out, the others stay open
NOT = "-"


class ReadingControl(Control):
    """A dropdown of a phrase's readings, how each stands and whom it favours; at first
    the phrase is open.

    Of three readings or more any one can also be ruled out.
    """

    label_width = "150px"

    def __init__(self, phrase: Phrase, changed: Callable[[Control], None]):
        self.phrase = phrase
        super().__init__(
            f"price.{phrase.name}", widgets.Dropdown(options=[OPEN]), changed
        )

    def speak(self, language: Language, price: Price, reading: str | None) -> None:
        """The words as label, the readings priced as options, and the one that is
        chosen.
        """
        name = self.phrase.name
        agreement = price.agreement
        ways = [(self._label(price, way, language), way) for way in price.open[name]]
        without = self._without(price, language) if len(ways) > 2 else []
        options = ((say("open", language), OPEN), *ways, *without)
        if options != self.widget.options:
            self.widget.options = options
        self.widget.value = reading or OPEN
        self.widget.description = words_of(agreement, name, language)
        question = question_of(agreement, name, language)
        self.hint("\n".join([question, *self._reasons(price, language)]))

    def _label(self, price: Price, way: str, language: Language) -> str:
        reading = price.reading(self.phrase.name, way)
        sentence = "{reading} ({plausibility}; {favours}; here: {here})"
        return say(
            sentence,
            language,
            reading=self._named(price, way, language),
            plausibility=plausible(reading["plausibility"], language),
            favours=say(FAVOURS[reading["favours"]], language),
            here=say(reading["favours_here"], language),
        )

    def _named(self, price: Price, way: str, language: Language) -> str:
        return label_of(price.agreement, self.phrase.name, way, language)

    def _without(self, price: Price, language: Language) -> list[tuple[str, str]]:
        """Choices that rule a reading out."""
        return [
            (
                say(
                    "without: {reading}",
                    language,
                    reading=self._named(price, way, language),
                ),
                NOT + way,
            )
            for way in price.open[self.phrase.name]
        ]

    def _reasons(self, price: Price, language: Language) -> Iterator[str]:
        """Why each reading stands as it does."""
        figures = price.agreement.wording_of(self.phrase.name)
        for way in price.open[self.phrase.name]:
            standing = price.standings[self.phrase.name][way]
            reason = self.phrase.readings[way].reason[language].format(**figures)
            reason = in_language(standing.moved, language) if standing.moved else reason
            sentence = "{reading}: {plausibility}. {reason}"
            yield say(
                sentence,
                language,
                reading=self._named(price, way, language),
                plausibility=plausible(standing.plausibility, language),
                reason=reason,
            )


class PriceTab(Quiet, widgets.VBox):
    """Range, chart, and a row a phrase that matters; a phrase is open until a reading
    is chosen for it.

    `price` is what is left of the range with the `chosen` readings (phrase → reading,
    or “-reading” for one that is ruled out), `full` the price with every phrase open;
    both None until an agreement is shown. Far-fetched readings are priced where `far`
    is switched on.
    """

    def __init__(
        self,
        records: Records,
        language: Language | None = None,
        given: Agreement | None = None,
    ):
        language = language or spoken()
        self.records = records
        self.language = language
        self.chart = LivePrice()
        #: called when a choice was made, by what keeps it for a page
        self.noted: Callable[[], None] = lambda: None
        self.agreement: Agreement | None = None
        self.full: Price | None = None
        self.price: Price | None = None
        self.chosen: dict[str, str] = {}
        self.controls: dict[str, ReadingControl] = {}
        if given:
            self._offer(records.priced_of(given.phrases))
        self._make_answer()
        rows = [self.live, self.folded]
        super().__init__(
            [self.headline, self.picture, self.finding, self._buttons(), *rows]
        )
        self.add_class("csc-price")
        self.speak(language)

    def _make_answer(self) -> None:
        self.headline = widgets.HTML(layout=WIDE)
        self.finding = widgets.HTML(layout=WIDE)
        self.status = widgets.HTML()
        self.picture = PictureBox()
        self.live = widgets.Box(
            layout={
                "display": "grid",
                "width": "100%",
                "grid_gap": "0 10px",
                "grid_template_columns": "repeat(auto-fit, minmax(340px, 1fr))",
            }
        )
        self.idle = widgets.VBox()
        self.folded = Fold(self.idle)
        for name in ("headline", "picture", "finding", "status"):
            getattr(self, name).add_class(css_class(f"price.{name}"))

    def _buttons(self) -> Any:
        self.settle = widgets.Button(icon="check")
        self.reset = widgets.Button(icon="undo")
        self.far = widgets.ToggleButton()
        self.settle.on_click(lambda _: self.settle_as_agreed())
        self.reset.on_click(lambda _: self.open_all())
        self.far.observe(lambda _: self._again(), names="value")
        for name in ("settle", "reset", "far"):
            getattr(self, name).add_class(css_class(f"price.{name}"))
            getattr(self, name).layout = {"width": "auto", "flex": "0 0 auto"}
        return widgets.HBox([self.settle, self.reset, self.far, self.status])

    def _offer(self, phrases: Iterable[Phrase]) -> None:
        """A dropdown for each of these phrases; made anew where they are other ones."""
        known = {phrase.name: phrase for phrase in phrases}
        if known.keys() != self.controls.keys():
            self.controls = {
                name: ReadingControl(known[name], self._chose) for name in known
            }

    # what a reader does

    def control(self, phrase: str) -> Any:
        """The dropdown of a phrase; set its `value` to a reading or “open”."""
        return self.controls[phrase].widget

    def complaint(self, phrase: str) -> str:
        """What is wrong with that dropdown's value, in words; empty where it is
        allowed.
        """
        return self.controls[phrase].complained

    def settle_as_agreed(self) -> None:
        """Settle each phrase as the agreement reads it; those that it leaves open stay
        open.
        """
        if self.full and self.agreement:
            ways = self.agreement.chosen
            left_open = self.agreement.open
            self._choose(
                {name: ways[name] for name in self.full.open if name not in left_open}
            )

    def open_all(self) -> None:
        """Leave every phrase open again."""
        self._choose({})

    def take(self, chosen: Mapping[str, str]) -> None:
        """Other choices (phrase → choice); those that are not to be had are dropped
        with the next answer.
        """
        self.chosen = {
            name: way for name, way in chosen.items() if name in self.controls
        }
        self._again()

    def _chose(self, control: Control) -> None:
        """A dropdown was moved: what is left with that reading, or in words what is
        wrong.
        """
        if self.quiet or not self.full or not isinstance(control, ReadingControl):
            return
        name = control.phrase.name
        reading = control.widget.value
        if reading != OPEN and not self._is_known(name, reading):
            wrong = "That is no reading of it here; the price stays as it was."
            control.complain(say(wrong, self.language))
            return
        control.complain()
        others = {phrase: way for phrase, way in self.chosen.items() if phrase != name}
        self.chosen = others if reading == OPEN else {**others, name: reading}
        self._show(moved=name)

    def _is_known(self, phrase: str, choice: object) -> bool:
        """Whether a choice is a reading that is priced, or rules one of three or more
        out.
        """
        assert self.full
        ways = self.full.open.get(phrase, ())
        without = [NOT + way for way in ways] if len(ways) > 2 else []
        return choice in (*ways, *without)

    def _again(self) -> None:
        """The same agreement priced anew, with or without far-fetched readings."""
        agreement = self.agreement
        self.agreement = None
        if agreement:
            self.show(agreement)

    def _choose(self, chosen: dict[str, str]) -> None:
        """Another choice for all phrases; one new answer."""
        self.chosen = chosen
        self._fill()
        self._show()

    # what it shows

    def show(self, agreement: Agreement) -> None:
        """Price an agreement's words, once; a choice that it does not make available is
        dropped.
        """
        if agreement == self.agreement:
            self._tell("")
            return
        if not self.records.priced_of(agreement.phrases):
            sentence = "No phrase that these records can decide moves money."
            self._tell(say(sentence, self.language))
            return
        self._tell(say("working…", self.language))
        try:
            full = price(
                agreement, self.records, "all" if self.far.value else "arguable"
            )
        except BadInput as error:
            fault = error.faults[0]
            sentence = "Expected {expected}; fix: {fix}"
            told = say(sentence, self.language, expected=fault.expected, fix=fault.fix)
            self._tell(told, wrong=True)
            return
        self.agreement = agreement
        self.full = full
        self._offer(full.agreement.phrases[name] for name in full.open)
        self._choose(
            {name: w for name, w in self.chosen.items() if self._is_known(name, w)}
        )
        self._tell("")

    def speak(self, language: Language) -> None:
        """Everything in the language."""
        self.language = language
        self.settle.description = say("Settle as the agreement has it", language)
        self.reset.description = say("Open all", language)
        self.far.description = say("With far-fetched readings", language)
        self._choose(self.chosen)

    def _tell(self, text: str, wrong: bool = False) -> None:
        colour = ' style="color:#a40000"' if wrong else ""
        self.status.value = (
            f'<span role="status"{colour}>{escape(text)}</span>' if text else ""
        )

    def _fill(self) -> None:
        """The dropdowns' words, readings and choices."""
        if self.full:
            with self.quietly():
                for name, control in self.controls.items():
                    control.speak(self.language, self.full, self.chosen.get(name))
                    control.complain()

    def _show(self, moved: str = "") -> None:
        """Headline, chart, its finding, and the phrases that matter; the row that was
        moved keeps its place.
        """
        if not self.full:
            return
        self.price = left = reduce(taken, self.chosen.items(), self.full)
        order = dearest(self.full.shares)
        moving = [name for name in order if self.full.shares[name] or left.shares[name]]
        found = price_finding(left, self.language)
        png = self.chart.png(left, self.full, moving, self.language) if moving else b""
        self.picture.show(png, found)
        self.picture.layout.display = None if moving else "none"
        self.headline.value = price_headline_html(left, self.full, self.language)
        self.finding.value = f"<span>{escape(found)}</span>"
        settled = self.chosen.keys() - {moved}
        kept = (
            {moved}
            if moved and self.controls[moved].box in self.live.children
            else set()
        )
        self._order([name for name in order if name in {*moving, *settled, *kept}])
        self.noted()

    def _order(self, shown: list[str]) -> None:
        """The rows of the phrases that matter, dearest first; the others folded
        away.
        """
        idle = [
            control.box for name, control in self.controls.items() if name not in shown
        ]
        self.live.children = [self.controls[name].box for name in shown]
        self.idle.children = idle
        sentence = "{count} without a share in the dispute"
        self.folded.title = say(sentence, self.language, count=len(idle))
        self.folded.layout.display = None if idle else "none"


def taken(price: Price, choice: tuple[str, str]) -> Price:
    """The price with a phrase settled for a reading, or with that reading ruled out."""
    phrase, reading = choice
    if reading.startswith(NOT):
        return price.rule_out(phrase, reading.removeprefix(NOT))
    return price.settle(phrase, reading)


def price_headline_html(price: Price, full: Price, language: Language) -> str:
    """The range that is left, how stable the total is, and by how much settling has
    narrowed the range.
    """
    stable = f"{money.grouped(price.base)}: {stability(price.span, language)}"
    facts = [stable] if price.combinations > 1 else []
    if price is not full:
        facts.append(_narrowing(full.disputed - price.disputed, language))
    if price.outer[:2] != (price.low, price.high):
        low, high = map(money.grouped, price.outer[:2])
        facts.append(
            say(
                "with far-fetched readings {low} to {high}",
                language,
                low=low,
                high=high,
            )
        )
    rest = say(" · ", language).join(escape(fact) for fact in facts)
    rest += "".join(f"<br>{escape(line)}" for line in rests_lines(price, language))
    title = escape(price_headline(price, language))
    return (
        f'<div class="csc-head"><span class="csc-range">{title}</span><br>{rest}</div>'
    )


def _narrowing(narrower: int, language: Language) -> str:
    if not narrower:
        return say("as wide as with all words open", language)
    amount = money.grouped(narrower)
    return "▼ " + say(
        "{narrower} narrower than with all words open", language, narrower=amount
    )
