"""YAML as the agreement file needs it: plain values and the line of each key; no tags, no aliases."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode
from ruamel.yaml.reader import ReaderError

from cscontract.core.errors import BadInput, Fault, bad, legible, line_place, refusal, shown
from cscontract.core.files import read_bytes
from cscontract.core.language import Sentence, chinese, of_others
from cscontract.core.privacy import masked

MOST_BYTES = 256 * 1024
DEEPEST = 20
#: keys, values and brackets: an agreement has some hundred, with a calendar of ten years some more
MOST_PARTS = 20_000
LONGEST_NUMBER = 1_000
Lines = dict[str, int]
#: where in a sentence of the reader of YAML the sign stands that it came upon
SIGNS = (r"(?<=character ).+(?= that)", r"(?<= )'[^']*'$", r'(?<= )"[^"]*"$', r"\([^()]*\)$")


def read_yaml(data: bytes, name: str) -> tuple[Any, Lines]:
    """The document's value and the line of each dotted key. BadInput names the place of each fault.

    Plain scalars are whole numbers, ISO dates, true/false, null or else text; what looks like a
    number with a point stays a float, so that unquoted money is refused instead of rounded.
    """
    if len(data) > MOST_BYTES:
        fix = "check that this is the right file, or cut it down"
        found = Sentence("{count} bytes or more", count=f"{len(data):,}")
        expected = Sentence("at most {count} bytes", count=f"{MOST_BYTES:,}")
        raise bad(name, found, expected, fix)
    text = _text(data, name)
    try:
        _refuse_tricks(text, name)
        node = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        raise _malformed(error, name) from None
    except ReaderError as error:
        place = line_place(name, text.count("\n", 0, error.position) + 1)
        fix = "delete it and type the line again"
        raise bad(place, "a control character", "plain text", fix) from None
    lines: Lines = {}
    faults: list[Fault] = []
    value = _value(node, "", name, lines, faults)
    if faults:
        raise refusal(faults, name)
    return value, lines


def read_yaml_file(path: Path, expected: str, fix: str) -> tuple[Any, Lines]:
    """As `read_yaml`, of a file; `expected` and `fix` are told where it cannot be read."""
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
    mark, problem = error.problem_mark or error.context_mark, error.problem or ""
    if error.context_mark and ("end of stream" in problem or "stream end" in problem):
        mark, problem = error.context_mark, "a quote or bracket that is never closed"
    place = line_place(name, mark.line + 1, column=mark.column + 1) if mark else name
    if "'\\t'" in problem:
        return bad(place, "a tab", "spaces", "indent with spaces instead of tabs")
    fix = "check brackets, quotes, colons and indentation here and in the line above"
    return bad(place, _told(problem), "well-formed YAML", fix)


def _told(problem: str) -> str:
    """What the reader of YAML says is wrong; where that has no Chinese, in Chinese that the form is."""
    problem = masked(problem)
    for pattern in SIGNS:
        if match := re.search(pattern, problem):
            before, after = problem[: match.start()], problem[match.end() :]
            template = f"{_as_template(before)}{{sign}}{_as_template(after)}"
            if template in chinese():
                return Sentence(template, sign=match[0])
    return of_others(problem, "another fault of form")


def _as_template(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _refuse_tricks(text: str, name: str) -> None:
    """Refuse anchors, aliases, tags, depth, length and a second document before anything is built."""
    depth = documents = 0
    for number, event in enumerate(YAML(typ="safe", pure=True).parse(text)):
        if number > MOST_PARTS:
            fix = "check that this is the right file, or cut it down"
            expected = Sentence("at most {count} keys and values", count=f"{MOST_PARTS:,}")
            raise bad(name, None, expected, fix)
        place = line_place(name, event.start_mark.line + 1)
        documents += type(event).__name__ == "DocumentStartEvent"
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor:
            sign = "*" if isinstance(event, AliasEvent) else "&"
            fix = "write the value out, or quote it if it is text"
            raise bad(place, sign + anchor, "no anchors or aliases (& and *)", fix)
        if tag:
            tag = str(tag).replace("tag:yaml.org,2002:", "!!")
            raise bad(place, tag, "no tags (!)", "leave the tag out, or quote the value")
        if depth > DEEPEST:
            expected = Sentence("at most {count} levels", count=DEEPEST)
            raise bad(place, "brackets in brackets", expected, "close them")
        if documents > 1:
            raise bad(place, "---", "one document", "leave the second document out")


def _value(node: Node | None, key: str, name: str, lines: Lines, faults: list[Fault]) -> Any:
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
    found: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        at = key_node.start_mark.line + 1
        if not isinstance(key_node, ScalarNode):
            fix = "check brackets and colons"
            faults.append(Fault(line_place(name, at), "a list or mapping", "a plain key", fix))
            continue
        own = _plain(key_node)
        dotted = f"{key}.{own}".lstrip(".")
        if own in found:
            fix = "keep one of the two"
            if (first := lines[dotted]) != at:
                fix = Sentence("keep one of the two, here or in line {line}", line=first)
            place = line_place(name, at, legible(dotted))
            faults.append(Fault(place, shown(own), "each key once", fix))
        found[own] = _value(value_node, dotted, name, lines, faults)
        lines[dotted] = at
    return found


def _plain(node: ScalarNode) -> Any:
    """A quoted scalar is text; of plain ones only what looks it is a number, date, true, false or null."""
    text = node.value
    if node.style:
        return text
    if re.fullmatch(r"-?(0|[1-9][0-9]*)", text) and len(text) <= LONGEST_NUMBER:
        return int(text)
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return _date_or_text(text)
    if re.fullmatch(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+)", text):
        return float(text)
    if re.fullmatch(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", text):
        return float(text.replace(".", ""))
    return {"": None, "~": None, "null": None, "true": True, "false": False}.get(text, text)


def _date_or_text(text: str) -> date | str:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def yaml_text(value: dict[Any, Any], indent: str = "") -> str:
    """Plain values as YAML that `read_yaml` reads back: a key a line in their order, text in quotes.

    >>> print(yaml_text({"fee": {"monthly": "1500.00", "due": None}, "shops": [{"id": "jd"}]}), end="")
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
    """A plain value as YAML on one line: {id: "jd", platform: "JD"}."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {on_one_line(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(on_one_line, value)) + "]"
    if isinstance(value, str):
        return "".join(map(_escaped, json.dumps(value, ensure_ascii=False)))
    return (
        "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    )


def _escaped(sign: str) -> str:
    """A sign as it may stand between quotes; what cannot be seen by its number."""
    return sign if sign.isprintable() else escaped(sign)


def escaped(sign: str) -> str:
    """A sign by its number, as YAML reads it between quotes."""
    return f"\\u{ord(sign):04x}" if ord(sign) < 0x10000 else f"\\U{ord(sign):08x}"
