"""1.1 Scope: what the agreement says of channels."""

from __future__ import annotations

from typing import Any

from pydantic import Field, field_validator

from cscontract.agreement import clause as terms
from cscontract.agreement.section import Word, listed


class Terms(terms.Terms):
    """1.1: the channels allowed."""

    channels: tuple[Word, ...] = Field(min_length=1)

    @field_validator("channels", mode="before")
    @classmethod
    def as_tuple(cls, value: Any) -> Any:
        return listed(value)
