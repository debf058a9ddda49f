"""Rounds of others taken in: each where it belongs, or as a branch where its place is
taken.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cscontract.core.errors import BadInput
from cscontract.rounds.round import Round, name_fault, new_round
from cscontract.rounds.store import Kept, Taken


def take_in(kept: Kept, rounds: Iterable[Round], branch: str | None) -> list[Round]:
    """Add the rounds, parents first; those that are new. Raises Taken for a place that
    is not free.

    With a branch such a round, and those of its scenario that answer it, go under that
    name, with new hashes.
    """
    if branch and (fault := name_fault(branch)):
        raise BadInput([fault])
    added: list[Round] = []
    aside = Aside(kept, branch) if branch else None
    for round in rounds:
        own = aside.place(round) if aside else round
        try:
            added += [own] if kept.take(own) else []
        except Taken as taken:
            fix = "look at both, and take in theirs beside yours under a new name: --branch NEW_NAME"
            raise Taken([replace(fault, fix=fix) for fault in taken.faults]) from None
    return added


class Aside:
    """Rounds moved aside to a branch, by their hashes of before."""

    def __init__(self, kept: Kept, branch: str):
        self.kept = kept
        self.branch = branch
        self.scenarios = set[str]()
        self.moved = dict[str | None, Round]()

    def place(self, round: Round) -> Round:
        """The round itself; anew where its place is taken, or where what it answers is
        a new one.
        """
        before = self.moved.get(round.parent)
        if self.kept.has(round.hash):
            return round
        if not before and self.kept.is_free(round.scenario, round.parent):
            return round
        if not before:
            self.scenarios.add(round.scenario)
        name = self.branch if round.scenario in self.scenarios else round.scenario
        parent = before.hash if before else round.parent
        again = new_round(
            round.agreement, name, round.author, round.at, round.note, parent
        )
        self.moved[round.hash] = again
        return again
