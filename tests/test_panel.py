"""The live panel, driven without a browser: its controls are moved as a browser's
messages move them.
"""

import math
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

import cscontract as cs
from cscontract.agreement.kinds import register
from cscontract.agreement.version_1 import known_figures as figures
from cscontract.views.panel.panel import Panel

SAMPLE = Path(__file__).resolve().parent.parent / "sample_data"
AGREEMENT = cs.load(SAMPLE / "agreement.yaml")
RECORDS = cs.read(SAMPLE / "records")


@pytest.fixture
def panel():
    return Panel(AGREEMENT, RECORDS)


def texts(panel):
    return panel.headline.value + panel.statement.value + panel.why.value


def test_it_opens_on_the_agreement_as_it_is(panel):
    assert cs.check(AGREEMENT, RECORDS).total == panel.verdict.total
    assert "0.00</span> against the baseline" in panel.headline.value


def test_there_is_a_control_for_every_figure_and_every_phrase_that_the_counts_decide(
    panel,
):
    keys = {control.key for control in panel.controls}
    decided = {name for name, phrase in register().items() if not phrase.needs}
    assert (figures().keys() - {"duties.refund_limit"}) | decided == keys


def test_gaps_and_what_matters_to_few_readings_are_folded_away(panel):
    away = {each.key for each in panel.figures if each.box in panel.more.rows.children}
    gaps = {"seats.within_days", "seats.monthly_fee", "renewal.new_monthly_fee"}
    assert {"volume.step", "renewal.days", *gaps} == away


@pytest.mark.parametrize(
    ("key", "value", "changes"),
    [
        ("volume.threshold", 120, {"volume__threshold": 120}),
        ("volume.run_days", 6, {"volume__run_days": 6}),
        ("volume.surcharge", 33.3, {"volume__surcharge": "33.30"}),
        ("volume.step", 10, {"volume__step": 10}),
        ("fee.monthly", 1650.0, {"fee__monthly": "1650.00"}),
        ("renewal.threshold", 100, {"renewal__threshold": 100}),
        ("renewal.days", 3, {"renewal__days": 3}),
        ("renewal.new_monthly_fee", "2000.00", {"renewal__new_monthly_fee": "2000.00"}),
        (
            "term.start",
            "2020-08-17",
            {
                "term__start": cs.load(SAMPLE / "agreement.yaml").term.start.replace(
                    day=17
                )
            },
        ),
        ("payment.due_day", 1, {"payment__due_day": 1}),
        ("seats.within_days", "5", {"seats__within_days": 5}),
        ("seats.monthly_fee", "1000.00", {"seats__monthly_fee": "1000.00"}),
        ("bound", "at_least", {"readings__bound": "at_least"}),
        ("surcharge_days", "open", {"readings__surcharge_days": "open"}),
        ("payment_day", "on_or_before", {"readings__payment_day": "on_or_before"}),
    ],
)
def test_moving_a_control_gives_what_the_package_gives(panel, key, value, changes):
    panel.control(key).value = value
    expected, actual = cs.check(AGREEMENT.replace(**changes), RECORDS), panel.verdict
    assert (expected.total, expected.low, expected.high) == (
        actual.total,
        actual.low,
        actual.high,
    )
    assert expected.monthly == actual.monthly
    assert not panel.complaint(key)


@pytest.mark.parametrize("value", [math.nan, math.inf, 1e30, -1.0])
def test_a_forged_amount_is_told_beside_its_control_and_the_answer_stays(panel, value):
    """Row 78."""
    before = panel.verdict
    panel.control("fee.monthly").value = value
    assert panel.verdict is before
    assert "Allowed: money, 0.00 to 1,000,000.00" in panel.complaint("fee.monthly")


def test_a_forged_limit_beyond_its_slider_is_refused(panel):
    """Row 78."""
    panel.control("volume.threshold").value = 10**29
    assert "Allowed" in panel.complaint("volume.threshold")
    assert 100 == panel.agreement.volume.threshold


