"""The kinds of clauses: a folder each, with all that a clause of the kind says and
works out.

`terms.py` of a folder has its figures as fields, `figures.toml` their bounds and words,
`phrases.toml` its doubtful words, `zh.po` the Chinese of what its code says.
`clause.py` has `STEPS`: by the name of what a step yields the function that yields it;
and, where the kind has them, `MONEY` (the step that gives its fen by month), `TO_ALL`
and `TO_NAMED` (what other clauses take: all of them, or those that the clause refers to
by `of`). Nothing of a kind is said anywhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, cached_property
from importlib import import_module
from importlib.resources import files
from importlib.util import find_spec
from inspect import signature
from typing import Any, TypeVar

from pydantic import create_model

from cscontract.agreement.clause import Clause, Terms
from cscontract.agreement.figures import Figure, figures_of
from cscontract.agreement.phrases import Phrase, misnamed, phrases_of
from cscontract.core.errors import Fault
from cscontract.core.language import FURTHER, chinese
from cscontract.core.language import KINDS as OWN

T = TypeVar("T")

#: a clause takes lines of earlier stages only
STAGES = ("prices", "additions", "minimum", "tax")
#: the phrases that clauses of several kinds read
SHARED = f"{OWN}.shared"

#: the phrases that are read with what clauses take from the records
READ_WITH = {"daily": ("same_person", "day_boundary")}


class Made(Clause):
    """A clause whose class is made from its kind."""

    def __reduce__(self) -> Any:
        return made_again, (self.kind, dict(self))


def made_again(kind: str, said: dict[str, Any]) -> Clause:
    """A clause as it was."""
    return kinds()[kind].model.model_construct(**said)


class Kind:
    """A kind of clause, by the package that is its folder."""

    def __init__(self, package: str):
        self.package = package
        self.name = package.rpartition(".")[2]
        self._answers: dict[str, Callable[..., Any] | None] = {}

    @cached_property
    def module(self) -> Any:
        """`clause.py` of the folder."""
        return import_module(f"{self.package}.clause")

    def _said(self, what: str, otherwise: T) -> T:
        value: T = getattr(self.module, what, otherwise)
        return value

    @cached_property
    def terms(self) -> type[Terms]:
        """What a clause of the kind says, beside its head."""
        terms: type[Terms] = import_module(f"{self.package}.terms").Terms
        return terms

    @cached_property
    def model(self) -> type[Clause]:
        """A clause of the kind."""
        bases: Any = (self.terms, Made)
        model: type[Clause] = create_model(
            self.name, __base__=bases, __module__=self.package
        )
        return model

    @property
    def figures(self) -> dict[str, Figure]:
        """Its figures by name."""
        return figures_of(self.package)

    @property
    def phrases(self) -> dict[str, Phrase]:
        """The phrases that no other kind reads, by name."""
        return phrases_of(self.package)

    @cached_property
    def reads(self) -> frozenset[str]:
        """The phrases that a clause of the kind reads: those of its steps, and what no
        step names.
        """
        named = {
            name for step in self.steps.values() for name in signature(step).parameters
        }
        named |= {phrase for name in named for phrase in READ_WITH.get(name, ())}
        money = {name for name in named if name in register()}
        return frozenset(
            money | {p.name for p in self.phrases.values() if p.moves != "money"}
        )

    @property
    def available(self) -> Mapping[str, Callable[..., Iterable[str]]]:
        """By phrase what its clause makes of the readings: (clause, readings, clauses)
        → readings.
        """
        return self._said("AVAILABLE", {})

    @property
    def lacking(self) -> Mapping[str, str]:
        """By “phrase.reading” the figure that would make it available."""
        return self._said("LACKING", {})

    @property
    def most(self) -> int | None:
        """How many clauses of the kind an agreement may have; None for any number."""
        return self._said("MOST", None)

    @property
    def example(self) -> str | None:
        """How a clause of the kind may be written, where an agreement must have one."""
        return self._said("EXAMPLE", None)

    @property
    def refers(self) -> tuple[str, ...]:
        """The kinds that a clause may refer to by `of`."""
        return self._said("REFERS", ())

    @property
    def must_refer(self) -> bool:
        """Whether a clause has to refer to another."""
        return self._said("MUST_REFER", False)

    def wording(self, clause: Clause) -> dict[str, str]:
        """The figures of a clause as the texts of phrases name them."""
        return self._said("wording", lambda _: {})(clause)

    @cached_property
    def steps(self) -> Mapping[str, Callable[..., Any]]:
        """By the name of what it yields the function of each step."""
        return self._said("STEPS", {})

    @property
    def together(self) -> Mapping[str, Callable[..., list[Any]]]:
        """By the name of what it yields a step for lists of inputs, where that is
        quicker.
        """
        return self._said("TOGETHER", {})

    @property
    def money(self) -> str | None:
        """The step that gives its fen by month; None where the kind moves no money."""
        return self._said("MONEY", None)

    @property
    def daily(self) -> str | None:
        """The step that gives its fen by day; None where it is not charged by
        the day.
        """
        return self._said("DAILY", None)

    @property
    def events(self) -> Mapping[str, str]:
        """By event the step that says whether it happens."""
        return self._said("EVENTS", {})

    def on_series(self, room: Any) -> Mapping[str, Callable[..., Any]]:
        """By the name of what it yields each step that is another one on many series of
        days.
        """
        series = self._file("series")
        return series.instead(room) if series else {}

    def _file(self, name: str) -> Any:
        """A further module of the folder; None where it has none of the name."""
        return _module(f"{self.package}.{name}")

    def answer(self, question: str) -> Callable[..., Any] | None:
        """What answers a question to a clause, a function that takes what steps take;
        None for none.

        It stands in `ANSWERS` of clause.py, or in a file of the folder that is called
        as the question is, under the same name: `findings` in findings.py.
        """
        if question not in self._answers:
            answers: Mapping[str, Callable[..., Any]] = self._said("ANSWERS", {})
            file = self._file(question) if question not in answers else None
            found = getattr(file, question, None) if file else None
            self._answers[question] = answers.get(question, found)
        return self._answers[question]

    @property
    def conditions(self) -> Mapping[tuple[str, str], Callable[..., Any]]:
        """By phrase and reading the condition that moves how plausible it is."""
        return getattr(self._file("plausibility"), "CONDITIONS", {})

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of its findings, as `findings.py` of the folder has them."""
        return getattr(self._file("findings"), "CODES", ())

    @property
    def dates(self) -> Mapping[str, Any]:
        """By event of the kind what stands for its date where it does not happen."""
        return self._said("DATES", {})

    @property
    def records(self) -> tuple[str, ...]:
        """The records that clauses of the kind alone read."""
        return self._said("RECORDS", ())

    @cached_property
    def counts(self) -> bool:
        """Whether a clause of the kind goes by the persons that are counted."""
        return any(
            "daily" in signature(step).parameters for step in self.steps.values()
        )

    @property
    def column(self) -> str | None:
        """Its column in a statement; None where each clause has one of its own."""
        return self._said("COLUMN", None)

    @property
    def title(self) -> str:
        """What its column is called."""
        return self._said("TITLE", self.column or self.name)

    @property
    def about(self) -> str:
        """What a clause of the kind is about, as a heading has it."""
        return self._said("ABOUT", self.title)

    @property
    def due(self) -> str:
        """With what it falls due: “base”, the month's fee, or “other”."""
        return self._said("DUE", "other")

    @property
    def stage(self) -> int:
        """When its lines are worked out: prices first."""
        return STAGES.index(self._said("STAGE", "additions"))

    @property
    def to_all(self) -> Mapping[str, str]:
        """What every other clause may take: by its name there the step or the
        figure.
        """
        return self._said("TO_ALL", {})

    @property
    def to_named(self) -> Mapping[str, str]:
        """What the clauses may take that this one refers to: as `to_all`."""
        return self._said("TO_NAMED", {})


