"""Record files as rows of raw cells: CSV (UTF-8, GB18030), XLSX and Parquet, refused where not sound."""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cscontract.terms.faults import BadInput, Fault, bad, nearest, shown

MOST_BYTES = 50_000_000
MOST_ROWS = 2_000_000
MOST_UNPACKED = 500_000_000
MOST_RATIO = 200
ENDINGS = (".csv", ".xlsx", ".parquet")


@dataclass(frozen=True, slots=True)
class Table:
    """A file's header and rows; a row is (its number in the file, cells). Numbers count from 1."""

    file: str
    header: tuple[str, ...]
    rows: list[tuple[int, list[Any]]]
    notes: tuple[str, ...] = ()
    excel_epoch: int = 1900


def read_table(path: Path, columns: tuple[str, ...]) -> Table:
    """The table of a file whose header has just these columns, in any order.

    Refused before it is opened where it is larger than 50 MB; no sound row or header: BadInput.
    """
    size = path.stat().st_size
    if size > MOST_BYTES:
        expected = f"at most {MOST_BYTES // 1_000_000} MB"
        raise bad(path.name, f"{size / 1_000_000:,.0f} MB", expected, "split it by month")
    if not size:
        raise bad(path.name, "0 bytes", "a header and rows", "export the file again")
    reader = {".csv": _csv, ".xlsx": _xlsx, ".parquet": _parquet}[path.suffix.lower()]
    table = reader(path)
    _check_header(table, columns)
    _check_widths(table)
    if not table.rows:
        raise bad(path.name, "0 rows", "at least one row under the header", "export the file again")
    if len(table.rows) > MOST_ROWS:
        raise bad(
            path.name, f"{len(table.rows):,} rows", f"at most {MOST_ROWS:,}", "split it by month"
        )
    return table


def _check_header(table: Table, columns: tuple[str, ...]) -> None:
    place, header = f"{table.file}, row 1", table.header
    if len(header) == 1 and any(sign in header[0] for sign in ";\t|"):
        fix = "save the file with commas between the columns"
        raise bad(place, header[0], "columns separated by commas", fix)
    faults = []
    for column, count in Counter(header).items():
        if count > 1:
            faults.append(Fault(place, shown(column), "each column once", "delete or rename one"))
        if column not in columns:
            missing = [known for known in columns if known not in header]
            expected = "the columns " + ", ".join(columns)
            faults.append(
                Fault(place, shown(column), expected, nearest(column, missing or columns))
            )
    for column in columns:
        if column not in header:
            faults.append(Fault(place, "", f"a column {column}", "add it or mend the header"))
    if faults:
        raise BadInput(faults)


def _check_widths(table: Table) -> None:
    width = len(table.header)
    faults = [
        Fault(
            f"{table.file}, row {number}", f"{len(cells)} cells", f"{width} cells", "mend the row"
        )
        for number, cells in table.rows
        if len(cells) != width
    ]
    if faults:
        raise BadInput(faults)


def _clean(header: list[Any]) -> tuple[str, ...]:
    return tuple(unicodedata.normalize("NFKC", str(cell or "")).strip() for cell in header)


def _csv(path: Path) -> Table:
    text, notes = decode(path.read_bytes(), path.name)
    if "\0" in text:
        row = text[: text.index("\0")].count("\n") + 1
        raise bad(f"{path.name}, row {row}", "a NUL byte", "plain text", "export the file again")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, list[Any]]] = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((reader.line_num, cells))
    except csv.Error as error:
        place = f"{path.name}, row {reader.line_num}"
        raise bad(place, str(error), "closed quotes", "mend the quotes or export again") from None
    header = _clean(rows[0][1]) if rows else ()
    return Table(path.name, header, rows[1:], notes)


