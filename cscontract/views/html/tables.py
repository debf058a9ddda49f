"""Tables in HTML for notebooks and the panel: escaped, aligned, with captions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from cscontract.agreement.agreement import Agreement
from cscontract.clauses.shared.explanation_steps import ExplanationStep
from cscontract.core import money
from cscontract.core.language import Language, say, short_date, spoken
from cscontract.verdict.check import Verdict
from cscontract.verdict.display import html
from cscontract.verdict.explain_day import Explanation, words_of_step
from cscontract.verdict.explain_month import MonthExplanation
from cscontract.views.text.verdict_text import (
    charge_columns,
    column_title,
    due_columns,
    headline,
    standing,
    without_idle,
)

STYLE = """<style>
table.csc.csc{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:12px;line-height:1.3}
table.csc.csc caption{text-align:left;font-weight:600;padding:2px 0 4px;color:inherit}
table.csc.csc th,table.csc.csc td{padding:2px 8px 2px 0;text-align:left;vertical-align:top;
border-bottom:1px solid #ddd;white-space:normal;max-width:none}
table.csc.csc .n{text-align:right;white-space:nowrap}
table.csc.csc td:first-child{white-space:nowrap}
table.csc.csc tfoot td{font-weight:600;border-bottom:none}
</style>"""


def table(
    headers: Sequence[str],
    rows: Iterable[Sequence[Any]],
    caption: str = "",
    footer: Sequence[Any] | None = None,
    text_columns: Iterable[int] = (0,),
) -> str:
    """An HTML table; columns not in `text_columns` are numbers, set to the right. All
    text is escaped.
    """
    left = set(text_columns)

    def cells(row: Sequence[Any], tag: str) -> str:
        start = [
            f"<{tag}>" if place in left else f'<{tag} class="n">'
            for place in range(len(row))
        ]
        return "".join(
            f"{a}{escape(str(b))}</{tag}>" for a, b in zip(start, row, strict=True)
        )

    body = "".join(f"<tr>{cells(row, 'td')}</tr>" for row in rows)
    foot = f"<tfoot><tr>{cells(footer, 'td')}</tr></tfoot>" if footer else ""
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    return (
        f'{STYLE}<table class="csc">{title}<thead><tr>{cells(headers, "th")}</tr></thead>'
        f"<tbody>{body}</tbody>{foot}</table>"
    )


def statement_html(
    verdict: Verdict, language: Language | None = None, baseline: Verdict | None = None
) -> str:
    """The statement by month; with a baseline also its totals and the differences.

    The column of added seats stands only where some are charged.
    """
    language = language or spoken()
    columns = [*without_idle(verdict, charge_columns(verdict)), "total"]
    due = due_columns(verdict)
    months = {month["month"]: month for month in verdict.monthly}
    before = _totals(baseline) if baseline else {}
    rows = [
        [
            label,
            *_amounts(months.get(label, {}), columns),
            *(
                _compared(months.get(label, {}).get("total", 0), before.get(label, 0))
                if baseline
                else ()
            ),
            *_dues(months.get(label), due, language),
        ]
        for label in sorted(months.keys() | before.keys())
    ]
    sums = {
        column: sum(month[column] for month in verdict.monthly) for column in columns
    }
    compared = _compared(sums["total"], baseline.charges.total) if baseline else []
    further = ["baseline", "difference"] if baseline else []
    headers = ["month", *columns, *further, *due]
    footer = [
        say("term", language),
        *_amounts(sums, columns),
        *compared,
        *("" for _ in due),
    ]
    titles = [column_title(header, language, verdict) for header in headers]
    return table(titles, rows, footer=footer)


def _totals(verdict: Verdict) -> dict[str, int]:
    """Fen of each month of the statement."""
    return {month["month"]: month["total"] for month in verdict.monthly}


def _amounts(month: dict[str, Any], columns: Iterable[str]) -> list[str]:
    """A month's cells; a month that is no longer charged has 0."""
    return [
        str(month.get(column, 0))
        if column == "days"
        else money.grouped(month.get(column, 0))
        for column in columns
    ]


def _compared(total: int, before: int) -> list[str]:
    return [money.grouped(before), money.grouped(total - before, signed=True)]


def _dues(
    month: dict[str, Any] | None, names: Sequence[str], language: Language
) -> list[str]:
    dates = (month and month.get(name) for name in names)
    return [short_date(when, language) if when else "–" for when in dates]


def findings_html(verdict: Verdict, language: Language | None = None) -> str:
    """The findings: clause, party, kind and what each says."""
    language = language or spoken()
    headers = [say(h, language) for h in ("clause", "party", "kind", "finding")]
    rows = [
        (f.clause, say(f.party, language), say(f.kind, language), f.text(language))
        for f in verdict.found
    ]
    return table(headers, rows, text_columns=range(4))


@html.register
def verdict_html(verdict: Verdict, language: Language | None = None) -> str:
    """Statement and findings."""
    language = language or spoken()
    title = f'<p style="font-weight:600">{escape(headline(verdict, language))}</p>'
    title += f"<p>{escape(standing(verdict, language))}</p>"
    return title + statement_html(verdict, language) + findings_html(verdict, language)


@html.register
def explanation_html(explanation: Explanation, language: Language | None = None) -> str:
    """The steps of a day: clause, what was found, and on which words it rests."""
    language = language or spoken()
    rows = _steps(explanation.agreement, explanation.steps, language)
    return _steps_table(rows, explanation.headline(language), language)


@html.register
def month_html(explanation: MonthExplanation, language: Language | None = None) -> str:
    """The clauses of a month, each with its amount and its steps."""
    language = language or spoken()
    rows: list[Sequence[str]] = []
    for part in explanation.parts:
        if part.amount is not None:
            amount = say("CNY {amount}", language, amount=money.grouped(part.amount))
            rows.append((part.clause.place, amount, ""))
        rows += _steps(explanation.agreement, part.steps, language)
    return _steps_table(rows, explanation.headline(language), language)


def _steps(
    agreement: Agreement, steps: Iterable[ExplanationStep], language: Language
) -> list[Sequence[str]]:
    return [
        (step.clause, step.text(language), words_of_step(agreement, step, language))
        for step in steps
    ]


def _steps_table(
    rows: Iterable[Sequence[str]], caption: str, language: Language
) -> str:
    headers = [say(h, language) for h in ("clause", "step", "words and reading")]
    return table(headers, rows, caption=caption, text_columns=range(3))
