"""Explanations, classes of readings and pairs of composed agreements."""

import json
from datetime import date, timedelta

import pytest
from test_composed_price import AGAIN, BUSY, FEE, SAMPLE, SEATS, VERY, composed

import cscontract as cs
from cscontract.agreement.incompatible import clashes, pairs, pairs_of
from cscontract.agreement.kinds import register
from cscontract.cli.main import main
from cscontract.core.language import speaking
from cscontract.records.counting import daily
from cscontract.records.read import read
from cscontract.verdict.check import charge
from cscontract.verdict.combinations import totals
from cscontract.verdict.explain_month import explain_month
from cscontract.verdict.one_by_one import money_phrases, totals_one_by_one
from cscontract.verdict.plausibility import classes, considered

SOON = {**AGAIN, "threshold": 100}
RECORDS = read(SAMPLE / "records")
CHATS = read(SAMPLE / "all_records")
SEED = cs.load(SAMPLE / "agreement.yaml")
HOURS_ALONE = composed(FEE)
TWO = composed(BUSY, VERY, FEE)
EVERY = composed(
    {**AGAIN, "at": "§ 9", "threshold": 120},
    BUSY,
    {**FEE, "at": "§ 5"},
    SEATS,
    readings={
        "bound@again": "at_least",
        "after_renewal": "new_fee",
        "headcount@busy": "asked",
    },
    end="2021-02-28",
).replace(hours__closed="spring_festival")
COMPOSITIONS = {
    "the seed": SEED,
    "a fee alone": HOURS_ALONE,
    "two fees": composed(FEE, {**FEE, "id": "more", "monthly": "333.33"}),
    "two surcharges": TWO,
    "counted apart": composed(
        BUSY,
        FEE,
        AGAIN,
        readings={"same_person@busy": "once_per_id", "bound": "at_least"},
    ),
    "an end": composed(BUSY, SOON, FEE, readings={"after_renewal": "agreement_ends"}),
    "every kind": EVERY,
}


def sentences(explanation):
    return [(step.id, step.text("en")) for step in explanation.steps]


# a day


def test_each_surcharge_explains_its_own_steps_and_counts_stand_once():
    told = cs.explain(TWO, CHATS, date(2020, 11, 11))
    assert {"busy", "very_busy"} == {
        step.clause for step in told.steps if step.clause != "hours"
    }
    counted = [text for _, text in sentences(told) if text.startswith("The shops had")]
    assert 1 == len(counted)
    limits = [(id, text) for id, text in sentences(told) if "the limit of" in text]
    expected = "That is over the limit of {}."
    assert [
        ("busy", expected.format(100)),
        ("very_busy", expected.format(140)),
    ] == limits
    assert told.amounts.keys() == {"busy", "very_busy"}
    assert told.charged == sum(told.amounts.values())


def test_a_clause_that_counts_otherwise_shows_its_own_counts():
    apart = TWO.replace(readings={"headcount@very_busy": "asked"})
    told = cs.explain(apart, CHATS, date(2020, 11, 11))
    counted = [
        (step.id, step.phrase)
        for step in told.steps
        if "Of them counted" in step.text()
    ]
    assert [("busy", "headcount"), ("very_busy", "headcount@very_busy")] == counted


def test_a_day_that_no_clause_charges_shows_its_counts_and_says_so(tmp_path):
    for records, text in (
        (RECORDS, "rows of the agreement's shops"),
        (CHATS, "The shops had"),
    ):
        told = cs.explain(HOURS_ALONE, records, date(2020, 11, 11))
        english, chinese = told.text("en"), told.text("zh")
        assert text in english and "received:" in english and "获接待" in chinese
        assert (
            "No clause charges single days" in english
            and "没有按日计费的条款" in chinese
        )
        assert 0 == told.charged and not any(step.phrase for step in told.steps)
        assert "surcharge" not in english and "seat" not in english


def test_a_day_after_the_agreements_end_names_the_clause_that_ended_it():
    told = cs.explain(COMPOSITIONS["an end"], RECORDS, date(2020, 12, 10))
    (step,) = told.steps
    assert "again" == step.id and "had ended" in step.text("en")


def test_what_takes_a_day_off_stands_at_its_own_clause():
    agreement = EVERY.replace(
        readings={**EVERY.readings, "seat_effect": "surcharge_stops"}
    )
    places = {}
    for day in range(5, 25):
        for step in cs.explain(agreement, RECORDS, date(2020, 11, day)).steps:
            places[step.text("en")] = step.clause
    assert "more" == places["1 added seat is at work: no surcharge."]
    assert "§ 9" == places["The new fee is in force: no surcharge."]