def add(package: str) -> Kind:
    """Have a further kind, by the package that is its folder; it is then known
    everywhere.
    """
    if package not in FURTHER:
        FURTHER.append(package)
        _look_again()
    return kinds()[package.rpartition(".")[2]]


@contextmanager
def having(*packages: str) -> Iterator[None]:
    """Within it there are these further kinds."""
    before = list(FURTHER)
    for package in packages:
        add(package)
    try:
        yield
    finally:
        FURTHER[:] = before
        _look_again()


#: a function that keeps what it found
Known = TypeVar("Known", bound=Callable[..., Any])
#: what is kept as long as no kind comes or goes
KEPT: list[Any] = [chinese]


def of_the_kinds(known: Known) -> Known:
    """What is known of the kinds: looked up anew once they have changed."""
    KEPT.append(known)
    return known


def _look_again() -> None:
    for known in KEPT:
        known.cache_clear()


@of_the_kinds
@cache
def kinds() -> dict[str, Kind]:
    """Every kind by its name.

    >>> kinds()["monthly_fee"].figures["monthly"].kind
    'money'
    """
    folders = sorted(
        each.name for each in files(OWN).iterdir() if (each / "clause.py").is_file()
    )
    packages = [*(f"{OWN}.{name}" for name in folders), *FURTHER]
    return {kind.name: kind for kind in map(_kind, packages)}


@cache
def _module(name: str) -> Any:
    """A module by its whole name; None where there is none. It is looked for once."""
    return import_module(name) if find_spec(name) else None


@cache
def _kind(package: str) -> Kind:
    """The kind of a folder: the same one whatever further kinds come and go, as its
    clauses are.
    """
    return Kind(package)


@of_the_kinds
@cache
def register() -> dict[str, Phrase]:
    """All phrases by name, in the order in which prices are listed."""
    found = dict(phrases_of(SHARED))
    for kind in kinds().values():
        found |= kind.phrases
    return dict(sorted(found.items(), key=lambda each: each[1].rank))


def misnamed_needs(records: Collection[str]) -> list[Fault]:
    """What no record is called and a phrase needs all the same, in the folders of all
    kinds.
    """
    packages = [SHARED, *(kind.package for kind in kinds().values())]
    return [
        fault
        for package in packages
        for phrase in phrases_of(package).values()
        for fault in misnamed(package, f"{phrase.name}.needs", phrase.needs, records)
    ]


@of_the_kinds
@cache
def defaults() -> dict[str, str]:
    """The default reading of every phrase."""
    return {name: phrase.default for name, phrase in register().items()}
