"""A kind of clause that lives under tests alone goes through every command, report and
panel.

“In a month in which fewer than 95 % of those who asked were received, 5 % of the fee is
deducted”: its folder is `kinds/received_share`. Nothing in the package names it.
"""

import json
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from compositions import FEE, HEAD, READINGS, SEED, SHARE
from openpyxl import load_workbook
from ruamel.yaml import YAML

import cscontract as cs
from cscontract.agreement.agreement import Agreement, load, read_agreement
from cscontract.agreement.kinds import having
from cscontract.cli.main import main
from cscontract.core import money
from cscontract.core.language import speaking
from cscontract.core.strict_yaml import read_yaml
from cscontract.questions.seasons.volume_model import series
from cscontract.questions.words.infer import infer
from cscontract.questions.words.price import price
from cscontract.records.counting import daily
from cscontract.records.rows import Bill
from cscontract.verdict.charges import apply
from cscontract.verdict.combinations import totals
from cscontract.verdict.many_series import Reckoning

import build

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "sample_data"
RECORDS, ALL = SAMPLE / "records", SAMPLE / "all_records"
PARTIES = SAMPLE / "parties.yaml"
FOLDER = Path(__file__).parent / "kinds" / "received_share"
CASES = YAML(typ="safe").load((FOLDER / "cases.yaml").read_text("utf-8"))
TIMES = '  - {kind: hours, id: times, at: "4.1", shifts: [{name: day, start: "09:00", end: "22:00"}]}\n'
SECOND_FEE = '  - {kind: monthly_fee, id: account, at: "5.2", monthly: "200.00"}\n'
SECOND_SHARE = '  - {kind: received_share, id: further, at: "6.2", of: account, least: 90, deducted: 50}\n'
#: agreements with a clause of the kind
COMPOSED = {
    "beside the sample's clauses": SEED.replace(READINGS, SHARE + READINGS),
    "with a fee alone": HEAD + TIMES + FEE + SHARE,
    "twice, each of its own fee": HEAD
    + TIMES
    + FEE
    + SECOND_FEE
    + SHARE
    + SECOND_SHARE
    + "readings: {share_of@further: mean_of_days}\n",
}


@pytest.fixture(scope="module", autouse=True)
def the_kind():
    with having("kinds.received_share"):
        yield


def composed(name: str, **changes: Any) -> Agreement:
    value, lines = read_yaml(COMPOSED[name].encode("utf-8"), name)
    agreement = read_agreement(value, name, lines)
    return agreement.replace(**changes) if changes else agreement


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """The agreements as files, by name."""
    found = {}
    for number, (name, text) in enumerate(COMPOSED.items()):
        found[name] = tmp_path / f"agreement-{number}.yaml"
        found[name].write_text(text, "utf-8")
    return found


# what it works out


def case_of(case: dict[str, Any]) -> tuple[Agreement, Any]:
    """A case's agreement and records."""
    counts = {name: case[name] for name in ("asked", "received")}
    counts["inquiring"] = [0] * len(case["asked"])
    rows = build.receptions(case["first_day"], {"taobao/a": counts})
    last = case.get("last_day") or month_end(
        case["first_day"] + timedelta(len(case["asked"]) - 1)
    )
    changes = {
        f"{key.replace('.', '__')}": value
        for key, value in case.get("figures", {}).items()
    }
    changes |= {
        f"readings__{name}": way for name, way in case.get("readings", {}).items()
    }
    first = case["first_day"].replace(day=1)
    agreement = composed(
        "with a fee alone",
        share__least=95,
        term__start=first,
        term__end=last,
        **changes,
    )
    return agreement, build.records(rows)


