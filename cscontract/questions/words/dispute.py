"""The smallest dispute: for two readings of a phrase the shortest series of days, and
on them the fewest persons, that part them in money; or that no series does.

A search by length over the product of two step machines: a step adds a day, and a
machine's state is what the days so far leave to be decided under one combination of
readings. All amounts come from the clauses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from itertools import combinations
from pathlib import Path
from typing import Any

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.clause import Clause
from cscontract.agreement.kinds import defaults, kinds
from cscontract.agreement.phrases import Readings
from cscontract.core import money
from cscontract.core.errors import bad, nearest
from cscontract.core.files import written
from cscontract.core.language import Language, Sentence, say, spoken
from cscontract.questions.supposed_days import Count, counting_steps, supposed
from cscontract.questions.words.dispute_state import remains, silent
from cscontract.questions.words.made_up_days import (
    Day,
    days_in_words,
    figures,
    instants,
    plain,
)
from cscontract.questions.words.made_up_days import files as as_files
from cscontract.questions.words.own_phrases import plain_name, with_own
from cscontract.records.daily_figures import Daily
from cscontract.verdict.charges import Charges
from cscontract.verdict.check import festivals_known
from cscontract.verdict.display import html
from cscontract.verdict.plausibility import classes, considered

MOST_STATES = 20_000
#: more persons than this in one cell are no record
MOST_PERSONS = 100_000


NEVER = (
    "“{one}” and “{other}” never differ in money with the rest as settled, on any series of days "
    "within the term with {counts} persons or without a record ({states} states)"
)
UP_TO = (
    "“{one}” and “{other}” do not differ on series of up to {length} days with {counts} persons or "
    "without a record ({states} states)"
)
NOT_FOUND = (
    "No days were found on which “{one}” and “{other}” differ in money, with {counts} persons or "
    "without a record ({states} states); that is no proof, since what the days leave to clause "
    "{clauses} is not known"
)


@dataclass(frozen=True)
class Dispute:
    """Two readings of a phrase and what parts them; `days` is empty where nothing does.

    `start`: the first day's number in the term; `totals`: fen under either reading;
    `empty`: the total without any record; `looked_at`: the states searched; `whole`:
    whether that were all there are, and if not, `length` is the longest series that was
    searched to the end. `silent`: the clauses that do not say what their days leave to
    be decided; with any of them no search is a proof.
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
    silent: tuple[str, ...] = ()

    @property
    def differ(self) -> bool:
        """Whether some series of days parts the two readings."""
        return bool(self.days)

    def write(self, folder: str | Path) -> list[Path]:
        """The days as records in a folder, for `check` to judge under either
        reading.
        """
        folder = Path(folder)
        made = {folder / name: data for name, data in self.files().items()}
        with written(made, with_folders=True):
            return list(made)

    def files(self) -> dict[str, bytes]:
        """File name → the days as records, as `write` writes them; nothing where no
        days part the two.
        """
        return as_files(self.agreement, self.start, self.days) if self.differ else {}

    def _repr_html_(self) -> str | None:
        return html(self)

    def text(self, language: Language | None = None) -> str:
        """The dispute in one sentence."""
        language = language or spoken()
        known = self.agreement.phrases[self.phrase].readings
        given = self.agreement.wording_of(self.phrase)
        one, other = (
            known[way].label[language].format(**given) for way in self.readings
        )
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
        series = days_in_words(self.days, language)
        return say(
            sentence,
            language,
            days=series,
            start=when,
            first=first,
            second=second,
            one=one,
            other=other,
        )

    def _never(self, one: str, other: str, language: Language) -> str:
        sentence = NEVER if self.whole else UP_TO
        if self.silent:
            sentence = NOT_FOUND
        counts = say(", ", language).join(
            _ranges({day.persons for day in self.domain if day.cells})
        )
        values = {
            "counts": counts,
            "states": f"{self.looked_at:,}",
            "length": self.length - 1,
        }
        clauses = ", ".join(self.silent)
        return say(sentence, language, one=one, other=other, clauses=clauses, **values)

    def to_dict(self) -> dict[str, Any]:
        """The dispute as JSON has it."""
        found = {
            "phrase": self.phrase,
            "readings": list(self.readings),
            "differ": self.differ,
            "proved": self.differ or (self.whole and not self.silent),
            "states": self.looked_at,
            "counts": sorted({day.persons for day in self.domain if day.cells}),
            "text": {language: self.text(language) for language in ("en", "zh")},
        }
        if self.differ:
            found["start"] = str(self.agreement.span.date_of(self.start))
            found["days"] = [each.persons if each.cells else None for each in self.days]
            found["totals"] = [money.yuan(total) for total in self.totals]
        return found


