"""The text of a notebook and the HTML of its outputs, as they stand in a page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from markupsafe import Markup

from cscontract.core.language import say
from cscontract.views.pages.outline import Outline
from cscontract.views.pages.sanitizing import HEADINGS, from_markdown, sound, words
from cscontract.views.pages.tables import mend_output_table, mend_text_table

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

MENDED = [*HEADINGS, "table", "img", "a"]


def prose(markdown: str, outline: Outline) -> Markup:
    """The text of a notebook; its headings get into the outline."""
    soup = from_markdown(markdown)
    for element in soup.find_all(MENDED):
        if element.name in HEADINGS:
            entered = outline.enter(int(element.name[1]), words(element))
            element.name = f"h{entered.level}"
            element["id"] = entered.name
        elif element.name == "table":
            mend_text_table(element, outline)
        else:
            _mend(element, outline)
    return Markup(str(soup))


def output(html: str, outline: Outline, level: int = 0) -> Markup:
    """What a cell or a widget shows in HTML.

    Its headings are below `level`, or those of the text.
    """
    return _output(sound(html), outline, level)


def markdown_output(markdown: str, outline: Outline) -> Markup:
    """What a cell shows in Markdown."""
    return _output(from_markdown(markdown), outline)


def _output(soup: BeautifulSoup, outline: Outline, level: int = 0) -> Markup:
    above = last = level or outline.here.level
    for element in soup.find_all(MENDED):
        if element.name in HEADINGS:
            last = min(above + int(element.name[1]), last + 1, 6)
            element.name = f"h{last}"
        elif element.name == "table":
            mend_output_table(element, outline)
        else:
            _mend(element, outline)
    return Markup(str(soup))


def _mend(element: Tag, outline: Outline) -> None:
    """A picture has words, and is words where it would be fetched.

    A link to a notebook leads to its page.
    """
    if element.name == "img":
        here = outline.here.words
        alt = element.get("alt") or say(
            "Picture: {words}",
            outline.language,
            words=here,
        )
        element["alt"] = alt
        if not element.get("src"):
            element.replace_with(f"[{alt}]")
    elif target := _target(str(element.get("href", "")), outline.pages):
        element["href"] = target
    else:
        element.unwrap()


def _target(link: str, pages: Mapping[str, str]) -> str:
    """Where a link leads from a page.

    Nowhere where it leads to a file that has no page.
    """
    parts = urlsplit(link)
    if parts.scheme or (parts.fragment and not parts.path):
        return link
    page = pages.get(PurePosixPath(unquote(parts.path)).name)
    return f"{quote(page)}{'#' * bool(parts.fragment)}{parts.fragment}" if page else ""
