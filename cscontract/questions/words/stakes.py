"""What may hang on a phrase that the records cannot decide, where bounds can be had."""

from __future__ import annotations

from cscontract.agreement.agreement import Agreement
from cscontract.clauses.shared.at_stake import fewest
from cscontract.questions.supposed_days import counting_steps, supposed, unanswered
from cscontract.questions.words.own_phrases import plain_name
from cscontract.records.counting import daily
from cscontract.records.daily_figures import Daily
from cscontract.records.read import Records
from cscontract.verdict.charges import Charges
from cscontract.verdict.check import festivals_known

#: the question to the clauses: whether what they charge rises with the persons of a day
RISES = "rises"


def at_stake(
    agreement: Agreement, records: Records, phrase: str
) -> tuple[int, int] | None:
    """Between which totals (fen) the term's total lies whatever the phrase means; None
    without bounds.

    From receptions, which count customers once an ID over the calendar day. Where what
    every clause charges rises with the persons of a day, the fewest and the most
    persons that a reading can find are its ends.
    """
    if records.sessions is not None:
        return None
    most = daily(agreement, records)
    found = fewest(agreement, records, plain_name(phrase), most)
    if found is None:
        return None
    with festivals_known():
        low, high = (
            _counted(agreement, records, phrase, each) for each in (found, most)
        )
    return (low.total, high.total) if _rises(high, phrase) else None


def _counted(
    agreement: Agreement, records: Records, phrase: str, counted: Daily
) -> Charges:
    """The charges where so many are counted wherever the phrase is read."""
    reading = [
        name for name, read in counting_steps(agreement).items() if phrase in read
    ]
    counts = dict.fromkeys(reading, lambda _: counted)
    return supposed(agreement, records, agreement.chosen, counts)


def _rises(most: Charges, phrase: str) -> bool:
    """Whether no more can be owed than where the most are counted, and no less than for
    the fewest.
    """
    answers = most.asked(RISES, phrase=plain_name(phrase))
    return all(rises for _, rises in answers) and not unanswered(
        most.agreement, RISES, phrase
    )