def month_end(when: date) -> date:
    return (when.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_case_comes_out_as_it_says(case):
    agreement, records = case_of(case)
    lines = apply(agreement, daily(agreement, records)).lines
    cut = [line for line in lines if line.id == "share"]
    assert case["deductions"] == [money.yuan(line.amount) for line in cut]
    assert all(("deduction", "provider") == (line.kind, line.party) for line in cut)


@pytest.mark.parametrize("name", COMPOSED)
def test_its_lines_stand_on_the_last_governed_day_and_every_row_adds_up(name):
    verdict = cs.check(composed(name), cs.read(ALL))
    cut = [line for line in verdict.ledger if line.kind == "deduction"]
    assert cut and all(
        line.date == month_end(line.date) and line.amount < 0 for line in cut
    )
    by_month = Counter()
    for line in verdict.ledger:
        by_month[line.month] += line.amount
    for row in verdict.monthly:
        columns = sum(row[column] for column in verdict.charges.columns)
        assert (
            row["total"]
            == columns
            == by_month[row["month"]]
            == sum(verdict.amounts(row).values())
        )
    assert verdict.charges.total == sum(by_month.values())


# a second computation, from the files alone


def clerk(agreement: Agreement, readings: dict[str, str]) -> int:
    """Fen of the term with hours, fees and shares alone, from the receptions as they
    stand.
    """
    asked, received = Counter(), Counter()
    for row in cs.read(RECORDS).receptions:
        if row.shop in ("taobao", "jd", "suning"):
            asked[row.date] += row.asked
            received[row.date] += row.received
    total = 0
    for clause in agreement.clauses:
        if clause.kind != "received_share":
            continue
        fee = agreement.by_id[clause.of].monthly
        way = readings.get(f"share_of@{clause.id}", readings.get("share_of"))
        for first, last in months(agreement):
            part = fee_of(fee, first, last, readings["part_month"])
            cut = is_below(asked, received, (first, last), (way, clause.least))
            total += part - (
                half_up(Fraction(part * clause.deducted, 100)) if cut else 0
            )
    return total


def months(agreement: Agreement) -> list[tuple[date, date]]:
    """The first and the last date of each month within the term."""
    found, first = [], agreement.term.start
    while first <= agreement.term.end:
        last = min(month_end(first), agreement.term.end)
        found.append((first, last))
        first = last + timedelta(days=1)
    return found


def fee_of(fee: int, first: date, last: date, part_month: str) -> int:
    days, length = (last - first).days + 1, month_end(first).day
    whole = {"calendar_days": length, "thirty_days": 30, "full_month": days}[part_month]
    return fee if days == length else half_up(Fraction(fee * min(days, whole), whole))


def is_below(
    asked: Counter, received: Counter, between: tuple[date, date], rule: tuple[str, int]
) -> bool:
    dates = [when for when in asked if between[0] <= when <= between[1] and asked[when]]
    way, least = rule
    if not dates:
        return False
    if way == "month_sums":
        of_all = sum(asked[when] for when in dates)
        share = Fraction(sum(received[when] for when in dates), of_all)
    else:
        share = sum(Fraction(received[when], asked[when]) for when in dates) / len(
            dates
        )
    return share < Fraction(least, 100)


def half_up(number: Fraction) -> int:
    return (number + Fraction(1, 2)).__floor__()


@pytest.mark.parametrize("least", [85, 88, 89, 90, 95])
def test_every_combination_is_what_a_clerk_finds(least):
    agreement = composed(
        "with a fee alone",
        share__least=least,
        term__start=date(2020, 8, 10),
        term__end=date(2020, 12, 20),
    )
    ways = {name: agreement.available(name) for name in ("part_month", "share_of")}
    found = totals(agreement, cs.read(RECORDS), ways)
    for each in product(*ways.values()):
        readings = dict(zip(ways, each, strict=True))
        assert clerk(agreement, readings) == found.at(readings), readings


def test_a_clause_with_a_phrase_of_its_own_is_what_a_clerk_finds():
    agreement = composed("twice, each of its own fee")
    names = ("part_month", "share_of", "share_of@further")
    ways = {name: agreement.available(name) for name in names}
    found = totals(agreement, cs.read(RECORDS), ways)
    for each in product(*ways.values()):
        readings = dict(zip(ways, each, strict=True))
        assert clerk(agreement, readings) == found.at(readings), readings


# prices, bills, other terms, chance


VARIED = {
    "beside the sample's clauses": (
        "headcount",
        "bound",
        "surcharge_days",
        "after_renewal",
        "part_month",
        "share_of",
    ),
    "with a fee alone": ("part_month", "share_of"),
    "twice, each of its own fee": ("part_month", "share_of", "share_of@further"),
}


@pytest.mark.parametrize("name", VARIED)
def test_its_price_is_that_of_brute_force(name):
    agreement = composed(name, term__start=date(2020, 8, 10), share__least=89)
    records = cs.read(RECORDS)
    ways = {phrase: agreement.available(phrase) for phrase in VARIED[name]}
    counted = daily(agreement, records)
    every = {
        each: apply(
            agreement,
            counted,
            {**agreement.chosen, **dict(zip(ways, each, strict=True))},
        )
        for each in product(*ways.values())
    }
    fen = [charges.total for charges in every.values()]
    found = price(agreement, records, ways)
    assert (len(fen), min(fen), max(fen)) == (found.combinations, found.low, found.high)
    for month, label in enumerate(each.label for each in agreement.span.months):
        of_month = [
            sum(fen[month] for fen in each.by_month.values()) for each in every.values()
        ]
        band = found.months[label]
        assert (min(of_month), max(of_month)) == (band.low, band.high)
    assert found.high - found.low == sum(found.shares.values())


def test_bills_tell_by_which_reading_a_month_was_cut():
    agreement, records = composed("with a fee alone"), cs.read(RECORDS)
    apart = agreement.replace(readings__share_of="mean_of_days", share__least=89)
    settled = apart.replace(readings__share_of="month_sums")
    counted = daily(agreement, records)
    one, other = (apply(each, counted).by_month["share"] for each in (apart, settled))
    assert one != other
    months = apply(apart, counted).months
    bills = tuple(
        Bill(row, m.month.label, m.total) for row, m in enumerate(months, start=2)
    )
    found = infer(settled, replaced(records, bills))
    fits = {each["phrase"]: each for each in found.to_dict()["phrases"]}["share_of"]
    assert (["mean_of_days"], ["month_sums"]) == (fits["fits"], fits["excluded"])


def replaced(records: Any, bills: tuple[Bill, ...]) -> Any:
    from dataclasses import replace

    return replace(records, bills=bills, files={**records.files, "bills": "bills.csv"})


@pytest.mark.parametrize("name", COMPOSED)
@pytest.mark.parametrize("way", ["month_sums", "mean_of_days"])
def test_many_series_come_to_what_each_comes_to(name, way):
    agreement = composed(name, readings__share_of=way)
    counted = daily(agreement, cs.read(RECORDS))
    import numpy as np

    chance = np.random.default_rng(1)
    persons = chance.integers(0, 150, (agreement.span.length, 12))
    drawn = series(model_of(agreement), counted, persons)
    found = Reckoning(drawn).totals(agreement, agreement.chosen).total
    for at in range(12):
        assert apply(agreement, one_of(drawn, counted, at)).total == found[at]


def model_of(agreement: Agreement) -> Any:
    from cscontract.questions.seasons.risk import model_of

    return model_of(agreement, cs.read(RECORDS), agreement.chosen)[0]


def one_of(drawn: Any, counted: Any, at: int) -> Any:
    from dataclasses import replace

    persons = {
        name: {
            head: tuple(fen[:, at].tolist())
            for head, fen in getattr(drawn, name).items()
        }
        for name in ("all_ids", "busiest_shop")
    }
    return replace(counted, recorded=drawn.recorded, ids=drawn.ids, **persons)


# every command, report and panel


def run(capsys: pytest.CaptureFixture, *arguments: Any) -> tuple[int, str, str]:
    status = main(list(map(str, arguments)))
    out, err = capsys.readouterr()
    return status, out, err


#: command → its options, on an agreement and records
COMMANDS = {
    "check": [],
    "explain": ["--date", "2020-08-31"],
    "explain a month": ["--month", "2020-08"],
    "price": ["--open", "share_of"],
    "infer": [],
    "wording": ["--settle", "share_of=month_sums"],
    "compare": ["--set", "share.least=80"],
    "sweep": ["--vary", "share.least=80:100:5"],
    "trade": ["--give", "share.deducted=0", "--for", "fee.monthly"],
    "risk": ["--paths", "50", "--open", "share_of"],
    "parties": ["--parties", PARTIES],
}
#: what does not yet take every composition: name of the agreement → commands,
#: “reports”, “panel”
LATER: dict[str, set[str]] = {}


def taken() -> list[tuple[str, str]]:
    return [
        (name, each)
        for name in COMPOSED
        for each in COMMANDS
        if each not in LATER.get(name, ())
    ]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("name", "command"), taken())
