"""Rows of totals and averages: left out and told by their label, refused where only the
counts say so.
"""

from datetime import date
from pathlib import Path

import pytest

import cscontract as cs
from cscontract.core.language import in_language
from cscontract.records.checks.hidden_totals import quoted, sums
from cscontract.records.checks.totals import label
from cscontract.records.checks.twins import twins
from cscontract.records.imports.platform_exports import import_report
from cscontract.records.rows import Reception

import files

TOTALS = [
    "合计",
    "总计",
    "小计",
    "汇总",
    "共计",
    "总值",
    "均值",
    "平均",
    "平均值",
    "全店汇总值",
    "全店平均值",
    "8月合计",
    "京东小计",
    "2020-08-01合计",
    "本页小计",
    "合计(3人)",
    "合 计：",
    "【合计】",
    "總計",
    "Total",
    "Total:",
    "Grand Total",
    "Sub-Total",
    "subtotal",
    "sum",
    "AVG",
    "average",
    "mean",
    "TOTAL 2020-08",
    "日均值",
    "同行同层优秀",
    "总",
]
ALL = ["全部", "全店", "全部客服", "所有店铺", "全体员工", "all", "All agents"]
# of all of a shop, each person once: less than the sum of its agents
WHOLE = [
    "全店接待",
    "全店接待人数",
    "全店去重",
    "全店(去重)",
    "全部(3人)",
    "全部账户",
    "淘宝全部",
    "淘宝全部客服",
    "总体情况",
    "总接待",
    "总人数",
    "总咨询量",
    "店铺总接待",
    "店铺总数据",
    "本店",
    "店铺",
    "店铺维度",
    "团队",
    "全天",
    "全部客服(共 5 人)",
    "公司整体",
    "天猫店铺",
    "整体概况",
]
PAGES = [
    "本页",
    "总表",
    "共3人",
    "共 3 人",
    "共3条",
    "共12名客服",
    "均",
    "第1页小计",
    "合计值(去重)",
]
DOUBTS = ["小平均", "总计划店", "平均价优选店", "Total Care", "王合计", "小计划"]
NAMES = [
    "全部好货店",
    "小均",
    "总店",
    "总裁",
    "联合计算机专营店",
    "共享店",
    "全友家居",
    "summer",
    "alley",
    "Sum Li",
    "totalcare",
    "小美",
    "t9",
    "007",
    "客服1",
    "所有女生",
    "AllStar",
    "总台",
    "总部",
    "总监",
    "早班",
    "售前",
    "客服1",
    "团队1",
    "店铺2",
    "全天班",
    "接待",
    "接待1",
    "本店小美",
    "店长",
    "人人",
    "共享3号",
]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (TOTALS + PAGES, "total"),
        (ALL + WHOLE, "all"),
        (DOUBTS, "doubt"),
        (NAMES, None),
    ],
)
def test_a_label_says_of_its_row_what_it_is(texts, expected):
    assert {expected} == {label(text) for text in texts}


def test_a_total_of_a_name_of_the_same_file_is_one():
    assert "total" == label("张三合计", frozenset({"张三"}))


def receptions(folder: Path, rows: list[str], kind: str = "csv") -> Path:
    return files.write(folder, "receptions", [row.split(",") for row in rows], kind)


def beside(text: str, column: str) -> list[str]:
    """Three days of one agent, and a row of each day with the text in a column."""
    days = ["2020-08-01", "2020-08-02", "2020-08-03"]
    where = {
        "shop": "{day},{text},-",
        "id": "{day},taobao,{text}",
        "date": "{text},taobao,x",
    }
    rows = [f"{day},taobao,t1,60,60,60" for day in days]
    return rows + [
        where[column].format(day=day, text=text) + ",60,60,60" for day in days
    ]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
@pytest.mark.parametrize("column", ["shop", "id", "date"])
def test_a_row_of_totals_is_left_out_and_told(tmp_path, kind, column):
    records = cs.read(receptions(tmp_path, beside("全店合计", column), kind))
    assert ["t1"] * 3 == [row.id for row in records.receptions]
    (note,) = records.notes
    named = "row 5 (全店合计), 6 (全店合计), 7 (全店合计)"
    assert f"receptions.{kind}: totals and averages left out: {named}" == note
    assert "合计与平均行未计入：第 5 (全店合计)" in in_language(note, "zh")


