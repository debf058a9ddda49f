"""The layers of the package and the arrows between them: picture and list.

`python -m docs.architecture` writes both into `docs/`, from the imports;
`tests/test_docs_made.py` fails while they are not up to date.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from html import escape
from pathlib import Path

DOCS = Path(__file__).resolve().parent
PACKAGE = DOCS.parent / "cscontract"
#: ground first; `tests/test_structure.py` refuses an import from a later one
LAYERS = (
    "core",
    "agreement",
    "records",
    "clauses",
    "verdict",
    "questions",
    "rounds",
    "views",
    "serve",
    "cli",
)
#: the list of layers stands in the text between these two
BEGIN = "<!-- layers: made by docs/architecture.py -->"
END = "<!-- end of the layers -->"

# measures of the picture, in pixels
HEIGHT = 44
GAP = 18
MARGIN = 12
NAMES = 600
COLUMN = 34
WIDTH = NAMES + COLUMN * len(LAYERS) + MARGIN

COLOURS = (
    "#5b7083",
    "#4477aa",
    "#66aacc",
    "#228833",
    "#999933",
    "#cc9933",
    "#cc6677",
    "#aa3377",
    "#882255",
    "#332288",
)


def imports() -> dict[str, set[str]]:
    """By layer the layers that its modules import from, wherever in a module."""
    return {layer: _imports_of(layer) - {layer} for layer in LAYERS}


def _imports_of(layer: str) -> set[str]:
    found: set[str] = set()
    for path in sorted((PACKAGE / layer).rglob("*.py")):
        found |= {name.split(".")[1] for name in _imported(path) if "." in name}
    return found & set(LAYERS)


def _imported(path: Path) -> Iterator[str]:
    """The modules of the package that a file imports."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{name.name}" for name in node.names]
        elif isinstance(node, ast.Import):
            names = [name.name for name in node.names]
        yield from (name for name in names if name.startswith("cscontract."))


def folders(layer: str) -> list[str]:
    """The folders of Python modules in a layer, by name."""
    found = [path.parent.name for path in (PACKAGE / layer).glob("*/__init__.py")]
    return sorted(found)


def purpose(layer: str) -> str:
    """What a layer says of itself: the first line of its docstring."""
    text = (PACKAGE / layer / "__init__.py").read_text("utf-8")
    return (ast.get_docstring(ast.parse(text)) or "").partition("\n")[0]


# the picture: a band a layer, the ground last; a line goes down from each layer
# behind the bands and comes forward, with a tip, where the layer imports


def picture() -> str:
    """The picture as SVG, the same text for the same imports."""
    height = 2 * MARGIN + len(LAYERS) * (HEIGHT + GAP) - GAP
    arrows = imports()
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}"'
        ' font-family="sans-serif" role="img">',
        "<title>The layers of cscontract: an arrow goes from a layer to each one"
        " below that it imports from</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        *(_line(layer, arrows[layer]) for layer in LAYERS if arrows[layer]),
        *map(_band, LAYERS),
    ]
    for layer in LAYERS:
        parts += [_dot(layer) if arrows[layer] else ""]
        parts += [_tip(layer, below) for below in LAYERS if below in arrows[layer]]
    return "\n".join([*filter(None, parts), "</svg>", ""])


def _top(layer: str) -> int:
    """The upper edge of a layer's band."""
    above = len(LAYERS) - 1 - LAYERS.index(layer)
    return MARGIN + above * (HEIGHT + GAP)


def _column(layer: str) -> int:
    """Where the line of a layer goes down: that of the ground is the leftmost."""
    return NAMES + COLUMN * LAYERS.index(layer)


def _colour(layer: str) -> str:
    return COLOURS[LAYERS.index(layer)]


def _line(layer: str, below: set[str]) -> str:
    lowest = min(below, key=LAYERS.index)
    start, end = _top(layer) + HEIGHT, _top(lowest)
    x = _column(layer)
    stroke = f'stroke="{_colour(layer)}" stroke-width="2.5"'
    return f'<line x1="{x}" y1="{start}" x2="{x}" y2="{end - 6}" {stroke}/>'


def _band(layer: str) -> str:
    y = _top(layer)
    colour = _colour(layer)
    inner = ", ".join(folders(layer))
    band = (
        f'<rect x="{MARGIN}" y="{y}" width="{WIDTH - 2 * MARGIN}" height="{HEIGHT}"'
        f' rx="5" fill="#f4f4f1" stroke="{colour}"/>'
    )
    style = 'font-size="16" font-weight="bold" fill="#222222"'
    name = _text(26, y + (20 if inner else 28), style, layer)
    within = _text(26, y + 36, 'font-size="11" fill="#444444"', inner)
    return "\n".join([band, name, within])


def _text(x: int, y: int, style: str, text: str) -> str:
    return f'<text x="{x}" y="{y}" {style}>{escape(text)}</text>'


def _dot(layer: str) -> str:
    y = _top(layer) + HEIGHT
    return f'<circle cx="{_column(layer)}" cy="{y}" r="5" fill="{_colour(layer)}"/>'


def _tip(layer: str, below: str) -> str:
    x = _column(layer)
    y = _top(below)
    corners = f"{x - 6},{y - 9} {x + 6},{y - 9} {x},{y + 2}"
    return f'<polygon points="{corners}" fill="{_colour(layer)}"/>'


# the list


def layers() -> str:
    """The layers as a table in Markdown, the uppermost first."""
    arrows = imports()
    rows = [_row(layer, arrows[layer]) for layer in reversed(LAYERS)]
    heads = ["| layer | what is in it | imports from |", "| --- | --- | --- |"]
    return "\n".join([*heads, *rows])


def _row(layer: str, below: set[str]) -> str:
    names = ", ".join(name for name in LAYERS if name in below)
    named = names or "nothing of the package"
    return f"| `cscontract/{layer}/` | {purpose(layer)} | {named} |"


def with_layers(text: str) -> str:
    """The text with the list of layers as it is now."""
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n{layers()}\n{END}{after}"


def made() -> dict[Path, str]:
    """By file what it has to be."""
    text = DOCS / "architecture.md"
    return {
        DOCS / "architecture.svg": picture(),
        text: with_layers(text.read_text("utf-8")),
    }


if __name__ == "__main__":
    for path, content in made().items():
        path.write_text(content, "utf-8", newline="\n")
