"""Kinds of reports: which columns each has, and the mapping files that say it of any
other.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from cscontract.core import notation, strict_yaml
from cscontract.core.errors import BadInput, Fault, bad, nearest, shown
from cscontract.core.files import read_bytes
from cscontract.core.language import Sentence
from cscontract.records.cells import text_and_numbers
from cscontract.records.cells.text_and_numbers import Cell, Unreadable
from cscontract.records.checks import totals
from cscontract.records.checks.confirmed import UNSETTLED, Doubts
from cscontract.records.schemas import SCHEMAS

RECEPTIONS = SCHEMAS["receptions"]
FIELDS = tuple(RECEPTIONS.columns)
NAMES = FIELDS[:3]
COUNTS = FIELDS[3:]


@dataclass(frozen=True)
class Kind:
    """How a kind of report is read, by the keys of `platforms.toml`.

    `constant`: the date, shop or ID of every row; `named_shop`: the shop that was asked
    for; `shops`: names of shops in the report, by `key_of_name`, and in the records.
    """

    name: str
    columns: Mapping[str, list[str]]
    needed: list[str]
    shop: str | None = None
    dated_by_name: bool = False
    shop_before_colon: bool = False
    one_count: bool = False
    constant: Mapping[str, Any] = field(default_factory=dict)
    named_shop: str | None = None
    shops: Mapping[str, str] = field(default_factory=dict)


def kinds() -> tuple[str, ...]:
    """The kinds of reports that can be imported."""
    return (*known_kinds(), "generic")


# The kind


@lru_cache(maxsize=1)
def platforms() -> dict[str, Any]:
    text = (
        files("cscontract.records.imports")
        .joinpath("platforms.toml")
        .read_text("utf-8")
    )
    return tomllib.loads(text)


def known_kinds() -> dict[str, Kind]:
    return {name: Kind(name, **spec) for name, spec in platforms()["kinds"].items()}


def chosen_kind(
    name: str, shop: str | None, mapping: str | Path | None, doubts: Doubts = UNSETTLED
) -> Kind:
    """The kind by its name, with the shop and the mapping that were given."""
    if name not in kinds():
        raise bad("--as", shown(name), "a kind of report", nearest(name, kinds()))
    shop = None if shop is None else _shop_given(shop, doubts)
    if name == "generic":
        return _mapped(mapping, shop, doubts)
    kind = known_kinds()[name]
    shops = _shops_alone(Path(mapping), name, doubts) if mapping else {}
    needed = [each for each in kind.needed if each != "shop" or shop is None]
    return replace(kind, needed=needed, named_shop=shop, shops=shops)


def _shop_given(shop: str, doubts: Doubts) -> str:
    try:
        return _no_total(text_and_numbers.name(Cell(shop)), doubts)
    except Unreadable as error:
        raise bad(
            "--shop", shown(shop), error.expected, "write it like --shop taobao"
        ) from None


def _no_total(text: str, doubts: Doubts) -> str:
    """The name itself; Unreadable where records would take it for a row of totals."""
    wrong = totals.refuse_label(text, doubts.agents)
    if wrong and totals.label(text) != "all":
        raise Unreadable("a name that is no total's", "write another name")
    return text


# The mapping file

#: the parts of a mapping file: the keys that each may have (None: any), and what it
#: looks like
PARTS: dict[str, tuple[tuple[str, ...] | None, str]] = {
    "columns": (FIELDS, "columns: {date: 日期}"),
    "constant": (NAMES, "constant: {shop: jd}"),
    "shops": (None, "shops: {某某旗舰店: taobao}"),
}


def _mapped(mapping: str | Path | None, shop: str | None, doubts: Doubts) -> Kind:
    """The generic kind: its columns are those of the mapping file."""
    if mapping is None:
        fix = "write one like columns: {date: 日期, shop: 店铺, id: 客服, received: 接待人数, inquiring: 询单人数}"
        raise bad("--mapping", "missing", "a mapping file for --as generic", fix)
    path = Path(mapping)
    parts = _parts(path, doubts)
    columns = parts.get("columns", {})
    constant = parts.get("constant", {})
    given = {*constant, *columns} | ({"shop"} if shop is not None else set())
    faults = [
        *_unmapped(path.name, given),
        *_given_twice(path.name, columns.keys() & constant),
    ]
    if faults:
        raise BadInput(faults)
    listed = {each: [column] for each, column in columns.items()}
    return Kind(
        "generic",
        listed,
        list(columns),
        constant=constant,
        named_shop=shop,
        shops=_by_key(parts),
    )


def _unmapped(file: str, given: set[str]) -> Iterator[Fault]:
    mends = {
        "shop": "name its column, or write constant: {shop: jd}, or give --shop",
        "id": "name its column, or write constant: {id: …} where the report has no accounts",
        "inquiring": "name its column; where the report has one count only, that of received",
    }
    for each in FIELDS:
        if each not in given and each != "asked":
            fix = mends.get(each, "name its column")
            expected = Sentence("a column for {field}", field=each)
            yield Fault(f"{file}, columns", "missing", expected, fix)


def _given_twice(file: str, twice: Iterable[str]) -> Iterator[Fault]:
    for each in sorted(twice):
        fix = "keep one of the two"
        yield Fault(
            f"{file}, constant.{each}", "given twice", "a column or a constant", fix
        )


def _shops_alone(path: Path, kind: str, doubts: Doubts) -> dict[str, str]:
    """The mapping's shops, by their key; a kind that knows its columns takes nothing
    else.
    """
    parts = _parts(path, doubts)
    if more := [part for part in parts if part != "shops"]:
        expected = Sentence("shops alone with --as {kind}", kind=kind)
        fix = "delete it, or use --as generic"
        raise BadInput(
            Fault(f"{path.name}, {part}", "given", expected, fix) for part in more
        )
    return _by_key(parts)


def _by_key(parts: dict[str, dict[str, Any]]) -> dict[str, str]:
    return {key_of_name(name): shop for name, shop in parts.get("shops", {}).items()}


def _parts(path: Path, doubts: Doubts) -> dict[str, dict[str, Any]]:
    """The mapping file's parts, each value read; BadInput names line and mend of each
    fault.
    """
    try:
        data = read_bytes(path, strict_yaml.MOST_BYTES + 1)
    except OSError as error:
        raise bad(
            str(path), str(error.strerror), "a mapping file", "check the path"
        ) from None
    value, lines = strict_yaml.read_yaml(data, path.name)
    if not isinstance(value, dict) or not value:
        fix = Sentence("write {value}", value=PARTS["columns"][1])
        raise bad(path.name, "no names and values", "a mapping", fix)
    faults: list[Fault] = []
    found = {
        part: _part(part, entries, faults, doubts) for part, entries in value.items()
    }
    if faults:
        raise BadInput(
            replace(f, place=_line(path.name, f.place, lines)) for f in faults
        )
    return found


def _line(file: str, key: str, lines: strict_yaml.Lines) -> str:
    if key not in lines:
        return f"{file}, {key}"
    return Sentence("{file}, line {line}, {key}", file=file, line=lines[key], key=key)


def _part(
    part: Any, entries: Any, faults: list[Fault], doubts: Doubts
) -> dict[str, Any]:
    """One part with its values read; the place of a fault is its key in the file."""
    if part not in PARTS:
        faults.append(
            Fault(str(part), "unknown", "a part of a mapping", nearest(part, PARTS))
        )
        return {}
    if not isinstance(entries, dict):
        fix = Sentence("write {value}", value=PARTS[part][1])
        faults.append(Fault(part, shown(entries), "names and values", fix))
        return {}
    found = {}
    for key, entry in entries.items():
        found[key] = _entry(part, key, entry, faults)
        is_name = part == "shops" or (part == "constant" and key in ("shop", "id"))
        try:
            if is_name and found[key]:
                _no_total(found[key], doubts)
        except Unreadable as error:
            faults.append(
                Fault(f"{part}.{key}", shown(entry), error.expected, error.fix)
            )
    return found


def _entry(part: str, key: Any, entry: Any, faults: list[Fault]) -> Any:
    known, example = PARTS[part]
    where = f"{part}.{key}"
    if known and key not in known:
        expected = Sentence("a key of {part}", part=part)
        faults.append(Fault(where, "unknown", expected, nearest(key, known)))
        return None
    try:
        return (
            text_and_numbers.day if where == "constant.date" else text_and_numbers.name
        )(Cell(entry))
    except Unreadable as error:
        fix = Sentence("write it like {example}", example=example)
        faults.append(Fault(where, shown(entry), error.expected, fix))
        return None


def key_of_name(text: object) -> str:
    """A name as names are compared: half-width signs and brackets, no blanks, no colon
    at its end.
    """
    half = notation.folded(str(text)).casefold()
    return re.sub(r"\s", "", half).strip(":")
