"""The verdict as one HTML page: nothing is fetched from anywhere, all text is escaped, fit for print."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from html import escape

from cscontract.clauses.shared.finding import Finding
from cscontract.clauses.shared.ledger import Line
from cscontract.core import money
from cscontract.core.language import Language, in_language, say, spoken, worded
from cscontract.verdict.charges import Charges
from cscontract.verdict.check import Verdict
from cscontract.views.reports import content
from cscontract.views.reports.elements import Html, document, joined, table, tag
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


def html_report(verdict: Verdict, language: Language | None = None) -> str:
    """The whole page."""
    language = language or spoken()
    parties = verdict.agreement.parties
    sections = list(_sections(verdict, language))
    links = [tag("li", tag("a", name, href=f"#{key}")) for key, name, _ in sections]
    return document(
        language,
        f"{content.title(language)} · {parties.client} – {parties.provider}",
        STYLE,
        tag("header", *_head(verdict, language)),
        tag("nav", tag("ul", *links), aria_label=say("Contents", language)),
        tag("main", *(_section(*section) for section in sections)),
        tag("footer", tag("p", content.disclaimer(language))),
    )


def _head(verdict: Verdict, language: Language) -> Iterable[Html]:
    """Title, total and range, how much was found, and whose agreement it is."""
    yield tag("h1", content.title(language))
    yield tag("p", headline(verdict, language), class_="headline")
    yield tag("p", standing(verdict, language), class_="standing")
    if verdict.range:
        open_words = [_phrase_link(name, verdict, language) for name in verdict.agreement.open]
        yield tag("p", say("The figures below use the default reading of each open phrase:", language),
                  " ", *joined(open_words, say(", ", language)))  # fmt: skip
    found = Counter(finding.kind for finding in verdict.found)
    counts = [tag("li", _kind(kind, language), f" {found[kind]}") for kind in content.KINDS]
    yield tag("ul", *counts, class_="counts")
    about = [
        tag("div", tag("dt", name), tag("dd", worded(value, language)))
        for name, value in content.facts(verdict, language)
    ]
    yield tag("dl", *about)


def _sections(verdict: Verdict, language: Language) -> Iterable[tuple[str, str, Iterable[Html]]]:
    """Each section: its anchor, its heading, what stands in it."""
    yield "statement", say("Statement", language), _statement(verdict, language)
    yield "days", say("The days of the term", language), [_chart(verdict.charges, language)]
    yield "findings", say("Findings", language), _findings(verdict, language)
    if verdict.charges.charges_days:
        yield "charged", say("Charged days", language), _charged(verdict, language)
    quotes = content.quotes(verdict.agreement, language)
    if quotes:
        yield "clauses", say("What the clauses say", language), _quotes(quotes, language)
    if verdict.agreement.phrases:
        yield "readings", say("Readings used", language), _readings(verdict, language)
    yield "gaps", say("What the agreement does not say", language), _gaps(verdict, language)
    yield "notes", say("Notes on reading the files", language), _notes(verdict, language)


def _section(key: str, heading: str, inside: Iterable[Html]) -> Html:
    return tag("section", tag("h2", heading, id=key), *inside, aria_labelledby=key)


def _statement(verdict: Verdict, language: Language) -> Iterable[Html]:
    columns = without_idle(verdict, statement_columns(verdict))
    sums = content.sums(verdict, columns)
    rows = [[_figure(name, month[name], language) for name in columns] for month in verdict.monthly]
    footer = [_figure(name, sums[name], language) if name in sums else "" for name in columns]
    footer[0] = say("total", language)
    is_due = bool(due_columns(verdict))
    sentence = (
        "By month, CNY; each charge with the last date to pay it" if is_due else "By month, CNY"
    )
    yield table(
        say(sentence, language),
        [content.column(name, language, verdict) for name in columns], rows,
        range(1, len(columns)), footer, class_="dated",
    )  # fmt: skip
    yield from (tag("p", line) for line in left_over_text(verdict, language))


def _figure(name: str, value: object, language: Language) -> str:
    """A cell of the statement."""
    if value is None:
        return "–"
    if isinstance(value, date):
        text: str = worded(value, language)
        return text
    return money.grouped(value) if isinstance(value, int) and name != "days" else str(value)


def _chart(charges: Charges, language: Language) -> Html:
    """The days against the limits, as a drawing within the page."""
    from cscontract.views.charts import days_chart

    picture = days_chart.days_chart(charges, language)
    data = "data:image/svg+xml;base64," + b64encode(picture.image("svg")).decode()
    alt = content.clean(picture.finding)
    return Html(f'<img src="{data}" alt="{escape(alt)}" width="900" height="330">')


def _findings(verdict: Verdict, language: Language) -> Iterable[Html]:
    """The findings clause by clause; those that rest on the same words stand together."""
    if not verdict.found:
        yield tag("p", say("Nothing was found.", language))
    for clause, found in content.by_clause(verdict):
        yield tag("h3", content.clause_title(clause, verdict.agreement, language))
        for readings in dict.fromkeys(finding.readings for finding in found):
            alike = [finding for finding in found if finding.readings == readings]
            yield _alike(alike, verdict, language)


def _alike(found: Sequence[Finding], verdict: Verdict, language: Language) -> Html:
    """A table of findings of one clause that rest on the same words; its caption names the words."""
    first = found[0]
    sentence = "Findings under clause {clause}: {count}"
    caption = say(sentence, language, clause=first.clause, count=len(found))
    links = [_phrase_link(name, verdict, language) for name in first.readings]
    rest: Sequence[object] = ()
    if links:
        words = tag("span", *joined(links, say(", ", language)))
        rest = (" · ", say("rests on the reading of", language), " ", words)
    headers = [say(header, language) for header in FINDING]
    rows = [_finding(finding, language) for finding in found]
    return table(caption, headers, rows, note=rest, class_="findings")


FINDING = ("kind", "party", "finding", "from – to", "measured", "allowed")


def _finding(finding: Finding, language: Language) -> list[object]:
    text = [finding.text(language)]
    if finding.rows:
        text.append(_evidence(finding.rows, language))
    return [
        _kind(finding.kind, language),
        say(finding.party, language),
        tag("div", *text),
        _when(finding, language),
        content.measure(finding.measured, language),
        content.measure(finding.allowed, language),
    ]


def _kind(kind: str, language: Language) -> Html:
    return tag("span", say(kind, language), class_=f"kind {kind}")


def _when(finding: Finding, language: Language) -> Html:
    """From when to when; the date once where it is one day."""
    first, last = finding.first, finding.last
    times = [worded(when, language) for when in (first, last) if when is not None]
    times = list(dict.fromkeys(times))
    if isinstance(first, datetime) and isinstance(last, datetime) and first.date() == last.date():
        times[1:] = [f"{last:%H:%M}"] * (len(times) - 1)
    spans = [tag("span", when, class_="short") for when in times]
    return tag("div", *joined(spans, " – "))


def _phrase_link(name: str, verdict: Verdict, language: Language) -> Html:
    words = words_of(verdict.agreement, name, language)
    return tag("a", f"“{words}”", href=f"#phrase-{name}")


def _evidence(rows: Sequence[str], language: Language) -> Html:
    """The rows of the files; folded away where they are many."""
    listed = say(", ", language).join(content.places(rows))
    count = content.number_of_rows(rows)
    if count <= MOST_ROWS:
        return tag("div", listed, class_="rows")
    summary = tag("summary", say("{count} rows", language, count=count))
    return tag("details", summary, listed, class_="rows")


def _charged(verdict: Verdict, language: Language) -> Iterable[Html]:
    lines = [line for line in verdict.ledger if verdict.charges.is_by_day(line)]
    headers = ["date", "clause", "volume", "limit", "CNY", "rows"]
    if not lines:
        yield tag("p", say("No day is charged.", language))
        return
    total = money.grouped(sum(line.amount for line in lines))
    yield table(
        say("Every day with a surcharge, its volume in persons, and the rows counted", language),
        [say(header, language) for header in headers],
        [_charged_day(line, language) for line in lines],
        range(2, 5),
        [say("total", language), "", "", "", total, ""], class_="dated",
    )  # fmt: skip


def _charged_day(line: Line, language: Language) -> list[object]:
    volume = line.volume or ""
    if "/" in volume:
        above, below = map(int, volume.split("/"))
        volume += f" (≈ {above / below:.2f})"
    rows = _evidence(line.rows, language)
    amount = money.grouped(line.amount)
    return [worded(line.date, language), line.clause, volume, line.threshold or "", amount, rows]


def _quotes(quotes: Sequence[content.Quote], language: Language) -> Iterable[Html]:
    headers = ["clause", "words"]
    yield table(
        say("The words of the agreement's file", language),
        [say(header, language) for header in headers],
        quotes,
    )


def _readings(verdict: Verdict, language: Language) -> Iterable[Html]:
    headers = ["words", "clause", "reading used", "favours", "how it came to be used"]
    yield table(
        say("Every phrase that can be read in more than one way", language),
        [say(header, language) for header in headers],
        [
            (
                tag("span", f"“{used.words}”", id=f"phrase-{used.phrase}"),
                used.clause,
                tag("div", tag("strong", used.label), tag("div", used.meaning, class_="meaning")),
                used.favours,
                tag("strong", used.state) if used.is_open else used.state,
            )
            for used in content.readings_used(verdict, language)
        ],
        class_="readings",
    )


def _gaps(verdict: Verdict, language: Language) -> Iterable[Html]:
    gaps = content.gaps(verdict, language)
    if not gaps:
        yield tag("p", say("Every figure is agreed.", language))
        return
    headers = ["figure", "clause", "what hangs on it", "matters on these records"]
    yield table(
        say("Figures that are not agreed; none of them was filled in", language),
        [say(header, language) for header in headers],
        [
            (f"{gap.label} ({gap.key})", gap.clause, gap.gap, say("yes" if gap.matters else "no", language))
            for gap in gaps
        ],
    )  # fmt: skip


def _notes(verdict: Verdict, language: Language) -> Iterable[Html]:
    """Repairs made in reading."""
    if not verdict.notes:
        yield tag("p", say("Every file was read as it stands.", language))
        return
    yield tag("ul", *(tag("li", in_language(note, language)) for note in verdict.notes))
