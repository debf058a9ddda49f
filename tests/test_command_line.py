"""The commands as a user runs them: JSON as the interface has it, exit status, both
languages.
"""

import json
import subprocess
import sys
from datetime import date
from importlib import import_module
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

import cscontract
from cscontract.agreement.kinds import register
from cscontract.cli import main as command_line
from cscontract.cli.commands import COMMANDS
from cscontract.cli.main import main

import build

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def run(capsys):
    def command(*arguments):
        status = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return command


def checked(run, *arguments):
    status, out, _ = run("check", *arguments, "--json", "-")
    assert 0 == status
    return json.loads(out)


def fen(text):
    return int(text.replace(".", ""))


def test_check_of_the_sample_has_the_keys_of_the_interface(run):
    result = checked(run)
    assert {"start": "2020-08-01", "end": "2020-12-31"} == result["term"]
    assert "11200.00" == result["total"]
    assert not {"low", "high"} & result.keys()
    assert {
        "month",
        "base",
        "surcharge",
        "seats",
        "total",
        "base_due",
        "other_due",
        "paid",
        "interest",
        "balance",
    } <= result["statements"][0].keys()
    assert (None, None, None) == tuple(
        result["statements"][0][key] for key in ("paid", "interest", "balance")
    )
    assert {
        "date": "2020-08-01",
        "month": "2020-08",
        "clause": "2.2",
        "kind": "base",
        "amount": "1500.00",
        "id": "fee",
        "party": "client",
    } == (result["lines"][0])
    assert {"seats_due", "renewal_due"} == result["events"].keys()


def test_lines_add_up_to_the_statement_and_the_statement_to_the_total(run):
    result = checked(
        run,
        "--set",
        "seats.monthly_fee=1000.00",
        "--reading",
        "surcharge_amount=per_person",
    )
    for month in result["statements"]:
        for kind in ("base", "surcharge", "seats"):
            lines = [
                x
                for x in result["lines"]
                if (x["month"], x["kind"]) == (month["month"], kind)
            ]
            assert fen(month[kind]) == sum(fen(line["amount"]) for line in lines)
        assert fen(month["total"]) == sum(
            fen(month[kind]) for kind in ("base", "surcharge", "seats")
        )
    assert fen(result["total"]) == sum(
        fen(month["total"]) for month in result["statements"]
    )
    assert any(fen(month["seats"]) for month in result["statements"])


def test_a_surcharge_line_leads_home_to_its_rows(run):
    line = next(x for x in checked(run)["lines"] if x["kind"] == "surcharge")
    rows = (
        (ROOT / "sample_data" / "records" / "receptions.csv")
        .read_text("utf-8")
        .splitlines()
    )
    numbers = [int(row.rpartition(":")[2]) for row in line["rows"]]
    cells = [rows[number - 1].split(",") for number in numbers]
    assert {line["date"]} == {row[0] for row in cells}
    assert (
        line["volume"] == sum(int(row[4]) for row in cells) > line["threshold"] == 100
    )


def test_low_and_high_stand_beside_the_total_where_phrases_are_open(run):
    opened = ("--reading", "surcharge_days=open", "--reading", "bound=open")
    result = checked(run, "--far-fetched", *opened)
    totals = []
    for days in register()["surcharge_days"].readings:
        for bound in register()["bound"].readings:
            readings = (
                "--reading",
                f"surcharge_days={days}",
                "--reading",
                f"bound={bound}",
            )
            totals.append(fen(checked(run, *readings)["total"]))
    assert (min(totals), max(totals)) == (fen(result["low"]), fen(result["high"]))
    assert "11200.00" == result["total"]


