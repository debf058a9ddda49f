"""2.2 Fee: whether it rises with the persons of a day."""

from __future__ import annotations


def rises() -> bool:
    """“CNY 1,500 a month”: it does not hang on them, unless another clause ends the
    agreement.
    """
    return True
