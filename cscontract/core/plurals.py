"""Sentences are written for several: “{count} rows”, “from {first} to {last}”.

Of one row, and of one day, they are worded in the singular.

It is done by rule, not by plural forms of a catalogue: a message of gettext's is chosen
by one number, and ten of our hundred such sentences count two things; some numbers are
texts by then (“1,000”); a span of one day is no plural. In Chinese a word has one form.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

#: what sentences count, in the plural; a word may stand before it: {count} service days
THINGS = (
    "bytes",
    "cells",
    "chats",
    "columns",
    "combinations",
    "days",
    "files",
    "hours",
    "IDs",
    "levels",
    "measures",
    "periods",
    "persons",
    "phrases",
    "rows",
    "seats",
    "shops",
    "signs",
    "states",
    "terms",
    "times",
)
COUNTED = re.compile(rf"\{{(\w+)\}}((?: [a-z]+)? (?:{'|'.join(THINGS)}))\b")
#: the verb after what a sentence begins with: {count} rows of {file} are …
VERBS = {
    "are": "is",
    "were": "was",
    "have": "has",
    "hang": "hangs",
    "give": "gives",
    "lie": "lies",
}
VERB = re.compile(rf" ({'|'.join(VERBS)})\b")


def agreeing(template: str, values: Mapping[str, Any]) -> str:
    """The template in the singular wherever the value of a number is one.

    >>> agreeing("{rows} rows of {file} were left out", {"rows": 1, "file": "a.csv"})
    '{rows} row of {file} was left out'
    >>> agreeing("{count} of {days} service days", {"count": 1, "days": "1"})
    '{count} of {days} service day'
    """
    for name, things in _counted(template):
        if str(values.get(name)) == "1":
            plural = f"{{{name}}}{things}"
            leads = template.startswith(plural)
            template = template.replace(plural, plural[:-1], 1)
            template = VERB.sub(_singular, template, count=1) if leads else template
    return template


@cache
def _counted(template: str) -> tuple[tuple[str, ...], ...]:
    """The numbers in a template with the things that they count."""
    return tuple(match.groups() for match in COUNTED.finditer(template))


def _singular(verb: re.Match[str]) -> str:
    return f" {VERBS[verb[1]]}"


#: what says from when to when, and what says it of one day
OF_ONE_DAY = (
    (re.compile(r"on \{count\} days from \{first\} to \{last\}"), "on {first}"),
    (re.compile(r"from \{first\} to \{last\}(?: \(\{count\} days\))?"), "on {first}"),
    (re.compile(r"\{first\} to \{last\}"), "{first}"),
    (re.compile(r"\{first\}至\{last\}间有 \{count\} 天"), "{first}"),
    (re.compile(r"\{first\}至\{last\}(?:（\{count\} 天）)?"), "{first}"),
)


def of_one_day(template: str, values: Mapping[str, Any]) -> str:
    """The template with one date where first and last are the same.

    >>> of_one_day("none from {first} to {last}", {"first": 3, "last": 3})
    'none on {first}'
    """
    if "last" in values and values.get("first") == values["last"]:
        for span, day in OF_ONE_DAY:
            template = span.sub(day, template)
    return template
