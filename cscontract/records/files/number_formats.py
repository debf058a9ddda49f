"""Numbers as a spreadsheet shows them: 7 in the number format 000 is seen as 007.

Only formats of digits and fixed signs are known here; for all others a number is what
it is.
"""

from __future__ import annotations

import re
from functools import lru_cache

TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|(?P<blank>[_*].)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<digit>[0#?])|(?P<sign>[-+():!^&'~{}<>= ]|[^\x00-\x7f])|(?P<other>.)",
    re.DOTALL,
)
#: colours and languages change nothing of what is shown; conditions and currencies do
HARMLESS = re.compile(r"\$-[0-9A-Fa-f,]+|(?!DBNum)[A-Za-z]+ ?\d{0,2}")
Tokens = tuple[tuple[str, str], ...]


class Shown(int):
    """A whole number that is shown as another `text`; it reckons as the number that it
    is.
    """

    text: str

    def __new__(cls, number: int, text: str) -> Shown:
        """The number with the text."""
        self = super().__new__(cls, number)
        self.text = text
        return self

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Shown) and (int(self), self.text) == (
            int(other),
            other.text,
        )

    def __hash__(self) -> int:
        return hash((int(self), self.text))


@lru_cache(maxsize=1024)
def digits_of(code: str) -> Tokens | None:
    """The digits and fixed signs of a number format; None where it shows a number as it
    is, or otherwise.

    >>> digits_of("0"), digits_of("0.00")
    (None, None)
    """
    tokens = []
    for match in TOKEN.finditer(_first_section(code)):
        kind = str(match.lastgroup)
        text = match[str(match.lastgroup)]
        if kind == "other" or (kind == "bracket" and not HARMLESS.fullmatch(text)):
            return None
        if kind in ("quoted", "escaped", "sign"):
            tokens.append(("sign", text))
        elif kind == "digit":
            tokens.append(("digit", text))
    kinds = [kind for kind, _ in tokens]
    zeros = sum(text == "0" for kind, text in tokens if kind == "digit")
    plain = "sign" not in kinds and zeros < 2
    return None if plain or "digit" not in kinds else tuple(tokens)


def _first_section(code: str) -> str:
    """The part for numbers above zero."""
    found = re.match(r'(?:"[^"]*"|\\.|[^;"\\])*', code, re.DOTALL)
    return found[0] if found else code


def as_shown(number: int, code: str) -> int:
    """The number, with the text that its format shows where that is another one.

    >>> as_shown(7, "000").text, as_shown(7, '"A"000').text, as_shown(1234567, "000-0000").text
    ('007', 'A007', '123-4567')
    """
    tokens = digits_of(code)
    if tokens is None or number < 0 or (number == 0 and code.count(";") > 1):
        return number
    text = _filled(tokens, number).strip()
    return number if text == str(number) else Shown(number, text)


def _filled(tokens: Tokens, number: int) -> str:
    """The digits put in from the right; what is left over stands at the first place."""
    left = list(str(number))
    parts = list[str]()
    first = next(at for at, (kind, _) in enumerate(tokens) if kind == "digit")
    for at in reversed(range(len(tokens))):
        kind, text = tokens[at]
        if kind == "digit":
            text = left.pop() if left else {"0": "0", "?": " "}.get(text, "")
        parts.append(text)
        if at == first and left:
            parts.append("".join(left))
    return "".join(reversed(parts))
