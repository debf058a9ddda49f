"""Record files as rows of raw cells: CSV (UTF-8, GB18030), XLSX and Parquet, refused
where not sound.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cscontract.core import notation as written
from cscontract.core.errors import BadInput, Fault, bad, legible, nearest, place, shown
from cscontract.core.language import Sentence
from cscontract.records import messages
from cscontract.records.files import parquet_files
from cscontract.records.files.file_names import record_of
from cscontract.records.files.headers import in_english, kinds_of
from cscontract.records.files.workbooks import first_visible_sheet

MOST_BYTES = 50_000_000
MOST_ROWS = 2_000_000
MOST_COLUMNS = 100
MOST_UNPACKED = 500_000_000
MOST_RATIO = 200
#: rows in which a header is looked for, where the first is none
MOST_ABOVE = 10
#: first bytes of common signs: GB2312's punctuation, full-width signs and hanzi; Big5's
#: signs and frequent hanzi
COMMON = {"gb2312": {0xA1, 0xA3, *range(0xB0, 0xF8)}, "big5": set(range(0xA1, 0xC7))}


@dataclass(frozen=True, slots=True)
class Table:
    """A file's header and rows; a row is (its number in the file, cells). Numbers count
    from 1.
    """

    file: str
    header: tuple[str, ...]
    rows: list[tuple[int, list[Any]]]
    notes: tuple[str, ...] = ()
    excel_epoch: int = 1900
    header_row: int = 1


def read_table(
    path: Path,
    columns: tuple[str, ...],
    record: str | None = None,
    name: str | None = None,
) -> Table:
    """The table of a file whose header has just these columns, in any order.

    `record`: its header may be in Chinese. `name`: how the file is told. Refused before
    it is opened where it is larger than 50 MB; no sound row or header: BadInput.
    """
    name = name or path.name
    try:
        refuse_size(path, name)
        table = READERS[path.suffix.lower()](path, name)
    except OSError as error:
        raise bad(
            name, str(error.strerror), "a file", "check what stands there"
        ) from None
    if not table.header:
        raise bad(name, "no header", "a header and rows", "export the file again")
    table = _with_header(table, columns, record)
    refuse_no_rows(name, len(table.rows))
    _refuse_many_rows(name, len(table.rows))
    return table


def refuse_size(path: Path, name: str | None = None) -> None:
    """Refuse, before it is opened, a file of more than 50 MB, and one without a
    byte.
    """
    size = path.stat().st_size
    name = name or path.name
    if size > MOST_BYTES:
        most = Sentence(
            "at most {count} MB, for a file is read as a whole",
            count=MOST_BYTES // 1_000_000,
        )
        found = Sentence("{size} MB", size=f"{size / 1_000_000:,.0f}")
        raise bad(name, found, most, split(name))
    if not size:
        raise bad(name, "0 bytes", "a header and rows", "export the file again")


def split(name: str) -> str:
    """The mend of a file that is too long. The files of one record are read
    together.
    """
    stem, dot, ending = name.rpartition(".")
    known = record_of(stem.rpartition("/")[2])
    if known is None:
        return "split it by month"
    months = [f"{known[0]}-2020-{month}{dot}{ending}" for month in ("08", "09")]
    return Sentence(
        "split it by month, as {names}: the files of a record are read together",
        names=", ".join(months),
    )


def refuse_no_rows(name: str, count: int) -> None:
    """Refuse a header with nothing under it: nobody came is a row of zeros."""
    if not count:
        value = Sentence("{count} rows", count=0)
        raise bad(
            name, value, "at least one row under the header", "export the file again"
        )


def _refuse_many_rows(name: str, count: int) -> None:
    if count > MOST_ROWS:
        most = Sentence(
            "at most {count} rows, for they are all held in memory",
            count=f"{MOST_ROWS:,}",
        )
        raise bad(name, Sentence("{count} rows", count=f"{count:,}"), most, split(name))


def _with_header(table: Table, columns: tuple[str, ...], record: str | None) -> Table:
    """The table with just these columns; Chinese names are put in English, and that is
    told.
    """
    header = table.header if record is None else in_english(record, table.header)
    english = replace(table, header=header)
    faults = list(_header_faults(english, table.header, columns))
    if faults and (below := _header_below(table, columns, record)):
        faults = [below]
    elif faults and record is not None and (kinds := kinds_of(record, table.header)):
        faults = [_another_report(table, columns, kinds)]
    if faults:
        raise BadInput(faults)
    if header == table.header:
        return table
    pairs = zip(table.header, header, strict=True)
    names = ", ".join(
        f"{there} = {column}" for there, column in pairs if there != column
    )
    note = Sentence(
        "{file}: columns by their Chinese names: {names}", file=table.file, names=names
    )
    return replace(english, notes=(*table.notes, note))


def _header_below(
    table: Table, columns: tuple[str, ...], record: str | None
) -> Fault | None:
    """The one fault of a file with a title above its header, or nothing."""
    for number, raw in table.rows[:MOST_ABOVE]:
        header = _clean(raw)
        known = header if record is None else in_english(record, header)
        if set(columns) <= set(known):
            fix = Sentence("delete the rows above row {row}", row=number)
            where = place(table.file, table.header_row)
            expected = "the names of the columns"
            return Fault(where, shown(_joined(table.header)), expected, fix)
    return None


def _joined(header: tuple[str, ...]) -> str:
    return ", ".join(filter(None, header))


def _another_report(table: Table, columns: tuple[str, ...], kinds: list[str]) -> Fault:
    """A platform's export under the name of a record."""
    kind = " | ".join(kinds)
    fix = Sentence(
        "take the file out of the folder, and: cscontract import {file} --as {kind} --out FOLDER",
        file=table.file.rpartition("/")[2],
        kind=kind,
    )
    value = shown(", ".join(table.header))
    expected = Sentence("the columns {names}", names=", ".join(columns))
    return Fault(place(table.file, table.header_row), value, expected, fix)


