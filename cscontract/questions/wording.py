"""Wording that settles a phrase: the sentence to write into the contract, and what it is worth to whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cscontract.questions.price import Price
from cscontract.terms import money
from cscontract.terms.agreement import Agreement
from cscontract.terms.faults import bad, nearest
from cscontract.terms.language import Language, say
from cscontract.terms.phrases import register


@dataclass(frozen=True, slots=True)
class Settled:
    """A phrase settled by a reading: its clause and the sentence in a language."""

    phrase: str
    reading: str
    clause: str
    sentence: str


def settle(agreement: Agreement, phrase: str, reading: str, language: Language = "en") -> Settled:
    """The sentence that settles a phrase for a reading, with the agreement's figures.

    BadInput for an unknown phrase or reading.
    """
    known = register().get(phrase)
    if known is None:
        raise bad("phrase", repr(phrase), "a known phrase", nearest(phrase, register()))
    if reading not in known.readings:
        raise bad(phrase, repr(reading), "a reading of it", nearest(reading, known.readings))
    sentence = known.readings[reading].settling[language].format(**agreement.wording)
    return Settled(phrase, reading, known.clause, sentence)


def read_wording(agreement: Agreement, sentence: str) -> tuple[str, str]:
    """The phrase and reading that a settling sentence settles: the way back from `settle`.

    BadInput where no sentence of the register, or more than one, reads so with the agreement's figures.
    """
    wanted = " ".join(sentence.split())
    found = {
        (name, way.name)
        for name, phrase in register().items()
        for way in phrase.readings.values()
        for text in way.settling.values()
        if text.format(**agreement.wording) == wanted
    }
    if len(found) != 1:
        fix = "take the sentence as `settle` writes it"
        raise bad("wording", repr(wanted[:60]), "a sentence that settles one phrase", fix)
    return found.pop()


def document(price: Price, settled: Mapping[str, str], language: Language = "en") -> str:
    """A Markdown page of settling sentences (phrase → reading), each with what it leaves of the range.

    The range is that of `price`, its other phrases still open.
    """
    lines = [f"# {say('Wording that settles doubtful phrases', language)}", ""]
    for phrase, reading in settled.items():
        each = settle(price.agreement, phrase, reading, language)
        words = register()[phrase].words[language].format(**price.agreement.wording)
        lines += [f"## {each.clause} “{words}”", "", f"> {each.sentence}", ""]
        left = next((r for r in price.readings(phrase) if r["reading"] == reading), None)
        if left is not None:
            low, high = money.grouped(left["low"]), money.grouped(left["high"])
            lines += [
                say(
                    "With it the total lies between CNY {low} and {high}.",
                    language,
                    low=low,
                    high=high,
                ),
                "",
            ]
    lines.append(say("Not legal advice.", language))
    return "\n".join(lines) + "\n"
