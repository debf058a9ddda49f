"""A last day that stands alone is judged, as written, and told as what may be a slip of
a year.
"""

from datetime import date

import pytest
from folders import counts, folder_of, judged

import cscontract as cs
from cscontract.core.language import in_language

import files

LAST = date(2020, 8, 20)
LATE = [date(2020, 10, 21), date(2020, 10, 22)]  # 62 and 63 days after
RECORDS = {
    "payments": "{when},1500.00,wechat,",
    "actions": "{when} 10:00,jd,a,note,,true",
    "outages": "jd,{when} 10:00,{when} 11:00",
    "presence": "jd,a,{when} 09:00,{when} 12:00",
}


@pytest.mark.parametrize("record", RECORDS)
def test_a_day_over_62_days_after_all_others_is_told(tmp_path, record):
    for when, is_told in zip(LATE, (False, True), strict=True):
        rows = {record: [RECORDS[record].format(when=when)]}
        result = judged(folder_of(tmp_path / str(when), **rows))
        assert str(when) == result["as_of"]
        assert is_told == ("63 days after all other rows" in result["as_of_source"])


def test_payments_month_by_month_are_not_alone(tmp_path):
    months = ["2020-09-01", "2020-10-01", "2020-11-01", "2020-12-01", "2021-01-31"]
    result = judged(
        folder_of(tmp_path, payments=[f"{when},1500.00,wechat," for when in months])
    )
    assert "2021-01-31" == result["as_of"] and "after all" not in result["as_of_source"]


def test_what_is_alone_altogether_is_the_day(tmp_path):
    result = judged(folder_of(tmp_path, receptions=["2020-08-03,jd,a,1,1,1"]))
    assert "2020-08-03" == result["as_of"] and "after all" not in result["as_of_source"]


def test_asked_for_nothing_is_said_of_it(tmp_path):
    folder = folder_of(tmp_path, payments=["2024-09-10,1500.00,wechat,"])
    assert "as asked for" == judged(folder, "--as-of", "2024-09-10")["as_of_source"]


def test_it_is_told_in_both_languages(tmp_path):
    receptions = counts(date(2020, 8, 1), LAST)
    folder = folder_of(
        tmp_path, receptions=receptions, payments=["2024-09-10,1500.00,wechat,"]
    )
    source = cs.check(cs.load(files.agreement_file()), cs.read(folder)).as_of_source
    assert (
        "payments.csv, row 2, column paid_on, 1,482 days after all other rows" in source
    )
    assert "比其余各行晚 1,482 天" in in_language(source, "zh")
