"""The verdict as a workbook for a spreadsheet: typed cells, no formula, the same bytes each time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from cscontract.clauses.shared.finding import Finding
from cscontract.clauses.shared.ledger import Line
from cscontract.core.language import Language, in_language, say, spoken
from cscontract.verdict.check import Verdict, is_money
from cscontract.views.reports import content
from cscontract.views.text.verdict_text import headline, statement_columns, width

if TYPE_CHECKING:
    from openpyxl import Workbook

#: as much as a cell can hold
MOST_SIGNS = 32_767
#: widest column in signs, height of a line in points
WIDEST, LINE_HEIGHT = 42, 16
FORMATS = {
    Decimal: "#,##0.00",
    int: "#,##0",
    Fraction: "#,##0.00",
    date: "yyyy-mm-dd",
    datetime: "yyyy-mm-dd hh:mm:ss",
}
Rows = Iterable[Sequence[Any]]


def xlsx_report(verdict: Verdict, language: Language | None = None) -> bytes:
    """The workbook: statement, lines, findings, readings, days, notes."""
    language = language or spoken()
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    _statement(book, verdict, language)
    _ledger(book, verdict, language)
    _sheet(book, say("Findings", language), _titles(FINDINGS, language),
           [_finding(finding, language) for finding in verdict.found])  # fmt: skip
    used = [each[:-1] for each in content.readings_used(verdict, language)]
    if used:
        _sheet(book, say("Readings", language), _titles(READINGS, language), used)
    _days(book, verdict, language)
    _sheet(book, say("Notes", language), _titles(("about", "note"), language),
           list(_notes(verdict, language)))  # fmt: skip
    return _as_bytes(book, verdict, language)


LINES = ("date", "month", "clause", "kind", "CNY")
#: further columns of lines that rest on the counts of their day
COUNTED = ("volume", "limit", "rows")
FINDINGS = (
    "clause", "kind", "party", "code", "shop", "from", "to", "measured", "allowed", "finding",
    "rests on the reading of", "rows",
)  # fmt: skip
READINGS = (
    "phrase", "clause", "words", "reading", "reading used", "what it computes", "favours",
    "how it came to be used",
)  # fmt: skip


def _titles(names: Iterable[str], language: Language) -> list[str]:
    return [say(name, language) for name in names]


def _statement(book: Workbook, verdict: Verdict, language: Language) -> None:
    """The months, and under them their sums."""
    columns = statement_columns(verdict)
    sums = content.sums(verdict, columns)
    rows = [[_amount(name, month[name]) for name in columns] for month in verdict.monthly]
    total = [_amount(name, sums.get(name)) for name in columns]
    total[0] = _capital(say("total", language))
    titles = [content.column(name, language, verdict) for name in columns]
    _sheet(book, say("Statement", language), titles, rows, total)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _amount(name: str, value: Any) -> Any:
    return yuan(value) if is_money(name) and value is not None else value


def yuan(fen: int) -> Decimal:
    """Fen as a number with two decimals."""
    return Decimal(fen).scaleb(-2)


def _ledger(book: Workbook, verdict: Verdict, language: Language) -> None:
    """The ledger's lines; they add up to the statement."""
    titles = LINES + COUNTED * verdict.charges.charges_days
    cells = (
        (
            line.date,
            line.month,
            line.clause,
            content.line_kind(line, language, verdict),
            yuan(line.amount),
            *_counted(line),
        )
        for line in verdict.ledger
    )
    rows = [row[: len(titles)] for row in cells]
    _sheet(book, say("Lines", language), _titles(titles, language), rows)


def _counted(line: Line) -> Sequence[Any]:
    """Volume, limit and rows of a line that rests on the counts of its day."""
    volume = None if line.volume is None else Fraction(line.volume)
    shown = volume and content.number(volume.numerator, volume.denominator)
    return shown, line.threshold, ", ".join(content.places(line.rows))


def _days(book: Workbook, verdict: Verdict, language: Language) -> None:
    """A row a day; what each clause makes of it."""
    columns = content.day_columns(verdict, language)
    is_apart = len({column.clause for column in columns if column.clause}) > 1
    titles = [column.titled(language, is_apart and bool(column.clause)) for column in columns]
    cells = [[_day(column, value, language) for value in column.values] for column in columns]
    _sheet(book, say("Days", language), titles, list(zip(*cells, strict=True)))


def _day(column: content.DayColumn, value: Any, language: Language) -> Any:
    if isinstance(value, bool):
        return say("yes" if value else "no", language)
    return yuan(value) if column.is_money else value


def _finding(finding: Finding, language: Language) -> Sequence[Any]:
    return (
        finding.clause,
        say(finding.kind, language),
        say(finding.party, language),
        finding.code,
        finding.shop,
        finding.first,
        finding.last,
        content.measure(finding.measured, language),
        content.measure(finding.allowed, language),
        finding.text(language),
        ", ".join(finding.readings),
        ", ".join(content.places(finding.rows)),
    )


