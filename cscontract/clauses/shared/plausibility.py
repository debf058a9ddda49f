"""Conditions of phrases that clauses of several kinds read."""

from __future__ import annotations

from cscontract.clauses.shared.standing import Circumstances, Standing
from cscontract.core.language import Sentence


def made_before_the_general_provisions(given: Circumstances) -> Standing:
    """“above 100”: until 2017 the law had another rule for such words."""
    undecided = Sentence("arguable in an agreement made before 1 October 2017")
    return Standing("far_fetched", undecided=undecided)
