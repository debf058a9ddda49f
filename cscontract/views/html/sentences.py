"""Results that are sentences, as HTML: trades, what the bills fit, disputes."""

from __future__ import annotations

from cscontract.core.language import Language, spoken
from cscontract.questions.terms.trade import Trade
from cscontract.questions.words.dispute import Dispute
from cscontract.questions.words.infer import Inference
from cscontract.verdict.display import html
from cscontract.views.html.parts import paragraphs
from cscontract.views.text.terms_text import trade_text
from cscontract.views.text.verdict_text import inference_text


@html.register
def trade_html(trade: Trade, language: Language | None = None) -> str:
    """What the concession is worth."""
    language = language or spoken()
    return paragraphs(_lines(trade_text(trade, language)))


@html.register
def inference_html(inference: Inference, language: Language | None = None) -> str:
    """How many combinations fit the bills, and what is left of each phrase."""
    language = language or spoken()
    return paragraphs(_lines(inference_text(inference, language)))


@html.register
def dispute_html(dispute: Dispute, language: Language | None = None) -> str:
    """The shortest days that part two readings."""
    language = language or spoken()
    return paragraphs(_lines(dispute.text(language)))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines()]
