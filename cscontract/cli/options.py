"""What most commands are given: an agreement and records, with changes.

All that is wrong is said at once.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

from cscontract.cli.arguments import add_language, read_half_width, wrong
from cscontract.cli.commands import purpose_of
from cscontract.cli.paths import Given, Output
from cscontract.core.language import Sentence, in_language, say, spoken

if TYPE_CHECKING:
    from cscontract.agreement.agreement import Agreement
    from cscontract.core.errors import Fault
    from cscontract.records.read import Records

#: the years that a date may be of, as those of records
YEARS = range(1989, 2102)


def add_records_command(
    commands: Any, name: str, run: Callable[..., Any], others: bool = False
) -> argparse.ArgumentParser:
    """A command on an agreement and records, with the options that all of them take.

    `others`: on a second agreement as well.
    """
    command = add_agreement_command(commands, name, run, purpose_of(name))
    if others:
        other = "an agreement or a scenario; without it the first, changed by --set and --reading"
        command.add_argument(
            "other", type=Given, nargs="?", metavar="OTHER", help=other
        )
    folder = "a folder of records; without both paths, the sample's"
    command.add_argument(
        "records", type=Given, nargs="?", metavar="RECORDS", help=folder
    )
    command.add_argument(
        "--as-of", type=a_date, metavar="DATE", help="judge duties up to this date"
    )
    command.set_defaults(takes=("agreement", "records"))
    add_doubts(command)
    return command


def add_doubts(command: argparse.ArgumentParser) -> None:
    """The options that settle what is in doubt in records: `read` takes the same."""
    masked = "chats of masked customers: each row a customer, or all of one name one customer"
    command.add_argument("--masked", choices=("each", "one"), help=masked)
    add_agents(command)
    spans = "logins and outages over 16 hours are right as they stand"
    command.add_argument("--long-spans", action="store_true", help=spans)


def add_agents(command: argparse.ArgumentParser) -> None:
    """The option that names what looks like a row of totals and is none."""
    agents = (
        "an agent or shop that looks like a row of totals, or an ID of another's counts"
    )
    command.add_argument(
        "--agent", action="append", default=[], metavar="NAME", help=agents
    )


def add_agreement_command(
    commands: Any, name: str, run: Callable[..., Any], help: str
) -> argparse.ArgumentParser:
    """A command on an agreement, with the options that all of them take."""
    command: argparse.ArgumentParser = commands.add_parser(
        name, help=help, description=help
    )
    file = "an agreement file; without it, the sample's"
    command.add_argument(
        "agreement", type=Given, nargs="?", metavar="AGREEMENT", help=file
    )
    add_json(command)
    changed = "a figure with another value (repeatable)"
    command.add_argument(
        "--set", action="append", default=[], metavar="FIGURE=VALUE", help=changed
    )
    read = "a phrase with another reading (repeatable)"
    command.add_argument(
        "--reading", action="append", default=[], metavar="PHRASE=READING", help=read
    )
    add_language(command)
    command.set_defaults(run=run, called=name, takes=("agreement",))
    return command


def add_json(command: argparse.ArgumentParser) -> None:
    """`--json`, as every command with a result has it."""
    json = "the result as JSON (- = standard output)"
    command.add_argument("--json", type=Output, metavar="FILE", help=json)


def a_date(text: str) -> date:
    """A date of an option, of the years that the dates of records may be of."""
    try:
        plain = read_half_width(text)
        if not plain.isascii():  # Python takes digits of every script
            raise ValueError(text)
        day = datetime.strptime(plain, "%Y-%m-%d").date()
    except ValueError:
        sentence = "{value} is not a date; write it like 2020-08-03"
        raise wrong(sentence, value=repr(text)) from None
    if day.year not in YEARS:
        sentence = "{value} is out of bounds; a date from {first} to {last} is expected"
        raise wrong(
            sentence,
            value=repr(text),
            first=f"{YEARS[0]}-01-01",
            last=f"{YEARS[-1]}-12-31",
        )
    return day


def a_month(text: str) -> str:
    """A month of an option, as 2020-08."""
    try:
        return f"{a_date(f'{text}-01'):%Y-%m}"
    except argparse.ArgumentTypeError:
        sentence = "{value} is not a month; write it like 2020-08"
        raise wrong(sentence, value=repr(text)) from None


def read_inputs(options: argparse.Namespace) -> tuple[Agreement, Records]:
    """As `read_files`, with what was not counted on standard error and in the JSON."""
    agreement, records = read_files(options)
    print_coverage(options, agreement, records)
    return agreement, records


def read_files(options: argparse.Namespace) -> tuple[Agreement, Records]:
    """The agreement, changed as --set and --reading ask, and the records.

    All their faults at once.
    """
    from cscontract.verdict.check import refuse_as_of

    agreement, records, _ = all_or_faults(
        (agreement_with_changes, options),
        (read_records, options),
        (refuse_as_of, options.as_of),
    )
    print_repairs(options, agreement, records)
    return agreement, records


def print_coverage(
    options: argparse.Namespace, agreement: Agreement, records: Records
) -> None:
    """On standard error what was not counted; for the JSON what was."""
    from cscontract.verdict import coverage

    print_new_notes(options, coverage.notices_of_coverage(agreement, records))
    options.coverage = coverage.coverage_json(
        agreement, records, getattr(options, "as_of", None)
    )


def read_records(options: argparse.Namespace) -> Records:
    """The records at the path that is given. BadInput where there is none."""
    from cscontract.records.read import read

    _refuse_missing(options, "records")
    return read(
        options.records,
        masked=options.masked,
        agents=options.agent,
        long_spans=long_spans_of(options),
    )


def long_spans_of(options: argparse.Namespace) -> Literal["confirmed", "unconfirmed"]:
    """Whether logins and outages over 16 hours are confirmed."""
    return "confirmed" if options.long_spans else "unconfirmed"


def _refuse_missing(options: argparse.Namespace, name: str) -> None:
    """Refuse a path that was not given while the other was."""
    if fault := getattr(options, "missing", {}).get(name):
        raise fault


def print_repairs(options: argparse.Namespace, *read: Any) -> None:
    """The repairs made in reading, each once, on standard error."""
    print_new_notes(options, (note for source in read for note in source.notes))


def print_new_notes(options: argparse.Namespace, notes: Iterable[str]) -> None:
    """As `print_notes`, kept in `noted` for the JSON.

    What was printed before is not printed again.
    """
    before = getattr(options, "noted", [])
    new = [note for note in dict.fromkeys(notes) if note not in before]
    print_notes(new)
    options.noted = [*before, *new]


def print_notes(notes: Iterable[str]) -> None:
    """Notes in the language that is spoken, each once, on standard error."""
    for note in dict.fromkeys(notes):
        print(say("note: {note}", spoken(), note=in_language(note)), file=sys.stderr)


def agreement_with_changes(options: argparse.Namespace) -> Agreement:
    """The agreement, changed as --set and --reading ask; all its faults at once."""
    faults: list[Fault] = []
    agreement = tried(faults, agreement_as_written, options)
    changes = tried(faults, changes_of, options.set, options.reading, agreement)
    refuse_all(faults)
    changed: Agreement = agreement.replace(**changes) if changes else agreement
    return changed


def agreement_as_written(options: argparse.Namespace) -> Agreement:
    """The agreement at the path that is given. BadInput where there is none."""
    from cscontract.agreement.agreement import load

    _refuse_missing(options, "agreement")
    return load(options.agreement)


def all_or_faults(*steps: tuple[Any, ...]) -> list[Any]:
    """What each step (a function and what it is given) comes to.

    BadInput has the faults of all of them.
    """
    faults: list[Fault] = []
    results = [tried(faults, *step) for step in steps]
    refuse_all(faults)
    return results


def refuse_all(faults: list[Fault]) -> None:
    """Raise the faults that were collected, all together.

    Nothing where there is none.
    """
    from cscontract.core.errors import BadInput

    if faults:
        raise BadInput(faults)


def tried(faults: list[Fault], step: Callable[..., Any], *given: Any) -> Any:
    """What a step gives; None where its input is bad: its faults join the list."""
    from cscontract.core.errors import BadInput

    try:
        return step(*given)
    except BadInput as error:
        faults += error.faults
        return None


def changed(agreement: Agreement, figures: list[str], readings: list[str]) -> Agreement:
    """The agreement with FIGURE=VALUE and PHRASE=READING options applied together."""
    changes = changes_of(figures, readings, agreement)
    return agreement.replace(**changes) if changes else agreement


def changes_of(
    figures: list[str],
    readings: list[str],
    agreement: Agreement | None,
    setting: str = "--set",
) -> dict[str, Any]:
    """What --set and --reading ask for, as `replace` takes it.

    BadInput names every fault.

    `agreement`: the one whose names they are; None where it could not be read, so that
    no name is known to be wrong. `setting`: the option that sets figures.
    """
    from cscontract.core.errors import BadInput, Fault

    changes: dict[str, Any] = {}
    faults: list[Fault] = []
    for option, pairs in ((setting, figures), ("--reading", readings)):
        for pair in pairs:
            change = tried(faults, _change, option, pair, agreement)
            if change and change[0] in changes:
                faults.append(
                    Fault(option, pair, "each name once", "give it one value")
                )
            changes |= dict([change] if change else [])
    if faults:
        raise BadInput(faults)
    return changes


def _change(
    option: str, pair: str, agreement: Agreement | None
) -> tuple[str, Any] | None:
    """One NAME=VALUE option as a key and value of `replace`.

    None where no agreement could be read.
    """
    from cscontract.agreement.composition import misread
    from cscontract.agreement.version_1 import known_figures, phrases_of_then
    from cscontract.core.errors import bad, nearest, shown

    name, equals, value = pair.partition("=")
    figures = agreement.figures if agreement else known_figures()
    phrases = agreement.phrases_with([name]) if agreement else phrases_of_then([name])
    key = agreement.canonical(name) if agreement else name
    names = list(phrases if option == "--reading" else figures)
    if not equals or key not in names:
        expected = "a known name, =, and a value"
        fix = Sentence("{fix}, as in NAME=VALUE", fix=nearest(name, names))
        raise bad(option, shown(pair), expected, fix)
    place = f"{option} {name}"
    if option == "--reading":
        if wrong := misread(phrases, name, value):
            raise bad(place, shown(value), *wrong[1:])
        return f"readings__{name}", value
    figure = figures[key]
    repairs = list[str]()
    try:
        read = figure.parse_text(value, repairs)
    except ValueError:
        raise bad(place, shown(value), figure.bounds, figure.example) from None
    return key.replace(".", "__"), value.strip() if repairs else read
