"""The order of an agreement's clauses, said once: steps whose parameters name what they
take.

A parameter is another step, a phrase, whose reading the step then takes, or a given.
One evaluator answers for one reading of each phrase, another for all combinations of
readings: it keeps for each step a table of the few *different* values it comes to, so
that a step runs once for each different input.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod
from operator import itemgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

#: phrase → the readings to vary
Choices = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Step:
    """A step: its function, and the names of what the function takes, in its order.

    `together`: the same for lists of inputs at once, where that is quicker.
    """

    name: str
    function: Callable[..., Any]
    takes: tuple[str, ...]
    together: Callable[..., list[Any]] | None = None


class Order:
    """Steps, each after all that it takes.

    `phrases`: those that a step may take, in the order in which they are listed. What
    is neither a step nor a phrase is a given.

    >>> double = Step("double", lambda n: 2 * n, ("n",))
    >>> graded = Step("graded", lambda double, way: double if way == "full" else 1,
    ...               ("double", "way"))
    >>> order = Order([graded, double], ["way"])
    >>> order.one({"n": 4}, {"way": "full"})["graded"]
    8
    >>> order.reads("graded"), order.reads("double")
    (('way',), ())
    """

    def __init__(self, steps: Iterable[Step], phrases: Iterable[str]):
        self.phrases = tuple(phrases)
        self.steps = tuple(_in_order({step.name: step for step in steps}))
        self._plans: dict[tuple[str, ...] | None, list[Plan]] = {
            None: _plan(self.steps)
        }

    @cached_property
    def _reads(self) -> dict[str, frozenset[str]]:
        found = {phrase: frozenset({phrase}) for phrase in self.phrases}
        for step in self.steps:
            taken = (found.get(name, frozenset()) for name in step.takes)
            found[step.name] = frozenset().union(*taken)
        return found

    def reads(self, step: str) -> tuple[str, ...]:
        """The phrases on which a step hangs, by whatever way."""
        return tuple(name for name in self.phrases if name in self._reads[step])

    def one(
        self,
        givens: Mapping[str, Any],
        readings: Mapping[str, str],
        instead: Mapping[str, Callable[..., Any]] | None = None,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Any]:
        """The value of every step, phrase and given under one reading of each phrase.

        `instead`: other functions of some steps, which take the same: those of many
        series. `wanted`: these steps and what they rest on alone.
        """
        values = {**givens, **readings}
        instead = instead or {}
        for name, function, taken in self._planned(wanted):
            values[name] = instead.get(name, function)(*taken(values))
        return values

    def complete(self, values: dict[str, Any]) -> dict[str, Any]:
        """The values with those of the steps that they lack yet."""
        for name, function, taken in self._planned(None):
            if name not in values:
                values[name] = function(*taken(values))
        return values

    def _planned(self, wanted: tuple[str, ...] | None) -> list[Plan]:
        if wanted not in self._plans:
            self._plans[wanted] = _plan(self._below(wanted or ()))
        return self._plans[wanted]

    def _below(self, wanted: tuple[str, ...]) -> Iterator[Step]:
        """The steps wanted and those that they rest on, in their order."""
        needed = set(wanted)
        for step in reversed(self.steps):
            needed |= set(step.takes) if step.name in needed else set()
        return (step for step in self.steps if step.name in needed)

    def every(
        self,
        givens: Mapping[str, Any],
        choices: Choices,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, StepTable]:
        """The table of every step over all combinations of the phrases' readings.

        `wanted`: these steps and what they rest on alone.
        A phrase that `choices` does not name stands in `givens` with its one reading.
        """
        return self.held(givens, choices, wanted, None).tables

    def held(
        self,
        givens: Mapping[str, Any],
        choices: Choices,
        wanted: tuple[str, ...] | None,
        most: int | None,
    ) -> Held:
        """As `every`; a step is left whose table, or one below it, would have more
        cells than `most`.
        """
        named = [name for name in self.phrases if name in choices]
        sizes = {name: len(choices[name]) for name in named}
        tables = {name: _alike(value) for name, value in givens.items()}
        tables |= {name: _axis(name, choices[name]) for name in named}
        steps = self.steps if wanted is None else tuple(self._below(wanted))
        return Held(sizes, tables, steps).completed(most)


#: a step's name, its function, and what takes its inputs out of all values
Plan = tuple[str, Callable[..., Any], Callable[[Mapping[str, Any]], tuple[Any, ...]]]


def _plan(steps: Iterable[Step]) -> list[Plan]:
    return [(step.name, step.function, _picking(step)) for step in steps]


def _in_order(known: Mapping[str, Step]) -> Iterator[Step]:
    """Each step after all that it takes; steps that wait for nothing in the order
    given.
    """
    done: dict[str, Step] = {}

    def reach(name: str, above: tuple[str, ...]) -> Iterator[Step]:
        if name in above:
            raise ValueError(" → ".join((*above, name)))
        if name not in known or name in done:
            return
        for taken in known[name].takes:
            yield from reach(taken, (*above, name))
        done[name] = known[name]
        yield known[name]

    for name in known:
        yield from reach(name, ())


def _picking(step: Step) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    """What takes a step's inputs out of all values."""
    if len(step.takes) > 1:
        return itemgetter(*step.takes)
    if not step.takes:
        return lambda values: ()
    taken = step.takes[0]
    return lambda values: (values[taken],)


