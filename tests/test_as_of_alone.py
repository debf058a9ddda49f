"""One slip in a year does not move the day up to which duties are judged; it is told beside it."""

from datetime import date, timedelta

import pytest
from folders import counts, folder_of, judged

import cscontract as cs
from cscontract.records.happenings import latest
from cscontract.terms.language import in_language

import files

LAST = date(2020, 8, 20)
LATE = [date(2020, 10, 21), date(2020, 10, 22)]  # 62 and 63 days after


def records_of(when, record):
    return {
        "receptions": {"receptions": [*counts(date(2020, 8, 1), LAST), f"{when},jd,a,1,1,1"]},
        "payments": {"payments": [f"{when},1500.00,wechat,"]},
        "actions": {"actions": [f"{when} 10:00,jd,a,note,,true"]},
        "outages": {"outages": [f"jd,{when} 10:00,{when} 11:00"]},
        "presence": {"presence": [f"jd,a,{when} 09:00,{when} 12:00"]},
        "sessions": {
            "sessions": [
                f"s1,jd,a,anna,official_chat,{when} 10:00,{when} 10:05,true,true,false,false"
            ],
            "receptions": counts(date(2020, 8, 1), LAST),
        },
    }[record]


KINDS = ["receptions", "payments", "actions", "outages", "presence", "sessions"]


@pytest.mark.parametrize("record", KINDS)
def test_a_row_alone_more_than_62_days_after_all_others_is_left_aside(tmp_path, record):
    for when, as_of in zip(LATE, (LATE[0], LAST), strict=True):
        folder = folder_of(tmp_path / str(when), **records_of(when, record))
        result = judged(folder)
        assert str(as_of) == result["as_of"]
        aside = f"{record}.csv, row {22 if record == 'receptions' else 2}, {when}, 63 days after"
        source = result["as_of_source"]
        if as_of == LAST:
            assert f"receptions.csv, row 21, column date; left aside: {aside}" == source
        else:
            assert "left aside" not in source


def test_a_login_over_midnight_is_one_row(tmp_path):
    folder = folder_of(tmp_path, presence=["jd,a,2020-11-01 22:00,2020-11-02 01:00"])
    result = judged(folder)
    assert str(LAST) == result["as_of"]
    assert "presence.csv, row 2, 2020-11-02, 74 days after" in result["as_of_source"]


@pytest.mark.parametrize(
    ("payments", "as_of", "aside"),
    [
        (["2020-12-20,1.00,wechat,", "2020-12-20,2.00,wechat,"], "2020-12-20", 0),
        (["2020-12-20,1.00,wechat,", "2020-12-21,2.00,wechat,"], "2020-12-21", 0),
        (["2020-12-20,1.00,wechat,", "2021-06-01,2.00,wechat,"], "2020-08-20", 2),
        (["2020-10-10,1.00,wechat,", "2021-06-01,2.00,wechat,"], "2020-10-10", 1),
        (["2020-10-10,1.00,wechat,", "2020-12-01,2.00,wechat,"], "2020-12-01", 0),
        (["2024-09-10,1500.00,wechat,2020-08"], "2020-08-20", 1),
    ],
)
def test_two_rows_together_move_it_and_slips_are_taken_off_one_by_one(
    tmp_path, payments, as_of, aside
):
    folder = folder_of(tmp_path, payments=payments)
    result = judged(folder)
    assert as_of == result["as_of"]
    assert aside == len(latest(cs.read(folder)).aside)
    assert aside == result["as_of_source"].count("days after")


def test_payments_month_by_month_are_not_alone(tmp_path):
    months = ["2020-09-01", "2020-10-01", "2020-11-01", "2020-12-01", "2021-01-31"]
    folder = folder_of(tmp_path, payments=[f"{when},1500.00,wechat," for when in months])
    assert "2021-01-31" == judged(folder)["as_of"]


def test_what_is_alone_altogether_is_the_day(tmp_path):
    folder = folder_of(tmp_path, receptions=["2020-08-03,jd,a,1,1,1"])
    assert "2020-08-03" == judged(folder)["as_of"]


def test_asked_for_the_day_is_what_is_asked_for(tmp_path):
    folder = folder_of(tmp_path, payments=["2024-09-10,1500.00,wechat,"])
    assert "2024-09-10" == judged(folder, "--as-of", "2024-09-10")["as_of"]


def test_what_is_left_aside_is_told_in_both_languages(tmp_path):
    folder = folder_of(tmp_path, payments=["2024-09-10,1500.00,wechat,", "2021-03-01,1.00,wechat,"])
    verdict = cs.check(cs.load(files.agreement_file()), cs.read(folder))
    days = {when: (date.fromisoformat(when) - LAST) / timedelta(days=1) for when in ("2024-09-10",)}
    assert {"2024-09-10": 1482} == days
    assert (
        "receptions.csv, row 21, column date; left aside: payments.csv, row 3, 2021-03-01, 193 days "
        "after; payments.csv, row 2, 2024-09-10, 1,482 days after" == verdict.as_of_source
    )
    zh = in_language(verdict.as_of_source, "zh")
    assert "；未采用：payments.csv，第 3 行，2021-03-01，晚 193 天；payments.csv，第 2 行" in zh
