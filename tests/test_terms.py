"""The ground: sets of days against plain lists, money against fractions, the agreement
as a value.
"""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cscontract.agreement.kinds import defaults
from cscontract.core import days, money
from cscontract.core.days import Axis, term_of
from cscontract.core.errors import BadInput

import build

#: runs of days, not single days: what makes runs long, short and touching
runs = st.lists(
    st.tuples(st.booleans(), st.sampled_from([1, 1, 2, 2, 3, 4, 7, 8])), max_size=20
).map(lambda parts: [over for over, length in parts for _ in range(length)])
lengths = st.integers(1, 9)


def as_set(flags):
    return sum(1 << day for day, flag in enumerate(flags) if flag)


@given(runs, lengths)
def test_a_run_has_lasted_on_the_days_before_which_it_had_k_days(flags, k):
    expected = [
        all(flags[day - k + 1 : day + 1]) and day >= k - 1 for day in range(len(flags))
    ]
    assert as_set(expected) == days.lasted(as_set(flags), k)


@given(runs, lengths)
def test_spreading_back_what_has_lasted_gives_the_whole_runs_of_k_days_or_more(
    flags, k
):
    over = as_set(flags)
    whole = sum(
        days.first_days(length) << first
        for first, length in days.stretches(over)
        if length >= k
    )
    assert whole == days.spread_back(days.lasted(over, k), k)


@given(runs)
def test_stretches_are_the_set(flags):
    over = as_set(flags)
    parts = days.stretches(over)
    assert over == sum(days.first_days(length) << first for first, length in parts)
    assert days.firsts(over) == sum(1 << first for first, _ in parts)
    assert all(a + length < b for (a, length), (b, _) in pairwise(parts))


@given(runs, runs, st.integers(0, 2))
def test_an_axis_lays_its_days_out_and_back(kept, over, apart):
    kept, over = as_set(kept), as_set(over)
    axis = Axis.of(days.stretches(kept), apart)
    assert over & kept == axis.back(axis.onto(over))
    assert (over & kept).bit_count() == axis.onto(over).bit_count()


@given(st.dates(date(2015, 1, 1), date(2026, 1, 1)), st.integers(1, 800))
def test_months_share_out_a_term(start, length):
    term = term_of(start, start + timedelta(days=length - 1))
    assert term.every == sum(month.days for month in term.months)
    for month in term.months:
        assert {month.label} == {f"{when:%Y-%m}" for when in term.dates(month.days)}
    assert all(
        term.date_of(day).weekday() == 6 and day >= 6 for day in days.each(term.sundays)
    )


@given(st.integers(0, 10**9), st.integers(1, 10**6))
def test_a_half_is_rounded_up(numerator, denominator):
    exact = Fraction(numerator, denominator)
    rounded = money.half_up(numerator, denominator)
    assert rounded - Fraction(1, 2) <= exact < rounded + Fraction(1, 2)


@given(st.integers(0, 100_000_000))
def test_money_is_read_as_it_is_written(fen):
    assert fen == money.fen(money.yuan(fen)) == money.fen(money.in_words(fen))
    assert fen == money.fen("￥" + money.grouped(fen))


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("壹仟伍佰元", 150000),
        ("一千五百元整", 150000),
        ("1.5千", 150000),
        ("1500元整", 150000),
        ("壹万零伍元", 1000500),
    ],
)
def test_money_in_words(text, fen):
    assert fen == money.fen(text)


@pytest.mark.parametrize(
    "text", ["1,50", "壹仟佰元", "1e3", "-1.00", "1.005", "", "元", "１千５百元", "NaN"]
)
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValueError):
        money.fen(text)


def sample(**changes):
    return build.agreement(build.plain(date(2020, 8, 1), date(2020, 12, 31), **changes))


def test_a_replaced_figure_leaves_the_first_agreement_as_it_was():
    first = sample()
    second = first.replace(volume__threshold=120, fee__monthly=165000)
    assert (100, 150000) == (first.volume.threshold, first.fee.monthly)
    assert (120, 165000, "壹仟陆佰伍拾元") == (
        second.volume.threshold,
        second.fee.monthly,
        second.fee.in_words,
    )


def test_replacing_nothing_gives_an_equal_agreement():
    assert sample() == sample().replace()


def test_an_absent_reading_is_the_default_and_an_open_one_too():
    agreement = sample(readings={"bound": "open", "run_gap": "bridges"})
    assert {**defaults(), "run_gap": "bridges"} == agreement.chosen
    assert ("bound",) == agreement.open


def test_a_new_fee_is_available_only_where_it_is_agreed():
    assert ["terms_continue", "agreement_ends"] == sample().available("after_renewal")
    agreed = sample(figures={"renewal.new_monthly_fee": "2000.00"})
    assert "new_fee" in agreed.available("after_renewal")
    with pytest.raises(BadInput, match="new_monthly_fee"):
        sample(readings={"after_renewal": "new_fee"})
