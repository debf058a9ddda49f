"""Dates and times of day as records and exports have them: one reader for every column
and every file.

Year first, or not at all: 01/08/2020 may be two dates.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import NamedTuple
from zoneinfo import ZoneInfo

from cscontract.core import notation

SHANGHAI = ZoneInfo("Asia/Shanghai")
EXCEL_EPOCHS = {1900: date(1899, 12, 30), 1904: date(1904, 1, 1)}
SECONDS = 86_400

ENDS_DAY = "24:00 read as 00:00 of the next day"
HALF_DAYS = "times of 12 hours (AM, PM, 上午, 下午) read as of 24"
CHINESE_CLOCK = "times like 9时30分 read as 09:30"

SPLIT = re.compile(
    r"(?P<day>[0-9]{4}(?:[-/.]?[0-9]{1,2}[-/.]?[0-9]{1,2}| ?年 ?[0-9]{1,2} ?月 ?[0-9]{1,2} ?[日号]))"
    r"(?:T|\s+|(?<=[日号]))(?P<clock>\S.*)"
)
CLOCK = re.compile(
    r"(?P<before>上午|下午|AM|PM)? ?"
    r"(?P<hour>[0-9]{1,2})"
    r"(?::(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.(?P<part>[0-9]{1,6}))?)?"
    r"|[时点](?:(?P<zh_minute>[0-9]{1,2})分(?:(?P<zh_second>[0-9]{1,2})秒)?)?)"
    r" ?(?P<after>AM|PM|上午|下午)?"
    r" ?(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?",
    re.IGNORECASE,
)
SERIAL = re.compile(r"[1-9][0-9]{4}(\.[0-9]+)?")
AFTERNOON = {"PM": True, "下午": True, "AM": False, "上午": False}


class NoSuchTime(ValueError):
    """A time of day that no day has."""


class Written(NamedTuple):
    """A date, its time of day and its offset from UTC, as far as they were written.

    `ends_day`: 24:00, and the time of day is 00:00 of the next date.
    """

    day: date
    clock: time | None = None
    zone: timezone | None = None
    ends_day: bool = False

    def moment(self) -> datetime:
        """The date and time; 24:00 is 00:00 of the next date. OverflowError beyond all
        calendars.
        """
        begun = datetime.combine(self.day, self.clock or time(), self.zone)
        return begun + timedelta(days=self.ends_day)


def read(text: str, repairs: list[str]) -> Written | None:
    """What a text says; None where it is no date with the year first.

    ValueError where there is no such date, NoSuchTime where there is no such time.
    """
    match = SPLIT.fullmatch(text)
    if not match:
        found = notation.day(text, repairs)
        return None if found is None else Written(found)
    clock = CLOCK.fullmatch(match["clock"])
    if not clock:
        return None
    found = notation.day(match["day"], repairs)
    if found is None:
        return None
    try:
        return _with_clock(found, clock, repairs)
    except ValueError:
        raise NoSuchTime(text) from None


def _with_clock(day: date, match: re.Match[str], repairs: list[str]) -> Written:
    hour = int(match["hour"])
    minute = int(match["minute"] or match["zh_minute"] or 0)
    second = int(match["second"] or match["zh_second"] or 0)
    part = int((match["part"] or "").ljust(6, "0"))
    if match["minute"] is None:
        repairs.append(CHINESE_CLOCK)
    if half := match["before"] or match["after"]:
        hour = _of_24(hour, half.upper(), match["before"] and match["after"])
        repairs.append(HALF_DAYS)
    zone = _zone(match["zone"])
    if hour == 24 and not (minute or second or part):
        return Written(day, time(), zone, ends_day=True)
    return Written(day, time(hour, minute, second, part), zone)


def _of_24(hour: int, half: str, twice: str | None) -> int:
    """The hour of a day of 24; 12 AM is midnight, 12 PM noon."""
    if twice or hour > 12:
        raise NoSuchTime(half)
    return hour % 12 + 12 * AFTERNOON[half]


def _zone(text: str | None) -> timezone | None:
    if text is None:
        return None
    if text in "Zz":
        return UTC
    hours = int(text[1:3])
    minutes = int(text[-2:])
    if minutes > 59:
        raise NoSuchTime(text)
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset)


def of_serial(number: float, epoch: int) -> datetime:
    """The date and time of a spreadsheet's serial number, to the second; `epoch`: 1900
    or 1904.
    """
    day = EXCEL_EPOCHS[epoch] + timedelta(days=int(number))
    return datetime.combine(day, time()) + timedelta(
        seconds=round(number % 1 * SECONDS)
    )
