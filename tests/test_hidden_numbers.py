"""Which numbers are hidden, in every way of writing them, and which stay: money, dates,
counts, hashes.
"""

import hashlib
import random
from datetime import datetime, timedelta

import pytest

from cscontract.core.language import Sentence, in_language
from cscontract.core.privacy import HIDDEN, is_personal, masked

MOBILES = (
    "13800138000",
    "138 0013 8000",
    "138-0013-8000",
    "138.0013.8000",
    "138_0013_8000",
    "138/0013/8000",
    "138\\0013\\8000",
    "138·0013·8000",
    "138,0013,8000",
    "138，0013，8000",
    "138:0013:8000",
    "138(0013)8000",
    "(138)0013-8000",
    "138 - 0013 - 8000",
    "138-0013 8000",
    "138 001 380 00",
    "1380 0138 000",
    "1380013 8000",
    "1-380-013-8000",
    "1.3.8.0.0.1.3.8.0.0.0",
    "1/3/8/0/0/1/3/8/0/0/0",
    "1 3 8 0 0 1 3 8 0 0 0",
    "013800138000",
    "0138 0013 8000",
    "0-13800138000",
    "008613800138000",
    "0086 138 0013 8000",
    "+86 138 0013 8000",
    "+86-138-0013-8000",
    "(+86)13800138000",
    "(0086)138.0013.8000",
    "86-13800138000",
    "8613800138000",
    "+8613800138000",
    "１３８００１３８０００",
    "①③⑧⓪⓪①③⑧⓪⓪⓪",
    "¹³⁸⁰⁰¹³⁸⁰⁰⁰",
    "١٣٨٠٠١٣٨٠٠٠",
    "𝟏𝟑𝟖𝟎𝟎𝟏𝟑𝟖𝟎𝟎𝟎",
    "1️⃣3️⃣8️⃣0️⃣0️⃣1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣",
    "138\u200b0013\u200b8000",
    "138\u202e0013\u202c8000",
    "138\u00ad0013\u00ad8000",
    "138\u20070013\u20078000",
    "138–0013–8000",
    "138−0013−8000",
    "一三八零零一三八零零零",
    "一三八〇〇一三八〇〇〇",
    "幺三八零零幺三八零零零",
    "壹叁捌零零壹叁捌零零零",
    "一三八 零零一三 八零零零",
    "138零零一三8000",
)
LANDLINES = (
    "010-62345678",
    "010 6234 5678",
    "(010)62345678",
    "（010）6234 5678",
    "01062345678",
    "0571 8765 4321",
    "0571-87654321",
    "0571.8765.4321",
    "057187654321",
    "021-6234-5678",
    "0755-2345678",
    "0571-87654321-801",
    "+86 10 6234 5678",
    "+86-571-87654321",
    "86-10-62345678",
)
ABROAD = (
    "+852 9123 4567",
    "+852-91234567",
    "+85291234567",
    "0085291234567",
    "+853 6612 3456",
    "+886 912 345 678",
    "+886-2-2345-6789",
    "+1 (415) 555-2671",
    "+1-415-555-2671",
    "+1 415 555 2671",
    "+1.415.555.2671",
    "+14155552671",
    "001 415 555 2671",
    "+44 20 7946 0958",
    "+44 (0)20 7946 0958",
    "+442079460958",
    "+65 6123 4567",
    "+351 912 345 678",
    "+353 85 012 3456",
    "+358 41 2345678",
    "00359 43 012 345",
    "+4930 901820",
    "+81 90-1234-5678",
    "+49 30 901820",
    "+61 412 345 678",
    "+7 495 123-45-67",
    "＋852 9123 4567",
)
FIRMS = (
    "400-123-4567",
    "4001234567",
    "400 820 8820",
    "400.820.8820",
    "4008-123-456",
    "400-8123-456",
    "400 1234567",
    "800-820-8820",
)
IDENTITIES = (
    "11010519491231002X",
    "11010519491231002x",
    "110105 19491231 002X",
    "110105.19491231.002X",
    "110105/19491231/002X",
    "110105_19491231_002X",
    "1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X",
    "130503670401001",
    "130503 670401 001",
    "130503-670401-001",
)
NUMBERS = (*MOBILES, *LANDLINES, *ABROAD, *FIRMS, *IDENTITIES)
#: what has as many digits, and is none of these
OTHERS = (
    "13,800,138,000",
    "13,800,138,000.00",
    "−13,800,138,000.00",
    "13 800 138 000",
    "+1,400.00",
    "158930324.02",
    "141.51182295",
    "2020-08-03T10:15:00+08:00",
    "2020-08-15 2020-08-16 9",
    "152 2020-08-16",
    "152 2020/08/16",
    "+12 2020-08-03",
    "+12.50 2020-08-03",
    "13-08-2020-152",
    "192.168.10.100",
    "http://192.168.10.100:8866/?token=abc",
    "2020年8月15日 150 人",
    "150, 120, 118, 12",
    "150、120、118、12",
    "150 120 118 12",
    "178 142 221 218 87 203",
    "150.00 120.00 18.0",
    "20200801_20200831",
    "20200803101500",
    "0.13812345678",
    "1.05712345678",
    "order 1234567890123456789",
    "1596412800123",
    "100000000000",
    "0000000012345",
    "1234567890",
    "400.12",
    "4001234567.00",
    "壹佰叁拾捌亿零壹拾叁万捌仟元",
    "二〇二〇年八月三日",
    "一二三四五六七八九",
    "110105194912310021",
    "990105670401001",
    "130503671301001",
    "volume.threshold=80:160:20",
    "123e4567-e89b-12d3-a456-413812345678",
    "ab13800138000cdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "first-70ace13849787278.json",
    "09:00–18:00 18:00–22:00",
    "98¹ 100₂ 10² ① ㊿",
    "receptions.csv, row 199, column 1234",
    "hidden-13800138",
    "+442079460958.50",
    "+351 912 345 678.50",
    "5390380730",
)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_of_a_person_is_hidden_however_it_is_written(number):
    found = masked(f"call {number}, at noon")
    assert found.startswith(f"call {HIDDEN}") and found.endswith(", at noon")
    assert not any(map(str.isnumeric, found)) and is_personal(f"小美{number}号")


