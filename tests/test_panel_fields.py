"""The panel's fields: opening changes nothing, what is typed is read or refused, rounds
come back exactly.
"""

import math
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from ipywidgets import Widget

import cscontract as cs
from cscontract.agreement.version_1 import known_figures as figures
from cscontract.core.errors import BadInput
from cscontract.core.language import chinese
from cscontract.views.panel.fields import HELPER, Slider
from cscontract.views.panel.panel import Panel, headline_html

import build

SAMPLE = Path(__file__).resolve().parent.parent / "sample_data"
RECORDS = cs.read(SAMPLE / "records")
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
#: every figure lies off the steps of its slider, or off the sample's
OFF_STEPS = cs.load(SAMPLE / "agreement.yaml").replace(
    **build.OFF_STEPS,
    volume__run_days=3,
    term__start=date(2020, 8, 3),
    term__end=date(2020, 12, 18),
)
SHOWN = [figure for figure in figures().values() if figure.panel != "none"]
SLID = [figure for figure in SHOWN if figure.slider]
#: how 1,650.00 is written by people
AMOUNTS = [
    "1,650.00",
    "1 650",
    "１６５０",
    "1650",
    "¥1,650",
    "￥1650元",
    "1，650",
    "1\u00a0650.0",
    "1650.00 元",
]
#: how 1,001 persons are
NUMBERS = ["1,001", "1 001", "1001", "１００１", "１，００１", "1\u3000001"]
DATES = [
    "2020-11-30",
    "2020/11/30",
    "2020.11.30",
    "2020年11月30日",
    "２０２０／１１／３０",
    "20201130",
]
#: what is no number, or none that is allowed
NONE = [
    "98¹",
    "①",
    "1e3",
    "1,00",
    "NaN",
    "-5",
    "1" + "0" * 30,
    "10^30",
    "1.234",
    "1 65",
    "1_650",
    "+5",
    "٣",
    "inf",
    "∞",
    "1,650,0",
    "<b>5</b>",
    "#",
    "x" * 5000,
]
NO_DATES = [
    "2020-02-30",
    "2020/13/01",
    "30/11/2020",
    "2020.11/30",
    "1989-12-31",
    "2101/01/01",
    "",
    "null",
    "soon",
    "20201131",
    "2020年2月30日",
]


@pytest.fixture
def panel(tmp_path):
    return Panel(
        OFF_STEPS, RECORDS, "en", rounds=tmp_path / "rounds.db", now=lambda: NOON
    )


def holds(panel, agreement):
    """Every control, the agreement and every total are those of `check`."""
    for figure in SHOWN:
        field = panel.control(figure.key)
        assert agreement.figure(figure.key) == field.accepted == field.read(), (
            figure.key
        )
        assert field.written(field.accepted) == field.entry.value
        assert not panel.complaint(figure.key)
    assert panel.agreement == agreement
    expected = cs.check(agreement, RECORDS)
    assert expected.to_dict() == panel.verdict.to_dict()
    return True


# opening changes nothing


def test_it_opens_on_figures_off_the_steps_exactly(panel):
    assert holds(panel, OFF_STEPS)
    assert "1,980.37" == panel.control("fee.monthly").entry.value
    assert Decimal("1980.37") == panel.control("fee.monthly").value
    assert "288" == panel.control("renewal.threshold").entry.value


def test_figures_between_two_steps_are_not_rounded_to_one():
    """Fee 1,980, surcharge 85, renewal limit 288: 13,045.00 on the sample's counts."""
    agreement = cs.load(SAMPLE / "agreement.yaml").replace(
        fee__monthly="1980.00", volume__surcharge="85.00", renewal__threshold=288
    )
    panel = Panel(agreement, RECORDS)
    send_back(panel)
    assert (
        Decimal("13045.00") == cs.check(agreement, RECORDS).total == panel.verdict.total
    )
    assert 0 == panel.verdict.total - panel.baseline.total


def send_back(panel):
    """What a browser may send of its sliders without anyone moving them: each snapped
    to its steps.
    """
    for figure in SLID:
        slider = panel.control(figure.key).slider
        steps = round((slider.value - slider.min) / slider.step)
        snapped = min(max(slider.min + steps * slider.step, slider.min), slider.max)
        slider.set_state({"value": snapped})
        slider.set_state({"value": slider.value, "min": slider.min, "max": slider.max})


def test_what_a_browser_sends_back_of_sliders_changes_nothing(panel):
    for _ in range(2):
        send_back(panel)
        assert holds(panel, OFF_STEPS)
        panel.reset_to_given()


