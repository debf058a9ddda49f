"""The command line: `cscontract check`, `explain`, `price` … Whatever is heavy is imported when needed."""

from __future__ import annotations

import argparse
import sys

from cscontract.commands import (
    bring,
    judge,
    lite,
    page,
    parties,
    risk,
    rounds,
    serve,
    terms,
    wording,
    words,
)
from cscontract.commands.outputs import guarded

#: the modules of the commands, in the order in which help lists them
COMMANDS = (judge, words, wording, terms, parties, risk, rounds, bring, page, serve, lite)


@guarded
def main(arguments: list[str] | None = None) -> int:
    """Run a command. Exit status: 0 done; 1 a breach with --strict; 2 bad input; 130 stopped."""
    options, further = parser().parse_known_args(arguments)
    if further and options.run is not serve.lab:
        parser().error(f"unrecognized arguments: {' '.join(further)}")
    options.further = further
    from cscontract.terms.faults import BadInput

    try:
        return options.run(options)
    except BadInput as error:
        print(error, file=sys.stderr)
        return 2


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = argparse.ArgumentParser(
        prog="cscontract",
        description="What a customer-service outsourcing agreement costs on the parties' own counts. "
        "Not legal advice.",
    )
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    for module in COMMANDS:
        module.add(commands)
    return top


if __name__ == "__main__":
    sys.exit(main())
