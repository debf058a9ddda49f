"""Telephone and identity numbers: found wherever they stand, however they are written,
and never shown.

A number may be cut by blanks, dashes, dots, slashes and the like, and written with
digits of any kind. Money, dates, hashes and addresses of machines are no such numbers,
though they have as many digits.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache

HIDDEN = "‹hidden›"
Span = tuple[int, int]

#: what may stand between two digits, once signs of other widths are as their usual ones
GAP = r"[ \t\-._/\\,:()\[\]]"
CUT = rf"{GAP}{{0,3}}"
#: one sign of it, or a bracket and its neighbour
NARROW = r"(?:[-. /]|[-. ]?\(|\)[-. ]?)?"
#: no digit before, and no decimal of 0.138…
APART = r"(?<![0-9])(?<!(?<![0-9])0\.)"

#: mainland mobiles: 11 digits from 13 to 19, after 0, 86, +86 or 0086
MOBILE = re.compile(
    rf"{APART}(?:\(?(?:\+|00?)?86\)?{CUT}|0-?|\()?(?P<number>1{CUT}[3-9](?:{CUT}[0-9]){{9}})(?![0-9])"
)
#: the first six digits together, or each by itself
IDENTITY = re.compile(
    rf"{APART}(?P<number>[1-9](?:[0-9]{{5}}(?:{CUT}[0-9]){{11}}|(?:{GAP}{{1,3}}[0-9]){{16}})"
    rf"{CUT}[0-9Xx])(?![0-9])"
)
LONGEST_HASH = 128
LONGEST_NUMBER = 40
PROVINCE = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91)"
#: as they were until 1999: a year of two digits, no check sign; so the province is
#: looked at
OLD_IDENTITY = re.compile(
    rf"{APART}(?P<number>{PROVINCE}[0-9]{{4}}(?P<cut>{GAP}?)[0-9]{{6}}(?P=cut)[0-9]{{3}})(?![0-9])"
)
#: what stands between an area, the number there and its parts
LINE = r"[)]?[ \-._/\\]{0,3}"
HALVES = r"[ \-._/]?"
#: an area and a number that begins with no 0 or 1: 010-12345678, (0571) 8765 4321, +86
#: 10 …
LANDLINE = re.compile(
    rf"{APART}(?<![0-9][.,:])(?:(?:\+|00)86{NARROW}0?|86(?:[- ]0?|0)|\(?0)"
    rf"(?:(?:10|2[0-57-9]){LINE}[2-9][0-9]{{3}}|[3-9][0-9]{{2}}{LINE}[2-9][0-9]{{2,3}})"
    rf"{HALVES}[0-9]{{4}}(?:-[0-9]{{1,5}})?(?![0-9])(?![.,][0-9])"
)
#: numbers of firms
SERVICE = re.compile(
    rf"{APART}(?<![0-9][.,])[48]00(?:[ \-._/]?[0-9]{{7}}|[ \-._/][0-9]{{3}}[ \-._/][0-9]{{4}}"
    r"|[ \-._/][0-9]{4}[ \-._/][0-9]{3}|[0-9][ \-._/][0-9]{3}[ \-._/][0-9]{3})(?![0-9])(?![.,][0-9])"
)
#: digits after the code of a country, least and most; of other countries 7 to 12
ABROAD = {
    "1": (10, 10),
    "7": (10, 10),
    "852": (8, 8),
    "853": (8, 8),
    "886": (8, 9),
    "65": (8, 8),
    "81": (9, 10),
    "82": (8, 10),
    "44": (9, 10),
    "61": (9, 9),
    "33": (9, 9),
    "34": (9, 9),
    "91": (10, 10),
    "86": (9, 11),
}
OTHERS = (
    r"(?:2[07]|3[0-69]|4[013-9]|5[1-8]|6[0-6]|8[146]|9[0-58]"
    r"|2[1-689][0-9]|3[578][0-9]|42[0-9]|50[0-9]|59[0-9]|6[789][0-9]|8[05789][0-9]|9[679][0-9])"
)
LENGTHS = [*ABROAD.items(), (OTHERS, (7, 12))]
FOREIGN = re.compile(
    r"(?<![0-9A-Za-z])(?<![0-9][.,:-])(?:\+ ?|00)(?:"
    + "|".join(
        rf"{code}(?P<number_{at}>(?:{NARROW}\(0\))?(?:{NARROW}[0-9]){{{least},{most}}})"
        for at, (code, (least, most)) in enumerate(LENGTHS)
    )
    + r")(?![0-9])(?![.,][0-9])"
)
#: where a number with the code of a country may begin, however it is cut
INTERNATIONAL = re.compile(
    r"(?<![0-9A-Za-z])(?<![0-9][.,:-])(?:\+ ?|00)\(?[1-9]"
    rf"(?={NARROW}(?:[0-9]{NARROW}){{6}}[0-9])"
)
#: what makes of the digits before it a longer number or an amount
GOES_ON = re.compile(r"[0-9]|[.,][0-9]")
SIGNED_AMOUNT = re.compile(r"(?:\+ ?|00)[0-9]+\.[0-9]{1,2}")
#: how people cut the eleven digits of a mobile, whatever they put between
CUTS = {
    (3, 4, 4),
    (3, 8),
    (7, 4),
    (4, 4, 3),
    (4, 7),
    (3, 3, 5),
    (3, 5, 3),
    (5, 6),
    (6, 5),
}
#: a date is cut alike, and 192.168.10.100 has eleven digits
DATE = re.compile(
    r"(?<![0-9])(?:(?:19|20)[0-9]{2}([-/. ])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12][0-9]|3[01])"
    r"|(?:0?[1-9]|[12][0-9]|3[01])([-/.])(?:0?[1-9]|1[0-2])\2(?:19|20)[0-9]{2})(?![0-9])"
)
MACHINE = re.compile(
    r"(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!$)|$)){4}"
)
#: the hash of a file or of a round, the name of a round's file, and a UUID
HASH = re.compile(
    r"(?<![0-9A-Za-z])(?=[0-9-]*[a-f])(?:[0-9a-f]{32,}|[0-9a-f]{16}(?=\.json)"
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?![0-9A-Za-z])"
)
#: what the first rounds were kept without: mobiles and identity numbers cut by blanks
#: and dashes
MARK = r"[ \t\-]"
FIRST_HIDDEN = re.compile(
    rf"(?<![0-9])(?:(?:\+|00)?86{MARK}{{0,2}})?"
    rf"(?:1[3-9][0-9](?:{MARK}{{0,2}}[0-9]){{8}}|1{MARK}[3-9](?:{MARK}[0-9]){{9}}"
    rf"|[1-9][0-9]{{5}}(?:{MARK}{{0,2}}[0-9]){{11}}{MARK}{{0,2}}[0-9Xx])(?![0-9])"
)
#: fewer digits are no such number
FEWEST = 9
NUMERALS = {
    sign: str(value)
    for value, signs in enumerate(
        (
            "零〇○",
            "一幺壹",
            "二贰貳",
            "三叁參",
            "四肆",
            "五伍",
            "六陆陸",
            "七柒",
            "八捌",
            "九玖",
        )
    )
    for sign in signs
}


def without_numbers(text: str) -> str:
    """The text with every telephone and identity number hidden; the words around it
    stay.

    >>> without_numbers("call 138 0013 8000"), without_numbers("order 1234567890123456789")
    ('call ‹hidden›', 'order 1234567890123456789')
    >>> without_numbers("138.0013.8000 on 2020-08-03"), without_numbers("13,800,138,000.00")
    ('‹hidden› on 2020-08-03', '13,800,138,000.00')
    """
    spans = numbers(text)
    if not spans:
        return text
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    around = (text[edges[at] : edges[at + 1]] for at in range(0, len(edges), 2))
    return HIDDEN.join(around)


def is_personal(text: str) -> bool:
    """Whether a telephone or identity number stands in the text."""
    return bool(numbers(str(text)))


def is_of_first_kinds(text: str) -> bool:
    """Whether a number stands in the text that every version of this package hides."""
    return bool(numbers(text)) and FIRST_HIDDEN.search(_folded(text)[0]) is not None


def numbers(text: str) -> list[Span]:
    """Where telephone and identity numbers stand in a text: start and end of each, in
    order.
    """
    least = FEWEST if text.isascii() else FEWEST // 2
    if len(text) < least or sum(map(str.isnumeric, text)) < least:
        return []
    folded, places = _folded(text)
    found = {*_found(folded)}
    if sum(sign in NUMERALS for sign in folded) >= FEWEST // 2:
        found |= {*_found("".join(NUMERALS.get(sign, sign) for sign in folded))}
    return _together((places[start], places[end - 1] + 1) for start, end in found)


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """The text in usual digits and marks, without signs that cannot be seen; the place
    of each in the text.
    """
    if text.isascii() and text.isprintable():
        return text, range(len(text))
    signs = [(usual, at) for at, sign in enumerate(text) for usual in _usual(sign)]
    return "".join(usual for usual, _ in signs), [at for _, at in signs]


@lru_cache(maxsize=4096)
def _usual(sign: str) -> str:
    """A sign as the patterns know it: a digit of any kind as 0 to 9, any dash as -, any
    blank as one.
    """
    if sign in "\t\n\r":
        return sign
    kind = unicodedata.category(sign)
    if kind in ("Cf", "Cc", "Mn", "Me"):
        return ""
    if kind == "Pd" or sign == "−":
        return "-"
    if sign in "·•・‧∙⋅。":
        return "."
    plain = unicodedata.normalize("NFKC", sign)
    return "".join(str(unicodedata.decimal(each, each)) for each in plain)


def _together(spans: Iterable[Span]) -> list[Span]:
    """Spans in their order, those that overlap as one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            start, before = joined.pop()
            end = max(end, before)
        joined.append((start, end))
    return joined


