"""Rows of totals and averages: left out and told where they are called so; `summed` finds the others.

What they are called stands in `totals.toml`, for records and imports alike.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal

from cscontract.records.cells import Cell
from cscontract.records.tables import Table
from cscontract.terms.agreement import PLATFORMS, shop_key
from cscontract.terms.faults import Fault, place, shown
from cscontract.terms.language import Sentence

#: what a text says of its row: a total for sure, all of something, or a name with a word of totals
Label = Literal["total", "all", "doubt"]
#: the columns of each record in which a row may be called a total
LABELLED = {
    "receptions": ("date", "shop", "id"),
    "sessions": ("session", "shop", "id", "started_at"),
    "presence": ("shop", "id", "online_at"),
    "seats": ("date",),
    "payments": ("paid_on",),
    "actions": ("at", "shop", "id"),
    "outages": ("shop", "started_at"),
    "bills": ("month",),
}
#: columns of which a row of a total has nothing
TIMES = ("started_at", "online_at", "at")
EXPECTED = "one row a date, shop and ID"
DELETE = "delete the row of totals"
IS_A_NAME = (
    "delete the row where it is a total; where it is a name, say so with --agent and that name"
)
OF_NOTHING = (
    "delete the row of totals, and give the rows of the agents of that date and shop; "
    "where it is a name, say so with --agent and that name"
)
MOST_TOLD = 20
SEPARATORS = r"[\s:：_\-–—/\\.,，、。;*#()\[\]【】<>《》「」|~=+&'\"%0-9]"


# What a text says


@cache
def _words() -> Mapping[str, list[str]]:
    text = files("cscontract.records").joinpath("totals.toml").read_text("utf-8")
    return tomllib.loads(text)


def _any_of(words: Iterable[str]) -> str:
    """A pattern for one of the words; English words stand for themselves, not within others."""
    longest_first = sorted({word.casefold() for word in words}, key=len, reverse=True)
    return "|".join(
        rf"(?<![a-z]){word}(?![a-z])" if word.isascii() else word for word in longest_first
    )


@cache
def _pattern(*kinds: str) -> re.Pattern[str]:
    """A pattern for one of the words of some kinds."""
    return re.compile(_any_of(word for kind in kinds for word in _words()[kind]))


@cache
def _made_of(*kinds: str) -> re.Pattern[str]:
    """A pattern for a text of such words and of separators alone."""
    words = [word for kind in kinds for word in _words()[kind]]
    names = [*PLATFORMS, *PLATFORMS.values()] if "scope" in kinds else []
    return re.compile(rf"(?:{SEPARATORS}|{_any_of([*words, *names])})+")


@cache
def _quick() -> re.Pattern[str]:
    """A pattern that no text lacks which says anything: for the many that say nothing."""
    words = [
        word for kind in ("strong", "exact", "alone", "all", "peers") for word in _words()[kind]
    ]
    return re.compile("|".join(sorted({word.casefold() for word in words}, key=len)))


def _may_say(text: str) -> bool:
    """Whether a text may say anything of its row; quick."""
    return _quick().search(re.sub(r"\s", "", text).casefold()) is not None


@lru_cache(maxsize=100_000)
def label(text: str, names: frozenset[str] = frozenset()) -> Label | None:
    """What a name says of its row; None where it is a name. `names`: other names of its file.

    >>> label("8月合计"), label("Grand Total:"), label("全部客服"), label("小平均"), label("全部好货店")
    ('total', 'total', 'all', 'doubt', None)
    """
    bare = re.sub(r"(?<=[^a-z0-9\s])\s+(?=[^a-z0-9\s])", "", text.casefold())
    if len(bare) > 40 or not _may_say(bare):
        return None
    if _pattern("peers").search(bare) or _says_total(bare):
        return "total"
    if re.sub(SEPARATORS, "", bare) in _words()["alone"]:
        return "total"
    if _pattern("all").search(bare) and _made_of("all", "of").fullmatch(bare):
        return "all"
    if not _pattern("strong").search(bare):
        return None
    if any(_says_total(bare.replace(name.casefold(), " ")) for name in names if name):
        return "total"
    return "doubt" if _begins_or_ends(bare) else None


def _says_total(bare: str) -> bool:
    """Whether the text is made of words of totals alone, at least one of which says so."""
    if not _pattern("strong", "exact").search(bare):
        return False
    return _made_of("strong", "exact", "all", "of", "scope").fullmatch(bare) is not None


def _begins_or_ends(bare: str) -> bool:
    """Whether a word of totals begins or ends the text, whatever stands in brackets or digits."""
    inner = re.sub(r"\(.*?\)|\[.*?\]|【.*?】", "", bare)
    inner = re.sub(rf"^(?:{SEPARATORS})+|(?:{SEPARATORS})+$", "", inner)
    found = list(_pattern("strong").finditer(inner))
    return any(match.start() == 0 or match.end() == len(inner) for match in found)


# Rows that are called so


def without(
    record: str, table: Table, agents: Collection[str], faults: list[Fault], notes: list[str]
) -> Table:
    """The table without its rows of totals, which are told; what is in doubt is a fault.

    `agents`: names that were said to be of agents or shops, whatever they look like.
    """
    columns = [name for name in LABELLED[record] if name in table.header]
    labels = _labels(table, columns, agents)
    if not labels:
        return table
    called = _called(table, columns, labels)
    sole = _sole(table, called) if record == "receptions" else set()
    called = _but_names(called, sole)
    left_out = dict[int, str]()
    for number, (column, text, what) in called.items():
        if what == "doubt":
            faults.append(_doubt(table, number, column))
        elif number in sole or _has_more(record, table, number, what):
            faults.append(_total_alone(table, number, column, number in sole))
        else:
            left_out[number] = text
    notes += told(table.file, left_out)
    return replace(table, rows=[row for row in table.rows if row[0] not in called])


Labels = dict[tuple[str, str], Label]


def _labels(table: Table, columns: list[str], agents: Collection[str]) -> Labels:
    """What the texts of some columns say, where they say anything."""
    texts = {name: _texts(table, name) for name in columns}
    names = frozenset(
        text
        for name in ("shop", "id")
        for whole in texts.get(name, ())
        for text in (whole, whole.partition(":")[0])
        if len(text) > 1 and not _may_say(text)
    )
    found: Labels = {}
    for name in columns:
        for text in texts[name]:
            if text in agents or not _may_say(text):
                continue
            if what := label(text, names):
                found[name, text] = what
    return found


def _texts(table: Table, column: str) -> set[str]:
    """The different texts of a column, as they are read."""
    at = table.header.index(column)
    raw = {row[at] for _, row in table.rows if at < len(row) and isinstance(row[at], str)}
    return {Cell(text).text() for text in raw}


Called = dict[int, tuple[str, str, Label]]


def _called(table: Table, columns: list[str], labels: Labels) -> Called:
    """The rows that are called a total: by number the column, its text, and what it says."""
    found: Called = {}
    for number, row in table.rows:
        for name in columns:
            text = _text(row, table, name)
            what = labels.get((name, text))
            if what and (number not in found or found[number][2] == "doubt"):
                found[number] = name, text, what
    return found


def _text(row: list[Any], table: Table, column: str) -> str:
    at = table.header.index(column) if column in table.header else len(row)
    value = row[at] if at < len(row) else ""
    return Cell(value).text() if isinstance(value, str) else str(value or "")


def _sole(table: Table, called: Called) -> set[int]:
    """The rows called a total that are the only ones of their date and shop: totals of nothing."""
    dates, shops = set[str](), set[tuple[str, str]]()
    for number, row in table.rows:
        if number not in called:
            dates.add(_text(row, table, "date"))
            shops.add((_text(row, table, "date"), shop_key(_text(row, table, "shop"))))
    alone = set[int]()
    rows = dict(table.rows)
    for number, (column, _, _) in called.items():
        when = _text(rows[number], table, "date")
        shop = shop_key(_text(rows[number], table, "shop"))
        is_alone = column != "date" and when and when not in dates
        if column == "id" and shop:
            is_alone = (when, shop) not in shops
        if is_alone:
            alone.add(number)
    return alone


def _but_names(called: Called, sole: set[int]) -> Called:
    """The rows called a total but for “all” of a shop that has no other ID that day: that is its name."""
    return {
        number: found
        for number, found in called.items()
        if not (number in sole and found[2] == "all")
    }


def _has_more(record: str, table: Table, number: int, what: Label) -> bool:
    """Whether a row that is called a total has what only one of what happened has: a time."""
    times = [name for name in TIMES if name in LABELLED[record]]
    if record == "receptions" or not times:
        return False
    row = dict(table.rows)[number]
    return what == "all" or any(re.search(r"[0-9]", _text(row, table, name)) for name in times)


def in_report(
    table: Table, at: Mapping[str, int], agents: Collection[str], faults: list[Fault]
) -> dict[int, str]:
    """The rows of totals of a platform's report, by number, and what they are called.

    `at`: the place of each field's column. What is in doubt is a fault. In a column that is not
    read a total for sure counts as well: a label may stand wherever there was room for it.
    """
    header = [""] * len(table.header)
    for name in LABELLED["receptions"]:
        if name in at:
            header[at[name]] = name
    as_records = replace(table, header=tuple(header))
    columns = [name for name in LABELLED["receptions"] if name in at]
    called = _called(as_records, columns, _labels(as_records, columns, agents))
    sole = _sole(as_records, called)
    called = _but_names(called, sole)
    found = dict[int, str]()
    for number, row in table.rows:
        name, text, what = called.get(number, ("", _elsewhere(row, at, agents), "total"))
        if what == "doubt":
            faults.append(_doubt(table, number, table.header[at[name]]))
        elif number in sole:
            column = table.header[at[name]]
            faults.append(_total_alone(table, number, column, is_sole=True))
        if text:
            found[number] = text
    return found


def _elsewhere(row: list[Any], at: Mapping[str, int], agents: Collection[str]) -> str:
    """A total's label in a column that is not read."""
    read = set(at.values())
    texts = (cell for n, cell in enumerate(row) if n not in read and isinstance(cell, str))
    for cell in texts:
        if _may_say(cell):
            text = Cell(cell).text()
            if text not in agents and label(text) == "total":
                return text
    return ""


