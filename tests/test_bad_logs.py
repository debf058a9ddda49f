"""Sessions, presence, payments, actions, outages and bills: bad rows refused, and what
is mended told.

“row-41” in a test's name is the row of the project's list of bad input that the test
covers. Every file has two sound rows (rows 2 and 3) above the row that a test is about
(row 4).
"""

import os
import random
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow
import pyarrow.parquet
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

import cscontract as cs
from cscontract.cli.main import main
from cscontract.core.errors import Fault
from cscontract.records.counting import counted
from cscontract.records.files import tables
from cscontract.records.logs import parquet as parquet_logs

import build
import files

LATER = ("sessions", "presence", "payments", "actions", "outages", "bills")
EVERY_RECORD = pytest.mark.parametrize("record", LATER)
EVERY_KIND = pytest.mark.parametrize("kind", files.WRITERS)


def faults(folder: Path) -> tuple[Fault, ...]:
    """The faults of a folder, each of them whole and in plain words; a customer is not
    shown.
    """
    with pytest.raises(cs.BadInput) as caught:
        cs.read(folder)
    found = caught.value.faults
    for fault in found:
        assert fault.place and fault.expected and fault.fix
        assert fault.value or fault.place.endswith("column customer")
        assert not [word for word in files.JARGON if word in str(fault)]
    return found


def the_fault(folder: Path) -> Fault:
    (fault,) = faults(folder)
    return fault


# one wrong cell: record, column, text, then what the message must say is expected, and
# the mend

TIME, EXISTS, YEARS = (
    "a date and a time",
    "a time that exists",
    "a time, 1989-01-01 to 2101-12-31",
)
MONEY, EXAMPLE = "money, 0.00 to 100,000,000.00, two decimals", "write it like 1500.00"
WRONG = {
    "row-27 blank session": ("sessions", "session", "", "a name", "fill the cell"),
    "row-29 hyphen as a session": (
        "sessions",
        "session",
        "-",
        "a name",
        "fill the cell",
    ),
    "row-52 total as a session": (
        "sessions",
        "session",
        "合计",
        "one row a date",
        "delete the row of totals",
    ),
    "row-75 a session that cannot be seen": (
        "sessions",
        "session",
        "a\u202eb",
        "invisible signs",
        "type the name",
    ),
    "row-75 a long session": (
        "sessions",
        "session",
        "x" * 61,
        "at most 60 characters",
        "shorten",
    ),
    "row-5 mojibake as a session": (
        "sessions",
        "session",
        "ÌÔ±¦",
        "readable signs",
        "UTF-8",
    ),
    "row-27 blank shop": ("sessions", "shop", " ", "a name", "fill the cell"),
    "row-27 blank ID": ("sessions", "id", "", "a name", "fill the cell"),
    "a spreadsheet's error as a customer": (
        "sessions",
        "customer",
        "#N/A",
        "a customer's name or number",
        "fill",
    ),
    "row-27 blank channel": ("sessions", "channel", "", "a name", "fill the cell"),
    "row-27 blank start": (
        "sessions",
        "started_at",
        "",
        TIME,
        "write it like 2020-08-01T09:00:00+08:00",
    ),
    "row-27 blank end": (
        "sessions",
        "ended_at",
        "",
        TIME,
        "write it like 2020-08-01T09:00:00+08:00",
    ),
    "a date without a time": (
        "sessions",
        "started_at",
        "2020-08-03",
        TIME,
        "write it like",
    ),
    "row-37 day first": (
        "sessions",
        "started_at",
        "03/08/2020 09:00",
        TIME,
        "write it like",
    ),
    "row-21 other digits in a time": (
        "sessions",
        "started_at",
        "٢٠٢٠-08-03 09:00",
        TIME,
        "write it like",
    ),
    "a zone by its name": (
        "sessions",
        "started_at",
        "2020-08-03 09:00 CST",
        TIME,
        "write it like",
    ),
    "row-39 no such day": (
        "sessions",
        "started_at",
        "2020-02-30 09:00",
        EXISTS,
        "check date, hour and minute",
    ),
    "an hour too many": (
        "sessions",
        "started_at",
        "2020-08-03 25:00",
        EXISTS,
        "check date, hour and minute",
    ),
    "a minute too many": (
        "sessions",
        "started_at",
        "2020-08-03 09:60",
        EXISTS,
        "check date, hour and minute",
    ),
    "a leap second": (
        "sessions",
        "started_at",
        "2020-08-03 09:00:60",
        EXISTS,
        "check date, hour and minute",
    ),
    "row-42 an offset that is none": (
        "sessions",
        "started_at",
        "2020-08-03T09:00+25:00",
        EXISTS,
        "check",
    ),
    "row-41 24:00 as a start": (
        "sessions",
        "started_at",
        "2020-08-03 24:00",
        EXISTS,
        "00:00 of the next day",
    ),
    "row-41 past 24:00": (
        "sessions",
        "ended_at",
        "2020-08-03 24:01",
        EXISTS,
        "00:00 of the next day",
    ),
    "row-41 a second past 24:00": (
        "sessions",
        "ended_at",
        "2020-08-03 24:00:01",
        EXISTS,
        "00:00 of the next day",
    ),
    "row-41 24:00 of no day": (
        "sessions",
        "ended_at",
        "2020-02-30 24:00",
        EXISTS,
        "check date",
    ),
    "row-40 year 9999": (
        "sessions",
        "ended_at",
        "9999-12-31 09:00",
        YEARS,
        "check the year",
    ),
    "row-40 year 9999 at its end": (
        "sessions",
        "ended_at",
        "9999-12-31 24:00",
        EXISTS,
        "check date",
    ),
    "row-40 year 1900": (
        "sessions",
        "started_at",
        "1900-01-01 09:00",
        YEARS,
        "check the year",
    ),
    "row-27 blank flag": (
        "sessions",
        "received",
        "",
        "true or false",
        "write true or false",
    ),
    "row-27 NaN as a flag": (
        "sessions",
        "inquiring",
        "NaN",
        "true or false",
        "write true or false",
    ),
    "a flag that is neither": (
        "sessions",
        "problem",
        "maybe",
        "true or false",
        "write true or false",
    ),
    "a number as a flag": (
        "sessions",
        "problem_recorded",
        "2",
        "true or false",
        "write true or false",
    ),
    "row-27 blank shop of a login": ("presence", "shop", "", "a name", "fill the cell"),
    "row-27 blank ID of a login": ("presence", "id", "", "a name", "fill the cell"),
    "row-57 a login without logout": (
        "presence",
        "offline_at",
        "",
        TIME,
        "write it like",
    ),
    "row-57 a login not yet ended": (
        "presence",
        "offline_at",
        "-",
        TIME,
        "write it like",
    ),
    "row-57 a logout without login": (
        "presence",
        "online_at",
        "",
        TIME,
        "write it like",
    ),
    "row-41 24:00 as a login": (
        "presence",
        "online_at",
        "2020-08-03 24:00",
        EXISTS,
        "00:00 of the next day",
    ),
    "row-27 blank date": (
        "payments",
        "paid_on",
        "",
        "a date",
        "write it like 2020-08-01",
    ),
    "row-37 payment day first": (
        "payments",
        "paid_on",
        "14/08/2020",
        "a date",
        "write it like 2020-08-01",
    ),
    "row-39 payment on no day": (
        "payments",
        "paid_on",
        "2020-02-30",
        "a date that exists",
        "check day and month",
    ),
    "row-40 payment in 1900": (
        "payments",
        "paid_on",
        "1900-01-01",
        "a date, 1989",
        "check the year",
    ),
    "row-27 blank amount": (
        "payments",
        "amount",
        "",
        MONEY,
        "write the amount, like 1500.00",
    ),
    "row-27 NaN as an amount": ("payments", "amount", "NaN", MONEY, "write the amount"),
    "row-29 hyphen as an amount": (
        "payments",
        "amount",
        "-",
        MONEY,
        "write the amount",
    ),
    "row-61 three decimals": ("payments", "amount", "1500.005", MONEY, EXAMPLE),
    "row-62 negative": ("payments", "amount", "-0.01", MONEY, EXAMPLE),
    "row-62 a million millions": (
        "payments",
        "amount",
        "1000000000000.00",
        MONEY,
        "check the amount",
    ),
    "row-62 a fen above the bound": (
        "payments",
        "amount",
        "100000000.01",
        MONEY,
        "check the amount",
    ),
    "row-32 thirty digits": ("payments", "amount", "1" * 30, MONEY, "check the amount"),
    "row-32 five thousand digits": ("payments", "amount", "1" * 5000, MONEY, EXAMPLE),
    "row-59 dollars": ("payments", "amount", "USD 1500", MONEY, EXAMPLE),
    "row-59 a dollar sign": ("payments", "amount", "$1500.00", MONEY, EXAMPLE),
    "row-60 words with a tail": ("payments", "amount", "壹仟伍佰元多", MONEY, EXAMPLE),
    "row-30 exponent": ("payments", "amount", "1e3", MONEY, EXAMPLE),
    "row-30 inf": ("payments", "amount", "inf", MONEY, EXAMPLE),
    "row-31 TRUE": ("payments", "amount", "TRUE", MONEY, EXAMPLE),
    "row-23 underscore": ("payments", "amount", "1_500", MONEY, EXAMPLE),
    "row-22 comma in the wrong place": ("payments", "amount", "15,00", MONEY, EXAMPLE),
    "row-27 blank method": ("payments", "method", "", "a name", "fill the cell"),
    "row-29 hyphen as a month": (
        "payments",
        "month",
        "-",
        "a month",
        "write it like 2020-08",
    ),
    "row-39 a month 13": (
        "payments",
        "month",
        "2020-13",
        "a month that exists",
        "check the month",
    ),
    "row-37 month first": (
        "payments",
        "month",
        "08/2020",
        "a month",
        "write it like 2020-08",
    ),
    "a day of a month": (
        "payments",
        "month",
        "2020-08-15",
        "a month",
        "write it like 2020-08",
    ),
    "row-40 a month of 1900": (
        "payments",
        "month",
        "1900-08",
        "a month that exists",
        "check the month",
    ),
    "row-27 blank time": ("actions", "at", "", TIME, "write it like"),
    "row-27 blank ID of an action": ("actions", "id", "", "a name", "fill the cell"),
    "row-27 blank action": ("actions", "action", "", "a name", "fill the cell"),
    "row-61 three decimals of an action": (
        "actions",
        "amount",
        "25.005",
        MONEY,
        EXAMPLE,
    ),
    "row-62 a negative refund": ("actions", "amount", "-25.00", MONEY, EXAMPLE),
    "row-27 无 as an amount": ("actions", "amount", "无", MONEY, "write the amount"),
    "row-27 blank authority": (
        "actions",
        "authorised",
        "",
        "true or false",
        "write true or false",
    ),
    "authority that is neither": (
        "actions",
        "authorised",
        "ask",
        "true or false",
        "write true or false",
    ),
    "row-41 24:00 as the time of an action": (
        "actions",
        "at",
        "2020-08-03 24:00",
        EXISTS,
        "next day",
    ),
    "row-27 blank shop of an outage": (
        "outages",
        "shop",
        "",
        "a name",
        "fill the cell",
    ),
    "row-27 an outage without end": ("outages", "ended_at", "", TIME, "write it like"),
    "row-39 an outage on no day": (
        "outages",
        "started_at",
        "2020-06-31 09:00",
        EXISTS,
        "check date",
    ),
    "row-27 a bill without month": (
        "bills",
        "month",
        "",
        "a month",
        "write it like 2020-08",
    ),
    "row-27 a bill without amount": ("bills", "amount", "", MONEY, "write the amount"),
    "row-61 three decimals of a bill": ("bills", "amount", "1500.001", MONEY, EXAMPLE),
    "row-62 a negative bill": ("bills", "amount", "-1500.00", MONEY, EXAMPLE),
}