def _found(text: str) -> Iterator[Span]:
    """The numbers of every kind in a folded text."""
    for hint, pattern, is_one in KINDS:
        match = pattern.search(text) if hint in text else None
        while match:
            start, end = match.span()
            is_number = is_one(_number(match)) and not _is_in_hash(text, start, end)
            if is_number:
                yield start, end
            match = pattern.search(text, end if is_number else start + 1)
    yield from _abroad(text)


def _abroad(text: str) -> Iterator[Span]:
    """Numbers with the code of a country that are in use there, however they are cut.

    Without a code, one in fourteen amounts or orders of ten digits would be such a
    number.
    """
    for candidate in INTERNATIONAL.finditer(text):
        # a hundred milliseconds to import
        from phonenumbers import Leniency, PhoneNumberMatcher

        start = candidate.start()
        rest = text[start : start + LONGEST_NUMBER]
        for match in PhoneNumberMatcher(rest, "CN", Leniency.VALID, max_tries=1):
            end = start + match.end
            is_whole = match.start == 0 and not GOES_ON.match(text, end)
            if is_whole and not _is_no_call(match.raw_string):
                yield start, end


def _is_no_call(number: str) -> bool:
    """Whether it is an amount with its sign, or another of those that are cut alike."""
    return SIGNED_AMOUNT.fullmatch(number) is not None or _is_other(number)


