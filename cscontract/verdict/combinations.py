"""Open phrases: the least and the greatest total over all combinations of their readings, exactly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from cscontract.records.read import Records
from cscontract.records.reception import daily
from cscontract.terms.agreement import Agreement
from cscontract.terms.daily import Daily
from cscontract.terms.faults import BadInput, Fault
from cscontract.terms.phrases import Readings, register
from cscontract.verdict import charges

#: what decides the closed days and the end; the rest acts on the surcharge or on the base fee alone
ENDING = ("festival_days", "bound", "renewal_headcount", "renewal_week", "after_renewal")
BASE = ("part_month", "festival_fee")
#: how sessions are counted
COUNTING = ("same_person", "day_boundary")


def money_phrases(open_phrases: Iterable[str], records: Records) -> list[str]:
    """Those of the open phrases that move money. BadInput where the records cannot decide one."""
    money = [register()[name] for name in open_phrases if register()[name].moves == "money"]
    undecidable = [phrase for phrase in money if not records.can_decide(phrase)]
    if undecidable:
        files = ", ".join(records.files.values())
        raise BadInput(
            Fault(
                f"readings.{phrase.name}",
                "open",
                f"records of {', '.join(phrase.needs)} to decide it (there is {files})",
                "settle the phrase, or add the record",
            )
            for phrase in undecidable
        )
    return [phrase.name for phrase in money]


def combinations(agreement: Agreement, phrases: Iterable[str]) -> Iterator[dict[str, str]]:
    """Every combination of the available readings of the phrases."""
    phrases = list(phrases)
    for chosen in product(*(agreement.available(phrase) for phrase in phrases)):
        yield dict(zip(phrases, chosen, strict=True))


def total_range(agreement: Agreement, records: Records, phrases: Iterable[str]) -> tuple[int, int]:
    """Least and greatest total in fen over all combinations of the open money phrases."""
    phrases = set(phrases)
    ranges = [
        _range(agreement, daily(agreement, records, {**agreement.chosen, **way}), phrases, way)
        for way in combinations(agreement, [name for name in COUNTING if name in phrases])
    ]
    return min(low for low, _ in ranges), max(high for _, high in ranges)


def _range(
    agreement: Agreement, counted: Daily, phrases: set[str], way: Readings
) -> tuple[int, int]:
    """The range on one way of counting.

    Once the closed days and the end are fixed, surcharge and base fee hang on different phrases, so
    that their ranges add up; combinations that fix them alike are looked at once.
    """
    on_base = [name for name in BASE if name in phrases]
    on_surcharge = sorted(phrases - {*ENDING, *BASE, *COUNTING})
    seen, lows, highs = set(), [], []
    for chosen in combinations(agreement, [name for name in ENDING if name in phrases]):
        readings = {**agreement.chosen, **way, **chosen}
        service = charges.serve(agreement, counted, readings)
        end = charges.find_ending(agreement, counted, service, readings)
        fixed = (service, end.governed, end.at_new_fee, readings["bound"])
        if fixed in seen:
            continue
        seen.add(fixed)
        surcharges = {
            sum(
                charges.charge_volume(
                    agreement, counted, service, end, {**readings, **way}
                ).fen.values()
            )
            for way in combinations(agreement, on_surcharge)
        }
        bases = {
            _without_surcharge(agreement, counted, service, end, {**readings, **way})
            for way in combinations(agreement, on_base)
        }
        lows.append(min(surcharges) + min(bases))
        highs.append(max(surcharges) + max(bases))
    return min(lows), max(highs)


def _without_surcharge(
    agreement: Agreement,
    daily: Daily,
    service: charges.Service,
    end: charges.Ending,
    readings: Readings,
) -> int:
    months = charges.charge_months(agreement, daily, service, end, {}, readings)
    return sum(month.total for month in months)