@EVERY_KIND
@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_cell_is_refused_with_its_place_value_expectation_and_mend(
    tmp_path, kind, name
):
    record, column, text, expected, fix = WRONG[name]
    rows = files.with_row(record, **{column: text})
    fault = the_fault(files.write(tmp_path, record, rows, kind))
    assert f"{record}.{kind}, row 4, column {column}" == fault.place
    shown = (
        "blank" if not text.strip() else "" if column == "customer" else repr(text)[:40]
    )
    assert shown in fault.value
    assert expected in fault.expected and fix in fault.fix


@pytest.mark.parametrize("text", ["9999-12-31T23:00-08:00", "0001-01-01T00:00+14:00"])
def test_a_time_at_the_end_of_all_time_is_refused_though_it_has_an_offset(
    tmp_path, text
):
    """Row 40: it cannot be taken to Shanghai."""
    rows = files.with_row(
        "sessions", started_at="2020-08-03T11:00+08:00", ended_at=text
    )
    rows = [rows[2]]
    assert YEARS == the_fault(files.write(tmp_path, "sessions", rows)).expected


# one cell that is mended: record, column, text, what is read, what the note tells

NINE, MIDNIGHT = datetime(2020, 8, 3, 9), datetime(2020, 8, 4)
MENDED = {
    "row-21 full-width time": (
        "presence",
        "online_at",
        "２０２０－０８－０３　０９：００",
        NINE,
        "full-width signs",
    ),
    "row-21 blanks around a time": (
        "presence",
        "online_at",
        " 2020-08-03 09:00 ",
        NINE,
        "blanks at the ends",
    ),
    "row-37 slashes": (
        "presence",
        "online_at",
        "2020/8/3 9:00",
        NINE,
        "dates like 2020/8/1 read as 2020-08-01",
    ),
    "row-38 a Chinese time": (
        "presence",
        "online_at",
        "2020年8月3日 09:00",
        NINE,
        "dates like 2020年8月1日",
    ),
    "row-35 a serial number as text": (
        "presence",
        "online_at",
        "44046.375",
        NINE,
        "serial numbers read as times",
    ),
    "a payment with a time": (
        "payments",
        "paid_on",
        "2020-10-14 10:00",
        date(2020, 10, 14),
        "a time of day left out",
    ),
    "a month with a slash": ("bills", "month", "2020/10", "2020-10", "read as 2020-08"),
    "row-41 24:00 as an end": (
        "presence",
        "offline_at",
        "2020-08-03 24:00",
        MIDNIGHT,
        "24:00 read as 00:00",
    ),
    "row-41 24:00:00 as an end": (
        "presence",
        "offline_at",
        "2020-08-03T24:00:00",
        MIDNIGHT,
        "24:00 read as 00:00",
    ),
    "row-41 full-width 24:00": (
        "presence",
        "offline_at",
        "2020-08-03　２４：００",
        MIDNIGHT,
        "24:00 read as 00:00",
    ),
    "row-51 shop in Chinese": (
        "presence",
        "shop",
        "淘宝",
        "淘宝",
        "淘宝 is taken as the shop taobao",
    ),
    "yes in Chinese": ("actions", "authorised", "是", True, "read as true and false"),
    "no in Chinese": ("actions", "authorised", "否", False, "read as true and false"),
    "yes in English": ("actions", "authorised", "Yes", True, "read as true and false"),
    "nought for no": ("actions", "authorised", "0", False, "read as true and false"),
    "row-59 a yuan sign": (
        "actions",
        "amount",
        "￥25.00",
        2500,
        "money with signs or words",
    ),
    "row-59 another yuan sign": (
        "bills",
        "amount",
        "¥ 1,500",
        150000,
        "money with signs or words",
    ),
    "row-60 yuan": ("bills", "amount", "1500元", 150000, "money with signs or words"),
    "row-60 yuan in full": (
        "bills",
        "amount",
        "1500元整",
        150000,
        "money with signs or words",
    ),
    "row-60 thousands": (
        "bills",
        "amount",
        "1.5千",
        150000,
        "money with signs or words",
    ),
    "row-60 numerals": (
        "bills",
        "amount",
        "壹仟伍佰元",
        150000,
        "money with signs or words",
    ),
    "row-22 thousands commas": (
        "bills",
        "amount",
        "1,500.00",
        150000,
        "money with signs or words",
    ),
    "row-21 full-width amount": (
        "bills",
        "amount",
        "１５００.００",
        150000,
        "full-width signs",
    ),
    "row-36 a month of digits": (
        "bills",
        "month",
        "202010",
        "2020-10",
        "read as 2020-08",
    ),
    "row-38 a Chinese month": (
        "bills",
        "month",
        "2020年10月",
        "2020-10",
        "read as 2020-08",
    ),
    "row-36 a payment of digits": (
        "payments",
        "paid_on",
        "20201014",
        date(2020, 10, 14),
        "dates like 20200801",
    ),
    "a method in Chinese": (
        "payments",
        "method",
        "微信转账",
        "wechat",
        "微信转账 read as wechat",
    ),
    "another method in Chinese": (
        "payments",
        "method",
        "支付宝",
        "alipay",
        "支付宝 read as alipay",
    ),
}


