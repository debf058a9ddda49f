"""The agreement: parties, shops, term, the clauses that it is composed of, readings.
Money is fen.

A figure's kind, bounds and words stand in `figures.toml` of its kind of clause; a
`None` is a gap: the agreement does not say. Values are immutable; a change is a
`replace`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import PrivateAttr

from cscontract.agreement import composition, version_1, version_2
from cscontract.agreement.calendar import Calendar, OwnDays, official, replacements
from cscontract.agreement.clause import Clause
from cscontract.agreement.composition import Reader
from cscontract.agreement.figures import Figure, figures_of
from cscontract.agreement.head import GROUND, shop_key
from cscontract.agreement.phrases import Phrase
from cscontract.agreement.validation import validated
from cscontract.core import money
from cscontract.core.days import Term, term_of
from cscontract.core.errors import bad, nearest, shown
from cscontract.core.frozen import Fixed
from cscontract.core.language import Sentence
from cscontract.core.strict_yaml import Lines, read_yaml_file

#: a name that a file may have: of a round
NAME = r"[0-9A-Za-z_一-鿿-]{1,60}"


class Filed(NamedTuple):
    """What a file says of readings (phrase → reading) and of figures (key → value)."""

    readings: dict[str, str]
    figures: dict[str, Any]


class Kept(dict[str, Any]):
    """What is kept with an agreement: as it may hold the agreement, two are equal where
    they are one.
    """

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = None


class Agreement(version_2.Readings, version_2.Beginning):
    """A customer-service outsourcing agreement. Raises BadInput by `load` and
    `replace`.

    A clause is an attribute by its id: `agreement.volume.threshold`. `readings` is as
    written; `chosen` has every phrase, the default where it is absent or open.
    """

    MENDS = version_1.IN_VERSION_2
    _notes: tuple[str, ...] = PrivateAttr(())

    def __getattr__(self, name: str) -> Any:
        for clause in self.__dict__.get("clauses", ()):
            if clause.id == name:
                return clause
        return super().__getattr__(name)  # type: ignore[misc]

    @property
    def notes(self) -> tuple[str, ...]:
        """Repairs made in reading the file, and official days that its calendar
        replaces, in words.
        """
        return (*self._notes, *replacements(self._own_days))

    @cached_property
    def filed(self) -> Filed:
        """What the agreement's file itself says; a changed copy keeps what its first
        file said.
        """
        return Filed(
            dict(self.readings), {key: self.figure(key) for key in self.figures}
        )

    @cached_property
    def kept(self) -> dict[str, Any]:
        """What is worked out of the agreement once, by the name of what it is."""
        return Kept()

    @cached_property
    def by_id(self) -> dict[str, Clause]:
        """The clauses by their ids, in the agreement's order."""
        return {clause.id: clause for clause in self.clauses}

    def of_kind(self, kind: str) -> Any:
        """The first clause of a kind; None where there is none."""
        return next((clause for clause in self.clauses if clause.kind == kind), None)

    def said(self, name: str, otherwise: Any = None) -> Any:
        """What the first clause that says something of that name says: `channels`,
        `shifts`.
        """
        saying = (clause for clause in self.clauses if name in clause.figures)
        clause = next(saying, None)
        return otherwise if clause is None else clause.figures[name]

    @cached_property
    def span(self) -> Term:
        """The term as written, with its days."""
        return term_of(self.term.start, self.term.end)

    # doubtful phrases

    @cached_property
    def own(self) -> tuple[str, ...]:
        """The phrases that clauses have for themselves, “bound@renewal”."""
        return tuple(name for name in self.readings if "@" in name)

    @cached_property
    def phrases(self) -> dict[str, Phrase]:
        """The doubtful phrases of the agreement's clauses by name, in the register's
        order.
        """
        return dict(
            composition.phrases_in(self._readers, tuple(self.own), self.version == 1)
        )

    def phrases_with(self, names: Iterable[str]) -> dict[str, Phrase]:
        """The phrases, with those named that a clause could have for itself,
        “bound@renewal”.
        """
        own = tuple(
            dict.fromkeys([*self.own, *(name for name in names if "@" in name)])
        )
        shared = {name: self.phrases[name] for name in self.phrases if "@" not in name}
        return {
            **shared,
            **composition.phrases_in(self._readers, own, self.version == 1),
        }

    @cached_property
    def chosen(self) -> dict[str, str]:
        """Every phrase with its reading; the default where it is absent or open."""
        return Fixed({name: self._reading_of(name) for name in self.phrases})

    def _reading_of(self, name: str) -> str:
        """A phrase's reading; one of a clause's own that is open takes the
        shared one.
        """
        given = self.readings.get(name, "open")
        if given == "open" and "@" in name:
            given = self.readings.get(name.partition("@")[0], "open")
        return self.phrases[name].available[0] if given == "open" else given

    @property
    def open(self) -> tuple[str, ...]:
        """The phrases that the agreement leaves open, in the register's order."""
        return tuple(name for name in self.phrases if self.readings.get(name) == "open")

    def available(self, phrase: str) -> list[str]:
        """The readings of a phrase that the figures make available."""
        return list(self.phrases[phrase].available)

    def why_unavailable(self, phrase: str, reading: str) -> tuple[str, str]:
        """What is expected where a reading is not available, and the mend."""
        return composition.why_unavailable(self.clauses, self.phrases[phrase], reading)

    # figures

    @cached_property
    def figures(self) -> dict[str, Figure]:
        """The figures by key (“volume.threshold”), in the order of the contract's
        panel.
        """
        found = [*self._figures_of_clauses(), *figures_of(GROUND).values()]
        found.sort(key=lambda figure: figure.rank)
        return {figure.key: figure for figure in found}

    def _figures_of_clauses(self) -> Iterable[Figure]:
        if self.version == 1:
            return version_1.figures()
        return composition.figures_of(composition.parts_of(self.clauses))

    def canonical(self, key: str) -> str:
        """A figure's key by the name that it has in this file's version."""
        return version_1.canonical(key, self.by_id, self.version)

    def figure(self, key: str) -> Any:
        """The value of a figure by its key, “volume.threshold”; money in fen."""
        section, *names = version_1.canonical(key, self.by_id, 2).split(".")
        value: Any = self.by_id.get(section) or getattr(self, section)
        for name in names:
            value = value[int(name) - 1] if name.isdigit() else getattr(value, name)
        return value

    def bounds(self, key: str) -> tuple[Any, Any]:
        """The least and the greatest value that a figure may have beside the others as
        they are.
        """
        figure = self.figures[key]
        low = figure.low
        high = figure.high
        return (
            version_1.bounds(self, key, low, high) if self.version == 1 else (low, high)
        )

    @cached_property
    def wording(self) -> dict[str, str]:
        """The figures as the register's texts name them: {threshold}, {surcharge},
        {opens} …
        """
        return Fixed(composition.wording_of(self.clauses))

    @cached_property
    def _readers(self) -> tuple[Reader, ...]:
        """The clauses as far as phrases hang on them."""
        return composition.readers_of(self.clauses)

    def read_by(self, phrase: str) -> list[Clause]:
        """The clauses that read a phrase of the agreement."""
        plain, _, id = phrase.partition("@")
        reading = [each.id for each in self._readers if plain in dict(each.ways)]
        if id:
            return [self.by_id[each] for each in reading if each == id]
        shared = (each for each in reading if f"{plain}@{each}" not in self.phrases)
        return [self.by_id[each] for each in shared]

    def wording_of(self, phrase: str) -> dict[str, str]:
        """The figures as the texts of a phrase name them: of the clauses that read it,
        then of others.
        """
        return composition.wording_of([*self.read_by(phrase), *self.clauses])

    # days and shops

    @cached_property
    def official_days(self) -> Calendar:
        """The calendar that governs: the official one with what the agreement says of
        some years.
        """
        return official().with_years(self._own_days)

    @property
    def _own_days(self) -> dict[int, OwnDays]:
        return {year: own.days for year, own in self.calendar.items()}

    @cached_property
    def shop_ids(self) -> dict[str, str]:
        """Shop by the key under which records may name it: 京东, JD and jd are
        one shop.
        """
        return Fixed({shop_key(shop.id): shop.id for shop in self.shops})

    def names_in(self, names: Iterable[str]) -> dict[str, str]:
        """Those of the names in a record that name a shop of the agreement, with its
        id.
        """
        known = {name: self.shop_ids.get(shop_key(name)) for name in names}
        return {name: shop for name, shop in known.items() if shop}

    # the file, and changes

    def plain(self) -> dict[str, Any]:
        """The agreement as its file has it: money as text, dates as dates."""
        head = self.model_dump(include={"agreement", "version", "parties", "shops"})
        tail = self.model_dump(include={"readings", "calendar"})
        term: dict[str, Any] = {"start": self.term.start, "end": self.term.end}
        if self.version == 1:
            return {
                **head,
                "term": term,
                **version_1.plain(self.by_id, self.currency),
                **tail,
            }
        term |= {"at": self.term.at} if self.term.at else {}
        clauses = composition.plain(self.clauses)
        return {
            **head,
            "term": term,
            "currency": self.currency,
            "clauses": clauses,
            **tail,
        }

    def with_figures(self, values: Mapping[str, Any]) -> Agreement:
        """A copy with these figures, by their keys: with_figures({"volume.threshold":
        120}). As `replace`.
        """
        return self.replace(
            **{key.replace(".", "__"): value for key, value in values.items()}
        )

    def replace(self, **changes: Any) -> Agreement:
        """A copy with changes, validated: replace(volume__threshold=120,
        readings__bound="open").

        Keys are the file's, levels joined by two underscores; a clause goes by its id;
        money is text or fen (a whole number). Changing a fee writes its words anew.
        Notes are kept. BadInput names every fault.
        """
        data = self.plain()
        given = {key.replace("__", "."): value for key, value in changes.items()}
        for key, value in {**given, **_words_of_fees(self, given)}.items():
            figure = self.figures.get(self.canonical(key))
            if figure and figure.kind == "money" and type(value) is int:
                value = money.yuan(value)
            self._place(data, self.canonical(key), value)
        if self.version == 2 and isinstance(data["readings"], dict):
            data["readings"] = self._without_unread(data["readings"], given)
        read = read_agreement(data, Sentence("the changed terms"), before=self._notes)
        read.__dict__["filed"] = self.filed
        return read

    def _without_unread(
        self, readings: dict[str, Any], given: Iterable[str]
    ) -> dict[str, Any]:
        """The readings without the file's shared ones that no clause reads once each
        has its own.
        """
        kept = version_2.without_unread(readings, self.clauses)
        return {
            name: readings[name]
            for name in readings
            if name in kept or f"readings.{name}" in given
        }

    def _place(self, data: dict[str, Any], key: str, value: Any) -> None:
        """Put the value where its key says."""
        *above, last = key.split(".")
        place: Any = data
        if self.version == 2 and above and above[0] in self.by_id:
            place = data["clauses"][list(self.by_id).index(above.pop(0))]
        for level in above:
            place = _within(place, level)
        if not isinstance(place, dict):
            raise bad(key, shown(value), "a known key", nearest(key, self.figures))
        place[last] = value


