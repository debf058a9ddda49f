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
    "explain_month": "cscontract.verdict.explain_month",
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
__all__ = sorted(_PUBLIC)


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_PUBLIC[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
