"""A fee in words as contracts have it: with 零角零分, and without 元."""

import random
from datetime import date

import cn2an
import pytest

import cscontract as cs
from cscontract.core import money

import build

TERM = date(2020, 8, 1), date(2020, 12, 31)


def agreement(words):
    data = build.plain(*TERM)
    data["fee"]["in_words"] = words
    return build.agreement(data)


@pytest.mark.parametrize(
    ("words", "fen"),
    [
        ("壹仟伍佰元零角零分", 150000),
        ("壹仟伍佰元零角零分整", 150000),
        ("人民币壹仟伍佰圆零角零分", 150000),
        ("壹仟伍佰元零角伍分", 150005),
        ("壹仟伍佰元伍角零分", 150050),
        ("壹仟伍佰元零角", 150000),
    ],
)
def test_jiao_and_fen_that_are_none_are_read_as_they_stand(words, fen):
    read = agreement(words)
    assert (fen, ()) == (read.fee.words_fen, read.notes)
    assert fen == money.fen(words)


@pytest.mark.parametrize("words", ["壹仟伍佰", "一千五百", "人民币壹仟伍佰整"])
def test_numerals_without_yuan_are_read_and_that_is_told(words):
    read = agreement(words)
    assert 150000 == read.fee.words_fen
    (note,) = read.notes
    assert note.endswith(f"fee.in_words: '{words}' was read as 1500.00")
    assert 150000 == read.replace(volume__threshold=120).fee.words_fen


@pytest.mark.parametrize(
    "words",
    [
        "零角零分",
        "壹仟伍佰元零零分",
        "壹仟伍佰零分",
        "壹仟伍佰元零角零角",
        "壹仟佰",
        "壹仟伍佰多",
    ],
)
def test_what_is_no_amount_in_words_is_refused(words):
    with pytest.raises(cs.BadInput, match="an amount in Chinese numerals"):
        agreement(words)


@pytest.mark.parametrize("text", ["壹仟伍佰", "一千五百"])
def test_an_amount_in_a_record_names_its_yuan(text):
    with pytest.raises(ValueError, match="no"):
        money.fen(text)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("人民币壹仟伍佰元整", 1500_00),
        ("人民币（大写）壹仟零伍元叁角正", 1005_30),
        ("大写：壹拾万零柒元零伍分", 100_007_05),
        ("一千零五十元五角", 1050_50),
        ("壹亿零伍佰万元整", 105_000_000_00),
        ("貳萬參仟陸佰圓整", 23_600_00),
        ("伍分", 5),
    ],
)
def test_the_usual_ways_of_writing_an_amount_are_read_to_the_fen(text, fen):
    assert fen == money.fen(text)


def random_fen(chance):
    return chance.randrange(10 ** chance.randrange(1, 15))


def test_words_are_those_of_an_independent_library():
    chance = random.Random(14)
    for fen in (random_fen(chance) for _ in range(20_000)):
        yuan = fen // 100
        words = money.in_words(yuan * 100).removesuffix("元")
        # above, cn2an leaves out the 零 for ten thousands that are none
        if yuan < 100_000_000:
            assert words == cn2an.an2cn(yuan, "up")
        assert yuan == cn2an.cn2an(words, "strict")
        assert fen == money.from_words(money.in_words(fen))


def test_no_amount_is_read_that_an_independent_library_reads_otherwise():
    """Signs at random: what is read at all is read as cn2an reads it."""
    chance = random.Random(15)
    read = 0
    for _ in range(50_000):
        signs = chance.choices("零壹贰玖拾佰仟万亿", k=chance.randrange(1, 8))
        words = "".join(signs)
        fen = money.from_words(f"{words}元")
        if fen is not None:
            read += 1
            assert fen == cn2an.cn2an(words, "strict") * 100
    assert read > 1000
