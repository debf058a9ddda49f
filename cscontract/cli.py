"""The command line: `cscontract check`, `explain`, `import`, `lab`. Whatever is heavy is imported when needed."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cscontract.terms.files import write_whole

if TYPE_CHECKING:
    from cscontract.records.read import Records
    from cscontract.terms.agreement import Agreement
    from cscontract.terms.faults import Fault
    from cscontract.terms.language import Language
    from cscontract.verdict.check import Verdict

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "sample_data"
#: the forms in which `check` reports, beside text and JSON
REPORTS = {
    "html": "the report as one HTML page",
    "xlsx": "the report as a workbook for a spreadsheet",
    "ics": "the due dates as a calendar",
}


def main(arguments: list[str] | None = None) -> int:
    """Run a command. Exit status: 0 done; 1 a breach with --strict; 2 bad input."""
    options, further = parser().parse_known_args(arguments)
    if further and options.run is not lab:
        parser().error(f"unrecognized arguments: {' '.join(further)}")
    options.further = further
    from cscontract.terms.faults import BadInput

    try:
        return options.run(options)
    except BadInput as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = argparse.ArgumentParser(
        prog="cscontract",
        description="What a customer-service outsourcing agreement costs on the parties' own counts. "
        "Not legal advice.",
    )
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    _checking(commands)
    _asking(commands)
    _importing(commands)
    work = commands.add_parser(
        "lab", help="the workbook in JupyterLab", epilog="Further options go to jupyter lab."
    )
    work.set_defaults(run=lab)
    return top


def _asking(commands: Any) -> None:
    """`explain`, `price` and `infer`."""
    why = _judging(commands, "explain", explain, "why a day is charged or not, step by step")
    why.add_argument("--date", required=True, type=_date, help="a date of the term, as 2020-08-03")
    cost = _judging(commands, "price", price, "what the open phrases cost")
    cost.add_argument(
        "--open",
        metavar="P1,P2",
        help="phrases to price, each with or without readings (bound,renewal_week=rolling_mean/seven_days_each), "
        "or all; without it those open in the agreement",
    )
    bills = _judging(commands, "infer", infer, "which readings explain the bills")
    bills.add_argument(
        "--open", default="all", metavar="P1,P2", help="phrases to vary; all by default"
    )
    bills.set_defaults(records=SAMPLE / "all_records")


def _importing(commands: Any) -> None:
    """`import`, of a platform's export."""
    bring = commands.add_parser("import", help="a platform's customer-service export into records")
    bring.add_argument("report", metavar="REPORT", help="an .xlsx or .csv export of one platform")
    kinds = "taobao, jd, agency or generic"
    bring.add_argument("--as", required=True, dest="kind", metavar="KIND", help=kinds)
    folder = "the folder of records to add to"
    bring.add_argument("--out", required=True, metavar="RECORDS", help=folder)
    bring.add_argument("--shop", help="the shop of a report that names none")
    columns = "which column is which (YAML), for generic"
    bring.add_argument("--mapping", metavar="FILE", help=columns)
    bring.set_defaults(run=import_report)


def _checking(commands: Any) -> None:
    """`check`, with its reports."""
    judge = _judging(commands, "check", check, "statement and findings")
    for form, what in REPORTS.items():
        judge.add_argument(f"--{form}", metavar="FILE", help=f"{what} (- = standard output)")
    judge.add_argument("--strict", action="store_true", help="exit 1 where a breach was found")


def _judging(commands: Any, name: str, run: Callable, help: str) -> argparse.ArgumentParser:
    """A command on an agreement and records, with the options that all of them take."""
    command = commands.add_parser(name, help=help, description=help)
    command.add_argument(
        "agreement", nargs="?", default=SAMPLE / "agreement.yaml", metavar="AGREEMENT"
    )
    command.add_argument("records", nargs="?", default=SAMPLE / "records", metavar="RECORDS")
    command.add_argument("--json", metavar="FILE", help="the result as JSON (- = standard output)")
    command.add_argument("--set", action="append", default=[], metavar="FIGURE=VALUE")
    command.add_argument("--reading", action="append", default=[], metavar="PHRASE=READING")
    command.add_argument("--as-of", type=_date, metavar="DATE", help="judge duties up to this date")
    command.add_argument(
        "--lang", choices=("en", "zh"), default=_language(), help="language of the text"
    )
    command.set_defaults(run=run)
    return command


