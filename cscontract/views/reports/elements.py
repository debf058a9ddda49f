"""Elements of an HTML page whose text is always escaped, and tables that anybody can read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from cscontract.core.language import Language
from cscontract.views.reports.content import clean

LANG = {"en": "en", "zh": "zh-CN"}
#: so that even a browser that is asked to would fetch nothing
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


class Html(str):
    """Text that is HTML already; any other text is escaped when it gets into an element."""


def tag(name: str, *inside: object, **attributes: object) -> Html:
    """An element of HTML.

    >>> tag("td", "a < b", class_="n")
    '<td class="n">a &lt; b</td>'
    """
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(clean(value))}"'
        for key, value in attributes.items()
        if value not in ("", None)
    )
    parts = (x if isinstance(x, Html) else escape(clean(x)) for x in inside)
    return Html(f"<{name}{given}>{''.join(parts)}</{name}>")


def document(language: Language, title: str, style: str, *body: object) -> str:
    """A whole page, which fetches nothing."""
    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    head = tag(
        "head",
        Html(f'<meta charset="utf-8">{policy}'),
        Html('<meta name="viewport" content="width=device-width,initial-scale=1">'),
        Html('<link rel="icon" href="data:,">'),
        tag("title", title),
        tag("style", Html(style)),
    )
    return f"<!DOCTYPE html>\n{tag('html', head, tag('body', *body), lang=LANG[language])}\n"


def table(
    caption: str,
    headers: Sequence[str],
    rows: Iterable[Sequence[object]],
    numbers: Iterable[int] = (),
    footer: Sequence[object] = (),
    note: Sequence[object] = (),
    class_: str = "",
) -> Html:
    """A table; its first column heads the rows, the columns in `numbers` are set to the right.

    `note`: more for the caption. The table's box scrolls where the screen is narrow.
    """
    right = set(numbers)

    def cell(inside: object, place: int, heads: str) -> Html:
        name, scope = ("th", heads) if heads == "col" or place == 0 else ("td", "")
        return tag(name, inside, class_="n" * (place in right), scope=scope)

    def cells(row: Sequence[object], heads: str) -> list[Html]:
        return [cell(inside, place, heads) for place, inside in enumerate(row)]

    parts = [
        tag("caption", caption, *note),
        tag("thead", tag("tr", *cells(headers, "col"))),
        tag("tbody", *(tag("tr", *cells(row, "row")) for row in rows)),
    ]
    if footer:
        parts.append(tag("tfoot", tag("tr", *cells(footer, "row"))))
    inside = tag("table", *parts, class_=class_)
    return tag("div", inside, class_="wide", role="group", tabindex=0, aria_label=caption)


def joined(parts: Iterable[object], between: str) -> Iterable[object]:
    """The parts with something between each two."""
    for place, part in enumerate(parts):
        yield between if place else ""
        yield part
