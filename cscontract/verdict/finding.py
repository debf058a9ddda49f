"""A finding: what the records show against a clause, as a value with its evidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from cscontract.records.read import Records
from cscontract.terms.agreement import Agreement, shop_key
from cscontract.terms.language import Language, say


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `sentence` is what it says, with {placeholders} for `values`; `rows` its evidence.

    party: client | provider | both; kind: breach | due | gap | notice. `extra` are further keys of
    the code's own (count, needed, figure …). `readings`: the phrases that it rests on.
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

    def text(self, language: Language = "en") -> str:
        """What the finding says, in a sentence."""
        return say(self.sentence, language, **self.values)

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
            "measured": self.measured,
            "allowed": self.allowed,
            "readings": list(self.readings),
            "rows": list(self.rows),
            "text": self.text(),
            **self.extra,
        }


def stamp(when: date | datetime | None) -> str | None:
    """A date in ISO form; a time with the offset of Asia/Shanghai."""
    if when is None:
        return None
    return when.isoformat() + ("+08:00" if isinstance(when, datetime) else "")


def evidence(agreement: Agreement, records: Records, first: date, last: date) -> tuple[str, ...]:
    """The rows of the agreement's shops from first to last, as “file:row”."""
    file = records.file("receptions")
    return tuple(
        f"{file}:{row.row}"
        for row in records.receptions or ()
        if first <= row.date <= last and shop_key(row.shop) in agreement.shop_ids
    )
