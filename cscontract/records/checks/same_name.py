"""One ID under two names: 007 and 7, or the keyed names that two machines gave one
telephone number.

The same report imported twice would count every person twice.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations

from cscontract.agreement.head import shop_key
from cscontract.core.errors import Fault, place
from cscontract.core.language import Sentence
from cscontract.records import messages
from cscontract.records.checks.hidden_totals import LEAST, MANY, Counts, counts
from cscontract.records.checks.twins import bare
from cscontract.records.files.parts import place_of
from cscontract.records.rows import Reception

HIDDEN = "hidden-"
#: no shop has as many agents who go by a telephone number
MOST_HIDDEN = 200
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
#: new rows of a day and shop, and those there that the report has not
Day = tuple[list[Reception], list[Reception]]
Days = dict[tuple[date, str], list[Reception]]


def two_names(
    rows: Iterable[Reception], files: Sequence[str], agents: Collection[str] = ()
) -> Iterator[Fault]:
    """IDs of one shop that are one number, or two hidden ones, with the same counts on
    a date.

    Two hidden names must have the same counts on every date that has both, and on two
    dates at least (or the record is of one date alone, with ten persons or more).
    """
    suspects = [
        row for row in rows if row.asked and row.id not in agents and _suspect(row.id)
    ]
    days = defaultdict[tuple[date, str], list[Reception]](list)
    for row in suspects:
        days[row.date, shop_key(row.shop)].append(row)
    hidden = defaultdict[tuple[str, str, str], list[Pair]](list)
    for (_, shop), day in days.items():
        in_order = sorted(day, key=lambda row: row.row)
        for pair in _of_one_number(in_order):
            yield _fault(pair, files, NUMBERS)
        under_keys = [row for row in in_order if row.id.startswith(HIDDEN)]
        for first, second in combinations(under_keys[:MOST_HIDDEN], 2):
            if first.id != second.id:
                one, other = sorted((first.id, second.id))
                hidden[shop, one, other].append((first, second))
    is_one_day = len({when for when, _ in days}) == 1
    yield from _of_two_machines(hidden.values(), files, is_one_day)


def _of_one_number(day: Iterable[Reception]) -> Iterator[Pair]:
    """The rows of a day and shop with the same counts whose IDs are one number, two and
    two.
    """
    numbers = defaultdict[tuple[str, Counts], list[Reception]](list)
    for row in day:
        numbers[_plain(row.id), counts(row)].append(row)
    for rows in numbers.values():
        for first, second in combinations(rows, 2):
            if first.id != second.id:
                yield first, second


def _of_two_machines(
    hidden: Iterable[list[Pair]], files: Sequence[str], is_one_day: bool
) -> Iterator[Fault]:
    for pairs in hidden:
        same = all(counts(first) == counts(second) for first, second in pairs)
        is_much = is_one_day and pairs[0][0].asked >= LEAST
        if same and (len(pairs) > 1 or is_much):
            for pair in pairs:
                yield _fault(pair, files, MACHINES)


def imported_again(
    rows: Iterable[Reception],
    there: Iterable[Reception],
    file: str,
    agents: Collection[str] = (),
) -> Iterator[Fault]:
    """Dates and shops of which the same rows are there already, under other names.

    That is so where the new rows of a date and shop are as many as those there that the
    report does not name, with the same counts; and their names are one number or one
    name, or both hidden, or they are two rows or more that differ among themselves. Of
    a whole report it is enough that nine in ten of its new rows are there, five at
    least that count ten persons or more.
    """
    days = list(_new_and_left(_by_day(rows), _by_day(there), agents))
    nearly = _nearly_all(days)
    for fresh, left in days:
        pairs = _paired(fresh, left)
        is_whole = len(pairs) == len(fresh) == len(left)
        if (is_whole and _is_the_same(pairs)) or nearly:
            for row, before in pairs:
                yield _again(row, before, file)


def _new_and_left(new: Days, old: Days, agents: Collection[str]) -> Iterator[Day]:
    """Of each day and shop the rows whose names are new, and those there that the
    report has not.
    """
    for day in sorted(new.keys() & old.keys()):
        ids = {row.id for row in new[day]}, {row.id for row in old[day]}
        fresh = [row for row in new[day] if row.id not in ids[1] | set(agents)]
        left = [row for row in old[day] if row.id not in ids[0]]
        if fresh and left:
            yield fresh, left


def _nearly_all(days: list[Day]) -> bool:
    """Whether nearly all new rows are there under other names, and enough of them to be
    no chance.
    """
    pairs = [pair for fresh, left in days for pair in _paired(fresh, left)]
    much = [counts(row) for row, _ in pairs if row.asked >= LEAST]
    total = sum(len(fresh) for fresh, _ in days)
    return len(much) >= MANY and len(set(much)) > 1 and 10 * len(pairs) >= 9 * total


def _by_day(rows: Iterable[Reception]) -> Days:
    days = defaultdict[tuple[date, str], list[Reception]](list)
    for row in rows:
        if row.asked:
            days[row.date, shop_key(row.shop)].append(row)
    return days


def _paired(fresh: list[Reception], left: list[Reception]) -> list[Pair]:
    """New rows with those there of the same counts; of several, with that of the same
    number.
    """
    there = defaultdict[Counts, list[Reception]](list)
    for row in sorted(left, key=lambda row: _plain(row.id), reverse=True):
        there[counts(row)].append(row)
    order = sorted(fresh, key=lambda row: _plain(row.id))
    return [(row, there[counts(row)].pop()) for row in order if there[counts(row)]]


def _is_the_same(pairs: list[Pair]) -> bool:
    for are_one in (_one_number, _both_hidden, _one_name):
        if all(are_one(row.id, before.id) for row, before in pairs):
            return True
    return len({counts(row) for row, _ in pairs}) > 1


def _one_name(one: str, other: str) -> bool:
    return one != other and bare(one) == bare(other)


def _again(row: Reception, before: Reception, file: str) -> Fault:
    mend = REPORTS
    if _one_number(row.id, before.id):
        mend = NUMBERS
    elif _both_hidden(row.id, before.id):
        mend = MACHINES
    value = Sentence(
        "{reception}, as {other} in receptions.csv, row {row}",
        reception=messages.reception(row),
        other=before.id,
        row=before.row,
    )
    return Fault(place(file, row.row), value, EXPECTED, mend)


def _fault(pair: Pair, files: Sequence[str], mend: str) -> Fault:
    first, second = pair
    at = place_of(second.row, files)
    before = place_of(first.row, files)
    is_one_file = at[0] == before[0]
    value = Sentence(
        "{reception}, as {other} in row {row}"
        if is_one_file
        else "{reception}, as {other} in {place}",
        reception=messages.reception(second),
        other=first.id,
        row=before[1],
        place=place(*before),
    )
    return Fault(place(*at), value, EXPECTED, mend)


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
