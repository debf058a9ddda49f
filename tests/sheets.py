"""Workbooks for tests as other programs write them: XML by hand, cell by cell."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

USUAL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
HEADER = ["date", "shop", "id", "asked", "received", "inquiring"]


def inline(place: str, text: str) -> str:
    """A cell that holds its own text."""
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def number(place: str, value: object, style: int = 0) -> str:
    return f'<c r="{place}" s="{style}"><v>{value}</v></c>'


def row(at: int, *cells: str, more: str = "") -> str:
    return f'<row r="{at}"{more}>{"".join(cells)}</row>'


def header(names: list[str] = HEADER) -> str:
    return row(
        1,
        *(
            inline(f"{letter}1", name)
            for letter, name in zip("ABCDEFGHIJK", names, strict=False)
        ),
    )


def reception(
    at: int, day: str, account: str | None = None, more: str = "", asked: int = 3
) -> str:
    """A row of receptions; `account`: the whole cell of the ID, in column C."""
    texts = [
        inline(f"A{at}", day),
        inline(f"B{at}", "jd"),
        account or inline(f"C{at}", "a"),
    ]
    counts = [
        number(f"{letter}{at}", count)
        for letter, count in zip("DEF", (asked, 2, 1), strict=False)
    ]
    return row(at, *texts, *counts, more=more)


def styles(*codes: str, odd: str = "") -> str:
    """A style for each number format, the first of them General; `odd`: what stands
    before them.
    """
    formats = "".join(
        f'<numFmt numFmtId="{n}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>'
        for n, code in enumerate(codes, 170)
    )
    used = "".join(f'<xf numFmtId="{n}"/>' for n in range(170, 170 + len(codes)))
    return (
        f'<numFmts>{formats}</numFmts>{odd}<cellXfs><xf numFmtId="0"/>{used}</cellXfs>'
    )


def workbook(
    path: Path,
    sheets: dict[str, str],
    *,
    states: dict[str, str] | None = None,
    styled: str = "",
    strings: str = "",
    space: str = USUAL,
    book: str = "",
    prefix: str = "",
) -> Path:
    """A workbook of sheets by name: each the XML of its rows. `states`: hidden or
    veryHidden.
    """
    office = OFFICE if space == USUAL else STRICT_OFFICE
    declared = f'xmlns="{space}"'
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" state="{(states or {}).get(name, "visible")}" r:id="s{n}"/>'
        for n, name in enumerate(sheets, 1)
    )
    links = "".join(
        f'<Relationship Id="s{n}" Type="{office}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    links += "".join(
        f'<Relationship Id="{part}" Type="{office}/{part}" Target="/xl/{part}.xml"/>'
        for part in ("styles", "sharedStrings")
    )
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{LINKS}"><Relationship Id="b" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {declared} xmlns:r="{office}">{book}<sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{LINKS}">{links}</Relationships>',
        "xl/styles.xml": f"<styleSheet {declared}>{styled}</styleSheet>",
        "xl/sharedStrings.xml": f"<sst {declared}>{strings}</sst>",
    }
    for n, rows in enumerate(sheets.values(), 1):
        text = f"<worksheet {declared}><sheetData>{rows}</sheetData></worksheet>"
        parts[f"xl/worksheets/sheet{n}.xml"] = (
            prefixed(text, prefix) if prefix else text
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return path.parent


def prefixed(text: str, prefix: str) -> str:
    """The same elements with a prefix, as some writers have them."""
    for name in ("worksheet", "sheetData", "row", "c", "v", "is", "t", "f"):
        for start in (f"<{name}>", f"<{name} ", f"</{name}>"):
            text = text.replace(start, start.replace(name, f"{prefix}:{name}"))
    return text.replace("xmlns=", f"xmlns:{prefix}=")
