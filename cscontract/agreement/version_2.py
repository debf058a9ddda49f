"""Files of version 2: an agreement's clauses as a list, and all that can be wrong with
them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Literal

from pydantic import (
    Field,
    SerializeAsAny,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import InitErrorDetails

from cscontract.agreement import composition, version_1
from cscontract.agreement.clause import ID, TAKEN, Clause
from cscontract.agreement.head import Dates, Head, Tail
from cscontract.agreement.kinds import Kind, kinds, register
from cscontract.agreement.phrases import Phrase
from cscontract.agreement.section import Text, listed
from cscontract.agreement.validation import (
    MISSING,
    At,
    details,
    details_within,
    fault,
    refuse,
    refuse_details,
)
from cscontract.core.errors import nearest
from cscontract.core.language import Sentence

LIKE_HOURS = "write it like {kind: hours, id: hours, …}"
LIKE_CLAUSES = "write it like clauses: [{kind: hours, …}, …]"
LIKE_READINGS = "write it like {bound: above}"


class DatedTerm(Dates):
    """The term with its number in the contract."""

    at: Text = Field("", max_length=40)


class Beginning(Head):
    """What a file says before its readings."""

    term: DatedTerm
    currency: Literal["CNY"] = "CNY"
    clauses: tuple[SerializeAsAny[Clause], ...] = Field(min_length=1)

    @field_validator("version", mode="before")
    @classmethod
    def of_clauses(cls, version: Any) -> Any:
        if type(version) is int and version == 1:
            raise fault("2, as the file has clauses", "write version: 2")
        return version

    @field_validator("currency", mode="before")
    @classmethod
    def symbol(cls, value: Any, info: ValidationInfo) -> Any:
        return version_1.currency_of(value, "currency", info.context)

    @field_validator("clauses", mode="plain")
    @classmethod
    def composed(cls, value: Any, info: ValidationInfo) -> tuple[Clause, ...]:
        if not isinstance(value, list | tuple):
            raise fault("a list of clauses", LIKE_CLAUSES)
        if not value:
            raise fault("at least one clause", LIKE_CLAUSES)
        return read_clauses(listed(value), info.context)

    @classmethod
    def part_at(cls, loc: tuple[Any, ...], data: Any) -> Any:
        if loc[:1] == ("clauses",) and len(loc) > 1:
            kind = kind_of(data["clauses"][loc[1]])
            return kind and kind.model.part_at(loc[2:], data)
        return super().part_at(loc, data)

    @classmethod
    def key_at(cls, loc: tuple[Any, ...], data: Any) -> tuple[Any, ...]:
        """A clause is called by its id, where it has one that can be."""
        if loc[:1] != ("clauses",) or len(loc) < 3:
            return loc
        item = data["clauses"][loc[1]]
        id = item.get("id") if isinstance(item, dict) else None
        return (id, *loc[2:]) if is_id(id) else loc


class Readings(Tail):
    """The readings of a file: those of the phrases that its clauses read."""

    @field_validator("readings", mode="before")
    @classmethod
    def known(cls, readings: Any, info: ValidationInfo) -> Any:
        if readings is None:
            return {}
        if not isinstance(readings, dict):
            raise fault("phrases and their readings", LIKE_READINGS)
        clauses = info.data.get("clauses")
        wrong = (
            _unknown(readings) if clauses is None else misreadings(readings, clauses)
        )
        refuse(list(wrong))
        return readings


def is_id(id: Any) -> bool:
    """Whether a clause can be called so."""
    return isinstance(id, str) and bool(re.fullmatch(ID, id)) and id not in TAKEN


def is_version_2(data: Any) -> bool:
    """Whether a file is read as one of version 2, also where its version is wrong."""
    if not isinstance(data, dict):
        return False
    if data.get("version") == 2:
        return True
    has_sections = any(section in data for section in version_1.IN_VERSION_2)
    return "clauses" in data and not has_sections


# clauses


def read_clauses(items: Sequence[Any], notes: list[str] | None) -> tuple[Clause, ...]:
    """The clauses of a file. ValidationError with every fault of every clause and of
    the whole.
    """
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
        refuse([At((), item, "keys and values", LIKE_HOURS)])
    kind = kind_of(item)
    if kind is None:
        refuse([_no_kind(item)])
    assert kind
    names = {each.was: now for now, each in kind.figures.items() if each.was}
    also = {key: now for key, now in names.items() if key in item}
    refuse([_said_twice(key, now, item) for key, now in also.items() if now in item])
    said = {also.get(key, key): value for key, value in item.items()}
    try:
        return kind.model.model_validate(said, context=notes)
    except ValidationError as error:
        as_written = {now: key for key, now in also.items()}
        refuse_details([_called(each, as_written) for each in details_within(error)])
        raise


def _no_kind(item: Mapping[Any, Any]) -> At:
    name = item.get("kind")
    fix: str = "add the key" if name is None else nearest(name, kinds())
    expected = Sentence("a kind of clause: {names}", names=", ".join(kinds()))
    return At(("kind",), MISSING if name is None else name, expected, fix)


def _said_twice(key: str, now: str, item: Mapping[Any, Any]) -> At:
    fix = Sentence("keep one of the two: {name} is {other}", name=key, other=now)
    return At((key,), item[key], "each key once", fix)


def _called(details: InitErrorDetails, names: Mapping[Any, str]) -> InitErrorDetails:
    """A fault under the name that its file has for the key."""
    key, *below = details["loc"] or ("",)
    return {**details, "loc": (names[key], *below)} if key in names else details


def kind_of(item: Any) -> Kind | None:
    """The kind of a clause as a file has it; None where it names none that is known."""
    name = item.get("kind") if isinstance(item, dict) else None
    return kinds().get(name) if isinstance(name, str) else None


def _faults_of_whole(
    items: Sequence[Any], read: Sequence[Clause | None]
) -> Iterator[At]:
    """What is wrong with the clauses together, though not with each of them."""
    yield from _ids_twice(items)
    yield from _too_many(items)
    known = _kinds_by_id(items)
    for number, clause in enumerate(read):
        if clause:
            yield from _misreferred(number, clause, known)
    for kind in kinds().values():
        if kind.example and not any(_may_be(item, kind) for item in items):
            expected = Sentence("exactly one clause of the kind {kind}", kind=kind.name)
            fix = Sentence("add a clause {example}", example=kind.example)
            yield At((), MISSING, expected, fix)


def _may_be(item: Any, kind: Kind) -> bool:
    """Whether a clause is of a kind, or of none that is known but of one called nearly
    so.
    """
    known = kind_of(item)
    name = item.get("kind") if isinstance(item, dict) else None
    return known is kind if known else bool(get_close_matches(str(name), [kind.name]))


def _ids_twice(items: Sequence[Any]) -> Iterator[At]:
    seen: set[str] = set()
    for number, item in enumerate(items):
        id = item.get("id") if isinstance(item, dict) else None
        if isinstance(id, str) and id in seen:
            yield At((number, "id"), id, "each id once", "give the clause another id")
        seen |= {id} if isinstance(id, str) else set()


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


def _kinds_by_id(items: Sequence[Any]) -> dict[str, set[str | None]]:
    """By id the kinds of the clauses that have it; None for a kind that is not
    known.
    """
    found: dict[str, set[str | None]] = defaultdict(set)
    for item in items:
        id = item.get("id") if isinstance(item, dict) else None
        if isinstance(id, str):
            found[id].add(getattr(kind_of(item), "name", None))
    return found


def _misreferred(
    number: int, clause: Clause, known: Mapping[str, set[str | None]]
) -> Iterator[At]:
    """Where a clause refers to none, or to one of another kind than it can."""
    kind = kinds()[clause.kind]
    if not kind.refers:
        return
    there = [name for name in kind.refers if name in kinds()]
    fitting = [id for id, names in known.items() if names & set(there)]
    expected = Sentence(
        "the id of a clause of the kind {kinds}", kinds=", ".join(there)
    )
    if not clause.refers_to and kind.must_refer:
        yield At((number, "of"), MISSING, expected, _one_of(fitting, None))
    for id in clause.refers_to:
        if id not in fitting and None not in known.get(
            id, ()
        ):  # that clause is a fault by itself
            yield At((number, "of"), id, expected, _one_of(fitting, id))


def _one_of(fitting: Sequence[str], id: str | None) -> str:
    """The mend where a clause refers to none that it can refer to."""
    if not fitting:
        return "add such a clause, or leave this one out"
    return nearest(fitting[0] if id is None and len(fitting) == 1 else id, fitting)


# readings


def misreadings(readings: Mapping[Any, Any], clauses: Sequence[Clause]) -> Iterator[At]:
    """Readings of phrases that no clause reads, and readings that are none of the
    phrase.
    """
    phrases = phrases_of(readings, clauses)
    for name, reading in readings.items():
        if name not in phrases:
            yield At((str(name),), reading, *_unread(str(name), clauses, phrases))
        elif wrong := composition.misread(phrases, name, reading):
            yield At((name,), *wrong)
        elif reading != "open" and reading not in phrases[name].available:
            why = composition.why_unavailable(clauses, phrases[name], reading)
            yield At((name,), reading, *why)


def phrases_of(
    readings: Mapping[Any, Any], clauses: Sequence[Clause]
) -> dict[str, Phrase]:
    """The phrases for which a file may have a reading.

    A clause's own one that is open takes the shared reading.
    """
    own = tuple(name for name in readings if isinstance(name, str) and "@" in name)
    settled = tuple(name for name in own if readings[name] != "open")
    reading = composition.readers_of(clauses)
    found = composition.phrases_in(reading, own, False)
    return {**found, **composition.phrases_in(reading, settled, False)}


def without_unread(
    readings: Mapping[str, str], clauses: Sequence[Clause]
) -> dict[str, str]:
    """The readings without shared ones where by now each clause has its own."""
    read = phrases_of(readings, clauses)
    return {name: way for name, way in readings.items() if "@" in name or name in read}


def _unread(
    name: str, clauses: Sequence[Clause], phrases: Mapping[str, Any]
) -> tuple[str, str]:
    """What is expected in place of a phrase that none of the clauses reads, and the
    mend.
    """
    plain, apart, id = name.partition("@")
    if plain not in register():
        return "a known phrase", nearest(name, phrases)
    ids = [clause.id for clause in composition.readers(clauses, plain)]
    if not ids:
        return "a phrase that one of the clauses reads", "leave it out"
    if not apart:
        return (
            "a phrase that clauses share; each that reads this one has its own",
            "leave it out",
        )
    expected = Sentence(
        "{name} with the id of a clause that reads it", name=f"{plain}@"
    )
    close = get_close_matches(id, ids, n=1) or ids
    return expected, Sentence(
        "use one of {values}", values=", ".join(f"{plain}@{i}" for i in close)
    )


def _unknown(readings: Mapping[Any, Any]) -> Iterator[At]:
    """Readings that are none, whatever the clauses are."""
    for name, reading in readings.items():
        plain = str(name).partition("@")[0]
        wrong = composition.misread(register(), plain, reading)
        if wrong:
            yield At((str(name),), *wrong)
