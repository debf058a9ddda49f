"""`parties`: what the agreement leaves to each party; the prices that serve both."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from cscontract.cli.options import (
    add_records_command,
    all_or_faults,
    print_repairs,
    read_inputs,
)
from cscontract.cli.paths import Given, PictureFile, Result
from cscontract.cli.results import picture_file, present
from cscontract.core.project import SAMPLE


def add(commands: Any) -> None:
    """`parties`, with the file of the parties' figures."""
    command = add_records_command(commands, "parties", run_parties)
    command.add_argument(
        "--parties",
        type=Given,
        metavar="FILE",
        help="both parties' own figures; on the sample's agreement and records the sample's",
    )
    template = "write a commented file of the parties' figures there, to be filled in, and stop"
    command.add_argument("--template", type=Result, metavar="FILE", help=template)
    picture = "zone and sensitivities as a picture, .svg or .png"
    command.add_argument("--chart", type=PictureFile, metavar="FILE", help=picture)


def run_parties(options: argparse.Namespace) -> int:
    """`parties`: margin, saving, zone and tornado.

    Or an empty file of the parties' figures.
    """
    if options.template:
        return write_template(options)
    from cscontract.questions.parties.tornado import tornado
    from cscontract.questions.parties.zone import Zone
    from cscontract.views.text.parties_text import parties_text

    swings = tornado(*_given(options))
    zone = Zone(swings.gains)
    made = picture_file(options.chart, lambda: _chart(zone, swings, options.lang))
    result = {
        **zone.gains.to_dict(),
        "zone": zone.to_dict(),
        "tornado": swings.to_dict(),
    }
    return present(
        options, result, lambda: parties_text(zone, swings, options.lang), made
    )


def _chart(*what: Any) -> Any:
    from cscontract.views.charts.parties_chart import parties_chart

    return parties_chart(*what)


def write_template(options: argparse.Namespace) -> int:
    """`parties --template`: the file to fill in.

    BadInput where there is one already.
    """
    from cscontract.agreement.parties_template import parties_template
    from cscontract.core.errors import bad
    from cscontract.core.files import written
    from cscontract.core.language import Sentence, say

    target = Path(options.template)
    if target.is_file():
        expected = Sentence("a file that is not there yet")
        raise bad(
            str(target),
            None,
            expected,
            Sentence("name another file, or remove this one"),
        )
    sentence = "{file} written; fill in its values, then: cscontract parties AGREEMENT RECORDS --parties {file}"
    with written({target: parties_template(options.lang).encode("utf-8")}):
        print(say(sentence, options.lang, file=target), flush=True)
    return 0


def _given(options: argparse.Namespace) -> tuple[Any, Any, Any]:
    """Agreement, records and the parties' figures; all their faults at once."""
    both, own = all_or_faults((read_inputs, options), (_own_figures, options))
    print_repairs(options, own)
    return (*both, own)


def _own_figures(options: argparse.Namespace) -> Any:
    from cscontract.agreement.parties_figures import load_parties

    return load_parties(_file(options))


def _file(options: argparse.Namespace) -> Any:
    """The file of the parties' figures.

    BadInput where own agreement or records would meet the sample's.
    """
    from cscontract.core.errors import bad
    from cscontract.core.language import Sentence

    if options.parties:
        return options.parties
    asked = {str(path) for path in (options.agreement, options.records) if path}
    if asked <= {str(SAMPLE / "agreement.yaml"), str(SAMPLE / "records")}:
        return SAMPLE / "parties.yaml"
    expected = Sentence(
        "the parties' own figures beside their own agreement and records"
    )
    fix = Sentence(
        "write the file with `cscontract parties --template parties.yaml`, fill it in, "
        "and name it with --parties"
    )
    raise bad("--parties", None, expected, fix)
