"""Record files as rows of raw cells: CSV (UTF-8, GB18030), XLSX and Parquet, refused where not sound."""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cscontract.records.workbooks import first_visible_sheet
from cscontract.terms.faults import BadInput, Fault, bad, nearest, shown

MOST_BYTES = 50_000_000
MOST_ROWS = 2_000_000
MOST_COLUMNS = 100
MOST_UNPACKED = 500_000_000
MOST_RATIO = 200
#: first bytes of common signs: GB2312's punctuation, full-width signs and hanzi; Big5's signs and frequent hanzi
COMMON = {"gb2312": {0xA1, 0xA3, *range(0xB0, 0xF8)}, "big5": set(range(0xA1, 0xC7))}


@dataclass(frozen=True, slots=True)
class Table:
    """A file's header and rows; a row is (its number in the file, cells). Numbers count from 1."""

    file: str
    header: tuple[str, ...]
    rows: list[tuple[int, list[Any]]]
    notes: tuple[str, ...] = ()
    excel_epoch: int = 1900
    header_row: int = 1


def read_table(path: Path, columns: tuple[str, ...]) -> Table:
    """The table of a file whose header has just these columns, in any order.

    Refused before it is opened where it is larger than 50 MB; no sound row or header: BadInput.
    """
    try:
        refuse_size(path)
        table = READERS[path.suffix.lower()](path)
    except OSError as error:
        raise bad(path.name, str(error.strerror), "a file", "check what stands there") from None
    if not table.header:
        raise bad(path.name, "no header", "a header and rows", "export the file again")
    _check_header(table, columns)
    refuse_no_rows(path.name, len(table.rows))
    _refuse_many_rows(path.name, len(table.rows))
    return table


def refuse_size(path: Path) -> None:
    """Refuse, before it is opened, a file of more than 50 MB, and one without a byte."""
    size = path.stat().st_size
    if size > MOST_BYTES:
        expected = f"at most {MOST_BYTES // 1_000_000} MB"
        raise bad(path.name, f"{size / 1_000_000:,.0f} MB", expected, "split it by month")
    if not size:
        raise bad(path.name, "0 bytes", "a header and rows", "export the file again")


def refuse_no_rows(name: str, count: int) -> None:
    """Refuse a header with nothing under it: nobody came is a row of zeros."""
    if not count:
        raise bad(name, "0 rows", "at least one row under the header", "export the file again")


def _refuse_many_rows(name: str, count: int) -> None:
    if count > MOST_ROWS:
        raise bad(name, f"{count:,} rows", f"at most {MOST_ROWS:,}", "split it by month")


def _check_header(table: Table, columns: tuple[str, ...]) -> None:
    place, header = f"{table.file}, row {table.header_row}", table.header
    if len(header) == 1 and any(sign in header[0] for sign in ";\t|"):
        fix = "save the file with commas between the columns"
        raise bad(place, shown(header[0]), "columns separated by commas", fix)
    faults = []
    missing = [column for column in columns if column not in header]
    for column, count in Counter(header).items():
        value = shown(column) if column else "a column without a name"
        if count > 1:
            faults.append(Fault(place, value, "each column once", "delete or rename one"))
        if column not in columns:
            expected = "the columns " + ", ".join(columns)
            mend = nearest(column, missing) if missing else "delete the column"
            faults.append(Fault(place, value, expected, mend))
    for column in missing:
        faults.append(Fault(place, "missing", f"a column {column}", "add it or mend the header"))
    if faults:
        raise BadInput(faults)


def wrong_widths(table: Table) -> list[Fault]:
    """The rows that have fewer or more cells than the header."""
    width = len(table.header)
    return [
        Fault(
            f"{table.file}, row {number}", f"{len(cells)} cells", f"{width} cells", "mend the row"
        )
        for number, cells in table.rows
        if len(cells) != width
    ]


def _clean(header: list[Any]) -> tuple[str, ...]:
    return tuple(
        "" if cell is None else unicodedata.normalize("NFKC", str(cell)).strip() for cell in header
    )


def _table(name: str, rows: list[tuple[int, list[Any]]], **more: Any) -> Table:
    """A table of numbered rows, the first of them the header."""
    if not rows:
        return Table(name, (), [], **more)
    number, header = rows[0]
    return Table(name, _clean(header), rows[1:], header_row=number, **more)


# CSV


def _csv(path: Path) -> Table:
    text, notes = decode(path.read_bytes(), path.name)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, list[Any]]] = []
    number = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((number, cells))
                _refuse_many_rows(path.name, len(rows) - 1)
            number = reader.line_num + 1
    except csv.Error as error:
        value = "a quote that is not closed" if "end of data" in str(error) else str(error)
        fix = "close the quote, or export the file again"
        raise bad(f"{path.name}, row {number}", value, "quotes around whole cells", fix) from None
    return _table(path.name, rows, notes=notes)