@EVERY_KIND
@pytest.mark.parametrize("name", MENDED)
def test_a_documented_repair_of_a_cell_is_made_and_told(tmp_path, kind, name):
    record, column, text, value, told = MENDED[name]
    rows = files.with_row(record, **{column: text})
    records = cs.read(files.write(tmp_path, record, rows, kind))
    assert value == records.frame(record)[column].tolist()[2]
    assert all(
        note.startswith(f"{record}.{kind}, column {column}: ") for note in records.notes
    )
    assert any(told in note and "(1 cell)" in note for note in records.notes)


KEPT = {
    "true in capitals": ("actions", "authorised", "TRUE", True),
    "an amount without decimals": ("bills", "amount", "1500", 150000),
    "an amount of nothing": ("bills", "amount", "0", 0),
    "the greatest amount": ("bills", "amount", "100000000.00", 10_000_000_000),
    "the first day of a month": ("bills", "month", "2020-10-01", "2020-10"),
    "a payment for no month": ("payments", "month", "", None),
    "an action without an amount": ("actions", "amount", "", None),
    "row-29 a hyphen where no amount need stand": ("actions", "amount", "-", None),
    "row-28 null as an ID": ("actions", "id", "null", "null"),
    "row-34 leading zeros of an ID": ("actions", "id", "007", "007"),
    "an action in other letters": (
        "actions",
        "action",
        "Price Promise",
        "price_promise",
    ),
    "a method of several words": (
        "payments",
        "method",
        "Bank Transfer",
        "bank_transfer",
    ),
}


@EVERY_KIND
@pytest.mark.parametrize("name", KEPT)
def test_a_sound_cell_is_read_in_every_form_that_is_allowed(tmp_path, kind, name):
    record, column, text, value = KEPT[name]
    records = cs.read(
        files.write(tmp_path, record, files.with_row(record, **{column: text}), kind)
    )
    read = records.frame(record)[column].astype(object)[2]
    assert value == read or (value is None and read != read)


@EVERY_RECORD
@EVERY_KIND
def test_sound_records_are_read_alike_from_every_kind_and_without_a_note(
    tmp_path, kind, record
):
    records = cs.read(files.write(tmp_path, record, files.sound(record), kind))
    plain = cs.read(files.write(tmp_path / "csv", record, files.sound(record)))
    assert records.frame(record).equals(plain.frame(record))
    assert [2, 3, 4] == records.frame(record)["row"].tolist()
    assert () == records.notes


# files as such


@EVERY_RECORD
@EVERY_KIND
def test_a_missing_column_is_named(tmp_path, kind, record):
    """Row 16."""
    header = files.HEADERS[record]
    rows = [row[:-1] for row in files.sound(record)]
    fault = the_fault(files.write(tmp_path, record, rows, kind, header[:-1]))
    assert (f"{record}.{kind}, row 1", "missing") == (fault.place, fault.value)
    assert f"a column {header[-1]}" == fault.expected


@EVERY_RECORD
@EVERY_KIND
def test_a_misspelt_column_is_refused_with_the_nearest(tmp_path, kind, record):
    """Row 15."""
    header = [*files.HEADERS[record][:-1], files.HEADERS[record][-1] + "x"]
    found = faults(files.write(tmp_path, record, files.sound(record), kind, header))
    assert (
        repr(header[-1]) == found[0].value
        and f"write {header[-1][:-1]}" == found[0].fix
    )


@EVERY_RECORD
@EVERY_KIND
def test_a_column_too_many_is_to_be_deleted(tmp_path, kind, record):
    """Row 15."""
    header = [*files.HEADERS[record], "remark"]
    rows = [[*row, "x"] for row in files.sound(record)]
    fault = the_fault(files.write(tmp_path, record, rows, kind, header))
    assert ("'remark'", "delete the column") == (fault.value, fault.fix)


@EVERY_RECORD
@EVERY_KIND
def test_columns_may_stand_in_any_order(tmp_path, kind, record):
    rows, header = files.sound(record), files.HEADERS[record]
    backwards = [row[::-1] for row in rows]
    turned = files.write(tmp_path / "turned", record, backwards, kind, header[::-1])
    plain = cs.read(files.write(tmp_path / "plain", record, rows))
    assert cs.read(turned).frame(record).equals(plain.frame(record))


@EVERY_RECORD
def test_rows_of_another_width_are_refused(tmp_path, record):
    """Rows 11 and 12."""
    rows = files.sound(record)
    found = faults(
        files.write(tmp_path, record, [rows[0], rows[1][:-1], [*rows[2], "x"]])
    )
    assert [f"{record}.csv, row 3", f"{record}.csv, row 4"] == [
        fault.place for fault in found
    ]


@EVERY_RECORD
def test_a_header_alone_is_refused(tmp_path, record):
    """Row 8."""
    for kind in ("csv", "xlsx"):
        folder = files.write(tmp_path / kind, record, [], kind)
        assert "0 rows" == the_fault(folder).value


@EVERY_RECORD
def test_parquet_without_rows_is_refused(tmp_path, record):
    """Row 8: also where its columns are typed."""
    header = files.HEADERS[record]
    folder = files.write(
        tmp_path, record, files.typed(record, files.sound(record)), "parquet"
    )
    path = folder / f"{record}.parquet"
    pyarrow.parquet.write_table(pyarrow.parquet.read_table(path).slice(0, 0), path)
    assert header == pyarrow.parquet.read_schema(path).names
    assert "0 rows" == the_fault(folder).value


@EVERY_RECORD
def test_gb18030_is_read_and_told(tmp_path, record):
    """Row 1: a second row says that a shop or a method is called by its Chinese
    name.
    """
    names = {
        "shop": "京东",
        "id": "客服小李",
        "method": "银行转账",
        "month": "2020年8月",
    }
    cells = {
        name: text for name, text in names.items() if name in files.HEADERS[record]
    }
    folder = files.write(tmp_path, record, [files.changed(record, **cells)])
    path = folder / f"{record}.csv"
    path.write_bytes(path.read_text("utf-8").encode("gb18030"))
    records = cs.read(folder)
    assert f"{record}.csv: read as GB18030" in records.notes
    assert 1 == len(records.frame(record))


