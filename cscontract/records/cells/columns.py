"""One column of a table, cell by cell: what stands in it again and again is
read once.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from cscontract.core.errors import Fault
from cscontract.records.cells.text_and_numbers import Cell, Reader, read_cell

#: distinct cells of a column that are kept; beyond that they hardly come again
MOST_KEPT = 50_000


class Known(NamedTuple):
    """A cell as it was read: its value and the repairs that it took."""

    value: Any
    repairs: tuple[str, ...]


class Column:
    """The cells of a column as its reader reads them.

    `repairs` counts what was mended, by column and kind of repair; `zoned` has the
    first cell (row and value) with an offset and the first without.
    """

    def __init__(self, name: str, reader: Reader, file: str, epoch: int):
        self.name = name
        self.reader = reader
        self.file = file
        self.epoch = epoch
        self.repairs: Counter[tuple[str, str]] = Counter()
        self.zoned: dict[bool, tuple[int, Any]] = {}
        self._known: dict[tuple[type, Any], Known] = {}

    def value(self, raw: Any, row: int, faults: list[Fault]) -> Any:
        """The value of a cell; None after a fault, which is added to the list with its
        row.
        """
        # True, 1 and 1.0 are equal: their types are not
        key = (type(raw), raw)
        try:
            known = self._known.get(key)
        except TypeError:  # a list, of a nested Parquet column
            return self._read(raw, row, faults).value
        if known is None:
            before = len(faults)
            known = self._read(raw, row, faults)
            if len(faults) == before and len(self._known) < MOST_KEPT:
                self._known[key] = known
        for repair in known.repairs:
            self.repairs[self.name, repair] += 1
        return known.value

    def _read(self, raw: Any, row: int, faults: list[Fault]) -> Known:
        cell = Cell(raw, self.epoch)
        value = read_cell(self.reader, cell, (self.file, row, self.name), faults)
        if cell.zoned is not None:
            self.zoned.setdefault(cell.zoned, (row, raw))
        return Known(value, tuple(dict.fromkeys(cell.repairs)))
