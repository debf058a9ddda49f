"""Where sessions and receptions stand side by side: days counted from which, and where
the two differ.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.head import shop_key
from cscontract.clauses.shared.finding import Finding
from cscontract.core import days
from cscontract.core.language import LANGUAGES, Language, Sentence, say
from cscontract.records.counting import by_id, dates_of_sessions
from cscontract.records.daily_figures import HEADCOUNTS
from cscontract.records.read import Records
from cscontract.verdict import clause_numbers
from cscontract.verdict.charges import Charges
from cscontract.verdict.coverage import dates_without_sessions, stretches_told


def counted_from_receptions(
    charges: Charges, records: Records, as_of: date
) -> Iterator[Finding]:
    """Days that no session has, where others have some; told once, with the dates."""
    agreement = charges.agreement
    term = charges.daily.term
    judged = charges.governed & ~charges.closed & term.between(term.start, as_of)
    which = term.days(dates_without_sessions(agreement, records)) & judged
    if not which:
        return
    first, after = days.ends(which)
    stretches = [(at, at + length - 1) for at, length in days.stretches(which)]
    values = {"count": which.bit_count(), "dates": _told_in_both(charges, which)}
    yield Finding(
        clause_numbers.of_counts(agreement),
        "both",
        "notice",
        "counted_from_receptions",
        FROM_RECEPTIONS,
        values,
        term.date_of(first),
        term.date_of(after - 1),
        measured=Sentence("{count} days", count=which.bit_count()),
        readings=clause_numbers.read_in_counting(agreement, charges.readings),
        extra={
            "count": which.bit_count(),
            "stretches": [
                [term.date_of(day).isoformat() for day in ends] for ends in stretches
            ],
        },
    )


def _told_in_both(charges: Charges, which: days.DaySet) -> dict[str, str]:
    term = charges.daily.term
    return {language: stretches_told(term, which, language) for language in LANGUAGES}


FROM_RECEPTIONS = (
    "There is no session on {count} days ({dates}); "
    "they were counted from the receptions as they stand."
)


class CountDifference(NamedTuple):
    """An ID of a shop on a date: what the sessions and the receptions count, each way
    of counting, and the row.
    """

    when: date
    shop: str
    id: str
    sessions: tuple[int, ...]
    receptions: tuple[int, ...]
    row: int | None

    @property
    def greatest(self) -> int:
        """By how many persons the count differs that differs most."""
        pairs = zip(self.sessions, self.receptions, strict=True)
        return max(abs(found - given) for found, given in pairs)


def counts_differ(
    agreement: Agreement, records: Records, as_of: date
) -> Iterator[Finding]:
    """Receptions that are not what the sessions say; one finding a shop and stretch of
    days.
    """
    by_shop: dict[str, list[CountDifference]] = defaultdict(list)
    for each in count_differences(agreement, records):
        if each.when <= as_of:
            by_shop[each.shop].append(each)
    for shop, found in by_shop.items():
        for stretch in _unbroken(found):
            yield _differing(agreement, shop, stretch, records)


def count_differences(agreement: Agreement, records: Records) -> list[CountDifference]:
    """In order of date, shop and ID, on the term's dates that are counted from the
    sessions.
    """
    if records.sessions is None or records.receptions is None:
        return []
    counted = by_id(agreement, records)
    dates = dates_of_sessions(agreement, records)
    said = {
        (row.date, agreement.shop_ids[shop_key(row.shop)], row.id): row
        for row in records.receptions
        if shop_key(row.shop) in agreement.shop_ids
    }
    nobody = (0,) * len(HEADCOUNTS)
    differing = []
    for place in sorted(said.keys() | counted.keys()):
        row = said.get(place)
        found = counted.get(place, nobody)
        given = tuple(getattr(row, head) for head in HEADCOUNTS) if row else nobody
        in_term = agreement.term.start <= place[0] <= agreement.term.end
        if given != found and in_term and place[0] in dates:
            differing.append(
                CountDifference(*place, found, given, row.row if row else None)
            )
    return differing


def _unbroken(found: list[CountDifference]) -> list[list[CountDifference]]:
    """Differences, in order of date, by unbroken stretches of days."""
    stretches: list[list[CountDifference]] = []
    for each in found:
        if stretches and (each.when - stretches[-1][-1].when).days <= 1:
            stretches[-1].append(each)
        else:
            stretches.append([each])
    return stretches


def _differing(
    agreement: Agreement, shop: str, found: list[CountDifference], records: Records
) -> Finding:
    """One finding of a shop's differences on a stretch of days; measured is the
    greatest of them.
    """
    greatest = max(found, key=lambda each: each.greatest)
    dates = {each.when for each in found}
    names = {each.id for each in found}
    differ = {language: _heads(greatest, language) for language in LANGUAGES}
    values: dict[str, Any] = {"when": greatest.when, "id": greatest.id, "shop": shop}
    counts = {"count": len(found), "days": len(dates), "ids": len(names)}
    values |= {"differ": differ, **counts}
    values |= {"first": found[0].when, "last": found[-1].when}
    return Finding(
        clause_numbers.of_counts(agreement),
        "both",
        "notice",
        "counts_differ",
        COUNTS_DIFFER if len(found) == 1 else COUNTS_DIFFER_DAYS,
        values,
        found[0].when,
        found[-1].when,
        shop,
        measured="/".join(map(str, greatest.sessions)),
        allowed="/".join(map(str, greatest.receptions)),
        rows=tuple(
            records.evidence("receptions", each.row)
            for each in found
            if each.row is not None
        ),
        extra={**counts, "id": greatest.id, "greatest": _as_json(greatest)},
    )


def _as_json(difference: CountDifference) -> dict[str, Any]:
    """A difference as JSON has it."""
    return {
        "date": difference.when.isoformat(),
        "id": difference.id,
        "persons": difference.greatest,
        "sessions": dict(zip(HEADCOUNTS, difference.sessions, strict=True)),
        "receptions": dict(zip(HEADCOUNTS, difference.receptions, strict=True)),
    }


def _heads(each: CountDifference, language: Language) -> str:
    """The headcounts that differ: “received 23 / 21”."""
    values = zip(HEADCOUNTS, each.sessions, each.receptions, strict=True)
    return say(", ", language).join(
        f"{say(head, language)} {found} / {given}"
        for head, found, given in values
        if found != given
    )


COUNTS_DIFFER = "{id} of {shop} on {when}: sessions and receptions differ ({differ}); the sessions were used."
COUNTS_DIFFER_DAYS = (
    "{shop} from {first} to {last}: sessions and receptions differ {count} times ({days} days, "
    "{ids} IDs), most for {id} on {when} ({differ}); the sessions were used."
)
