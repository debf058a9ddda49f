"""The spread of what an agreement costs, in words and as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

from cscontract.agreement.kinds import kinds
from cscontract.core import money
from cscontract.core.language import Language, say, spoken
from cscontract.questions.seasons.goodness_of_fit import Goodness, Measure
from cscontract.questions.seasons.model_notes import marks_of, notes, parameter_in_words
from cscontract.questions.seasons.risk import AmountsOfPaths, Risk
from cscontract.questions.seasons.volume_model import Dispersion, Parameter, unit
from cscontract.verdict.many_series import takes_seats
from cscontract.views.text.phrase_text import label_of, words_of
from cscontract.views.text.verdict_text import aligned_rows

#: measures of the counts in words
MEASURES = {
    "quantile_5": "5 % of the days have fewer persons than",
    "quantile_25": "25 % of the days have fewer persons than",
    "quantile_50": "half of the days have fewer persons than",
    "quantile_75": "75 % of the days have fewer persons than",
    "quantile_95": "95 % of the days have fewer persons than",
    "variance": "variance ÷ mean",
    "autocorrelation_1": "correlation, 1 day apart",
    "autocorrelation_7": "correlation, 7 days apart",
}
#: the same in short, as a list names them
SHORT = {
    "quantile_5": "the quietest days (5 %)",
    "quantile_25": "quiet days (25 %)",
    "quantile_50": "the middle day",
    "quantile_75": "busy days (75 %)",
    "quantile_95": "the busiest days (95 %)",
    "variance": "how far days vary",
    "autocorrelation_1": "how alike days next to each other are",
    "autocorrelation_7": "how alike days a week apart are",
}
#: how two events are told together
JOINED = "{first}, {then}"
SOURCES = {"fitted": "fitted", "typical": "as in other shops", "left out": "left out"}
AMOUNTS = ("mean", "5 % below", "half below", "95 % below")


def risk_text(risk: Risk, language: Language | None = None) -> str:
    """Its fit, headline, months, readings of open phrases, the model, its likeness to
    the counts, notes.
    """
    language = language or spoken()
    parts = [
        [*headlines(risk, language), *_beside(risk, language)],
        _month_lines(risk, language),
        _reading_lines(risk, language),
        [
            say("The model of persons a day", language),
            *_parameter_lines(risk, language),
        ],
        [
            fit_finding(risk.goodness, language),
            *_measure_lines(risk.goodness, language),
        ],
        notes(risk.model, risk.agreement.span, language, takes_seats(risk.agreement)),
    ]
    return "\n\n".join("\n".join(lines) for lines in parts if lines)


def risk_headline(risk: Risk, language: Language | None = None) -> str:
    """The range of nine terms in ten and the middle, in a sentence; or the one total of
    all of them.
    """
    language = language or spoken()
    if risk.is_fixed:
        sentence = "Every term costs CNY {total}: no amount of the agreement hangs on the counts."
        return say(sentence, language, total=money.grouped(risk.total.mean))
    low, middle, high = map(money.grouped, risk.total[1:])
    sentence = "Nine of ten simulated terms cost CNY {low} to {high}, half of them at most {middle}."
    return say(sentence, language, low=low, high=high, middle=middle)


def headlines(risk: Risk, language: Language | None = None) -> list[str]:
    """Whether the model fits, where an amount hangs on it, and what the terms cost."""
    found = risk_headline(risk, language)
    return [found] if risk.is_fixed else [fit_headline(risk, language), found]


def fit_headline(risk: Risk, language: Language | None = None) -> str:
    """Whether the figures can be leaned on: which measures of the counts the model
    misses, by name.
    """
    language = language or spoken()
    fit = risk.goodness
    if not fit.outside:
        sentence = "The model fits: all {count} measures of the counts lie where simulated ones do."
        return say(sentence, language, count=len(fit.measures))
    sentence = "The model misses {missed} of {count} measures of the counts, read what follows with care: {names}."
    names = say("; ", language).join(say(SHORT[name], language) for name in fit.outside)
    values = {"missed": len(fit.outside), "count": len(fit.measures), "names": names}
    return say(sentence, language, **values)


def chances(risk: Risk, language: Language | None = None) -> str:
    """How often each event of the agreement's clauses happens, in a sentence; empty for
    none.
    """
    language = language or spoken()
    told = [_chance(risk, event, language) for event in risk.drawn.happens]
    if not told:
        return ""
    joined = reduce(
        lambda first, then: say(JOINED, language, first=first, then=then), told
    )
    return say("{events}.", language, events=joined[0].upper() + joined[1:])


def _chance(risk: Risk, event: str, language: Language) -> str:
    """How often an event happens, in the words of its kind; of a second clause with its
    place.
    """
    name, _, id = event.partition("@")
    kind = next(kind for kind in kinds().values() if name in kind.events)
    chances = kind.answer("chances")
    times = part(int(risk.drawn.happens[event].sum()), risk.paths, language)
    if not chances:
        return f"{event}: {times}"
    told = say(chances()[name], language, part=times)
    return f"{told} ({risk.agreement.by_id[id].place})" if id else told


def at_hand(risk: Risk, language: Language | None = None) -> str:
    """Where the records at hand lie among the simulated terms; empty where the term has
    none, or all are alike.
    """
    language = language or spoken()
    if risk.charges is None or risk.is_fixed:
        return ""
    cheaper = int((risk.drawn.fen < risk.charges.total).sum())
    sentence = "The records at hand come to {total}; {part} cost less."
    total = money.grouped(risk.charges.total)
    return say(
        sentence, language, total=total, part=part(cheaper, risk.paths, language)
    )


def part(count: int, of: int, language: Language | None = None) -> str:
    """A part of the paths as a reader has it: 99.97 %; none and all as counts, since
    neither is certain.
    """
    language = language or spoken()
    if count == of:
        return say("all {count} simulated terms", language, count=f"{of:,}")
    if count == 0:
        return say("0 of {count} simulated terms", language, count=f"{of:,}")
    rounded = f"{100 * count / of:.4g}"
    return say("{part} % of the simulated terms", language, part=rounded)


def _beside(risk: Risk, language: Language) -> Iterator[str]:
    if not risk.is_fixed:
        sentence = "On average {mean}, over {paths} terms (seed {seed})."
        mean = money.grouped(risk.total.mean)
        yield say(
            sentence, language, mean=mean, paths=f"{risk.paths:,}", seed=risk.seed
        )
    yield from filter(None, (chances(risk, language), at_hand(risk, language)))


def amount_titles(language: Language) -> list[str]:
    """The titles of columns of `Amounts`."""
    return [say(title, language) for title in AMOUNTS]


def amount_cells(amounts: AmountsOfPaths) -> list[str]:
    """Amounts for a reader."""
    return [*map(money.grouped, amounts)]


def _month_lines(risk: Risk, language: Language) -> list[str]:
    rows = [[name, *amount_cells(amounts)] for name, amounts in risk.monthly.items()]
    rows += [[say("term", language), *amount_cells(risk.total)]]
    return aligned_rows([[say("month", language), *amount_titles(language)], *rows])


def _reading_lines(risk: Risk, language: Language) -> list[str]:
    rows = reading_rows(risk, language)
    if not rows:
        return []
    return aligned_rows(
        [[say("words and reading", language), *amount_titles(language)], *rows]
    )


def reading_rows(risk: Risk, language: Language) -> list[list[str]]:
    """A row a reading of an open phrase: its words and label, its amounts."""
    agreement = risk.agreement
    return [
        [
            f"“{words_of(agreement, name, language)}” {label_of(agreement, name, way, language)}",
            *amount_cells(amounts),
        ]
        for name, ways in risk.by_reading.items()
        for way, amounts in ways.items()
    ]


def parameter_rows(risk: Risk, language: Language) -> list[list[str]]:
    """A row a parameter that the term's days hang on: its name, value with unit, where
    it is from.
    """
    model = risk.model
    used = marks_of(model, risk.agreement.span) | set(Dispersion._fields)
    return [
        [
            parameter_in_words(name, language),
            shown_value(name, each, language),
            source(each, language),
        ]
        for name, each in model.known.items()
        if each.source == "fitted" or (each.source == "typical" and name in used)
    ]


def shown_value(name: str, parameter: Parameter, language: Language) -> str:
    """A parameter's value with its unit."""
    number = f"{parameter.value:.3g}"
    of = unit(name)
    if name == "growth":
        return say("×{factor} a year", language, factor=number)
    if of == "×":
        return f"×{number}"
    return f"{number} {say(of, language)}" if of else number


