"""XLSX workbooks: the first visible sheet as rows of cells, in one pass over its XML.

Own reading, for no reader has value, number format, formula and hidden rows in one
pass: openpyxl needs two passes and many times as long, calamine has only the values.
Only rows and cells that the file has are seen. Strict Open XML is read like the usual
form.
"""

from __future__ import annotations

import lzma
import posixpath
import re
import struct
import zipfile
import zlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any, cast
from xml.etree.ElementTree import Element, ParseError, XMLPullParser
from xml.parsers import expat

from cscontract.core.errors import (
    MOST_FAULTS,
    BadInput,
    Fault,
    bad,
    place,
    refusal,
    shown,
)
from cscontract.core.language import Sentence
from cscontract.core.progress import read_with_bar
from cscontract.records.files.number_formats import as_shown
from cscontract.records.files.without_gc import without_collector

#: the usual namespaces, and those of Strict Open XML
SPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
LINKS = (
    "http://schemas.openxmlformats.org/package/2006/relationships",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
#: an element's or attribute's name with its namespace → the name
NAMES = {
    f"{space} {name}": name
    for space in (*SPACES, *LINKS)
    for name in (
        "workbookPr",
        "sheet",
        "id",
        "Relationship",
        "si",
        "t",
        "rPh",
        "numFmt",
        "cellXfs",
        "xf",
    )
}
#: the same for the elements of a sheet, as its parser names them
SHEET_DATA = {f"{{{space}}}sheetData" for space in SPACES}
PARTS = {
    f"{{{space}}}{name}": name
    for space in SPACES
    for name in ("v", "f", "is", "t", "rPh")
}
VALUE, TEXT = ({f"{{{space}}}{name}" for space in SPACES} for name in "vt")
CHUNK = 65_536
MOST_BESIDE_ROWS = 32_000_000
LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
#: what the readers of ZIP files and XML raise, and damaged numbers in either
DAMAGE = (
    expat.ExpatError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    LookupError,
    StopIteration,
    ValueError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
    ParseError,
    MemoryError,
    OSError,
)
#: dates and times of Chinese Excel by the number of their format, which no file spells
#: out
CHINESE_DATES = {27, 28, 29, 30, 31, 32, 33, 34, 35, 36, *range(50, 59)}
MOST_KEPT = 100_000


@dataclass
class Sheet:
    """The rows of a sheet that have a value, by their number, and what is to be told of
    them.

    `width`: the last column with a value; `hidden`: the numbers of rows that are not to
    be seen.
    """

    rows: list[tuple[int, list[Any]]] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    formulas: list[tuple[int, str, str]] = field(default_factory=list)
    width: int = 0
    epoch: int = 1900
    notes: tuple[str, ...] = ()


def first_visible_sheet(path: Path, name: str, most_columns: int) -> Sheet:
    """The first sheet of a workbook that is not hidden, each row as wide as the widest.

    BadInput: no workbook, no such sheet, a value beyond `most_columns`, a formula that
    was never computed.
    """
    with without_collector(), _InWords(name) as at, zipfile.ZipFile(path) as archive:
        book = _Book(archive, at)
        part, notes = book.chosen(name)
        sheet = book.sheet(part, name, most_columns)
    _refuse_wide(name, sheet.width, most_columns)
    _refuse_formulas(name, sheet.formulas)
    for _, cells in sheet.rows:
        cells.extend([None] * (sheet.width - len(cells)))
    sheet.notes = (*notes, *_hidden(name, sheet))
    return sheet


def _refuse_wide(name: str, width: int, most: int) -> None:
    if width > most:
        value = Sentence("cells as far as column {count}", count=f"{width:,}")
        expected = Sentence("at most {count} columns", count=most)
        raise bad(name, value, expected, "copy the table to a new sheet")


def _refuse_formulas(name: str, formulas: list[tuple[int, str, str]]) -> None:
    """Refuse a formula without a value."""
    expected = "a value; the formula was never computed"
    fix = "open the file in a spreadsheet, save it, or paste values"
    if formulas:
        faults = [
            Fault(place(name, row, column), shown(f"={text}"), expected, fix)
            for row, column, text in formulas
        ]
        raise refusal(faults, name)


def _hidden(name: str, sheet: Sheet) -> Iterator[str]:
    """How many rows under the header are hidden, by a filter or by hand; they count all
    the same.
    """
    rows = [row for row in sheet.hidden if row != sheet.rows[0][0]]
    if rows:
        text = "{file}: hidden rows are read too ({count}, the first is row {row})"
        yield Sentence(text, file=name, count=len(rows), row=rows[0])


# Faults of the file itself


class _InWords:
    """What is raised within it as a fault of the file, with the part of the workbook
    that was read.
    """

    def __init__(self, name: str):
        self.name = name
        self.part = ""

    def __enter__(self) -> _InWords:
        return self

    def __exit__(
        self, kind: type | None, error: BaseException | None, trace: object
    ) -> None:
        # what the system says of the file itself, it says with a number
        if isinstance(error, DAMAGE) and getattr(error, "errno", None) is None:
            raise self._fault(error) from None

    def _fault(self, error: BaseException) -> BadInput:
        expected = "an XLSX workbook"
        fix = "save it again as .xlsx or .csv"
        if isinstance(error, RuntimeError):
            fix = "save it again as .xlsx or .csv, without a password"
            return bad(self.name, "a locked file", expected, fix)
        if isinstance(error, Forbidden):
            value = Sentence(
                "XML entities in {part} (EntitiesForbidden)", part=self.part
            )
        else:
            value = Sentence(
                "{part} is missing or damaged", part=self.part or "xl/workbook.xml"
            )
        return bad(self.name, value, expected, fix)


class Forbidden(ValueError):
    """XML that declares entities: with them a small file can grow without bound."""


def _parse(stream: IO[bytes], start: Any, end: Any = None, text: Any = None) -> None:
    """Run over XML; `start` gets names and attributes, `end` names. Entities are
    forbidden.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.EntityDeclHandler = _forbid
    parser.ParseFile(stream)


def _forbid(*declaration: object) -> None:
    raise Forbidden


# The workbook


class _Book:
    """The parts of a workbook."""

    def __init__(self, archive: zipfile.ZipFile, at: _InWords):
        self.archive = archive
        self.at = at
        self.parts = {self._key(entry.filename): entry for entry in archive.infolist()}
        links = self.links("")
        self.path = next(
            (target for kind, target in links.values() if kind == "officeDocument"),
            "xl/workbook.xml",
        )
        self.related = self.links(self.path)

    @staticmethod
    def _key(part: str) -> str:
        return part.replace("\\", "/").lstrip("/").lower()

    def open(self, part: str) -> IO[bytes]:
        """A part as bytes; KeyError where there is none."""
        self.at.part = part
        return self.archive.open(self.parts[self._key(part)])

    def parse(self, part: str, *handlers: Any) -> None:
        """Run over a part's XML."""
        with self.open(part) as stream:
            _parse(stream, *handlers)

    def links(self, part: str) -> dict[str, tuple[str, str]]:
        """What a part refers to: kind and target by the link's name; nothing where it
        has no links.
        """
        folder, file = posixpath.split(part)
        found: dict[str, tuple[str, str]] = {}

        def start(name: str, attributes: dict[str, str]) -> None:
            if NAMES.get(name) == "Relationship":
                target = posixpath.join("/", folder, attributes["Target"])
                kind = attributes["Type"].rpartition("/")[2]
                found[attributes["Id"]] = kind, posixpath.normpath(target).lstrip("/")

        path = posixpath.join(folder, "_rels", f"{file}.rels")
        if self._key(path) in self.parts:
            self.parse(path, start)
        return found

    def chosen(self, file: str) -> tuple[str, list[str]]:
        """The part of the first visible sheet; and what is told of the others."""
        visible = list[tuple[str, str]]()
        hidden = list[tuple[str, str]]()
        self.epoch = 1900

        def start(name: str, attributes: dict[str, str]) -> None:
            kind = NAMES.get(name)
            if kind == "workbookPr":
                self.epoch = (
                    1904 if attributes.get("date1904") in ("1", "true") else 1900
                )
            elif kind == "sheet":
                link = next(
                    value for key, value in attributes.items() if NAMES.get(key) == "id"
                )
                what, part = self.related[link]
                if what == "worksheet":
                    is_seen = attributes.get("state", "visible") == "visible"
                    (visible if is_seen else hidden).append((attributes["name"], part))

        self.parse(self.path, start)
        if not visible:
            value = "no visible sheet" if hidden else "no sheet"
            raise bad(
                file, value, "a sheet with cells", "save it again as .xlsx or .csv"
            )
        return visible[0][1], list(_not_read(file, visible[1:], hidden))

    def sheet(self, part: str, file: str, most_columns: int) -> Sheet:
        """The rows of a sheet."""
        reading = _Reading(self.strings(), self.styles(), self.epoch, most_columns)
        size = self.parts[self._key(part)].file_size
        with self.open(part) as stream, read_with_bar(stream, size, file) as watched:
            reading.run(watched)
        return reading.sheet

    def part(self, kind: str) -> str | None:
        """The workbook's part of a kind, where it has one."""
        return next(
            (part for what, part in self.related.values() if what == kind), None
        )

    def strings(self) -> list[str]:
        """The texts that cells share, without the readings that stand above signs."""
        part = self.part("sharedStrings")
        if part is None:
            return []
        reading = _Texts()
        self.parse(part, reading.start, reading.end, reading.texts.append)
        return reading.found

    def styles(self) -> list[tuple[str, str]]:
        """What each style does with numbers: (“date” or “digits”, its format); the rest
        is passed over.
        """
        part = self.part("styles")
        if part is None or self._key(part) not in self.parts:
            return []
        codes = dict[int, str]()
        used = list[int]()
        within = list[bool]()

        def start(name: str, attributes: dict[str, str]) -> None:
            kind = NAMES.get(name)
            if kind == "cellXfs":
                within.append(True)
            elif kind == "xf" and within:
                used.append(int(attributes.get("numFmtId", 0)))
            elif kind == "numFmt":
                codes[int(attributes["numFmtId"])] = attributes.get("formatCode", "")

        def end(name: str) -> None:
            if NAMES.get(name) == "cellXfs":
                within.clear()

        self.parse(part, start, end)
        return [_style(number, codes) for number in used]


def _not_read(file: str, visible: list[Any], hidden: list[Any]) -> Iterator[str]:
    """The sheets that are not read."""
    names = {"visible": visible, "hidden": hidden}
    told = {
        kind: ", ".join(name for name, _ in sheets) for kind, sheets in names.items()
    }
    if visible:
        text = "{file}: only the first sheet was read, not {names}"
        yield Sentence(text, file=file, names=told["visible"])
    if hidden:
        yield Sentence(
            "{file}: hidden sheets not read: {names}", file=file, names=told["hidden"]
        )


def _style(number: int, codes: dict[int, str]) -> tuple[str, str]:
    from openpyxl.styles.numbers import (
        BUILTIN_FORMATS,
        is_date_format,
        is_timedelta_format,
    )

    code = codes.get(number, BUILTIN_FORMATS.get(number, "General"))
    if number not in codes and number in CHINESE_DATES:
        return "date", "yyyy-mm-dd"
    if is_timedelta_format(code):
        return "duration", code
    return ("date" if is_date_format(code) else "digits"), code


# Rows and cells


class _Texts:
    """The shared texts; each is made of runs."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.texts: list[str] = []
        self.runs: list[str] = []
        self.aside = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        kind = NAMES.get(name)
        if kind == "t":
            self.texts.clear()
        elif kind == "si":
            self.runs = []
        elif kind == "rPh":
            self.aside += 1

    def end(self, name: str) -> None:
        kind = NAMES.get(name)
        if kind == "t" and not self.aside:
            self.runs.append("".join(self.texts))
        elif kind == "rPh":
            self.aside -= 1
        elif kind == "si":
            self.found.append(unescaped("".join(self.runs)))


class _Reading:
    """A sheet as it is read, row by row. Each distinct value is made once."""

    def __init__(
        self, strings: list[str], styles: list[Any], epoch: int, most_columns: int
    ):
        self.sheet = Sheet(epoch=epoch)
        self.strings = strings
        self.styles = styles
        self.most_columns = most_columns
        self.known: dict[tuple[Any, ...], Any] = {}
        self.number = 0

    def run(self, stream: IO[bytes]) -> None:
        """Read the rows as they come, and let go of each."""
        parser: XMLPullParser[Element] = XMLPullParser(("start",))
        prolog = _Prolog()
        rows = None
        idle = 0
        while chunk := stream.read(CHUNK):
            prolog.feed(chunk)
            parser.feed(chunk)
            begun = cast(Iterator[tuple[str, Element]], parser.read_events())
            if rows is None:
                rows = next((each for _, each in begun if each.tag in SHEET_DATA), None)
            deque(begun, maxlen=0)
            before = self.number
            if rows is not None:
                self.rows(rows, -1)
            # nothing that is kept may grow without bound
            idle = 0 if self.number > before else idle + len(chunk)
            if idle > MOST_BESIDE_ROWS:
                raise ValueError("more than rows")
        parser.close()
        if rows is None:
            raise ValueError("no rows")
        self.rows(rows, None)

    def rows(self, rows: Element, until: int | None) -> None:
        """The rows that are whole: all but the last while more may come."""
        for row in rows[:until]:
            self.row(row)
        del rows[:until]

    def row(self, row: Element) -> None:
        """One row; it has the number that it says, or the next. Without any value it is
        passed over.
        """
        number = int(row.get("r") or self.number + 1)
        if not self.number < number <= LAST_ROW:
            raise ValueError("rows out of order")
        self.number = number
        cells = self.cells(row, len(str(number)))
        if cells:
            sheet = self.sheet
            sheet.rows.append((number, cells))
            sheet.width = max(sheet.width, len(cells))
            if is_hidden(row):
                sheet.hidden.append(number)

    def cells(self, row: Element, digits: int) -> list[Any]:
        """The values of a row up to its last one; a cell that only has a format costs
        nothing further.
        """
        # the innermost loop of all: what is looked up in it is looked up once
        known = self.known
        most_columns = self.most_columns
        cells: list[Any] = []
        column = 0
        for cell in row:
            attributes = cell.attrib
            place = attributes.get("r")
            column = COLUMNS[place[:-digits]] if place else column + 1
            if not len(cell):
                continue
            part = cell[0]
            is_plain = part.tag in VALUE and len(cell) == 1
            given = part.text if is_plain else self.given(cell, column)
            key = (attributes.get("t"), attributes.get("s"), given)
            value = known[key] if key in known else self.keep(key)
            if value is None:
                continue
            if column > most_columns:
                self.sheet.width = max(self.sheet.width, column)
                continue
            if column - len(cells) > 1:
                cells.extend([None] * (column - 1 - len(cells)))
            cells.append(value)
        return cells

    def given(self, cell: Element, column: int) -> str | None:
        """The text of a cell that has more than a value: often only a text of its own,
        in one run.
        """
        part = cell[0]
        if len(cell) == 1 and len(part) == 1 and part[0].tag in TEXT:
            return part[0].text
        return self.parts(cell, column)

    def parts(self, cell: Element, column: int) -> str | None:
        """A cell's text where it has more than a value; a formula that has none is kept
        as a fault.

        A formula that was computed to an empty text has a value.
        """
        given: str | None = None
        formula: str | None = None
        for part in cell:
            kind = PARTS.get(part.tag)
            if kind == "v":
                given = part.text or ""
            elif kind == "f":
                formula = part.text or "…"
            elif kind == "is":
                given = _inline(part)
        if formula and not given and (given is None or cell.get("t") != "str"):
            letters = (cell.get("r") or "").rstrip("0123456789") or str(column)
            if len(self.sheet.formulas) < MOST_FAULTS:
                self.sheet.formulas.append((self.number, letters, formula))
        return given

    def keep(self, key: tuple[Any, ...]) -> Any:
        """The value of a cell by its type, style and text; None where it is blank."""
        kind, style, given = key
        value = self.made(kind or "n", style, given) if given else None
        if isinstance(value, str) and not value.strip():
            value = None
        if len(self.known) < MOST_KEPT:
            self.known[key] = value
        return value

    def made(self, kind: str, style: str | None, given: str) -> Any:
        """The value of a cell that is not empty."""
        if kind == "n":
            number = int(style or 0)
            does, code = (
                self.styles[number] if number < len(self.styles) else ("digits", "")
            )
            return number_of(given, does, code, self.sheet.epoch)
        if kind == "s":
            return self.strings[int(given)]
        if kind == "b":
            return given.strip() in ("1", "true")
        return moment_of(given) if kind == "d" else unescaped(given)


class _Prolog:
    """A look at a part's beginning: entities can only be declared before its first
    element.
    """

    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.EntityDeclHandler = _forbid
        self.parser.StartElementHandler = self.passed
        self.is_over = False

    def passed(self, *element: object) -> None:
        self.is_over = True

    def feed(self, chunk: bytes) -> None:
        """Forbidden where an entity is declared."""
        if not self.is_over:
            self.parser.Parse(chunk)


def _inline(part: Element) -> str:
    """The text of a cell that holds it itself, in one run or several."""
    runs = [
        run
        for child in part
        for run in (child, *child)
        if PARTS.get(child.tag) != "rPh"
    ]
    return "".join(run.text or "" for run in runs if PARTS.get(run.tag) == "t")


def is_hidden(row: Element) -> bool:
    """Whether a row is not to be seen: filtered, hidden by hand, folded away, or of no
    height.
    """
    height = row.get("ht")
    return row.get("hidden") in ("1", "true") or (
        height is not None and float(height) == 0
    )


class _Columns(dict[str, int]):
    """The number of a column by its letters, reckoned at first use. ValueError where
    there is none.

    >>> _Columns()["A"], _Columns()["XFD"]
    (1, 16384)
    """

    def __missing__(self, letters: str) -> int:
        number = 0
        for letter in letters.upper():
            if not "A" <= letter <= "Z":
                raise ValueError("no column")
            number = number * 26 + ord(letter) - 64
        if not 1 <= number <= LAST_COLUMN:
            raise ValueError("no column")
        self[letters] = number
        return number


COLUMNS = _Columns()


def number_of(given: str, does: str, code: str, epoch: int) -> Any:
    """A number as its format shows it: a date, a whole number (with the text that is
    seen), a fraction.
    """
    is_whole = not any(sign in given for sign in ".eE")
    number = int(given) if is_whole else float(given)
    if does != "digits":
        return _moment(number, does == "duration", epoch)
    if isinstance(number, float):
        if not number.is_integer() or abs(number) >= 10**15:
            return number
        shown_number = as_shown(int(number), code)
        return number if type(shown_number) is int else shown_number
    return as_shown(number, code)


def _moment(number: float, is_duration: bool, epoch: int) -> Any:
    from openpyxl.utils.datetime import (
        CALENDAR_MAC_1904,
        CALENDAR_WINDOWS_1900,
        from_excel,
    )

    calendar = CALENDAR_MAC_1904 if epoch == 1904 else CALENDAR_WINDOWS_1900
    try:
        return from_excel(number, calendar, timedelta=is_duration)
    except (OverflowError, ValueError):
        return "#VALUE!"


def moment_of(given: str) -> datetime | str:
    """A date and time as Strict Open XML writes them; what is none stays text."""
    try:
        return datetime.fromisoformat(given.strip())
    except ValueError:
        return given


ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def unescaped(text: str) -> str:
    r"""The text with signs that XML cannot hold: _x000D_ is a line end.

    >>> unescaped("a_x000D_b"), unescaped("_x005F_x000D_")
    ('a\rb', '_x000D_')
    """
    return ESCAPED.sub(_sign, text) if "_x" in text else text


def _sign(match: re.Match[str]) -> str:
    number = int(match[1], 16)
    return match[0] if 0xD800 <= number <= 0xDFFF else chr(number)
