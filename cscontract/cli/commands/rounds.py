"""`rounds`: offers and counter-offers of a negotiation, kept for good.

And what is between two of them.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from cscontract.cli.arguments import add_language, read_half_width, wrong
from cscontract.cli.commands import add_command
from cscontract.cli.options import (
    add_agreement_command,
    add_doubts,
    add_json,
    agreement_with_changes,
    print_coverage,
    print_notes,
    print_repairs,
    read_records,
)
from cscontract.cli.paths import FolderOrFile, Given, GivenRounds, Output, RoundsFile
from cscontract.cli.results import asked_for, hand_over, present, reported_anyway

if TYPE_CHECKING:
    from cscontract.records.read import Records
    from cscontract.rounds.rounds import Round, Rounds


def add(commands: Any) -> None:
    """`rounds`, with what can be done with them."""
    top = add_command(commands, "rounds")
    add_language(top)
    actions = top.add_subparsers(required=True, metavar="WHAT")
    _add_saving(actions)
    _add_reading(actions)
    _add_exchange(actions)


def _add_reading(actions: Any) -> None:
    """`list`, `show` and `diff`."""
    which = "a hash, its beginning, or a name for its last round"
    listing = _action(
        actions,
        "list",
        list_rounds,
        "the rounds, in the order in which they were saved",
    )
    listing.add_argument("--name", metavar="NAME", help="of this scenario only")
    one = _action(actions, "show", show_round, "an offer as it was made")
    one.add_argument("round", metavar="HASH", help=which)
    out = "write its agreement file (- = standard output)"
    one.add_argument("--out", type=Output, metavar="FILE", help=out)
    two = _action(
        actions,
        "diff",
        diff_rounds,
        "what differs between two offers, and what it is worth",
    )
    two.add_argument("before", metavar="A", help=which)
    two.add_argument("after", metavar="B", help="another")
    worth = "what it is worth on these"
    two.add_argument("records", type=Given, nargs="?", metavar="RECORDS", help=worth)
    add_doubts(two)


def _add_exchange(actions: Any) -> None:
    """`export` and `import`."""
    away = _action(
        actions,
        "export",
        export_rounds,
        "the rounds as text, for the other party or for keeps",
    )
    target = "a folder, or one file NAME.json"
    away.add_argument("target", type=FolderOrFile, metavar="TARGET", help=target)
    away.add_argument(
        "--name", metavar="NAME", help="of this scenario, with those that it answers"
    )
    back = _action(
        actions,
        "import",
        import_rounds,
        "rounds of a text file, a folder or another file",
    )
    where = "what was exported, or another file of rounds"
    back.add_argument("source", type=GivenRounds, metavar="SOURCE", help=where)
    aside = "the name for rounds whose place is taken here"
    back.add_argument("--branch", metavar="NAME", help=aside)


def _add_saving(actions: Any) -> None:
    """`save` and `branch`."""
    keep = add_agreement_command(actions, "save", save_round, "keep an offer")
    keep.set_defaults(called="rounds save")
    keep.add_argument(
        "--name", required=True, metavar="NAME", help="the scenario that it is of"
    )
    parties = ("client", "provider", "both")
    keep.add_argument(
        "--by", choices=parties, default="both", help="who offers; both without it"
    )
    answered = "the round that it answers; the last one of NAME without it"
    keep.add_argument("--parent", metavar="HASH", help=answered)
    keep.add_argument(
        "--branch", metavar="NEW", help="beside it, as the first round of this name"
    )
    fork = _action(
        actions,
        "branch",
        branch_round,
        "a scenario of its own that begins with a round's offer",
    )
    fork.add_argument("name", metavar="NEW", help="its name")
    fork.add_argument("round", metavar="HASH", help="the round that it begins with")
    for action in (keep, fork):
        action.add_argument("--note", default="", metavar="TEXT", help="a remark")
        now = "when it was offered, as 2020-08-03T10:00; now, without it"
        action.add_argument("--at", type=an_offer_time, metavar="UTC", help=now)
    _add_place(keep)


def _action(
    actions: Any, name: str, run: Callable[..., Any], help: str
) -> argparse.ArgumentParser:
    """One thing to do with rounds, with the options that all of them take."""
    action: argparse.ArgumentParser = actions.add_parser(
        name, help=help, description=help
    )
    add_json(action)
    add_language(action)
    _add_place(action)
    action.set_defaults(run=run)
    return action


def _add_place(action: argparse.ArgumentParser) -> None:
    place = os.environ.get("CSCONTRACT_ROUNDS") or "rounds.db"
    help = "where the rounds are: CSCONTRACT_ROUNDS, or rounds.db here, without it"
    action.add_argument(
        "--file", type=RoundsFile, default=place, metavar="FILE", help=help
    )


def an_offer_time(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(read_half_width(text))
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (OverflowError, ValueError):
        sentence = "{value} is not a time; write it like 2020-08-03T10:00"
        raise wrong(sentence, value=repr(text)) from None


def open_rounds(options: argparse.Namespace) -> Rounds:
    from cscontract.rounds.rounds import Rounds

    return Rounds(options.file)


def save_round(options: argparse.Namespace) -> int:
    """`rounds save`: told as saved only once it is on the disk."""
    from cscontract.core.privacy import masked

    agreement = agreement_with_changes(options)
    notes = list(agreement.notes)
    note = options.note
    if masked(note) != note:
        notes.append("a telephone or identity number in the note is hidden")
    at = options.at or _now()
    with open_rounds(options) as rounds:
        name = options.name
        parent = options.parent
        if options.branch:
            parent = rounds.show(parent or name).hash
            name = options.branch
        saved = rounds.save(agreement, name, options.by, at, note, parent)
        return _told_saved(saved, (*notes, *rounds.notes), options)


def branch_round(options: argparse.Namespace) -> int:
    """`rounds branch`: a new scenario from a round on."""
    with open_rounds(options) as rounds:
        begun = rounds.branch(
            options.name, options.round, options.at or _now(), options.note
        )
        return _told_saved(begun, rounds.notes, options)


def _now() -> datetime:
    """The time of this machine's clock; nothing below the commands asks it."""
    return datetime.now(UTC).replace(microsecond=0)


