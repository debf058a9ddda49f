"""Format, lint and types by pyproject.toml; what may only fall; what measures it."""

import doctest
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

import house

ROOT = Path(__file__).resolve().parent.parent
#: lines of more than 88 characters by folder: a number here may only get smaller
LONG_LINES = {
    ".": 5,
    "benchmarks": 21,
    "cscontract/agreement": 2,
    "cscontract/clauses": 18,
    "cscontract/cli": 13,
    "cscontract/core": 11,
    "cscontract/questions": 17,
    "cscontract/records": 24,
    "cscontract/rounds": 5,
    "cscontract/serve": 11,
    "cscontract/verdict": 15,
    "cscontract/views": 48,
    "sample_data": 41,
    "tests": 172,
}
#: places in the package by what they are: as above
AT_MOST = {
    "tuple assignments": 2,
    "nested comprehensions": 76,
    "left out of formatting": 0,
    "names defined twice": 59,
}


@pytest.mark.parametrize("command", ["ruff format --check .", "ruff check .", "mypy"])
def test_the_code_passes(command):
    done = subprocess.run(
        [sys.executable, "-m", *command.split()],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert 0 == done.returncode, done.stdout + done.stderr


def folder(path: Path) -> str:
    """The folder by which long lines are counted: a layer of the package, or a
    tool's.
    """
    parts = path.relative_to(ROOT).parts[:-1]
    return "/".join(parts[:2] if parts[:1] == ("cscontract",) else parts[:1]) or "."


def test_no_folder_has_more_long_lines_than_it_had():
    listed = subprocess.run(
        ["git", "ls-files", "*.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [ROOT / name for name in {*listed.stdout.splitlines()}]
    counts = Counter[str]()
    for path in filter(Path.is_file, paths):
        module = house.Module(path.name, path.read_text("utf-8"))
        counts[folder(path)] += house.long_lines(module)
    longer = {name: n for name, n in counts.items() if n > LONG_LINES.get(name, 0)}
    assert {} == longer


def test_no_more_of_what_makes_code_hard_to_read():
    every = house.modules(ROOT)
    places = {
        "tuple assignments": sum(map(house.tuple_assignments, every)),
        "nested comprehensions": sum(map(house.nested_comprehensions, every)),
        "left out of formatting": sum(map(house.unformatted, every)),
        "names defined twice": len(house.defined_twice(every)),
    }
    assert {} == {what: n for what, n in places.items() if n > AT_MOST[what]}


def test_the_examples_of_what_measures_run():
    assert 0 == doctest.testmod(house).failed
