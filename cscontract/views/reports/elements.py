"""Elements and pages of HTML whose text is always clean and escaped."""

from __future__ import annotations

from html import escape
from typing import Any

from cscontract.core.language import Language
from cscontract.views.html.templates import environment, escaped
from cscontract.views.reports.content import clean

LANG = {"en": "en", "zh": "zh-CN"}


class Html(str):
    """Text that is HTML already; any other text is escaped when it gets into an
    element.
    """

    def __html__(self) -> str:
        return str(self)


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
    parts = Html("".join(map(escaped, map(_shown, body))))
    return rendered(
        "reports/page.html.j2", language, title=title, style=Html(style), body=parts
    )


def rendered(template: str, language: Language, **given: Any) -> str:
    """A template of a report with what is given; every text of it is safe to show."""
    page = environment(_shown).get_template(template)
    return page.render(lang=LANG[language], **given)


def _shown(value: object) -> object:
    """HTML as it is; any other text clean and escaped."""
    return value if hasattr(value, "__html__") else escaped(clean(value))
