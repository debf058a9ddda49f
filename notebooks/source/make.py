#!/usr/bin/env python3
"""Make the executed notebooks of both languages from their one source.

notebooks/source/NN_name.md    what is written by hand: MyST, read by jupytext
notebooks/NN_name.ipynb        made from it: English; NN_name_zh.ipynb: Chinese

python3 start.py notebooks               all of them, two at a time
python3 start.py notebooks 04_what_if    those that are named

A text says its language in the line above it, `+++ {"lang": "en"}`, and has its Chinese
right below, under `+++ {"lang": "zh"}`. A code cell is the same in both languages and
says none. Of an execution only what shows is kept: a second one changes nothing.
"""

import argparse
import ast
import json
import os
import re
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from copy import deepcopy
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import nbformat
from jupytext.myst import MystMetadataParsingError, myst_to_notebook
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

SOURCES = Path(__file__).resolve().parent
NOTEBOOKS = SOURCES.parent
#: language → how the name of its notebook ends
ENDINGS = {"en": "", "zh": "_zh"}
WIDGETS = "application/vnd.jupyter.widget-state+json"
COLOUR = re.compile(r"\x1b\[[\d;]*m")
#: notebooks that are executed at the same time
AT_ONCE = 2
#: seconds that a cell may take
PATIENCE = 600

#: what this file says, as start.py does: it is of the workshop, not of the package
SAID = {
    "unknown": {
        "en": "{name}: there is no such notebook; fix: name one of {known}",
        "zh": "{name}：没有这个笔记本；改法：写 {known} 之一",
    },
    "unread": {
        "en": "{place}: {error}; fix: write the line as the other sources do",
        "zh": "{place}：{error}；改法：照其他源文件的写法改这一行",
    },
    "no_kernel": {
        "en": "{place}: no kernelspec; fix: begin the file as the other sources begin",
        "zh": "{place}：没有 kernelspec；改法：照其他源文件的开头写",
    },
    "no_language": {
        "en": "{place}: this text has no language; fix: put {en} or {zh} above it",
        "zh": "{place}：这段文字未注明语言；改法：在其上加一行 {en} 或 {zh}",
    },
    "no_zh": {
        "en": "{place}: this text has no Chinese; fix: put it right below, under {zh}",
        "zh": "{place}：这段文字没有中文；改法：紧接其下，在 {zh} 之后写上",
    },
    "no_en": {
        "en": "{place}: this text has no English; fix: put it right above, under {en}",
        "zh": "{place}：这段文字没有英文；改法：紧接其上，在 {en} 之后写上",
    },
    "code_language": {
        "en": "{place}: code has no language; fix: take lang out of the cell",
        "zh": "{place}：代码不分语言；改法：删去单元中的 lang",
    },
    "no_python": {
        "en": "{place}: this is no Python ({error}); fix: mend it, or end it by ```",
        "zh": "{place}：这不是 Python（{error}）；改法：更正，或以 ``` 结束该单元",
    },
    "stopped": {
        "en": "{place}: stopped in {language}: {error}; fix: mend what the cell runs",
        "zh": "{place}：以 {language} 运行时中断：{error}；改法：更正该单元运行的内容",
    },
    "made": {
        "en": "  {number}/{count} {name}: {outcome} ({seconds:.0f} s)",
        "zh": "  {number}/{count} {name}：{outcome}（{seconds:.0f} 秒）",
    },
    "written": {"en": "written", "zh": "已写入"},
    "as_it_was": {"en": "as it was", "zh": "没有变化"},
    "not_made": {"en": "not written", "zh": "未写入"},
}
MARKS = {language: f'+++ {{"lang": "{language}"}}' for language in ENDINGS}


class Unfit(Exception):
    """Why notebooks cannot be made: a sentence a line, each with its place and mend."""


@dataclass(frozen=True)
class Source:
    """A source as it was read: its cells, those of both languages, and their lines."""

    path: Path
    metadata: NotebookNode
    cells: list[NotebookNode]
    lines: list[int]

    def place(self, line: int) -> str:
        """A line of the file, as editors and tests name it."""
        return f"notebooks/source/{self.path.name}:{line}"


# reading


