"""Numbers, dates and names as people write them: what is read, and what is noted.

Full-width signs are the same signs in another width and are read as such. What else
Unicode holds to be compatible is left as it stands: 98¹ has a footnote mark, it is not
981.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

FULL_WIDTH = "full-width signs read as half-width"
BLANKS = "blanks at the ends taken off"
COMMAS = "thousands commas taken out"
SPACES = "blanks between thousands taken out"
COMPACT = "dates like 20200801 read as 2020-08-01"
CHINESE = "dates like 2020年8月1日 read as 2020-08-01"
SLASHED = "dates like 2020/8/1 read as 2020-08-01"
DOTTED = "dates like 2020.8.1 read as 2020-08-01"
SHORT = "dates like 2020-8-1 read as 2020-08-01"

#: full-width ！ to ～ stand 0xFEE0 above ! to ~
WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
WIDE |= {0xFFE5: "¥", 0xFFE0: "¢", 0xFFE1: "£"}
#: blanks of other widths, and the one that keeps a line together
WIDE |= dict.fromkeys([0xA0, 0x202F, 0x205F, 0x3000, *range(0x2000, 0x200B)], " ")
#: radicals that look like signs, as copied from a PDF: ⽉ for 月
RADICALS = range(0x2F00, 0x2FD6)
WIDE |= {code: unicodedata.normalize("NFKC", chr(code)) for code in RADICALS}

#: a way to write a date, and what is noted where one is written so
FORMS = (
    (r"([0-9]{4})-([0-9]{2})-([0-9]{2})", None),
    (r"([0-9]{4})([0-9]{2})([0-9]{2})", COMPACT),
    (r"([0-9]{4}) ?年 ?([0-9]{1,2}) ?月 ?([0-9]{1,2}) ?[日号]", CHINESE),
    (r"([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})", SLASHED),
    (r"([0-9]{4})\.([0-9]{1,2})\.([0-9]{1,2})", DOTTED),
    (r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", SHORT),
)
DAYS = tuple((re.compile(pattern), repair) for pattern, repair in FORMS)


def half_width(text: str, repairs: list[str]) -> str:
    """The text with half-width signs and without blanks at its ends."""
    inner = text.strip()
    if inner != text:
        repairs.append(BLANKS)
    half = folded(inner)
    if half != inner:
        repairs.append(FULL_WIDTH)
    return half.strip()


def folded(text: str) -> str:
    """The text with half-width signs; the one place that takes a sign for another.

    >>> folded("１，２００．５０％"), folded("98¹ ½ ① ٣")
    ('1,200.50%', '98¹ ½ ① ٣')
    """
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", text.translate(WIDE))


def is_visible(text: str) -> bool:
    r"""Whether every sign of the text can be seen, or is a blank.

    None turns the line about.

    >>> is_visible("京东 店"), is_visible("a\u202ecsv")
    (True, False)
    """
    return text.isprintable() and not FILLERS & set(text)


#: letters and marks that show nothing
FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


def without_commas(text: str, repairs: list[str]) -> str:
    """“1,001” as “1001”; “1,00” stays, it is no number.

    >>> without_commas("1,001", []), without_commas("1,00", [])
    ('1001', '1,00')
    """
    if not re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+", text):
        return text
    repairs.append(COMMAS)
    return text.replace(",", "")


def without_spaces(text: str, repairs: list[str]) -> str:
    """“1 001” as “1001”; “1 00” stays, it is no number.

    >>> without_spaces("1 001", []), without_spaces("1 00", [])
    ('1001', '1 00')
    """
    if not re.fullmatch(r"[0-9]{1,3}( [0-9]{3})+", text):
        return text
    repairs.append(SPACES)
    return text.replace(" ", "")


def day(text: str, repairs: list[str]) -> date | None:
    """The date of 2020-08-01, and of other ways to write it with the year first.

    Else None.

    Read too, and told: 20200801, 2020年8月1日, 2020/8/1, 2020.8.1 and 2020-8-1. ValueError
    where there is no such day. 01/08/2020 may be two dates: None.

    >>> repairs: list[str] = []
    >>> day("2020年8月1日", repairs), repairs
    (datetime.date(2020, 8, 1), ['dates like 2020年8月1日 read as 2020-08-01'])
    """
    for pattern, repair in DAYS:
        if match := pattern.fullmatch(text):
            when = date(*map(int, match.groups()))
            repairs.extend([repair] if repair else [])
            return when
    return None
