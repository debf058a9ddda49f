"""An agreement composed of its clauses: the clauses of a file of version 2, and what they read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import ValidationError
from pydantic_core import InitErrorDetails

from cscontract.terms import money
from cscontract.terms.clause import Clause
from cscontract.terms.faults import nearest
from cscontract.terms.figures import Figure
from cscontract.terms.kinds import Kind, kinds, register
from cscontract.terms.language import Sentence
from cscontract.terms.phrases import Phrase
from cscontract.terms.refusals import At, details, details_within, refuse, refuse_details

#: keys of a clause that had another name in version 1, or another place: by kind
MOVED = {"payment": {"due_day": "day"}}


def read_clauses(items: Sequence[Any], notes: list[str] | None) -> tuple[Clause, ...]:
    """The clauses of a file. ValidationError with every fault of every clause and of the whole."""
    read: list[Clause | None] = []
    found: list[InitErrorDetails] = []
    for number, item in enumerate(items):
        try:
            read.append(_clause(item, notes))
        except ValidationError as error:
            read.append(None)
            found += details_within(error, number)
    found += (details(at) for at in _faults_of_whole(items, read))
    refuse_details(found)
    return tuple(clause for clause in read if clause)


def _clause(item: Any, notes: list[str] | None) -> Clause:
    if not isinstance(item, dict):
        refuse([At((), item, "keys and values", "write it like {kind: hours, id: hours, …}")])
    kind = kind_of(item)
    if kind is None:
        name = item.get("kind")
        fix: str = "add the key" if name is None else nearest(name, kinds())
        value = "missing" if name is None else name
        expected = Sentence("a kind of clause: {names}", names=", ".join(kinds()))
        refuse([At(("kind",), value, expected, fix)])
    assert kind
    moved = MOVED.get(kind.name, {})
    renamed = {moved.get(key, key): value for key, value in item.items()}
    return kind.model.model_validate(renamed, context=notes)


def kind_of(item: Any) -> Kind | None:
    """The kind of a clause as a file has it; None where it names none that is known."""
    name = item.get("kind") if isinstance(item, dict) else None
    return kinds().get(name) if isinstance(name, str) else None


def _faults_of_whole(items: Sequence[Any], read: Sequence[Clause | None]) -> Iterator[At]:
    """What is wrong with the clauses together, though not with each of them."""
    yield from _ids_twice(items)
    yield from _too_many(items)
    for number, clause in enumerate(read):
        if clause:
            yield from _misreferred(number, clause, items)
    if not any(getattr(kind_of(item), "name", None) == "hours" for item in items):
        fix = "add a clause {kind: hours, id: hours, shifts: […]}"
        yield At((), "missing", "exactly one clause of the kind hours", fix)


def _ids_twice(items: Sequence[Any]) -> Iterator[At]:
    ids = [item.get("id") if isinstance(item, dict) else None for item in items]
    for number, id in enumerate(ids):
        if isinstance(id, str) and ids.index(id) < number:
            yield At((number, "id"), id, "each id once", "give the clause another id")


def _too_many(items: Sequence[Any]) -> Iterator[At]:
    seen: Counter[str] = Counter()
    for number, item in enumerate(items):
        kind = kind_of(item)
        if kind is None:
            continue
        seen[kind.name] += 1
        if kind.most is not None and seen[kind.name] > kind.most:
            expected = Sentence("at most one clause of the kind {kind}", kind=kind.name)
            yield At((number, "kind"), kind.name, expected, "leave one of the two out")


def _misreferred(number: int, clause: Clause, items: Sequence[Any]) -> Iterator[At]:
    """Where a clause refers to none, or to one of another kind than it can."""
    kind = kinds()[clause.kind]
    if not kind.refers:
        return
    by_id = {str(item.get("id")): kind_of(item) for item in items if isinstance(item, dict)}
    fitting = [id for id, other in by_id.items() if other and other.name in kind.refers]
    expected = Sentence("the id of a clause of the kind {kinds}", kinds=", ".join(kind.refers))
    if not clause.refers_to and kind.must_refer:
        yield At((number, "of"), "missing", expected, nearest("", fitting))
    for id in clause.refers_to:
        if id not in fitting:
            yield At((number, "of"), id, expected, nearest(id, fitting))


def readers(clauses: Iterable[Clause], phrase: str) -> list[Clause]:
    """The clauses that read a phrase: those for which a reading of it is available."""
    clauses = tuple(clauses)
    return [clause for clause in clauses if ways_of(clause, phrase, clauses)]


def ways_of(clause: Clause, phrase: str, clauses: Sequence[Clause]) -> list[str]:
    """The readings of a phrase that are available for a clause; none where it does not read it."""
    kind = kinds()[clause.kind]
    if phrase not in kind.reads:
        return []
    ways = list(register()[phrase].readings)
    narrow = kind.available.get(phrase)
    return list(narrow(clause, ways, clauses)) if narrow else ways


def phrases_in(
    clauses: Sequence[Clause], own: Iterable[str], keep_clauses: bool
) -> dict[str, Phrase]:
    """The phrases that the clauses read, by name, in the register's order.

    `own`: the phrases that clauses have for themselves, “bound@renewal”; each stands after the
    shared one, which does not exist where every clause has its own. `keep_clauses`: the clause
    stands as the register has it.
    """
    found: dict[str, Phrase] = {}
    apart = set(own)
    for name, phrase in register().items():
        reading = readers(clauses, name)
        sharing = [each for each in reading if f"{name}@{each.id}" not in apart]
        if sharing:
            places = ", ".join(dict.fromkeys(each.place for each in sharing))
            clause = phrase.clause if keep_clauses else places
            found[name] = _of_clauses(phrase, name, clause, sharing, clauses)
        for each in reading:
            its = f"{name}@{each.id}"
            if its in apart:
                found[its] = _of_clauses(phrase, its, each.place, [each], clauses)
    return found


def _of_clauses(
    phrase: Phrase, name: str, place: str, reading: Sequence[Clause], clauses: Sequence[Clause]
) -> Phrase:
    """A phrase with the readings that all who read it have, in words about no other clause."""
    plain = name.partition("@")[0]
    ways = [set(ways_of(each, plain, clauses)) for each in reading]
    left = {way: phrase.readings[way] for way in phrase.readings if all(way in w for w in ways)}
    beside = phrase.in_company_of(_company(plain, reading, clauses)) if phrase.without else phrase
    return replace(beside, name=name, clause=place, available=tuple(left))


def _company(phrase: str, reading: Sequence[Clause], clauses: Sequence[Clause]) -> set[str]:
    """The kinds of the clauses beside which a phrase is read: all but those that read it apart."""
    every = readers(clauses, phrase)
    apart = {clause.id for clause in every} - {clause.id for clause in reading}
    return {clause.kind for clause in clauses if clause.id not in apart}


def wording_of(clauses: Sequence[Clause]) -> dict[str, str]:
    """The figures as the texts of phrases name them: of several clauses the first one's."""
    found: dict[str, str] = {}
    for clause in clauses:
        found = {**kinds()[clause.kind].wording(clause), **found}
    return found


