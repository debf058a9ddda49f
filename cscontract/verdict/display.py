"""How a result shows itself in a notebook; the views register the HTML of each kind of result."""

from __future__ import annotations

from functools import singledispatch

from cscontract.terms.language import DEFAULT, Language


@singledispatch
def html(result: object, language: Language = DEFAULT) -> str | None:
    """The result as HTML in the language; None where no view of it is loaded."""
    return None
