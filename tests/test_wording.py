"""Wording that settles, the document of it, and what one customer can move."""

import json
import re
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn

import cscontract as cs
from cscontract.agreement.kinds import register
from cscontract.cli.main import main
from cscontract.core import money
from cscontract.core.errors import BadInput
from cscontract.questions.words.cliffs import cliffs, phrases
from cscontract.questions.words.drafting import drafting_order, fewest_to_settle
from cscontract.questions.words.wording import (
    draw_up,
    price_to_settle,
    read_wording,
    settle,
)
from cscontract.verdict.check import check
from cscontract.views.documents.formats import docx, markdown

import build

LANGUAGES = ("en", "zh")
SAMPLE = Path(__file__).resolve().parent.parent / "sample_data"
AGREEMENT = cs.load(SAMPLE / "agreement.yaml")
RECORDS = cs.read(SAMPLE / "records")
#: other figures, each unlike every other; and figures at their edges, some of them
#: alike
OTHER = AGREEMENT.replace(
    volume__threshold=120,
    volume__run_days=3,
    volume__surcharge="80.50",
    volume__step=40,
    renewal__threshold=260,
    renewal__days=9,
    renewal__new_monthly_fee="3210.00",
    fee__monthly="1650.00",
    payment__due_day=11,
)
EDGE = AGREEMENT.replace(
    volume__threshold=1,
    volume__run_days=0,
    volume__surcharge="0.00",
    volume__step=1,
    renewal__threshold=1,
    renewal__days=1,
    renewal__new_monthly_fee="0.00",
    fee__monthly="0.00",
    payment__due_day=1,
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "agreement", [AGREEMENT, OTHER, EDGE], ids=["sample", "other", "edge"]
)
def test_every_wording_leads_back_to_its_reading(agreement, language):
    for phrase in register().values():
        for reading in phrase.readings:
            sentence = settle(agreement, phrase.name, reading, language).sentence
            found = read_wording(agreement, sentence)
            assert (phrase.name, reading) == found
            assert sentence == settle(agreement, *found, language).sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_wording_has_the_agreements_figures(language):
    def sentence(phrase, reading):
        return settle(OTHER, phrase, reading, language).sentence

    assert "120" in sentence("bound", "above") and "100" not in sentence(
        "bound", "above"
    )
    assert "80.50" in sentence("surcharge_amount", "flat")
    assert "3,210.00" in sentence("after_renewal", "new_fee")
    assert "11" in sentence("payment_day", "on_or_before")


def test_a_sentence_that_settles_nothing_is_refused():
    with pytest.raises(BadInput, match="settles one phrase"):
        read_wording(AGREEMENT, "The parties will be kind to each other.")
    with pytest.raises(BadInput, match="settles one phrase"):
        read_wording(OTHER, settle(AGREEMENT, "bound", "above").sentence)
    with pytest.raises(BadInput, match="write above"):
        settle(AGREEMENT, "bound", "abov")


# the page


#: three that move money, one that moves none, one that daily counts cannot decide
SETTLED = {
    "payment_day": "before",
    "surcharge_days": "from_maturity",
    "bound": "at_least",
    "headcount": "received",
    "same_person": "once_per_shop",
}
OPEN = "run_length,surcharge_amount"


def drawn(agreement=AGREEMENT, settled=SETTLED, open=OPEN):
    return draw_up(
        agreement, settled, price_to_settle(agreement, RECORDS, settled, open)
    )


def total(agreement, **readings):
    read = {**agreement.readings, **readings}
    return cs.check(agreement.replace(readings=read), RECORDS).charges.total


def priced(page):
    return [each for each in page.settlements if each.worth]


def test_settlements_stand_in_the_registers_order():
    names = [each.phrase.name for each in drawn().settlements]
    assert [name for name in register() if name in SETTLED] == names


@pytest.mark.parametrize("agreement", [AGREEMENT, OTHER], ids=["sample", "other"])
def test_totals_and_differences_are_those_of_check(agreement):
    for each in priced(drawn(agreement)):
        name, worth = each.phrase.name, each.worth
        assert total(agreement, **{name: each.reading}) == worth.total
        assert {each.reading, *worth.against} == set(agreement.available(name))
        for other, difference in worth.against.items():
            assert worth.total - total(agreement, **{name: other}) == difference