@EVERY_RECORD
@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_a_file_of_10_gb_is_refused_before_it_is_opened(
    tmp_path, monkeypatch, record, ending
):
    """Row 18."""
    files.write(tmp_path, record, files.sound(record))
    (tmp_path / f"{record}.csv").unlink()
    path = tmp_path / f"{record}.{ending}"
    path.touch()
    os.truncate(path, 10 * 10**9)
    monkeypatch.setattr(
        pyarrow.parquet, "read_schema", lambda path: pytest.fail("opened")
    )
    opened = Path.open
    monkeypatch.setattr(
        Path,
        "open",
        lambda self, *given, **more: (
            pytest.fail("opened") if self == path else opened(self, *given, **more)
        ),
    )
    with pytest.raises(cs.BadInput) as caught:
        cs.read(tmp_path)
    fault = caught.value.faults[0]
    assert (path.name, "10,000 MB") == (fault.place, fault.value)
    assert "at most 50 MB, for a file is read as a whole" == fault.expected
    assert f"split it by month, as {record}-2020-08.{ending}, " in fault.fix


@pytest.mark.parametrize("record", ["sessions", "presence"])
def test_typed_parquet_above_the_size_or_the_caps_is_refused(
    tmp_path, monkeypatch, record
):
    """Rows 18 and 19."""
    rows = files.typed(record, files.sound(record))
    path = files.write(tmp_path, record, rows, "parquet") / f"{record}.parquet"
    with monkeypatch.context() as patch:
        patch.setattr(tables, "MOST_ROWS", 2)
        assert "3 rows" == faults(tmp_path)[0].value
    monkeypatch.setattr(tables, "MOST_UNPACKED", 100)
    assert "bytes unpacked" in the_fault(tmp_path).value
    with path.open("ab") as file:
        file.truncate(50_000_001)
    assert (
        "at most 50 MB, for a file is read as a whole" == the_fault(tmp_path).expected
    )


# the same thing twice, and times in order


@EVERY_KIND
@pytest.mark.parametrize(
    ("record", "column", "value"),
    [("sessions", "session", "s2"), ("bills", "month", "2020-09")],
)
def test_what_may_stand_once_is_refused_with_both_rows(
    tmp_path, kind, record, column, value
):
    """Row 46."""
    rows = files.with_row(record, **{column: value})
    fault = the_fault(files.write(tmp_path, record, rows, kind))
    assert (f"{record}.{kind}, row 4", value) == (fault.place, fault.value)
    assert f"each {column} once" == fault.expected
    assert fault.fix.startswith("keep either this row or row 3")
    assert (record == "sessions") == (
        "give this part of it a number of its own" in fault.fix
    )


def test_two_forms_of_a_month_are_one_month(tmp_path):
    """Rows 38 and 46."""
    fault = the_fault(
        files.write(tmp_path, "bills", files.with_row("bills", month="2020年8月"))
    )
    assert "2020-08" == fault.value and "row 2" in fault.fix


SPANS = {
    "sessions": ("started_at", "ended_at"),
    "presence": ("online_at", "offline_at"),
    "outages": ("started_at", "ended_at"),
}


@EVERY_KIND
@pytest.mark.parametrize("record", SPANS)
def test_an_end_before_its_start_is_refused(tmp_path, kind, record):
    """Row 54."""
    start, end = SPANS[record]
    times = {start: "2020-08-03 10:00", end: "2020-08-03 09:59:59"}
    fault = the_fault(
        files.write(tmp_path, record, files.with_row(record, **times), kind)
    )
    assert f"{record}.{kind}, row 4" == fault.place
    assert "2020-08-03 10:00:00 – 2020-08-03 09:59:59" == fault.value
    assert f"{end} not before {start}" == fault.expected and "swap" in fault.fix


@pytest.mark.parametrize("record", SPANS)
def test_an_end_before_its_start_by_its_offset_is_refused(tmp_path, record):
    """Rows 42 and 54: 10:00 in Shanghai is after 01:00 in London."""
    start, end = SPANS[record]
    times = {start: "2020-08-03T10:00+08:00", end: "2020-08-03T01:00Z"}
    fault = the_fault(files.write(tmp_path, record, [files.changed(record, **times)]))
    assert "2020-08-03 10:00:00 – 2020-08-03 09:00:00" == fault.value


@EVERY_KIND
@pytest.mark.parametrize("record", ["presence", "outages"])
def test_a_row_of_no_length_is_left_out_and_counted(tmp_path, kind, record):
    """Row 58."""
    start, end = SPANS[record]
    times = {start: "2020-08-03 10:00", end: "2020-08-03 10:00"}
    records = cs.read(
        files.write(tmp_path, record, files.with_row(record, **times), kind)
    )
    assert [2, 3] == records.frame(record)["row"].tolist()
    assert (f"{record}.{kind}: rows of no length left out (1 row)",) == records.notes


def test_presence_of_no_length_alone_is_a_record_of_nobody(tmp_path):
    """Row 58."""
    times = {"online_at": "2020-08-03 10:00", "offline_at": "2020-08-03 10:00"}
    records = cs.read(
        files.write(tmp_path, "presence", [files.changed("presence", **times)])
    )
    assert 0 == len(records.frame("presence"))
    assert [("2020-08-03T09:00:00+08:00", "2020-08-03T22:00:00+08:00")] == offline(
        records, 3, 3
    )


@EVERY_KIND
def test_a_chat_of_no_length_counts_its_customer(tmp_path, kind):
    """Row 58: somebody wrote."""
    times = {"started_at": "2020-08-02 12:00", "ended_at": "2020-08-02 12:00"}
    rows = files.with_row("sessions", shop="jd", **times)
    records = cs.read(files.write(tmp_path, "sessions", rows, kind))
    assert 2 == persons(records)[date(2020, 8, 2)]
    assert () == records.notes


def the_agreement(first: int, last: int, **changes: Any) -> cs.Agreement:
    """The sample agreement with the shops jd and taobao, from one day of August 2020 to
    another.
    """
    shops = [{"id": "jd", "platform": "JD"}, {"id": "taobao", "platform": "Taobao"}]
    start, end = date(2020, 8, first), date(2020, 8, last)
    return build.agreement(build.plain(start, end, shops=shops, **changes))


def persons(records: cs.Records) -> dict[date, int]:
    """Who asked, by date, over all shops; each customer once a shop."""
    readings = the_agreement(1, 31).chosen
    by_date = counted(the_agreement(1, 31), records, readings).by_date
    return {when: found.all_ids[1] for when, found in by_date.items()}


def offline(
    records: cs.Records, first: int, last: int, **changes: Any
) -> list[tuple[Any, Any]]:
    """When jd had nobody online, breaks left out."""
    changes = {"hours": {"shifts": WHOLE_DAY, "breaks": []}, **changes}
    verdict = cs.check(
        the_agreement(first, last, **changes), records, date(2020, 8, last)
    )
    return [
        (finding["from"], finding["to"])
        for finding in verdict.to_dict()["findings"]
        if (finding["code"], finding["shop"]) == ("offline", "jd")
    ]


WHOLE_DAY = [{"name": "day", "start": "09:00", "end": "22:00"}]


