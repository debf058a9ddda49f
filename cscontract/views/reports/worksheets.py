"""Sheets of typed cells for a spreadsheet: titles, widths, print; no formula,
no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from cscontract.views.reports.content import clean
from cscontract.views.text.verdict_text import width

#: as much as a cell can hold
MOST_SIGNS = 32_767
#: widest column in signs, height of a line in points
WIDEST = 42
LINE_HEIGHT = 16
#: pixels of a sign, and signs that a column has beside its text: indent, filter's arrow
PIXELS = 7
MARGIN = 5
A4 = 9
FORMATS = {
    Decimal: "#,##0.00",
    int: "#,##0",
    Fraction: "#,##0.00",
    date: "yyyy-mm-dd",
    datetime: "yyyy-mm-dd hh:mm:ss",
}
Row = Sequence[Any]
Style = dict[str, Any]


class Sheets:
    """A workbook in the making. `made`: its date, for no clock is read."""

    def __init__(self, title: str, made: datetime) -> None:
        self._file = BytesIO()
        self._book = Workbook(self._file, {"in_memory": True})
        facts = {"author": "cscontract", "title": title, "created": made}
        self._book.set_properties(facts)
        self._formats: dict[tuple[Any, ...], Any] = {}

    def as_bytes(self) -> bytes:
        """The file; nothing can be added after."""
        self._book.close()
        return self._file.getvalue()

    def add(
        self, name: str, titles: Row, rows: Sequence[Row], total: Row | None = None
    ) -> None:
        """A sheet: titles that stay in sight, a filter over the rows, under it their
        sums.
        """
        sheet = self._book.add_worksheet(name)
        sheet.autofilter(0, 0, len(rows), len(titles) - 1)
        columns = list(zip(titles, *rows, *([total] if total else []), strict=True))
        for place, column in enumerate(columns):
            sheet.set_column_pixels(place, place, _pixels(column))
        # a title stands on the side of what is below it
        self._write_row(
            sheet, 0, titles, [_aligned(_below(c)) | SET_OFF for c in columns]
        )
        for number, row in enumerate(rows, start=1):
            self._write_row(sheet, number, row, map(_aligned, row))
        if total:
            sums = [_aligned(cell) | SET_OFF for cell in total]
            self._write_row(sheet, len(rows) + 1, total, sums)
        _lay_out(sheet)

    def _write_row(
        self, sheet: Any, number: int, row: Row, styles: Iterable[Style]
    ) -> None:
        sheet.set_row(number, _height(row))
        for place, (cell, style) in enumerate(zip(row, styles, strict=True)):
            self._write(sheet, (number, place), cell, style)

    def _write(self, sheet: Any, at: tuple[int, int], cell: Any, style: Style) -> None:
        """A typed cell. Text is text, also where it looks like a formula."""
        if cell is None or cell == "":
            sheet.write_blank(*at, None, self._format(style))
        elif isinstance(cell, str):
            text = clean(cell)[:MOST_SIGNS]
            seems_formula = text.lstrip()[:1] in set("=+-@")
            style = style | {"quote_prefix": seems_formula}
            sheet.write_string(*at, text, self._format(style))
        else:
            style = style | {"num_format": FORMATS[type(cell)]}
            if isinstance(cell, date):
                sheet.write_datetime(*at, cell, self._format(style))
            else:
                # a whole number is written as one, without “.0”
                number = int(cell) if cell == int(cell) else cell
                sheet.write_number(*at, number, self._format(style))

    def _format(self, style: Style) -> Any:
        """The same object for the same style: a book has few of them."""
        key = tuple(style.items())
        if key not in self._formats:
            self._formats[key] = self._book.add_format(style)
        return self._formats[key]


#: titles and sums: bold on grey
SET_OFF: Style = {"bold": True, "bg_color": "#EDEDED"}


def _below(column: Row) -> Any:
    """The first cell under a title that has something."""
    return next((cell for cell in column[1:] if cell is not None), "")


def _aligned(cell: Any) -> Style:
    """Numbers stand right, text stands left and takes more than one line."""
    is_number = isinstance(cell, int | Decimal | Fraction)
    side = "right" if is_number else "left"
    return {"align": side, "indent": 1, "valign": "top", "text_wrap": not is_number}


def _pixels(column: Row) -> int:
    """As wide as the widest cell, within reason."""
    return PIXELS * (MARGIN + min(WIDEST, max(map(_width, column))))


def _height(row: Row) -> int:
    """As high as the longest text, which goes on in the next line."""
    lines = max(-(-_width(cell) // WIDEST) for cell in row)
    return LINE_HEIGHT * max(1, lines)


def _width(cell: Any) -> int:
    """Roughly what a cell takes, in signs."""
    if cell is None:
        return 0
    if isinstance(cell, Fraction):
        return 10
    return width(f"{cell:,.2f}" if isinstance(cell, Decimal) else str(cell))


def _lay_out(sheet: Any) -> None:
    """Titles stay in sight; on paper A4 across, as wide as the page, titles on each
    page.
    """
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
