"""What a model of volumes rests on, in words: its days, what is fitted, what is taken
from elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from cscontract.core.days import Term
from cscontract.core.language import Language, say
from cscontract.questions.seasons.volume_model import (
    EIGHT_WEEKS,
    FESTIVAL,
    PROMOTIONS,
    TWO_WEEKS,
    WEEKDAYS,
    Model,
    never_recorded,
    special,
    usual_ids,
)

#: parameters in words
LABELS = {
    "level": "persons received on an ordinary day",
    "monday": "Monday",
    "tuesday": "Tuesday",
    "wednesday": "Wednesday",
    "thursday": "Thursday",
    "friday": "Friday",
    "saturday": "Saturday",
    "sunday": "Sunday",
    "promotion_06-18": "18 June",
    "promotion_11-11": "11 November",
    "promotion_12-12": "12 December",
    "before_festival": "nine days before the lunar New Year's Eve",
    "festival": "Spring Festival, eve to seventh day",
    "after_festival": "eight days after it",
    "growth": "growth",
    "alpha": "dispersion (alpha of the negative binomial)",
    "memory_sd": "memory, how much it moves a day",
    "memory_rho": "memory, what is left the next day",
    "thinning": "variance where it is less than chance gives",
}


def parameter_in_words(name: str, language: Language) -> str:
    """A parameter in words."""
    return say(LABELS[name], language)


def notes(
    model: Model, term: Term, language: Language, with_seats: bool = True
) -> list[str]:
    """What to know of the model before its figures for the term are used.

    `with_seats`: whether the agreement has a clause that takes the added seats.
    """
    return [
        *_of_days(model, language),
        *_of_factors(model, term, language),
        *_of_spread(model, language),
        _of_ratios(model, language, with_seats),
    ]


def _of_days(model: Model, language: Language) -> Iterator[str]:
    """Which days were fitted to, and which have no record."""
    observed = model.observed
    first = observed.term.start
    last = observed.term.end
    count = observed.recorded.bit_count()
    missing = observed.term.every & ~observed.recorded
    sentence = "Fitted to {count} days with a record, {first} to {last}."
    yield say(sentence, language, count=count, first=first, last=last)
    if missing:
        sentence = "{count} days between have no record; those of the term have none on any path."
        yield say(sentence, language, count=missing.bit_count())
    if never := never_recorded(observed):
        names = say(", ", language).join(
            parameter_in_words(WEEKDAYS[day], language) for day in sorted(never)
        )
        yield say(
            "Without a record every week, so also later: {names}.",
            language,
            names=names,
        )


def _of_factors(model: Model, term: Term, language: Language) -> Iterator[str]:
    """What could not be told of weekdays, special days and growth, and what stands for
    it.
    """
    known = model.known
    marks = marks_of(model, term)
    if all(known[name].source == "left out" for name in WEEKDAYS):
        yield say(
            "Too few ordinary days to tell weekdays apart: one level for all.", language
        )
    for name in (*PROMOTIONS.values(), *FESTIVAL):
        values = {
            "name": parameter_in_words(name, language),
            "factor": f"{known[name].value:.3g}",
        }
        if name in marks and known[name].source == "typical":
            sentence = (
                "{name}: too few counts to tell, ×{factor} as seen in other shops."
            )
            yield say(sentence, language, **values)
        elif known[name].days == 1:
            yield say("{name}: ×{factor}, fitted to a single day.", language, **values)
    if known["growth"].source == "fitted":
        yield say(
            "Growth stands still before the first and after the last count.", language
        )
    elif known["level"].days < EIGHT_WEEKS:
        sentence = "Fewer than {count} ordinary days: no growth is fitted."
        yield say(sentence, language, count=EIGHT_WEEKS)
    else:
        yield say("No growth: it does not stand out from chance and memory.", language)
    yield say(
        "Seasons of the year are not in the model; memory stands for slow change.",
        language,
    )


def marks_of(model: Model, term: Term) -> set[str]:
    """The promotions and parts of the Spring Festival that a term has."""
    return {
        special(term.date_of(day), model.calendar) for day in range(term.length)
    } - {""}


def _of_spread(model: Model, language: Language) -> Iterator[str]:
    """How persons vary about their mean, where it is not fitted or not as usual."""
    alpha, sd, rho, thinning = (
        model.known[name] for name in ("alpha", "memory_sd", "memory_rho", "thinning")
    )
    if alpha.source == "typical":
        sentence = (
            "Fewer than {count} ordinary days: dispersion {alpha} and memory {rho} (spread {sd}) "
            "are as seen in other shops."
        )
        values = {"alpha": alpha.value, "rho": rho.value, "sd": sd.value}
        yield say(sentence, language, count=TWO_WEEKS, **values)
    if thinning.value < 1:
        sentence = "Persons vary less than by chance (variance {part} of the mean), and so do the paths; no memory."
        yield say(sentence, language, part=f"{thinning.value:.2g}")


WITH_SEATS = (
    "For each person received {asked} asked and {inquiring} inquired; {shop} of them came to the busiest "
    "shop. IDs where a day has no count of its own: {ids}; seats as recorded."
)
WITHOUT_SEATS = (
    "For each person received {asked} asked and {inquiring} inquired; {shop} of them came to the busiest "
    "shop. IDs where a day has no count of its own: {ids}."
)


def _of_ratios(model: Model, language: Language, with_seats: bool) -> str:
    """How the other figures follow from the persons received."""
    observed = model.observed
    received = sum(observed.all_ids["received"])
    parts = {
        "asked": sum(observed.all_ids["asked"]),
        "inquiring": sum(observed.all_ids["inquiring"]),
        "shop": sum(observed.busiest_shop["received"]),
    }
    ratios = {name: f"{part / received:.3f}" for name, part in parts.items()}
    sentence = WITH_SEATS if with_seats else WITHOUT_SEATS
    return say(sentence, language, ids=usual_ids(observed), **ratios)
