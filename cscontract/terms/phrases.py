"""The register of doubtful phrases: words, readings, whom each favours, law, settling wording.

The texts stand in `phrases.toml`; what a reading computes stands in the clause that has the words.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Literal

Texts = dict[str, str]
#: how plausible a reading is: where a court would start; tenable; only with special proof
Plausibility = Literal["strong", "arguable", "far_fetched"]
#: the classes of readings in words
PLAUSIBLE: dict[Plausibility, str] = {
    "strong": "strong",
    "arguable": "arguable",
    "far_fetched": "far-fetched",
}
#: phrase → reading
Readings = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a phrase. Texts are by language, with {placeholders} for figures.

    `plausibility`: its class by itself, before the conditions of an agreement move it; `reason`: why;
    `stronger`: what would lift it, empty where nothing is named. For orientation, no legal advice.
    """

    name: str
    favours: str
    plausibility: Plausibility
    reason: Texts
    label: Texts
    meaning: Texts
    settling: Texts
    stronger: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A piece of the agreement that can honestly be read in more than one way."""

    name: str
    clause: str
    moves: str
    needs: tuple[str, ...]
    words: Texts
    question: Texts
    law: Texts
    note: Texts
    readings: dict[str, Reading]

    @property
    def default(self) -> str:
        return next(iter(self.readings))


@cache
def register() -> dict[str, Phrase]:
    """All phrases by name, in the order in which prices are listed."""
    text = files("cscontract.terms").joinpath("phrases.toml").read_text("utf-8")
    return {name: _phrase(name, spec) for name, spec in tomllib.loads(text).items()}


def _phrase(name: str, spec: dict) -> Phrase:
    readings = {key: Reading(key, **reading) for key, reading in spec.pop("readings").items()}
    return Phrase(name=name, **{**spec, "needs": tuple(spec["needs"])}, readings=readings)


@cache
def defaults() -> dict[str, str]:
    """The default reading of every phrase."""
    return {name: phrase.default for name, phrase in register().items()}


def dearest(shares: Mapping[str, int]) -> list[str]:
    """The phrases by their shares, the greatest first; of equal ones the first in the register."""
    return sorted(shares, key=lambda name: -shares[name])
