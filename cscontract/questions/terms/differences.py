"""What differs between two agreements, term by term; they may be composed of other
clauses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.composition import plain as plain_clauses
from cscontract.agreement.figures import Figure
from cscontract.agreement.phrases import Phrase
from cscontract.agreement.version_1 import canonical
from cscontract.core.frozen import Fixed
from cscontract.core.language import Language, say, spoken
from cscontract.core.strict_yaml import on_one_line

#: the value of a term where an agreement has none of the name
ABSENT: Any = object()
#: what a clause says that is told by the clause's other terms, or is its name
UNTOLD = frozenset({"kind", "id", "at", "in_words"})
#: the kind of the clause that says a term, empty for none, and the term's key in
#: version 2
Place = tuple[str, str]


class Change(NamedTuple):
    """A term that differs: its key (“fee.monthly”, a phrase, or another place), before
    and after.

    `wording`: the later agreement's figures as the phrase's texts name them, where the
    earlier has none of the name.
    """

    key: str
    before: Any
    after: Any
    figure: Figure | None = None
    phrase: Phrase | None = None
    wording: Mapping[str, str] = Fixed()

    @property
    def is_in_both(self) -> bool:
        """Whether both agreements have a term of the name."""
        return self.before is not ABSENT and self.after is not ABSENT

    def text(self, agreement: Agreement, language: Language | None = None) -> str:
        """The change in words: “Limit 100 → 120”."""
        language = language or spoken()
        before, after = (
            self.told(value, agreement, language) for value in (self.before, self.after)
        )
        return f"{self.label(agreement, language)}{self._where()} {before} → {after}"

    def _where(self) -> str:
        """The clause of a figure that only one agreement has, where its label does not
        tell it.
        """
        if self.is_in_both or not self.figure:
            return ""
        where = f" ({self.figure.clause})"
        return "" if self.figure.label["en"].endswith(where) else where

    def plain(self, value: Any) -> Any:
        """A value of the term as JSON has it: money as text with two decimals."""
        if value is ABSENT:
            return None
        return self.figure.plain(value) if self.figure else value

    def label(self, agreement: Agreement, language: Language) -> str:
        """What the term is called: a figure's label, a phrase's words, or its key."""
        if self.figure:
            return self.figure.label[language]
        if self.phrase:
            words = self._filled(self.phrase.words[language], agreement)
            return (
                f"“{words} ({self.phrase.clause})”" if "@" in self.key else f"“{words}”"
            )
        return self.key

    def told(self, value: Any, agreement: Agreement, language: Language) -> str:
        """A value of the term in words, a reading's with the figures of the
        agreement.
        """
        if value is ABSENT:
            return say("no such term", language)
        if self.figure:
            shown = self.figure.show(value, grouped=True)
            return say("not agreed", language) if value is None else shown
        if not self.phrase:
            return on_one_line(value)
        if value == "open":
            return say("open", language)
        return self._filled(self.phrase.readings[value].label[language], agreement)

    def _filled(self, text: str, agreement: Agreement) -> str:
        return text.format(**{**self.wording, **agreement.wording_of(self.key)})


def changes(before: Agreement, after: Agreement) -> list[Change]:
    """What differs between two agreements: figures, then phrases, then all else."""
    found = [*_figures(before, after), *_phrases(before, after), *_rest(before, after)]
    return [change for change in found if change.before != change.after]


def _figures(before: Agreement, after: Agreement) -> Iterator[Change]:
    """The figures of either, a figure of the earlier by its name there."""
    one, other = ({_place(a, key): key for key in a.figures} for a in (before, after))
    for place in {**one, **other}:
        has_it, key = (before, one[place]) if place in one else (after, other[place])
        earlier, later = (
            agreement.figure(keys[place]) if place in keys else ABSENT
            for agreement, keys in ((before, one), (after, other))
        )
        yield Change(key, earlier, later, has_it.figures[key])


def _place(agreement: Agreement, key: str) -> Place:
    """Where a term stands: two terms of one name are the same where their clauses are
    of one kind.
    """
    id = key.partition(".")[0]
    clause = agreement.by_id.get(id)
    return clause.kind if clause else "", canonical(key, agreement.by_id, 2)


def _phrases(before: Agreement, after: Agreement) -> Iterator[Change]:
    """The phrases that both read, one of a clause's own against the shared one where it
    has none.
    """
    for name, phrase in {**after.phrases, **before.phrases}.items():
        one, other = (_reading(agreement, name) for agreement in (before, after))
        if one and other:
            yield Change(
                name, one, other, phrase=phrase, wording=after.wording_of(name)
            )


def _reading(agreement: Agreement, name: str) -> str | None:
    """How an agreement reads a phrase, “open” where it is left open; None where no
    clause reads it.
    """
    plain, _, id = name.partition("@")
    if name not in agreement.phrases and id in agreement.by_id:
        name = plain
    return "open" if name in agreement.open else agreement.chosen.get(name)


def _rest(before: Agreement, after: Agreement) -> Iterator[Change]:
    """What is neither figure nor phrase."""
    if before.version == after.version == 1:
        yield from _rest_of_version_1(before, after)
        return
    one, other = (_said(agreement) for agreement in (before, after))
    for place in {**one, **other}:
        earlier, later = (said.get(place, ABSENT) for said in (one, other))
        if not _says_nothing([earlier, later]):
            yield Change(place[1], earlier, later)


def _rest_of_version_1(before: Agreement, after: Agreement) -> Iterator[Change]:
    known = {
        *before.figures,
        *after.figures,
        *(f"{clause.id}.in_words" for clause in after.clauses),
    }
    rest = dict(_flat(before.plain()))
    others = dict(_flat(after.plain()))
    for key in dict.fromkeys([*rest, *others]):
        if key not in known and not key.startswith("readings"):
            yield Change(key, rest.get(key), others.get(key))


def _says_nothing(values: list[Any]) -> bool:
    """Whether one agreement has no such term, and the other says nothing in it."""
    return ABSENT in values and all(value is ABSENT or not value for value in values)


def _said(agreement: Agreement) -> dict[Place, Any]:
    """What an agreement says beside figures and readings, by its place."""
    head = agreement.model_dump(
        include={"agreement", "parties", "shops", "currency", "calendar"}
    )
    found = {("", key): value for key, value in _flat(head)}
    for clause, plain in zip(
        agreement.clauses, plain_clauses(agreement.clauses), strict=True
    ):
        said = {name: value for name, value in plain.items() if name not in UNTOLD}
        found |= {(clause.kind, key): value for key, value in _flat(said, clause.id)}
    figures = [_place(agreement, key)[1] for key in agreement.figures]
    return {
        place: value
        for place, value in found.items()
        if not _is_told(place[1], figures)
    }


def _is_told(key: str, figures: list[str]) -> bool:
    """Whether figures say what stands at a key."""
    return any(figure == key or figure.startswith(f"{key}.") for figure in figures)


def _flat(data: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """The values of nested data by their place, levels joined by dots."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _flat(value, f"{place}.{key}" if place else str(key))
    else:
        yield place, data
