"""The panel's tab on words, driven without a browser: readings are chosen as a
browser's messages choose them.
"""

from io import BytesIO
from pathlib import Path

import pinned
import pytest
from PIL import Image

import cscontract as cs
from cscontract.agreement.kinds import register
from cscontract.core.money import grouped
from cscontract.views.charts.price_chart import (
    FAVOURS,
    layout_of,
    price_chart,
    price_finding,
    rows_of,
)
from cscontract.views.panel.panel import Panel
from cscontract.views.panel.price_tab import PriceTab

SAMPLE = Path(__file__).resolve().parent.parent / "sample_data"
AGREEMENT = cs.load(SAMPLE / "agreement.yaml")
RECORDS = cs.read(SAMPLE / "records")
#: the figures here are those of the named readings
pytestmark = pytest.mark.usefixtures("named_readings")
with pinned.only_named():
    FULL = cs.price(AGREEMENT, RECORDS, "all")
DEAREST = [
    "after_renewal",
    "headcount",
    "renewal_week",
    "surcharge_amount",
    "surcharge_days",
    "reception_metric",
    "bound",
    "renewal_headcount",
    "run_length",
    "seat_effect",
    "run_gap",
]


@pytest.fixture
def panel():
    panel = Panel(AGREEMENT, RECORDS)
    panel.tabs["Price of words"].far.value = True
    return panel


@pytest.fixture
def tab():
    tab = PriceTab(RECORDS)
    tab.far.value = True
    tab.show(AGREEMENT)
    return tab


@pytest.fixture
def arguable():
    tab = PriceTab(RECORDS)
    tab.show(AGREEMENT)
    return tab


def test_it_opens_with_the_strong_and_arguable_readings(arguable):
    expected = cs.price(AGREEMENT, RECORDS)
    assert (
        expected.span == arguable.price.span
        and expected.shares == arguable.price.shares
    )
    assert "CNY 7,500.00 to 16,300.00" in arguable.headline.value
    assert "with far-fetched readings 435.48 to 17,000.00" in arguable.headline.value
    labels = [label for label, _ in arguable.control("headcount").options]
    assert not [label for label in labels if "far-fetched" in label]
    assert "all who wrote (arguable; favours the provider; here: provider)" in labels


def test_the_switch_adds_the_far_fetched_readings_and_takes_them_back(arguable):
    arguable.control("headcount").value = "asked"
    arguable.far.value = True
    left = FULL.settle("headcount", "asked")
    assert (left.low, left.high) == (arguable.price.low, arguable.price.high)
    arguable.control("bound").value = "at_least"
    arguable.far.value = False
    assert {"headcount": "asked"} == arguable.chosen
    assert (
        cs.price(AGREEMENT, RECORDS).settle("headcount", "asked").span
        == arguable.price.span
    )


@pytest.mark.parametrize(
    ("phrase", "reading"),
    [
        ("surcharge_days", "every_day"),
        ("surcharge_days", "whole_run"),
        ("seat_effect", "surcharge_stops"),
        ("renewal_headcount", "asked"),
    ],
)
def test_a_reading_can_be_ruled_out(arguable, phrase, reading):
    before = arguable.full.open[phrase]
    arguable.control(phrase).value = f"-{reading}"
    left = tuple(way for way in before if way != reading)
    expected = cs.price(AGREEMENT, RECORDS, {**arguable.full.open, phrase: left})
    assert (
        expected.span == arguable.price.span
        and expected.shares == arguable.price.shares
    )
    assert not [
        each for each in arguable.price.readings(phrase) if each["reading"] == reading
    ]
    arguable.control(phrase).value = "open"
    assert arguable.full.span == arguable.price.span


def test_one_of_two_readings_is_settled_and_not_ruled_out(arguable):
    values = [value for _, value in arguable.control("headcount").options]
    assert ["open", "received", "asked"] == values


def test_every_reading_tells_why_it_stands_as_it_does(arguable):
    hint = arguable.controls["headcount"].box.tooltip
    assert "all who wrote: arguable. Every message makes work" in hint
    arguable.speak("zh")
    assert (
        "来消息的全部人数：可辩。每条来询都有工作量"
        in arguable.controls["headcount"].box.tooltip
    )


def test_an_end_that_rests_on_readings_that_clash_says_so(tab):
    assert "The least total rests on this" in tab.headline.value
    assert "renewal_week = calendar_week_total" in tab.headline.value


