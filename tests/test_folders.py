"""A folder of records as people leave it: several files a record, other endings,
folders within.
"""

import shutil
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

import cscontract as cs
from cscontract.core.language import in_language
from cscontract.records.schemas import RECORDS, SCHEMAS

import files

RECEPTIONS = files.sound("receptions")


def put(
    folder: Path, name: str, rows=None, header=None, record: str = "receptions"
) -> Path:
    """A file of a record under any name, in the form of its ending."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = files.WRITERS[path.suffix.lower()[1:]]
    found = files.sound(record) if rows is None else rows
    writer(path, header or files.HEADERS[record], found)
    return folder


def faults(folder: Path):
    with pytest.raises(cs.BadInput) as caught:
        cs.read(folder)
    found = caught.value.faults
    assert all("：" in fault.text("zh") for fault in found)
    return found


def the_fault(folder: Path):
    (fault,) = faults(folder)
    return fault


def findings(folder: Path, code: str):
    checked = cs.check(cs.load(files.agreement_file()), cs.read(folder))
    return [f for f in checked.to_dict()["findings"] if f["code"] == code]


# several files


@pytest.mark.parametrize(
    "names",
    [
        ("receptions-2020-08.csv", "receptions-2020-09.csv"),
        ("receptions.csv", "receptions_2.parquet"),
        ("receptions_202008.xlsx", "Receptions 2020年9月.CSV"),
        ("receptions-jd.csv", "receptions-taobao.xlsx"),
        ("receptions/August.csv", "receptions/2.xlsx"),
        ("receptions-1.csv", "receptions/rest.parquet"),
    ],
)
def test_the_files_of_a_record_are_read_together(tmp_path, names):
    put(put(tmp_path, names[0], RECEPTIONS[:2]), names[1], RECEPTIONS[2:])
    records = cs.read(tmp_path)
    assert ["2020-08-01", "2020-08-02", "2020-08-03"] == [
        str(r.date) for r in records.receptions
    ]
    told = {f"receptions: read together from {a}, {b}" for a, b in (names, names[::-1])}
    assert 1 == len(told & set(records.notes))


def test_rows_of_several_files_are_in_order_of_their_dates(tmp_path):
    put(
        put(tmp_path, "receptions-1.csv", RECEPTIONS[1:]),
        "receptions-2.csv",
        RECEPTIONS[:1],
    )
    records = cs.read(tmp_path)
    assert [1, 2, 3] == [row.date.day for row in records.receptions]
    frame = records.frame("receptions")
    assert ["receptions-2.csv", "receptions-1.csv", "receptions-1.csv"] == list(
        frame["file"]
    )
    assert [2, 2, 3] == list(frame["row"])


AGAIN = {
    "receptions": "2020-08-01 京东 a",
    "sessions": "s1",
    "presence": "jd a 2020-08-01 09:00:00",
    "seats": "2020-08-01",
    "bills": "2020-08",
}


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
@pytest.mark.parametrize("record", AGAIN)
def test_a_row_of_two_files_is_refused_with_both_places(tmp_path, record, form):
    rows = files.sound(record)
    again = [
        cell if cell != "jd" or record != "receptions" else "京东" for cell in rows[0]
    ]
    put(tmp_path, f"{record}-a.{form}", rows[:2], record=record)
    put(tmp_path, f"{record}-b.csv", [rows[2], again], record=record)
    if record not in ("receptions", "sessions"):
        put(tmp_path, "receptions.csv")
    fault = the_fault(tmp_path)
    assert (f"{record}-b.csv, row 3", AGAIN[record]) == (fault.place, fault.value)
    assert f"keep either this row or that: {record}-a.{form}, row 2" == fault.fix


@pytest.mark.parametrize("record", ["sessions", "presence"])
def test_typed_parquet_in_several_files_is_read_and_checked_alike(tmp_path, record):
    rows = files.typed(record, files.sound(record))
    put(put(tmp_path, f"{record}-a.parquet", rows[:2], record=record), "receptions.csv")
    put(tmp_path, f"{record}-b.parquet", rows[2:], record=record)
    frame = cs.read(tmp_path).frame(record)
    assert [2, 3, 2] == list(frame["row"]) and f"{record}-b.parquet" == frame["file"][2]
    put(tmp_path, f"{record}-b.parquet", [rows[0]], record=record)
    fault = the_fault(tmp_path)
    assert f"{record}-b.parquet, row 2" == fault.place
    assert f"{record}-a.parquet, row 2" in fault.fix


def test_a_customer_is_one_in_typed_parquet_and_in_csv(tmp_path):
    rows = files.sound("sessions")
    put(
        tmp_path,
        "sessions-a.parquet",
        files.typed("sessions", rows[:1]),
        record="sessions",
    )
    put(tmp_path, "sessions-b.csv", rows[2:], record="sessions")
    assert 1 == cs.read(tmp_path).frame("sessions")["customer"].nunique()


def test_logins_that_overlap_across_files_are_joined_and_that_is_told(tmp_path):
    header = files.HEADERS["presence"]
    put(tmp_path, "receptions.csv")
    put(
        tmp_path,
        "presence-a.csv",
        [["jd", "a", "2020-08-01 09:00", "2020-08-01 12:00"]],
        header,
    )
    put(
        tmp_path,
        "presence-b.csv",
        [["jd", "a", "2020-08-01 11:00", "2020-08-01 18:00"]],
        header,
    )
    told = "presence-a.csv, presence-b.csv, together: logins that overlap another of the same ID"
    assert any(note.startswith(told) for note in cs.read(tmp_path).notes)


@pytest.mark.parametrize("record", ["payments", "actions", "outages"])
def test_rows_alike_in_two_files_are_refused_and_in_one_file_both_count(
    tmp_path, record
):
    rows = files.sound(record)
    put(put(tmp_path, f"{record}-a.csv", rows[:2], record=record), "receptions.csv")
    put(tmp_path, f"{record}-b.xlsx", [rows[2], rows[0]], record=record)
    fault = the_fault(tmp_path)
    assert f"{record}-b.xlsx, row 3" == fault.place
    expected = f"delete this row or that: {record}-a.csv, row 2; where both are real, put them into"
    assert fault.fix.startswith(expected)
    put(tmp_path, f"{record}-b.xlsx", [rows[2]], record=record)
    put(tmp_path, f"{record}-a.csv", [*rows[:2], rows[0]], record=record)
    assert 4 == len(getattr(cs.read(tmp_path), record))


PAID = ["2020-08-10", "1500.00", "wechat", "2020-08"]


@pytest.mark.parametrize(
    ("other", "is_same"),
    [
        (["2020/8/10", "￥1,500.00", "微信", "2020年8月"], True),
        (["2020-08-10", "1500.00", "wechat", ""], True),
        (["2020-08-10", "1500.00", "wechat", "2020-09"], False),
        (["2020-08-11", "1500.00", "wechat", "2020-08"], False),
        (["2020-08-10", "1500.01", "wechat", "2020-08"], False),
        (["2020-08-10", "1500.00", "alipay", "2020-08"], False),
    ],
)
def test_payments_of_two_files_are_one_that_are_equal_as_read(tmp_path, other, is_same):
    for name, first, second in (("x", PAID, other), ("y", other, PAID)):
        folder = put(tmp_path / name, "receptions.csv")
        put(folder, "payments-1.csv", [first], record="payments")
        put(folder, "payments-2.csv", [second], record="payments")
        if is_same:
            assert "payments-2.csv, row 2" == the_fault(folder).place
        else:
            assert 2 == len(cs.read(folder).payments)


def test_each_row_that_two_files_have_is_told_by_its_own(tmp_path):
    folder = put(tmp_path, "receptions.csv")
    september = ["2020-08-10", "1500.00", "wechat", "2020-09"]
    put(folder, "payments-1.csv", [PAID, september, september], record="payments")
    put(folder, "payments-2.csv", [[*PAID[:3], ""], september], record="payments")
    places = [(fault.place, fault.fix.split(";")[0][-6:]) for fault in faults(folder)]
    assert [
        ("payments-2.csv, row 2", " row 2"),
        ("payments-2.csv, row 3", " row 3"),
    ] == places


def test_a_shop_of_two_names_is_one_in_outages_of_two_files(tmp_path):
    folder = put(tmp_path, "receptions.csv")
    when = ["2020-08-01 09:00", "2020-08-01 10:00"]
    put(folder, "outages-1.csv", [["jd", *when]], record="outages")
    put(folder, "outages-2.csv", [["京东", *when]], record="outages")
    assert "outages-2.csv, row 2" == the_fault(folder).place


@pytest.mark.parametrize("record", RECORDS)
def test_a_copy_of_a_file_is_refused(tmp_path, record):
    put(put(tmp_path, "receptions.csv"), f"{record}.csv", record=record)
    shutil.copy(tmp_path / f"{record}.csv", tmp_path / f"{record}-x.csv")
    fault = the_fault(tmp_path)
    assert {f"{record}.csv", f"{record}-x.csv"} == {
        fault.place,
        fault.value.split()[-1],
    }
    assert "the same bytes as" in fault.value


@pytest.mark.parametrize(
    "name",
    [
        "payments (1).csv",
        "payments-old.csv",
        "payments - 副本.xlsx",
        "payments_backup.csv",
        "payments（2）.csv",
    ],
)
def test_a_file_that_is_a_copy_by_its_name_is_refused(tmp_path, name):
    put(put(tmp_path, "receptions.csv"), name, record="payments")
    if "1" in name or "2" in name:
        put(tmp_path, "payments.csv", files.sound("payments")[:2], record="payments")
    fault = the_fault(tmp_path)
    assert (name, "a copy, by its name") == (fault.place, fault.value)


PARTS = [
    ("receptions(202008).csv", "receptions(202009).csv"),
    ("receptions (8).csv", "receptions (9).csv"),
    ("receptions(1).csv", "receptions（2）.csv"),
    ("receptions.csv", "receptions(2020-09).csv"),
    ("receptions.csv", "receptions（9月）.csv"),
    ("receptions.csv", "receptions(20200901-20200930).csv"),
]


@pytest.mark.parametrize("names", PARTS)
def test_brackets_of_a_month_or_without_an_original_are_a_part(tmp_path, names):
    for name, rows in zip(names, (RECEPTIONS[:1], RECEPTIONS[1:2]), strict=True):
        put(tmp_path, name, rows)
    assert 2 == len(cs.read(tmp_path).receptions)


@pytest.mark.parametrize(
    "name", ["receptions (1).csv", "receptions(9).csv", "receptions（12）.csv"]
)
def test_a_number_in_brackets_beside_the_original_is_a_copy(tmp_path, name):
    put(put(tmp_path, "receptions.csv", RECEPTIONS[:1]), name, RECEPTIONS[1:2])
    assert (name, "a copy, by its name") == (
        the_fault(tmp_path).place,
        the_fault(tmp_path).value,
    )


LIKE = {
    "receptions八月.csv": "receptions-八月.csv",
    "2020-09-receptions.csv": "receptions-2020-09.csv",
    "taobao_receptions.csv": "receptions-taobao.csv",
    "9月 Payments.xlsx": "payments-9月.xlsx",
    "my.sessions.old.parquet": "sessions-my-old.parquet",
    "jd_bills_8.xls": "bills-jd-8.xlsx",
}


@pytest.mark.parametrize("name", LIKE)
def test_a_name_that_contains_a_records_is_a_fault(tmp_path, name):
    (put(tmp_path, "receptions.csv") / name).write_text("x")
    fault = the_fault(tmp_path)
    assert (name, "named like a record") == (fault.place, fault.value)
    assert f"name it {LIKE[name]}, or take it away" == fault.fix
    below = tmp_path / "九月"
    below.mkdir()
    (tmp_path / name).rename(below / name)
    assert ("九月/", name) == (the_fault(tmp_path).place, the_fault(tmp_path).value)


@pytest.mark.parametrize(
    "name",
    ["transactions.csv", "客服绩效.csv", "interactions.xlsx", "about payments.md"],
)
def test_a_name_with_a_records_name_within_a_word_is_another(tmp_path, name):
    (put(tmp_path, "receptions.csv") / name).write_text("x")
    assert 3 == len(cs.read(tmp_path).receptions)


def test_one_form_of_a_part_is_read_not_two(tmp_path):
    put(
        put(tmp_path, "receptions-8.csv", RECEPTIONS[:2]),
        "receptions-8.xlsx",
        RECEPTIONS[:2],
    )
    assert "receptions-8.xlsx" == the_fault(tmp_path).place


def test_faults_of_all_files_are_told_together(tmp_path):
    for name in ("receptions-1.csv", "receptions/2.csv"):
        put(tmp_path, name, [["2020-08-01", "jd", name[-5], "x", "2", "1"]])
    places = [
        "receptions/2.csv, row 2, column asked",
        "receptions-1.csv, row 2, column asked",
    ]
    assert sorted(places) == sorted(fault.place for fault in faults(tmp_path))


def test_findings_name_the_file_and_row_they_rest_on(tmp_path):
    busy = [[f"2020-08-0{day}", "jd", "a", "150", "150", "1"] for day in range(1, 5)]
    put(put(tmp_path, "receptions-1.csv", busy[:2]), "receptions/2.csv", busy[2:])
    put(
        tmp_path,
        "receptions-3.csv",
        [
            ["2020-08-01", "x", "a", "1", "1", "1"],
            ["2020-07-01", "jd", "a", "1", "1", "1"],
        ],
    )
    (due,) = findings(tmp_path, "seats_due")
    assert ["receptions-1.csv:2", "receptions-1.csv:3", "receptions/2.csv:2"] == due[
        "rows"
    ][:3]
    (unknown,) = findings(tmp_path, "unknown_shop")
    assert (["receptions-3.csv:2"], "receptions-3.csv") == (
        unknown["rows"],
        unknown["file"],
    )
    (outside,) = findings(tmp_path, "outside_term")
    assert ["receptions-3.csv:3"] == outside["rows"]


def test_payments_bills_and_actions_name_their_file_as_well(tmp_path):
    put(tmp_path, "receptions.csv")
    put(
        tmp_path,
        "payments-1.csv",
        [["2020-08-14", "1.00", "cash", ""]],
        record="payments",
    )
    put(
        tmp_path,
        "payments-2.csv",
        [["2020-09-20", "2.00", "cash", ""]],
        record="payments",
    )
    put(tmp_path, "bills-1.csv", [["2020-08", "1.00"]], record="bills")
    put(tmp_path, "bills-2.csv", [["2020-09", "1.00"]], record="bills")
    methods = findings(tmp_path, "payment_method")
    assert ["payments-1.csv:2", "payments-2.csv:2"] == [f["rows"][0] for f in methods]
    bills = findings(tmp_path, "bill_differs")
    assert ["bills-1.csv:2", "bills-2.csv:2"] == [f["rows"][0] for f in bills]


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_sessions_name_their_file_as_well(tmp_path, form):
    rows = files.sound("sessions")
    rows[0][4] = rows[2][4] = "telephone"
    typed = files.typed("sessions", rows) if form == "parquet" else rows
    put(tmp_path, f"sessions-1.{form}", typed[:2], record="sessions")
    put(tmp_path, f"sessions-2.{form}", typed[2:], record="sessions")
    found = findings(tmp_path, "off_platform")
    assert [f"sessions-1.{form}:2", f"sessions-2.{form}:2"] == [
        f["rows"][0] for f in found
    ]


def test_a_far_date_names_its_file(tmp_path):
    put(tmp_path, "receptions-1.csv", RECEPTIONS)
    put(tmp_path, "receptions-2.csv", [["2030-01-01", "jd", "a", "1", "1", "1"]])
    with pytest.raises(cs.BadInput, match=r"receptions-2\.csv, row 2, column date"):
        cs.check(cs.load(files.agreement_file()), cs.read(tmp_path))


# endings that are not read


@pytest.mark.parametrize(
    "ending",
    [
        ".xls",
        ".XLS",
        ".xlsm",
        ".xlsb",
        ".tsv",
        ".ods",
        ".csv.gz",
        ".txt",
        ".json",
        ".numbers",
        ".zip",
        ".pdf",
        "",
        "-2020-08.xls",
        "_1.tsv",
    ],
)
@pytest.mark.parametrize("record", ["payments", "Sessions"])
def test_a_record_with_an_ending_that_is_not_read_is_a_fault(tmp_path, record, ending):
    """Case 07."""
    (put(tmp_path, "receptions.csv") / f"{record}{ending}").write_text("x")
    fault = the_fault(tmp_path)
    assert f"{record}{ending}" == fault.place and fault.fix
    assert "a record as .csv, .xlsx, .parquet" == fault.expected


def test_other_files_are_left_alone(tmp_path):
    put(tmp_path, "receptions.csv")
    for name in (
        "README.md",
        "notes.txt",
        "rounds.db",
        ".DS_Store",
        "~$notes.xlsx",
        "seat.csv",
    ):
        (tmp_path / name).write_text("x")
    assert ("seat.csv: not a record, left alone (write seats)",) == cs.read(
        tmp_path
    ).notes


@pytest.mark.parametrize(
    "name",
    [
        "~$receptions.xlsx",
        ".receptions.csv.swp",
        "._receptions.csv",
        ".~lock.receptions.xlsx#",
        "payments.csv~",
        "bills.csv.bak",
    ],
)
def test_locks_and_backups_of_a_record_are_left_alone_and_told(tmp_path, name):
    (put(tmp_path, "receptions.csv") / name).write_text("x")
    (note,) = cs.read(tmp_path).notes
    assert note.startswith(f"{name}: left alone") and "未读" in in_language(note, "zh")


# folders


@pytest.mark.parametrize(
    "name", ["2020/payments.csv", "2020/08/receptions.xlsx", "old/bills.xls"]
)
def test_a_record_in_a_folder_below_is_a_fault(tmp_path, name):
    put(tmp_path, "receptions.csv")
    path = tmp_path / name
    path.parent.mkdir(parents=True)
    path.write_text("x")
    fault = the_fault(tmp_path)
    folder, _, file = name.rpartition("/")
    assert (f"{folder}/", file) == (fault.place, fault.value)


def test_a_folder_below_without_records_is_left_alone(tmp_path):
    put(tmp_path, "receptions.csv")
    for name in ("reports/report.html", ".git/receptions.csv", "pictures/a.csv"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("x")
    (note,) = cs.read(tmp_path).notes
    assert "pictures/: not records, left alone (a.csv)" == note
    assert "未读（a.csv）" in in_language(note, "zh")


def test_a_folder_of_a_record_holds_its_files_and_nothing_else(tmp_path):
    put(tmp_path, "receptions/1.csv")
    for name in (".DS_Store", "~$1.xlsx", "_SUCCESS", "Thumbs.db", "desktop.ini"):
        (tmp_path / "receptions" / name).write_text("x")
    assert 3 == len(cs.read(tmp_path).receptions)
    (tmp_path / "receptions" / "2.xls").write_text("x")
    assert "receptions/2.xls" == the_fault(tmp_path).place
    (tmp_path / "receptions" / "2.xls").unlink()
    (tmp_path / "receptions" / "more").mkdir()
    assert "receptions/more/" == the_fault(tmp_path).place


@pytest.mark.parametrize("name", ["receptions", "receptions-2020"])
def test_a_folder_without_files_or_with_another_name_is_a_fault(tmp_path, name):
    put(tmp_path, "sessions.csv", record="sessions")
    (tmp_path / name).mkdir()
    assert f"{name}/" == the_fault(tmp_path).place


@pytest.mark.parametrize("record", RECORDS)
def test_the_columns_of_a_record_are_the_fields_of_its_rows(record):
    schema = SCHEMAS[record]
    assert ("row", *schema.columns) == schema.row._fields


@pytest.mark.parametrize("record", RECORDS)
def test_what_a_schema_says_of_columns_is_of_its_own(record):
    schema = SCHEMAS[record]
    named = {schema.began, schema.ended, *(schema.same.columns if schema.same else ())}
    assert set() == named - {None} - {*schema.columns}
    assert schema.ended or not schema.is_log


# headers and first lines


@pytest.mark.parametrize(
    "start", ["sep=;\n", '"sep=;"\r\n', "SEP=;\n", "\ufeffsep=;\n", "sep=\t\n"]
)
def test_a_first_line_that_names_the_separator_is_heeded(tmp_path, start):
    sign = "\t" if "\t" in start else ";"
    text = files.csv_text(files.HEADERS["receptions"], RECEPTIONS).replace(",", sign)
    (tmp_path / "receptions.csv").write_text(start + text, "utf-8", newline="")
    records = cs.read(tmp_path)
    assert [3, 4, 5] == [row.row for row in records.receptions]
    assert 1 == len(records.notes) and "as its first line says" in records.notes[0]


def test_a_first_line_that_names_the_comma_is_passed_over(tmp_path):
    text = files.csv_text(files.HEADERS["receptions"], RECEPTIONS)
    (tmp_path / "receptions.csv").write_text("sep=,\n" + text, "utf-8")
    records = cs.read(tmp_path)
    assert ([3, 4, 5], ()) == ([row.row for row in records.receptions], records.notes)


CHINESE = ["日期", "店铺", "客服", "咨询人数", "接待人数", "询单人数"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("above", [1, 3, 9])
@pytest.mark.parametrize("header", [files.HEADERS["receptions"], CHINESE])
def test_a_title_above_the_header_is_one_fault(tmp_path, form, above, header):
    titles = [["客服接待报表", *[""] * 5]] * (above - 1)
    rows = [*titles, header, *files.sound("receptions")]
    files.write(tmp_path, "receptions", rows, form, ["报表", *[""] * 5])
    fault = the_fault(tmp_path)
    assert f"receptions.{form}, row 1" == fault.place and "'报表'" == fault.value
    assert f"delete the rows above row {above + 1}" == fault.fix
    assert f"删除第 {above + 1} 行以上" in in_language(fault.fix, "zh")


def test_a_header_far_below_is_not_looked_for(tmp_path):
    rows = [["x"]] * 10 + [files.HEADERS["receptions"]]
    files.write(tmp_path, "receptions", rows, "csv", ["报表"])
    with pytest.raises(cs.BadInput) as caught:
        cs.read(tmp_path)
    assert 1 < len(caught.value.faults)


def test_columns_without_commas_stay_refused_where_no_line_says_so(tmp_path):
    text = files.csv_text(files.HEADERS["receptions"], RECEPTIONS).replace(",", ";")
    (tmp_path / "receptions.csv").write_text(text, "utf-8")
    assert "columns separated by commas" == the_fault(tmp_path).expected


CHINESE = {
    "receptions": "日期 店铺名称 旺旺昵称 咨询人数 接待人数 询单人数",
    "sessions": "会话编号 店铺 客服 顾客 渠道 开始时间 结束时间 是否接待 是否询单 是否有问题 问题已登记",
    "presence": "店铺 客服 上线时间 下线时间",
    "seats": "日期 加派坐席",
    "payments": "支付日期 金额 方式 月份",
    "actions": "时间 店铺 客服 操作 金额 是否授权",
    "outages": "店铺 开始时间 结束时间",
    "bills": "月份 金额",
}


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
@pytest.mark.parametrize("record", CHINESE)
def test_chinese_headers_are_read_and_told(tmp_path, record, form):
    put(tmp_path, "receptions.csv") if record not in (
        "receptions",
        "sessions",
    ) else None
    put(tmp_path, f"{record}.{form}", None, CHINESE[record].split(), record)
    plain = put(tmp_path.with_name("plain"), f"{record}.csv", record=record)
    put(plain, "receptions.csv") if record not in ("receptions", "sessions") else None
    records = cs.read(tmp_path)
    assert records.frame(record).equals(cs.read(plain).frame(record))
    assert records.notes[0].startswith(
        f"{record}.{form}: columns by their Chinese names: "
    )


def test_half_a_header_in_chinese_is_read_as_well(tmp_path):
    put(
        tmp_path,
        "receptions.csv",
        None,
        ["日期 ", "shop", "客服", "asked", "received", "询单人数"],
    )
    assert 3 == len(cs.read(tmp_path).receptions)


def test_two_names_of_one_column_are_refused_as_written(tmp_path):
    header = ["日期", "店铺", "客服", "咨询人数", "有效接待人数", "接待人数"]
    found = faults(put(tmp_path, "receptions.csv", None, header))
    assert (
        "'有效接待人数 / 接待人数'" == found[0].value
        and "each column once" == found[0].expected
    )


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("日期 店铺 接待人数 询单人数 成交人数", "agency"),
        ("旺旺昵称 接待人数 询单人数", "taobao"),
        ("日期 客服 接待量 咨询量", "jd"),
    ],
)
def test_another_report_points_to_import(tmp_path, header, kind):
    names = header.split()
    fault = the_fault(put(tmp_path, "receptions.csv", [["1"] * len(names)], names))
    assert "receptions.csv, row 1" == fault.place
    assert f"cscontract import receptions.csv --as {kind}" in fault.fix


# Parquet as CSV

TYPED = ["session", "shop", "id", "customer", "channel"]


@pytest.mark.parametrize("sign", ["\0", "\t", "\n", "\r", "\x1b", "\x7f"])
@pytest.mark.parametrize("column", TYPED)
def test_control_signs_are_refused_in_typed_parquet_as_in_csv(tmp_path, column, sign):
    """Cases 01 and 30."""
    rows = files.typed("sessions", files.with_row("sessions", **{column: f"a{sign}b"}))
    fault = the_fault(put(tmp_path, "sessions.parquet", rows, record="sessions"))
    assert f"sessions.parquet, row 4, column {column}" == fault.place
    assert "without control or invisible signs" in fault.expected


@pytest.mark.parametrize("column", ["session", "customer"])
def test_control_signs_are_refused_in_a_long_parquet_file_too(
    tmp_path, column, monkeypatch
):
    from cscontract.records.logs import parquet as parquet_logs

    monkeypatch.setattr(parquet_logs, "MOST_LOOKED_AT", 1)
    rows = files.typed("sessions", files.with_row("sessions", **{column: "a\0b"}))
    fault = the_fault(put(tmp_path, "sessions.parquet", rows, record="sessions"))
    assert f"sessions.parquet, row 4, column {column}" == fault.place


@pytest.mark.parametrize("record", ["sessions", "presence", "receptions"])
def test_a_damaged_parquet_file_is_refused_without_a_traceback(tmp_path, record):
    rows = files.typed(record, files.sound(record))
    path = put(tmp_path, f"{record}.parquet", rows, record=record) / f"{record}.parquet"
    sound = path.read_bytes()
    if record == "presence":
        put(tmp_path, "receptions.csv")
    for at in range(4, len(sound) - 8, len(sound) // 60):
        path.write_bytes(sound[:at] + bytes([sound[at] ^ 0xFF]) + sound[at + 1 :])
        try:
            cs.read(tmp_path).frame(record)
        except cs.BadInput as error:
            assert all(
                fault.place.startswith(f"{record}.parquet") for fault in error.faults
            )


def test_dictionaries_of_text_are_read_cell_by_cell(tmp_path):
    rows = files.typed("sessions", files.sound("sessions"))
    columns = [pyarrow.array(column) for column in zip(*rows, strict=True)]
    columns[1] = columns[1].dictionary_encode()
    table = pyarrow.table(columns, names=files.HEADERS["sessions"])
    pyarrow.parquet.write_table(table, tmp_path / "sessions.parquet")
    assert 3 == len(cs.read(tmp_path).frame("sessions"))
