"""The reports as files for others: a page, a workbook, a calendar, each read back by an
ordinary reader.
"""

import doctest
import json
import re
from base64 import b64decode
from dataclasses import replace
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from io import BytesIO
from itertools import pairwise
from zipfile import ZipFile

import pytest
from icalendar import Calendar
from openpyxl import load_workbook

from cscontract.cli.main import main
from cscontract.core import money
from cscontract.records.rows import Action, Bill, Payment
from cscontract.verdict.check import check
from cscontract.views.html.templates import environment
from cscontract.views.reports import calendar_file as reports_ics
from cscontract.views.reports import content as reports_content
from cscontract.views.reports import elements as reports_elements
from cscontract.views.reports.formats import html_report, ics_report, xlsx_report
from cscontract.views.reports.html_report import _evidence
from cscontract.views.reports.style import STYLE

import build

START = date(2020, 8, 1)
LANGUAGES = ("en", "zh")


def verdict(
    received=(101,) * 4, shop="jd", more=None, file=None, as_of=None, **changes
):
    """A verdict on daily counts of one ID from the term's first date on, 1 August 2020;
    it ends with September.
    """
    agreement = build.agreement(build.plain(START, date(2020, 9, 30), **changes))
    counts = {f"{shop}/a": {"received": list(received)}, "taobao/b": {"received": [0]}}
    records = build.records(build.receptions(START, counts))
    files = {
        "receptions": file or "receptions.csv",
        **{n: f"{n}.csv" for n in more or ()},
    }
    return check(agreement, replace(records, files=files, **(more or {})), as_of)


PAID = {
    "payments": (
        Payment(2, date(2020, 8, 14), 150000, "wechat", "2020-08"),
        Payment(3, date(2020, 9, 20), 150000, "cash", "2020-09"),
    ),
    "actions": (
        Action(2, datetime(2020, 8, 4, 10), "jd", "a", "refund", 20000, False),
    ),
    "bills": (Bill(2, "2020-08", 200000),),
}


def busy(**changes):
    """Findings of many kinds: seats, gaps, payments, an action, a bill, a
    strange shop.
    """
    return verdict(
        [101, 101, 101, 1, 150, 100, *[201] * 8],
        more=PAID,
        as_of=date(2020, 9, 25),
        **changes,
    )


# the page


