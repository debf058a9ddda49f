"""The verdict as one HTML page: what stands in it; `report.html.j2` has how it is
marked up.

Nothing is fetched from anywhere, all text is escaped, fit for print.
"""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from cscontract.clauses.shared.finding import Finding
from cscontract.clauses.shared.ledger import Line
from cscontract.core import money
from cscontract.core.language import Language, in_language, say, spoken, worded
from cscontract.verdict.charges import Charges
from cscontract.verdict.check import Verdict
from cscontract.views.reports import content
from cscontract.views.reports.elements import Html, rendered
from cscontract.views.reports.style import STYLE
from cscontract.views.text.phrase_text import words_of
from cscontract.views.text.verdict_text import (
    due_columns,
    headline,
    left_over_text,
    standing,
    statement_columns,
    without_idle,
)

#: as many rows of evidence are shown at once; more are folded away
MOST_ROWS = 5
FINDING = ("kind", "party", "finding", "from – to", "measured", "allowed")
CHARGED = ("date", "clause", "volume", "limit", "CNY", "rows")
READINGS = ("words", "clause", "reading used", "favours", "how it came to be used")
GAPS = ("figure", "clause", "what hangs on it", "matters on these records")


class Table(NamedTuple):
    """A table; the first column heads the rows, those in `numbers` are set to the
    right.
    """

    caption: str
    titles: Sequence[str]
    rows: Sequence[Any]
    numbers: Sequence[int] = ()
    footer: Sequence[str] = ()


class PhraseLink(NamedTuple):
    """A phrase that a text leads to."""

    name: str
    words: str


class Evidence(NamedTuple):
    """Rows of files; a summary where they are many."""

    places: str
    summary: str = ""


class Alike(NamedTuple):
    """Findings of one clause that rest on the same words."""

    caption: str
    phrases: Sequence[PhraseLink]
    rows: Sequence[dict[str, Any]]


def html_report(verdict: Verdict, language: Language | None = None) -> str:
    """The whole page."""
    language = language or spoken()
    return rendered(
        "reports/report.html.j2",
        language,
        style=Html(STYLE),
        sections=_sections(verdict, language),
        **_sentences(language),
        **_head(verdict, language),
        statement=_statement(verdict, language),
        left_over=left_over_text(verdict, language),
        chart=_chart(verdict.charges, language),
        findings=_findings(verdict, language),
        finding_titles=_titles(FINDING, language),
        charged=_charged(verdict, language),
        clauses=_clauses(verdict, language),
        readings=_readings(verdict, language),
        gaps=_gaps(verdict, language),
        notes=[in_language(note, language) for note in verdict.notes],
    )


def _titles(names: Iterable[str], language: Language) -> list[str]:
    return [say(name, language) for name in names]


def _sentences(language: Language) -> dict[str, str]:
    """What a page says whatever was judged."""
    default = "The figures below use the default reading of each open phrase:"
    return {
        "comma": say(", ", language),
        "contents": say("Contents", language),
        "heading": content.title(language),
        "say_default": say(default, language),
        "rests_on": say("rests on the reading of", language),
        "nothing_found": say("Nothing was found.", language),
        "none_charged": say("No day is charged.", language),
        "all_agreed": say("Every figure is agreed.", language),
        "no_notes": say("Every file was read as it stands.", language),
        "disclaimer": content.disclaimer(language),
    }


def _head(verdict: Verdict, language: Language) -> dict[str, Any]:
    """Title, total and range, how much was found, and whose agreement it is."""
    parties = verdict.agreement.parties
    is_open = bool(verdict.range)
    return {
        "title": f"{content.title(language)} · {parties.client} – {parties.provider}",
        "headline": headline(verdict, language),
        "standing": standing(verdict, language),
        "open": _links(verdict.agreement.open, verdict, language) if is_open else (),
        "counts": _counts(verdict, language),
        "facts": [
            (name, worded(value, language))
            for name, value in content.facts(verdict, language)
        ],
    }


def _counts(verdict: Verdict, language: Language) -> list[dict[str, Any]]:
    """How many findings there are of each kind."""
    counts = Counter(finding.kind for finding in verdict.found)
    return [
        {"kind": kind, "name": say(kind, language), "count": counts[kind]}
        for kind in content.KINDS
    ]


def _sections(verdict: Verdict, language: Language) -> dict[str, str]:
    """Each section that the page has: its anchor and its heading."""
    sections = {
        "statement": say("Statement", language),
        "days": say("The days of the term", language),
        "findings": say("Findings", language),
    }
    if verdict.charges.charges_days:
        sections["charged"] = say("Charged days", language)
    if content.quotes(verdict.agreement, language):
        sections["clauses"] = say("What the clauses say", language)
    if verdict.agreement.phrases:
        sections["readings"] = say("Readings used", language)
    sections["gaps"] = say("What the agreement does not say", language)
    sections["notes"] = say("Notes on reading the files", language)
    return sections


def _statement(verdict: Verdict, language: Language) -> Table:
    columns = without_idle(verdict, statement_columns(verdict))
    sums = content.sums(verdict, columns)
    caption = "By month, CNY"
    if due_columns(verdict):
        caption = "By month, CNY; each charge with the last date to pay it"
    footer = [
        _figure(name, sums[name], language) if name in sums else "" for name in columns
    ]
    footer[0] = say("total", language)
    return Table(
        say(caption, language),
        [content.column(name, language, verdict) for name in columns],
        [_month(month, columns, language) for month in verdict.monthly],
        range(1, len(columns)),
        footer,
    )


