"""Cells of a record: text, whole numbers and dates as people write them, read strictly.

A reader takes one cell and returns its value, or raises Unreadable with what was expected and the
mend. A documented repair is told by its kind in `Cell.repairs`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from cscontract.records.customers import hidden
from cscontract.records.displayed import Shown
from cscontract.terms import written
from cscontract.terms.agreement import shop_key
from cscontract.terms.faults import Fault, shown

MOST = 100_000
EXCEL_EPOCHS = {1900: date(1899, 12, 30), 1904: date(1904, 1, 1)}
#: an agreement's term lies between 1990 and 2100; what is further off is a slip of the pen
FIRST, LAST = date(1989, 1, 1), date(2101, 12, 31)
TOTALS = {
    "合计", "总计", "汇总", "小计", "合计值", "汇总值", "平均", "平均值",
    "total", "grandtotal", "sum", "totals", "subtotal", "average",
}  # fmt: skip
NO_NAME = {"", "-", "—", "–", "--", "——", "无"}
NO_VALUE = NO_NAME | {"暂无数据", "n/a", "na", "none", "null", "nan"}
SPREADSHEET_ERRORS = {"#n/a", "#ref!", "#value!", "#div/0!", "#name?", "#null!", "#num!"}


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
    zoned: bool | None = None

    def text(self) -> str:
        """The cell as text: full-width signs to half-width, blanks at the ends off."""
        return "" if self.value is None else written.half_width(str(self.value), self.repairs)


Reader = Callable[[Cell], Any]


def read_cell(reader: Reader, cell: Cell, place: tuple, faults: list[Fault]) -> Any:
    """The value of one cell; its fault is added to the list. `place`: file, row, column.

    What stands in the cell of a customer is not told.
    """
    given = cell.value
    try:
        return reader(cell)
    except Unreadable as error:
        file, number, column = place
        blank = given is None or (isinstance(given, str) and not given.strip())
        value = "blank" if blank else "" if column == "customer" else shown(given)
        where = f"{file}, row {number}, column {column}"
        faults.append(Fault(where, value, error.expected, error.fix))
        return None


def name(cell: Cell) -> str:
    """A name: 1 to 60 characters; “NA” and “None” stay as they are.

    Where a telephone or identity number is in it, a keyed name stands in its place.
    """
    value = as_seen(cell)
    if isinstance(value, float) and value.is_integer():
        value = cell.value = int(value)
    if isinstance(value, bool) or not isinstance(value, str | int | None):
        raise Unreadable("a name", "write the name as text")
    if isinstance(value, int) and abs(value) >= 10**15:
        fix = "format the column as text and export again"
        raise Unreadable("a name of digits kept as text", fix)
    text = cell.text()
    if not text.isascii() and is_garbled(str(value).strip()):
        raise Unreadable("readable signs", "export the file again as UTF-8")
    if not text.isalnum():
        _refuse_no_name(text)
    if is_total(text):
        raise Unreadable("one row a date, shop and ID", "delete the row of totals")
    if text in NO_NAME:
        raise Unreadable("a name", "fill the cell or delete the row")
    if len(text) > 60:
        raise Unreadable("a name of at most 60 characters", "shorten it")
    return hidden(text)


def as_seen(cell: Cell) -> Any:
    """What stands in the cell; a number that a spreadsheet shows as 007 is that text."""
    if isinstance(cell.value, Shown):
        cell.value = cell.value.text
        cell.repairs.append("numbers read as they are shown, like 007")
    return cell.value


def _refuse_no_name(text: str) -> None:
    """Refuse a name with signs that cannot be seen, and a spreadsheet's own complaint."""
    if not text.isprintable():
        raise Unreadable("a name without control or invisible signs", "type the name again")
    if text.casefold() in SPREADSHEET_ERRORS:
        raise Unreadable("a name", "mend the formula, or write the name")


def shop(cell: Cell) -> str:
    """A name of a shop; that 京东 and JD are taken as jd is told."""
    text = name(cell)
    key = shop_key(text)
    if key != text:
        cell.repairs.append(f"{text} is taken as the shop {key}")
    return text


def is_total(text: str) -> bool:
    """Whether the text heads a row of totals."""
    return re.sub(r"[\s:]", "", text).casefold() in TOTALS


@lru_cache(maxsize=4096)
def is_garbled(text: str) -> bool:
    """Whether the text was once read in a wrong encoding: æ·˜å® or ÌÔ±¦ for 淘宝."""
    if "\ufffd" in text:
        return True
    try:
        bytes_once = b"".join(s.encode("latin-1" if s < "\u0100" else "cp1252") for s in text)
    except UnicodeEncodeError:
        return False
    foreign = sum(byte > 0x7F for byte in bytes_once)
    return _reads(bytes_once, "utf-8") or (foreign >= 4 and _reads(bytes_once, "gb2312"))


def _reads(data: bytes, encoding: str) -> bool:
    try:
        return bool(data.decode(encoding))
    except UnicodeDecodeError:
        return False


def persons(cell: Cell) -> int:
    """A whole number of persons, 0 to 100,000. A blank is not 0."""
    expected = f"a whole number, 0 to {MOST:,}"
    text = cell.text()
    if text.casefold() in NO_VALUE:
        raise Unreadable(expected, "write the number; 0 only where nobody came")
    text = written.without_commas(text, cell.repairs)
    if re.fullmatch(r"[0-9]+\.0+", text):
        cell.repairs.append("whole numbers with a decimal point read as whole")
        text = text.partition(".")[0]
    if isinstance(cell.value, bool) or not re.fullmatch("[0-9]+", text):
        raise Unreadable(expected, "write a whole number in plain digits, as 120")
    if len(text) > 30 or int(text) > MOST:
        raise Unreadable(expected, "check the number")
    return int(text)


def day(cell: Cell) -> date:
    """A date: 2020-08-01; also 20200801, 2020年8月1日 and spreadsheet dates. 01/08/2020 is refused."""
    when = _moment(cell) if isinstance(cell.value, datetime) else cell.value
    if not isinstance(when, date):
        when = _written_day(cell)
    if not FIRST <= when <= LAST:
        raise Unreadable(f"a date, {FIRST} to {LAST}", "check the year")
    return when


def _moment(cell: Cell) -> date:
    """The date of a cell that holds date and time; one with a zone is taken to Shanghai first."""
    when: datetime = cell.value
    if when.tzinfo is not None:
        cell.repairs.append("times with a zone read as Asia/Shanghai")
        when = when.astimezone(ZoneInfo("Asia/Shanghai"))
    if when.time() != time():
        raise Unreadable("a date without a time", "write it like 2020-08-01")
    return when.date()


def _written_day(cell: Cell) -> date:
    text = cell.text().removesuffix(".0") if isinstance(cell.value, float) else cell.text()
    if is_total(text):
        raise Unreadable("one row a date, shop and ID", "delete the row of totals")
    try:
        found = written.day(re.sub(r"[ T]00:00(:00)?$", "", text), cell.repairs)
    except ValueError:
        raise Unreadable("a date that exists", "check day and month") from None
    if found is not None:
        return found
    if re.fullmatch(r"[1-9][0-9]{4}", text):
        cell.repairs.append("spreadsheet serial numbers read as dates")
        return EXCEL_EPOCHS[cell.excel_epoch] + timedelta(days=int(text))
    raise Unreadable("a date", "write it like 2020-08-01")
