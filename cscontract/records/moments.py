"""Further cells: times, yes or no, money, months, customers and other words."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from cscontract.records import cells
from cscontract.records.cells import FIRST, LAST, NO_NAME, NO_VALUE, Cell, Unreadable
from cscontract.records.customers import pseudonym
from cscontract.terms import money

SHANGHAI = ZoneInfo("Asia/Shanghai")
TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d(?:\.\d{1,6})?)? ?(Z|[+-]\d\d:?\d\d)?", re.ASCII
)
EXAMPLE = "write it like 2020-08-01T09:00:00+08:00"
YES = {"true": True, "false": False}
ALSO_YES = {"是": True, "否": False, "yes": True, "no": False, "1": True, "0": False}
METHODS = {
    "微信": "wechat", "微信转账": "wechat", "微信支付": "wechat", "wechat pay": "wechat",
    "支付宝": "alipay", "支付宝转账": "alipay",
    "银行转账": "bank_transfer", "银行": "bank_transfer", "对公转账": "bank_transfer",
    "bank transfer": "bank_transfer",
}  # fmt: skip
MOST_YUAN = 100_000_000


def begin(cell: Cell) -> datetime:
    """A time, without a zone, of Asia/Shanghai: with an offset, or Shanghai's own. Not 24:00."""
    return _time(cell, midnight=False)


def end(cell: Cell) -> datetime:
    """As `begin`; 24:00 is the next date's 00:00."""
    return _time(cell, midnight=True)


def _time(cell: Cell, midnight: bool) -> datetime:
    value = cell.value
    if isinstance(value, float) and 30_000 < value < 100_000:
        cell.repairs.append("spreadsheet serial numbers read as times")
        seconds = timedelta(seconds=round(value % 1 * 86_400))
        day = cells.EXCEL_EPOCHS[cell.excel_epoch] + timedelta(days=int(value))
        when = datetime.combine(day, time()) + seconds
    else:
        when = value if isinstance(value, datetime) else _written(cell, midnight)
    cell.zoned = when.tzinfo is not None
    if not FIRST.year <= when.year <= LAST.year:
        raise Unreadable(f"a time, {FIRST} to {LAST}", "check the year")
    return when.astimezone(SHANGHAI).replace(tzinfo=None) if cell.zoned else when


def _written(cell: Cell, midnight: bool) -> datetime:
    match = TIME.fullmatch(cell.text())
    if not match:
        raise Unreadable("a date and a time", EXAMPLE)
    day, clock, seconds, offset = match.groups(default="")
    ends_day = midnight and clock == "24:00" and not seconds.strip(":0.")
    if clock[:2] == "24" and not ends_day:
        raise Unreadable("a time that exists", "write 24:00 as 00:00 of the next day")
    try:
        found = datetime.fromisoformat(f"{day}T{'00:00' if ends_day else clock}{seconds}{offset}")
        found += timedelta(days=ends_day)
    except (ValueError, OverflowError):
        raise Unreadable("a time that exists", "check date, hour and minute") from None
    if ends_day:
        cell.repairs.append("24:00 read as 00:00 of the next day")
    return found


def flag(cell: Cell) -> bool:
    """true or false; 是 and 否, yes and no, 1 and 0 are taken and told."""
    if isinstance(cell.value, bool):
        return cell.value
    text = cell.text().casefold()
    if text in YES:
        return YES[text]
    if text in ALSO_YES:
        cell.repairs.append("是/否, yes/no or 1/0 read as true and false")
        return ALSO_YES[text]
    raise Unreadable("true or false", "write true or false")


def amount(cell: Cell) -> int:
    """Money in fen, 0.00 or more, at most two decimals. A blank is not 0."""
    expected = f"money, 0.00 to {MOST_YUAN:,}.00, two decimals"
    text = cell.text()
    if isinstance(cell.value, bool) or text.casefold() in NO_VALUE:
        raise Unreadable(expected, "write the amount, like 1500.00")
    try:
        fen = money.fen(text.removesuffix(".0") if isinstance(cell.value, float) else text)
    except ValueError:
        raise Unreadable(expected, "write it like 1500.00") from None
    if fen > MOST_YUAN * 100:
        raise Unreadable(expected, "check the amount")
    if isinstance(cell.value, str) and not re.fullmatch(r"\d+(\.\d{1,2})?", text):
        cell.repairs.append("money with signs or words read as digits")
    return fen


def amount_if_any(cell: Cell) -> int | None:
    """As `amount`; a blank or a dash is None."""
    return None if cell.text().casefold() in {"", "-", "—"} else amount(cell)


def month(cell: Cell) -> str:
    """A month as 2020-08; also 202008, 2020年8月 and a date of its first day."""
    value = cell.value
    if isinstance(value, datetime):
        value = value.date()
    text = str(value)[:10] if not isinstance(value, str | None) else cell.text()
    if match := re.fullmatch(r"(\d{4})-(\d\d)(-01)?", text, re.ASCII):
        found = match[1], match[2]
    elif match := re.fullmatch(r"(\d{4})(?:年(\d{1,2})月|(\d\d))", text, re.ASCII):
        cell.repairs.append("months like 2020年8月 read as 2020-08")
        found = match[1], (match[2] or match[3]).zfill(2)
    else:
        raise Unreadable("a month", "write it like 2020-08")
    if not (1 <= int(found[1]) <= 12 and FIRST.year <= int(found[0]) <= LAST.year):
        raise Unreadable("a month that exists", "check the month")
    return "-".join(found)


def month_if_any(cell: Cell) -> str | None:
    """As `month`; a blank is None."""
    return None if not cell.text() else month(cell)


def customer(cell: Cell) -> str:
    """A customer, as a keyed hash; what stands in the cell goes no further."""
    return pseudonym(customer_name(cell))


def customer_name(cell: Cell) -> str:
    """The name or number of a customer, before it is hidden."""
    value, expected = cells.as_seen(cell), "a customer's name or number"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, str | int | None):
        raise Unreadable(expected, "write it as text")
    if isinstance(value, int) and abs(value) >= 10**15:
        raise Unreadable(expected, "format the column as text and export again")
    text = str(value) if isinstance(value, int) else cell.text()
    if text in NO_NAME or text.casefold() in cells.SPREADSHEET_ERRORS:
        raise Unreadable(expected, "fill the cell or delete the row")
    if not text.isprintable():
        without = "a customer without control or invisible signs"
        raise Unreadable(without, "type the name again")
    return text


def word(cell: Cell) -> str:
    """A word of a fixed set: a channel, an action; in small letters, without blanks."""
    return cells.name(cell).casefold().replace(" ", "_")


def method(cell: Cell) -> str:
    """A method of payment; 微信, 支付宝 and 银行转账 by their usual names."""
    text = cells.name(cell).casefold()
    if text in METHODS:
        cell.repairs.append(f"{text} read as {METHODS[text]}")
    return METHODS.get(text, text.replace(" ", "_"))