@pytest.mark.parametrize("text", ["2020-02-30", "1 August", "", "2019-12-31x"])
def test_a_date_that_is_none_is_told(panel, text):
    panel.control("term.start").value = text
    assert "Allowed: a date" in panel.complaint("term.start")


def test_an_end_before_the_start_is_told_and_mended(panel):
    panel.control("term.end").value = "2020-07-01"
    assert "a start that is not after the end" in panel.complaint("term.end")
    panel.control("term.end").value = "2020-09-30"
    assert not panel.complaint("term.end")
    assert ["2020-08", "2020-09"] == [month["month"] for month in panel.verdict.monthly]


def test_text_of_a_user_is_never_shown_as_markup(panel):
    panel.control("term.start").value = "<img src=x onerror=alert(1)>"
    shown = "".join(control.complaint.value for control in panel.controls) + texts(
        panel
    )
    assert "<img" not in shown


def test_keep_and_reset(panel):
    panel.control("volume.threshold").value = 120
    changed = panel.verdict.total
    panel.keep.click()
    assert changed == panel.baseline.total
    panel.control("bound").value = "at_least"
    panel.reset.click()
    assert 100 == panel.control("volume.threshold").value
    assert "above" == panel.control("bound").value
    assert (
        panel.verdict.total
        == panel.baseline.total
        == cs.check(AGREEMENT, RECORDS).total
    )


def test_reset_answers_once(panel, monkeypatch):
    panel.control("volume.threshold").value = 120
    panel.control("volume.run_days").value = 5
    answers = []
    answer = panel._answer
    monkeypatch.setattr(
        panel, "_answer", lambda agreement: (answers.append(1), answer(agreement))
    )
    panel.reset_to_given()
    assert [1] == answers


def test_the_chosen_day_is_explained(panel):
    day = RECORDS.latest.replace(month=11, day=11)
    panel.day.value = day
    assert "11 Nov 2020: charged CNY 100.00." in panel.why.value


def test_the_chosen_day_stays_in_a_term_that_no_longer_has_it(panel):
    panel.day.value = RECORDS.latest
    panel.control("term.end").value = "2020-10-15"
    assert "2020-10-15" == panel.day.value.isoformat()


def test_everything_is_shown_in_chinese(panel):
    panel.switch.value = "zh"
    assert "全期人民币 11,200.00 元" in panel.headline.value
    assert "加收门槛" == panel.control("volume.threshold").description
    assert "服务费" in panel.statement.value and "条款" in panel.why.value
    labels = [label for control in panel.phrases for label, _ in control.widget.options]
    assert not [label for label in labels if label.isascii()]
    panel.control("term.start").value = "?"
    assert "允许：日期" in panel.complaint("term.start")
    panel.switch.value = "en"
    assert "Limit" == panel.control("volume.threshold").description


def test_phrases_that_move_no_money_are_folded_away(panel):
    live = [
        control.key for control in panel.phrases if control.box in panel.live.children
    ]
    counts = cs.check(AGREEMENT, RECORDS).total
    for control in panel.phrases:
        ways = [
            AGREEMENT.replace(**{f"readings__{control.key}": w})
            for w in AGREEMENT.available(control.key)
        ]
        moves = any(cs.check(way, RECORDS).total != counts for way in ways)
        assert moves == (control.key in live), control.key


def test_the_picture_is_the_same_whether_drawn_anew_or_moved(panel):
    panel.control("volume.threshold").value = 130
    panel.control("volume.threshold").value = 100
    assert Panel(AGREEMENT, RECORDS).picture.value == panel.picture.value
    assert (780, 265) == Image.open(BytesIO(panel.picture.value)).size


def test_no_character_of_the_chart_is_missing_from_its_fonts(recwarn):
    Panel(AGREEMENT, RECORDS, "zh")
    assert [] == [
        str(warning.message) for warning in recwarn if "Glyph" in str(warning.message)
    ]
