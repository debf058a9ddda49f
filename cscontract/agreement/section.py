"""A part of a file of terms, typed and strict, and what its fields are made of."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
)

from cscontract.agreement.figures import Figure
from cscontract.agreement.validation import fault, part_of
from cscontract.core import notation
from cscontract.core.language import Sentence
from cscontract.core.privacy import HIDDEN, masked
from cscontract.core.pseudonyms import hidden

#: the length of a shop's name
LONGEST = 60
CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00"


def _hidden(text: str, hide: Callable[[str], str], info: ValidationInfo) -> str:
    """The text without the numbers of persons in it; that one was hidden is told."""
    shown = hide(text)
    if shown != text and info.context is not None:
        sentence = "{key}: a telephone or identity number in it is hidden"
        info.context.append(Sentence(sentence, key=str(info.field_name)))
    return shown


def _apart(text: str, info: ValidationInfo) -> str:
    """A name that records may have too; one with a number goes by the keyed name that
    it has there.
    """
    return _hidden(text, lambda text: hidden(notation.half_width(text, [])), info)


def _name(text: str) -> str:
    """A shop's name as platforms and records have it: （）, ·, blanks, rare characters.

    No sign of a path, and none that cannot be seen or turns the line about.
    """
    is_long = not 1 <= len(text) <= LONGEST
    has_path = "/" in text or "\\" in text
    is_said = any(sign.isalnum() for sign in text) and text == text.strip()
    is_said = (
        is_said and HIDDEN not in text
    )  # a number that was hidden is nobody's name
    if is_long or has_path or not is_said or not notation.is_visible(text):
        expected = "a name of 1 to 60 readable signs, without / and \\"
        raise fault(expected, "write it like taobao or 淘宝, as the records have it")
    return text


def _clock(text: str, info: ValidationInfo) -> str:
    plain = notation.half_width(text, [])
    if not re.fullmatch(CLOCK, plain):
        raise fault("a time, HH:MM", 'write it like "09:00"')
    if plain != text and info.context is not None:
        info.context.append(read_as(str(info.field_name), text, plain))
    return plain


def _readable(text: str) -> str:
    if not text.isprintable():
        raise fault("readable signs on one line", "type it again")
    return text


def _told(text: str, info: ValidationInfo) -> str:
    return _hidden(text, masked, info)


def listed(value: Any) -> Any:
    """A list of the file as the tuple that is kept."""
    return tuple(value) if isinstance(value, list) else value


Name = Annotated[str, AfterValidator(_name), AfterValidator(_apart)]
Clock = Annotated[str, AfterValidator(_clock)]
Text = Annotated[str, AfterValidator(_readable), AfterValidator(_told)]
#: a word that records have too: a channel, a method
Word = Annotated[str, AfterValidator(_readable), AfterValidator(_apart)]


class Section(BaseModel):
    """A part of a file of terms. Its figures are read by the rules of their
    register.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    #: the mends of keys that stand elsewhere
    MENDS: ClassVar[Mapping[str, str]] = {}

    @classmethod
    def rule(cls, name: str, read: Mapping[str, Any]) -> Figure | None:
        """The figure that a field is; None where it is none. `read`: the fields read
        before it.
        """
        return None

    @classmethod
    def known_keys(cls) -> list[str]:
        """Its keys."""
        return list(cls.model_fields)

    @classmethod
    def part_at(cls, loc: tuple[Any, ...], data: Any) -> Any:
        """The part of the file at a place; None where there is none."""
        return part_of(cls, loc)

    @classmethod
    def key_at(cls, loc: tuple[Any, ...], data: Any) -> tuple[Any, ...]:
        """What a place is called."""
        return loc

    @field_validator("*", mode="before")
    @classmethod
    def read_figure(cls, value: Any, info: ValidationInfo) -> Any:
        figure = cls.rule(info.field_name or "", info.data)
        if figure is None:
            return value
        try:
            return figure.parse(value, info.context)
        except ValueError:
            raise fault(figure.bounds, figure.mend(value)) from None


class Span(Section):
    """A shift or a break: from start to end on one day, as HH:MM."""

    name: Text = Field(max_length=60)
    start: Clock
    end: Clock

    @field_validator("end")
    @classmethod
    def forward(cls, end: str, info: ValidationInfo) -> str:
        if end <= info.data.get("start", ""):
            raise fault(
                "a start before the end, both on one day", "split it at midnight"
            )
        return end

    def __str__(self) -> str:
        return f"{self.name} {self.start}–{self.end}"


def read_as(key: str, value: str, read: str) -> str:
    """A repair of a figure, in words."""
    return Sentence(
        "{key}: {value} was read as {read}", key=key, value=repr(value), read=read
    )