@pytest.mark.parametrize("name", COMPOSITIONS)
def test_every_day_is_charged_what_its_explanation_says(name):
    agreement = COMPOSITIONS[name]
    ledger = [
        line
        for line in charge(agreement, daily(agreement, RECORDS)).lines
        if line.volume
    ]
    when = agreement.term.start
    while when <= agreement.term.end:
        lines = {line.id: line.amount for line in ledger if line.date == when}
        told = cs.explain(agreement, RECORDS, when)
        assert lines == {id: fen for id, fen in told.amounts.items() if fen}
        assert all(step.phrase in (*agreement.phrases, None) for step in told.steps)
        when += timedelta(days=9)


# a month


@pytest.mark.parametrize("records", [RECORDS, CHATS], ids=["receptions", "sessions"])
@pytest.mark.parametrize("name", COMPOSITIONS)
def test_a_month_adds_up_to_the_statement(name, records):
    agreement = COMPOSITIONS[name]
    charges = charge(agreement, daily(agreement, records))
    owed = {each.month.label: each.total for each in charges.months}
    for month in agreement.span.months:
        told = explain_month(agreement, records, month.label)
        assert told.total == owed.get(month.label, 0)
        for part in told.parts:
            assert (part.amount or 0) == sum(line.amount for line in part.lines)
            assert part.steps


def test_the_days_of_a_month_come_to_its_surcharges():
    told = explain_month(SEED, RECORDS, "2020-11").to_dict()
    (volume,) = [part for part in told["clauses"] if part["id"] == "volume"]
    days = [step for step in volume["steps"] if "the volume of" in step["text"]]
    assert len(days) == len(volume["lines"]) == 16 and all(
        step["rows"] for step in days
    )
    assert "1600.00" == volume["amount"] and "3100.00" == told["total"]
    assert ["fee", "volume", "seats"] == [part["id"] for part in told["clauses"]]
    assert all(line["rows"] for line in volume["lines"])


def test_a_part_month_a_new_fee_and_closed_days_are_told():
    first = explain_month(EVERY, RECORDS, "2020-08").text("en")
    assert (
        "The agreement governs 22 of 31 days: 22/31 of CNY 1,500.00 a month." in first
    )
    cut = EVERY.replace(readings={**EVERY.readings, "festival_fee": "cut"})
    february = explain_month(cut, RECORDS, "2021-02").text("en")
    assert "Closed days of the Spring Festival in the month: 7." in february
    assert (
        "7 closed days are taken off" in february
        and "Service days of the month" in february
    )
    due = charge(EVERY, daily(EVERY, RECORDS)).ending.week
    month = f"{EVERY.span.date_of(due[1]):%Y-%m}"
    changed = explain_month(EVERY, RECORDS, month).text("en")
    assert "[§ 9] A new fee of CNY 2,500.00 a month is in force on" in changed
    assert "rounded once to the fen" in changed


def test_a_month_after_the_end_has_no_clause_with_money():
    told = explain_month(COMPOSITIONS["an end"], RECORDS, "2020-12")
    assert ["again"] == [part.clause.id for part in told.parts] and 0 == told.total


def test_nothing_of_an_absent_clause_shows_in_a_month():
    told = explain_month(HOURS_ALONE, RECORDS, "2020-11")
    assert ["basis"] == [part.clause.id for part in told.parts]
    assert "整月" in told.text("zh") or "全月" in told.text("zh")


def test_a_month_is_explained_on_the_command_line_in_both_languages(capsys):
    assert 0 == main(["explain", "--month", "2020-09"])
    english = capsys.readouterr().out
    assert 0 == main(["explain", "--month", "2020-09", "--lang", "zh"])
    chinese = capsys.readouterr().out
    assert (
        "2020-09: CNY 2,200.00 in all." in english and "[2.2] CNY 1,500.00" in english
    )
    assert "2020-09：共 2,200.00 元。" in chinese
    assert len(english.splitlines()) == len(chinese.splitlines())
    assert 0 == main(["explain", "--month", "2020-09", "--json", "-"])
    told = json.loads(capsys.readouterr().out)
    assert ("2020-09", "2200.00") == (told["month"], told["total"])


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--month", "2021-01"], "a month of the term, 2020-08 to 2020-12"),
        (["--month", "2020-13"], "is not a month; write it like 2020-08"),
        (["--month", "2020-09", "--date", "2020-09-01"], "not allowed with argument"),
        ([], "one of the arguments --date --month is required"),
    ],
)
def test_a_month_that_is_none_is_refused(arguments, expected, capsys):
    try:
        status = main(["explain", *arguments])
    except SystemExit as left:
        status = left.code
    assert 2 == status and expected in capsys.readouterr().err


