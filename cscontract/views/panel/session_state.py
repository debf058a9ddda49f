"""A panel's state as text, and back: what its page keeps, to open it anew as it was.

What comes back comes from outside: every value is looked at as one that was typed is,
and where one is not allowed nothing of it is taken over. Of the agreement the text
holds what was changed, and no more.
"""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cscontract.agreement.agreement import Agreement
from cscontract.core.errors import BadInput, bad, shown
from cscontract.core.language import Language, Sentence, say
from cscontract.views.panel.controls import reading_of
from cscontract.views.text.phrase_text import label_of, words_of

#: more than any panel has to tell; what is longer is not read
LONGEST = 100_000
Hash = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
AGAIN = "go on from the panel as it is"


class StatePart(BaseModel):
    """A part of the state: exactly these keys, each of its own type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ChangedTerms(StatePart):
    """What was changed against the agreement given, or against the offer of a round, as
    it is typed.

    `figures`: by key, “1980.37”, nothing for a gap; `readings`: by phrase.
    """

    round: Hash | None = None
    figures: dict[str, str] = {}
    readings: dict[str, str] = {}


class PriceTabState(StatePart):
    """The tab on words: phrase → the choice made for it, and whether far-fetched
    readings are in.
    """

    chosen: dict[str, str] = {}
    far: bool = False


class State(StatePart):
    """All that a page keeps. `given` tells agreements apart; `refused`: what stands in
    fields that were refused; `offer`: the fields of an offer that is not saved;
    `answers`: the round that it answers, “” for none; `round`: the one that is chosen
    on the list.
    """

    version: Literal[1] = 1
    given: str
    language: Literal["en", "zh"]
    tab: Annotated[int, Field(ge=0, le=9)] = 0
    day: str = ""
    terms: ChangedTerms = ChangedTerms()
    baseline: ChangedTerms = ChangedTerms()
    refused: dict[str, str] = {}
    price: PriceTabState = PriceTabState()
    offer: dict[str, str] = {}
    answers: Hash | Literal[""] = ""
    round: Hash | None = None


def state_text(state: State) -> str:
    """The state as text, in ASCII: whatever a browser has sent can be sent back."""
    return json.dumps(state.model_dump())


def read_state(text: object) -> State:
    """The state of a text; BadInput where it is none."""
    if not isinstance(text, str) or len(text) > LONGEST:
        raise _unread(Sentence("at most {count} signs of text", count=f"{LONGEST:,}"))
    try:
        return State.model_validate_json(text)
    except ValidationError:
        raise _unread("what a panel is kept as") from None


def _unread(expected: str) -> BadInput:
    return bad("what the page kept", None, expected, AGAIN)


def name_of(agreement: Agreement) -> str:
    """What tells an agreement from another, and nothing of what it says."""
    plain = json.dumps(agreement.plain(), default=str, sort_keys=True)
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def terms_of(
    agreement: Agreement, origin: Agreement, round: str | None
) -> ChangedTerms:
    """What the agreement changes against the one that it began from, which may be a
    round's.
    """
    changed = {
        key: figure.show(agreement.figure(key))
        for key, figure in agreement.figures.items()
        if agreement.figure(key) != origin.figure(key)
    }
    ways = {name: reading_of(agreement, name) for name in agreement.phrases}
    reread = {
        name: way for name, way in ways.items() if way != reading_of(origin, name)
    }
    return ChangedTerms(round=round, figures=changed, readings=reread)


def agreement_with(terms: ChangedTerms, origin: Agreement) -> Agreement:
    """The agreement with these changes; BadInput where one is not allowed."""
    changes: dict[str, Any] = {
        key: _value(origin, key, text) for key, text in terms.figures.items()
    }
    if terms.readings:
        changes["readings"] = {**origin.readings, **terms.readings}
    return origin.with_figures(changes) if changes else origin


def _value(agreement: Agreement, key: str, text: str) -> Any:
    """The value of a figure; BadInput where there is no such figure, or it may not be
    that.
    """
    figure = agreement.figures.get(key)
    if figure is None:
        raise _unread("what a panel is kept as")
    try:
        return figure.parse_text(text)
    except ValueError:
        raise bad(key, shown(text), figure.bounds, AGAIN) from None


def told_terms(terms: ChangedTerms, given: Agreement, language: Language) -> list[str]:
    """The changes in words, “Limit 120”; what is none of a known kind is left out."""
    found = [
        (
            figure.label[language],
            figure.show(_value(given, key, terms.figures[key]), grouped=True),
        )
        for key, figure in given.figures.items()
        if key in terms.figures and _is_allowed(given, key, terms.figures[key])
    ]
    for name, phrase in given.phrases.items():
        way = terms.readings.get(name)
        if way in phrase.readings:
            label = label_of(given, name, way, language)
            found.append((words_of(given, name, language), label))
    return [
        say("{label} {value}", language, label=label, value=value)
        for label, value in found
    ]


def _is_allowed(agreement: Agreement, key: str, text: str) -> bool:
    try:
        _value(agreement, key, text)
    except BadInput:
        return False
    return True
