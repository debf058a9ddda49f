"""The command line: `cscontract check`, `explain`, `price` … Whatever is heavy is imported when needed."""

from __future__ import annotations

import argparse
import sys

try:
    from cscontract.cli.arguments import Parser, add_language, language_asked, own_words
    from cscontract.cli.commands import check as judge
    from cscontract.cli.commands import import_export as bring
    from cscontract.cli.commands import (
        lite,
        page,
        parties,
        risk,
        rounds,
        serve,
        terms,
        upgrade,
        wording,
        words,
    )
    from cscontract.cli.destinations import guard_of, settle
    from cscontract.cli.outputs import guarded
    from cscontract.cli.sample import place
    from cscontract.core.language import say, speaking, spoken
except KeyboardInterrupt:  # while this was loaded: there are no words yet
    sys.exit(130)

#: the modules of the commands, in the order in which help lists them
COMMANDS = (
    judge,
    words,
    wording,
    terms,
    parties,
    risk,
    rounds,
    bring,
    upgrade,
    page,
    serve,
    lite,
)
DESCRIPTION = (
    "What a customer-service outsourcing agreement costs on the parties' own counts. "
    "Not legal advice."
)


@guarded
def main(arguments: list[str] | None = None) -> int:
    """Run a command in the language asked for.

    Exit status: 0 done; 1 a breach with --strict or --fail-on; 2 bad input; 130 interrupted.
    """
    given = sys.argv[1:] if arguments is None else arguments
    with speaking(language_asked(given)), own_words():
        return run(given)


def run(given: list[str]) -> int:
    """Run a command in the language that is spoken; without one, show what there is."""
    from cscontract.core.errors import BadInput
    from cscontract.core.files import guarding

    top = parser()
    options, further = top.parse_known_args(given)
    runs = getattr(options, "run", None)
    if further and runs is not serve.lab:
        top.error(say("unrecognized arguments: {names}", spoken(), names=" ".join(further)))
    if runs is None:
        top.print_help()
        return 0
    options.further = further
    options.lang = options.lang or spoken()
    try:
        place(options)
        with guarding(guard_of(options)):
            settle(options)
            status: int = runs(options)
            return status
    except BadInput as error:
        print(error, file=sys.stderr)
        return 2


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = Parser(prog="cscontract", description=DESCRIPTION)
    add_language(top)
    commands = top.add_subparsers(metavar="COMMAND")
    for module in COMMANDS:
        module.add(commands)
    return top


if __name__ == "__main__":
    sys.exit(main())
