"""The smallest dispute of two readings: replayed by `check`, shortest by trying all, or
proved not to be.
"""

import json
import random
from datetime import date
from itertools import combinations, product
from pathlib import Path

import pytest

import cscontract as cs
from cscontract.agreement.kinds import register
from cscontract.cli.main import main
from cscontract.core.errors import BadInput
from cscontract.questions.words.dispute import (
    alphabet,
    pairs_of_readings,
    parted,
    smallest_dispute,
)
from cscontract.questions.words.dispute_state import remains
from cscontract.questions.words.made_up_days import figures
from cscontract.verdict.charges import apply

SAMPLE = Path(__file__).resolve().parent.parent / "sample_data"
AGREEMENT = cs.load(SAMPLE / "agreement.yaml")
PHRASES = parted(AGREEMENT)
#: with a month's end, 31 August, and whole calendar weeks
SHORT = AGREEMENT.replace(term__start=date(2020, 8, 22), term__end=date(2020, 9, 10))
ENDING = SHORT.replace(readings={**SHORT.readings, "after_renewal": "agreement_ends"})
NEW_FEE = SHORT.replace(renewal__new_monthly_fee="2000.00")
#: what can never part two readings while nothing follows from the renewal
IDLE = ("renewal_week", "renewal_headcount")


def all_pairs(agreement, phrases=PHRASES):
    return [pair for phrase in phrases for pair in pairs_of_readings(agreement, phrase)]


def judged(agreement, folder, phrase, reading):
    """The total in fen that `check` comes to on the records of a folder under a
    reading.
    """
    readings = {**agreement.readings, phrase: reading}
    return cs.check(agreement.replace(readings=readings), cs.read(folder)).charges.total


@pytest.mark.parametrize(("phrase", "one", "other"), all_pairs(AGREEMENT))
def test_every_pair_has_a_smallest_dispute_replayed_by_check_or_never_differs(
    phrase, one, other, tmp_path
):
    found = smallest_dispute(SHORT, phrase, one, other)
    assert found.differ is (phrase not in IDLE)
    assert found.whole
    if found.differ:
        found.write(tmp_path)
        totals = tuple(judged(SHORT, tmp_path, phrase, way) for way in (one, other))
        assert found.totals == totals
        assert totals[0] != totals[1]


@pytest.mark.parametrize(("phrase", "one", "other"), all_pairs(ENDING, IDLE))
def test_where_the_agreement_ends_the_readings_of_the_renewal_part(
    phrase, one, other, tmp_path
):
    found = smallest_dispute(ENDING, phrase, one, other)
    found.write(tmp_path)
    totals = tuple(judged(ENDING, tmp_path, phrase, way) for way in (one, other))
    assert found.totals == totals
    assert totals[0] != totals[1]


@pytest.mark.parametrize(
    ("one", "other"),
    list(combinations(["terms_continue", "agreement_ends", "new_fee"], 2)),
)
def test_what_follows_the_renewal_parts_on_a_week_above_200(one, other, tmp_path):
    found = smallest_dispute(NEW_FEE, "after_renewal", one, other)
    found.write(tmp_path)
    totals = tuple(
        judged(NEW_FEE, tmp_path, "after_renewal", way) for way in (one, other)
    )
    assert found.totals == totals
    assert [201] * 7 == [day.persons for day in found.days]


SENTENCES = [
    (
        "bound",
        "above",
        "at_least",
        "3 days of 100 persons (from 22 Aug 2020) cost CNY 0.00 under “more than 100 only” "
        "and 300.00 under “100 or more”",
    ),
    (
        "surcharge_days",
        "whole_run",
        "from_maturity",
        "3 days of 101 persons (from 22 Aug 2020) cost CNY 300.00 under "
        "“all days of a matured run” and 100.00 under “from the day it matures”",
    ),
    (
        "run_gap",
        "breaks",
        "month_resets",
        "3 days of 101 persons (from 30 Aug 2020) cost CNY 300.00 under "
        "“any gap breaks the run” and 0.00 under “month's end breaks it too”",
    ),
    (
        "surcharge_amount",
        "flat",
        "per_started_100",
        "2 days of 101 persons, then one day of 201 persons "
        "(from 22 Aug 2020) cost CNY 300.00 under “flat sum a day” and 400.00 under “per started 100 over”",
    ),
]


@pytest.mark.parametrize(("phrase", "one", "other", "sentence"), SENTENCES)
def test_a_dispute_is_told_in_one_sentence(phrase, one, other, sentence):
    assert sentence == smallest_dispute(SHORT, phrase, one, other).text()


def test_a_dispute_is_told_in_chinese():
    found = smallest_dispute(SHORT, "bound", "above", "at_least")
    assert (
        "3 天各 100 人（自2020年8月22日起）：按“多于100才算”为 0.00 元，按“满100即算”为 300.00 元"
        == found.text("zh")
    )


