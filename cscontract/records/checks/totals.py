"""Rows of totals and averages: left out and told where they are called so; `summed`
finds the others.

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

from cscontract.agreement.head import PLATFORMS, shop_key
from cscontract.core.errors import Fault, place, shown
from cscontract.core.language import Sentence
from cscontract.records.cells.text_and_numbers import Cell
from cscontract.records.checks.hidden_totals import EXPECTED, quoted
from cscontract.records.files.tables import Table
from cscontract.records.messages import is_enough
from cscontract.records.schema import Schema
from cscontract.records.schemas import SCHEMAS

#: what a text says of its row: a total for sure, all of something, or a name with a
#: word of totals
Label = Literal["total", "all", "doubt"]
IS_A_NAME = (
    "delete the row where it is a total; where it is a name, say so with --agent {name}"
)
OF_NOTHING = (
    "delete the row of totals, and give the rows of the agents of that date and shop; "
    "where it is a name, say so with --agent {name}"
)
OF_A_LOG = "delete the row of totals; where it is a name, say so with --agent {name}"
COUNTS = ("asked", "received", "inquiring")
MOST_TOLD = 20
#: signs of a text that is refused as a name, whatever it says
LONGEST = 100
SEPARATORS = r"[\s:：_\-–—/\\.,，、。;*#()\[\]【】<>《》「」|~=+&'\"%0-9]"


# What a text says


@cache
def _words() -> Mapping[str, list[str]]:
    text = files("cscontract.records.checks").joinpath("totals.toml").read_text("utf-8")
    return tomllib.loads(text)


def _any_of(words: Iterable[str]) -> str:
    """A pattern for one of the words; English words stand for themselves, not within
    others.
    """
    longest_first = sorted({word.casefold() for word in words}, key=len, reverse=True)
    return "|".join(
        rf"(?<![a-z]){word}(?![a-z])" if word.isascii() else word
        for word in longest_first
    )


@cache
def _pattern(*kinds: str) -> re.Pattern[str]:
    """A pattern for one of the words of some kinds."""
    return re.compile(_any_of(word for kind in kinds for word in _words()[kind]))


@cache
def _made_of(*kinds: str) -> re.Pattern[str]:
    """A pattern for a text of such words and of separators alone."""
    words = [word for kind in kinds for word in _words()[kind]]
    names = [*PLATFORMS, *PLATFORMS.values()] if {"scope", "measure"} & {*kinds} else []
    return re.compile(rf"(?:{SEPARATORS}|{_any_of([*words, *names])})+")


@cache
def _quick() -> re.Pattern[str]:
    """A pattern that no text lacks which says anything: for the many that say
    nothing.
    """
    words = [
        word
        for kind in ("strong", "exact", "alone", "all", "itself", "peers")
        for word in _words()[kind]
    ]
    return re.compile("|".join(sorted({word.casefold() for word in words}, key=len)))


def _may_say(text: str) -> bool:
    """Whether a text may say anything of its row; quick."""
    return _quick().search(re.sub(r"\s", "", text).casefold()) is not None


@lru_cache(maxsize=100_000)
def label(text: str, names: frozenset[str] = frozenset()) -> Label | None:
    """What a name says of its row; None where it is a name. `names`: other names of its
    file.

    >>> label("8月合计"), label("Grand Total:"), label("全部客服"), label("小平均"), label("全部好货店")
    ('total', 'total', 'all', 'doubt', None)
    """
    bare = _bare(text)
    if len(bare) > 40 or not _may_say(bare):
        return None
    if _pattern("peers").search(bare) or _says_total(bare):
        return "total"
    if re.sub(SEPARATORS, "", bare) in _words()["alone"] or _counters().fullmatch(bare):
        return "total"
    if _says_all(bare):
        return "all"
    if not _pattern("strong").search(bare):
        return None
    if any(_says_total(bare.replace(name.casefold(), " ")) for name in names if name):
        return "total"
    return "doubt" if _begins_or_ends(bare) else None


def _bare(text: str) -> str:
    """The text in small letters, without the blanks between two signs that are not of
    ASCII: 合 计.
    """
    return re.sub(r"(?<=[^a-z0-9\s])\s+(?=[^a-z0-9\s])", "", text.casefold())


def _says_total(bare: str) -> bool:
    """Whether the text is made of words of totals alone, at least one of which
    says so.
    """
    if not _pattern("strong", "exact").search(bare):
        return False
    return (
        _made_of("strong", "exact", "all", "of", "scope", "measure").fullmatch(bare)
        is not None
    )


def _says_all(bare: str) -> bool:
    """Whether the text is made of words for all of something, and of what is counted,
    alone.
    """
    if _pattern("all").search(bare) and _made_of("all", "of", "measure").fullmatch(
        bare
    ):
        return True
    if any(sign.isdigit() for sign in bare):
        return False
    if _is_itself(bare):
        return True
    has_measure = _pattern("sums").search(bare) and _pattern("measure").search(bare)
    return bool(has_measure) and bool(_made_of("sums", "of", "measure").fullmatch(bare))


def _is_itself(bare: str) -> bool:
    """Whether the text is 本店 or the like: the one shop or team there is, or its
    name.
    """
    has_word = _pattern("itself").search(bare) and not _pattern("all", "sums").search(
        bare
    )
    return bool(has_word) and bool(_made_of("itself", "of", "measure").fullmatch(bare))


@cache
def _counters() -> re.Pattern[str]:
    """A pattern for 共3人 and the like."""
    marks = f"(?:{SEPARATORS})*"
    return re.compile(
        rf"{marks}[共计]{marks}[0-9]+{marks}(?:{_any_of(_words()['counters'])})+{marks}"
    )


def _begins_or_ends(bare: str) -> bool:
    """Whether a word of totals begins or ends the text, whatever stands in brackets or
    digits.
    """
    inner = re.sub(r"\(.*?\)|\[.*?\]|【.*?】", "", bare)
    inner = re.sub(rf"^(?:{SEPARATORS})+|(?:{SEPARATORS})+$", "", inner)
    found = list(_pattern("strong").finditer(inner))
    return any(match.start() == 0 or match.end() == len(inner) for match in found)


# Rows that are called so


def without(
    schema: Schema,
    table: Table,
    agents: Collection[str],
    faults: list[Fault],
    notes: list[str],
) -> Table:
    """The table without its rows of totals, which are told; what is in doubt is a
    fault.

    `agents`: names that were said to be of agents or shops, whatever they look like.
    """
    columns = [name for name in schema.labelled if name in table.header]
    labels = _labels(table, columns, agents)
    if not labels:
        return table
    called = _called(table, columns, labels)
    sole = _sole(table, called) if schema.is_report else set()
    called = _but_names(called, sole)
    rows = dict(table.rows)
    below = _below(table, called) if schema.is_report else {}
    left_out = dict[int, str]()
    for number, found in called.items():
        if is_enough(faults):
            break
        column, text, what = found
        whose = (number, column, rows[number][table.header.index(column)], text)
        if what == "doubt":
            faults.append(_fault(table, *whose, IS_A_NAME))
        elif number in sole:
            faults.append(_fault(table, *whose, OF_NOTHING))
        elif number in below:
            faults.append(_too_low(table, number, found, below[number]))
        elif _has_more(schema, table, rows[number], what):
            faults.append(_fault(table, *whose, OF_A_LOG))
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
            if (
                text in agents
                or not _may_say(text)
                or (name == "shop" and _is_itself(text))
            ):
                continue
            if what := label(text, names):
                found[name, text] = what
    return found


def _texts(table: Table, column: str) -> set[str]:
    """The different texts of a column, as they are read; what is longer than any name
    says nothing.
    """
    at = table.header.index(column)
    raw = {
        row[at] for _, row in table.rows if at < len(row) and isinstance(row[at], str)
    }
    return {Cell(text).text() for text in raw if len(text.strip()) <= LONGEST}


Called = dict[int, tuple[str, str, Label]]


def _called(table: Table, columns: list[str], labels: Labels) -> Called:
    """The rows that are called a total: by number the column, its text, and what it
    says.
    """
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
    """The rows called a total that are the only ones of their date and shop: totals of
    nothing.
    """
    dates = set[str]()
    shops = set[tuple[str, str]]()
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
    """The rows called a total but for “all” of a shop that has no other ID that day:
    that is its name.
    """
    return {
        number: found
        for number, found in called.items()
        if not (number in sole and found[2] == "all")
    }


def _has_more(schema: Schema, table: Table, row: list[Any], what: Label) -> bool:
    """Whether a row that is called a total has what only one of what happened has: a
    time.
    """
    times = schema.times
    if not times:
        return False
    return what == "all" or any(
        re.search(r"[0-9]", _text(row, table, name)) for name in times
    )


def in_report(
    table: Table, at: Mapping[str, int], agents: Collection[str], faults: list[Fault]
) -> dict[int, str]:
    """The rows of totals of a platform's report, by number, and what they are called.

    `at`: the place of each field's column. What is in doubt is a fault. In a column
    that is not read a total for sure counts as well: a label may stand wherever there
    was room for it.
    """
    header = [""] * len(table.header)
    labelled = SCHEMAS["receptions"].labelled
    for name in (*labelled, *COUNTS):
        if name in at:
            header[at[name]] = name
    as_records = replace(table, header=tuple(header))
    columns = [name for name in labelled if name in at]
    called = _called(as_records, columns, _labels(as_records, columns, agents))
    sole = _sole(as_records, called)
    called = _but_names(called, sole)
    below = _below(as_records, called)
    found = dict[int, str]()
    for number, row in table.rows:
        if is_enough(faults):
            break
        name, text, what = called.get(
            number, ("", _elsewhere(row, at, agents), "total")
        )
        column = table.header[at[name]] if name else ""
        whose = (number, column, row[at[name]] if name else "", text)
        if what == "doubt":
            faults.append(_fault(table, *whose, IS_A_NAME))
        elif number in sole:
            faults.append(_fault(table, *whose, OF_NOTHING))
        elif number in below:
            faults.append(_too_low(table, number, (column, text, what), below[number]))
        if text:
            found[number] = text
    return found


def _elsewhere(row: list[Any], at: Mapping[str, int], agents: Collection[str]) -> str:
    """A total's label in a column that is not read."""
    read = set(at.values())
    texts = (
        cell for n, cell in enumerate(row) if n not in read and isinstance(cell, str)
    )
    for cell in texts:
        if _may_say(cell):
            text = Cell(cell).text()
            if text not in agents and label(text) == "total":
                return text
    return ""


