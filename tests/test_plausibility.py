"""How plausible each reading is: the register's classes, the conditions that move them,
ranges, pairs, sides.
"""

import json
from datetime import date, datetime, timedelta
from itertools import product
from pathlib import Path

import pinned
import pytest
from ruamel.yaml import YAML

import cscontract as cs
from cscontract.agreement.agreement import read_agreement
from cscontract.agreement.incompatible import clashes, pairs
from cscontract.agreement.kinds import defaults, kinds, register
from cscontract.cli.main import main
from cscontract.core.errors import BadInput
from cscontract.core.language import in_language
from cscontract.records.engine_tables import log_of
from cscontract.records.rows import Payment, Presence
from cscontract.verdict.plausibility import classes, considered, favoured
from cscontract.views.text.price_text import price_text

import build

SAMPLE = Path(__file__).resolve().parent.parent / "sample_data"
AGREEMENT = cs.load(SAMPLE / "agreement.yaml")
RECORDS = cs.read(SAMPLE / "records")
CLAUSES = Path(cs.__file__).parent / "clauses"
START = date(2020, 8, 1)
S, A, F = "strong", "arguable", "far_fetched"
CLASSES = {
    "reception_metric": {"all_ids_total": S, "mean_per_id": A, "busiest_shop": A},
    "headcount": {"received": S, "asked": A, "inquiring": F},
    "renewal_headcount": {"inquiring": S, "received": A, "asked": A},
    "same_person": {"once_per_shop": S, "once_per_id": A},
    "day_boundary": {"calendar_day": S, "service_hours": A},
    "bound": {"above": S, "at_least": F},
    "run_length": {"more_than": S, "at_least": F},
    "run_gap": {"breaks": S, "bridges": A, "month_resets": F},
    "surcharge_days": {
        "whole_run": S,
        "every_day": A,
        "from_maturity": A,
        "after_maturity": F,
    },
    "surcharge_amount": {
        "flat": S,
        "per_started_100": A,
        "per_full_100": F,
        "per_person": F,
        "once_a_month": A,
    },
    "seat_effect": {
        "surcharge_stays": S,
        "surcharge_stops": A,
        "threshold_per_seat": A,
    },
    "renewal_week": {
        "seven_days_each": S,
        "calendar_week_each": A,
        "rolling_mean": A,
        "calendar_week_mean": F,
        "calendar_week_total": F,
    },
    "after_renewal": {"terms_continue": S, "agreement_ends": F, "new_fee": A},
    "part_month": {"calendar_days": S, "full_month": A, "thirty_days": A},
    "festival_days": {"announced_block": S, "statutory_days": A},
    "festival_fee": {"no_cut": S, "cut": A},
    "payment_day": {"on_or_before": S, "before": A},
    "payment_roll": {"next_working_day": S, "none": A},
    "surcharge_due": {"with_next_payment": S, "month_end": A},
    "late_interest": {"lpr_plus_30": S, "lpr_plus_50": A, "none": F},
    "online_duty": {"each_shop": S, "any_shop": A},
    "outage": {"excused": S, "strict": A},
    "closing_time": {"closes": S, "finish_open_chats": A},
}


def in_cases():
    """(phrase, reading) → the class that a case of it in a kind's folder has, where it
    has one.
    """
    cases = [
        case
        for path in sorted(CLAUSES.glob("*/*cases.yaml"))
        for case in YAML(typ="safe").load(path.read_text("utf-8")) or []
        if "plausibility" in case
    ]
    return {
        pair: case["plausibility"]
        for case in cases
        for pair in case["readings"].items()
    }


def test_every_reading_of_the_register_has_its_class():
    """That of the documents' table; of a reading that came later, that of its case."""
    of_table = {
        (name, way): each for name in CLASSES for way, each in CLASSES[name].items()
    }
    found = {
        (name, way): reading.plausibility
        for name, phrase in register().items()
        for way, reading in phrase.readings.items()
    }
    assert {**in_cases(), **of_table} == found


