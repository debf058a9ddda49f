"""Risk: the model of volumes against what it was made from, paths against `check`,
words, charts, the command.
"""

import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pinned
import pytest

import cscontract as cs
from cscontract.cli.main import main
from cscontract.core.errors import BadInput
from cscontract.core.language import chinese
from cscontract.questions.seasons import risk as risks
from cscontract.questions.seasons.goodness_of_fit import goodness
from cscontract.questions.seasons.model_notes import LABELS, notes
from cscontract.questions.seasons.risk import AmountsOfPaths, model_of
from cscontract.questions.seasons.volume_model import (
    TYPICAL,
    Parameter,
    recorded_days,
    series,
)
from cscontract.verdict.display import html
from cscontract.views.charts.risk_chart import bins, cost_by_day, fit_chart, risk_chart
from cscontract.views.text.risk_text import (
    AMOUNTS,
    MEASURES,
    SHORT,
    SOURCES,
    part,
    risk_text,
)

import build

SAMPLE = Path(__file__).resolve().parent.parent / "sample_data"
AGREEMENT = cs.load(SAMPLE / "agreement.yaml")
RECORDS = cs.read(SAMPLE / "records")
START = date(2020, 8, 1)


@pytest.fixture(scope="module")
def risk():
    return cs.risk(
        AGREEMENT, RECORDS, paths=500, open=pinned.named("bound", "surcharge_days")
    )


def agreement_of(start, days, **changes):
    """The sample agreement for a term of so many days, with changes of `replace`."""
    end = start + timedelta(days=days - 1)
    return AGREEMENT.replace(term__start=start, term__end=end, **changes)


def records_of(start, received, asked=None, inquiring=None):
    """Records of one ID: persons by day, None where there is no row."""
    asked, inquiring = asked or received, inquiring or received
    counts = {"asked": asked, "received": received, "inquiring": inquiring}
    return build.records(build.receptions(start, {"jd/jd-01": counts}))


def persons_of(start, days, seed=1, **parameters):
    """Persons drawn from a model with these parameters, the rest plain."""
    base = model_of(AGREEMENT, RECORDS, AGREEMENT.chosen)[0]
    plain = {
        name: 0 if name in ("alpha", "memory_sd", "memory_rho") else 1
        for name in base.known
    }
    values = {**plain, **parameters}
    observed = model_of(
        agreement_of(start, days), records_of(start, [1] * days), AGREEMENT.chosen
    )
    known = {name: Parameter(value, "fitted") for name, value in values.items()}
    model = type(base)(observed[0].observed, base.calendar, known)
    term = agreement_of(start, days).span
    return model.persons(term, 1, np.random.default_rng(seed))[:, 0].tolist()


# the model


def test_parameters_are_recovered_from_days_drawn_with_them():
    start, days = date(2017, 3, 1), 1300
    true = {
        "level": 120,
        "monday": 1.2,
        "tuesday": 1.1,
        "wednesday": 1.0,
        "thursday": 1.0,
        "friday": 1.0,
        "saturday": 0.8,
        "sunday": 0.9,
        "promotion_11-11": 6,
        "promotion_12-12": 3,
        "festival": 0.3,
        "growth": 1.25,
        "alpha": 0.03,
        "memory_sd": 0.2,
        "memory_rho": 0.6,
    }
    agreement = agreement_of(start, days)
    records = records_of(start, persons_of(start, days, **true))
    model, _ = model_of(agreement, records, agreement.chosen)
    near = dict.fromkeys(true, 0.1) | {"promotion_11-11": 0.3, "promotion_12-12": 0.3}
    near |= {"festival": 0.25, "alpha": 0.4, "memory_sd": 0.25, "memory_rho": 0.25}
    for name, value in true.items():
        assert model.value(name) == pytest.approx(value, rel=near[name]), name
        assert "fitted" == model.known[name].source
    assert [] == goodness(model, np.random.default_rng(1), 200).outside


def test_poisson_days_have_no_dispersion_and_no_memory():
    records = records_of(START, persons_of(START, 900, level=80))
    model, _ = model_of(agreement_of(START, 900), records, AGREEMENT.chosen)
    assert model.value("alpha") < 0.002 and model.value("memory_sd") < 0.05
    assert "left out" == model.known["growth"].source


