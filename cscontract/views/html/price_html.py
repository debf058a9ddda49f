"""What words cost, as HTML for notebooks."""

from __future__ import annotations

from cscontract.agreement.phrases import dearest
from cscontract.core import money
from cscontract.core.language import Language, say, spoken
from cscontract.questions.words.price import Price
from cscontract.verdict.display import html
from cscontract.views.html.parts import bold_lines, bullets, table
from cscontract.views.text.phrase_text import words_of
from cscontract.views.text.price_text import range_lines, rests_lines
from cscontract.views.text.verdict_text import price_headline


@html.register
def price_html(price: Price, language: Language | None = None) -> str:
    """The range and those beside it, and a row a phrase, dearest first.

    A row: the phrase's words, what it moves alone, its share.
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
    headers = [say(header, language) for header in ("clause", "words", "phrase", "alone", "share")]
    footer = ("", say("disputed", language), "", "", money.grouped(price.disputed))
    beside = [*range_lines(price, language), *rests_lines(price, language)]
    shares = table(headers, rows, footer=footer, text_columns=range(3))
    title = bold_lines(price_headline(price, language))
    return title + (bullets(beside) if beside else "") + shares
