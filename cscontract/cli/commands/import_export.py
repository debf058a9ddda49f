"""`import`: a platform's export into records."""

from __future__ import annotations

import argparse
from typing import Any

from cscontract.cli.arguments import add_language
from cscontract.cli.commands import add_command
from cscontract.cli.options import add_agents, print_notes
from cscontract.cli.paths import Folder, Given
from cscontract.cli.results import reported_anyway
from cscontract.core.language import say


def add(commands: Any) -> None:
    """`import`, of a platform's export."""
    bring = add_command(commands, "import")
    which = "an .xlsx or .csv export of one platform"
    bring.add_argument("report", type=Given, metavar="REPORT", help=which)
    kinds = "taobao, jd, agency or generic"
    bring.add_argument("--as", required=True, dest="kind", metavar="KIND", help=kinds)
    folder = "the folder of records to add to"
    bring.add_argument(
        "--out", type=Folder, required=True, metavar="RECORDS", help=folder
    )
    bring.add_argument("--shop", help="the shop of a report that names none")
    columns = "which column is which (YAML), for generic"
    bring.add_argument("--mapping", type=Given, metavar="FILE", help=columns)
    add_language(bring)
    add_agents(bring)
    bring.set_defaults(run=run_import)


def run_import(options: argparse.Namespace) -> int:
    """`import`: a platform's export into receptions.csv of a folder."""
    from cscontract.records.imports import merging, platform_exports

    imported = platform_exports.import_report(
        options.report,
        options.kind,
        shop=options.shop,
        mapping=options.mapping,
        agents=options.agent,
    )
    there: list[str] = []
    path = merging.write_receptions(imported, options.out, there, options.agent)
    print_notes([*imported.notes, *there])
    sentence = "{count} rows of {file} are in {place}"
    values = {"count": len(imported.rows), "file": imported.file, "place": str(path)}
    done = say(sentence, options.lang, **values)
    with reported_anyway(lambda: done):
        print(done, flush=True)
    return 0
