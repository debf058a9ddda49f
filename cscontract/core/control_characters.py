"""Signs that cannot be seen, or that a terminal obeys; names have them written out.

A name of a file or of a sheet may hold anything: signs that move the cursor or colour
the screen, line ends that begin a line of their own, marks that turn the direction of
writing.
"""

from __future__ import annotations

import re

#: signs of which a joiner (U+200D) makes one picture
PICTURE = "[\u2600-\u27bf\ufe0f\U0001f000-\U0001faff]"
#: control signs, marks of direction, signs of no width, letters that show nothing,
#: halves of signs
UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e"
    "\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164"
    "\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
    f"|(?<!{PICTURE})\u200d|\u200d(?!{PICTURE})"
)
SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
#: how Python has the bytes of a file's name that are no UTF-8
BYTES = range(0xDC80, 0xDD00)


def visible(text: str) -> str:
    r"""The text with what cannot be seen written out.

    Chinese, blanks and pictures stay.

    >>> print(visible("a\x1b[31m.csv"), visible("a\u202ecsv"))
    a\x1b[31m.csv a⟨U+202E⟩csv
    >>> print(visible("a\nb"), visible("京东 店"))
    a\nb 京东 店
    """
    return UNSEEN.sub(_written_out, text)


def without_unseen(text: str) -> str:
    r"""The text with a blank for every sign that cannot be seen.

    >>> without_unseen("a\tb")
    'a b'
    """
    return UNSEEN.sub(" ", text)


def _written_out(match: re.Match[str]) -> str:
    number = ord(match[0])
    if match[0] in SHORT:
        return SHORT[match[0]]
    if number < 0xA0:
        return f"\\x{number:02x}"
    return f"\\x{number - 0xDC00:02x}" if number in BYTES else f"⟨U+{number:04X}⟩"
