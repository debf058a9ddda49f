"""What every report says, whatever its format: rows and words taken from a verdict,
safe to show.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import Any, NamedTuple

from cscontract.agreement import version_1
from cscontract.agreement.agreement import Agreement
from cscontract.agreement.kinds import kinds
from cscontract.agreement.phrases import Phrase
from cscontract.clauses.shared.finding import Finding
from cscontract.clauses.shared.ledger import Line
from cscontract.core import money
from cscontract.core.control_characters import without_unseen
from cscontract.core.language import Language, Sentence, in_language, say
from cscontract.core.privacy import masked
from cscontract.verdict.charges import Charges
from cscontract.verdict.check import Verdict
from cscontract.verdict.clause_numbers import SHOPS, TERM
from cscontract.views.charts.days import measured, persons
from cscontract.views.text.verdict_text import column_title

KINDS = ("breach", "due", "gap", "notice")


def clean(text: object) -> str:
    """A text as a report may show it: no telephone or identity number, nothing that
    cannot be seen.
    """
    return without_unseen(masked(str(text)))


def title(language: Language) -> str:
    """What the report is."""
    return say("Customer-service outsourcing: account and findings", language)


def disclaimer(language: Language) -> str:
    return say("Not legal advice.", language)


def facts(verdict: Verdict, language: Language) -> list[tuple[str, Any]]:
    """Whose agreement on which shops for which time is judged, up to which date."""
    agreement = verdict.agreement
    term = verdict.charges.daily.term
    shops = [
        shop.id
        if shop.id.casefold() == shop.platform.casefold()
        else f"{shop.id} ({shop.platform})"
        for shop in agreement.shops
    ]
    told = [
        (say("Client", language), agreement.parties.client),
        (say("Provider", language), agreement.parties.provider),
        (say("Drafted by", language), say(agreement.parties.drafter, language)),
        (say("Shops", language), say(", ", language).join(shops)),
        (
            say("Term", language),
            say("{first} to {last}", language, first=term.start, last=term.end),
        ),
        (say("Judged as of", language), verdict.as_of),
        (say("Taken from", language), in_language(verdict.as_of_source, language)),
        (say("Counted", language), verdict.coverage.text(language)),
    ]
    if last_day(verdict) < term.end:
        told.append((say("Last day of the agreement", language), last_day(verdict)))
    return told


def last_day(verdict: Verdict) -> date:
    """The last day that the agreement governs: the term's, unless it ends with the
    renewal duty.
    """
    charges = verdict.charges
    return charges.daily.term.date_of(charges.governed.bit_length() - 1)


def column(name: str, language: Language, verdict: Verdict) -> str:
    """The title of a column."""
    return (
        say("charged days", language)
        if name == "days"
        else column_title(name, language, verdict)
    )


def line_kind(line: Line, language: Language, verdict: Verdict) -> str:
    """What a line of the ledger is called: as the column of its clause."""
    return column(line.kind, language, verdict)


def sums(verdict: Verdict, columns: Sequence[str]) -> dict[str, int]:
    """The sums over the months of those of the columns that can be added."""
    adding = [
        name for name in columns if name not in ("month", "base_due", "other_due")
    ]
    return {name: sum(month[name] for month in verdict.monthly) for name in adding}


def by_clause(verdict: Verdict) -> list[tuple[str, list[Finding]]]:
    """The findings clause by clause, in the contract's order."""
    return [
        (clause, list(f)) for clause, f in groupby(verdict.found, lambda f: f.clause)
    ]


def clause_title(place: str, agreement: Agreement, language: Language) -> str:
    """A clause with what it is about: “§ 5 Service fee”."""
    if place in HEADINGS:
        return say(HEADINGS[place], language)
    about = _about(place, agreement)
    return f"{place} {say(about, language)}" if about else place


def _about(place: str, agreement: Agreement) -> str | None:
    """What stands at a place of the contract."""
    if place == agreement.term.at:
        return "Term"
    there = (clause.kind for clause in agreement.clauses if clause.place == place)
    kind = next(there, None)
    if kind is None and agreement.version == 1:
        return version_1.ABOUT.get(place)
    return kind and kinds()[kind].about


#: what stands at the head of a file, where the contract has no number for it
HEADINGS = {SHOPS: "Shops", TERM: "Term"}


class Quote(NamedTuple):
    """A clause, and what it says in the contract."""

    title: str
    words: str


def quotes(agreement: Agreement, language: Language) -> list[Quote]:
    """The clauses whose words the agreement's file has: in the language, else in the
    one there is.
    """
    return [
        Quote(
            clause_title(clause.place, agreement, language),
            clause.words.get(language) or next(iter(clause.words.values())),
        )
        for clause in agreement.clauses
        if clause.words
    ]


UNITS = {
    "rows": "{count} rows",
    "days": "{count} days",
    "persons": "{count} persons",
    "seats": "{count} seats",
    "seats needed": "{count} seats needed",
}


def measure(text: str | None, language: Language) -> str:
    """What a finding measured or allowed, with its unit in the language; money
    grouped.
    """
    if text is None:
        return ""
    if re.fullmatch(r"[0-9]+\.[0-9]{2}", text):
        return say("CNY {amount}", language, amount=money.grouped(money.fen(text)))
    if isinstance(text, Sentence) and language != "en":
        return in_language(text, language)
    count, _, unit = text.partition(" ")
    if count.isdigit() and unit in UNITS:
        return say(UNITS[unit], language, count=count)
    return _lasting(text) if language == "zh" else text


def _lasting(text: str) -> str:
    """“25 min 30 s” in Chinese; another text as it is."""
    match = re.fullmatch(r"(\d+) min(?: ([\d.]+) s)?", text)
    if match is None:
        return text
    minutes, seconds = match.groups()
    return f"{minutes} 分钟" + (f" {seconds} 秒" if seconds else "")


