"""What differs between two offers, figure by figure and phrase by phrase, and what it
is worth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.kinds import kinds
from cscontract.agreement.phrases import Texts
from cscontract.core import money
from cscontract.core.language import LANGUAGES, Language, say, spoken
from cscontract.questions.terms.differences import Change, changes
from cscontract.records.read import Records
from cscontract.verdict.check import Verdict, check


@dataclass(frozen=True, slots=True)
class Difference:
    """A term that differs: its key (“fee.monthly”, a phrase, another place), and in
    words what it was and is.

    `clause`: where a figure or a phrase stands in the contract, empty for another
    place.
    """

    key: str
    label: Texts
    before: Texts
    after: Texts
    clause: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The difference as JSON has it."""
        return {
            "key": self.key,
            "label": self.label,
            "from": self.before,
            "to": self.after,
        }

    def text(self, language: Language | None = None) -> str:
        """“Limit (persons a day): 100 → 120”."""
        language = language or spoken()
        sentence = "{label}: {before} → {after}"
        told = (self.label, self.before, self.after)
        label, before, after = (each[language] for each in told)
        return say(sentence, language, label=label, before=before, after=after)


def differences(before: Agreement, after: Agreement) -> tuple[Difference, ...]:
    """What differs between two agreements: figures first, then phrases, then
    all else.
    """
    return tuple(
        _difference(change, before, after) for change in changes(before, after)
    )


def _difference(change: Change, before: Agreement, after: Agreement) -> Difference:
    def in_words(value: Any, agreement: Agreement) -> Texts:
        return {
            language: change.told(value, agreement, language) for language in LANGUAGES
        }

    label: Texts = {
        language: _label(change, before, language) for language in LANGUAGES
    }
    known: Any = change.figure or change.phrase
    clause = known.clause if known else ""
    values = (in_words(change.before, before), in_words(change.after, after))
    return Difference(change.key, label, *values, clause)


def _label(change: Change, agreement: Agreement, language: Language) -> str:
    """What the term is called, a figure with its unit."""
    if change.figure:
        return f"{change.label(agreement, language)} ({change.figure.unit[language]})"
    if change.phrase:
        return change.label(agreement, language)
    return place_in_words(change.key, language)


def place_in_words(key: str, language: Language) -> str:
    """What a place of the agreement file, which is neither figure nor phrase, is
    called.
    """
    names = {
        "parties.client": say("Client", language),
        "parties.provider": say("Provider", language),
        "parties.drafter": say("Drafted by", language),
        "shops": say("Shops", language),
    }
    section, _, rest = key.partition(".")
    if section == "calendar":
        return f"{say('Own calendar', language)} {rest}"
    return names.get(key) or _said_by_a_clause(rest, language) or key


def _said_by_a_clause(name: str, language: Language) -> str | None:
    """What a clause calls what it says beside figures; None where no kind has a word
    for it.
    """
    asked = (kind.answer("called") for kind in kinds().values())
    words = (answer() for answer in asked if answer)
    return next((say(each[name], language) for each in words if name in each), None)


@dataclass(frozen=True)
class Worth:
    """Two offers judged on the same records."""

    before: Verdict
    after: Verdict

    @property
    def fen(self) -> int:
        """By how many fen the later offer costs the client more; both totals as they
        stand.
        """
        return self.after.charges.total - self.before.charges.total

    def to_dict(self) -> dict[str, Any]:
        """The two totals, with their ranges where phrases are open, as JSON has
        them.
        """
        one, other = (
            {key: total for key, total in verdict.to_dict().items() if key in AMOUNTS}
            for verdict in (self.before, self.after)
        )
        return {"from": one, "to": other, "difference": money.yuan(self.fen)}


AMOUNTS = ("total", "low", "high")


def worth(before: Agreement, after: Agreement, records: Records) -> Worth:
    """What two offers come to on the same records. BadInput where these do not fit one
    of them.
    """
    return Worth(check(before, records), check(after, records))
