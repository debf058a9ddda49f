"""Bad records in CSV, XLSX and Parquet: refused with place, value, expectation and
mend, or mended and told.

“row-22” in a test's name is the row of the project's list of bad input that the test
covers. Every file has two sound rows (rows 2 and 3) above the row that a test is about
(row 4).
"""

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
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
from cscontract.records.files import tables

import build
from files import JARGON

ROOT = Path(__file__).resolve().parent.parent
COLUMNS = ["date", "shop", "id", "asked", "received", "inquiring"]
SOUND = [
    ["2020-08-01", "taobao", "a", "10", "9", "8"],
    ["2020-08-02", "jd", "b", "12", "11", "10"],
]
ROW = ["2020-08-03", "suning", "c", "7", "6", "5"]
EPOCH_1904 = date(1904, 1, 1)


def row(**cells: Any) -> list[Any]:
    """The third row, with some of its cells put otherwise."""
    return [cells.get(column, cell) for column, cell in zip(COLUMNS, ROW, strict=True)]


def csv_text(rows: list[list[Any]], header: list[str] = COLUMNS) -> str:
    quoted = [
        [f'"{cell}"' if "," in str(cell) else str(cell) for cell in cells]
        for cells in rows
    ]
    return "\n".join(",".join(cells) for cells in [header, *quoted]) + "\n"


def write_csv(folder: Path, rows: list[list[Any]], header: list[str] = COLUMNS) -> Path:
    return put(folder, csv_text(rows, header))


def put(folder: Path, data: str | bytes, name: str = "receptions.csv") -> Path:
    (folder / name).write_bytes(
        data if isinstance(data, bytes) else data.encode("utf-8")
    )
    return folder


def write_xlsx(
    folder: Path, rows: list[list[Any]], header: list[str] = COLUMNS
) -> Path:
    book = openpyxl.Workbook()
    for cells in [header, *rows]:
        book.active.append(cells)
    book.save(folder / "receptions.xlsx")
    return folder


def write_parquet(
    folder: Path, rows: list[list[Any]], header: list[str] = COLUMNS
) -> Path:
    columns = [pyarrow.array(column) for column in zip(*rows, strict=True)]
    table = pyarrow.Table.from_arrays(columns, names=header)
    pyarrow.parquet.write_table(table, folder / "receptions.parquet")
    return folder


WRITERS: dict[str, Callable[..., Path]] = {
    "csv": write_csv,
    "xlsx": write_xlsx,
    "parquet": write_parquet,
}
EVERY_KIND = pytest.mark.parametrize("kind", WRITERS)


def faults(folder: Path) -> tuple[Fault, ...]:
    """The faults of a folder, each of them whole and in plain words."""
    with pytest.raises(cs.BadInput) as caught:
        cs.read(folder)
    found = caught.value.faults
    for fault in found:
        assert fault.place and fault.value and fault.expected and fault.fix
        assert not [word for word in JARGON if word in str(fault)]
    return found


def the_fault(folder: Path) -> Fault:
    (fault,) = faults(folder)
    return fault


