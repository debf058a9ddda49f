"""A fee in words as contracts have it: with 零角零分, and without 元."""

from datetime import date

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
    ["零角零分", "壹仟伍佰元零零分", "壹仟伍佰零分", "壹仟伍佰元零角零角", "壹仟佰", "壹仟伍佰多"],
)
def test_what_is_no_amount_in_words_is_refused(words):
    with pytest.raises(cs.BadInput, match="an amount in Chinese numerals"):
        agreement(words)


@pytest.mark.parametrize("text", ["壹仟伍佰", "一千五百"])
def test_an_amount_in_a_record_names_its_yuan(text):
    with pytest.raises(ValueError, match="no"):
        money.fen(text)
