"""A sweep: the total over a grid of figures, with its range where phrases are open."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.figures import Figure
from cscontract.core import money, notation
from cscontract.core.errors import BadInput, Fault, bad, nearest, shown, within
from cscontract.core.language import Sentence
from cscontract.questions.terms.moving_figures import a_range
from cscontract.records.counting import daily
from cscontract.records.read import Records
from cscontract.verdict.check import charge, decimal, festivals_known
from cscontract.verdict.combinations import totals
from cscontract.verdict.display import html
from cscontract.verdict.one_by_one import money_phrases

if TYPE_CHECKING:
    import pandas

#: cells, each with every combination of the open phrases; about a fifth of a
#: millisecond each
MOST_CELLS = 500_000
MOST_COMBINATIONS = 2_000_000_000
#: what shows that the work goes on: takes an iterable and its length, gives the same
#: items
Progress = Callable[[Iterable[Any], int], Iterable[Any]]


class SweepCell(NamedTuple):
    """Total, least and greatest total of a cell in fen; all the same where no phrase is
    open.
    """

    total: int
    low: int
    high: int


@dataclass(frozen=True, eq=False)
class Sweep:
    """The totals of a grid. `axes`: values by figure, the first slowest; `cells`: in
    that order.
    """

    agreement: Agreement
    axes: dict[str, tuple[Any, ...]]
    cells: tuple[SweepCell, ...]

    @property
    def figures(self) -> list[Figure]:
        """The figures that are varied."""
        return [self.agreement.figures[key] for key in self.axes]

    @property
    def is_open(self) -> bool:
        """Whether phrases are open, so that a cell has a range."""
        return bool(self.agreement.open)

    def rows(self) -> Iterator[tuple[tuple[Any, ...], SweepCell]]:
        """Each cell with the values of its figures."""
        return zip(product(*self.axes.values()), self.cells, strict=True)

    @property
    def frame(self) -> pandas.DataFrame:
        """A row a cell: the figures as text of `--set`, total, low and high (Decimal,
        CNY).
        """
        import pandas

        rows = [
            [*self._shown(values), *map(decimal, cell)] for values, cell in self.rows()
        ]
        return pandas.DataFrame(rows, columns=[*self.axes, "total", "low", "high"])

    def to_dict(self) -> dict[str, Any]:
        """The sweep as JSON has it."""
        return {"rows": [self._row(values, cell) for values, cell in self.rows()]}

    def _shown(self, values: tuple[Any, ...]) -> list[str]:
        varied = zip(self.figures, values, strict=True)
        return [figure.show(value) for figure, value in varied]

    def _row(self, values: tuple[Any, ...], cell: SweepCell) -> dict[str, Any]:
        varied = zip(self.figures, values, strict=True)
        row = {figure.key: figure.plain(value) for figure, value in varied}
        row |= {"total": money.yuan(cell.total)}
        if self.is_open:
            row |= {"low": money.yuan(cell.low), "high": money.yuan(cell.high)}
        return row

    def _repr_html_(self) -> str | None:
        return html(self)


def sweep(
    agreement: Agreement,
    records: Records,
    vary: Mapping[str, Sequence[Any]] | Sequence[str],
    progress: Progress = lambda items, count: items,
) -> Sweep:
    """The total at every point of a grid of figures.

    `vary`: figure → values (money in fen or text), or “fee.monthly=80.00:160.00:20.00”
    each, the end included. BadInput for an unknown figure, an impossible or empty
    range, terms that contradict each other at some point, and a grid that is too large,
    told with its size before anything is computed.
    """
    axes = axes_of(agreement, vary)
    size = prod(map(len, axes.values()))
    names = money_phrases(agreement.open, records)
    choices = {name: agreement.available(name) for name in names}
    _refuse_large(size, prod(map(len, choices.values())))
    cells = []
    with festivals_known():
        for values in progress(product(*axes.values()), size):
            changed = _changed(agreement, axes, values)
            total = charge(changed, daily(changed, records)).total
            low = high = total
            if choices:
                low, high = totals(changed, records, choices).ends
            cells.append(SweepCell(total, low, high))
    return Sweep(agreement, axes, tuple(cells))


def _changed(
    agreement: Agreement, axes: Iterable[str], values: Iterable[Any]
) -> Agreement:
    """The agreement at a point of the grid; BadInput names the point."""
    changes = dict(zip(axes, values, strict=True))
    try:
        return agreement.with_figures(changes)
    except BadInput as error:
        point = ", ".join(
            f"{key}={agreement.figures[key].show(value)}"
            for key, value in changes.items()
        )
        faults = [
            Fault(within("--vary", point), f.value, f.expected, f.fix)
            for f in error.faults
        ]
        raise BadInput(faults) from None


def _refuse_large(size: int, combinations: int) -> None:
    fix = "take wider steps, or vary fewer figures"
    cells = f"{size:,}"
    if size > MOST_CELLS:
        expected = Sentence("at most {count}", count=f"{MOST_CELLS:,}")
        raise bad("--vary", Sentence("{count} cells", count=cells), expected, fix)
    if size * combinations > MOST_COMBINATIONS:
        sentence = "{count} cells of {combinations} combinations"
        found = Sentence(sentence, count=cells, combinations=f"{combinations:,}")
        expected = Sentence("at most {count} together", count=f"{MOST_COMBINATIONS:,}")
        fix = "take wider steps, or vary fewer figures, or leave fewer phrases open"
        raise bad("--vary", found, expected, fix)


def axes_of(
    agreement: Agreement, vary: Mapping[str, Sequence[Any]] | Sequence[str]
) -> dict[str, tuple[Any, ...]]:
    """The values of each figure; every fault is told."""
    faults: list[Fault] = []
    axes: dict[str, tuple[Any, ...]] = {}
    pairs = (
        vary.items() if isinstance(vary, Mapping) else [_parted(each) for each in vary]
    )
    for key, values in pairs:
        try:
            figure = _figure(agreement, key)
            axes[figure.key] = _axis(figure, values)
        except BadInput as error:
            faults += error.faults
    if not axes and not faults:
        fix = Sentence("add {range}", range=a_range(agreement))
        faults.append(Fault("--vary", "", "a figure and its range", fix))
    if len(axes) < len(pairs) and not faults:
        faults.append(Fault("--vary", "", "each figure once", "give it one range"))
    if faults:
        raise BadInput(faults)
    return axes


def _parted(text: str) -> tuple[str, str]:
    key, _, values = text.partition("=")
    return key.strip(), values.strip()


def _figure(agreement: Agreement, key: str) -> Figure:
    """A figure of the agreement by its key."""
    figure = agreement.figures.get(agreement.canonical(key))
    if figure is None:
        raise bad(
            "--vary", shown(key), "a known figure", nearest(key, agreement.figures)
        )
    return figure


def _axis(figure: Figure, values: str | Sequence[Any]) -> tuple[Any, ...]:
    """A figure's values: from a range LOW:HIGH:STEP, or one by one."""
    if isinstance(values, str):
        return _range(figure, values)
    if not values:
        raise bad(f"--vary {figure.key}", "no value", "at least one value", "name some")
    try:
        return tuple(figure.parse(_as_text(figure, value)) for value in values)
    except ValueError:
        raise bad(
            f"--vary {figure.key}", shown(list(values)), figure.bounds, figure.example
        ) from None