@dataclass(frozen=True, eq=False)
class StepTable:
    """A step's different values, and where among them each combination's value is.

    `axes`: the phrases that make a difference; `codes`: places in `values`, an axis
    each.
    """

    axes: tuple[str, ...]
    codes: np.ndarray
    values: list[Any]

    def spread(self, axes: Sequence[str]) -> np.ndarray:
        """The codes with an axis for each of these phrases, of length 1 where it has
        none.
        """
        own = iter(self.codes.shape)
        return self.codes.reshape(
            [next(own) if name in self.axes else 1 for name in axes]
        )

    def taken(self, places: Mapping[str, Sequence[int]]) -> StepTable:
        """The table with these readings of each phrase alone, by their places."""
        codes = self.codes
        for axis, name in enumerate(self.axes):
            codes = codes.take(places[name], axis)
        return StepTable(self.axes, codes, self.values)

    def narrowed(self, places: Mapping[str, Sequence[int]]) -> StepTable:
        """As `taken`, with the values and the phrases alone that then still make a
        difference.
        """
        some = self.taken(places)
        distinct, codes = _distinct([some], some.axes, some.codes.shape)
        values = [self.values[place] for place in distinct.tolist()]
        return _without_idle_axes(some.axes, codes, values)


#: what a step comes to in each of some inputs, of which there is a list for each thing
#: that it takes
Making = Callable[[Step, list[list[Any]]], list[Any]]


def _made(step: Step, inputs: list[list[Any]]) -> list[Any]:
    if not inputs:
        return [step.function()]
    if step.together and len(inputs[0]) > 1:
        return step.together(*inputs)
    return [step.function(*each) for each in zip(*inputs, strict=True)]


class Memory:
    """What steps have come to so far: over many pieces a step still runs once for each
    input.

    Inputs are known by identity: what a step has come to is kept, equal values once,
    and the tables whose values are taken must be kept as long.
    """

    #: inputs: a few hundred bytes each
    MOST = 300_000

    def __init__(self) -> None:
        self._known: dict[tuple[Any, ...], Any] = {}
        self._equal: dict[Any, Any] = {}

    def made(self, step: Step, inputs: list[list[Any]]) -> list[Any]:
        """As `_made`, of what is not known yet."""
        if len(self._known) > self.MOST:
            self._known = {}
            self._equal = {}
        keys = [(step.name, *map(id, each)) for each in zip(*inputs, strict=True)]
        new = [place for place, key in enumerate(keys) if key not in self._known]
        made = _made(step, [[values[place] for place in new] for values in inputs])
        for place, value in zip(new, made, strict=True):
            self._known[keys[place]] = self._once(value)
        return [self._known[key] for key in keys]

    def _once(self, value: Any) -> Any:
        return self._equal.setdefault(value, value) if _is_hashable(value) else value