def test_every_slider_stands_on_one_of_its_steps_within_its_ends(panel):
    """So a browser has nothing to snap."""
    for value in ("1647.91", "1880.00", "0.00", "1000000.00", "6000.01", "5999.99"):
        panel.control("fee.monthly").value = value
        assert not panel.complaint("fee.monthly")
        for figure in SLID:
            slider = panel.control(figure.key).slider
            assert 1 == slider.step and 0 == slider.min <= slider.value <= slider.max


def test_the_ends_of_a_slider_never_change_under_a_browser(panel):
    ends = {figure.key: panel.control(figure.key).slider.max for figure in SLID}
    panel.control("renewal.threshold").value = 100_000
    panel.control("volume.threshold").value = 300
    panel.take(OFF_STEPS.replace(fee__monthly="9999.99"))
    assert ends == {figure.key: panel.control(figure.key).slider.max for figure in SLID}


def test_setting_a_field_sends_nothing_that_a_browser_would_answer(panel):
    """A reset and a round put the slider by the figure; the figure is not read off the
    slider.
    """
    panel.control("fee.monthly").value = "1647.91"
    heard = []
    for figure in SLID:
        panel.control(figure.key).changed = lambda key=figure.key: heard.append(key)
    panel.reset_to_given()
    panel.take(OFF_STEPS.replace(fee__monthly="1647.91"))
    assert [] == heard


def test_a_limit_beyond_its_slider_is_taken_and_the_slider_stands_at_its_end(panel):
    panel.control("renewal.threshold").value = 400
    panel.control("volume.threshold").value = "300"
    slider = panel.control("volume.threshold").slider
    assert (300, slider.max) == (panel.agreement.volume.threshold, slider.value)
    send_back(panel)
    assert 300 == panel.agreement.volume.threshold


@pytest.mark.parametrize(
    "amount", ["1880.00", "1647.91", "0.01", "999999.99", "1000000.00"]
)
def test_answers_of_trade_and_zone_come_back_to_the_fen(panel, amount):
    panel.control("fee.monthly").value = amount
    assert Decimal(amount) == panel.control("fee.monthly").value
    assert (
        cs.check(OFF_STEPS.replace(fee__monthly=amount), RECORDS).total
        == panel.verdict.total
    )


def test_the_agreed_value_is_a_stop_of_the_slider(panel):
    field = panel.control("fee.monthly")
    agreed = field.slider.value
    assert 198037 == field.slider.stops[agreed]
    field.slider.set_state({"value": agreed + 1})
    assert 200000 == panel.agreement.fee.monthly
    field.slider.set_state({"value": agreed - 1})
    assert 195000 == panel.agreement.fee.monthly
    field.slider.set_state({"value": agreed})
    assert holds(panel, OFF_STEPS)


@pytest.mark.parametrize("figure", SLID, ids=lambda figure: figure.key)
def test_a_slider_that_is_moved_moves_its_figure_to_both_its_ends(figure):
    panel = Panel(cs.load(SAMPLE / "agreement.yaml"), RECORDS)
    field = panel.control(figure.key)
    for place, end in ((0, figure.slider[0]), (field.slider.max, figure.slider[1])):
        field.slider.set_state({"value": place})
        assert figure.show(end, grouped=True) == field.entry.value
        accepted = panel.agreement.figure(figure.key) == end
        assert accepted == (not panel.complaint(figure.key))


# rounds


def test_a_round_loads_exactly_as_it_was_saved(panel):
    panel.select("Negotiate")
    tab = panel.tabs["Negotiate"]
    tab.saving.save_offer()
    first = tab.saving.kept.value
    panel.control("fee.monthly").value = "1647.91"
    panel.control("bound").value = "at_least"
    offer = panel.agreement
    tab.saving.save_offer()
    second = tab.saving.kept.value
    for kept, agreement in ((first, OFF_STEPS), (second, offer), (first, OFF_STEPS)):
        tab.saving.kept.value = kept
        tab.saving.take_round()
        send_back(panel)
        assert holds(panel, agreement)


def test_what_has_no_control_stays_that_of_the_round(panel):
    round = OFF_STEPS.replace(duties__refund_limit="20.00", fee__in_words=None)
    panel.take(round)
    panel.control("volume.run_days").value = 4
    assert round.replace(volume__run_days=4) == panel.agreement
    panel.reset_to_given()
    assert holds(panel, OFF_STEPS)