@dataclass(frozen=True)
class Unparted:
    """A phrase whose readings no days can part, and the clause that it stands in."""

    phrase: str
    clause: str

    def text(self, language: Language | None = None) -> str:
        """That no days part its readings, in one sentence."""
        sentence = "{phrase}, clause {clause}: its kind of clause has no days that part its readings"
        language = language or spoken()
        return say(sentence, language, phrase=self.phrase, clause=self.clause)

    def to_dict(self) -> dict[str, Any]:
        """The phrase as JSON has it."""
        told = {language: self.text(language) for language in ("en", "zh")}
        return {"phrase": self.phrase, "clause": self.clause, "text": told}


def pairs_of_readings(agreement: Agreement, phrase: str) -> list[tuple[str, str, str]]:
    """The phrase with every pair of its readings, in their order. BadInput for one that
    no days part.
    """
    known = _known(with_own(agreement, [phrase]), phrase)
    return [(phrase, *pair) for pair in combinations(known, 2)]


def asked_pairs(agreement: Agreement, asked: str) -> list[tuple[str, str, str]]:
    """The pairs of the phrases of a list (“P1,P2”), of all that days can part (“all”),
    or of those without their far-fetched readings (“arguable”)."""
    is_named = asked not in ("all", "arguable")
    names = (
        [each.strip() for each in asked.split(",")] if is_named else parted(agreement)
    )
    every = [pair for name in names for pair in pairs_of_readings(agreement, name)]
    if asked != "arguable":
        return every
    standings = classes(agreement)
    left = {name: considered(agreement, standings, name) for name in names}
    return [pair for pair in every if set(pair[1:]) <= set(left[pair[0]])]


def parted(agreement: Agreement) -> list[str]:
    """The agreement's phrases whose readings days can part, in the register's order."""
    phrases = agreement.phrases.values()
    return [
        each.name
        for each in phrases
        if each.parted_by and _with_edges(agreement, each.name)
    ]


def not_parted(agreement: Agreement) -> list[Unparted]:
    """The agreement's other phrases that move money."""
    known = parted(agreement)
    phrases = [each for each in agreement.phrases.values() if each.name not in known]
    return [
        Unparted(each.name, each.clause) for each in phrases if each.moves == "money"
    ]


def _with_edges(agreement: Agreement, phrase: str) -> list[Clause]:
    """The clauses that read a phrase and say at how many persons their days turn."""
    reading = agreement.read_by(phrase)
    return [clause for clause in reading if kinds()[clause.kind].answer("edges")]


def smallest_dispute(
    agreement: Agreement, phrase: str, one: str, other: str
) -> Dispute:
    """The shortest series of days, on them the fewest persons, on which two readings
    differ in money.

    Of equal ones the earliest. The other phrases are as the agreement has them. The
    series are all those of days of `alphabet` within the term, with no record before
    and after. BadInput for other names.
    """
    agreement = with_own(agreement, [phrase])
    known = _known(agreement, phrase)
    for way in (one, other):
        if way not in known:
            raise bad(phrase, repr(way), "a reading of it", nearest(way, known))
    with festivals_known():
        return _search(agreement, phrase, (one, other))