@pytest.mark.parametrize("text", [*TOTALS, *ALL, *WHOLE, *PAGES])
def test_every_label_is_left_out_of_records(tmp_path, text):
    assert 3 == len(cs.read(receptions(tmp_path, beside(text, "id"))).receptions)


@pytest.mark.parametrize("text", [*TOTALS, *ALL, *WHOLE, *PAGES])
def test_every_label_is_left_out_of_an_import(tmp_path, text):
    header = ["日期", "客服", "咨询量", "接待量", "售前接待人数"]
    rows = [["2020-08-01", name, "70", "60", "50"] for name in ("k1", "k2", text)]
    files.write_csv(tmp_path / "jd.csv", header, rows)
    imported = import_report(tmp_path / "jd.csv", "jd")
    assert ["k1", "k2"] == [row.id for row in imported.rows]
    assert any("totals and averages left out: row 4" in note for note in imported.notes)


@pytest.mark.parametrize("text", DOUBTS)
def test_a_name_with_a_word_of_totals_is_refused_and_can_be_said_to_be_one(
    tmp_path, text
):
    folder = receptions(tmp_path, beside(text, "id"))
    with pytest.raises(cs.BadInput) as caught:
        cs.read(folder)
    assert ["receptions.csv, row 5, column id"] == [
        f.place for f in caught.value.faults
    ][:1]
    assert f"say so with --agent {quoted(text)}" in caught.value.faults[0].fix
    assert 6 == len(cs.read(folder, agents=[text]).receptions)


@pytest.mark.parametrize(
    "text", [name for name in NAMES if not name.endswith("专营店")]
)
def test_a_name_that_holds_such_signs_is_kept(tmp_path, text):
    assert 6 == len(cs.read(receptions(tmp_path, beside(text, "id"))).receptions)


@pytest.mark.parametrize("text", ["本店", "店铺", "团队"])
def test_a_shop_that_is_called_the_shop_is_a_name(tmp_path, text):
    """So people write who have one shop; what is no shop of the agreement is told by
    the commands.
    """
    rows = [f"2020-08-01,{text},k1,6,6,6", "2020-08-01,jd,k2,6,6,6"]
    assert 2 == len(cs.read(receptions(tmp_path, rows)).receptions)


@pytest.mark.parametrize(
    ("text", "counts", "is_refused"),
    [
        ("合计", "60,59,50", False),
        ("合计", "59,59,50", True),
        ("合计", "60,58,50", True),
        ("全店去重", "60,59,49", True),
        ("小计", "59,50,40", True),
        ("平均", "40,30,20", False),
        ("早班小计", "40,30,20", False),
        ("本页合计", "40,30,20", False),
    ],
)
def test_a_total_below_one_of_its_parts_is_refused(tmp_path, text, counts, is_refused):
    rows = [
        "2020-08-01,jd,a,60,59,50",
        "2020-08-01,jd,b,20,9,5",
        f"2020-08-01,jd,{text},{counts}",
    ]
    rows += ["2020-08-01,taobao,c,99,99,99", "2020-08-02,jd,a,99,99,99"]
    found = refused(tmp_path, rows)
    assert is_refused == bool(found)
    if found:
        with pytest.raises(cs.BadInput, match=rf"no less.*\(row 2\).*--agent {text}"):
            cs.read(tmp_path)
        assert 5 == len(cs.read(tmp_path, agents=[text]).receptions)


def test_an_import_refuses_a_total_below_its_parts(tmp_path):
    header = ["日期", "客服", "咨询量", "接待量", "售前接待人数"]
    rows = [
        ["2020-08-01", "k1", "70", "60", "50"],
        ["2020-08-01", "小计", "69", "60", "50"],
    ]
    files.write_csv(tmp_path / "jd.csv", header, rows)
    with pytest.raises(
        cs.BadInput, match=r"row 3, column 客服.*\(row 2\).*--agent 小计"
    ):
        import_report(tmp_path / "jd.csv", "jd")
    assert 2 == len(import_report(tmp_path / "jd.csv", "jd", agents=["小计"]).rows)


SHOPS = ["jd", "京东", "JD", "淘宝", "某某旗舰店", "联合计算机专营店"]


