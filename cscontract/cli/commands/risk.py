"""`risk`: how far the total may spread, over simulated volumes."""

from __future__ import annotations

import argparse
from typing import Any

from cscontract.cli.arguments import a_number
from cscontract.cli.options import add_records_command, read_inputs
from cscontract.cli.paths import PictureFile
from cscontract.cli.results import picture_file, present


def add(commands: Any) -> None:
    """`risk`."""
    spread = add_records_command(commands, "risk", run_risk)
    spread.add_argument(
        "--paths", type=a_number, default=10_000, metavar="N", help="terms to simulate"
    )
    seed = "the same seed gives the same figures"
    spread.add_argument("--seed", type=a_number, default=1, metavar="S", help=seed)
    spread.add_argument(
        "--open",
        metavar="P1,P2",
        help="phrases to tell by reading, or all (as of `price`)",
    )
    fan = "the cost as a fan, .svg or .png"
    spread.add_argument("--chart", type=PictureFile, metavar="FILE", help=fan)
    fit = "simulated days against the counts as a picture, .svg or .png"
    spread.add_argument("--fit", type=PictureFile, metavar="FILE", help=fit)


def run_risk(options: argparse.Namespace) -> int:
    """`risk`: what the agreement costs on simulated terms."""
    from cscontract.questions.seasons.risk import risk as simulate
    from cscontract.views.text.risk_text import risk_text

    spread = simulate(*read_inputs(options), options.paths, options.seed, options.open)
    made = picture_file(
        options.chart, lambda: _chart("risk_chart", spread, options.lang)
    )
    made |= picture_file(options.fit, lambda: _chart("fit_chart", spread, options.lang))
    return present(
        options, spread.to_dict(), lambda: risk_text(spread, options.lang), made
    )


def _chart(name: str, *what: Any) -> Any:
    """A chart of this command, drawn; what draws is loaded only then."""
    from cscontract.views.charts import risk_chart

    return getattr(risk_chart, name)(*what)
