"""A panel opened anew as it was: what its page keeps of it, and what is taken of what
comes back.
"""

import json
from datetime import UTC, datetime
from functools import cache
from itertools import count
from pathlib import Path

import pytest

import cscontract as cs
from cscontract.agreement.kinds import register
from cscontract.agreement.version_1 import known_figures as figures
from cscontract.core.language import chinese
from cscontract.rounds.rounds import Rounds
from cscontract.serve.notices import NOTICES, page_notices
from cscontract.views.panel.panel import Panel
from cscontract.views.panel.session import PanelSession
from cscontract.views.panel.session_state import LONGEST

SAMPLE = Path(__file__).resolve().parent.parent / "sample_data"
AGREEMENT = cs.load(SAMPLE / "agreement.yaml")
RECORDS = cs.read(SAMPLE / "records")
#: figures that lie on no step of a slider
OFF_STEPS = AGREEMENT.replace(fee__monthly="1980.37", volume__surcharge="33.33")
SECONDS = count()


def now():
    return datetime(2020, 8, 1, 10, 0, next(SECONDS), tzinfo=UTC)


def session(agreement=AGREEMENT, language="en", rounds=None):
    return PanelSession(Panel(agreement, RECORDS, language, rounds, now))


@cache
def standing(which, language="en"):
    """A session that is given many states one after the other."""
    return session(language=language)


def opened_anew(before, agreement=AGREEMENT, **how):
    """Another session that was given what the page of this one kept, and what
    it told.
    """
    after = session(agreement, **how)
    return after, after.take(before.value)


def same(before, after):
    """Both show the same, to the fen, and would be kept alike."""
    assert json.loads(before.value) == json.loads(after.value)
    for name in ("headline", "statement", "why"):
        assert getattr(before.panel, name).value == getattr(after.panel, name).value
    for one, other in zip(before.panel.controls, after.panel.controls, strict=True):
        assert one.accepted == other.accepted and one.complained == other.complained


# what is kept, and comes back


def moved(panel):
    """A panel that a reader has worked with."""
    panel.control("volume.threshold").value = 108
    panel.control("fee.monthly").value = "1980.37"
    panel.keep_as_baseline()
    panel.control("term.end").value = "2020-11-15"
    panel.control("seats.within_days").value = 3
    panel.control("bound").value = "at_least"
    panel.control("surcharge_days").value = "open"
    panel.day_shown.widget.value = "2020-09-24"
    return panel


