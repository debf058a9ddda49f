"""Questions about words, asked of agreements that are composed of other clauses than
the sample.
"""

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import cscontract as cs
from cscontract.agreement.agreement import read_agreement
from cscontract.agreement.kinds import kinds
from cscontract.cli.main import main
from cscontract.core.errors import BadInput
from cscontract.questions.terms.differences import changes
from cscontract.questions.words.cliffs import cliffs
from cscontract.questions.words.dispute import (
    alphabet,
    asked_pairs,
    charged,
    not_parted,
    pairs_of_readings,
    parted,
    smallest_dispute,
)
from cscontract.questions.words.infer import infer
from cscontract.questions.words.stakes import at_stake
from cscontract.questions.words.wording import (
    draw_up,
    price_to_settle,
    read_wording,
    settle,
)
from cscontract.records.rows import Bill
from cscontract.views.documents.formats import markdown
from cscontract.views.text.risk_text import reading_rows

SAMPLE = Path(__file__).resolve().parent.parent / "sample_data"
RECORDS = cs.read(SAMPLE / "records")
SEED = cs.load(SAMPLE / "agreement.yaml")
HOURS = {
    "kind": "hours",
    "id": "times",
    "at": "4.1",
    "shifts": [{"name": "day", "start": "09:00", "end": "18:00"}],
}
BUSY = {
    "kind": "daily_surcharge",
    "id": "busy",
    "at": "4.2",
    "threshold": 100,
    "run_days": 2,
    "surcharge": "100.00",
    "step": 100,
}
PEAK = {
    **BUSY,
    "id": "peak",
    "at": "4.3",
    "threshold": 150,
    "run_days": 0,
    "surcharge": "30.00",
}
FEE = {"kind": "monthly_fee", "id": "basis", "at": "§ 5", "monthly": "1800.00"}
FURTHER = {"kind": "monthly_fee", "id": "further", "monthly": "200.00"}
NEW = {
    "kind": "new_agreement",
    "id": "anew",
    "at": "9",
    "of": None,
    "threshold": 120,
    "days": 2,
    "new_monthly_fee": None,
}
LANGUAGES = ("en", "zh")


def composed(*clauses, **readings):
    """An agreement of these clauses for six weeks."""
    shops = [{"id": id, "platform": id} for id in ("taobao", "jd", "suning")]
    data = {
        "agreement": "customer-service-outsourcing",
        "version": 2,
        "parties": {"client": "A shop", "provider": "B service"},
        "shops": shops,
        "term": {"start": date(2020, 8, 22), "end": date(2020, 9, 30)},
        "clauses": [HOURS, *clauses],
        "readings": readings,
    }
    return read_agreement(data, "composed.yaml")


FIXED = composed(FEE)
TWO = composed(BUSY, PEAK, FEE, FURTHER, **{"bound": "above", "bound@peak": "at_least"})
ENDING = composed(FEE, NEW, after_renewal="agreement_ends")


def total(agreement, records, phrase, reading):
    """The total (fen) under a reading of a phrase, as `check` comes to it."""
    read = {**agreement.readings, phrase: reading}
    return cs.check(agreement.replace(readings=read), records).charges.total


# dispute


def test_of_a_fixed_fee_no_days_part_any_reading():
    assert [] == parted(FIXED) == asked_pairs(FIXED, "all")
    (left,) = not_parted(FIXED)
    assert (
        "part_month, clause § 5: its kind of clause has no days that part"
        in left.text("en")
    )
    assert left.text("en") != left.text("zh")


@pytest.mark.parametrize("agreement", [FIXED, TWO])
def test_a_phrase_that_no_days_part_is_refused_by_its_clause(agreement):
    with pytest.raises(
        BadInput, match=r"'part_month' \(clause § 5.*which days can part"
    ):
        pairs_of_readings(agreement, "part_month")


def test_a_phrase_of_an_absent_clause_is_none():
    for phrase in ("renewal_week", "seat_effect", "bound@volume"):
        with pytest.raises(BadInput, match="which days can part"):
            pairs_of_readings(TWO, phrase)


EVERY = [("two", TWO, name) for name in parted(TWO)]
EVERY += [("ending", ENDING, name) for name in parted(ENDING)]


@pytest.mark.parametrize(("called", "agreement", "phrase"), EVERY)
def test_every_pair_is_parted_as_check_judges_or_is_proved_not_to_be(
    called, agreement, phrase, tmp_path
):
    for _, one, other in pairs_of_readings(agreement, phrase):
        found = smallest_dispute(agreement, phrase, one, other)
        assert found.differ or (found.whole and not found.silent)
        if found.differ:
            folder = tmp_path / f"{one}-{other}"
            found.write(folder)
            totals = tuple(
                total(agreement, cs.read(folder), phrase, way) for way in (one, other)
            )
            assert found.totals == totals
            assert totals[0] != totals[1]


