"""`upgrade`: a file of version 1 as one of version 2, whose clauses are a list."""

from __future__ import annotations

import argparse
import codecs
import sys
from pathlib import Path
from typing import Any

from cscontract.cli.arguments import add_language
from cscontract.cli.commands import add_command
from cscontract.cli.options import (
    add_json,
    agreement_as_written,
    print_new_notes,
    print_repairs,
)
from cscontract.cli.paths import Given, Output
from cscontract.cli.results import present
from cscontract.core.language import Sentence, say

STANDARD_OUTPUT = "-"


def add(commands: Any) -> None:
    """`upgrade`, with the file to write."""
    command = add_command(commands, "upgrade")
    file = "an agreement file; without it, the sample's"
    command.add_argument("agreement", type=Given, nargs="?", metavar="FILE", help=file)
    where = "the file of version 2 (- = standard output, as without it)"
    command.add_argument("--out", type=Output, metavar="FILE", help=where)
    add_json(command)
    add_language(command)
    command.set_defaults(run=run_upgrade, called="upgrade", takes=("agreement",))


def run_upgrade(options: argparse.Namespace) -> int:
    """`upgrade`: the file's text in version 2.

    BadInput where it is of version 2 already.
    """
    from cscontract.agreement.upgrade import upgraded, with_plain_signs
    from cscontract.core.errors import bad

    agreement = agreement_as_written(options)
    name = Path(options.agreement).name
    if agreement.version == 2:
        value = Sentence("version {number}", number=2)
        raise bad(name, value, "a file of version 1", "use it as it is")
    print_repairs(options, agreement)
    lost = Sentence("{file}: its comments are not in the new file", file=name)
    print_new_notes(
        options, [lost] if b"#" in Path(options.agreement).read_bytes() else []
    )
    target = options.out or STANDARD_OUTPUT
    text = upgraded(agreement)
    if target == STANDARD_OUTPUT and not _is_utf_8(sys.stdout.encoding):
        text = with_plain_signs(text)
    is_json_alone = options.json == STANDARD_OUTPUT == target
    made = {} if is_json_alone else {target: text.encode("utf-8")}
    sentence = "{file}: {count} clauses"
    values = {"file": target, "count": len(agreement.clauses)}
    result = {"version": 2, "text": text}
    return present(options, result, lambda: say(sentence, options.lang, **values), made)


def _is_utf_8(encoding: str | None) -> bool:
    """Whether an output is in the encoding of agreement files."""
    return codecs.lookup(encoding or "utf-8").name == "utf-8"