@EVERY_KIND
def test_overlapping_logins_of_one_id_are_joined_and_told(tmp_path, kind):
    """Row 55."""
    rows = [
        ["jd", "a", "2020-08-03 08:00", "2020-08-03 15:00"],
        ["jd", "a", "2020-08-03 14:00", "2020-08-03 14:30"],
        ["JD", "a", "2020-08-03 14:59:59", "2020-08-03 22:00"],
        ["jd", "b", "2020-08-03 14:00", "2020-08-03 16:00"],
    ]
    records = cs.read(files.write(tmp_path, "presence", rows, kind))
    told = (
        f"presence.{kind}: logins that overlap another of the same ID joined (2 logins)"
    )
    assert told in records.notes
    assert [] == offline(records, 3, 3)


def test_logins_that_touch_do_not_overlap(tmp_path):
    """Row 55."""
    rows = [
        ["jd", "a", "2020-08-03 15:00", "2020-08-03 22:00"],
        ["jd", "a", "2020-08-03 09:00", "2020-08-03 15:00"],
    ]
    records = cs.read(files.write(tmp_path, "presence", rows))
    assert () == records.notes and [] == offline(records, 3, 3)


@EVERY_KIND
def test_a_login_over_midnight_counts_on_both_dates(tmp_path, kind):
    """Row 56."""
    rows = [["jd", "a", "2020-08-03 20:00", "2020-08-04 10:30"]]
    records = cs.read(files.write(tmp_path, "presence", rows, kind))
    assert [
        ("2020-08-03T09:00:00+08:00", "2020-08-03T20:00:00+08:00"),
        ("2020-08-04T10:30:00+08:00", "2020-08-04T22:00:00+08:00"),
    ] == offline(records, 3, 4)


@EVERY_KIND
def test_a_chat_counts_on_the_date_of_its_start(tmp_path, kind):
    """Row 56."""
    times = {"started_at": "2020-08-03 23:59:59", "ended_at": "2020-08-04 00:30"}
    records = cs.read(
        files.write(tmp_path, "sessions", [files.changed("sessions", **times)], kind)
    )
    assert {date(2020, 8, 3): 1} == persons(records)


@EVERY_KIND
def test_24_00_ends_a_login_at_midnight(tmp_path, kind):
    """Row 41."""
    rows = [
        ["jd", "a", "2020-08-03 00:00", "2020-08-03 12:00"],
        ["jd", "a", "2020-08-03 12:00", "2020-08-03 24:00"],
        ["jd", "a", "2020-08-04 06:00", "2020-08-04 12:00"],
    ]
    records = cs.read(files.write(tmp_path, "presence", rows, kind))
    shifts = [{"name": "day", "start": "00:00", "end": "24:00"}]
    assert [
        ("2020-08-04T00:00:00+08:00", "2020-08-04T06:00:00+08:00"),
        ("2020-08-04T12:00:00+08:00", "2020-08-05T00:00:00+08:00"),
    ] == offline(records, 3, 4, hours={"shifts": shifts, "breaks": []})


# offsets

SAME_TIME = [
    "2020-08-03T09:00:00+08:00",
    "2020-08-03T01:00Z",
    "2020-08-03 01:00:00.000+0000",
    "2020-08-02T20:00:00 -05:00",
    "2020-08-03T10:00:00+0900",
    "2020-08-03 06:45+05:45",
]


@EVERY_KIND
def test_times_of_whatever_offset_are_times_of_shanghai(tmp_path, kind):
    """Row 42."""
    rows = [
        ["jd", f"id{n}", text, "2020-08-03 12:00"] for n, text in enumerate(SAME_TIME)
    ]
    records = cs.read(files.write(tmp_path, "presence", rows, kind))
    assert {NINE} == set(records.frame("presence")["online_at"])


@EVERY_KIND
@pytest.mark.parametrize("record", ["sessions", "presence", "outages", "actions"])
@pytest.mark.parametrize("which", [0, 1])
def test_times_with_and_without_an_offset_in_one_column_are_refused(
    tmp_path, kind, record, which
):
    """Row 43."""
    column = next(name for name in files.HEADERS[record] if name in files.TIMES)
    rows = [files.changed(record), files.changed(record)]
    place = files.HEADERS[record].index(column)
    rows[which][place] += "+08:00"
    if record == "sessions":
        rows[1][0] = "s4"
    fault = the_fault(files.write(tmp_path, record, rows, kind))
    assert f"{record}.{kind}, row 3, column {column}" == fault.place
    assert repr(rows[1][place]) == fault.value
    assert (
        "all carry an offset, or none" in fault.expected
        and "compare row 2" in fault.fix
    )


def test_two_columns_may_differ_in_that_one_carries_an_offset(tmp_path):
    """Row 43."""
    times = {"started_at": "2020-08-03T11:00+08:00", "ended_at": "2020-08-03 11:05"}
    records = cs.read(
        files.write(tmp_path, "sessions", [files.changed("sessions", **times)])
    )
    assert datetime(2020, 8, 3, 11) == records.frame("sessions")["started_at"][0]


@EVERY_KIND
def test_a_time_of_utc_counts_on_its_date_in_shanghai(tmp_path, kind):
    """Row 44."""
    times = {"started_at": "2020-08-01T16:30Z", "ended_at": "2020-08-01T16:40Z"}
    rows = [files.changed("sessions", **times)]
    assert {date(2020, 8, 2): 1} == persons(
        cs.read(files.write(tmp_path, "sessions", rows, kind))
    )


def sessions_at(folder: Path, start: Any, end: Any, kind: Any = None) -> cs.Records:
    """A typed Parquet file of one session."""
    row = files.typed("sessions", [files.changed("sessions")])[0]
    columns = dict(
        zip(files.HEADERS["sessions"], ([cell] for cell in row), strict=True)
    )
    columns |= {
        name: pyarrow.array([time], kind)
        for name, time in (("started_at", start), ("ended_at", end))
    }
    pyarrow.parquet.write_table(pyarrow.table(columns), folder / "sessions.parquet")
    return cs.read(folder)


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "+05:45"])
def test_a_typed_time_with_a_zone_counts_on_its_date_in_shanghai(tmp_path, unit, zone):
    """Rows 42 and 44: a zone of typed Parquet is only how its times are shown
    elsewhere.
    """
    start = datetime(2020, 8, 1, 16, 30, tzinfo=UTC)
    kind = pyarrow.timestamp(unit, zone)
    records = sessions_at(tmp_path, start, start + timedelta(minutes=10), kind)
    assert {date(2020, 8, 2): 1} == persons(records)
    assert datetime(2020, 8, 2, 0, 30) == records.frame("sessions")["started_at"][0]
    assert date(2020, 8, 2) == records.latest


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_a_typed_time_without_a_zone_is_shanghais(tmp_path, unit):
    start = datetime(2020, 8, 1, 16, 30)
    records = sessions_at(tmp_path, start, start, pyarrow.timestamp(unit))
    assert {date(2020, 8, 1): 1} == persons(records)
    assert start == records.frame("sessions")["started_at"][0]


def test_daylight_saving_time_of_july_1990_is_known(tmp_path):
    """Row 45: Shanghai was nine hours ahead then, and has been eight since."""
    times = {"started_at": "1990-07-01T15:30Z", "ended_at": "1990-07-01T15:40Z"}
    records = cs.read(
        files.write(tmp_path, "sessions", [files.changed("sessions", **times)])
    )
    assert datetime(1990, 7, 2, 0, 30) == records.frame("sessions")["started_at"][0]


def test_daylight_saving_time_of_july_1990_is_known_to_typed_parquet(tmp_path):
    """Row 45."""
    start = datetime(1990, 7, 1, 15, 30, tzinfo=UTC)
    records = sessions_at(tmp_path, start, start, pyarrow.timestamp("us", "UTC"))
    assert datetime(1990, 7, 2, 0, 30) == records.frame("sessions")["started_at"][0]


# typed cells of spreadsheets