def _within(place: Any, level: str) -> Any:
    """What stands at a key, or at a number from 1."""
    if isinstance(place, list | tuple) and level.isdigit():
        return place[int(level) - 1] if 0 < int(level) <= len(place) else None
    return place.get(level) if isinstance(place, dict) else None


def _words_of_fees(agreement: Agreement, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The words of the fees that are changed, where the agreement has such and none are
    given.
    """
    found: dict[str, Any] = {}
    for key, value in changes.items():
        id, _, name = key.partition(".")
        clause: Any = agreement.by_id.get(id)
        words = f"{id}.in_words"
        if (
            name != "monthly"
            or not getattr(clause, "in_words", None)
            or words in changes
        ):
            continue
        fen = value if type(value) is int else _fen_of(agreement, key, value)
        found[words] = None if fen is None else money.in_words(fen)
    return found


def _fen_of(agreement: Agreement, key: str, value: Any) -> int | None:
    """An amount in fen; None where it is none, which is told later."""
    try:
        parsed: int | None = agreement.figures[key].parse(value)
        return parsed
    except ValueError:
        return None


def _told_before(note: str, notes: list[str]) -> bool:
    """Whether one of the notes tells the same, of another file."""
    _, _, told_now = note.partition(", ")
    return any(before.endswith(told_now) for before in notes)


def load(path: str | Path) -> Agreement:
    """The agreement of a YAML file. BadInput lists every fault with its line, value and
    mend.
    """
    fix = "check the path; give the agreement's .yaml file"
    value, lines = read_yaml_file(Path(path), "an agreement file", fix)
    return read_agreement(value, Path(path).name, lines)


def read_agreement(
    data: Any, name: str, lines: Lines | None = None, before: tuple[str, ...] = ()
) -> Agreement:
    """The agreement of plain data; `name` and `lines` are for the places in messages.

    `before`: notes of the agreement from which the data come; they are kept, and
    nothing told twice.
    """
    expected = "an agreement as keys and values"
    fix = "write it like the sample agreement, which begins with agreement: …"
    is_composed = version_2.is_version_2(data)
    model: Any = Agreement if is_composed else version_1.file()
    read, notes = validated(model, data, name, lines, expected, fix)
    agreement = read if is_composed else _of_version_1(read)
    kept = [note for note in before if note not in notes]
    agreement._notes = (
        *kept,
        *(note for note in notes if not _told_before(note, kept)),
    )
    return agreement


def _of_version_1(file: Any) -> Agreement:
    """The agreement that a file of version 1 says."""
    term = version_2.DatedTerm.model_construct(
        start=file.term.start, end=file.term.end, at=version_1.TERM_AT
    )
    return Agreement.model_construct(
        agreement=file.agreement,
        version=1,
        parties=file.parties,
        shops=file.shops,
        term=term,
        currency=file.fee.currency,
        clauses=version_1.clauses_of(file),
        readings=file.readings,
        calendar=file.calendar,
    )
