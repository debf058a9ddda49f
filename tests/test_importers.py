"""Platform exports become receptions: each kind read, each trap told, each other file
refused with its place.
"""

import csv
import os
import re
from datetime import date

import openpyxl
import pytest

import cscontract as cs
from cscontract.records.imports.kinds_of_reports import kinds
from cscontract.records.imports.merging import write_receptions
from cscontract.records.imports.platform_exports import Imported, import_report
from cscontract.records.read import Reception

import build

FIRST = date(2020, 8, 3)
ONE_DAY = "自制报表-报表查看-客服绩效_20200803_20200803_全部"
TAOBAO = (
    "旺旺昵称",
    "咨询人数",
    "有效接待人数",
    "询单人数",
    "首次响应时长（秒)",
    "客户满意率",
)
JD = ("日期", "客服", "接待量", "首次平均响应时间", "30s应答率")
AGENCY = (
    "日期",
    "店铺",
    "客服",
    "咨询人数",
    "接待人数",
    "询单人数",
    "回复率",
    "平均接待时长",
)
TAILS = ("汇总值", "平均值", "全店汇总值", "全店平均值", "同行同层优秀", "同行同层均值")
#: kind → header, rows of 2020-08-03 (received 1,001 and 18), options, the shop
GOOD = {
    "taobao": (
        TAOBAO,
        [
            ("某某旗舰店:小美", "1,020", "1,001", "60", "32.5", "93.4%"),
            ("某某旗舰店:小丽", "19", "18", "0", "00:01:30", "-"),
            *((tail, "1,039", "1,019", "60", "-", "暂无数据") for tail in TAILS),
        ],
        {"shop": "taobao"},
        "taobao",
    ),
    "jd": (
        JD,
        [
            ("2020-08-03", "京小东", "1,001", "1分30秒", "93.4%"),
            ("2020-08-03", "京小西", "18", "90", "0.934"),
        ],
        {},
        "jd",
    ),
    "agency": (
        AGENCY,
        [
            ("2020-08-03", "苏宁易购", "甲", "1,020", "1,001", "60", "99%", "00:01:30"),
            ("2020-08-03", "苏宁易购", "乙", "19", "18", "0", "98%", "90"),
            ("汇总", "", "", "1,039", "1,019", "60", "", ""),
        ],
        {},
        "苏宁易购",
    ),
    "generic": (
        ("统计日", "店", "员工", "来询", "接待", "询单", "买家昵称"),
        [
            ("2020-08-03", "某某专营店", "甲", "1,020", "1,001", "60", "private"),
            ("2020-08-03", "某某专营店", "乙", "19", "18", "0", "private"),
        ],
        {},
        "suning",
    ),
}
MAPPING = """columns: {date: 统计日, shop: 店, id: 员工, asked: 来询, received: 接待, inquiring: 询单}
shops: {某某专营店: suning}
"""


def a_csv(path, header, rows, encoding="gb18030"):
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def an_xlsx(path, header, rows, *other_sheets):
    book = openpyxl.Workbook()
    book.active.title = "整体数据"
    for row in (header, *rows):
        book.active.append(row)
    for title in other_sheets:
        book.create_sheet(title).append(("private",))
    book.save(path)
    return path


def a_mapping(folder, text=MAPPING):
    path = folder / "mapping.yaml"
    path.write_text(text, "utf-8")
    return path


def taobao(folder, *rows, header=TAOBAO, name=ONE_DAY, **options):
    return import_report(
        a_csv(folder / f"{name}.csv", header, rows), "taobao", **options
    )


def jd(folder, *rows, header=JD, **options):
    return import_report(a_csv(folder / "jd.csv", header, rows), "jd", **options)


def agency(folder, *rows, header=AGENCY, **options):
    return import_report(
        a_csv(folder / "agency.csv", header, rows), "agency", **options
    )


def generic(folder, text, *rows, header=GOOD["generic"][0], **options):
    path = a_csv(folder / "report.csv", header, rows)
    return import_report(path, "generic", mapping=a_mapping(folder, text), **options)


def counted(imported):
    """Date, shop, ID and counts of each row."""
    return [tuple(row)[1:] for row in imported.rows]


def told(imported, words):
    return [note for note in imported.notes if words in note]


def refused(command, *arguments, **options):
    """The faults with which a command refuses, as text."""
    with pytest.raises(cs.BadInput) as caught:
        command(*arguments, **options)
    return [str(fault) for fault in caught.value.faults]


# every kind, from the report to the verdict


@pytest.mark.parametrize("form", ["gb18030", "utf-8", "utf-8-sig", "xlsx"])
@pytest.mark.parametrize("kind", GOOD)
def test_a_good_report_becomes_records_that_are_judged(tmp_path, kind, form):
    header, rows, options, shop = GOOD[kind]
    options = options | ({"mapping": a_mapping(tmp_path)} if kind == "generic" else {})
    path = tmp_path / (f"{ONE_DAY}.xlsx" if form == "xlsx" else f"{ONE_DAY}.csv")
    an_xlsx(path, header, rows) if form == "xlsx" else a_csv(path, header, rows, form)
    imported = import_report(path, kind, **options)
    write_receptions(imported, tmp_path / "records")
    agreement = build.agreement(
        build.plain(FIRST, FIRST, readings={"surcharge_days": "every_day"})
    )
    verdict = cs.check(agreement, cs.read(tmp_path / "records"))
    assert [1001, 18] == [row.received for row in imported.rows]
    assert {(FIRST, shop)} == {(row.date, row.shop) for row in imported.rows}
    assert ["1019"] == [str(x.volume) for x in verdict.ledger if x.kind == "surcharge"]
    assert not [finding for finding in verdict.found if finding.code == "unknown_shop"]


