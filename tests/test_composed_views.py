"""What people look at, on agreements of other clauses: panel, charts, reports,
rounds.
"""

import io
import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import icalendar
import openpyxl
import pytest
from compositions import FEE, HOURS, PAYMENT, RENEWAL, SEATS, VOLUME, otherwise

import cscontract as cs
from cscontract.agreement.agreement import Agreement, read_agreement
from cscontract.core.days import each
from cscontract.core.strict_yaml import read_yaml
from cscontract.views.charts import days as days_shown
from cscontract.views.charts.days_chart import LiveDays, days_chart
from cscontract.views.charts.days_drawing import days_svg, description
from cscontract.views.panel.alone_tab import AloneTab
from cscontract.views.panel.panel import Panel
from cscontract.views.panel.session import PanelSession
from cscontract.views.reports import content
from cscontract.views.reports.formats import html_report, ics_report, xlsx_report

SAMPLE = Path(__file__).resolve().parent.parent / "sample_data"
RECORDS = cs.read(SAMPLE / "records")
SEED = cs.load(SAMPLE / "agreement.yaml")
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
HEAD = """\
agreement: customer-service-outsourcing
version: 2
parties: {client: A shop, provider: B service}
shops: [{id: taobao, platform: Taobao}, {id: jd, platform: JD}, {id: suning, platform: Suning}]
term: {start: 2020-08-01, end: 2020-12-31}
clauses:
  - {kind: hours, id: hours, at: "4.1", shifts: [{name: day, start: "09:00", end: "18:00"}]}
"""
BASIS = '  - {kind: monthly_fee, id: basis, at: "5", monthly: "1800.00"}\n'
ACCOUNT = '  - {kind: monthly_fee, id: account, monthly: "200.00"}\n'
BUSY = (
    '  - {kind: daily_surcharge, id: busy, at: "6.1", threshold: 100, run_days: 2, '
    'surcharge: "100.00", step: 100}\n'
)
BUSIER = (
    '  - {kind: daily_surcharge, id: busier, at: "6.2", threshold: 60, run_days: 1, '
    'surcharge: "7.00", step: null}\n'
)
AGAIN = (
    '  - {kind: new_agreement, id: again, at: "7", of: null, threshold: 200, days: 7, '
    "new_monthly_fee: null}\n"
)
FIXED = HEAD + BASIS
TWO = HEAD + BASIS + ACCOUNT + BUSY + BUSIER
#: words of clauses that a fixed fee does not have; `seats.csv` is a file's name
OTHERS = {
    "en": r"surcharge|renew|new agreement|\bseats?\b(?!\.csv)|refund|festival|limit\b|charged day",
    "zh": "加收|坐席|另订|续约|退款|春节|门槛",
}
languages = pytest.mark.parametrize("language", OTHERS)


def agreement_of(text: str) -> Agreement:
    value, lines = read_yaml(text.encode(), "composition.yaml")
    return read_agreement(value, "composition.yaml", lines)


def charges_of(text):
    return cs.check(agreement_of(text), RECORDS).charges


def told(page: str) -> str:
    """A page's text."""
    without = re.sub(
        r"<style>.*?</style>|<details>.*?</details>", " ", page, flags=re.DOTALL
    )
    return re.sub("<[^>]*>", " ", without)


