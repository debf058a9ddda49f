"""`compare`: other terms on the same records. `sweep`: a grid of them.

`trade`: one figure against another.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from cscontract.cli.arguments import read_half_width
from cscontract.cli.options import (
    add_records_command,
    agreement_as_written,
    changes_of,
    print_coverage,
    print_new_notes,
    print_repairs,
    read_inputs,
    read_records,
    refuse_all,
    tried,
)
from cscontract.cli.paths import Given, PictureFile
from cscontract.cli.results import picture_file, present, with_bar
from cscontract.core.language import Sentence

if TYPE_CHECKING:
    from cscontract.agreement.agreement import Agreement
    from cscontract.agreement.phrases import Phrase
    from cscontract.core.errors import Fault
    from cscontract.questions.terms.compare import Scenario

#: how values of a figure are asked for
RANGE = "FIGURE=LOW:HIGH:STEP"


def add(commands: Any) -> None:
    """`compare`, `sweep` and `trade`."""
    _add_compare(commands)
    _add_sweep(commands)
    _add_trade(commands)


def _add_compare(commands: Any) -> None:
    side = add_records_command(commands, "compare", run_compare, others=True)
    side.add_argument(
        "--scenario",
        type=Given,
        action="append",
        default=[],
        metavar="FILE",
        help="a further one (repeatable)",
    )


def _add_sweep(commands: Any) -> None:
    grid = add_records_command(commands, "sweep", run_sweep)
    grid.add_argument(
        "--vary",
        type=read_half_width,
        action="append",
        default=[],
        metavar=RANGE,
        help="a figure and its values; repeatable, the first slowest",
    )
    picture = "the grid as a picture, .svg or .png"
    grid.add_argument("--chart", type=PictureFile, metavar="FILE", help=picture)


def _add_trade(commands: Any) -> None:
    deal = add_records_command(commands, "trade", run_trade)
    given = "what is given: a figure and its new value (repeatable)"
    deal.add_argument(
        "--give", action="append", default=[], metavar="FIGURE=VALUE", help=given
    )
    asked = "the figure that is to make up for it"
    deal.add_argument(
        "--for", required=True, dest="figure", metavar="FIGURE", help=asked
    )
    curve = "a curve of equal cost"
    deal.add_argument("--along", type=read_half_width, metavar=RANGE, help=curve)
    curved = "that curve as a picture, .svg or .png"
    deal.add_argument("--chart", type=PictureFile, metavar="FILE", help=curved)
    deal.add_argument("--open", metavar="P1,P2", help="phrases to leave open, or all")


def run_compare(options: argparse.Namespace) -> int:
    """`compare`: the other agreement against the first.

    Without another the same, with --set and --reading.
    """
    from cscontract.questions.terms.compare import compare as side_by_side
    from cscontract.questions.terms.compare import load_scenario
    from cscontract.views.text.terms_text import comparison_text

    faults: list[Fault] = []
    base = tried(faults, agreement_as_written, options)
    first = tried(faults, _first, options, base)
    records = tried(faults, read_records, options)
    refuse_all(faults)
    others = [first, *(load_scenario(path, base) for path in options.scenario)]
    print_repairs(options, base, records, *(scenario.agreement for scenario in others))
    print_coverage(options, base, records)
    comparison = side_by_side(base, others, records)
    return present(
        options, comparison.to_dict(), lambda: comparison_text(comparison, options.lang)
    )


def _first(options: argparse.Namespace, base: Agreement | None) -> Scenario | None:
    """The other agreement or scenario, or the same, with the changes asked for.

    None without a base.
    """
    from cscontract.questions.terms.compare import UNNAMED, Scenario, load_scenario

    if base is None:
        changes_of(options.set, options.reading, base)
        return None
    first = (
        load_scenario(options.other, base) if options.other else Scenario(UNNAMED, base)
    )
    readings, passed = _applying(options.reading, first.agreement, base)
    changes = changes_of(options.set, readings, first.agreement)
    print_new_notes(options, passed)
    if not changes:
        return Scenario(first.name, first.agreement)
    return Scenario(first.name, first.agreement.replace(**changes))


def _applying(
    asked: list[str], other: Agreement, base: Agreement
) -> tuple[list[str], list[Sentence]]:
    """The readings asked for that apply to the other agreement.

    And of the rest, in words, that they do not. A phrase that neither agreement reads
    is left to be refused.
    """
    applying = []
    passed = []
    for pair in asked:
        name, _, reading = pair.partition("=")
        known, there = (
            agreement.phrases_with([name]).get(name) for agreement in (base, other)
        )
        if (
            known
            and reading in (*known.readings, "open")
            and not _is_read(there, reading)
        ):
            sentence = (
                "{option} was passed over: it does not apply to the other agreement"
            )
            passed.append(Sentence(sentence, option=f"--reading {pair}"))
        else:
            applying.append(pair)
    return applying, passed


def _is_read(phrase: Phrase | None, reading: str) -> bool:
    """Whether an agreement can read a phrase in a way."""
    return phrase is not None and reading in (*phrase.available, "open")


def run_sweep(options: argparse.Namespace) -> int:
    """`sweep`: a row a cell of the grid; a progress bar on a terminal."""
    from cscontract.questions.terms.sweep import sweep as over_grid
    from cscontract.views.text.terms_text import sweep_text

    grid = over_grid(*read_inputs(options), options.vary, with_bar)
    made = picture_file(
        options.chart, lambda: _chart("sweep_chart", grid, options.lang)
    )
    return present(
        options, grid.to_dict(), lambda: sweep_text(grid, options.lang), made
    )


def _chart(name: str, *what: Any) -> Any:
    """A chart of this module's commands, drawn; what draws is loaded only then."""
    from cscontract.views.charts import sweep_chart

    return getattr(sweep_chart, name)(*what)


def run_trade(options: argparse.Namespace) -> int:
    """`trade`: the value of one figure that makes up for what is given in others."""
    from cscontract.questions.terms.trade import trade as make_up
    from cscontract.views.text.terms_text import trade_text

    if options.along:
        return run_curve(options)
    agreement, records = read_inputs(options)
    changes = changes_of(options.give, [], agreement, "--give")
    give = {key.replace("__", "."): value for key, value in changes.items()}
    exchange = make_up(agreement, records, give, options.figure, options.open)
    return present(
        options, exchange.to_dict(), lambda: trade_text(exchange, options.lang)
    )


def run_curve(options: argparse.Namespace) -> int:
    """`trade --along`: a curve of equal cost.

    For each value of one figure the value of the other that makes up for it.
    """
    from cscontract.questions.terms.sweep import axes_of
    from cscontract.questions.terms.trade import iso_cost
    from cscontract.views.text.terms_text import trade_text

    agreement, records = read_inputs(options)
    ((key, values),) = axes_of(agreement, [options.along]).items()
    trades = iso_cost(agreement, records, key, values, options.figure, options.open)
    made = picture_file(
        options.chart, lambda: _chart("iso_cost_chart", trades, options.lang)
    )
    result = {"trades": [exchange.to_dict() for exchange in trades]}
    lines = (trade_text(exchange, options.lang) for exchange in trades)
    return present(options, result, lambda: "\n".join(lines), made)
