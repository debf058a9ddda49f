"""Rounds of a negotiation: offers and counter-offers, each kept for good once it is
told as saved.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cscontract.agreement.agreement import Agreement
from cscontract.core.errors import bad, shown
from cscontract.core.files import unusable, written
from cscontract.core.language import Sentence
from cscontract.rounds.round import Round, new_round, short
from cscontract.rounds.store import InMemory, Kept, Taken
from cscontract.rounds.taking_in import take_in
from cscontract.rounds.text_files import in_order, read_rounds, text, texts

if TYPE_CHECKING:
    from cscontract.rounds.database import Purpose
    from cscontract.rounds.differences import Difference

__all__ = ["Imported", "Round", "Rounds", "Taken"]


@dataclass(frozen=True)
class Imported:
    """What an import did: the rounds that are new here, and how many were here
    already.
    """

    added: tuple[Round, ...]
    known: int


class Rounds:
    """The rounds kept in a file, and as texts in a folder beside it. Rounds are added,
    never changed.

    A scenario is a line of rounds, each answering the one before; its first may answer
    one of another scenario: then it is a branch of that one.

    A hash shows that a round is as it was made; it is nobody's signature. Who offers is
    what was typed, and a whole file made anew, with new hashes, is noticed only by the
    texts beside it or by an export kept elsewhere.
    """

    def __init__(self, path: str | Path = "rounds.db"):
        self.path = Path(path)
        self._kept: Kept | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """In words, what the user should know although nothing failed."""
        return tuple(self._kept.notes) if self._kept else ()

    def save(
        self,
        agreement: Agreement,
        scenario: str,
        author: str,
        at: datetime,
        note: str = "",
        parent: str | None = None,
    ) -> Round:
        """Keep an offer; returned once it is on the disk. `author`: client, provider or
        both.

        `at`: a time with its offset; `parent`: the round that it answers, the
        scenario's last without it, with "" none. The same offer saved again is one
        round. Raises Taken where another round answers the parent already, BadInput for
        anything else that is wrong; then nothing is changed.
        """
        self._refuse_answer_to_nothing(parent)
        self._rehearse(
            "save", lambda it: it.save(agreement, scenario, author, at, note, parent)
        )
        kept = self._open("save")
        answered = self.show(parent).hash if parent else None
        with kept.writing():
            if parent is None and (latest := kept.latest(scenario)):
                answered = latest.hash
            round = new_round(agreement, scenario, author, at, note, answered)
            is_new = kept.take(round)
        kept.write_texts([round] if is_new else [])
        return round

    def branch(self, name: str, parent: str, at: datetime, note: str = "") -> Round:
        """A new scenario that begins with the offer of a round, to go another way from
        there.
        """
        self._refuse_answer_to_nothing(parent)
        self._rehearse("save", lambda it: it.branch(name, parent, at, note))
        kept = self._open("save")
        begin = self.show(parent)
        if kept.latest(name):
            raise kept.taken(name, begin.hash)
        return self.save(begin.agreement, name, begin.author, at, note, begin.hash)

    def list(self, scenario: str | None = None) -> tuple[Round, ...]:
        """The rounds of one scenario, or all, in the order in which they were saved."""
        kept = self._open()
        return tuple(kept.where("scenario = ?", scenario) if scenario else kept.where())

    def show(self, round: str) -> Round:
        """The round of a hash or its beginning (four signs or more), or the last one of
        a scenario's name.
        """
        kept = self._open()
        found = [kept.latest(round)]
        if re.fullmatch("[0-9a-f]{4,64}", round):
            found += kept.where("hash >= ? AND hash < ?", round, f"{round}g")
        meant = {each.hash: each for each in found if each}
        if len(meant) == 1:
            return next(iter(meant.values()))
        fix = "see those that there are: cscontract rounds list"
        if meant:
            hashes = ", ".join(map(short, meant))
            fix = Sentence("give more of it, as of one of {hashes}", hashes=hashes)
        expected = "the hash of one round, its beginning, or a name"
        raise bad(str(self.path), shown(round), expected, fix)

    def diff(self, before: str, after: str) -> tuple[Difference, ...]:
        """What differs between the offers of two rounds, in words."""
        from cscontract.rounds.differences import differences

        return differences(self.show(before).agreement, self.show(after).agreement)

    def export(
        self, target: str | Path, scenario: str | None = None
    ) -> tuple[Round, ...]:
        """Write the rounds as text: to a folder, or to one file where the name ends in
        .json.

        Of a scenario: its rounds and those that they answer, so that they can be taken
        in elsewhere.
        """
        rounds, made = self.exported(target, scenario)
        with written(made, with_folders=Path(target).suffix != ".json"):
            return rounds

    def exported(
        self, target: str | Path, scenario: str | None = None
    ) -> tuple[tuple[Round, ...], dict[Path, bytes]]:
        """What `export` writes: the rounds, and the files with what is in them."""
        rounds = self._with_parents(scenario) if scenario else self.list()
        path = Path(target)
        return rounds, text(rounds, path) if path.suffix == ".json" else texts(
            rounds, path
        )

    def import_(self, source: str | Path, branch: str | None = None) -> Imported:
        """Take in the rounds of a text file, a folder of them or another file of
        rounds: all, or none.

        Every hash is verified; rounds that are here already are left. Where another
        round has the place of one (Taken), `branch` keeps it, and those that answer it,
        under that name, with new hashes.
        """
        found = in_order(read_rounds(Path(source)))
        self._rehearse("import", lambda it: take_in(it._open("import"), found, branch))
        kept = self._open("import")
        with kept.writing():
            added = take_in(kept, found, branch)
        kept.write_texts(added)
        kept.may_save = False  # the next save looks anew whether every text is here
        return Imported(tuple(added), len(found) - len(added))

    def close(self) -> None:
        """Let go of the file."""
        if self._kept:
            self._kept.close()
        self._kept = None

    def __enter__(self) -> Rounds:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open(self, purpose: Purpose = "read") -> Kept:
        """The open file; opened anew where it could so far only be read."""
        if self._kept and (self._kept.may_save or purpose == "read"):
            return self._kept
        self.close()
        try:
            self._kept = Kept(self.path, purpose)
        except OSError as error:
            raise unusable(error) from None
        return self._kept

    def _refuse_answer_to_nothing(self, parent: str | None) -> None:
        """Where there is no file, nothing can be answered; none is made."""
        if parent and not self.path.exists():
            self._open("read")

    def _rehearse(self, purpose: Purpose, act: Callable[[Rounds], object]) -> None:
        """Where the file is not there, do it in memory first: what is refused leaves no
        file behind.
        """
        if not self.path.exists():
            with Rehearsed(self.path, purpose) as rehearsed:
                act(rehearsed)

    def _with_parents(self, scenario: str) -> tuple[Round, ...]:
        """The rounds of a scenario and all those that they answer; BadInput where it
        has none.
        """
        every = {round.hash: round for round in self.list()}
        wanted: set[str] = set()
        at: str | None = self.show(scenario).hash
        while at:
            wanted.add(at)
            at = every[at].parent
        return tuple(round for hash, round in every.items() if hash in wanted)


class Rehearsed(Rounds):
    """Rounds in memory alone, as if the file were new."""

    def __init__(self, path: Path, purpose: Purpose):
        super().__init__(path)
        self._kept = InMemory(path, purpose)

    def _rehearse(self, purpose: Purpose, act: Callable[[Rounds], object]) -> None:
        """This is the rehearsal."""