def _stretch(row: str) -> tuple[str, int, int]:
    """File, first and last row of “file:row” or “file:row–row”."""
    file, _, numbers = row.rpartition(":")
    first, _, last = numbers.partition("–")
    return file, int(first), int(last or first)


def number_of_rows(rows: Iterable[str]) -> int:
    """How many rows the evidence is."""
    return sum(last - first + 1 for _, first, last in map(_stretch, rows))


def places(rows: Iterable[str]) -> list[str]:
    """Evidence as places in files, neighbours joined.

    >>> places(["a.csv:2", "a.csv:3", "a.csv:4–7", "a.csv:9", "b.csv:5"])
    ['a.csv:2–7', 'a.csv:9', 'b.csv:5']
    """
    stretches: list[tuple[str, int, int]] = []
    for file, first, last in map(_stretch, rows):
        if stretches and stretches[-1][0] == file and stretches[-1][2] == first - 1:
            first = stretches.pop()[1]
        stretches.append((file, first, last))
    return [
        f"{file}:{first}" + (f"–{last}" if last > first else "")
        for file, first, last in stretches
    ]


class Used(NamedTuple):
    """A phrase and the reading that the figures rest on; texts in the reader's
    language.
    """

    phrase: str
    clause: str
    words: str
    reading: str
    label: str
    meaning: str
    favours: str
    state: str
    is_open: bool


def readings_used(verdict: Verdict, language: Language) -> list[Used]:
    """Every phrase of the agreement with the reading used, in the register's order."""
    return [
        _used(phrase, verdict, language)
        for phrase in verdict.agreement.phrases.values()
    ]


def _used(phrase: Phrase, verdict: Verdict, language: Language) -> Used:
    wording = verdict.agreement.wording_of(phrase.name)
    name = verdict.charges.readings[phrase.name]
    reading = phrase.readings[name]
    is_open = phrase.name in verdict.agreement.open
    words, label, meaning = (
        text[language].format(**wording)
        for text in (phrase.words, reading.label, reading.meaning)
    )
    favours = say(reading.favours, language)
    state = say(_state(phrase, verdict), language)
    return Used(
        phrase.name, phrase.clause, words, name, label, meaning, favours, state, is_open
    )


def _state(phrase: Phrase, verdict: Verdict) -> str:
    """Whether the agreement settles the phrase, leaves it open or is silent."""
    agreement = verdict.agreement
    if phrase.name in agreement.open:
        return "open, read by default"
    if any(getattr(verdict.records, need) is None for need in phrase.needs):
        return "not decided by these records"
    return "settled" if phrase.name in agreement.readings else "default"


class Gap(NamedTuple):
    """A figure that the agreement leaves out, what hangs on it, whether it matters on
    these records.
    """

    clause: str
    label: str
    key: str
    gap: str
    matters: bool


def gaps(verdict: Verdict, language: Language) -> list[Gap]:
    """The figures that the agreement does not give."""
    matter = {f.extra["figure"] for f in verdict.found if f.code == "not_agreed"}
    return [
        Gap(
            figure.clause,
            figure.label[language],
            key,
            figure.gap[language],
            key in matter,
        )
        for key, figure in verdict.agreement.figures.items()
        if figure.gap and verdict.agreement.figure(key) is None
    ]


class DayColumn(NamedTuple):
    """What a table of the days has in a column: its title, and a value a day; fen under
    “CNY”.
    """

    title: str
    clause: str
    values: Sequence[Any]

    @property
    def is_money(self) -> bool:
        return self.title == "CNY"

    def titled(self, language: Language, is_apart: bool) -> str:
        """Its title; with the clause where several clauses have columns."""
        title = say(self.title, language)
        return f"{title} ({self.clause})" if is_apart else title


def day_columns(verdict: Verdict, language: Language) -> list[DayColumn]:
    """Every day of the term: its state, and what each clause that goes by the day makes
    of it.
    """
    charges = verdict.charges
    term = charges.daily.term
    states = [say(_day_state(verdict, day), language) for day in range(term.length)]
    found = [
        DayColumn("date", "", term.dates(term.every)),
        DayColumn("day", "", states),
    ]
    by_clause = list(_columns_by_clause(charges))
    return [*found, *(by_clause or [DayColumn("persons", "", persons(charges))])]


def _columns_by_clause(charges: Charges) -> Iterator[DayColumn]:
    """Volume and limit where a clause measures days, what it charges where it charges
    them.
    """
    length = charges.daily.term.length
    shown = measured(charges)
    for id in dict.fromkeys([*shown, *charges.by_day]):
        place = charges.clause(id).place
        if id in shown:
            volumes = shown[id]
            counts = zip(volumes.persons, volumes.per, strict=True)
            yield DayColumn("volume", place, [number(*count) for count in counts])
            yield DayColumn("limit", place, volumes.limits)
            over = [bool(volumes.over >> day & 1) for day in range(length)]
            yield DayColumn("over", place, over)
        if id in charges.by_day:
            fen = [charges.by_day[id].get(day, 0) for day in range(length)]
            yield DayColumn("charged", place, [bool(each) for each in fen])
            yield DayColumn("CNY", place, fen)


def _day_state(verdict: Verdict, day: int) -> str:
    charges = verdict.charges
    if not charges.governed >> day & 1:
        return "agreement ended"
    if charges.closed >> day & 1:
        return "closed"
    return "service day" if charges.daily.recorded >> day & 1 else "no record"


def number(numerator: int, denominator: int) -> int | Fraction:
    """An exact number; a whole one as an integer."""
    exact = Fraction(numerator, denominator)
    return exact.numerator if exact.denominator == 1 else exact
