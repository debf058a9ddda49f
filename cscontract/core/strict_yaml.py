"""YAML as the agreement file needs it: plain values and the line of each key.

Tags and aliases are refused.
"""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
)
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode
from ruamel.yaml.reader import ReaderError

from cscontract.core.errors import (
    BadInput,
    Fault,
    bad,
    legible,
    line_place,
    refusal,
    shown,
)
from cscontract.core.files import read_bytes
from cscontract.core.language import Sentence, chinese, of_others
from cscontract.core.privacy import masked

MOST_BYTES = 256 * 1024
DEEPEST = 20
#: keys, values and brackets: an agreement has some hundred, with a calendar of ten
#: years some more
MOST_PARTS = 20_000
LONGEST_NUMBER = 1_000
Lines = dict[str, int]
#: where in a sentence of the reader of YAML the sign stands that it came upon
SIGNS = (
    r"(?<=character ).+(?= that)",
    r"(?<= )'[^']*'$",
    r'(?<= )"[^"]*"$',
    r"\([^()]*\)$",
)


def read_yaml(data: bytes, name: str) -> tuple[Any, Lines]:
    """The document's value and the line of each dotted key.

    BadInput names the place of each fault.

    Plain scalars are whole numbers, ISO dates, true/false, null or else text; what
    looks like a number with a point stays a float, so that unquoted money is refused
    instead of rounded.
    """
    if len(data) > MOST_BYTES:
        fix = "check that this is the right file, or cut it down"
        size = Sentence("{count} bytes or more", count=f"{len(data):,}")
        expected = Sentence("at most {count} bytes", count=f"{MOST_BYTES:,}")
        raise bad(name, size, expected, fix)
    lines: Lines = {}
    faults: list[Fault] = []
    value = _value(_composed(_text(data, name), name), "", name, lines, faults)
    if faults:
        raise refusal(faults, name)
    return value, lines


def _composed(text: str, name: str) -> Node | None:
    """The document as the reader of YAML takes it apart; None where it has nothing."""
    try:
        _refuse_tricks(text, name)
        node: Node | None = YAML(typ="safe", pure=True).compose(text)
        return node
    except MarkedYAMLError as error:
        raise _malformed(error, name) from None
    except ReaderError as error:
        place = line_place(name, text.count("\n", 0, error.position) + 1)
        fix = "delete it and type the line again"
        raise bad(place, "a control character", "plain text", fix) from None


