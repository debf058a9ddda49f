"""A clause of an agreement: its kind, id and number, and what it says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from typing import Annotated, Any

from pydantic import Field, ValidationInfo, field_validator

from cscontract.agreement.figures import Figure, figures_of, named
from cscontract.agreement.section import Section, Text
from cscontract.agreement.validation import At, fault, refuse
from cscontract.core.errors import nearest
from cscontract.core.frozen import Fixed
from cscontract.core.language import LANGUAGES

ID = r"[a-z][a-z0-9_]{0,29}"
#: keys of a file of terms: no clause may be called so
TAKEN = frozenset(
    [
        "agreement",
        "version",
        "currency",
        "parties",
        "shops",
        "term",
        "clauses",
        "readings",
        "calendar",
        "draft",
    ]
)
#: how a text shows a figure that is not agreed
GAP = "____"
Words = Annotated[Text, Field(max_length=4000)]


class Terms(Section):
    """What a clause of a kind says, beside its head; a kind's own are in `terms.py` of
    its folder.
    """

    @classmethod
    def rule(cls, name: str, read: Mapping[str, Any]) -> Figure | None:
        package = _package(cls, name)
        return named(package, name, read.get("id", "")) if package else None


@cache
def _package(terms: type[Terms], name: str) -> str | None:
    """The folder of the kind in whose register a field is."""
    kinds = (base for base in terms.__mro__ if issubclass(base, Terms))
    packages = [base.__module__.rpartition(".")[0] for base in kinds]
    return next((each for each in packages if name in figures_of(each)), None)


class Clause(Section):
    """A clause. `at`: its number in the contract; `words`: what it says there, by
    language.

    A kind's clause has its `Terms` too; money in fen.
    """

    kind: str
    id: str
    at: Annotated[Text, Field(max_length=40)] = ""
    words: dict[str, Words] = Field(default_factory=Fixed)

    @field_validator("id")
    @classmethod
    def is_an_id(cls, id: str) -> str:
        if not re.fullmatch(ID, id):
            expected = (
                "an id: a small letter, then at most 29 small letters, digits and _"
            )
            raise fault(expected, "write it like volume or fee_2")
        if id in TAKEN:
            raise fault(
                "an id that is no key of the file", "give the clause another id"
            )
        return id

    @field_validator("words", mode="before")
    @classmethod
    def in_languages(cls, words: Any, info: ValidationInfo) -> Any:
        if words is None:
            return {}
        if isinstance(words, str):
            return {"zh": words, "en": words}
        if isinstance(words, dict):
            others = [language for language in words if language not in LANGUAGES]
            fixes = [(language, nearest(language, LANGUAGES)) for language in others]
            refuse(
                [At((str(key),), words[key], "a language", fix) for key, fix in fixes]
            )
            return words
        raise fault("text, or text by language", "write it like {zh: …, en: …}")

    @property
    def place(self) -> str:
        """What the clause is called: its number in the contract, else its id."""
        return self.at or self.id

    def reads(
        self, names: Iterable[str], readings: Mapping[str, str]
    ) -> tuple[str, ...]:
        """Of these phrases those that have a reading, its own ones where the clause has
        such.
        """
        own = ((f"{name}@{self.id}", name) for name in names)
        found = (its if its in readings else name for its, name in own)
        return tuple(name for name in found if name in readings)

    @cached_property
    def figures(self) -> dict[str, Any]:
        """By name what it says beside its head: figures and lists, money in fen."""
        heads = {*Clause.model_fields, "of"}
        said = type(self).model_fields
        return {name: getattr(self, name) for name in said if name not in heads}

    @cached_property
    def refers_to(self) -> tuple[str, ...]:
        """The ids of the clauses that it refers to or takes lines of."""
        of = getattr(self, "of", None)
        return (of,) if isinstance(of, str) else tuple(of or ())