def asked(names: Sequence[str]) -> list[Path]:
    """The sources of the notebooks that are named, by their stem; all where none is."""
    known = {path.stem: path for path in sorted(SOURCES.glob("*.md"))}
    unknown = [name for name in names if name not in known]
    if unknown:
        listed = ", ".join(known)
        sentences = [say("unknown", name=name, known=listed) for name in unknown]
        raise Unfit("\n".join(sentences))
    return [known[name] for name in names or known]


def read(path: Path) -> Source:
    """A source, its cells as they stand in it. Unfit where jupytext cannot read it."""
    text = path.read_text("utf-8")
    try:
        notebook = myst_to_notebook(text, add_source_map=True)
    except MystMetadataParsingError as error:
        place = f"notebooks/source/{path.name}"
        raise Unfit(say("unread", place=place, error=error)) from None
    starts = notebook.metadata.pop("source_map")
    written = text.splitlines()
    lines = [
        start if cell.cell_type == "code" else first_line(written, start)
        for cell, start in zip(notebook.cells, starts, strict=True)
    ]
    return Source(path, notebook.metadata, notebook.cells, lines)


def first_line(written: Sequence[str], start: int) -> int:
    """The number of the first line with words, behind the first `start` lines."""
    numbers = range(start, len(written))
    return 1 + next(number for number in numbers if written[number].strip())


def faults(source: Source) -> Iterator[str]:
    """What is wrong with a source, a sentence each."""
    if "kernelspec" not in source.metadata:
        yield say("no_kernel", place=source.place(1))
    languages = [cell.metadata.get("lang") for cell in source.cells]
    above = [None, *languages]
    below = [*languages[1:], None]
    for number, cell in enumerate(source.cells):
        place = source.place(source.lines[number])
        if cell.cell_type == "code":
            yield from faults_of_code(cell, place)
        elif languages[number] not in ENDINGS:
            yield say("no_language", place=place, **MARKS)
        elif languages[number] == "en" and below[number] != "zh":
            yield say("no_zh", place=place, **MARKS)
        elif languages[number] == "zh" and above[number] != "en":
            yield say("no_en", place=place, **MARKS)


def faults_of_code(cell: NotebookNode, place: str) -> Iterator[str]:
    """What is wrong with a code cell."""
    if "lang" in cell.metadata:
        yield say("code_language", place=place)
    try:
        ast.parse(cell.source)
    except SyntaxError as error:
        yield say("no_python", place=place, error=error.msg)


def all_fit(paths: Sequence[Path]) -> list[Source]:
    """The sources; Unfit with every fault of all of them."""
    sources: list[Source] = []
    sentences: list[str] = []
    for path in paths:
        try:
            source = read(path)
        except Unfit as error:
            sentences.append(str(error))
        else:
            sources.append(source)
            sentences += faults(source)
    if sentences:
        raise Unfit("\n".join(sentences))
    return sources


# making


def in_language(source: Source, language: str) -> NotebookNode:
    """The notebook of a language, not executed: code, and the texts of the language.

    A cell is named by its place: the twins' cells have the same names.
    """
    cells = [deepcopy(source.cells[number]) for number in of(source, language)]
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number:03d}"
        cell.metadata.pop("lang", None)
    metadata = {"kernelspec": dict(source.metadata["kernelspec"])}
    return nbformat.v4.new_notebook(cells=cells, metadata=metadata)


def of(source: Source, language: str) -> list[int]:
    """Which of a source's cells are in the notebook of a language."""
    return [
        number
        for number, cell in enumerate(source.cells)
        if cell.metadata.get("lang", language) == language
    ]


def target(source: Source, language: str) -> Path:
    """Where the notebook of a language stands."""
    return NOTEBOOKS / f"{source.path.stem}{ENDINGS[language]}.ipynb"


