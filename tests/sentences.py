"""What the package can say to a user, found in its source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "cscontract"

#: two English words with a blank between: a text that is read, not a name
WORDS = re.compile(r"[A-Za-z]{2,}[,;:.)”’]* [(“‘]?[A-Za-z]{2,}")
WORD = re.compile(r"[A-Za-z]{2,}")
#: calls whose texts are read, and from which argument on (before it stand places and
#: names)
SPEAKERS = {
    "Fault": 1,
    "bad": 1,
    "Unreadable": 0,
    "At": 2,
    "fault": 0,
    "Sentence": 0,
    "say": 0,
    "wrong": 0,
    "print": 0,
    "ArgumentTypeError": 0,
    "of_others": 1,
}
SPOKEN_KEYWORDS = {"help", "description", "epilog", "expected", "fix"}
#: names of variables that hold a part of a fault or a sentence
SPOKEN_NAMES = {"expected", "fix", "note", "sentence", "further", "which", "help"}
#: errors of the program itself, which no user reads
OWN_ERRORS = {
    "AttributeError",
    "AssertionError",
    "KeyError",
    "LookupError",
    "NotImplementedError",
    "OSError",
    "RuntimeError",
    "TypeError",
    "ValueError",
}


#: texts that nobody reads, or that are the same in every language
PLAIN = {
    "HTML": r"\s*<[!/a-z].*|.*</[a-z]+>",
    "SQL": r"(CREATE|SELECT|INSERT|PRAGMA|BEGIN|SET) .*|(WHERE )?[\w, =?+>]*\?[\w =?<>?]*(AND .*)?",
    "columns of a table": r"hash, parent, .*|[a-z]+( [a-z]+_[a-z]+| [a-z]+)* problem_recorded",
    "style sheets": r"\n[.:a-z*].*\{.*\}.*",
    "a policy of what a page loads": r"default-src .*",
    "selectors and lists of HTML's tags": r"(tbody|a abbr|head iframe|alt class) .*",
    "places in a picture": r"(upper|lower) (left|right)|axes fraction|offset points",
    "names of fonts and styles": r"DejaVu Sans|Times New Roman|List Bullet|Table Grid",
    "names of languages": r"en|zh",
    "layout": r"repeat\(.*|yyyy-mm-dd hh:mm:ss",
    "metadata of a wheel": r"(Metadata|Wheel)-Version: .*",
    "a command to be run": r"(cscontract|jupyter) .*|rounds save",
    "patterns": r".*(\\w|\(\?<=|\\\{).*",
    "beginnings of another program's words": r"npm error |end of stream|stream end",
    "names of packages with their version": r"pyodide \{\}",
    "beginnings of Python's own words": r"end of data",
    "names that a record may use": r"wechat pay|bank transfer",
    "a clause as a file has it": r"\{kind: .*\}",
    "lines of YAML": r"(constant|parties): .*",
    "units that findings are looked up by": r"seats needed",
    "classes of HTML and layout": r"kind \{\}|row wrap-reverse",
    "what tells two duties of a calendar apart": r"(base|other) \{\}",
    "a remark in an agreement file": r"# \{\}, round \{\}, \{\}",
}


class Said(NamedTuple):
    """A text in the source.

    `made` where it is put together from parts (an f-string).
    """

    line: int
    text: str
    made: bool


@dataclass
class Finder(ast.NodeVisitor):
    """The texts of a module that a user may read."""

    found: list[Said]

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # a docstring, or a remark
            self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        if node.name != "__repr__":
            self.generic_visit(node)

    def visit_Raise(self, node: ast.Raise) -> None:
        name = getattr(getattr(node.exc, "func", None), "id", "")
        if name not in OWN_ERRORS:
            self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        first = SPEAKERS.get(called(node))
        if first is not None:
            for each in node.args[first:]:
                self._spoken(each)
        for keyword in node.keywords:
            if keyword.arg in SPOKEN_KEYWORDS:
                self._spoken(keyword.value)
        self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            for name, value in paired(target, node.value):
                if name in SPOKEN_NAMES:
                    self._spoken(value)
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str) and WORDS.search(node.value):
            self.found.append(Said(node.lineno, node.value, False))

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        text = template(node)
        if WORDS.search(re.sub(r"\{[^}]*\}", "{}", text)) or BESIDE.search(text):
            self.found.append(Said(node.lineno, text, True))
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                self.visit(part.value)

    def _spoken(self, node: ast.expr) -> None:
        """A text in a place where it is read: a single word counts as well."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if WORD.search(node.value):
                self.found.append(Said(node.lineno, node.value, False))
        elif isinstance(node, ast.JoinedStr):
            text = template(node)
            if WORD.search(re.sub(r"\{[^}]*\}", "", text)):
                self.found.append(Said(node.lineno, text, True))
        else:
            for part in spoken_parts(node):
                self._spoken(part)


def spoken_parts(node: ast.expr) -> list[ast.expr]:
    """What is read of an expression that is made of others; nothing of a call."""
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    if isinstance(node, ast.Tuple | ast.List | ast.BinOp | ast.BoolOp):
        parts = ast.iter_child_nodes(node)
        return [part for part in parts if isinstance(part, ast.expr)]
    return []


#: an f-string in which a word stands beside a value
BESIDE = re.compile(r"(^|[ (“])[a-z]{2,} \{\}|\{\} [a-z]{2,}([ ,.;:)”]|$)")


def paired(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """The names that are given values, one by one where several are at once."""
    targets, values = getattr(target, "elts", [target]), getattr(value, "elts", [value])
    if len(targets) == len(values):
        for one, other in zip(targets, values, strict=True):
            yield getattr(one, "id", ""), other


def called(node: ast.Call) -> str:
    return getattr(node.func, "id", "") or getattr(node.func, "attr", "")


def template(node: ast.JoinedStr) -> str:
    """An f-string with {} for each value."""
    return "".join(
        part.value if isinstance(part, ast.Constant) else "{}" for part in node.values
    )


def said_in(source: str) -> list[Said]:
    """The texts of a module's source that a user may read."""
    finder = Finder([])
    finder.visit(ast.parse(source))
    return list(dict.fromkeys(finder.found))


def constants(source: str) -> Iterator[str]:
    """Every text of a module's source."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def is_plain(text: str) -> bool:
    return any(re.fullmatch(pattern, text, re.S) for pattern in PLAIN.values())
