"""Files of version 1: one agreement alone, whose clauses stand under keys of
their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, ClassVar, Literal, cast

from pydantic import (
    Field,
    ValidationInfo,
    create_model,
    field_validator,
    model_validator,
)

from cscontract.agreement.clause import Clause
from cscontract.agreement.composition import misread, plain_value
from cscontract.agreement.figures import Figure, figures_of, named
from cscontract.agreement.head import GROUND, Head, Tail
from cscontract.agreement.kinds import kinds, of_the_kinds, register
from cscontract.agreement.phrases import Phrase
from cscontract.agreement.section import Section, Word, listed, read_as
from cscontract.agreement.validation import At, fault, refuse
from cscontract.core.errors import nearest
from cscontract.core.frozen import Fixed
from cscontract.core.language import KINDS as OWN

CURRENCIES = {
    "CNY": "CNY",
    "RMB": "CNY",
    "¥": "CNY",
    "￥": "CNY",
    "人民币": "CNY",
    "元": "CNY",
}
#: what the clauses of a file say, in the contract's order: id, kind, number, what it
#: refers to
CLAUSES = (
    ("scope", "scope", "1.1", None),
    ("hours", "hours", "1.3", None),
    ("volume", "daily_surcharge", "1.4(2)b", None),
    ("seats", "added_seats", "1.4(2)a", "volume"),
    ("renewal", "new_agreement", "1.4(2)c", "fee"),
    ("duties", "authority", "1.5", None),
    ("payment", "payment", "2.1", None),
    ("fee", "monthly_fee", "2.2", None),
)
#: keys of clauses that came with version 2
LATER = frozenset({"of", "closed"})
#: what a clause says that its section has under another key: (id, name) → (section,
#: key)
MOVED = {
    ("scope", "channels"): ("duties", "channels"),
    ("payment", "day"): ("payment", "due_day"),
}
#: what is no clause of its own in a file
NO_SECTION = frozenset({"scope"})
#: figures that only version 2 may leave open stand at these values here
GIVEN = {("hours", "closed"): "spring_festival", ("payment", "month"): "same"}
TERM_AT = "3"
#: the numbers of findings that clauses show of which a file says no number, by code
CITED = {
    "unknown_shop": "1.2",
    "offline": "1.4(1)",
    "long_span": "1.4(1)",
    "missing_day": "1.4(2)",
    "counted_from_receptions": "1.4(2)",
    "counts_differ": "1.4(2)",
    "offline_in_break": "1.4(3)",
    "bill_differs": "2.2",
}
#: what numbers are about that are no clause's own
ABOUT = {
    "1.2": "Shops",
    "1.4(1)": "Presence",
    "1.4(2)": "Reception",
    "1.4(3)": "Breaks",
}
#: figures that had another name: (id, name) → the name of then
RENAMED = {("payment", "day"): "due_day"}
#: where the keys of a file of version 1 are in one of version 2
IN_VERSION_2 = {
    "hours": "write it in clauses, like {kind: hours, id: hours, …}",
    "volume": "write it in clauses, like {kind: daily_surcharge, id: volume, …}",
    "renewal": "write it in clauses, like {kind: new_agreement, id: renewal, …}",
    "seats": "write it in clauses, like {kind: added_seats, id: seats, …}",
    "duties": "write it in clauses, like {kind: scope, …} and {kind: authority, …}",
    "fee": "write it in clauses, like {kind: monthly_fee, id: fee, …}",
    "payment": "write it in clauses, like {kind: payment, id: payment, …}",
}


#: where the keys of a file of version 2 are in one of version 1
IN_VERSION_1 = {
    "clauses": "write version: 2, and every clause in this list",
    "currency": "write it in fee, like fee: {monthly: …, currency: CNY}",
}


class Old(Section):
    """A section: what a clause says, without what came later."""

    section: ClassVar[str] = ""

    @classmethod
    def rule(cls, name: str, read: Mapping[str, Any]) -> Figure | None:
        figure = super().rule(name, {"id": cls.section})
        return as_of_then(figure) if figure else None

    @classmethod
    def known_keys(cls) -> list[str]:
        return [key for key in cls.model_fields if key not in LATER]

    @model_validator(mode="before")
    @classmethod
    def without_later_keys(cls, data: Any) -> Any:
        later = [key for key in data if key in LATER] if isinstance(data, dict) else []
        mends = [(key, nearest(key, cls.known_keys())) for key in later]
        refuse([At((key,), data[key], "a known key", mend) for key, mend in mends])
        return data


def as_of_then(figure: Figure) -> Figure:
    """A figure as version 1 has it."""
    return replace(figure, gap=None) if figure.gap_since > 1 else figure


class Payment(Old):
    """2.1, with the day under its name of then."""

    due_day: int
    methods: tuple[Word, ...] = Field(min_length=1)

    @classmethod
    def rule(cls, name: str, read: Mapping[str, Any]) -> Figure | None:
        figure = (
            named(f"{OWN}.payment", "day", "payment") if name == "due_day" else None
        )
        return replace(as_of_then(figure), key="payment.due_day") if figure else None

    @field_validator("methods", mode="before")
    @classmethod
    def as_tuple(cls, value: Any) -> Any:
        return listed(value)


class Currency(Section):
    """2.2: the currency stood with the fee."""

    currency: Literal["CNY"] = "CNY"

    @field_validator("currency", mode="before")
    @classmethod
    def symbol(cls, value: Any, info: ValidationInfo) -> Any:
        return currency_of(value, "fee.currency", info.context)


def currency_of(value: Any, key: str, notes: list[str] | None) -> Any:
    """The currency that a sign or a word means; a repair is told."""
    currency = CURRENCIES.get(value) if isinstance(value, str) else None
    if currency and currency != value and notes is not None:
        notes.append(read_as(key, value, currency))
    return currency or value


@cache
def sections() -> dict[str, type[Section]]:
    """What each section of a file says, by its key, in the order of the file."""
    said = {name: kind.terms for name, kind in kinds().items()}

    def section(name: str, *bases: type[Section]) -> type[Section]:
        every: Any = (Old, *bases)
        made: Any = create_model(name, __base__=every, __module__=__name__)
        made.section = name
        return cast(type[Section], made)

    return {
        "hours": section("hours", said["hours"]),
        "volume": section("volume", said["daily_surcharge"]),
        "renewal": section("renewal", said["new_agreement"]),
        "seats": section("seats", said["added_seats"]),
        "duties": section("duties", said["authority"], said["scope"]),
        "fee": section("fee", Currency, said["monthly_fee"]),
        "payment": Payment,
    }


class Middle(Section):
    """What a file says between its head and its tail is checked together."""

    @field_validator("renewal", check_fields=False)
    @classmethod
    def in_step(cls, renewal: Any, info: ValidationInfo) -> Any:
        volume = info.data.get("volume")
        if volume and renewal.threshold < volume.threshold:
            expected = "renewal.threshold at or above volume.threshold"
            fix = "raise renewal.threshold or lower volume.threshold"
            refuse([At(("threshold",), renewal.threshold, expected, fix)])
        return renewal


class Readings(Tail):
    """The readings of a file: those of the clauses that its sections say."""

    @field_validator("readings", mode="before")
    @classmethod
    def known(cls, readings: Any, info: ValidationInfo) -> Any:
        if readings is None:
            return {}
        if not isinstance(readings, dict):
            raise fault("phrases and their readings", "write it like {bound: above}")
        phrases = phrases_of_then(readings)
        wrong = [
            (str(name), misread(phrases, name, way)) for name, way in readings.items()
        ]
        refuse([At((name,), *found) for name, found in wrong if found])
        renewal = info.data.get("renewal")
        has_no_fee = renewal is not None and renewal.new_monthly_fee is None
        unpaid = [
            name for name, way in readings.items() if has_no_fee and way == "new_fee"
        ]
        refuse([At((name,), "new_fee", NO_NEW_FEE, MEND_NEW_FEE) for name in unpaid])
        return readings


NO_NEW_FEE = "readings.after_renewal: new_fee only with renewal.new_monthly_fee"
MEND_NEW_FEE = "give that figure or use terms_continue, agreement_ends or open"


def phrases_of_then(names: Iterable[Any]) -> dict[str, Phrase]:
    """The phrases that the clauses of every file read, with those named that are a
    clause's own.
    """
    read = {name for _, kind, *_ in CLAUSES for name in kinds()[kind].reads}
    known = {name: phrase for name, phrase in register().items() if name in read}
    for name in names:
        plain, _, id = str(name).partition("@")
        kind = next((each[1] for each in CLAUSES if each[0] == id), None)
        if kind and plain in kinds()[kind].reads:
            known[str(name)] = known[plain]
    return known


@cache
def file() -> type[Section]:
    """A file of version 1."""
    fields: Any = {name: (section, ...) for name, section in sections().items()}
    middle = create_model("Middle1", __base__=Middle, __module__=__name__, **fields)
    made: Any = create_model(
        "File", __base__=(Readings, middle, Head), __module__=__name__
    )
    made.MENDS = IN_VERSION_1
    return cast(type[Section], made)


def clauses_of(file: Any) -> tuple[Clause, ...]:
    """The clauses that a file's sections say."""
    return tuple(_clause(file, *each) for each in CLAUSES)