def test_every_reading_has_its_reason_in_both_languages():
    wording = AGREEMENT.replace(volume__threshold=103, renewal__threshold=288).wording
    for phrase in register().values():
        for way in phrase.readings.values():
            for text in (way.reason, way.stronger):
                assert not text or {"en", "zh"} == set(text)
                for language, words in text.items():
                    told = words.format(**wording)
                    assert told.strip() and "{" not in told
                    assert any("\u4e00" <= sign <= "\u9fff" for sign in told) == (
                        language == "zh"
                    )


# conditions


def filed(readings=None, **figures):
    """An agreement as a file would have it: nothing in it is tried out."""
    data = build.plain(START, START + timedelta(days=60), figures=figures)
    return read_agreement({**data, "readings": readings or {}}, "test")


def counted(ids, days=10, persons=50):
    """Records of so many IDs on some days."""
    lists = {f"jd/{at}": {"received": [persons] * days} for at in range(ids)}
    return build.records(build.receptions(START, lists))


def standing(agreement, records, phrase, reading):
    return classes(agreement, records)[phrase][reading]


@pytest.mark.parametrize(
    ("ids", "threshold", "most", "expected"),
    [
        (2, 100, 200, A),
        (3, 100, 200, F),
        (2, 101, 201, F),
        (2, 100, 201, A),
        (1, 200, 200, A),
        (7, 100, 200, F),
        (7, 28, 200, A),
        (7, 29, 200, F),
    ],
)
def test_the_mean_per_id_falls_where_its_step_lies_above_the_new_agreement(
    ids, threshold, most, expected
):
    agreement = filed(**{"volume.threshold": threshold, "renewal.threshold": most})
    found = standing(agreement, counted(ids), "reception_metric", "mean_per_id")
    assert expected == found.plausibility and (expected == F) == bool(found.moved)


def test_the_median_of_the_ids_counts_whatever_a_single_day_has():
    lists = {"jd/a": {"received": [50] * 10}, "jd/b": {"received": [50] * 10}}
    lists |= {f"jd/x{at}": {"received": [50] + [None] * 9} for at in range(9)}
    records = build.records(build.receptions(START, lists))
    found = standing(filed(), records, "reception_metric", "mean_per_id")
    assert A == found.plausibility
    half = {**lists, "jd/c": {"received": [50] * 5 + [None] * 5}}
    records = build.records(build.receptions(START, half))
    found = standing(filed(), records, "reception_metric", "mean_per_id")
    assert F == found.plausibility and "2.5 IDs a day" in found.moved


def test_without_records_what_hangs_on_them_is_named_and_not_decided():
    found = classes(AGREEMENT)
    assert A == found["reception_metric"]["mean_per_id"].plausibility
    assert found["reception_metric"]["mean_per_id"].undecided
    assert found["after_renewal"]["agreement_ends"].undecided
    assert not found["after_renewal"]["agreement_ends"].moved


def renewed(after=None, **changes):
    """Records of a week over 200, and further records on a day after it."""
    agreement = filed()
    lists = {"jd/a": {"received": [50] * 3 + [250] * 7}}
    records = build.records(build.receptions(START, lists))
    return agreement, cs.Records(
        records.receptions, records.seats, records.files, **changes
    )


def test_an_agreement_ends_where_nothing_went_on_after_its_day():
    found = standing(*renewed(), "after_renewal", "agreement_ends")
    assert A == found.plausibility and "10 Aug 2020" in found.moved
    assert "2020年8月10日" in in_language(found.moved, "zh")


@pytest.mark.parametrize(("by", "expected"), [(0, A), (1, F), (40, F)])
def test_a_payment_or_a_login_after_that_day_speaks_against_an_end(by, expected):
    when = date(2020, 8, 10) + timedelta(days=by)
    paid = (Payment(2, when, 100, "wechat", None),)
    assert (
        expected
        == standing(*renewed(payments=paid), "after_renewal", "agreement_ends")[0]
    )
    at = [datetime(when.year, when.month, when.day, hour) for hour in (9, 10)]
    login = log_of("presence.csv", Presence, [Presence(2, "jd", "a", *at)])
    assert (
        expected
        == standing(*renewed(presence=login), "after_renewal", "agreement_ends")[0]
    )