@dataclass(frozen=True, eq=False)
class Held:
    """The tables of steps, and the steps that are left: each too large, or resting on
    one that is.

    `sizes`: the number of readings of each phrase.
    """

    sizes: Mapping[str, int]
    tables: dict[str, StepTable]
    left: tuple[Step, ...]

    def axes(self) -> dict[str, tuple[str, ...]]:
        """By step, phrase and given the phrases on which it hangs; of a step left at
        most on these.
        """
        found = {name: table.axes for name, table in self.tables.items()}
        for step in self.left:
            taken = {axis for name in step.takes for axis in found[name]}
            found[step.name] = tuple(name for name in self.sizes if name in taken)
        return found

    def narrowed(self, places: Mapping[str, Sequence[int]]) -> Held:
        """With these readings of each phrase alone, by their places."""
        sizes = {name: len(places[name]) for name in self.sizes}
        tables = {name: table.narrowed(places) for name, table in self.tables.items()}
        return Held(sizes, tables, self.left)

    def completed(self, most: int | None = None, made: Making = _made) -> Held:
        """With the tables of the steps left, as far as they have at most so
        many cells.
        """
        tables = dict(self.tables)
        left = list[Step]()
        for step in self.left:
            taken = [tables[name] for name in step.takes if name in tables]
            if len(taken) < len(step.takes) or _is_larger(taken, self.sizes, most):
                left.append(step)
            else:
                tables[step.name] = _table(step, taken, self.sizes, made)
        return Held(self.sizes, tables, tuple(left))


def _is_larger(
    taken: Sequence[StepTable], sizes: Mapping[str, int], most: int | None
) -> bool:
    axes = {name for table in taken for name in table.axes}
    return most is not None and prod(sizes[name] for name in axes) > most


def _alike(value: Any) -> StepTable:
    import numpy as np

    return StepTable((), np.zeros((), np.int32), [value])


def _axis(name: str, ways: Sequence[str]) -> StepTable:
    import numpy as np

    if len(ways) == 1:
        return _alike(ways[0])
    return StepTable((name,), np.arange(len(ways), dtype=np.int32), list(ways))


def _table(
    step: Step, taken: Sequence[StepTable], sizes: Mapping[str, int], made: Making
) -> StepTable:
    """A step's table from those of what it takes."""
    axes = tuple(name for name in sizes if any(name in table.axes for table in taken))
    distinct, codes = _distinct(taken, axes, [sizes[name] for name in axes])
    values = made(step, _inputs(distinct, taken))
    return _without_idle_axes(axes, *each_once(values, codes))


def _distinct(
    taken: Sequence[StepTable], axes: Sequence[str], shape: Sequence[int]
) -> tuple[np.ndarray, np.ndarray]:
    """The different inputs, each as one number of mixed radix; and by combination its
    place.
    """
    import numpy as np

    number = np.zeros(shape, np.int64)
    for table in taken:
        if len(table.values) > 1:
            number = number * len(table.values) + table.spread(axes)
    return placed(number, prod(len(table.values) for table in taken))


def placed(numbers: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """The different numbers among some below `count`, and of each its place among
    them.
    """
    import numpy as np

    if count > 4 * numbers.size + 1000:  # too many to mark each of them
        distinct, places = np.unique(numbers, return_inverse=True)
        return distinct, places.reshape(numbers.shape)
    seen = np.zeros(count, bool)
    seen[numbers] = True
    distinct = np.flatnonzero(seen)
    places = np.empty(count, np.int32)
    places[distinct] = np.arange(len(distinct))
    return distinct, places[numbers]


def _inputs(distinct: np.ndarray, taken: Sequence[StepTable]) -> list[list[Any]]:
    """For each of what a step takes its value in every different input."""
    import numpy as np

    columns = []
    for table in reversed(taken):
        distinct, at = np.divmod(distinct, len(table.values))
        columns.append([table.values[place] for place in at.tolist()])
    return columns[::-1]


def each_once(made: Sequence[Any], codes: np.ndarray) -> tuple[np.ndarray, list[Any]]:
    """Values that are equal become one."""
    import numpy as np

    places: dict[Any, int] = {}
    values: list[Any] = []
    renumbered = []
    for value in made:
        key = value if _is_hashable(value) else id(value)
        if key not in places:
            places[key] = len(values)
            values.append(value)
        renumbered.append(places[key])
    return np.array(renumbered, np.int32)[codes], values


def _is_hashable(value: Any) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True


def _without_idle_axes(
    axes: Sequence[str], codes: np.ndarray, values: list[Any]
) -> StepTable:
    """The table without the phrases that make no difference."""
    kept: list[str] = []
    for name in axes:
        at = len(kept)
        if (codes == codes.take([0], at)).all():
            codes = codes.take(0, at)
        else:
            kept.append(name)
    return StepTable(tuple(kept), codes, values)