@EVERY_RECORD
def test_a_spreadsheet_with_real_dates_times_and_booleans_is_read_as_csv_is(
    tmp_path, record
):
    rows = files.typed(record, files.sound(record))
    rows = [[Decimal(c) if _is_money(c) else c for c in row] for row in rows]
    records = cs.read(files.write(tmp_path, record, rows, "xlsx"))
    plain = cs.read(files.write(tmp_path / "plain", record, files.sound(record)))
    assert records.frame(record).equals(plain.frame(record))
    assert () == records.notes


def _is_money(cell: Any) -> bool:
    return isinstance(cell, str) and cell.replace(".", "").isdigit() and "." in cell


TYPED = {
    "row-24 a fraction as a session": ("sessions", "session", 1.5, "a name", "as text"),
    "row-31 true as a session": ("sessions", "session", True, "a name", "as text"),
    "row-33 an order number as a session": (
        "sessions",
        "session",
        1234567890123456789,
        "kept as text",
        "export",
    ),
    "row-33 an order number as a customer": (
        "sessions",
        "customer",
        1234567890123456789,
        "customer's",
        "as text",
    ),
    "row-33 a rounded order number as a customer": (
        "sessions",
        "customer",
        1.2345678901234568e18,
        "customer's",
        "as",
    ),
    "row-31 true as a customer": (
        "sessions",
        "customer",
        True,
        "customer's name or number",
        "as text",
    ),
    "row-24 a fraction as a customer": (
        "sessions",
        "customer",
        1.5,
        "customer's name or number",
        "as text",
    ),
    "a date as a customer": (
        "sessions",
        "customer",
        datetime(2020, 8, 3),
        "customer's name or number",
        "as text",
    ),
    "row-27 nothing as a time": ("sessions", "started_at", None, TIME, "write it like"),
    "a number as a time": ("sessions", "started_at", 44046, TIME, "write it like"),
    "row-35 a serial number of another century": (
        "sessions",
        "started_at",
        99999.5,
        YEARS,
        "check the year",
    ),
    "row-35 a serial number beyond all time": (
        "sessions",
        "started_at",
        1e300,
        TIME,
        "write it like",
    ),
    "row-31 true as a time": ("sessions", "started_at", True, TIME, "write it like"),
    "row-40 a time of another century": (
        "sessions",
        "started_at",
        datetime(2820, 8, 3, 9),
        YEARS,
        "check the year",
    ),
    "row-24 a fraction as a flag": (
        "sessions",
        "received",
        0.5,
        "true or false",
        "write true or false",
    ),
    "row-62 a negative amount": ("payments", "amount", -5, MONEY, EXAMPLE),
    "row-61 three decimals": ("payments", "amount", 1500.005, MONEY, EXAMPLE),
    "row-31 true as an amount": ("payments", "amount", True, MONEY, "write the amount"),
    "row-62 a great float as an amount": ("payments", "amount", 1e16, MONEY, EXAMPLE),
    "a day as a month": (
        "payments",
        "month",
        datetime(2020, 8, 15),
        "a month",
        "write it like 2020-08",
    ),
    "row-31 true as a month": (
        "bills",
        "month",
        True,
        "a month",
        "write it like 2020-08",
    ),
}


@pytest.mark.parametrize("name", TYPED)
def test_a_typed_cell_is_read_no_less_strictly(tmp_path, name):
    record, column, value, expected, fix = TYPED[name]
    rows = files.with_row(record, **{column: value})
    fault = the_fault(files.write(tmp_path, record, rows, "xlsx"))
    assert f"{record}.xlsx, row 4, column {column}" == fault.place
    assert expected in fault.expected and fix in fault.fix


@pytest.mark.parametrize(
    ("record", "column", "value", "read"),
    [
        ("payments", "amount", 1500, 150000),
        ("payments", "amount", 1500.1, 150010),
        ("payments", "amount", 0.29, 29),
        ("payments", "month", datetime(2020, 8, 1), "2020-08"),
        ("bills", "month", 202010, "2020-10"),
        ("actions", "authorised", 1, True),
        ("actions", "id", 101, "101"),
        ("actions", "amount", None, None),
    ],
)
def test_numbers_and_dates_of_a_spreadsheet_are_read(
    tmp_path, record, column, value, read
):
    rows = files.with_row(record, **{column: value})
    records = cs.read(files.write(tmp_path, record, rows, "xlsx"))
    assert read == getattr(getattr(records, record)[2], column)


def test_a_customer_is_the_same_as_a_number_and_as_text(tmp_path):
    """Row 25: a column of numbers becomes one of floats when it once held a blank."""
    rows = [
        files.changed("sessions", session=f"s{n}", customer=who)
        for n, who in enumerate((12345, 12345.0, "12345", " １２３４５ "))
    ]
    frame = cs.read(files.write(tmp_path, "sessions", rows, "xlsx")).frame("sessions")
    assert 1 == frame["customer"].nunique()


@pytest.mark.parametrize("epoch", [1900, 1904])
def test_serial_numbers_of_times_follow_the_workbooks_own_epoch(tmp_path, epoch):
    """Row 35."""
    book = openpyxl.Workbook()
    first = date(1899, 12, 30)
    if epoch == 1904:
        book.epoch, first = CALENDAR_MAC_1904, date(1904, 1, 1)
    serial = (date(2020, 8, 3) - first).days + 9 / 24 + 1 / 86_400
    rows = [files.changed("presence", online_at=serial)]
    for cells in [files.HEADERS["presence"], *rows]:
        book.active.append(cells)
    files.write(tmp_path, "presence", rows)
    (tmp_path / "presence.csv").unlink()
    book.save(tmp_path / "presence.xlsx")
    records = cs.read(tmp_path)
    assert NINE + timedelta(seconds=1) == records.frame("presence")["online_at"][0]
    assert "spreadsheet serial numbers read as times (1 cell)" in records.notes[0]


# Parquet, typed and text


def log_rows(count: int = 60) -> list[list[Any]]:
    """Sessions whose names want mending here and there, typed."""
    rows = []
    for n in range(count):
        start = datetime(2020, 8, 1 + n % 3, 8) + timedelta(
            minutes=13 * n, microseconds=n
        )
        rows.append(
            [
                "ｓ" * (n % 7 == 0) + f"s{n}",
                ("jd", "京东", "JD ", "taobao")[n % 4],
                ("a", "客服 a", "１３８００１３８０００", "b ")[n % 4],
                ("anna", "Ａnna", " anna", "13800138000", "138 0013 8000", "贝塔")[
                    n % 6
                ],
                ("official_chat", "Official Chat", "telephone")[n % 3],
                start,
                start + timedelta(minutes=n % 5),
                n % 2 == 0,
                n % 4 == 0,
                n % 5 == 0,
                n % 10 == 0,
            ]
        )
    return rows


def test_typed_parquet_says_what_csv_says(tmp_path):
    """The engine's own reading and that of each cell: same rows, same notes, same
    findings.
    """
    rows = log_rows()
    as_text = [
        [str(c).lower() if isinstance(c, bool) else str(c) for c in row] for row in rows
    ]
    found = [
        cs.read(files.write(tmp_path / kind, "sessions", given, kind))
        for kind, given in (("csv", as_text), ("parquet", rows))
    ]
    frames = [records.frame("sessions") for records in found]
    assert frames[0].equals(frames[1])
    notes = [
        [n.replace(".csv", ".parquet") for n in records.notes] for records in found
    ]
    assert sorted(notes[0]) == sorted(notes[1])
    verdicts = [cs.check(the_agreement(1, 4), records).to_dict() for records in found]
    for verdict in verdicts:
        verdict["notes"] = []
    assert str(verdicts[0]).replace(".csv", ".parquet") == str(verdicts[1])


