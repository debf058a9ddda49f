"""Money: integer fen inside, decimals only where text is read or written, one stated
rounding.
"""

from __future__ import annotations

import re

from cscontract.core import notation

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = {"仟": 1_000, "佰": 100, "拾": 10}
MYRIADS = ((100_000_000, "亿"), (10_000, "万"))
#: ordinary numerals, and those of other regions, as the capital ones
PLAIN_DIGITS = str.maketrans(
    "〇一二两三四五六七八九十百千圆貳參陸萬億圓",
    "零壹贰贰叁肆伍陆柒捌玖拾佰仟元贰叁陆万亿元",
)
#: yuan, jiao and fen in capital numerals
IN_WORDS = re.compile(
    rf"(?:(?P<yuan>[{DIGITS}拾佰仟万亿]+)元)?零?"
    rf"(?:(?P<jiao>[{DIGITS}])角)?(?:(?P<fen>[{DIGITS}])分)?"
)
WHOLE = r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]+"
AMOUNT = re.compile(rf"({WHOLE})(?:\.([0-9]{{1,2}}))?([千万]?)")
LONGEST = 60
#: beyond it numerals are 亿亿, which nobody writes
MOST = 10**18
#: what may stand before an amount of yuan: ￥, 人民币, 大写
CURRENCY = re.compile(
    r"(?:人民币|rmb|cny|[¥￥])? ?(?:[(]?大写[)]?)?[: ]*(?:人民币|[¥￥])?[: ]*", re.I
)


def half_up(numerator: int, denominator: int) -> int:
    """`numerator / denominator` to the nearest whole number, halves up. Exact;
    denominator > 0.
    """
    return (2 * numerator + denominator) // (2 * denominator)


def yuan(fen: int) -> str:
    """Fen as plain text with two decimals: 150000 → '1500.00'.

    >>> yuan(150000), yuan(-5)
    ('1500.00', '-0.05')
    """
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def grouped(fen: int, signed: bool = False) -> str:
    """Fen for a reader: thousands grouped, two decimals, minus sign U+2212, “+” if
    `signed`.

    >>> grouped(-150000), grouped(140000, signed=True), grouped(0, signed=True)
    ('−1,500.00', '+1,400.00', '0.00')
    """
    sign = "−" if fen < 0 else "+" if signed and fen > 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def fen(text: str) -> int:
    """Text to fen: '1500.00', '￥1,500.00', '1500元整', '1.5千' or '壹仟伍佰元'. Else
    ValueError.

    Full-width signs are read; 98¹ is no amount, its ¹ is a footnote mark.

    >>> fen("1500.00") == fen("￥1,500.00") == fen("1.5千") == fen("人民币壹仟伍佰元整")
    True
    """
    plain = without_currency(text)
    words = from_words(plain)
    if words is not None:
        return words
    match = len(plain) <= LONGEST and AMOUNT.fullmatch(
        re.sub(r" ?[元圆][整正]?$", "", plain)
    )
    if not match:
        raise ValueError(f"{text!r} is not an amount of money")
    whole, decimals, times = match.groups()
    amount = int(re.sub("[, ]", "", whole)) * 100 + int((decimals or "0").ljust(2, "0"))
    return amount * {"": 1, "千": 1_000, "万": 10_000}[times]


def without_currency(text: str) -> str:
    """The text with half-width signs, without ￥ or 人民币 before it."""
    plain = notation.half_width(text, [])
    match = CURRENCY.match(plain)
    return plain[match.end() :] if match else plain


def is_written_out(text: str) -> bool:
    """Whether money is written as the interface asks: digits, a point, two decimals."""
    return re.fullmatch(r"[0-9]{1,7}\.[0-9]{2}", text) is not None


def in_words(fen: int) -> str:
    """Fen in Chinese capital numerals: 150000 → 壹仟伍佰元.

    >>> in_words(150000), in_words(100_007_05)
    ('壹仟伍佰元', '壹拾万零柒元零伍分')
    """
    whole = fen // 100
    jiao = fen // 10 % 10
    cents = fen % 10
    text = (_whole_in_words(whole) + "元") if whole or not fen else ""
    if jiao:
        text += DIGITS[jiao] + "角"
    elif cents and text:
        text += "零"
    return text + (DIGITS[cents] + "分" if cents else "")


def _whole_in_words(yuan: int) -> str:
    # cn2an says the same (tests/test_fee_in_words.py), and takes 0.3 s to import
    for unit, sign in MYRIADS:
        high, low = divmod(yuan, unit)
        if high:
            gap = "零" if 0 < low < unit // 10 else ""
            rest = _whole_in_words(low) if low else ""
            return _whole_in_words(high) + sign + gap + rest
    digits = [DIGITS[int(digit)] for digit in f"{yuan:04d}"]
    places = zip(digits, ("仟", "佰", "拾", ""), strict=True)
    text = "".join(digit if digit == "零" else digit + place for digit, place in places)
    return re.sub("零+", "零", text).strip("零") or "零"


def from_words(text: str) -> int | None:
    """Chinese numerals to fen, or None if they are not as `in_words` writes them.

    Ordinary numerals (一千五百元), 圆 for 元, 人民币 before and 整 or 正 after them are
    taken as well, and jiao and fen that are none: 零角零分.

    >>> from_words("人民币壹仟伍佰元整"), from_words("壹仟零伍圆叁角正"), from_words("壹仟佰元")
    (150000, 100530, None)
    """
    words = _capital(without_currency(text))
    match = IN_WORDS.fullmatch(words)
    if not match or not words or len(words) > LONGEST:
        return None
    whole, jiao, cents = match.group("yuan", "jiao", "fen")
    amount = _whole_from_words(whole or "") * 100
    amount += 10 * DIGITS.index(jiao or "零")
    amount += DIGITS.index(cents or "零")
    is_written_so = amount < MOST and in_words(amount) == words
    return amount if is_written_so else None


def _capital(text: str) -> str:
    """The text in capital numerals, without 整 and without jiao and fen that are
    none.
    """
    words = text.translate(PLAIN_DIGITS)
    words = re.sub("(?<=[元角分])[整正]$", "", words)
    words = re.sub("零分$", "", words)
    words = re.sub("(?<=元)零角$", "", words)
    return re.sub("零角(?=.分$)", "零", words)


def fee_from_words(text: str) -> int:
    """As `fen`, of a fee in words: numerals that name no 元 are yuan. Else ValueError.

    >>> fee_from_words("壹仟伍佰") == fee_from_words("壹仟伍佰元零角零分") == 150000
    True
    """
    yuan = from_words(f"{re.sub('[整正]$', '', text)}元")
    return fen(text) if yuan is None else yuan


def _whole_from_words(words: str) -> int:
    """Whole yuan of numerals in whatever order; who calls writes them out and
    compares.
    """
    for unit, sign in MYRIADS:
        if sign in words:
            high, _, low = words.rpartition(sign)
            return _whole_from_words(high) * unit + _whole_from_words(low)
    yuan = 0
    digit = 0
    for sign in words:
        if sign in PLACES:
            yuan += digit * PLACES[sign]
        digit = 0 if sign in PLACES else DIGITS.index(sign)
    return yuan + digit
