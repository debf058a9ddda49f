"""Settling sentences as a DOCX file: real styles, tables and languages, the same bytes
each time.
"""

from __future__ import annotations

from datetime import datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from cscontract.core.language import Language, spoken
from cscontract.questions.words.wording import WordingPage
from cscontract.views.documents.content import Grid, Line, Role, content, subject, title
from cscontract.views.reports.content import clean

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

#: Latin and Chinese fonts of running text and of headings, by a theme's name for them
FONTS = {"minor": ("Times New Roman", "SimSun"), "major": ("Arial", "SimHei")}
STYLES: dict[Role, str] = {
    "title": "Title",
    "heading": "Heading 1",
    "text": "Normal",
    "lead": "Normal",
    "item": "List Bullet",
    "quote": "Quote",
}
#: size, space above and space below of a style (points)
SIZES = {
    "Normal": (10.5, 0, 5),
    "Title": (18, 0, 10),
    "Heading 1": (12, 16, 4),
    "Quote": (10.5, 0, 5),
    "List Bullet": (10.5, 0, 5),
}
#: margins, width between them, and a table's first column: of amounts, of lines to fill
#: in (cm)
MARGIN = 2.5
WIDTH = 16.0
FIRST = 9.0
FIRST_TO_FILL = 4.0
LOCALES: dict[Language, str] = {"en": "en-GB", "zh": "zh-CN"}
#: signs that a property can hold
LONGEST_FACT = 255


def docx(page: WordingPage, language: Language | None = None) -> bytes:
    """The document for a word processor: A4, real styles, the page's number in its
    footer.

    Its dates are the first of the agreement's term: it is the same whenever it is made.
    """
    language = language or spoken()
    from docx import Document

    made = Document()
    _set_fonts(made)
    _set_styles(made)
    _lay_out(made)
    for block in content(page, language):
        if isinstance(block, Line):
            _write_line(made, block)
        else:
            _write_grid(made, block)
    return _as_bytes(made, page, language)


def _set_fonts(made: Document) -> None:
    """Fonts by name for Latin and for Chinese in place of a theme's, and both languages
    for spelling.
    """
    from docx.oxml.ns import qn

    styles = made.styles.element
    for fonts in styles.iter(qn("w:rFonts")):
        theme = fonts.get(qn("w:asciiTheme"))
        if theme:
            latin, chinese = FONTS[theme[:5]]
            fonts.attrib.clear()
            for script in ("ascii", "hAnsi", "cs"):
                fonts.set(qn(f"w:{script}"), latin)
            fonts.set(qn("w:eastAsia"), chinese)
    default = styles.find(".//" + qn("w:lang"))
    for tongue in (default, made.settings.element.find(qn("w:themeFontLang"))):
        tongue.set(qn("w:val"), LOCALES["en"])
        tongue.set(qn("w:eastAsia"), LOCALES["zh"])


def _set_styles(made: Document) -> None:
    """Black on white, in the sizes of a contract; a quoted sentence upright with a line
    at its side.
    """
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn
    from docx.shared import Cm, Pt, RGBColor

    for name, (size, above, below) in SIZES.items():
        style = made.styles[name]
        style.font.size = Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        spacing = style.paragraph_format
        spacing.space_before = Pt(above)
        spacing.space_after = Pt(below)
        spacing.line_spacing = 1.2
    head = made.styles["Title"].element.pPr
    head.remove(head.find(qn("w:pBdr")))
    quote = made.styles["Quote"]
    quote.font.italic = False
    quote.paragraph_format.left_indent = Cm(0.6)
    quote.paragraph_format.keep_together = quote.paragraph_format.keep_with_next = True
    line = '<w:left w:val="single" w:sz="12" w:space="8" w:color="808080"/>'
    side = parse_xml(f"<w:pBdr {nsdecls('w')}>{line}</w:pBdr>")
    quote.element.pPr.insert_element_before(side, "w:spacing", "w:ind")


