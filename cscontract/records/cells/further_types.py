"""Further cells: times, yes or no, money, months, customers and other words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime

from cscontract.core import money
from cscontract.core.language import Sentence
from cscontract.core.pseudonyms import pseudonym
from cscontract.records.cells import dates, text_and_numbers
from cscontract.records.cells.dates import SHANGHAI
from cscontract.records.cells.masked import Nameless, is_masked
from cscontract.records.cells.text_and_numbers import (
    FIRST,
    LAST,
    NO_VALUE,
    Cell,
    Unreadable,
)

#: a time as most logs have it, read at once
PLAIN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?")
EXAMPLE = "write it like 2020-08-01T09:00:00+08:00"
YES = {"true": True, "false": False}
ALSO_YES = {"是": True, "否": False, "yes": True, "no": False, "1": True, "0": False}
METHODS = {
    "微信": "wechat",
    "微信转账": "wechat",
    "微信支付": "wechat",
    "wechat pay": "wechat",
    "支付宝": "alipay",
    "支付宝转账": "alipay",
    "银行转账": "bank_transfer",
    "银行": "bank_transfer",
    "对公转账": "bank_transfer",
    "bank transfer": "bank_transfer",
}
CHANNELS = {
    **dict.fromkeys(
        (
            "官方聊天",
            "平台聊天",
            "官方客服",
            "在线聊天",
            "旺旺",
            "阿里旺旺",
            "千牛",
            "咚咚",
            "京东咚咚",
            "京麦",
            "云信",
            "苏宁云信",
        ),
        "official_chat",
    ),
    **dict.fromkeys(("电话", "来电", "phone", "tel"), "telephone"),
    **dict.fromkeys(("微信", "weixin"), "wechat"),
    **dict.fromkeys(("短信", "手机短信"), "sms"),
    **dict.fromkeys(("qq聊天", "腾讯qq"), "qq"),
}
ACTIONS = dict.fromkeys(
    ("退款", "仅退款", "退货退款", "退款退货", "部分退款", "全额退款", "退钱"), "refund"
)
MOST_YUAN = 100_000_000


def begin(cell: Cell) -> datetime:
    """A time, without a zone, of Asia/Shanghai: with an offset, or Shanghai's own. Not
    24:00.
    """
    return _time(cell, midnight=False)


def end(cell: Cell) -> datetime:
    """As `begin`; 24:00 is the next date's 00:00."""
    return _time(cell, midnight=True)


def _time(cell: Cell, midnight: bool) -> datetime:
    value = cell.value
    when = value if isinstance(value, datetime) else _written(cell, midnight)
    cell.zoned = when.tzinfo is not None
    if cell.zoned:
        when = _local(when)
    if not FIRST.year <= when.year <= LAST.year:
        expected = Sentence("a time, {low} to {high}", low=f"{FIRST}", high=f"{LAST}")
        raise Unreadable(expected, "check the year")
    return when


def _local(when: datetime) -> datetime:
    """A time with a zone as one of Asia/Shanghai, without."""
    try:
        return when.astimezone(SHANGHAI).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return when.replace(tzinfo=None)


def _written(cell: Cell, midnight: bool) -> datetime:
    """The time that is written in a cell, or that is a spreadsheet's serial number
    there.
    """
    text = cell.text()
    if PLAIN.fullmatch(text):
        with suppress(ValueError):
            return datetime.fromisoformat(text)
    if _is_serial(cell.value, text):
        cell.repairs.append("spreadsheet serial numbers read as times")
        return dates.of_serial(float(text), cell.excel_epoch)
    try:
        found = dates.read(text, cell.repairs)
        if found is None or found.clock is None:
            raise Unreadable("a date and a time", EXAMPLE)
        if not found.ends_day:
            return found.moment()
        if not midnight:
            raise dates.NoSuchTime(text)
        cell.repairs.append(dates.ENDS_DAY)
        return found.moment()
    except dates.NoSuchTime:
        fix = "check date, hour and minute"
        if re.search(r"\b24:", text):
            fix = "write 24:00 as 00:00 of the next day"
        raise Unreadable("a time that exists", fix) from None
    except Unreadable:
        raise
    except (ValueError, OverflowError):
        raise Unreadable("a time that exists", "check date, hour and minute") from None


