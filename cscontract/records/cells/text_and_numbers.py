"""Cells of a record: text, whole numbers and dates as people write them, read strictly.

A reader takes one cell and returns its value, or raises Unreadable with what was
expected and the mend. A documented repair is told by its kind in `Cell.repairs`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from cscontract.agreement.head import shop_key
from cscontract.core import notation
from cscontract.core.errors import Fault, place, shown
from cscontract.core.language import Sentence
from cscontract.core.pseudonyms import hidden
from cscontract.records import messages
from cscontract.records.cells import dates
from cscontract.records.cells.dates import SHANGHAI
from cscontract.records.files.number_formats import Shown

MOST = 100_000
#: an agreement's term lies between 1990 and 2100; what is further off is a slip of the
#: pen
FIRST = date(1989, 1, 1)
LAST = date(2101, 12, 31)
NO_NAME = {"", "-", "—", "–", "--", "——", "无"}
NO_VALUE = NO_NAME | {"暂无数据", "n/a", "na", "none", "null", "nan"}
SPREADSHEET_ERRORS = {
    "#n/a",
    "#ref!",
    "#value!",
    "#div/0!",
    "#name?",
    "#null!",
    "#num!",
}


APOSTROPHE = "an apostrophe before a name, a guard of spreadsheets, taken off"
EQUALS = 'text guarded as ="…" read as the text'
ZONED = "times with a zone read as Asia/Shanghai"
TIME_LEFT_OUT = "a time of day left out, the date read"
SERIALS = "spreadsheet serial numbers read as dates"
POINT = "whole numbers with a decimal point read as whole"
#: what a spreadsheet would compute, or take for a number
GUARDED = re.compile(r"'(?=[=+\-@\t\r]|[0-9]+$)")
EQUALS_TEXT = re.compile(r'="((?:[^"]|"")*)"')


class Unreadable(ValueError):
    """A cell that cannot be read: what was expected, and the mend."""

    def __init__(self, expected: str, fix: str):
        self.expected = expected
        self.fix = fix
        super().__init__(expected)


@dataclass(slots=True)
class Cell:
    """A cell as the file has it, and the repairs that its reading took."""

    value: Any
    excel_epoch: int = 1900
    repairs: list[str] = field(default_factory=list)
    zoned: bool | None = None

    def text(self) -> str:
        """The cell as text: full-width signs to half-width, blanks at the ends and
        guards off.
        """
        if self.value is None:
            return ""
        text = notation.half_width(str(self.value), self.repairs)
        return unguarded(text, self.repairs) if text[:1] in ("'", "=") else text


def unguarded(text: str, repairs: list[str]) -> str:
    """The text without a spreadsheet's guard: '@小美 is @小美, and ="007" is 007."""
    if match := EQUALS_TEXT.fullmatch(text):
        repairs.append(EQUALS)
        return match[1].replace('""', '"').strip()
    if GUARDED.match(text):
        repairs.append(APOSTROPHE)
        return text[1:].strip()
    return text


Reader = Callable[[Cell], Any]


def read_cell(
    reader: Reader, cell: Cell, where: tuple[Any, ...], faults: list[Fault]
) -> Any:
    """The value of one cell; its fault is added to the list. `where`: file, row,
    column.

    What stands in the cell of a customer is not told.
    """
    given = cell.value
    if isinstance(given, str) and len(given) > messages.MOST_SIGNS:
        faults.append(
            Fault(place(*where), *messages.too_long(len(given)), "shorten it")
        )
        return None
    try:
        return reader(cell)
    except Unreadable as error:
        file, number, column = where
        blank = given is None or (isinstance(given, str) and not given.strip())
        value = "blank" if blank else "" if column == "customer" else shown(given)
        faults.append(
            Fault(place(file, number, column), value, error.expected, error.fix)
        )
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
    if not (text.isalnum() and (text.isascii() or notation.is_visible(text))):
        _refuse_no_name(text)
    if text in NO_NAME:
        raise Unreadable("a name", "fill the cell or delete the row")
    if len(text) > 60:
        raise Unreadable("a name of at most 60 characters", "shorten it")
    return hidden(text)


def as_seen(cell: Cell) -> Any:
    """What stands in the cell; a number that a spreadsheet shows as 007 is that
    text.
    """
    if isinstance(cell.value, Shown):
        cell.value = cell.value.text
        cell.repairs.append("numbers read as they are shown, like 007")
    return cell.value


def _refuse_no_name(text: str) -> None:
    """Refuse a name with signs that cannot be seen, and a spreadsheet's own
    complaint.
    """
    if not notation.is_visible(text):
        raise Unreadable(
            "a name without control or invisible signs", "type the name again"
        )
    if text.casefold() in SPREADSHEET_ERRORS:
        raise Unreadable("a name", "mend the formula, or write the name")


def shop(cell: Cell) -> str:
    """A name of a shop; that 京东 and JD are taken as jd is told."""
    text = name(cell)
    key = shop_key(text)
    if key != _plain(text):
        repair = Sentence("{name} is taken as the shop {shop}", name=text, shop=key)
        cell.repairs.append(repair)
    return text


def _plain(text: str) -> str:
    """A name with its blanks as one, its letters in one case: that alone is not
    told.
    """
    return re.sub(r"\s+", " ", re.sub("[\ufe00-\ufe0f]", "", text)).casefold()


@lru_cache(maxsize=4096)
def is_garbled(text: str) -> bool:
    """Whether the text was once read in a wrong encoding: æ·˜å® or ÌÔ±¦ for 淘宝."""
    if "\ufffd" in text:
        return True
    try:
        bytes_once = b"".join(
            s.encode("latin-1" if s < "\u0100" else "cp1252") for s in text
        )
    except UnicodeEncodeError:
        return False
    foreign = sum(byte > 0x7F for byte in bytes_once)
    return _reads(bytes_once, "utf-8") or (
        foreign >= 4 and _reads(bytes_once, "gb2312")
    )


def _reads(data: bytes, encoding: str) -> bool:
    try:
        return bool(data.decode(encoding))
    except UnicodeDecodeError:
        return False


def persons(cell: Cell) -> int:
    """A whole number of persons, 0 to 100,000. A blank is not 0."""
    expected = Sentence("a whole number, {low} to {high}", low=0, high=f"{MOST:,}")
    text = cell.text()
    if text.casefold() in NO_VALUE:
        raise Unreadable(expected, "write the number; 0 only where nobody came")
    text = notation.without_commas(text, cell.repairs)
    if re.fullmatch(r"[0-9]+\.0+", text):
        cell.repairs.append(POINT)
        text = text.partition(".")[0]
    if isinstance(cell.value, bool) or not re.fullmatch("[0-9]+", text):
        raise Unreadable(expected, "write a whole number in plain digits, as 120")
    if len(text) > 30 or int(text) > MOST:
        raise Unreadable(expected, "check the number")
    return int(text)


def day(cell: Cell) -> date:
    """A date with the year first: 2020-08-01, 2020/8/1, 20200801 and the like, and a
    spreadsheet's own.

    A time of day beside it is left out and told. 01/08/2020 is refused.
    """
    value = cell.value
    if isinstance(value, datetime):
        return within(_day_of(value, cell.repairs))
    if isinstance(value, date):
        return within(value)
    return within(_written_day(cell))


def within(when: date) -> date:
    """The date itself, where it may be one of an agreement's: 1989 to 2101."""
    if not FIRST <= when <= LAST:
        expected = Sentence("a date, {low} to {high}", low=f"{FIRST}", high=f"{LAST}")
        raise Unreadable(expected, "check the year")
    return when


def _day_of(when: datetime, repairs: list[str]) -> date:
    """The date of a date and time; one with a zone is taken to Shanghai first."""
    if when.tzinfo is not None:
        repairs.append(ZONED)
        when = when.astimezone(SHANGHAI)
    if when.time() != time():
        repairs.append(TIME_LEFT_OUT)
    return when.date()


def _written_day(cell: Cell) -> date:
    text = (
        cell.text().removesuffix(".0") if isinstance(cell.value, float) else cell.text()
    )
    try:
        found = dates.read(text, cell.repairs)
        if found is not None and not found.ends_day:
            return _day_of(found.moment(), cell.repairs)
    except dates.NoSuchTime:
        raise Unreadable("a time that exists", "check hour and minute") from None
    except ValueError:
        raise Unreadable("a date that exists", "check day and month") from None
    if found is not None:
        fix = "write 24:00 as 00:00 of the next day"
        raise Unreadable("a time that exists", fix)
    if dates.SERIAL.fullmatch(text):
        cell.repairs.append(SERIALS)
        return _day_of(dates.of_serial(float(text), cell.excel_epoch), cell.repairs)
    raise Unreadable("a date", "write it like 2020-08-01")
