"""Phrases that a clause has for itself, “phrase@clause”, where a question names
them.
"""

from __future__ import annotations

from collections.abc import Iterable

from cscontract.agreement.agreement import Agreement


def plain_name(phrase: str) -> str:
    """A phrase as the register has it: what stands before the clause's id."""
    return phrase.partition("@")[0]


def with_own(
    agreement: Agreement, names: Iterable[str], left_open: bool = False
) -> Agreement:
    """The agreement with those of the phrases that are a clause's own, read as the
    shared ones are.

    `left_open`: they are open, and inherit that reading. Names that are no phrase of a
    clause are passed over.
    """
    known = agreement.phrases_with(names)
    new = [name for name in known if name not in agreement.phrases]
    if not new:
        return agreement
    shared = {} if left_open else agreement.readings
    read = {name: shared.get(plain_name(name), "open") for name in new}
    left = {name: way for name, way in agreement.readings.items() if name in known}
    return agreement.replace(readings={**left, **read})
