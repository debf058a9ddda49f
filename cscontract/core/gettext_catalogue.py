"""A gettext catalogue (`.po`), read as it stands: nothing is compiled, nothing stale.

Only what the project's own catalogues have is read: a message and its translation, on
one line or on several. Plural forms and contexts are not used; why is said in
`plurals`.
"""

from __future__ import annotations

import re

#: what ends one line of a text and begins its next
CONTINUED = '"\n"'
MESSAGE = re.compile(r'^msgid "(.*)"\nmsgstr "(.*)"$', re.M)
ESCAPED = re.compile(r"\\(.)")
SIGNS = {"n": "\n", "t": "\t", "r": "\r"}


def read(text: str) -> dict[str, str]:
    r"""Message → its translation, of those that are translated.

    The catalogue's header is none.

    >>> read('msgid "fee"\nmsgstr "服务费"\n\nmsgid ""\n"due\\n"\n"late"\nmsgstr "逾期"\n')
    {'fee': '服务费', 'due\nlate': '逾期'}
    >>> read('msgid "no Chinese yet"\nmsgstr ""\n')
    {}
    """
    pairs = MESSAGE.findall(text.replace(CONTINUED, ""))
    return {
        _without_escapes(message): _without_escapes(translation)
        for message, translation in pairs
        if message and translation
    }


def _without_escapes(text: str) -> str:
    return ESCAPED.sub(_sign, text) if "\\" in text else text


def _sign(match: re.Match[str]) -> str:
    return SIGNS.get(match[1], match[1])
