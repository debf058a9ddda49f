"""A finding: what the records show against a clause, as a value with its evidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from cscontract.core.language import Language, in_language, say, spoken


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `sentence` is what it says, with {placeholders} for `values`; `rows`
    its evidence.

    party: client | provider | both; kind: breach | due | gap | notice. `extra` are
    further keys of the code's own (count, needed, figure …). `readings`: the phrases
    that it rests on. `measured`, `allowed`: texts or sentences, told in the language
    that is spoken.
    """

    clause: str
    party: str
    kind: str
    code: str
    sentence: str
    values: dict[str, Any] = field(default_factory=dict)
    first: date | datetime | None = None
    last: date | datetime | None = None
    shop: str | None = None
    measured: str | None = None
    allowed: str | None = None
    readings: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)

    def text(self, language: Language | None = None) -> str:
        """What the finding says, in a sentence; in the language that is spoken where
        none is named.
        """
        return say(self.sentence, language or spoken(), **self.values)

    def to_dict(self) -> dict[str, Any]:
        """The finding as JSON has it."""
        return {
            "clause": self.clause,
            "party": self.party,
            "kind": self.kind,
            "code": self.code,
            "shop": self.shop,
            "from": stamp(self.first),
            "to": stamp(self.last),
            "measured": self.measured and in_language(self.measured),
            "allowed": self.allowed and in_language(self.allowed),
            "readings": list(self.readings),
            "rows": list(self.rows),
            "text": self.text(),
            **self.extra,
        }


KINDS = ("breach", "due", "gap", "notice")


def stamp(when: date | datetime | None) -> str | None:
    """A date in ISO form; a time with the offset of Asia/Shanghai."""
    if when is None:
        return None
    return when.isoformat() + ("+08:00" if isinstance(when, datetime) else "")