def test_the_range_over_all_phrases_is_that_of_every_single_combination(run):
    names = (
        "bound",
        "renewal_week",
        "after_renewal",
        "part_month",
        "renewal_headcount",
        "festival_days",
    )
    readings = [part for name in names for part in ("--reading", f"{name}=open")]
    result = checked(
        run,
        "--far-fetched",
        *readings,
        "--set",
        "term.end=2020-11-20",
        "--set",
        "renewal.new_monthly_fee=3000.00",
    )
    from cscontract.agreement.agreement import load
    from cscontract.records.read import read
    from cscontract.verdict.check import check

    agreement = load(ROOT / "sample_data" / "agreement.yaml").replace(
        term__end=date(2020, 11, 20), renewal__new_monthly_fee="3000.00"
    )
    records = read(ROOT / "sample_data" / "records")
    totals = [
        check(
            agreement.replace(readings={**agreement.readings, **way}), records
        ).charges.total
        for chosen in product(*(agreement.available(name) for name in names))
        if (way := dict(zip(names, chosen, strict=True)))
    ]
    assert (min(totals), max(totals)) == (fen(result["low"]), fen(result["high"]))


def test_a_phrase_that_the_records_cannot_decide_is_refused_when_open(run):
    status, out, err = run("check", "--reading", "same_person=open")
    assert (2, "") == (status, out)
    assert "readings.same_person: open; expected records of sessions" in err


def test_and_brings_a_notice_when_settled(run):
    result = checked(run, "--reading", "same_person=once_per_id")
    assert ["reading_not_used"] == [
        f["code"] for f in result["findings"] if f["kind"] == "notice"
    ]


def test_explain_says_each_step_in_both_languages(run):
    _, english, _ = run("explain", "--date", "2020-08-31")
    _, zh, _ = run("explain", "--date", "2020-08-31", "--lang", "zh")
    assert "31 Aug 2020: charged CNY 100.00." in english
    assert "2020年8月31日：加收 100.00 元。" in zh
    assert len(english.splitlines()) == len(zh.splitlines())


def test_explain_refuses_a_date_outside_the_term(run):
    status, _, err = run("explain", "--date", "2021-01-01")
    assert 2 == status and "a date of the term" in err


def test_check_in_chinese(run):
    _, out, _ = run("check", "--lang", "zh")
    assert "全期人民币 11,200.00 元" in out and "约定缺漏" in out


