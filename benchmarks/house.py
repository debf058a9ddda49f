"""How the code is built: the figures of a tree of Python files, beside those of others.

    .venv/bin/python benchmarks/house.py
    .venv/bin/python benchmarks/house.py --tree . --tree ../before --tree PATH/TO/click
    .venv/bin/python benchmarks/house.py --strict --set-up --wheel

Prints a Markdown table, a column a tree. A tree is a package, or a repository whose
packages are measured without its tests, benchmarks and notebooks. Nothing here passes
or fails; `tests/test_style.py` holds some of the figures where they are.
"""

from __future__ import annotations

import argparse
import ast
import io
import re
import shutil
import subprocess
import sys
import tempfile
import tokenize
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: folders of a repository that are no part of what a user installs
BESIDE = {"tests", "test", "testing", "benchmarks", "docs", "notebooks", "examples"}
#: the longest line that one may write
COLUMNS = 88
#: so many lines of code in a row that stand in two places are a copy
COPIED = 8
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
DEFINITIONS = (ast.ClassDef, *FUNCTIONS)
DOCUMENTED = (ast.Module, *DEFINITIONS)


@dataclass(frozen=True)
class Module:
    """A Python file: its name from the tree, and its text."""

    name: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """What it says, parsed."""
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node of it."""
        return list(ast.walk(self.tree))

    @property
    def lines(self) -> list[str]:
        """Its lines, blank ones too."""
        return self.text.splitlines()

    @property
    def written(self) -> list[str]:
        """Its lines that are not blank."""
        return [line for line in self.lines if line.strip()]


def modules(tree: Path) -> list[Module]:
    """The modules of a package, or of a repository's packages, in order; no tests."""
    paths = sorted(path for root in packages(tree) for path in root.rglob("*.py"))
    names = [path.relative_to(tree) for path in paths]
    own = [name for name in names if not BESIDE & set(name.parts)]
    return [Module(str(name), (tree / name).read_text("utf-8")) for name in own]


def packages(tree: Path) -> list[Path]:
    """Where the packages of a tree begin. ValueError where there is none."""
    if (tree / "__init__.py").is_file():
        return [tree]
    beginnings = [*tree.glob("*/__init__.py"), *tree.glob("src/*/__init__.py")]
    roots = [path.parent for path in beginnings if path.parent.name not in BESIDE]
    if not roots:
        raise ValueError(f"{tree}: no package there")
    return roots


# figures of one module


def functions(module: Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The functions and methods, those within others too."""
    return [node for node in module.nodes if isinstance(node, FUNCTIONS)]


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How many lines a body has, its docstring not counted.

    >>> text = 'def f():\\n    "What it does."\\n    a = 1\\n    return a'
    >>> body_lines(ast.parse(text).body[0])
    2
    """
    documented = ast.get_docstring(function, clean=False) is not None
    body = function.body[1:] if documented else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


def tuple_assignments(module: Module) -> int:
    """How often several values are written out for several names: `a, b = 1, 2`."""
    assigned = [node for node in module.nodes if isinstance(node, ast.Assign)]
    return sum(_is_pair(node.targets[0], node.value) for node in assigned)


def _is_pair(target: ast.expr, value: ast.expr) -> bool:
    return isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple)


def nested_comprehensions(module: Module) -> int:
    """How many comprehensions stand within another."""
    every = [node for node in module.nodes if isinstance(node, COMPREHENSIONS)]
    return len({inner for outer in every for inner in _inside(outer)})


