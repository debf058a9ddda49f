"""The command line: `cscontract check`, `explain`, `price` …

A command is loaded when it is asked for, and whatever is heavy when it is needed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

try:
    from cscontract import __version__
    from cscontract.cli.arguments import (
        Parser,
        add_language,
        language_asked,
        own_words,
    )
    from cscontract.cli.commands import COMMANDS
    from cscontract.cli.outputs import REFUSED, guarded
    from cscontract.core.language import speaking, spoken
except KeyboardInterrupt:  # while this was loaded: there are no words yet
    sys.exit(130)

if TYPE_CHECKING:
    import argparse

DESCRIPTION = (
    "What a customer-service outsourcing agreement costs on the parties' own counts. "
    "Not legal advice."
)
#: what a shell sets when it asks, by argcomplete, how a line could go on
COMPLETING = "_ARGCOMPLETE"


@guarded
def main(arguments: list[str] | None = None) -> int:
    """Run a command in the language asked for.

    Exit status: 0 done; 1 a breach with --strict or --fail-on; 2 bad input;
    130 interrupted.
    """
    if COMPLETING in os.environ:
        return complete()
    given = sys.argv[1:] if arguments is None else arguments
    with speaking(language_asked(given)), own_words():
        return run_command(given)


def complete() -> int:
    """Answer a shell that asks how a line could go on; 1 without argcomplete."""
    try:
        argcomplete: Any = import_module("argcomplete")
    except ImportError:
        return 1
    argcomplete.autocomplete(parser())
    return 0


def run_command(given: Sequence[str]) -> int:
    """Run a command in the language spoken; without one, show what there is."""
    top = parser(given)
    options, further = top.parse_known_args(given)
    if further and not getattr(options, "passes_on", False):
        options.parser.refuse_unknown(further)
    if not hasattr(options, "run"):
        top.print_help()
        return 0
    options.further = further
    options.lang = options.lang or spoken()
    return carry_out(options)


def carry_out(options: argparse.Namespace) -> int:
    """Run the command of the options; bad input is told on standard error."""
    from cscontract.cli.destinations import guard_of, refuse_destinations
    from cscontract.cli.sample import fill_in_paths
    from cscontract.core.errors import BadInput
    from cscontract.core.files import guarding

    try:
        fill_in_paths(options)
        with guarding(guard_of(options)):
            refuse_destinations(options)
            status: int = options.run(options)
            return status
    except BadInput as error:
        print(error, file=sys.stderr)
        return REFUSED


def parser(given: Sequence[str] | None = None) -> Parser:
    """The commands and their options.

    `given`: the arguments; a command that is none of them has its name alone, and
    its module is not loaded. Without it every command has its options.
    """
    top = Parser(prog="cscontract", description=DESCRIPTION)
    add_language(top)
    version = f"%(prog)s {__version__}"
    shown = "show the version and exit"
    top.add_argument("--version", action="version", version=version, help=shown)
    commands = top.add_subparsers(metavar="COMMAND")
    for module, purposes in COMMANDS.items():
        if given is None or any(name in given for name in purposes):
            import_module(f"cscontract.cli.commands.{module}").add(commands)
        else:
            add_names(commands, purposes)
    return top


def add_names(commands: Any, purposes: dict[str, str]) -> None:
    """Commands by name alone, as help lists them."""
    for name, purpose in purposes.items():
        commands.add_parser(name, help=purpose)


if __name__ == "__main__":
    sys.exit(main())
