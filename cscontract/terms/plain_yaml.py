"""YAML as the agreement file needs it: plain values and the line of each key; no tags, no aliases."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, NodeEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from cscontract.terms.faults import BadInput, Fault, bad, shown

MOST_BYTES = 256 * 1024
DEEPEST = 20
Lines = dict[str, int]


def read_yaml(data: bytes, name: str) -> tuple[Any, Lines]:
    """The document's value and the line of each dotted key. BadInput names the place of each fault.

    Plain scalars are whole numbers, ISO dates, true/false, null or else text; what looks like a
    number with a point stays a float, so that unquoted money is refused instead of rounded.
    """
    if len(data) > MOST_BYTES:
        raise bad(name, f"{len(data):,} bytes", f"at most {MOST_BYTES:,} bytes", "cut it down")
    try:
        text = data.decode("utf-8-sig")
        _refuse_tricks(text, name)
        node = YAML(typ="safe", pure=True).compose(text)
    except UnicodeDecodeError as error:
        raise bad(name, f"byte {error.start}", "UTF-8 text", "save the file as UTF-8") from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{name}, line {mark.line + 1}, column {mark.column + 1}" if mark else name
        raise bad(place, error.problem or "", "valid YAML", "mend this line") from None
    except YAMLError as error:
        place = str(error).splitlines()[-1].strip()
        raise bad(name, place, "plain text without control characters", "remove them") from None
    lines: Lines = {}
    faults: list[Fault] = []
    value = _value(node, "", name, lines, faults)
    if faults:
        raise BadInput(faults)
    return value, lines


def _refuse_tricks(text: str, name: str) -> None:
    """Refuse anchors, aliases, tags, depth and a second document before anything is built."""
    depth = documents = 0
    for event in YAML(typ="safe", pure=True).parse(text):
        place = f"{name}, line {event.start_mark.line + 1}"
        documents += type(event).__name__ == "DocumentStartEvent"
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise bad(place, f"&/*{event.anchor}", "no anchors or aliases", "write the value out")
        if isinstance(event, NodeEvent) and getattr(event, "tag", None):
            raise bad(place, str(event.tag), "no tags", "leave the tag out")
        if depth > DEEPEST:
            raise bad(place, None, f"at most {DEEPEST} levels", "check the brackets")
        if documents > 1:
            raise bad(place, "---", "one document", "leave the second document out")


def _value(node: Node | None, key: str, name: str, lines: Lines, faults: list[Fault]) -> Any:
    if node is None:
        return None
    lines[key] = node.start_mark.line + 1
    if isinstance(node, ScalarNode):
        return node.value if node.style else _scalar(node.value)
    if isinstance(node, MappingNode):
        return _mapping(node, key, name, lines, faults)
    return [
        _value(item, f"{key}.{number}", name, lines, faults)
        for number, item in enumerate(node.value)
    ]


def _mapping(node: MappingNode, key: str, name: str, lines: Lines, faults: list[Fault]) -> dict:
    found: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        at = key_node.start_mark.line + 1
        own = key_node.value if key_node.style else _scalar(str(key_node.value))
        dotted = f"{key}.{own}".lstrip(".")
        if own in found:
            fix = f"keep one of this line and line {lines[dotted]}"
            faults.append(Fault(f"{name}, line {at}, {dotted}", shown(own), "each key once", fix))
        found[own] = _value(value_node, dotted, name, lines, faults)
        lines[dotted] = at
    return found


def _scalar(text: str) -> Any:
    if re.fullmatch(r"-?(0|[1-9]\d*)", text):
        return int(text) if len(text) < 20 else float(text)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return _date_or_text(text)
    if re.fullmatch(r"[-+]?(\d+\.\d*|\.\d+|\d+(\.\d*)?[eE][-+]?\d+|\.(inf|nan|NaN|Inf))", text):
        return float(
            text.replace(".inf", "inf").replace(".Inf", "inf").lower().replace(".nan", "nan")
        )
    return {"": None, "~": None, "null": None, "true": True, "false": False}.get(text, text)


def _date_or_text(text: str) -> date | str:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text