def test_a_chat_that_began_before_and_ended_after_that_day_is_no_service_after_it():
    times = [datetime(2020, 8, 10, 23, 50), datetime(2020, 8, 11, 0, 10)]
    for later, expected in ((0, A), (1, F)):
        at = [when + timedelta(days=later) for when in times]
        login = log_of("presence.csv", Presence, [Presence(2, "jd", "a", *at)])
        assert (
            expected
            == standing(*renewed(presence=login), "after_renewal", "agreement_ends")[0]
        )


def test_a_week_that_never_came_ends_nothing():
    found = standing(filed(), counted(1), "after_renewal", "agreement_ends")
    assert (F, None) == found[:2]


def test_a_fee_for_the_time_after_is_strong_in_the_file_and_arguable_in_a_what_if():
    own = filed(**{"renewal.new_monthly_fee": "2000.00"})
    assert (S, A) == tuple(
        standing(own, None, "after_renewal", way).plausibility
        for way in ("new_fee", "terms_continue")
    )
    tried = filed().replace(renewal__new_monthly_fee="2000.00")
    assert (A, S) == tuple(
        standing(tried, None, "after_renewal", way).plausibility
        for way in ("new_fee", "terms_continue")
    )
    assert (
        S
        == standing(
            own.replace(renewal__new_monthly_fee="2500.00"),
            None,
            "after_renewal",
            "new_fee",
        )[0]
    )
    gone = own.replace(renewal__new_monthly_fee=None)
    assert S == standing(gone, None, "after_renewal", "terms_continue").plausibility


@pytest.mark.parametrize(
    ("one", "other"), [("bound", "run_length"), ("run_length", "bound")]
)
def test_one_word_has_one_meaning(one, other):
    assert F == standing(filed(), None, other, "at_least").plausibility
    assert A == standing(filed({one: "at_least"}), None, other, "at_least").plausibility
    assert F == standing(filed({one: "open"}), None, other, "at_least").plausibility


def test_a_condition_that_nothing_here_decides_is_named():
    found = standing(filed(), counted(1), "bound", "at_least")
    assert "2017" in found.undecided and "2017" in in_language(found.undecided, "zh")


@pytest.mark.parametrize(
    ("readings", "expected"),
    [
        ({}, A),
        ({"surcharge_days": "open"}, A),
        ({"surcharge_days": "whole_run"}, F),
        ({"surcharge_days": "from_maturity"}, F),
        ({"surcharge_amount": "flat"}, A),
    ],
)
def test_once_a_month_falls_once_the_days_are_settled_in_the_file(readings, expected):
    agreement = filed(readings)
    assert (
        expected
        == standing(agreement, None, "surcharge_amount", "once_a_month").plausibility
    )
    for tried in ("every_day", "open"):
        other = agreement.replace(readings__surcharge_days=tried)
        assert (
            expected
            == standing(other, None, "surcharge_amount", "once_a_month").plausibility
        )


def test_a_seat_that_is_paid_for_makes_the_surcharge_beside_it_arguable():
    assert S == standing(filed(), None, "seat_effect", "surcharge_stays").plausibility
    paid = filed(**{"seats.monthly_fee": "500.00"})
    assert A == standing(paid, None, "seat_effect", "surcharge_stays").plausibility


def test_every_condition_is_of_a_reading_of_the_register():
    found = [each for kind in kinds().values() for each in kind.conditions]
    assert (
        all(way in register()[name].readings for name, way in found) and len(found) > 8
    )


