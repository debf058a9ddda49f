"""Where an agreement says what no clause alone says: the numbers that a general finding
names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.clause import Clause
from cscontract.agreement.kinds import READ_WITH, Kind, kinds
from cscontract.agreement.phrases import Readings

#: what stands at the head of a file goes by its key there
SHOPS = "shops"
TERM = "term"


def kind_of(clause: Clause) -> Kind:
    """The kind of a clause."""
    return kinds()[clause.kind]


def numbers_of(clauses: Iterable[Clause]) -> str:
    """The numbers of clauses, each once."""
    return ", ".join(dict.fromkeys(clause.place for clause in clauses))


def of_term(agreement: Agreement) -> str:
    """The number of the term, or what it is called in the file."""
    return agreement.term.at or TERM


def counting_clauses(agreement: Agreement) -> Sequence[Clause]:
    """The clauses that go by the persons who are counted."""
    return [clause for clause in agreement.clauses if kind_of(clause).counts]


def of_counts(agreement: Agreement) -> str:
    """The clauses that go by the persons who are counted; where none does, those on
    service days.
    """
    serving = (c for c in agreement.clauses if "served" in kind_of(c).to_all)
    return numbers_of(counting_clauses(agreement)) or numbers_of(serving)


def of_charges(agreement: Agreement) -> str:
    """The clauses with the prices; where there are none, those that charge, or the
    term.
    """
    charging = [clause for clause in agreement.clauses if kind_of(clause).money]
    prices = [clause for clause in charging if not kind_of(clause).stage]
    return numbers_of(prices or charging) or of_term(agreement)


def read_in_counting(agreement: Agreement, readings: Readings) -> tuple[str, ...]:
    """The phrases by which persons are counted, as the clauses have them that go by
    them.
    """
    names = READ_WITH["daily"]
    found = (clause.reads(names, readings) for clause in counting_clauses(agreement))
    return phrases_in_order(agreement, (name for each in found for name in each))


def phrases_in_order(agreement: Agreement, names: Iterable[str]) -> tuple[str, ...]:
    """Phrases in the agreement's order, each once."""
    named = set(names)
    return tuple(name for name in agreement.phrases if name in named)
