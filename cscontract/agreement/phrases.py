"""Doubtful phrases: words, readings, whom each favours, law, settling wording.

The texts stand in `phrases.toml` of the kind of clause that has the words; what a
reading computes stands beside them. The first reading of a phrase is its default;
phrases are listed by `rank`. Figures stand in the texts as {placeholders}. Law is named
for orientation only: GP = General Provisions of Civil Law, CL = Contract Law, CC =
Civil Code. Nothing here is legal advice.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

from cscontract.core.errors import BadInput, Fault, nearest, shown

Texts = dict[str, str]
#: how plausible a reading is: where a court would start; tenable; only with special
#: proof
Plausibility = Literal["strong", "arguable", "far_fetched"]
#: the classes of readings in words
PLAUSIBLE: dict[Plausibility, str] = {
    "strong": "strong",
    "arguable": "arguable",
    "far_fetched": "far-fetched",
}
#: whom a reading favours as a rule
FAVOURED = ("client", "provider", "neither")
#: in what days can differ: in how many persons; in who of them counts; in the IDs that
#: they wrote to, each to one or some to two; in the hours in which they wrote; in added
#: seats
PARTED_BY = ("persons", "headcounts", "ids", "shared", "outside", "seats")
#: by key of a register the names that it may have
CLOSED = {
    "parted_by": PARTED_BY,
    "favours": FAVOURED,
    "plausibility": get_args(Plausibility),
}
#: phrase → reading
Readings = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a phrase. Texts are by language, with {placeholders} for figures.

    `plausibility`: its class by itself, before the conditions of an agreement move it;
    `reason`: why; `stronger`: what would lift it, empty where nothing is named. For
    orientation, no legal advice.
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
    """A piece of the agreement that can honestly be read in more than one way.

    `available`: of an agreement's phrase the readings that its figures make available.
    `parted_by`: in what days have to differ for two readings to part in money, one of
    `PARTED_BY`; empty where no days part them. `without`: by a kind of clause the texts
    that are other ones where an agreement has no clause of it, or one that reads the
    words for itself.
    """

    name: str
    clause: str
    moves: str
    needs: tuple[str, ...]
    words: Texts
    question: Texts
    law: Texts
    note: Texts
    readings: dict[str, Reading]
    rank: int = 0
    available: tuple[str, ...] = ()
    parted_by: str = ""
    without: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def default(self) -> str:
        return next(iter(self.readings))

    def in_company_of(self, kinds: Collection[str]) -> Phrase:
        """The phrase with its texts beside clauses of these kinds alone."""
        found = self
        for kind, texts in self.without.items():
            found = found if kind in kinds else found._with(texts)
        return found

    def _with(self, texts: Mapping[str, Any]) -> Phrase:
        """The phrase with some texts of its own and of its readings in place of what it
        has.
        """
        other = texts.get("readings", {})
        readings = {
            name: replace(way, **other.get(name, {}))
            for name, way in self.readings.items()
        }
        own = {key: text for key, text in texts.items() if key != "readings"}
        return replace(self, readings=readings, **own)


@cache
def phrases_of(package: str) -> dict[str, Phrase]:
    """The phrases of a folder's register, `phrases.toml`; none where it has no such
    file.

    BadInput names every class, side and difference of days that is none.
    """
    file = files(package).joinpath("phrases.toml")
    if not file.is_file():
        return {}
    specs = tomllib.loads(file.read_text("utf-8"))
    faults = [
        fault for name, spec in specs.items() for fault in _faults(package, name, spec)
    ]
    if faults:
        raise BadInput(faults)
    return {name: _phrase(name, spec) for name, spec in specs.items()}


def _faults(package: str, name: str, spec: dict[str, Any]) -> Iterator[Fault]:
    """What is misnamed in a phrase's table."""
    tables = {name: spec}
    tables |= {
        f"{name}.readings.{way}": reading for way, reading in spec["readings"].items()
    }
    for place, table in tables.items():
        for key in sorted(table.keys() & CLOSED.keys()):
            yield from misnamed(package, f"{place}.{key}", [table[key]], CLOSED[key])


def misnamed(
    package: str, key: str, names: Iterable[str], known: Collection[str]
) -> Iterator[Fault]:
    """A fault of a folder's register for each name that is none of those known, with
    the nearest.
    """
    place = f"{package.rpartition('.')[2]}/phrases.toml, {key}"
    for name in names:
        if name not in known:
            yield Fault(place, shown(name), "a known name", nearest(name, known))


def _phrase(name: str, spec: dict[str, Any]) -> Phrase:
    readings = {
        key: Reading(key, **reading) for key, reading in spec.pop("readings").items()
    }
    return Phrase(
        name=name, **{**spec, "needs": tuple(spec["needs"])}, readings=readings
    )


def dearest(shares: Mapping[str, int]) -> list[str]:
    """The phrases by their shares, the greatest first; of equal ones the first in the
    register.
    """
    return sorted(shares, key=lambda name: -shares[name])