def test_typed_presence_says_what_csv_says(tmp_path):
    spans = [(8, 12), (11, 14), (11, 11), (13, 13), (14, 20), (20, 23), (9, 22)]
    rows = [
        ["jd", f"id{n % 2}", datetime(2020, 8, 3, a), datetime(2020, 8, 3, b)]
        for n, (a, b) in enumerate(spans)
    ]
    as_text = [list(map(str, row)) for row in rows]
    plain = cs.read(files.write(tmp_path / "csv", "presence", as_text))
    typed = cs.read(files.write(tmp_path / "typed", "presence", rows, "parquet"))
    assert plain.frame("presence").equals(typed.frame("presence"))
    assert [note.replace(".csv", ".parquet") for note in plain.notes] == list(
        typed.notes
    )
    assert 2 == len(typed.notes)


#: columns of a typed file: the values of rows 2, 3 and 4, and what the faults must say
NIGHT = datetime(1900, 1, 1)
BAD_TYPED = {
    "row-27 blanks": (
        {"session": ["s1", None, " "], "received": [None, True, True]},
        ["row 3, column session", "row 4, column session", "row 2, column received"],
    ),
    "row-57 no end": (
        {"ended_at": [datetime(2020, 8, 2), None, None]},
        ["row 3, column ended_at", "row 4, column ended_at"],
    ),
    "row-27 names alone": (
        {"shop": ["jd", "　", None], "id": [None, "a", "-"]},
        [
            "row 3, column shop",
            "row 4, column shop",
            "row 2, column id",
            "row 4, column id",
        ],
    ),
    "row-52 totals": ({"shop": ["jd", "jd", "合计"]}, ["row 4, column shop"]),
    "row-75 a long session": (
        {"session": ["s1", "s2", "x" * 61]},
        ["row 4, column session"],
    ),
    "row-29 blank customers": ({"customer": ["", "-", None]}, ["column customer"]),
    "row-40 years": (
        {
            "started_at": [NIGHT, datetime(2020, 8, 2), NIGHT],
            "ended_at": [datetime(2020, 8, 3)] * 3,
        },
        ["row 2, column started_at", "row 4, column started_at"],
    ),
    "row-54 ends first": (
        {
            "ended_at": [
                datetime(2020, 8, 1),
                datetime(2020, 8, 3),
                datetime(2020, 8, 1),
            ]
        },
        ["row 2", "row 4"],
    ),
    "row-46 a session twice": ({"session": ["s1", "s2", "s1"]}, ["row 4"]),
    "row-5 mojibake": ({"id": ["a", "a", "ÌÔ±¦"]}, ["row 4, column id"]),
}


@pytest.mark.parametrize("name", BAD_TYPED)
def test_typed_parquet_refuses_in_the_words_of_csv(tmp_path, name):
    cells, places = BAD_TYPED[name]
    rows = files.typed("sessions", files.sound("sessions"))
    for column, values in cells.items():
        for row, value in zip(rows, values, strict=True):
            row[files.HEADERS["sessions"].index(column)] = value
    found = faults(files.write(tmp_path / "typed", "sessions", rows, "parquet"))
    assert [f"sessions.parquet, {place}" for place in places] == [
        fault.place for fault in found
    ]
    texts = [
        [
            "" if c is None else str(c).lower() if isinstance(c, bool) else str(c)
            for c in row
        ]
        for row in rows
    ]
    same = faults(files.write(tmp_path / "csv", "sessions", texts))
    assert sorted(map(str, same)) == sorted(
        str(f).replace(".parquet", ".csv") for f in found
    )


def test_a_year_that_no_calendar_has_is_refused(tmp_path):
    """Row 40."""
    times = pyarrow.array([300_000_000_000]).cast(pyarrow.timestamp("s"))
    columns = dict(
        zip(files.HEADERS["presence"], (["jd"], ["a"], times, times), strict=True),
    )
    files.write(tmp_path, "presence", files.sound("presence"))
    (tmp_path / "presence.csv").unlink()
    pyarrow.parquet.write_table(pyarrow.table(columns), tmp_path / "presence.parquet")
    assert {
        "presence.parquet, row 2, column online_at",
        "presence.parquet, row 2, column offline_at",
    } == {fault.place for fault in faults(tmp_path)}


def test_parquet_whose_columns_are_text_goes_cell_by_cell(tmp_path):
    rows = files.with_row("sessions", received="是", started_at="2020-08-03 11:00:00")
    records = cs.read(files.write(tmp_path, "sessions", rows, "parquet"))
    assert [
        "column received: 是/否, yes/no or 1/0 read as true and false (1 cell)"
    ] == [note.partition(", ")[2] for note in records.notes]


def test_parquet_of_dictionaries_goes_cell_by_cell(tmp_path):
    """As pandas writes columns of categories, and others write columns of few
    values.
    """
    folder = files.write(
        tmp_path,
        "sessions",
        files.typed("sessions", files.sound("sessions")),
        "parquet",
    )
    path = folder / "sessions.parquet"
    table = pyarrow.parquet.read_table(path)
    shops = table["shop"].combine_chunks().dictionary_encode()
    pyarrow.parquet.write_table(table.set_column(1, "shop", shops), path)
    assert ["jd", "jd", "taobao"] == cs.read(folder).frame("sessions")["shop"].tolist()


def test_parquet_with_nanoseconds_goes_cell_by_cell_where_another_column_is_text(
    tmp_path,
):
    """What lies below the microsecond is left out."""
    rows = files.typed("sessions", files.sound("sessions"))
    folder = files.write(
        tmp_path, "sessions", [[*row[:7], "是", *row[8:]] for row in rows], "parquet"
    )
    path = folder / "sessions.parquet"
    table = pyarrow.parquet.read_table(path)
    times = pyarrow.array([row[5] for row in rows], pyarrow.timestamp("ns"))
    odd = pyarrow.compute.add(times, pyarrow.scalar(1, pyarrow.duration("ns")))
    pyarrow.parquet.write_table(table.set_column(5, "started_at", odd), path)
    assert rows[0][5] == cs.read(folder).frame("sessions")["started_at"][0]


SIZES = pytest.mark.parametrize("looked_at", [0, 250_000])


@SIZES
@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_parquet_log_is_refused_in_words_or_read(
    tmp_path, monkeypatch, seed, looked_at
):
    """Row 10: pages in the middle, or names of columns, that were written over; of a
    long file too.
    """
    monkeypatch.setattr(parquet_logs, "MOST_LOOKED_AT", looked_at)
    rng = random.Random(seed)
    rows = files.typed("sessions", files.sound("sessions")) * 300
    rows = [[f"s{n}", *row[1:]] for n, row in enumerate(rows)]
    path = files.write(tmp_path, "sessions", rows, "parquet") / "sessions.parquet"
    data = bytearray(path.read_bytes())
    for _ in range(3 ** (seed % 4)):
        data[rng.randrange(4, len(data) - 8)] ^= rng.randrange(1, 256)
    path.write_bytes(data)
    try:
        cs.check(the_agreement(1, 3), cs.read(tmp_path)).to_dict()
    except cs.BadInput as error:
        assert all(
            f.place.startswith(("sessions.parquet", "a Parquet log"))
            for f in error.faults
        )


@SIZES
@pytest.mark.parametrize(
    "name",
    [
        "row-27 blanks",
        "row-57 no end",
        "row-40 years",
        "row-54 ends first",
        "row-52 totals",
    ],
)
def test_a_long_typed_log_is_refused_alike(tmp_path, monkeypatch, name, looked_at):
    """Of a long file the statistics are asked first: they know of blanks and years."""
    monkeypatch.setattr(parquet_logs, "MOST_LOOKED_AT", looked_at)
    test_typed_parquet_refuses_in_the_words_of_csv(tmp_path, name)


