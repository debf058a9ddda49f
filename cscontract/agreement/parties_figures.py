"""Both parties' own figures: what service costs the provider, what else the client
could do. Money is fen.

A figure's kind, bounds, words and source stand in `parties.toml`. Values are immutable;
a change is a `replace`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import PrivateAttr, field_validator

from cscontract.agreement.figures import Figure, read_figures
from cscontract.agreement.section import Section
from cscontract.agreement.validation import fault, validated
from cscontract.core import money
from cscontract.core.errors import bad, nearest, shown
from cscontract.core.language import Sentence
from cscontract.core.strict_yaml import Lines, read_yaml_file

SIDES = ("provider", "client")


@cache
def parties_figures() -> dict[str, Figure]:
    """The parties' figures by key (“provider.wage”); those of `staff` once for each
    side.
    """
    found: dict[str, Figure] = {}
    read = read_figures(files("cscontract.agreement").joinpath("parties_figures.toml"))
    for side in (*SIDES, "market"):
        for key, figure in read.items():
            section, name = key.split(".")
            if section == side or (section == "staff" and side in SIDES):
                found[f"{side}.{name}"] = replace(figure, key=f"{side}.{name}")
    return found


class Side(Section):
    """A part of the file. Its figures are read by the rules of `parties.toml`."""

    section: ClassVar[str] = ""

    @classmethod
    def rule(cls, name: str, read: Mapping[str, Any]) -> Figure | None:
        return parties_figures().get(f"{cls.section}.{name}")


class Staff(Side):
    """What agents cost and what they do; `wage` in fen, parts in percent."""

    wage: int
    hours: int
    chats_at_once: int
    handling_minutes: int
    occupancy: int
    shrinkage: int
    peak_hour: int
    answered: int
    within_seconds: int
    time_share: int


class Provider(Staff):
    """The provider's agents; `overhead` in fen a month."""

    section: ClassVar[str] = "provider"
    overhead: int


class Client(Staff):
    """The agents that the client would employ itself; `setup` in fen a month."""

    section: ClassVar[str] = "client"
    setup: int


class Market(Side):
    """What others charge: `reception` in fen a person received."""

    section: ClassVar[str] = "market"
    reception: int


class BothParties(Side):
    """What parties.yaml says. Raises BadInput by `load_parties` and `replace`."""

    parties: Literal["customer-service-outsourcing"]
    version: Literal[1]
    provider: Provider
    client: Client
    market: Market
    _notes: tuple[str, ...] = PrivateAttr(())

    @field_validator("version", mode="before")
    @classmethod
    def whole(cls, value: Any) -> Any:
        if type(value) is not int:
            raise fault("1", "write 1")
        return value

    @property
    def notes(self) -> tuple[str, ...]:
        """Repairs made in reading the file, in words."""
        return self._notes

    def figure(self, key: str) -> int:
        """The value of a figure by its key, “provider.wage”; money in fen."""
        section, name = key.split(".")
        value: int = getattr(getattr(self, section), name)
        return value

    def plain(self) -> dict[str, Any]:
        """As the file has it: money as text."""
        data = self.model_dump()
        for key, figure in parties_figures().items():
            section, name = key.split(".")
            if figure.kind == "money":
                data[section][name] = money.yuan(data[section][name])
        return data

    def replace(self, **changes: Any) -> BothParties:
        """A copy with changes, validated: replace(provider__wage="3000.00",
        client__hours=180).

        Money is text or fen (a whole number). Notes are kept. BadInput names every
        fault.
        """
        data = self.plain()
        known = parties_figures()
        for name, value in changes.items():
            key = name.replace("__", ".")
            if key not in known:
                raise bad(key, shown(value), "a known key", nearest(key, known))
            section, last = key.split(".")
            is_fen = known[key].kind == "money" and type(value) is int
            data[section][last] = money.yuan(value) if is_fen else value
        changed = read_parties(data, Sentence("the changed figures"))
        changed._notes = (*self.notes, *changed.notes)
        return changed


def load_parties(path: str | Path) -> BothParties:
    """Both parties' figures from a YAML file. BadInput lists every fault with its line,
    value and mend.
    """
    fix = "check the path; give the parties' .yaml file"
    value, lines = read_yaml_file(Path(path), "a file of the parties' figures", fix)
    return read_parties(value, Path(path).name, lines)


def read_parties(data: Any, name: str, lines: Lines | None = None) -> BothParties:
    """Both parties' figures from plain data; `name` and `lines` are for the places in
    messages.
    """
    expected = "the parties' figures as keys and values"
    fix = "write it like the sample file, which begins with parties: …"
    read, notes = validated(BothParties, data, name, lines, expected, fix)
    read._notes = notes
    return read
