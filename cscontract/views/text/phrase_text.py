"""A phrase of an agreement as it is shown: its words and readings with the figures of
its clauses.
"""

from __future__ import annotations

from cscontract.agreement.agreement import Agreement
from cscontract.core.language import Language


def words_of(agreement: Agreement, name: str, language: Language) -> str:
    """The words; of a phrase that a clause has for itself with the clause's number."""
    phrase = agreement.phrases[name]
    words = phrase.words[language].format(**agreement.wording_of(name))
    return f"{words} ({phrase.clause})" if "@" in name else words


def label_of(agreement: Agreement, name: str, reading: str, language: Language) -> str:
    """A reading in a few words."""
    known = agreement.phrases[name].readings[reading]
    return known.label[language].format(**agreement.wording_of(name))


def question_of(agreement: Agreement, name: str, language: Language) -> str:
    """Where the phrase stands, and what is asked of it."""
    phrase = agreement.phrases[name]
    question = phrase.question[language].format(**agreement.wording_of(name))
    return f"{phrase.clause} · {question}"
