"""2.2 Fee: what the agreement says of a fixed fee."""

from __future__ import annotations

from typing import ClassVar

from pydantic import ValidationInfo, field_validator

from cscontract.agreement import clause as terms
from cscontract.agreement.section import read_as
from cscontract.agreement.validation import fault
from cscontract.core import money
from cscontract.core.language import Sentence


class Terms(terms.Terms):
    """2.2: `monthly` in fen, and the same in words, as written."""

    MENDS: ClassVar = {"currency": "write it at the top, like currency: CNY"}
    monthly: int
    in_words: str | None = None

    @field_validator("in_words")
    @classmethod
    def legible(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None:
            return None
        try:
            read = money.fee_from_words(value)
        except ValueError:
            expected = "an amount in Chinese numerals"
            fix = Sentence("write it like {example}", example=money.in_words(150000))
            raise fault(expected, fix) from None
        if money.from_words(value) is None and info.context is not None:
            key = f"{info.data.get('id', 'fee')}.in_words"
            info.context.append(read_as(key, value, money.yuan(read)))
        return value

    @property
    def words_fen(self) -> int | None:
        """The fee in words, in fen; None where there are no words."""
        return money.fee_from_words(self.in_words) if self.in_words else None