class Page(HTMLParser):
    """A page read by the standard library: its elements, their attributes and text;
    nesting checked.
    """

    VOID = ("meta", "link", "img")

    def __init__(self, text):
        super().__init__()
        self.elements, self.open, self.text = [], [], []
        self.feed(text)
        self.close()
        assert [] == self.open

    def handle_starttag(self, tag, attributes):
        element = {"tag": tag, "text": "", **dict(attributes)}
        self.elements.append(element)
        if tag not in self.VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        assert tag == self.open.pop()["tag"]

    def handle_data(self, data):
        if self.open and self.open[-1]["tag"] not in ("style", "script"):
            self.text.append(data)
            for element in self.open:
                element["text"] += data

    def all(self, *tags):
        return [element for element in self.elements if element["tag"] in tags]

    def __contains__(self, text):
        return text in "".join(self.text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_every_finding_with_its_measure_and_rows(language):
    judged = busy()
    page = Page(html_report(judged, language))
    codes = {finding.code for finding in judged.found}
    assert {
        "seats_due",
        "not_agreed",
        "paid_late",
        "payment_method",
        "beyond_authority",
        "bill_differs",
    } <= codes
    for finding in judged.found:
        assert finding.text(language) in page
        assert reports_content.measure(finding.measured, language) in page
        for place in reports_content.places(finding.rows):
            assert place in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_every_month_of_the_statement_and_its_sums(language):
    judged = busy()
    table = next(
        e
        for e in Page(html_report(judged, language)).all("table")
        if "2020-08" in e["text"]
    )
    for month in judged.monthly:
        for name in ("base", "surcharge", "total", "paid", "interest", "balance"):
            assert money.grouped(month[name]) in table["text"]
    assert money.grouped(judged.charges.total) in table["text"]


def test_what_was_paid_stands_on_the_page_only_with_a_payments_record():
    for judged, there in ((busy(), True), (verdict(), False)):
        titles = [
            e["text"]
            for e in Page(html_report(judged)).all("th")
            if e["scope"] == "col"
        ]
        assert [there] * 3 == [
            name in titles for name in ("paid", "interest", "balance")
        ]


@pytest.mark.usefixtures("named_readings")
def test_the_headline_has_the_range_and_the_page_names_the_open_words():
    page = Page(
        html_report(verdict(readings={"bound": "open", "surcharge_days": "open"}))
    )
    headline = next(e["text"] for e in page.all("p") if e.get("class") == "headline")
    between = "between 3,200.00 and 3,400.00 with 2 phrases open"
    same = "the same in 67 % of the combinations"
    outer = "with far-fetched readings 3,100.00 to 3,400.00"
    total = "CNY 3,400.00 for the term so far; the records reach to 4 Aug 2020"
    assert f"{total}; {same}; {between}; {outer}" == headline
    assert ["open, read by default"] * 2 == [
        e["text"] for e in page.all("strong") if e["text"].startswith("open")
    ]


def test_every_charged_day_stands_on_the_page_with_volume_limit_and_rows():
    page = Page(html_report(verdict([1, 101, 102, 103])))
    rows = [
        e["text"]
        for e in page.all("tr")
        if "1.4(2)b" in e["text"] and "receptions" in e["text"]
    ]
    assert [
        f"{day} Aug 20201.4(2)b{volume}100100.00receptions.csv:{row}"
        for day, volume, row in ((2, 101, 3), (3, 102, 4), (4, 103, 5))
    ] == rows


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_asks_nobody_for_anything(language):
    text = html_report(busy(), language)
    page = Page(text)
    assert "default-src 'none'" in text
    assert [] == page.all("script", "iframe", "object", "form")
    assert not re.search(
        r"https?:|@import|url\(|//[a-z]", re.sub(r"base64,[^\"]*", "", text)
    )
    for element in page.elements:
        assert not {key for key in element if key.startswith("on")}
        for place in (element.get("src"), element.get("href")):
            assert place is None or place.startswith(("#", "data:"))


def test_the_chart_within_the_page_asks_nobody_and_is_told_in_words():
    (picture,) = Page(html_report(busy())).all("img")
    drawing = b64decode(picture["src"].partition("base64,")[2]).decode()
    assert "11 of 61 days are charged, CNY 1,100.00" == picture["alt"]
    assert {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"} >= set(
        re.findall(r"xmlns[^=]*=\"([^\"]*)", drawing)
    )
    assert [] == [
        place for place in re.findall(r"href=\"([^\"]*)", drawing) if place[0] != "#"
    ]


def test_the_same_verdict_gives_the_same_page():
    assert html_report(busy(), "zh") == html_report(busy(), "zh")


MARKUP = '<script>alert("1")</script>&amp;\'"'


def test_markup_in_a_shop_a_file_or_a_partys_name_is_shown_as_text():
    parties = {"client": MARKUP, "provider": f"b {MARKUP}", "drafter": "client"}
    judged = verdict(shop=MARKUP.replace("/", "|"), file=MARKUP, parties=parties)
    page = Page(html_report(judged))
    assert [] == page.all("script")
    for text in (MARKUP, f"b {MARKUP}", MARKUP.replace("/", "|"), f"{MARKUP}:2"):
        assert text in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_telephone_or_identity_number_gets_into_a_report(language):
    numbers = ("13800138000", "138 0013 8000", "110101199003072316")
    parties = {
        "client": f"张三 {numbers[0]}",
        "provider": numbers[1],
        "drafter": "both",
    }
    judged = verdict(shop=numbers[2], file=f"{numbers[0]}.csv", parties=parties)
    book = xlsx_report(judged, language)
    parts = [
        ZipFile(BytesIO(book)).read(name) for name in ZipFile(BytesIO(book)).namelist()
    ]
    texts = [
        html_report(judged, language),
        ics_report(judged, language).decode(),
        *map(bytes.decode, parts),
    ]
    for number in numbers:
        assert [] == [text for text in texts if number in text]
    assert "‹hidden›" in texts[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_can_be_read_by_everybody(language):
    page = Page(html_report(busy(), language))
    assert {"en": "en", "zh": "zh-CN"}[language] == page.all("html")[0]["lang"]
    assert page.all("title")[0]["text"].strip()
    levels = [int(e["tag"][1]) for e in page.all("h1", "h2", "h3")]
    assert [1] == [level for level in levels if level == 1] and 1 == levels[0]
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert len(page.all("table")) == len(page.all("caption"))
    assert all(e["text"].strip() for e in page.all("caption"))
    assert {"col", "row"} == {e["scope"] for e in page.all("th")}


def test_every_link_of_the_page_leads_to_one_place():
    page = Page(html_report(busy()))
    places = [e["id"] for e in page.elements if "id" in e]
    assert len(places) == len(set(places))
    assert {e["href"][1:] for e in page.all("a")} <= set(places)


def test_the_kind_of_a_finding_is_told_by_word():
    judged = busy()
    told = [
        e["text"]
        for e in Page(html_report(judged)).all("span")
        if "kind " in e.get("class", "")
    ]
    assert sorted(
        ["breach", "due", "gap", "notice", *(f.kind for f in judged.found)]
    ) == sorted(told)


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts
    ]
    return sum(a * b for a, b in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_all_text_stands_out_from_its_ground():
    def whole(colour):
        return (
            colour
            if len(colour) == 7
            else "#" + "".join(2 * sign for sign in colour[1:])
        )

    pairs = re.findall(r"background:(#\w+);border-color:#\w+;color:(#\w+)", STYLE)
    inks = [("#fff", ink) for ink in re.findall(r"--(?:ink|soft|link):(#\w+)", STYLE)]
    assert (4, 3) == (len(pairs), len(inks))
    for pair in pairs + inks:
        low, high = sorted(luminance(whole(colour)) for colour in pair)
        assert (high + 0.05) / (low + 0.05) >= 4.5, pair


def test_more_than_five_rows_of_evidence_are_folded_away():
    rows = [f"a.csv:{n}" for n in (2, 3, 4, 7, 9, 10)]
    parts = environment().get_template("reports/parts.html.j2").module
    folded, shown = (
        Page(parts.evidence(_evidence(some, "en"))) for some in (rows, rows[:5])
    )
    assert ["6 rows"] == [e["text"] for e in folded.all("summary")]
    assert "a.csv:2–4, a.csv:7, a.csv:9–10" in folded
    assert [] == shown.all("details") and "a.csv:2–4, a.csv:7, a.csv:9" in shown


def test_every_reading_used_is_named_with_whom_it_favours():
    page = Page(html_report(verdict(readings={"run_length": "at_least"})))
    rows = {
        e["text"] for e in page.all("tr") if "“more than 2 days running”" in e["text"]
    }
    (row,) = [row for row in rows if "day 2 is enough" in row]
    assert row.endswith("providersettled")
    assert 23 == len(
        [e for e in page.all("span") if e.get("id", "").startswith("phrase-")]
    )


def test_gaps_and_notes_stand_on_the_page():
    agreement = build.agreement(build.plain(START, date(2020, 8, 31)))
    records = build.records(build.receptions(START, {"jd/a": {"received": [1] * 29}}))
    noted = check(
        agreement, replace(records, notes=("receptions.csv: rows sorted by date",))
    )
    page = Page(html_report(noted))
    assert "receptions.csv: rows sorted by date" in page
    gaps = [e["text"] for e in page.all("tr") if "(seats.within_days)" in e["text"]]
    assert 1 == len(gaps) and gaps[0].endswith("no")
    assert (
        "Not legal advice." in page
        and "Nothing was found." in page
        and "No day is charged." in page
    )


def test_an_exact_fraction_is_shown_with_its_value():
    judged = verdict([205, 302, 305], readings={"reception_metric": "mean_per_id"})
    assert "205/2 (≈ 102.50)" in Page(html_report(judged))
    assert [102.5, 302, 305] == [
        day["Volume"] for day in rows_of(opened(judged)["Days"])[:3]
    ]


def test_what_a_finding_measured_is_told_in_the_language():
    measure = reports_content.measure
    assert ("1 row", "2 rows", "CNY 1,500.00") == tuple(
        measure(text, "en") for text in ("1 rows", "2 rows", "1500.00")
    )
    assert (
        "1 行",
        "25 分钟 30 秒",
        "3 分钟",
        "1,500.00 元",
        "wechat, alipay",
        "",
    ) == tuple(
        measure(text, "zh")
        for text in (
            "1 rows",
            "25 min 30 s",
            "3 min",
            "1500.00",
            "wechat, alipay",
            None,
        )
    )


# the workbook


def opened(judged, language="en"):
    return load_workbook(BytesIO(xlsx_report(judged, language)))


def columns(sheet):
    return {cells[0].value: cells[1:] for cells in sheet.columns}


def test_the_workbook_has_its_sheets_in_both_languages():
    assert ["Statement", "Lines", "Findings", "Readings", "Days", "Notes"] == opened(
        busy()
    ).sheetnames
    chinese = opened(busy(), "zh")
    assert ["结算", "明细", "发现", "解读", "逐日", "说明"] == chinese.sheetnames
    assert "服务费" == chinese["结算"]["B1"].value


def test_the_cells_are_numbers_and_dates():
    book = opened(busy())
    statement, days = columns(book["Statement"]), columns(book["Days"])
    assert {"#,##0.00"} == {cell.number_format for cell in statement["Fee"]}
    assert {"n"} == {
        cell.data_type for cell in (*statement["Fee"], *days["Volume"], *days["Limit"])
    }
    assert [datetime(2020, 8, 14), datetime(2020, 9, 14)] == [
        c.value for c in statement["Fee due"][:2]
    ]
    assert {"d"} == {cell.data_type for cell in days["Date"]}
    assert [float(month["total"]) / 100 for month in busy().monthly] == [
        cell.value for cell in statement["Total"][:2]
    ]


def test_the_sheets_add_up_to_the_statement():
    judged = busy()
    book, total = opened(judged), judged.charges.total / 100
    statement, lines = columns(book["Statement"]), columns(book["Lines"])
    *months, foot = [cell.value for cell in statement["Total"]]
    assert total == foot == sum(months) == sum(cell.value for cell in lines["CNY"])
    surcharges = [
        line["CNY"] for line in rows_of(book["Lines"]) if line["Kind"] == "surcharge"
    ]
    days = columns(book["Days"])
    assert sum(surcharges) == sum(cell.value for cell in days["CNY"])
    assert len(surcharges) == [cell.value for cell in days["Charged"]].count("yes")


def rows_of(sheet):
    titles, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(titles, row, strict=True)) for row in rows]


