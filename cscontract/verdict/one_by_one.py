"""Open phrases one combination at a time: for a few of them, where numpy is not to be
had.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from math import prod

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.kinds import register
from cscontract.core.errors import BadInput, Fault, bad
from cscontract.core.language import Sentence
from cscontract.records.counting import daily
from cscontract.records.read import Records
from cscontract.verdict.charges import apply

#: phrase → readings
Choices = Mapping[str, Sequence[str]]
#: what takes a browser about half a second
MOST = 1_000


def money_phrases(open_phrases: Iterable[str], records: Records) -> list[str]:
    """Those of the open phrases that move money. BadInput where the records cannot
    decide one.
    """
    named = {name: register()[name.partition("@")[0]] for name in open_phrases}
    money = {name: phrase for name, phrase in named.items() if phrase.moves == "money"}
    fix = "settle the phrase, or add the record"
    faults = [
        Fault(f"readings.{name}", "open", records.lacking(phrase), fix)
        for name, phrase in money.items()
        if not records.can_decide(phrase)
    ]
    if faults:
        raise BadInput(faults)
    return list(money)


def totals_by_reading(
    agreement: Agreement, records: Records, phrase: str
) -> dict[str, int]:
    """The total (fen) under each reading of a phrase, the others as the agreement reads
    them.
    """
    ways = agreement.available(phrase)
    return dict(
        zip(ways, totals_one_by_one(agreement, records, {phrase: ways}), strict=True)
    )


def totals_one_by_one(
    agreement: Agreement, records: Records, choices: Choices
) -> list[int]:
    """The total (fen) of every combination of the phrases' readings. BadInput for more
    than MOST.
    """
    count = combinations_of(choices)
    if count > MOST:
        expected = Sentence(
            "at most {most} combinations where numpy is not installed", most=f"{MOST:,}"
        )
        found = Sentence("{count} combinations", count=f"{count:,}")
        raise bad("readings", found, expected, "leave fewer phrases open")
    every = (
        dict(zip(choices, ways, strict=True)) for ways in product(*choices.values())
    )
    readings = ({**agreement.chosen, **ways} for ways in every)
    return [
        apply(agreement, daily(agreement, records, each), each).total
        for each in readings
    ]


def combinations_of(choices: Choices) -> int:
    """Number of combinations of the phrases' readings."""
    return prod(map(len, choices.values()))