@pytest.mark.usefixtures("named_readings")
def test_a_settled_reading_is_always_considered():
    agreement = AGREEMENT.replace(readings__headcount="inquiring")
    found = considered(agreement, classes(agreement, RECORDS), "headcount")
    assert ("received", "asked", "inquiring") == found
    agreement = AGREEMENT.replace()
    assert ("received", "asked") == considered(
        agreement, classes(agreement, RECORDS), "headcount"
    )


def test_what_a_file_says_outlives_what_is_tried_and_no_other_agreement_differs_by_it():
    tried = AGREEMENT.replace(readings__surcharge_days="open")
    assert AGREEMENT.filed == tried.filed == tried.replace(volume__threshold=120).filed
    assert AGREEMENT == tried.replace(readings__surcharge_days="whole_run")


# prices


@pytest.mark.usefixtures("named_readings")
def test_the_sample_costs_what_an_adviser_would_reckon_with():
    price = cs.price(AGREEMENT.replace(), RECORDS)
    assert (750_000, 1_630_000) == (price.low, price.high) == price.arguable[:2]
    named = cs.price(AGREEMENT, RECORDS, pinned.OF_COUNTS)
    assert (43_548, 1_700_000, 2_332_800) == (named.low, named.high, named.combinations)
    assert price.outer.low <= named.low and named.high <= price.outer.high
    assert (750_000, 1_400_000) == price.kept[:2] and [
        "bound",
        "surcharge_days",
    ] == price.agreed
    assert (820_000, 1_270_000) == price.one_step[:2]
    assert 1_120_000 == price.every.at({**price.settled, **price.strong})


@pytest.mark.usefixtures("named_readings")
def test_the_default_is_arguable_by_name_and_far_fetched_adds_the_rest(capsys):
    found = [
        priced(capsys, *options)
        for options in (
            [],
            ["--open", "arguable"],
            ["--far-fetched"],
            ["--open", "all"],
        )
    ]
    assert found[0] == found[1] and found[2] == found[3]
    assert ("7500.00", "16300.00") == (found[0]["low"], found[0]["high"])
    every = {key: found[3][key] for key in ("low", "high", "combinations")}
    assert every == found[0]["outer"] == found[3]["outer"]
    assert found[0]["arguable"] == found[3]["arguable"]
    named = priced(capsys, "--open", pinned.opened(pinned.OF_COUNTS))
    assert ("435.48", "17000.00") == (named["low"], named["high"])


def priced(capsys, *options):
    assert 0 == main(["price", *options, "--json", "-"])
    return json.loads(capsys.readouterr().out)


@pytest.mark.usefixtures("named_readings")
def test_a_phrase_named_without_a_choice_has_every_reading(capsys):
    found = priced(capsys, "--open", "bound,headcount")
    assert 6 == found["combinations"] and ("8700.00", "13400.00") == (
        found["low"],
        found["high"],
    )
    assert {"low": "11200.00", "high": "12700.00", "combinations": 2} == found[
        "arguable"
    ]
    some = priced(capsys, "--open", "headcount=received/asked")
    assert 3 == some["outer"]["combinations"] and "8700.00" == some["outer"]["low"]
    assert ["inquiring"] == [way["reading"] for way in some["phrases"][0]["left_out"]]


def test_every_reading_is_told_with_its_class_and_whom_it_favours_here(capsys):
    for phrase in priced(capsys, "--open", pinned.opened(pinned.OF_COUNTS))["phrases"]:
        for reading in phrase["readings"]:
            total, base = (float(reading["total"]), 11_200)
            here = (
                "neither" if total == base else "client" if total < base else "provider"
            )
            assert here == reading["favours_here"]
            moved = (
                CLASSES[phrase["phrase"]][reading["reading"]] != reading["plausibility"]
            )
            assert moved == bool(reading["moved"])


@pytest.mark.parametrize(
    ("total", "base", "side"), [(1, 2, "client"), (2, 1, "provider"), (2, 2, "neither")]
)
def test_a_reading_favours_whom_its_money_favours(total, base, side):
    assert side == favoured(total, base)


