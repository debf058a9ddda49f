"""The kinds of clauses: a folder each, with all that a clause of the kind says and works out.

`clause.py` of a folder has `STEPS`: by the name of what a step yields the function that yields
it; and, where the kind has them, `MONEY` (the step that gives its fen by month), `TO_ALL` and
`TO_NAMED` (what other clauses take: all of them, or those that the clause refers to by `of`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, cached_property
from importlib import import_module
from importlib.resources import files
from importlib.util import find_spec
from types import ModuleType
from typing import Any

#: a clause takes lines of earlier stages only
STAGES = ("prices", "additions", "minimum", "tax")


class Kind:
    """A kind of clause, by the name of its folder."""

    def __init__(self, name: str, module: ModuleType):
        self.name, self.module = name, module

    def _said(self, what: str, otherwise: Any) -> Any:
        return getattr(self.module, what, otherwise)

    @cached_property
    def steps(self) -> Mapping[str, Callable[..., Any]]:
        """By the name of what it yields the function of each step."""
        return self._said("STEPS", {})

    @property
    def together(self) -> Mapping[str, Callable[..., list[Any]]]:
        """By the name of what it yields a step for lists of inputs, where that is quicker."""
        return self._said("TOGETHER", {})

    @property
    def money(self) -> str | None:
        """The step that gives its fen by month; None where the kind moves no money."""
        return self._said("MONEY", None)

    @property
    def daily(self) -> str | None:
        """The step that gives its fen by day; None where it is not charged by the day."""
        return self._said("DAILY", None)

    @property
    def events(self) -> Mapping[str, str]:
        """By event the step that says whether it happens."""
        return self._said("EVENTS", {})

    def on_series(self, room: Any) -> Mapping[str, Callable[..., Any]]:
        """By the name of what it yields each step that is another one on many series of days."""
        name = f"{self.module.__package__}.series"
        if not self.module.__package__ or not find_spec(name):
            return {}
        return import_module(name).instead(room)

    @property
    def answers(self) -> Mapping[str, Callable[..., Any]]:
        """What else can be asked of a clause, by name: functions that take what steps take."""
        return self._said("ANSWERS", {})

    @property
    def column(self) -> str:
        """Its column in a statement."""
        return self._said("COLUMN", self.name)

    @property
    def title(self) -> str:
        """What its column is called."""
        return self._said("TITLE", self.column)

    @property
    def due(self) -> str:
        """With what it falls due: “base”, the month's fee, or “other”."""
        return self._said("DUE", "other")

    @property
    def stage(self) -> int:
        """When its lines are worked out: prices first."""
        return STAGES.index(self._said("STAGE", "additions"))

    @property
    def to_all(self) -> Mapping[str, str]:
        """What every other clause may take: by its name there the step or the figure."""
        return self._said("TO_ALL", {})

    @property
    def to_named(self) -> Mapping[str, str]:
        """What the clauses may take that this one refers to: as `to_all`."""
        return self._said("TO_NAMED", {})


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by its name."""
    package = files(__package__)
    folders = sorted(each.name for each in package.iterdir() if (each / "clause.py").is_file())
    modules = {name: import_module(f"{__package__}.{name}.clause") for name in folders}
    return {name: Kind(name, module) for name, module in modules.items()}