def test_a_long_typed_log_hides_and_counts_alike(tmp_path, monkeypatch):
    rows = [
        [f"s{n}", *row[1:3], row[3].strip().replace("Ａ", "A"), *row[4:]]
        for n, row in enumerate(log_rows())
    ]
    found = []
    for looked_at in (0, 250_000):
        monkeypatch.setattr(parquet_logs, "MOST_LOOKED_AT", looked_at)
        records = cs.read(
            files.write(tmp_path / str(looked_at), "sessions", rows, "parquet")
        )
        found.append(
            (
                records.frame("sessions").to_dict(),
                cs.check(the_agreement(1, 4), records).to_dict(),
            )
        )
    assert found[0] == found[1]


def test_a_log_stays_as_it_was_read_whatever_becomes_of_its_file(tmp_path):
    rows = files.typed("sessions", files.sound("sessions"))
    path = files.write(tmp_path, "sessions", rows, "parquet") / "sessions.parquet"
    records = cs.read(tmp_path)
    before = cs.check(the_agreement(1, 3), records).to_dict()
    path.write_bytes(b"PAR1")
    assert before == cs.check(the_agreement(1, 3), records).to_dict()
    path.unlink()
    assert ["s1", "s2", "s3"] == list(records.frame("sessions")["session"])


@pytest.mark.parametrize(
    "dates",
    [
        pyarrow.array([300_000_000_000]).cast(pyarrow.timestamp("s")),
        pyarrow.array([3_000_000], pyarrow.int32()).cast(pyarrow.date32()),
    ],
)
def test_a_date_that_no_calendar_has_is_refused_in_other_records(tmp_path, dates):
    """Row 40."""
    columns = dict(zip(files.HEADERS["seats"], (dates, ["1"]), strict=True))
    files.write(tmp_path, "bills", files.sound("bills"))
    pyarrow.parquet.write_table(pyarrow.table(columns), tmp_path / "seats.parquet")
    fault = the_fault(tmp_path)
    assert ("seats.parquet", "dates from 1989 to 2101") == (fault.place, fault.expected)


# all faults together; sessions, receptions and both


def test_faults_of_several_files_are_reported_together(tmp_path):
    for record, column in {
        "sessions": "started_at",
        "presence": "offline_at",
        "payments": "amount",
        "actions": "authorised",
        "outages": "shop",
        "bills": "month",
    }.items():
        files.write(tmp_path, record, files.with_row(record, **{column: ""}))
    typed = files.typed("sessions", files.with_row("sessions"))
    typed[1][6] = None
    (tmp_path / "sessions.csv").unlink()
    files.write(tmp_path, "sessions", typed, "parquet")
    assert {
        "sessions.parquet, row 3, column ended_at",
        "presence.csv, row 4, column offline_at",
        "payments.csv, row 4, column amount",
        "actions.csv, row 4, column authorised",
        "outages.csv, row 4, column shop",
        "bills.csv, row 4, column month",
    } == {fault.place for fault in faults(tmp_path)}


def test_faults_of_one_row_are_reported_together(tmp_path):
    cells = {"customer": "#N/A", "channel": "-", "started_at": "x", "received": "y"}
    found = faults(
        files.write(tmp_path, "sessions", files.with_row("sessions", **cells))
    )
    assert list(cells) == [fault.place.rpartition(" ")[2] for fault in found]


def test_what_an_addition_of_floats_left_over_is_no_amount(tmp_path):
    """Row 61."""
    rows = [[name, 0.1 + 0.2] for name in ("2020-08", "2020-09")]
    assert MONEY == faults(files.write(tmp_path, "bills", rows, "parquet"))[0].expected


def test_sessions_alone_are_enough(tmp_path):
    records = cs.read(files.write(tmp_path, "sessions", files.sound("sessions")))
    assert records.receptions is None
    assert {date(2020, 8, day): 1 for day in (1, 2, 3)} == persons(records)


def test_with_both_sessions_are_counted_and_receptions_compared(tmp_path):
    files.write(tmp_path, "sessions", files.sound("sessions"))
    records = cs.read(files.write(tmp_path, "receptions", files.sound("receptions")))
    assert {date(2020, 8, day): 1 for day in (1, 2, 3)} == persons(records)
    differ = [
        (f.shop, f.first.day, f.last.day, f.extra["count"])
        for f in cs.check(the_agreement(1, 3), records).found
        if f.code == "counts_differ"
    ]
    assert [("jd", 1, 3, 3), ("taobao", 3, 3, 1)] == differ


def test_neither_sessions_nor_receptions_is_refused(tmp_path):
    files.write(tmp_path, "bills", files.sound("bills"))
    (tmp_path / "receptions.csv").unlink()
    assert "a record of receptions" == the_fault(tmp_path).expected


@pytest.mark.parametrize("record", ["sessions", "presence"])
def test_a_time_more_than_a_year_outside_the_term_is_refused(tmp_path, capsys, record):
    """Row 40 and row 49."""
    rows = [
        [str(cell).replace("2020", "2018") for cell in row]
        for row in files.sound(record, 1)
    ]
    folder = files.write(tmp_path, record, [*rows, *files.sound(record)[1:]])
    assert 2 == main(["check", str(files.agreement_file()), str(folder)])
    out, err = capsys.readouterr()
    assert (
        "" == out
        and f"{record}.csv, row 2, column" in err
        and "within a year of the term" in err
    )


# the command line


@EVERY_RECORD
@pytest.mark.parametrize("command", [["check"], ["explain", "--date", "2020-08-03"]])
def test_bad_records_end_a_command_with_2_and_nothing_on_standard_output(
    tmp_path, capsys, record, command
):
    column = files.HEADERS[record][-1]
    wrong = files.with_row(record, **{column: "?"})
    folder = files.write(tmp_path / "records", record, wrong)
    result = tmp_path / "result.json"
    arguments = [
        *command,
        str(files.agreement_file()),
        str(folder),
        "--json",
        str(result),
    ]
    assert 2 == main(arguments)
    out, err = capsys.readouterr()
    assert ("", 1) == (out, err.count("\n")) and not result.exists()
    assert err.startswith(f"{record}.csv, row 4, column {column}: '?'; expected ")
    assert "; fix: " in err and "Traceback" not in err


def test_bad_logs_give_messages_and_no_traceback_in_a_process_of_its_own(tmp_path):
    rows = files.typed("sessions", files.with_row("sessions"))
    rows[2][6] = None
    files.write(tmp_path, "sessions", rows, "parquet")
    files.write(tmp_path, "presence", files.with_row("presence", offline_at=""))
    command = [
        sys.executable,
        "-m",
        "cscontract",
        "check",
        files.agreement_file(),
        tmp_path,
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert (2, "") == (done.returncode, done.stdout)
    assert "sessions.parquet, row 4, column ended_at: blank" in done.stderr
    assert "presence.csv, row 4, column offline_at: blank" in done.stderr
    assert "Traceback" not in done.stderr


def test_repairs_are_told_on_standard_error(tmp_path, capsys):
    """Rows 55 and 58."""
    rows = [
        ["jd", "a", "2020-08-03 08:00", "2020-08-03 15:00"],
        ["jd", "a", "2020-08-03 14:00", "2020-08-03 24:00"],
        ["jd", "b", "2020-08-03 14:00", "2020-08-03 14:00"],
    ]
    folder = files.write(tmp_path, "presence", rows)
    assert 0 == main(["check", str(files.agreement_file()), str(folder)])
    err = capsys.readouterr().err
    for told in (
        "no length left out (1 row)",
        "same ID joined (1 login)",
        "24:00 read as 00:00",
    ):
        assert "note: presence.csv" in err and told in err