def test_every_day_of_the_term_has_a_row():
    judged = verdict([101, 101, 101, 1])
    days = rows_of(opened(judged)["Days"])
    assert [datetime(2020, 8, 1) + timedelta(days=n) for n in range(61)] == [
        d["Date"] for d in days
    ]
    assert [(101, 100, "yes", "yes", 100)] * 3 + [
        (1, 100, "no", "no", 0),
        (0, 100, "no", "no", 0),
    ] == [
        (d["Volume"], d["Limit"], d["Over"], d["Charged"], d["CNY"]) for d in days[:5]
    ]
    assert ["service day", "no record"] == [d["Day"] for d in days[3:5]]


def test_every_finding_has_a_row():
    judged = busy()
    found = rows_of(opened(judged)["Findings"])
    assert [(f.clause, f.kind, f.code, f.text()) for f in judged.found] == [
        (row["Clause"], row["Kind"], row["Code"], row["Finding"]) for row in found
    ]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", '=HYPERLINK("x")']
)
def test_text_that_looks_like_a_formula_stays_text(text):
    """Row 76."""
    parties = {"client": text.strip(), "provider": "b", "drafter": "both"}
    judged = verdict(shop=text.replace("/", "|"), file=text, parties=parties)
    book = opened(judged)
    cells = [
        c
        for sheet in book
        for row in sheet.iter_rows()
        for c in row
        if c.value is not None
    ]
    assert [] == [cell for cell in cells if cell.data_type == "f"]
    named = [
        cell for cell in cells if str(cell.value).lstrip().startswith(text.strip())
    ]
    assert len(named) >= 3 and {"s"} == {cell.data_type for cell in named}


