"""The public holidays in holidays.toml, checked day by day against chinesecalendar."""

import tomllib
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import chinese_calendar
import pytest

FILE = Path(__file__).parents[1] / "cscontract" / "agreement" / "calendar.toml"
HOLIDAYS = tomllib.loads(FILE.read_text(encoding="utf-8"))
NEW_YEAR = {int(year): day for year, day in HOLIDAYS["lunar_new_year"].items()}
YEARS = {int(year): table for year, table in HOLIDAYS["years"].items()}
FIRST, LAST = 2010, 2026
DAY = timedelta(days=1)

each_year = pytest.mark.parametrize("year", range(FIRST, LAST + 1))


def days(first: date, last: date) -> list[date]:
    return [first + n * DAY for n in range((last - first).days + 1)]


def days_of(year: int) -> list[date]:
    return days(date(year, 1, 1), date(year, 12, 31))


def is_weekend(day: date) -> bool:
    return day.weekday() >= 5


def is_named(day: date) -> bool:
    """Whether chinesecalendar gives a holiday's name to this day off."""
    off, name = chinese_calendar.get_holiday_detail(day)
    return off and name is not None


def stretch_off(day: date) -> list[date]:
    """The unbroken days off around a day off, as far as 2010 to 2026 reach."""
    first = last = day
    while first > date(FIRST, 1, 1) and chinese_calendar.is_holiday(first - DAY):
        first -= DAY
    while last < date(LAST, 12, 31) and chinese_calendar.is_holiday(last + DAY):
        last += DAY
    return days(first, last)


def statutory_days(year: int) -> list[date]:
    """The statutory days of Spring Festival: the first days of the lunar year, or the
    eve too.
    """
    first = NEW_YEAR[year]
    if year < 2014:
        return days(first - DAY, first + DAY)
    if year < 2025:
        return days(first, first + 2 * DAY)
    return days(first - DAY, first + 2 * DAY)


def test_the_years_run_from_2010_to_2026_without_a_gap():
    assert list(YEARS) == list(range(FIRST, LAST + 1))


@each_year
def test_every_day_of_2010_to_2026_is_off_or_not_as_chinesecalendar_says(year):
    off, work = set(YEARS[year]["off"]), set(YEARS[year]["work"])
    ours = [
        day
        for day in days_of(year)
        if (day not in work if is_weekend(day) else day in off)
    ]
    assert ours == [day for day in days_of(year) if chinese_calendar.is_holiday(day)]


@each_year
def test_every_day_that_chinesecalendar_names_a_holiday_is_listed_off(year):
    assert {day for day in days_of(year) if is_named(day)} <= set(YEARS[year]["off"])


@each_year
def test_a_day_off_is_listed_with_the_whole_stretch_it_stands_in(year):
    stretches = [stretch_off(day) for day in YEARS[year]["off"]]
    this_year = {day for stretch in stretches for day in stretch if day.year == year}
    assert this_year == set(YEARS[year]["off"])


@each_year
def test_no_stretch_of_days_off_is_listed_without_a_holiday_in_it(year):
    assert all(any(map(is_named, stretch_off(day))) for day in YEARS[year]["off"])


@each_year
@pytest.mark.parametrize("key", ["off", "work"])
def test_the_dates_of_a_year_stand_in_order_and_once_and_fall_in_it(year, key):
    dates = YEARS[year][key]
    assert dates == sorted(set(dates))
    assert {day.year for day in dates} == {year}


@each_year
def test_work_is_made_up_only_at_weekends_and_never_on_a_day_off(year):
    assert all(is_weekend(day) for day in YEARS[year]["work"])
    assert not set(YEARS[year]["work"]) & set(YEARS[year]["off"])


@each_year
def test_every_date_of_the_festival_is_off(year):
    assert set(days(*YEARS[year]["festival"])) <= set(YEARS[year]["off"])


@each_year
def test_the_festival_is_the_stretch_of_days_off_around_the_first_lunar_day(year):
    assert days(*YEARS[year]["festival"]) == stretch_off(NEW_YEAR[year])


@each_year
def test_the_festival_is_every_day_off_that_chinesecalendar_calls_spring_festival(year):
    spring = (True, chinese_calendar.Holiday.spring_festival.value)
    called = [
        day
        for day in days_of(year)
        if chinese_calendar.get_holiday_detail(day) == spring
    ]
    assert days(*YEARS[year]["festival"]) == called


@each_year
def test_the_statutory_days_of_spring_festival_lie_in_the_festival(year):
    assert set(statutory_days(year)) <= set(days(*YEARS[year]["festival"]))


@each_year
def test_each_year_names_its_notices_by_number_and_address(year):
    sources = YEARS[year]["sources"]
    assert sources
    for source in sources:
        number, _, address = source.partition(" ")
        assert number.endswith("号")
        assert address.startswith(("<http://www.gov.cn/", "<https://www.gov.cn/"))
        assert address.endswith(".htm>")


@each_year
def test_the_first_notice_of_a_year_bears_the_number_of_the_year_before(year):
    assert YEARS[year]["sources"][0].startswith(f"国办发明电〔{year - 1}〕")


def test_the_extended_and_the_added_holidays_are_there():
    assert YEARS[2020]["festival"] == [date(2020, 1, 24), date(2020, 2, 2)]
    assert set(days(date(2015, 9, 3), date(2015, 9, 5))) <= set(YEARS[2015]["off"])
    assert date(2015, 9, 6) in YEARS[2015]["work"]


def test_the_eve_of_the_2024_festival_is_a_day_of_work():
    assert NEW_YEAR[2024] - DAY not in YEARS[2024]["off"]


def test_lunar_new_year_is_given_for_every_year_from_2000_to_2100():
    assert list(NEW_YEAR) == list(range(2000, 2101))
    assert all(day.year == year for year, day in NEW_YEAR.items())


def test_lunar_new_year_falls_between_20_january_and_21_february():
    assert all((1, 20) <= (day.month, day.day) <= (2, 21) for day in NEW_YEAR.values())


def test_lunar_years_are_twelve_or_thirteen_months_long():
    lengths = {(after - before).days for before, after in pairwise(NEW_YEAR.values())}
    assert lengths <= {353, 354, 355, 383, 384, 385}