def _lay_out(made: Document) -> None:
    """A4 with its margins; “1 / 3” under each page."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm

    section = made.sections[0]
    section.page_width = Cm(21)
    section.page_height = Cm(29.7)
    section.left_margin = section.right_margin = Cm(MARGIN)
    section.top_margin = section.bottom_margin = Cm(MARGIN)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _field(foot, "PAGE")
    foot.add_run(" / ")
    _field(foot, "NUMPAGES")


def _field(paragraph: Paragraph, name: str) -> None:
    """A number that the word processor fills in."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    filled = "<w:r><w:t>1</w:t></w:r>"
    field = f'<w:fldSimple {nsdecls("w")} w:instr="{name}">{filled}</w:fldSimple>'
    paragraph._p.append(parse_xml(field))


def _write_line(made: Document, line: Line) -> None:
    paragraph = made.add_paragraph(style=STYLES[line.role])
    paragraph.paragraph_format.keep_with_next = True if line.role == "lead" else None
    _write(paragraph, line.text, line.language)


def _write(
    paragraph: Paragraph, text: str, language: Language, bold: bool = False
) -> None:
    """Text in its language: for spelling, and so that “ ” and … take the width of its
    script.
    """
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    run = paragraph.add_run(clean(text))
    run.bold = bold or None
    properties = run._r.get_or_add_rPr()
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:eastAsia" if language == "zh" else "w:val"), LOCALES[language])
    properties.append(spoken)
    if language == "zh":
        properties.get_or_add_rFonts().set(qn("w:hint"), "eastAsia")


def _write_grid(made: Document, grid: Grid) -> None:
    """A table whose titles stand again on each page; lines to fill in stay on
    one page.
    """
    from docx.shared import Cm

    table = made.add_table(0, len(grid.titles), style="Table Grid")
    table.autofit = False
    first = FIRST_TO_FILL if grid.to_fill else FIRST
    rest = (WIDTH - first) / (len(grid.titles) - 1)
    for column, width in zip(
        table.columns, (first, *[rest] * len(grid.titles[1:])), strict=True
    ):
        column.width = Cm(width)
    for number, texts in enumerate((grid.titles, *grid.rows)):
        row = table.add_row()
        row.height = Cm(1.1) if grid.to_fill else None
        _keep(row, is_head=number == 0)
        for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            paragraph = cell.paragraphs[0]
            _space(paragraph, to_right=place > 0 and not grid.to_fill)
            paragraph.paragraph_format.keep_with_next = grid.to_fill or None
            _write(paragraph, text, grid.language, bold=number == 0)


def _space(paragraph: Paragraph, to_right: bool) -> None:
    """A little air in a cell; an amount to the right."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    spacing = paragraph.paragraph_format
    spacing.space_before = spacing.space_after = Pt(2)
    spacing.alignment = WD_ALIGN_PARAGRAPH.RIGHT if to_right else None


def _keep(row: Any, is_head: bool) -> None:
    """A row is not broken across pages; the titles are repeated."""
    from docx.oxml import OxmlElement

    properties = row._tr.get_or_add_trPr()
    properties.insert(0, OxmlElement("w:cantSplit"))
    if is_head:
        properties.append(OxmlElement("w:tblHeader"))


def _as_bytes(made: Document, page: WordingPage, language: Language) -> bytes:
    """The file, without a name of user or machine and without the hour at which it was
    made.
    """
    when = datetime.combine(page.agreement.term.start, time())
    _set_properties(made, page, language, when)
    raw = BytesIO()
    out = BytesIO()
    made.save(raw)
    with ZipFile(raw) as parts, ZipFile(out, "w") as archive:
        for part in sorted(parts.namelist()):
            info = ZipInfo(part, when.timetuple()[:6])
            info.create_system = 0
            info.compress_type = ZIP_DEFLATED
            archive.writestr(info, parts.read(part))
    return out.getvalue()


def _set_properties(
    made: Document, page: WordingPage, language: Language, when: datetime
) -> None:
    """Title, subject and language; the dates of the term's start; no picture of a
    template.
    """
    package = made.part.package
    facts = made.core_properties
    facts.title = title(language)
    facts.language = LOCALES[language]
    facts.subject = subject(page, language)[:LONGEST_FACT]
    facts.comments = ""
    facts.author = facts.last_modified_by = "cscontract"
    facts.created = facts.modified = when
    for name, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            package.rels.pop(name)