def test_the_range_left_is_that_of_a_price_with_the_phrase_settled():
    page = drawn()
    assert {
        "headcount",
        "bound",
        "run_length",
        "surcharge_days",
        "surcharge_amount",
    } == set(page.before.open)
    for each in priced(page):
        again = cs.price(
            AGREEMENT, RECORDS, {**page.before.open, each.phrase.name: [each.reading]}
        )
        assert (again.low, again.high) == (each.worth.low, each.worth.high)
        assert page.before.disputed - again.disputed == each.worth.narrower


def test_what_stays_open_once_all_are_settled():
    page = drawn()
    readings = {each.phrase.name: each.reading for each in priced(page)}
    left = cs.price(
        AGREEMENT.replace(readings={**AGREEMENT.readings, **readings}), RECORDS, OPEN
    )
    assert (left.base, left.low, left.high) == (
        page.after.base,
        page.after.low,
        page.after.high,
    )
    assert left.shares == page.left_open
    assert page.after.disputed == sum(page.left_open.values())


def test_settling_every_open_phrase_leaves_nothing_in_dispute():
    page = drawn(settled={"bound": "above", "surcharge_days": "whole_run"}, open=None)
    assert page.before.disputed > 0 == page.after.disputed and {} == page.left_open
    assert "CNY 0.00 stay in dispute" in markdown(
        drawn(settled={"bound": "above"}, open=None)
    )


def test_without_open_the_agreements_own_open_phrases_are_priced_too():
    opened = AGREEMENT.replace(
        readings__headcount="open",
        readings__payment_day="open",
        readings__same_person="open",
    )
    settled = {"bound": "above", "same_person": "once_per_shop"}
    assert {"headcount", "bound"} == set(drawn(opened, settled, None).before.open)
    with pytest.raises(
        BadInput, match=r"readings\.same_person: open; expected records of sessions"
    ):
        drawn(opened, {"bound": "above"}, None)


def test_where_nothing_moves_the_charges_there_is_no_price():
    page = drawn(
        settled={"payment_day": "before", "online_duty": "any_shop"}, open=None
    )
    assert (None, None) == (page.before, page.after)
    told = markdown(page)
    assert (
        "It has no price: it decides when a payment is due, not what is charged."
        in told
    )
    assert "All sentences together" not in told and ".00" not in told


def test_a_phrase_that_was_left_out_of_the_price_says_so():
    settled = {"bound": "above", "run_gap": "breaks"}
    told = markdown(draw_up(AGREEMENT, settled, cs.price(AGREEMENT, RECORDS, "bound")))
    assert 1 == told.count("It was not priced.")


def test_a_reading_that_has_no_price_or_no_figure_is_refused():
    with pytest.raises(BadInput, match="expected one of the readings that are priced"):
        drawn(settled={"bound": "above"}, open="bound=at_least")
    with pytest.raises(BadInput, match=r"give renewal\.new_monthly_fee"):
        drawn(settled={"after_renewal": "new_fee"}, open=None)
    with pytest.raises(BadInput, match="write surcharge_days"):
        draw_up(AGREEMENT, {"surcharge_day": "whole_run"})


# the document


def paragraphs(made, style):
    return [p.text for p in Document(BytesIO(made)).paragraphs if p.style.name == style]


