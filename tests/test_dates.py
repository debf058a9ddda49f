"""One reader of dates and times for records and imports: year first, repairs told,
doubts refused.
"""

from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

import cscontract as cs
from cscontract.cli.main import main
from cscontract.core.language import in_language
from cscontract.records.cells import dates
from cscontract.records.imports.platform_exports import import_report

import files

FIRST = date(2020, 8, 1)
DAYS = [
    "2020-08-01",
    "2020/8/1",
    "2020/08/01",
    "2020.8.1",
    "2020-8-1",
    "2020年8月1日",
    "2020年08月01日",
    "20200801",
    "２０２０／８／１",
    "2020/8/1 0:00",
    "2020-08-01T00:00:00",
    "44044",
    "44044.0",
    "2020 年 8 月 1 日",
]
WITH_TIME = [
    "2020/8/1 9:00",
    "2020/8/1 9:00:30",
    "2020-08-01 09:00",
    "2020年8月1日 9:00",
    "2020年8月1日9时30分",
    "2020/8/1 9:00 AM",
    "2020/8/1 下午 3:00",
    "20200801 09:00",
    "2020-08-01T09:00:00.5",
    "44044.375",
    "２０２０／８／１　９：００",
]
NO_DAYS = [
    "01/08/2020",
    "1/8/2020",
    "08/01/2020",
    "20/8/1",
    "2020/8-1",
    "2020/8",
    "8月1日",
    "2020-08-01 morning",
    "2020-08-01 9",
    "2020/13/1",
    "2020-02-30",
    "2020-08-01 24:00",
    "2020-08-01 25:00",
    "2020/8/1 9:60",
    "2020/8/1 13:00 AM",
    "2020/8/1 上午 9:00 PM",
    "2020.8",
    "Aug 1, 2020",
    "2020-08-01²",
]


def read(folder: Path, text: object, kind: str = "csv") -> cs.Records:
    rows = [[text, "jd", "a", "3", "2", "1"]]
    return cs.read(files.write(folder, "receptions", rows, kind))


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
@pytest.mark.parametrize("text", [*DAYS, *WITH_TIME])
def test_a_date_with_the_year_first_is_read(tmp_path, text, kind):
    records = read(tmp_path, text, kind)
    assert FIRST == records.receptions[0].date
    told = [
        note
        for note in records.notes
        if "a time of day left out, the date read" in note
    ]
    assert (text in WITH_TIME) == bool(told)


@pytest.mark.parametrize("text", [*DAYS, *WITH_TIME])
def test_an_import_reads_the_dates_that_records_read(tmp_path, text):
    path = tmp_path / "rep.csv"
    files.write_csv(
        path,
        ["日期", "店铺", "客服", "接待人数", "询单人数"],
        [[text, "jd", "k", "6", "5"]],
    )
    imported = import_report(path, "agency")
    assert FIRST == imported.rows[0].date
    told = [note for note in imported.notes if "a time of day left out" in note]
    assert (text in WITH_TIME) == bool(told)


@pytest.mark.parametrize("text", NO_DAYS)
def test_what_may_be_two_dates_or_none_is_refused(tmp_path, text):
    with pytest.raises(cs.BadInput) as caught:
        read(tmp_path, text)
    (fault,) = caught.value.faults
    assert "receptions.csv, row 2, column date" == fault.place and fault.fix


@pytest.mark.parametrize("text", [text for text in DAYS if "20" in text])
def test_a_date_is_mended_and_told_but_for_the_plain_form(tmp_path, text):
    notes = read(tmp_path, text).notes
    is_plain = text in ("2020-08-01", "2020-08-01T00:00:00")
    assert is_plain == (not notes)
    for note in notes:
        assert "（1 个单元格）" in in_language(note, "zh")


TYPED = {
    datetime(2020, 8, 1): 0,
    date(2020, 8, 1): 0,
    datetime(2020, 8, 1, 15, 30): 1,
    44044: 0,
    44044.5: 1,
}


@pytest.mark.parametrize("value", TYPED)
def test_a_spreadsheets_own_dates_are_read(tmp_path, value):
    records = read(tmp_path, value, "xlsx")
    assert FIRST == records.receptions[0].date
    assert TYPED[value] == sum("time of day" in note for note in records.notes)


def test_a_time_with_a_zone_on_a_date_column_is_the_date_in_shanghai(tmp_path):
    records = read(tmp_path, datetime(2020, 7, 31, 16, 30, tzinfo=UTC), "parquet")
    assert FIRST == records.receptions[0].date
    assert FIRST == read(tmp_path / "b", "2020-07-31T16:30Z").receptions[0].date
    assert (
        date(2020, 7, 31)
        == read(tmp_path / "c", "2020-07-31T15:59Z").receptions[0].date
    )


@pytest.mark.parametrize("record", ["seats", "payments"])
def test_a_time_of_day_is_told_on_every_date_column(tmp_path, record):
    rows = files.sound(record)
    rows[2][0] = "2020/10/14 15:30:00"
    records = cs.read(files.write(tmp_path, record, rows))
    assert date(2020, 10, 14) == getattr(records, record)[2][1]
    assert any(
        "time of day left out" in note and "(1 cell)" in note for note in records.notes
    )


