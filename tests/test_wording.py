"""Wording that settles, and what one customer can move."""

from datetime import date
from pathlib import Path

import pytest

import cscontract as cs
from cscontract.questions.cliffs import PHRASES, cliffs
from cscontract.questions.drafting import drafting_order, fewest_to_settle
from cscontract.questions.wording import document, read_wording, settle
from cscontract.terms.faults import BadInput
from cscontract.terms.phrases import register
from cscontract.verdict.check import check

import build

SAMPLE = Path(__file__).resolve().parent.parent / "sample_data"
AGREEMENT = cs.load(SAMPLE / "agreement.yaml")
RECORDS = cs.read(SAMPLE / "records")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_wording_leads_back_to_its_reading(language):
    for phrase in register().values():
        for reading in phrase.readings:
            sentence = settle(AGREEMENT, phrase.name, reading, language).sentence
            assert (phrase.name, reading) == read_wording(AGREEMENT, sentence)


def test_wording_has_the_agreements_figures():
    changed = AGREEMENT.replace(volume__threshold=137)
    assert "137" in settle(changed, "bound", "above").sentence


def test_a_sentence_that_settles_nothing_is_refused():
    with pytest.raises(BadInput, match="settles one phrase"):
        read_wording(AGREEMENT, "The parties will be kind to each other.")
    with pytest.raises(BadInput, match="write above"):
        settle(AGREEMENT, "bound", "abov")


def test_a_document_tells_what_each_wording_leaves_open():
    price = cs.price(AGREEMENT, RECORDS, "bound,surcharge_days")
    page = document(price, {"surcharge_days": "whole_run"})
    assert settle(AGREEMENT, "surcharge_days", "whole_run").sentence in page
    assert "between CNY 11,200.00 and 11,500.00" in page


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
        c for c in cliffs(agreement, records) if (c.phrase, c.reading) == ("run_gap", "breaks")
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
    wanted = {(name, way) for name in PHRASES for way in agreement.available(name)}
    assert wanted == {(c.phrase, c.reading) for c in cliffs(agreement, records)}


def test_the_drafting_order_leaves_least_at_each_step():
    price = cs.price(AGREEMENT, RECORDS, "bound,surcharge_days,headcount,run_length")
    drafts = drafting_order(price)
    assert price.disputed == drafts[0].disputed and 0 == drafts[-1].disputed
    assert sorted((d.disputed for d in drafts), reverse=True) == [d.disputed for d in drafts]
    for draft in drafts:
        left = {n: (draft.settled[n],) if n in draft.settled else w for n, w in price.open.items()}
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
