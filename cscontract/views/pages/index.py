"""Which notebooks are made into pages together, and the index of them in either
language.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from cscontract.core.language import Language, say
from cscontract.views.pages.notebooks import INDEX, Notebook
from cscontract.views.pages.sanitizing import HEADINGS, from_markdown, words
from cscontract.views.pages.templates import macros, whole_page
from cscontract.views.reports.elements import LANG

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

#: each language by its own name
NAMES = {"en": "English", "zh": "中文"}
#: the end of a sentence: no full stop within a number, as of a clause
SENTENCE = re.compile(r".+?(?:[。？！]|[.?!](?=\s|$)|$)", re.S)


@dataclass(frozen=True)
class Pages:
    """Notebooks that are made into pages together and link to each other.

    The languages of their indexes.
    """

    notebooks: Sequence[Notebook]
    languages: Sequence[Language]

    @property
    def names(self) -> dict[str, str]:
        """File name of a notebook → its page."""
        return {notebook.path.name: notebook.page for notebook in self.notebooks}

    def index(self, language: Language) -> str:
        """The index in the language if there is one, else the other."""
        return INDEX[language if language in self.languages else self.languages[0]]

    def listed(self, language: Language) -> list[Notebook]:
        """One notebook of each name: in the language where there is one, else in the
        other.
        """
        chosen: dict[str, Notebook] = {}
        for notebook in self.notebooks:
            if notebook.language == language or notebook.family not in chosen:
                chosen[notebook.family] = notebook
        return list(chosen.values())

    def twin(self, notebook: Notebook) -> Notebook | None:
        """The same notebook in the other language, if it is among them."""
        alike = [each for each in self.notebooks if each.family == notebook.family]
        return next(
            (each for each in alike if each.language != notebook.language),
            None,
        )


def index_page(pages: Pages, language: Language) -> str:
    """The index in a language: every notebook's title and its question's first
    sentence.
    """
    sentence = "Every page is a notebook as it was last run; it needs no program and loads nothing."
    words = {
        "title": say("Customer-service outsourcing: the workbook", language),
        "sentence": say(sentence, language),
        "missing": say("Not in this language so far", language),
    }
    others = [other for other in pages.languages if other != language]
    return whole_page(
        "index.html.j2",
        language,
        words,
        title=words["title"],
        links=[twin_link(INDEX[other], other) for other in others],
        entries=[
            _entry(
                notebook,
                pages,
                language,
            )
            for notebook in pages.listed(language)
        ],
    )


def _entry(notebook: Notebook, pages: Pages, language: Language) -> dict[str, Any]:
    """A notebook in the index, with the link to its twin."""
    twin = pages.twin(notebook)
    return {
        "lang": LANG[notebook.language],
        "link": macros("cells.html.j2").link(title_of(notebook), notebook.page),
        "question": opening_question(notebook),
        "twin": twin_link(twin.page, twin.language, title_of(twin)) if twin else "",
        "is_foreign": notebook.language != language,
    }


def twin_link(page: str, language: Language, words: str = "") -> Markup:
    """A link to a page in the other language, in the words of that language."""
    name = words or NAMES[language]
    return macros("cells.html.j2").link(name, page, LANG[language])


def title_of(notebook: Notebook) -> str:
    """The heading with which a notebook opens, or else its name."""
    heading = _opening(notebook).find(HEADINGS)
    return words(heading) if heading else notebook.path.stem


def opening_question(notebook: Notebook) -> str:
    """The first sentence of a notebook's question: what stands after the first bold
    words, before the next.
    """
    paragraphs = _opening(notebook).find_all("p")
    if not paragraphs:
        return ""
    paragraph = next((each for each in paragraphs if _opens_bold(each)), paragraphs[0])
    parts = list(paragraph.children)[_opens_bold(paragraph) :]
    plain = takewhile(lambda part: getattr(part, "name", "") != "strong", parts)
    text = " ".join("".join(part.get_text() for part in plain).split())
    sentence: str = SENTENCE.findall(f"{text} ")[0].strip()
    return sentence


def _opens_bold(paragraph: Tag) -> bool:
    return getattr(next(paragraph.children, None), "name", "") == "strong"


def _opening(notebook: Notebook) -> BeautifulSoup:
    """The first text of a notebook."""
    texts = (cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    return from_markdown(next(texts, ""))
