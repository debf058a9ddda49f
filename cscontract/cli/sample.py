"""Which agreement and records a command is on.

Those given, or, where no path is given, the sample.
"""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from cscontract.core.language import Sentence
from cscontract.core.project import SAMPLE

if TYPE_CHECKING:
    from cscontract.core.errors import BadInput

#: what the sample has for each path that a command takes
SAMPLES = {"agreement": SAMPLE / "agreement.yaml", "records": SAMPLE / "records"}
AGREEMENT = "AGREEMENT"
FOLDER = "RECORDS"


def fill_in_paths(options: argparse.Namespace) -> None:
    """Fill in the paths of a command.

    The sample's where none is given, and `sample` says so.

    The sample is never put beside a path that is given: where one of two is missing,
    `missing` has the fault by its name, to be told with all others when the command
    reads its paths.
    """
    takes = getattr(options, "takes", ())
    options.missing = {}
    options.sample = bool(takes) and not _given(options)
    if options.sample:
        for name in takes:
            setattr(options, name, SAMPLES[name])
    elif "records" in takes:
        options.missing = _half(options)
    elif takes and _is_folder(options.agreement):
        options.missing = {"agreement": _folder(options.called, options.agreement)}


def _given(options: argparse.Namespace) -> list[str]:
    names = ("agreement", "other", "records")
    return [
        path for name in names if (path := getattr(options, name, None)) is not None
    ]


def _half(options: argparse.Namespace) -> dict[str, BadInput]:
    """The fault of one path of two.

    Of `compare` a second path that is a folder is the records.
    """
    given = _given(options)
    other = getattr(options, "other", None)
    if other and options.records is None and _is_folder(other):
        options.records = other
        options.other = None
    is_one = len(given) == 1
    is_turned = Path(given[-1]).is_file()
    if _is_folder(options.agreement) and (is_one or is_turned):
        options.records = options.agreement
        return {"agreement": (_missing if is_one else _turned)(options.called, given)}
    return (
        {"records": _missing(options.called, given)} if options.records is None else {}
    )


def _missing(command: str, given: list[str]) -> BadInput:
    """The fault of a path that is missing.

    The records, or the agreement where a folder is given.
    """
    from cscontract.core.errors import bad

    paths = " ".join(map(_quoted, given))
    if _is_folder(given[0]):
        fix = Sentence(
            "run {command}", command=f"cscontract {command} {AGREEMENT} {paths}"
        )
        expected = Sentence(
            "the agreement's .yaml file before the records {folder}", folder=paths
        )
        return bad(AGREEMENT, "not given", expected, fix)
    fix = Sentence("run {command}", command=f"cscontract {command} {paths} {FOLDER}")
    expected = Sentence("a folder of records after {file}", file=paths)
    return bad(FOLDER, "not given", expected, fix)


def _folder(command: str, given: str) -> BadInput:
    """The fault of a folder where a command takes an agreement alone."""
    from cscontract.core.errors import bad

    fix = Sentence("run {command}", command=f"cscontract {command} {AGREEMENT}")
    folder = _quoted(given)
    expected = Sentence(
        "the agreement's .yaml file, not the folder {folder}", folder=folder
    )
    return bad(AGREEMENT, "not given", expected, fix)


def _turned(command: str, given: list[str]) -> BadInput:
    """The fault of records that stand before the agreement."""
    from cscontract.core.errors import bad

    first, *between, last = map(_quoted, given)
    turned = " ".join([last, *between, first])
    fix = Sentence("run {command}", command=f"cscontract {command} {turned}")
    return bad(
        AGREEMENT, Sentence("the folder {name}", name=first), "an agreement file", fix
    )


def _quoted(path: str) -> str:
    """A path as a command line takes it."""
    from cscontract.core.privacy import masked

    quoted = masked(shlex.quote(str(path)))
    return quoted if quoted.isprintable() else repr(quoted)


def _is_folder(path: str) -> bool:
    try:
        return bool(path) and Path(path).is_dir()
    except (OSError, ValueError):
        return False
