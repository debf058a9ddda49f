"""The panel's tab on words where numpy is not to be had: what each doubtful phrase
moves alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, NamedTuple

import ipywidgets as widgets

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.phrases import PLAUSIBLE, Phrase
from cscontract.clauses.shared.standing import Standing
from cscontract.core import money
from cscontract.core.errors import BadInput
from cscontract.core.language import Language, say, spoken
from cscontract.records.read import Records
from cscontract.verdict.check import festivals_known
from cscontract.verdict.one_by_one import totals_by_reading
from cscontract.verdict.plausibility import classes, considered, favoured
from cscontract.views.html.tables import table
from cscontract.views.panel.controls import WIDE, alert
from cscontract.views.text.phrase_text import label_of, words_of


class Alone(NamedTuple):
    """A phrase and the total (fen) under each of its readings, the others as the
    agreement reads them.
    """

    phrase: Phrase
    totals: dict[str, int]
    standings: Mapping[str, Standing]
    considered: tuple[str, ...]

    @property
    def spread(self) -> int:
        """What the strong and arguable readings, and the settled one, move."""
        totals = [self.totals[way] for way in self.considered]
        return max(totals) - min(totals)


def alone(agreement: Agreement, records: Records) -> list[Alone]:
    """Every phrase that moves money on these records, the one that moves most first."""
    with festivals_known():
        standings = classes(agreement, records)
        found = [
            Alone(
                p,
                totals_by_reading(agreement, records, p.name),
                standings[p.name],
                considered(agreement, standings, p.name),
            )
            for p in records.priced_of(agreement.phrases)
        ]
    moving = (each for each in found if len(set(each.totals.values())) > 1)
    return sorted(moving, key=lambda each: -each.spread)


class AloneTab(widgets.VBox):
    """A sentence on what is not here, and a table of the phrases; `found` holds its
    rows.
    """

    def __init__(self, records: Records, language: Language | None = None):
        language = language or spoken()
        self.records = records
        self.language = language
        self.agreement: Agreement | None = None
        self.found: list[Alone] = []
        self.told = widgets.HTML(layout=WIDE)
        self.listed = widgets.HTML(layout=WIDE)
        super().__init__([self.told, self.listed])
        self.add_class("csc-alone")
        self.speak(language)

    def show(self, agreement: Agreement) -> None:
        """What each phrase moves alone under an agreement; in words what is wrong with
        it.
        """
        if agreement == self.agreement:
            return
        try:
            self.found = alone(agreement, self.records)
        except BadInput as error:
            self.listed.value = alert(str(error))
            return
        self.agreement = agreement
        self.speak(self.language)

    def speak(self, language: Language) -> None:
        """Everything in the language."""
        self.language = language
        sentence = (
            "Each phrase is priced alone here, the others as the agreement reads them; all of them "
            "together are priced in the workbook (that takes numpy, which is not here)."
        )
        self.told.value = f"<p>{escape(say(sentence, language))}</p>"
        if self.agreement:
            listed = self._table(self.agreement, False)
            far = self._table(self.agreement, True)
            title = escape(
                say("Far-fetched readings, which need special proof", language)
            )
            folded = (
                f"<details><summary>{title}</summary>{far}</details>" if far else ""
            )
            self.listed.value = f'<div class="csc-scroll">{listed}{folded}</div>'

    def _table(self, agreement: Agreement, far_fetched: bool) -> str:
        """The readings of the phrases, those that are far-fetched apart; empty where
        there is none.
        """
        headers = (
            "words",
            "read as",
            "plausibility",
            "favours",
            "here",
            "total",
            "difference",
        )
        rows = [
            row
            for each in self.found
            for row in self._rows(each, agreement, self._ways(each, far_fetched))
        ]
        titles = [say(header, self.language) for header in headers]
        return table(titles, rows, text_columns=range(5)) if rows else ""

    def _ways(self, each: Alone, far_fetched: bool) -> list[str]:
        return [
            way for way in each.totals if (way not in each.considered) == far_fetched
        ]

    def _rows(
        self, each: Alone, agreement: Agreement, ways: list[str]
    ) -> Iterator[tuple[Any, ...]]:
        """A row a reading; the phrase's words stand before the first."""
        name = each.phrase.name
        language = self.language
        now = each.totals[agreement.chosen[name]]
        words = f"“{words_of(agreement, name, language)}”"
        for way in ways:
            reading = each.phrase.readings[way]
            total = each.totals[way]
            yield (
                words,
                label_of(agreement, name, way, language),
                say(PLAUSIBLE[each.standings[way].plausibility], language),
                say(reading.favours, language),
                say(favoured(total, now), language),
                money.grouped(total),
                money.grouped(total - now, signed=True),
            )
            words = ""
