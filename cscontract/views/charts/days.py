"""What every chart of the days shows, whatever draws it: colours, kinds of days, ticks,
the finding in words.

Volume and limit are those of the first clause that says them; where none does the
bars are the persons of each day. A day is charged where any clause charges it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cscontract.clauses.shared.pictures import Level, Volumes
from cscontract.core import money
from cscontract.core.days import DaySet, Term, each
from cscontract.core.language import Language, say, short_date, spoken
from cscontract.records.daily_figures import HEADCOUNTS
from cscontract.verdict.charges import Charges

#: Okabe–Ito, safe for colour-blind readers; days also differ by hatch and depth
COLOURS = {
    "closed": "#e4e4e4",
    "missing": "#f6ecec",
    "counted": "#9fc9e8",
    "quiet": "#9fc9e8",
    "over": "#f5d38a",
    "charged": "#d55e00",
}
#: the kinds of days, back to front, and what each is called
KINDS = {
    "closed": "closed",
    "missing": "no record",
    "counted": "persons",
    "quiet": "not over the limit",
    "over": "over, not charged",
    "charged": "charged",
}
#: kinds whose bars are as high as the chart
FULL = ("closed", "missing")
#: the kind that is hatched, and the hatch's colour
HATCHED = "over"
HATCH = "#8a6d1d"
LIMIT = "#000000"
LEVEL = "#0072b2"
MARK = "#009e73"
GRID = "#dddddd"
NAMED_DAYS = ((11, 11), (12, 12))


def measured(charges: Charges) -> dict[str, Volumes]:
    """By clause that measures days against a limit, what it says of them."""
    pictures = charges.asked("picture")
    return {
        clause.id: shown
        for clause, shown in pictures
        if isinstance(
            shown,
            Volumes,
        )
    }


def drawn_volumes(charges: Charges) -> Volumes | None:
    """The volumes that are drawn: those of the first clause that has some."""
    return next(iter(measured(charges).values()), None)


def levels(charges: Charges) -> list[int]:
    """The limits that are the same on all days, in persons."""
    pictures = (shown for _, shown in charges.asked("picture"))
    return [shown.persons for shown in pictures if isinstance(shown, Level)]


def heights(charges: Charges) -> list[float]:
    """How high each day's bar is, in persons."""
    shown = drawn_volumes(charges)
    if shown is None:
        return [float(count) for count in persons(charges)]
    return [count / of for count, of in zip(shown.persons, shown.per, strict=True)]


def persons(charges: Charges) -> tuple[int, ...]:
    """Each day's persons over all shops, where no clause says how they are counted."""
    return charges.daily.all_ids[HEADCOUNTS[0]]


def charged_days(charges: Charges) -> DaySet:
    """The days that cost something, by whatever clause."""
    found = 0
    for by_day in charges.by_day.values():
        found |= _costly(by_day)
    return found


def _costly(by_day: dict[int, int]) -> DaySet:
    return sum(1 << day for day, fen in by_day.items() if fen)


def days_of_kinds(charges: Charges) -> dict[str, DaySet]:
    """The days of each kind.

    Closed ones are of another kind as well where somebody came.
    """
    shown = drawn_volumes(charges)
    if shown is not None:
        return {"closed": charges.closed, **_against_limit(charges, shown)}
    recorded = charges.daily.recorded
    kinds = {
        "closed": charges.closed,
        "missing": charges.daily.term.every & ~recorded & ~charges.closed,
        "counted": recorded,
    }
    if charges.charges_days:
        kinds["charged"] = charged_days(charges)
    return kinds


def _against_limit(charges: Charges, shown: Volumes) -> dict[str, DaySet]:
    charged = charged_days(charges)
    return {
        "quiet": charges.daily.term.every & ~shown.over,
        "over": shown.over & ~charged,
        "charged": charged,
    }


def kinds_in_legend(days_of_kinds: Mapping[str, DaySet]) -> list[str]:
    """The kinds that the legend has: of those that fill it only what there is."""
    return [kind for kind, days in days_of_kinds.items() if days or kind not in FULL]


def labelled_limits(charges: Charges) -> list[tuple[int, str]]:
    """The limits that are written beside the chart, each with its colour: that of the
    last day, the levels.
    """
    shown = drawn_volumes(charges)
    own = [(shown.limits[-1], LIMIT)] if shown else []
    return [*own, *((level, LEVEL) for level in levels(charges))]


def top(charges: Charges) -> int:
    """How high the axis must reach for these charges, in persons, in coarse steps."""
    shown = drawn_volumes(charges)
    highest = max(
        *heights(charges),
        *(shown.limits if shown else ()),
        *levels(charges),
        0,
    )
    return 50 * (int(highest * 1.04) // 50 + 1)


def named_days(term: Term) -> list[int]:
    """The days of the term that have a name in the trade: 11 November, 12 December."""
    return [
        day
        for day in each(term.every)
        if ((when := term.date_of(day)).month, when.day) in NAMED_DAYS
    ]


def ticks(term: Term, language: Language) -> tuple[list[int], list[str]]:
    """Days to mark on the axis, and their names.

    They are months, or Mondays where the term is short.
    """
    if term.length <= 62:
        return _marked_days(term, language)
    every = max(1, len(term.months) // 14)
    months = term.months[::every]
    names = [month.label for month in months]
    if len(term.months) > 14:
        names = [name[2:] for name in names]
    return [max(0, term.day_of(month.first)) for month in months], names


def _marked_days(term: Term, language: Language) -> tuple[list[int], list[str]]:
    """The Mondays of a term, or each of its days where it has no two of them."""
    days = range(term.length)
    marked = [day for day in days if term.date_of(day).weekday() == 0]
    if len(marked) < 2:
        marked = list(days)
    return marked, [short_date(term.date_of(day), language) for day in marked]


def finding(charges: Charges, language: Language | None = None) -> str:
    """The chart's finding in words."""
    language = language or spoken()
    if not charges.charges_days:
        return _counted(charges, language)
    amount = money.grouped(sum(sum(fen.values()) for fen in charges.by_day.values()))
    told = say(
        "{charged} of {days} days are charged, CNY {amount}",
        language,
        charged=charged_days(charges).bit_count(),
        days=charges.daily.term.length,
        amount=amount,
    )
    further = _by_clause(charges, language) if len(charges.by_day) > 1 else ()
    return say("; ", language).join([told, *further])


def _by_clause(charges: Charges, language: Language) -> Iterator[str]:
    """What each clause charges, where several charge by the day."""
    for id, by_day in charges.by_day.items():
        yield say(
            "clause {clause}: {count} days, CNY {amount}",
            language,
            clause=charges.clause(id).place,
            count=_costly(by_day).bit_count(),
            amount=money.grouped(sum(by_day.values())),
        )


def _counted(charges: Charges, language: Language) -> str:
    sentence = (
        "No clause charges by the day: {persons} persons on {days} days with a record"
    )
    count = f"{sum(persons(charges)):,}"
    days = charges.daily.recorded.bit_count()
    return say(sentence, language, persons=count, days=days)