def test_a_clauses_own_phrase_is_parted_at_its_own_limit():
    shared = smallest_dispute(TWO, "bound", "above", "at_least")
    own = smallest_dispute(TWO, "bound@peak", "above", "at_least")
    assert [100] * 3 == [day.persons for day in shared.days]
    assert [150] == [day.persons for day in own.days]
    assert "“more than 150 only”" in own.text("en")


def test_a_phrase_of_its_own_can_be_asked_for_without_standing_in_the_file():
    found = smallest_dispute(SEED, "bound@volume", "above", "at_least")
    assert [100] * 3 == [day.persons for day in found.days]
    quiet = smallest_dispute(
        SEED.replace(term__end=date(2020, 9, 10)), "bound@renewal", "above", "at_least"
    )
    assert quiet.whole and not quiet.differ


def test_persons_are_counted_by_the_phrase_of_each_clause():
    agreement = composed(BUSY, PEAK, FEE, **{"same_person@peak": "once_per_id"})
    found = smallest_dispute(
        agreement, "same_person@peak", "once_per_shop", "once_per_id"
    )
    letters = alphabet(agreement, "same_person", ("once_per_shop", "once_per_id"))
    assert [1] == [day.shared for day in found.days]
    (twice,) = [day for day in letters if day.shared and day.persons == 150]
    for way, surcharge in (("once_per_shop", 0), ("once_per_id", 3000)):
        readings = {**agreement.chosen, "bound": "above", "same_person@peak": way}
        none = charged(agreement, 0, (), readings).total
        assert surcharge == charged(agreement, 0, (twice,), readings).total - none


def test_of_a_kind_that_says_nothing_of_its_days_a_search_is_no_proof(monkeypatch):
    kind = kinds()["daily_surcharge"]
    monkeypatch.setitem(kind._answers, "remains", None)
    found = smallest_dispute(TWO, "surcharge_days", "whole_run", "every_day")
    assert found.differ
    found = smallest_dispute(TWO, "run_length", "more_than", "more_than")
    assert ("4.2", "4.3") == found.silent
    assert not found.differ and not found.to_dict()["proved"]
    assert "no proof" in found.text("en") and "4.2, 4.3" in found.text("zh")


def test_of_a_kind_that_offers_no_days_nothing_is_parted(monkeypatch):
    kind = kinds()["daily_surcharge"]
    monkeypatch.setitem(kind._answers, "edges", None)
    assert [] == parted(TWO)
    assert "bound@peak" in {each.phrase for each in not_parted(TWO)}


# cliffs, at stake


def test_cliffs_are_of_the_phrases_at_hand():
    assert [] == cliffs(FIXED, RECORDS)
    found = {cliff.phrase for cliff in cliffs(TWO, RECORDS)}
    assert {"bound", "bound@peak", "run_gap"} <= found
    assert not found & {"renewal_week", "seat_effect", "same_person", "part_month"}


def test_without_a_record_there_is_no_cliff():
    none = replace(RECORDS, receptions=())
    assert [] == cliffs(TWO, none)


def test_what_is_at_stake_lies_between_bounds_of_the_clauses_at_hand():
    low, high = at_stake(TWO, RECORDS, "same_person")
    assert low <= cs.check(TWO, RECORDS).charges.total == high
    assert at_stake(ENDING, RECORDS, "same_person") is not None
    assert at_stake(ENDING.replace(anew__threshold=30), RECORDS, "same_person") is None
    assert at_stake(TWO, RECORDS, "part_month") is None


# infer


def test_bills_say_by_which_readings_each_clause_was_reckoned():
    billed = TWO.replace(readings={"bound": "above", "bound@peak": "above"})
    months = cs.check(billed, RECORDS).charges.months
    bills = tuple(Bill(2, each.month.label, each.total) for each in months)
    found = infer(TWO, replace(RECORDS, bills=bills), "bound,bound@peak,part_month")
    assert 2 * 2 * 3 == found.combinations and found.fitting
    assert "above" in found.used("bound") and ["calendar_days"] == found.used(
        "part_month"
    )


