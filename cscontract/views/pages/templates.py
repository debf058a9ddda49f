"""The templates of the pages: what gets into them is escaped unless it is HTML."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol, cast

from markupsafe import Markup

from cscontract.core.language import Language, say
from cscontract.views.html.templates import POLICY
from cscontract.views.reports.content import clean, disclaimer
from cscontract.views.reports.elements import LANG
from cscontract.views.reports.style import STYLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import Environment, Template

CHINESE = "\u4e00-\u9fff"
CHINESE_WORDS = re.compile(rf"[{CHINESE}][\u3000-\u303f{CHINESE}\uff00-\uffef…·0-9]*")
TEXT_WITH_CHINESE = re.compile(rf"(?<=>)[^<>]*[{CHINESE}][^<>]*(?=<)")


def whole_page(
    name: str,
    language: Language,
    words: dict[str, str],
    **values: Any,
) -> str:
    """A whole page, which fetches nothing, from its template.

    UndefinedError where the template asks for a value that is not given.
    """
    words |= {
        "skip": say("Skip to the text", language),
        "disclaimer": disclaimer(language),
    }
    values |= {"lang": LANG[language], "policy": POLICY, "style": Markup(STYLE)}
    return f"{_template(name).render(words=words, **values)}\n"


class Macros(Protocol):
    """The macros of a template by name."""

    def __getattr__(self, name: str) -> Callable[..., Markup]: ...


def macros(name: str) -> Macros:
    """The macros of a template, each a function that returns HTML.

    >>> macros("cells.html.j2").plain("a < b")
    Markup('<pre class="output">a &lt; b</pre>')
    """
    return cast("Macros", _template(name).module)


def kept_lines(text: str) -> Markup:
    r"""Text whose lines stay as they are.

    >>> kept_lines("if a < b:\n\tc")
    Markup('if a &lt; b:\n        c')
    """
    return Markup("\n").join(clean(line) for line in text.expandtabs().split("\n"))


def chinese_marked(html: str, lang: str) -> Markup:
    """English HTML with Chinese words marked as such, for those who have it read out.

    >>> chinese_marked("<p>above 超过</p>", "en")
    Markup('<p>above <span lang="zh-CN">超过</span></p>')
    """
    if lang != LANG["en"]:
        return Markup(html)
    return Markup(TEXT_WITH_CHINESE.sub(_marked, html))


def _marked(text: re.Match[str]) -> str:
    return CHINESE_WORDS.sub(r'<span lang="zh-CN">\g<0></span>', text[0])


def _template(name: str) -> Template:
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("cscontract.views.pages", "."),
        autoescape=True,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    made.filters |= {"lines": kept_lines, "chinese_marked": chinese_marked}
    return made


def _shown(value: object) -> str:
    """A value as a page may show it: no number of a person, nothing unseen."""
    return value if isinstance(value, Markup) else clean(value)
