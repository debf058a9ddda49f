"""The verdict as plain text for a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.incompatible import clashes
from cscontract.agreement.phrases import PLAUSIBLE, Readings
from cscontract.core import money
from cscontract.core.language import Language, in_language, say, spoken
from cscontract.verdict.check import Range, Verdict, is_money

if TYPE_CHECKING:
    from cscontract.questions.words.infer import Inference
    from cscontract.questions.words.price import Price


def verdict_text(verdict: Verdict, language: Language | None = None) -> str:
    """Headline, statement by month, events and findings."""
    language = language or spoken()
    first = say("; ", language).join(
        [headline(verdict, language), standing(verdict, language)]
    )
    lines = [
        first,
        *clash_lines(verdict.agreement, verdict.charges.readings, language),
        "",
    ]
    lines += [
        *statement_text(verdict, language),
        *left_over_text(verdict, language),
        "",
    ]
    if verdict.found:
        lines.append(say("Findings", language))
    wide = max((9, *(width(finding.clause) for finding in verdict.found)))
    for finding in verdict.found:
        kind = say(finding.kind, language)
        pad = " " * (wide - width(finding.clause))
        lines.append(f"  {finding.clause}{pad} {kind}: {finding.text(language)}")
    return "\n".join(lines).rstrip()


def headline(verdict: Verdict, language: Language) -> str:
    """The total in a sentence, with its range where phrases are open."""
    text = total_text(verdict, language)
    if verdict.range:
        low, high = map(money.grouped, verdict.range[:2])
        count = len(verdict.agreement.open)
        between = "between {low} and {high} with {count} phrases open"
        text += say("; ", language) + stability(verdict.range, language)
        text += say("; ", language) + say(
            between, language, low=low, high=high, count=count
        )
    if verdict.outer and verdict.range and verdict.outer[:2] != verdict.range[:2]:
        low, high = map(money.grouped, verdict.outer[:2])
        every = "with far-fetched readings {low} to {high}"
        text += say("; ", language) + say(every, language, low=low, high=high)
    return text


def total_text(verdict: Verdict, language: Language) -> str:
    """The total, “so far” while the term runs on: its later days are not yet
    counted.
    """
    total = money.grouped(verdict.charges.total)
    covered = verdict.coverage
    if covered.is_cut:
        reaching = "CNY {total} for the term so far; the records reach to {last}"
        return say(reaching, language, total=total, last=covered.last)
    if covered.goes_on:
        return say("CNY {total} for the term so far", language, total=total)
    return say("CNY {total} for the term", language, total=total)


def standing(verdict: Verdict, language: Language) -> str:
    """Up to which date is judged and what says so; what was counted, and what
    was not.
    """
    return say("; ", language).join(standing_facts(verdict, language))


def standing_facts(verdict: Verdict, language: Language) -> tuple[str, str]:
    """Up to which date is judged; what was counted."""
    return as_of_text(verdict, language), verdict.coverage.text(language)


def as_of_text(verdict: Verdict, language: Language) -> str:
    """Up to which date is judged, and what says so."""
    source = in_language(verdict.as_of_source, language)
    return say("as of {date} ({source})", language, date=verdict.as_of, source=source)


def left_over_text(verdict: Verdict, language: Language) -> list[str]:
    """What was paid and went to no charge, where there is any."""
    if verdict.account is None or not verdict.account.left_over:
        return []
    return [say(LEFT_OVER, language, left=money.grouped(verdict.account.left_over))]


LEFT_OVER = "Left over: CNY {left} was paid that no charge of the statement takes."


def clash_lines(
    agreement: Agreement, chosen: Readings, language: Language
) -> list[str]:
    """The readings that are chosen and do not go together, a line a pair."""
    sentence = "These readings cannot be held together: {readings}. {reason}"
    found = []
    for pair in clashes(chosen, agreement):
        ways = ", ".join(f"{name} = {way}" for name, way in pair.of(chosen).items())
        found.append(say(sentence, language, readings=ways, reason=pair.reason))
    return found


def statement_text(verdict: Verdict, language: Language) -> list[str]:
    """The statement as aligned lines."""
    columns = statement_columns(verdict)
    rows = [[column_title(column, language, verdict) for column in columns]]
    for month in verdict.monthly:
        cells = ((column, month[column]) for column in columns)
        rows.append(
            [
                money.grouped(cell) if is_money(column) else str(cell)
                for column, cell in cells
            ]
        )
    return aligned_rows(rows)


def aligned_rows(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as lines, their cells in columns."""
    widths = [max(width(row[place]) for row in rows) for place in range(len(rows[0]))]
    return ["  ".join(_aligned(row, widths)).rstrip() for row in rows]


