"""Other terms in words: a comparison, a sweep, a trade."""

from __future__ import annotations

from cscontract.core import money
from cscontract.core.language import Language, say, spoken
from cscontract.questions.terms.compare import UNNAMED, Comparison
from cscontract.questions.terms.sweep import Sweep
from cscontract.questions.terms.trade import Trade
from cscontract.rounds.differences import differences
from cscontract.verdict.display import html
from cscontract.views.html.tables import table
from cscontract.views.text.verdict_text import aligned_rows

BASE = "as agreed"


def comparison_text(comparison: Comparison, language: Language | None = None) -> str:
    """Each scenario: its difference, what each change does by itself, differences by
    clause and month.
    """
    language = language or spoken()
    return "\n\n".join(
        "\n".join(_scenario_lines(comparison, name, language))
        for name in comparison.verdicts
    )


def scenario_headline(comparison: Comparison, name: str, language: Language) -> str:
    """The scenario's total and by how much it differs, in a sentence."""
    total = money.grouped(comparison.verdicts[name].charges.total)
    was = money.grouped(comparison.base.charges.total)
    difference = money.grouped(comparison.difference(name), signed=True)
    sentence = "{name}: CNY {total} instead of {was}, {difference}"
    name = say(UNNAMED, language) if name == UNNAMED else name
    return say(
        sentence, language, name=name, total=total, was=was, difference=difference
    )


def _scenario_lines(comparison: Comparison, name: str, language: Language) -> list[str]:
    lines = [scenario_headline(comparison, name, language)]
    base = comparison.base.agreement
    lines += [f"  {effect.text(base, language)}" for effect in comparison.effects(name)]
    clauses = comparison.clauses(name)
    titles = comparison.titles(name)
    rows = [[say("clause", language), "", say("difference", language)]]
    rows += [
        [clause, say(titles[clause], language), money.grouped(fen, signed=True)]
        for clause, fen in clauses.items()
    ]
    months = [
        [say(title, language) for title in ("month", "before", "after", "difference")]
    ]
    months += [
        [
            label,
            money.grouped(one),
            money.grouped(other),
            money.grouped(other - one, signed=True),
        ]
        for label, (one, other) in comparison.months(name).items()
    ]
    return [*lines, "", *aligned_rows(rows), "", *aligned_rows(months)]


@html.register
def comparison_html(comparison: Comparison, language: Language | None = None) -> str:
    """The terms that differ, a column the base and each scenario; then the totals, a
    row a month.
    """
    language = language or spoken()
    return _terms_table(comparison, language) + _months_table(comparison, language)


def _terms_table(comparison: Comparison, language: Language) -> str:
    """A row each term that some scenario changes."""
    base = comparison.base.agreement
    names = list(comparison.verdicts)
    rows: dict[str, dict[str, str]] = {}
    for name in names:
        for each in differences(base, comparison.verdicts[name].agreement):
            first = {
                "term": each.label[language],
                "clause": each.clause,
                BASE: each.before[language],
            }
            rows.setdefault(each.key, first)[name] = each.after[language]
    titles = [say(title, language) for title in ("changed", "clause", BASE)]
    cells = [
        [
            row["term"],
            row["clause"],
            row[BASE],
            *(row.get(name, row[BASE]) for name in names),
        ]
        for row in rows.values()
    ]
    return table([*titles, *names], cells, text_columns=(0, 1)) if rows else ""


def _months_table(comparison: Comparison, language: Language) -> str:
    """A row a month and the term; each scenario's difference from the base last."""
    names = list(comparison.verdicts)
    was = say(BASE, language)
    titles = [
        say("month", language),
        was,
        *names,
        *(f"{name} − {was}" for name in names),
    ]
    *months, (_, *total) = [
        [
            label,
            *(
                money.grouped(int(cell * 100), signed=place > len(names))
                for place, cell in enumerate(row)
            ),
        ]
        for label, *row in comparison.table.itertuples()
    ]
    return table(titles, months, footer=[say("term", language), *total])


def sweep_text(sweep: Sweep, language: Language | None = None) -> str:
    """A row a cell."""
    language = language or spoken()
    titles = [
        *(figure.label[language] for figure in sweep.figures),
        say("total", language),
    ]
    if sweep.is_open:
        titles += [say("low", language), say("high", language)]
    rows = [titles]
    for values, cell in sweep.rows():
        shown = [
            figure.show(value, grouped=True)
            for figure, value in zip(sweep.figures, values, strict=True)
        ]
        amounts = cell if sweep.is_open else cell[:1]
        rows.append([*shown, *map(money.grouped, amounts)])
    return "\n".join(aligned_rows(rows))


@html.register
def sweep_html(sweep: Sweep, language: Language | None = None) -> str:
    """A row a cell."""
    language = language or spoken()
    frame = sweep.frame
    titles = [figure.label[language] for figure in sweep.figures]
    titles += [say(title, language) for title in ("total", "low", "high")]
    rows = [list(map(str, row)) for row in frame.itertuples(index=False)]
    return table(titles, rows)


def trade_text(trade: Trade, language: Language | None = None) -> str:
    """What the concession is worth, in a sentence."""
    language = language or spoken()
    figures = trade.agreement.figures
    figure = figures[trade.figure]
    given = say(", ", language).join(
        f"{figures[key].label[language]} {figures[key].show(value, grouped=True)}"
        for key, value in trade.give.items()
    )
    name = figure.label[language]
    now = trade.agreement.figure(trade.figure)
    values = {"given": given, "name": name, "now": figure.show(now, grouped=True)}
    if trade.low is None or trade.high is None:
        reason = say(trade.reason or "", language)
        sentence = "{given} for {name} (now {now}): {reason}"
        return say(sentence, language, **values, reason=reason)
    low, high = (figure.show(value, grouped=True) for value in (trade.low, trade.high))
    if low == high:
        return say(
            "{given} is worth {name} {low} (now {now})", language, **values, low=low
        )
    sentence = (
        "{given} is worth {name} {low} to {high} (now {now}), over {count} combinations"
    )
    count = f"{trade.combinations:,}"
    return say(sentence, language, **values, low=low, high=high, count=count)
