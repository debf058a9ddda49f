"""What is wrong with an agreement, in words: pydantic's errors as faults with place,
value and mend.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Any, NamedTuple, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from cscontract.core.errors import (
    MOST_FAULTS,
    Fault,
    bad,
    legible,
    line_place,
    nearest,
    refusal,
    shown,
    within,
)
from cscontract.core.language import Sentence
from cscontract.core.strict_yaml import Lines

Model = TypeVar("Model", bound=BaseModel)
#: the value of a fault where nothing stands
MISSING = object()


class At(NamedTuple):
    """A fault of a part of a value: where in it, what stands there, what was expected,
    the mend.
    """

    where: tuple[str | int, ...]
    value: object
    expected: str
    fix: str


def fault(expected: str, fix: str) -> PydanticCustomError:
    """A fault of one value: what was expected, and the mend."""
    return PydanticCustomError(
        "fault", "{expected}", {"expected": expected, "fix": fix}
    )


def refuse(found: list[At]) -> None:
    """Raise all faults of a value together; nothing where there is none."""
    refuse_details([details(at) for at in found])


def details(at: At) -> InitErrorDetails:
    """A fault as pydantic has it."""
    return InitErrorDetails(
        type=fault(at.expected, at.fix), loc=at.where, input=at.value
    )


def details_within(error: ValidationError, *above: str | int) -> list[InitErrorDetails]:
    """The faults of a part of a value as faults of the whole."""
    return [
        InitErrorDetails(
            type=_type_of(each),
            loc=(*above, *each["loc"]),
            input=each["input"],
            ctx=each.get("ctx", {}),
        )
        for each in error.errors()
    ]


def _type_of(error: Any) -> Any:
    context = error.get("ctx", {})
    is_ours = error["type"] == "fault"
    return fault(context["expected"], context["fix"]) if is_ours else error["type"]


def refuse_details(found: list[InitErrorDetails]) -> None:
    """As `refuse`, of faults as pydantic has them."""
    if found:
        raise ValidationError.from_exception_data("agreement", found)


#: pydantic's kind of error → what was expected, and the mend
WORDS = {
    "string_type": (
        "text",
        "write text, in quotes where it is digits, a date, true or false",
    ),
    "string_unicode": ("readable text", "type it again"),
    "string_too_long": ("at most {max_length} characters", "shorten it"),
    "too_long": ("at most {max_length} characters", "shorten it"),
    "tuple_type": ("a list", "write it in square brackets, like [a, b]"),
    "too_short": ("at least one entry", "add one"),
    "model_type": ("keys and values", "write it like the sample file does"),
    "dict_type": ("keys and values", "write it like the sample file does"),
    "bool_type": ("true or false", "write true or false, without quotes"),
    "int_type": ("a year", "write it like 2027, without quotes"),
    "date_type": ("a date", "write it like 2020-08-01, without quotes"),
    "invalid_key": ("a known key", "leave it out"),
}


def validated(
    model: type[Model],
    data: Any,
    name: str,
    lines: Lines | None,
    expected: str,
    fix: str,
) -> tuple[Model, tuple[str, ...]]:
    """Plain data as the model has it, and the repairs in words; `name` and `lines` are
    for the places.

    BadInput names every fault; `expected` and `fix` are told where the data are no keys
    and values.
    """
    if not isinstance(data, dict):
        value = (
            "nothing"
            if data is None
            else "a list"
            if isinstance(data, list)
            else "plain text"
        )
        raise bad(name, value, expected, fix)
    notes: list[str] = []
    try:
        read = model.model_validate(data, context=notes)
    except ValidationError as error:
        first = islice(error.errors(), MOST_FAULTS)
        faults = [_fault(each, model, data, name, lines or {}) for each in first]
        raise refusal(faults, name) from None
    return read, tuple(
        Sentence("{file}, {note}", file=name, note=note) for note in notes
    )


def _fault(found: Any, model: Any, data: Any, name: str, lines: Lines) -> Fault:
    loc = tuple(level for level in found["loc"] if level != "[key]")
    place = _place_of(loc, model.key_at(loc, data), name, lines)
    kind = found["type"]
    context = found.get("ctx", {})
    value = _found(found["input"])
    if kind == "fault":
        return Fault(place, value, context["expected"], context["fix"])
    part = model.part_at(loc[:-1], data)
    if kind == "missing":
        figure = part and part.rule(
            str(loc[-1]), {"id": str(loc[-2])} if len(loc) > 1 else {}
        )
        expected = figure.bounds if figure else "a value for it"
        return Fault(
            place, "missing", expected, figure.example if figure else "add the key"
        )
    if kind == "extra_forbidden":
        return Fault(place, value, "a known key", _nearest_key(part, loc))
    if kind == "literal_error":
        expected = _one_of(context["expected"])
        return Fault(place, value, expected, Sentence("write {value}", value=expected))
    expected, fix = WORDS.get(kind, ("another value", "see the sample file"))
    return Fault(place, value, Sentence(expected, **context), fix)


def _one_of(expected: str) -> str:
    """What pydantic tells as “'client', 'provider' or 'both'”, in words."""
    values = re.findall("'([^']*)'", expected)
    if len(values) < 2:
        return Sentence("{value}", value=expected.replace("'", ""))
    return Sentence(
        "{values} or {last}", values=", ".join(values[:-1]), last=values[-1]
    )


def _place_of(
    loc: tuple[Any, ...], key: tuple[Any, ...], name: str, lines: Lines
) -> str:
    """File, line and key; the line is that of the nearest key above where it has none
    of its own.
    """
    known = [".".join(map(str, loc[:depth])) for depth in range(len(loc), 0, -1)]
    line = next((lines[key] for key in known if key in lines), None)
    return line_place(name, line, _key(key))


def _key(loc: tuple[Any, ...]) -> str:
    """The key in words: volume.step; shops, item 2, id; calendar.2027.off, item 1."""
    words = ""
    for depth, level in enumerate(loc):
        if depth and isinstance(level, int) and loc[depth - 1] != "calendar":
            words = Sentence("{key}, item {number}", key=words, number=level + 1)
        elif isinstance(words, Sentence):
            words = within(words, legible(level))
        else:
            words = f"{words}.{legible(level)}".strip(".")
    return words


def _found(value: object) -> str:
    if isinstance(value, BaseModel):
        return ""
    if value is MISSING:
        return "missing"
    if isinstance(value, dict | list | tuple):
        return "keys and values" if isinstance(value, dict) else "a list"
    return "null" if value is None else shown(value)


def _nearest_key(part: Any, loc: tuple[Any, ...]) -> str:
    """The mend for an unknown key: where it now stands, or the nearest key of
    its part.
    """
    if str(loc[-1]).isdigit():
        return "leave it out; write 1,001 as 1001"
    if part is None:
        return "leave it out"
    return part.MENDS.get(loc[-1]) or nearest(loc[-1], part.known_keys())


def part_of(model: Any, loc: tuple[Any, ...]) -> Any:
    """The part of a model at a place; None where there is none."""
    for level in loc:
        if isinstance(level, str):
            model = getattr(model, "model_fields", {})[level].annotation
        model = next(
            (part for part in get_args(model) if hasattr(part, "model_fields")), model
        )
    return model if hasattr(model, "model_fields") else None
