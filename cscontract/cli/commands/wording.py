"""`wording`: the sentences that settle phrases, as a document to sign.

And what they are worth to whom.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from cscontract.cli.arguments import of_form
from cscontract.cli.options import (
    add_records_command,
    all_or_faults,
    read_inputs,
    tried,
)
from cscontract.cli.paths import Output
from cscontract.cli.results import asked_for, hand_over, with_notes

if TYPE_CHECKING:
    from cscontract.core.errors import Fault
    from cscontract.core.language import Language
    from cscontract.questions.words.wording import WordingPage

#: the forms in which `wording` gives its document
DOCUMENTS = {
    "docx": "the document for a word processor",
    "markdown": "the document as Markdown",
}


def add(commands: Any) -> None:
    """`wording`, with its documents."""
    settle = add_records_command(commands, "wording", run_wording)
    chosen = "a phrase with the reading to settle it by (repeatable)"
    settle.add_argument(
        "--settle", action="append", default=[], metavar="PHRASE=READING", help=chosen
    )
    further = "phrases to price beside those to settle, or all; without it those open in the agreement"
    settle.add_argument("--open", metavar="P1,P2", help=further)
    for form, what in DOCUMENTS.items():
        settle.add_argument(
            f"--{form}", type=Output, metavar="FILE", help=of_form(what)
        )


def run_wording(options: argparse.Namespace) -> int:
    """`wording`: the sentences that settle phrases, as text.

    As JSON and documents where asked for.
    """
    from cscontract.core.errors import bad
    from cscontract.core.language import Sentence
    from cscontract.questions.words.wording import draw_up, price_to_settle
    from cscontract.views.documents.formats import markdown

    forms = asked_for(options, DOCUMENTS)
    settled, (agreement, records) = all_or_faults(
        (settled_by, options.settle), (read_inputs, options)
    )
    if not settled:
        names = ", ".join(agreement.open or agreement.chosen)
        fix = Sentence("write PHRASE=READING of one of {names}", names=names)
        raise bad("--settle", None, "a phrase to settle, and its reading", fix)
    page = draw_up(
        agreement, settled, price_to_settle(agreement, records, settled, options.open)
    )
    made = {
        target: document_file(form, page, options.lang)
        for form, target in forms.items()
    }
    result = with_notes(options, page.to_dict())
    hand_over(options, made, result, lambda: markdown(page, options.lang).rstrip())
    return 0


def settled_by(pairs: list[str]) -> dict[str, str]:
    """Phrase → reading of the `PHRASE=READING` options. BadInput names every fault."""
    from cscontract.core.errors import BadInput, Fault, shown

    settled: dict[str, str] = {}
    faults: list[Fault] = []
    for pair in pairs:
        settlement = tried(faults, _settlement, pair)
        if settlement and settlement[0] in settled:
            faults.append(
                Fault(
                    "--settle", shown(pair), "each phrase once", "give it one reading"
                )
            )
        settled |= dict([settlement] if settlement else [])
    if faults:
        raise BadInput(faults)
    return settled


def _settlement(pair: str) -> tuple[str, str]:
    """One PHRASE=READING option."""
    from cscontract.agreement.kinds import register
    from cscontract.core.errors import bad, nearest, shown
    from cscontract.core.language import Sentence

    name, equals, reading = (part.strip() for part in pair.partition("="))
    plain = name.partition("@")[0]
    if not equals or plain not in register():
        fix = Sentence("{fix}, as in PHRASE=READING", fix=nearest(name, register()))
        raise bad(
            "--settle", shown(pair), "a known phrase, =, and a reading of it", fix
        )
    readings = register()[plain].readings
    if reading not in readings:
        place = f"--settle {name}"
        expected = Sentence("a reading of {name}", name=name)
        raise bad(place, shown(reading), expected, nearest(reading, readings))
    return name, reading


def document_file(form: str, page: WordingPage, language: Language) -> bytes:
    """The settling sentences as a file of that form."""
    from cscontract.views.documents.formats import docx, markdown

    return (
        docx(page, language)
        if form == "docx"
        else markdown(page, language).encode("utf-8")
    )
