"""What may hang on a phrase that the records cannot decide, where bounds can be had."""

from __future__ import annotations

from dataclasses import replace

from cscontract.records.read import Records
from cscontract.records.reception import daily, fewest_in_receptions
from cscontract.terms.agreement import Agreement
from cscontract.terms.daily import HEADCOUNTS, Daily
from cscontract.verdict.charges import apply
from cscontract.verdict.check import festivals_known


def at_stake(agreement: Agreement, records: Records, phrase: str) -> tuple[int, int] | None:
    """Between which totals (fen) the term's total lies whatever the phrase means; None without bounds.

    From receptions, which count customers once an ID over the calendar day. Charges rise with the persons
    of a day, so the fewest and the most persons that a reading can find bound them, unless the most call
    for a new agreement that changes what is owed. Of day_boundary the mean per ID has no such bounds: a
    reading that leaves IDs out can raise it.
    """
    if records.sessions is not None or phrase not in ("same_person", "day_boundary"):
        return None
    readings, most = agreement.chosen, daily(agreement, records)
    if phrase == "day_boundary" and readings["reception_metric"] == "mean_per_id":
        return None
    fewest = nobody(most) if phrase == "day_boundary" else fewest_in_receptions(agreement, records)
    with festivals_known():
        low, high = (apply(agreement, counted, readings) for counted in (fewest, most))
    changes = readings["after_renewal"] != "terms_continue" and high.ending.week is not None
    return None if changes else (low.total, high.total)


def nobody(most: Daily) -> Daily:
    """The daily figures with every record at 0: nobody wrote in service hours."""
    none = dict.fromkeys(HEADCOUNTS, (0,) * most.term.length)
    return replace(most, all_ids=none, busiest_shop=none)