def run(capsys: pytest.CaptureFixture, *arguments: Any) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a command."""
    status = main(list(map(str, arguments)))
    out, err = capsys.readouterr()
    return status, out, err


# one wrong cell: column, text, then what the message must say is expected, and the mend
COUNT = "a whole number, 0 to 100,000"
WRONG = {
    "row-21 other digits than full-width": ("asked", "١٠١", COUNT, "plain digits"),
    "row-22 comma in the wrong place": ("asked", "1,00", COUNT, "plain digits"),
    "row-23 underscore": ("asked", "1_000", COUNT, "plain digits"),
    "row-24 decimals": ("asked", "101.5", COUNT, "a whole number"),
    "row-26 negative": ("asked", "-5", COUNT, "a whole number"),
    "row-27 NaN": ("asked", "NaN", COUNT, "0 only where nobody came"),
    "row-27 blank": ("asked", "", COUNT, "0 only where nobody came"),
    "row-27 blanks": ("asked", "  ", COUNT, "0 only where nobody came"),
    "row-29 hyphen": ("asked", "-", COUNT, "0 only where nobody came"),
    "row-29 dash": ("asked", "—", COUNT, "0 only where nobody came"),
    "row-29 无": ("asked", "无", COUNT, "0 only where nobody came"),
    "row-30 exponent": ("asked", "1e3", COUNT, "plain digits"),
    "row-30 inf": ("asked", "inf", COUNT, "plain digits"),
    "row-31 TRUE": ("asked", "TRUE", COUNT, "plain digits"),
    "row-32 thirty digits": ("asked", "1" * 30, COUNT, "check the number"),
    "row-32 five thousand digits": ("asked", "1" * 5000, COUNT, "check the number"),
    "row-32 100,001": ("asked", "100001", COUNT, "check the number"),
    "row-27 blank ID": ("id", "", "a name", "fill the cell"),
    "row-29 hyphen as an ID": ("id", "-", "a name", "fill the cell"),
    "row-29 无 as a shop": ("shop", "无", "a name", "fill the cell"),
    "row-52 total as a shop": (
        "shop",
        "合计",
        "one row a date, shop and ID",
        "delete the row of totals",
    ),
    "row-52 total in English": (
        "id",
        "Total",
        "one row a date, shop and ID",
        "delete the row of totals",
    ),
    "row-52 total with blanks": (
        "shop",
        "合 计：",
        "one row a date, shop and ID",
        "delete the row of totals",
    ),
    "row-75 a sign that cannot be seen": (
        "shop",
        "jd\u202e",
        "invisible signs",
        "type the name again",
    ),
    "row-75 a long name": ("shop", "x" * 61, "at most 60 characters", "shorten"),
    "row-5 mojibake of UTF-8": ("shop", "æ·˜å®\x9d", "readable signs", "UTF-8"),
    "row-5 mojibake of GBK": ("shop", "ÌÔ±¦", "readable signs", "UTF-8"),
    "row-5 a lost sign": ("id", "小\ufffd", "readable signs", "UTF-8"),
    "a spreadsheet's error as a name": ("shop", "#N/A", "a name", "mend the formula"),
    "a spreadsheet's error as a count": ("asked", "#REF!", COUNT, "plain digits"),
    "row-37 day first": ("date", "01/08/2020", "a date", "write it like 2020-08-01"),
    "row-38 Chinese date that is none": (
        "date",
        "2020年2月30日",
        "a date that exists",
        "check day and month",
    ),
    "row-39 no such day": (
        "date",
        "2020-02-30",
        "a date that exists",
        "check day and month",
    ),
    "row-39 year 0": (
        "date",
        "0000-01-01",
        "a date that exists",
        "check day and month",
    ),
    "row-40 year 9999": (
        "date",
        "9999-12-31",
        "a date, 1989-01-01 to 2101-12-31",
        "check the year",
    ),
    "row-40 year 1900": (
        "date",
        "1900-01-01",
        "a date, 1989-01-01 to 2101-12-31",
        "check the year",
    ),
    "row-41 24:00": (
        "date",
        "2020-08-03 24:00",
        "a time that exists",
        "00:00 of the next day",
    ),
    "row-27 blank date": ("date", "", "a date", "write it like 2020-08-01"),
    "row-21 other digits in a date": (
        "date",
        "٢٠٢٠-08-03",
        "a date",
        "write it like 2020-08-01",
    ),
}


@EVERY_KIND
@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_cell_is_refused_with_its_place_value_expectation_and_mend(
    tmp_path, kind, name
):
    column, text, expected, fix = WRONG[name]
    fault = the_fault(WRITERS[kind](tmp_path, [*SOUND, row(**{column: text})]))
    assert f"receptions.{kind}, row 4, column {column}" == fault.place
    assert ("blank" if not text.strip() else repr(text)[:40]) in fault.value
    assert expected in fault.expected and fix in fault.fix


# one cell that is mended: column, text, what is read, what the note tells
MENDED = {
    "row-21 full-width count": (
        "asked",
        "１０",
        10,
        "full-width signs read as half-width (1 cell)",
    ),
    "row-22 thousands commas": (
        "asked",
        "1,001",
        1001,
        "thousands commas taken out (1 cell)",
    ),
    "row-25 whole with decimals": (
        "asked",
        "100.0",
        100,
        "with a decimal point read as whole (1 cell)",
    ),
    "row-21 blanks around a count": (
        "asked",
        " 10 ",
        10,
        "blanks at the ends taken off (1 cell)",
    ),
    "row-36 digits": (
        "date",
        "20200803",
        date(2020, 8, 3),
        "dates like 20200801 read as 2020-08-01",
    ),
    "row-38 Chinese date": (
        "date",
        "2020年8月3日",
        date(2020, 8, 3),
        "dates like 2020年8月1日 read as",
    ),
    "row-21 full-width date": (
        "date",
        "２０２０-08-03",
        date(2020, 8, 3),
        "full-width signs",
    ),
    "row-35 serial number": (
        "date",
        "44046",
        date(2020, 8, 3),
        "spreadsheet serial numbers read as dates",
    ),
    "row-37 slashes": (
        "date",
        "2020/8/3",
        date(2020, 8, 3),
        "dates like 2020/8/1 read as 2020-08-01",
    ),
    "a time": (
        "date",
        "2020-08-03 10:00",
        date(2020, 8, 3),
        "a time of day left out, the date read",
    ),
    "row-42 an offset": (
        "date",
        "2020-08-03T00:00:00+08:00",
        date(2020, 8, 3),
        "a zone read as Asia/Shanghai",
    ),
    "row-51 shop in Chinese": (
        "shop",
        "苏宁易购",
        "苏宁易购",
        "苏宁易购 is taken as the shop suning",
    ),
    "row-51 shop with a blank": (
        "shop",
        "suning ",
        "suning",
        "blanks at the ends taken off",
    ),
    "row-51 shop in full-width": (
        "shop",
        "ｓｕｎｉｎｇ",
        "suning",
        "full-width signs read as half-width",
    ),
}


@EVERY_KIND
@pytest.mark.parametrize("name", MENDED)
def test_a_documented_repair_of_a_cell_is_made_and_told(tmp_path, kind, name):
    column, text, value, told = MENDED[name]
    records = cs.read(
        WRITERS[kind](tmp_path, [*SOUND, row(**{"asked": "2000", column: text})])
    )
    (note,) = records.notes
    assert value == getattr(records.receptions[2], column)
    assert note.startswith(f"receptions.{kind}, column {column}: ") and told in note


KEPT = {
    "row-28 NA as a shop": ("shop", "NA"),
    "row-28 None as a shop": ("shop", "None"),
    "row-28 null as an ID": ("id", "null"),
    "row-33 an order number as an ID": ("id", "1234567890123456789"),
    "row-34 leading zeros": ("id", "007"),
    "row-76 a formula's sign": ("id", "+cmd"),
    "a foreign name": ("id", "José"),
    "a name with a middle dot": ("id", "阿里·买买提"),
    "row-35 five digits as an ID": ("id", "44046"),
}


@EVERY_KIND
@pytest.mark.parametrize("name", KEPT)
def test_a_name_that_looks_like_something_else_stays_as_it_is(tmp_path, kind, name):
    column, text = KEPT[name]
    records = cs.read(WRITERS[kind](tmp_path, [*SOUND, row(**{column: text})]))
    assert text == getattr(records.receptions[2], column)


@EVERY_KIND
def test_sound_records_of_every_kind_are_read_alike_and_without_a_note(tmp_path, kind):
    records = cs.read(WRITERS[kind](tmp_path, [*SOUND, ROW]))
    assert (4, date(2020, 8, 3), "suning", "c", 7, 6, 5) == records.receptions[2]
    assert () == records.notes


def test_the_sample_needs_no_repair():
    assert () == cs.read(ROOT / "sample_data" / "records").notes


@pytest.mark.parametrize("count", [0, 1, 99_999, 100_000])
def test_a_count_within_the_bounds_is_read(tmp_path, count):
    """Row 32."""
    records = cs.read(
        write_csv(tmp_path, [*SOUND, row(asked=100_000, received=count, inquiring=0)])
    )
    assert count == records.receptions[2].received


# typed cells of spreadsheets and Parquet

TYPED = {
    "row-24 decimals": ("xlsx", "asked", 101.5, "whole number", "plain digits"),
    "row-26 negative": ("xlsx", "asked", -5, "whole number", "plain digits"),
    "row-27 nothing": (
        "xlsx",
        "asked",
        None,
        "whole number",
        "0 only where nobody came",
    ),
    "row-31 true": ("xlsx", "asked", True, "whole number", "plain digits"),
    "row-31 true as a name": ("xlsx", "id", True, "a name", "as text"),
    "row-24 a fraction as a name": ("xlsx", "id", 1.5, "a name", "as text"),
    "row-33 an order number as a number": (
        "xlsx",
        "id",
        1234567890123456789,
        "digits kept as text",
        "export again",
    ),
    "row-33 an order number, rounded": (
        "xlsx",
        "id",
        1.2345678901234568e18,
        "digits kept as text",
        "export again",
    ),
    "a date where a name stands": (
        "xlsx",
        "id",
        datetime(2020, 1, 2),
        "a name",
        "as text",
    ),
    "a date where a count stands": (
        "xlsx",
        "asked",
        datetime(2020, 1, 2),
        "whole number",
        "plain digits",
    ),
    "row-40 a date of another century": (
        "xlsx",
        "date",
        datetime(2820, 8, 3),
        "2101-12-31",
        "check the year",
    ),
}


@pytest.mark.parametrize("name", TYPED)
def test_a_typed_cell_is_read_no_less_strictly(tmp_path, name):
    kind, column, value, expected, fix = TYPED[name]
    fault = the_fault(WRITERS[kind](tmp_path, [*SOUND, row(**{column: value})]))
    assert f"receptions.{kind}, row 4, column {column}" == fault.place
    assert expected in fault.expected and fix in fault.fix


def test_numbers_and_dates_of_a_spreadsheet_are_read_as_typed(tmp_path):
    typed = [datetime(2020, 8, 3), "suning", 101, 7, 6, 5]
    records = cs.read(write_xlsx(tmp_path, [*SOUND, typed]))
    assert (4, date(2020, 8, 3), "suning", "101", 7, 6, 5) == records.receptions[2]
    assert () == records.notes


@pytest.mark.parametrize("epoch", [1900, 1904])
def test_serial_numbers_follow_the_workbooks_own_epoch(tmp_path, epoch):
    """Row 35."""
    book = openpyxl.Workbook()
    serial = 44046
    if epoch == 1904:
        book.epoch = CALENDAR_MAC_1904
        serial = (date(2020, 8, 3) - EPOCH_1904).days
    for cells in [COLUMNS, row(date=serial)]:
        book.active.append(cells)
    book.save(tmp_path / "receptions.xlsx")
    records = cs.read(tmp_path)
    assert date(2020, 8, 3) == records.receptions[0].date
    assert "spreadsheet serial numbers" in records.notes[0]


def parquet_of(folder: Path, **columns: Any) -> Path:
    """One row of typed columns, the others as text."""
    arrays = [
        columns.get(name, pyarrow.array([cell]))
        for name, cell in zip(COLUMNS, ROW, strict=True)
    ]
    pyarrow.parquet.write_table(
        pyarrow.Table.from_arrays(arrays, names=COLUMNS), folder / "receptions.parquet"
    )
    return folder


def test_typed_columns_of_parquet_are_read_as_typed(tmp_path):
    typed = {
        "date": pyarrow.array([date(2020, 8, 3)]),
        "id": pyarrow.array(["x"]).dictionary_encode(),
        "asked": pyarrow.array([7], pyarrow.int16()),
    }
    records = cs.read(parquet_of(tmp_path, **typed))
    assert (2, date(2020, 8, 3), "suning", "x", 7, 6, 5) == records.receptions[0]
    assert () == records.notes


def test_a_long_number_of_parquet_keeps_every_digit_as_an_id(tmp_path):
    """Row 33."""
    records = cs.read(parquet_of(tmp_path, id=pyarrow.array([1234567890123456789])))
    assert "1234567890123456789" == records.receptions[0].id


def test_whole_floats_of_parquet_are_read_and_told(tmp_path):
    """Row 25: a column of counts becomes one of floats when it once held a blank."""
    records = cs.read(parquet_of(tmp_path, asked=pyarrow.array([7.0])))
    assert 7 == records.receptions[0].asked
    assert "column asked: whole numbers with a decimal point" in records.notes[0]


PARQUET = {
    "row-27 nan": ("asked", pyarrow.array([float("nan")]), "whole number"),
    "row-27 null": ("asked", pyarrow.array([None], pyarrow.int64()), "whole number"),
    "row-30 inf": ("asked", pyarrow.array([float("inf")]), "whole number"),
    "row-30 a great float": ("asked", pyarrow.array([1e16]), "whole number"),
    "row-31 true": ("asked", pyarrow.array([True]), "whole number"),
    "row-32 a great number": ("asked", pyarrow.array([2**62]), "whole number"),
    "row-33 a rounded order number": (
        "id",
        pyarrow.array([1.2345678901234568e18]),
        "digits kept as text",
    ),
    "bytes as a name": ("id", pyarrow.array([b"a"]), "a name"),
    "a list as a name": ("id", pyarrow.array([["a"]]), "a name"),
    "bytes as a count": ("asked", pyarrow.array([b"1"]), "whole number"),
    "row-6 a NUL in a name": ("id", pyarrow.array(["a\0"]), "invisible signs"),
}


@pytest.mark.parametrize("name", PARQUET)
def test_a_typed_column_of_parquet_is_read_no_less_strictly(tmp_path, name):
    column, array, expected = PARQUET[name]
    fault = the_fault(parquet_of(tmp_path, **{column: array}))
    assert f"receptions.parquet, row 2, column {column}" == fault.place
    assert expected in fault.expected


def test_midnight_in_shanghai_is_that_date_in_whatever_zone_it_is_written(tmp_path):
    """Rows 42 and 44."""
    midnight = datetime(2020, 8, 3, tzinfo=timezone(timedelta(hours=8))).astimezone(UTC)
    records = cs.read(parquet_of(tmp_path, date=pyarrow.array([midnight])))
    assert date(2020, 8, 3) == records.receptions[0].date
    assert "read as Asia/Shanghai" in records.notes[0]


# encodings

CHINESE = csv_text(
    [
        ["2020-08-01", "淘宝", "客服小王", 10, 9, 8],
        ["2020-08-02", "京东", "客服小李", 12, 11, 10],
        ["2020-08-03", "苏宁易购", "售后陈玥", 7, 6, 5],
    ]
)
TRADITIONAL = csv_text(
    [
        ["2020-08-01", "淘寶", "客服小王", 10, 9, 8],
        ["2020-08-02", "京東", "小李", 1, 1, 1],
    ]
)
ENCODED = {
    "row-1 GB18030": ("gb18030", "receptions.csv: read as GB18030"),
    "row-3 UTF-16": ("utf-16", "receptions.csv: read as UTF-16"),
    "row-4 UTF-8 with a byte order mark": ("utf-8-sig", None),
    "UTF-8": ("utf-8", None),
}


@pytest.mark.parametrize("name", ENCODED)
def test_an_encoding_that_can_be_known_is_read_and_told(tmp_path, name):
    encoding, note = ENCODED[name]
    records = cs.read(put(tmp_path, CHINESE.encode(encoding)))
    assert ["淘宝", "京东", "苏宁易购"] == [
        reception.shop for reception in records.receptions
    ]
    assert "售后陈玥" == records.receptions[2].id
    assert ([note] if note else []) == [
        told for told in records.notes if "read as" in told
    ]


def test_utf_16_of_either_byte_order_is_read_by_its_mark(tmp_path):
    """Row 3."""
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        assert 3 == len(
            cs.read(put(tmp_path, mark + CHINESE.encode(encoding))).receptions
        )


UNREADABLE = {
    "row-2 Big5": (
        TRADITIONAL.encode("big5"),
        "row 2",
        "not Big5",
        "save the file as UTF-8",
    ),
    "row-3 UTF-16 without a mark": (
        CHINESE.encode("utf-16-le"),
        "row 1",
        "plain text",
        "export the file again",
    ),
    "row-3 UTF-16 cut in a sign": (
        CHINESE.encode("utf-16")[:-1],
        "receptions.csv",
        "UTF-16",
        "export the file again",
    ),
    "row-5 latin-1": (
        csv_text([row(shop="café")]).encode("latin-1"),
        "row 2",
        "UTF-8 or GB18030",
        "save the file as UTF-8",
    ),
    "row-5 latin-1 within a word": (
        csv_text([row(shop="Céline")]).encode("latin-1"),
        "row 2",
        "UTF-8 or GB18030",
        "save the file as UTF-8",
    ),
    "row-6 a NUL": (
        csv_text([*SOUND, row(asked="1\0")]),
        "row 4",
        "plain text",
        "export the file again",
    ),
    "row-6 a NUL in UTF-16": (
        csv_text([*SOUND, row(asked="1\0")]).encode("utf-16"),
        "receptions.csv",
        "plain text",
        "export the file again",
    ),
    "row-7 empty": (
        "",
        "receptions.csv",
        "a header and rows",
        "export the file again",
    ),
    "row-7 only a byte order mark": (
        "\ufeff",
        "receptions.csv",
        "a header and rows",
        "export the file again",
    ),
    "row-7 only blank lines": (
        "\n\n ,,\n",
        "receptions.csv",
        "a header and rows",
        "export the file again",
    ),
    "row-8 only a header": (
        csv_text([]),
        "receptions.csv",
        "at least one row",
        "export the file again",
    ),
    "row-9 cut inside a quote": (
        csv_text([*SOUND]) + '2020-08-03,"suning,c,7,6,5\n' * 3,
        "row 4",
        "quotes",
        "close the quote",
    ),
    "row-9 a quote within a cell": (
        csv_text([*SOUND]) + '2020-08-03,"sun"ing,c,7,6,5\n',
        "row 4",
        "quotes",
        "close the quote",
    ),
    "row-17 semicolons": (
        csv_text(SOUND).replace(",", ";"),
        "row 1",
        "separated by commas",
        "commas between the columns",
    ),
    "row-17 tabs": (
        csv_text(SOUND).replace(",", "\t"),
        "row 1",
        "separated by commas",
        "commas between the columns",
    ),
    "row-11 a short row": (
        csv_text([*SOUND, ROW[:5]]),
        "row 4",
        "6 cells",
        "mend the row",
    ),
    "row-12 a long row": (
        csv_text([*SOUND, [*ROW, "9"]]),
        "row 4",
        "6 cells",
        "mend the row",
    ),
    "row-10 cut in a row": (
        csv_text([*SOUND, ROW])[:-5],
        "row 4",
        "6 cells",
        "mend the row",
    ),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_is_no_table_is_refused(tmp_path, name):
    data, place, expected, fix = UNREADABLE[name]
    fault = the_fault(put(tmp_path, data))
    assert fault.place in ("receptions.csv", f"receptions.csv, {place}")
    assert place in fault.place and expected in fault.expected and fix in fault.fix


@pytest.mark.parametrize("shop", ["淘寶", "京東", "天貓", "蘇寧旗艦店"])
@pytest.mark.parametrize("name", ["客服小王", "售後", "劉備"])
def test_a_single_row_in_big5_is_refused(tmp_path, shop, name):
    """Row 2: its bytes are also valid GB18030, so that only the signs give it away."""
    fault = the_fault(put(tmp_path, csv_text([row(shop=shop, id=name)]).encode("big5")))
    assert (
        "receptions.csv, row 2" == fault.place and "save the file as UTF-8" == fault.fix
    )


@pytest.mark.parametrize("shop", ["淘宝", "天猫", "苏宁易购", "京东商城"])
@pytest.mark.parametrize("name", ["客服小王", "张喆", "王镕", "赵祎", "陈玥", "孙珺"])
def test_a_single_row_in_gb18030_is_read_though_a_name_is_rare(tmp_path, shop, name):
    """Row 1."""
    records = cs.read(
        put(tmp_path, csv_text([row(shop=shop, id=name)]).encode("gb18030"))
    )
    assert (shop, name) == records.receptions[0][2:4]


# headers and rows

HEADERS = {
    "row-14 a column twice": (
        ["date", "shop", "id", "asked", "asked", "inquiring"],
        "'asked'",
        "once",
        "delete or rename",
    ),
    "row-15 a misspelt column": (
        ["date", "shop", "id", "askd", "received", "inquiring"],
        "'askd'",
        "columns date",
        "write asked",
    ),
    "row-15 a column in Chinese that is none": (
        ["日子", "shop", "id", "asked", "received", "inquiring"],
        "'日子'",
        "columns date",
        "use one of date",
    ),
    "row-16 a column less": (
        ["date", "shop", "id", "asked", "received", "note"],
        "missing",
        "a column inquiring",
        "add it",
    ),
    "row-5 a garbled header": (
        ["æ—¥æœŸ", "shop", "id", "asked", "received", "inquiring"],
        "'æ—¥",
        "columns date",
        "use one of date",
    ),
}


@EVERY_KIND
@pytest.mark.parametrize("name", HEADERS)
def test_a_wrong_header_is_refused_with_its_column(tmp_path, kind, name):
    header, value, expected, fix = HEADERS[name]
    found = faults(WRITERS[kind](tmp_path, SOUND, header))
    assert {f"receptions.{kind}, row 1"} == {fault.place for fault in found}
    assert [
        f for f in found if value in f.value and expected in f.expected and fix in f.fix
    ]


@EVERY_KIND
def test_a_column_too_many_is_to_be_deleted(tmp_path, kind):
    """Row 15."""
    folder = WRITERS[kind](
        tmp_path, [[*cells, "x"] for cells in SOUND], [*COLUMNS, "note"]
    )
    assert ("'note'", "delete the column") == (
        the_fault(folder).value,
        the_fault(folder).fix,
    )


@EVERY_KIND
def test_a_missing_column_is_named(tmp_path, kind):
    """Row 16."""
    fault = the_fault(
        WRITERS[kind](tmp_path, [cells[:5] for cells in SOUND], COLUMNS[:5])
    )
    assert (f"receptions.{kind}, row 1", "missing") == (fault.place, fault.value)
    assert "a column inquiring" == fault.expected


@EVERY_KIND
def test_columns_may_stand_in_any_order(tmp_path, kind):
    folder = WRITERS[kind](tmp_path, [cells[::-1] for cells in SOUND], COLUMNS[::-1])
    assert (2, date(2020, 8, 1), "taobao", "a", 10, 9, 8) == cs.read(folder).receptions[
        0
    ]


@pytest.mark.parametrize("kind", ["xlsx"])
def test_a_header_without_rows_is_refused_in_a_spreadsheet(tmp_path, kind):
    """Row 8."""
    assert "0 rows" == the_fault(WRITERS[kind](tmp_path, [])).value


def test_parquet_without_rows_is_refused(tmp_path):
    """Row 8."""
    empty = {name: pyarrow.array([], pyarrow.string()) for name in COLUMNS}
    pyarrow.parquet.write_table(pyarrow.table(empty), tmp_path / "receptions.parquet")
    assert "0 rows" == the_fault(tmp_path).value


def test_a_spreadsheet_without_a_cell_is_refused(tmp_path):
    """Row 7."""
    openpyxl.Workbook().save(tmp_path / "receptions.xlsx")
    assert "a header and rows" == the_fault(tmp_path).expected


def test_every_row_that_is_a_column_too_long_is_named(tmp_path):
    """Row 13: nothing moves a column to the left."""
    found = faults(write_csv(tmp_path, [[*cells, "9"] for cells in SOUND]))
    assert ["receptions.csv, row 2", "receptions.csv, row 3"] == [
        fault.place for fault in found
    ]
    assert {"7 cells"} == {fault.value for fault in found}


def test_a_row_without_any_value_is_no_row(tmp_path):
    rows = [SOUND[0], [""] * 6, SOUND[1]]
    assert [2, 4] == [
        reception.row for reception in cs.read(write_csv(tmp_path, rows)).receptions
    ]


def test_line_ends_of_windows_are_read(tmp_path):
    records = cs.read(put(tmp_path, csv_text(SOUND).replace("\n", "\r\n")))
    assert [2, 3] == [reception.row for reception in records.receptions]


@EVERY_KIND
def test_a_row_that_stands_twice_is_refused_with_both_rows(tmp_path, kind):
    """Rows 46 and 51: 京东 and jd are one shop."""
    again = ["2020-08-02", "京东", "b", "1", "1", "1"]
    fault = the_fault(WRITERS[kind](tmp_path, [*SOUND, again]))
    assert f"receptions.{kind}, row 4" == fault.place
    assert "2020-08-02 京东 b" == fault.value and "row 3" in fault.fix


@EVERY_KIND
def test_rows_out_of_order_are_sorted_and_that_is_told(tmp_path, kind):
    """Row 48."""
    records = cs.read(WRITERS[kind](tmp_path, [ROW, *SOUND]))
    assert [3, 4, 2] == [reception.row for reception in records.receptions]
    assert (f"receptions.{kind}: rows sorted by date",) == records.notes


@EVERY_KIND
@pytest.mark.parametrize("counts", [(5, 6, 5), (6, 5, 6), (1, 2, 3)])
def test_counts_that_grow_from_asked_to_inquiring_are_refused(tmp_path, kind, counts):
    cells = dict(zip(COLUMNS[3:], map(str, counts), strict=True))
    fault = the_fault(WRITERS[kind](tmp_path, [*SOUND, row(**cells)]))
    assert f"receptions.{kind}, row 4" == fault.place
    assert (
        f"asked {counts[0]}" in fault.value
        and "asked ≥ received ≥ inquiring" == fault.expected
    )


# whole files


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_a_file_of_10_gb_is_refused_before_it_is_opened(tmp_path, ending):
    """Row 18."""
    path = tmp_path / f"receptions.{ending}"
    path.touch()
    os.truncate(path, 10 * 10**9)
    fault = the_fault(tmp_path)
    assert (path.name, "10,000 MB") == (fault.place, fault.value)
    assert "at most 50 MB, for a file is read as a whole" == fault.expected
    assert f"split it by month, as receptions-2020-08.{ending}, " in fault.fix


@EVERY_KIND
def test_more_rows_than_the_cap_are_refused(tmp_path, monkeypatch, kind):
    """Row 18."""
    monkeypatch.setattr(tables, "MOST_ROWS", 2)
    fault = the_fault(WRITERS[kind](tmp_path, [*SOUND, ROW]))
    assert "3 rows" == fault.value and "held in memory" in fault.expected
    assert "split it by month, as receptions-2020-08." in fault.fix


def zipped(folder: Path, name: str, data: bytes) -> Path:
    with zipfile.ZipFile(
        folder / "receptions.xlsx", "w", zipfile.ZIP_DEFLATED
    ) as archive:
        archive.writestr(name, data)
    return folder


def test_a_zip_bomb_is_refused_by_its_directory(tmp_path):
    """Row 19: 60 MB of zeros in 60 KB."""
    fault = the_fault(zipped(tmp_path, "xl/worksheets/sheet1.xml", bytes(60_000_000)))
    assert (
        "60,000,000 bytes unpacked" == fault.value
        and "200 times its size" in fault.expected
    )


def test_a_spreadsheet_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    """Row 19."""
    monkeypatch.setattr(tables, "MOST_UNPACKED", 1_000)
    assert "bytes unpacked" in the_fault(write_xlsx(tmp_path, SOUND)).value


def test_parquet_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    """Row 19: a column of one repeated value takes next to nothing on the disk."""
    monkeypatch.setattr(tables, "MOST_UNPACKED", 100)
    assert "bytes unpacked" in the_fault(write_parquet(tmp_path, SOUND)).value


def with_entity(folder: Path) -> Path:
    """The sheet of a sound workbook, with an XML entity declared."""
    plain = folder / "plain.xlsx"
    write_xlsx(folder, SOUND).joinpath("receptions.xlsx").rename(plain)
    with (
        zipfile.ZipFile(plain) as old,
        zipfile.ZipFile(folder / "receptions.xlsx", "w") as new,
    ):
        for entry in old.namelist():
            data = old.read(entry)
            if entry == "xl/worksheets/sheet1.xml":
                start = data.index(b"<worksheet")
                entity = (
                    b'<!DOCTYPE worksheet [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
                )
                data = data[:start] + entity + data[start:]
            new.writestr(entry, data)
    plain.unlink()
    return folder


def test_xml_entities_in_a_spreadsheet_are_refused(tmp_path):
    """Row 20."""
    fault = the_fault(with_entity(tmp_path))
    assert "receptions.xlsx" == fault.place and "EntitiesForbidden" in fault.value


def test_a_formula_that_was_never_computed_is_refused_with_its_cell(tmp_path):
    """Row 77."""
    found = faults(write_xlsx(tmp_path, [*SOUND, row(asked="=3+4", received="=D4-1")]))
    assert ["receptions.xlsx, row 4, column D", "receptions.xlsx, row 4, column E"] == [
        f.place for f in found
    ]
    assert "'=3+4'" == found[0].value and "paste values" in found[0].fix


def test_an_array_formula_that_was_never_computed_is_refused(tmp_path):
    """Row 77."""
    book = openpyxl.Workbook()
    for cells in [COLUMNS, ROW]:
        book.active.append(cells)
    book.active["D2"] = openpyxl.worksheet.formula.ArrayFormula("D2", "=SUM(E2:F2)")
    book.save(tmp_path / "receptions.xlsx")
    assert "'=SUM(E2:F2)'" == the_fault(tmp_path).value


def test_empty_formatted_cells_beside_the_table_do_no_harm(tmp_path):
    book = openpyxl.Workbook()
    for cells in [COLUMNS, *SOUND]:
        book.active.append(cells)
    for place in ("J1", "J20"):
        book.active[place].font = openpyxl.styles.Font(bold=True)
    book.save(tmp_path / "receptions.xlsx")
    assert 2 == len(cs.read(tmp_path).receptions)


def test_a_cell_in_the_last_column_of_a_sheet_is_refused_without_walking_there(
    tmp_path,
):
    """Row 19: 17 thousand million cells in a file of 5 KB."""
    book = openpyxl.Workbook()
    for cells in [COLUMNS, *SOUND]:
        book.active.append(cells)
    book.active["XFD1048576"] = "x"
    book.save(tmp_path / "receptions.xlsx")
    fault = the_fault(tmp_path)
    assert "16,384" in fault.value and "at most 100 columns" == fault.expected


def test_a_title_above_the_header_is_refused_with_its_own_row(tmp_path):
    found = faults(put(tmp_path, "\nAugust\n" + csv_text(SOUND)))
    assert "receptions.csv, row 2" == found[0].place and "'August'" == found[0].value


def test_only_the_first_sheet_is_read_and_that_is_told(tmp_path):
    book = openpyxl.Workbook()
    for cells in [COLUMNS, *SOUND]:
        book.active.append(cells)
    book.create_sheet("September")
    book.save(tmp_path / "receptions.xlsx")
    assert (
        "receptions.xlsx: only the first sheet was read, not September",
    ) == cs.read(tmp_path).notes


def test_a_workbook_of_charts_alone_is_refused(tmp_path):
    book = openpyxl.Workbook()
    book.create_chartsheet("chart").add_chart(openpyxl.chart.BarChart())
    book.remove(book.active)
    book.save(tmp_path / "receptions.xlsx")
    assert "no sheet" == the_fault(tmp_path).value


OTHERS = {
    "a spreadsheet that is none": (
        "receptions.xlsx",
        b"date,shop",
        "an XLSX workbook",
        "save it again",
    ),
    "an old or locked spreadsheet": (
        "receptions.xlsx",
        b"\xd0\xcf\x11\xe0" * 99,
        "an XLSX workbook",
        "without a password",
    ),
    "row-10 a spreadsheet cut short": (
        "receptions.xlsx",
        b"PK\x03\x04" + bytes(99),
        "an XLSX workbook",
        "save it again",
    ),
    "a Parquet file that is none": (
        "receptions.parquet",
        b"date,shop",
        "a Parquet file",
        "export the file again",
    ),
    "row-10 a Parquet file cut short": (
        "receptions.parquet",
        b"PAR1" + bytes(99),
        "a Parquet file",
        "export the file again",
    ),
    "row-7 an empty spreadsheet": (
        "receptions.xlsx",
        b"",
        "a header and rows",
        "export the file again",
    ),
    "row-7 an empty Parquet file": (
        "receptions.parquet",
        b"",
        "a header and rows",
        "export the file again",
    ),
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_file_of_another_kind_is_refused(tmp_path, name):
    file, data, expected, fix = OTHERS[name]
    fault = the_fault(put(tmp_path, data, file))
    assert file == fault.place and expected in fault.expected and fix in fault.fix


def test_a_zip_that_is_no_spreadsheet_is_refused(tmp_path):
    fault = the_fault(zipped(tmp_path, "hello.txt", b"hello"))
    assert "an XLSX workbook" == fault.expected


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_a_folder_in_place_of_a_file_is_refused(tmp_path, ending):
    (tmp_path / f"receptions.{ending}").mkdir()
    assert f"receptions.{ending}" == the_fault(tmp_path).place


def test_a_link_to_nothing_is_refused(tmp_path):
    (tmp_path / "receptions.csv").symlink_to(tmp_path / "gone.csv")
    assert ("receptions.csv", "No such file or directory") == (
        the_fault(tmp_path).place,
        the_fault(tmp_path).value,
    )


# the folder


def test_a_folder_that_is_not_there_is_refused_with_its_path(tmp_path):
    fault = the_fault(tmp_path / "none")
    assert (str(tmp_path / "none"), "not there") == (fault.place, fault.value)
    assert "check the path" == fault.fix


def test_a_file_in_place_of_the_folder_is_refused(tmp_path):
    assert "a file" == the_fault(write_csv(tmp_path, SOUND) / "receptions.csv").value


def test_an_empty_folder_is_refused_with_what_belongs_there(tmp_path):
    fault = the_fault(tmp_path)
    assert "nothing" == fault.value and "receptions.csv" in fault.fix


def test_a_misnamed_file_is_refused_with_its_right_name(tmp_path):
    fault = the_fault(put(tmp_path, csv_text(SOUND), "reception.csv"))
    assert (
        "reception.csv" == fault.value
        and "save reception.csv as receptions.csv" in fault.fix
    )


def test_a_record_in_two_files_is_refused_with_both_names(tmp_path):
    write_xlsx(write_csv(tmp_path, SOUND), SOUND)
    fault = the_fault(tmp_path)
    assert "receptions.xlsx" == fault.place and "receptions.csv" in fault.fix


def test_a_table_that_is_no_record_is_left_alone_and_that_is_told(tmp_path):
    put(write_csv(tmp_path, SOUND), "a,b\n1,2\n", "seat.csv")
    assert ("seat.csv: not a record, left alone (write seats)",) == cs.read(
        tmp_path
    ).notes


# added seats

SEATS = {
    "row-26 negative": ("2020-08-03,-1", "row 4, column added", "'-1'", COUNT),
    "row-27 blank": ("2020-08-03,", "row 4, column added", "blank", COUNT),
    "row-24 half a seat": ("2020-08-03,0.5", "row 4, column added", "'0.5'", COUNT),
    "row-32 too many": ("2020-08-03,100001", "row 4, column added", "'100001'", COUNT),
    "row-37 day first": (
        "03/08/2020,1",
        "row 4, column date",
        "'03/08/2020'",
        "a date",
    ),
    "row-46 a date twice": ("2020-08-02,2", "row 4", "2020-08-02", "each date once"),
    "row-12 a long row": ("2020-08-03,1,2", "row 4", "3 cells", "2 cells"),
}


@pytest.mark.parametrize("name", SEATS)
def test_a_wrong_row_of_seats_is_refused(tmp_path, name):
    line, place, value, expected = SEATS[name]
    put(
        write_csv(tmp_path, SOUND),
        f"date,added\n2020-08-01,1\n2020-08-02,0\n{line}\n",
        "seats.csv",
    )
    fault = the_fault(tmp_path)
    assert (f"seats.csv, {place}", value) == (fault.place, fault.value)
    assert expected in fault.expected and fault.fix


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_seats_of_every_kind_are_read_and_their_repairs_told(tmp_path, ending):
    """Rows 21, 36 and 48."""
    rows = [["20200803", "２"], ["2020-08-01", "1"]]
    WRITERS[ending](tmp_path, rows, ["date", "added"])
    (tmp_path / f"receptions.{ending}").rename(tmp_path / f"seats.{ending}")
    records = cs.read(WRITERS[ending](tmp_path, SOUND))
    assert [(3, date(2020, 8, 1), 1), (2, date(2020, 8, 3), 2)] == list(records.seats)
    assert 3 == len(
        [note for note in records.notes if note.startswith(f"seats.{ending}")]
    )


# all faults together, and only what may be read later


def test_all_faults_of_all_files_are_reported_together(tmp_path):
    rows = [
        *SOUND,
        row(date="2020-13-03", asked="x"),
        row(id="")[:5],
        row(id="d", asked="1"),
        ["2020-08-01", "淘宝", "a", "1", "1", "1"],
        row(shop="小平均"),
    ]
    write_csv(tmp_path, rows)
    put(tmp_path, "date,added\n2020-08-01,-1\n2020-08-02,x\n", "seats.csv")
    assert {
        "receptions.csv, row 4, column date",
        "receptions.csv, row 4, column asked",
        "receptions.csv, row 5",
        "receptions.csv, row 6",
        "receptions.csv, row 7",
        "receptions.csv, row 8, column shop",
        "seats.csv, row 2, column added",
        "seats.csv, row 3, column added",
    } == {fault.place for fault in faults(tmp_path)}


def test_seats_are_checked_though_receptions_are_missing(tmp_path):
    put(tmp_path, "date,added\n2020-08-01,-1\n", "seats.csv")
    assert ["seats.csv, row 2, column added", str(tmp_path)] == [
        fault.place for fault in faults(tmp_path)
    ]


def test_many_faults_alike_are_all_kept_and_the_first_twenty_told(tmp_path):
    start = date(2020, 8, 1)
    rows = [row(date=start + timedelta(days=n), asked="x") for n in range(100)]
    put(write_csv(tmp_path, rows), "date,added\n2020-08-01,x\n", "seats.csv")
    with pytest.raises(cs.BadInput) as caught:
        cs.read(tmp_path)
    lines = str(caught.value).split("\n")
    assert (101, 22) == (len(caught.value.faults), len(lines))
    assert "seats.csv, row 2" in lines[20]
    assert "receptions.csv, column asked: 80 more; expected a whole number" in lines[21]


@pytest.mark.parametrize(
    ("when", "status"),
    [("2019-08-01", 0), ("2019-07-31", 2), ("2022-01-01", 0), ("2022-01-02", 2)],
)
def test_a_date_more_than_a_year_outside_the_term_is_refused(
    tmp_path, capsys, when, status
):
    """Rows 40 and 49: a nearer one is a finding. The term is August to December
    2020.
    """
    put(tmp_path, csv_text([row(date=when), *SOUND]))
    ended, out, err = run(
        capsys, "check", ROOT / "sample_data" / "agreement.yaml", tmp_path
    )
    assert status == ended
    refused = (
        "receptions.csv, row 2, column date: " + when in err
        and "a date within a year of the term" in err
    )
    assert (status == 2) == refused == (out == "")


def findings(folder: Path) -> list[Any]:
    start, end = date(2020, 8, 1), date(2020, 8, 4)
    return cs.check(build.agreement(build.plain(start, end)), cs.read(folder)).found


def test_a_date_outside_the_term_is_a_finding(tmp_path):
    """Row 49, as the readings have it."""
    put(tmp_path, csv_text([*SOUND, row(date="2020-08-05")]))
    (found,) = [
        finding for finding in findings(tmp_path) if finding.code == "outside_term"
    ]
    assert (date(2020, 8, 5), 1) == (found.first, found.extra["count"])


def test_an_unknown_shop_is_a_finding(tmp_path):
    """Row 50, as the readings have it."""
    put(tmp_path, csv_text([*SOUND, row(shop="amazon")]))
    (found,) = [
        finding for finding in findings(tmp_path) if finding.code == "unknown_shop"
    ]
    assert ("amazon", 1) == (found.shop, found.extra["count"])


@pytest.mark.parametrize("shop", ["京东", "JD", "jd ", "ＪＤ", "京东商城", "Jingdong"])
def test_the_usual_names_of_a_platform_are_its_shop(tmp_path, shop):
    """Row 51: told, and no finding."""
    put(tmp_path, csv_text([*SOUND, row(shop=shop)]))
    assert [] == [
        finding for finding in findings(tmp_path) if finding.code == "unknown_shop"
    ]
    told = [note for note in cs.read(tmp_path).notes if "column shop" in note]
    assert bool(told) == (shop != "JD")  # its case alone is not told


# the command line


def test_bad_records_end_a_command_with_2_and_nothing_on_standard_output(
    tmp_path, capsys
):
    agreement = ROOT / "sample_data" / "agreement.yaml"
    folder = put(tmp_path, csv_text([*SOUND, row(asked="x", id="")]))
    for command in (["check"], ["explain", "--date", "2020-08-03"]):
        status, out, err = run(
            capsys, *command, agreement, folder, "--json", tmp_path / "result.json"
        )
        assert (2, "", 2) == (status, out, err.count("\n"))
        assert (
            "receptions.csv, row 4, column asked: 'x'; expected a whole number" in err
        )
        assert (
            "receptions.csv, row 4, column id: blank; expected a name; fix: fill the cell"
            in err
        )
        assert ["receptions.csv"] == [path.name for path in tmp_path.iterdir()]


def test_bad_records_give_messages_and_no_traceback_in_a_process_of_its_own(tmp_path):
    put(tmp_path, TRADITIONAL.encode("big5"))
    agreement = ROOT / "sample_data" / "agreement.yaml"
    command = [
        sys.executable,
        "-m",
        "cscontract",
        "check",
        str(agreement),
        str(tmp_path),
        "--json",
        "-",
    ]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert (2, "") == (done.returncode, done.stdout)
    assert "receptions.csv, row 2" in done.stderr and "Traceback" not in done.stderr


def test_repairs_are_told_on_standard_error_and_in_the_result(tmp_path, capsys):
    """Rows 1 and 22."""
    put(tmp_path, csv_text([*SOUND, row(shop="苏宁", asked="1,001")]).encode("gb18030"))
    agreement = ROOT / "sample_data" / "agreement.yaml"
    status, out, err = run(capsys, "check", agreement, tmp_path, "--json", "-")
    assert 0 == status
    for told in (
        "read as GB18030",
        "thousands commas taken out",
        "苏宁 is taken as the shop suning",
    ):
        assert told in out and "note: receptions.csv" in err and told in err
