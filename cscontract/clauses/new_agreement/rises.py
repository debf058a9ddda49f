"""1.4(2)c Renewal: whether what is owed rises with the persons of a day."""

from __future__ import annotations


def rises(week: tuple[int, int] | None, after_renewal: str) -> bool:
    """“the parties need a new agreement”: unless a week calls for one that changes what
    is owed.
    """
    return week is None or after_renewal == "terms_continue"