def _known(agreement: Agreement, phrase: str) -> list[str]:
    names = parted(agreement)
    if phrase in names:
        return list(agreement.available(phrase))
    value: str = repr(phrase)
    if phrase in agreement.phrases:
        place = agreement.phrases[phrase].clause
        value = Sentence("{value} (clause {clause})", value=value, clause=place)
    if not names:
        fix = "ask `price` what its readings cost"
        raise bad(
            "phrase", value, "a phrase which days can part, of which there is none", fix
        )
    places = ", ".join(_outermost(agreement.phrases[name].clause for name in names))
    expected = Sentence("a phrase of {clauses}, which days can part", clauses=places)
    raise bad("phrase", value, expected, nearest(phrase, names))


def _outermost(places: Iterable[str]) -> list[str]:
    """The numbers of clauses, each once, without those that lie within another
    of them.
    """
    found = list(dict.fromkeys(places))
    return [
        each
        for each in found
        if not any(each != other and each.startswith(other) for other in found)
    ]


def _search(agreement: Agreement, phrase: str, ways: tuple[str, str]) -> Dispute:
    """Series by length, then persons, changes from day to day, seats, date, and
    plainness of their days.

    Of the series that are in one state only the first goes on.
    """
    first, second = ({**agreement.chosen, phrase: way} for way in ways)
    letters = alphabet(agreement, phrase, ways)
    term = agreement.span
    found = _none_found(agreement, phrase, ways, letters)
    queue: list[Series] = [(0, 0, 0, 0, start, ()) for start in range(term.length)]
    seen: set[tuple[Any, ...]] = set()
    while queue:
        length, persons, changes, seats, start, series = heappop(queue)
        if series:
            made = [letters[at] for at in series]
            one, other = (
                charged(agreement, start, made, each) for each in (first, second)
            )
            if one.total != other.total:
                parted = replace(found, start=start, days=tuple(made))
                totals = (one.total, other.total)
                return replace(parted, totals=totals, looked_at=len(seen))
            state = (
                start + length,
                remains(one, start + length),
                remains(other, start + length),
            )
            if state in seen:
                continue
            seen.add(state)
        if len(seen) > MOST_STATES:
            return replace(found, looked_at=len(seen), whole=False, length=length)
        if start + length < term.length:
            shorter = (length, persons, changes, seats, start, series)
            for longer in _a_day_longer(shorter, letters):
                heappush(queue, longer)
    return replace(found, looked_at=len(seen))


def _none_found(
    agreement: Agreement, phrase: str, ways: tuple[str, str], letters: tuple[Day, ...]
) -> Dispute:
    """What is told where no days part the readings; nothing has been looked at yet."""
    empty = charged(agreement, 0, (), {**agreement.chosen, phrase: ways[0]}).total
    places = tuple(clause.place for clause in silent(agreement, phrase))
    length = agreement.span.length
    return Dispute(
        agreement, phrase, ways, 0, (), (0, 0), empty, letters, 0, True, length, places
    )


#: length, persons, changes from day to day, seats, the first day's number, places of
#: letters
Series = tuple[int, int, int, int, int, tuple[int, ...]]


def _a_day_longer(before: Series, letters: tuple[Day, ...]) -> Iterator[Series]:
    """A series with each day after it; the first day has a record."""
    length, persons, changes, seats, start, series = before
    for at, day in enumerate(letters):
        if series or day.cells:
            changed = changes + bool(series and series[-1] != at)
            yield (
                length + 1,
                persons + day.persons,
                changed,
                seats + day.seats,
                start,
                (*series, at),
            )


def charged(
    agreement: Agreement, start: int, days: Sequence[Day], readings: Readings
) -> Charges:
    """What the agreement charges where its records are these days, from `start` of the
    term on.
    """

    def count(ways: Readings) -> Daily:
        return figures(agreement.span, start, days, ways)

    counts: dict[str, Count] = dict.fromkeys(counting_steps(agreement), count)
    return supposed(agreement, None, readings, counts)


