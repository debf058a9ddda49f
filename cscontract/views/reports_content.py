"""What every report says, whatever its format: rows and words taken from a verdict, safe to show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import Any, NamedTuple

from cscontract.terms import money
from cscontract.terms.finding import Finding
from cscontract.terms.kinds import register
from cscontract.terms.language import Language, Sentence, in_language, say
from cscontract.terms.ledger import Line
from cscontract.terms.phrases import Phrase
from cscontract.terms.privacy import masked
from cscontract.terms.signs import without_unseen
from cscontract.verdict.check import Verdict
from cscontract.views.text import column_title

KINDS = ("breach", "due", "gap", "notice")
#: what each clause is about
CLAUSES = {
    "1.1": "Scope",
    "1.2": "Shops",
    "1.3": "Hours",
    "1.4(1)": "Presence",
    "1.4(2)": "Reception",
    "1.4(2)a": "Added seats",
    "1.4(2)b": "Surcharge",
    "1.4(2)c": "New agreement",
    "1.4(3)": "Breaks",
    "1.5": "Authority",
    "2.1": "Payment",
    "2.2": "Service fee",
    "3": "Term",
}


def clean(text: object) -> str:
    """A text as a report may show it: no telephone or identity number, nothing that cannot be seen."""
    return without_unseen(masked(str(text)))


def title(language: Language) -> str:
    """What the report is."""
    return say("Customer-service outsourcing: account and findings", language)


def disclaimer(language: Language) -> str:
    return say("Not legal advice.", language)


def facts(verdict: Verdict, language: Language) -> list[tuple[str, Any]]:
    """Whose agreement on which shops for which time is judged, up to which date."""
    agreement, term = verdict.agreement, verdict.charges.daily.term
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
    """The last day that the agreement governs: the term's, unless it ends with the renewal duty."""
    charges = verdict.charges
    return charges.daily.term.date_of(charges.ending.governed.bit_length() - 1)


def column(name: str, language: Language, verdict: Verdict) -> str:
    """The title of a column."""
    return (
        say("charged days", language) if name == "days" else column_title(name, language, verdict)
    )


def line_kind(line: Line, language: Language, verdict: Verdict) -> str:
    """What a line of the ledger is called: as the column of its clause."""
    return column(line.kind, language, verdict)


def sums(verdict: Verdict, columns: Sequence[str]) -> dict[str, int]:
    """The sums over the months of those of the columns that can be added."""
    adding = [name for name in columns if name not in ("month", "base_due", "other_due")]
    return {name: sum(month[name] for month in verdict.monthly) for name in adding}


def by_clause(verdict: Verdict) -> list[tuple[str, list[Finding]]]:
    """The findings clause by clause, in the contract's order."""
    return [(clause, list(f)) for clause, f in groupby(verdict.found, lambda f: f.clause)]


def clause_title(clause: str, language: Language) -> str:
    """A clause with what it is about: “1.4(2)a Added seats”."""
    return f"{clause} {say(CLAUSES[clause], language)}" if clause in CLAUSES else clause


UNITS = {
    "rows": "{count} rows",
    "days": "{count} days",
    "persons": "{count} persons",
    "seats": "{count} seats",
    "seats needed": "{count} seats needed",
}


def measure(text: str | None, language: Language) -> str:
    """What a finding measured or allowed, with its unit in the language; money grouped."""
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
        f"{file}:{first}" + (f"–{last}" if last > first else "") for file, first, last in stretches
    ]


class Used(NamedTuple):
    """A phrase and the reading that the figures rest on; texts in the reader's language."""

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
    """Every phrase of the register with the reading used, in its order."""
    return [_used(phrase, verdict, language) for phrase in register().values()]


def _used(phrase: Phrase, verdict: Verdict, language: Language) -> Used:
    wording, name = verdict.agreement.wording, verdict.charges.readings[phrase.name]
    reading = phrase.readings[name]
    is_open = phrase.name in verdict.agreement.open
    words, label, meaning = (
        text[language].format(**wording) for text in (phrase.words, reading.label, reading.meaning)
    )
    favours, state = say(reading.favours, language), say(_state(phrase, verdict), language)
    return Used(phrase.name, phrase.clause, words, name, label, meaning, favours, state, is_open)


def _state(phrase: Phrase, verdict: Verdict) -> str:
    """Whether the agreement settles the phrase, leaves it open or is silent."""
    agreement = verdict.agreement
    if phrase.name in agreement.open:
        return "open, read by default"
    if any(getattr(verdict.records, need) is None for need in phrase.needs):
        return "not decided by these records"
    return "settled" if phrase.name in agreement.readings else "default"


class Gap(NamedTuple):
    """A figure that the agreement leaves out, what hangs on it, whether it matters on these records."""

    clause: str
    label: str
    key: str
    gap: str
    matters: bool


def gaps(verdict: Verdict, language: Language) -> list[Gap]:
    """The figures that the agreement does not give."""
    matter = {f.extra["figure"] for f in verdict.found if f.code == "not_agreed"}
    return [
        Gap(figure.clause, figure.label[language], key, figure.gap[language], key in matter)
        for key, figure in verdict.agreement.figures.items()
        if figure.gap and verdict.agreement.figure(key) is None
    ]


class Day(NamedTuple):
    """A day of the term: what was counted against which limit, and what it costs in fen."""

    when: date
    state: str
    volume: int | Fraction
    limit: int
    over: bool
    charged: bool
    amount: int


def days_of(verdict: Verdict, language: Language) -> list[Day]:
    """Every day of the term."""
    charges = verdict.charges
    surcharge, term = charges.surcharge, charges.daily.term
    return [
        Day(
            term.date_of(day),
            say(_day_state(verdict, day), language),
            number(surcharge.volume.persons[day], surcharge.volume.per[day]),
            surcharge.limit[day],
            bool(surcharge.over >> day & 1),
            bool(surcharge.fen.get(day)),
            surcharge.fen.get(day, 0),
        )
        for day in range(term.length)
    ]


def _day_state(verdict: Verdict, day: int) -> str:
    charges = verdict.charges
    if not charges.ending.governed >> day & 1:
        return "agreement ended"
    if charges.service.closed >> day & 1:
        return "closed"
    return "service day" if charges.daily.recorded >> day & 1 else "no record"


def number(numerator: int, denominator: int) -> int | Fraction:
    """An exact number; a whole one as an integer."""
    exact = Fraction(numerator, denominator)
    return exact.numerator if exact.denominator == 1 else exact
