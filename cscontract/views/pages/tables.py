"""Tables of notebooks as anybody can read them: captions, headings that say what they
head, boxes that scroll.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cscontract.views.pages.outline import Outline
from cscontract.views.pages.sanitizing import words

if TYPE_CHECKING:
    from bs4 import Tag

NUMBER = re.compile(r"[+\-−]?[\d,]+(\.\d+)?%?|NaN|None|–|")
CELLS = ["td", "th"]
MOST_IN_ONE_LINE = 24


def mend_text_table(table: Tag, outline: Outline) -> None:
    """A table of the text: its heading cells say what they head."""
    _head(table)
    _box(table, outline.here.words)


def mend_output_table(table: Tag, outline: Outline) -> None:
    """A table that a cell shows: with number and caption, its first column heading the
    rows.
    """
    own = table.find("caption")
    caption = _new("caption")
    caption.string = outline.caption(words(own.extract()) if own else "")
    table.insert(0, caption)
    _join_heads(table)
    _head(table)
    _head_rows(table)
    if "dataframe" in table.get_attribute_list("class"):
        _align(table)
    _box(table, caption.get_text())


def _head(table: Tag) -> None:
    """Each heading cell says what it heads; an empty one heads nothing."""
    for cell in table.find_all("th"):
        if not words(cell):
            cell.name = "td"
            continue
        across = cell.find_parent("thead") is not None
        several = cell.get("colspan" if across else "rowspan", "1") != "1"
        cell["scope"] = ("col" if across else "row") + "group" * several


def _head_rows(table: Tag) -> None:
    """The first cell of each row heads it.

    Where they are all short they stay in one line.
    """
    firsts = [row.find(CELLS) for row in table.select("tbody > tr, tfoot > tr")]
    short = all(len(words(cell)) <= MOST_IN_ONE_LINE for cell in firsts if cell)
    for cell in firsts:
        if cell and words(cell):
            cell.name = "th"
            cell["scope"] = cell.get("scope") or "row"
            cell["class"] = "short" if short else "head"


def _join_heads(table: Tag) -> None:
    """A data frame's second row of headings, which names the index alone, joins the
    first.
    """
    rows = table.select("thead > tr")
    cells = [list(map(words, row.find_all(CELLS))) for row in rows]
    if len(rows) == 2 and all(cells) and not cells[0][0] and not any(cells[1][1:]):
        rows[0].find(CELLS).string = cells[1][0]  # type: ignore[union-attr]
        rows[1].decompose()


def _align(table: Tag) -> None:
    """A data frame's columns of numbers, set to the right."""
    head = [row.find_all(CELLS) for row in table.select("thead > tr")]
    body = [row.find_all(CELLS) for row in table.select("tbody > tr")]
    for place, column in enumerate(zip(*body, strict=False)):
        if place and all(NUMBER.fullmatch(words(cell)) for cell in column):
            for row in (*head, *body):
                for cell in row[place : place + 1]:
                    cell["class"] = "n"


def _box(table: Tag, label: str) -> None:
    """A box around a table, which scrolls where the screen is narrow."""
    table.wrap(
        _new(
            "div",
            {"class": "wide", "role": "group", "tabindex": "0", "aria-label": label},
        )
    )


def _new(name: str, attributes: dict[str, str] | None = None) -> Tag:
    from bs4 import BeautifulSoup

    return BeautifulSoup("", "html.parser").new_tag(name, attrs=attributes or {})