def test_every_command_takes_it(capsys, files, tmp_path, name, command, language):
    records = ALL if command in ("check", "infer") else RECORDS
    file = tmp_path / "result.json"
    options = [*COMMANDS[command], "--lang", language, "--json", file]
    status, out, err = run(capsys, command.split()[0], files[name], records, *options)
    assert 0 == status, err
    assert out.strip() and json.loads(file.read_text("utf-8"))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "name", [name for name in COMPOSED if "reports" not in LATER.get(name, ())]
)
def test_every_report_shows_it(capsys, files, tmp_path, name, language):
    made = {form: tmp_path / f"report.{form}" for form in ("html", "xlsx", "ics")}
    options = [each for form, file in made.items() for each in (f"--{form}", file)]
    status, _, err = run(
        capsys, "check", files[name], ALL, *options, "--lang", language
    )
    assert 0 == status, err
    word = {"en": "deduction", "zh": "扣减"}[language]
    assert word in made["html"].read_text("utf-8")
    cells = {
        cell
        for sheet in load_workbook(made["xlsx"])
        for row in sheet.values
        for cell in row
    }
    assert any(word in str(cell) for cell in cells)
    assert made["ics"].read_bytes().startswith(b"BEGIN:VCALENDAR")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "name", [name for name in COMPOSED if "panel" not in LATER.get(name, ())]
)
def test_the_panel_has_controls_of_its_figures_and_its_phrase(name, language):
    from cscontract.views.panel.panel import Panel

    with speaking(language):
        panel = Panel(composed(name), cs.read(RECORDS))
        keys = {control.key for control in panel.controls}
        assert {"share.least", "share.deducted", "share_of"} <= keys
        panel.control("share.deducted").value = 10
        expected = cs.check(composed(name, share__deducted=10), cs.read(RECORDS)).total
        assert expected == panel.verdict.total