def _month(
    month: dict[str, Any], columns: Iterable[str], language: Language
) -> list[str]:
    return [_figure(name, month[name], language) for name in columns]


def _figure(name: str, value: object, language: Language) -> str:
    """A cell of the statement."""
    if value is None:
        return "–"
    if isinstance(value, date):
        text: str = worded(value, language)
        return text
    return (
        money.grouped(value)
        if isinstance(value, int) and name != "days"
        else str(value)
    )


def _chart(charges: Charges, language: Language) -> dict[str, str]:
    """The days against the limits, as a drawing within the page."""
    from cscontract.views.charts import days_chart

    picture = days_chart.days_chart(charges, language)
    drawing = b64encode(picture.image("svg")).decode()
    source = Html(f"data:image/svg+xml;base64,{drawing}")
    return {"source": source, "finding": picture.finding}


def _findings(verdict: Verdict, language: Language) -> list[tuple[str, list[Alike]]]:
    """The findings clause by clause; those that rest on the same words stand
    together.
    """
    return [
        (
            content.clause_title(clause, verdict.agreement, language),
            _by_readings(findings, verdict, language),
        )
        for clause, findings in content.by_clause(verdict)
    ]


def _by_readings(
    findings: Sequence[Finding], verdict: Verdict, language: Language
) -> list[Alike]:
    by_readings: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        by_readings.setdefault(finding.readings, []).append(finding)
    return [_alike(alike, verdict, language) for alike in by_readings.values()]


def _alike(findings: Sequence[Finding], verdict: Verdict, language: Language) -> Alike:
    first = findings[0]
    sentence = "Findings under clause {clause}: {count}"
    return Alike(
        say(sentence, language, clause=first.clause, count=len(findings)),
        _links(first.readings, verdict, language),
        [_finding(finding, language) for finding in findings],
    )


def _finding(finding: Finding, language: Language) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "name": say(finding.kind, language),
        "party": say(finding.party, language),
        "text": finding.text(language),
        "evidence": finding.rows and _evidence(finding.rows, language),
        "times": _times(finding, language),
        "measured": content.measure(finding.measured, language),
        "allowed": content.measure(finding.allowed, language),
    }


def _times(finding: Finding, language: Language) -> list[str]:
    """From when to when; the date once where it is one day."""
    first = finding.first
    last = finding.last
    times = [worded(when, language) for when in (first, last) if when is not None]
    times = list(dict.fromkeys(times))
    if (
        isinstance(first, datetime)
        and isinstance(last, datetime)
        and first.date() == last.date()
    ):
        times[1:] = [f"{last:%H:%M}"] * (len(times) - 1)
    return times


def _links(
    names: Iterable[str], verdict: Verdict, language: Language
) -> list[PhraseLink]:
    return [
        PhraseLink(name, words_of(verdict.agreement, name, language)) for name in names
    ]


def _evidence(rows: Sequence[str], language: Language) -> Evidence:
    """The rows of the files; folded away where they are many."""
    places = say(", ", language).join(content.places(rows))
    count = content.number_of_rows(rows)
    if count <= MOST_ROWS:
        return Evidence(places)
    return Evidence(places, say("{count} rows", language, count=count))


def _charged(verdict: Verdict, language: Language) -> Table | None:
    """The days with a surcharge; None where no day has one."""
    lines = [line for line in verdict.ledger if verdict.charges.is_by_day(line)]
    if not lines:
        return None
    total = money.grouped(sum(line.amount for line in lines))
    caption = "Every day with a surcharge, its volume in persons, and the rows counted"
    return Table(
        say(caption, language),
        _titles(CHARGED, language),
        [_charged_day(line, language) for line in lines],
        range(2, 5),
        [say("total", language), "", "", "", total, ""],
    )


def _charged_day(line: Line, language: Language) -> list[object]:
    volume = line.volume or ""
    if "/" in volume:
        above, below = map(int, volume.split("/"))
        volume += f" (≈ {above / below:.2f})"
    return [
        worded(line.date, language),
        line.clause,
        volume,
        line.threshold or "",
        money.grouped(line.amount),
        _evidence(line.rows, language),
    ]


def _clauses(verdict: Verdict, language: Language) -> Table:
    """The words of the clauses, where the agreement's file has them."""
    caption = say("The words of the agreement's file", language)
    quotes = content.quotes(verdict.agreement, language)
    return Table(caption, _titles(("clause", "words"), language), quotes)


def _readings(verdict: Verdict, language: Language) -> Table:
    caption = say("Every phrase that can be read in more than one way", language)
    used = content.readings_used(verdict, language)
    return Table(caption, _titles(READINGS, language), used)


def _gaps(verdict: Verdict, language: Language) -> Table | None:
    """The figures that are not agreed; None where all are."""
    gaps = content.gaps(verdict, language)
    if not gaps:
        return None
    caption = say("Figures that are not agreed; none of them was filled in", language)
    rows = [_gap(gap, language) for gap in gaps]
    return Table(caption, _titles(GAPS, language), rows)


def _gap(gap: content.Gap, language: Language) -> list[str]:
    matters = say("yes" if gap.matters else "no", language)
    return [f"{gap.label} ({gap.key})", gap.clause, gap.gap, matters]