def misread(phrases: Mapping[str, Phrase], name: Any, reading: Any) -> tuple[Any, str, str] | None:
    """What is wrong with a phrase and its reading: value, what was expected, the mend; None if nothing."""
    known = phrases.get(name)
    if known is None:
        return reading, "a known phrase", nearest(name, phrases)
    ways = [*known.readings, "open"]
    if reading in ways:
        return None
    return reading, Sentence("a reading of {name}", name=name), nearest(reading, ways)


def figures_of(clauses: Sequence[Clause]) -> Iterator[Figure]:
    """The figures of the clauses by key, “volume.threshold”; those called alike say whose they are."""
    found = [
        replace(figure, key=f"{clause.id}.{name}", clause=clause.place)
        for clause in clauses
        for name, figure in kinds()[clause.kind].figures.items()
    ]
    called = Counter(figure.label["en"] for figure in found)
    for figure in found:
        yield _told_apart(figure) if called[figure.label["en"]] > 1 else figure


def _told_apart(figure: Figure) -> Figure:
    label = {language: f"{text} ({figure.clause})" for language, text in figure.label.items()}
    return replace(figure, label=label)


def plain(clauses: Iterable[Clause]) -> list[dict[str, Any]]:
    """The clauses as a file has them: money as text."""
    return [_plain(clause) for clause in clauses]


def _plain(clause: Clause) -> dict[str, Any]:
    said: dict[str, Any] = {"kind": clause.kind, "id": clause.id}
    said |= {"at": clause.at} if clause.at else {}
    said |= {"words": dict(clause.words)} if clause.words else {}
    rest = [name for name in type(clause).model_fields if name not in Clause.model_fields]
    return {**said, **{name: plain_value(clause, name) for name in rest}}


def plain_value(clause: Clause, name: str) -> Any:
    """What a clause says, as a file has it."""
    value = getattr(clause, name)
    figure = kinds()[clause.kind].figures.get(name)
    if figure is not None:
        is_money = figure.kind == "money" and value is not None
        return money.yuan(value) if is_money else value
    return clause.model_dump(include={name})[name]
