"""Other terms on the same records: comparisons, sweeps and trades, each checked by
`check`.
"""

import json
from itertools import product
from pathlib import Path

import pytest

import cscontract as cs
from cscontract.agreement.agreement import read_agreement
from cscontract.cli.main import main
from cscontract.core.errors import BadInput
from cscontract.questions.terms.compare import Scenario, changes, compare, load_scenario
from cscontract.questions.terms.sweep import sweep
from cscontract.questions.terms.trade import iso_cost, trade
from cscontract.views.charts.sweep_chart import (
    iso_cost_chart,
    sweep_chart,
    sweep_finding,
)
from cscontract.views.text.terms_text import comparison_text, sweep_text, trade_text

SAMPLE = Path(__file__).resolve().parent.parent / "sample_data"
AGREEMENT = cs.load(SAMPLE / "agreement.yaml")
RECORDS = cs.read(SAMPLE / "records")
OTHER = AGREEMENT.replace(
    volume__threshold=120, fee__monthly="1650.00", readings__bound="at_least"
)


def total(agreement, **readings):
    return cs.check(
        agreement.replace(readings={**agreement.readings, **readings}), RECORDS
    ).charges.total


# scenarios


def test_a_scenario_that_changes_nothing_differs_by_exactly_nothing():
    found = compare(AGREEMENT, {"same": AGREEMENT}, RECORDS)
    assert (0, []) == (found.difference("same"), found.changes("same"))
    assert {0} == set(found.clauses("same").values())
    assert all(one == other for one, other in found.months("same").values())


def test_differences_by_clause_and_by_month_sum_to_the_difference():
    found = compare(AGREEMENT, {"other": OTHER}, RECORDS)
    difference = total(OTHER) - total(AGREEMENT)
    assert (
        difference == found.difference("other") == sum(found.clauses("other").values())
    )
    assert difference == sum(
        after - before for before, after in found.months("other").values()
    )
    assert ["−1,150.00"] == [f"−{-difference / 100:,.2f}"]


def test_a_change_is_told_with_what_it_does_by_itself():
    effects = compare(AGREEMENT, {"other": OTHER}, RECORDS).effects("other")
    assert [
        "Limit 100 → 120: 19 fewer charged days, −1,900.00",
        "Fee 1,500.00 → 1,650.00: +750.00",
        "“above 100 / 200” more than 100 only → 100 or more: 3 more charged days, +300.00",
    ] == [effect.text(AGREEMENT) for effect in effects]
    assert "加收日减少 19 天" in effects[0].text(AGREEMENT, "zh")


def test_a_change_that_cannot_stand_alone_says_so():
    both = AGREEMENT.replace(volume__threshold=220, renewal__threshold=300)
    limit, renewal = compare(AGREEMENT, {"both": both}, RECORDS).effects("both")
    assert (None, 0) == (limit.fen, renewal.fen)
    assert "only together with the others" in limit.text(AGREEMENT)


def test_the_python_and_the_command_give_the_same_agreement(capsys):
    (row,) = compare(AGREEMENT, {"other": OTHER}, RECORDS).to_dict()["scenarios"]
    assert OTHER == eval(row["python"], {"agreement": AGREEMENT})
    assert row["command"].startswith("cscontract check --set volume.threshold=120")
    assert 0 == main([*row["command"].split()[1:], "--json", "-"])
    assert row["total"] == json.loads(capsys.readouterr().out)["total"]


def test_any_number_stand_side_by_side():
    found = compare(
        AGREEMENT,
        [
            Scenario(f"limit {limit}", AGREEMENT.replace(volume__threshold=limit))
            for limit in (90, 110, 130)
        ],
        RECORDS,
    )
    assert ["base", "limit 90", "limit 110", "limit 130"] == list(
        found.table.columns[:4]
    )
    assert [total(AGREEMENT) / 100, 12900, 10000, 8800] == [
        float(x) for x in found.table.loc["total"][:4]
    ]
    with pytest.raises(BadInput, match="each name once"):
        compare(AGREEMENT, [Scenario("a", AGREEMENT), Scenario("a", OTHER)], RECORDS)