def test_every_kind_has_a_good_report():
    assert set(kinds()) == set(GOOD)


def test_a_row_keeps_its_number_in_the_report(tmp_path):
    assert [2, 3] == [row.row for row in jd(tmp_path, *GOOD["jd"][1]).rows]


def test_only_listed_columns_reach_records_and_notes(tmp_path):
    imported = generic(tmp_path, MAPPING, *GOOD["generic"][1])
    text = write_receptions(imported, tmp_path / "out").read_text("utf-8")
    assert "private" not in text + "".join(imported.notes)


def test_the_notes_say_which_columns_were_read(tmp_path):
    imported = taobao(tmp_path, *GOOD["taobao"][1], shop="taobao")
    columns = "id from 旺旺昵称, asked from 咨询人数, received from 有效接待人数, inquiring from 询单人数"
    assert [f"{ONE_DAY}.csv: read {columns}"] == told(imported, "read id")


def test_a_gb18030_report_and_its_thousands_commas_are_told(tmp_path):
    imported = jd(tmp_path, *GOOD["jd"][1])
    assert told(imported, "read as GB18030")
    assert ["jd.csv, column 接待量: thousands commas taken out (1 cell)"] == told(
        imported, "commas"
    )


# headers


@pytest.mark.parametrize(
    "header",
    [
        (
            "旺旺昵称 ",
            "咨询人数",
            "有效 接待人数",
            "询单人数",
            "首次响应时长（秒)",
            "率",
        ),
        (
            "旺旺昵称",
            "咨询⼈数",
            "有效接待⼈数",
            "询单⼈数：",
            "首次响应时长(秒）",
            "率",
        ),
    ],
)
def test_headers_are_compared_in_one_width_and_without_blanks(tmp_path, header):
    rows = [("店:甲", "5", "4", "3", "1", "1")]
    assert [(FIRST, "店", "甲", 5, 4, 3)] == counted(
        taobao(tmp_path, *rows, header=header)
    )


def test_mixed_brackets_in_a_mapped_column_are_one(tmp_path):
    text = MAPPING.replace("接待", "接待(人）")
    header = ("统计日", "店", "员工", "来询", "接待（人)", "询单")
    imported = generic(
        tmp_path, text, ("2020-08-03", "店", "甲", 3, 2, 1), header=header
    )
    assert [(FIRST, "店", "甲", 3, 2, 1)] == counted(imported)


def test_of_two_columns_for_one_field_the_better_is_read_and_the_other_told(tmp_path):
    header = ("旺旺昵称", "接待人数", "直接接待人数", "有效接待人数", "当日询单人数")
    imported = taobao(tmp_path, ("店:甲", "9", "8", "7", "5"), header=header)
    assert [(FIRST, "店", "甲", 7, 7, 5)] == counted(imported)
    assert told(imported, "received from 有效接待人数 (not 接待人数, 直接接待人数)")


@pytest.mark.parametrize("name", ["有效接待人数", "直接接待人数", "接待人数"])
def test_received_goes_by_three_names(tmp_path, name):
    header = ("旺旺昵称", name, "询单人数")
    assert [(FIRST, "店", "甲", 7, 7, 5)] == counted(
        taobao(tmp_path, ("店:甲", "7", "5"), header=header)
    )


def test_asked_that_is_missing_is_received_and_told(tmp_path):
    imported = taobao(
        tmp_path, ("店:甲", "7", "5"), header=("旺旺昵称", "接待人数", "询单人数")
    )
    assert told(imported, "no column of asked: 接待人数 is taken instead")


@pytest.mark.parametrize("kind", ["taobao", "agency"])
def test_inquiring_that_is_missing_is_refused_with_the_mend(tmp_path, kind):
    header = tuple(name for name in GOOD[kind][0] if name != "询单人数")
    path = a_csv(tmp_path / f"{ONE_DAY}.csv", header, [("x",) * len(header)])
    [fault] = refused(import_report, path, kind)
    assert fault.startswith(
        f"{ONE_DAY}.csv, row 1: missing; expected a column 询单人数 or"
    )
    assert (
        "fix: choose 询单人数 among the report's columns" in fault
        and "--as generic" in fault
    )


def test_missing_columns_are_refused_by_name_with_the_nearest(tmp_path):
    header = ("旺旺昵称号", "咨询人数", "日均询单人数")
    faults = refused(taobao, tmp_path, ("店:甲", "7", "5"), header=header)
    assert 3 == len(faults)
    assert (
        "expected a column 旺旺昵称 (id)" in faults[0]
        and "nearest there is 旺旺昵称号" in faults[0]
    )
    assert "有效接待人数 or 直接接待人数 or 接待人数 (received)" in faults[1]
    assert (
        "nearest there is 日均询单人数: rename it only if it is the same" in faults[2]
    )


