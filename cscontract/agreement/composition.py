"""An agreement composed of its clauses: the phrases and the figures that they have
together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any, NamedTuple

from cscontract.agreement.clause import Clause
from cscontract.agreement.figures import Figure
from cscontract.agreement.kinds import kinds, of_the_kinds, register
from cscontract.agreement.phrases import Phrase
from cscontract.core import money
from cscontract.core.errors import nearest
from cscontract.core.language import Sentence


def readers(clauses: Iterable[Clause], phrase: str) -> list[Clause]:
    """The clauses that read a phrase: those for which a reading of it is available."""
    clauses = tuple(clauses)
    return [clause for clause in clauses if ways_of(clause, phrase, clauses)]


def ways_of(clause: Clause, phrase: str, clauses: Sequence[Clause]) -> list[str]:
    """The readings of a phrase that are available for a clause; none where it does not
    read it.
    """
    kind = kinds()[clause.kind]
    if phrase not in kind.reads:
        return []
    ways = list(register()[phrase].readings)
    narrow = kind.available.get(phrase)
    return list(narrow(clause, ways, clauses)) if narrow else ways


class Reader(NamedTuple):
    """A clause as far as phrases hang on it. `ways`: the readings available, by
    phrase.
    """

    id: str
    kind: str
    place: str
    ways: tuple[tuple[str, tuple[str, ...]], ...]


def reader(clause: Clause, clauses: Sequence[Clause]) -> Reader:
    """A clause with the readings that are available for it, by the phrases that it
    reads.
    """
    narrow = kinds()[clause.kind].available
    found = []
    for name, every in _ways_of_kind(clause.kind):
        ways = (
            tuple(narrow[name](clause, list(every), clauses))
            if name in narrow
            else every
        )
        if ways:
            found.append((name, ways))
    return Reader(clause.id, clause.kind, clause.place, tuple(found))


@of_the_kinds
@cache
def _ways_of_kind(kind: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The phrases that clauses of a kind read, with all readings of each."""
    return tuple(
        (name, tuple(register()[name].readings)) for name in kinds()[kind].reads
    )


def readers_of(clauses: Sequence[Clause]) -> tuple[Reader, ...]:
    """The clauses as far as phrases hang on them."""
    return tuple(reader(clause, clauses) for clause in clauses)


@of_the_kinds
@lru_cache(maxsize=256)
def phrases_in(
    clauses: tuple[Reader, ...], own: tuple[str, ...], keep_clauses: bool
) -> dict[str, Phrase]:
    """The phrases that the clauses read, by name, in the register's order; kept, since
    most changes of a figure leave all of them as they are.

    `own`: the phrases that clauses have for themselves, “bound@renewal”; each stands
    after the shared one, which does not exist where every clause has its own.
    `keep_clauses`: the clause stands as the register has it.
    """
    found: dict[str, Phrase] = {}
    apart = set(own)
    for name, phrase in register().items():
        reading = [each for each in clauses if name in dict(each.ways)]
        sharing = [each for each in reading if f"{name}@{each.id}" not in apart]
        if sharing:
            places = ", ".join(dict.fromkeys(each.place for each in sharing))
            clause = phrase.clause if keep_clauses else places
            found[name] = _read_by(sharing, phrase, name, clause, clauses)
        for each in reading:
            its = f"{name}@{each.id}"
            if its in apart:
                found[its] = _read_by([each], phrase, its, each.place, clauses)
    return found


def _read_by(
    reading: Sequence[Reader],
    phrase: Phrase,
    name: str,
    place: str,
    clauses: Sequence[Reader],
) -> Phrase:
    """A phrase with the readings that all who read it have, in words about no other
    clause.
    """
    ways = [dict(each.ways)[phrase.name] for each in reading]
    left = {
        way: phrase.readings[way]
        for way in phrase.readings
        if all(way in w for w in ways)
    }
    company = _company(phrase.name, reading, clauses)
    beside = phrase.in_company_of(company) if phrase.without else phrase
    return replace(beside, name=name, clause=place, available=tuple(left))


