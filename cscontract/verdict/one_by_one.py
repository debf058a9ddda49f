"""Open phrases one combination at a time: for a few of them, where numpy is not to be had."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from math import prod

from cscontract.records.read import Records
from cscontract.records.reception import daily
from cscontract.terms.agreement import Agreement
from cscontract.terms.faults import BadInput, Fault, bad
from cscontract.terms.phrases import register
from cscontract.verdict.charges import apply

#: what takes a browser about half a second
MOST = 1_000


def money_phrases(open_phrases: Iterable[str], records: Records) -> list[str]:
    """Those of the open phrases that move money. BadInput where the records cannot decide one."""
    money = [register()[name] for name in open_phrases if register()[name].moves == "money"]
    undecidable = [phrase for phrase in money if not records.can_decide(phrase)]
    if undecidable:
        fix = "settle the phrase, or add the record"
        raise BadInput(
            Fault(f"readings.{phrase.name}", "open", records.lacking(phrase), fix)
            for phrase in undecidable
        )
    return [phrase.name for phrase in money]


def totals_by_reading(agreement: Agreement, records: Records, phrase: str) -> dict[str, int]:
    """The total (fen) under each reading of a phrase, the others as the agreement reads them."""
    totals = totals_one_by_one(agreement, records, [phrase])
    return dict(zip(agreement.available(phrase), totals, strict=True))


def totals_one_by_one(agreement: Agreement, records: Records, phrases: Iterable[str]) -> list[int]:
    """The total (fen) of every combination of the phrases' readings. BadInput for more than MOST."""
    choices = {name: agreement.available(name) for name in phrases}
    count = prod(map(len, choices.values()))
    if count > MOST:
        expected = f"at most {MOST:,} combinations where numpy is not installed"
        raise bad("readings", f"{count:,} combinations", expected, "leave fewer phrases open")
    every = (dict(zip(choices, ways, strict=True)) for ways in product(*choices.values()))
    readings = ({**agreement.chosen, **ways} for ways in every)
    return [apply(agreement, daily(agreement, records, each), each).total for each in readings]
