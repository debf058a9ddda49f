"""The file of rounds while it is open: what is in it, what may be added, and its text
files.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from cscontract.core.errors import BadInput, Fault, bad
from cscontract.core.language import Sentence
from cscontract.rounds import database
from cscontract.rounds.round import Round, moment, short
from cscontract.rounds.text_files import clear_up, file_name, texts_in, write_texts


class Taken(BadInput):
    """The place of a round is taken: another one answers the same parent already, under
    the same name.
    """


class Kept:
    """An open file of rounds, all of them known to be as they were saved.

    `notes`: in words, what the user should know although nothing failed.
    """

    def __init__(self, path: Path, purpose: database.Purpose):
        self.path = path
        self.texts = database.texts_folder(path)
        self.may_save = purpose != "read"
        self.notes = list[str]()
        # texts first: one that is there was in the database before
        texts = {text.name for text in texts_in(self.texts)}
        self._connection: sqlite3.Connection = database.opened(path, purpose)
        try:
            names = {file_name(round.scenario, round.hash) for round in self.where()}
            self._tell_lost(sorted(texts - names), purpose)
        except BaseException:
            self._connection.close()
            raise
        self._without_text = names - texts
        if self.may_save:
            clear_up(self.texts)

    def _tell_lost(self, lost: Sequence[str], purpose: database.Purpose) -> None:
        """Tell of text files whose rounds are not in the database; nothing is saved
        before they are.
        """
        if not lost or purpose == "import":
            return
        sentence = "without {count} of the rounds in {folder}: {names}"
        names = ", ".join(lost)
        value = Sentence(sentence, count=len(lost), folder=self.texts.name, names=names)
        command = f'cscontract rounds import "{self.texts}" --file "{self.path}"'
        fix = Sentence("take them in: {command}", command=command)
        fault = bad(str(self.path), value, "every round that has a text file", fix)
        if purpose == "save":
            raise fault
        self.notes += [each.sentence() for each in fault.faults]

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    # reading

    def where(self, condition: str = "", *values: str) -> list[Round]:
        """The rounds of an SQL condition, in the order in which they were saved."""
        return database.rounds(self._connection, self.path, condition, *values)

    def has(self, hash: str) -> bool:
        """Whether the round is here."""
        return bool(self.where("hash = ?", hash))

    def latest(self, scenario: str) -> Round | None:
        """The last round of a scenario; None where it has none."""
        return database.latest(self._connection, self.path, scenario)

    # adding

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Alone with the file: all that is taken is kept and on the disk at the end, or
        nothing of it.
        """
        with database.told(self.path), database.writing(self._connection):
            yield

    def take(self, round: Round) -> bool:
        """Add the round; whether it is new. Raises Taken where its place is not free,
        else BadInput.
        """
        if self.has(round.hash):
            return False
        answered = self.where("hash = ?", round.parent or "")
        if round.parent and not answered:
            value = Sentence(
                "answers {hash}, which is not here", hash=short(round.parent)
            )
            fix = "take in the rounds before it as well"
            raise bad(round.place, value, "a round that answers one here", fix)
        if not self.is_free(round.scenario, round.parent):
            raise self.taken(round.scenario, round.parent)
        database.add(self._connection, round)
        self.notes += [
            earlier(round, before) for before in answered if round.at < before.at
        ]
        return True

    def is_free(self, scenario: str, parent: str | None) -> bool:
        """Whether a round of the scenario may answer the parent: its last one, or any
        where it has none.
        """
        latest = self.latest(scenario)
        return latest is None or latest.hash == parent

    def taken(self, scenario: str, parent: str | None) -> Taken:
        """What to tell the second saver: who was quicker, and how to go on."""
        latest = self.latest(scenario)
        last = short(latest.hash if latest else None)
        sentence = "{name} has rounds already, the last {last}"
        value = Sentence(sentence, name=scenario, last=last)
        for other in self.where("scenario = ? AND parent = ?", scenario, parent or ""):
            value = _answered(scenario, parent, other)
        expected = Sentence(
            "a free place: after {last}, or under a new name", last=last
        )
        sentence = (
            "see it (cscontract rounds show {last}), then save yours after it (--parent {last}) "
            "or beside it (--branch NEW_NAME); nothing is lost"
        )
        return Taken(
            [Fault(str(self.path), value, expected, Sentence(sentence, last=last))]
        )

    def write_texts(self, added: Sequence[Round]) -> None:
        """Text files of what was added, and of what has none since a writer was ended
        before its own.
        """
        self._without_text |= {file_name(round.scenario, round.hash) for round in added}
        if not self._without_text:
            return
        missing = list(added)
        if len(self._without_text) > len(added):
            missing = [
                r
                for r in self.where()
                if file_name(r.scenario, r.hash) in self._without_text
            ]
        try:
            write_texts(missing, self.texts)
            self._without_text = set()
        except BadInput as error:
            sentence = (
                "saved; its text file follows with the next save, for now {fault}"
            )
            faults = [
                Sentence(sentence, fault=each.sentence()) for each in error.faults
            ]
            self.notes += faults


def earlier(round: Round, before: Round) -> Sentence:
    """What to tell of a round that says it is older than the one that it answers."""
    sentence = (
        "round {hash} is of {at}, before the round that it answers ({before}, {later})"
    )
    hashes = {"hash": short(round.hash), "before": short(before.hash)}
    return Sentence(sentence, at=moment(round.at), later=moment(before.at), **hashes)


class InMemory(Kept):
    """A file of rounds that is not there yet, in memory: what is refused in it needs no
    file.
    """

    def __init__(self, path: Path, purpose: database.Purpose):
        database.refuse_lost(path, purpose)
        self.path = path
        self.texts = database.texts_folder(path)
        self.may_save = True
        self.notes = []
        self._connection = database.in_memory()

    def write_texts(self, added: Sequence[Round]) -> None:
        """There are none of what is kept nowhere."""


def _answered(scenario: str, parent: str | None, other: Round) -> Sentence:
    """Which round has the place, in words."""
    known = {"hash": short(other.hash), "author": Sentence(other.author)}
    if parent:
        sentence = "{before} is answered by {hash} of {author}"
        return Sentence(sentence, before=short(parent), **known)
    return Sentence("{name} begins with {hash} of {author}", name=scenario, **known)
