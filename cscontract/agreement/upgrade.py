"""A file of version 1 as one of version 2: the same agreement, its clauses in a
list.
"""

from __future__ import annotations

import re
from typing import Any

from cscontract.agreement import composition, version_2
from cscontract.agreement.agreement import Agreement
from cscontract.core.strict_yaml import escaped, on_one_line

#: a word that YAML reads as text without quotes, but for those that it takes for
#: something else
WORD = r"[A-Za-z][A-Za-z0-9_]*"
NO_WORDS = frozenset(["null", "true", "false", "yes", "no", "on", "off", "y", "n"])
#: a clause that is longer is written a key a line
LONGEST = 130


def upgraded(agreement: Agreement) -> str:
    """The text of a file of version 2 that says the same as the agreement.

    A clause a line, or a block where it is long. What the file says beside its values,
    comments, is not in it.
    """
    data = agreement.plain()
    readings = version_2.without_unread(data["readings"], agreement.clauses)
    lines = [
        f"agreement: {agreement.agreement}",
        "version: 2",
        f"currency: {agreement.currency}",
        f"parties: {_flow(data['parties'])}",
        *_items("shops", data["shops"]),
        f"term: {_flow({**data['term'], **_number(agreement)})}",
        *_items("clauses", composition.plain(agreement.clauses)),
        f"readings: {_flow(readings)}",
        *_calendar(data["calendar"]),
    ]
    return "".join(f"{line}\n" for line in lines)


def _number(agreement: Agreement) -> dict[str, str]:
    """The term's number in the contract."""
    return {"at": agreement.term.at} if agreement.term.at else {}


def _items(key: str, items: Any) -> list[str]:
    """A list under a key: an item a line, or a block where it is long."""
    lines = [f"{key}:"]
    for item in items:
        line = f"  - {_flow(item)}"
        lines += [line] if len(line) <= LONGEST else _block(item)
    return lines


def _block(item: dict[str, Any]) -> list[str]:
    keys = [f"{key}: {_flow(value)}" for key, value in item.items()]
    return [f"  - {keys[0]}", *(f"    {line}" for line in keys[1:])]


def _calendar(years: dict[int, dict[str, Any]]) -> list[str]:
    """The agreement's own days, a year a line; none where it has none."""
    named = {
        year: {key: days for key, days in own.items() if days is not None}
        for year, own in years.items()
    }
    lines = [f"  {year}: {_flow(own)}" for year, own in named.items()]
    return ["calendar:", *lines] if lines else []


def _flow(value: Any) -> str:
    """A plain value on one line; words without quotes."""
    if isinstance(value, dict):
        return (
            "{"
            + ", ".join(f"{_key(key)}: {_flow(each)}" for key, each in value.items())
            + "}"
        )
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return value if _is_word(value) else on_one_line(value)


def _key(key: str) -> str:
    """A key; one like bound@renewal needs no quotes either."""
    return key if all(map(_is_word, key.split("@"))) else on_one_line(key)


def _is_word(value: Any) -> bool:
    if not isinstance(value, str) or value.lower() in NO_WORDS:
        return False
    return bool(re.fullmatch(WORD, value))


def with_plain_signs(text: str) -> str:
    """The same file in signs that every encoding has: what else it has stands between
    quotes.
    """
    return re.sub(r"[^\x00-\x7f]", lambda sign: escaped(sign[0]), text)
