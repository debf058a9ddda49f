"""The panel's tab on words where numpy is not to be had: what each doubtful phrase moves alone."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any, NamedTuple

import ipywidgets as widgets

from cscontract.records.read import Records
from cscontract.terms import money
from cscontract.terms.agreement import Agreement
from cscontract.terms.faults import BadInput
from cscontract.terms.language import DEFAULT, Language, say
from cscontract.terms.phrases import Phrase
from cscontract.verdict.check import festivals_known
from cscontract.verdict.one_by_one import totals_by_reading
from cscontract.views.controls import WIDE, alert
from cscontract.views.tables import table


class Alone(NamedTuple):
    """A phrase and the total (fen) under each of its readings, the others as the agreement reads them."""

    phrase: Phrase
    totals: dict[str, int]

    @property
    def spread(self) -> int:
        return max(self.totals.values()) - min(self.totals.values())


def alone(agreement: Agreement, records: Records) -> list[Alone]:
    """Every phrase that moves money on these records, the one that moves most first."""
    with festivals_known():
        found = [Alone(p, totals_by_reading(agreement, records, p.name)) for p in records.priced]
    return sorted((each for each in found if each.spread), key=lambda each: -each.spread)


class AloneTab(widgets.VBox):
    """A sentence on what is not here, and a table of the phrases; `found` holds its rows."""

    def __init__(self, records: Records, language: Language = DEFAULT):
        self.records, self.language = records, language
        self.agreement: Agreement | None = None
        self.found: list[Alone] = []
        self.told, self.listed = widgets.HTML(layout=WIDE), widgets.HTML(layout=WIDE)
        super().__init__([self.told, self.listed])
        self.add_class("csc-alone")
        self.speak(language)

    def show(self, agreement: Agreement) -> None:
        """What each phrase moves alone under an agreement; in words what is wrong with it."""
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
            headers = ("words", "read as", "favours", "total", "difference")
            rows = [row for each in self.found for row in self._rows(each, self.agreement)]
            titles = [say(header, language) for header in headers]
            listed = table(titles, rows, text_columns=range(3))
            self.listed.value = f'<div class="csc-scroll">{listed}</div>'

    def _rows(self, each: Alone, agreement: Agreement) -> Iterator[tuple[Any, ...]]:
        """A row a reading; the phrase's words stand before the first."""
        figures, language = agreement.wording, self.language
        now = each.totals[agreement.chosen[each.phrase.name]]
        words = f"“{each.phrase.words[language].format(**figures)}”"
        for way, total in each.totals.items():
            reading = each.phrase.readings[way]
            yield (
                words, reading.label[language].format(**figures), say(reading.favours, language),
                money.grouped(total), money.grouped(total - now, signed=True),
            )  # fmt: skip
            words = ""