def texts(made):
    """Everything that a DOCX file says, in its order."""
    body = Document(BytesIO(made)).element.body
    return ["".join(t.text for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p"))]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("agreement", [AGREEMENT, OTHER], ids=["sample", "other"])
def test_every_wording_is_read_back_out_of_the_document(agreement, language):
    for turn in range(5):
        settled = {
            name: ways[turn % len(ways)]
            for name in register()
            if (ways := agreement.available(name))
        }
        sentences = paragraphs(docx(draw_up(agreement, settled), language), "Quote")
        found = [read_wording(agreement, sentence) for sentence in sentences]
        assert [pair for pair in settled.items() for _ in LANGUAGES] == found
        for place, (name, reading) in enumerate(found):
            each = LANGUAGES[(place + LANGUAGES.index(language)) % 2]
            assert settle(agreement, name, reading, each).sentence == sentences[place]


@pytest.mark.parametrize("language", LANGUAGES)
def test_markdown_and_docx_say_the_same(language):
    page = drawn()
    told = markdown(page, language)
    lines = [re.sub(r"^(#+|>|-) ", "", line) for line in told.splitlines() if line]
    cells = [
        re.split(r" ?\| ?", line)[1:-1] if line.startswith("|") else [line]
        for line in lines
        if not line.startswith("| :--")
    ]
    assert [cell.strip() for row in cells for cell in row] == texts(
        docx(page, language)
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_document_has_every_amount_of_the_page(language):
    page = drawn()
    told = " ".join(texts(docx(page, language)))
    amounts = [
        page.before.base,
        page.before.disputed,
        page.after.base,
        page.after.disputed,
    ]
    amounts += [*page.before.shares.values(), *page.left_open.values()]
    for each in priced(page):
        worth = each.worth
        amounts += [worth.total, worth.low, worth.high, worth.narrower]
        amounts += [abs(fen) for fen in worth.against.values() if fen]
    assert [] == [fen for fen in amounts if money.grouped(fen) not in told]


def test_the_page_tells_both_parties_what_a_reading_is_worth():
    told = markdown(drawn(settled={"surcharge_days": "from_maturity"}, open="bound"))
    assert "between CNY 10,000.00 and 10,100.00" in told
    less = "CNY 1,600.00 less than under “every day over”: the client pays, and the provider receives, that much less."
    assert less in told
    assert "CNY 600.00 more than under “from the day after”" in told


def test_two_runs_give_the_same_bytes_and_tell_no_hour():
    for language in LANGUAGES:
        made = docx(drawn(), language)
        assert made == docx(drawn(), language)
        with ZipFile(BytesIO(made)) as parts:
            assert {(2020, 8, 1, 0, 0, 0)} == {
                info.date_time for info in parts.infolist()
            }
            assert [] == [name for name in parts.namelist() if "thumbnail" in name]
        facts = Document(BytesIO(made)).core_properties
        assert facts.created == facts.modified
        assert (2020, 8, 1) == (
            facts.created.year,
            facts.created.month,
            facts.created.day,
        )
        assert ("cscontract", "", {"en": "en-GB", "zh": "zh-CN"}[language]) == (
            facts.author,
            facts.comments,
            facts.language,
        )
        assert facts.title and "甲方网店" in facts.subject


def test_a_document_is_dated_by_its_term():
    made = docx(
        draw_up(AGREEMENT.replace(term__start=date(2020, 9, 2)), {"bound": "above"})
    )
    created = Document(BytesIO(made)).core_properties.created
    assert datetime(2020, 9, 2) == created.replace(tzinfo=None)


def test_the_document_is_built_of_real_styles_a_repeated_head_and_a_page_number():
    made = docx(drawn(), "zh")
    document = Document(BytesIO(made))
    assert ["消除歧义的措辞"] == paragraphs(made, "Title")
    assert len(SETTLED) + 2 == len(paragraphs(made, "Heading 1"))
    amounts, lines = document.tables
    for table in (amounts, lines):
        heads = [
            row._tr.find(".//" + qn("w:tblHeader")) is not None for row in table.rows
        ]
        assert [True] + [False] * (len(heads) - 1) == heads
    fields = document.sections[0].footer._element.iter(qn("w:fldSimple"))
    assert ["PAGE", "NUMPAGES"] == [field.get(qn("w:instr")) for field in fields]
    fonts = document.styles.element.find(".//" + qn("w:rFonts"))
    assert ("SimSun", "Times New Roman") == (
        fonts.get(qn("w:eastAsia")),
        fonts.get(qn("w:ascii")),
    )
    assert not [
        f
        for f in document.styles.element.iter(qn("w:rFonts"))
        if f.get(qn("w:asciiTheme"))
    ]


def test_names_are_text_and_numbers_of_persons_are_hidden():
    name = "=A|B *x* <b> 13800138000 " + "长" * 150
    page = draw_up(AGREEMENT.replace(parties__client=name), {"bound": "above"})
    told, made = markdown(page), " ".join(texts(docx(page)))
    assert r"Client: =A\|B \*x\* \<b\> ‹hidden›" in told
    assert "Client: =A|B *x* <b> ‹hidden›" in made and "138" not in told + made
    assert len(Document(BytesIO(docx(page))).core_properties.subject) <= 255


# the command


@pytest.fixture
def run(capsysbinary):
    def command(*arguments):
        status = main(["wording", *(str(argument) for argument in arguments)])
        captured = capsysbinary.readouterr()
        return status, captured.out, captured.err.decode("utf-8")

    return command


def said_first(language):
    return {"en": "(the sample)\n", "zh": "（示例数据）\n"}[language]


BOTH = ("--settle", "surcharge_days=whole_run", "--settle", "bound=above")


def test_the_command_tells_the_page_as_text(run):
    settled = {"bound": "above", "surcharge_days": "whole_run"}
    for language in LANGUAGES:
        status, out, _ = run(*BOTH, "--open", OPEN, "--lang", language)
        assert (
            0,
            said_first(language) + markdown(drawn(settled=settled), language),
        ) == (
            status,
            out.decode("utf-8"),
        )


@pytest.mark.usefixtures("named_readings")
def test_the_command_gives_json(run):
    _, out, _ = run(*BOTH, "--settle", "payment_day=before", "--json", "-")
    result = json.loads(out)
    assert ["bound", "surcharge_days", "payment_day"] == [
        s["phrase"] for s in result["settled"]
    ]
    bound, days, paid = result["settled"]
    assert ("above", "1.4(2)", "client") == (
        bound["reading"],
        bound["clause"],
        bound["favours"],
    )
    assert ("11200.00", {"at_least": "-300.00"}) == (bound["total"], bound["against"])
    assert {
        "every_day": "-400.00",
        "from_maturity": "1200.00",
        "after_maturity": "1800.00",
    } == (days["against"])
    for language in LANGUAGES:
        sentence = settle(AGREEMENT, "bound", "above", language).sentence
        assert sentence == bound["wording"][language]
    assert (None, {}, None, None) == tuple(
        paid[k] for k in ("total", "against", "low", "high")
    )
    assert ("2400.00", "0.00", {}) == (
        result["before"],
        result["after"],
        result["open"],
    )


def test_the_command_writes_each_document_whole(run, tmp_path):
    files = {
        form: tmp_path / f"wording.{form}" for form in ("docx", "markdown", "json")
    }
    options = [part for form, file in files.items() for part in (f"--{form}", file)]
    status, out, _ = run(*BOTH, *options)
    assert 0 == status and out.startswith(b"(the sample)\n# Wording that settles")
    settled = {"bound": "above", "surcharge_days": "whole_run"}
    page = drawn(settled=settled, open=None)
    assert docx(page) == files["docx"].read_bytes()
    assert markdown(page) == files["markdown"].read_text("utf-8")
    assert {**page.to_dict(), "sample": True, "notes": []} == json.loads(
        files["json"].read_text("utf-8")
    )
    assert sorted(files.values()) == sorted(tmp_path.iterdir())


def test_a_document_goes_to_standard_output_alone(run):
    page = drawn(settled={"bound": "above", "surcharge_days": "whole_run"}, open=None)
    assert docx(page) == run(*BOTH, "--docx", "-")[1]
    assert markdown(page) == run(*BOTH, "--markdown", "-")[1].decode("utf-8")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            (),
            "--settle: expected a phrase to settle, and its reading; fix: write PHRASE=READING",
        ),
        (("--reading", "bound=open"), "fix: write PHRASE=READING of one of bound\n"),
        (
            ("--settle", "bond=above"),
            "'bond=above'; expected a known phrase, =, and a reading of it; fix: write bound",
        ),
        (("--settle", "bound"), "--settle: 'bound'; expected a known phrase"),
        (
            ("--settle", "bound=open"),
            "--settle bound: 'open'; expected a reading of bound; fix: use one of above",
        ),
        (
            ("--settle", "bound=at_leats"),
            "'at_leats'; expected a reading of bound; fix: write at_least",
        ),
        (
            (*BOTH, "--settle", "bound=at_least"),
            "--settle: 'bound=at_least'; expected each phrase once",
        ),
        (
            (*BOTH, "--open", "headcuont"),
            "open: 'headcuont'; expected a known phrase; fix: write headcount",
        ),
        (
            (*BOTH, "--docx", "a.docx", "--json", "a.docx"),
            "a.docx: expected one result in each file",
        ),
        (
            (*BOTH, "--docx", "-", "--markdown", "-"),
            "standard output (-): expected one result in each file",
        ),
        ((*BOTH, "--docx", "no/such/a.docx"), "fix: choose another place"),
    ],
)
def test_what_is_wrong_is_said_in_words(run, options, message):
    status, out, err = run(*options)
    assert (2, b"") == (status, out)
    assert message in err