# wording


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "agreement", [FIXED, TWO, ENDING], ids=["fixed", "two", "ending"]
)
def test_every_wording_leads_back_to_its_reading(agreement, language):
    for name, phrase in agreement.phrases.items():
        for reading in phrase.readings:
            sentence = settle(agreement, name, reading, language).sentence
            assert (name, reading) == read_wording(agreement, sentence)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_clauses_own_phrase_is_settled_for_the_clause_by_its_figures(language):
    shared = settle(TWO, "bound", "above", language).sentence
    own = settle(TWO, "bound@peak", "above", language)
    assert "100" in shared and "150" not in shared and "4.3" not in shared
    assert "150" in own.sentence and "100" not in own.sentence and "4.3" in own.sentence
    assert ("bound@peak", "above") == read_wording(TWO, own.sentence)
    renewal = settle(SEED, "bound@renewal", "above", language).sentence
    assert "200" in renewal and "100" not in renewal
    assert ("bound@renewal", "above") == read_wording(SEED, renewal)


@pytest.mark.parametrize(
    ("language", "words", "label"),
    [("en", "above 150 (4.3)", "150 or more"), ("zh", "超过150人 (4.3)", "满150即算")],
)
def test_a_risk_and_a_comparison_tell_a_clauses_own_phrase_by_its_figures(
    language, words, label
):
    spread = cs.risk(TWO, RECORDS, 20, open="bound@peak,bound")
    rows = [row[0] for row in reading_rows(spread, language)]
    assert f"“{words}” {label}" in rows
    assert 2 == len([row for row in rows if "100" in row])
    (change,) = changes(TWO, TWO.replace(**{"readings__bound@peak": "above"}))
    assert f"“{words}” {label} → " in change.text(TWO, language)


def test_a_clauses_own_phrase_is_opened_for_a_risk_and_a_trade_as_for_a_price():
    opened = "run_length@peak"
    assert opened in cs.price(TWO, RECORDS, opened).open
    spread = cs.risk(TWO, RECORDS, 20, open=opened)
    assert {opened: {"more_than", "at_least"}} == {
        name: set(ways) for name, ways in spread.by_reading.items()
    }
    assert (
        2
        == cs.trade(
            TWO, RECORDS, {"busy.threshold": 120}, "basis.monthly", opened
        ).combinations
    )


ABSENT = ("seat", "new agreement", "坐席", "另订")


def test_no_text_speaks_of_an_absent_clause():
    for phrase in TWO.phrases.values():
        readings = phrase.readings.values()
        texts = [phrase.words, phrase.question]
        texts += [
            text for way in readings for text in (way.label, way.meaning, way.settling)
        ]
        for each in texts:
            for text in each.values():
                shown = text.format(**TWO.wording_of(phrase.name))
                assert [] == [word for word in ABSENT if word in shown]


def test_a_phrase_that_no_clause_reads_is_not_settled():
    with pytest.raises(BadInput, match="a known phrase; fix: use one of part_month"):
        draw_up(FIXED, {"bound": "above"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_document_names_the_clauses_at_hand(language):
    settled = {"bound": "above", "bound@peak": "at_least", "part_month": "full_month"}
    page = draw_up(TWO, settled, price_to_settle(TWO, RECORDS, settled))
    told = markdown(page, language)
    assert list(settled) == [each.phrase.name for each in page.settlements]
    assert ["4.2", "4.3", "§ 5, further"] == [
        each.phrase.clause for each in page.settlements
    ]
    for each in page.settlements:
        assert total(TWO, RECORDS, each.phrase.name, each.reading) == each.worth.total
    assert not [word for word in ABSENT if word in told]


# the commands


FILES = {
    "fixed": (FIXED, ["part_month=full_month"]),
    "two": (TWO, ["bound=above", "bound@peak=at_least"]),
}


@pytest.fixture(params=FILES)
def command(request, tmp_path, capsys):
    agreement, settled = FILES[request.param]
    file = tmp_path / "agreement.yaml"
    text = json.dumps(agreement.plain(), default=str)
    file.write_text(re.sub(r'"(\d{4}-\d\d-\d\d)"', r"\1", text), "utf-8")
    options = [part for each in settled for part in ("--settle", each)]

    def run(name, *more):
        asked = {"wording": [str(SAMPLE / "records"), *options]}.get(name, [])
        status = main(["--lang", "en", name, str(file), *asked, *more])
        return status, capsys.readouterr().out

    return run


def test_the_commands_speak_of_the_clauses_at_hand(command):
    for name in ("wording", "dispute"):
        for more in ([], ["--json", "-"]):
            status, told = command(name, *more)
            assert 0 == status and told
            assert not [word for word in ABSENT if word in told]