def test_a_sheet_has_a_bold_title_row_that_stays_and_a_filter():
    for sheet in opened(busy()):
        assert "A2" == sheet.freeze_panes
        assert sheet.auto_filter.ref.startswith("A1:")
        assert all(cell.font.bold for cell in sheet[1])
        assert all(
            sheet.column_dimensions[cell.column_letter].width > 4 for cell in sheet[1]
        )


def test_the_statements_filter_leaves_out_its_sums():
    sheet = opened(verdict())["Statement"]
    assert (4, "A1:H3") == (sheet.max_row, sheet.auto_filter.ref)


def test_the_same_verdict_gives_the_same_workbook():
    assert xlsx_report(busy()) == xlsx_report(busy())


def test_the_workbook_names_neither_user_nor_hour():
    judged = verdict(as_of=date(2020, 9, 1))
    facts = opened(judged).properties
    assert ("cscontract", "cscontract") == (facts.creator, facts.lastModifiedBy)
    assert facts.description is None
    assert {datetime(2020, 9, 1)} == {facts.created, facts.modified}
    parts = ZipFile(BytesIO(xlsx_report(judged))).infolist()
    assert {(1980, 1, 1, 0, 0, 0)} == {part.date_time for part in parts}
    assert not [part for part in parts if "vba" in part.filename.lower()]


