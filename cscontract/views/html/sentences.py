"""Results that are told in sentences, as HTML: trades, what the bills fit, disputes."""

from __future__ import annotations

from html import escape

from cscontract.core.language import Language, spoken
from cscontract.questions.terms.trade import Trade
from cscontract.questions.words.dispute import Dispute
from cscontract.questions.words.infer import Inference
from cscontract.verdict.display import html
from cscontract.views.text.terms_text import trade_text
from cscontract.views.text.verdict_text import inference_text


@html.register
def trade_html(trade: Trade, language: Language | None = None) -> str:
    """What the concession is worth."""
    language = language or spoken()
    return paragraphs(trade_text(trade, language))


@html.register
def inference_html(inference: Inference, language: Language | None = None) -> str:
    """How many combinations fit the bills, and what is left of each phrase."""
    language = language or spoken()
    return paragraphs(inference_text(inference, language))


@html.register
def dispute_html(dispute: Dispute, language: Language | None = None) -> str:
    """The shortest days that part two readings."""
    language = language or spoken()
    return paragraphs(dispute.text(language))


def paragraphs(text: str) -> str:
    """A paragraph a line.

    >>> paragraphs("2 < 3\\n  4 > 3")
    '<p>2 &lt; 3</p><p>4 &gt; 3</p>'
    """
    return "".join(f"<p>{escape(line.strip())}</p>" for line in text.splitlines())