def _language() -> str:
    return "zh" if os.environ.get("CSCONTRACT_LANG", "").lower().startswith("zh") else "en"


def _date(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a date; write it like 2020-08-03"
        ) from None


def given(options: argparse.Namespace) -> tuple[Agreement, Records]:
    """The agreement, changed as --set and --reading ask, and the records; all their faults at once."""
    from cscontract.records.read import read
    from cscontract.terms.agreement import load
    from cscontract.terms.faults import BadInput

    faults: list[Fault] = []
    agreement = _tried(faults, load, options.agreement)
    changes = _tried(faults, changes_of, options.set, options.reading)
    if agreement and changes:
        agreement = _tried(faults, agreement.replace, **changes)
    records = _tried(faults, read, options.records)
    if agreement is None or records is None or faults:
        raise BadInput(faults)
    for note in (*agreement.notes, *records.notes):
        print(f"note: {note}", file=sys.stderr)
    return agreement, records


def _tried(faults: list[Fault], step: Callable, *given: Any, **changes: Any) -> Any:
    """What a step gives; None where its input is bad, with the faults added to the list."""
    from cscontract.terms.faults import BadInput

    try:
        return step(*given, **changes)
    except BadInput as error:
        faults += error.faults
        return None


def changed(agreement: Agreement, figures: list[str], readings: list[str]) -> Agreement:
    """The agreement with `FIGURE=VALUE` and `PHRASE=READING` options applied, all together."""
    changes = changes_of(figures, readings)
    return agreement.replace(**changes) if changes else agreement


def changes_of(figures: list[str], readings: list[str]) -> dict[str, Any]:
    """What --set and --reading ask for, as `replace` takes it. BadInput names every fault."""
    from cscontract.terms.faults import BadInput, Fault
    from cscontract.terms.figures import figures as known
    from cscontract.terms.phrases import register

    changes: dict[str, Any] = {}
    faults: list[Fault] = []
    for option, pairs, names in (
        ("--set", figures, list(known())),
        ("--reading", readings, list(register())),
    ):
        for pair in pairs:
            found = _tried(faults, _change, option, pair, names)
            if found and found[0] in changes:
                faults.append(Fault(option, pair, "each name once", "give it one value"))
            changes |= dict([found] if found else [])
    if faults:
        raise BadInput(faults)
    return changes


def _change(option: str, pair: str, names: list[str]) -> tuple[str, Any]:
    """One NAME=VALUE option as a key and value of `replace`."""
    from cscontract.terms.agreement import misread
    from cscontract.terms.faults import bad, nearest, shown
    from cscontract.terms.figures import figures

    name, equals, value = pair.partition("=")
    if not equals or name not in names:
        expected = "a known name, =, and a value"
        raise bad(option, shown(pair), expected, f"{nearest(name, names)}, as in NAME=VALUE")
    place = f"{option} {name}"
    if option == "--reading":
        if wrong := misread(name, value):
            raise bad(place, shown(value), *wrong[1:])
        return f"readings__{name}", value
    figure, repairs = figures()[name], list[str]()
    try:
        read = figure.parse_text(value, repairs)
    except ValueError:
        raise bad(place, shown(value), figure.bounds, figure.example) from None
    return name.replace(".", "__"), value.strip() if repairs else read


def check(options: argparse.Namespace) -> int:
    """`check`: the verdict as text, and as JSON, page, workbook and calendar where asked for."""
    from cscontract.verdict.check import check as judge

    forms = asked_for(options)
    verdict = judge(*given(options), as_of=options.as_of)
    made = {target: report(form, verdict, options.lang) for form, target in forms.items()}
    if options.json:
        write_json(options.json, verdict.to_dict())
    for target, data in made.items():
        write_bytes(target, data)
    if "-" not in (options.json, *made):
        from cscontract.views.text import verdict_text

        print(verdict_text(verdict, options.lang))
    breach = any(finding.kind == "breach" for finding in verdict.found)
    return 1 if options.strict and breach else 0