def test_text_that_looks_like_a_formula_is_marked_as_text():
    parties = {"client": "=1+1", "provider": "b", "drafter": "both"}
    notes = opened(verdict(parties=parties))["Notes"]
    marked = {cell.value for cell in notes["B"] if cell.quotePrefix}
    assert {"=1+1"} == marked


def test_numbers_stand_right_and_texts_left_with_their_titles():
    book = opened(busy())
    fees = columns(book["Statement"])["Fee"]
    assert {"right"} == {cell.alignment.horizontal for cell in fees}
    assert "right" == book["Statement"]["B1"].alignment.horizontal
    texts = columns(book["Findings"])["Finding"]
    assert {("left", True)} == {
        (cell.alignment.horizontal, cell.alignment.wrap_text) for cell in texts
    }


def test_a_column_is_as_wide_as_its_widest_cell_within_reason():
    sheet = opened(busy())["Findings"]
    widths = {
        cell.value: sheet.column_dimensions[cell.column_letter].width
        for cell in sheet[1]
    }
    assert 5 + len("breach") == widths["Kind"]
    assert 5 + 42 == widths["Finding"]


def test_a_sheet_is_printed_on_a4_across_with_its_titles_on_each_page():
    for sheet in opened(busy()):
        assert ("landscape", 9) == (
            sheet.page_setup.orientation,
            sheet.page_setup.paperSize,
        )
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert 0 == sheet.page_setup.fitToHeight
        assert "$1:$1" == sheet.print_title_rows


# the calendar


def events(judged, language="en"):
    return list(Calendar.from_ical(ics_report(judged, language)).walk("VEVENT"))


def summaries(judged, language="en"):
    return [
        (event["DTSTART"].dt, str(event["SUMMARY"]))
        for event in events(judged, language)
    ]


def test_the_calendar_has_what_is_due_and_the_last_day():
    assert [
        (date(2020, 8, 3), "Added seats due: 2 in all"),
        (date(2020, 8, 14), "Fee for 2020-08 due: CNY 1,500.00"),
        (date(2020, 9, 14), "Fee for 2020-09 due: CNY 1,500.00"),
        (date(2020, 9, 14), "Other charges for 2020-08 due: CNY 400.00"),
        (date(2020, 9, 30), "Last day of the agreement"),
    ] == summaries(verdict())


def test_the_calendar_in_chinese():
    assert (date(2020, 8, 3), "须加派坐席：共需 2 个") in summaries(verdict(), "zh")
    assert (date(2020, 9, 30), "协议最后一日") in summaries(verdict(), "zh")


def test_an_amount_of_nothing_has_no_event():
    free = verdict([1] * 4, figures={"fee.monthly": "0.00"})
    assert [(date(2020, 9, 30), "Last day of the agreement")] == summaries(free)


def test_a_deadline_for_seats_has_its_own_event():
    judged = verdict(figures={"seats.within_days": 3})
    assert (date(2020, 8, 6), "Last day to add seats: 2 in all") in summaries(judged)


def test_an_agreement_that_ends_with_the_renewal_duty_has_its_last_day_then():
    judged = verdict([201] * 8, readings={"after_renewal": "agreement_ends"})
    found = summaries(judged)
    assert (date(2020, 8, 7), "New agreement due") in found
    assert (date(2020, 8, 7), "Last day of the agreement") in found
    assert not [when for when, _ in found if when.month == 10]