def _is_in_hash(text: str, start: int, end: int) -> bool:
    """Whether digits stand within a hash."""
    around = HASH.finditer(text, max(start - LONGEST_HASH, 0), end + LONGEST_HASH)
    return any(each.start() <= start and end <= each.end() for each in around)


def _number(match: re.Match[str]) -> str:
    """The part of a match that is the number itself, without what is dialled
    before it.
    """
    groups = match.groupdict()
    parts = [
        part for name, part in groups.items() if name != "cut" and part is not None
    ]
    return parts[0] if parts else match[0]


def _digits(number: str) -> str:
    return re.sub(GAP, "", number)


def _parts(number: str) -> tuple[int, ...]:
    """How many digits stand together: (3, 4, 4) of 138 0013 8000."""
    return tuple(map(len, re.findall("[0-9Xx]+", number)))


def _marks(number: str) -> set[str]:
    """The signs between the digits, brackets of all kinds as one."""
    return {"(" if mark in ")[]" else mark for mark in re.findall(GAP, number)}


def _is_cut_as_one(number: str) -> bool:
    """Whether the signs between its digits are those of one number, and not of a list
    or of dates.

    Of one kind; the first three digits together, or each by itself. Blanks stand
    between counts too, but no count begins with a 0.
    """
    parts = _parts(number)
    marks = _marks(number)
    if len(parts) in (1, sum(parts)) and len(marks) < 2:
        return True
    if len(marks) > 1 or marks & set(",:") or parts[0] < 3:
        return False
    return not marks & set(" \t") or re.search("[ \t]0[0-9]", number) is not None