def test_all_faults_of_a_command_are_told_together(run):
    _, _, err = run(
        "none.yaml",
        SAMPLE / "records",
        "--settle",
        "bound=x",
        "--settle",
        "foo=bar",
        "--set",
        "a=1",
    )
    places = ["--settle bound", "--settle", "none.yaml", "--set"]
    assert places == [line.partition(":")[0] for line in err.splitlines()]


# one customer more or fewer


def days_of(persons):
    start = date(2020, 8, 3)
    rows = build.receptions(start, {"jd/a": {"received": persons}})
    data = build.plain(start, start.replace(day=2 + len(persons)))
    return build.agreement(data), build.records(rows)


def test_one_customer_can_make_a_run_of_three():
    agreement, records = days_of([101, 100, 101, 50])
    found = {(c.phrase, c.reading): c for c in cliffs(agreement, records)}
    cliff = found["bound", "above"]
    assert (date(2020, 8, 4), 1, 30000) == (cliff.day, cliff.customers, cliff.moves)


def test_every_cliff_is_what_a_changed_record_gives():
    persons = [101, 100, 101, 120, 99, 100, 100, 101]
    agreement, records = days_of(persons)
    base = check(agreement, records).charges.total
    cliff = next(
        c
        for c in cliffs(agreement, records)
        if (c.phrase, c.reading) == ("run_gap", "breaks")
    )
    moved = list(persons)
    moved[(cliff.day - date(2020, 8, 3)).days] += cliff.customers
    assert cliff.moves == check(*days_of(moved)).charges.total - base
    steps = [list(persons) for _ in range(2 * len(persons))]
    for at in range(len(persons)):
        steps[2 * at][at] += 1
        steps[2 * at + 1][at] -= 1
    assert abs(cliff.moves) == max(
        abs(check(*days_of(step)).charges.total - base) for step in steps
    )