def _header_faults(
    table: Table, written: tuple[str, ...], columns: tuple[str, ...]
) -> Iterator[Fault]:
    """Columns that are missing, unknown or there twice; `written`: the header as the
    file has it.
    """
    at = place(table.file, table.header_row)
    header = table.header
    if len(header) == 1 and any(sign in header[0] for sign in ";\t|"):
        fix = "save the file with commas between the columns"
        yield Fault(at, shown(header[0]), "columns separated by commas", fix)
        return
    missing = [column for column in columns if column not in header]
    for column, count in Counter(header).items():
        names = [
            name for name, known in zip(written, header, strict=True) if known == column
        ]
        value = (
            shown(" / ".join(dict.fromkeys(names)))
            if column
            else "a column without a name"
        )
        if count > 1:
            yield Fault(at, value, "each column once", "delete or rename one")
        if column not in columns:
            expected = Sentence("the columns {names}", names=", ".join(columns))
            mend = nearest(column, missing) if missing else "delete the column"
            yield Fault(at, value, expected, mend)
    for column in missing:
        expected = Sentence("a column {name}", name=column)
        yield Fault(at, "missing", expected, "add it or mend the header")


def wrong_widths(table: Table) -> list[Fault]:
    """The first rows that have fewer or more cells than the header."""
    width = len(table.header)
    expected = Sentence("{count} cells", count=width)
    return messages.first_of(
        Fault(
            place(table.file, number),
            Sentence("{count} cells", count=len(cells)),
            expected,
            "mend the row",
        )
        for number, cells in table.rows
        if len(cells) != width
    )


def _clean(header: list[Any]) -> tuple[str, ...]:
    return tuple(
        "" if cell is None else written.folded(str(cell)).strip() for cell in header
    )


def _table(name: str, rows: list[tuple[int, list[Any]]], **more: Any) -> Table:
    """A table of numbered rows, the first of them the header."""
    if not rows:
        return Table(name, (), [], **more)
    number, header = rows[0]
    return Table(name, _clean(header), rows[1:], header_row=number, **more)


# CSV


#: how Excel says in the first line of a CSV file what stands between the columns
SEPARATOR = re.compile(r'"?sep=([,;\t|])"?[;,]*[ \t]*\r?\n', re.IGNORECASE)


def _csv(path: Path, name: str | None = None) -> Table:
    name = name or path.name
    text, notes = decode(path.read_bytes(), name)
    said = SEPARATOR.match(text)
    sign = said[1] if said else ","
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=sign)
    rows: list[tuple[int, list[Any]]] = []
    number = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells) and not (said and number == 1):
                rows.append((number, cells))
                if len(rows) > MOST_ROWS:
                    _refuse_many_rows(name, len(rows) - 1)
            number = reader.line_num + 1
    except csv.Error as error:
        value = (
            "a quote that is not closed" if "end of data" in str(error) else str(error)
        )
        fix = "close the quote, or export the file again"
        raise bad(
            place(name, number), value, "quotes around whole cells", fix
        ) from None
    if sign != ",":
        named = {"\t": {"en": "a tab", "zh": "制表符"}}.get(sign, sign)
        text = "{file}: columns separated by {sign}, as its first line says"
        notes = (*notes, Sentence(text, file=name, sign=named))
    return _table(name, rows, notes=notes)


