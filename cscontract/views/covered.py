"""What a headline's total rests on: the dates counted, days without a record by shop, and as of when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from cscontract.records.read import Records
from cscontract.records.reception import count_customers
from cscontract.terms.agreement import Agreement, shop_key
from cscontract.terms.language import Language, Sentence, in_language, say, short_date
from cscontract.verdict.check import Verdict

#: until the verdict tells it
SOURCE = "the latest date in the records"


@dataclass(frozen=True)
class Coverage:
    """Dates counted in the term. `missing`: shop → service days up to `as_of` that have no record of it."""

    first: date | None
    last: date | None
    service_days: int
    counted: int
    to_come: int
    missing: dict[str, int]
    as_of: date
    source: str

    @property
    def runs_on(self) -> bool:
        """Whether service days of the term lie after what is known."""
        return self.to_come > 0


def coverage(verdict: Verdict) -> Coverage:
    """What of the term is counted, for the verdict's own agreement and records."""
    charges = verdict.charges
    term = charges.daily.term
    served = term.every & ~charges.service.closed
    known = served & term.between(term.start, verdict.as_of)
    by_shop = recorded(verdict.agreement, verdict.records)
    days = {shop: term.days(dates) for shop, dates in by_shop.items()}
    counted = charges.daily.recorded & served
    dates = term.dates(counted)
    return Coverage(
        first=dates[0] if dates else None,
        last=dates[-1] if dates else None,
        service_days=served.bit_count(),
        counted=counted.bit_count(),
        to_come=(served & ~known).bit_count(),
        missing={shop: (known & ~day).bit_count() for shop, day in days.items()},
        as_of=verdict.as_of,
        source=Sentence(SOURCE),
    )


def recorded(agreement: Agreement, records: Records) -> dict[str, frozenset[date]]:
    """The dates with a record of each shop of the agreement."""
    found = _recorded(records, frozenset(agreement.shop_ids), agreement)
    return {shop.id: found.get(shop_key(shop.id), frozenset()) for shop in agreement.shops}


def _recorded(
    records: Records, shops: frozenset[str], agreement: Agreement
) -> dict[str, frozenset[date]]:
    """The dates with a record by shop_key, from sessions and receptions alike."""
    found = _received(records, shops)
    if records.sessions is None:
        return found
    for when, shop in count_customers(agreement, records).by_shop:
        key = shop_key(shop)
        found = {**found, key: found.get(key, frozenset()) | {when}}
    return found


@lru_cache(maxsize=16)
def _received(records: Records, shops: frozenset[str]) -> dict[str, frozenset[date]]:
    rows = [(shop_key(row.shop), row.date) for row in records.receptions or ()]
    return {shop: frozenset(when for key, when in rows if key == shop) for shop in shops}


def coverage_facts(found: Coverage, language: Language) -> Iterator[str]:
    """As of when, the dates counted, and what is missing, each in a few words."""
    yield say(
        "as of {when} ({source})",
        language,
        when=found.as_of,
        source=in_language(found.source, language),
    )
    if found.first is None or found.last is None:
        yield say("no service day has a record", language)
        return
    yield say(
        "counted {first} to {last}: {count} of {days} service days",
        language,
        first=short_date(found.first, language),
        last=short_date(found.last, language),
        count=found.counted,
        days=found.service_days,
    )
    if found.to_come:
        yield say("{count} days still to come", language, count=found.to_come)
    lacking = [
        say("{shop} {count}", language, shop=shop, count=count)
        for shop, count in found.missing.items()
        if count
    ]
    if lacking:
        shops = say(", ", language).join(lacking)
        yield say("days without a record: {shops}", language, shops=shops)