def _inside(outer: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(outer):
        if node is not outer and isinstance(node, COMPREHENSIONS):
            yield node


def docstring_lines(module: Module) -> int:
    """Lines of the docstrings of the module, its classes and its functions."""
    documented = [node for node in module.nodes if isinstance(node, DOCUMENTED)]
    texts = [ast.get_docstring(node, clean=False) for node in documented]
    return sum(text.count("\n") + 1 for text in texts if text is not None)


def comment_lines(module: Module) -> int:
    """Lines with a comment, be it after code."""
    tokens = tokenize.generate_tokens(io.StringIO(module.text).readline)
    return sum(token.type == tokenize.COMMENT for token in tokens)


def long_lines(module: Module) -> int:
    """Lines of more than 88 characters."""
    return sum(len(line) > COLUMNS for line in module.lines)


def unformatted(module: Module) -> int:
    """Places that the formatter must leave alone."""
    return len(re.findall(r"# fmt: (?:skip|off)", module.text))


def public_names(module: Module) -> set[str]:
    """Public classes and functions that it defines, methods left out."""
    defined = [node for node in module.tree.body if isinstance(node, DEFINITIONS)]
    return {node.name for node in defined if not node.name.startswith("_")}


def runs_of_code(module: Module) -> set[tuple[str, ...]]:
    """Every eight lines of code in a row, without margins; imports left out."""
    code = [line.strip() for line in module.written]
    code = [line for line in code if not line.startswith(("#", "import ", "from "))]
    return {tuple(code[at : at + COPIED]) for at in range(len(code) - COPIED + 1)}


# figures of a tree


def defined_twice(every: Iterable[Module]) -> dict[str, list[str]]:
    """By public class or function the modules that define it, where several do.

    Files of one name in folders beside each other are one place: each of them answers
    the same question for what its folder is about.
    """
    places: dict[str, set[str]] = {}
    for module in every:
        for name in public_names(module):
            places.setdefault(name, set()).add(_place(Path(module.name)))
    several = sorted(name for name, where in places.items() if len(where) > 1)
    return {name: sorted(places[name]) for name in several}


def _place(path: Path) -> str:
    """A module's path with any folder for the last one: clauses/*/explain.py."""
    if len(path.parts) <= 2:
        return str(path)
    return str(path.parent.with_name("*") / path.name)


def copies(every: Iterable[Module]) -> int:
    """How many runs of eight lines of code stand in more than one module."""
    seen = Counter(run for module in every for run in runs_of_code(module))
    return sum(count > 1 for count in seen.values())


def quantile(values: list[int], part: float) -> int:
    """The value that this part of the values keeps to; 0 of none.

    >>> quantile([1, 2, 3, 4, 50], 0.5)
    3
    """
    return sorted(values)[round(part * (len(values) - 1))] if values else 0


def figures(tree: Path) -> dict[str, str]:
    """The figures of a tree by what they are called, as the table prints them."""
    every = modules(tree)
    lines = sum(len(module.lines) for module in every)
    written = [line for module in every for line in module.written]
    bodies = [body_lines(body) for module in every for body in functions(module)]

    def per(unit: int, count: Callable[[Module], int]) -> str:
        return f"{unit * sum(map(count, every)) / lines:.1f}"

    def all_of(count: Callable[[Module], int]) -> str:
        return f"{sum(map(count, every)):,}"

    return {
        "modules": f"{len(every):,}",
        "lines": f"{lines:,}",
        "functions": f"{len(bodies):,}",
        "lines of a body, p50": str(quantile(bodies, 0.5)),
        "lines of a body, p95": str(quantile(bodies, 0.95)),
        "lines of a body, most": str(max(bodies, default=0)),
        "characters a line, mean": f"{sum(map(len, written)) / len(written):.1f}",
        f"lines > {COLUMNS} characters": all_of(long_lines),
        "tuple assignments per 1,000 lines": per(1_000, tuple_assignments),
        "nested comprehensions per 1,000 lines": per(1_000, nested_comprehensions),
        "docstring lines per 100": per(100, docstring_lines),
        "comment lines per 100": per(100, comment_lines),
        "left out of formatting": all_of(unformatted),
        "names defined twice": str(len(defined_twice(every))),
        f"runs of {COPIED} lines in two modules": str(copies(every)),
    }


# what takes longer, or needs more than the files


def strict_errors(tree: Path) -> dict[str, str]:
    """What `mypy --strict` finds in a copy, by the tree's settings if it has some."""
    settings = ["--strict", "--ignore-missing-imports", "--cache-dir=.cache"]
    if (tree / "pyproject.toml").is_file():
        settings.append(f"--config-file={tree / 'pyproject.toml'}")
    with tempfile.TemporaryDirectory() as folder:
        for root in packages(tree):
            shutil.copytree(root, Path(folder, root.name))
        names = (f"--package={root.name}" for root in packages(tree))
        command = [sys.executable, "-m", "mypy", *settings, *names]
        done = subprocess.run(command, capture_output=True, text=True, cwd=folder)
    return {"strict errors": _count_of_errors(done.stdout)}


def _count_of_errors(text: str) -> str:
    r"""What mypy's last line says; “–” where it could not look at everything.

    >>> _count_of_errors("Found 3 errors in 2 files (checked 9 source files)\n")
    '3'
    """
    counted = re.search(r"^Found (\d+) errors? in .*\(checked", text, re.M)
    if counted:
        return counted[1]
    return "0" if text.startswith("Success") else "–"


def set_up(tree: Path) -> dict[str, str]:
    """A user's packages, and their size as they are installed here."""
    pins = tree / "requirements.txt"
    if not pins.is_file():
        return {"packages of a user's set-up": "–", "megabytes of them": "–"}
    names = re.findall(r"^([A-Za-z0-9._-]+)==", pins.read_text("utf-8"), re.M)
    missing = [name for name in names if not _size(name)]
    megabytes = f"{sum(map(_size, names)) / 1e6:,.0f}"
    note = f" (without {len(missing)} that are not installed)" if missing else ""
    return {
        "packages of a user's set-up": str(len(names)),
        "megabytes of them": megabytes + note,
    }


def _size(name: str) -> int:
    """Bytes of a package's files; 0 where it is not installed."""
    try:
        parts = metadata.files(name) or []
    except metadata.PackageNotFoundError:
        return 0
    paths = [Path(str(part.locate())) for part in parts]
    return sum(path.stat().st_size for path in paths if path.is_file())


def wheel(tree: Path) -> dict[str, str]:
    """The size of the wheel that a copy of the tree makes."""
    if not (tree / "pyproject.toml").is_file():
        return {"kilobytes of the wheel": "–"}
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "tree")
        without = shutil.ignore_patterns(".*", "notebooks", "tests", "*.egg-info")
        shutil.copytree(tree, copy, ignore=without)
        command = ["pip", "wheel", "--quiet", "--no-deps", "."]
        if shutil.which("uv"):
            command = ["uv", "build", "--quiet", "--wheel", "--out-dir", "."]
        subprocess.run(command, cwd=copy, check=True)
        (made,) = copy.glob("*.whl")
        return {"kilobytes of the wheel": f"{made.stat().st_size / 1_000:,.0f}"}