def test_the_bounds_of_any_choice_are_those_of_its_enumeration():
    price = cs.price(
        AGREEMENT, RECORDS, "reception_metric,headcount,surcharge_days,seat_effect"
    )
    for choices, bounds in (
        (
            {n: considered(AGREEMENT, price.standings, n) for n in price.open},
            price.arguable,
        ),
        ({n: AGREEMENT.available(n) for n in price.open}, price.outer),
    ):
        every = (
            dict(zip(choices, way, strict=True)) for way in product(*choices.values())
        )
        agreements = (
            AGREEMENT.replace(readings={**AGREEMENT.readings, **way}) for way in every
        )
        totals = [cs.check(each, RECORDS).charges.total for each in agreements]
        assert (min(totals), max(totals), len(totals)) == bounds


@pytest.mark.usefixtures("named_readings")
def test_check_ranges_over_strong_and_arguable_readings_with_the_outer_range_beside(
    capsys,
):
    options = ["--reading", "headcount=open", "--json", "-"]
    assert 0 == main(["check", *options])
    narrow = json.loads(capsys.readouterr().out)
    assert 0 == main(["check", "--far-fetched", *options])
    wide = json.loads(capsys.readouterr().out)
    assert ("11200.00", "12700.00") == (narrow["low"], narrow["high"])
    assert ("8700.00", "12700.00") == (wide["low"], wide["high"])
    assert {"low": "8700.00", "high": "12700.00", "combinations": 3} == narrow["outer"]
    assert narrow["outer"] == wide["outer"] and "outer" not in closed(capsys)


def closed(capsys):
    assert 0 == main(["check", "--json", "-"])
    return json.loads(capsys.readouterr().out)


@pytest.mark.usefixtures("named_readings")
def test_a_phrase_with_one_reading_left_still_counts_as_one(capsys):
    verdict = cs.check(AGREEMENT.replace(readings__bound="open"), RECORDS)
    assert (1_120_000, 1_120_000, 1, 1) == verdict.range
    assert (1_120_000, 1_150_000, 2) == verdict.outer


def test_bills_are_looked_at_under_every_reading_and_the_class_of_what_fits_is_named(
    capsys,
):
    own = [str(SAMPLE / "agreement.yaml"), str(SAMPLE / "all_records")]
    own += ["--open", pinned.opened(pinned.NAMED)]
    assert 0 == main(["infer", *own])
    told = capsys.readouterr().out
    assert (
        "504 of 9,331,200 combinations" in told
        and "bound: at_least (far-fetched)" in told
    )
    assert 0 == main(["infer", *own, "--json", "-"])
    found = json.loads(capsys.readouterr().out)["phrases"]
    assert {"above": S, "at_least": F} == found[5]["plausibility"]


@pytest.mark.parametrize(
    "command",
    [
        ["trade", "--give", "volume.threshold=120", "--for", "fee.monthly"],
        ["risk", "--paths", "20"],
        ["wording", "--settle", "headcount=received"],
    ],
)
def test_commands_take_arguable_and_all_alike(capsys, command):
    for opened in ("arguable", "bound,headcount=received/asked"):
        assert 0 == main([*command, "--open", opened, "--json", "-"]), (
            capsys.readouterr().err
        )
        assert json.loads(capsys.readouterr().out)


def test_dispute_leaves_far_fetched_readings_out_where_asked():
    from cscontract.questions.words.dispute import asked_pairs

    every, some = asked_pairs(AGREEMENT, "all"), asked_pairs(AGREEMENT, "arguable")
    assert set(some) < set(every)
    assert ("bound", "above", "at_least") in set(every) - set(some)
    assert ("headcount", "received", "asked") in some


