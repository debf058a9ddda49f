"""The tables of all figures and phrases, in both languages, from the registers.

`python -m docs.tables` writes `docs/figures.md` and `docs/phrases.md`;
`tests/test_docs_made.py` fails while they are not as the registers have them.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cscontract.agreement.agreement import Agreement, load
from cscontract.agreement.figures import Figure
from cscontract.agreement.kinds import register
from cscontract.agreement.parties_figures import (
    load_parties,
    parties_figures,
)
from cscontract.agreement.phrases import PLAUSIBLE, Phrase, Reading, Texts
from cscontract.agreement.version_1 import known_figures

DOCS = Path(__file__).resolve().parent
SAMPLE = DOCS.parent / "sample_data"
NOTE = "<!-- made by docs/tables.py: change the registers, not this file -->"
FIGURES = f"""# Figures 数字

{NOTE}

Every figure that can be changed: in the agreement's YAML file, with `--set KEY=VALUE`,
in the panel. The key is that of a file of version 1; in a file of version 2 it is
`<id of the clause>.<name>`. “null” says whether the agreement may leave the figure out.
“Total” says how the total goes as the figure rises; where it is empty, the figure moves
no money by itself. All amounts are in the agreement's currency.

每个可改的数字。“null” 一栏：协议是否可以不约定；“total” 一栏：数字增大时总额如何变化。

"""
PARTIES = """
## Figures of the parties 双方自己的数字

Keys of `parties.yaml`. The agreement says none of them;
`cscontract parties --template FILE` writes them to fill in.

"""
PHRASES = f"""# Phrases and their readings 有疑义的词句及其解读

{NOTE}

Every doubtful phrase, with the readings that can be chosen:
`--reading PHRASE=READING`, `readings:` in the agreement's file, the panel. `open`
leaves a phrase undecided. Numbers in the words are those of the sample agreement. “Moves” says
what a phrase changes: money, due dates, interest, or which duties count as broken. The
class of a reading is its class before the conditions of an agreement move it. All this
is for a first talk with an adviser; it is no legal advice.

以下解读仅供与顾问初谈之用，并非法律意见。

"""


def row(cells: Iterable[object]) -> str:
    """A row of a table in Markdown; what would end a cell is written out."""
    texts = (str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells)
    return f"| {' | '.join(texts)} |"


def table(heads: list[str], rows: Iterable[Iterable[object]]) -> str:
    """A table in Markdown."""
    lines = [row(heads), row(["---"] * len(heads))]
    return "\n".join([*lines, *map(row, rows)]) + "\n"


def both(texts: Texts, **values: str) -> str:
    """A text in both languages, one below the other, its {placeholders} filled."""
    lines = [texts[language].format(**values) for language in ("en", "zh")]
    return "<br>".join(dict.fromkeys(lines))


# figures


def figures() -> str:
    """The page of figures."""
    agreement = load(SAMPLE / "agreement.yaml")
    heads = ["key", "clause", "figure", "unit", "bounds"]
    heads += ["null", "sample", "total", "words"]
    rows = [_figure(figure, agreement) for figure in known_figures().values()]
    return FIGURES + table(heads, rows) + PARTIES + _parties()


def _figure(figure: Figure, agreement: Agreement) -> list[str]:
    return [
        f"`{figure.key}`",
        figure.clause,
        both(figure.label),
        both(figure.unit),
        _bounds(figure),
        "yes" if figure.gap else "no",
        figure.show(agreement.figure(figure.key)),
        figure.total or "",
        both(figure.words),
    ]


def _bounds(figure: Figure) -> str:
    return both({"en": figure.bounds_in("en"), "zh": figure.bounds_in("zh")})


def _parties() -> str:
    parties = load_parties(SAMPLE / "parties.yaml")
    heads = ["key", "clause", "figure", "unit", "bounds", "sample", "words", "source"]
    rows = [
        [
            f"`{key}`",
            figure.clause,
            both(figure.label),
            both(figure.unit),
            _bounds(figure),
            figure.show(parties.figure(key)),
            both(figure.words),
            both(figure.source) if figure.source else "",
        ]
        for key, figure in parties_figures().items()
    ]
    return table(heads, rows)


# phrases


def phrases() -> str:
    """The page of phrases."""
    words = load(SAMPLE / "agreement.yaml").wording
    found = register().values()
    heads = ["phrase", "clause", "words", "moves", "default"]
    rows = [_in_list(phrase, words) for phrase in found]
    sections = [_section(phrase, words) for phrase in found]
    return "\n".join([PHRASES + table(heads, rows), *sections])


def _in_list(phrase: Phrase, words: dict[str, str]) -> list[str]:
    return [
        f"[`{phrase.name}`](#{phrase.name})",
        phrase.clause,
        both(phrase.words, **words),
        phrase.moves,
        f"`{phrase.default}`",
    ]


def _section(phrase: Phrase, words: dict[str, str]) -> str:
    heads = ["reading", "in words", "class", "favours", "what it means"]
    rows = [_reading(phrase, reading, words) for reading in phrase.readings.values()]
    needs = ", ".join(f"`{name}`" for name in phrase.needs)
    lines = [
        f"## {phrase.name}\n",
        f"{phrase.clause}: {both(phrase.words, **words)}\n",
        f"{both(phrase.question, **words)}\n",
        table(heads, rows),
    ]
    return "\n".join([*lines, *([f"Needs the record {needs}.\n"] if needs else [])])


def _reading(phrase: Phrase, reading: Reading, words: dict[str, str]) -> list[str]:
    default = " (default)" if reading.name == phrase.default else ""
    return [
        f"`{reading.name}`{default}",
        both(reading.label, **words),
        PLAUSIBLE[reading.plausibility],
        reading.favours,
        both(reading.meaning, **words),
    ]


def made() -> dict[Path, str]:
    """By file what it has to be."""
    return {DOCS / "figures.md": figures(), DOCS / "phrases.md": phrases()}


if __name__ == "__main__":
    for path, content in made().items():
        path.write_text(content, "utf-8", newline="\n")