def test_what_is_neither_figure_nor_phrase_is_compared_too():
    data = AGREEMENT.plain()
    data["payment"]["methods"] = ["wechat"]
    (change,) = changes(AGREEMENT, read_agreement(data, "changed"))
    assert "payment.methods" == change.key
    assert "payment.methods" in change.text(AGREEMENT)


def test_a_scenario_file_is_read(tmp_path):
    path = tmp_path / "s.yaml"
    path.write_text(
        "scenario: higher limit\ndate: 2020-09-01\nset: {volume.threshold: 120, fee.monthly: '1650.00'}\n"
        "readings: {bound: at_least}\n"
    )
    scenario = load_scenario(path, AGREEMENT)
    assert ("higher limit", "2020-09-01", OTHER) == (
        scenario.name,
        str(scenario.on),
        scenario.agreement,
    )
    assert "agreement" == load_scenario(SAMPLE / "agreement.yaml", AGREEMENT).name


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("scenario: a\nsett: {}\n", "write set"),
        ("scenario: ''\n", "write a short name"),
        ("scenario: a\nset: {volume.treshold: 1}\n", "write volume.threshold"),
        ("scenario: a\nreadings: {bound: over}\n", "a reading of bound"),
        ("scenario: a\nset: [1]\n", "keys and values"),
        ("scenario: a\ndate: soon\n", "write it like 2020-09-01"),
        ("scenario: a\nset: {volume.threshold: 0}\n", "1 to 100,000"),
        ("- a\n", "an agreement as keys and values"),
    ],
)
def test_a_scenario_file_with_faults_is_refused(text, message, tmp_path):
    path = tmp_path / "s.yaml"
    path.write_text(text)
    with pytest.raises(BadInput, match=message):
        load_scenario(path, AGREEMENT)


def test_compare_takes_two_agreements_or_changes_to_one(tmp_path, capsys):
    assert 0 == main(["compare", "--set", "volume.threshold=120", "--json", "-"])
    changed = json.loads(capsys.readouterr().out)
    path = tmp_path / "other.yaml"
    path.write_text(
        (SAMPLE / "agreement.yaml")
        .read_text("utf-8")
        .replace("threshold: 100,", "threshold: 120,")
    )
    own = [str(SAMPLE / "agreement.yaml"), str(path), str(SAMPLE / "records")]
    assert 2 == main(["compare", *own, "--scenario", str(path)])
    capsys.readouterr()
    assert 0 == main(["compare", *own, "--json", "-"])
    other = json.loads(capsys.readouterr().out)
    assert ("11200.00", "9300.00", "-1900.00") == (
        other["total"],
        other["other"],
        other["difference"],
    )
    assert changed["changes"] == other["changes"]


def test_compare_tells_the_repairs_of_either_agreement_once(tmp_path, capsys):
    path, scenario = tmp_path / "other.yaml", tmp_path / "scenario.yaml"
    text = (SAMPLE / "agreement.yaml").read_text("utf-8")
    path.write_text(text.replace('surcharge: "100.00"', 'surcharge: "￥100.00"'))
    scenario.write_text("scenario: higher\nset: {volume.threshold: 120}\n")
    own = [str(path), str(scenario), str(SAMPLE / "records")]
    assert 0 == main(["compare", *own])
    (told,) = capsys.readouterr().err.splitlines()
    assert told.startswith("note: other.yaml, volume.surcharge")
    own[0], own[1] = str(SAMPLE / "agreement.yaml"), str(path)
    assert 0 == main(["compare", *own])
    assert [told] == capsys.readouterr().err.splitlines()


# sweeps


@pytest.mark.parametrize("opened", [{}, {"bound": "open", "surcharge_days": "open"}])
def test_every_cell_is_what_check_says(opened):
    agreement = AGREEMENT.replace(readings={**AGREEMENT.readings, **opened})
    found = sweep(
        agreement,
        RECORDS,
        ["volume.threshold=90:110:10", "fee.monthly=1400.00:1500.50:50.25"],
    )
    values = product((90, 100, 110), (140000, 145025, 150050))
    assert list(values) == [point for point, _ in found.rows()]
    for (limit, fee), cell in found.rows():
        verdict = cs.check(
            agreement.replace(volume__threshold=limit, fee__monthly=fee), RECORDS
        )
        assert cell.total == verdict.charges.total
        if opened:
            assert (cell.low, cell.high) == verdict.outer[:2]
        else:
            assert cell.low == cell.high == cell.total


