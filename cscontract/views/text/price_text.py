"""What words cost, as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cscontract.agreement.phrases import PLAUSIBLE, Plausibility, dearest
from cscontract.core import money
from cscontract.core.language import Language, in_language, say, spoken
from cscontract.views.text.phrase_text import label_of, words_of
from cscontract.views.text.verdict_text import (
    aligned_rows,
    clash_lines,
    price_headline,
    stability,
)

if TYPE_CHECKING:
    from cscontract.questions.words.drafting import Draft
    from cscontract.questions.words.price import Price


def plausible(plausibility: Plausibility, language: Language) -> str:
    """A class of readings in words."""
    return say(PLAUSIBLE[plausibility], language)


def price_text(price: Price, language: Language | None = None) -> str:
    """Range, the phrases dearest first with how each reading stands and whom it
    favours, and the months.
    """
    language = language or spoken()
    lines = [price_headline(price, language)]
    lines += [f"{money.grouped(price.base)}: {stability(price.span, language)}"]
    lines += [*range_lines(price, language), *rests_lines(price, language), ""]
    for name in dearest(price.shares):
        lines += _phrase_lines(price, name, language)
    return "\n".join([*lines, "", *_owed_lines(price, language)])


def range_lines(price: Price, language: Language | None = None) -> Iterator[str]:
    """The ranges beside the one asked for: arguable, outer, as settled, one step away;
    what they are not.
    """
    language = language or spoken()
    asked = (price.low, price.high)
    if price.arguable[:2] != asked:
        yield _between(
            "strong and arguable readings alone: CNY {low} to {high}",
            price.arguable,
            language,
        )
    if price.outer[:2] != asked:
        text = "every reading, far-fetched ones too: CNY {low} to {high}; those need special proof"
        yield _between(text, price.outer, language)
    if price.agreed and price.kept[:2] != asked:
        text = "with {phrases} kept as the agreement settles them: CNY {low} to {high}"
        yield _between(text, price.kept, language, phrases=", ".join(price.agreed))
    if price.combinations > 1:
        strong = money.grouped(price.every.at({**price.settled, **price.strong}))
        text = "every phrase at its strong reading: {strong}; at most one of them off it: CNY {low} to {high}"
        yield _between(text, price.one_step, language, strong=strong)
        yield say(
            "A range is no probability: its ends take every point won at once.",
            language,
        )


def _between(
    sentence: str, bounds: Sequence[int], language: Language, **values: Any
) -> str:
    """A sentence with a range's two ends."""
    low, high = map(money.grouped, bounds[:2])
    return say(sentence, language, low=low, high=high, **values)


def rests_lines(price: Price, language: Language | None = None) -> Iterator[str]:
    """The readings that are chosen, or on which an end of the range rests, and do not
    go together.
    """
    language = language or spoken()
    yield from clash_lines(price.agreement, price.settled, language)
    for sentence, fen in (
        ("The least total rests on this: {clash}", price.low),
        ("The greatest total rests on this: {clash}", price.high),
    ):
        chosen = {**price.settled, **price.reached_at(fen)}
        for clash in clash_lines(price.agreement, chosen, language):
            yield say(sentence, language, clash=clash)


def _phrase_lines(price: Price, name: str, language: Language) -> list[str]:
    words = words_of(price.agreement, name, language)
    share = money.grouped(price.shares[name])
    alone = money.grouped(price.alone(name))
    head = say(
        "“{words}” ({name}): share {share}, alone {alone}",
        language,
        words=words,
        name=name,
        share=share,
        alone=alone,
    )
    lines = [
        head,
        *(_reading_line(price, name, each, language) for each in price.readings(name)),
    ]
    for way in price.left_out(name):
        line = _reading_line(price, name, price.reading(name, way), language)
        lines.append(f"  – {line.strip():>12}")
    return lines


def _reading_line(
    price: Price, name: str, reading: Mapping[str, Any], language: Language
) -> str:
    """A reading: its total, label, class, whom it favours, and what moved its class."""
    told = reading_text(price, name, reading, language)
    return f"    {money.grouped(reading['total']):>12}  {told}"


def reading_text(
    price: Price, name: str, reading: Mapping[str, Any], language: Language
) -> str:
    """A reading in words: its label, class, whom it favours, and what moved or would
    move its class.
    """
    label = label_of(price.agreement, name, reading["reading"], language)
    sentence = (
        "{label} ({plausibility}; as a rule: {favours}; on these records: {here})"
    )
    text = say(
        sentence,
        language,
        label=label,
        plausibility=plausible(reading["plausibility"], language),
        favours=say(reading["favours"], language),
        here=say(reading["favours_here"], language),
    )
    conditions = filter(None, (reading["moved"], reading["undecided"]))
    return say("; ", language).join(
        [text, *(in_language(each, language) for each in conditions)]
    )


def _owed_lines(price: Price, language: Language) -> list[str]:
    """By month what is owed under every combination, the band above, and on which
    phrases it hangs.
    """
    titles = ("month", "undisputed", "disputed", "high")
    rows = [[say(title, language) for title in titles]]
    for label, band in price.months.items():
        rows.append([label, *map(money.grouped, (band.low, band.disputed, band.high))])
    hanging = [
        say("hangs on", language),
        *(hangs_on(b.shares) for b in price.months.values()),
    ]
    return [f"{row}  {on}" for row, on in zip(aligned_rows(rows), hanging, strict=True)]


def hangs_on(shares: Mapping[str, int]) -> str:
    """The three phrases on which most of a disputed amount hangs, each with its share,
    dearest first.
    """
    names = [name for name in dearest(shares) if shares[name]]
    shown = [f"{name} {money.grouped(shares[name])}" for name in names[:3]]
    return ", ".join([*shown, "…"] if len(names) > 3 else shown)


def drafting_text(drafts: Sequence[Draft], language: Language | None = None) -> str:
    """Which phrases to settle first, and how, for the least that stays disputed."""
    language = language or spoken()
    lines = [say("To settle first, for the least that stays disputed:", language)]
    for draft in drafts[1:]:
        settled = ", ".join(
            f"{name} = {reading}" for name, reading in draft.settled.items()
        )
        lines.append(f"{money.grouped(draft.disputed):>12}  {settled}")
    return "\n".join(lines)
