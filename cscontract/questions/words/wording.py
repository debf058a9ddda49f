"""Wording that settles a phrase: the sentence to write into the contract, and what it
is worth to whom.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.composition import readers
from cscontract.agreement.phrases import Phrase, Readings, Texts
from cscontract.core import money
from cscontract.core.errors import bad, nearest
from cscontract.core.language import LANGUAGES, Language, Sentence, say, spoken
from cscontract.questions.words import price as prices
from cscontract.questions.words.own_phrases import plain_name, with_own
from cscontract.questions.words.price import Open, Price, phrases_beside, price
from cscontract.records.read import Records


@dataclass(frozen=True, slots=True)
class Settled:
    """A phrase settled by a reading: its clause and the sentence in a language."""

    phrase: str
    reading: str
    clause: str
    sentence: str


@dataclass(frozen=True, slots=True)
class WorthOfSentence:
    """What a settling sentence is worth on the records, in fen of the whole term.

    `total`: under the sentence, all other phrases as the agreement reads them or by
    default; `against`: by other reading of the phrase, how much more (less, where
    negative) the client pays under the sentence and the provider receives; `low` and
    `high`: the range left with the other phrases open; `narrower`: by how much that
    range is smaller than without the sentence.
    """

    total: int
    against: dict[str, int]
    low: int
    high: int
    narrower: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """A phrase and the reading chosen for it, its sentence by language; `worth` None
    where it has no price.
    """

    phrase: Phrase
    reading: str
    wording: Texts
    worth: WorthOfSentence | None

    @property
    def favours(self) -> str:
        """The party that the reading favours as a rule: client, provider or neither."""
        return self.phrase.readings[self.reading].favours


@dataclass(frozen=True, eq=False)
class WordingPage:
    """The sentences to agree on, in the register's order, and the price before and
    after all of them.

    `before` and `after` are None where no phrase was priced.
    """

    agreement: Agreement
    settlements: tuple[Settlement, ...]
    before: Price | None
    after: Price | None

    @property
    def left_open(self) -> dict[str, int]:
        """The phrases priced and not settled, each with its share (fen) of what stays
        disputed.
        """
        settled = {each.phrase.name for each in self.settlements}
        shares = self.after.shares if self.after else {}
        return {name: share for name, share in shares.items() if name not in settled}

    def to_dict(self) -> dict[str, Any]:
        """The page as JSON has it: money as text; null where there is no price."""
        return {
            "settled": [_plain(each) for each in self.settlements],
            "before": self.before and money.yuan(self.before.disputed),
            "after": self.after and money.yuan(self.after.disputed),
            "open": {name: money.yuan(share) for name, share in self.left_open.items()},
        }


def _plain(settlement: Settlement) -> dict[str, Any]:
    """A settlement as JSON has it."""
    worth = settlement.worth
    against = worth.against if worth else {}
    return {
        "phrase": settlement.phrase.name,
        "reading": settlement.reading,
        "clause": settlement.phrase.clause,
        "favours": settlement.favours,
        "wording": {"zh": settlement.wording["zh"], "en": settlement.wording["en"]},
        "total": worth and money.yuan(worth.total),
        "against": {reading: money.yuan(fen) for reading, fen in against.items()},
        "low": worth and money.yuan(worth.low),
        "high": worth and money.yuan(worth.high),
    }


def settle(
    agreement: Agreement, phrase: str, reading: str, language: Language | None = None
) -> Settled:
    """The sentence that settles a phrase for a reading, with the agreement's figures.

    A phrase that a clause has for itself, “phrase@clause”, is settled for that clause
    alone. BadInput for a reading that is unknown, or a phrase that no clause of the
    agreement reads.
    """
    agreement = with_own(agreement, [phrase])
    known = agreement.phrases.get(phrase)
    if known is None:
        phrases = agreement.phrases
        raise bad("phrase", repr(phrase), "a known phrase", nearest(phrase, phrases))
    if reading not in known.readings:
        raise bad(
            phrase, repr(reading), "a reading of it", nearest(reading, known.readings)
        )
    sentence = _sentence(agreement, known, reading, language or spoken())
    return Settled(phrase, reading, known.clause, sentence)


def _sentence(
    agreement: Agreement, phrase: Phrase, reading: str, language: Language
) -> str:
    """The settling sentence; of a clause's own phrase it names the clause."""
    settling = phrase.readings[reading].settling[language]
    sentence = settling.format(**agreement.wording_of(phrase.name))
    if "@" not in phrase.name:
        return sentence
    for_clause = "For clause {clause}: {settling}"
    return say(for_clause, language, clause=phrase.clause, settling=sentence)


