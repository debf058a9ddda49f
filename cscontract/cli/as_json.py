"""A result as JSON, without what is not to be told.

No telephone or identity number in any text or key, no sign that a terminal obeys.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from cscontract.core.control_characters import UNSEEN
from cscontract.core.privacy import masked
from cscontract.core.pseudonyms import hidden

#: money as JSON has it, however many digits it has
MONEY = re.compile(r"-?[0-9]+\.[0-9]{2}")


def as_json(result: Mapping[str, Any], plain: bool = False) -> str:
    """The result as JSON.

    Texts read back as they were where no number was hidden. `plain`: in ASCII alone.

    >>> print(as_json({"name": "a\\u202eb", "note": "call 13800138000"}), end="")
    {
     "name": "a\\u202eb",
     "note": "call ‹hidden›"
    }
    """
    text = json.dumps(safe(result), ensure_ascii=plain, indent=1)
    return "\n".join(UNSEEN.sub(_escaped, line) for line in text.split("\n")) + "\n"


def safe(value: Any) -> Any:
    """A value of JSON without numbers of persons.

    A key that holds one goes by a keyed name.
    """
    if isinstance(value, Mapping):
        return {_key(key): safe(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [safe(inner) for inner in value]
    is_text = isinstance(value, str) and not MONEY.fullmatch(value)
    return masked(value) if is_text else value


def _key(key: Any) -> Any:
    return hidden(key) if isinstance(key, str) else key


def _escaped(match: re.Match[str]) -> str:
    """A sign as JSON has it by its number."""
    return json.dumps(match[0])[1:-1]