def settled(**readings):
    """The price from the ground up with these phrases settled, and no other."""
    agreement = AGREEMENT.replace(readings={**AGREEMENT.readings, **readings})
    return cs.price(
        agreement, RECORDS, [name for name in FULL.open if name not in readings]
    )


def listed(tab):
    """The phrases whose rows stand below the chart, in their order."""
    by_box = {id(control.box): name for name, control in tab.controls.items()}
    return [by_box[id(box)] for box in tab.live.children]


def test_nothing_is_priced_until_the_tab_is_opened(panel):
    panel.control("volume.threshold").value = 120
    assert panel.tabs["Price of words"].price is None
    tab = panel.select("Price of words")
    expected = cs.price(AGREEMENT.replace(volume__threshold=120), RECORDS, "all")
    assert (expected.low, expected.high) == (tab.price.low, tab.price.high)
    assert expected.shares == tab.price.shares


def test_it_opens_with_every_phrase_open(tab):
    assert FULL.span == tab.price.span
    assert FULL.shares == tab.price.shares
    low, high, disputed = map(grouped, (FULL.low, FULL.high, FULL.disputed))
    count = f"{FULL.combinations:,} combinations of {len(FULL.open)} open phrases"
    assert f"CNY {low} to {high}: {disputed} hang on {count}" in tab.headline.value
    assert "11,200.00: the same in 0.14 % of the combinations" in tab.headline.value
    assert "words open" not in tab.headline.value


def test_phrases_that_matter_stand_below_the_dearest_first_and_the_others_are_folded(
    tab,
):
    assert DEAREST == listed(tab)
    assert "3 without a share in the dispute" == tab.folded.title
    assert 3 == len(tab.idle.children)


@pytest.mark.parametrize(
    ("phrase", "reading"),
    [
        ("headcount", "inquiring"),
        ("bound", "at_least"),
        ("surcharge_days", "after_maturity"),
        ("after_renewal", "agreement_ends"),
        ("surcharge_amount", "once_a_month"),
        ("part_month", "full_month"),
    ],
)
def test_a_reading_that_is_chosen_leaves_what_a_price_with_it_settled_leaves(
    tab, phrase, reading
):
    tab.control(phrase).value = reading
    expected = settled(**{phrase: reading})
    assert expected.span == tab.price.span
    assert expected.shares == {
        name: fen for name, fen in tab.price.shares.items() if name != phrase
    }
    assert 0 == tab.price.shares[phrase]
    assert (phrase in DEAREST) == (phrase in listed(tab))
    assert "of 13 open phrases" in tab.headline.value


def test_a_row_keeps_its_place_while_it_is_moved_and_a_settled_one_is_listed_after_that(
    tab,
):
    tab.control("part_month").value = "full_month"
    assert DEAREST == listed(tab)
    tab.control("bound").value = "at_least"
    assert [*DEAREST, "part_month"] == listed(tab)
    tab.control("part_month").value = "open"
    assert [*DEAREST, "part_month"] == listed(tab)
    tab.control("bound").value = "open"
    assert DEAREST == listed(tab)


def test_choices_add_up_and_the_headline_says_by_how_much_they_narrow(tab):
    tab.control("headcount").set_state({"index": 3})
    tab.control("after_renewal").value = "terms_continue"
    expected = settled(headcount="inquiring", after_renewal="terms_continue")
    assert {"headcount": "inquiring", "after_renewal": "terms_continue"} == tab.chosen
    assert (expected.low, expected.high, expected.base) == (
        tab.price.low,
        tab.price.high,
        tab.price.base,
    )
    narrower = (FULL.disputed - expected.disputed) / 100
    assert f"▼ {narrower:,.2f} narrower than with all words open" in tab.headline.value
    assert 14864.52 == narrower


def test_a_choice_that_narrows_nothing_says_so(tab):
    tab.control("headcount").value = "asked"
    assert "as wide as with all words open" in tab.headline.value


def test_opening_a_phrase_again_takes_its_choice_back(tab):
    before = tab.picture.value
    tab.control("headcount").value = "asked"
    assert before != tab.picture.value
    tab.control("headcount").value = "open"
    assert {} == tab.chosen and FULL.span == tab.price.span
    assert before == tab.picture.value