def _ranges(numbers: set[int]) -> list[str]:
    """Numbers with those that follow each other as one: 0, 99–102."""
    found: list[list[int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][-1] + 1:
            found[-1].append(number)
        else:
            found.append([number])
    return [
        str(each[0]) if len(each) == 1 else f"{each[0]}–{each[-1]}" for each in found
    ]


# the days of which series are made


def alphabet(
    agreement: Agreement, phrase: str, ways: tuple[str, str]
) -> tuple[Day, ...]:
    """A day without a record, and days with persons on both sides of every limit that
    is in play.
    """
    parted_by = agreement.phrases[phrase].parted_by
    seats = (0, 1) if parted_by == "seats" else (0,)
    counts = sorted(_counts(agreement, phrase, ways, seats))
    days = {Day(seats=added) for added in seats}
    days |= {plain(count, added) for count in counts for added in seats}
    match parted_by:
        case "headcounts":
            days |= {
                _by_headcount(ways, more, fewer) for more in counts for fewer in counts
            }
        case "ids":
            days |= set(_divided(agreement, counts))
        case "shared":
            days |= {Day(plain(count).cells, shared=1) for count in counts if count}
        case "outside" if instants(agreement, 0)[1]:
            days |= {Day(plain(count).cells, outside=1) for count in counts if count}
    return tuple(sorted(days, key=_plainness))


def _plainness(day: Day) -> tuple[Any, ...]:
    """Plain days first: without seats, on one ID, the headcounts close to each other,
    fewer persons.
    """
    spread = sum(asked - inquiring for _, _, _, asked, inquiring in day.cells)
    return day.seats, len(day.cells), day.shared + day.outside, spread, day


def _counts(
    agreement: Agreement, phrase: str, ways: tuple[str, str], seats: tuple[int, ...]
) -> set[int]:
    """0, and persons from one below to two above each number at which a clause's days
    turn.
    """
    turning: set[int] = set()
    for clause in agreement.clauses:
        edges = kinds()[clause.kind].answer("edges")
        if edges:
            turning |= edges(clause, _in_play(agreement, clause, phrase, ways), seats)
    counts = {edge + by for edge in turning for by in (-1, 0, 1, 2)} | {0}
    return {count for count in counts if 0 <= count <= MOST_PERSONS}


def _in_play(
    agreement: Agreement, clause: Clause, phrase: str, ways: tuple[str, str]
) -> dict[str, set[str]]:
    """By phrase the readings that count for a clause: its own phrases before the shared
    ones.
    """
    read = {**defaults(), **agreement.chosen}
    found = {name: {way} for name, way in read.items()} | {phrase: set(ways)}
    own = {
        plain_name(name): way
        for name, way in found.items()
        if name.endswith(f"@{clause.id}")
    }
    return {**found, **own}


def _by_headcount(ways: tuple[str, str], one: int, other: int) -> Day:
    """A day on which one headcount comes to `one` and the other to `other`, as far as
    they can.
    """
    count = dict(zip(ways, (one, other), strict=True))
    inquiring = count.get("inquiring", min(one, other))
    received = max(inquiring, count.get("received", min(one, other)))
    asked = max(received, count.get("asked", max(one, other)))
    return Day(((0, 0, received, asked, inquiring),))


def _divided(agreement: Agreement, counts: list[int]) -> Iterator[Day]:
    """Days whose persons wrote to two IDs of a shop, or to two shops: one of them to
    the second.
    """
    for count in counts:
        if count:
            rest = count - 1
            yield Day(((0, 0, rest, rest, rest), (0, 1, 1, 1, 1)))
            if len(agreement.shops) > 1:
                yield Day(((0, 0, rest, rest, rest), (1, 0, 1, 1, 1)))