def test_a_needed_column_that_stands_twice_is_refused(tmp_path):
    header = ("日期", "客服", "接待量", "接待量")
    [fault] = refused(jd, tmp_path, ("2020-08-03", "甲", "1", "2"), header=header)
    assert "jd.csv, row 1: '接待量'; expected each column once" in fault


def test_other_columns_may_stand_twice(tmp_path):
    header = ("日期", "客服", "接待量", "备注", "备注", "")
    imported = jd(tmp_path, ("2020-08-03", "甲", "1", "", "", ""), header=header)
    assert [(FIRST, "jd", "甲", 1, 1, 1)] == counted(imported)


def test_rows_above_the_header_are_refused_with_its_row(tmp_path):
    path = an_xlsx(tmp_path / "jd.xlsx", ("八月客服报表",), [JD, *GOOD["jd"][1]])
    [fault] = refused(import_report, path, "jd")
    assert "jd.xlsx, row 1: no names of columns" in fault
    assert fault.endswith("fix: delete the rows above row 2")


@pytest.mark.parametrize("separator", [";", "\t"])
def test_columns_apart_by_other_signs_than_commas_are_refused(tmp_path, separator):
    path = tmp_path / "jd.csv"
    path.write_text(
        separator.join(JD) + "\n" + separator.join(GOOD["jd"][1][0]) + "\n", "utf-8"
    )
    [fault] = refused(import_report, path, "jd")
    assert "jd.csv, row 1: one column; expected columns separated by commas" in fault


# Taobao


def test_the_six_tail_rows_are_left_out_and_told(tmp_path):
    imported = taobao(tmp_path, *GOOD["taobao"][1], shop="taobao")
    assert ["小美", "小丽"] == [row.id for row in imported.rows]
    [note] = told(imported, "totals and averages left out: row 4 (汇总值), 5 (平均值)")
    assert all(tail in note for tail in TAILS)


def test_tail_rows_may_stand_in_the_column_of_dates_and_be_short(tmp_path):
    header = ("日期", "旺旺昵称", "接待人数", "询单人数")
    rows = [
        ("2020-08-03", "店:甲", "7", "5"),
        ("汇总值", "-", "7", "5"),
        ("平均值", "7"),
    ]
    assert 1 == len(taobao(tmp_path, *rows, header=header).rows)


def test_an_id_at_rest_is_left_out_and_told(tmp_path):
    rows = [
        ("店:甲", "暂无数据", "-", "", "-", "-"),
        ("店:乙", "3", "2", "0", "9", "暂无数据"),
    ]
    imported = taobao(tmp_path, *rows)
    assert ["乙"] == [row.id for row in imported.rows]
    assert told(imported, "IDs at rest, without any count, left out: row 2")


def test_zeros_are_counts_and_no_rest(tmp_path):
    imported = taobao(tmp_path, ("店:甲", "0", "0", "0", "-", "-"))
    assert [(FIRST, "店", "甲", 0, 0, 0)] == counted(imported)


@pytest.mark.parametrize(
    ("empty", "value"), [("暂无数据", "'暂无数据'"), ("-", "'-'"), ("", "blank")]
)
def test_a_single_missing_count_is_an_error(tmp_path, empty, value):
    [fault] = refused(taobao, tmp_path, ("店:甲", "3", "2", empty, "-", "-"))
    assert fault.startswith(
        f"{ONE_DAY}.csv, row 2, column 询单人数: {value}; expected a whole number"
    )


def test_a_count_that_comes_a_day_late_is_an_error_with_its_mend(tmp_path):
    [fault] = refused(taobao, tmp_path, ("店:甲", "3", "2", "延迟统计", "-", "-"))
    assert fault.endswith("fix: the platform counts it a day late: export it tomorrow")


def test_nobody_inquiring_on_the_newest_day_is_told(tmp_path):
    header = ("日期", "旺旺昵称", "接待人数", "询单人数")
    rows = [("2020-08-03", "店:甲", "7", "0"), ("2020-08-04", "店:甲", "7", "0")]
    assert told(
        taobao(tmp_path, *rows, header=header), "nobody inquiring on 2020-08-04"
    )
    rows = [("2020-08-03", "店:甲", "7", "0"), ("2020-08-04", "店:甲", "7", "1")]
    assert not told(taobao(tmp_path, *rows, header=header), "nobody inquiring")


def test_the_shop_stands_before_the_colon_of_either_width(tmp_path):
    rows = [("甲店:小美", "3", "2", "1", "", ""), ("乙店：小美", "6", "5", "4", "", "")]
    assert [
        (FIRST, "甲店", "小美", 3, 2, 1),
        (FIRST, "乙店", "小美", 6, 5, 4),
    ] == counted(taobao(tmp_path, *rows))


def test_the_shops_own_account_has_no_colon(tmp_path):
    rows = [("甲店", "3", "2", "1", "", ""), ("甲店:小美", "6", "5", "4", "", "")]
    assert [("甲店", "甲店"), ("甲店", "小美")] == [
        (row.shop, row.id) for row in taobao(tmp_path, *rows).rows
    ]


