"""Telephone and identity numbers: found wherever they stand, and never shown."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from cscontract.terms.language import Sentence

#: what may stand between two digits: blanks, dashes of any kind, signs that cannot be seen
BETWEEN = r"[ \t\-\u2010-\u2015\u2212\u200b-\u200f\u2060\ufeff]"
PHONE = re.compile(
    rf"(?<![0-9])(?:(?:\+|00)?86{BETWEEN}{{0,2}})?"
    rf"(?:1[3-9][0-9](?:{BETWEEN}{{0,2}}[0-9]){{8}}|1{BETWEEN}[3-9](?:{BETWEEN}[0-9]){{9}})(?![0-9])"
)
IDENTITY = re.compile(
    rf"(?<![0-9])[1-9][0-9]{{5}}(?:{BETWEEN}{{0,2}}[0-9]){{11}}{BETWEEN}{{0,2}}[0-9Xx](?![0-9])"
)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
HIDDEN = "‹hidden›"


def masked(text: str) -> str:
    """The text with every telephone and identity number hidden; spaced and full-width ones too.

    >>> masked("call 138 0013 8000"), masked("order 1234567890123456789")
    ('call ‹hidden›', 'order 1234567890123456789')
    """
    if isinstance(text, Sentence):
        return _masked_sentence(text)
    plain = unicodedata.normalize("NFKC", text)
    found = PHONE.sub(HIDDEN, IDENTITY.sub(lambda match: _hidden_identity(match[0]), plain))
    return text if found == plain else found


def _masked_sentence(sentence: Sentence) -> Sentence:
    """The sentence with every number of a person in its values hidden; it can still be told."""
    values = {
        name: masked(value) if isinstance(value, str) else value
        for name, value in sentence.values.items()
    }
    return Sentence(sentence.template, **values)


def is_personal(text: str) -> bool:
    """Whether a telephone or identity number stands in the text."""
    return masked(text) != text


def _hidden_identity(number: str) -> str:
    digits = re.sub(BETWEEN, "", number)
    return HIDDEN if _is_identity(digits) else number


def _is_identity(digits: str) -> bool:
    """Whether 18 signs are an identity number: a date of birth and the check sign (ISO 7064)."""
    try:
        date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits[:17], WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == digits[17].upper()