def _notes(verdict: Verdict, language: Language) -> Rows:
    """The total, whose agreement it is, what it does not say, the repairs made in reading."""
    yield content.title(language), headline(verdict, language)
    yield from content.facts(verdict, language)
    for quote in content.quotes(verdict.agreement, language):
        yield quote.title, quote.words
    for gap in content.gaps(verdict, language):
        yield say("not agreed", language), f"{gap.clause} {gap.label} ({gap.key}): {gap.gap}"
    for note in verdict.notes:
        yield say("read with a repair", language), in_language(note, language)
    yield "", content.disclaimer(language)


def _sheet(
    book: Workbook, name: str, titles: Sequence[str], rows: Rows, total: Sequence[Any] = ()
) -> None:
    """A sheet: bold titles that stay in sight, a filter, columns as wide as what stands in them."""
    sheet = book.create_sheet(name)
    everything = [[_capital(title) for title in titles], *rows]
    for number, row in enumerate(everything, start=1):
        _write(sheet, number, row)
    sheet.auto_filter.ref = sheet.dimensions
    sheet.freeze_panes = "A2"
    if total:
        everything.append(list(total))
        _write(sheet, len(everything), total)
    _fit(sheet, everything)
    _set_off(sheet, [1, *([len(everything)] if total else [])])
    _lay_out(sheet)


def _write(sheet: Any, number: int, row: Sequence[Any]) -> None:
    """A row of typed cells. Text is text, also where it looks like a formula."""
    for place, value in enumerate(row, start=1):
        if value is None or value == "":
            continue
        cell = sheet.cell(number, place)
        if isinstance(value, str):
            cell.value = plain = content.clean(value)[:MOST_SIGNS]
            cell.data_type = "s"
            cell.quotePrefix = plain.lstrip()[:1] in set("=+-@")
        else:
            cell.value = float(value) if isinstance(value, Fraction) else value
            cell.number_format = FORMATS[type(value)]


def _fit(sheet: Any, rows: Sequence[Sequence[Any]]) -> None:
    """Columns as wide as their widest cell, within reason; rows as high as their longest text."""
    from openpyxl.styles import Alignment
    from openpyxl.utils import get_column_letter

    text, number = (
        Alignment(side, vertical="top", wrap_text=side == "left", indent=1)
        for side in ("left", "right")
    )
    for place, column in enumerate(zip(*rows, strict=True), start=1):
        widest = min(max(map(_width, column)), WIDEST)
        sheet.column_dimensions[get_column_letter(place)].width = widest + 5
        below = next((cell for cell in column[1:] if cell is not None), "")
        for line, cell in enumerate(column, start=1):
            shown = below if line == 1 else cell
            is_number = isinstance(shown, int | Decimal | Fraction)
            sheet.cell(line, place).alignment = number if is_number else text
    for line, row in enumerate(rows, start=1):
        lines = max(-(-_width(cell) // WIDEST) for cell in row)
        sheet.row_dimensions[line].height = LINE_HEIGHT * max(1, lines)


def _width(value: Any) -> int:
    """Roughly what a cell takes, in signs."""
    if isinstance(value, Decimal | Fraction):
        return len(f"{value:,.2f}") if isinstance(value, Decimal) else 10
    return 0 if value is None else width(str(value))


def _set_off(sheet: Any, lines: Iterable[int]) -> None:
    """Titles and sums in bold on grey."""
    from openpyxl.styles import Font, PatternFill

    for line in lines:
        for cell in sheet[line]:
            cell.font = Font(name=cell.font.name, sz=cell.font.sz, bold=True)
            cell.fill = PatternFill("solid", fgColor="EDEDED")


def _lay_out(sheet: Any) -> None:
    """On paper: A4 across, as wide as the page, the titles on every page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"


def _as_bytes(book: Workbook, verdict: Verdict, language: Language) -> bytes:
    """The file, without a name of user or machine and without the hour at which it was made."""
    made = datetime.combine(verdict.as_of, time())
    facts = book.properties
    facts.creator, facts.title, facts.created = "cscontract", content.title(language), made
    raw, out = BytesIO(), BytesIO()
    book.save(raw)
    facts.modified = made
    with ZipFile(raw) as parts, ZipFile(out, "w") as archive:
        for part in sorted(parts.namelist()):
            data = _properties(facts) if part == "docProps/core.xml" else parts.read(part)
            info = ZipInfo(part, max(made, datetime(1980, 1, 1)).timetuple()[:6])
            info.create_system, info.compress_type = 0, ZIP_DEFLATED
            archive.writestr(info, data)
    return out.getvalue()


def _properties(facts: Any) -> bytes:
    from openpyxl.xml.functions import tostring

    return bytes(tostring(facts.to_tree()))