def test_the_shop_that_is_given_governs_and_is_told(tmp_path):
    imported = taobao(tmp_path, ("甲店:小美", "3", "2", "1", "", ""), shop="taobao")
    assert [(FIRST, "taobao", "小美", 3, 2, 1)] == counted(imported)
    assert told(imported, "甲店 is taken as the shop taobao")


def test_accounts_without_a_shop_are_refused_unless_one_is_given(tmp_path):
    row = ("小美", "3", "2", "1", "", "")
    [fault] = refused(taobao, tmp_path, row)
    assert (
        f"{ONE_DAY}.csv, row 2, column 旺旺昵称: '小美'" in fault
        and "--shop taobao" in fault
    )
    assert [(FIRST, "taobao", "小美", 3, 2, 1)] == counted(
        taobao(tmp_path, row, shop="taobao")
    )


def test_several_shops_are_not_put_under_one_name(tmp_path):
    rows = [("甲店:小美", "3", "2", "1", "", ""), ("乙店:小美", "6", "5", "4", "", "")]
    [fault] = refused(taobao, tmp_path, *rows, shop="taobao")
    assert "乙店, 甲店; expected one shop" in fault and "--mapping" in fault
    shops = a_mapping(tmp_path, "shops: {甲店: taobao, 乙店: tmall}\n")
    assert ["taobao", "tmall"] == [
        row.shop for row in taobao(tmp_path, *rows, mapping=shops).rows
    ]


@pytest.mark.parametrize("account", ["店:", ":小美"])
def test_half_an_account_is_refused(tmp_path, account):
    [fault] = refused(taobao, tmp_path, (account, "3", "2", "1", "", ""))
    assert f"row 2, column 旺旺昵称: '{account}'; expected a name" in fault


@pytest.mark.parametrize(
    "name",
    [
        ONE_DAY,
        "客服绩效_2020-08-03_2020-08-03",
        "客服绩效20200803-20200803 (1)",
        "客服_20200803～20200803",
    ],
)
def test_the_date_is_the_one_day_of_the_files_name(tmp_path, name):
    imported = taobao(tmp_path, ("店:甲", "3", "2", "1", "", ""), name=name)
    assert [FIRST] == [row.date for row in imported.rows]
    assert told(imported, "date 2020-08-03 taken from the file's name")


def test_a_report_of_more_than_a_day_is_refused(tmp_path):
    row, name = ("店:甲", "3", "2", "1", "", ""), "客服绩效_20200801_20200831_全部"
    [fault] = refused(taobao, tmp_path, row, name=name)
    assert fault.startswith(f"{name}.csv: 2020-08-01 to 2020-08-31 in the file's name")
    assert fault.endswith("expected a report of one day; fix: export day by day")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("客服绩效", "no period in the file's name"),
        ("客服绩效_20200803", "no period in the file's name"),
        ("客服_20200803_20200803_20200804_20200804", "2 period"),
        ("客服_20200230_20200230", "a date that exists"),
        ("客服_20200804_20200803", "2020-08-04 to 2020-08-03"),
    ],
)
def test_a_name_without_one_day_is_refused(tmp_path, name, words):
    [fault] = refused(taobao, tmp_path, ("店:甲", "3", "2", "1", "", ""), name=name)
    assert fault.startswith(f"{name}.csv: ") and words in fault


@pytest.mark.parametrize(
    "written",
    [
        "2020-08-03",
        "20200803",
        "2020/8/3",
        "2020/08/03 00:00:00",
        "2020-08-03~2020-08-03",
    ],
)
def test_a_column_of_dates_governs_over_the_files_name(tmp_path, written):
    header = ("日期", "旺旺昵称", "接待人数", "询单人数")
    name = "客服绩效_20200801_20200831_全部"
    imported = taobao(tmp_path, (written, "店:甲", "7", "5"), header=header, name=name)
    assert [(FIRST, "店", "甲", 7, 7, 5)] == counted(imported)


def test_dates_of_a_spreadsheet_are_read(tmp_path):
    path = an_xlsx(
        tmp_path / "jd.xlsx",
        JD,
        [(FIRST, "甲", 18, 90, 0.9), (44047, "乙", 7.0, 90, 1)],
    )
    assert [(date(2020, 8, 3), 18), (date(2020, 8, 4), 7)] == [
        (row.date, row.received) for row in import_report(path, "jd").rows
    ]


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("2020-08-01~2020-08-31", "fix: export the report day by day"),
        ("2020-08-01 至 2020-08-31", "fix: export the report day by day"),
        ("03/08/2020", "expected a date"),
        ("2020/2/30", "expected a date that exists"),
    ],
)
def test_a_date_that_is_no_day_is_refused(tmp_path, written, words):
    header = ("日期", "旺旺昵称", "接待人数", "询单人数")
    [fault] = refused(taobao, tmp_path, (written, "店:甲", "7", "5"), header=header)
    assert f"row 2, column 日期: '{written}'" in fault and words in fault


# JD


def test_the_one_count_of_jd_stands_for_all_three_and_is_told(tmp_path):
    imported = jd(tmp_path, *GOOD["jd"][1])
    assert (1001, 1001, 1001) == imported.rows[0][-3:]
    words = "no column of asked or inquiring: 接待量, which may count persons or sessions, is taken"
    assert told(imported, words) and told(
        imported, "the report names no shop: jd is taken"
    )


