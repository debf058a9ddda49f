"""1.4(2)a–b Volume: whether the charge rises with the persons of a day."""

from __future__ import annotations


def rises(phrase: str, reception_metric: str) -> bool:
    """“the daily average reception over all IDs”: as a rule.

    A mean per ID rises too where a reading of `day_boundary` leaves IDs out.
    """
    return not (phrase == "day_boundary" and reception_metric == "mean_per_id")
