"""`parties`: what the agreement leaves to each party, and the monthly fees that serve both."""

from __future__ import annotations

import argparse
from typing import Any

from cscontract.commands.options import SAMPLE, every, given, on_records, tell_notes
from cscontract.commands.results import tell


def add(commands: Any) -> None:
    """`parties`, with the file of the parties' figures."""
    help = "seats, costs and margin of the provider, the client's alternatives, the fees that serve both"
    command = on_records(commands, "parties", parties, help)
    command.add_argument(
        "--parties",
        default=SAMPLE / "parties.yaml",
        metavar="FILE",
        help="both parties' own figures; without it the sample's",
    )
    command.add_argument(
        "--chart", metavar="FILE", help="zone and sensitivities as a picture, .svg or .png"
    )


def parties(options: argparse.Namespace) -> int:
    """`parties`: margin, saving, zone and tornado."""
    from cscontract.questions.tornado import tornado
    from cscontract.questions.zone import Zone
    from cscontract.views.parties_text import parties_text

    swings = tornado(*_given(options))
    found = Zone(swings.gains)
    if options.chart:
        from cscontract.views.parties_chart import parties_chart

        parties_chart(found, swings, options.lang).save(options.chart)
    result = {**found.gains.to_dict(), "zone": found.to_dict(), "tornado": swings.to_dict()}
    return tell(options, result, lambda: parties_text(found, swings, options.lang))


def _given(options: argparse.Namespace) -> tuple[Any, Any, Any]:
    """Agreement, records and the parties' figures; all their faults at once."""
    from cscontract.terms.parties import load_parties

    both, own = every((given, options), (load_parties, options.parties))
    tell_notes(own)
    return (*both, own)