def test_persons_received_before_the_order_are_the_inquiring_of_jd(tmp_path):
    imported = jd(
        tmp_path,
        ("2020-08-03", "甲", "9", "4"),
        header=("日期", "客服", "接待量", "售前接待人数"),
    )
    assert [(FIRST, "jd", "甲", 9, 9, 4)] == counted(imported)
    assert told(imported, "no column of asked: 接待量")


def test_only_the_first_sheet_of_jd_is_read(tmp_path):
    path = an_xlsx(tmp_path / "jd.xlsx", JD, GOOD["jd"][1], "分客服", "说明")
    imported = import_report(path, "jd")
    assert 2 == len(imported.rows)
    assert told(imported, "only the first sheet was read, not 分客服, 说明")


def test_totals_of_jd_are_left_out_and_told(tmp_path):
    rows = [*GOOD["jd"][1], ("2020-08-03", "合计", "1,019", "-", "-")]
    imported = jd(tmp_path, *rows)
    assert 2 == len(imported.rows) and told(imported, "row 4 (合计)")


def test_the_shop_of_a_jd_report_may_be_given(tmp_path):
    assert {"京东自营"} == {
        row.shop for row in jd(tmp_path, *GOOD["jd"][1], shop="京东自营").rows
    }


# agency


def test_an_agency_sheet_without_accounts_has_the_shop_as_its_id(tmp_path):
    header = ("日期", "店铺", "接待人数", "询单人数", "日均询单人数")
    imported = agency(tmp_path, ("2020-08-03", "淘宝", "9", "4", "4.0"), header=header)
    assert [(FIRST, "淘宝", "淘宝", 9, 9, 4)] == counted(imported)
    assert told(imported, "the shop's name is the ID")


def test_an_agency_sheet_by_shifts_has_the_shifts_as_ids(tmp_path):
    header = ("日期", "店铺", "早晚班", "接待人数", "询单人数")
    rows = [
        ("2020-08-03", "淘宝", "早班", "9", "4"),
        ("2020-08-03", "淘宝", "晚班", "8", "3"),
    ]
    imported = agency(
        tmp_path, *rows, ("2020-08-03", "淘宝", "合计", "17", "7"), header=header
    )
    assert ["早班", "晚班"] == [row.id for row in imported.rows]
    assert told(imported, "id from 早晚班") and told(imported, "row 4 (合计)")


@pytest.mark.parametrize("label", ["合计", "汇总", "合计：", " 汇 总 "])
def test_totals_of_an_agency_sheet_are_left_out_wherever_they_stand(tmp_path, label):
    good = ("2020-08-03", "淘宝", "甲", "9", "9", "4", "", "")
    rows = [
        good,
        (label, "", "", "9", "9", "4", "", ""),
        ("2020-08-03", label, *good[2:]),
    ]
    imported = agency(tmp_path, *rows)
    assert 1 == len(imported.rows) and told(imported, "left out: row 3")


def test_an_agency_sheet_without_shops_takes_the_one_given(tmp_path):
    header = ("日期", "客服", "接待人数", "询单人数")
    row = ("2020-08-03", "甲", "9", "4")
    assert any(
        "or give --shop" in fault
        for fault in refused(agency, tmp_path, row, header=header)
    )
    imported = agency(tmp_path, row, header=header, shop="taobao")
    assert [(FIRST, "taobao", "甲", 9, 9, 4)] == counted(imported)


def test_an_agency_sheet_has_several_shops(tmp_path):
    good = ("甲", "9", "9", "4", "", "")
    rows = [("2020-08-03", "淘宝", *good), ("2020-08-03", "京东", *good)]
    assert ["淘宝", "京东"] == [row.shop for row in agency(tmp_path, *rows).rows]


def test_a_cell_left_blank_by_merging_is_an_error(tmp_path):
    rows = [
        ("2020-08-03", "淘宝", "甲", 9, 9, 4, "", ""),
        (None, None, "乙", 9, 9, 4, "", ""),
    ]
    path = an_xlsx(tmp_path / "agency.xlsx", AGENCY, rows)
    faults = refused(import_report, path, "agency")
    assert ["agency.xlsx, row 3, column 日期", "agency.xlsx, row 3, column 店铺"] == [
        fault.partition(": blank;")[0] for fault in faults
    ]


# generic


def test_constants_stand_for_columns(tmp_path):
    text = """columns: {received: 接待, inquiring: 接待}
constant: {shop: 苏宁, id: all, date: 2020-08-03}
"""
    imported = generic(tmp_path, text, ("7",), header=("接待",))
    assert [(FIRST, "苏宁", "all", 7, 7, 7)] == counted(imported)


def test_the_shop_that_is_given_stands_for_a_column(tmp_path):
    text = "columns: {date: 统计日, id: 员工, received: 接待, inquiring: 询单}"
    imported = generic(tmp_path, text, *GOOD["generic"][1], shop="suning")
    assert {"suning"} == {row.shop for row in imported.rows}


def test_generic_needs_a_mapping(tmp_path):
    path = a_csv(tmp_path / "report.csv", ("a",), [("1",)])
    [fault] = refused(import_report, path, "generic")
    assert fault.startswith(
        "--mapping: missing; expected a mapping file for --as generic"
    )


