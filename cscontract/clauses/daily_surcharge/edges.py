"""1.4(2)a–b Volume: the persons at which a day's charge turns."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

#: what a day costs by these readings does not hang on how far it is over the limit
FLAT = {"flat", "once_a_month"}


def edges(
    clause: Any, in_play: Mapping[str, set[str]], seats: Collection[int]
) -> set[int]:
    """“above 100 persons”, “goes up by 100”: the limit, with the seats of a day, and a
    step above.

    `in_play`: the readings of each phrase that count; `seats`: how many are added on
    some day.
    """
    found = {clause.threshold}
    if "threshold_per_seat" in in_play["seat_effect"]:
        found |= {clause.threshold * (1 + added) for added in seats}
    if in_play["surcharge_amount"] - FLAT and clause.step is not None:
        found |= {limit + clause.step for limit in found}
    return found
