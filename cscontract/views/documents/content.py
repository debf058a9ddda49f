"""What a document of settling sentences says, whatever its format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from cscontract.agreement.phrases import Phrase
from cscontract.core import money
from cscontract.core.language import LANGUAGES, Language, say
from cscontract.questions.words.price import Price
from cscontract.questions.words.wording import Settlement, WordingPage, WorthOfSentence
from cscontract.views.reports.content import clean, disclaimer

Role = Literal["title", "heading", "text", "item", "lead", "quote"]


class Line(NamedTuple):
    """A piece of running text; a `lead` stays with what follows it."""

    role: Role
    text: str
    language: Language


class Grid(NamedTuple):
    """A table under its titles. Cells are text; with `to_fill` the empty ones wait for
    a pen.
    """

    titles: Sequence[str]
    rows: Sequence[Sequence[str]]
    language: Language
    to_fill: bool = False


Block = Line | Grid


def content(page: WordingPage, language: Language) -> Iterator[Block]:
    """The document from its title to the lines for the parties' signatures."""
    yield Line("title", title(language), language)
    yield from _opening(page, language)
    for number, settlement in enumerate(page.settlements, start=1):
        yield from _settlement(page, number, settlement, language)
    if page.before and page.after:
        yield from _closing(page, page.before, page.after, language)
    yield from _signatures(page, language)


def title(language: Language) -> str:
    """What the document is about."""
    return say("Wording that settles doubtful phrases", language)


def subject(page: WordingPage, language: Language) -> str:
    """Whose agreement it is, and its term."""
    parties = page.agreement.parties
    term = page.agreement.term
    return say(
        "Agreement of {client} and {provider}, {first} to {last}",
        language,
        client=clean(parties.client),
        provider=clean(parties.provider),
        first=term.start,
        last=term.end,
    )


def _opening(page: WordingPage, language: Language) -> Iterator[Block]:
    """Parties, term, what the document is, and how its amounts are reckoned."""
    term = page.agreement.term
    span = say("{first} to {last}", language, first=term.start, last=term.end)
    facts = (*_parties(page, language), (say("Term", language), span))
    for label, value in facts:
        yield Line("item", _told(label, value, language), language)
    purpose = (
        say("A proposal: sentences to write into the agreement.", language),
        say("With them each phrase below can be read in one way only.", language),
        disclaimer(language),
    )
    yield _text(purpose, language)
    if page.before:
        basis = (
            say(
                "Amounts are in CNY, for the whole term, on the records at hand.",
                language,
            ),
            say(
                "In a total each other phrase stands as the agreement reads it, or at its default.",
                language,
            ),
            say("In a range the other priced phrases are open.", language),
        )
        yield _text(basis, language)


def _parties(page: WordingPage, language: Language) -> list[tuple[str, str]]:
    parties = page.agreement.parties
    return [
        (say("Client", language), clean(parties.client)),
        (say("Provider", language), clean(parties.provider)),
    ]


def _told(label: str, value: str, language: Language) -> str:
    return say("{label}: {value}", language, label=label, value=value)


def _text(sentences: Sequence[str], language: Language) -> Line:
    """Sentences as one piece of text."""
    return Line("text", (" " if language == "en" else "").join(sentences), language)


def _settlement(
    page: WordingPage, number: int, settlement: Settlement, language: Language
) -> Iterator[Block]:
    """A phrase: its words, the question in doubt, the sentence in both languages, and
    its worth.
    """
    phrase = settlement.phrase
    clause = settlement.phrase.clause
    words = _words(page, phrase, language)
    question = phrase.question[language]
    head = say("Clause {clause}: “{words}”", language, clause=clause, words=words)
    yield Line("heading", f"{number}. {head}", language)
    doubt = question.format(**page.agreement.wording_of(phrase.name))
    yield Line("lead", say("In doubt: {question}", language, question=doubt), language)
    lead = say("To be written into clause {clause}:", language, clause=clause)
    yield Line("lead", lead, language)
    for each in (language, *(other for other in LANGUAGES if other != language)):
        yield Line("quote", settlement.wording[each], each)
    yield from _worth(page, settlement, language)


def _words(page: WordingPage, phrase: Phrase, language: Language) -> str:
    return phrase.words[language].format(**page.agreement.wording_of(phrase.name))


def _worth(
    page: WordingPage, settlement: Settlement, language: Language
) -> Iterator[Block]:
    """Whom the reading favours, what either party pays or receives, and the
    range left.
    """
    worth = settlement.worth
    readings = settlement.phrase.readings
    favour = _favour(settlement, language)
    if worth is None:
        yield _text((favour, _without_price(settlement.phrase, language)), language)
        return
    sentence = "With it the client pays, and the provider receives, CNY {total} in all."
    amount = say(sentence, language, total=money.grouped(worth.total))
    yield _text((favour, amount), language)
    figures = page.agreement.wording_of(settlement.phrase.name)
    for name, fen in worth.against.items():
        label = readings[name].label[language].format(**figures)
        yield Line("item", _against(label, fen, language), language)
    yield _text(_range_left(worth, language), language)