# the table


def table(columns: dict[str, dict[str, str]]) -> str:
    """Figures as Markdown, a column a tree.

    >>> print(table({"a": {"lines": "3"}, "b": {"lines": "4"}}))
    |  | a | b |
    | --- | ---: | ---: |
    | lines | 3 | 4 |
    """
    rows = [["", *columns], ["---", *("---:" for _ in columns)]]
    for name in next(iter(columns.values())):
        rows.append([name, *(column[name] for column in columns.values())])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    tree = "a package or a repository, any number of times"
    parser.add_argument("--tree", action="append", type=Path, help=tree)
    flags = {
        "--strict": "count what mypy --strict finds",
        "--set-up": "count a user's packages and their size",
        "--wheel": "make a wheel and weigh it",
        "--twice": "list the names defined twice",
    }
    for flag, meaning in flags.items():
        parser.add_argument(flag, action="store_true", help=meaning)
    return parser.parse_args()


def main() -> None:
    """Print the table of the trees that are asked for; this one where none is."""
    asked = arguments()
    further = {strict_errors: asked.strict, set_up: asked.set_up, wheel: asked.wheel}
    columns = {}
    for tree in (path.resolve() for path in asked.tree or [ROOT]):
        columns[tree.name] = figures(tree)
        for measured in (measure for measure, wanted in further.items() if wanted):
            columns[tree.name] |= measured(tree)
        if asked.twice:
            for name, where in defined_twice(modules(tree)).items():
                print(f"{tree.name}: {name}: {', '.join(where)}", file=sys.stderr)
    print(table(columns))


if __name__ == "__main__":
    main()