def _below(table: Table, called: Called) -> dict[int, int]:
    """Rows called a total that count less than a part of it, with the row of that part:
    no totals.

    A mean may be below a part, and what is of one agent or of a part of the shop below
    another's.
    """
    whole = {
        number: _whole(table, number, row, called[number])
        for number, row in table.rows
        if number in called
    }
    most = dict[tuple[Any, ...], tuple[int, int]]()
    for number, row in table.rows:
        if number not in called:
            for key, count in _parts(table, row):
                most[key] = max(most.get(key, (-1, 0)), (count, -number))
    found = dict[int, int]()
    for number, counts in whole.items():
        for key, count in counts:
            part, before = most.get(key, (-1, 0))
            if count < part:
                found.setdefault(number, -before)
    return found


Keyed = list[tuple[tuple[Any, ...], int]]


def _parts(table: Table, row: list[Any]) -> Keyed:
    """The counts of an ID, as parts of its date and of its date and shop."""
    when = _text(row, table, "date")
    shop = shop_key(_text(row, table, "shop"))
    return [
        (key, count)
        for name, count in _counts(table, row)
        for key in ((when, name), (when, shop, name))
    ]


def _whole(
    table: Table, number: int, row: list[Any], found: tuple[str, str, Label]
) -> Keyed:
    """The counts of a total, by what it is the total of; nothing where that is not all
    of a date or shop.
    """
    column, text, what = found
    bare = _bare(text)
    is_all = _says_total(bare) or _says_all(bare)
    if what == "doubt" or not is_all or _pattern("means", "parts").search(bare):
        return []
    when = _text(row, table, "date")
    shop = shop_key(_text(row, table, "shop"))
    if column == "id" and shop:
        return [((when, shop, name), count) for name, count in _counts(table, row)]
    if column == "date" or what == "all" or _pattern_of_platforms().search(bare):
        return []
    return [((when, name), count) for name, count in _counts(table, row)]


