"""Headers of record files: English names, or Chinese ones as people write them and platforms export them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from cscontract.terms import written


@cache
def _data(name: str) -> dict[str, Any]:
    text = files("cscontract.records").joinpath(name).read_text("utf-8")
    return tomllib.loads(text)


def _key(name: str) -> str:
    """A name as names are compared."""
    half = written.folded(name).casefold()
    return re.sub(r"\s", "", half).strip(":")


@cache
def chinese_names(record: str) -> Mapping[str, str]:
    """Chinese name, as names are compared → column of the record.

    Of the exports that `import` knows, those that say what they count: a report of one count is left to it.
    """
    sources = [_data("headers.toml")[record]]
    if record == "receptions":
        kinds = _data("import_kinds.toml")["kinds"].values()
        sources += [kind["columns"] for kind in kinds if not kind.get("one_count")]
    names: dict[str, str] = {}
    for source in sources:
        for column, known in source.items():
            names |= dict.fromkeys(map(_key, known), column)
    return names


def in_english(record: str, header: Iterable[str]) -> tuple[str, ...]:
    """The header with Chinese names put as the record's columns; others stay as they are."""
    names = chinese_names(record)
    return tuple(names.get(_key(name), name) for name in header)


def kinds_of(record: str, header: Iterable[str]) -> list[str]:
    """The kinds of platform exports that have this header, as `import --as` names them."""
    if record != "receptions":
        return []
    keys = set(map(_key, header))
    return [
        name
        for name, kind in _data("import_kinds.toml")["kinds"].items()
        if all(keys & set(map(_key, kind["columns"][need])) for need in kind["needed"])
    ]
