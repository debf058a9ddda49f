"""The pages of docs/ are as the program has it, and name what there is."""

import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from test_structure import FOLDERS

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = [*sorted(DOCS.glob("*.md")), *sorted(ROOT.glob("*.md"))]
#: named only as an example
OF_THE_TUTORIAL = ("cscontract/clauses/bonus",)


@pytest.mark.parametrize("script", ["architecture", "tables"])
def test_what_is_made_from_the_program_is_up_to_date(script):
    for path, content in runpy.run_path(str(DOCS / f"{script}.py"))["made"]().items():
        assert content == path.read_text("utf-8"), f"run: python -m docs.{script}"


def test_the_picture_has_the_layers_that_imports_keep_to():
    drawn = runpy.run_path(str(DOCS / "architecture.py"))
    folders = (path.parent.name for path in (ROOT / "cscontract").glob("*/__init__.py"))
    assert drawn["LAYERS"] == FOLDERS
    assert sorted(folders) == sorted(FOLDERS)
    assert all(map(drawn["purpose"], FOLDERS))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_that_a_page_names_is_there(page):
    text = page.read_text("utf-8")
    named = re.findall(r"`((?:cscontract|tests|docs|benchmarks)/[\w./]+)`", text)
    ours = [path for path in named if not path.startswith(OF_THE_TUTORIAL)]
    assert [] == [path for path in ours if not (ROOT / path).exists()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_to_a_committed_file(page):
    committed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    links = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    paths = [(page.parent / link).resolve().relative_to(ROOT) for link in links]
    assert [] == [path for path in paths if path.as_posix() not in committed]


def test_fragments_become_the_entry_of_a_version(tmp_path):
    for name in ("pyproject.toml", "CHANGELOG.md"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "changelog.d", tmp_path / "changelog.d")
    fragment = tmp_path / "changelog.d" / "7.clause.md"
    fragment.write_text("2.1: as it was paid.", "utf-8")
    build = ["build", "--keep", "--version", "9.9.9", "--date", "2030-01-01"]
    subprocess.run(
        [sys.executable, "-m", "towncrier", *build],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    before = (ROOT / "CHANGELOG.md").read_text("utf-8")
    after = (tmp_path / "CHANGELOG.md").read_text("utf-8")
    opening, entries = before.split("\n## ", 1)
    assert after.startswith(opening)
    assert after.endswith(f"\n## {entries}")
    assert "- 2.1: as it was paid. (#7)" in after
    assert re.findall(r"^## (\S+)", after, re.M)[0] == "9.9.9"