def decode(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Text by its byte order mark, else strict UTF-8, else GB18030; a note where it was not UTF-8."""
    for mark, encoding in (
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
        (b"\xef\xbb\xbf", "utf-8-sig"),
    ):
        if data.startswith(mark):
            break
    else:
        encoding = "utf-8"
    try:
        text = data.decode(encoding)
        return text, ((f"{name}: read as UTF-16",) if encoding == "utf-16" else ())
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise bad(
                name, f"byte {error.start}", f"{encoding} text", "export the file again"
            ) from None
    return _gb18030(data, name), (f"{name}: read as GB18030",)


def _gb18030(data: bytes, name: str) -> str:
    """GB18030 text; refused where the characters are rare and would also make sense as Big5."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        expected = "text in UTF-8 or GB18030"
        raise bad(name, f"byte {error.start}", expected, "save the file as UTF-8") from None
    rare = sum(1 for sign in text if sign > "\x7f" and not _common(sign))
    if rare and _decodes(data, "big5"):
        raise bad(
            name, text.strip()[:40], "text in UTF-8 or GB18030, not Big5", "save the file as UTF-8"
        )
    return text


def _common(sign: str) -> bool:
    return _decodes(sign.encode("utf-8"), "utf-8") and _encodes(sign, "gb2312")


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        return bool(data.decode(encoding)) or True
    except UnicodeDecodeError:
        return False


def _encodes(text: str, encoding: str) -> bool:
    try:
        return bool(text.encode(encoding)) or True
    except UnicodeEncodeError:
        return False


def _xlsx(path: Path) -> Table:
    _refuse_bomb(path)
    import defusedxml  # noqa: F401  (openpyxl reads XML through it where it is installed)
    import openpyxl

    if not openpyxl.DEFUSEDXML:
        raise RuntimeError("openpyxl does not use defusedxml; fix: reinstall both")
    try:
        values = openpyxl.load_workbook(path, data_only=True)
        formulas = openpyxl.load_workbook(path)
    except Exception as error:  # openpyxl raises whatever its XML and zip readers raise
        fix = "save it again as .xlsx or .csv"
        raise bad(path.name, type(error).__name__, "an XLSX workbook", fix) from None
    _refuse_empty_formulas(path.name, formulas.worksheets[0], values.worksheets[0])
    rows = [
        (number, [None if cell == "" else cell for cell in cells])
        for number, cells in enumerate(values.worksheets[0].iter_rows(values_only=True), start=1)
        if any(cell not in (None, "") for cell in cells)
    ]
    others = [sheet.title for sheet in values.worksheets[1:]]
    notes = (
        (f"{path.name}: only the first sheet was read, not {', '.join(others)}",) if others else ()
    )
    epoch = 1904 if values.epoch == datetime(1904, 1, 1) else 1900
    return Table(path.name, _clean(rows[0][1]) if rows else (), rows[1:], notes, epoch)


def _refuse_bomb(path: Path) -> None:
    """Refuse, from the zip directory alone, what unpacks to far more than it is."""
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile:
        raise bad(path.name, None, "an XLSX workbook", "save it again as .xlsx or .csv") from None
    if unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * path.stat().st_size:
        value = f"{unpacked:,} bytes unpacked"
        raise bad(path.name, value, f"at most {MOST_RATIO} times its size", "export the file again")


def _refuse_empty_formulas(name: str, formulas: Any, values: Any) -> None:
    faults = [
        Fault(
            f"{name}, row {cell.row}, column {cell.column_letter}",
            shown(str(cell.value)),
            "a value; the formula was never computed",
            "open the file in a spreadsheet, save it, or paste values",
        )
        for row in formulas.iter_rows()
        for cell in row
        if cell.data_type == "f" and values[cell.coordinate].value is None
    ]
    if faults:
        raise BadInput(faults)


def _parquet(path: Path) -> Table:
    import pyarrow
    import pyarrow.parquet

    try:
        table = pyarrow.parquet.read_table(path)
    except (pyarrow.ArrowInvalid, OSError) as error:
        value = str(error).splitlines()[0]
        raise bad(path.name, value, "a Parquet file", "export the file again") from None
    columns = [column.to_pylist() for column in table.columns]
    rows = [
        (number, list(cells)) for number, cells in enumerate(zip(*columns, strict=True), start=2)
    ]
    return Table(path.name, _clean(table.column_names), rows)