def widgets_of(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from widgets_of(child)


def is_shown(widget):
    return getattr(widget.layout, "display", None) != "none"


def texts_of(panel):
    """All that a panel says: values, labels, options, tooltips."""
    for widget in filter(is_shown, widgets_of(panel)):
        for name in ("value", "description", "tooltip", "placeholder"):
            text = getattr(widget, name, None)
            if isinstance(text, str):
                yield told(text)
        yield from (str(label) for label, *_ in getattr(widget, "options", ()) or ())
        yield from (
            text for text in getattr(widget, "titles", ()) if isinstance(text, str)
        )


def sheets_of(agreement, language="en"):
    book = openpyxl.load_workbook(
        io.BytesIO(xlsx_report(cs.check(agreement, RECORDS), language))
    )
    return {
        name: [[cell.value for cell in row] for row in book[name]]
        for name in book.sheetnames
    }


# a fixed fee with its hours, nothing else


@languages
def test_a_panel_says_nothing_of_clauses_that_are_not_there(language):
    panel = Panel(agreement_of(FIXED), RECORDS, language)
    for title in panel.tabs:
        panel.select(title)
    said = "\n".join(texts_of(panel))
    assert [] == re.findall(OTHERS[language], said, re.IGNORECASE)
    assert "9,000.00" in said


def test_a_panel_has_the_controls_of_what_is_there():
    panel = Panel(agreement_of(FIXED), RECORDS, "en")
    assert ["basis.monthly", "term.start", "term.end", "part_month"] == [
        control.key for control in panel.controls
    ]
    assert "none" == panel.more.layout.display
    panel.control("basis.monthly").value = 2000
    panel.control("term.end").value = date(2020, 9, 15)
    panel.control("part_month").value = "full_month"
    assert 400000 == panel.verdict.charges.total
    assert "2020-09" in panel.statement.value
    panel.reset_to_given()
    assert 900000 == panel.verdict.charges.total


def test_another_day_is_explained():
    panel = Panel(agreement_of(FIXED), RECORDS, "en")
    assert date(2020, 8, 1) == panel.day.value
    panel.day.value = date(2020, 11, 11)
    assert "11 Nov 2020: no clause charges single days." in told(panel.why.value)


@languages
def test_its_reports_say_nothing_of_clauses_that_are_not_there(language):
    agreement = agreement_of(FIXED)
    verdict = cs.check(agreement, RECORDS)
    page, calendar = (
        told(html_report(verdict, language)),
        ics_report(verdict, language).decode(),
    )
    cells = str(sheets_of(agreement, language))
    for text in (page, calendar, cells):
        assert [] == re.findall(OTHERS[language], text, re.IGNORECASE)


def test_its_sheets_have_the_columns_of_what_is_there():
    sheets = sheets_of(agreement_of(FIXED))
    assert ["Month", "Fee", "Total"] == sheets["Statement"][0]
    assert ["Date", "Month", "Clause", "Kind", "CNY"] == sheets["Lines"][0]
    assert ["Date", "Day", "Persons"] == sheets["Days"][0]
    assert 1 + 153 == len(sheets["Days"])


@languages
def test_its_chart_has_bars_of_persons_and_says_that_no_day_is_charged(language):
    charges = charges_of(FIXED)
    kinds = days_shown.days_of_kinds(charges)
    assert ["closed", "missing", "counted"] == list(kinds)
    assert charges.daily.recorded == kinds["counted"]
    assert list(charges.daily.all_ids["received"]) == days_shown.heights(charges)
    said = days_shown.finding(charges, language) + description(charges, language)
    assert (
        "No clause charges by the day" if language == "en" else "没有条款按日计费"
    ) in said
    drawing = days_svg(charges, language)
    assert 'class="counted"' in drawing and 'class="limit"' not in drawing
    assert days_chart(charges, language).image("png").startswith(b"\x89PNG")


def test_days_without_a_record_are_shown_as_such():
    text = FIXED.replace("2020-12-31", "2021-02-01")
    charges = charges_of(text)
    last = charges.daily.term.day_of(date(2021, 1, 31))
    assert days_shown.days_of_kinds(charges)["missing"] >> last & 1
    assert "missing" in days_shown.kinds_in_legend(days_shown.days_of_kinds(charges))
    sample = days_shown.days_of_kinds(charges_of(FIXED))
    assert "missing" not in days_shown.kinds_in_legend(sample)


def test_a_level_is_drawn_where_no_day_is_charged():
    charges = charges_of(HEAD + BASIS + AGAIN)
    assert [(200, days_shown.LEVEL)] == days_shown.labelled_limits(charges)
    assert days_shown.top(charges) >= 200
    assert ">200 limit<" in days_svg(charges, "en")


def test_words_are_priced_alone_where_there_are_no_others():
    tab = AloneTab(RECORDS, "en")
    tab.show(agreement_of(FIXED.replace("2020-12-31", "2020-12-15")))
    assert ["part_month"] == [each.phrase.name for each in tab.found]


# several clauses of a kind


def test_labels_of_two_clauses_of_a_kind_are_told_apart():
    panel = Panel(
        agreement_of(TWO + "readings: {bound@busier: at_least}\n"), RECORDS, "en"
    )
    labels = [control.label("en") for control in panel.controls]
    assert len(labels) == len(set(labels))
    assert {"Fee (5)", "Fee (account)", "Limit (6.1)", "Limit (6.2)"} < set(labels)
    own, shared = (panel.control(key).description for key in ("bound@busier", "bound"))
    assert "60" in own and "(6.2)" in own
    assert "100" in shared and "60" not in shared


def test_a_chart_has_the_volumes_of_the_first_and_the_charged_days_of_all():
    charges = charges_of(TWO)
    first, second = (set(charges.by_day[id]) for id in ("busy", "busier"))
    assert second - first
    kinds = days_shown.days_of_kinds(charges)
    assert first | second == set(each(kinds["charged"]))
    assert [(100, days_shown.LIMIT)] == days_shown.labelled_limits(charges)
    said = days_shown.finding(charges, "en")
    assert said.startswith(f"{len(first | second)} of 153 days are charged, ")
    for place, days in (("6.1", first), ("6.2", second)):
        assert f"clause {place}: {len(days)} days, CNY " in said


def test_the_days_of_two_clauses_stand_side_by_side():
    days = sheets_of(agreement_of(TWO))["Days"]
    columns = ("Volume", "Limit", "Over", "Charged", "CNY")
    assert days[0][2:] == [
        f"{name} ({at})" for at in ("6.1", "6.2") for name in columns
    ]
    charges = charges_of(TWO)
    for place, id in ((6, "busy"), (11, "busier")):
        assert sum(charges.by_day[id].values()) == round(
            100 * sum(row[place] for row in days[1:])
        )


def test_a_background_is_drawn_anew_for_other_lines():
    live = LiveDays()
    for text in (TWO, FIXED, HEAD + BASIS + AGAIN, FIXED):
        anew = LiveDays().png(charges_of(text), "en")
        assert anew == live.png(charges_of(text), "en")


# other ids, numbers and words


def test_a_calendar_has_the_clauses_as_the_contract_numbers_them():
    text = otherwise(
        ("id: payment", "id: paying"),
        ('at: "2.1"', 'at: "8"'),
        ('at: "1.4(2)a"', 'at: ""'),
        ("within_days: null", "within_days: 5"),
        ('end: 2020-12-31, at: "3"', "end: 2020-12-31"),
    )
    calendar = icalendar.Calendar.from_ical(
        ics_report(cs.check(agreement_of(text), RECORDS), "en")
    )
    told = {
        str(entry["SUMMARY"]): str(entry["DESCRIPTION"])
        for entry in calendar.walk("VEVENT")
    }
    assert "Clause 8 · " in told["Fee for 2020-08 due: CNY 1,500.00"]
    assert "Clause seats · " in told["Last day to add seats: 2 in all"]
    assert "Clause" not in told["Last day of the agreement"]


def test_the_words_of_a_file_are_quoted_and_nothing_else_is():
    words = 'at: "5", words: {zh: 每月一千八百元, en: 1800 a month < 2000}'
    quoted = agreement_of(FIXED.replace('at: "5"', words))
    english, chinese = (
        html_report(cs.check(quoted, RECORDS), each) for each in ("en", "zh")
    )
    assert "1800 a month &lt; 2000" in english and "每月一千八百元" in chinese
    assert "What the clauses say" not in html_report(
        cs.check(agreement_of(FIXED), RECORDS), "en"
    )
    assert ["5 Service fee", "1800 a month < 2000"] in sheets_of(quoted)["Notes"]
    only = agreement_of(
        FIXED.replace('at: "5"', 'at: "5", words: {zh: 每月一千八百元}')
    )
    assert ["每月一千八百元"] == [quote.words for quote in content.quotes(only, "en")]


def test_a_clause_is_headed_by_its_number_and_what_it_is_about():
    agreement = agreement_of(TWO)
    heads = {
        "6.2": "6.2 Surcharge",
        "account": "account Service fee",
        "shops": "Shops",
        "9": "9",
    }
    for place, head in heads.items():
        assert head == content.clause_title(place, agreement, "en")
    assert "1.4(1) Presence" == content.clause_title("1.4(1)", SEED, "en")


# an offer of other clauses


@pytest.fixture
def panel(tmp_path):
    return Panel(SEED, RECORDS, "en", rounds=tmp_path / "rounds.db", now=lambda: NOON)


def test_a_round_of_other_clauses_brings_its_controls_and_reset_those_before(panel):
    box = panel.select("Negotiate").saving
    other = agreement_of(TWO + "readings: {run_gap@busy: bridges}\n")
    saved = box.rounds.save(other, "other", "provider", NOON)
    before = [control.key for control in panel.controls]
    for title in panel.tabs:
        panel.select(title)
    box.renew()
    box.kept.value = saved.hash
    box.take_round()
    assert other == panel.agreement
    assert {"busy.threshold", "account.monthly", "run_gap@busy"} < {
        c.key for c in panel.controls
    }
    assert panel.control("busy.threshold") in list(widgets_of(panel))
    assert "Limit (6.1)" == panel.control("busy.threshold").description
    assert "run_gap@busy" in panel.select("Price of words").controls
    assert "busy.threshold" in dict(
        map(reversed, panel.select("Negotiate").figure.options)
    )
    panel.control("busy.threshold").value = 120
    assert 120 == panel.agreement.busy.threshold
    panel.reset_to_given()
    assert SEED == panel.agreement
    assert before == [control.key for control in panel.controls]


def test_a_session_comes_back_on_a_round_of_other_clauses(panel, tmp_path):
    box = panel.tabs["Negotiate"].saving
    saved = box.rounds.save(agreement_of(TWO), "other", "provider", NOON)
    session = PanelSession(panel)
    panel._take_round(saved.agreement, saved.hash)
    panel.control("busier.surcharge").value = "9.99"
    panel.select("Price of words").control("run_gap").value = "bridges"
    kept = session.value
    assert {"run_gap": "bridges"} == json.loads(kept)["price"]["chosen"]
    again = Panel(SEED, RECORDS, "en", rounds=tmp_path / "rounds.db", now=lambda: NOON)
    PanelSession(again).take(kept)
    assert panel.agreement == again.agreement
    assert 999 == again.agreement.busier.surcharge
    assert {"run_gap": "bridges"} == again.tabs["Price of words"].chosen


def test_the_sample_as_a_composition_looks_as_it_does(tmp_path):
    whole = agreement_of(otherwise())
    for language in OTHERS:
        then, now = (cs.check(each, RECORDS) for each in (SEED, whole))
        assert days_svg(then.charges, language) == days_svg(now.charges, language)
        assert ics_report(then, language) == ics_report(now, language)
    assert {HOURS, VOLUME, SEATS, RENEWAL, PAYMENT, FEE} <= set(
        otherwise().splitlines(True)
    )