def _favour(settlement: Settlement, language: Language) -> str:
    if settlement.favours == "neither":
        return say("As a rule this reading favours neither party.", language)
    party = say(settlement.favours, language)
    return say("As a rule this reading favours the {party}.", language, party=party)


#: what a phrase decides that is not a charge, by what it moves
DECIDES = {
    "dates": "when a payment is due",
    "interest": "interest on late payments",
    "duties": "whether a duty is kept",
}


def _without_price(phrase: Phrase, language: Language) -> str:
    """Why there is no price: the phrase moves no charge, or was not priced on these
    records.
    """
    if phrase.moves in DECIDES:
        what = say(DECIDES[phrase.moves], language)
        return say(
            "It has no price: it decides {what}, not what is charged.",
            language,
            what=what,
        )
    if phrase.needs:
        sentence = "It has no price: deciding the phrase takes records of {needs}."
        return say(sentence, language, needs=", ".join(phrase.needs))
    return say("It was not priced.", language)


def _against(label: str, fen: int, language: Language) -> str:
    """A difference told for both parties: what one pays more the other receives
    more.
    """
    amount = money.grouped(abs(fen))
    if fen > 0:
        sentence = "CNY {amount} more than under “{label}”: the client pays, and the provider receives, that much more."
    elif fen < 0:
        sentence = "CNY {amount} less than under “{label}”: the client pays, and the provider receives, that much less."
    else:
        sentence = "No difference from “{label}”: the client pays, and the provider receives, as much."
    return say(sentence, language, label=label, amount=amount)


def _range_left(worth: WorthOfSentence, language: Language) -> tuple[str, str]:
    """The range with the other phrases open, and by how much it is narrower."""
    low = money.grouped(worth.low)
    high = money.grouped(worth.high)
    if worth.low == worth.high:
        sentence = "Then no open phrase moves the total any more: it is CNY {low}."
    else:
        sentence = (
            "With the other phrases open the total lies between CNY {low} and {high}."
        )
    span = say(sentence, language, low=low, high=high)
    if worth.narrower:
        sentence = (
            "CNY {left} stay in dispute, {narrower} less than without this sentence."
        )
    else:
        sentence = "CNY {left} stay in dispute, as much as without this sentence."
    left = money.grouped(worth.high - worth.low)
    narrower = money.grouped(worth.narrower)
    return span, say(sentence, language, left=left, narrower=narrower)


def _closing(
    page: WordingPage, before: Price, after: Price, language: Language
) -> Iterator[Block]:
    """What is disputed before and after all sentences together, and the share of each
    priced phrase.
    """
    yield Line("heading", say("All sentences together", language), language)
    disputed = [money.grouped(each.disputed) for each in (before, after)]
    sentence = "In dispute: CNY {before} without these sentences, CNY {after} with all of them."
    told = say(sentence, language, before=disputed[0], after=disputed[1])
    yield Line("lead", told, language)
    titles = [
        say(each, language)
        for each in ("CNY", "Without the sentences", "With all of them")
    ]
    totals = [
        (say("Total, other phrases as now read", language), before.base, after.base),
        (say("Lowest total", language), before.low, after.low),
        (say("Highest total", language), before.high, after.high),
        (say("In dispute", language), before.disputed, after.disputed),
    ]
    rows = [
        (name, money.grouped(was), money.grouped(then)) for name, was, then in totals
    ]
    yield Grid(titles, [*rows, *_shares(page, before, language)], language)


def _shares(
    page: WordingPage, before: Price, language: Language
) -> Iterator[tuple[str, str, str]]:
    """The share of each priced phrase in what is disputed, before and after."""
    for name, share in before.shares.items():
        phrase = before.agreement.phrases[name]
        left = page.left_open.get(name)
        words = _words(page, phrase, language)
        row = say(
            "Of it “{words}”, {clause}", language, words=words, clause=phrase.clause
        )
        then = say("settled above", language) if left is None else money.grouped(left)
        yield row, money.grouped(share), then


def _signatures(page: WordingPage, language: Language) -> Iterator[Block]:
    """Lines for both parties to fill in."""
    yield Line("heading", say("Signatures", language), language)
    titles = [
        "",
        *(_told(label, value, language) for label, value in _parties(page, language)),
    ]
    lines = [
        say("Signature", language),
        say("Date", language),
        say("Place", language),
        say("Language that prevails", language),
    ]
    yield Grid(titles, [(line, "", "") for line in lines], language, to_fill=True)