def test_a_round_with_a_reading_that_takes_a_figure_is_taken(panel):
    sample = cs.load(SAMPLE / "agreement.yaml")
    panel = Panel(sample, RECORDS)
    round = sample.replace(
        renewal__new_monthly_fee="2000.00", readings__after_renewal="new_fee"
    )
    panel.take(round)
    assert "new_fee" == panel.control("after_renewal").value
    assert cs.check(round, RECORDS).total == panel.verdict.total


def test_a_new_fee_that_is_typed_makes_its_reading_available():
    panel = Panel(cs.load(SAMPLE / "agreement.yaml"), RECORDS)
    panel.control("renewal.new_monthly_fee").value = "2,000.00"
    panel.control("after_renewal").value = "new_fee"
    assert "new_fee" == panel.agreement.readings["after_renewal"]
    panel.control("renewal.new_monthly_fee").value = ""
    told = panel.complaint("renewal.new_monthly_fee")
    assert "New fee" in told and "renewal." not in told and "new_fee" not in told
    assert 200000 == panel.agreement.renewal.new_monthly_fee


def test_a_round_that_cannot_be_judged_changes_nothing(panel):
    far = OFF_STEPS.replace(term__start=date(2030, 8, 3), term__end=date(2030, 12, 18))
    with pytest.raises(BadInput):
        panel.take(far)
    assert holds(panel, OFF_STEPS)


# typing


@pytest.mark.parametrize(
    "key", ["fee.monthly", "volume.surcharge", "renewal.new_monthly_fee"]
)
@pytest.mark.parametrize("text", AMOUNTS)
def test_an_amount_as_people_type_it(panel, key, text):
    panel.control(key).entry.set_state({"value": text})
    assert (165000, "") == (panel.agreement.figure(key), panel.complaint(key))
    assert "1,650.00" == panel.control(key).entry.value


@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_of_persons_as_people_type_it(panel, text):
    panel.control("renewal.threshold").entry.set_state({"value": text})
    assert 1001 == panel.agreement.renewal.threshold
    assert "1,001" == panel.control("renewal.threshold").entry.value


@pytest.mark.parametrize("text", DATES)
def test_a_date_as_people_type_it(panel, text):
    panel.control("term.end").entry.set_state({"value": text})
    assert date(2020, 11, 30) == panel.agreement.term.end
    assert "2020-11-30" == panel.control("term.end").entry.value
    panel.day.entry.set_state(
        {"value": text.replace("30", "29").replace("３０", "２９")}
    )
    assert date(2020, 11, 29) == panel.day.value
    assert panel.why.value.count("29 Nov 2020")


@pytest.mark.parametrize("text", ["", "null", " ", "NULL"])
def test_a_gap_is_left_unsaid(panel, text):
    panel.control("seats.within_days").entry.set_state({"value": text})
    assert panel.agreement.seats.within_days is None
    assert "" == panel.control("seats.within_days").entry.value
    assert "not agreed" == panel.control("seats.within_days").entry.placeholder
    panel.control("seats.within_days").value = 5
    panel.control("seats.within_days").value = None
    assert panel.control("seats.within_days").value is None


def keys_of(*kinds):
    return [figure.key for figure in SHOWN if figure.kind in kinds]


REFUSED = {
    **dict.fromkeys(keys_of("money", "whole"), NONE),
    **dict.fromkeys(keys_of("date"), NO_DATES),
}
for figure in SHOWN:
    if figure.kind != "date" and not figure.gap:
        REFUSED[figure.key] = [*REFUSED[figure.key], "", "null"]
for key, texts in {
    "volume.run_days": ["367"],
    "volume.threshold": ["0", "100001"],
    "payment.due_day": ["0", "29"],
    "fee.monthly": ["1000000.01"],
}.items():
    REFUSED[key] = [*REFUSED[key], *texts]


@pytest.fixture(scope="module")
def shared():
    """A panel for tests that leave it as they find it."""
    return Panel(OFF_STEPS, RECORDS, "en")


@pytest.mark.parametrize("key", REFUSED)
def test_what_is_refused_is_told_and_the_old_answer_is_marked(shared, key):
    field, kept = shared.control(key), shared.control(key).entry.value
    for text in REFUSED[key]:
        is_refused(shared, key, text, kept)
    field.value = kept
    assert "csc-old" not in shared.headline.value
    assert "csc-wrong" not in field._dom_classes and not shared.complaint(key)