def test_the_sample_is_fitted(risk):
    known = risk.model.known
    assert 97.6 == round(known["level"].value, 1) and 1 == known["promotion_11-11"].days
    assert (4.75, 2.88) == tuple(
        round(known[f"promotion_{day}"].value, 2) for day in ("11-11", "12-12")
    )
    assert ["quantile_5", "autocorrelation_1"] == risk.goodness.outside
    frame = risk.parameters
    assert list(known) == list(frame.index) and {
        "fitted",
        "typical",
        "left out",
    } == set(frame.source)
    assert "persons a day" == frame.unit["level"] and "×" == frame.unit["monday"]


def test_days_without_a_record_do_not_count_and_stay_without_one():
    days = [
        None if (START + timedelta(days=day)).weekday() == 5 else 90 + day % 5
        for day in range(60)
    ]
    days[10] = None
    agreement = agreement_of(START, 120)
    model, at_hand = model_of(agreement, records_of(START, days), AGREEMENT.chosen)
    assert (
        91.5 < model.value("level") < 92.5
        and "left out" == model.known["saturday"].source
    )
    term, recorded = agreement.span, recorded_days(model, at_hand)
    assert not recorded >> 10 & 1
    saturdays = [day for day in range(120) if term.date_of(day).weekday() == 5]
    assert not any(recorded >> day & 1 for day in saturdays)
    assert 120 - len(saturdays) - 1 == recorded.bit_count()
    drawn = series(model, at_hand, model.persons(term, 3, np.random.default_rng(1)))
    assert not drawn.all_ids["asked"][saturdays].any() and not any(
        drawn.ids[day] for day in saturdays
    )


def test_headcounts_keep_their_order_and_their_ratio(risk):
    model, at_hand = model_of(AGREEMENT, RECORDS, AGREEMENT.chosen)
    drawn = series(
        model, at_hand, model.persons(at_hand.term, 40, np.random.default_rng(5))
    )
    asked, received, inquiring = (
        drawn.all_ids[head] for head in ("asked", "received", "inquiring")
    )
    assert (asked >= received).all() and (received >= inquiring).all()
    assert all(
        (drawn.busiest_shop[head] <= drawn.all_ids[head]).all()
        for head in drawn.all_ids
    )
    share = sum(at_hand.all_ids["inquiring"]) / sum(at_hand.all_ids["received"])
    assert share == pytest.approx(inquiring.sum() / received.sum(), rel=0.01)


def test_a_term_before_or_after_the_counts_is_simulated_whole():
    later = agreement_of(date(2021, 1, 1), 200)
    found = cs.risk(later, RECORDS, 200)
    assert (
        found.charges is None
        and found.cheaper is None
        and found.to_dict()["actual"] is None
    )
    told = notes(found.model, later.span, "en")
    assert any("18 June: too few counts" in note for note in told)
    assert any("Spring Festival" in note for note in told)
    assert TYPICAL["festival"] == found.model.value("festival")


# paths


def test_the_same_seed_gives_the_same_figures(risk):
    again = cs.risk(
        AGREEMENT, RECORDS, paths=500, open=pinned.named("bound", "surcharge_days")
    )
    assert risk.to_dict() == again.to_dict()
    assert (risk.drawn.fen != cs.risk(AGREEMENT, RECORDS, 500, seed=2).drawn.fen).any()


