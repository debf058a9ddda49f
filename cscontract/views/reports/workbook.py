"""The verdict as a workbook for a spreadsheet: what stands in its sheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from cscontract.clauses.shared.finding import Finding
from cscontract.clauses.shared.ledger import Line
from cscontract.core.language import Language, in_language, say, spoken
from cscontract.verdict.check import Verdict, is_money
from cscontract.views.reports import content
from cscontract.views.text.verdict_text import headline, statement_columns

if TYPE_CHECKING:
    from cscontract.views.reports.worksheets import Sheets


def xlsx_report(verdict: Verdict, language: Language | None = None) -> bytes:
    """The workbook: statement, lines, findings, readings, days, notes.

    The same bytes each time; its date is the day up to which was judged.
    """
    language = language or spoken()
    from cscontract.views.reports.worksheets import Sheets

    made = datetime.combine(verdict.as_of, time())
    sheets = Sheets(content.title(language), made)
    _statement(sheets, verdict, language)
    _ledger(sheets, verdict, language)
    _findings(sheets, verdict, language)
    _readings(sheets, verdict, language)
    _days(sheets, verdict, language)
    _notes(sheets, verdict, language)
    return sheets.as_bytes()


LINES = ("date", "month", "clause", "kind", "CNY")
#: further columns of lines that rest on the counts of their day
COUNTED = ("volume", "limit", "rows")
FINDINGS = (
    "clause",
    "kind",
    "party",
    "code",
    "shop",
    "from",
    "to",
    "measured",
    "allowed",
    "finding",
    "rests on the reading of",
    "rows",
)
READINGS = (
    "phrase",
    "clause",
    "words",
    "reading",
    "reading used",
    "what it computes",
    "favours",
    "how it came to be used",
)


def _titles(names: Iterable[str], language: Language) -> list[str]:
    return [_capital(say(name, language)) for name in names]


def _statement(sheets: Sheets, verdict: Verdict, language: Language) -> None:
    """The months, and under them their sums."""
    columns = statement_columns(verdict)
    sums = content.sums(verdict, columns)
    rows = [_month(month, columns) for month in verdict.monthly]
    total = [_amount(name, sums.get(name)) for name in columns]
    total[0] = _capital(say("total", language))
    titles = [_capital(content.column(name, language, verdict)) for name in columns]
    sheets.add(say("Statement", language), titles, rows, total)


def _month(month: dict[str, Any], columns: Iterable[str]) -> list[Any]:
    return [_amount(name, month[name]) for name in columns]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _amount(name: str, value: Any) -> Any:
    return yuan(value) if is_money(name) and value is not None else value


def yuan(fen: int) -> Decimal:
    """Fen as a number with two decimals."""
    return Decimal(fen).scaleb(-2)


def _ledger(sheets: Sheets, verdict: Verdict, language: Language) -> None:
    """The ledger's lines; they add up to the statement."""
    titles = LINES + (COUNTED if verdict.charges.charges_days else ())
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
    sheets.add(say("Lines", language), _titles(titles, language), rows)


def _counted(line: Line) -> Sequence[Any]:
    """Volume, limit and rows of a line that rests on the counts of its day."""
    volume = None if line.volume is None else Fraction(line.volume)
    shown = volume and content.number(volume.numerator, volume.denominator)
    return shown, line.threshold, ", ".join(content.places(line.rows))


def _days(sheets: Sheets, verdict: Verdict, language: Language) -> None:
    """A row a day; what each clause makes of it."""
    columns = content.day_columns(verdict, language)
    is_apart = len({column.clause for column in columns if column.clause}) > 1
    titles = [
        _capital(column.titled(language, is_apart and bool(column.clause)))
        for column in columns
    ]
    cells = [_by_day(column, language) for column in columns]
    sheets.add(say("Days", language), titles, list(zip(*cells, strict=True)))


def _by_day(column: content.DayColumn, language: Language) -> list[Any]:
    if column.is_money:
        return [yuan(fen) for fen in column.values]
    return [_yes_or_no(value, language) for value in column.values]


def _yes_or_no(value: Any, language: Language) -> Any:
    if not isinstance(value, bool):
        return value
    return say("yes" if value else "no", language)


def _findings(sheets: Sheets, verdict: Verdict, language: Language) -> None:
    """A row a finding."""
    rows = [_finding(finding, language) for finding in verdict.found]
    sheets.add(say("Findings", language), _titles(FINDINGS, language), rows)


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


def _readings(sheets: Sheets, verdict: Verdict, language: Language) -> None:
    """The phrases with the readings used, where the agreement has any."""
    *texts, _ = content.Used._fields
    readings = content.readings_used(verdict, language)
    rows = [[getattr(used, name) for name in texts] for used in readings]
    if rows:
        sheets.add(say("Readings", language), _titles(READINGS, language), rows)


def _notes(sheets: Sheets, verdict: Verdict, language: Language) -> None:
    titles = _titles(("about", "note"), language)
    sheets.add(say("Notes", language), titles, list(_note_rows(verdict, language)))


def _note_rows(verdict: Verdict, language: Language) -> Iterator[Sequence[Any]]:
    """The total, whose agreement it is, what it does not say, the repairs made in
    reading.
    """
    yield content.title(language), headline(verdict, language)
    yield from content.facts(verdict, language)
    for quote in content.quotes(verdict.agreement, language):
        yield quote.title, quote.words
    for gap in content.gaps(verdict, language):
        yield (
            say("not agreed", language),
            f"{gap.clause} {gap.label} ({gap.key}): {gap.gap}",
        )
    for note in verdict.notes:
        yield say("read with a repair", language), in_language(note, language)
    yield "", content.disclaimer(language)