def price_headline(price: Price, language: Language) -> str:
    """The range of the open phrases and what of it hangs on them, in a sentence."""
    low, high, disputed = map(money.grouped, (price.low, price.high, price.disputed))
    phrases = sum(len(ways) > 1 for ways in price.open.values())
    if not phrases:
        return say("CNY {total}: every phrase is settled", language, total=low)
    sentence = "CNY {low} to {high}: {disputed} hang on {count} combinations of {phrases} open phrases"
    values = {"count": f"{price.combinations:,}", "phrases": phrases}
    return say(sentence, language, low=low, high=high, disputed=disputed, **values)


def stability(over: Range, language: Language | None = None) -> str:
    """How stable a total is: the same in all combinations, or in what part of them."""
    language = language or spoken()
    if over.same == over.combinations:
        count = f"{over.combinations:,}"
        return say("the same in {count} of {count} combinations", language, count=count)
    part = f"{100 * over.stability:.2g}"
    return say("the same in {part} % of the combinations", language, part=part)


def inference_text(inference: Inference, language: Language | None = None) -> str:
    """How many combinations fit the bills, and what is left of each phrase."""
    language = language or spoken()
    values = {
        "fitting": f"{inference.fitting:,}",
        "count": f"{inference.combinations:,}",
    }
    if not inference.fitting:
        return say(
            "None of {count} combinations gives the billed amounts.", language, **values
        )
    lines = [
        say(
            "{fitting} of {count} combinations give the billed amounts.",
            language,
            **values,
        )
    ]
    for name, ways in inference.open.items():
        if len(inference.used(name)) < len(ways):
            lines.append(_fitting(inference, name, language))
    undecided = [
        name
        for name, ways in inference.open.items()
        if len(inference.used(name)) == len(ways)
    ]
    if undecided:
        lines.append(
            say(
                "Left open by the bills: {phrases}",
                language,
                phrases=", ".join(undecided),
            )
        )
    return "\n".join(lines)


def _fitting(inference: Inference, name: str, language: Language) -> str:
    """The readings of a phrase that fit the bills, each with how plausible it is."""
    labels = []
    for way in inference.used(name):
        plausibility = inference.standings[name][way].plausibility
        labels.append(f"{way} ({say(PLAUSIBLE[plausibility], language)})")
    return f"  {name}: {' / '.join(labels)}"


def charge_columns(verdict: Verdict) -> list[str]:
    """The statement's columns of charges; the number of charged days stands behind the
    last of those days.
    """
    columns = list(verdict.charges.columns)
    daily = [column for column in columns if column in verdict.charges.daily_columns]
    if daily:
        columns.insert(columns.index(daily[-1]) + 1, "days")
    return columns


def due_columns(verdict: Verdict) -> list[str]:
    """The statement's columns of due dates: of what is charged, and one where all falls
    due together.
    """
    if not any(when for dates in verdict.charges.due_dates for when in dates):
        return []
    charged = [
        f"{due}_due" for due in ("base", "other") if verdict.charges.due_with(due)
    ]
    return charged[:1] if is_due_together(verdict) else charged


def is_due_together(verdict: Verdict) -> bool:
    """Whether all charges of a month fall due on one date of the next."""
    return bool(verdict.agreement.said("month") == "next")


def without_idle(verdict: Verdict, columns: Sequence[str]) -> list[str]:
    """The columns without additions that come to nothing in every month; a day's
    charges stay.
    """
    idle = {
        name
        for name in verdict.charges.additions
        if not any(month[name] for month in verdict.monthly)
    }
    return [name for name in columns if name not in idle]


def statement_columns(verdict: Verdict) -> list[str]:
    """The statement's columns; what was paid stands there only with a payments
    record.
    """
    columns = ["month", *charge_columns(verdict), "total", *due_columns(verdict)]
    return columns + ["paid", "interest", "balance"] * (verdict.account is not None)


#: titles of columns that are not their names
COLUMN_TITLES = {"base_due": "fee due", "other_due": "rest due"}


def column_title(column: str, language: Language, verdict: Verdict) -> str:
    """The title of a statement's column; of a clause's what its kind calls it."""
    titles = COLUMN_TITLES | verdict.charges.titles
    if column in COLUMN_TITLES and is_due_together(verdict):
        return say("due date", language)
    return in_language(titles.get(column, column), language)


def _aligned(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    """First column to the left, the others to the right; Chinese characters
    count two.
    """
    pads = [" " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=True)]
    return [
        row[0] + pads[0],
        *(pad + cell for pad, cell in zip(pads[1:], row[1:], strict=True)),
    ]


def width(text: str) -> int:
    """Columns that a text takes in a terminal."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
