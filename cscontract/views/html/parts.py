"""Parts of which results in notebooks and the panel are made, as HTML; all text is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from markupsafe import Markup

from cscontract.views.html.templates import environment, style_sheet


def _part(name: str, *given: object) -> str:
    """A macro of `parts.html.j2` with what is given."""
    macros = environment().get_template("html/parts.html.j2").module
    return str(getattr(macros, name)(*given))


def table(
    headers: Sequence[str],
    rows: Iterable[Sequence[Any]],
    caption: str = "",
    footer: Sequence[Any] | None = None,
    text_columns: Iterable[int] = (0,),
) -> str:
    """An HTML table; columns not in `text_columns` are numbers, set to the right."""
    style = Markup(style_sheet("html", "table.css"))
    return _part("table", headers, rows, caption, footer, set(text_columns), style)


def bold_lines(*lines: str) -> str:
    """What is found, in bold.

    >>> bold_lines("2 < 3", "4 > 3")
    '<p style="font-weight:600">2 &lt; 3<br>4 &gt; 3</p>'
    """
    return _part("bold_lines", lines)


def paragraphs(lines: Iterable[str]) -> str:
    """A paragraph a line.

    >>> paragraphs(["2 < 3", "4 > 3"])
    '<p>2 &lt; 3</p><p>4 &gt; 3</p>'
    """
    return _part("paragraphs", lines)


def bullets(lines: Iterable[str]) -> str:
    """A list.

    >>> bullets(["2 < 3"])
    '<ul><li>2 &lt; 3</li></ul>'
    """
    return _part("bullets", lines)
