"""Cells of a record: text, whole numbers and dates as people write them, read strictly.

A reader takes one cell and returns its value, or raises Unreadable with what was expected and the
mend. A documented repair is told by its kind in `Cell.repairs`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

MOST = 100_000
EXCEL_EPOCHS = {1900: date(1899, 12, 30), 1904: date(1904, 1, 1)}
TOTALS = {
    "合计",
    "总计",
    "汇总",
    "小计",
    "合计值",
    "汇总值",
    "平均值",
    "total",
    "sum",
    "totals",
    "subtotal",
}
NO_VALUE = {"-", "—", "–", "--", "无", "暂无数据", "n/a", "na", "none", "null", "nan"}


class Unreadable(ValueError):
    """A cell that cannot be read: what was expected, and the mend."""

    def __init__(self, expected: str, fix: str):
        self.expected, self.fix = expected, fix
        super().__init__(expected)


@dataclass(slots=True)
class Cell:
    """A cell as the file has it, and the repairs that its reading took."""

    value: Any
    excel_epoch: int = 1900
    repairs: list[str] = field(default_factory=list)

    def text(self) -> str:
        """The cell as text: full-width signs to half-width, blanks at the ends off."""
        if self.value is None:
            return ""
        raw = str(self.value)
        text = unicodedata.normalize("NFKC", raw).strip()
        if text != raw.strip():
            self.repairs.append("full-width signs read as half-width")
        return text


Reader = Callable[[Cell], Any]


def name(cell: Cell) -> str:
    """A name of a shop or an ID: 1 to 60 characters; “NA” and “None” stay as they are."""
    value = cell.value
    if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
        raise Unreadable("a name", "write the name as text")
    if isinstance(value, float):
        cell.value = int(value)
    if isinstance(value, int | float) and abs(value) >= 10**15:
        raise Unreadable(
            "a name of digits kept as text", "format the column as text and export again"
        )
    text = cell.text()
    if text.casefold() in TOTALS:
        raise Unreadable("one row a date, shop and ID", "delete the row of totals")
    if not text or text in {"-", "—"}:
        raise Unreadable("a name", "fill the cell or delete the row")
    if len(text) > 60 or not text.isprintable():
        raise Unreadable("a name of at most 60 plain characters", "shorten or retype it")
    return text


def persons(cell: Cell) -> int:
    """A whole number of persons, 0 to 100,000. A blank is not 0."""
    expected = f"a whole number, 0 to {MOST:,}"
    text = cell.text()
    if not text or text.casefold() in NO_VALUE:
        raise Unreadable(expected, "write the number; 0 only where nobody came")
    if isinstance(cell.value, bool):
        raise Unreadable(expected, "write the number in digits")
    if re.fullmatch(r"\d{1,3}(,\d{3})+", text):
        cell.repairs.append("thousands commas taken out")
        text = text.replace(",", "")
    elif re.fullmatch(r"\d+\.0+", text):
        cell.repairs.append("whole numbers with a decimal point read as whole")
        text = text.partition(".")[0]
    if not re.fullmatch(r"[0-9]{1,30}", text):
        raise Unreadable(expected, "write the number in digits")
    if int(text) > MOST:
        raise Unreadable(expected, "check the number")
    return int(text)


def day(cell: Cell) -> date:
    """A date: 2020-08-01; also 20200801, 2020年8月1日 and spreadsheet dates. 01/08/2020 is refused."""
    value = cell.value
    if isinstance(value, datetime):
        if value.hour or value.minute or value.second:
            raise Unreadable("a date without a time", "write it like 2020-08-01")
        return value.date()
    if isinstance(value, date):
        return value
    text = cell.text().removesuffix(".0") if isinstance(value, float) else cell.text()
    if text.casefold() in TOTALS:
        raise Unreadable("one row a date, shop and ID", "delete the row of totals")
    if match := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})(?:[ T]00:00(?::00)?)?", text):
        return _date(*match.groups())
    if match := re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text):
        cell.repairs.append("dates like 20200801 read as 2020-08-01")
        return _date(*match.groups())
    if match := re.fullmatch(r"(\d{4})年(\d{1,2})月(\d{1,2})日", text):
        cell.repairs.append("dates like 2020年8月1日 read as 2020-08-01")
        return _date(*match.groups())
    if re.fullmatch(r"[1-9]\d{4}", text):
        cell.repairs.append("spreadsheet serial numbers read as dates")
        return EXCEL_EPOCHS[cell.excel_epoch] + timedelta(days=int(text))
    raise Unreadable("a date", "write it like 2020-08-01")


def _date(year: str, month: str, day: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise Unreadable("a date that exists", "check day and month") from None