def test_settle_as_the_agreement_has_it_and_open_all(panel):
    tab = panel.select("Price of words")
    tab.settle.click()
    total = cs.check(AGREEMENT, RECORDS).charges.total
    assert total == tab.price.low == tab.price.high
    assert "CNY 11,200.00: every phrase is settled" in tab.headline.value
    assert "No phrase that is open moves the total." in tab.finding.value
    assert "above" == tab.control("bound").value and not tab.idle.children
    tab.reset.click()
    assert FULL.span == tab.price.span
    assert {"open"} == {tab.control(name).value for name in FULL.open}
    assert DEAREST == listed(tab)


def test_a_phrase_that_the_agreement_leaves_open_stays_open(panel):
    panel.control("bound").value = "open"
    tab = panel.select("Price of words")
    tab.settle.click()
    expected = cs.price(AGREEMENT, RECORDS, "bound")
    assert (1_120_000, 1_150_000) == (expected.low, expected.high)
    assert (expected.low, expected.high) == (tab.price.low, tab.price.high)


def test_all_at_once_is_shown_once(tab, monkeypatch):
    shown = []
    show = tab._show
    monkeypatch.setattr(tab, "_show", lambda **kept: (shown.append(1), show(**kept)))
    tab.settle.click()
    assert [1] == shown


def test_a_figure_moved_on_the_left_is_priced_while_the_tab_is_open(panel):
    tab = panel.select("Price of words")
    tab.control("headcount").value = "inquiring"
    panel.control("volume.threshold").value = 120
    changed = AGREEMENT.replace(volume__threshold=120, readings__headcount="inquiring")
    expected = cs.price(
        changed, RECORDS, [name for name in FULL.open if name != "headcount"]
    )
    assert expected.span == tab.price.span
    assert "120" in tab.control("bound").description
    panel.answers.selected_index = 0
    panel.control("volume.threshold").value = 100
    assert expected.span == tab.price.span
    panel.answers.selected_index = 1
    assert settled(headcount="inquiring").span == tab.price.span


def test_a_reading_moved_on_the_left_moves_the_total_and_what_phrases_move_alone(panel):
    tab = panel.select("Price of words")
    panel.control("surcharge_days").value = "after_maturity"
    expected = cs.price(
        AGREEMENT.replace(readings__surcharge_days="after_maturity"), RECORDS, "all"
    )
    assert 940_000 == expected.base == tab.price.base
    assert expected.shares == tab.price.shares


def test_an_agreement_is_priced_once(panel, monkeypatch):
    from cscontract.views.panel import price_tab

    priced = []
    monkeypatch.setattr(
        price_tab, "price", lambda *given: (priced.append(1), cs.price(*given))[1]
    )
    panel.select("Price of words")
    panel.answers.selected_index = 0
    panel.answers.selected_index = 1
    panel.day.value = RECORDS.latest
    panel.keep.click()
    panel.switch.value = "zh"
    assert [1] == priced


def test_a_choice_that_is_no_longer_available_is_dropped(panel):
    tab = panel.select("Price of words")
    panel.control("renewal.new_monthly_fee").value = "2000.00"
    tab.control("after_renewal").value = "new_fee"
    tab.control("bound").value = "at_least"
    panel.control("renewal.new_monthly_fee").value = ""
    assert {"bound": "at_least"} == tab.chosen
    assert "open" == tab.control("after_renewal").value
    assert settled(bound="at_least").span == tab.price.span


@pytest.mark.parametrize("forged", ["new_fee", "<img src=x>", "", None, 7])
def test_a_forged_reading_is_told_beside_its_row_and_the_price_stays(tab, forged):
    tab.control("bound").value = "at_least"
    before, dropdown = tab.price, tab.control("after_renewal")
    dropdown.options = [*dropdown.options, ("forged", forged)]
    dropdown.value = forged
    assert before is tab.price and {"bound": "at_least"} == tab.chosen
    assert "no reading of it" in tab.complaint("after_renewal")
    tab.control("run_length").value = "at_least"
    assert settled(bound="at_least", run_length="at_least").span == tab.price.span
    dropdown.value = "terms_continue"
    assert not tab.complaint("after_renewal")


def test_a_forged_tab_opens_nothing(panel):
    panel.answers.selected_index = None
    assert panel.tabs["Price of words"].price is None


