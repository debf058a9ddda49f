"""Readings that cannot be held together. They stay in every range; whoever uses them is
told.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.clause import Clause
from cscontract.agreement.composition import ways_of
from cscontract.agreement.phrases import Readings, Texts
from cscontract.core.language import spoken


@dataclass(frozen=True, slots=True)
class Pair:
    """Phrases with those of their readings that clash, each with each; `reason`: why,
    by language.
    """

    readings: Mapping[str, tuple[str, ...]]
    reason: Texts

    def held_in(self, chosen: Readings) -> bool:
        """Whether a choice (phrase → reading) holds the pair."""
        return all(chosen.get(name) in ways for name, ways in self.readings.items())

    def of(self, chosen: Readings) -> dict[str, str]:
        """The pair's phrases as a choice reads them."""
        return {name: chosen[name] for name in self.readings}


@cache
def pairs() -> tuple[Pair, ...]:
    """Every pair that cannot be held together."""
    text = (
        files("cscontract.agreement").joinpath("incompatible.toml").read_text("utf-8")
    )
    return tuple(_pair(spec) for spec in tomllib.loads(text)["pairs"])


def _pair(spec: dict[str, Any]) -> Pair:
    ways = {name: tuple(readings) for name, readings in spec["readings"].items()}
    return Pair(ways, spec["reason"])


def pairs_of(agreement: Agreement) -> tuple[Pair, ...]:
    """The pairs of which an agreement has every phrase, by its names: “phrase@id” too.

    Phrases that a clause reads together stand in a pair as that clause reads them;
    others under each of their names.
    """
    if "pairs" not in agreement.kept:
        found = [each for pair in pairs() for each in _named(pair, agreement)]
        agreement.kept["pairs"] = tuple(found)
    kept: tuple[Pair, ...] = agreement.kept["pairs"]
    return kept


def _named(pair: Pair, agreement: Agreement) -> Iterator[Pair]:
    """A pair under every set of names that its phrases have together in an
    agreement.
    """
    readers = [names_read(clause, agreement) for clause in agreement.clauses]
    together = [read for read in readers if pair.readings.keys() <= read.keys()]
    if together:
        sets = [tuple(read[phrase] for phrase in pair.readings) for read in together]
    else:
        each = [_names(phrase, readers) for phrase in pair.readings]
        sets = list(product(*each))
    for names in dict.fromkeys(sets):
        ways = zip(names, pair.readings.values(), strict=True)
        yield Pair(dict(ways), pair.reason)


def _names(phrase: str, readers: Iterable[Mapping[str, str]]) -> list[str]:
    """Every name that a phrase has for some clause."""
    return list(dict.fromkeys(read[phrase] for read in readers if phrase in read))


def names_read(clause: Clause, agreement: Agreement) -> dict[str, str]:
    """The phrases that a clause reads, each with what the agreement calls it."""
    plain = dict.fromkeys(name.partition("@")[0] for name in agreement.phrases)
    read = [name for name in plain if ways_of(clause, name, agreement.clauses)]
    own = {name: f"{name}@{clause.id}" for name in read}
    return {
        name: own[name] if own[name] in agreement.phrases else name for name in read
    }


def clashes(chosen: Readings, agreement: Agreement | None = None) -> list[Pair]:
    """The pairs that a choice (phrase → reading) holds: of an agreement's phrases, or
    of all.
    """
    among = pairs_of(agreement) if agreement else pairs()
    return [pair for pair in among if pair.held_in(chosen)]


def clashes_json(
    chosen: Readings, agreement: Agreement | None = None
) -> list[dict[str, Any]]:
    """The pairs that a choice holds, as JSON has them: the readings, and why they
    clash.
    """
    return [
        {"readings": pair.of(chosen), "reason": pair.reason[spoken()]}
        for pair in clashes(chosen, agreement)
    ]