def _as_text(figure: Figure, value: Any) -> Any:
    return money.yuan(value) if figure.kind == "money" and type(value) is int else value


def _range(figure: Figure, text: str) -> tuple[Any, ...]:
    """The values of LOW:HIGH:STEP, HIGH included where a step falls on it."""
    parts = notation.folded(text).split(":")
    example = {
        "whole": "80:160:20",
        "money": "100.00:200.00:10.00",
        "date": "2020-08-01:2020-08-31:7",
    }
    like = f"{figure.key}={example[figure.kind]}"
    fix = Sentence("write it like {example}", example=like)
    try:
        low, high = (figure.parse_text(part) for part in parts[:2])
        step = _step(figure, parts[2]) if len(parts) == 3 else None
    except ValueError:
        raise bad(f"--vary {figure.key}", shown(text), figure.bounds, fix) from None
    if step is None or low is None or high is None:
        raise bad(f"--vary {figure.key}", shown(text), "LOW:HIGH:STEP", fix)
    if step <= 0 or low > high:
        expected = "LOW not above HIGH, and a STEP above 0"
        raise bad(f"--vary {figure.key}", shown(text), expected, fix)
    if isinstance(low, date):
        count = (high - low).days // step + 1
        return tuple(low + timedelta(days=step * at) for at in range(count))
    return tuple(range(low, high + 1, step))


def _step(figure: Figure, text: str) -> int:
    """A step: fen of money, days of a date."""
    plain = notation.folded(text).strip()
    if figure.kind == "money":
        return money.fen(plain)
    if not re.fullmatch("-?[0-9]{1,12}", plain):
        raise ValueError(f"{text!r} is not a whole number")
    return int(plain)
