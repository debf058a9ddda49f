"""Money: integer fen inside, decimals only where text is read or written, one stated rounding."""

from __future__ import annotations

import re

from cscontract.core import notation

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
PLAIN_DIGITS = str.maketrans("〇一二两三四五六七八九十百千圆", "零壹贰贰叁肆伍陆柒捌玖拾佰仟元")
WHOLE = r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]+"
AMOUNT = re.compile(rf"({WHOLE})(?:\.([0-9]{{1,2}}))?([千万]?)")
LONGEST = 60
#: what may stand before an amount of yuan: ￥, 人民币, 大写
CURRENCY = re.compile(
    r"(?:人民币|rmb|cny|[¥￥])? ?(?:[(]?大写[)]?)?[: ]*(?:人民币|[¥￥])?[: ]*", re.I
)


def half_up(numerator: int, denominator: int) -> int:
    """`numerator / denominator` to the nearest whole number, halves up. Exact; denominator > 0."""
    return (2 * numerator + denominator) // (2 * denominator)


def yuan(fen: int) -> str:
    """Fen as plain text with two decimals: 150000 → '1500.00'.

    >>> yuan(150000), yuan(-5)
    ('1500.00', '-0.05')
    """
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def grouped(fen: int, signed: bool = False) -> str:
    """Fen for a reader: thousands grouped, two decimals, minus sign U+2212, “+” if `signed`.

    >>> grouped(-150000), grouped(140000, signed=True), grouped(0, signed=True)
    ('−1,500.00', '+1,400.00', '0.00')
    """
    sign = "−" if fen < 0 else "+" if signed and fen > 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def fen(text: str) -> int:
    """Text to fen: '1500.00', '￥1,500.00', '1500元整', '1.5千' or '壹仟伍佰元'. Else ValueError.

    Full-width signs are read; 98¹ is no amount, its ¹ is a footnote mark.

    >>> fen("1500.00") == fen("￥1,500.00") == fen("1.5千") == fen("人民币壹仟伍佰元整")
    True
    """
    plain = without_currency(text)
    words = from_words(plain)
    if words is not None:
        return words
    match = len(plain) <= LONGEST and AMOUNT.fullmatch(re.sub(r" ?[元圆][整正]?$", "", plain))
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
    whole, jiao, cents = fen // 100, fen // 10 % 10, fen % 10
    text = (_whole_in_words(whole) + "元") if whole or not fen else ""
    if jiao:
        text += DIGITS[jiao] + "角"
    elif cents and text:
        text += "零"
    return text + (DIGITS[cents] + "分" if cents else "")


def _whole_in_words(number: int) -> str:
    high, low = divmod(number, 10_000)
    if high:
        gap = "零" if low and low < 1_000 else ""
        return _whole_in_words(high) + "万" + gap + (_whole_in_words(low) if low else "")
    digits = [(number // 10**place % 10, place) for place in (3, 2, 1, 0)]
    text = "".join(DIGITS[d] + (PLACES[p] if d else "") for d, p in digits)
    return re.sub("零+", "零", text).strip("零") or "零"


def from_words(text: str) -> int | None:
    """Chinese numerals to fen, or None if the text is not well-formed: only what `in_words` writes.

    Ordinary numerals (一千五百元), 圆 for 元, 人民币 before and 整 or 正 after them are taken as well,
    and jiao and fen that are none: 零角零分.
    """
    words = without_currency(text).translate(PLAIN_DIGITS)
    words = re.sub("(?<=[元角分])[整正]$", "", words)
    words = re.sub("零角(?=.分$)", "零", re.sub("(?<=元)零角$", "", re.sub("零分$", "", words)))
    match = re.fullmatch(
        rf"(?:([{DIGITS}拾佰仟万]+)元)?零?(?:([{DIGITS}])角)?(?:([{DIGITS}])分)?", words
    )
    if not match or not words or len(words) > LONGEST:
        return None
    whole, jiao, cents = match.groups()
    amount = _whole_from_words(whole or "零") * 100
    amount += 10 * DIGITS.index(jiao or "零") + DIGITS.index(cents or "零")
    return amount if in_words(amount) == words else None


def fee_from_words(text: str) -> int:
    """As `fen`, of a fee in words: numerals that name no 元 are yuan. Else ValueError.

    >>> fee_from_words("壹仟伍佰") == fee_from_words("壹仟伍佰元零角零分") == 150000
    True
    """
    yuan = from_words(f"{re.sub('[整正]$', '', text)}元")
    return fen(text) if yuan is None else yuan


def _whole_from_words(words: str) -> int:
    total = part = digit = 0
    for sign in words:
        if sign in DIGITS:
            digit = DIGITS.index(sign)
        elif sign == "万":
            total, part, digit = (total + part + digit) * 10_000, 0, 0
        else:
            part, digit = part + digit * 10 ** PLACES.index(sign), 0
    return total + part + digit
