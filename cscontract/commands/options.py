"""What most commands are given: an agreement and records, with changes; all that is wrong told at once."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cscontract.terms.language import DEFAULT

if TYPE_CHECKING:
    from cscontract.records.read import Records
    from cscontract.terms.agreement import Agreement
    from cscontract.terms.faults import Fault

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLE = ROOT / "sample_data"


def on_records(
    commands: Any, name: str, run: Callable, help: str, others: bool = False
) -> argparse.ArgumentParser:
    """A command on an agreement (and another) and records, with the options that all of them take."""
    command = on_agreement(commands, name, run, help)
    if others:
        other = "an agreement or a scenario; without it the first, changed by --set and --reading"
        command.add_argument("other", nargs="?", metavar="OTHER", help=other)
    command.add_argument("records", nargs="?", default=SAMPLE / "records", metavar="RECORDS")
    command.add_argument(
        "--as-of", type=a_date, metavar="DATE", help="judge duties up to this date"
    )
    return command


def on_agreement(commands: Any, name: str, run: Callable, help: str) -> argparse.ArgumentParser:
    """A command on an agreement, with the options that all of them take."""
    command = commands.add_parser(name, help=help, description=help)
    command.add_argument(
        "agreement", nargs="?", default=SAMPLE / "agreement.yaml", metavar="AGREEMENT"
    )
    command.add_argument("--json", metavar="FILE", help="the result as JSON (- = standard output)")
    command.add_argument("--set", action="append", default=[], metavar="FIGURE=VALUE")
    command.add_argument("--reading", action="append", default=[], metavar="PHRASE=READING")
    command.add_argument(
        "--lang", choices=("en", "zh"), default=DEFAULT, help="language of the text"
    )
    command.set_defaults(run=run)
    return command


def a_date(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a date; write it like 2020-08-03"
        ) from None


def given(options: argparse.Namespace) -> tuple[Agreement, Records]:
    """As `read_both`; what was not counted is told on standard error, and stands in the JSON."""
    agreement, records = read_both(options)
    tell_coverage(options, agreement, records)
    return agreement, records


def read_both(options: argparse.Namespace) -> tuple[Agreement, Records]:
    """The agreement, changed as --set and --reading ask, and the records; all their faults at once."""
    from cscontract.records.read import read
    from cscontract.verdict.check import refuse_as_of

    agreement, records, _ = every(
        (given_agreement, options), (read, options.records), (refuse_as_of, options.as_of)
    )
    tell_notes(agreement, records)
    return agreement, records


def tell_coverage(options: argparse.Namespace, agreement: Agreement, records: Records) -> None:
    """On standard error what was not counted; for the JSON what was."""
    from cscontract.terms.language import in_language
    from cscontract.verdict import coverage

    for notice in coverage.notices(agreement, records):
        print(f"note: {in_language(notice, options.lang)}", file=sys.stderr)
    options.coverage = coverage.of_agreement(agreement, records, getattr(options, "as_of", None))


def tell_notes(*read: Any) -> None:
    """The repairs made in reading, each once, on standard error."""
    for note in dict.fromkeys(note for each in read for note in each.notes):
        print(f"note: {note}", file=sys.stderr)


def given_agreement(options: argparse.Namespace) -> Agreement:
    """The agreement, changed as --set and --reading ask; all its faults at once."""
    from cscontract.terms.agreement import load

    changes = changes_of, options.set, options.reading
    agreement, changed = every((load, options.agreement), changes)
    return agreement.replace(**changed) if changed else agreement


def every(*steps: tuple[Any, ...]) -> list[Any]:
    """What each step (a function and what it is given) comes to. BadInput has the faults of all of them."""
    from cscontract.terms.faults import BadInput

    faults: list[Fault] = []
    found = [tried(faults, *step) for step in steps]
    if faults:
        raise BadInput(faults)
    return found


def tried(faults: list[Fault], step: Callable, *given: Any) -> Any:
    """What a step gives; None where its input is bad, with the faults added to the list."""
    from cscontract.terms.faults import BadInput

    try:
        return step(*given)
    except BadInput as error:
        faults += error.faults
        return None


def changed(agreement: Agreement, figures: list[str], readings: list[str]) -> Agreement:
    """The agreement with `FIGURE=VALUE` and `PHRASE=READING` options applied, all together."""
    changes = changes_of(figures, readings)
    return agreement.replace(**changes) if changes else agreement


def changes_of(figures: list[str], readings: list[str], setting: str = "--set") -> dict[str, Any]:
    """What --set and --reading ask for, as `replace` takes it. BadInput names every fault.

    `setting`: the option that sets figures.
    """
    from cscontract.terms.faults import BadInput, Fault
    from cscontract.terms.figures import figures as known
    from cscontract.terms.phrases import register

    changes: dict[str, Any] = {}
    faults: list[Fault] = []
    for option, pairs, names in (
        (setting, figures, list(known())),
        ("--reading", readings, list(register())),
    ):
        for pair in pairs:
            found = tried(faults, _change, option, pair, names)
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
