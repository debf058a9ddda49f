"""Where results go: files written whole or not at all, and standard output."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TextIO

from cscontract.commands.as_json import as_json
from cscontract.commands.outputs import holds
from cscontract.terms.files import write_whole
from cscontract.terms.language import Sentence, in_language, say, spoken


def asked_for(options: argparse.Namespace, known: Iterable[str]) -> dict[str, str]:
    """Those of the known forms asked for, with the file of each. BadInput where two results go to one file."""
    from cscontract.terms.faults import bad

    forms = {form: getattr(options, form) for form in known if getattr(options, form)}
    targets = [*([options.json] if options.json else []), *forms.values()]
    for target in targets:
        if targets.count(target) > 1:
            place = Sentence("standard output (-)") if target == "-" else target
            raise bad(place, None, "one result in each file", "give each its own file")
    return forms


def hand_over(
    options: argparse.Namespace,
    made: dict[str, bytes],
    result: dict[str, Any],
    text: Callable[[], str],
) -> None:
    """The files made, the result as JSON where asked for, and the text unless one is on standard output.

    That it is of the sample is said first, and stands in the JSON.
    """
    is_text = "-" not in (options.json, *made)
    sample = getattr(options, "sample", False)
    if sample and not is_text:
        tell_sample(sys.stderr)
    if options.json:
        write_json(options.json, {**result, "sample": True} if sample else result)
    for target, data in made.items():
        write_bytes(target, data)
    if is_text and sample:
        tell_sample(sys.stdout)
    if is_text:
        print(text())


def tell_sample(out: TextIO) -> None:
    """Say that what follows is of the sample."""
    print(say("(the sample)", spoken()), file=out, flush=True)


def tell(options: argparse.Namespace, result: dict[str, Any], text: Callable[[], str]) -> int:
    """A result as JSON where asked for, and as text unless the JSON is on standard output.

    What was counted stands in the JSON of a command on records.
    """
    covered = getattr(options, "coverage", None)
    result = {**result, "coverage": covered} if covered else result
    hand_over(options, {}, with_notes(options, result), text)
    return 0


def with_notes(options: argparse.Namespace, result: dict[str, Any]) -> dict[str, Any]:
    """The result with what was told on standard error, in the language that is spoken.

    The key is `notes`, or `told` where the result has notes of its own.
    """
    told = getattr(options, "told", None)
    if told is None:
        return result
    key = "told" if "notes" in result else "notes"
    return {**result, key: [in_language(note) for note in told]}


def write_json(target: str, result: dict[str, Any]) -> None:
    """JSON to a file, whole or not at all, or to standard output."""
    text = as_json(result)
    if target != "-":
        write_whole(Path(target), text.encode("utf-8", "backslashreplace"))
    elif holds(sys.stdout.encoding, text):
        sys.stdout.write(text)
    else:  # the same values, in signs that every encoding has
        sys.stdout.write(as_json(result, plain=True))


def write_bytes(target: str, data: bytes) -> None:
    """A report to a file, whole or not at all, or to standard output as it is."""
    if target == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        write_whole(Path(target), data)


def progress(items: Iterable[Any], count: int | None = None) -> Iterable[Any]:
    """The items, with a bar on a terminal."""
    from tqdm import tqdm

    return tqdm(items, total=count, disable=not sys.stderr.isatty(), leave=False)