@pytest.mark.parametrize(
    "agreement", [AGREEMENT, OFF_STEPS], ids=["sample", "off the steps"]
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_panel_comes_back_as_it_was(agreement, language):
    before = session(agreement)
    panel = moved(before.panel)
    panel.switch.value = language
    offers = panel.select("Negotiate")
    box = offers.saving
    box.name.value, box.note.value, box.author.value = "spring", "喂 <b>", "provider"
    offers.figure.value = "fee.monthly"
    after, told = opened_anew(before, agreement)
    same(before, after)
    assert panel.baseline.charges.total == after.panel.baseline.charges.total
    assert panel.verdict.charges.total == after.panel.verdict.charges.total
    assert after.panel.answers.selected_index == panel.answers.selected_index
    new = after.panel.tabs["Negotiate"]
    filled = new.saving.name.value, new.saving.note.value, new.saving.author.value
    assert ("spring", "喂 <b>", "provider") == filled
    assert new.changes.value == offers.changes.value
    sentence = "Terms, words, baseline and offer are as before; Reset goes back to the agreement."
    assert told == (sentence if language == "en" else chinese()[sentence])


@pytest.mark.parametrize(
    "key", [key for key, figure in figures().items() if figure.panel != "none"]
)
def test_every_figure_comes_back_at_both_ends_and_as_a_gap(key):
    figure, before, after = figures()[key], standing("before"), standing("after")
    values = [
        figure.show(figure.low),
        figure.show(figure.high),
        *([""] if figure.gap else []),
    ]
    for value in values:
        before.panel.control(key).value = value
        after.take(before.value)
        same(before, after)
    before.panel.reset_to_given()


@pytest.mark.parametrize(
    "phrase", [p.name for p in register().values() if RECORDS.can_decide(p)]
)
def test_every_reading_comes_back(phrase):
    before, after = standing("before"), standing("after")
    for reading in before.panel._of(phrase).offered:
        before.panel.control(phrase).value = reading
        after.take(before.value)
        same(before, after)
    before.panel.reset_to_given()


def test_what_is_refused_in_a_field_still_stands_there():
    before = session()
    before.panel.control("volume.threshold").value = 150
    before.panel.control("volume.surcharge").value = "98¹"
    after, _ = opened_anew(before)
    same(before, after)
    assert after.panel.complaint("volume.surcharge") == before.panel.complaint(
        "volume.surcharge"
    )
    assert "98¹" == after.panel.control("volume.surcharge").entry.value


def test_choices_on_the_tab_on_words_come_back():
    before = session()
    words = before.panel.select("Price of words")
    words.far.value = True
    words.control("bound").value = "at_least"
    words.control("headcount").value = "-inquiring"
    after, _ = opened_anew(before)
    new = after.panel.tabs["Price of words"]
    assert words.chosen == new.chosen and words.chosen
    assert words.headline.value == new.headline.value
    same(before, after)


def test_reset_still_goes_to_the_agreement():
    before = session(OFF_STEPS)
    fresh = before.value
    moved(before.panel)
    after, _ = opened_anew(before, OFF_STEPS)
    after.panel.reset_to_given()
    kept, first = json.loads(after.value), json.loads(fresh)
    assert {**kept, "day": ""} == {**first, "day": ""}
    assert (
        0
        == after.panel.verdict.charges.total
        - cs.check(OFF_STEPS, RECORDS).charges.total
    )


def test_terms_of_a_round_come_back_with_what_was_changed_in_them(tmp_path):
    file = tmp_path / "rounds.db"
    other = AGREEMENT.replace(
        parties__client="Other", volume__threshold=130, fee__monthly="1999.99"
    )
    saved = Rounds(file).save(other, "spring", "client", now())
    before = session(rounds=file)
    offers = before.panel.select("Negotiate")
    offers.saving.kept.value = saved.hash
    offers.saving.take_round()
    before.panel.control("volume.run_days").value = 1
    after, _ = opened_anew(before, rounds=file)
    same(before, after)
    assert other.replace(volume__run_days=1) == after.panel.agreement
    assert "Other" == after.panel.agreement.parties.client
    file.unlink()
    after, told = opened_anew(before, rounds=tmp_path / "none.db")
    assert AGREEMENT == after.panel.agreement
    assert (
        saved.hash[:10] in told and "still kept" in told and str(tmp_path) not in told
    )


def test_an_offer_still_answers_the_round_that_its_maker_was_shown(tmp_path):
    file = tmp_path / "rounds.db"
    shown = Rounds(file).save(
        AGREEMENT.replace(volume__threshold=130), "spring", "client", now()
    )
    before = session(rounds=file)
    before.panel.select("Negotiate").saving.name.value = "spring"
    before.panel.control("volume.threshold").value = 120
    quicker = Rounds(file).save(
        AGREEMENT.replace(volume__threshold=140),
        "spring",
        "provider",
        now(),
        parent=shown.hash,
    )
    after, _ = opened_anew(before, rounds=file)
    box = after.panel.tabs["Negotiate"].saving
    assert quicker.hash in [hash for _, hash in box.kept.options]
    box.save_offer()
    assert "Not saved" in box.status.value and 2 == len(Rounds(file).list())
    again, _ = opened_anew(after, rounds=file)
    again.panel.tabs["Negotiate"].saving.save_offer()
    assert 2 == len(Rounds(file).list())
    box.save_after()
    assert quicker.hash == Rounds(file).list()[-1].parent


def test_an_author_stays_in_another_language():
    panel = session().panel
    panel.select("Negotiate").saving.author.value = "provider"
    panel.switch.value = "zh"
    assert "provider" == panel.tabs["Negotiate"].saving.author.value


def test_nothing_but_changes_is_kept():
    """No party, shop, channel or text of the agreement, and none of the records."""
    before = session()
    moved(before.panel)
    told = json.loads(before.value)
    assert {"volume.threshold", "fee.monthly", "term.end", "seats.within_days"} == set(
        told["terms"]["figures"]
    )
    for text in ("甲方", "Taobao", "taobao", "official_chat", "alipay"):
        assert text not in before.value and json.dumps(text) not in before.value


# another agreement than was open


@pytest.mark.parametrize("language", ["en", "zh"])
def test_terms_of_another_agreement_are_told_and_not_taken(language):
    before = session()
    moved(before.panel).switch.value = language
    before.panel.select("Negotiate").saving.note.value = "mine"
    after, told = opened_anew(before, OFF_STEPS)
    assert OFF_STEPS == after.panel.agreement
    assert (
        after.panel.baseline.charges.total == cs.check(OFF_STEPS, RECORDS).charges.total
    )
    assert "mine" == after.panel.tabs["Negotiate"].saving.note.value
    assert language == after.panel.language
    parts = {
        "en": ["not the agreement", "“Limit” 108", "1,980.37"],
        "zh": ["不是之前", "“加收门槛”为 108"],
    }
    for part in parts[language]:
        assert part.replace("“Limit” 108", "Limit 108") in told


def test_that_it_is_another_agreement_is_told_also_where_nothing_was_changed():
    _, told = opened_anew(session(), OFF_STEPS)
    assert "This is not the agreement that was open before." == told


# what comes from outside


def hostile():
    """Texts that no panel wrote, by what is wrong with them."""
    good = json.loads(session().value)

    def but(**changes):
        return json.dumps({**good, **changes})

    def terms(**changes):
        return but(terms={**good["terms"], **changes})

    return {
        "nothing": "",
        "no JSON": "{",
        "a list": "[]",
        "null": "null",
        "NaN": "NaN",
        "deep": "[" * 90_000,
        "too long": " " * LONGEST + "{}",
        "no text": 5,
        "an object": {"a": 1},
        "none of the keys": "{}",
        "another version": but(version=2),
        "version as text": but(version="1"),
        "an unknown key": but(x=1),
        "a language": but(language="fr"),
        "a tab": but(tab=-1),
        "a far tab": but(tab=10**30),
        "a tab that is true": but(tab=True),
        "a tab of text": but(tab="1"),
        "given as number": but(given=1),
        "terms as list": but(terms=[]),
        "a figure of text": terms(figures="x"),
        "a number for a figure": terms(figures={"volume.threshold": 120}),
        "null for a figure": terms(figures={"volume.threshold": None}),
        "a figure below": terms(figures={"volume.threshold": "0"}),
        "a figure above": terms(figures={"volume.threshold": "100001"}),
        "an infinite figure": terms(figures={"volume.threshold": "1e999"}),
        "a small figure": terms(figures={"fee.monthly": "98¹"}),
        "no gap": terms(figures={"volume.threshold": "null"}),
        "no date": terms(figures={"term.end": "2020-02-30"}),
        "dates in the wrong order": terms(figures={"term.end": "2020-07-01"}),
        "figures that do not go together": terms(figures={"volume.threshold": "300"}),
        "no figure": terms(figures={"volume.nothing": "1"}),
        "a part of the agreement": terms(figures={"parties.client": "x"}),
        "a dunder": terms(figures={"__class__": "x"}),
        "no phrase": terms(readings={"nothing": "open"}),
        "no reading": terms(readings={"bound": "<script>"}),
        "a reading of another phrase": terms(readings={"bound": "inquiring"}),
        "a round that is no hash": terms(round="../../etc/passwd"),
        "a round that is not kept": terms(round="0" * 64),
        "a baseline": but(baseline={"figures": {"volume.threshold": "0"}}),
        "a baseline of nothing": but(baseline=None),
        "an author": but(offer={"author": "somebody"}),
        "a sweep": but(offer={"figure": "nothing"}),
        "a field": but(offer={"rounds": "x"}),
        "a field of numbers": but(offer={"note": 1}),
        "a list of offers": but(offer=[]),
        "a price": but(price={"chosen": {"bound": 1}, "far": False}),
        "an answer": but(answers="spring"),
        "far as text": but(price={"chosen": {}, "far": "yes"}),
        "half a sign": but(day="\ud800"),
    }


HOSTILE = hostile()


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_no_panel_has_written_is_refused_in_words_and_changes_nothing(
    text, language
):
    here = standing("hostile", language)
    before, shown = here.value, here.panel.headline.value
    told = here.take(text)
    start = "Nothing is taken over from before. "
    assert told.startswith(
        start if language == "en" else chinese()[start + "{reason}"][:-8]
    )
    assert (before, shown) == (here.value, here.panel.headline.value)
    assert AGREEMENT == here.panel.agreement
    assert "Traceback" not in told and "pydantic" not in told and len(told) < 600


@pytest.mark.parametrize(
    "part",
    [
        {"day": "soon"},
        {"day": "1999-01-01"},
        {"day": "<b>"},
        {"refused": {"volume.threshold": "x" * 50_000}},
        {"refused": {"nothing": "1"}},
        {
            "price": {
                "chosen": {"bound": "nothing", "nothing": "x", "headcount": "--"},
                "far": True,
            }
        },
        {"offer": {"name": "../x", "note": "<script>alert(1)</script>"}},
        {"round": "0" * 64},
        {"tab": 9},
    ],
)
def test_what_may_be_typed_may_come_back_and_is_told_where_it_is_wrong(part):
    here = session()
    good = json.loads(here.value)
    for tab in (0, 1, 2):
        here.take(json.dumps({**good, "tab": tab, **part}))
        assert (
            cs.check(AGREEMENT, RECORDS).charges.total
            == here.panel.verdict.charges.total
        )
        assert "<script" not in here.panel.headline.value
    if "day" in part:
        assert here.panel.day_shown.complained
    here.panel.reset_to_given()
    assert "11,200.00" in here.panel.headline.value


@pytest.mark.parametrize(
    "content", [None, 1, "kept", [], {}, {"ask": True}, {"kept": None}, {"kept": [1]}]
)
def test_every_question_is_answered(content, monkeypatch):
    here, sent = session(), []
    monkeypatch.setattr(here, "send", sent.append)
    before = here.value
    here.hear(content)
    assert 1 == len(sent) and [*sent[0]] == ["told"] and before == here.value


def test_a_browser_cannot_write_what_is_kept():
    here = session()
    before = here.value
    here.set_state({"value": "{}", "layout": None})
    assert before == here.value


@pytest.mark.parametrize("text", ["\ud800", "\x00", "x" * 200_000, "<b>", "\u202e"])
def test_whatever_is_typed_is_kept_and_stops_nothing(text):
    here = session()
    here.panel.tabs["Negotiate"].saving.note.set_state({"value": text})
    here.panel.tabs["Negotiate"].saving.author.set_state({"index": None})
    here.panel.control("volume.threshold").value = 108
    assert "108" == json.loads(here.value)["terms"]["figures"]["volume.threshold"]
    assert here.value.isascii() and text == json.loads(here.value)["offer"]["note"]


# what the page says itself


def test_every_notice_is_there_in_both_languages():
    assert set(NOTICES) == set(page_notices())
    for told in page_notices().values():
        assert told["en"] != told["zh"]


def test_the_script_of_the_page_tells_no_notice_that_there_is_not():
    script = (
        Path(cs.__file__).parent
        / "serve/app/voila/templates/cscontract/static/session.js"
    )
    text = script.read_text("utf-8")
    for name in NOTICES:
        assert f'"{name}"' in text or f"notices.{name}" in text