@pytest.mark.usefixtures("named_readings")
def test_a_reading_that_is_ruled_out_is_in_no_range():
    agreement = AGREEMENT.replace()
    price = cs.price(agreement, RECORDS)
    every = price.outer.combinations
    left = price.rule_out("reception_metric", "busiest_shop").rule_out(
        "headcount", "asked"
    )
    kept = {
        **price.open,
        "reception_metric": ("all_ids_total",),
        "headcount": ("received",),
    }
    expected = cs.price(agreement, RECORDS, kept)
    assert expected.span == left.span and expected.shares == left.shares
    assert "busiest_shop" not in left.left_out("reception_metric")
    assert left.outer.combinations == every * 2 // 3 * 2 // 3
    base = price.rule_out("reception_metric", "all_ids_total")
    assert price.base == base.base and base.to_dict()["low"] == "7500.00"
    with pytest.raises(BadInput, match="another reading left"):
        base.rule_out("reception_metric", "busiest_shop")


# pairs


def test_the_pairs_are_of_the_register_and_the_defaults_hold_none():
    for pair in pairs():
        assert {"en", "zh"} == set(pair.reason)
        for name, ways in pair.readings.items():
            assert set(ways) <= set(register()[name].readings)
    assert [] == clashes(defaults())


@pytest.mark.parametrize(
    ("chosen", "count"),
    [
        ({"bound": "at_least", "run_length": "more_than"}, 1),
        ({"bound": "at_least", "run_length": "at_least"}, 0),
        ({"headcount": "asked", "renewal_headcount": "received"}, 1),
        ({"headcount": "asked"}, 0),
        ({"headcount": "inquiring", "renewal_headcount": "asked"}, 1),
        ({"renewal_week": "calendar_week_total"}, 1),
        ({"run_gap": "month_resets"}, 1),
        ({"run_gap": "month_resets", "renewal_week": "calendar_week_each"}, 0),
    ],
)
def test_readings_that_are_chosen_together_and_clash_are_told(chosen, count, capsys):
    assert count == len(clashes({**defaults(), **chosen}))
    options = [
        part for name, way in chosen.items() for part in ("--reading", f"{name}={way}")
    ]
    assert 0 == main(["check", *options])
    assert count == capsys.readouterr().out.count("cannot be held together")
    assert 0 == main(["check", *options, "--lang", "zh"])
    assert count == capsys.readouterr().out.count("不能并存")
    assert 0 == main(["check", *options, "--json", "-"])
    assert count == len(json.loads(capsys.readouterr().out)["clashes"])


def test_an_end_rests_on_a_pair_where_no_other_combination_gives_it():
    price = cs.price(AGREEMENT, RECORDS, "bound,run_length,headcount")
    for fen in (price.low, price.high):
        ways = [
            dict(zip(price.open, way, strict=True))
            for way in product(*price.open.values())
        ]
        at = [{**price.settled, **way} for way in ways]
        reaching = [each for each in at if price.totals.at(each) == fen]
        rests = all(clashes(each) for each in reaching)
        assert rests == bool(price.rests_on(fen))
        assert price.totals.at({**price.settled, **price.reached_at(fen)}) == fen
    data = price.to_dict()
    assert bool(price.rests_on(price.low)) == bool(data["low_rests_on"])


def test_an_end_that_rests_on_a_pair_is_told_in_text_and_json():
    price = cs.price(AGREEMENT, RECORDS, "bound,headcount")
    assert "The greatest total rests on this" in price_text(price)
    assert "最高金额以此为前提" in price_text(price, "zh")
    (told,) = price.to_dict()["high_rests_on"]
    assert {"bound": "at_least", "run_length": "more_than"} == told["readings"]
    assert [] == price.to_dict()["low_rests_on"]


def test_a_reading_that_an_explanation_rests_on_is_told_with_its_class():
    arguable = AGREEMENT.replace(readings__headcount="asked")
    day = date(2020, 9, 18)
    assert "all who wrote; arguable" in cs.explain(arguable, RECORDS, day).text()
    assert "arguable" not in cs.explain(AGREEMENT, RECORDS, day).text()
    steps = cs.explain(arguable, RECORDS, day).to_dict()["steps"]
    assert A in [step["plausibility"] for step in steps]
