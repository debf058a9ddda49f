"""Cells of a notebook as parts of its page: text, folded code, what it showed."""

from __future__ import annotations

import ast
import re
from base64 import b64decode
from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from cscontract.core.language import Language, say
from cscontract.core.privacy import masked
from cscontract.views.pages.fragments import markdown_output, output, prose
from cscontract.views.pages.notebooks import Notebook
from cscontract.views.pages.outline import Outline
from cscontract.views.pages.pictures import picture_html
from cscontract.views.pages.sanitizing import KINDS
from cscontract.views.pages.templates import macros
from cscontract.views.pages.widgets import widget_html

VIEW = "application/vnd.jupyter.widget-view+json"
PICTURES = {f"image/{kind}": kind for kind in KINDS}
COLOURS_OF_A_TERMINAL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
#: what in code has a colour
COLOURED = ("Comment", "Keyword", "Literal.String", "Literal.Number", "Operator.Word")


def cells_html(notebook: Notebook, outline: Outline) -> Iterator[Markup]:
    """Every cell, in order; the headings of its text get into the outline."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            yield prose(cell.source, outline)
        elif cell.cell_type == "code" and cell.source.strip():
            yield _code(cell.source, outline.language)
            for shown in cell.outputs:
                yield _output(shown, notebook, outline)
        elif cell.cell_type == "raw":
            yield macros("cells.html.j2").raw(cell.source)


def _code(source: str, language: Language) -> Markup:
    """Code, folded away on a screen."""
    name = say("Code", language)
    if _only_checks(source):
        name = say("Code that checks what is said here", language)
    return macros("cells.html.j2").code(name, _coloured(source))


def _only_checks(source: str) -> bool:
    """Whether code asserts and does nothing else."""
    try:
        return all(isinstance(node, ast.Assert) for node in ast.parse(source).body)
    except SyntaxError:
        return False


def _coloured(source: str) -> Iterator[tuple[str, str]]:
    """Code in Python: each word or sign of it, after the name of its colour if it has
    one.
    """
    from pygments.lexers.python import PythonLexer

    for kind, text in PythonLexer(stripall=True).get_tokens(masked(source.rstrip())):
        name = str(kind).removeprefix("Token.")
        colour = next((colour for colour in COLOURED if name.startswith(colour)), "")
        yield colour.split(".")[-1].lower(), text


def _output(shown: Any, notebook: Notebook, outline: Outline) -> Markup:
    """What a cell showed, in the form that tells most."""
    if shown.output_type == "stream":
        return _plain(shown.text)
    if shown.output_type == "error":
        return _plain(f"{shown.ename}: {shown.evalue}")
    data = shown.data
    if VIEW in data:
        return widget_html(data[VIEW]["model_id"], notebook, outline)
    if "text/html" in data:
        html = output(data["text/html"], outline)
        return macros("cells.html.j2").output(html)
    if "text/markdown" in data:
        html = markdown_output(data["text/markdown"], outline)
        return macros("cells.html.j2").output(html)
    if kind := next((kind for kind in PICTURES if kind in data), None):
        return _picture(data[kind], kind, shown.metadata, outline)
    return _plain(data.get("text/plain", ""))


def _plain(text: str) -> Markup:
    uncoloured = COLOURS_OF_A_TERMINAL.sub("", text)
    return macros("cells.html.j2").plain(uncoloured.rstrip("\n"))


def _picture(
    data: str,
    kind: str,
    metadata: dict[str, Any],
    outline: Outline,
) -> Markup:
    """A picture.

    Its words are those that it was given, or else the heading above it.
    """
    given = metadata.get(kind, {})
    if not isinstance(given, dict):
        given = {}
    here = outline.here.words
    alt = given.get("alt") or say("Picture: {words}", outline.language, words=here)
    width = given.get("width")
    try:
        image = data.encode() if kind == "image/svg+xml" else b64decode(data)
    except ValueError:
        return _plain(f"[{alt}]")
    if not isinstance(width, int):
        width = None
    shown = picture_html(image, PICTURES[kind], alt, width)
    return macros("cells.html.j2").figure(shown, "output")
