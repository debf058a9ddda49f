"""1.3 Service hours: what the agreement says of shifts and breaks."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Literal

from pydantic import Field, ValidationInfo, field_validator

from cscontract.agreement import clause as terms
from cscontract.agreement.section import Span, listed
from cscontract.agreement.validation import At, refuse
from cscontract.core.language import Sentence


class Terms(terms.Terms):
    """1.3: shifts, breaks within them, and the days of the year on which nothing is
    owed.
    """

    shifts: tuple[Span, ...] = Field(min_length=1)
    breaks: tuple[Span, ...] = ()
    closed: Literal["spring_festival"] | None = None

    @field_validator("shifts", "breaks", mode="before")
    @classmethod
    def as_tuple(cls, value: Any) -> Any:
        return listed(value)

    @field_validator("shifts", "breaks")
    @classmethod
    def apart(cls, spans: tuple[Span, ...]) -> tuple[Span, ...]:
        expected = "times that do not overlap"
        fix = "let one end where the next begins"
        ordered = pairwise(sorted(spans, key=lambda span: span.start))
        refuse(
            [At((), _both(a, b), expected, fix) for a, b in ordered if b.start < a.end]
        )
        return spans

    @field_validator("breaks")
    @classmethod
    def within_a_shift(
        cls, breaks: tuple[Span, ...], info: ValidationInfo
    ) -> tuple[Span, ...]:
        shifts = info.data.get("shifts")
        outside = [
            At((number,), str(pause), "breaks within a shift", _moved(pause))
            for number, pause in enumerate(breaks)
            if shifts
            and not any(s.start <= pause.start and pause.end <= s.end for s in shifts)
        ]
        refuse(outside)
        return breaks


def _both(one: Span, other: Span) -> str:
    return Sentence("{one} and {other}", one=str(one), other=str(other))


def _moved(pause: Span) -> str:
    return Sentence("move the break {name}", name=pause.name)