@cache
def _pattern_of_platforms() -> re.Pattern[str]:
    return re.compile(_any_of([*PLATFORMS, *PLATFORMS.values()]))


def _counts(table: Table, row: list[Any]) -> Iterator[tuple[str, int]]:
    """The counts of a row that can be read."""
    for name in COUNTS:
        if name in table.header:
            text = _text(row, table, name).replace(",", "").removesuffix(".0")
            if text.isdecimal() and len(text) < 10:
                yield name, int(text)


def _too_low(
    table: Table, number: int, found: tuple[str, str, Label], part: int
) -> Fault:
    """A row called a total that counts less than one of its parts."""
    column, text, _ = found
    expected = Sentence("a total no less than each of its parts (row {row})", row=part)
    mend = Sentence(IS_A_NAME, name=quoted(text))
    return Fault(place(table.file, number, column), shown(text), expected, mend)


def _fault(
    table: Table, number: int, column: str, cell: Any, text: str, mend: str
) -> Fault:
    """A row that is called a total, or may be; where it is none, it is said how to say
    so.
    """
    said = Sentence(mend, name=quoted(text))
    return Fault(place(table.file, number, column), shown(cell), EXPECTED, said)


def told(file: str, left_out: Mapping[int, str]) -> Iterator[str]:
    """The rows that were left out, with what they are called."""
    if not left_out:
        return
    named = ", ".join(
        f"{n} ({text.strip()})" for n, text in list(left_out.items())[:MOST_TOLD]
    )
    if len(left_out) <= MOST_TOLD:
        yield Sentence(
            "{file}: totals and averages left out: row {rows}", file=file, rows=named
        )
        return
    yield Sentence(
        "{file}: totals and averages left out: row {rows} and {count} more",
        file=file,
        rows=named,
        count=f"{len(left_out) - MOST_TOLD:,}",
    )


def refuse_label(
    text: str, agents: Collection[str] = (), column: str = "id"
) -> tuple[str, str] | None:
    """What was expected instead of a name that is a total's or may be, and the mend;
    else None.
    """
    is_name = text in agents or (column == "shop" and _is_itself(text))
    what = None if is_name else label(text)
    if what is None:
        return None
    mend = IS_A_NAME if what == "doubt" else OF_A_LOG
    return EXPECTED, Sentence(mend, name=quoted(text))