def test_the_rows_of_a_sweep_are_as_the_interface_has_them(capsys):
    options = [
        "sweep",
        "--vary",
        "volume.threshold=80:160:20",
        "--vary",
        "fee.monthly=1500.00:1600.00:100.00",
    ]
    assert 0 == main([*options, "--json", "-"])
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert {
        "volume.threshold": 80,
        "fee.monthly": "1500.00",
        "total": "18400.00",
    } == rows[0]
    assert [80, 80, 100, 100, 120, 120, 140, 140, 160, 160] == [
        row["volume.threshold"] for row in rows
    ]
    assert 0 == main([*options, "--reading", "bound=open", "--json", "-"])
    assert {"low", "high"} <= json.loads(capsys.readouterr().out)["rows"][0].keys()


def test_dates_can_be_swept():
    found = sweep(AGREEMENT, RECORDS, ["term.end=2020-12-01:2020-12-31:15"])
    assert ["2020-12-01", "2020-12-16", "2020-12-31"] == [
        row["term.end"] for row in found.to_dict()["rows"]
    ]
    assert total(AGREEMENT) == found.cells[-1].total


@pytest.mark.parametrize(
    ("vary", "message"),
    [
        ([], "a figure and its range"),
        (["volume.treshold=1:2:1"], "write volume.threshold"),
        (["volume.threshold=80:160"], "LOW:HIGH:STEP"),
        (["volume.threshold=160:80:1"], "LOW not above HIGH"),
        (["volume.threshold=80:160:0"], "STEP above 0"),
        (["volume.threshold=0:160:20"], "1 to 100,000"),
        (["volume.threshold=a:b:c"], "1 to 100,000"),
        (["volume.threshold=180:220:20"], "volume.threshold=220"),
        (
            ["volume.threshold=1:200:1", "volume.surcharge=0.00:1000.00:0.01"],
            "20,000,200 cells",
        ),
        (["volume.threshold=80:90:1", "volume.threshold=80:90:1"], "each figure once"),
        (["seats.monthly_fee=null:100.00:1.00"], "LOW:HIGH:STEP"),
    ],
)
def test_an_impossible_grid_is_refused(vary, message):
    with pytest.raises(BadInput, match=message):
        sweep(AGREEMENT, RECORDS, vary)


def test_a_grid_with_too_many_combinations_is_refused_before_it_starts():
    price = cs.price(AGREEMENT, RECORDS, "all")
    every = dict.fromkeys(price.open, "open")
    with pytest.raises(BadInput, match=f"cells of {price.combinations:,} combinations"):
        sweep(
            AGREEMENT.replace(readings=every),
            RECORDS,
            ["volume.threshold=1:200:1", "volume.run_days=0:9:1"],
        )


def test_a_sweep_reports_its_progress():
    seen = []
    sweep(
        AGREEMENT,
        RECORDS,
        ["volume.threshold=90:110:10"],
        lambda items, count: seen.append(count) or items,
    )
    assert [3] == seen


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "vary",
    [
        ["volume.threshold=90:110:10"],
        ["volume.threshold=90:110:10", "volume.run_days=1:3:1"],
    ],
)
def test_a_sweep_is_drawn_and_told_in_both_languages(vary, language, recwarn):
    found = sweep(AGREEMENT, RECORDS, vary)
    picture = sweep_chart(found, language)
    assert picture.image("png").startswith(b"\x89PNG")
    assert sweep_finding(found, language) == picture.finding
    assert f"{found.cells[0].total / 100:,.2f}" in sweep_text(found, language)
    assert not [warning for warning in recwarn if "lyph" in str(warning.message)]


# trades


def combinations_of(choices):
    return [
        dict(zip(choices, ways, strict=True)) for ways in product(*choices.values())
    ]