def _is_other(number: str) -> bool:
    """Whether it is a date with other digits, a list, a decimal, or the address of a
    machine.
    """
    is_list = re.search(r"[,.:][ \t]", number)
    is_decimal = re.fullmatch(r"[0-9]+\.[0-9]+", number)
    return bool(
        is_list or is_decimal or DATE.search(number) or MACHINE.fullmatch(number)
    )


def _is_mobile(number: str) -> bool:
    """Whether eleven digits are cut as those of a mobile; commas and slashes cut other
    things too.
    """
    if number.isdecimal():
        return True
    parts = _parts(number)
    marks = _marks(number)
    if _is_other(number):
        return False
    if parts == (3, 4, 4) or (
        parts in CUTS and len(marks) == 1 and not marks & set(",:")
    ):
        return True
    if parts == (1, 3, 3, 4):
        return len(marks) == 1 and marks <= set("-._")
    return _is_cut_as_one(number) and ("/" not in marks or len(parts) == 11)


def _is_identity(number: str) -> bool:
    """Whether 18 signs are an identity number: a date of birth and the check sign (ISO
    7064).
    """
    digits = _digits(number)
    if not _is_birth(digits[6:14]) or len(_marks(number)) > 1:
        return False
    # stdnum.cn.ric asks for a known place of birth too, and would let others be seen
    from stdnum.iso7064 import mod_11_2

    return mod_11_2.is_valid(digits.upper())


def _is_old_identity(number: str) -> bool:
    """Whether 15 digits are an identity number of old: in them is a date of birth."""
    return _is_birth(f"19{_digits(number)[6:12]}")


def _is_birth(digits: str) -> bool:
    """Whether eight digits are a date on which somebody may be born."""
    try:
        return (
            1800 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year < 2100
        )
    except ValueError:
        return False


def _is_foreign(number: str) -> bool:
    """Whether the digits after a country's code are cut at once and as one number."""
    is_cut = len(_parts(number)) == 1 or not number[0].isdigit()
    return is_cut and not _is_other(number)


def _is_any(number: str) -> bool:
    return not DATE.search(number)


#: signs without which there is none of a kind, how one looks, and whether it is one
KINDS: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("", IDENTITY, _is_identity),
    ("", OLD_IDENTITY, _is_old_identity),
    ("1", MOBILE, _is_mobile),
    ("0", LANDLINE, _is_any),
    ("86", LANDLINE, _is_any),
    ("00", SERVICE, _is_any),
    ("00", FOREIGN, _is_foreign),
    ("+", FOREIGN, _is_foreign),
)
