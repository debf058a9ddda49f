"""The readings of the sample's phrases that the tests' figures were reckoned with, by
name.

A reading that comes later breaks none of them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from cscontract.agreement import kinds
from cscontract.agreement.phrases import Phrase, phrases_of

NAMED = {
    "reception_metric": ("all_ids_total", "mean_per_id", "busiest_shop"),
    "headcount": ("received", "asked", "inquiring"),
    "renewal_headcount": ("inquiring", "received", "asked"),
    "same_person": ("once_per_shop", "once_per_id"),
    "day_boundary": ("calendar_day", "service_hours"),
    "bound": ("above", "at_least"),
    "run_length": ("more_than", "at_least"),
    "run_gap": ("breaks", "bridges", "month_resets"),
    "surcharge_days": ("whole_run", "every_day", "from_maturity", "after_maturity"),
    "surcharge_amount": (
        "flat",
        "per_started_100",
        "per_full_100",
        "per_person",
        "once_a_month",
    ),
    "seat_effect": ("surcharge_stays", "surcharge_stops", "threshold_per_seat"),
    "renewal_week": (
        "seven_days_each",
        "calendar_week_each",
        "rolling_mean",
        "calendar_week_mean",
        "calendar_week_total",
    ),
    "after_renewal": ("terms_continue", "agreement_ends"),
    "part_month": ("calendar_days", "full_month", "thirty_days"),
    "festival_days": ("announced_block", "statutory_days"),
    "festival_fee": ("no_cut", "cut"),
}
#: those that counts alone can decide
OF_COUNTS = {
    name: ways
    for name, ways in NAMED.items()
    if name not in ("same_person", "day_boundary")
}


def opened(readings: dict[str, tuple[str, ...]]) -> str:
    """As `--open` takes them: bound=above/at_least,…"""
    return ",".join(f"{name}={'/'.join(ways)}" for name, ways in readings.items())


def named(*phrases: str) -> str:
    """These phrases as `--open` takes them, each with its named readings."""
    return opened({name: NAMED[name] for name in phrases})


#: by phrase the readings of the register that were known when the tests' figures were
#: reckoned
KNOWN = {
    **NAMED,
    "after_renewal": ("terms_continue", "agreement_ends", "new_fee"),
}


@contextmanager
def only_named() -> Iterator[None]:
    """Within it the register has of each phrase that is named here the named readings
    alone.

    For tests of figures that hang on every reading there is: a share, an end, an order
    of phrases.
    """
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(kinds, "phrases_of", _named)
        kinds.register.cache_clear()
        try:
            yield
        finally:
            patched.undo()
            kinds.register.cache_clear()


def _named(package: str) -> dict[str, Phrase]:
    """The phrases of a folder with their named readings."""
    return {name: _narrowed(phrase) for name, phrase in phrases_of(package).items()}


def _narrowed(phrase: Phrase) -> Phrase:
    ways = KNOWN.get(phrase.name, phrase.readings)
    readings = {name: way for name, way in phrase.readings.items() if name in ways}
    return replace(phrase, readings=readings)
