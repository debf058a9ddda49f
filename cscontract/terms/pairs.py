"""Readings that cannot be held together. They stay in every range; whoever uses them is told."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from cscontract.terms.language import spoken
from cscontract.terms.phrases import Readings, Texts


@dataclass(frozen=True, slots=True)
class Pair:
    """Phrases with those of their readings that clash, each with each; `reason`: why, by language."""

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
    text = files("cscontract.terms").joinpath("pairs.toml").read_text("utf-8")
    return tuple(_pair(spec) for spec in tomllib.loads(text)["pairs"])


def _pair(spec: dict[str, Any]) -> Pair:
    ways = {name: tuple(readings) for name, readings in spec["readings"].items()}
    return Pair(ways, spec["reason"])


def clashes(chosen: Readings) -> list[Pair]:
    """The pairs that a choice (phrase → reading) holds."""
    return [pair for pair in pairs() if pair.held_in(chosen)]


def clashes_json(chosen: Readings) -> list[dict[str, Any]]:
    """The pairs that a choice holds, as JSON has them: the readings, and why they clash."""
    return [
        {"readings": pair.of(chosen), "reason": pair.reason[spoken()]} for pair in clashes(chosen)
    ]