def read_wording(agreement: Agreement, sentence: str) -> tuple[str, str]:
    """The phrase and reading that a settling sentence settles: the way back from
    `settle`.

    BadInput where no sentence of the agreement's phrases, or more than one, reads so.
    """
    wanted = " ".join(sentence.split())
    found = {
        (phrase.name, reading)
        for phrase in (*agreement.phrases.values(), *_own_of_clauses(agreement))
        for reading in phrase.readings
        for language in LANGUAGES
        if _sentence(agreement, phrase, reading, language) == wanted
    }
    if len(found) != 1:
        fix = "take the sentence as `settle` writes it"
        raise bad(
            "wording", repr(wanted[:60]), "a sentence that settles one phrase", fix
        )
    return found.pop()


def _own_of_clauses(agreement: Agreement) -> Iterator[Phrase]:
    """The phrases that a clause could have for itself, and that the agreement does not
    name.
    """
    for name in dict.fromkeys(map(plain_name, agreement.phrases)):
        for clause in readers(agreement.clauses, name):
            own = f"{name}@{clause.id}"
            if own not in agreement.phrases:
                yield agreement.phrases_with([own])[own]


def price_to_settle(
    agreement: Agreement, records: Records, settled: Readings, open: Open = None
) -> Price | None:
    """The price of the phrases in `open` and of those to settle (phrase → reading).

    `open` as `price` takes it; without it the phrases that the agreement leaves open.
    None where no phrase moves the charges or the records decide none. BadInput as of
    `price`.
    """
    agreement = prices.with_opened(with_own(agreement, settled), open)
    money_names = [
        name for name, phrase in agreement.phrases.items() if phrase.moves == "money"
    ]
    left = [
        name for name in agreement.open if name in money_names and name not in settled
    ]
    wanted = left if open is None else open
    asked = phrases_beside(agreement, records, wanted)
    decided = [
        name
        for name in money_names
        if name in settled and records.can_decide(agreement.phrases[name])
    ]
    choices = {**{name: tuple(agreement.available(name)) for name in decided}, **asked}
    return price(agreement, records, choices) if choices else None


def draw_up(
    agreement: Agreement, settled: Readings, price: Price | None = None
) -> WordingPage:
    """The page that settles phrases by readings (phrase → reading), with what `price`
    says of each.

    BadInput for an unknown phrase or reading, for one that takes a figure which the
    agreement lacks, and for one that `price` leaves out.
    """
    agreement = with_own(agreement, settled)
    settlements = tuple(
        _settlement(agreement, agreement.phrases[name], settled[name], price)
        for name in _in_order(agreement, settled)
    )
    priced = {each.phrase.name: each.reading for each in settlements if each.worth}
    after = price and reduce(
        lambda left, each: left.settle(*each), priced.items(), price
    )
    return WordingPage(agreement, settlements, price, after)


def _in_order(agreement: Agreement, settled: Mapping[str, str]) -> list[str]:
    """The phrases in the register's order, once each of them and its reading is known
    to be one.
    """
    for name, reading in settled.items():
        settle(agreement, name, reading)
        if reading not in agreement.available(name):
            expected, fix = agreement.why_unavailable(name, reading)
            raise bad(name, repr(reading), expected, fix)
    return [name for name in agreement.phrases if name in settled]


def _settlement(
    agreement: Agreement, phrase: Phrase, reading: str, price: Price | None
) -> Settlement:
    wording: Texts = {
        language: _sentence(agreement, phrase, reading, language)
        for language in LANGUAGES
    }
    worth = (
        _worth(price, phrase.name, reading)
        if price and phrase.name in price.open
        else None
    )
    return Settlement(phrase, reading, wording, worth)


def _priced(ways: Iterable[str]) -> str:
    return Sentence("price it too, or use one of {names}", names=", ".join(ways))


def _worth(price: Price, phrase: str, reading: str) -> WorthOfSentence:
    """What a reading of an open phrase is worth. BadInput where it is not among those
    priced.
    """
    ways = {each["reading"]: each for each in price.readings(phrase)}
    if reading not in ways:
        expected = "one of the readings that are priced"
        raise bad(phrase, repr(reading), expected, _priced(ways))
    chosen = ways.pop(reading)
    total, low, high = (chosen[key] for key in ("total", "low", "high"))
    against = {name: total - way["total"] for name, way in ways.items()}
    return WorthOfSentence(total, against, low, high, price.disputed - (high - low))
