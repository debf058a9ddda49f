"""“persons”, “daily”: between which counts every reading lies that only the records of
chats decide.
"""

from __future__ import annotations

from dataclasses import replace

from cscontract.agreement.agreement import Agreement
from cscontract.records.counting import fewest_in_receptions
from cscontract.records.daily_figures import HEADCOUNTS, Daily
from cscontract.records.read import Records


def fewest(
    agreement: Agreement, records: Records, phrase: str, most: Daily
) -> Daily | None:
    """The fewest persons that a reading can find where `most` are counted; None for
    other phrases.

    Receptions count customers once an ID over the calendar day: no reading finds more.
    """
    if phrase == "day_boundary":
        return nobody(most)
    return fewest_in_receptions(agreement, records) if phrase == "same_person" else None


def nobody(most: Daily) -> Daily:
    """The daily figures with every record at 0: nobody wrote in service hours."""
    none = dict.fromkeys(HEADCOUNTS, (0,) * most.term.length)
    return replace(most, all_ids=none, busiest_shop=none)