@pytest.mark.parametrize("name", SHOPS)
def test_a_shops_name_beside_ids_is_a_doubt(tmp_path, name):
    """Deduplicated counts of a shop are no sum; a whole is never below a part."""
    rows = [
        *days_of(("jd", "a", [40, 41]), ("jd", "b", [30, 31])),
        *days_of(("jd", name, [60, 62])),
    ]
    assert f"{name} beside 2 other IDs of jd (row 6, 7)" in refused(tmp_path, rows)[0]
    assert [] == refused(tmp_path, rows, agents=[name])
    less = [*rows[:-1], f"2020-08-02,jd,{name},42,42,20"]
    assert [] == refused(tmp_path, less)
    assert [] == refused(tmp_path, days_of(("jd", name, [60, 62])))


@pytest.mark.parametrize("kind", ["csv", "typed"])
@pytest.mark.parametrize(
    ("text", "mend"), [("小计", "小计"), ("全店", "全店"), ("Sub total", '"Sub total"')]
)
def test_a_login_that_is_called_a_total_names_its_mend(tmp_path, kind, text, mend):
    rows = files.with_row("presence", id=text)
    if kind == "typed":
        rows = files.typed("presence", rows)
    folder = files.write(
        tmp_path, "presence", rows, "csv" if kind == "csv" else "parquet"
    )
    with pytest.raises(cs.BadInput) as caught:
        cs.read(folder)
    (fault,) = caught.value.faults
    assert fault.fix.endswith(
        f"--agent {mend}"
    ) and f"--agent {mend}" in caught.value.text("zh")
    assert cs.read(folder, agents=[text]).presence


def test_an_agent_called_as_a_total_is_kept_where_it_is_said(tmp_path):
    folder = receptions(tmp_path, beside("小计", "id"))
    assert 3 == len(cs.read(folder).receptions)
    assert 6 == len(cs.read(folder, agents=["小计"]).receptions)


def test_a_total_beside_which_nothing_is_counted_is_refused(tmp_path):
    folder = receptions(tmp_path, ["2020-08-01,jd,k,6,6,6", "2020-08-02,jd,合计,6,6,6"])
    with pytest.raises(
        cs.BadInput, match=r"row 3, column id: '合计'.*give the rows of the agents"
    ):
        cs.read(folder)


def test_all_of_a_shop_that_has_no_other_id_is_its_name(tmp_path):
    folder = receptions(
        tmp_path, ["2020-08-01,jd,全店,6,6,6", "2020-08-01,taobao,t,6,6,6"]
    )
    assert ["全店", "t"] == [row.id for row in cs.read(folder).receptions]


@pytest.mark.parametrize(
    ("record", "row"),
    [("seats", "合计,3"), ("payments", "总计,4500.00,,"), ("bills", "合计,4800.00")],
)
def test_a_total_under_a_list_of_days_or_months_is_left_out(tmp_path, record, row):
    rows = [*files.sound(record), row.split(",")]
    records = cs.read(files.write(tmp_path, record, rows))
    assert 3 == len(getattr(records, record))
    assert any(
        f"{record}.csv: totals and averages left out: row 5" in n for n in records.notes
    )


def test_a_chat_that_is_called_a_total_is_refused(tmp_path):
    rows = files.with_row("sessions", session="合计")
    with pytest.raises(
        cs.BadInput, match=r"row 4, column session.*say so with --agent 合计"
    ):
        cs.read(files.write(tmp_path, "sessions", rows))


def test_a_total_under_a_list_of_chats_is_left_out(tmp_path):
    rows = [*files.sound("sessions"), ["合计", *[""] * 10]]
    assert cs.read(files.write(tmp_path, "sessions", rows)).notes


# rows that only their counts give away


def days_of(*ids: tuple[str, str, list[int]]) -> list[str]:
    """Rows of IDs: shop, ID, and persons received by day."""
    return [
        f"2020-08-{day:02},{shop},{name},{count + 2},{count},{count - 1}"
        for shop, name, counts in ids
        for day, count in enumerate(counts, start=1)
    ]


def summed(ids: list[tuple[str, str, list[int]]], name: str, shop: str) -> list[str]:
    """The rows of IDs, and of one more whose counts are their sums."""
    rows = days_of(*ids)
    for day in range(1, len(ids[0][2]) + 1):
        counts = [tuple(map(int, r.split(",")[3:])) for r in rows if f"-{day:02}," in r]
        total = ",".join(str(sum(each)) for each in zip(*counts, strict=True))
        rows.append(f"2020-08-{day:02},{shop},{name},{total}")
    return rows


