"""1.4(2)a Added seats: whether what they cost rises with the persons of a day."""

from __future__ import annotations


def rises() -> bool:
    """What added seats cost: it hangs on the seats at work, however persons are
    counted.
    """
    return True
