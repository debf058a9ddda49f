"""Days made up for a question, and how the words that all kinds share have their
persons counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from cscontract.core.days import Term
from cscontract.records.daily_figures import HEADCOUNTS, Daily

#: customers on one ID: shop and ID by number, persons received, asked and inquiring
Cell = tuple[int, int, int, int, int]


@dataclass(frozen=True, order=True)
class Day:
    """What the records say of a day: no cells, no record.

    `seats`: added seats at work; `shared`: of the customers of shop 0, how many wrote
    to two of its IDs; `outside`: how many of them wrote outside service hours alone.
    """

    cells: tuple[Cell, ...] = ()
    seats: int = 0
    shared: int = 0
    outside: int = 0

    @property
    def persons(self) -> int:
        """Customers who wrote, each once."""
        return sum(asked for _, _, _, asked, _ in self.cells)

    def by_shop(self, readings: Mapping[str, str]) -> list[tuple[int, ...]]:
        """“persons”, “daily”: persons by headcount of each shop, as either phrase reads
        them.
        """
        extra = self.shared if readings["same_person"] == "once_per_id" else 0
        extra -= self.outside if readings["day_boundary"] == "service_hours" else 0
        found = []
        for shop, cells in groupby(self.cells, key=lambda cell: cell[0]):
            counts = (sum(each) for each in list(zip(*cells, strict=True))[2:])
            found.append(tuple(count + extra * (shop == 0) for count in counts))
        return found


def plain(persons: int, seats: int = 0) -> Day:
    """A day on which so many were received, all on one ID, all of them inquiring."""
    return Day(((0, 0, persons, persons, persons),), seats)


def figures(
    term: Term, start: int, days: Sequence[Day], readings: Mapping[str, str]
) -> Daily:
    """The daily figures of days from `start` of a term on; the other days have no
    record.
    """
    after = term.length - start - len(days)
    shops = [day.by_shop(readings) for day in days]

    def whole(values: list[int]) -> tuple[int, ...]:
        return (*[0] * start, *values, *[0] * after)

    def together(head: int) -> list[int]:
        return [sum(shop[head] for shop in each) for each in shops]

    def busiest(head: int) -> list[int]:
        return [max((shop[head] for shop in each), default=0) for each in shops]

    heads = list(enumerate(HEADCOUNTS))
    return Daily(
        term=term,
        recorded=sum(1 << start + at for at, day in enumerate(days) if day.cells),
        all_ids={name: whole(together(head)) for head, name in heads},
        busiest_shop={name: whole(busiest(head)) for head, name in heads},
        ids=whole([len(day.cells) + bool(day.shared) for day in days]),
        added_seats=whole([day.seats for day in days]),
    )
