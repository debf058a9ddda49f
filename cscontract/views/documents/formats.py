"""Settling sentences as a document to agree on: Markdown and DOCX, with one content."""

from __future__ import annotations

import re
from itertools import groupby

from cscontract.core.language import Language, spoken
from cscontract.questions.words.wording import WordingPage
from cscontract.views.documents.content import Block, Line, Role, content
from cscontract.views.documents.docx_file import docx

__all__ = ["docx", "markdown"]

MARKS: dict[Role, str] = {
    "title": "# ",
    "heading": "## ",
    "text": "",
    "lead": "",
    "item": "- ",
    "quote": "> ",
}


def markdown(page: WordingPage, language: Language | None = None) -> str:
    """The document as Markdown."""
    language = language or spoken()
    parts = []
    for is_list, blocks in groupby(
        content(page, language),
        lambda block: isinstance(block, Line) and block.role == "item",
    ):
        parts.append(("\n" if is_list else "\n\n").join(map(_marked, blocks)))
    return "\n\n".join(parts) + "\n"


def _marked(block: Block) -> str:
    if isinstance(block, Line):
        return MARKS[block.role] + _escaped(block.text)
    side = ":--" if block.to_fill else "--:"
    rules = (":--", *(side for _ in block.titles[1:]))
    rows = [
        map(_escaped, block.titles),
        rules,
        *(map(_escaped, row) for row in block.rows),
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _escaped(text: str) -> str:
    """Text as text: signs that Markdown would read as marks are escaped."""
    return re.sub(r"([\\`*_\[\]<>|#~&$])", r"\\\1", text)
