"""Notebooks as pages to read without a kernel: each one file that runs and fetches
nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from markupsafe import Markup

from cscontract.core.language import say
from cscontract.views.pages.cells import cells_html
from cscontract.views.pages.index import Pages, index_page, title_of, twin_link
from cscontract.views.pages.notebooks import INDEX, Notebook
from cscontract.views.pages.outline import Outline, PageHeading
from cscontract.views.pages.templates import macros, whole_page

#: headings below this level are not in the contents
DEEPEST = 3


def rendered(
    pages: Pages,
    progress: Callable[[Sequence[Notebook]], Iterable[Notebook]] = iter,
) -> dict[str, bytes]:
    """File name → page, of every notebook and of the index in each language.

    `progress` hands the notebooks on and tells how many are done.
    """
    made = {
        notebook.page: notebook_page(
            notebook,
            pages,
        )
        for notebook in progress(pages.notebooks)
    }
    made |= {
        INDEX[language]: index_page(pages, language) for language in pages.languages
    }
    return {name: html.encode("utf-8") for name, html in made.items()}


def notebook_page(notebook: Notebook, pages: Pages) -> str:
    """The page of a notebook."""
    outline = Outline(notebook.language, pages.names)
    cells = list(cells_html(notebook, outline))
    if not outline.headings:
        heading = outline.enter(1, notebook.path.stem)
        cells.insert(0, macros("cells.html.j2").title(heading))
    return whole_page(
        "page.html.j2",
        notebook.language,
        _words(notebook),
        title=outline.headings[0].words,
        links=list(_links_above(notebook, pages)),
        contents=_contents(outline),
        cells=cells,
        neighbours=list(_neighbours(notebook, pages)),
    )


def _contents(outline: Outline) -> list[PageHeading]:
    """The headings of the text, but for its title."""
    return [heading for heading in outline.headings[1:] if heading.level <= DEEPEST]


def _words(notebook: Notebook) -> dict[str, str]:
    """What a page says of itself."""
    language = notebook.language
    sentence = (
        "This page is the notebook {name} as it was last run; it needs no program "
        "and loads nothing. To run it anew: {command}"
    )
    name = notebook.path.name
    return {
        "contents": say("Contents", language),
        "others": say("Other notebooks", language),
        "made": say(sentence, language, name=name, command="python3 start.py"),
    }


def _links_above(notebook: Notebook, pages: Pages) -> Iterator[Markup]:
    """To the index, and to the page in the other language."""
    language = notebook.language
    link = macros("cells.html.j2").link
    yield link(say("All notebooks", language), pages.index(language))
    if twin := pages.twin(notebook):
        yield twin_link(twin.page, twin.language)


def _neighbours(notebook: Notebook, pages: Pages) -> Iterator[Markup]:
    """To the notebook before and to the one after, in the order of the index."""
    language = notebook.language
    listed = pages.listed(language)
    place = listed.index(notebook)
    link = macros("cells.html.j2").link
    for before in listed[:place][-1:]:
        words = say("Before: {title}", language, title=title_of(before))
        yield link(words, before.page)
    for after in listed[place + 1 :][:1]:
        words = say("Next: {title}", language, title=title_of(after))
        yield link(words, after.page)
