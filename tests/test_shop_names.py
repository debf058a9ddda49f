"""Shops by the names that platforms give them; money in words; no footnote mark read as
a digit.
"""

import pytest

import cscontract as cs
from cscontract.agreement.head import shop_key
from cscontract.cli.main import main
from cscontract.core import money, notation

import files

SHOPS = [
    "某某旗舰店（京东）",
    "某某旗舰店(京东)",
    "某某 旗舰店",
    "阿·里",
    "二〇店",
    "𠮷野家",
    "㐂屋",
    "A&B's 店",
    "K.O.N-店",
    "店+铺",
    '"引号"店',
    "'店",
    "-店",
    "=店",
    "@店",
    "<b>店</b>"[:4],
    "店:一",
    "1店",
    "[店]",
    "A; DROP, x",
    "é店",
    "a" * 60,
]
NO_SHOPS = [
    "",
    " ",
    " 店",
    "店 ",
    "../jd",
    "a/b",
    "a\\b",
    "店\u202e",
    "店\u200b",
    "店\n",
    "店\u3164",
    "-",
    "——",
    "a" * 61,
]


def agreement(shop: str) -> cs.Agreement:
    shops = [{"id": shop, "platform": "JD"}, {"id": "taobao", "platform": "Taobao"}]
    return cs.load(files.agreement_file()).replace(shops=shops)


@pytest.mark.parametrize("shop", SHOPS)
def test_a_shop_stands_in_an_agreement_as_in_records(tmp_path, shop):
    """Case 32."""
    rows = [[f"2020-08-0{day}", shop, "t1", "120", "120", "9"] for day in (1, 2, 3)]
    records = cs.read(files.write(tmp_path, "receptions", rows))
    verdict = cs.check(agreement(shop), records)
    assert "300.00" == verdict.to_dict()["statements"][0]["surcharge"]
    assert "unknown_shop" not in {finding.code for finding in verdict.found}


@pytest.mark.parametrize("shop", NO_SHOPS)
def test_a_name_that_cannot_be_seen_or_is_a_path_is_refused(shop):
    with pytest.raises(cs.BadInput, match="a name of 1 to 60 readable signs"):
        agreement(shop)


def test_names_of_other_widths_are_one_shop():
    names = ["某某旗舰店（京东）", "某某旗舰店(京东)", "某某旗舰店（京东)"]
    assert 1 == len({shop_key(name) for name in names})
    assert (
        shop_key("某某 旗舰店")
        == shop_key("某某\u3000旗舰店")
        == shop_key("某某  旗舰店")
    )
    assert shop_key("某某 旗舰店") != shop_key("某某旗舰店")


@pytest.mark.parametrize("shop", ["某某旗舰店（京东）", '=店&<x>, "y"; z', "𠮷·野 家"])
def test_every_report_is_written_with_such_a_shop(tmp_path, shop):
    text = files.agreement_file().read_text("utf-8")
    quoted = shop.replace('"', '\\"')
    path = tmp_path / "agreement.yaml"
    path.write_text(text.replace("{id: jd,", f'{{id: "{quoted}",'), "utf-8")
    assert path.read_text("utf-8") != text
    rows = [["2020-08-03", shop, "t1", "120", "120", "9"]]
    folder = files.write(tmp_path / "r", "receptions", rows)
    forms = [f"--{form}={tmp_path / form}" for form in ("html", "xlsx", "ics", "json")]
    assert 0 == main(["check", str(path), str(folder), *forms])
    assert "<x>" not in (tmp_path / "html").read_text("utf-8")


MONEY = {
    "人民币壹仟伍佰元整": 150000,
    "人民币（大写）：壹仟伍佰元正": 150000,
    "大写：壹仟伍佰元整": 150000,
    "￥1500": 150000,
    "¥ 1,500.00": 150000,
    "RMB 1500": 150000,
    "1500元整": 150000,
    "1500 元": 150000,
    "人民币1,500.00元": 150000,
    "１５００．５０": 150050,
}
NO_MONEY = [
    "1500¹",
    "150.00²",
    "①",
    "½",
    "100₂",
    "㊿",
    "人民币",
    "壹仟伍佰",
    "元整",
    "Ⅷ",
    "15OO",
]


@pytest.mark.parametrize("text", MONEY)
def test_money_is_read_as_people_write_it(tmp_path, text):
    assert MONEY[text] == money.fen(text)
    records = cs.read(files.write(tmp_path, "bills", [["2020-08", text]]))
    assert MONEY[text] == records.bills[0].amount
    assert any(
        "2020-08" not in note and "column amount" in note for note in records.notes
    )


@pytest.mark.parametrize(
    "text",
    ["人民币壹仟伍佰元整", "人民币（大写）壹仟伍佰元整", "￥1,500.00", "1500元整"],
)
def test_the_fee_in_words_is_read(text):
    read = cs.load(files.agreement_file()).replace(fee__in_words=text)
    assert 150000 == read.fee.words_fen == read.fee.monthly


@pytest.mark.parametrize("text", NO_MONEY)
def test_a_footnote_mark_is_no_digit_of_an_amount(tmp_path, text):
    with pytest.raises(ValueError, match="is not an amount of money"):
        money.fen(text)
    with pytest.raises(cs.BadInput, match="row 2, column amount"):
        cs.read(files.write(tmp_path, "payments", [["2020-08-14", text, "wechat", ""]]))
    with pytest.raises(cs.BadInput, match=r"fee.monthly"):
        cs.load(files.agreement_file()).replace(fee__monthly=text)


@pytest.mark.parametrize(
    "text", ["98¹", "100₂", "10²", "①", "㊿", "½", "Ⅷ", "٩٨", "9⁸", "𝟗𝟖"]
)
def test_a_footnote_mark_is_no_digit_of_a_count(tmp_path, text):
    with pytest.raises(cs.BadInput, match="row 2, column asked"):
        cs.read(
            files.write(
                tmp_path, "receptions", [["2020-08-01", "jd", "a", text, "1", "1"]]
            )
        )


@pytest.mark.parametrize("text", ["98", "９８", "９8", "98.0", " 98 ", "　98"])
def test_a_count_in_another_width_is_read(tmp_path, text):
    rows = [["2020-08-01", "jd", "a", text, "1", "1"]]
    assert 98 == cs.read(files.write(tmp_path, "receptions", rows)).receptions[0].asked


def test_half_width_is_another_width_and_nothing_else():
    repairs: list[str] = []
    assert "(ABC)123 ¥" == notation.half_width("（ＡＢＣ）１２３　￥", repairs)
    assert [notation.FULL_WIDTH] == repairs
    assert "98¹①㎡Ⅷ½" == notation.half_width("98¹①㎡Ⅷ½", repairs)
