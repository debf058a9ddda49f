"""Headers of record files: English names, or Chinese ones as people write them and
platforms export them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from cscontract.core import notation
from cscontract.records.schemas import SCHEMAS


@cache
def _kinds() -> dict[str, Any]:
    """The exports that `import` knows."""
    text = (
        files("cscontract.records.imports")
        .joinpath("platforms.toml")
        .read_text("utf-8")
    )
    by_kind: dict[str, Any] = tomllib.loads(text)["kinds"]
    return by_kind


def _key(name: str) -> str:
    """A name as names are compared."""
    half = notation.folded(name).casefold()
    return re.sub(r"\s", "", half).strip(":")


@cache
def chinese_names(record: str) -> Mapping[str, str]:
    """Chinese name, as names are compared → column of the record.

    Of the exports that `import` knows, those that say what they count: a report of one
    count is left to it.
    """
    schema = SCHEMAS[record]
    sources = [{name: each.chinese for name, each in schema.columns.items()}]
    if schema.is_report:
        kinds = _kinds().values()
        sources += [kind["columns"] for kind in kinds if not kind.get("one_count")]
    names: dict[str, str] = {}
    for source in sources:
        for column, known in source.items():
            names |= dict.fromkeys(map(_key, known), column)
    return names


def in_english(record: str, header: Iterable[str]) -> tuple[str, ...]:
    """The header with Chinese names put as the record's columns; others stay as they
    are.
    """
    names = chinese_names(record)
    return tuple(names.get(_key(name), name) for name in header)


def kinds_of(record: str, header: Iterable[str]) -> list[str]:
    """The kinds of platform exports that have this header, as `import --as`
    names them.
    """
    if not SCHEMAS[record].is_report:
        return []
    keys = set(map(_key, header))
    return [
        name
        for name, kind in _kinds().items()
        if all(keys & set(map(_key, kind["columns"][need])) for need in kind["needed"])
    ]
