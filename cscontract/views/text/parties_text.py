"""Both parties in words and tables: seats, costs and margin by month, the zone of
prices, what moves either most.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from cscontract.agreement.kinds import kinds
from cscontract.agreement.parties_figures import BothParties, parties_figures
from cscontract.core import money
from cscontract.core.language import Language, say, spoken
from cscontract.questions.parties.gains import COLUMNS, Gains
from cscontract.questions.parties.staffing import Staffing
from cscontract.questions.parties.tornado import Move, Moved, Tornado
from cscontract.questions.parties.zone import Zone
from cscontract.questions.terms.moving_figures import clause_of
from cscontract.verdict.display import html
from cscontract.views.html.tables import table
from cscontract.views.text.verdict_text import aligned_rows

#: how many figures the text names for each party
MOST_NAMED = 5
WAYS = {
    "agreement": "the agreement",
    "own_staff": "own staff",
    "market": "a price per reception",
}
TITLES = {"market": "per reception", "own_staff": "own staff"}
SEATS = ("month", "most seats", "seat-days", "agents", "wages")


def parties_text(zone: Zone, tornado: Tornado, language: Language | None = None) -> str:
    """Margin and saving, seats and costs by month, the zone of prices, and what moves
    either most.
    """
    language = language or spoken()
    gains = zone.gains
    defaults = "The figures below use the default reading of each open phrase:"
    opened = gains.charges.agreement.open
    parts = [
        *([[say(defaults, language) + " " + ", ".join(opened)]] if opened else []),
        gains_headline(gains, language),
        *(
            aligned_rows(rows)
            for rows in (money_rows(gains, language), _seats(gains, language))
        ),
        [*zone_finding(zone, language), *proofs(zone, language)],
        *(_moves_lines(tornado, party, language) for party in ("provider", "client")),
    ]
    return "\n\n".join("\n".join(lines) for lines in parts)


def gains_headline(gains: Gains, language: Language | None = None) -> list[str]:
    """What is left to the provider and what the client saves, a sentence each."""
    language = language or spoken()
    amounts = {
        name: money.grouped(gains.total(name)) for name in COLUMNS if name != "margin"
    }
    left, saved = (money.grouped(abs(fen)) for fen in (gains.margin, gains.saving))
    keeps = "The provider keeps CNY {left}: {revenue} received less {wages} for agents and {overhead} overhead."
    loses = "The provider loses CNY {left}: {revenue} received less {wages} for agents and {overhead} overhead."
    saves = "The client saves CNY {saved}: {paid} for the agreement, {best} for {way}."
    overpays = "The client pays CNY {saved} too much: {paid} for the agreement, {best} for {way}."
    best = money.grouped(gains.best)
    way = say(WAYS[gains.alternative], language)
    provider = loses if gains.margin < 0 else keeps
    client = overpays if gains.saving < 0 else saves
    paid = money.grouped(gains.charges.total)
    return [
        say(
            provider, language, left=left, **{key: amounts[key] for key in COLUMNS[:3]}
        ),
        say(client, language, saved=saved, paid=paid, best=best, way=way),
    ]


def money_rows(gains: Gains, language: Language) -> list[list[str]]:
    """Titles, a row a month, and the term: received, paid out, left; the client's
    alternatives.
    """
    titles = ["month", *(TITLES.get(column, column) for column in COLUMNS), "cheapest"]
    rows = [[say(title, language) for title in titles]]
    for month in gains.months:
        amounts = (money.grouped(getattr(month, column)) for column in COLUMNS)
        rows.append([month.label, *amounts, say(WAYS[month.cheapest], language)])
    sums = (money.grouped(gains.total(column)) for column in COLUMNS)
    cheapest = "agreement" if gains.saving >= 0 else gains.alternative
    return [*rows, [say("term", language), *sums, say(WAYS[cheapest], language)]]


def seat_rows(side: Staffing, language: Language) -> list[list[str]]:
    """Titles and a row a month: most seats at once, seat-days, agents, wages."""
    rows = [
        [label, str(most), str(seat_days), str(agents), money.grouped(fen)]
        for label, most, seat_days, agents, fen in side.by_month()
    ]
    return [[say(title, language) for title in SEATS], *rows]


def _seats(gains: Gains, language: Language) -> list[list[str]]:
    """The provider's seats, and beside them the agents and wages of the client's own
    staff.
    """
    own = [row[-2:] for row in seat_rows(gains.client, language)]
    own[0] = [
        f"{say('own staff', language)}{say(': ', language)}{title}" for title in own[0]
    ]
    return [
        [*row, *beside]
        for row, beside in zip(seat_rows(gains.provider, language), own, strict=True)
    ]


#: in which words the zone is told, where the price is called by its label
ZONE = {
    "gain": "Both gain at “{name}” from {least} to {greatest}; {now} is agreed.",
    "apart": "No “{name}” serves both: the provider needs {least}, the client pays {greatest} at most; "
    "{now} is agreed.",
    "too_dear": "No “{name}” serves both: even at nothing the client does better with {way}.",
    "too_little": "No “{name}” that may be agreed covers the provider's cost.",
    "least": "At “{name}” {fee} the provider keeps {at}, one fen below {beyond}.",
    "greatest": "At “{name}” {fee} the client saves {at}, one fen above {beyond}.",
}


def _zone_words(zone: Zone) -> dict[str, str]:
    """The sentences of the kind of the price, where it is the only clause of its kind;
    else `ZONE`.
    """
    if zone.price is None:
        return ZONE
    clauses = zone.agreement.clauses
    kind = zone.agreement.by_id[clause_of(zone.price)].kind
    words = kinds()[kind].answer("zone_words")
    is_alone = sum(clause.kind == kind for clause in clauses) == 1
    return words() if words and is_alone else ZONE


def zone_finding(zone: Zone, language: Language) -> list[str]:
    """The prices that serve both, or that none does and why."""
    if zone.price is None:
        return [
            say(
                "No clause has a price that the parties could raise or lower.", language
            )
        ]
    words = _zone_words(zone)
    name = zone.price.label[language]
    if zone.least is None:
        return [say(words["too_little"], language, name=name)]
    least = money.grouped(zone.least)
    now = zone.price.show(zone.now, grouped=True)
    if zone.greatest is None:
        way = say(WAYS[zone.gains.alternative], language)
        return [say(words["too_dear"], language, name=name, way=way)]
    greatest = money.grouped(zone.greatest)
    sentence = words["apart" if zone.is_empty else "gain"]
    return [say(sentence, language, name=name, least=least, greatest=greatest, now=now)]


def proofs(zone: Zone, language: Language) -> list[str]:
    """What is left to each party at its end of the zone, and one fen beyond."""
    words = _zone_words(zone)
    name = zone.price.label[language] if zone.price else ""
    found = (
        (words["least"], zone.provider_proof),
        (words["greatest"], zone.client_proof),
    )
    return [
        say(
            sentence,
            language,
            name=name,
            fee=money.grouped(proof.fee),
            at=money.grouped(proof.at, signed=True),
            beyond=money.grouped(proof.beyond, signed=True),
        )
        for sentence, proof in found
        if proof and proof.beyond is not None
    ]


def move_label(move: Move, language: Language) -> str:
    """The figure, with whose it is where both parties have one."""
    label = move.figure.label[language]
    section = move.key.partition(".")[0]
    if move.key not in parties_figures() or section not in ("provider", "client"):
        return label
    return say("{label} ({party})", language, label=label, party=say(section, language))


def _told(fen: int | None) -> str:
    return "–" if fen is None else money.grouped(fen, signed=True)


def move_rows(tornado: Tornado, party: str, language: Language) -> list[list[str]]:
    """Titles and a row a figure that moves the party, the greatest first: its value,
    moved down, moved up.
    """
    titles = ("figure", "now", "down to", "changes", "up to", "changes")
    rows = [[say(title, language) for title in titles]]
    for move in tornado.ranked(party):
        if move.spread(party):
            cells = (_cells(move, moved, party) for moved in (move.down, move.up))
            now = move.figure.show(move.now, grouped=True)
            rows.append(
                [
                    move_label(move, language),
                    now,
                    *(cell for two in cells for cell in two),
                ]
            )
    return rows


def _cells(move: Move, moved: Moved, party: str) -> list[str]:
    value = "–" if moved.value is None else move.figure.show(moved.value, grouped=True)
    return [value, _told(getattr(moved, party))]


def _moves_lines(tornado: Tornado, party: str, language: Language) -> list[str]:
    return [
        tornado_headline(tornado, party, language),
        *aligned_rows(move_rows(tornado, party, language)[: MOST_NAMED + 1]),
    ]


def tornado_headline(tornado: Tornado, party: str, language: Language) -> str:
    """What the rows are."""
    sentence = {
        "provider": "What changes the provider's margin, each figure moved by {percent} % or one unit, CNY",
        "client": "What changes the client's saving, each figure moved by {percent} % or one unit, CNY",
    }[party]
    return say(sentence, language, percent=tornado.percent)


# for notebooks


def _title(lines: Sequence[str]) -> str:
    return f'<p style="font-weight:600">{"<br>".join(map(escape, lines))}</p>'


@html.register
def gains_html(gains: Gains, language: Language | None = None) -> str:
    """What is left to each party, and a row a month."""
    language = language or spoken()
    titles, *rows, footer = money_rows(gains, language)
    return _title(gains_headline(gains, language)) + table(
        titles, rows, footer=footer, text_columns=(0, 7)
    )


@html.register
def staffing_html(side: Staffing, language: Language | None = None) -> str:
    """A row a month."""
    language = language or spoken()
    titles, *rows = seat_rows(side, language)
    return table(titles, rows)


@html.register
def zone_html(zone: Zone, language: Language | None = None) -> str:
    """The prices that serve both, and the proof of either end."""
    language = language or spoken()
    proof = "".join(f"<p>{escape(line)}</p>" for line in proofs(zone, language))
    return _title(zone_finding(zone, language)) + proof


@html.register
def tornado_html(tornado: Tornado, language: Language | None = None) -> str:
    """A table a party, a row a figure that moves it."""
    language = language or spoken()
    return "".join(
        table(titles, rows, caption=tornado_headline(tornado, party, language))
        for party in ("provider", "client")
        for titles, *rows in [move_rows(tornado, party, language)]
    )


def figures_html(parties: BothParties, language: Language | None = None) -> str:
    """A row a figure of both parties: value, unit, what it is, and where its range
    comes from.
    """
    language = language or spoken()
    titles = [
        say(title, language)
        for title in ("figure", "value", "unit", "meaning", "source")
    ]
    rows = [
        (
            key,
            figure.show(parties.figure(key), grouped=True),
            figure.unit[language],
            figure.words[language],
            (figure.source or {}).get(language, ""),
        )
        for key, figure in parties_figures().items()
    ]
    return table(titles, rows, text_columns=(0, 2, 3, 4))