def test_an_agreement_that_cannot_be_priced_on_these_records_is_told_and_the_last_price_stays(
    tab,
):
    before = tab.price
    start, end = (
        day.replace(year=2040) for day in (AGREEMENT.term.start, AGREEMENT.term.end)
    )
    tab.show(AGREEMENT.replace(term__start=start, term__end=end.replace(year=2041)))
    assert before is tab.price and AGREEMENT == tab.agreement
    assert "Expected a date within a year of the term" in tab.status.value
    tab.show(AGREEMENT)
    assert not tab.status.value


def test_everything_is_said_in_chinese(panel):
    tab = panel.select("Price of words")
    tab.control("bound").value = "at_least"
    panel.switch.value = "zh"
    assert ["应付金额", "措辞之价", "谈判"] == list(panel.answers.titles)
    assert "13 处未定措辞共 1,166,400 种组合" in tab.headline.value
    assert "“双方须另订协议”" in tab.finding.value
    assert "满100即算（牵强；有利于乙方；就本记录：乙方）" in [
        label for label, _ in tab.control("bound").options
    ]
    assert "at_least" == tab.control("bound").value
    labels = [label for name in FULL.open for label, _ in tab.control(name).options]
    assert not [label for label in labels if label.isascii()]
    assert not tab.settle.description.isascii() and not tab.folded.title.isascii()
    panel.switch.value = "en"
    assert ["What it costs", "Price of words", "Negotiate"] == list(
        panel.answers.titles
    )
    assert "100 or more (far-fetched; favours the provider; here: provider)" in [
        x for x, _ in tab.control("bound").options
    ]


def test_each_row_is_found_by_its_class(tab):
    assert "csc-price-surcharge-days" in tab.control("surcharge_days")._dom_classes
    assert set(FULL.open) == set(tab.controls)


# the chart


def test_its_rows_hold_what_the_price_says():
    phrases = DEAREST
    for name, row in zip(phrases, rows_of(FULL, phrases), strict=True):
        assert (FULL.shares[name], FULL.alone(name), "") == (
            row.share,
            row.alone,
            row.settled,
        )
        told = [
            (r["favours"], r["low"], r["high"], r["total"]) for r in FULL.readings(name)
        ]
        assert told == list(row.readings)
    assert len(phrases) == len(layout_of(FULL, phrases).heights)


def test_a_settled_phrase_has_one_reading_left_and_its_label():
    price = FULL.settle("headcount", "inquiring")
    (row,) = rows_of(price, ["headcount"], "en")
    assert "inquiring before an order" == row.settled
    assert [("client", price.low, price.high, price.base)] == list(row.readings)


def test_its_finding_names_the_three_dearest():
    assert (
        "Dearest, by share in CNY: “the parties need a new agreement” 4,127.85, “persons received” 3,687.26, "
        "“above 200 for a week on end” 2,906.43."
    ) == price_finding(FULL)


def test_its_words_have_both_languages():
    assert {r.favours for p in register().values() for r in p.readings.values()} == set(
        FAVOURS
    )


def test_the_picture_is_the_same_whether_drawn_anew_or_after_choices(tab):
    fresh = tab.picture.value
    for phrase, reading in (("headcount", "asked"), ("surcharge_days", "every_day")):
        tab.control(phrase).value = reading
    assert fresh != tab.picture.value
    tab.reset.click()
    assert fresh == tab.picture.value
    assert 780 == Image.open(BytesIO(fresh)).width


def test_the_picture_of_a_price_shows_itself():
    picture, about = price_chart(FULL)._repr_png_()
    assert picture.startswith(b"\x89PNG")
    assert about["alt"] == price_finding(FULL)
    assert price_chart(cs.price(AGREEMENT, RECORDS, "part_month"))._repr_png_()


def test_no_character_of_the_chart_is_missing_from_its_fonts(recwarn):
    tab = PriceTab(RECORDS, "zh")
    tab.show(AGREEMENT)
    tab.settle.click()
    price_chart(FULL, "zh")._repr_png_()
    assert [] == [
        str(warning.message) for warning in recwarn if "Glyph" in str(warning.message)
    ]


def test_nothing_is_drawn_where_no_phrase_moves_anything():
    quiet = PriceTab(RECORDS)
    free = AGREEMENT.replace(
        volume__threshold=99_999,
        renewal__threshold=99_999,
        volume__surcharge="0.00",
        term__end=AGREEMENT.term.end,
        fee__monthly="0.00",
    )
    quiet.show(free)
    assert quiet.price.disputed == 0 and "none" == quiet.picture.layout.display
    assert "No phrase that is open moves the total." in quiet.finding.value
