"""What is wrong with a control's value, in the words of the panel: its labels, and no
codes.
"""

from __future__ import annotations

import re

from cscontract.agreement.agreement import Agreement
from cscontract.core.errors import BadInput
from cscontract.core.language import LANGUAGES, Language, Sentence, in_language
from cscontract.views.text.phrase_text import label_of, words_of

#: a text by language, as a Sentence tells it
Both = dict[Language, str]


def not_allowed(bounds: Both) -> Sentence:
    """A value that cannot be read, or lies beyond the bounds."""
    return Sentence("Allowed: {bounds}", bounds=bounds)


def not_together(error: BadInput, agreement: Agreement) -> Sentence:
    """A value that does not go with the others, by the first fault that tells it."""
    fault = error.faults[0]
    return Sentence(
        "Expected {expected}; fix: {fix}",
        expected=_labelled(fault.expected, agreement),
        fix=_labelled(fault.fix, agreement),
    )


def _labelled(text: str, agreement: Agreement) -> Both:
    return {
        language: in_labels(in_language(text, language), language, agreement)
        for language in LANGUAGES
    }


def in_labels(text: str, language: Language, agreement: Agreement) -> str:
    """A text with the labels of figures, phrases and readings in place of their
    codes.
    """
    labels = {key: figure.label[language] for key, figure in agreement.figures.items()}
    for phrase in agreement.phrases.values():
        code = f"readings.{phrase.name}"
        if code not in text:
            continue
        labels[code] = words_of(agreement, phrase.name, language)
        for way in phrase.readings:
            labels[way] = label_of(agreement, phrase.name, way, language)
    codes = "|".join(re.escape(code) for code in sorted(labels, key=len, reverse=True))
    return re.sub(
        rf"(?<![\w.])({codes})(?![\w.])", lambda code: f"“{labels[code[1]]}”", text
    )