def test_every_reading_of_the_volume_phrases_has_its_cliff():
    agreement, records = days_of([101, 100, 101])
    wanted = {
        (name, way) for name in phrases(agreement) for way in agreement.available(name)
    }
    assert wanted == {(c.phrase, c.reading) for c in cliffs(agreement, records)}


def test_the_drafting_order_leaves_least_at_each_step():
    price = cs.price(AGREEMENT, RECORDS, "bound,surcharge_days,headcount,run_length")
    drafts = drafting_order(price)
    assert price.disputed == drafts[0].disputed and 0 == drafts[-1].disputed
    assert sorted((d.disputed for d in drafts), reverse=True) == [
        d.disputed for d in drafts
    ]
    for draft in drafts:
        left = {
            n: (draft.settled[n],) if n in draft.settled else w
            for n, w in price.open.items()
        }
        again = cs.price(AGREEMENT, RECORDS, left)
        assert (draft.low, draft.high) == (again.low, again.high)
    one = min(
        cs.price(AGREEMENT, RECORDS, {**price.open, name: (way,)}).disputed
        for name, ways in price.open.items()
        for way in ways
    )
    assert one == drafts[1].disputed


def test_the_fewest_phrases_to_settle_for_an_amount():
    price = cs.price(AGREEMENT, RECORDS, "bound,surcharge_days,headcount,run_length")
    assert {} == fewest_to_settle(price, price.disputed).settled
    assert fewest_to_settle(price, 50000).disputed <= 50000
