"""The header of a report: the column of each field, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from cscontract.core.errors import Fault, bad, place, shown
from cscontract.core.language import Sentence
from cscontract.records import messages
from cscontract.records.files.tables import Table
from cscontract.records.imports.kinds_of_reports import (
    Kind,
    key_of_name,
    known_kinds,
)


def columns_of(
    header: Iterable[str], columns: Mapping[str, list[str]]
) -> dict[str, int]:
    """The place of each field's column: that of the best of its names that is there."""
    keys = [key_of_name(name) for name in header]
    return {
        each: keys.index(found[0])
        for each, names in columns.items()
        if (found := [key_of_name(name) for name in names if key_of_name(name) in keys])
    }


def _fits(header: Iterable[str], kind: Kind) -> bool:
    return set(kind.needed) <= columns_of(header, kind.columns).keys()


def refuse_other_form(table: Table, kind: Kind) -> None:
    """Refuse a header that is not the first row or not apart, and a report of another
    kind.
    """
    where = place(table.file, table.header_row)
    header = table.header
    if _fits(header, kind):
        return
    if len(header) == 1 and any(sign in header[0] for sign in ";\t|"):
        fix = "save the file with commas between the columns"
        raise bad(where, "one column", "columns separated by commas", fix)
    for number, raw in table.rows[:10]:
        if _fits(map(str, raw), kind):
            fix = Sentence("delete the rows above row {row}", row=number)
            raise bad(where, "no names of columns", "the names of the columns", fix)
    if kind.name != "generic":
        _refuse_other_kind(where, header, kind)


def _refuse_other_kind(where: str, header: tuple[str, ...], kind: Kind) -> None:
    others = [other for other in known_kinds().values() if _fits(header, other)]
    if others:
        found = ", ".join(
            header[at] for at in columns_of(header, others[0].columns).values()
        )
        wanted = ", ".join(kind.columns[each][0] for each in kind.needed)
        kinds = alternatives(f"--as {other.name}" for other in others)
        value = Sentence("columns {names}", names=found)
        expected = Sentence("those of {kind}: {names}", kind=kind.name, names=wanted)
        raise bad(where, value, expected, Sentence("use {kinds}", kinds=kinds))


def alternatives(names: Iterable[str]) -> str:
    """Several names of which one is enough: “a or b”."""
    first, *others = names
    said: str = first
    for other in others:
        said = Sentence("{one} or {other}", one=said, other=other)
    return said


def header_faults(table: Table, kind: Kind) -> Iterator[Fault]:
    """Columns that are missing, or stand there twice."""
    where = place(table.file, table.header_row)
    header = table.header
    places = columns_of(header, kind.columns)
    for each in kind.needed:
        if each not in places:
            yield Fault(where, "missing", *_missing(each, header, kind))
    yield from _twice(where, header, places)


def _twice(
    where: str, header: tuple[str, ...], places: dict[str, int]
) -> Iterator[Fault]:
    keys = [key_of_name(name) for name in header]
    for at in sorted(set(places.values())):
        if keys.count(keys[at]) > 1:
            yield Fault(
                where, shown(header[at]), "each column once", "delete or rename one"
            )


def _missing(each: str, header: tuple[str, ...], kind: Kind) -> tuple[str, str]:
    """The names of a field that has no column, and the mend with the nearest name that
    is there.
    """
    names = kind.columns[each]
    choose = "choose {column} among the report's columns and export it again"
    mends: list[str] = [Sentence(choose, column=names[0])]
    if kind.name == "generic":
        mends = [
            Sentence(
                "write the report's own name of {field} in the mapping", field=each
            )
        ]
    elif each in OTHER_MENDS:
        mends.append(OTHER_MENDS[each])
    near = [
        n for name in names for n in get_close_matches(name, header, n=1, cutoff=0.6)
    ]
    if near:
        nearest_there = (
            "the nearest there is {column}: rename it only if it is the same"
        )
        mends.append(Sentence(nearest_there, column=near[0]))
    expected = Sentence(
        "a column {names} ({field})", names=alternatives(names), field=each
    )
    return expected, _together(mends)


def _together(mends: list[str]) -> str:
    """Several mends in one sentence."""
    first, *others = map(messages.known, mends)
    for other in others:
        first = Sentence("{one}; {other}", one=first, other=other)
    return first


#: what helps besides another export where a column is missing
OTHER_MENDS = {
    "shop": "or give --shop",
    "inquiring": "or say with --as generic and a mapping which count stands for it",
}
