"""One ID under two names: 007 and 7, or the keyed names that two machines gave one telephone number.

The same report imported twice would count every person twice.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from itertools import combinations

from cscontract.records import told
from cscontract.terms.agreement import shop_key
from cscontract.terms.faults import Fault, place
from cscontract.terms.happened import Reception
from cscontract.terms.language import Sentence

HIDDEN = "hidden-"
#: persons from which equal counts on the one day of a record are no chance
LEAST = 10
EXPECTED = "each ID under one name"
NUMBERS = (
    "keep the rows of one of the two names: a spreadsheet shows 007 as 7; "
    "where both are agents, say so with --agent and one of the names"
)
MACHINES = (
    "keep the rows of one of the two names: another machine hides a telephone number under another "
    "name; import on one machine, or copy its customers.key; where both are agents, say so "
    "with --agent and one of the names"
)
REPORTS = (
    "keep one of the two reports: delete those rows and import again, or leave this report; "
    "where both are right, say so with --agent and the names of this one"
)

Pair = tuple[Reception, Reception]


def two_names(
    rows: Iterable[Reception], file: str, agents: Collection[str] = ()
) -> Iterator[Fault]:
    """IDs of one shop that are one number, or two hidden ones, with the same counts on a date.

    Two hidden names must have the same counts on every date that has both, and on two dates at
    least (or the record is of one date alone, with ten persons or more).
    """
    suspects = [row for row in rows if row.asked and row.id not in agents and _suspect(row.id)]
    days = defaultdict[tuple[date, str], list[Reception]](list)
    for row in suspects:
        days[row.date, shop_key(row.shop)].append(row)
    hidden = defaultdict[tuple[str, str, str], list[Pair]](list)
    for (_, shop), day in days.items():
        for pair in combinations(sorted(day, key=lambda row: row.row), 2):
            first, second = pair
            if _one_number(first.id, second.id):
                if _counts(first) == _counts(second):
                    yield _fault(pair, file, NUMBERS)
            elif _both_hidden(first.id, second.id):
                one, other = sorted((first.id, second.id))
                hidden[shop, one, other].append(pair)
    is_one_day = len({when for when, _ in days}) == 1
    yield from _of_two_machines(hidden.values(), file, is_one_day)


def _of_two_machines(hidden: Iterable[list[Pair]], file: str, is_one_day: bool) -> Iterator[Fault]:
    for pairs in hidden:
        same = all(_counts(first) == _counts(second) for first, second in pairs)
        is_much = is_one_day and pairs[0][0].asked >= LEAST
        if same and (len(pairs) > 1 or is_much):
            for pair in pairs:
                yield _fault(pair, file, MACHINES)


def imported_again(
    rows: Iterable[Reception],
    there: Iterable[Reception],
    file: str,
    agents: Collection[str] = (),
) -> Iterator[Fault]:
    """Dates and shops of which the same rows are there already, under other names.

    That is so where the new rows of a date and shop are as many as those there that the report
    does not name, with the same counts; and their names are one number, or both hidden, or they
    are two rows or more that differ among themselves.
    """
    new, old = _by_day(rows), _by_day(there)
    for day in new.keys() & old.keys():
        ids = {row.id for row in new[day]}, {row.id for row in old[day]}
        fresh = [row for row in new[day] if row.id not in ids[1] | set(agents)]
        left = [row for row in old[day] if row.id not in ids[0]]
        if not fresh or Counter(map(_counts, fresh)) != Counter(map(_counts, left)):
            continue
        pairs = _paired(fresh, left)
        if _is_the_same(pairs):
            for row, before in pairs:
                yield _again(row, before, file)


def _by_day(rows: Iterable[Reception]) -> dict[tuple[date, str], list[Reception]]:
    days = defaultdict[tuple[date, str], list[Reception]](list)
    for row in rows:
        if row.asked:
            days[row.date, shop_key(row.shop)].append(row)
    return days


def _paired(fresh: list[Reception], left: list[Reception]) -> list[Pair]:
    """Each new row with the one there of the same counts; of several, that of the same number."""
    order = sorted(left, key=lambda row: (_counts(row), _plain(row.id)))
    return list(
        zip(sorted(fresh, key=lambda row: (_counts(row), _plain(row.id))), order, strict=True)
    )


def _is_the_same(pairs: list[Pair]) -> bool:
    if all(_one_number(row.id, before.id) for row, before in pairs):
        return True
    if all(_both_hidden(row.id, before.id) for row, before in pairs):
        return True
    return len({_counts(row) for row, _ in pairs}) > 1


def _again(row: Reception, before: Reception, file: str) -> Fault:
    mend = REPORTS
    if _one_number(row.id, before.id):
        mend = NUMBERS
    elif _both_hidden(row.id, before.id):
        mend = MACHINES
    value = Sentence(
        "{date} {shop} {id}: {counts}, as {other} in receptions.csv, row {row}",
        date=f"{row.date}",
        shop=row.shop,
        id=row.id,
        counts=told.counts(row),
        other=before.id,
        row=before.row,
    )
    return Fault(place(file, row.row), value, EXPECTED, mend)


def _fault(pair: Pair, file: str, mend: str) -> Fault:
    first, second = pair
    value = Sentence(
        "{date} {shop} {id}: {counts}, as {other} in row {row}",
        date=f"{second.date}",
        shop=second.shop,
        id=second.id,
        counts=told.counts(second),
        other=first.id,
        row=first.row,
    )
    return Fault(place(file, second.row), value, EXPECTED, mend)


def _suspect(account: str) -> bool:
    return account.startswith(HIDDEN) or account[:1].isdigit()


def _plain(account: str) -> str:
    """The number of an ID as a spreadsheet shows it: 7 of 007."""
    match = re.fullmatch(r"0*([0-9]+)(?:\.0+)?", account)
    return match[1] if match else account


def _one_number(one: str, other: str) -> bool:
    return one != other and _plain(one) == _plain(other)


def _both_hidden(one: str, other: str) -> bool:
    return one != other and one.startswith(HIDDEN) and other.startswith(HIDDEN)


def _counts(row: Reception) -> tuple[int, int, int]:
    return row.asked, row.received, row.inquiring