@pytest.mark.parametrize(
    "readings",
    [
        {},
        {"surcharge_amount": "per_person", "run_gap": "month_resets"},
        {
            "after_renewal": "agreement_ends",
            "renewal_week": "rolling_mean",
            "renewal_headcount": "asked",
        },
    ],
)
def test_a_path_costs_what_check_says_of_its_days(readings):
    start, days = date(2020, 1, 10), 80
    agreement = agreement_of(
        start, days, volume__threshold=60, renewal__threshold=90, readings=readings
    )
    persons = persons_of(
        start, days, level=75, alpha=0.05, memory_sd=0.3, memory_rho=0.8
    )
    persons[40] = None
    asked = [n if n is None else n + n // 9 for n in persons]
    records = records_of(
        start, persons, asked, [n if n is None else n // 2 for n in persons]
    )
    found = cs.risk(agreement, records, 12, seed=3)
    model, at_hand = model_of(agreement, records, agreement.chosen)
    drawn = series(
        model, at_hand, model.persons(at_hand.term, 12, np.random.default_rng(3))
    )
    for path in range(12):
        rows = [
            [
                int(n) if drawn.recorded >> day & 1 else None
                for day, n in enumerate(drawn.all_ids[head][:, path])
            ]
            for head in ("received", "asked", "inquiring")
        ]
        verdict = cs.check(agreement, records_of(start, *rows))
        assert verdict.charges.total == found.drawn.fen[path]
        totals = {month["month"]: month["total"] for month in verdict.monthly}
        labels = [month.label for month in agreement.span.months]
        assert [totals.get(label, 0) for label in labels] == found.drawn.by_month[
            :, path
        ].tolist()
        assert bool(verdict.charges.seats_due) == found.drawn.happens["seats"][path]
        assert (verdict.charges.ending.week is not None) == found.drawn.happens[
            "renewal"
        ][path]


@pytest.mark.parametrize("persons", [[130] * 92, [130, 130, 130, 130, 90, 90, 90] * 14])
def test_counts_that_do_not_vary_cost_what_check_says(persons):
    agreement = agreement_of(date(2020, 3, 1), len(persons))
    records = records_of(date(2020, 3, 1), persons)
    found = cs.risk(agreement, records, 50, open="headcount,surcharge_amount")
    total = cs.check(agreement, records).charges.total
    assert AmountsOfPaths(total, total, total, total) == found.total
    assert {"seats": 1.0, "renewal": 0.0} == found.chances and found.cheaper == 0.0
    for name, ways in found.by_reading.items():
        for way, amounts in ways.items():
            read = agreement.replace(readings={**agreement.readings, name: way})
            assert {cs.check(read, records).charges.total} == set(amounts)
    assert any(
        "vary less than by chance" in note
        for note in notes(found.model, agreement.span, "en")
    )


def test_amounts_are_those_of_paths_and_the_mean_is_rounded_once():
    assert AmountsOfPaths(2, 1, 1, 3) == AmountsOfPaths.of(
        np.array([3, 1, 1])
    )  # 5/3 → 2
    assert AmountsOfPaths(3, 2, 2, 3) == AmountsOfPaths.of(np.array([2, 3]))  # 2.5 → 3
    assert AmountsOfPaths(51, 5, 50, 95) == AmountsOfPaths.of(
        np.arange(100, 0, -1)
    )  # 50.5 → 51
    assert AmountsOfPaths(7, 7, 7, 7) == AmountsOfPaths.of(np.array([7]))


def test_the_fan_ends_at_the_totals_and_the_months_add_up(risk):
    assert list(risk.total[1:]) == risk.drawn.fan[-1][[0, 2, 4]].tolist()
    assert risk.drawn.fen.tolist() == risk.drawn.by_month.sum(0).tolist()
    assert (np.diff(risk.drawn.fan, axis=0) >= 0).all()
    assert cost_by_day(risk.charges)[-1] == risk.charges.total


def test_many_paths_are_simulated_in_parts(monkeypatch):
    whole = cs.risk(AGREEMENT, RECORDS, 90)
    monkeypatch.setattr(risks, "AT_ONCE", 40 * AGREEMENT.span.length)
    parts = cs.risk(AGREEMENT, RECORDS, 90)
    assert 90 == parts.paths and whole.total != parts.total
    assert parts.drawn.by_month.shape == whole.drawn.by_month.shape


def test_each_reading_of_an_open_phrase_stands_beside_the_others_settled(risk):
    assert {"bound", "surcharge_days"} == risk.by_reading.keys()
    assert risk.total == risk.by_reading["bound"]["above"]
    assert risk.total == risk.by_reading["surcharge_days"]["whole_run"]
    every_day = AGREEMENT.replace(readings__surcharge_days="every_day")
    assert (
        cs.risk(every_day, RECORDS, 500).total
        == risk.by_reading["surcharge_days"]["every_day"]
    )
    assert 6 == len(risk.readings) and ["mean", "p5", "p50", "p95"] == list(
        risk.months.columns
    )


def test_a_phrase_left_open_in_the_agreement_is_told_without_asking():
    opened = AGREEMENT.replace(readings__run_length="open")
    assert ["more_than", "at_least"] == list(
        cs.risk(opened, RECORDS, 40).by_reading["run_length"]
    )
    assert {} == cs.risk(AGREEMENT, RECORDS, 40).by_reading


def test_where_persons_are_counted_otherwise_the_model_is_another():
    records = cs.read(SAMPLE / "all_records")
    found = cs.risk(AGREEMENT, records, 60, open="same_person,bound")
    per_id = AGREEMENT.replace(readings__same_person="once_per_id")
    assert (
        cs.risk(per_id, records, 60).total
        == found.by_reading["same_person"]["once_per_id"]
    )
    assert found.total == found.by_reading["same_person"]["once_per_shop"]


# too little, and what cannot be


@pytest.mark.parametrize("days", [1, 2, 6, 13])
def test_few_days_fall_back_and_say_so(days):
    agreement = agreement_of(START, 60)
    found = cs.risk(
        agreement, records_of(START, [95 + 3 * (day % 4) for day in range(days)]), 200
    )
    told = " ".join(notes(found.model, agreement.span, "en"))
    assert "one level for all" in told and "Fewer than 14 ordinary days" in told
    assert "Fewer than 56 ordinary days" in told
    assert TYPICAL["alpha"] == found.model.value("alpha")
    assert "typical" == found.model.known["memory_rho"].source
    assert risk_text(found) and risk_text(found, "zh") and fit_chart(found).finding


def test_a_weekday_seen_once_does_not_get_a_factor_of_its_own():
    days = [None if day % 7 == 3 and day != 3 else 90 + day % 4 for day in range(30)]
    model, _ = model_of(
        agreement_of(START, 60), records_of(START, days), AGREEMENT.chosen
    )
    assert 1.0 == model.value("monday") and "left out" == model.known["monday"].source


@pytest.mark.parametrize(
    ("records", "message"),
    [
        (
            lambda: build.records(
                build.receptions(START, {"other/a": {"received": [5]}})
            ),
            "rows of taobao, jd, suning",
        ),
        (lambda: records_of(START, [0] * 30), "a day with persons received"),
        (
            lambda: records_of(date(2020, 11, 11), [500]),
            "neither a promotion nor Spring Festival",
        ),
    ],
)
def test_counts_that_say_nothing_are_refused(records, message):
    with pytest.raises(BadInput, match=message):
        cs.risk(AGREEMENT, records())


@pytest.mark.parametrize(
    ("paths", "seed"), [(0, 1), (10**7, 1), (10, -1), (1.5, 1), (True, 1)]
)
def test_numbers_of_paths_and_seeds_have_bounds(paths, seed):
    with pytest.raises(BadInput, match="a whole number from"):
        cs.risk(AGREEMENT, RECORDS, paths, seed)


def test_a_festival_year_that_is_not_known_is_told():
    later = agreement_of(date(2028, 1, 1), 40)
    records = records_of(date(2027, 12, 1), [90] * 31)
    with pytest.raises(BadInput, match="calendar"):
        cs.risk(later, records, 10)


def test_zero_days_and_sparse_weeks_can_be_fitted():
    days = [
        0 if (START + timedelta(days=day)).weekday() > 4 else 40 + day % 3
        for day in range(70)
    ]
    found = cs.risk(agreement_of(START, 70), records_of(START, days), 100)
    assert found.model.value("sunday") < 0.01 < found.model.value("monday")


# words, pictures, the command


def test_every_sentence_is_told_in_both_languages(risk):
    said = {
        *LABELS.values(),
        *MEASURES.values(),
        *SOURCES.values(),
        *AMOUNTS,
        "persons a day",
    }
    assert set() == said - chinese().keys()
    english, zh = risk_text(risk), risk_text(risk, "zh")
    assert english.startswith("The model misses 2 of 8 measures of the counts")
    assert (
        "\nNine of ten simulated terms cost CNY " in english and "11,200.00" in english
    )
    assert "11,200.00" in zh and "九成模拟" in zh and "simulated" not in zh
    for language in ("en", "zh"):
        shown = html(risk, language)
        assert shown.count("<table") == 4 and "11,200.00" in shown
    assert risk._repr_html_() and "nine of ten" in repr(risk)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_charts_show_what_they_say(risk, language):
    picture = risk_chart(risk, language)
    fan, paths = picture.axes
    assert (
        picture.finding.endswith(picture._suptitle.get_text())
        and "11,200.00" in picture.texts[1].get_text()
    )
    middle = next(line for line in fan.lines if line.get_linewidth() == 1.4)
    assert risk.total.p50 / 100 == middle.get_ydata()[-1]
    assert risk.charges.total / 100 == fan.lines[-1].get_ydata()[-1]
    assert 100 == pytest.approx(paths.patches[0].get_data().values.sum())
    assert picture.image("svg").startswith(b"<?xml") and picture.image(
        "png"
    ).startswith(b"\x89PNG")
    likeness = fit_chart(risk, language)
    assert (
        5 == len(likeness.axes) and "6" in likeness.finding and "8" in likeness.finding
    )
    assert (
        risk.goodness.persons.tolist() == likeness.axes[0].lines[0].get_ydata().tolist()
    )


def test_the_bins_hold_every_path_and_as_many_amounts_each():
    fen = np.array([750_000, 780_000, 790_000, 1_200_000])
    counts, edges = bins(fen)
    assert (
        4 == counts.sum()
        and 1 == len(set(np.diff(edges)))
        and 0 == np.diff(edges)[0] % 10_000
    )
    assert 1 == bins(np.array([5, 5]))[0].size


def test_the_command_gives_the_keys_of_the_interface(capsys, tmp_path):
    chart, fitted = tmp_path / "fan.svg", tmp_path / "fit.png"
    arguments = [
        "risk",
        "--paths",
        "300",
        "--seed",
        "7",
        "--open",
        "bound",
        "--json",
        "-",
    ]
    assert 0 == main([*arguments, "--chart", str(chart), "--fit", str(fitted)])
    result = json.loads(capsys.readouterr().out)
    keys = ["paths", "seed", "mean", "p5", "p50", "p95", "renewal", "seats"]
    assert ["missed", *keys] == list(result)[:9]
    assert (300, 7) == (result["paths"], result["seed"]) and 0 <= result["seats"] <= 1
    assert {
        "months",
        "parameters",
        "notes",
        "readings",
        "fit",
        "actual",
    } <= result.keys()
    assert ["above", "at_least"] == [
        way["reading"] for way in result["readings"]["bound"]
    ]
    assert "persons a day" == result["parameters"]["level"]["unit"]
    months = [month["month"] for month in result["months"]]
    assert ["2020-08", "2020-09", "2020-10", "2020-11", "2020-12"] == months
    assert chart.read_bytes().startswith(b"<?xml") and fitted.stat().st_size > 10_000


def test_the_command_refuses_in_words(capsys):
    assert 2 == main(["risk", "--paths", "0"])
    assert "paths: 0; expected a whole number from 1" in capsys.readouterr().err
    assert 2 == main(["risk", "--open", "bund"])
    assert "write bound" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("count", "of", "english", "zh"),
    [
        (0, 10_000, "0 of 10,000 simulated terms", "10,000 次模拟中 0 次"),
        (10_000, 10_000, "all 10,000 simulated terms", "全部 10,000 次模拟"),
        (9_999, 10_000, "99.99 % of the simulated terms", "99.99 % 的模拟"),
        (1, 10_000, "0.01 % of the simulated terms", "0.01 % 的模拟"),
        (1, 1, "all 1 simulated term", "全部 1 次模拟"),
    ],
)
def test_none_and_all_of_the_paths_are_told_as_counts(count, of, english, zh):
    assert english == part(count, of) and zh == part(count, of, "zh")


def test_the_fit_is_told_first_by_the_names_of_what_is_missed(risk):
    first = risk_text(risk).split("\n")[0]
    assert first.startswith("The model misses 2 of 8 measures of the counts")
    assert first.endswith(
        "the quietest days (5 %); how alike days next to each other are."
    )
    assert ("missed", risk.goodness.outside) == next(iter(risk.to_dict().items()))
    assert html(risk).index("misses 2 of 8") < html(risk).index("Nine of ten")
    assert risk_chart(risk).finding.startswith(first)
    assert set(SHORT) == set(MEASURES)


def test_a_model_that_fits_says_so_first():
    records = records_of(START, persons_of(START, 900, level=80))
    found = cs.risk(agreement_of(START, 900), records, paths=20)
    assert [] == found.to_dict()["missed"]
    assert risk_text(found).startswith("The model fits: all 8 measures")
    assert risk_text(found, "zh").startswith("模型与记录相符")
