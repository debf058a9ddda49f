"""Numbers and dates as people write them: what is read besides the plain form, and how it is told."""

from __future__ import annotations

import re
from datetime import date

from cscontract.terms.signs import plain_signs

FULL_WIDTH = "full-width signs read as half-width"
BLANKS = "blanks at the ends taken off"
COMMAS = "thousands commas taken out"
SPACES = "blanks between thousands taken out"
COMPACT = "dates like 20200801 read as 2020-08-01"
CHINESE = "dates like 2020年8月1日 read as 2020-08-01"
SLASHES = "dates like 2020/8/1 and 2020.8.1 read as 2020-08-01"


def half_width(text: str, repairs: list[str]) -> str:
    """The text with half-width signs and without blanks at its ends."""
    inner = text.strip()
    if inner != text:
        repairs.append(BLANKS)
    if inner.isascii():
        return inner
    half = plain_signs(inner)
    if half != inner:
        repairs.append(FULL_WIDTH)
    return half.strip()


def without_commas(text: str, repairs: list[str]) -> str:
    """“1,001” as “1001”; “1,00” stays, it is no number."""
    if not re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+", text):
        return text
    repairs.append(COMMAS)
    return text.replace(",", "")


def without_spaces(text: str, repairs: list[str]) -> str:
    """“1 001” as “1001”; “1 00” stays, it is no number."""
    if not re.fullmatch(r"[0-9]{1,3}( [0-9]{3})+", text):
        return text
    repairs.append(SPACES)
    return text.replace(" ", "")


def day(text: str, repairs: list[str]) -> date | None:
    """The date of 2020-08-01, 20200801, 2020/8/1, 2020.8.1 or 2020年8月1日; None for any other text.

    ValueError where there is no such day.
    """
    if match := re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", text):
        return date(*map(int, match.groups()))
    if match := re.fullmatch(r"([0-9]{4})([0-9]{2})([0-9]{2})", text):
        repairs.append(COMPACT)
    elif match := re.fullmatch(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日", text):
        repairs.append(CHINESE)
    elif match := re.fullmatch(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})", text):
        repairs.append(SLASHES)
        year, _, month, number = match.groups()
        return date(int(year), int(month), int(number))
    return date(*map(int, match.groups())) if match else None
