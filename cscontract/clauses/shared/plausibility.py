"""Conditions of phrases that clauses of several kinds read."""

from __future__ import annotations

from cscontract.terms.language import Sentence
from cscontract.terms.standing import Circumstances, Standing


def made_before_the_general_provisions(given: Circumstances) -> Standing:
    """“above 100”: until 2017 the law had another rule for such words."""
    undecided = Sentence("arguable in an agreement made before 1 October 2017")
    return Standing("far_fetched", undecided=undecided)