def write(folder, rows, seats=None, **changes):
    """An agreement and records as files, from rows as the tests build them."""
    agreement = build.agreement(
        build.plain(date(2020, 8, 3), date(2020, 8, 12), **changes)
    )
    text = json.dumps(agreement.plain(), default=str)
    for when in ("start", "end"):
        text = text.replace(
            f'"{agreement.plain()["term"][when]}"', str(agreement.plain()["term"][when])
        )
    (folder / "agreement.yaml").write_text(text, "utf-8")
    columns = ("date", "shop", "id", "asked", "received", "inquiring")
    lines = [
        ",".join(columns),
        *(",".join(str(row[c]) for c in columns) for row in rows),
    ]
    (folder / "receptions.csv").write_text("\n".join(lines) + "\n", "utf-8")
    if seats is not None:
        lines = ["date,added", *(f"{when},{added}" for when, added in seats.items())]
        (folder / "seats.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return folder / "agreement.yaml", folder


def codes(result):
    return [finding["code"] for finding in result["findings"]]


def test_strange_shops_and_dates_are_found_and_left_out(run, tmp_path):
    start = date(2020, 8, 2)
    rows = build.receptions(
        start,
        {"taobao/a": {"received": [300, 101, 101, 101]}, "pdd/a": {"received": [9, 9]}},
    )
    result = checked(run, *write(tmp_path, rows))
    assert [("2020-08-02", "2020-08-03", 2, ["2020-08-02", "2020-08-03"])] == [
        (f["from"], f["to"], f["count"], f["dates"])
        for f in result["findings"]
        if f["code"] == "unknown_shop"
    ]
    outside = [
        (f["shop"], f["from"], f["count"])
        for f in result["findings"]
        if f["code"] == "outside_term"
    ]
    assert [("pdd", "2020-08-02", 1), ("taobao", "2020-08-02", 1)] == sorted(outside)
    assert 3 == sum(line["kind"] == "surcharge" for line in result["lines"])


def test_shops_may_go_by_their_usual_names(run, tmp_path):
    rows = build.receptions(
        date(2020, 8, 3),
        {"京东/a": {"received": [101] * 3}, "Taobao/a": {"received": [1] * 3}},
    )
    result = checked(run, *write(tmp_path, rows))
    assert "unknown_shop" not in codes(result)
    assert [102, 102, 102] == [
        x["volume"] for x in result["lines"] if x["kind"] == "surcharge"
    ]


def test_missing_days_are_found_up_to_the_as_of_date(run, tmp_path):
    """Row 47."""
    rows = build.receptions(
        date(2020, 8, 3), {"jd/a": {"received": [1, None, None, 1]}}
    )
    place = write(tmp_path, rows)
    missing = [
        f for f in checked(run, *place)["findings"] if f["code"] == "missing_day"
    ]
    assert [("2020-08-04", "2020-08-05")] == [(f["from"], f["to"]) for f in missing]
    later = [
        f
        for f in checked(run, *place, "--as-of", "2020-08-20")["findings"]
        if f["code"] == "missing_day"
    ]
    assert [("2020-08-04", "2020-08-05"), ("2020-08-07", "2020-08-12")] == [
        (f["from"], f["to"]) for f in later
    ]


@pytest.mark.parametrize(
    ("seats", "as_of", "expected"),
    [
        ({date(2020, 8, 8): 1}, None, []),
        ({date(2020, 8, 9): 1}, None, ["2020-08-08"]),
        ({date(2020, 8, 9): 1}, "2020-08-07", []),
        (None, None, []),
    ],
)
def test_seats_not_added_by_the_deadline_are_a_breach(
    run, tmp_path, seats, as_of, expected
):
    rows = build.receptions(
        date(2020, 8, 3), {"jd/a": {"received": [101] * 3 + [1] * 7}}
    )
    place = write(tmp_path, rows, seats, figures={"seats.within_days": 3})
    options = ("--as-of", as_of) if as_of else ()
    result = checked(run, *place, *options)
    assert expected == [
        f["from"] for f in result["findings"] if f["code"] == "seats_not_added"
    ]
    assert ["due"] == [
        f["kind"] for f in result["findings"] if f["code"] == "seats_due"
    ]
    status, _, _ = run("check", *place, *options, "--strict")
    assert (1 if expected else 0) == status


def test_gaps_are_named_where_they_matter(run, tmp_path):
    rows = build.receptions(date(2020, 8, 3), {"jd/a": {"received": [201] * 8}})
    result = checked(run, *write(tmp_path, rows, {date(2020, 8, 5): 1}))
    gaps = [f["figure"] for f in result["findings"] if f["code"] == "not_agreed"]
    assert [
        "renewal.new_monthly_fee",
        "seats.monthly_fee",
        "seats.within_days",
    ] == sorted(gaps)
    assert "2020-08-09" == result["events"]["renewal_due"]


def test_a_quiet_week_has_no_findings(run, tmp_path):
    assert [] == checked(run, *place_of_a_quiet_week(tmp_path))["findings"]


def place_of_a_quiet_week(folder):
    return write(
        folder, build.receptions(date(2020, 8, 3), {"jd/a": {"received": [1] * 10}})
    )


def test_a_due_date_in_a_year_without_holidays_is_noticed(run, tmp_path):
    rows = build.receptions(date(2026, 12, 1), {"jd/a": {"received": [1] * 31}})
    changes = {"term": {"start": date(2026, 12, 1), "end": date(2026, 12, 31)}}
    result = checked(run, *write(tmp_path, rows, **changes))
    assert [2027] == [
        f["year"] for f in result["findings"] if f["code"] == "calendar_unknown"
    ]


def test_a_festival_of_a_year_without_holidays_is_an_error_that_names_it(run, tmp_path):
    rows = build.receptions(date(2027, 1, 10), {"jd/a": {"received": [1] * 6}})
    changes = {"term": {"start": date(2027, 1, 10), "end": date(2027, 1, 15)}}
    status, out, err = run("check", *write(tmp_path, rows, **changes))
    assert (2, "") == (status, out)
    assert "2027" in err and "fix: give the year in the agreement" in err


def test_words_and_digits_that_differ_are_noticed(run, tmp_path):
    place = place_of_a_quiet_week(tmp_path)
    text = place[0].read_text("utf-8").replace("1500.00", "1600.00")
    place[0].write_text(text, "utf-8")
    assert ["words_differ"] == codes(checked(run, *place))


def test_the_json_goes_to_a_file_whole(run, tmp_path):
    run("check", "--json", tmp_path / "out.json")
    assert "11200.00" == json.loads((tmp_path / "out.json").read_text("utf-8"))["total"]
    assert ["out.json"] == [path.name for path in tmp_path.iterdir()]


def test_json_that_cannot_be_written_is_told(run, tmp_path):
    status, _, err = run("check", "--json", tmp_path / "no" / "out.json")
    assert 2 == status and "fix: choose another place" in err


@pytest.mark.parametrize("command", ["check", "price"])
def test_a_chart_is_written_as_drawing_or_picture_the_same_on_every_run(
    command, tmp_path
):
    options = ["--open", "bound,headcount"] if command == "price" else []
    for name in ("a.svg", "b.svg", "a.png", "b.png"):
        assert 0 == main([command, *options, "--chart", str(tmp_path / name)])
    for form in ("svg", "png"):
        assert (tmp_path / f"a.{form}").read_bytes() == (
            tmp_path / f"b.{form}"
        ).read_bytes()
    title = ElementTree.parse(tmp_path / "a.svg").find(
        "{http://www.w3.org/2000/svg}title"
    )
    words = {"check": "37 of 153 days are charged", "price": "Dearest, by share in CNY"}
    assert title.text.startswith(words[command])
    assert 2 == main([command, *options, "--chart", str(tmp_path / "a.pdf")])


# what is loaded, and what a shell asks for


def loaded_by(*arguments):
    """The modules of this package that a process loads for a command line."""
    code = (
        "import sys; from cscontract.cli.main import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "print(*sorted(name for name in sys.modules if 'cscontract' in name))"
    )
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[-1].split()


def commands_of(modules):
    prefix = "cscontract.cli.commands."
    return [name.removeprefix(prefix) for name in modules if name.startswith(prefix)]


def test_help_loads_no_command():
    modules = loaded_by("--help")
    assert [] == commands_of(modules)
    assert not {"cscontract.core.files", "cscontract.core.errors"} & {*modules}


@pytest.mark.parametrize(
    ("arguments", "module"),
    [
        (("check", "--help"), "check"),
        (("--lang", "zh", "price", "--help"), "words"),
        (("rounds", "list", "--help"), "rounds"),
    ],
)
def test_a_command_loads_its_own_module_alone(arguments, module):
    assert [module] == commands_of(loaded_by(*arguments))


@pytest.mark.parametrize("module", COMMANDS)
def test_a_module_has_the_commands_that_help_lists(module):
    added = {}

    class Commands:
        def add_parser(self, name, **_):
            return added.setdefault(name, command_line.Parser(prog=name))

    import_module(f"cscontract.cli.commands.{module}").add(Commands())
    assert [*COMMANDS[module]] == [*added]


def test_the_version_is_shown(run, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert 0 == ended.value.code
    assert f"cscontract {cscontract.__version__}\n" == capsys.readouterr().out


def test_a_shell_is_answered_from_all_commands(run, monkeypatch):
    asked = []
    completing = SimpleNamespace(autocomplete=asked.append)
    monkeypatch.setitem(sys.modules, "argcomplete", completing)
    monkeypatch.setenv(command_line.COMPLETING, "1")
    assert (0, "", "") == run("check", "--strict")
    (answering,) = asked
    assert answering.parse_args(["check", "--strict"]).strict


def test_without_argcomplete_a_shell_gets_no_answer_and_nothing_runs(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "argcomplete", None)
    monkeypatch.setenv(command_line.COMPLETING, "1")
    assert (1, "", "") == run("check", "--strict")
