"""The notebooks as they are committed: made from their source, executed, thin."""

import ast
import re
from functools import cache
from itertools import product
from operator import itemgetter
from pathlib import Path

import nbformat
import pytest

from notebooks.source import make

NOTEBOOKS = sorted(make.NOTEBOOKS.glob("*.ipynb"))
ENGLISH = [path for path in NOTEBOOKS if not path.stem.endswith("_zh")]
SOURCES = sorted(make.SOURCES.glob("*.md"))
CHINESE = re.compile("[\u4e00-\u9fff]")

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
every_pair = pytest.mark.parametrize("path", ENGLISH, ids=lambda path: path.stem)


@cache
def stored(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def cells(path: Path, kind: str) -> list[str]:
    """The sources of a notebook's cells of a kind: code or markdown."""
    return [cell.source for cell in stored(path).cells if cell.cell_type == kind]


def twin(path: Path) -> Path:
    """The Chinese notebook of an English one."""
    return path.with_stem(f"{path.stem}_zh")


def words(text: str) -> int:
    """Words of a text; three Chinese characters say about as much as two words."""
    other = re.sub("[\u2010-\u2027\u3000-\u9fff\uff00-\uffef]", " ", text)
    return len(other.split()) + len(CHINESE.findall(text)) * 2 // 3


# what the source gives

MEND = "run `python3 start.py notebooks {}` and commit what it writes"


def test_every_notebook_has_a_source_and_every_source_both_languages():
    pairs = product(map(make.read, SOURCES), make.ENDINGS)
    assert {make.target(*pair) for pair in pairs} == set(NOTEBOOKS)


@pytest.mark.parametrize("language", make.ENDINGS)
@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_a_notebook_is_what_its_source_gives(path, language):
    (source,) = make.all_fit([path])
    given = make.in_language(source, language)
    notebook = stored(make.target(source, language))
    assert given.metadata.kernelspec == notebook.metadata.kernelspec
    assert bare(given) == bare(notebook), MEND.format(path.stem)


def bare(notebook: nbformat.NotebookNode) -> list[tuple]:
    """What of a notebook's cells is there before they are executed."""
    kept = itemgetter("id", "cell_type", "source", "metadata")
    return list(map(kept, notebook.cells))


@every_notebook
def test_a_notebook_keeps_nothing_that_another_execution_would_change(path):
    text = make.as_text(make.settled(stored(path)))
    assert path.read_text("utf-8") == text, MEND.format(path.stem.removesuffix("_zh"))


@every_pair
def test_twins_name_the_same_kernel(path):
    for key in ("kernelspec", "language_info"):
        assert stored(path).metadata[key] == stored(twin(path)).metadata[key]


# what a notebook is


@every_notebook
def test_a_notebook_holds_no_logic(path):
    banned = (
        ast.FunctionDef,
        ast.ClassDef,
        ast.Lambda,
        ast.For,
        ast.While,
        ast.If,
        ast.Try,
    )
    for source in cells(path, "code"):
        tree = ast.parse(source)
        assert not [node for node in ast.walk(tree) if isinstance(node, banned)], source
        assert len(source.splitlines()) <= 8, source
        assert "import *" not in source


@every_notebook
def test_a_notebook_says_more_than_it_computes(path):
    code = "\n".join(cells(path, "code"))
    lines = [line for line in code.splitlines() if line]
    assert sum(map(words, cells(path, "markdown"))) >= 10 * len(lines)


@every_notebook
def test_a_notebook_is_stored_executed_from_top_to_bottom(path):
    code = [cell for cell in stored(path).cells if cell.cell_type == "code"]
    assert list(range(1, len(code) + 1)) == [cell.execution_count for cell in code]
    outputs = [output for cell in code for output in cell.outputs]
    assert [] == [output for output in outputs if output.output_type == "error"]


@every_notebook
def test_a_notebook_opens_with_its_question_and_ends_with_what_is_known(path):
    texts = cells(path, "markdown")
    assert texts[0].startswith("# ")
    last = "## What we now know" if path in ENGLISH else "## 现在知道了什么"
    assert any(text.startswith(last) for text in texts[-2:])


@every_pair
def test_no_text_of_a_twin_is_left_in_english(path):
    assert [] == [
        text
        for text in cells(twin(path), "markdown")
        if len(CHINESE.findall(text)) < len(re.findall("[A-Za-z]+", text))
    ]


@every_pair
def test_a_notebook_and_its_twin_lead_to_each_other_and_stay_in_their_language(path):
    for here, there in ((path, twin(path)), (twin(path), path)):
        texts = "\n".join(cells(here, "markdown"))
        links = re.findall(r"\]\(([^)]+\.ipynb)\)", texts)
        assert all((here.parent / link).is_file() for link in links)
        other = [link for link in links if (here in ENGLISH) == ("_zh." in link)]
        assert [there.name] == other