A, B = ("jd", "a", [20, 31, 25]), ("jd", "b", [11, 7, 30])


def refused(folder: Path, rows: list[str], **said: list[str]) -> list[str]:
    try:
        cs.read(receptions(folder, rows), **said)
    except cs.BadInput as error:
        return [f"{fault.place}: {fault.value}" for fault in error.faults]
    return []


def test_an_id_that_is_the_sum_of_the_others_on_every_day_is_refused(tmp_path):
    found = refused(tmp_path, summed([A, B], "zz", "jd"))
    assert [
        "receptions.csv, row 8: zz of jd: the sum of the others of its shop on every day (row 8, 9, 10)"
    ] == found
    assert [] == refused(tmp_path, summed([A, B], "zz", "jd"), agents=["zz"])


def test_one_day_of_several_may_be_chance(tmp_path):
    rows = summed([A, B], "zz", "jd")
    rows[-1] = "2020-08-03,jd,zz,60,58,50"
    assert [] == refused(tmp_path, rows)


def test_the_one_day_of_a_report_is_enough_from_ten_persons_on(tmp_path):
    ten = summed([("jd", "a", [4]), ("jd", "b", [2])], "zz", "jd")
    assert ten[-1].endswith(",10,6,4") and refused(tmp_path, ten)
    nine = summed([("jd", "a", [3]), ("jd", "b", [2])], "zz", "jd")
    assert nine[-1].endswith(",9,5,3") and not refused(tmp_path, nine)


def test_a_row_beside_one_other_is_no_sum(tmp_path):
    assert [] == refused(tmp_path, summed([A], "zz", "jd"))
    rows = [
        *summed([A], "zz", "jd"),
        *(f"2020-08-0{day},jd,idle,0,0,0" for day in (1, 2, 3)),
    ]
    assert [] == refused(tmp_path, rows)


def test_the_sum_over_all_shops_must_differ_from_day_to_day(tmp_path):
    ids = [A, ("taobao", "t", [5, 6, 7])]
    found = refused(tmp_path, summed(ids, "zz", "suning"))
    assert ["zz of suning: the sum of all others on every day (row 8, 9, 10)"] == [
        text.partition(": ")[2] for text in found
    ]
    steady = [("jd", "a", [40] * 3), ("taobao", "t", [20] * 3)]
    assert [] == refused(tmp_path, summed(steady, "zz", "suning"))


def test_a_mean_is_no_total(tmp_path):
    """Small shops have rows that are the mean of the others day after day."""
    a, b = ("jd", "a", [20, 30, 24]), ("jd", "b", [10, 8, 30])
    assert [] == refused(tmp_path, days_of(a, b, ("jd", "zz", [15, 19, 27])))
    small = [
        ("taobao", name, [count] * 3) for name, count in (("a", 2), ("b", 3), ("c", 2))
    ]
    assert [] == refused(tmp_path, days_of(*small))


@pytest.mark.parametrize(("most", "is_refused"), [(9, False), (10, True)])
def test_sums_of_few_persons_are_no_evidence(tmp_path, most, is_refused):
    rows = [
        f"2020-08-0{day},jd,{name},{asked},{asked},1"
        for day in (1, 2)
        for name, asked in (("a", 4), ("b", most - 4))
    ]
    rows += [f"2020-08-0{day},jd,zz,{most},{most},2" for day in (1, 2)]
    assert is_refused == bool(refused(tmp_path, rows))


def slipping(days: int, slips: int) -> list[str]:
    """Rows of two agents and of their sum, which is one more on the first days."""
    a, b = list(range(20, 20 + days)), list(range(31, 31 + 2 * days, 2))
    rows = summed([("jd", "a", a), ("jd", "b", b)], "zz", "jd")
    for at in range(2 * days, 2 * days + slips):
        *others, asked, received, inquiring = rows[at].split(",")
        rows[at] = ",".join([*others, str(int(asked) + 1), received, inquiring])
    return rows


@pytest.mark.parametrize(
    ("days", "slips", "is_refused"),
    [
        (10, 1, True),
        (9, 1, False),
        (20, 2, True),
        (20, 3, False),
        (31, 3, True),
        (31, 4, False),
    ],
)
def test_a_sum_on_nine_in_ten_of_the_days_is_refused(tmp_path, days, slips, is_refused):
    found = refused(tmp_path, slipping(days, slips))
    assert is_refused == bool(found)
    if found:
        assert f"on {days - slips} of {days} days" in found[0]
        assert [] == refused(tmp_path, slipping(days, slips), agents=["zz"])


