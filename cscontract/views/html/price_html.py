"""What words cost, as HTML for notebooks."""

from __future__ import annotations

from html import escape

from cscontract.agreement.phrases import dearest
from cscontract.core import money
from cscontract.core.language import Language, say, spoken
from cscontract.questions.words.price import Price
from cscontract.verdict.display import html
from cscontract.views.html.tables import table
from cscontract.views.text.phrase_text import words_of
from cscontract.views.text.price_text import range_lines, rests_lines
from cscontract.views.text.verdict_text import price_headline


@html.register
def price_html(price: Price, language: Language | None = None) -> str:
    """The range and those beside it, and a row a phrase, dearest first: its words, what
    it moves alone, its share.
    """
    language = language or spoken()
    rows = [
        (
            price.agreement.phrases[name].clause,
            words_of(price.agreement, name, language),
            name,
            money.grouped(price.alone(name)),
            money.grouped(price.shares[name]),
        )
        for name in dearest(price.shares)
    ]
    headers = [
        say(header, language)
        for header in ("clause", "words", "phrase", "alone", "share")
    ]
    title = f'<p style="font-weight:600">{escape(price_headline(price, language))}</p>'
    footer = ("", say("disputed", language), "", "", money.grouped(price.disputed))
    beside = [*range_lines(price, language), *rests_lines(price, language)]
    told = "".join(f"<li>{escape(line)}</li>" for line in beside)
    return (
        title
        + f"<ul>{told}</ul>" * bool(told)
        + table(headers, rows, footer=footer, text_columns=range(3))
    )