def _told_saved(
    saved: Round, notes: tuple[str, ...], options: argparse.Namespace
) -> int:
    from cscontract.core.language import say
    from cscontract.views.text.rounds_text import round_line

    print_notes(notes)
    line = say("Saved: ", options.lang) + round_line(saved, options.lang)
    with reported_anyway(lambda: line):
        return present(options, saved.to_dict(), lambda: line)


def list_rounds(options: argparse.Namespace) -> int:
    """`rounds list`."""
    from cscontract.views.text.rounds_text import rounds_text

    with open_rounds(options) as rounds:
        listed = rounds.list(options.name)
        print_notes(rounds.notes)
    result = {"rounds": [saved.to_dict() for saved in listed]}
    return present(options, result, lambda: rounds_text(listed, options.lang))


def show_round(options: argparse.Namespace) -> int:
    """`rounds show`: the offer, and its agreement file where asked for."""
    from cscontract.views.text.rounds_text import round_line, round_text

    forms = asked_for(options, ("out",))
    with open_rounds(options) as rounds:
        shown = rounds.show(options.round)
        print_notes(rounds.notes)
    made = {target: shown.yaml.encode("utf-8") for target in forms.values()}
    text = round_line if made else round_text
    hand_over(options, made, shown.with_agreement(), lambda: text(shown, options.lang))
    return 0


def diff_rounds(options: argparse.Namespace) -> int:
    """`rounds diff`: what differs, and with records what it is worth."""
    from cscontract.rounds.differences import differences, worth
    from cscontract.views.text.rounds_text import differences_text, worth_text

    with open_rounds(options) as rounds:
        before = rounds.show(options.before)
        after = rounds.show(options.after)
        print_notes(rounds.notes)
    differing = differences(before.agreement, after.agreement)
    result: dict[str, Any] = {"from": before.to_dict(), "to": after.to_dict()}
    result["differences"] = [difference.to_dict() for difference in differing]
    texts = [differences_text(differing, options.lang)]
    if options.records:
        records = _records(options)
        print_coverage(options, before.agreement, records)
        priced = worth(before.agreement, after.agreement, records)
        result["worth"] = priced.to_dict()
        texts.append(worth_text(before, after, priced, options.lang))
    return present(options, result, lambda: "\n\n".join(texts))


def _records(options: argparse.Namespace) -> Records:
    records = read_records(options)
    print_repairs(options, records)
    return records


def export_rounds(options: argparse.Namespace) -> int:
    """`rounds export`."""
    from cscontract.core.language import say
    from cscontract.core.privacy import masked

    with open_rounds(options) as rounds:
        exported, made = rounds.exported(options.target, options.name)
        print_notes(rounds.notes)
    result = {"exported": [saved.hash for saved in exported]}
    sentence = "Rounds written to {place}: {count}"
    place = masked(options.target)
    text = say(sentence, options.lang, count=len(exported), place=place)
    files = {str(path): data for path, data in made.items()}
    return present(options, result, lambda: text, files, with_folders=True)


def import_rounds(options: argparse.Namespace) -> int:
    """`rounds import`: all of them, or none."""
    from cscontract.core.language import say

    with open_rounds(options) as rounds:
        done = rounds.import_(options.source, options.branch)
        print_notes(rounds.notes)
    result = {"added": [saved.to_dict() for saved in done.added], "known": done.known}
    sentence = "Rounds taken in: {count}; here already: {known}"
    text = say(sentence, options.lang, count=len(done.added), known=done.known)
    with reported_anyway(lambda: text):
        return present(options, result, lambda: text)