def test_a_number_that_a_spreadsheet_made_a_decimal_is_hidden():
    assert f"{HIDDEN}.0" == masked("13800138000.0")


@pytest.mark.parametrize("text", OTHERS)
def test_what_has_as_many_digits_and_is_no_such_number_stays(text):
    assert text == masked(text) and not is_personal(text)


def test_signs_around_a_number_stay_as_they_are():
    assert f"ＡＢ１ … {HIDDEN} ½" == masked("ＡＢ１ … １３８００１３８０００ ½")
    assert f"{HIDDEN}、{HIDDEN}" == masked("13800138000、13900139000")


def test_a_number_after_what_is_none_is_still_found():
    """The search goes on at the next sign, not behind what looked like one."""
    assert f"152 2020-08-16 {HIDDEN}" == masked("152 2020-08-16 13800138000")
    assert f"150, {HIDDEN}" == masked("150, 13800138000")


def test_a_sentence_with_a_hidden_number_can_still_be_told():
    note = masked(Sentence("{count} days", count="138.0013.8000"))
    assert ("‹hidden› days", "‹hidden› 天") == (note, in_language(note, "zh"))


def texts(kind: str, chance: random.Random) -> str:
    """A random text of a kind that stands in results."""
    fen = int(10 ** chance.uniform(2, 12))
    day = datetime(1990, 1, 1) + timedelta(seconds=chance.randrange(3_400_000_000))
    return {
        "grouped money": f"{fen / 100:,.2f} +{fen / 10:,.2f}",
        "plain money": f"{fen // 100 % 10**9}.{fen % 100:02d}",
        "signed money": f"+{fen // 100}.{fen % 100:02d} +{fen:,} fen",
        "counts of days": " ".join(str(chance.randrange(50, 250)) for _ in range(6)),
        "counts with commas": ", ".join(
            str(fen % number) for number in (97, 1009, 10007, 211)
        ),
        "dates beside counts": f"{day:%Y-%m-%d} {fen % 2000} {day:%Y/%m/%d} {fen % 3000}",
        "times": f"{day.isoformat()}+08:00 {day:%Y年%m月%d日%H时%M分} {fen % 2000}人",
        "compact dates": f"{day:%Y%m%d}_{day:%Y%m%d} {day:%Y%m%d%H%M%S}",
        "hashes": hashlib.sha256(str(fen).encode()).hexdigest(),
        "addresses": ".".join(str(chance.randrange(256)) for _ in range(4)),
    }[kind]


@pytest.mark.parametrize(
    "kind",
    [
        "grouped money",
        "plain money",
        "signed money",
        "counts of days",
        "counts with commas",
        "dates beside counts",
        "times",
        "compact dates",
        "hashes",
        "addresses",
    ],
)
def test_random_money_dates_and_counts_stay(kind):
    chance = random.Random(kind)
    made = [texts(kind, chance) for _ in range(3000)]
    assert [] == [text for text in made if masked(text) != text]
