"""Cells of a notebook as parts of its page: text, code that folds away, and what the code showed."""

from __future__ import annotations

import ast
import re
from base64 import b64decode
from collections.abc import Iterable
from typing import Any

from cscontract.core.language import Language, say
from cscontract.core.privacy import masked
from cscontract.views.pages.fragments import markdown_output, output, prose
from cscontract.views.pages.notebooks import Notebook
from cscontract.views.pages.outline import Outline
from cscontract.views.pages.sanitizing import KINDS, lines, picture
from cscontract.views.pages.widgets import widget_html
from cscontract.views.reports.elements import Html, tag

VIEW = "application/vnd.jupyter.widget-view+json"
PICTURES = {f"image/{kind}": kind for kind in KINDS}
COLOURS_OF_A_TERMINAL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
#: what in code has a colour
COLOURED = ("Comment", "Keyword", "Literal.String", "Literal.Number", "Operator.Word")


def cells_html(notebook: Notebook, outline: Outline) -> Iterable[Html]:
    """Every cell, in order."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            yield prose(cell.source, outline)
        elif cell.cell_type == "code" and cell.source.strip():
            yield _code(cell.source, outline.language)
            yield from (_output(each, notebook, outline) for each in cell.outputs)
        elif cell.cell_type == "raw":
            yield tag("pre", lines(cell.source))


def _code(source: str, language: Language) -> Html:
    """Code, folded away on a screen."""
    checks = _only_checks(source)
    name = say("Code that checks what is said here", language) if checks else say("Code", language)
    code = tag("pre", tag("code", *_coloured(source)), class_="code")
    return tag("details", tag("summary", name), code, class_="cell")


def _only_checks(source: str) -> bool:
    """Whether code asserts and does nothing else."""
    try:
        return all(isinstance(node, ast.Assert) for node in ast.parse(source).body)
    except SyntaxError:
        return False


def _coloured(source: str) -> Iterable[Html]:
    """Code in Python, its words and signs by kind."""
    from pygments.lexers.python import PythonLexer

    for kind, text in PythonLexer(stripall=True).get_tokens(masked(source.rstrip())):
        name = str(kind).removeprefix("Token.")
        found = next((each for each in COLOURED if name.startswith(each)), "")
        shown = lines(text)
        yield tag("span", shown, class_=found.split(".")[-1].lower()) if found else shown


def _output(shown: Any, notebook: Notebook, outline: Outline) -> Html:
    """What a cell showed, in the form that tells most."""
    if shown.output_type == "stream":
        return _plain(shown.text)
    if shown.output_type == "error":
        return _plain(f"{shown.ename}: {shown.evalue}")
    data = shown.data
    if VIEW in data:
        how = say("To move it: {command}, then open {notebook}.", outline.language,
                  command="python3 start.py", notebook=notebook.path.name)  # fmt: skip
        return widget_html(data[VIEW]["model_id"], notebook.widgets, outline, how)
    if "text/html" in data:
        return tag("div", output(data["text/html"], outline), class_="output")
    if "text/markdown" in data:
        return tag("div", markdown_output(data["text/markdown"], outline), class_="output")
    if kind := next((kind for kind in PICTURES if kind in data), None):
        return _picture(data[kind], kind, shown.metadata, outline)
    return _plain(data.get("text/plain", ""))


def _plain(text: str) -> Html:
    return tag("pre", lines(COLOURS_OF_A_TERMINAL.sub("", text).rstrip("\n")), class_="output")


def _picture(data: str, kind: str, metadata: dict[str, Any], outline: Outline) -> Html:
    """A picture; its words are those that it was given, or else the heading above it."""
    given = metadata.get(kind, {})
    given = given if isinstance(given, dict) else {}
    alt = given.get("alt") or say("Picture: {words}", outline.language, words=outline.here.words)
    width = given.get("width")
    try:
        image = data.encode() if kind == "image/svg+xml" else b64decode(data)
    except ValueError:
        return _plain(f"[{alt}]")
    shown = picture(image, PICTURES[kind], alt, width if isinstance(width, int) else None)
    return tag("figure", shown, class_="output")
