"""Rows of the records of no shop of the agreement, or outside its term: they count
nowhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.head import shop_key
from cscontract.clauses.shared.finding import Finding
from cscontract.core.language import Sentence
from cscontract.records.last_dates import BEGAN, INSTANT, day_of
from cscontract.records.read import Records
from cscontract.records.schemas import NAMING_SHOPS
from cscontract.verdict import clause_numbers


class RowOfShop(NamedTuple):
    """A row that names a shop: the shop as written, the row's first and last date, its
    number.
    """

    shop: str
    first: date
    last: date
    row: int


Rows = list[RowOfShop]
#: rows by their shop and file
ByShop = dict[tuple[str, str], Rows]


def rows_left_out(
    agreement: Agreement, records: Records, as_of: date
) -> Iterator[Finding]:
    """“the client's shops”, “from … to …”: one finding a shop and file."""
    start = agreement.term.start
    end = agreement.term.end
    known = ", ".join(agreement.shop_ids.values())
    for record in NAMING_SHOPS:
        strange, outside = _sorted_out(agreement, records, record, as_of)
        for (shop, file), rows in strange.items():
            yield _left_out(
                "unknown_shop", clause_numbers.SHOPS, file, (shop, rows), known
            )
        for (shop, file), rows in outside.items():
            place = clause_numbers.of_term(agreement)
            term = f"{start} – {end}"
            yield _left_out("outside_term", place, file, (shop, rows), term)


def _sorted_out(
    agreement: Agreement, records: Records, record: str, as_of: date
) -> tuple[ByShop, ByShop]:
    """The rows of a record of no shop of the agreement, and those outside its term."""
    start = agreement.term.start
    end = agreement.term.end
    strange: ByShop = defaultdict(list)
    outside: ByShop = defaultdict(list)
    for row in _places(agreement, records, record):
        named = agreement.shop_ids.get(shop_key(row.shop))
        file, number = records.place(record, row.row)
        at = row._replace(row=number)
        if named is None and row.first <= as_of:
            strange[row.shop, file].append(at)
        is_outside = row.last < start or end < row.first
        if is_outside and row.first <= as_of and record != "presence":
            outside[named or row.shop, file].append(at)
    return strange, outside


def _left_out(
    code: str, place: str, file: str, left: tuple[str, Rows], allowed: str
) -> Finding:
    shop, rows = left
    dates = sorted({row.first for row in rows})
    values: dict[str, Any] = {"shop": shop, "count": len(rows), "file": file}
    values |= {
        "when": dates[0],
        "first": dates[0],
        "last": dates[-1],
        "days": len(dates),
    }
    told = [when.isoformat() for when in dates]
    return Finding(
        clause=place,
        party="both",
        kind="notice",
        code=code,
        sentence=SENTENCES[code][len(dates) > 1],
        values=values,
        first=dates[0],
        last=dates[-1],
        shop=shop,
        measured=Sentence("{count} rows", count=len(rows)),
        allowed=allowed,
        rows=tuple(f"{file}:{row.row}" for row in rows),
        extra={"count": len(rows), "file": file, "dates": told},
    )


def _places(agreement: Agreement, records: Records, record: str) -> Iterator[RowOfShop]:
    """The rows of a record that name shops; of a log those that are strange alone."""
    rows = getattr(records, record)
    began = BEGAN[record]
    if isinstance(rows, tuple):
        ended = "ended_at" if record == "outages" else began
        for row in rows:
            first = getattr(row, began)
            last = getattr(row, ended)
            if record == "outages":  # it has ended where its last instant lies
                last -= INSTANT
            yield RowOfShop(row.shop, day_of(first), day_of(last), row.row)
    elif rows is not None:
        yield from _strange_rows(agreement, rows, began)


def _strange_rows(
    agreement: Agreement, record: Any, column: str
) -> Iterator[RowOfShop]:
    """A log's rows that name no shop of the agreement or lie outside its term."""
    from cscontract.records import engine_tables

    table = record.table
    names = agreement.names_in(record.shops)
    when = table[column].date()
    inside = table.shop.isin(list(names)) & when.between(
        agreement.term.start, agreement.term.end
    )
    for row in engine_tables.rows(
        table.filter(~inside).select("shop", "row", when=when).order_by("row")
    ):
        yield RowOfShop(row["shop"], row["when"], row["when"], row["row"])


UNKNOWN_SHOP = "{file}: {shop}, named on {when}, is no shop of the agreement; rows left out: {count}."
UNKNOWN_SHOP_DATES = (
    "{file}: {shop}, named on {days} days from {first} to {last}, is no shop of the agreement; "
    "rows left out: {count}."
)
OUTSIDE_TERM = "{file}: {when} lies outside the term; rows of {shop} left out: {count}."
OUTSIDE_TERM_DATES = (
    "{file}: {days} days from {first} to {last} lie outside the term; "
    "rows of {shop} left out: {count}."
)
#: by code what is told of one date, and of several
SENTENCES = {
    "unknown_shop": (UNKNOWN_SHOP, UNKNOWN_SHOP_DATES),
    "outside_term": (OUTSIDE_TERM, OUTSIDE_TERM_DATES),
}