def is_refused(panel, key, text, kept):
    before, figure, field = panel.verdict, figures()[key], panel.control(key)
    field.entry.set_state({"value": text})
    assert panel.verdict is before, text
    assert OFF_STEPS.figure(key) == field.accepted
    assert f"Allowed: {figure.bounds}" == panel.complaint(key)
    assert f"still {kept or 'not agreed'}" in complaint_html(panel, key)
    assert "csc-wrong" in field._dom_classes
    assert "csc-old" in panel.headline.value
    assert f"still the answer for {figure.label['en']} {kept}" in panel.headline.value
    assert "<b>5" not in complaint_html(panel, key)


def test_what_is_refused_is_told_in_chinese(shared):
    shared.control("fee.monthly").value = "98¹"
    shared.switch.value = "zh"
    assert "允许：" in shared.complaint("fee.monthly")
    assert "仍为 1,980.37" in complaint_html(shared, "fee.monthly")
    assert "仍是“月服务费”为 1,980.37 时的结果" in shared.headline.value
    shared.switch.value = "en"
    shared.reset_to_given()


def complaint_html(panel, key):
    return next(each for each in panel.controls if each.key == key).complaint.value


@pytest.mark.parametrize("text", [*NO_DATES, "2020-08-02", "2020-12-19", "98¹"])
def test_a_day_that_is_none_of_the_term_is_refused(panel, text):
    before = panel.why.value
    panel.day.entry.set_state({"value": text})
    assert "Allowed: a date, 2020-08-03 to 2020-12-18" == panel.day_shown.complained
    assert before == panel.why.value and "csc-old" in panel.why._dom_classes
    panel.day.value = date(2020, 12, 18)
    assert "" == panel.day_shown.complained and "csc-old" not in panel.why._dom_classes
    assert "18 Dec 2020" in panel.why.value


def test_the_days_slider_moves_the_day_and_follows_the_term(panel):
    panel.day.slider.set_state({"value": 0})
    assert date(2020, 8, 3) == panel.day.value
    panel.day.slider.set_state({"value": panel.day.slider.max})
    assert date(2020, 12, 18) == panel.day.value
    panel.control("term.end").value = "2020-09-30"
    assert date(2020, 9, 30) == panel.day.value
    assert (58, 58) == (panel.day.slider.max, panel.day.slider.value)
    panel.control("term.end").value = date(2021, 1, 31)
    assert 181 == panel.day.slider.max
    assert date(2020, 9, 30) == panel.day.slider.chosen


def test_two_figures_that_are_right_only_together_are_taken_together(panel):
    panel.control("volume.threshold").value = 320
    told = panel.complaint("volume.threshold")
    assert "“Renewal limit” at or above “Limit”" in told and "volume." not in told
    panel.control("renewal.threshold").value = 310
    assert panel.complaint("volume.threshold") and not panel.complaint(
        "renewal.threshold"
    )
    assert (103, 310) == limits(panel)
    panel.control("renewal.threshold").value = 330
    assert (320, 330) == limits(panel)
    assert not panel.complaint("volume.threshold")


def limits(panel):
    return panel.agreement.volume.threshold, panel.agreement.renewal.threshold


def test_a_refused_field_does_not_hold_up_the_others(panel):
    panel.control("fee.monthly").value = "98¹"
    panel.control("volume.threshold").value = 110
    expected = cs.check(OFF_STEPS.replace(volume__threshold=110), RECORDS)
    assert expected.total == panel.verdict.total
    assert "still the answer for Fee 1,980.37" in panel.headline.value
    panel.reset_to_given()
    assert holds(panel, OFF_STEPS)


def test_a_complaint_follows_the_language(panel):
    panel.control("volume.threshold").value = 320
    panel.switch.value = "zh"
    told = panel.complaint("volume.threshold")
    assert "应为" in told and not [key for key in figures() if key in told]
    panel.switch.value = "en"
    assert "Expected" in panel.complaint("volume.threshold")


# from Python


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("volume.threshold", 120, 120),
        ("volume.threshold", 120.0, 120),
        ("volume.threshold", "120", 120),
        ("fee.monthly", 1650, 165000),
        ("fee.monthly", 1650.0, 165000),
        ("fee.monthly", 1647.91, 164791),
        ("fee.monthly", Decimal("1647.91"), 164791),
        ("fee.monthly", "1,647.91", 164791),
        ("term.end", date(2020, 11, 30), date(2020, 11, 30)),
        ("seats.monthly_fee", None, None),
    ],
)
def test_a_notebook_sets_a_control(panel, key, value, expected):
    panel.control(key).value = value
    assert (expected, "") == (panel.agreement.figure(key), panel.complaint(key))


