"""What is told holds no telephone and no identity number: texts, sentences, and names
that tell apart.
"""

from __future__ import annotations

from cscontract.core.language import Sentence
from cscontract.core.personal_numbers import HIDDEN, is_personal, without_numbers

__all__ = ("HIDDEN", "is_personal", "masked")


def masked(text: str) -> str:
    """The text with every telephone and identity number hidden; a sentence can still be
    told.

    >>> masked("call 138 0013 8000"), masked(Sentence("{count} days", count="138.0013.8000"))
    ('call ‹hidden›', '‹hidden› days')
    """
    if not isinstance(text, Sentence):
        return without_numbers(text)
    values = {
        name: masked(value) if isinstance(value, str) else value
        for name, value in text.values.items()
    }
    return Sentence(text.template, **values)
