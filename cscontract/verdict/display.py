"""How a result shows itself in a notebook; the views register the HTML of each kind."""

from __future__ import annotations

from functools import singledispatch
from importlib import import_module

from cscontract.core.language import Language, spoken

#: class of a result → the view that registers its HTML; loaded when the result is first
#: shown, by name, since a result is below its view and works without it
SHOWN_BY = {
    "cscontract.questions.words.dispute.Dispute": "cscontract.views.html.sentences",
    "cscontract.questions.words.infer.Inference": "cscontract.views.html.sentences",
    "cscontract.questions.parties.gains.Gains": "cscontract.views.text.parties_text",
    "cscontract.questions.words.price.Price": "cscontract.views.html.price_html",
    "cscontract.questions.seasons.risk.Risk": "cscontract.views.html.risk_html",
    "cscontract.questions.terms.compare.Comparison": "cscontract.views.text.terms_text",
    "cscontract.questions.parties.staffing.Staffing": "cscontract.views.text.parties_text",
    "cscontract.questions.terms.sweep.Sweep": "cscontract.views.text.terms_text",
    "cscontract.questions.parties.tornado.Tornado": "cscontract.views.text.parties_text",
    "cscontract.questions.terms.trade.Trade": "cscontract.views.html.sentences",
    "cscontract.questions.parties.zone.Zone": "cscontract.views.text.parties_text",
    "cscontract.verdict.check.Verdict": "cscontract.views.html.tables",
    "cscontract.verdict.explain_day.Explanation": "cscontract.views.html.tables",
    "cscontract.verdict.explain_month.MonthExplanation": "cscontract.views.html.tables",
}


@singledispatch
def html(result: object, language: Language | None = None) -> str | None:
    """The result as HTML, however its class was imported; None for what has no view."""
    language = language or spoken()
    for kind in type(result).__mro__:
        view = SHOWN_BY.get(f"{kind.__module__}.{kind.__qualname__}")
        if view:
            import_module(view)
            return html.dispatch(kind)(result, language)
    return None