@pytest.mark.parametrize(
    "value", [math.nan, math.inf, 1e30, -1.0, 1.005, 10**30, True, [], {}]
)
def test_a_notebook_that_sets_nonsense_is_told(panel, value):
    panel.control("fee.monthly").value = value
    assert "Allowed: money" in panel.complaint("fee.monthly")
    assert 198037 == panel.agreement.fee.monthly


# from a client that forges its messages


@pytest.mark.parametrize(
    "state",
    [
        {"value": 10**6},
        {"value": -1},
        {"value": 10**6, "max": 10**9},
        {"value": 10**30, "max": 10**31, "min": -(10**31)},
    ],
)
def test_a_place_that_the_slider_has_not_is_told_and_changes_nothing(panel, state):
    field = panel.control("fee.monthly")
    before, stood, end = panel.verdict, field.slider.value, field.slider.max
    field.slider.set_state(state)
    assert panel.verdict is before and "Allowed: money" in panel.complaint(
        "fee.monthly"
    )
    assert (stood, end) == (field.slider.value, field.slider.max)
    field.slider.set_state({"value": stood + 1})
    assert 200000 == panel.agreement.fee.monthly and not panel.complaint("fee.monthly")


@pytest.mark.parametrize(
    "state", [{"max": 1}, {"min": 9}, {"step": 7}, {"disabled": True}, {}]
)
def test_a_client_cannot_change_what_a_slider_is(panel, state):
    slider = panel.control("fee.monthly").slider
    before = slider.get_state()
    slider.set_state(state)
    assert before == slider.get_state()
    assert holds(panel, OFF_STEPS)


@pytest.mark.parametrize(
    "value", [2000.0, math.nan, None, {"a": 1}, [1], 10**400, True]
)
def test_a_field_that_is_sent_no_text_is_read_as_text_or_refused(panel, value):
    panel.control("volume.threshold").entry.set_state({"value": value})
    assert 103 == panel.agreement.volume.threshold
    assert panel.complaint("volume.threshold")


# words


def test_every_field_has_a_name_and_its_slider_the_same(panel):
    for language in ("en", "zh"):
        panel.speak(language)
        for figure in SHOWN:
            field = panel.control(figure.key)
            parts = [field.entry, *([field.slider] if field.slider else [])]
            assert {figure.label[language]} == {part.description for part in parts}
        assert panel.day.entry.description == panel.day.slider.description != ""


def test_what_the_headline_counts_is_said():
    sample = cs.load(SAMPLE / "agreement.yaml")
    told = headline_html(cs.check(sample, RECORDS), cs.check(sample, RECORDS), "en")
    assert "CNY 11,200.00 for the term" in told
    assert "counted: 1 Aug 2020 to 31 Dec 2020, 153 of 153 service days" in told
    longer = cs.check(sample.replace(term__end=date(2021, 1, 31)), RECORDS)
    told = headline_html(longer, longer, "en")
    assert "for the term so far" in told
    assert "153 of 184 service days" in told
    assert "元（迄今）" in headline_html(longer, longer, "zh")


def test_no_slider_is_left_that_holds_a_figure(panel):
    sliders = [
        each
        for each in below(panel)
        if "max" in each.traits() and "step" in each.traits()
    ]
    assert sliders and all(isinstance(each, Slider) for each in sliders)


def below(widget):
    """A widget and all within it."""
    found = [widget]
    for child in getattr(widget, "children", ()):
        found += below(child) if isinstance(child, Widget) else []
    return found


def test_the_panels_sentences_have_their_chinese():
    for sentence in (
        "still the answer for {kept}",
        "still {value}",
        "Allowed: {bounds}",
    ):
        assert chinese()[sentence]


def test_a_page_tells_the_field_and_leaves_its_slider_out(tmp_path):
    from test_pages import with_widgets

    page = with_widgets(
        tmp_path,
        root=("HBox", {"children": ["IPY_MODEL_entry", "IPY_MODEL_slider"]}),
        entry=("Text", {"description": "Fee", "value": "1,980.37", "placeholder": ""}),
        slider=(
            "IntSlider",
            {"description": "Fee", "value": 40, "_dom_classes": [HELPER]},
        ),
    )
    assert "Fee: 1,980.37" in page.text and "40" not in page.text
