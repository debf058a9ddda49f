"""What differs between two offers, figure by figure and phrase by phrase, and what it is worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cscontract.questions.scenarios import Change, changes
from cscontract.records.read import Records
from cscontract.terms import money
from cscontract.terms.agreement import Agreement
from cscontract.terms.language import LANGUAGES, Language, say, spoken
from cscontract.terms.phrases import Texts
from cscontract.verdict.check import Verdict, check


@dataclass(frozen=True, slots=True)
class Difference:
    """A term that differs: its key (“volume.threshold”, a phrase, another place), and in words what it was and is."""

    key: str
    label: Texts
    before: Texts
    after: Texts

    def to_dict(self) -> dict[str, Any]:
        """The difference as JSON has it."""
        return {"key": self.key, "label": self.label, "from": self.before, "to": self.after}

    def text(self, language: Language | None = None) -> str:
        """“Limit (persons a day): 100 → 120”."""
        language = language or spoken()
        sentence, told = "{label}: {before} → {after}", (self.label, self.before, self.after)
        label, before, after = (each[language] for each in told)
        return say(sentence, language, label=label, before=before, after=after)


def differences(before: Agreement, after: Agreement) -> tuple[Difference, ...]:
    """What differs between two agreements: figures first, then phrases, then all else."""
    return tuple(_difference(change, before, after) for change in changes(before, after))


def _difference(change: Change, before: Agreement, after: Agreement) -> Difference:
    def in_words(value: Any, agreement: Agreement) -> Texts:
        return {language: change.told(value, agreement, language) for language in LANGUAGES}

    label: Texts = {language: _label(change, before, language) for language in LANGUAGES}
    return Difference(
        change.key, label, in_words(change.before, before), in_words(change.after, after)
    )


def _label(change: Change, agreement: Agreement, language: Language) -> str:
    """What the term is called, a figure with its unit."""
    if change.key in agreement.figures:
        unit = agreement.figures[change.key].unit[language]
        return f"{change.label(agreement, language)} ({unit})"
    if change.key in agreement.phrases:
        return change.label(agreement, language)
    return place_in_words(change.key, language)


def place_in_words(key: str, language: Language) -> str:
    """What a place of the agreement file, which is neither figure nor phrase, is called."""
    names = {
        "parties.client": say("Client", language),
        "parties.provider": say("Provider", language),
        "parties.drafter": say("Drafted by", language),
        "shops": say("Shops", language),
        "hours.shifts": say("Shifts", language),
        "hours.breaks": say("Breaks", language),
        "duties.channels": say("Channels", language),
        "payment.methods": say("Ways of payment", language),
    }
    section, _, rest = key.partition(".")
    own = f"{say('Own calendar', language)} {rest}" if section == "calendar" else key
    return names.get(key, own)


@dataclass(frozen=True)
class Worth:
    """Two offers judged on the same records."""

    before: Verdict
    after: Verdict

    @property
    def fen(self) -> int:
        """By how many fen the later offer costs the client more; both totals as they stand."""
        return self.after.charges.total - self.before.charges.total

    def to_dict(self) -> dict[str, Any]:
        """The two totals, with their ranges where phrases are open, as JSON has them."""
        one, other = (
            {key: total for key, total in verdict.to_dict().items() if key in AMOUNTS}
            for verdict in (self.before, self.after)
        )
        return {"from": one, "to": other, "difference": money.yuan(self.fen)}


AMOUNTS = ("total", "low", "high")


def worth(before: Agreement, after: Agreement, records: Records) -> Worth:
    """What two offers come to on the same records. BadInput where these do not fit one of them."""
    return Worth(check(before, records), check(after, records))