def _is_serial(value: object, text: str) -> bool:
    """Whether it is a serial number with a part of a day; as a number it may be
    midnight.
    """
    if not dates.SERIAL.fullmatch(text):
        return False
    return isinstance(value, float) or "." in text


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
    high = f"{MOST_YUAN:,}.00"
    expected = Sentence("money, {low} to {high}, two decimals", low="0.00", high=high)
    text = cell.text()
    if isinstance(cell.value, bool) or text.casefold() in NO_VALUE:
        raise Unreadable(expected, "write the amount, like 1500.00")
    try:
        fen = money.fen(
            text.removesuffix(".0") if isinstance(cell.value, float) else text
        )
    except ValueError:
        raise Unreadable(expected, "write it like 1500.00") from None
    if fen > MOST_YUAN * 100:
        raise Unreadable(expected, "check the amount")
    if isinstance(cell.value, str) and not re.fullmatch(r"[0-9]+(\.[0-9]{1,2})?", text):
        cell.repairs.append("money with signs or words read as digits")
    return fen


def amount_if_any(cell: Cell) -> int | None:
    """As `amount`; a blank or a dash is None."""
    return None if cell.text().casefold() in {"", "-", "—"} else amount(cell)


def month(cell: Cell) -> str:
    """A month as 2020-08; also 2020/8, 202008, 2020年8月 and a date of its first day."""
    value = cell.value
    if isinstance(value, datetime):
        value = value.date()
    text = value.isoformat() if isinstance(value, date) else cell.text()
    year, number = _month_of(text, cell.repairs)
    if not (1 <= int(number) <= 12 and FIRST.year <= int(year) <= LAST.year):
        raise Unreadable("a month that exists", "check the month")
    return f"{year}-{number:0>2}"


MONTH = re.compile(r"(\d{4})-(\d\d)(-01)?", re.ASCII)
#: besides 2020-08; 2020.1 is left out, for a spreadsheet makes it of 2020.10
MONTHS = re.compile(
    r"(\d{4})(?: ?年 ?(\d{1,2}) ?月(?: ?0?1 ?[日号])?|(\d\d)|\.([2-9]|\d\d)|[-/](\d{1,2})"
    r"|[/.]0?(\d{1,2})[/.]0?1)",
    re.ASCII,
)


def _month_of(text: str, repairs: list[str]) -> tuple[str, str]:
    """Year and month of a text, as digits."""
    if match := MONTH.fullmatch(text):
        return match[1], match[2]
    match = MONTHS.fullmatch(text)
    if not match:
        raise Unreadable("a month", "write it like 2020-08")
    repairs.append("months like 2020年8月 or 2020/8 read as 2020-08")
    year, *numbers = match.groups()
    return year, next(filter(None, numbers))


def month_if_any(cell: Cell) -> str | None:
    """As `month`; a blank is None."""
    return None if not cell.text() else month(cell)


def customer(cell: Cell) -> str:
    """A customer, as a keyed hash; what stands in the cell goes no further.

    Nameless where the name is masked, a placeholder or blank: it tells nobody apart.
    """
    name = customer_name(cell)
    return Nameless(pseudonym(name)) if is_masked(name) else pseudonym(name)


def customer_name(cell: Cell) -> str:
    """The name or number of a customer, before it is hidden; a blank or a dash stays as
    it is.
    """
    value = text_and_numbers.as_seen(cell)
    expected = "a customer's name or number"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, str | int | None):
        raise Unreadable(expected, "write it as text")
    if isinstance(value, int) and abs(value) >= 10**15:
        raise Unreadable(expected, "format the column as text and export again")
    text = str(value) if isinstance(value, int) else cell.text()
    if text.casefold() in text_and_numbers.SPREADSHEET_ERRORS:
        raise Unreadable(expected, "fill the cell or delete the row")
    if not text.isprintable():
        without = "a customer without control or invisible signs"
        raise Unreadable(without, "type the name again")
    return text


def channel(cell: Cell) -> str:
    """A channel of chats; 旺旺, 京东咚咚, 电话 and the like by their usual names."""
    return _one_of(CHANNELS, cell)


def action(cell: Cell) -> str:
    """What an agent did; 退款, 仅退款 and 退货退款 are refunds."""
    return _one_of(ACTIONS, cell)


def method(cell: Cell) -> str:
    """A method of payment; 微信, 支付宝 and 银行转账 by their usual names."""
    return _one_of(METHODS, cell)


def _one_of(words: Mapping[str, str], cell: Cell) -> str:
    """A word in small letters, without blanks; one that has another name is put so, and
    told.
    """
    text = text_and_numbers.name(cell).casefold()
    if text in words:
        repair = Sentence("{name} read as {word}", name=text, word=words[text])
        cell.repairs.append(repair)
    return words.get(text, text.replace(" ", "_"))
