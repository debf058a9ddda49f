"""Why a day is charged or not: the clauses' own steps, each with its words, its reading and its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from cscontract.clauses.daily_surcharge.clause import excess, surcharge_days
from cscontract.records.evidence import evidence, session_rows
from cscontract.records.read import Records
from cscontract.records.reception import daily, dates_of_sessions
from cscontract.terms import days, money
from cscontract.terms.agreement import Agreement
from cscontract.terms.faults import bad
from cscontract.terms.kinds import register
from cscontract.terms.language import Language, Sentence, say, spoken
from cscontract.terms.ledger import quotient
from cscontract.terms.phrases import PLAUSIBLE, Plausibility
from cscontract.verdict.charges import Charges
from cscontract.verdict.check import charge
from cscontract.verdict.display import html
from cscontract.verdict.plausibility import Standings, classes


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its clause, what it found (a sentence with {placeholders}), the phrase that it rests on."""

    clause: str
    sentence: str
    values: dict[str, Any] = field(default_factory=dict)
    phrase: str | None = None
    reading: str | None = None
    rows: tuple[str, ...] = ()
    plausibility: Plausibility | None = None

    def text(self, language: Language | None = None) -> str:
        """What the step found; in the language that is spoken where none is named."""
        return say(self.sentence, language or spoken(), **self.values)

    def words(self, language: Language, figures: Mapping[str, str]) -> str:
        """The doubtful words and how they were read; empty where the step rests on no phrase."""
        if self.phrase is None or self.reading is None:
            return ""
        phrase = register()[self.phrase]
        words = phrase.words[language].format(**figures)
        label = phrase.readings[self.reading].label[language].format(**figures)
        if self.plausibility in (None, "strong"):
            return say("(“{words}”: {reading})", language, words=words, reading=label)
        stands = say(PLAUSIBLE[self.plausibility], language)
        sentence = "(“{words}”: {reading}; {plausibility})"
        return say(sentence, language, words=words, reading=label, plausibility=stands)


@dataclass(frozen=True)
class Explanation:
    """The steps for one date and what they come to, in fen."""

    agreement: Agreement
    date: date
    charged: int
    steps: tuple[Step, ...]

    def text(self, language: Language | None = None) -> str:
        """The steps as numbered lines, each with its clause, the result first."""
        language, figures = language or spoken(), self.agreement.wording
        lines = [self.headline(language)]
        for number, step in enumerate(self.steps, start=1):
            words = step.words(language, figures)
            lines.append(
                f"{number}. [{step.clause}] {step.text(language)}" + (f"  {words}" if words else "")
            )
        return "\n".join(lines)

    def headline(self, language: Language | None = None) -> str:
        """The result in one sentence."""
        language = language or spoken()
        if self.charged:
            amount = money.grouped(self.charged)
            return say("{date}: charged CNY {amount}.", language, date=self.date, amount=amount)
        return say("{date}: not charged.", language, date=self.date)

    def to_dict(self) -> dict[str, Any]:
        """The explanation as JSON has it."""
        return {
            "date": self.date.isoformat(),
            "charged": money.yuan(self.charged),
            "steps": [
                {
                    "clause": step.clause,
                    "phrase": step.phrase,
                    "reading": step.reading,
                    "plausibility": step.plausibility,
                    "text": step.text(),
                    "words": step.words(spoken(), self.agreement.wording),
                    "rows": list(step.rows),
                }
                for step in self.steps
            ],
        }

    def _repr_html_(self) -> str | None:
        return html(self)

    def __repr__(self) -> str:
        return self.text()


def explain(agreement: Agreement, records: Records, when: date) -> Explanation:
    """Why `when` is charged or not. BadInput where the date lies outside the term."""
    if not agreement.term.start <= when <= agreement.term.end:
        dates = {"start": str(agreement.term.start), "end": str(agreement.term.end)}
        term = Sentence("a date of the term, {start} to {end}", **dates)
        raise bad("date", str(when), term, "choose a date of the term")
    return explain_charges(charge(agreement, daily(agreement, records)), records, when)


