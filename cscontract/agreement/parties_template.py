"""A file of the parties' figures to fill in: every key with its unit, bounds and source
as a comment.
"""

from __future__ import annotations

from collections.abc import Iterator

from cscontract.agreement.figures import Figure
from cscontract.agreement.parties_figures import parties_figures
from cscontract.core.language import Language, say, spoken

#: where the comments begin
COLUMN = 30
HEADS = {
    "provider": "the provider's agents, and what else it costs the provider",
    "client": "agents of the client's own, were there no agreement",
    "market": "what others charge",
}


def parties_template(language: Language | None = None) -> str:
    """The file as text. No value is filled in: a value that nobody gave would be taken
    for the parties' own.
    """
    language = language or spoken()
    first = "Both parties' own figures. Fill in every value: money is quoted, parts are whole percent."
    lines = [
        f"# {say(first, language)}",
        "parties: customer-service-outsourcing",
        "version: 1",
    ]
    section = ""
    for key, figure in parties_figures().items():
        if key.split(".")[0] != section:
            section = key.split(".")[0]
            lines.append(_commented(f"{section}:", say(HEADS[section], language)))
        lines += _figure_lines(figure, language)
    return "\n".join(lines) + "\n"


def _figure_lines(figure: Figure, language: Language) -> Iterator[str]:
    """A key without a value, its meaning behind it, and below it where a range comes
    from.
    """
    name = figure.key.split(".")[1]
    told = f"{figure.words[language]} {figure.unit[language]} · {figure.bounds_in(language)}"
    yield _commented(f"  {name}:", told)
    if figure.source:
        sentence = say("in the trade: {source}", language, source=figure.source)
        yield _commented("", sentence)


def _commented(text: str, comment: str) -> str:
    return f"{text:{COLUMN}}# {comment}"
