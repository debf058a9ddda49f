"""The spread of what an agreement costs, as HTML for notebooks."""

from __future__ import annotations

from html import escape

from cscontract.core.language import Language, say, spoken
from cscontract.questions.seasons.model_notes import notes
from cscontract.questions.seasons.risk import Risk
from cscontract.verdict.display import html
from cscontract.verdict.many_series import takes_seats
from cscontract.views.html.tables import table
from cscontract.views.text.risk_text import (
    amount_cells,
    amount_titles,
    at_hand,
    chances,
    fit_finding,
    headlines,
    measure_rows,
    measure_titles,
    parameter_rows,
    reading_rows,
)


@html.register
def risk_html(risk: Risk, language: Language | None = None) -> str:
    """Its fit, headline, months, readings of open phrases, the model, its likeness to
    the counts, notes.
    """
    language = language or spoken()
    *fit, headline = map(escape, headlines(risk, language))
    title = "".join(f"<p>{line}</p>" for line in fit)
    title += f'<p style="font-weight:600">{headline}</p>'
    beside = " ".join(filter(None, (chances(risk, language), at_hand(risk, language))))
    told = "".join(
        f"<li>{escape(note)}</li>"
        for note in notes(
            risk.model, risk.agreement.span, language, takes_seats(risk.agreement)
        )
    )
    tables = (
        _months(risk, language),
        _readings(risk, language),
        model_html(risk, language),
    )
    return f"{title}<p>{escape(beside)}</p>{''.join(tables)}<ul>{told}</ul>"


def _months(risk: Risk, language: Language) -> str:
    rows = [[label, *amount_cells(amounts)] for label, amounts in risk.monthly.items()]
    footer = [say("term", language), *amount_cells(risk.total)]
    return table(
        [say("month", language), *amount_titles(language)], rows, footer=footer
    )


def _readings(risk: Risk, language: Language) -> str:
    rows = reading_rows(risk, language)
    headers = [say("words and reading", language), *amount_titles(language)]
    return table(headers, rows) if rows else ""


def model_html(risk: Risk, language: Language | None = None) -> str:
    """The model's parameters, and whether its days look like the counts."""
    language = language or spoken()
    headers = [say(header, language) for header in ("parameter", "value", "taken from")]
    caption = say("The model of persons a day", language)
    parameters = table(
        headers, parameter_rows(risk, language), caption, text_columns=(0, 2)
    )
    measures = table(
        measure_titles(language),
        measure_rows(risk.goodness, language),
        fit_finding(risk.goodness, language),
        text_columns=(0, 3),
    )
    return parameters + measures
