"""Customers with a masked or missing name: refused with their number, unless it is said
how they count.
"""

from pathlib import Path

import pytest

import cscontract as cs
from cscontract.cli.main import main
from cscontract.records.cells.masked import is_masked

import files

MASKED = [
    "t**1",
    "***",
    "匿名用户",
    "匿名",
    "anonymous",
    "unknown_user",
    "Unknown User",
    "guest",
    "买家",
    "游客",
    "未知",
    "tb***23",
    "**…",
    "n/a",
    "张*",
    "t…1",
    "微信用户",
    "138****8000",
    "138xxxx8000",
    "张某某",
    "＊＊＊",
    "?",
    "·",
    "【匿名】",
    "t···1",
    "t---1",
    "t__1",
    "t##1",
    "t??1",
    "t~~1",
    "t♥♥1",
    "tXX1",
    "张--",
    "李xx",
    "张先生",
    "欧阳女士",
    "苏宁易购用户",
    "天猫会员",
    "拼多多客户",
    "抖音顾客",
    "快手用户",
    "小红书买家",
    "唯品会会员",
    "得物用户",
    "手机用户",
    "微信客户",
    "买家已隐藏",
    "昵称已隐藏",
    "已删除",
    "已脱敏",
    "老顾客",
    "新顾客",
    "散客",
    "路人",
    "先生",
    "test",
    "[hidden]",
]
NONE = ["", "-", "—", "无"]
NAMES = [
    "anna",
    "tb12345",
    "007",
    "小买家阿明",
    "guest_1029",
    "用户123",
    "o_o",
    "李某人家",
    "x",
    "10",
    "Maxxx",
    "maxx",
    "0",
    "000",
    "t-1",
    "t_1",
    "t·1",
    "爱♥你",
    "anna__b",
    "a__b1",
    "ab--c",
    "小明__",
    "小明~~",
    "哈哈!!",
    "明星先生",
    "test1",
    "老王",
    "淘宝用户小美",
]


@pytest.mark.parametrize("name", [*MASKED, *NONE])
def test_it_tells_nobody_apart(name):
    assert is_masked(name)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_a_name(name):
    assert not is_masked(name)


CHAT = [
    "official_chat",
    "2020-08-01 10:00",
    "2020-08-01 10:05",
    "true",
    "true",
    "false",
    "false",
]


def chats(folder: Path, customers: list[str | None], kind: str) -> Path:
    """A chat for each customer, all of one date; `typed`: Parquet with times and
    booleans as such.
    """
    rows = [[f"s{n}", "taobao", "t1", who, *CHAT] for n, who in enumerate(customers)]
    form = "parquet" if kind == "typed" else kind
    return files.write(
        folder,
        "sessions",
        files.typed("sessions", rows) if kind == "typed" else rows,
        form,
    )


def persons(records: cs.Records) -> int:
    return records.frame("sessions")["customer"].nunique()


KINDS = pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet", "typed"])


@KINDS
@pytest.mark.parametrize("name", MASKED)
def test_masked_customers_are_refused_with_their_number(tmp_path, kind, name):
    folder = chats(tmp_path, ["anna", name, name, "bert"], kind)
    with pytest.raises(cs.BadInput) as caught:
        cs.read(folder)
    (fault,) = caught.value.faults
    assert "2 of 4 rows with a masked or missing name (rows 3, 4)" == fault.value
    assert "--masked each" in fault.fix and fault.place.endswith("column customer")
    assert "4 行中有 2 行" in caught.value.text("zh")


@KINDS
def test_each_row_or_each_name_is_a_customer_as_is_said(tmp_path, kind):
    folder = chats(tmp_path, ["anna", "t**1", "t**1", "b**2", "anna"], kind)
    each, one = (cs.read(folder, masked=how) for how in ("each", "one"))
    assert (4, 3) == (persons(each), persons(one))
    assert "masked or missing customers in 3 of 5 rows, each row" in each.notes[-1]
    assert (
        "masked or missing customers in 3 of 5 rows, all rows of one name"
        in one.notes[-1]
    )


@KINDS
def test_a_blank_is_a_customer_only_where_it_is_said(tmp_path, kind):
    folder = chats(tmp_path, ["anna", "", "-", ""], kind)
    with pytest.raises(cs.BadInput) as caught:
        cs.read(folder)
    (fault,) = caught.value.faults
    assert "3 of 4 rows with a masked or missing name (rows 3, 4, 5)" == fault.value
    assert (4, 3) == tuple(
        persons(cs.read(folder, masked=how)) for how in ("each", "one")
    )


def test_a_typed_null_is_a_customer_only_where_it_is_said(tmp_path):
    folder = chats(tmp_path, ["anna", None, None], "typed")
    assert (3, 2) == tuple(
        persons(cs.read(folder, masked=how)) for how in ("each", "one")
    )


@KINDS
def test_a_customer_has_one_keyed_name_whoever_reads_the_file(tmp_path, kind):
    names = ["anna", "t**1", "t**1", "bert"]
    for how in ("each", "one"):
        frames = [
            cs.read(chats(tmp_path / f"{form}{how}", names, form), masked=how).frame(
                "sessions"
            )
            for form in ("csv", kind)
        ]
        assert frames[0]["customer"].tolist() == frames[1]["customer"].tolist()


