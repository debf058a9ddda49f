"""Notebooks as pages to read without a kernel: each one file that runs nothing and fetches nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from urllib.parse import quote

from cscontract.core.language import Language, say
from cscontract.views.pages.cells import cells_html
from cscontract.views.pages.fragments import with_languages
from cscontract.views.pages.index import Pages, index, other, skip, title_of
from cscontract.views.pages.notebooks import INDEX, Notebook
from cscontract.views.pages.outline import TEXT, Heading, Outline
from cscontract.views.pages.style import STYLE
from cscontract.views.reports.content import disclaimer
from cscontract.views.reports.elements import Html, document, tag

#: headings below this level are not in the contents
DEEPEST = 3


def rendered(
    pages: Pages, tell: Callable[[Sequence[Notebook]], Iterable[Notebook]] = iter
) -> dict[str, bytes]:
    """File name → page, of every notebook and of the index in each language. `tell` tells how far it is."""
    made = {notebook.page: page(notebook, pages) for notebook in tell(pages.notebooks)}
    made |= {INDEX[language]: index(pages, language) for language in pages.languages}
    return {name: html.encode("utf-8") for name, html in made.items()}


def page(notebook: Notebook, pages: Pages) -> str:
    """The page of a notebook."""
    language = notebook.language
    outline = Outline(language, pages.names)
    cells = list(cells_html(notebook, outline))
    if not outline.headings:
        heading = outline.enter(1, notebook.path.stem)
        cells.insert(0, tag("h1", heading.words, id=heading.name))
    text = tag("main", *cells, id=TEXT)
    body = (
        _top(notebook, pages),
        tag("div", _contents(outline), text, class_="page"),
        _further(notebook, pages),
        _foot(notebook),
    )
    title = f"{outline.headings[0].words} · cscontract"
    whole = Html("".join(body))
    return document(language, title, STYLE, with_languages(whole) if language == "en" else whole)


def _top(notebook: Notebook, pages: Pages) -> Html:
    """The way past all this, to the index, and to the page in the other language."""
    language, twin = notebook.language, pages.twin(notebook)
    links = [tag("a", say("All notebooks", language), href=pages.index(language))]
    links += [other(twin.page, twin.language)] if twin else []
    return Html(skip(language) + tag("header", *(tag("p", link) for link in links)))


def _contents(outline: Outline) -> Html:
    """Links to the headings of the text, but for its title."""
    name = say("Contents", outline.language)
    shown = [heading for heading in outline.headings[1:] if heading.level <= DEEPEST]
    listed = tag("p", tag("strong", name)), tag("ul", *map(_link, shown))
    return tag("nav", *(listed if shown else ()), class_="contents", aria_label=name)


def _link(heading: Heading) -> Html:
    link = tag("a", heading.words, href=f"#{quote(heading.name)}")
    return tag("li", link, class_="deep" if heading.level == DEEPEST else "")


def _further(notebook: Notebook, pages: Pages) -> Html:
    """The notebook before and the one after, in the order of the index."""
    language, row = notebook.language, pages.listed(notebook.language)
    place = row.index(notebook)
    links = [
        tag("li", tag("a", _named(near, step, language), href=quote(near.page)))
        for step in (-1, 1)
        for near in row[max(place + step, 0) : place + step + 1]
    ]
    label = say("Other notebooks", language)
    return tag("nav", tag("ul", *links), class_="further", aria_label=label) if links else Html()


def _named(notebook: Notebook, step: int, language: Language) -> str:
    title = title_of(notebook)
    if step < 0:
        return say("Before: {title}", language, title=title)
    return say("Next: {title}", language, title=title)


def _foot(notebook: Notebook) -> Html:
    sentence = (
        "This page is the notebook {name} as it was last run; it needs no program and loads nothing. "
        "To run it anew: {command}"
    )
    name, language = notebook.path.name, notebook.language
    made = say(sentence, language, name=name, command="python3 start.py")
    return tag("footer", tag("p", made), tag("p", disclaimer(language)))
