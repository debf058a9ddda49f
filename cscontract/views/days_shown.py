"""What every chart of the days shows, whatever draws it: colours, kinds of days, ticks, the finding in words."""

from __future__ import annotations

from cscontract.terms import money
from cscontract.terms.days import DaySet, Term, each
from cscontract.terms.language import Language, say, short_date, spoken
from cscontract.verdict.charges import Charges

#: Okabe–Ito, safe for colour-blind readers; days also differ by hatch and depth
COLOURS = {"closed": "#e4e4e4", "quiet": "#9fc9e8", "over": "#f5d38a", "charged": "#d55e00"}
KINDS = {
    "closed": "closed",
    "quiet": "not over the limit",
    "over": "over, not charged",
    "charged": "charged",
}
#: the kind that is hatched, and the hatch's colour
HATCHED, HATCH = "over", "#8a6d1d"
LIMIT, RENEWAL, MARK, GRID = "#000000", "#0072b2", "#009e73", "#dddddd"
NAMED_DAYS = ((11, 11), (12, 12))


def days_of_kinds(charges: Charges) -> dict[str, DaySet]:
    """The days of each kind; closed ones are of another kind as well where somebody came."""
    surcharge = charges.surcharge
    charged = sum(1 << day for day, fen in surcharge.fen.items() if fen)
    return {
        "closed": charges.service.closed,
        "quiet": charges.daily.term.every & ~surcharge.over,
        "over": surcharge.over & ~charged,
        "charged": charged,
    }


def limits(charges: Charges) -> tuple[int, int]:
    """The limits that are written beside the chart: that of the last day, and that of a new agreement."""
    return charges.surcharge.limit[-1], charges.agreement.renewal.threshold


def top(charges: Charges) -> int:
    """How high the axis must reach for these charges, in persons, in coarse steps."""
    persons, per = charges.surcharge.volume.persons, charges.surcharge.volume.per
    highest = max(n / of for n, of in zip(persons, per, strict=True))
    highest = max(highest, *charges.surcharge.limit, charges.agreement.renewal.threshold)
    return 50 * (int(highest * 1.04) // 50 + 1)


def named_days(term: Term) -> list[int]:
    """The days of the term that have a name in the trade: 11 November, 12 December."""
    return [
        day
        for day in each(term.every)
        if ((when := term.date_of(day)).month, when.day) in NAMED_DAYS
    ]


def ticks(term: Term, language: Language) -> tuple[list[int], list[str]]:
    """Days to mark on the axis, and their names: months, or Mondays where the term is short."""
    if term.length <= 62:
        mondays = [day for day in range(term.length) if term.date_of(day).weekday() == 0]
        marked = mondays if len(mondays) > 1 else list(range(term.length))
        return marked, [short_date(term.date_of(day), language) for day in marked]
    every = max(1, len(term.months) // 14)
    months = term.months[::every]
    names = [month.label if len(term.months) <= 14 else month.label[2:] for month in months]
    return [max(0, term.day_of(month.first)) for month in months], names


def finding(charges: Charges, language: Language | None = None) -> str:
    """The chart's finding in words."""
    language = language or spoken()
    charged = sum(1 for fen in charges.surcharge.fen.values() if fen)
    amount = money.grouped(sum(charges.surcharge.fen.values()))
    sentence = "{charged} of {days} days are charged, CNY {amount}"
    return say(sentence, language, charged=charged, days=charges.daily.term.length, amount=amount)
