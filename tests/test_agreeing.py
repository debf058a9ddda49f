"""Sentences agree with what they count: one row, one day, one date."""

from datetime import date

import pytest
from folders import agreement_of, coded, counts, folder_of, judged

import cscontract as cs
from cscontract.core.language import Sentence, chinese, in_language, say
from cscontract.core.plurals import COUNTED

ONE, OTHER = date(2020, 8, 1), date(2020, 8, 2)


@pytest.mark.parametrize(
    ("sentence", "count", "told"),
    [
        ("{count} rows", 1, "1 row"),
        ("{count} rows", "1", "1 row"),
        ("{count} rows", 0, "0 rows"),
        ("{count} rows", 2, "2 rows"),
        ("{count} rows", 11, "11 rows"),
        ("{count} rows", "1,000", "1,000 rows"),
        ("{count} h", 1, "1 h"),
        ("{count} seats needed", 1, "1 seat needed"),
        ("{count} charged days", 1, "1 charged day"),
        (
            "at most {count} rows, for they are all held in memory",
            1,
            "at most 1 row, for they are all held in memory",
        ),
    ],
)
def test_one_of_a_thing_is_told_in_the_singular(sentence, count, told):
    assert told == Sentence(sentence, count=count) == say(sentence, "en", count=count)


def test_the_verb_of_one_row_is_in_the_singular_too():
    sentence = "{rows} rows of the agreement's shops were counted."
    assert "1 row of the agreement's shops was counted." == Sentence(sentence, rows=1)
    assert "2 rows of the agreement's shops were counted." == Sentence(sentence, rows=2)


def test_of_two_numbers_each_agrees_with_its_own_thing():
    found = Sentence(
        "counted: {first} to {last}, {counted} of {days} service days",
        first=ONE,
        last=OTHER,
        counted=1,
        days=31,
    )
    assert "counted: 1 Aug 2020 to 2 Aug 2020, 1 of 31 service days" == found


@pytest.mark.parametrize(
    "sentence", [each for each in chinese() if COUNTED.search(each)]
)
def test_no_sentence_of_the_catalogue_says_one_things(sentence):
    names = {name for name, _ in COUNTED.findall(sentence)}
    others = {"first": ONE, "last": OTHER}
    values = Values(dict.fromkeys(names, 1) | others)
    from cscontract.core.plurals import agreeing

    told = agreeing(sentence, values).format_map(values)
    assert not COUNTED.search(told.replace("1 ", "{n} "))


class Values(dict):
    def __missing__(self, name):
        return "x"


@pytest.mark.parametrize(
    ("last", "english", "chinese"),
    [
        (
            ONE,
            "No shop has a record on 1 Aug 2020; such a day",
            "2020年8月1日各店均无记录；",
        ),
        (
            OTHER,
            "No shop has a record from 1 Aug 2020 to 2 Aug 2020 (2 days); such",
            "2020年8月1日至2020年8月2日（2 天）各店均无记录；",
        ),
    ],
)
def test_one_day_without_a_record_is_told_with_one_date(
    tmp_path, last, english, chinese
):
    folder = folder_of(
        tmp_path, receptions=counts(date(2020, 8, last.day + 1), date(2020, 8, 20))
    )
    found = cs.check(
        cs.load(agreement_of(tmp_path, ONE, date(2020, 8, 20))), cs.read(folder)
    ).found
    (missing,) = [finding for finding in found if finding.code == "missing_day"]
    assert missing.text("en").startswith(english)
    assert missing.text("zh").startswith(chinese)
    assert f"{last.day} day" + "s" * (last.day > 1) == missing.measured


def test_one_closed_day_without_a_record_is_told_as_one(tmp_path):
    term = date(2021, 2, 10), date(2021, 2, 11)
    folder = folder_of(tmp_path, receptions=counts(term[0], term[0]))
    result = judged(
        folder, "--as-of", "2021-02-11", agreement=agreement_of(tmp_path, *term)
    )
    (missing,) = coded(result, "missing_day")
    assert "No shop has a record on 11 Feb 2021, a closed day." == missing["text"]


@pytest.mark.parametrize(
    ("sentence", "english", "chinese"),
    [
        (
            "no sessions on {count} days from {first} to {last}; "
            "these were counted from the receptions as they stand",
            "no sessions on 1 Aug 2020; these were counted",
            "2020年8月1日没有会话记录",
        ),
        (
            "counted: {first} to {last}, {counted} of {days} service days",
            "counted: 1 Aug 2020, 1 of 1 service day",
            "已计入：2020年8月1日，服务日",
        ),
        (
            "Enquiries from {first} to {last} call for a new agreement.",
            "Enquiries on 1 Aug 2020 c",
            "2020年8月1日的询单量",
        ),
    ],
)
def test_of_one_day_one_date_is_told_in_both_languages(sentence, english, chinese):
    told = Sentence(sentence, first=ONE, last=ONE, count=1, counted=1, days=1)
    assert told.startswith(english) and in_language(told, "zh").startswith(chinese)