def test_a_month_shows_itself_as_a_table():
    told = cs.explain_month(SEED, RECORDS, date(2020, 9, 1))
    for language in ("en", "zh"):
        with speaking(language):
            assert told._repr_html_().count("<tr>") > len(told.parts)


# how plausible readings are


@pytest.mark.parametrize("name", COMPOSITIONS)
def test_every_phrase_of_an_agreement_has_its_classes_and_no_other(name):
    agreement = COMPOSITIONS[name]
    for records in (None, CHATS):
        found = classes(agreement, records)
        assert found.keys() == agreement.phrases.keys()
        for phrase, ways in found.items():
            assert ways.keys() == register()[phrase.partition("@")[0]].readings.keys()
            assert agreement.chosen[phrase] in considered(agreement, found, phrase)


def test_a_phrase_of_one_clause_goes_by_the_conditions_of_that_clause():
    readings = {"bound@busy": "open", "bound": "open", "run_length@busy": "at_least"}
    found = classes(composed(BUSY, VERY, AGAIN, FEE, readings=readings))
    assert "arguable" == found["bound@busy"]["at_least"].plausibility
    assert "far_fetched" == found["bound"]["at_least"].plausibility
    assert found["bound"]["at_least"].undecided


def test_a_condition_needs_the_clause_that_it_is_about():
    found = classes(TWO, CHATS)["reception_metric"]["mean_per_id"]
    assert ("arguable", None, None) == found
    low = {**AGAIN, "threshold": 160}
    moved = classes(composed(BUSY, low, FEE), CHATS)["reception_metric"]["mean_per_id"]
    assert "far_fetched" == moved.plausibility and "160" in moved.moved


def test_a_fee_for_seats_concerns_the_surcharge_that_calls_for_them():
    agreement = composed(BUSY, VERY, SEATS, FEE)
    assert (
        "arguable" == classes(agreement)["seat_effect"]["surcharge_stays"].plausibility
    )
    assert ["busy"] == [clause.id for clause in agreement.read_by("seat_effect")]


# pairs that cannot be held together


def test_the_seed_has_every_pair_and_a_fee_alone_none():
    assert {str(p) for p in pairs()} == {str(p) for p in pairs_of(SEED)}
    assert () == pairs_of(HOURS_ALONE)


def test_a_pair_holds_of_the_words_that_one_clause_reads():
    readings = {"bound@again": "at_least", "bound": "above", "run_length": "more_than"}
    apart = composed(BUSY, AGAIN, FEE, readings=readings)
    assert [] == clashes(apart.chosen, apart)
    own = composed(
        BUSY, VERY, FEE, readings={"bound@busy": "at_least", "run_length": "more_than"}
    )
    (pair,) = clashes(own.chosen, own)
    assert {"bound@busy", "run_length"} == pair.readings.keys()


def test_a_pair_over_two_clauses_holds_of_each_name():
    readings = {"headcount@busy": "asked", "renewal_headcount": "received"}
    agreement = composed(BUSY, VERY, AGAIN, FEE, readings=readings)
    (pair,) = clashes(agreement.chosen, agreement)
    assert "headcount@busy" in pair.readings


# prices one by one


@pytest.mark.parametrize(
    ("agreement", "records", "names"),
    [
        (TWO, RECORDS, ["bound", "surcharge_amount"]),
        (
            COMPOSITIONS["counted apart"],
            CHATS,
            ["same_person", "same_person@busy", "part_month"],
        ),
        (EVERY, RECORDS, ["bound@again", "headcount@busy", "after_renewal"]),
        (HOURS_ALONE, RECORDS, ["part_month"]),
    ],
    ids=["two surcharges", "counted apart", "every kind", "a fee alone"],
)
def test_one_by_one_is_what_all_at_once_come_to(agreement, records, names):
    open_phrases = dict.fromkeys(names, "open")
    agreement = agreement.replace(readings={**agreement.readings, **open_phrases})
    named = money_phrases(
        [name for name in names if name in agreement.phrases], records
    )
    choices = {
        name: agreement.available(name) for name in agreement.phrases if name in named
    }
    found = totals(agreement, records, choices).fen
    assert totals_one_by_one(agreement, records, choices) == found.ravel().tolist()


def test_a_phrase_of_one_clause_that_records_cannot_decide_is_refused():
    with pytest.raises(cs.BadInput, match="same_person@busy"):
        money_phrases(["same_person@busy", "bound"], RECORDS)
