"""What makes a reading of the clause more or less plausible."""

from __future__ import annotations

from fractions import Fraction
from statistics import median

from cscontract.clauses.shared.plausibility import made_before_the_general_provisions
from cscontract.clauses.shared.standing import Circumstances, Condition, Standing
from cscontract.core import days
from cscontract.core.language import Sentence
from cscontract.records.counting import daily


def mean_per_id(given: Circumstances) -> Standing | None:
    """The surcharge would begin above the new agreement, whose measure is
    always a sum.
    """
    threshold = given.clause.figures["threshold"]
    new_agreement = given.agreement.of_kind("new_agreement")
    if new_agreement is None:
        return None
    most = new_agreement.threshold
    ids = _ids_a_day(given)
    if ids is None:
        sentence = "far-fetched where the IDs of a day (their median) × {threshold} are above {most}"
        rule = Sentence(sentence, threshold=threshold, most=most)
        return Standing("arguable", undecided=rule)
    if ids * threshold <= most:
        return None
    moved = Sentence(
        "{ids} IDs a day (their median) × {threshold} are above {most}: the surcharge would begin "
        "above the step that calls for a new agreement",
        ids=_number(ids),
        threshold=threshold,
        most=most,
    )
    return Standing("far_fetched", moved)


def _ids_a_day(given: Circumstances) -> Fraction | None:
    """The median of the IDs of the days with a record; None where there is no
    such day.
    """
    counted = daily(given.agreement, given.records) if given.records else None
    if counted is None or not counted.recorded:
        return None
    return Fraction(median(counted.ids[day] for day in days.each(counted.recorded)))


def _number(number: Fraction) -> str:
    """A median as a reader has it: 6 or 6.5."""
    is_whole = number.denominator == 1
    return f"{number.numerator}" if is_whole else f"{float(number):.1f}"


def bound_at_least(given: Circumstances) -> Standing:
    """“more than”: the same word of persons and of days."""
    if given.reading("run_length") == "at_least":
        moved = Sentence("the same word is read so for the days of a run")
        return Standing("arguable", moved)
    return made_before_the_general_provisions(given)


def run_length_at_least(given: Circumstances) -> Standing | None:
    """“more than”: the same word of days and of persons."""
    if given.reading("bound") != "at_least":
        return None
    return Standing(
        "arguable", Sentence("the same word is read so for the persons of a day")
    )


def once_a_month(given: Circumstances) -> Standing | None:
    """Which days are charged is settled: each of them is."""
    if given.filed("surcharge_days") is None:
        return None
    moved = Sentence("the agreement's file settles that each such day is charged")
    return Standing("far_fetched", moved)


def surcharge_stays(given: Circumstances) -> Standing | None:
    """A fee for the seats that the surcharge calls for is agreed."""
    naming = (
        each for each in given.agreement.clauses if given.clause.id in each.refers_to
    )
    if all(each.figures.get("monthly_fee") is None for each in naming):
        return None
    return Standing("arguable", Sentence("a fee for added seats is agreed: paid twice"))


CONDITIONS: dict[tuple[str, str], Condition] = {
    ("reception_metric", "mean_per_id"): mean_per_id,
    ("bound", "at_least"): bound_at_least,
    ("run_length", "at_least"): run_length_at_least,
    ("surcharge_amount", "once_a_month"): once_a_month,
    ("seat_effect", "surcharge_stays"): surcharge_stays,
}