def by_trying_all(agreement, found):
    """Whether some shorter series, or one as long with fewer persons, parts the two
    readings.
    """
    ways = [{**agreement.chosen, found.phrase: way} for way in found.readings]
    letters, term = found.domain, agreement.span
    for length in range(1, len(found.days) + 1):
        for series in product(letters, repeat=length):
            persons = sum(day.persons for day in series)
            if (length, persons) >= (
                len(found.days),
                sum(day.persons for day in found.days),
            ):
                continue
            for start in range(term.length - length + 1):
                one, other = (
                    apply(agreement, figures(term, start, series, w), w) for w in ways
                )
                if one.total != other.total:
                    return True
    return False


@pytest.mark.parametrize(
    ("phrase", "one", "other"),
    [
        ("run_gap", "breaks", "month_resets"),
        ("run_gap", "breaks", "bridges"),
        ("bound", "above", "at_least"),
        ("same_person", "once_per_shop", "once_per_id"),
        ("surcharge_days", "whole_run", "after_maturity"),
    ],
)
def test_no_shorter_series_and_none_of_fewer_persons_parts_them(phrase, one, other):
    tiny = AGREEMENT.replace(term__start=date(2020, 8, 29), term__end=date(2020, 9, 2))
    found = smallest_dispute(tiny, phrase, one, other)
    assert found.differ
    assert not by_trying_all(tiny, found)


@pytest.mark.parametrize("seed", range(60))
def test_series_in_one_state_are_charged_alike_for_whatever_comes(seed):
    """What the proof of “never differ” rests on."""
    rng = random.Random(seed)
    agreement = NEW_FEE.replace(
        volume__run_days=rng.randrange(4), renewal__days=rng.choice([2, 7])
    )
    readings = {
        **agreement.chosen,
        **{name: rng.choice(agreement.available(name)) for name in PHRASES},
    }
    agreement = agreement.replace(
        readings={k: v for k, v in readings.items() if k in PHRASES}
    )
    name = rng.choice(PHRASES)
    letters = alphabet(
        agreement, name, tuple(rng.choices(list(register()[name].readings), k=2))
    )
    term, known, compared = agreement.span, {}, 0

    def charged(series, start):
        return apply(agreement, figures(term, start, series, readings), readings)

    for _ in range(120):
        length, stop = rng.randrange(1, 9), rng.randrange(8, 12)
        few = rng.sample(letters, min(3, len(letters)))
        series = tuple(rng.choice(few) for _ in range(length))
        begun = charged(series, stop - length)
        state = stop, remains(begun, stop)
        start, other, total = known.setdefault(
            state, (stop - length, series, begun.total)
        )
        for _ in range(4 if series != other else 0):
            later = tuple(
                rng.choice(letters) for _ in range(rng.randrange(1, term.length - stop))
            )
            gains = charged(series + later, stop - length).total - begun.total
            assert gains == charged(other + later, start).total - total
            compared += 1
    assert compared


@pytest.mark.parametrize(
    ("phrase", "one", "other", "message"),
    [
        ("bund", "above", "at_least", "write bound"),
        ("part_month", "full_month", "thirty_days", "which days can part"),
        ("bound", "over", "above", "write above"),
    ],
)
def test_what_days_cannot_part_is_refused(phrase, one, other, message):
    with pytest.raises(BadInput, match=message):
        smallest_dispute(AGREEMENT, phrase, one, other)


def test_the_command_writes_records_that_check_judges(tmp_path, capsys):
    options = [
        "dispute",
        "--phrase",
        "run_length,bound",
        "--json",
        "-",
        "--out",
        str(tmp_path),
    ]
    assert 0 == main([*options, "--set", "term.end=2020-09-10"])
    found = json.loads(capsys.readouterr().out)["disputes"]
    pairs_of = {each["phrase"] for each in found if each["differ"]}
    assert {"run_length", "bound"} == pairs_of and all(each["differ"] for each in found)
    agreement = AGREEMENT.replace(term__end=date(2020, 9, 10))
    for each in found:
        folder = tmp_path / each["phrase"] / "-".join(each["readings"])
        for reading, total in zip(each["readings"], each["totals"], strict=True):
            assert (
                total
                == f"{judged(agreement, folder, each['phrase'], reading) / 100:.2f}"
            )


def test_every_phrase_is_told_once_in_both_languages():
    found = [
        smallest_dispute(SHORT, *pair) for pair in pairs_of_readings(SHORT, "run_gap")
    ]
    every = {each.readings for each in found}
    assert set(combinations(register()["run_gap"].readings, 2)) == every
    assert len(found) == len(every)
    for each in found:
        assert each.text() != each.text("zh")
