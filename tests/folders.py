"""Folders of records from lines, and the verdict on them as JSON, for tests by
topic.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from cscontract.cli.main import main

import build
import files


def counts(
    first: date, last: date, shop: str = "taobao", persons: int = 60
) -> list[str]:
    """Reception lines of one ID for each date."""
    days = (last - first).days + 1
    tail = f"{shop},a,{persons},{persons},{persons}"
    return [f"{first + timedelta(days=n)},{tail}" for n in range(days)]


def folder_of(path: Path, **records: list[str]) -> Path:
    """A folder of records from lines; receptions of 1 to 20 August where there are no
    others.
    """
    if "sessions" not in records:
        records.setdefault("receptions", counts(date(2020, 8, 1), date(2020, 8, 20)))
    path.mkdir(exist_ok=True)
    for record, lines in records.items():
        rows = [line.split(",") for line in lines]
        files.write_csv(path / f"{record}.csv", files.HEADERS[record], rows)
    return path


def agreement_of(path: Path, first: date, last: date, **changes: Any) -> Path:
    """The file of the sample agreement for a term, with changes as `build.plain` takes
    them.
    """
    data = build.plain(first, last, **changes)
    target = path / "agreement.yaml"
    with target.open("w", encoding="utf-8") as file:
        YAML(typ="safe").dump(data, file)
    return target


def judged(
    folder: Path, *options: str, agreement: Path | None = None
) -> dict[str, Any]:
    """The verdict of the command as JSON."""
    target = folder / "result.json"
    arguments = [
        str(agreement or files.agreement_file()),
        str(folder),
        "--json",
        str(target),
    ]
    assert 0 == main(["check", *arguments, *options])
    return json.loads(target.read_text("utf-8"))


def refused(capsys: Any, folder: Path, agreement: Path | None = None) -> list[str]:
    """The faults for which `check` refuses."""
    capsys.readouterr()
    assert 2 == main(["check", str(agreement or files.agreement_file()), str(folder)])
    out, err = capsys.readouterr()
    assert "" == out
    return err.splitlines()


def coded(result: dict[str, Any], code: str) -> list[dict[str, Any]]:
    """The findings of a code."""
    return [finding for finding in result["findings"] if finding["code"] == code]
