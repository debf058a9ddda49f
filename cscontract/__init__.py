"""cscontract: what a customer-service outsourcing agreement costs on the parties' own counts.

    import cscontract as cs
    agreement = cs.load("sample_data/agreement.yaml")
    records = cs.read("sample_data/records")
    cs.check(agreement, records)

Not legal advice.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

#: public name → the module that has it; loaded when first used, so that importing is quick
_PUBLIC = {
    "Agreement": "cscontract.terms.agreement",
    "BadInput": "cscontract.terms.faults",
    "Records": "cscontract.records.read",
    "Rounds": "cscontract.views.rounds",
    "Verdict": "cscontract.verdict.check",
    "check": "cscontract.verdict.check",
    "compare": "cscontract.questions.scenarios",
    "explain": "cscontract.verdict.explain",
    "gains": "cscontract.questions.parties",
    "Price": "cscontract.questions.price",
    "infer": "cscontract.questions.infer",
    "load": "cscontract.terms.agreement",
    "load_parties": "cscontract.terms.parties",
    "price": "cscontract.questions.price",
    "read": "cscontract.records.read",
    "risk": "cscontract.questions.risk",
    "staffing": "cscontract.questions.staffing",
    "sweep": "cscontract.questions.sweep",
    "tornado": "cscontract.questions.tornado",
    "trade": "cscontract.questions.trade",
    "zone": "cscontract.questions.zone",
}
#: public name → the view by which its result shows itself in a notebook
_SHOWN_BY = {
    "check": "cscontract.views.tables",
    "compare": "cscontract.views.terms_text",
    "explain": "cscontract.views.tables",
    "gains": "cscontract.views.parties_text",
    "price": "cscontract.views.prices",
    "risk": "cscontract.views.risks",
    "staffing": "cscontract.views.parties_text",
    "sweep": "cscontract.views.terms_text",
    "tornado": "cscontract.views.parties_text",
    "zone": "cscontract.views.parties_text",
}
__all__ = sorted(_PUBLIC)


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_PUBLIC[name]), name)
    if name in _SHOWN_BY:
        import_module(_SHOWN_BY[name])
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