def _company(
    phrase: str, reading: Sequence[Reader], clauses: Sequence[Reader]
) -> set[str]:
    """The kinds of the clauses beside which a phrase is read: all but those that read
    it apart.
    """
    every = {each.id for each in clauses if phrase in dict(each.ways)}
    apart = every - {each.id for each in reading}
    return {each.kind for each in clauses if each.id not in apart}


def wording_of(clauses: Sequence[Clause]) -> dict[str, str]:
    """The figures as the texts of phrases name them: of several clauses the first
    one's.
    """
    found: dict[str, str] = {}
    for clause in clauses:
        found = {**kinds()[clause.kind].wording(clause), **found}
    return found


def misread(
    phrases: Mapping[str, Phrase], name: Any, reading: Any
) -> tuple[Any, str, str] | None:
    """What is wrong with a phrase and its reading: value, what was expected, the mend;
    None if nothing.
    """
    known = phrases.get(name)
    if known is None:
        return reading, "a known phrase", nearest(name, phrases)
    ways = [*known.readings, "open"]
    if reading in ways:
        return None
    return reading, Sentence("a reading of {name}", name=name), nearest(reading, ways)


def why_unavailable(
    clauses: Sequence[Clause], phrase: Phrase, reading: str
) -> tuple[str, str]:
    """What is expected where a reading of a phrase is not available, and the mend."""
    plain, _, id = phrase.name.partition("@")
    gaps = (
        (each, kinds()[each.kind].lacking.get(f"{plain}.{reading}"))
        for each in readers(clauses, plain)
        if id in ("", each.id)
    )
    open_ones = (
        f"{each.id}.{gap}" for each, gap in gaps if gap and getattr(each, gap) is None
    )
    fix = next((Sentence("give {name}", name=key) for key in open_ones), None)
    expected = "a reading that the figures make available"
    return expected, fix or nearest(reading, phrase.available)


def parts_of(clauses: Iterable[Clause]) -> tuple[tuple[str, str, str], ...]:
    """Of each clause its id, its kind, and its place in the contract."""
    return tuple((clause.id, clause.kind, clause.place) for clause in clauses)


@of_the_kinds
@lru_cache(maxsize=256)
def figures_of(parts: tuple[tuple[str, str, str], ...]) -> tuple[Figure, ...]:
    """The figures of clauses (`parts_of`), “volume.threshold”; those called alike say
    whose they are.
    """
    found = [
        replace(figure, key=f"{id}.{name}", clause=place)
        for id, kind, place in parts
        for name, figure in kinds()[kind].figures.items()
    ]
    called = Counter(figure.label["en"] for figure in found)
    return tuple(
        _told_apart(figure) if called[figure.label["en"]] > 1 else figure
        for figure in found
    )


def _told_apart(figure: Figure) -> Figure:
    label = {
        language: f"{text} ({figure.clause})" for language, text in figure.label.items()
    }
    return replace(figure, label=label)


def plain(clauses: Iterable[Clause]) -> list[dict[str, Any]]:
    """The clauses as a file has them: money as text."""
    return [_plain(clause) for clause in clauses]


def _plain(clause: Clause) -> dict[str, Any]:
    said: dict[str, Any] = {"kind": clause.kind, "id": clause.id}
    said |= {"at": clause.at} if clause.at else {}
    said |= {"words": dict(clause.words)} if clause.words else {}
    rest = [
        name for name in type(clause).model_fields if name not in Clause.model_fields
    ]
    return {**said, **{name: plain_value(clause, name) for name in rest}}


def plain_value(clause: Clause, name: str) -> Any:
    """What a clause says, as a file has it."""
    value = getattr(clause, name)
    figure = kinds()[clause.kind].figures.get(name)
    if figure is not None:
        is_money = figure.kind == "money" and value is not None
        return money.yuan(value) if is_money else value
    return clause.model_dump(include={name})[name]
