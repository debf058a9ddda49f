"""`import`: a platform's export into records."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from cscontract.commands.options import on_agents


def add(commands: Any) -> None:
    """`import`, of a platform's export."""
    bring = commands.add_parser("import", help="a platform's customer-service export into records")
    bring.add_argument("report", metavar="REPORT", help="an .xlsx or .csv export of one platform")
    kinds = "taobao, jd, agency or generic"
    bring.add_argument("--as", required=True, dest="kind", metavar="KIND", help=kinds)
    folder = "the folder of records to add to"
    bring.add_argument("--out", required=True, metavar="RECORDS", help=folder)
    bring.add_argument("--shop", help="the shop of a report that names none")
    columns = "which column is which (YAML), for generic"
    bring.add_argument("--mapping", metavar="FILE", help=columns)
    on_agents(bring)
    bring.set_defaults(run=import_report)


def import_report(options: argparse.Namespace) -> int:
    """`import`: a platform's export into receptions.csv of a folder."""
    from cscontract.records import importers, merging
    from cscontract.terms.language import Sentence, in_language

    imported = importers.import_report(
        options.report,
        options.kind,
        shop=options.shop,
        mapping=options.mapping,
        agents=options.agent,
    )
    there: list[str] = []
    path = merging.write_receptions(imported, options.out, there, options.agent)
    for note in (*imported.notes, *there):
        print(in_language(Sentence("note: {note}", note=note)), file=sys.stderr)
    print(in_language(_done(len(imported.rows), imported.file, path)))
    return 0


def _done(count: int, file: str, path: Path) -> str:
    from cscontract.terms.language import Sentence

    said = "{count} rows of {file} are in {path}"
    return Sentence(said, count=count, file=file, path=path)