def test_an_event_takes_the_whole_day():
    for event in events(busy()):
        assert date is type(event["DTSTART"].dt)
        assert timedelta(days=1) == event["DTEND"].dt - event["DTSTART"].dt
        assert (2020, 9, 25, 0, 0) == event["DTSTAMP"].dt.timetuple()[:5]


def test_an_events_identity_is_its_own_and_stays():
    first, again = ([str(e["UID"]) for e in events(busy())] for _ in range(2))
    assert first == again and len(first) == len(set(first))
    dearer = {str(e["UID"]) for e in events(busy(figures={"fee.monthly": "1600.00"}))}
    assert set(first) == dearer
    other = {"client": "丙方", "provider": "丁方", "drafter": "both"}
    assert not set(first) & {str(e["UID"]) for e in events(busy(parties=other))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_calendars_lines_are_short_and_end_as_they_must(language):
    parties = {"client": "甲方" * 60, "provider": "b" * 180, "drafter": "both"}
    data = ics_report(verdict(parties=parties), language)
    assert data.endswith(b"\r\n") and b"\n" not in data.replace(b"\r\n", b"")
    assert all(
        len(line) <= 75 and line.decode("utf-8") for line in data.split(b"\r\n")[:-1]
    )
    assert all(
        "甲方" * 60 in str(event["DESCRIPTION"])
        for event in events(verdict(parties=parties))
    )


def test_signs_with_a_meaning_of_their_own_come_back_as_they_were():
    name = r"a,b;c\d\n: e"
    judged = verdict(parties={"client": name, "provider": "b", "drafter": "both"})
    assert all(name in str(event["DESCRIPTION"]) for event in events(judged))


# from the command line


@pytest.fixture
def run(capsysbinary):
    def command(*arguments):
        status = main(["check", *map(str, arguments)])
        captured = capsysbinary.readouterr()
        return status, captured.out, captured.err

    return command


@pytest.mark.parametrize(
    ("form", "begins"),
    [("html", b"<!DOCTYPE html>"), ("xlsx", b"PK"), ("ics", b"BEGIN:VCALENDAR\r\n")],
)
def test_a_report_can_go_to_standard_output_and_nothing_else_does(run, form, begins):
    status, out, _ = run(f"--{form}", "-")
    assert 0 == status and out.startswith(begins)
    assert out.endswith(
        {"html": b"</html>\n", "ics": b"END:VCALENDAR\r\n", "xlsx": out[-4:]}[form]
    )


def test_several_reports_can_be_asked_for_together(run, tmp_path):
    places = {form: tmp_path / f"out.{form}" for form in ("html", "xlsx", "ics")}
    options = [part for form, place in places.items() for part in (f"--{form}", place)]
    status, out, _ = run(*options, "--json", "-")
    total = json.loads(out)["total"]
    assert 0 == status and set(places.values()) == set(tmp_path.iterdir())
    assert f"CNY {money.grouped(money.fen(total))} for the term" in Page(
        places["html"].read_text("utf-8")
    )
    foot = columns(load_workbook(places["xlsx"])["Statement"])["Total"][-1].value
    assert money.fen(total) == round(foot * 100)
    assert len(Calendar.from_ical(places["ics"].read_bytes()).walk("VEVENT")) > 5


def test_the_text_is_printed_beside_reports_in_files(run, tmp_path):
    _, out, _ = run("--ics", tmp_path / "out.ics", "--lang", "zh")
    assert "全期人民币" in out.decode("utf-8")
    assert "协议最后一日" in (tmp_path / "out.ics").read_text("utf-8")


@pytest.mark.parametrize("place", ["-", "same.file"])
def test_two_results_for_one_place_are_refused(run, place, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    status, out, err = run("--html", place, "--json", place)
    assert (2, b"") == (status, out) and b"one result in each file" in err
    assert [] == list(tmp_path.iterdir())


def test_a_report_that_cannot_be_written_is_told(run, tmp_path):
    status, _, err = run("--xlsx", tmp_path / "no" / "out.xlsx")
    assert 2 == status and b"fix: " in err and b"Traceback" not in err


@pytest.mark.parametrize("module", [reports_content, reports_elements, reports_ics])
def test_the_examples_in_the_reports_modules_are_true(module):
    assert 0 == doctest.testmod(module).failed
