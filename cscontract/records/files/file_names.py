"""What the name of a file says: the record that it holds, and which part of it."""

from __future__ import annotations

import re

from cscontract.core import notation
from cscontract.records.schemas import RECORDS

NAME = re.compile(rf"({'|'.join(RECORDS)})(?:[-_. ]+(.+)|([0-9].*|\(.*|（.*))?")


def record_of(stem: str) -> tuple[str, str] | None:
    """The record of a file, by its name without the ending, and its part: a month, say.

    >>> record_of("receptions"), record_of("Receptions_202008"), record_of("reception")
    (('receptions', ''), ('receptions', '202008'), None)
    """
    match = NAME.fullmatch(notation.folded(stem).casefold())
    return None if match is None else (match[1], match[2] or match[3] or "")
