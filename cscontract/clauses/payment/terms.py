"""2.1 Payment: what the agreement says of when and how the client pays."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, field_validator

from cscontract.agreement import clause as terms
from cscontract.agreement.section import Word, listed


class Terms(terms.Terms):
    """2.1: the day of the month, of the same one or the next; `roll`: whether it moves
    to a working day.
    """

    day: int | None
    month: Literal["same", "next"] = "same"
    roll: bool | None = None
    methods: tuple[Word, ...] = Field(min_length=1)

    @field_validator("methods", mode="before")
    @classmethod
    def as_tuple(cls, value: Any) -> Any:
        return listed(value)