def decode(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Text by its byte order mark, else strict UTF-8, else GB18030; a note where it was
    not UTF-8.
    """
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not marked and b"\0" in data:
        at = place(name, data.count(10, 0, data.index(0)) + 1)
        raise bad(at, "a NUL byte", "plain text", "export the file again")
    encoding = "utf-16" if marked else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        if marked:
            fix = "export the file again"
            raise bad(name, "a broken character", "text in UTF-16", fix) from None
        return _gb18030(data, name), (
            Sentence("{file}: read as {encoding}", file=name, encoding="GB18030"),
        )
    if "\0" in text:
        raise bad(name, "a NUL character", "plain text", "export the file again")
    return text, (
        (Sentence("{file}: read as {encoding}", file=name, encoding="UTF-16"),)
        if marked
        else ()
    )


def _gb18030(data: bytes, name: str) -> str:
    """GB18030 text; refused where it would rather be Big5 or a western encoding."""
    expected = "text in UTF-8 or GB18030"
    fix = "save the file as UTF-8"
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        at = place(name, data.count(10, 0, error.start) + 1)
        value = Sentence("byte {byte}", byte=f"{data[error.start]:#04x}")
        raise bad(at, value, expected, fix) from None
    foreign = [sign for sign in text if sign > "\x7f"]
    rare = _rare(foreign, "gb2312")
    if rare and (2 * rare > len(foreign) or _rare(_big5(data), "big5") < rare):
        lines = text.splitlines()
        number, line = next((n, t) for n, t in enumerate(lines, 1) if not t.isascii())
        expected = "text in UTF-8 or GB18030, not Big5 or Latin-1"
        raise bad(place(name, number), shown(line), expected, fix)
    return text


def _big5(data: bytes) -> list[str]:
    """The signs beyond ASCII of Big5 text; what is not Big5 as U+FFFD."""
    return [sign for sign in data.decode("big5", "replace") if sign > "\x7f"]


def _rare(signs: list[str], encoding: str) -> int:
    """How many of the signs are not among the common ones of an encoding."""
    return sum(
        sign.encode(encoding, "replace")[0] not in COMMON[encoding] for sign in signs
    )


# XLSX


def _xlsx(path: Path, name: str | None = None) -> Table:
    name = name or path.name
    _refuse_bomb(path, name)
    sheet = first_visible_sheet(path, name, MOST_COLUMNS)
    return _table(name, sheet.rows, notes=sheet.notes, excel_epoch=sheet.epoch)


def _refuse_bomb(path: Path, name: str) -> None:
    """Refuse, from the zip directory alone, what unpacks to far more than it is."""
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        fix = "save it again as .xlsx or .csv, without a password"
        raise bad(name, "another kind of file", "an XLSX workbook", fix) from None
    if unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * path.stat().st_size:
        value = Sentence("{count} bytes unpacked", count=f"{unpacked:,}")
        expected = Sentence(
            "at most {ratio} times its size and {count} MB",
            ratio=MOST_RATIO,
            count=MOST_UNPACKED // 1_000_000,
        )
        raise bad(name, value, expected, "export the file again")


# Parquet


def _parquet(path: Path, name: str | None = None) -> Table:
    name = name or path.name
    table = parquet_table(path, name)
    _refuse_long_texts(name, table)
    try:
        names = table.column_names
        columns = [column.to_pylist() for column in table.columns]
    except (OverflowError, ValueError):  # no year of any calendar
        expected = "dates from 1989 to 2101"
        raise bad(
            name, "a date out of all bounds", expected, "check the years"
        ) from None
    rows: list[tuple[int, list[Any]]] = [
        (number, list(map(_exact, cells)))
        for number, cells in enumerate(zip(*columns, strict=True), start=2)
    ]
    return Table(name, _clean(names), rows)


def parquet_table(path: Path, name: str) -> Any:
    """A Parquet file as an Arrow table. BadInput where it cannot be read, or is larger
    than is held.
    """

    def check(footer: Mapping[str, int]) -> None:
        _refuse_many_rows(name, footer["rows"])
        _refuse_unpacked(name, footer["unpacked"], footer["columns"])

    return parquet_files.arrow_table(path, name, check, MOST_UNPACKED)


def _refuse_unpacked(name: str, unpacked: int, columns: int) -> None:
    """Refuse too many columns, or too many bytes."""
    if unpacked > MOST_UNPACKED or columns > MOST_COLUMNS:
        value = Sentence("{count} bytes unpacked", count=f"{unpacked:,}")
        expected = Sentence(
            "at most {count} MB in {columns} columns",
            count=MOST_UNPACKED // 1_000_000,
            columns=MOST_COLUMNS,
        )
        raise bad(name, value, expected, "export the file again")


def _refuse_long_texts(name: str, table: Any) -> None:
    """Refuse a text of many thousand signs before each of its cells becomes a text of
    its own.
    """
    for column_name, column in zip(table.column_names, table.columns, strict=True):
        longest = max(map(_longest, column.chunks), default=0)
        if longest > messages.MOST_SIGNS:
            where = place(name, None, legible(column_name))
            raise bad(where, *messages.too_long(longest), "shorten it")


def _longest(chunk: Any) -> int:
    """The bytes of the longest text of a part of a column; 0 where it has no texts."""
    import pyarrow.compute
    from pyarrow import types

    texts = chunk.dictionary if types.is_dictionary(chunk.type) else chunk
    if not (types.is_string(texts.type) or types.is_large_string(texts.type)):
        return 0
    return pyarrow.compute.max(pyarrow.compute.binary_length(texts)).as_py() or 0


def _exact(cell: Any) -> Any:
    """A long whole number, which Parquet keeps exactly, as the text that it is."""
    return str(cell) if type(cell) is int and abs(cell) >= 10**15 else cell


READERS: dict[str, Callable[..., Table]] = {
    ".csv": _csv,
    ".xlsx": _xlsx,
    ".parquet": _parquet,
}
ENDINGS = tuple(READERS)
