"""Templates of HTML: whatever is shown is escaped; line breaks are for their reader
only.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup

#: where a template or a style sheet is looked for
VIEWS = "cscontract.views"
#: a page runs nothing and fetches nothing
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


class Unbroken(Extension):
    """Takes line breaks and indents out of a template, so that none gets into a
    page.
    """

    def preprocess(
        self, source: str, name: str | None, filename: str | None = None
    ) -> str:
        return re.sub(r"\n\s*", "", source)


def escaped(value: object) -> Markup:
    """A text as HTML has it; what is HTML already stays.

    >>> escaped('a < "b"'), escaped(Markup("<br>"))
    (Markup('a &lt; &quot;b&quot;'), Markup('<br>'))
    """
    if hasattr(value, "__html__"):
        return Markup(value)
    return Markup(escape(str(value)))


@cache
def environment(shown: Callable[[Any], Any] = escaped) -> Environment:
    """The templates of the views. `shown`: what becomes of each value on its way in.

    What `shown` leaves as text is escaped after it.
    """
    made = Environment(
        autoescape=True,
        extensions=[Unbroken],
        finalize=shown,
        loader=PackageLoader(VIEWS, ""),
        undefined=StrictUndefined,
    )
    made.globals["policy"] = Markup(POLICY)
    return made


@cache
def style_sheet(folder: str, name: str) -> str:
    """A style sheet of a folder of views, on lines of its own."""
    text = files(f"{VIEWS}.{folder}").joinpath(name).read_text("utf-8")
    return f"\n{text}"
