"""HTML and pictures as a page may hold them: nothing that runs, nothing that is
fetched, no personal number.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import unquote
from warnings import catch_warnings, filterwarnings

from cscontract.core.personal_numbers import Span, numbers
from cscontract.core.privacy import HIDDEN, is_personal, masked
from cscontract.views.reports.content import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bs4 import BeautifulSoup, Tag
    from bs4.element import NavigableString
    from nh3 import Cleaner

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
TAGS = (
    "a abbr b blockquote br caption code col colgroup dd del details div dl dt em "
    "figure hr i img kbd li ol p pre q s samp small span strong sub summary sup table "
    "tbody td tfoot th thead tr u ul var"
)
#: elements that go with all that is in them; of others that are not in TAGS the inside
#: stays
DROPPED = "head iframe math noscript object script style svg template title"
ATTRIBUTES = "alt class colspan dir lang rowspan start title"
#: what some elements may have besides; the style of a cell is looked at and goes
MORE = {"a": ["href"], "img": ["src"], "td": ["style"], "th": ["style"]}
#: what stands apart from the words before it
APART = ("br", "div", "li", "p", "td", "th")
PROTOCOLS = {"http", "https", "mailto", "data"}
#: what has lines of its own
BLOCKS = [
    "blockquote",
    "br",
    "caption",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figure",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
    *HEADINGS,
]
#: the kinds of pictures
KINDS = ("png", "jpeg", "gif", "webp", "svg+xml")
PICTURE = re.compile(
    r"data:image/(png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/=\s]*",
)
TO_THE_RIGHT = re.compile(r"text-align:\s*right")


def sound(html: str) -> BeautifulSoup:
    """HTML without anything that runs or is fetched; numbers of persons are hidden.

    >>> str(sound("<p onclick=go()>call 138 0013 8000<script>go()</script></p>"))
    '<p>call ‹hidden›</p>'
    """
    soup = _parsed(_cleaner().clean(html))
    for cell in soup.find_all(style=True):
        del cell["style"]
        cell["class"] = "n"
    for line in list(_lines(soup)):
        _hide(line)
    for element in soup.find_all(["a", "abbr", "img"]):
        _hide_attributes(element)
    return soup


def _parsed(html: str) -> BeautifulSoup:
    """Sound HTML; that it may be a mere address is none of the reader's trouble."""
    from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning

    with catch_warnings():
        filterwarnings("ignore", category=MarkupResemblesLocatorWarning)
        return BeautifulSoup(html, "html.parser")


@cache
def _cleaner() -> Cleaner:
    """What reads HTML as a browser reads it, and writes no more than is listed here."""
    import nh3

    tags = {*TAGS.split(), *HEADINGS}
    return nh3.Cleaner(
        tags=tags,
        clean_content_tags={*DROPPED.split()},
        attributes={name: {*ATTRIBUTES.split(), *MORE.get(name, ())} for name in tags},
        attribute_filter=_kept_value,
        link_rel=None,
        url_schemes=PROTOCOLS,
    )


def _kept_value(element: str, name: str, value: str) -> str | None:
    """An attribute's value, if it may stay: pictures within the page, links to
    elsewhere.
    """
    if name == "src":
        return value if PICTURE.fullmatch(value) else None
    if name == "href":
        return None if value.strip().lower().startswith("data:") else value
    if name == "style":
        return value if TO_THE_RIGHT.search(value) else None
    return value


def _lines(soup: BeautifulSoup) -> Iterator[list[NavigableString]]:
    """The texts that stand on one line, whatever tags are between them:
    <b>1380</b>0138000.
    """
    from bs4.element import NavigableString

    line: list[NavigableString] = []
    for part in soup.descendants:
        if isinstance(part, NavigableString):
            is_same = line and _block(part) is _block(line[-1])
            if line and not is_same:
                yield line
                line = []
            line.append(part)
        elif getattr(part, "name", "") in BLOCKS:
            yield line
            line = []
    yield line


def _block(text: NavigableString) -> Tag | None:
    """The element whose lines a text is on."""
    return text.find_parent(BLOCKS)


def _hide(line: list[NavigableString]) -> None:
    """Hide the numbers of persons in the texts of a line.

    One over several texts stands in the first.
    """
    spans = numbers("".join(line))
    if not spans:
        return
    begin = 0
    for part in line:
        part.replace_with(_hidden(str(part), begin, spans))
        begin += len(part)


def _hidden(text: str, begin: int, spans: list[Span]) -> str:
    """A part of a line, which begins at a sign of it, without the numbers."""
    kept = ""
    at = begin
    for start, end in spans:
        if end > begin and start < begin + len(text):
            kept += text[at - begin : max(start - begin, 0)] + HIDDEN * (start >= begin)
            at = min(end, begin + len(text))
    return kept + text[at - begin :]


def _hide_attributes(element: Tag) -> None:
    """No number of a person in what is shown of an element, and no link that leads by
    one.
    """
    for name in ("alt", "title"):
        if element.get(name):
            element[name] = masked(str(element[name]))
    if is_personal(unquote(str(element.get("href", "")))):
        del element["href"]


def from_markdown(text: str) -> BeautifulSoup:
    """Markdown as HTML, as sound as any other."""
    return sound(_markdown()(text))


@cache
def _markdown() -> Callable[[str], str]:
    import mistune

    made = mistune.create_markdown(
        escape=False,
        plugins=["table", "strikethrough", "url"],
    )
    return lambda text: str(made(text))


def words(element: Tag) -> str:
    """The text of an element, in one line."""
    parts = (
        each if isinstance(each, str) else " " * (getattr(each, "name", "") in APART)
        for each in element.descendants
    )
    return " ".join(clean("".join(parts)).split())
