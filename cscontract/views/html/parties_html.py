"""What is in it for either party, as HTML for notebooks."""

from __future__ import annotations

from cscontract.agreement.parties_figures import BothParties, parties_figures
from cscontract.core.language import Language, say, spoken
from cscontract.questions.parties.gains import Gains
from cscontract.questions.parties.staffing import Staffing
from cscontract.questions.parties.tornado import Tornado
from cscontract.questions.parties.zone import Zone
from cscontract.verdict.display import html
from cscontract.views.html.parts import bold_lines, paragraphs, table
from cscontract.views.text.parties_text import (
    gains_headline,
    money_rows,
    move_rows,
    proofs,
    seat_rows,
    tornado_headline,
    zone_finding,
)


@html.register
def gains_html(gains: Gains, language: Language | None = None) -> str:
    """What is left to each party, and a row a month."""
    language = language or spoken()
    titles, *rows, footer = money_rows(gains, language)
    title = bold_lines(*gains_headline(gains, language))
    return title + table(titles, rows, footer=footer, text_columns=(0, 7))


@html.register
def staffing_html(side: Staffing, language: Language | None = None) -> str:
    """A row a month."""
    language = language or spoken()
    titles, *rows = seat_rows(side, language)
    return table(titles, rows)


@html.register
def zone_html(zone: Zone, language: Language | None = None) -> str:
    """The prices that serve both, and the proof of either end."""
    language = language or spoken()
    return bold_lines(*zone_finding(zone, language)) + paragraphs(proofs(zone, language))


@html.register
def tornado_html(tornado: Tornado, language: Language | None = None) -> str:
    """A table a party, a row a figure that moves it."""
    language = language or spoken()
    parties = ("provider", "client")
    return "".join(_moves_table(tornado, party, language) for party in parties)


def _moves_table(tornado: Tornado, party: str, language: Language) -> str:
    titles, *rows = move_rows(tornado, party, language)
    return table(titles, rows, caption=tornado_headline(tornado, party, language))


def figures_html(parties: BothParties, language: Language | None = None) -> str:
    """A row a figure of both parties: value, unit, meaning, where its range comes from."""
    language = language or spoken()
    titles = ("figure", "value", "unit", "meaning", "source")
    rows = [
        (
            key,
            figure.show(parties.figure(key), grouped=True),
            figure.unit[language],
            figure.words[language],
            (figure.source or {}).get(language, ""),
        )
        for key, figure in parties_figures().items()
    ]
    said = [say(title, language) for title in titles]
    return table(said, rows, text_columns=(0, 2, 3, 4))