@KINDS
def test_names_are_read_without_a_word(tmp_path, kind):
    records = cs.read(chats(tmp_path, NAMES, kind))
    assert len(NAMES) == persons(records) and not records.notes


def test_the_command_counts_as_it_is_told(tmp_path, capsys):
    """Case 06: 130 persons on five days; masked they would be few, and the surcharge
    gone.
    """
    rows = [
        f"s{day}-{n},taobao,t1,{'abcde'[n % 5]}**{n % 9},official_chat,2020-08-0{day} 10:00,"
        f"2020-08-0{day} 10:05,true,true,false,false".split(",")
        for day in range(1, 6)
        for n in range(130)
    ]
    folder = str(files.write(tmp_path / "r", "sessions", rows))
    check = [
        "check",
        str(files.agreement_file()),
        folder,
        "--set",
        "term.end=2020-08-05",
    ]
    assert 2 == main(check)
    assert "650 of 650 rows with a masked or missing name" in capsys.readouterr().err
    assert 0 == main([*check, "--masked", "each"])
    assert "741.94" in capsys.readouterr().out
    assert 0 == main([*check, "--masked", "one"])
    assert "241.94" in capsys.readouterr().out
    assert 0 == main(["price", *check[1:], "--open", "bound", "--masked", "each"])


def test_another_way_to_count_is_refused(tmp_path):
    with pytest.raises(cs.BadInput, match="each or one"):
        cs.read(chats(tmp_path, ["anna"], "csv"), masked="some")


# one name that stands for many


def crowd(
    folder: Path, kind: str, chats_of_name: int, others: int, days: int = 1
) -> Path:
    """Chats of one name over some days, and of others who wrote once each."""
    names = ["小明"] * chats_of_name + [f"c{n}" for n in range(others)]
    times = [f"2020-08-{1 + n % days:02} 10:0" for n in range(len(names))]
    rows = [
        [f"s{n}", "taobao", "t1", who, "official_chat", f"{at}0", f"{at}5", *CHAT[3:]]
        for n, (who, at) in enumerate(zip(names, times, strict=True))
    ]
    form = "parquet" if kind == "typed" else kind
    rows = files.typed("sessions", rows) if kind == "typed" else rows
    return files.write(folder, "sessions", rows, form)


@pytest.mark.parametrize("kind", ["csv", "typed"])
@pytest.mark.parametrize(
    ("chats_of_name", "others", "days", "outcome"),
    [
        (30, 30, 1, "refused"),
        (30, 31, 1, "told"),
        (29, 29, 1, "told"),
        (30, 100, 1, "told"),
        (29, 100, 1, "nothing"),
        (60, 200, 3, "nothing"),
        (25, 25, 5, "told"),
        (25, 26, 5, "nothing"),
        (24, 25, 5, "nothing"),
        (25, 24, 5, "nothing"),
    ],
)
def test_one_name_for_many_chats_is_refused_or_told(
    tmp_path, kind, chats_of_name, others, days, outcome
):
    folder = crowd(tmp_path, kind, chats_of_name, others, days)
    if outcome != "refused":
        records = cs.read(folder)
        assert others + 1 == persons(records)
        assert (outcome == "told") == any(
            "one name in" in note for note in records.notes
        )
        return
    with pytest.raises(cs.BadInput) as caught:
        cs.read(folder)
    (fault,) = caught.value.faults
    assert (
        f"one name in {chats_of_name} of {chats_of_name + others} rows of taobao"
        in fault.value
    )
    assert "on 2020-08-01 (row 2 …)" in fault.value and "--masked each" in fault.fix
    assert "小明" not in caught.value.text("zh") and "同一个名称" in caught.value.text(
        "zh"
    )
    each, one = (cs.read(folder, masked=how) for how in ("each", "one"))
    assert (others + chats_of_name, others + 1) == (persons(each), persons(one))
    assert "each row counted" in each.notes[-1] and "as one customer" in one.notes[-1]


def test_a_crowd_has_the_same_keyed_names_whoever_reads_the_file(tmp_path):
    frames = [
        cs.read(crowd(tmp_path / kind, kind, 40, 9), masked="each").frame("sessions")
        for kind in ("csv", "typed")
    ]
    assert frames[0]["customer"].tolist() == frames[1]["customer"].tolist()


def test_masked_names_that_count_as_one_are_told_once(tmp_path):
    for kind in ("csv", "typed"):
        folder = chats(tmp_path / kind, ["t**1"] * 40 + ["anna"], kind)
        assert 1 == len(cs.read(folder, masked="one").notes)


def test_a_crowd_in_two_files_is_one(tmp_path):
    for part in "ab":
        rows = [
            [f"{part}{n}", "taobao", "t1", "小明" if n < 30 else f"{part}c{n}", *CHAT]
            for n in range(60)
        ]
        files.write_csv(
            tmp_path / f"sessions-{part}.csv", files.HEADERS["sessions"], rows
        )
    with pytest.raises(cs.BadInput, match="one name in 60 of 120 rows"):
        cs.read(tmp_path)