def decode(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Text by its byte order mark, else strict UTF-8, else GB18030; a note where it was not UTF-8."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not marked and b"\0" in data:
        place = f"{name}, row {data.count(10, 0, data.index(0)) + 1}"
        raise bad(place, "a NUL byte", "plain text", "export the file again")
    encoding = "utf-16" if marked else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        if marked:
            fix = "export the file again"
            raise bad(name, "a broken character", "text in UTF-16", fix) from None
        return _gb18030(data, name), (f"{name}: read as GB18030",)
    if "\0" in text:
        raise bad(name, "a NUL character", "plain text", "export the file again")
    return text, ((f"{name}: read as UTF-16",) if marked else ())


def _gb18030(data: bytes, name: str) -> str:
    """GB18030 text; refused where it would rather be Big5 or a western encoding."""
    expected, fix = "text in UTF-8 or GB18030", "save the file as UTF-8"
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        place = f"{name}, row {data.count(10, 0, error.start) + 1}"
        value = f"byte {data[error.start]:#04x}"
        raise bad(place, value, expected, fix) from None
    foreign = [sign for sign in text if sign > "\x7f"]
    rare = _rare(foreign, "gb2312")
    if rare and (2 * rare > len(foreign) or _rare(_big5(data), "big5") < rare):
        lines = text.splitlines()
        number, line = next((n, t) for n, t in enumerate(lines, 1) if not t.isascii())
        raise bad(f"{name}, row {number}", shown(line), f"{expected}, not Big5 or Latin-1", fix)
    return text


def _big5(data: bytes) -> list[str]:
    """The signs beyond ASCII of Big5 text; what is not Big5 as U+FFFD."""
    return [sign for sign in data.decode("big5", "replace") if sign > "\x7f"]


def _rare(signs: list[str], encoding: str) -> int:
    """How many of the signs are not among the common ones of an encoding."""
    return sum(sign.encode(encoding, "replace")[0] not in COMMON[encoding] for sign in signs)


# XLSX


def _xlsx(path: Path) -> Table:
    _refuse_bomb(path)
    sheet = first_visible_sheet(path, path.name, MOST_COLUMNS)
    return _table(path.name, sheet.rows, notes=sheet.notes, excel_epoch=sheet.epoch)


def _refuse_bomb(path: Path) -> None:
    """Refuse, from the zip directory alone, what unpacks to far more than it is."""
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile:
        fix = "save it again as .xlsx or .csv, without a password"
        raise bad(path.name, "another kind of file", "an XLSX workbook", fix) from None
    if unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * path.stat().st_size:
        value = f"{unpacked:,} bytes unpacked"
        expected = f"at most {MOST_RATIO} times its size and {MOST_UNPACKED // 1_000_000} MB"
        raise bad(path.name, value, expected, "export the file again")


# Parquet


def _parquet(path: Path) -> Table:
    import pyarrow.parquet

    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            refuse_unpacked(path.name, file.metadata)
            table = file.read()
        names, columns = table.column_names, [column.to_pylist() for column in table.columns]
    except (pyarrow.ArrowException, OSError, UnicodeDecodeError) as error:
        raise not_parquet(path.name, error) from None
    except (OverflowError, ValueError):  # no year of any calendar
        expected = "dates from 1989 to 2101"
        raise bad(path.name, "a date out of all bounds", expected, "check the years") from None
    rows: list[tuple[int, list[Any]]] = [
        (number, list(map(_exact, cells)))
        for number, cells in enumerate(zip(*columns, strict=True), start=2)
    ]
    return Table(path.name, _clean(names), rows)


def refuse_unpacked(name: str, metadata: Any) -> None:
    """Refuse, from a Parquet file's metadata alone, too many rows or columns, or too many bytes."""
    groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
    unpacked = sum(group.total_byte_size for group in groups)
    _refuse_many_rows(name, metadata.num_rows)
    if unpacked > MOST_UNPACKED or metadata.num_columns > MOST_COLUMNS:
        expected = f"at most {MOST_UNPACKED // 1_000_000} MB in {MOST_COLUMNS} columns"
        raise bad(name, f"{unpacked:,} bytes unpacked", expected, "export the file again")


def not_parquet(name: str, error: BaseException | None) -> BadInput:
    """The fault of a Parquet file that cannot be read."""
    value = f"not readable ({type(error).__name__})"
    return bad(name, value, "a Parquet file", "export the file again")


def _exact(cell: Any) -> Any:
    """A long whole number, which Parquet keeps exactly, as the text that it is."""
    return str(cell) if type(cell) is int and abs(cell) >= 10**15 else cell


READERS: dict[str, Callable[[Path], Table]] = {".csv": _csv, ".xlsx": _xlsx, ".parquet": _parquet}
ENDINGS = tuple(READERS)