TIMES = {
    "2020/8/1 9:00": datetime(2020, 8, 1, 9),
    "2020.8.1 9:00:30": datetime(2020, 8, 1, 9, 0, 30),
    "2020年8月1日 9时5分": datetime(2020, 8, 1, 9, 5),
    "2020/8/1 12:00 AM": datetime(2020, 8, 1, 0),
    "2020/8/1 12:30 PM": datetime(2020, 8, 1, 12, 30),
    "2020/8/1 下午1:05": datetime(2020, 8, 1, 13, 5),
    "2020/8/1 上午 11:05": datetime(2020, 8, 1, 11, 5),
    "2020-08-01T09:00Z": datetime(2020, 8, 1, 17),
    "44044.375": datetime(2020, 8, 1, 9),
}


@pytest.mark.parametrize("text", TIMES)
def test_a_time_is_read_as_people_and_spreadsheets_write_it(tmp_path, text):
    row = ["jd", "a", text, "2020-08-01T23:00Z" if "Z" in text else "2020-08-01 23:00"]
    records = cs.read(files.write(tmp_path, "presence", [row]))
    assert TIMES[text] == records.frame("presence")["online_at"][0].to_pydatetime()


@pytest.mark.parametrize(
    "text", ["2020-08-01", "44044", "2020/8/1 13:00 PM", "1/8/2020 9:00", "9:00"]
)
def test_a_time_in_doubt_is_refused(tmp_path, text):
    with pytest.raises(cs.BadInput, match="row 2, column online_at"):
        cs.read(
            files.write(tmp_path, "presence", [["jd", "a", text, "2020-08-01 23:00"]])
        )


MONTHS = [
    "2020/8",
    "2020-8",
    "2020.08",
    "2020.8",
    "2020年8月",
    "202008",
    "2020/8/1",
    "2020年08月1日",
]


@pytest.mark.parametrize("text", MONTHS)
def test_a_month_is_read_with_the_year_first(tmp_path, text):
    records = cs.read(files.write(tmp_path, "bills", [[text, "1500.00"]]))
    assert "2020-08" == records.bills[0].month


@pytest.mark.parametrize(
    "text", ["8/2020", "2020.1", "2020/13", "2020/8/2", "Aug-20", "8月"]
)
def test_a_month_in_doubt_is_refused(tmp_path, text):
    """2020.1 may be what a spreadsheet made of 2020.10."""
    with pytest.raises(cs.BadInput, match="row 2, column month"):
        cs.read(files.write(tmp_path, "bills", [[text, "1500.00"]]))


ENDS = {"presence": "offline_at", "sessions": "ended_at", "outages": "ended_at"}


@pytest.mark.parametrize("year", ["1988", "2102", "9999"])
@pytest.mark.parametrize("record", ENDS)
def test_an_end_is_bounded_as_a_start_is(tmp_path, record, year):
    rows = files.with_row(record, **{ENDS[record]: f"{year}-08-03 11:30"})
    with pytest.raises(cs.BadInput, match="a time, 1989-01-01 to 2101-12-31"):
        cs.read(files.write(tmp_path, record, rows))


@pytest.mark.parametrize("record", ENDS)
def test_an_end_within_the_bounds_is_read(tmp_path, record):
    rows = files.with_row(record, **{ENDS[record]: "2101-12-31 23:59"})
    assert cs.read(files.write(tmp_path, record, rows))


def test_the_text_of_a_workbooks_formatted_date_and_its_own_date_are_one(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["paid_on", "amount", "method", "month"])
    book.active.append(
        [datetime(2020, 8, 14, 15, 30), "145.16", "wechat", date(2020, 8, 1)]
    )
    book.active.append(["2020/9/14 15:30", "1.00", "wechat", "2020/9"])
    files.write(tmp_path, "bills", files.sound("bills"))
    book.save(tmp_path / "payments.xlsx")
    payments = cs.read(tmp_path).payments
    assert [date(2020, 8, 14), date(2020, 9, 14)] == [row.paid_on for row in payments]
    assert ["2020-08", "2020-09"] == [row.month for row in payments]


def test_dates_of_excel_are_judged_like_others(tmp_path, capsys):
    """Case 24: a folder of which every date was saved by a spreadsheet."""
    files.write_csv(
        tmp_path / "receptions.csv",
        files.HEADERS["receptions"],
        [[f"2020/8/{day}", "taobao", "t1", "50", "50", "50"] for day in (1, 2, 3)],
    )
    files.write_csv(
        tmp_path / "payments.csv",
        files.HEADERS["payments"],
        [["2020-08-14 15:30:00", "145.16", "wechat", "2020/8"]],
    )
    assert 0 == main(["check", str(files.agreement_file()), str(tmp_path)])
    err = capsys.readouterr().err
    assert (
        "payments.csv, column paid_on: a time of day left out, the date read (1 cell)"
        in err
    )


def test_the_hour_of_a_half_day_is_one_of_12():
    repairs: list[str] = []
    assert 0 == dates.read("2020/8/1 12:00 AM", repairs).clock.hour
    assert 12 == dates.read("2020/8/1 12:00 PM", repairs).clock.hour
    with pytest.raises(dates.NoSuchTime):
        dates.read("2020/8/1 13:00 PM", repairs)
