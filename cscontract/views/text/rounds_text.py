"""Rounds as plain text for a terminal."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from cscontract.core import money
from cscontract.core.errors import BadInput
from cscontract.core.language import Language, say, spoken
from cscontract.core.privacy import masked
from cscontract.core.strict_yaml import yaml_text
from cscontract.rounds.differences import Difference, Worth
from cscontract.rounds.round import Round, moment, short
from cscontract.views.text.verdict_text import headline, width


def without_folder(
    error: BadInput, file: Path, language: Language | None = None
) -> str:
    """A refusal of rounds for readers elsewhere: their file by its name, not where it
    is kept.

    >>> from cscontract.core.errors import bad
    >>> kept = "/srv/kept/rounds.db"
    >>> without_folder(bad(kept, "empty", "rounds", "wait"), Path(kept))
    'rounds.db: empty; expected rounds; fix: wait'
    """
    return by_name(error.text(language or spoken()), file)


def by_name(text: str, file: Path) -> str:
    """A text in which a file, and those beside it, stand without their folder."""
    for folder in (file.absolute().parent, file.resolve().parent, file.parent):
        if folder.name:
            for told in (str(folder), masked(str(folder))):
                text = text.replace(f"{told}{os.sep}", "")
    return text


def rounds_text(rounds: Sequence[Round], language: Language | None = None) -> str:
    """A line a round: its hash, scenario, who offered it when, what it answers, the
    note.
    """
    language = language or spoken()
    if not rounds:
        return say("No rounds so far.", language)
    titles = ("round", "name", "offered by", "time", "answers", "remark")
    rows = [[say(title, language) for title in titles]]
    for each in rounds:
        by = say(each.author, language)
        answers = short(each.parent) or "–"
        row = [short(each.hash), each.scenario, by, moment(each.at), answers, each.note]
        rows.append([masked(cell) for cell in row])
    widths = [max(width(row[place]) for row in rows) for place in range(len(titles))]
    return "\n".join(
        "  ".join(
            c + " " * (w - width(c)) for c, w in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    )


def round_line(round: Round, language: Language | None = None) -> str:
    """Which round it is: its hash, scenario, time, who offered it, what it answers, the
    note.
    """
    language = language or spoken()
    first = "Round {hash} of {name}, {at}, offered by: {author}"
    author = say(round.author, language)
    at = moment(round.at)
    values = {"hash": round.hash, "name": round.scenario, "at": at, "author": author}
    line = say(first, language, **values)
    if round.parent:
        line += say("; ", language) + say(
            "answers {hash}", language, hash=short(round.parent)
        )
    return line + (say("; ", language) + masked(round.note) if round.note else "")


def round_text(round: Round, language: Language | None = None) -> str:
    """Which round it is, and the agreement that was offered."""
    language = language or spoken()
    return f"{round_line(round, language)}\n\n{yaml_text(round.agreement.plain())}".rstrip()


def differences_text(
    differences: Sequence[Difference], language: Language | None = None
) -> str:
    """A line a difference."""
    language = language or spoken()
    if not differences:
        return say("The two offers are the same.", language)
    return "\n".join(difference.text(language) for difference in differences)


def worth_text(
    before: Round, after: Round, worth: Worth, language: Language | None = None
) -> str:
    """What each of two offers costs on the records, and the difference."""
    language = language or spoken()
    lines = [say("On these records", language)]
    for round, verdict in ((before, worth.before), (after, worth.after)):
        lines.append(f"  {short(round.hash)}  {headline(verdict, language)}")
    fen = money.grouped(worth.fen, signed=True)
    return "\n".join([*lines, f"  {say('difference', language)}  {fen}"])
