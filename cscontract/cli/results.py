"""Where results go: files and standard output, all of them or none."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from cscontract.cli.as_json import as_json
from cscontract.cli.outputs import holds
from cscontract.core.files import written
from cscontract.core.language import in_language, say, spoken


def asked_for(options: argparse.Namespace, known: Iterable[str]) -> dict[str, str]:
    """Those of the known forms that are asked for, with the file of each."""
    return {form: getattr(options, form) for form in known if getattr(options, form)}


def picture_file(target: str | None, draw: Callable[[], Any]) -> dict[str, bytes]:
    """A picture as a file, where one is asked for; `draw` gives it."""
    if not target:
        return {}
    return {target: draw().image(Path(target).suffix.lower().removeprefix("."))}


def hand_over(
    options: argparse.Namespace,
    made: Mapping[str, bytes],
    result: dict[str, Any],
    text: Callable[[], str],
    with_folders: bool = False,
) -> None:
    """Hand over the files made, the result as JSON where asked for, and the text.

    The text only where nothing else is on standard output. All of them, or none: a file
    is in its place only where all others and standard output took theirs. That it is of
    the sample is said first, and stands in the JSON. `with_folders`: make folders of
    files.
    """
    is_text = "-" not in (options.json, *made)
    sample = getattr(options, "sample", False)
    files = {Path(target): data for target, data in made.items() if target != "-"}
    if options.json:
        result = {**result, "sample": True} if sample else result
    if options.json and options.json != "-":
        files[Path(options.json)] = as_json(result).encode("utf-8", "backslashreplace")
    shown = text() if is_text else ""
    with written(files, with_folders):
        if sample:
            tell_sample(sys.stdout if is_text else sys.stderr)
        if is_text:
            print(shown)
        elif options.json == "-":
            write_json(result)
        else:
            write_bytes(made["-"])
        sys.stdout.flush()


@contextmanager
def reported_anyway(text: Callable[[], str]) -> Iterator[None]:
    """Report what is done for good on standard error, where nothing else could."""
    try:
        yield
    except BrokenPipeError:
        raise
    except BaseException:
        print(text(), file=sys.stderr)
        raise


def tell_sample(out: TextIO) -> None:
    """Say that what follows is of the sample."""
    print(say("(the sample)", spoken()), file=out, flush=True)


def present(
    options: argparse.Namespace,
    result: dict[str, Any],
    text: Callable[[], str],
    made: Mapping[str, bytes] | None = None,
    with_folders: bool = False,
) -> int:
    """A result as text, unless its JSON is on standard output; as JSON where asked for.

    What was counted stands in the JSON of a command on records. `made`: files beside
    it.
    """
    covered = getattr(options, "coverage", None)
    result = {**result, "coverage": covered} if covered else result
    hand_over(options, made or {}, with_notes(options, result), text, with_folders)
    return 0


def with_notes(options: argparse.Namespace, result: dict[str, Any]) -> dict[str, Any]:
    """The result with what was told on standard error, in the language that is spoken.

    The key is `notes`, or `told` where the result has notes of its own.
    """
    noted = getattr(options, "noted", None)
    if noted is None:
        return result
    key = "told" if "notes" in result else "notes"
    return {**result, key: [in_language(note) for note in noted]}


def write_json(result: dict[str, Any]) -> None:
    """JSON on standard output."""
    text = as_json(result)
    if not holds(
        sys.stdout.encoding, text
    ):  # the same values, in signs that every encoding has
        text = as_json(result, plain=True)
    sys.stdout.write(text)


def write_bytes(data: bytes) -> None:
    """A report on standard output as it is."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def with_bar(items: Iterable[Any], count: int | None = None) -> Iterable[Any]:
    """The items, with a bar on a terminal."""
    from tqdm import tqdm

    shown: Iterable[Any] = tqdm(
        items, total=count, disable=not sys.stderr.isatty(), leave=False
    )
    return shown