def test_a_mapped_column_that_is_missing_is_refused_with_the_nearest(tmp_path):
    text = MAPPING.replace("询单", "询单数")
    [fault] = refused(generic, tmp_path, text, *GOOD["generic"][1])
    assert "report.csv, row 1: missing; expected a column 询单数 (inquiring)" in fault
    assert "nearest there is 询单" in fault


def test_all_faults_of_a_mapping_are_told_with_their_lines(tmp_path):
    text = """columns:
  date: 统计日
  recieved: 接待
  inquiring: [询单]
constant: jd
shop: {a: b}
shops:
  某店:
"""
    faults = refused(generic, tmp_path, text, *GOOD["generic"][1])
    assert MAPPING_FAULTS == [
        fault[: len(start)] for fault, start in zip(faults, MAPPING_FAULTS, strict=True)
    ]


MAPPING_FAULTS = [
    "mapping.yaml, line 3, columns.recieved: unknown; expected a key of columns; fix: write received",
    "mapping.yaml, line 4, columns.inquiring",
    "mapping.yaml, line 5, constant: 'jd'; expected names and values",
    "mapping.yaml, line 6, shop: unknown; expected a part of a mapping; fix: write shops",
    "mapping.yaml, line 8, shops.某店",
]


def test_fields_that_no_column_is_named_for_are_refused_together(tmp_path):
    text = "columns: {date: 统计日, received: 接待}\nconstant: {date: 2020-08-03}\n"
    faults = refused(generic, tmp_path, text, *GOOD["generic"][1])
    assert ["shop", "id", "inquiring"] == [
        match[1]
        for fault in faults
        if (match := re.search("expected a column for (.*?);", fault))
    ]
    assert (
        "mapping.yaml, constant.date: given twice; expected a column or a constant"
        in faults[-1]
    )


@pytest.mark.parametrize("text", ["", "columns", "[]", "{}"])
def test_a_mapping_of_nothing_is_refused(tmp_path, text):
    [fault] = refused(generic, tmp_path, text, *GOOD["generic"][1])
    assert fault.startswith("mapping.yaml: no names and values; expected a mapping")


def test_a_mapping_that_is_not_there_is_refused(tmp_path):
    path = a_csv(tmp_path / "report.csv", ("a",), [("1",)])
    [fault] = refused(import_report, path, "generic", mapping=tmp_path / "no.yaml")
    assert "no.yaml: No such file or directory; expected a mapping file" in fault


def test_other_kinds_take_shops_alone_from_a_mapping(tmp_path):
    faults = refused(jd, tmp_path, *GOOD["jd"][1], mapping=a_mapping(tmp_path))
    assert ["mapping.yaml, columns: given; expected shops alone with --as jd"] == [
        fault.partition("; fix")[0] for fault in faults
    ]


# counts


def test_counts_out_of_order_are_refused_with_their_place(tmp_path):
    rows = [
        ("店:甲", "5", "6", "1", "", ""),
        ("店:乙", "5", "4", "5", "", ""),
        ("店:丙", "5", "5", "5", "", ""),
    ]
    assert [
        f"{ONE_DAY}.csv, row 2: asked 5, received 6, inquiring 1",
        f"{ONE_DAY}.csv, row 3: asked 5, received 4, inquiring 5",
    ] == [
        fault.partition("; expected asked ≥ received ≥ inquiring")[0]
        for fault in refused(taobao, tmp_path, *rows)
    ]


def test_all_faults_of_a_report_are_raised_together(tmp_path):
    rows = [
        ("店:甲", "5", "x", "1", "", ""),
        ("店:乙", "5", "1,00", "12.5", "", ""),
        ("店:丙", "5", "4"),
        ("", "5", "6", "1", "", ""),
        ("店:丁", "5", "6", "1", "", ""),
    ]
    places = [
        "row 4",
        "row 2, column 有效接待人数",
        "row 3, column 有效接待人数",
        "row 3, column 询单人数",
        "row 5, column 旺旺昵称",
        "row 6",
    ]
    assert [f"{ONE_DAY}.csv, {place}" for place in places] == [
        fault.partition(":")[0] for fault in refused(taobao, tmp_path, *rows)
    ]


def test_an_id_that_stands_twice_on_a_day_is_refused_with_both_rows(tmp_path):
    [fault] = refused(jd, tmp_path, GOOD["jd"][1][0], GOOD["jd"][1][0])
    assert "jd.csv, row 3: 2020-08-03 jd 京小东" in fault and "row 2" in fault


def test_a_report_in_which_every_id_rests_is_refused(tmp_path):
    row = ("店:甲", "-", "-", "-", "-", "-")
    [fault] = refused(taobao, tmp_path, row, ("汇总值", *row[1:]))
    assert fault.startswith(f"{ONE_DAY}.csv: no row with counts")


# files that are not what they should be


@pytest.mark.parametrize(
    ("kind", "given_as"),
    [
        ("jd", "taobao"),
        ("jd", "agency"),
        ("agency", "jd"),
        ("taobao", "jd"),
        ("taobao", "agency"),
    ],
)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_report_of_another_kind_is_refused_with_its_name(
    tmp_path, kind, given_as, form
):
    make = a_csv if form == "csv" else an_xlsx
    path = make(tmp_path / f"{ONE_DAY}.{form}", *GOOD[kind][:2])
    [fault] = refused(import_report, path, given_as)
    assert fault.startswith(f"{ONE_DAY}.{form}, row 1: columns ")
    assert f"expected those of {given_as}: " in fault and fault.endswith(
        f"fix: use --as {kind}"
    )