def _clause(file: Any, id: str, kind: str, at: str, of: str | None) -> Clause:
    model = kinds()[kind].model
    # with its words, so that nobody looks how they are made
    said: dict[str, Any] = {"kind": kind, "id": id, "at": at, "words": Fixed()}
    for name in kinds()[kind].terms.model_fields:
        section, key = MOVED.get((id, name), (id, name))
        if (id, name) in GIVEN:
            said[name] = GIVEN[id, name]
        elif key not in LATER:
            said[name] = getattr(getattr(file, section), key, None)
    if of:
        said["of"] = of
    return model.model_construct(**said)


def plain(clauses: Mapping[str, Clause], currency: str) -> dict[str, dict[str, Any]]:
    """The sections of a file that says these clauses, in its order: money as text."""
    return {
        name: {
            key: _plain(clauses, name, key, currency) for key in section.known_keys()
        }
        for name, section in sections().items()
    }


def _plain(clauses: Mapping[str, Clause], section: str, key: str, currency: str) -> Any:
    if key == "currency":
        return currency
    moved = {then: now for now, then in MOVED.items()}
    id, name = moved.get((section, key), (section, key))
    return plain_value(clauses[id], name)


@of_the_kinds
@cache
def figures() -> tuple[Figure, ...]:
    """The figures of a file's clauses, by the keys and the numbers of version 1."""
    return tuple(
        replace(as_of_then(figure), key=f"{id}.{RENAMED.get((id, name), name)}")
        for id, kind, *_ in CLAUSES
        for name, figure in kinds()[kind].figures.items()
    )


@cache
def known_figures() -> dict[str, Figure]:
    """Every figure of a file by its key (“volume.threshold”), in the order of the
    panel.
    """
    found = [*figures(), *figures_of(GROUND).values()]
    return {
        figure.key: figure for figure in sorted(found, key=lambda figure: figure.rank)
    }


def canonical(key: str, clauses: Mapping[str, Clause], version: int) -> str:
    """A figure's key by the name that it has in a version."""
    id, _, name = key.partition(".")
    clause = clauses.get(id)
    for now, figure in kinds()[clause.kind].figures.items() if clause else ():
        if figure.was and name in (now, figure.was):
            return f"{id}.{figure.was if version == 1 else now}"
    return key


def bounds(agreement: Any, key: str, low: Any, high: Any) -> tuple[Any, Any]:
    """A limit of a file of version 1 lies on its side of the other."""
    if key == "volume.threshold":
        high = min(high, agreement.renewal.threshold)
    if key == "renewal.threshold":
        low = max(low, agreement.volume.threshold)
    return low, high