@pytest.mark.parametrize(
    "name", [name for name in COMPOSED if "rounds" not in LATER.get(name, ())]
)
def test_a_round_keeps_it(capsys, files, tmp_path, name):
    file = tmp_path / "rounds.db"
    saved = [
        "rounds",
        "save",
        files[name],
        "--name",
        "a",
        "--by",
        "client",
        "--file",
        file,
    ]
    status, _, err = run(capsys, *saved, "--set", "share.least=80")
    assert 0 == status, err
    status, out, err = run(capsys, "rounds", "show", "a", "--file", file)
    assert 0 == status and "least: 80" in out, err


def test_a_finding_tells_each_month_below_the_least_share():
    agreement = composed("with a fee alone", share__least=95)
    charges = apply(agreement, daily(agreement, cs.read(RECORDS)))
    given = {"records": cs.read(RECORDS), "as_of": date(2020, 12, 31)}
    ((clause, found),) = [
        each for each in charges.asked("findings", **given) if each[0].id == "share"
    ]
    found = list(found)
    assert "2.3" == clause.place and 5 == len(found)
    assert found[0].text("en").startswith("In 2020-08 8") and "获接待者" in found[
        0
    ].text("zh")


def test_its_file_can_be_told_what_is_wrong_with_it(tmp_path):
    file = tmp_path / "agreement.yaml"
    text = (
        COMPOSED["with a fee alone"]
        .replace("of: fee", "of: times")
        .replace("least: 89", "least: 0")
    )
    file.write_text(text, "utf-8")
    with pytest.raises(cs.BadInput) as caught:
        load(file)
    (fault,) = caught.value.faults
    assert ("agreement.yaml, line 9, share.least", "0") == (fault.place, fault.value)


def test_nothing_in_the_package_names_it():
    package = ROOT / "cscontract"
    files = [
        path for path in package.rglob("*") if path.suffix in (".py", ".toml", ".po")
    ]
    assert [] == [path for path in files if "received_share" in path.read_text("utf-8")]