def explain_charges(charges: Charges, records: Records, when: date) -> Explanation:
    """As `explain`, from charges that are at hand."""
    day = charges.daily.term.day_of(when)
    standings = classes(charges.agreement, records)
    steps = tuple(_standing(step, standings) for step in _steps(charges, records, day))
    return Explanation(charges.agreement, when, charges.surcharge.fen.get(day, 0), steps)


def _standing(step: Step, standings: Standings) -> Step:
    """A step with how plausible the reading is that it rests on."""
    if step.phrase is None or step.reading is None:
        return step
    return replace(step, plausibility=standings[step.phrase][step.reading].plausibility)


def _steps(charges: Charges, records: Records, day: int) -> Iterator[Step]:
    """The steps in the contract's order, as far as the day comes."""
    if not charges.ending.governed >> day & 1:
        yield _ended(charges)
        return
    yield _service(charges, day)
    if not charges.service.recorded >> day & 1:
        yield from _events(charges, day)
        return
    yield from _counted(charges, records, day)
    yield _over(charges, day)
    if charges.surcharge.over >> day & 1:
        yield _run(charges, day)
        yield _chosen(charges, day)
        yield from _taken_off(charges, day)
    if fen := charges.surcharge.fen.get(day):
        yield _amount(charges, day, fen)
    yield from _events(charges, day)


def _step(charges: Charges, clause: str, phrase: str, sentence: str, **values: Any) -> Step:
    return Step(clause, sentence, values, phrase, charges.readings[phrase])


def _ended(charges: Charges) -> Step:
    assert charges.ending.week is not None
    last = charges.daily.term.date_of(charges.ending.week[1])
    return _step(
        charges, "1.4(2)c", "after_renewal", "The agreement had ended on {last}.", last=last
    )


def _service(charges: Charges, day: int) -> Step:
    if charges.service.closed >> day & 1:
        return _step(
            charges, "1.3", "festival_days", "A closed day of the Spring Festival: nothing is owed."
        )
    if not charges.daily.recorded >> day & 1:
        sentence = "A service day without a record of any shop: not over the limit."
        return _step(charges, "1.4(2)", "run_gap", sentence)
    return Step("1.3", "A service day with a record.")


def _counted(charges: Charges, records: Records, day: int) -> Iterator[Step]:
    when, volume = charges.daily.term.date_of(day), charges.surcharge.volume
    rows = evidence(charges.agreement, records, when, when)
    if when not in dates_of_sessions(charges.agreement, records):
        if records.sessions is not None:
            yield Step("1.4(2)", "No shop has a session on this date: the receptions were counted.")
        sentence = "{rows} rows of the agreement's shops were counted."
        yield replace(_step(charges, "1.4(2)", "headcount", sentence, rows=len(rows)), rows=rows)
    else:
        yield from _chats(charges, records, day, rows)
    value = _number(volume.persons[day], volume.per[day])
    yield _step(
        charges, "1.4(2)", "reception_metric", "The day's volume is {volume} persons.", volume=value
    )


def _chats(charges: Charges, records: Records, day: int, rows: tuple[str, ...]) -> Iterator[Step]:
    """From the day's chats to persons: which of them count, and who is one person."""
    chats = len(session_rows(charges.agreement, records).get(charges.daily.term.date_of(day), ()))
    asked, head = charges.daily.all_ids["asked"][day], charges.readings["headcount"]
    sentence = "The shops had {chats} chats over an allowed channel."
    yield replace(_step(charges, "1.4(2)", "day_boundary", sentence, chats=chats), rows=rows)
    yield _step(charges, "1.4(2)", "same_person", "Persons who wrote: {persons}.", persons=asked)
    counted = charges.daily.all_ids[head][day]
    yield _step(charges, "1.4(2)", "headcount", "Of them counted: {persons}.", persons=counted)


def _number(numerator: int, denominator: int) -> str:
    exact = quotient(numerator, denominator)
    return exact if "/" not in exact else f"{exact} (≈ {numerator / denominator:.2f})"


