"""`check`: statement, findings and reports. `explain`: why a day, or a month."""

from __future__ import annotations

import argparse
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cscontract.cli.arguments import of_form
from cscontract.cli.options import (
    a_date,
    a_month,
    add_records_command,
    print_notes,
    read_files,
    read_inputs,
)
from cscontract.cli.paths import Output, PictureFile
from cscontract.cli.results import asked_for, hand_over, picture_file, present
from cscontract.core.language import Sentence

if TYPE_CHECKING:
    from cscontract.core.language import Language
    from cscontract.verdict.check import Verdict
    from cscontract.verdict.explain_day import Explanation
    from cscontract.verdict.explain_month import MonthExplanation

#: the forms in which `check` reports, beside text and JSON
REPORTS = {
    "html": "the report as one HTML page",
    "xlsx": "the report as a workbook for a spreadsheet",
    "ics": "the due dates as a calendar",
}
STRICT = "exit 1 where a breach was found or a bill differs"
FAIL_ON = "exit 1 where one of these was found: codes of findings (offline, bill_differs), or breach, due, gap, notice"


def add(commands: Any) -> None:
    """`check`, with its reports, and `explain`."""
    judge = add_records_command(commands, "check", run_check)
    for form, what in REPORTS.items():
        judge.add_argument(f"--{form}", type=Output, metavar="FILE", help=of_form(what))
    days = "the days as a picture, .svg or .png"
    judge.add_argument("--chart", type=PictureFile, metavar="FILE", help=days)
    judge.add_argument("--strict", action="store_true", help=STRICT)
    judge.add_argument(
        "--fail-on", action="append", default=[], metavar="CODE,…", help=FAIL_ON
    )
    far = "the range over every reading of what is left open, far-fetched ones too"
    judge.add_argument("--far-fetched", action="store_true", help=far)
    why = add_records_command(commands, "explain", run_explain)
    when = why.add_mutually_exclusive_group(required=True)
    when.add_argument("--date", type=a_date, help="a date of the term, as 2020-08-03")
    when.add_argument("--month", type=a_month, help="a month of the term, as 2020-08")


def run_check(options: argparse.Namespace) -> int:
    """`check`: the verdict as text.

    As JSON, page, workbook and calendar where asked for.
    """
    from cscontract.verdict.check import check as judge
    from cscontract.verdict.coverage import of_clauses, unread
    from cscontract.views.text.verdict_text import verdict_text

    forms = asked_for(options, REPORTS)
    failing = fails_on(options.strict, options.fail_on)
    agreement, records = read_files(options)
    least: Any = "far_fetched" if options.far_fetched else "arguable"
    verdict = judge(agreement, records, as_of=options.as_of, least=least)
    print_notes([*of_clauses(agreement, records), *unread(agreement, records)])
    made = {
        target: report(form, verdict, options.lang, target)
        for form, target in forms.items()
    }
    made |= picture_file(options.chart, lambda: _days_chart(verdict, options.lang))
    result = verdict.to_dict()
    if options.json:
        result["inputs"] = inputs(options.agreement, options.records)
    hand_over(options, made, result, lambda: verdict_text(verdict, options.lang))
    return int(any({finding.code, finding.kind} & failing for finding in verdict.found))


def _days_chart(verdict: Verdict, language: Language) -> Any:
    from cscontract.views.charts.days_chart import days_chart

    return days_chart(verdict.charges, language)


def fails_on(strict: bool, asked: list[str]) -> set[str]:
    """The codes and kinds of findings on which `check` fails.

    BadInput for those that are unknown.
    """
    from cscontract.clauses.shared.finding import KINDS
    from cscontract.core.errors import BadInput, Fault, nearest, shown
    from cscontract.verdict.findings import codes as all_codes

    known = (*all_codes(), *KINDS)
    codes = [code.strip() for listed in asked for code in listed.split(",")]
    expected = Sentence("codes of findings, with commas between them")
    faults = [
        Fault("--fail-on", shown(code), expected, nearest(code, known))
        for code in codes
        if code not in known
    ]
    if faults:
        raise BadInput(faults)
    return {*codes, "breach", "bill_differs"} if strict else set(codes)


def inputs(agreement: Path | str, records: Path | str) -> dict[str, str]:
    """The SHA-256 of the agreement's file and of every record file, by their names."""
    from cscontract.core.pseudonyms import hidden
    from cscontract.records.files.tables import ENDINGS
    from cscontract.records.schemas import RECORDS

    agreement = Path(agreement)
    folder = Path(records)
    files = {agreement.name: agreement}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        is_record = name.parts[0].lower().startswith(RECORDS)
        if is_record and path.suffix.lower() in ENDINGS and path.is_file():
            files[name.as_posix()] = path
    return {
        hidden(name): sha256(path.read_bytes()).hexdigest()
        for name, path in files.items()
    }


def report(form: str, verdict: Verdict, language: Language, target: str) -> bytes:
    """The verdict as a file of that form.

    A calendar follows those that stand beside it.
    """
    from cscontract.views.reports import formats

    if form == "html":
        return formats.html_report(verdict, language).encode("utf-8")
    if form == "xlsx":
        return formats.xlsx_report(verdict, language)
    earlier = [] if target == "-" else formats.beside(Path(target))
    return formats.ics_report(verdict, language, earlier)


def run_explain(options: argparse.Namespace) -> int:
    """`explain`: the steps for one date, or those of a month, clause by clause."""
    from cscontract.verdict.explain_day import explain as of_date
    from cscontract.verdict.explain_month import explain_month

    explanation: Explanation | MonthExplanation
    if options.month:
        explanation = explain_month(*read_inputs(options), options.month)
    else:
        explanation = of_date(*read_inputs(options), options.date)
    return present(
        options, explanation.to_dict(), lambda: explanation.text(options.lang)
    )