def test_an_agency_sheet_given_as_taobao_keeps_its_shops(tmp_path):
    header = ("日期", "店铺", "旺旺昵称", "接待人数", "询单人数")
    rows = [
        ("2020-08-03", "淘宝", "甲", "9", "4"),
        ("2020-08-03", "天猫", "甲", "8", "3"),
    ]
    assert ["淘宝", "天猫"] == [
        row.shop for row in taobao(tmp_path, *rows, header=header).rows
    ]
    [fault] = refused(taobao, tmp_path, *rows, header=header, shop="taobao")
    assert "expected one shop" in fault


PAGE = "<!DOCTYPE html><html><body><table><tr><td>日期</td></tr></table></body></html>"


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("jd.xls", PAGE.encode(), "a web page (HTML or XML)"),
        ("jd.xlsx", b"\xef\xbb\xbf\r\n" + PAGE.encode(), "a web page (HTML or XML)"),
        ("jd.csv", PAGE.encode("utf-16"), "a web page (HTML or XML)"),
        ("jd.xls", b'<?xml version="1.0"?><Workbook/>', "a web page (HTML or XML)"),
        (
            "jd.xls",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "a workbook of the old .xls form",
        ),
        ("jd.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "or one with a password"),
        ("jd.xlsx", b"\x89PNG\r\n\x1a\n", "an image"),
        ("jd.csv", b"\xff\xd8\xff\xe0", "an image"),
        ("jd.csv", b"%PDF-1.7", "a PDF"),
        ("jd.csv", b"PK\x03\x04", "an XLSX workbook or another ZIP file"),
        ("jd.xlsx", b"PK\x03\x04", "another kind of file"),
        ("jd.xlsx", ",".join(JD).encode(), "another kind of file"),
        ("jd.txt", ",".join(JD).encode(), "'.txt'; expected a report as .xlsx or .csv"),
        ("jd.csv", b"", "0 bytes"),
        ("jd.csv", b"\n\n", "no header"),
        ("jd.csv", ",".join(JD).encode(), "0 rows"),
        ("jd.csv", ",".join(JD).encode() + b"\n2020-08-03,\0,1,1,1", "a NUL byte"),
        (
            "jd.csv",
            ",".join(JD).encode() + b'\n2020-08-03,"a,1,1,1',
            "a quote that is not closed",
        ),
        ("jd.csv", ",".join(JD).encode("big5", "replace") + b"\n", "expected"),
    ],
)
def test_a_file_that_is_no_report_is_refused_with_its_place(
    tmp_path, name, data, words
):
    path = tmp_path / name
    path.write_bytes(data)
    [fault] = refused(import_report, path, "jd")
    assert fault.startswith(name) and words in fault and "; fix: " in fault


def test_a_report_that_is_not_there_is_refused(tmp_path):
    [fault] = refused(import_report, tmp_path / "jd.csv", "jd")
    assert "jd.csv: No such file or directory; expected a report" in fault
    [fault] = refused(import_report, tmp_path, "jd")
    assert "; expected " in fault


def test_a_kind_that_is_not_known_is_refused_with_the_nearest(tmp_path):
    assert ["--as: 'toabao'; expected a kind of report; fix: write taobao"] == refused(
        import_report, tmp_path / "x.csv", "toabao"
    )


def test_a_shop_that_is_no_name_is_refused(tmp_path):
    [fault] = refused(jd, tmp_path, *GOOD["jd"][1], shop="合计")
    assert fault.startswith("--shop: '合计'")


def test_telephone_numbers_are_neither_shown_nor_recorded(tmp_path, monkeypatch):
    monkeypatch.setenv("CSCONTRACT_CONFIG", str(tmp_path / "config"))
    imported = jd(tmp_path, ("2020-08-03", "13800138000", "5", "", ""))
    text = write_receptions(imported, tmp_path / "out").read_text("utf-8")
    assert "138" not in text + "".join(imported.notes) and told(
        imported, "1 ID named after"
    )
    faults = refused(jd, tmp_path, ("2020-08-03", "甲", "138 0013 8000", "", ""))
    assert "0013" not in "".join(faults) and "row 2, column 接待量" in faults[0]


# writing


def imported(*rows):
    """Receptions with given shop, ID and counts, one a row, on the first day."""
    typed = [Reception(n, FIRST, *row) for n, row in enumerate(rows, start=2)]
    return Imported(tuple(typed), (), "jd.csv")


def test_the_file_is_made_with_its_folder_and_in_order(tmp_path):
    rows = imported(
        ("taobao", "b", 3, 2, 1), ("taobao", "a", 3, 2, 1), ("jd", "c", 3, 2, 1)
    )
    earlier = Imported((Reception(9, date(2020, 8, 1), "suning", "z", 1, 1, 1),), ())
    path = write_receptions(rows, tmp_path / "new" / "records")
    assert path == write_receptions(earlier, tmp_path / "new" / "records")
    assert [
        "date,shop,id,asked,received,inquiring",
        "2020-08-01,suning,z,1,1,1",
        "2020-08-03,jd,c,3,2,1",
        "2020-08-03,taobao,a,3,2,1",
        "2020-08-03,taobao,b,3,2,1",
    ] == path.read_text("utf-8-sig").splitlines()
    assert ["receptions.csv"] == [file.name for file in path.parent.iterdir()]


