"""`check`: statement, findings and reports. `explain`: why a day is charged or not."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cscontract.commands.options import a_date, given, on_records
from cscontract.commands.results import asked_for, hand_over, tell

if TYPE_CHECKING:
    from cscontract.terms.language import Language
    from cscontract.verdict.check import Verdict

#: the forms in which `check` reports, beside text and JSON
REPORTS = {
    "html": "the report as one HTML page",
    "xlsx": "the report as a workbook for a spreadsheet",
    "ics": "the due dates as a calendar",
}


def add(commands: Any) -> None:
    """`check`, with its reports, and `explain`."""
    judge = on_records(commands, "check", check, "statement and findings")
    for form, what in REPORTS.items():
        judge.add_argument(f"--{form}", metavar="FILE", help=f"{what} (- = standard output)")
    judge.add_argument("--chart", metavar="FILE", help="the days as a picture, .svg or .png")
    judge.add_argument("--strict", action="store_true", help="exit 1 where a breach was found")
    why = on_records(commands, "explain", explain, "why a day is charged or not, step by step")
    why.add_argument("--date", required=True, type=a_date, help="a date of the term, as 2020-08-03")


def check(options: argparse.Namespace) -> int:
    """`check`: the verdict as text, and as JSON, page, workbook and calendar where asked for."""
    from cscontract.verdict.check import check as judge
    from cscontract.views.text import verdict_text

    forms = asked_for(options, REPORTS)
    verdict = judge(*given(options), as_of=options.as_of)
    made = {t: report(form, verdict, options.lang, t) for form, t in forms.items()}
    if options.chart:
        from cscontract.views.charts import days_chart

        days_chart(verdict.charges, options.lang).save(options.chart)
    hand_over(options, made, verdict.to_dict(), lambda: verdict_text(verdict, options.lang))
    breach = any(finding.kind == "breach" for finding in verdict.found)
    return 1 if options.strict and breach else 0


def report(form: str, verdict: Verdict, language: Language, target: str) -> bytes:
    """The verdict as a file of that form; a calendar follows those that stand beside it."""
    from cscontract.views import reports

    if form == "html":
        return reports.html_report(verdict, language).encode("utf-8")
    if form == "xlsx":
        return reports.xlsx_report(verdict, language)
    earlier = [] if target == "-" else reports.beside(Path(target))
    return reports.ics_report(verdict, language, earlier)


def explain(options: argparse.Namespace) -> int:
    """`explain`: the steps for one date."""
    from cscontract.verdict.explain import explain as why

    explanation = why(*given(options), options.date)
    return tell(options, explanation.to_dict(), lambda: explanation.text(options.lang))
