"""Logs in typed Parquet files, read and checked by the engine itself, as other files
are cell by cell.

One look over the file says whether there is anything to mend or to refuse; only then it
is looked for. Sessions and customers stay in the engine as the file has them; `logs`
hides them where they leave it.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from cscontract.core.errors import MOST_FAULTS, BadInput, Fault, refusal
from cscontract.core.pseudonyms import hidden
from cscontract.records import messages
from cscontract.records.cells import further_types, masked
from cscontract.records.cells import text_and_numbers as cells
from cscontract.records.cells.text_and_numbers import (
    FIRST,
    LAST,
    Cell,
    Unreadable,
    read_cell,
)
from cscontract.records.checks import totals
from cscontract.records.checks.confirmed import UNSETTLED, Doubts
from cscontract.records.checks.duplicates import Same
from cscontract.records.engine_tables import Damaged, Log, rows, seen, stored
from cscontract.records.files.parts import Part
from cscontract.records.files.tables import parquet_table, refuse_no_rows, refuse_size
from cscontract.records.schema import Schema

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, StringValue, Table

Readers = Mapping[str, cells.Reader]
TIMES = (further_types.begin, further_types.end)
#: rows up to which every name of a file is looked at, whatever its statistics say
MOST_LOOKED_AT = 250_000
#: columns in which a log repeats a few names: all of them are read
FEW = ("shop", "id", "channel")


def typed(part: Part, readers: Readers) -> pa.Table | None:
    """The table of a Parquet file of just these columns, with times, booleans and text
    as such.

    None where it is another, or cannot be read: whoever reads it cell by cell says why.
    """
    try:
        refuse_size(part.path, part.name)
        table = parquet_table(part.path, part.name)
    except (BadInput, OSError):
        return None
    if sorted(table.column_names) != sorted(readers):
        return None
    fits = all(
        _fits(table.schema.field(name).type, reader) for name, reader in readers.items()
    )
    return table if fits else None


def _fits(kind: Any, reader: cells.Reader) -> bool:
    if reader in TIMES:
        is_moment: bool = pa.types.is_timestamp(kind)
        return is_moment
    if reader is further_types.flag:
        is_truth: bool = pa.types.is_boolean(kind)
        return is_truth
    is_text: bool = pa.types.is_string(kind) or pa.types.is_large_string(kind)
    return is_text


def parquet_log(
    table: pa.Table,
    schema: Schema,
    notes: list[str],
    name: str,
    doubts: Doubts = UNSETTLED,
) -> Log:
    """The log of a typed Parquet file's table. BadInput with the faults that its cells
    would have in CSV.

    `name`: how the file is told.
    """
    refuse_no_rows(name, len(table))
    readers = schema.readers
    try:
        reading = _Reading(name, schema, _local(table, readers), doubts)
        suspects = _suspects(table) if _is_full(table, readers) else None
        if suspects is not None and "customer" in readers:
            reading.has_hints = _has_hints(table["customer"])
        found = reading.checked(suspects)
    except Damaged as damaged:
        raise BadInput(replace(fault, place=name) for fault in damaged.faults) from None
    notes += [*reading.notes, *messages.repairs(name, reading.repairs)]
    return Log(name, found.select("row", *readers), as_in_file=True)


def _suspects(table: pa.Table) -> list[str]:
    """Of a long file's names those that may have control signs, by a look far quicker
    than the engine's.
    """
    names = [name for name in ("session", "customer") if name in table.column_names]
    return [name for name in names if not all(map(_is_printable, table[name].chunks))]


def _is_printable(texts: pa.Array) -> bool:
    in_ascii = pc.all(pc.ascii_is_printable(texts)).as_py()
    printable: bool = in_ascii or pc.all(pc.utf8_is_printable(texts)).as_py()
    return printable


def _has_hints(customers: pa.ChunkedArray) -> bool:
    """Whether any customer's name may tell nobody apart, by a look at each name
    once.
    """
    names = pc.unique(customers)
    placeholders = pa.array(sorted(masked.placeholders()), names.type)
    is_placeholder = pc.is_in(pc.utf8_lower(names), value_set=placeholders)
    is_hinted = pc.match_substring_regex(names, masked.hints())
    return bool(pc.any(pc.or_(is_placeholder, is_hinted)).as_py())


def _is_full(table: pa.Table, readers: Readers) -> bool:
    """Whether a long file has no empty cell, no strange year, and no name that begins
    with a blank.

    Its names are then taken as they stand, but for shops, IDs and channels: to look at
    a million of them takes longer than to count them.
    """
    if len(table) <= MOST_LOOKED_AT:
        return False
    return all(map(_is_usual, (table[name] for name in readers)))


def _is_usual(column: pa.ChunkedArray) -> bool:
    if column.null_count:
        return False
    if pa.types.is_boolean(column.type):
        return True
    if not pa.types.is_timestamp(column.type):
        return bool(pc.min_max(column)["min"].as_py() > "$")
    ends = pc.min_max(column.cast(pa.timestamp(column.type.unit)))
    first, last = (pc.year(ends[end]).as_py() for end in ("min", "max"))
    return bool(FIRST.year < first and last < LAST.year)


def _local(table: pa.Table, readers: Readers) -> Table:
    """The table with the numbers of its rows; times to the microsecond, of
    Asia/Shanghai.
    """
    held = seen(table.append_column("row", _numbers(2, len(table))))
    times = [name for name, reader in readers.items() if reader in TIMES]
    return held.mutate(**{name: held[name].cast("timestamp") for name in times})


def _numbers(first: int, count: int) -> pa.Array:
    """Whole numbers in order; made without what would have pandas loaded."""
    numbers = array("q", range(first, first + count))
    return pa.Array.from_buffers(pa.int64(), count, [None, pa.py_buffer(numbers)])


@ibis.udf.scalar.builtin
def strlen(text: str) -> int:
    """Length in bytes: more than that in signs where not all of them are ASCII."""
    return len(text.encode("utf-8"))


def _has_control_signs(column: StringValue) -> BooleanValue:
    """Whether a text has a tab, a line end, a NUL or another sign that cannot be seen
    (of ASCII).
    """
    return column.re_search(r"[\x00-\x1f\x7f]")


@dataclass
class _Reading:
    """A file as it is read: its table, and what is found in it."""

    file: str
    schema: Schema
    table: Table
    doubts: Doubts = UNSETTLED
    faults: list[Fault] = field(default_factory=list)
    repairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    nameless: dict[str, int] = field(default_factory=dict)
    seen: set[str | None] = field(default_factory=set)
    has_hints: bool = True

    @property
    def readers(self) -> Readers:
        """By column how its cells are read."""
        return self.schema.readers

    @property
    def times(self) -> list[str]:
        """The columns of start and end."""
        return [name for name, reader in self.readers.items() if reader in TIMES]

    def checked(self, suspects: list[str] | None = None) -> Table:
        """The table with its names mended. BadInput with all faults of the file.

        `suspects`: of a trusted file, the columns to be searched for control signs;
        besides them only shops, IDs, channels and the order of times are looked at.
        """
        few = [name for name in FEW if name in self.readers]
        if "customer" in self.readers:
            self.table = self.table.mutate(
                customer=ibis.coalesce(self.table.customer, "")
            )
        odd = self.odd_cells(few, suspects)
        found = self.grouped(few, odd)
        mended = self.mends(few, odd, found)
        if any(row["backwards"] for row in found):
            self.backwards()
        same = self.schema.same
        if same and same.in_one_file and suspects is None:
            self.twice(same)
        if self.nameless:
            self.settle()
        if self.faults:
            raise refusal(self.faults, self.file)
        table = _mended(self.table, mended)
        return self.logins(table, found) if self.schema.joined else table

    def odd_cells(
        self, few: list[str], suspects: list[str] | None
    ) -> dict[str, BooleanValue]:
        """By column which of its cells are looked at one by one; of a trusted file, the
        suspects' alone.
        """
        if suspects is not None:
            return {name: _has_control_signs(self.table[name]) for name in suspects}
        return {name: self.odd(name) for name in self.readers if name not in few}

    def grouped(
        self, few: list[str], odd: dict[str, BooleanValue]
    ) -> list[dict[str, Any]]:
        """A row for rows that are alike in columns of few names: how many, how many out
        of order or odd.
        """
        start, end = (self.table[name] for name in self.times)
        return rows(
            self.table.group_by(few).agg(
                cells=self.table.count(),
                backwards=(end < start).sum(),
                of_no_length=(end == start).sum(),
                **{f"odd_{name}": condition.sum() for name, condition in odd.items()},
            )
        )

    def mends(
        self, few: list[str], odd: dict[str, BooleanValue], found: list[dict[str, Any]]
    ) -> dict[str, dict[str, Any]]:
        """By column what its names are mended to."""
        mended = {name: self.tidy(name, _counts(found, name)) for name in few}
        for name, condition in odd.items():
            if any(row[f"odd_{name}"] for row in found):
                mended[name] = self.tidy(name, self.counted(name, condition))
        if "customer" in self.readers:
            mended["customer"] = mended.get("customer", {}) | self.look_for_masked()
        return mended

    def odd(self, name: str) -> BooleanValue:
        """Which cells of a column may have to be mended or refused: no name in ASCII
        that is usual.

        Blanks, #, - and control signs come before a point.
        """
        column = self.table[name]
        reader = self.readers[name]
        if reader in TIMES:
            return column.isnull() | ~column.year().between(FIRST.year, LAST.year)
        if reader is further_types.flag:
            return column.isnull()
        length = strlen(column)
        strange = (column < ".") | column.endswith(" ") | (length != column.length())
        is_odd = column.isnull() | strange | column.startswith("=") | (length > 60)
        return is_odd | _has_control_signs(column)

    def counted(self, name: str, condition: BooleanValue) -> Counter[str | None]:
        """The values of the chosen cells, and how many cells have each."""
        chosen = self.table.filter(condition).group_by(
            value=self.table[name].cast("string")
        )
        return Counter(
            {
                row["value"]: row["cells"]
                for row in rows(chosen.agg(cells=ibis._.count()))
            }
        )

    def tidy(self, name: str, counts: Counter[str | None]) -> dict[str, str]:
        """How each value of a column is read where it is not read as it stands."""
        reader = self.reader(name)
        if name == "customer":
            self.seen |= counts.keys()
        mended = dict[str, str]()
        refused = list[str | None]()
        for value in sorted(counts, key=lambda value: value or ""):
            cell = Cell(value)
            faults = list[Fault]()
            read = read_cell(reader, cell, (self.file, 0, name), faults)
            self.repairs.update(
                {(name, repair): counts[value] for repair in cell.repairs}
            )
            if faults:
                refused.append(value)
                continue
            if name == "customer" and masked.is_masked(read):
                self.nameless[value or ""] = counts[value]
            if value is not None and read != value:
                mended[value] = read
        if refused:
            self.refuse(name, reader, refused)
        return mended

    def reader(self, name: str) -> cells.Reader:
        """How a name is read; one that is a total's is refused: a log has nothing else
        to total.
        """
        if name == "customer":
            return further_types.customer_name
        reader = self.readers[name]
        if name not in ("session", "shop", "id"):
            return reader

        def named(cell: Cell) -> str:
            text: str = reader(cell)
            if wrong := totals.refuse_label(text, self.doubts.agents, name):
                raise Unreadable(*wrong)
            return text

        return named

    def look_for_masked(self) -> dict[str, str]:
        """Note the customers whose names tell nobody apart, of those not looked at
        before.
        """
        if not self.has_hints:
            return {}
        customer = self.table.customer
        is_placeholder = customer.lower().isin(sorted(masked.placeholders()))
        hint = is_placeholder | customer.re_search(masked.hints())
        counts = self.counted("customer", hint)
        return self.tidy(
            "customer", Counter({v: n for v, n in counts.items() if v not in self.seen})
        )

    def settle(self) -> None:
        """Customers whose names tell nobody apart: counted as was said, or refused with
        their number.
        """
        how = self.doubts.masked
        count = sum(self.nameless.values())
        (every,) = rows(self.table.agg(count=self.table.count()))
        names = stored(pa.table({"nameless": list(self.nameless)}))
        marked = self.table.left_join(names, self.table.customer == names.nameless)
        if how is None:
            some = (
                marked.filter(marked.nameless.notnull()).order_by("row").select("row")
            )
            numbers = [row["row"] for row in rows(some.limit(masked.MOST_NAMED))]
            self.faults.append(
                masked.refusal(self.file, numbers, count, every["count"])
            )
            return
        self.notes.append(masked.note(self.file, how, count, every["count"]))
        if how == "each":
            own = ibis.literal(masked.OWN) + marked.session
            customer = marked.nameless.isnull().ifelse(marked.customer, own)
            self.table = marked.mutate(customer=customer).drop("nameless")

    def refuse(self, name: str, reader: cells.Reader, values: list[str | None]) -> None:
        """One fault for each cell of a column that has one of the values."""
        text = self.table[name].cast("string")
        # in a table, not in the question's words: a NUL ends those
        named = stored(
            pa.table({"refused": pa.array(values[:MOST_FAULTS], pa.string())})
        )
        is_refused = text.isnull() if None in values else ibis.literal(False)
        chosen = self.table.mutate(value=text).filter(
            is_refused | text.isin(named.refused)
        )
        first = chosen.order_by("row").select("row", "value").limit(MOST_FAULTS)
        for row in rows(first):
            read_cell(
                reader, Cell(row["value"]), (self.file, row["row"], name), self.faults
            )

    def backwards(self) -> None:
        start, end = self.times
        chosen = self.table.filter(self.table[end] < self.table[start]).order_by("row")
        texts = {name: chosen[name].cast("string") for name in (start, end)}
        for row in rows(chosen.select("row", **texts).limit(MOST_FAULTS)):
            self.faults.append(messages.backwards(self.file, row.pop("row"), row))

    def twice(self, same: Same) -> None:
        """Each session once."""
        each = self.table.agg(
            named=self.table.session.count(), names=self.table.session.nunique()
        )
        (count,) = rows(each)
        if count["named"] == count["names"]:
            return
        first = self.table.row.min().over(ibis.window(group_by="session"))
        again = self.table.filter(self.table.session.notnull()).select(
            "row", "session", first=first
        )
        later = again.filter(again.row != again.first).order_by("row")
        for row in rows(later.limit(MOST_FAULTS)):
            numbers = row["row"], row["first"]
            self.faults.append(same.again(self.file, *numbers, hidden(row["session"])))

    def logins(self, table: Table, found: list[dict[str, Any]]) -> Table:
        """Logins that take time; those that overlap another of the same ID are joined
        later, and told.
        """
        start, end = self.times
        lasting = table.filter(table[start] != table[end])
        before = ibis.window(
            group_by=["shop", "id"], order_by=[start, end], preceding=(None, 1)
        )
        reached = lasting.mutate(reached=lasting[end].max().over(before))
        (over,) = rows(reached.agg(count=(reached[start] < reached.reached).sum()))
        self.notes += messages.no_length(
            self.file, sum(row["of_no_length"] or 0 for row in found)
        )
        self.notes += messages.overlapping(self.file, over["count"] or 0)
        return lasting


def _counts(found: list[dict[str, Any]], name: str) -> Counter[str | None]:
    counts: Counter[str | None] = Counter()
    for row in found:
        counts[row[name]] += row["cells"]
    return counts


def _mended(table: Table, mended: Mapping[str, Mapping[str, str]]) -> Table:
    """The table with the values of its columns put as they are read."""
    for name, values in mended.items():
        if values:
            put = stored(
                pa.table({"value": list(values), "read": list(values.values())})
            )
            joined = table.left_join(put, table[name] == put.value)
            table = joined.mutate(**{name: ibis.coalesce(joined.read, joined[name])})
            table = table.drop("value", "read")
    return table