CASES = [
    (
        {"volume.threshold": 120},
        "fee.monthly",
        {"bound": ("above", "at_least"), "surcharge_days": ("whole_run", "every_day")},
    ),
    (
        {"fee.monthly": "1600.00"},
        "volume.threshold",
        {"bound": ("above", "at_least"), "headcount": ("received", "asked")},
    ),
    (
        {"volume.threshold": 110, "volume.run_days": 3},
        "volume.surcharge",
        {"run_gap": ("breaks", "month_resets")},
    ),
    (
        {"volume.surcharge": "120.00"},
        "volume.run_days",
        {"bound": ("above", "at_least")},
    ),
]


@pytest.mark.parametrize(("give", "figure", "choices"), CASES)
def test_a_trade_holds_at_its_value_and_not_one_step_further(give, figure, choices):
    found = trade(AGREEMENT, RECORDS, give, figure, choices)
    raises = figure in ("fee.monthly", "volume.surcharge")
    given = AGREEMENT.replace(
        **{key.replace(".", "__"): value for key, value in give.items()}
    )
    # safe: no combination loses; far: some combination does not, and no value beyond it
    # does for any
    safe, far, step = (
        (found.low, found.high, 1) if raises else (found.high, found.low, -1)
    )
    before = {
        tuple(way.items()): total(AGREEMENT, **way) for way in combinations_of(choices)
    }

    def fits(value):
        changed = given.replace(**{figure.replace(".", "__"): value})
        return [total(changed, **dict(way)) <= was for way, was in before.items()]

    assert all(fits(safe)) and not all(fits(safe + step))
    assert any(fits(far)) and not any(fits(far + step))


def test_a_trade_that_nothing_or_everything_makes_up_for_says_why():
    nothing = trade(AGREEMENT, RECORDS, {"fee.monthly": "9999.00"}, "volume.surcharge")
    assert (None, None, "no value will do in some combination") == (
        nothing.low,
        nothing.high,
        nothing.reason,
    )
    every = trade(AGREEMENT, RECORDS, {"fee.monthly": "0.00"}, "volume.run_days")
    assert (None, "every value will do in some combination") == (
        every.low,
        every.reason,
    )
    assert "every value" in trade_text(every)
    assert "reason" in every.to_dict()


@pytest.mark.parametrize(
    ("give", "figure", "message"),
    [
        ({}, "fee.monthly", "what is given"),
        ({"fee.monthli": "1.00"}, "volume.step", "write fee.monthly"),
        ({"fee.monthly": "1.00"}, "fee.monthly", "another figure"),
        ({"fee.monthly": "1.00"}, "renewal.days", "one way"),
        ({"volume.threshold": 0}, "fee.monthly", "1 to 100,000"),
    ],
)
def test_an_impossible_trade_is_refused(give, figure, message):
    with pytest.raises(BadInput, match=message):
        trade(AGREEMENT, RECORDS, give, figure)


def test_the_command_has_the_keys_of_the_interface(capsys):
    options = [
        "trade",
        "--give",
        "volume.threshold=120",
        "--for",
        "fee.monthly",
        "--open",
        "bound,surcharge_days",
    ]
    assert 0 == main([*options, "--json", "-"])
    found = json.loads(capsys.readouterr().out)
    assert ({"volume.threshold": 120}, "fee.monthly", "1500.00") == (
        found["give"],
        found["for"],
        found["from"],
    )
    assert float(found["low"]) <= float(found["high"])
    assert 0 == main([*options, "--lang", "zh"])
    assert "相当于" in capsys.readouterr().out


def test_texts_are_there_in_both_languages():
    found = compare(AGREEMENT, {"other": OTHER}, RECORDS)
    for language in ("en", "zh"):
        assert "−1,150.00" in comparison_text(found, language)
    assert "−1,150.00" in found._repr_html_()


def test_a_curve_of_equal_cost_goes_through_what_is_agreed(tmp_path):
    curve = iso_cost(
        AGREEMENT, RECORDS, "volume.threshold", (90, 100, 110), "fee.monthly", "bound"
    )
    assert 150000 == curve[1].low
    assert curve[0].high < curve[1].low < curve[2].low
    for language in ("en", "zh"):
        assert iso_cost_chart(curve, language).image("svg")
    options = ["trade", "--along", "volume.threshold=90:110:10", "--for", "fee.monthly"]
    assert 0 == main([*options, "--chart", str(tmp_path / "iso.png")])
    assert (tmp_path / "iso.png").read_bytes().startswith(b"\x89PNG")
