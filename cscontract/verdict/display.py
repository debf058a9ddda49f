"""How a result shows itself in a notebook; the views register the HTML of each kind."""

from __future__ import annotations

from functools import singledispatch
from importlib import import_module

from cscontract.terms.language import Language, spoken

#: class of a result → the view that registers its HTML; loaded when the result is first
#: shown, by name, since a result is below its view and works without it
SHOWN_BY = {
    "cscontract.questions.dispute.Dispute": "cscontract.views.sentences",
    "cscontract.questions.infer.Inference": "cscontract.views.sentences",
    "cscontract.questions.parties.Gains": "cscontract.views.parties_text",
    "cscontract.questions.price.Price": "cscontract.views.prices",
    "cscontract.questions.risk.Risk": "cscontract.views.risks",
    "cscontract.questions.scenarios.Comparison": "cscontract.views.terms_text",
    "cscontract.questions.staffing.Staffing": "cscontract.views.parties_text",
    "cscontract.questions.sweep.Sweep": "cscontract.views.terms_text",
    "cscontract.questions.tornado.Tornado": "cscontract.views.parties_text",
    "cscontract.questions.trade.Trade": "cscontract.views.sentences",
    "cscontract.questions.zone.Zone": "cscontract.views.parties_text",
    "cscontract.verdict.check.Verdict": "cscontract.views.tables",
    "cscontract.verdict.explain.Explanation": "cscontract.views.tables",
    "cscontract.verdict.explain_month.MonthExplanation": "cscontract.views.tables",
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
