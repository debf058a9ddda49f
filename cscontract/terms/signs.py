"""Signs as keyboards and pages leave them: which of them are only another form of a plain one."""

from __future__ import annotations

import unicodedata

#: forms that differ from the plain sign in width alone; ¹ and ① differ in meaning
WIDTHS = ("<wide>", "<narrow>", "<small>")


def plain_signs(text: str) -> str:
    """The text with half-width signs, every blank as a plain one, and its accents composed.

    Raised and circled digits stay as they are: “98¹” is no number, least of all 981.

    >>> plain_signs("１，６５０\u00a0元"), plain_signs("98¹")
    ('1,650 元', '98¹')
    """
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", "".join(map(_plain, text)))


def _plain(sign: str) -> str:
    form = unicodedata.decomposition(sign).partition(" ")[0]
    plain = unicodedata.normalize("NFKC", sign)
    return plain if form in WIDTHS or plain == " " else sign
