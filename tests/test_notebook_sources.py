"""A source of notebooks is refused with file, line and mend; what it makes lasts."""

import re

import nbformat
import pytest

from notebooks.source import make

HEADER = """\
---
kernelspec:
  display_name: Python 3 (ipykernel)
  language: python
  name: python3
---
"""
GOOD = f"""{HEADER}
+++ {{"lang": "en"}}

# A sum

+++ {{"lang": "zh"}}

# 求和

```{{code-cell}}
import os
```

```{{code-cell}}
print(os.environ["CSCONTRACT_LANG"], 1 + 1)
```
"""
ENGLISH = '+++ {"lang": "en"}'
CHINESE = '+++ {"lang": "zh"}'


@pytest.fixture
def source(tmp_path, monkeypatch):
    """A function that writes 01_sum.md in a folder of its own; gives its path."""
    sources = tmp_path / "source"
    sources.mkdir()
    monkeypatch.setattr(make, "SOURCES", sources)
    monkeypatch.setattr(make, "NOTEBOOKS", tmp_path)

    def write(text=GOOD):
        path = sources / "01_sum.md"
        path.write_text(text, "utf-8")
        return path

    return write


def refused(capsys, *arguments):
    """What is said where nothing can be made."""
    assert 2 == make.main(arguments)
    return capsys.readouterr().err.strip()


def line_of(text, words):
    return 1 + next(n for n, line in enumerate(text.split("\n")) if line == words)


# a good source


@pytest.mark.parametrize(("language", "title"), [("en", "# A sum"), ("zh", "# 求和")])
def test_a_notebook_has_the_texts_of_its_language_and_all_code(language, title, source):
    notebook = make.in_language(make.read(source()), language)
    assert ["cell-000", "cell-001", "cell-002"] == [cell.id for cell in notebook.cells]
    assert [title, "import os"] == [cell.source for cell in notebook.cells[:2]]
    assert [{}, {}, {}] == [cell.metadata for cell in notebook.cells]


def test_both_languages_are_executed_and_a_second_time_alike(source, capsys):
    path = source()
    assert 0 == make.main([])
    made = sorted(make.NOTEBOOKS.glob("*.ipynb"))
    assert ["01_sum.ipynb", "01_sum_zh.ipynb"] == [notebook.name for notebook in made]
    assert ["en 2\n", "zh 2\n"] == [printed(notebook) for notebook in made]
    assert 2 == capsys.readouterr().err.count(": written (")
    before = [notebook.read_bytes() for notebook in made]
    assert 0 == make.main([path.stem])
    assert before == [notebook.read_bytes() for notebook in made]
    assert 2 == capsys.readouterr().err.count(": as it was (")


def printed(path):
    (output,) = nbformat.read(path, 4).cells[-1].outputs
    return output.text


def test_a_cell_that_fails_is_named_and_nothing_is_written(source, capsys):
    text = GOOD.replace("1 + 1", "1 / 0")
    source(text)
    assert 1 == make.main([])
    said = capsys.readouterr().err
    line = line_of(text, "```{code-cell}") + 4
    place = f"notebooks/source/01_sum.md:{line}"
    assert f"{place}: stopped in zh: ZeroDivisionError: division by zero; fix: " in said
    assert [] == list(make.NOTEBOOKS.glob("*.ipynb"))


def test_widgets_are_named_by_their_number():
    first, second = "f" * 32, "0a" * 16
    state = {
        first: {"state": {}},
        second: {"state": {"children": [f"IPY_MODEL_{first}"]}},
    }
    notebook = nbformat.v4.new_notebook(
        metadata={
            "widgets": {make.WIDGETS: {"state": state}},
            "language_info": {"name": "python", "version": "3.11.7"},
        }
    )
    settled = make.settled(notebook)
    zero, one = f"{0:032x}", f"{1:032x}"
    named = settled.metadata.widgets[make.WIDGETS]["state"]
    assert [zero, one] == list(named)
    assert [f"IPY_MODEL_{zero}"] == named[one]["state"]["children"]
    assert {"name": "python"} == settled.metadata.language_info
    assert settled == make.settled(settled)


# a bad one


def test_an_unknown_name_is_refused_with_those_that_there_are(source, capsys):
    source()
    expected = "02_none: there is no such notebook; fix: name one of 01_sum"
    assert expected == refused(capsys, "02_none")


#: what is replaced in the good source, by what, the line to be named, its sentence
BAD = {
    "no Chinese": (
        f"{CHINESE}\n\n# 求和\n",
        "",
        "# A sum",
        "this text has no Chinese; fix: put it right below",
    ),
    "an empty Chinese text": (
        "# 求和\n",
        "",
        "# A sum",
        "this text has no Chinese; fix: put it right below",
    ),
    "no English": (
        f"{ENGLISH}\n\n# A sum\n",
        "",
        "# 求和",
        "this text has no English; fix: put it right above",
    ),
    "English twice": (
        CHINESE,
        ENGLISH,
        "# A sum",
        "this text has no Chinese; fix: put it right below",
    ),
    "no language": (
        ENGLISH,
        "",
        "# A sum",
        f"this text has no language; fix: put {ENGLISH} or ",
    ),
    "another language": (
        ENGLISH,
        '+++ {"lang": "de"}',
        "# A sum",
        "this text has no language; fix: ",
    ),
    "code of one language": (
        "```{code-cell}\nimport",
        "```{code-cell}\n:lang: en\nimport",
        "```{code-cell}",
        "code has no language; fix: take lang out of the cell",
    ),
    "a cell that is not closed": (
        "os\n```",
        "os",
        "```{code-cell}",
        "this is no Python (invalid syntax); fix: mend it, or",
    ),
    "no kernel": (
        "kernelspec",
        "kernel",
        "---",
        "no kernelspec; fix: begin the file as",
    ),
}


@pytest.mark.parametrize("fault", BAD)
def test_a_bad_source_is_refused_with_file_line_and_mend(fault, source, capsys):
    replaced, by, line, sentence = BAD[fault]
    text = GOOD.replace(replaced, by, 1)
    source(text)
    place = f"notebooks/source/01_sum.md:{line_of(text, line)}"
    assert refused(capsys).startswith(f"{place}: {sentence}")


@pytest.mark.parametrize("mark", ["+++ {lang: en}", '+++ ["en"]'])
def test_a_mark_that_cannot_be_read_is_named_by_its_line(mark, source, capsys):
    text = GOOD.replace(ENGLISH, mark)
    source(text)
    said = refused(capsys)
    assert f"at line {line_of(text, mark)} " in said
    assert said.endswith("fix: write the line as the other sources do")


def test_every_fault_is_told_at_once(source, capsys):
    source(GOOD.replace(ENGLISH, "").replace("import os", "import"))
    assert 3 == len(refused(capsys).split("\n"))


# the words


def test_every_sentence_is_there_in_both_languages_with_the_same_places():
    for sentences in make.SAID.values():
        assert make.ENDINGS.keys() == sentences.keys()
        english = set(re.findall("{[^}]+}", sentences["en"]))
        assert english == set(re.findall("{[^}]+}", sentences["zh"]))


def test_it_speaks_chinese(source, capsys):
    source()
    said = refused(capsys, "02_none", "--lang", "zh")
    assert "02_none：没有这个笔记本；改法：写 01_sum 之一" == said