def asked_for(options: argparse.Namespace) -> dict[str, str]:
    """The reports asked for, with the file of each. BadInput where two results go to one file."""
    from cscontract.terms.faults import bad

    forms = {form: getattr(options, form) for form in REPORTS if getattr(options, form)}
    targets = [*([options.json] if options.json else []), *forms.values()]
    for target in targets:
        if targets.count(target) > 1:
            place = "standard output (-)" if target == "-" else target
            raise bad(place, None, "one result in each file", "give each its own file")
    return forms


def report(form: str, verdict: Verdict, language: Language) -> bytes:
    """The verdict as a file of that form."""
    from cscontract.views import reports

    if form == "html":
        return reports.html_report(verdict, language).encode("utf-8")
    return (reports.xlsx_report if form == "xlsx" else reports.ics_report)(verdict, language)


def explain(options: argparse.Namespace) -> int:
    """`explain`: the steps for one date."""
    from cscontract.verdict.explain import explain as why

    explanation = why(*given(options), options.date)
    return tell(options, explanation.to_dict(), lambda: explanation.text(options.lang))


def price(options: argparse.Namespace) -> int:
    """`price`: the open phrases over all combinations of their readings."""
    from cscontract.questions.drafting import drafting_order, drafts_json
    from cscontract.questions.price import price as cost
    from cscontract.views.text import drafting_text, price_text

    priced = cost(*given(options), open=options.open)
    drafts = drafting_order(priced)
    result = {**priced.to_dict(), "drafting": drafts_json(drafts)}
    texts = price_text, lambda *_: drafting_text(drafts, options.lang)
    return tell(options, result, lambda: "\n\n".join(text(priced, options.lang) for text in texts))


def infer(options: argparse.Namespace) -> int:
    """`infer`: the combinations that come to the billed amounts."""
    from cscontract.questions.infer import infer as explain_bills
    from cscontract.views.text import inference_text

    found = explain_bills(*given(options), open=options.open)
    return tell(options, found.to_dict(), lambda: inference_text(found, options.lang))


def tell(options: argparse.Namespace, result: dict[str, Any], text: Callable[[], str]) -> int:
    """A result as JSON where asked for, and as text unless the JSON is on standard output."""
    if options.json:
        write_json(options.json, result)
    if options.json != "-":
        print(text())
    return 0


def import_report(options: argparse.Namespace) -> int:
    """`import`: a platform's export into receptions.csv of a folder."""
    from cscontract.records import importers, merging

    imported = importers.import_report(
        options.report, options.kind, shop=options.shop, mapping=options.mapping
    )
    for note in imported.notes:
        print(f"note: {note}", file=sys.stderr)
    path = merging.write_receptions(imported, options.out)
    print(f"{len(imported.rows)} rows of {imported.file} are in {path}")
    return 0


def lab(options: argparse.Namespace) -> int:
    """`lab`: JupyterLab on the notebooks, with a token, on this machine only; prints its address."""
    from jupyterlab.labapp import LabApp

    settings = {
        "ServerApp.root_dir": ROOT,
        "ServerApp.ip": "127.0.0.1",
        "LabApp.default_url": "/lab/tree/notebooks/00_start_here.ipynb",
        "LabApp.extension_manager": "readonly",
        "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
    }
    start = [f"--{name}={value}" for name, value in settings.items()]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        start.append("--allow-root")
    # the one setting that is no option: no question about news, which would be fetched from elsewhere
    settings_folder = str(Path(__file__).parent / "views" / "lab")
    given = os.environ.get("JUPYTER_CONFIG_PATH")
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, (settings_folder, given)))
    LabApp.launch_instance([*start, *options.further])
    return 0


def write_json(target: str, result: dict[str, Any]) -> None:
    """JSON to a file, whole or not at all, or to standard output."""
    text = json.dumps(result, ensure_ascii=False, indent=1) + "\n"
    if target == "-":
        sys.stdout.write(text)
    else:
        write_whole(Path(target), text.encode("utf-8"))


def write_bytes(target: str, data: bytes) -> None:
    """A report to a file, whole or not at all, or to standard output as it is."""
    if target == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        write_whole(Path(target), data)


if __name__ == "__main__":
    sys.exit(main())