def _over(charges: Charges, day: int) -> Step:
    surcharge = charges.surcharge
    over = surcharge.over >> day & 1
    sentence = (
        "That is over the limit of {limit}." if over else "That is not over the limit of {limit}."
    )
    phrase = "bound" if charges.readings["seat_effect"] != "threshold_per_seat" else "seat_effect"
    return _step(charges, "1.4(2)", phrase, sentence, limit=surcharge.limit[day])


def _run(charges: Charges, day: int) -> Step:
    """The run that the day is in: its first day, the day's number in it, whether it has lasted."""
    surcharge, term = charges.surcharge, charges.daily.term
    over = surcharge.axis.onto(surcharge.over)
    place = surcharge.axis.onto(1 << day).bit_length() - 1
    first, length = next(s for s in days.stretches(over) if s[0] <= place < s[0] + s[1])
    start = next(days.each(surcharge.axis.back(1 << first)))
    sentence = RUN_LASTED if length >= surcharge.lasts else RUN_SHORT
    return _step(
        charges, "1.4(2)", "run_length", sentence,
        number=place - first + 1, start=term.date_of(start), length=length, lasts=surcharge.lasts,
    )  # fmt: skip


RUN_LASTED = "Day {number} of the run since {start}, which is {length} days long: it has lasted on its day {lasts}."
RUN_SHORT = (
    "Day {number} of the run since {start}, which is {length} days long: "
    "it has not lasted, that takes {lasts} days."
)


def _chosen(charges: Charges, day: int) -> Step:
    """Whether the reading of “that day” takes the day in, before any is taken off."""
    surcharge = charges.surcharge
    chosen = surcharge_days(
        surcharge.axis.onto(surcharge.over), surcharge.lasts, charges.readings["surcharge_days"]
    )
    taken = surcharge.axis.back(chosen) >> day & 1
    sentence = "It is a day to charge." if taken else "It is not a day to charge."
    return _step(charges, "1.4(2)b", "surcharge_days", sentence)


def _taken_off(charges: Charges, day: int) -> Iterator[Step]:
    """Added seats at work, a new fee in force, a month's charge already made: what takes a day off."""
    if charges.readings["seat_effect"] == "surcharge_stops" and charges.daily.added_seats[day]:
        sentence = "{added} added seats are at work: no surcharge."
        added = charges.daily.added_seats[day]
        yield _step(charges, "1.4(2)a", "seat_effect", sentence, added=added)
    if charges.ending.at_new_fee >> day & 1:
        yield _step(charges, "1.4(2)c", "after_renewal", "The new fee is in force: no surcharge.")
    if charges.readings["surcharge_amount"] == "once_a_month" and day not in charges.surcharge.fen:
        yield _step(
            charges, "1.4(2)b", "surcharge_amount", "Only the month's first charged day is charged."
        )


def _amount(charges: Charges, day: int, fen: int) -> Step:
    surcharge = charges.surcharge
    over_by = _number(*excess(surcharge.volume, surcharge.limit, day))
    return _step(
        charges, "1.4(2)b", "surcharge_amount", "Over the limit by {excess}: CNY {amount}.",
        excess=over_by, amount=money.grouped(fen),
    )  # fmt: skip


def _events(charges: Charges, day: int) -> Iterator[Step]:
    for run in charges.seats_due:
        if run[-1] == day:
            within = charges.agreement.seats.within_days
            needed = charges.seats_needed(run)
            sentence = "Seats fall due today: {needed} in all." if within is None else SEATS_BY
            by = within is not None and charges.daily.term.date_of(day) + timedelta(days=within)
            yield Step("1.4(2)a", sentence, {"needed": needed, "by": by})
    if charges.ending.week and charges.ending.week[1] == day:
        yield _step(charges, "1.4(2)c", "renewal_week", "A new agreement falls due today.")


SEATS_BY = "Seats fall due today: {needed} in all, by {by}."