def execute(source: Source, language: str) -> NotebookNode:
    """The notebook of a language with its outputs. Unfit where a cell fails."""
    notebook = in_language(source, language)
    client = NotebookClient(
        notebook,
        kernel_name=source.metadata["kernelspec"]["name"],
        resources={"metadata": {"path": str(NOTEBOOKS)}},
        timeout=PATIENCE,
        # the kernels talk on this machine alone: no warning of an open line
        extra_arguments=["--log-level=ERROR"],
        # when a cell ran is another every time
        record_timing=False,
        # so is into how many pieces a stream of text falls
        coalesce_streams=True,
    )
    try:
        client.execute(env={**os.environ, "CSCONTRACT_LANG": language})
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        executed = client.code_cells_executed
        raise Unfit(stopped(source, language, executed, error)) from None
    return notebook


def stopped(source: Source, language: str, executed: int, error: Exception) -> str:
    """Which cell an execution came to, and why no further."""
    kept = of(source, language)
    code = [number for number in kept if source.cells[number].cell_type == "code"]
    line = source.lines[code[min(executed, len(code) - 1)]]
    # of a traceback the last line says what it is; its colours are for terminals
    reason = COLOUR.sub("", str(error)).strip().splitlines()[-1]
    place = source.place(line)
    return say("stopped", place=place, language=language, error=reason)


def settled(notebook: NotebookNode) -> NotebookNode:
    """A notebook without what is another at every execution.

    The names of widgets are numbers in the order in which they were made; the version
    of the Python that ran it goes.
    """
    notebook = deepcopy(notebook)
    notebook.metadata.get("language_info", {}).pop("version", None)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    state = notebook.metadata.get("widgets", {}).get(WIDGETS, {}).get("state", {})
    if not state:
        return notebook
    names = {name: f"{number:032x}" for number, name in enumerate(state)}
    pattern = re.compile("|".join(names))
    text = pattern.sub(lambda match: names[match[0]], json.dumps(notebook))
    return nbformat.reads(text, as_version=4)


def as_text(notebook: NotebookNode) -> str:
    """A notebook as its file has it."""
    return nbformat.writes(notebook, version=4) + "\n"


def make(source: Source, language: str) -> str:
    """Execute a notebook and write it where it changed; what became of it, in words."""
    text = as_text(settled(execute(source, language)))
    path = target(source, language)
    if path.exists() and path.read_text("utf-8") == text:
        return say("as_it_was")
    path.write_text(text, "utf-8", newline="\n")
    return say("written")


def make_all(sources: Sequence[Source]) -> list[str]:
    """Make the notebooks of these sources, telling how far it is; the failures."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        jobs = {
            pool.submit(make, source, language): target(source, language).stem
            for source, language in product(sources, ENDINGS)
        }
        try:
            return outcomes(jobs)
        finally:
            # where it is interrupted, those that wait do not begin
            pool.shutdown(wait=False, cancel_futures=True)


def outcomes(jobs: Mapping[Future[str], str]) -> list[str]:
    """Tell what becomes of the notebooks, each when it is done; the failures."""
    begun = time.monotonic()
    failures: list[str] = []
    for number, job in enumerate(as_completed(jobs), 1):
        done = {"number": number, "count": len(jobs), "name": jobs[job]}
        seconds = time.monotonic() - begun
        tell(say("made", outcome=outcome(job, failures), seconds=seconds, **done))
    return failures


def outcome(job: Future[str], failures: list[str]) -> str:
    """What became of a notebook, in words; why it failed is added to the failures."""
    try:
        return job.result()
    except Unfit as error:
        failures.append(str(error))
        return say("not_made")


# saying


def say(key: str, **values: object) -> str:
    """A sentence of SAID in the language of the environment, its places filled."""
    chinese = os.environ.get("CSCONTRACT_LANG", "").lower().startswith("zh")
    return SAID[key]["zh" if chinese else "en"].format(**values)


def tell(text: str) -> None:
    """A line on standard error, at once."""
    print(text, file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Make what is asked for; 2 where a source is unfit, 1 where a cell failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NN_name", help="default: all")
    parser.add_argument("--lang", choices=ENDINGS, help="language of what is told")
    options = parser.parse_args(arguments)
    if options.lang:
        os.environ["CSCONTRACT_LANG"] = options.lang
    try:
        failures = make_all(all_fit(asked(options.names)))
    except Unfit as error:
        tell(str(error))
        return 2
    except KeyboardInterrupt:
        return 130
    for sentence in failures:
        tell(sentence)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