def test_importing_the_same_report_again_changes_nothing(tmp_path):
    rows = imported(("jd", "=a", 3, 2, 1), ("jd", "b", 3, 2, 1))
    path = write_receptions(rows, tmp_path)
    before = path.read_bytes()
    assert before == write_receptions(rows, tmp_path).read_bytes()


def test_a_shop_by_its_usual_name_is_the_same_shop(tmp_path):
    write_receptions(imported(("jd", "a", 3, 2, 1)), tmp_path)
    path = write_receptions(imported(("京东", "a", 3, 2, 1)), tmp_path)
    assert ["2020-08-03,jd,a,3,2,1"] == path.read_text("utf-8").splitlines()[1:]


def test_rows_that_differ_are_an_error_that_names_both_and_nothing_is_written(tmp_path):
    path = write_receptions(
        imported(("jd", "a", 3, 2, 1), ("jd", "b", 3, 2, 1)), tmp_path
    )
    before = path.read_bytes()
    later = imported(
        ("jd", "new", 3, 2, 1), ("jd", "a", 4, 2, 1), ("京东", "b", 3, 2, 0)
    )
    faults = refused(write_receptions, later, tmp_path)
    assert 2 == len(faults) and before == path.read_bytes()
    assert faults[0].startswith(
        "jd.csv, row 3: 2020-08-03 jd a: asked 4, received 2, inquiring 1"
    )
    assert "receptions.csv, row 2: asked 3, received 2, inquiring 1" in faults[0]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_names_that_a_spreadsheet_would_compute_get_an_apostrophe(tmp_path, sign):
    """Row 76."""
    path = write_receptions(imported((f"{sign}shop", f"{sign}1+1", 3, 2, 1)), tmp_path)
    with path.open(encoding="utf-8", newline="") as file:
        assert [f"'{sign}shop", f"'{sign}1+1"] == list(csv.reader(file))[1][1:3]


def test_a_file_in_gb18030_is_merged_and_becomes_utf_8(tmp_path):
    header = ("shop", "date", "id", "asked", "received", "inquiring")
    a_csv(
        tmp_path / "receptions.csv", header, [("京东", "2020-08-01", "小美", 3, 2, 1)]
    )
    path = write_receptions(imported(("jd", "a", 3, 2, 1)), tmp_path)
    assert ["2020-08-01,京东,小美,3,2,1", "2020-08-03,jd,a,3,2,1"] == path.read_text(
        "utf-8"
    ).splitlines()[1:]


def test_a_file_with_faults_is_left_as_it_is(tmp_path):
    path = tmp_path / "receptions.csv"
    path.write_text(
        "date,shop,id,asked,received,inquiring\n2020-08-01,jd,a,x,2,1\n", "utf-8"
    )
    before = path.read_bytes()
    [fault] = refused(write_receptions, imported(("jd", "a", 3, 2, 1)), tmp_path)
    assert fault.startswith("receptions.csv, row 2, column asked: 'x'")
    assert before == path.read_bytes()


@pytest.mark.parametrize(
    "name", ["receptions.xlsx", "receptions.parquet", "Receptions.csv"]
)
def test_receptions_in_another_file_are_refused(tmp_path, name):
    (tmp_path / name).write_bytes(b"")
    [fault] = refused(write_receptions, imported(("jd", "a", 3, 2, 1)), tmp_path)
    assert f"{name}: receptions in another file; expected receptions.csv" in fault
    assert [name] == [file.name for file in tmp_path.iterdir()]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path, monkeypatch, step
):
    path = write_receptions(imported(("jd", "a", 3, 2, 1)), tmp_path)
    before = path.read_bytes()

    def full(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, full)
    [fault] = refused(write_receptions, imported(("jd", "b", 3, 2, 1)), tmp_path)
    assert (
        "receptions.csv: No space left on device; expected a file that can be written"
        in fault
    )
    assert before == path.read_bytes()
    assert ["receptions.csv"] == [file.name for file in tmp_path.iterdir()]


def test_a_folder_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "records").write_text("x", "utf-8")
    [fault] = refused(
        write_receptions, imported(("jd", "a", 3, 2, 1)), tmp_path / "records"
    )
    assert "records" in fault and "; fix: " in fault


def test_days_are_imported_one_by_one_into_one_file(tmp_path):
    for day in (3, 4, 5):
        name = f"客服绩效_2020080{day}_2020080{day}_全部"
        row = ("某店:甲", "150", "101", "60", "", "")
        write_receptions(
            taobao(tmp_path, row, name=name, shop="taobao"), tmp_path / "records"
        )
    agreement = build.agreement(build.plain(FIRST, date(2020, 8, 5)))
    verdict = cs.check(agreement, cs.read(tmp_path / "records"))
    assert ["101"] * 3 == [
        str(x.volume) for x in verdict.ledger if x.kind == "surcharge"
    ]