def _doubt(table: Table, number: int, column: str) -> Fault:
    return _fault(table, number, column, IS_A_NAME)


def _total_alone(table: Table, number: int, column: str, is_sole: bool) -> Fault:
    """A row called a total beside which no other is counted, or that is a row like others."""
    return _fault(table, number, column, OF_NOTHING if is_sole else DELETE)


def _fault(table: Table, number: int, column: str, mend: str) -> Fault:
    row = dict(table.rows)[number]
    value = shown(row[table.header.index(column)])
    return Fault(place(table.file, number, column), value, EXPECTED, mend)


def told(file: str, left_out: Mapping[int, str]) -> Iterator[str]:
    """The rows that were left out, with what they are called."""
    if not left_out:
        return
    named = ", ".join(f"{n} ({text.strip()})" for n, text in list(left_out.items())[:MOST_TOLD])
    if len(left_out) <= MOST_TOLD:
        yield Sentence("{file}: totals and averages left out: row {rows}", file=file, rows=named)
        return
    yield Sentence(
        "{file}: totals and averages left out: row {rows} and {count} more",
        file=file,
        rows=named,
        count=f"{len(left_out) - MOST_TOLD:,}",
    )


def refuse_label(text: str, agents: Collection[str] = ()) -> tuple[str, str] | None:
    """What was expected instead of a name that is a total's or may be, and the mend; else None."""
    what = None if text in agents else label(text)
    if what is None:
        return None
    return EXPECTED, IS_A_NAME if what == "doubt" else DELETE
