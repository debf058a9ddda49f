"""Notebooks as pages take them: read, sound, run from the first cell to the last."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from warnings import catch_warnings

from cscontract.core.errors import BadInput, Fault, bad, line_place, shown
from cscontract.core.files import read_bytes
from cscontract.core.language import LANGUAGES, Language, Sentence, of_others

WIDGET_STATE = "application/vnd.jupyter.widget-state+json"
CHINESE = "_zh"
INDEX = {"en": "index.html", "zh": "index_zh.html"}
FORMAT = "a notebook of format 4"
OTHER = "give one with another ending"
OTHERWISE = "another fault of form"
SOUND = "restore it from a sound copy, or write it anew from JupyterLab"


@dataclass(frozen=True)
class Notebook:
    """A notebook that has been run: its cells, and its widgets by their numbers."""

    path: Path
    cells: list[Any]
    widgets: dict[str, Any]

    @property
    def language(self) -> Language:
        """Chinese where the file's name ends with _zh."""
        return "zh" if self.path.stem.endswith(CHINESE) else "en"

    @property
    def family(self) -> str:
        """The name that it shares with its twin in the other language."""
        return self.path.stem.removesuffix(CHINESE)

    @property
    def page(self) -> str:
        """The file name of its page."""
        return f"{self.path.stem}.html"

    def called(self, language: Language) -> str:
        """How its twin in a language would be called, as a page.

        Itself in its own language.
        """
        return f"{self.family}{CHINESE * (language == 'zh')}.html"


def read_notebooks(paths: Iterable[Path]) -> list[Notebook]:
    """Every notebook. BadInput names the faults of all of them."""
    notebooks: list[Notebook] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            notebooks.append(read_notebook(path))
        except BadInput as error:
            faults += error.faults
    faults += _same_names(notebooks)
    if faults:
        raise BadInput(faults)
    return notebooks


def in_languages(paths: Iterable[Path], asked: str) -> list[Path]:
    """The notebooks of the language asked for, or of both.

    BadInput where there is none.
    """
    wanted = LANGUAGES if asked == "both" else (asked,)
    found = [path for path in paths if Notebook(path, [], {}).language in wanted]
    if not found:
        sentence = "give one with a name that ends with {ending}"
        fix = Sentence(sentence, ending=f"{CHINESE}.ipynb") if asked == "zh" else OTHER
        raise bad(f"--lang {asked}", "no notebook", "one at least", fix)
    return found


def read_notebook(path: Path) -> Notebook:
    """One notebook.

    BadInput where it cannot be read, is damaged or has a cell that was not run.
    """
    import nbformat

    held = _held(path)
    try:
        # it warns of cells without a number, which is none of the reader's trouble
        with catch_warnings(action="ignore"):
            notebook = nbformat.reads(json.dumps(held), as_version=4)
            nbformat.validate(notebook)
    except (
        nbformat.ValidationError,
        AttributeError,
        KeyError,
        TypeError,
        ValueError,
    ) as error:
        otherwise = "a part that is missing or misplaced"
        found = of_others(getattr(error, "message", otherwise), otherwise)
        raise bad(str(path), found, FORMAT, SOUND) from None
    _see_that_it_was_run(path, notebook.cells)
    widgets = (
        notebook.metadata.get("widgets", {})
        .get(
            WIDGET_STATE,
            {},
        )
        .get("state", {})
    )
    return Notebook(path, notebook.cells, dict(widgets))


def _held(path: Path) -> dict[str, Any]:
    """What a file holds: one JSON object, of a known format."""
    held = _json(path)
    if not isinstance(held, dict):
        raise bad(str(path), shown(str(held)), FORMAT, SOUND)
    if held.get("nbformat") not in (3, 4):
        value = Sentence("format {number}", number=held.get("nbformat"))
        raise bad(str(path), value, FORMAT, SOUND)
    return held


def _json(path: Path) -> Any:
    """A file's JSON. BadInput where it cannot be read."""
    place = str(path)
    expected = "JSON, as a notebook is stored"
    try:
        return json.loads(read_bytes(path).decode("utf-8"))
    except OSError as error:
        fix = "check its name"
        raise bad(place, error.strerror, "a notebook (.ipynb)", fix) from None
    except json.JSONDecodeError as error:
        problem = of_others(error.msg, OTHERWISE)
        place = line_place(place, error.lineno, column=error.colno)
        raise bad(place, problem, expected, SOUND) from None
    except UnicodeDecodeError:
        value = "bytes that are no UTF-8"
        raise bad(place, value, "JSON in UTF-8", SOUND) from None
    except RecursionError:
        raise bad(place, "nested too deep", expected, SOUND) from None


def _see_that_it_was_run(path: Path, cells: list[Any]) -> None:
    """BadInput where a cell with code in it has no number."""
    code = [
        (number, cell)
        for number, cell in enumerate(cells, 1)
        if cell.cell_type == "code" and cell.source.strip()
    ]
    idle = [number for number, cell in code if cell.execution_count is None]
    if idle:
        sentence = "{count} of {all} code cells not run, this one first"
        value = Sentence(sentence, count=len(idle), all=len(code))
        command = f"jupyter nbconvert --to notebook --execute --inplace {path.name}"
        place = Sentence("{file}, cell {number}", file=str(path), number=idle[0])
        raise bad(
            place,
            value,
            "every code cell run",
            Sentence("run {command}", command=command),
        )


def _same_names(notebooks: list[Notebook]) -> Iterable[Fault]:
    """The fault of each name that two pages would have."""
    names = Counter([*(notebook.page for notebook in notebooks), *INDEX.values()])
    for notebook in notebooks:
        if names[notebook.page] > 1:
            value = Sentence("another page is called {name}", name=notebook.page)
            fix = "rename the notebook"
            yield Fault(str(notebook.path), value, "each page its own name", fix)
