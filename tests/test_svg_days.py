"""The days as a drawing: what its bars, lines and words say, read back from the SVG."""

import re
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

import cscontract as cs
from cscontract.core.days import each
from cscontract.views.charts import days as days_shown
from cscontract.views.charts import days_drawing
from cscontract.views.charts.days import COLOURS, HATCH, days_of_kinds, finding, top
from cscontract.views.charts.days_drawing import (
    BOTTOM,
    LEFT,
    RIGHT,
    TOP,
    Scale,
    days_svg,
    description,
)
from cscontract.views.text.verdict_text import width

SAMPLE = Path(__file__).resolve().parent.parent / "sample_data"
AGREEMENT = cs.load(SAMPLE / "agreement.yaml")
RECORDS = cs.read(SAMPLE / "records")
CHANGES = [
    {},
    {"volume__threshold": 190},
    {"volume__surcharge": "0.00"},
    {"term__end": date(2020, 9, 20)},
    {"term__start": date(2020, 1, 1)},
    {"readings__headcount": "asked", "renewal__threshold": 1200},
    {"readings__seat_effect": "threshold_per_seat", "seats__monthly_fee": "900.00"},
]
NUMBER = r"(-?\d+(?:\.\d+)?)"
changed = pytest.mark.parametrize("changes", CHANGES, ids=str)
languages = pytest.mark.parametrize("language", ["en", "zh"])


def charges_of(changes):
    return cs.check(AGREEMENT.replace(**changes), RECORDS).charges


def drawn(charges, language="en", chosen=None):
    return ElementTree.fromstring(days_svg(charges, language, chosen))


def local(element):
    return element.tag.split("}")[1]


def paths(svg, **attributes):
    """What is drawn by the paths that have these attributes."""
    return [
        path.get("d", "")
        for path in svg.iter()
        if local(path) == "path"
        and all(path.get(k) == v for k, v in attributes.items())
    ]


def bars(svg, kind):
    """Left edge, upper edge and width of each bar of a kind."""
    (path,) = paths(svg, **{"class": kind})
    return [
        tuple(map(float, found))
        for found in re.findall(
            rf"M{NUMBER} {BOTTOM}V{NUMBER}h{NUMBER}V{BOTTOM}z", path
        )
    ]


def words(svg):
    return [text.text for text in svg.iter() if local(text) == "text"]


@changed
def test_each_bar_stands_on_its_day_and_is_as_high_as_its_persons(changes):
    charges = charges_of(changes)
    svg, scale = drawn(charges), Scale(charges.daily.term.length, top(charges))
    volume = days_shown.drawn_volumes(charges)
    for kind, days in days_of_kinds(charges).items():
        persons = {
            day: scale.top
            if kind == "closed"
            else volume.persons[day] / volume.per[day]
            for day in each(days)
        }
        expected = [(scale.x(day), count) for day, count in persons.items() if count]
        actual = [
            (left + wide / 2, (BOTTOM - high) * scale.top / (BOTTOM - TOP))
            for left, high, wide in bars(svg, kind)
        ]
        assert len(expected) == len(actual)
        for (x, count), (middle, shown) in zip(expected, actual, strict=True):
            assert x == pytest.approx(middle, abs=0.1)
            assert count == pytest.approx(shown, abs=0.06 * scale.top / (BOTTOM - TOP))


@changed
def test_the_line_of_the_limit_stands_at_the_limit_of_each_day(changes):
    charges = charges_of(changes)
    scale = Scale(charges.daily.term.length, top(charges))
    (line,) = paths(drawn(charges), **{"class": "limit"})
    steps = re.findall(rf"[ML]{NUMBER} {NUMBER}H{NUMBER}", line)
    limits = days_shown.drawn_volumes(charges).limits
    assert len(limits) == len(steps)
    for day, (limit, step) in enumerate(zip(limits, steps, strict=True)):
        expected = (scale.x(day - 0.5), scale.y(limit), scale.x(day + 0.5))
        assert expected == pytest.approx(tuple(map(float, step)), abs=0.1)


