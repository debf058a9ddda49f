"""`price`: what the open phrases cost. `dispute`: the days that part two readings.

`infer`: what bills say.
"""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cscontract.cli.commands import purpose_of
from cscontract.cli.options import (
    add_agreement_command,
    add_records_command,
    agreement_with_changes,
    print_new_notes,
    print_repairs,
    read_inputs,
)
from cscontract.cli.paths import Folder, PictureFile
from cscontract.cli.results import picture_file, present, with_bar
from cscontract.core.language import Language, Sentence, say
from cscontract.core.project import SAMPLE

if TYPE_CHECKING:
    from cscontract.core.errors import BadInput


def add(commands: Any) -> None:
    """`price`, `dispute` and `infer`."""
    cost = add_records_command(commands, "price", run_price)
    cost.add_argument(
        "--open",
        metavar="P1,P2",
        help="phrases to price, each with or without readings (P1,P2=R1/R2); "
        "arguable: the strong and arguable readings of every one that moves money, so also without --open; "
        "all: every reading of them",
    )
    further = "far-fetched readings too, where --open names no phrase"
    cost.add_argument("--far-fetched", action="store_true", help=further)
    picture = "the phrases as a picture, .svg or .png"
    cost.add_argument("--chart", type=PictureFile, metavar="FILE", help=picture)
    part = add_agreement_command(
        commands, "dispute", run_dispute, purpose_of("dispute")
    )
    asked = "phrases that days can part; all by default; arguable: without far-fetched readings"
    part.add_argument("--phrase", metavar="P1,P2", help=asked)
    days = "write each dispute's days there as records"
    part.add_argument("--out", type=Folder, metavar="FOLDER", help=days)
    bills = add_records_command(commands, "infer", run_infer)
    bills.add_argument(
        "--open",
        default="all",
        metavar="P1,P2",
        help="phrases to vary, or arguable; all by default, with every reading",
    )


def run_price(options: argparse.Namespace) -> int:
    """`price`: the open phrases over all combinations of their readings."""
    from cscontract.questions.words.drafting import (
        ONE_ALONE,
        drafting_order,
        drafts_json,
    )
    from cscontract.questions.words.price import price as cost
    from cscontract.views.text.price_text import drafting_text, price_text

    far = options.far_fetched and options.open in (None, "arguable")
    priced = cost(*read_inputs(options), open="all" if far else options.open)
    drafts = drafting_order(priced)
    if priced.is_streamed:
        print_new_notes(options, [Sentence(ONE_ALONE)])
    made = picture_file(options.chart, lambda: _price_chart(priced, options.lang))
    result = {**priced.to_dict(), "drafting": drafts_json(drafts)}
    texts = price_text, lambda *_: drafting_text(drafts, options.lang)
    shown = (text(priced, options.lang) for text in texts)
    return present(options, result, lambda: "\n\n".join(shown), made)


def _price_chart(priced: Any, language: Any) -> Any:
    from cscontract.views.charts.price_chart import price_chart

    return price_chart(priced, language)


def run_dispute(options: argparse.Namespace) -> int:
    """`dispute`: the shortest series of days that parts two readings.

    In words, and as records where asked for.
    """
    from cscontract.questions.words.dispute import (
        asked_pairs,
        not_parted,
        smallest_dispute,
    )

    agreement = agreement_with_changes(options)
    print_repairs(options, agreement)
    pairs = asked_pairs(agreement, options.phrase or "all")
    disputes = [smallest_dispute(agreement, *pair) for pair in with_bar(pairs)]
    made: dict[str, bytes] = {}
    for dispute in disputes if options.out else ():
        place = Path(options.out, dispute.phrase, "-".join(dispute.readings))
        made |= {str(place / name): data for name, data in dispute.files().items()}
    left_out = not_parted(agreement)
    result = {
        "disputes": [dispute.to_dict() for dispute in disputes],
        "not_parted": [dispute.to_dict() for dispute in left_out],
    }
    lines = [f"{dispute.phrase}: {dispute.text(options.lang)}" for dispute in disputes]
    if not disputes:
        lines = [dispute.text(options.lang) for dispute in left_out] or [
            no_days_part(options.lang)
        ]
    return present(options, result, lambda: "\n".join(lines), made, with_folders=True)


def no_days_part(language: Language) -> str:
    """That an agreement has no phrase for days to part."""
    sentence = "No phrase of the agreement moves money: there are no days to look for."
    return say(sentence, language)


def run_infer(options: argparse.Namespace) -> int:
    """`infer`: the combinations that come to the billed amounts."""
    from cscontract.questions.words.infer import infer as explain_bills
    from cscontract.views.text.verdict_text import inference_text

    agreement, records = read_inputs(options)
    if options.sample and not records.bills:
        raise no_bills_in_sample()
    inference = explain_bills(agreement, records, open=options.open)
    return present(
        options, inference.to_dict(), lambda: inference_text(inference, options.lang)
    )


def no_bills_in_sample() -> BadInput:
    """The fault of the sample's records, which have no bills.

    Its other folder has some.
    """
    from cscontract.core.errors import bad

    paths = SAMPLE / "agreement.yaml", SAMPLE / "all_records"
    command = " ".join(
        ["cscontract infer", *(shlex.quote(str(path)) for path in paths)]
    )
    fix = Sentence("run {command}", command=command)
    return bad("bills", "no record", "what the provider billed", fix)