def source(parameter: Parameter, language: Language) -> str:
    """Where a parameter is from, and to how many days it is fitted."""
    text = say(SOURCES[parameter.source], language)
    if parameter.source != "fitted":
        return text
    days = say("{count} days", language, count=parameter.days)
    return f"{text}{say(', ', language)}{say('one day', language) if parameter.days == 1 else days}"


def _parameter_lines(risk: Risk, language: Language) -> list[str]:
    return [f"  {line}" for line in aligned_rows(parameter_rows(risk, language))]


def fit_finding(fit: Goodness, language: Language | None = None) -> str:
    """Whether simulated days look like the counts, in a sentence."""
    language = language or spoken()
    values = {
        "count": len(fit.measures),
        "within": len(fit.measures) - len(fit.outside),
    }
    if not fit.outside:
        sentence = "All {count} measures of the counts lie where those of nine simulated series in ten do."
        return say(sentence, language, count=len(fit.measures))
    sentence = "{within} of {count} measures of the counts lie where those of nine simulated series in ten do."
    return say(sentence, language, **values)


def measure_text(name: str, measure: Measure, language: Language) -> list[str]:
    """A measure: its name, observed, and where nine simulated series in ten lie."""
    observed, low, high = (f"{value:.3g}" for value in measure)
    between = say("{low} to {high}", language, low=low, high=high)
    return [say(MEASURES[name], language), observed, between]


def measure_rows(fit: Goodness, language: Language) -> list[list[str]]:
    """A row a measure; one that lies outside is marked."""
    return [
        [
            *measure_text(name, measure, language),
            "" if measure.within else say("outside", language),
        ]
        for name, measure in fit.measures.items()
    ]


def measure_titles(language: Language) -> list[str]:
    """The titles of the columns of measures."""
    return [say(title, language) for title in ("measure", "counted", "simulated")] + [
        ""
    ]


def _measure_lines(fit: Goodness, language: Language) -> list[str]:
    rows = [measure_titles(language), *measure_rows(fit, language)]
    return [f"  {line}" for line in aligned_rows(rows)]
