"""The command line: `cscontract check`, `explain`, `import`, `lab`. Whatever is heavy is imported when needed."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cscontract.terms.files import write_whole

if TYPE_CHECKING:
    from cscontract.questions.wording import Page
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
#: the forms in which `wording` gives its document
DOCUMENTS = {
    "docx": "the document for a word processor",
    "markdown": "the document as Markdown",
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
    """`explain`, `wording`, `dispute`, `price` and `infer`."""
    why = _judging(commands, "explain", explain, "why a day is charged or not, step by step")
    why.add_argument("--date", required=True, type=_date, help="a date of the term, as 2020-08-03")
    _settling(commands)
    _parting(commands)
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


def _settling(commands: Any) -> None:
    """`wording`, with its documents."""
    help = "sentences that settle doubtful phrases, and what they are worth to whom"
    settle = _judging(commands, "wording", wording, help)
    chosen = "a phrase with the reading to settle it by (repeatable)"
    settle.add_argument(
        "--settle", action="append", default=[], metavar="PHRASE=READING", help=chosen
    )
    further = (
        "phrases to price beside those to settle, or all; without it those open in the agreement"
    )
    settle.add_argument("--open", metavar="P1,P2", help=further)
    for form, what in DOCUMENTS.items():
        settle.add_argument(f"--{form}", metavar="FILE", help=f"{what} (- = standard output)")


def _parting(commands: Any) -> None:
    """`dispute`, on an agreement alone."""
    help = "for two readings of a phrase the shortest series of days that parts them in money"
    part = _reading(commands, "dispute", dispute, help)
    part.add_argument("--phrase", metavar="P1,P2", help="phrases of 1.4(2); all by default")
    part.add_argument("--out", metavar="FOLDER", help="write each dispute's days there as records")


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
    command = _reading(commands, name, run, help)
    command.add_argument("records", nargs="?", default=SAMPLE / "records", metavar="RECORDS")
    command.add_argument("--as-of", type=_date, metavar="DATE", help="judge duties up to this date")
    return command


def _reading(commands: Any, name: str, run: Callable, help: str) -> argparse.ArgumentParser:
    """A command on an agreement, with the options that all of them take."""
    command = commands.add_parser(name, help=help, description=help)
    command.add_argument(
        "agreement", nargs="?", default=SAMPLE / "agreement.yaml", metavar="AGREEMENT"
    )
    command.add_argument("--json", metavar="FILE", help="the result as JSON (- = standard output)")
    command.add_argument("--set", action="append", default=[], metavar="FIGURE=VALUE")
    command.add_argument("--reading", action="append", default=[], metavar="PHRASE=READING")
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
    from cscontract.terms.faults import BadInput

    faults: list[Fault] = []
    agreement = _tried(faults, given_agreement, options)
    records = _tried(faults, read, options.records)
    if faults:
        raise BadInput(faults)
    for note in (*agreement.notes, *records.notes):
        print(f"note: {note}", file=sys.stderr)
    return agreement, records


def given_agreement(options: argparse.Namespace) -> Agreement:
    """The agreement, changed as --set and --reading ask; all its faults at once."""
    from cscontract.terms.agreement import load
    from cscontract.terms.faults import BadInput

    faults: list[Fault] = []
    agreement = _tried(faults, load, options.agreement)
    changes = _tried(faults, changes_of, options.set, options.reading)
    if agreement and changes:
        agreement = _tried(faults, agreement.replace, **changes)
    if faults:
        raise BadInput(faults)
    return agreement


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
    from cscontract.views.text import verdict_text

    forms = asked_for(options, REPORTS)
    verdict = judge(*given(options), as_of=options.as_of)
    made = {target: report(form, verdict, options.lang) for form, target in forms.items()}
    hand_over(options, made, verdict.to_dict(), lambda: verdict_text(verdict, options.lang))
    breach = any(finding.kind == "breach" for finding in verdict.found)
    return 1 if options.strict and breach else 0


def hand_over(
    options: argparse.Namespace,
    made: dict[str, bytes],
    result: dict[str, Any],
    text: Callable[[], str],
) -> None:
    """The files made, the result as JSON where asked for, and the text unless one is on standard output."""
    if options.json:
        write_json(options.json, result)
    for target, data in made.items():
        write_bytes(target, data)
    if "-" not in (options.json, *made):
        print(text())


def asked_for(options: argparse.Namespace, known: Iterable[str]) -> dict[str, str]:
    """Those of the known forms asked for, with the file of each. BadInput where two results go to one file."""
    from cscontract.terms.faults import bad

    forms = {form: getattr(options, form) for form in known if getattr(options, form)}
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


def wording(options: argparse.Namespace) -> int:
    """`wording`: the sentences that settle phrases, as text, and as JSON and documents where asked for."""
    from cscontract.questions.wording import draw_up, price_to_settle
    from cscontract.terms.faults import BadInput, bad
    from cscontract.views.wording_documents import markdown

    forms = asked_for(options, DOCUMENTS)
    faults: list[Fault] = []
    settled = _tried(faults, settled_by, options.settle)
    read = _tried(faults, given, options)
    if faults:
        raise BadInput(faults)
    agreement, records = read
    if not settled:
        fix = f"write PHRASE=READING of one of {', '.join(agreement.open or agreement.chosen)}"
        raise bad("--settle", None, "a phrase to settle, and its reading", fix)
    page = draw_up(agreement, settled, price_to_settle(agreement, records, settled, options.open))
    made = {target: document(form, page, options.lang) for form, target in forms.items()}
    hand_over(options, made, page.to_dict(), lambda: markdown(page, options.lang).rstrip())
    return 0


def settled_by(pairs: list[str]) -> dict[str, str]:
    """Phrase → reading of the `PHRASE=READING` options. BadInput names every fault."""
    from cscontract.terms.faults import BadInput, Fault, shown

    settled: dict[str, str] = {}
    faults: list[Fault] = []
    for pair in pairs:
        found = _tried(faults, _settlement, pair)
        if found and found[0] in settled:
            faults.append(Fault("--settle", shown(pair), "each phrase once", "give it one reading"))
        settled |= dict([found] if found else [])
    if faults:
        raise BadInput(faults)
    return settled


def _settlement(pair: str) -> tuple[str, str]:
    """One PHRASE=READING option."""
    from cscontract.terms.faults import bad, nearest, shown
    from cscontract.terms.phrases import register

    name, equals, reading = (part.strip() for part in pair.partition("="))
    if not equals or name not in register():
        fix = f"{nearest(name, register())}, as in PHRASE=READING"
        raise bad("--settle", shown(pair), "a known phrase, =, and a reading of it", fix)
    ways = register()[name].readings
    if reading not in ways:
        place, expected = f"--settle {name}", f"a reading of {name}"
        raise bad(place, shown(reading), expected, nearest(reading, ways))
    return name, reading


def document(form: str, page: Page, language: Language) -> bytes:
    """The settling sentences as a file of that form."""
    from cscontract.views.wording_documents import docx, markdown

    return docx(page, language) if form == "docx" else markdown(page, language).encode("utf-8")


def dispute(options: argparse.Namespace) -> int:
    """`dispute`: the shortest series of days that parts two readings, told, and written as records."""
    from tqdm import tqdm

    from cscontract.questions.dispute import PHRASES, pairs, smallest_dispute

    agreement = given_agreement(options)
    asked = options.phrase.split(",") if options.phrase else PHRASES
    every = [pair for phrase in asked for pair in pairs(agreement, phrase.strip())]
    found = []
    for phrase, one, other in tqdm(every, disable=not sys.stderr.isatty(), leave=False):
        found.append(smallest_dispute(agreement, phrase, one, other))
        if options.out and found[-1].differ:
            found[-1].write(Path(options.out, phrase, f"{one}-{other}"))
    result = {"disputes": [each.to_dict() for each in found]}
    lines = [f"{each.phrase}: {each.text(options.lang)}" for each in found]
    return tell(options, result, lambda: "\n".join(lines))


def infer(options: argparse.Namespace) -> int:
    """`infer`: the combinations that come to the billed amounts."""
    from cscontract.questions.infer import infer as explain_bills
    from cscontract.views.text import inference_text

    found = explain_bills(*given(options), open=options.open)
    return tell(options, found.to_dict(), lambda: inference_text(found, options.lang))


def tell(options: argparse.Namespace, result: dict[str, Any], text: Callable[[], str]) -> int:
    """A result as JSON where asked for, and as text unless the JSON is on standard output."""
    hand_over(options, {}, result, text)
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
