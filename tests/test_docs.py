"""The tutorial is run as it stands: its blocks are put at their paths in a copy of the
package, its commands run.
"""

import ast
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
TUTORIAL = ROOT / "docs" / "add-a-clause.md"


class Block(NamedTuple):
    """A block: its language, the file that it is of, what is done with it, its text."""

    language: str
    file: str
    what: str
    text: str


def blocks() -> list[Block]:
    pattern = r"^```(\w+)(?: (\S+))?(?: (\w+))?\n(.*?)^```$"
    found = re.findall(pattern, TUTORIAL.read_text("utf-8"), re.M | re.S)
    return [Block(*each) for each in found]


def put(folder: Path, block: Block) -> None:
    """A block at its path: written, appended, in place of the function of its name, or
    as a field.
    """
    path = folder / block.file
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text("utf-8") if path.exists() else ""
    text = {
        "": lambda: block.text,
        "append": lambda: before + block.text,
        "replace": lambda: with_function(before, block.text),
        "field": lambda: with_field(before, block.text),
    }[block.what]()
    path.write_text(text, "utf-8")


def put_clause(folder: Path) -> None:
    """The clause of the tutorial with an agreement that has it, as they are in
    the end.
    """
    for block in blocks():
        if block.file.startswith(("cscontract/clauses", "agreement")):
            put(folder, block)


def with_function(before: str, text: str) -> str:
    """A module with another function in place of the one of its name."""
    name = re.search(r"def (\w+)", text)[1]
    nodes = ast.walk(ast.parse(before))
    node = next(n for n in nodes if isinstance(n, ast.FunctionDef) and n.name == name)
    lines = before.splitlines(keepends=True)
    return "".join([*lines[: node.lineno - 1], text, *lines[node.end_lineno :]])


def with_field(before: str, text: str) -> str:
    """The module of records with a field more, the last one of its class."""
    node = next(
        n for n in ast.parse(before).body if getattr(n, "name", "") == "Recorded"
    )
    lines = before.splitlines(keepends=True)
    after = "".join([*lines[: node.end_lineno], text, *lines[node.end_lineno :]])
    first = "from cscontract.records.rows import ("
    assert first in after
    return after.replace(first, f"from cscontract.records import rows\n{first}")


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the package, with the sample's records, and records of one's own."""
    folder = tmp_path_factory.mktemp("tutorial")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "cscontract", folder / "cscontract", ignore=ignored)
    shutil.copytree(ROOT / "sample_data", folder / "sample_data")
    shutil.copytree(ROOT / "sample_data" / "records", folder / "records")
    return folder


def said(folder: Path, command: str) -> str:
    """What a command says, on whichever output."""
    assert command.startswith("$ cscontract ")
    given = shlex.split(command)[2:]
    done = subprocess.run(
        [sys.executable, "-m", "cscontract", *given],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        encoding="utf-8",
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout + done.stderr


def test_what_the_tutorial_says_is_so(copy):
    """Block by block, in its order; of what a command says the lines that are shown
    stand in it in turn.
    """
    commands = 0
    for block in blocks():
        if block.language != "console":
            put(copy, block)
            continue
        command, *lines = block.text.splitlines()
        heard = said(copy, command)
        for line in lines:
            assert line in heard, f"{command}\n{heard}"
            heard = heard[heard.index(line) :]
        commands += 1
    assert 4 == commands


@pytest.mark.parametrize(
    "command",
    [
        "risk --paths 20",
        "explain --month 2020-11",
        "price",
        "sweep --vary bonus.persons=2000:4000:500",
    ],
)
def test_the_clause_of_the_tutorial_goes_through_other_commands(copy, command):
    put_clause(copy)
    name, _, options = command.partition(" ")
    heard = said(
        copy, f"$ cscontract {name} agreement.yaml sample_data/records {options}"
    )
    assert heard.strip() and "fix:" not in heard


def test_the_code_of_the_tutorial_is_as_the_projects_own(copy):
    put_clause(copy)
    for command in ("format --check", "check"):
        folder = copy / "cscontract" / "clauses" / "bonus"
        given = [
            sys.executable,
            "-m",
            "ruff",
            *command.split(),
            "--config",
            ROOT / "pyproject.toml",
        ]
        done = subprocess.run([*given, folder], capture_output=True, encoding="utf-8")
        assert 0 == done.returncode, done.stdout
