"""The smallest dispute: for two readings of a phrase the shortest series of days, and on them the fewest
persons, that part them in money; or that no series does.

A search by length over the product of two step machines: a step adds a day, and a machine's state is what
the days so far leave to be decided under one combination of readings. All amounts come from the clauses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from itertools import combinations
from pathlib import Path
from typing import Any

from cscontract.clauses.new_agreement.clause import week_length
from cscontract.questions.imagined import Day, figures, instants, plain, told
from cscontract.questions.imagined import files as as_files
from cscontract.questions.remains import remains
from cscontract.terms import money
from cscontract.terms.agreement import Agreement
from cscontract.terms.faults import bad, nearest
from cscontract.terms.files import written
from cscontract.terms.kinds import register
from cscontract.terms.language import Language, say, spoken
from cscontract.verdict.charges import apply
from cscontract.verdict.check import festivals_known
from cscontract.verdict.display import html
from cscontract.verdict.plausibility import classes, considered

#: the phrases of 1.4(2), whose readings can be parted by days
PHRASES = (
    "reception_metric", "headcount", "renewal_headcount", "same_person", "day_boundary", "bound",
    "run_length", "run_gap", "surcharge_days", "surcharge_amount", "seat_effect", "renewal_week",
    "after_renewal",
)  # fmt: skip
MOST_STATES = 20_000
#: more persons than this in one cell are no record
MOST_PERSONS = 100_000


@dataclass(frozen=True)
class Dispute:
    """Two readings of a phrase and what parts them; `days` is empty where nothing does.

    `start`: the first day's number in the term; `totals`: fen under either reading; `empty`: the total
    without any record; `looked_at`: the states searched; `whole`: whether that were all there are, and
    if not, `length` is the longest series that was searched to the end.
    """

    agreement: Agreement
    phrase: str
    readings: tuple[str, str]
    start: int
    days: tuple[Day, ...]
    totals: tuple[int, int]
    empty: int
    domain: tuple[Day, ...]
    looked_at: int
    whole: bool
    length: int

    @property
    def differ(self) -> bool:
        """Whether some series of days parts the two readings."""
        return bool(self.days)

    def write(self, folder: str | Path) -> list[Path]:
        """The days as records in a folder, for `check` to judge under either reading."""
        folder = Path(folder)
        made = {folder / name: data for name, data in self.files().items()}
        with written(made, with_folders=True):
            return list(made)

    def files(self) -> dict[str, bytes]:
        """File name → the days as records, as `write` writes them; nothing where no days part the two."""
        return as_files(self.agreement, self.start, self.days) if self.differ else {}

    def _repr_html_(self) -> str | None:
        return html(self)

    def text(self, language: Language | None = None) -> str:
        """The dispute in one sentence."""
        language = language or spoken()
        known, given = register()[self.phrase].readings, self.agreement.wording
        one, other = (known[way].label[language].format(**given) for way in self.readings)
        if not self.differ:
            return self._never(one, other, language)
        less = self.empty if min(self.totals) >= self.empty else 0
        sentence = (
            "{days} (from {start}) cost CNY {first} under “{one}” and {second} under “{other}”"
            if less
            else "With {days} (from {start}) the term costs CNY {first} under “{one}” and {second} under “{other}”"
        )
        first, second = (money.grouped(total - less) for total in self.totals)
        when = self.agreement.span.date_of(self.start)
        series = told(self.days, language)
        return say(sentence, language, days=series, start=when, first=first, second=second, one=one,
                   other=other)  # fmt: skip

    def _never(self, one: str, other: str, language: Language) -> str:
        sentence = (
            "“{one}” and “{other}” never differ in money with the rest as settled, on any series of days "
            "within the term with {counts} persons or without a record ({states} states)"
            if self.whole
            else "“{one}” and “{other}” do not differ on series of up to {length} days with {counts} persons or "
            "without a record ({states} states)"
        )
        counts = say(", ", language).join(
            _ranges({day.persons for day in self.domain if day.cells})
        )
        values = {"counts": counts, "states": f"{self.looked_at:,}", "length": self.length - 1}
        return say(sentence, language, one=one, other=other, **values)

    def to_dict(self) -> dict[str, Any]:
        """The dispute as JSON has it."""
        found = {
            "phrase": self.phrase,
            "readings": list(self.readings),
            "differ": self.differ,
            "proved": self.differ or self.whole,
            "states": self.looked_at,
            "counts": sorted({day.persons for day in self.domain if day.cells}),
            "text": {language: self.text(language) for language in ("en", "zh")},
        }
        if self.differ:
            found["start"] = str(self.agreement.span.date_of(self.start))
            found["days"] = [each.persons if each.cells else None for each in self.days]
            found["totals"] = [money.yuan(total) for total in self.totals]
        return found


def pairs(agreement: Agreement, phrase: str) -> list[tuple[str, str, str]]:
    """The phrase with every pair of its readings, in their order. BadInput for a phrase not of 1.4(2)."""
    return [(phrase, *pair) for pair in combinations(_known(agreement, phrase), 2)]


def asked_pairs(agreement: Agreement, asked: str) -> list[tuple[str, str, str]]:
    """The pairs of the phrases of a list (“bound,run_gap”), of all of 1.4(2) (“all”), or of those without
    their far-fetched readings (“arguable”)."""
    names = PHRASES if asked in ("all", "arguable") else [each.strip() for each in asked.split(",")]
    every = [pair for name in names for pair in pairs(agreement, name)]
    if asked != "arguable":
        return every
    standings = classes(agreement)
    left = {name: considered(agreement, standings, name) for name in names}
    return [pair for pair in every if set(pair[1:]) <= set(left[pair[0]])]


def smallest_dispute(agreement: Agreement, phrase: str, one: str, other: str) -> Dispute:
    """The shortest series of days, on them the fewest persons, on which two readings differ in money.

    Of equal ones the earliest. The other phrases are as the agreement has them. The series are all those
    of days of `alphabet` within the term, with no record before and after. BadInput for other names.
    """
    known = _known(agreement, phrase)
    for way in (one, other):
        if way not in known:
            raise bad(phrase, repr(way), "a reading of it", nearest(way, known))
    with festivals_known():
        return _search(agreement, phrase, (one, other))


def _known(agreement: Agreement, phrase: str) -> list[str]:
    if phrase not in PHRASES:
        expected = "a phrase of 1.4(2), which days can part"
        raise bad("phrase", repr(phrase), expected, nearest(phrase, PHRASES))
    return list(agreement.available(phrase))


def _search(agreement: Agreement, phrase: str, ways: tuple[str, str]) -> Dispute:
    """Series by length, then persons, changes from day to day, seats, date, and plainness of their days.

    Of the series that are in one state only the first goes on.
    """
    first, second = ({**agreement.chosen, phrase: way} for way in ways)
    letters, term = alphabet(agreement, phrase, ways), agreement.span
    empty = apply(agreement, figures(term, 0, (), first), first).total
    found = Dispute(agreement, phrase, ways, 0, (), (0, 0), empty, letters, 0, True, term.length)
    queue: list[tuple] = [(0, 0, 0, 0, start, ()) for start in range(term.length)]
    seen: set[tuple] = set()
    while queue:
        length, persons, changes, seats, start, series = heappop(queue)
        if series:
            made = [letters[at] for at in series]
            one, other = (
                apply(agreement, figures(term, start, made, each), each) for each in (first, second)
            )
            if one.total != other.total:
                totals = (one.total, other.total)
                return replace(
                    found, start=start, days=tuple(made), totals=totals, looked_at=len(seen)
                )
            state = (start + length, remains(one, start + length), remains(other, start + length))
            if state in seen:
                continue
            seen.add(state)
        if len(seen) > MOST_STATES:
            return replace(found, looked_at=len(seen), whole=False, length=length)
        for at, day in enumerate(letters if start + length < term.length else ()):
            if series or day.cells:
                changed = changes + bool(series and series[-1] != at)
                costs = (length + 1, persons + day.persons, changed, seats + day.seats)
                heappush(queue, (*costs, start, (*series, at)))
    return replace(found, looked_at=len(seen))


def _ranges(numbers: set[int]) -> list[str]:
    """Numbers with those that follow each other as one: 0, 99–102."""
    found: list[list[int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][-1] + 1:
            found[-1].append(number)
        else:
            found.append([number])
    return [str(each[0]) if len(each) == 1 else f"{each[0]}–{each[-1]}" for each in found]


# the days of which series are made


def alphabet(agreement: Agreement, phrase: str, ways: tuple[str, str]) -> tuple[Day, ...]:
    """A day without a record, and days with persons on both sides of every bound that is in play."""
    counts = sorted(_counts(agreement, phrase, ways))
    seats = (0, 1) if phrase == "seat_effect" else (0,)
    days = {Day(seats=added) for added in seats}
    days |= {plain(count, added) for count in counts for added in seats}
    match phrase:
        case "headcount" | "renewal_headcount":
            days |= {_by_headcount(ways, more, fewer) for more in counts for fewer in counts}
        case "reception_metric":
            days |= set(_divided(agreement, counts))
        case "same_person":
            days |= {Day(plain(count).cells, shared=1) for count in counts if count}
        case "day_boundary" if instants(agreement, 0)[1]:
            days |= {Day(plain(count).cells, outside=1) for count in counts if count}
    return tuple(sorted(days, key=_plainness))


def _plainness(day: Day) -> tuple:
    """Plain days first: without seats, on one ID, the headcounts close to each other, fewer persons."""
    spread = sum(asked - inquiring for _, _, _, asked, inquiring in day.cells)
    return day.seats, len(day.cells), day.shared + day.outside, spread, day


def _counts(agreement: Agreement, phrase: str, ways: tuple[str, str]) -> set[int]:
    """0, and persons from one below to two above each limit that some reading in play compares with."""
    chosen, limit = agreement.chosen, agreement.volume.threshold
    in_play = {name: {way} for name, way in chosen.items()} | {phrase: set(ways)}
    limits = {limit}
    if "threshold_per_seat" in in_play["seat_effect"] and phrase == "seat_effect":
        limits.add(2 * limit)
    if in_play["surcharge_amount"] - {"flat", "once_a_month"}:
        limits |= {each + agreement.volume.step for each in limits}
    if in_play["after_renewal"] - {"terms_continue"}:
        limits |= set(_renewal_limits(agreement, in_play["renewal_week"]))
    counts = {limit + by for limit in limits for by in (-1, 0, 1, 2)} | {0}
    return {count for count in counts if 0 <= count <= MOST_PERSONS}


def _renewal_limits(agreement: Agreement, ways: set[str]) -> Iterator[int]:
    """What a day's persons, or a week's, are compared with by these readings of renewal_week."""
    for way in ways:
        is_mean = way.endswith("_mean")
        yield agreement.renewal.threshold * (
            week_length(agreement.renewal.days, way) if is_mean else 1
        )


def _by_headcount(ways: tuple[str, str], one: int, other: int) -> Day:
    """A day on which one headcount comes to `one` and the other to `other`, as far as they can."""
    count = dict(zip(ways, (one, other), strict=True))
    inquiring = count.get("inquiring", min(one, other))
    received = max(inquiring, count.get("received", min(one, other)))
    asked = max(received, count.get("asked", max(one, other)))
    return Day(((0, 0, received, asked, inquiring),))


def _divided(agreement: Agreement, counts: list[int]) -> Iterator[Day]:
    """Days whose persons wrote to two IDs of a shop, or to two shops: one of them to the second."""
    for count in counts:
        if count:
            rest = count - 1
            yield Day(((0, 0, rest, rest, rest), (0, 1, 1, 1, 1)))
            if len(agreement.shops) > 1:
                yield Day(((0, 0, rest, rest, rest), (1, 0, 1, 1, 1)))
