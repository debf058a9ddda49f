"""What is wrong with a control's value, in the words of the panel: its labels, and no codes."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cscontract.terms.faults import BadInput
from cscontract.terms.figures import figures
from cscontract.terms.language import LANGUAGES, Language, Sentence, in_language
from cscontract.terms.phrases import register

#: a text by language, as a Sentence tells it
Both = dict[Language, str]


def not_allowed(bounds: Both) -> Sentence:
    """A value that cannot be read, or lies beyond the bounds."""
    return Sentence("Allowed: {bounds}", bounds=bounds)


def not_together(error: BadInput, wording: Mapping[str, str]) -> Sentence:
    """A value that does not go with the others, by the first fault that tells it."""
    fault = error.faults[0]
    return Sentence(
        "Expected {expected}; fix: {fix}",
        expected=_labelled(fault.expected, wording),
        fix=_labelled(fault.fix, wording),
    )


def _labelled(text: str, wording: Mapping[str, str]) -> Both:
    return {
        language: in_labels(in_language(text, language), language, wording)
        for language in LANGUAGES
    }


def in_labels(text: str, language: Language, wording: Mapping[str, str]) -> str:
    """A text with the labels of figures, phrases and readings in place of their codes."""
    labels = {key: figure.label[language] for key, figure in figures().items()}
    for phrase in register().values():
        code = f"readings.{phrase.name}"
        if code not in text:
            continue
        labels[code] = phrase.words[language].format(**wording)
        for name, reading in phrase.readings.items():
            labels[name] = reading.label[language].format(**wording)
    codes = "|".join(re.escape(code) for code in sorted(labels, key=len, reverse=True))
    return re.sub(rf"(?<![\w.])({codes})(?![\w.])", lambda code: f"“{labels[code[1]]}”", text)
