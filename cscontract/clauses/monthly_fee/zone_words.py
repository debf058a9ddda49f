"""2.2 Fee: in which words the zone of prices is told, where a monthly fee is the price
sought.
"""

from __future__ import annotations

GAIN = "Both gain at a monthly fee from {least} to {greatest}; {now} is agreed."
APART = (
    "No monthly fee serves both: the provider needs {least}, the client pays {greatest} at most; "
    "{now} is agreed."
)
TOO_DEAR = (
    "No monthly fee serves both: even without a fee the client does better with {way}."
)
TOO_LITTLE = "No monthly fee that may be agreed covers the provider's cost."
LEAST = "At {fee} the provider keeps {at}, one fen below {beyond}."
GREATEST = "At {fee} the client saves {at}, one fen above {beyond}."


def zone_words() -> dict[str, str]:
    """The sentences by what they tell."""
    return {
        "gain": GAIN,
        "apart": APART,
        "too_dear": TOO_DEAR,
        "too_little": TOO_LITTLE,
        "least": LEAST,
        "greatest": GREATEST,
    }