def test_days_over_the_limit_that_are_not_charged_are_hatched_and_no_others():
    charges = charges_of({})
    svg = drawn(charges)
    over = bars(svg, "over")
    (hatch,) = [path for path in paths(svg, stroke=HATCH) if "l8 " not in path]
    lines = [
        tuple(map(float, f))
        for f in re.findall(rf"M{NUMBER} {NUMBER}l{NUMBER} {NUMBER}", hatch)
    ]
    assert {left for left, _, _ in over} == {x for x, _, _, _ in lines}
    highest = {left: high for left, high, _ in over}
    for x, foot, _, rise in lines:
        assert highest[x] - 0.1 <= foot + rise <= foot <= BOTTOM
    assert (
        37 == days_shown.charged_days(charges).bit_count() == len(bars(svg, "charged"))
    )


def test_kinds_have_the_colours_of_the_other_charts():
    charges = charges_of({"term__start": date(2020, 1, 1)})
    svg = drawn(charges)
    for kind in days_of_kinds(charges):
        (path,) = [
            e for e in svg.iter() if local(e) == "path" and e.get("class") == kind
        ]
        assert COLOURS[kind] == path.get("fill")


@changed
@languages
def test_it_is_sound_xml_that_asks_for_nothing(changes, language):
    text = days_svg(charges_of(changes), language, date(2020, 8, 31))
    svg = ElementTree.fromstring(text)
    assert {"svg", "title", "desc", "rect", "path", "line", "text", "polygon"} == {
        local(element) for element in svg.iter()
    }
    rest = text.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"href|url\(|://|@import|<style|<script|nan|inf", rest)


@changed
@languages
def test_nothing_lies_outside_the_picture(changes, language):
    charges = charges_of(changes)
    svg = drawn(charges, language, date(2020, 8, 31))
    for kind in days_of_kinds(charges):
        for left, high, wide in bars(svg, kind):
            assert LEFT <= left <= left + wide <= RIGHT and TOP <= high <= BOTTOM
    for text in (element for element in svg.iter() if local(element) == "text"):
        x, y = float(text.get("x")), float(text.get("y"))
        reach = width(text.text) * days_drawing.COLUMN
        if "transform" not in text.attrib and "text-anchor" not in text.attrib:
            assert (
                0 <= x
                and x + reach <= days_drawing.WIDTH
                and 10 < y < days_drawing.HEIGHT
            )


@languages
def test_title_and_description_say_what_is_to_be_seen(language):
    charges = charges_of({})
    svg = drawn(charges, language)
    title, told = svg[0], svg[1]
    assert ("title", "desc") == (local(title), local(told)) and "img" == svg.get("role")
    assert finding(charges, language) == title.text
    assert description(charges, language) == told.text
    if language == "en":
        assert "37 of 153 days are charged, CNY 3,700.00" == title.text
        sentence = (
            "Persons a day, 1 Aug 2020 to 31 Dec 2020: 41 days over the limit of 100; "
        )
        assert sentence + "most on 11 Nov 2020: 447." == told.text


def test_its_words_are_in_the_language():
    charges = charges_of({})
    english, chinese = (words(drawn(charges, language)) for language in ("en", "zh"))
    assert {
        "charged",
        "over, not charged",
        "not over the limit",
        "persons a day",
    } < set(english)
    assert {"100 limit", "200 limit", "11 Nov", "12 Dec", "2020-08"} < set(english)
    assert {
        "加收",
        "超过，不加收",
        "未超过门槛",
        "门槛 100",
        "门槛 200",
        "11月11日",
    } < set(chinese)
    assert not [word for word in chinese if re.search("[a-z]", word)]


def test_closed_days_are_named_only_where_there_are_some():
    assert "closed" not in words(drawn(charges_of({})))
    assert "closed" in words(drawn(charges_of({"term__start": date(2020, 1, 1)})))


def test_limits_that_are_near_are_written_apart():
    svg = drawn(charges_of({"volume__threshold": 195}))
    at = {t.text: float(t.get("y")) for t in svg.iter() if local(t) == "text"}
    assert at["195 limit"] - at["200 limit"] >= 12


def test_the_chosen_day_is_marked():
    charges = charges_of({})
    assert not [e for e in drawn(charges).iter() if local(e) == "polygon"]
    (mark,) = [
        e
        for e in drawn(charges, "en", date(2020, 11, 11)).iter()
        if local(e) == "polygon"
    ]
    day = charges.daily.term.day_of(date(2020, 11, 11))
    tip = float(mark.get("points").split(",")[0])
    assert Scale(charges.daily.term.length, top(charges)).x(day) == pytest.approx(
        tip, abs=0.1
    )