def test_the_refusal_names_the_agent_in_both_languages(tmp_path):
    with pytest.raises(cs.BadInput) as caught:
        cs.read(receptions(tmp_path, summed([A, B], "z z", "jd")))
    assert '--agent "z z"' in caught.value.faults[0].fix
    assert '--agent "z z"' in caught.value.text("zh") and "之和" in caught.value.text(
        "zh"
    )


def test_many_rows_are_added_up_once():
    """Case of 30 days of 2,000 IDs: over all pairs of them it would not end."""
    rows = [
        Reception(
            day * 2000 + n + 2, date(2020, 8, day), "jd", f"a{n}", 10 + n % 30, 9, n % 9
        )
        for day in range(1, 31)
        for n in range(2000)
    ]
    assert not list(sums(rows, ["receptions.csv"])) and not list(
        twins(rows, ["receptions.csv"])
    )


# two IDs that count the same


def alike(one: str, other: str, days: int, asked: int = 10, step: int = 1) -> list[str]:
    """Rows of two IDs with the same counts, which change by `step` from day to day."""
    return [
        f"2020-08-{day:02},jd,{name},{asked + step * (day % 2)},{asked},3"
        for day in range(1, days + 1)
        for name in (one, other)
    ]


@pytest.mark.parametrize(
    ("days", "asked", "step", "is_refused"),
    [
        (5, 10, 1, True),
        (4, 10, 1, False),
        (5, 9, 0, False),
        (5, 8, 1, False),
        (31, 30, 0, False),
    ],
)
def test_two_ids_that_always_count_the_same_are_refused(
    tmp_path, days, asked, step, is_refused
):
    rows = alike("k1", "shopacct", days, asked, step)
    found = refused(tmp_path, rows)
    assert is_refused == bool(found)
    if found:
        assert (
            "k1 and shopacct of jd: the same counts on every day that has both"
            in found[0]
        )
        assert [] == refused(tmp_path, rows, agents=["shopacct"])


def test_two_ids_that_differ_once_are_two(tmp_path):
    rows = alike("k1", "k2", 9)
    rows[-1] = "2020-08-09,jd,k2,12,10,3"
    assert [] == refused(tmp_path, rows)


ONE_NAME = [
    ("kate", "Kate"),
    ("小明", "小 明"),
    ("小明", "旗舰店:小明"),
    ("小明", "Ａ店：小明"),
]


@pytest.mark.parametrize(("one", "other"), ONE_NAME)
def test_one_name_written_in_two_ways_is_refused_from_two_days_on(tmp_path, one, other):
    assert refused(tmp_path, alike(one, other, 2, asked=3, step=0))
    assert [] == refused(tmp_path, alike(one, other, 1))
    assert [] == refused(
        tmp_path, alike(one, other, 2), agents=[other.replace("：", ":")]
    )


def test_one_report_under_two_names_in_two_files_is_refused(tmp_path):
    for file, prefix in (("a", ""), ("b", "旗舰店:")):
        rows = [
            row.split(",") for row in alike(f"{prefix}小明", f"{prefix}小红", 6, step=0)
        ]
        for at, row in enumerate(rows):
            row[3] = str(30 + at % 4)
        files.write_csv(
            tmp_path / f"receptions-{file}.csv", files.HEADERS["receptions"], rows
        )
    with pytest.raises(cs.BadInput) as caught:
        cs.read(tmp_path)
    assert {"receptions-b.csv"} == {
        str(f.place).partition(",")[0] for f in caught.value.faults
    }
    assert 2 == len(caught.value.faults)


def test_an_import_refuses_a_sum_without_a_name(tmp_path):
    header = ["日期", "客服", "咨询量", "接待量", "售前接待人数"]
    rows = [["2020-08-01", n, "70", "60", "50"] for n in ("k1", "k2")]
    rows.append(["2020-08-01", "k3", "140", "120", "100"])
    files.write_csv(tmp_path / "jd.csv", header, rows)
    with pytest.raises(cs.BadInput, match="k3 of jd: the sum of the others"):
        import_report(tmp_path / "jd.csv", "jd")
    assert 3 == len(import_report(tmp_path / "jd.csv", "jd", agents=["k3"]).rows)