def read_yaml_file(path: Path, expected: str, fix: str) -> tuple[Any, Lines]:
    """As `read_yaml`, of a file.

    `expected` and `fix` are told where it cannot be read.
    """
    try:
        data = read_bytes(path, MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        value = getattr(error, "strerror", None) or error
        raise bad(str(path), str(value), expected, fix) from None
    return read_yaml(data, path.name)


def _text(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = line_place(name, data.count(10, 0, error.start) + 1)
        value = Sentence("byte {value}", value=f"{data[error.start]:#04x}")
        raise bad(place, value, "text in UTF-8", "save the file as UTF-8") from None


def _malformed(error: MarkedYAMLError, name: str) -> BadInput:
    """What the reader stumbled over, in words."""
    mark = error.problem_mark or error.context_mark
    problem = error.problem or ""
    is_at_end = "end of stream" in problem or "stream end" in problem
    if error.context_mark and is_at_end:
        mark = error.context_mark
        problem = "a quote or bracket that is never closed"
    place = line_place(name, mark.line + 1, column=mark.column + 1) if mark else name
    if "'\\t'" in problem:
        return bad(place, "a tab", "spaces", "indent with spaces instead of tabs")
    fix = "check brackets, quotes, colons and indentation here and in the line above"
    return bad(place, _in_words(problem), "well-formed YAML", fix)


def _in_words(problem: str) -> str:
    """What the reader of YAML says is wrong.

    Where that has no Chinese, in Chinese that the form is.
    """
    problem = masked(problem)
    for pattern in SIGNS:
        if match := re.search(pattern, problem):
            before = _as_template(problem[: match.start()])
            after = _as_template(problem[match.end() :])
            template = f"{before}{{sign}}{after}"
            if template in chinese():
                return Sentence(template, sign=match[0])
    return of_others(problem, "another fault of form")


def _as_template(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _refuse_tricks(text: str, name: str) -> None:
    """Refuse anchors, tags, depth, length, a second document: before all is built."""
    depth = 0
    documents = 0
    for number, event in enumerate(YAML(typ="safe", pure=True).parse(text)):
        if number > MOST_PARTS:
            raise _too_many_parts(name)
        place = line_place(name, event.start_mark.line + 1)
        if isinstance(event, DocumentStartEvent):
            documents += 1
        elif isinstance(event, CollectionStartEvent):
            depth += 1
        elif isinstance(event, CollectionEndEvent):
            depth -= 1
        _refuse_marks(event, place)
        if depth > DEEPEST:
            expected = Sentence("at most {count} levels", count=DEEPEST)
            raise bad(place, "brackets in brackets", expected, "close them")
        if documents > 1:
            fix = "leave the second document out"
            raise bad(place, "---", "one document", fix)


def _too_many_parts(name: str) -> BadInput:
    expected = Sentence("at most {count} keys and values", count=f"{MOST_PARTS:,}")
    fix = "check that this is the right file, or cut it down"
    return bad(name, None, expected, fix)


def _refuse_marks(event: Event, place: str) -> None:
    """Refuse anchors, the aliases of them, and tags."""
    if anchor := getattr(event, "anchor", None):
        sign = "*" if isinstance(event, AliasEvent) else "&"
        fix = "write the value out, or quote it if it is text"
        raise bad(place, sign + anchor, "no anchors or aliases (& and *)", fix)
    if tag := getattr(event, "tag", None):
        short = str(tag).replace("tag:yaml.org,2002:", "!!")
        raise bad(place, short, "no tags (!)", "leave the tag out, or quote the value")


def _value(
    node: Node | None, key: str, name: str, lines: Lines, faults: list[Fault]
) -> Any:
    if node is None:
        return None
    lines[key] = node.start_mark.line + 1
    if isinstance(node, ScalarNode):
        return _plain(node)
    if isinstance(node, MappingNode):
        return _mapping(node, key, name, lines, faults)
    return [
        _value(item, f"{key}.{number}", name, lines, faults)
        for number, item in enumerate(node.value)
    ]


def _mapping(
    node: MappingNode, key: str, name: str, lines: Lines, faults: list[Fault]
) -> dict[str, Any]:
    pairs: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        at = key_node.start_mark.line + 1
        if not isinstance(key_node, ScalarNode):
            fix = "check brackets and colons"
            place = line_place(name, at)
            faults.append(Fault(place, "a list or mapping", "a plain key", fix))
            continue
        own = _plain(key_node)
        dotted = f"{key}.{own}".lstrip(".")
        if own in pairs:
            fix = "keep one of the two"
            if (first := lines[dotted]) != at:
                sentence = "keep one of the two, here or in line {line}"
                fix = Sentence(sentence, line=first)
            place = line_place(name, at, legible(dotted))
            faults.append(Fault(place, shown(own), "each key once", fix))
        pairs[own] = _value(value_node, dotted, name, lines, faults)
        lines[dotted] = at
    return pairs


#: plain scalars that are words of YAML
WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
DECIMAL = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+)")


def _plain(node: ScalarNode) -> Any:
    """A quoted scalar is text.

    Of plain ones only what looks it is a number, date, true, false or null.
    """
    text = node.value
    if node.style:
        return text
    if re.fullmatch(r"-?(0|[1-9][0-9]*)", text) and len(text) <= LONGEST_NUMBER:
        return int(text)
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return _date_or_text(text)
    if DECIMAL.fullmatch(text):
        return float(text)
    if re.fullmatch(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", text):
        return float(text.replace(".", ""))
    return WORDS.get(text, text)


def _date_or_text(text: str) -> date | str:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def yaml_text(value: dict[Any, Any], indent: str = "") -> str:
    """Plain values as YAML that `read_yaml` reads back, a key a line, text in quotes.

    >>> fee = {"monthly": "1500.00", "due": None}
    >>> print(yaml_text({"fee": fee, "shops": [{"id": "jd"}]}), end="")
    fee:
      monthly: "1500.00"
      due: null
    shops:
      - {id: "jd"}
    """
    lines = ""
    for key, inner in value.items():
        if inner and isinstance(inner, dict):
            lines += f"{indent}{key}:\n{yaml_text(inner, indent + '  ')}"
        elif inner and isinstance(inner, list | tuple) and isinstance(inner[0], dict):
            items = "".join(f"{indent}  - {on_one_line(item)}\n" for item in inner)
            lines += f"{indent}{key}:\n{items}"
        else:
            lines += f"{indent}{key}: {on_one_line(inner)}\n"
    return lines


def on_one_line(value: Any) -> str:
    """A plain value as YAML on one line.

    >>> print(on_one_line({"id": "jd", "open": [True, None]}))
    {id: "jd", open: [true, null]}
    """
    if isinstance(value, dict):
        pairs = (f"{key}: {on_one_line(inner)}" for key, inner in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(on_one_line, value)) + "]"
    if isinstance(value, str):
        return "".join(map(_escaped, json.dumps(value, ensure_ascii=False)))
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _escaped(sign: str) -> str:
    """A sign as it may stand between quotes; what cannot be seen by its number."""
    return sign if sign.isprintable() else escaped(sign)


def escaped(sign: str) -> str:
    """A sign by its number, as YAML reads it between quotes."""
    return f"\\u{ord(sign):04x}" if ord(sign) < 0x10000 else f"\\U{ord(sign):08x}"
