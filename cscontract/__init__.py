"""cscontract: what a customer-service outsourcing agreement costs on the parties' own
counts.

    import cscontract as cs
    agreement = cs.load("sample_data/agreement.yaml")
    records = cs.read("sample_data/records")
    cs.check(agreement, records)

Not legal advice.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

#: public name → the module that has it; loaded when first used, so that importing is
#: quick
_PUBLIC = {
    "Agreement": "cscontract.agreement.agreement",
    "BadInput": "cscontract.core.errors",
    "Records": "cscontract.records.read",
    "Rounds": "cscontract.rounds.rounds",
    "Verdict": "cscontract.verdict.check",
    "check": "cscontract.verdict.check",
    "compare": "cscontract.questions.terms.compare",
    "explain": "cscontract.verdict.explain_day",
    "explain_month": "cscontract.verdict.explain_month",
    "gains": "cscontract.questions.parties.gains",
    "Price": "cscontract.questions.words.price",
    "infer": "cscontract.questions.words.infer",
    "load": "cscontract.agreement.agreement",
    "load_parties": "cscontract.agreement.parties_figures",
    "price": "cscontract.questions.words.price",
    "read": "cscontract.records.read",
    "risk": "cscontract.questions.seasons.risk",
    "staffing": "cscontract.questions.parties.staffing",
    "sweep": "cscontract.questions.terms.sweep",
    "tornado": "cscontract.questions.parties.tornado",
    "trade": "cscontract.questions.terms.trade",
    "zone": "cscontract.questions.parties.zone",
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
