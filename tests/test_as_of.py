"""Up to which day duties are judged, where that is told from, and that nothing after it
is a finding.
"""

import re
from datetime import date, datetime
from pathlib import Path

import pytest
from folders import folder_of, judged

import cscontract as cs
from cscontract.clauses.shared.finding import KINDS
from cscontract.cli.main import main
from cscontract.core.language import speaking
from cscontract.verdict.findings import codes

import files

SAMPLE = files.agreement_file().parent
ALL = SAMPLE / "all_records"


PAID = ["2020-08-14,1500.00,wechat,2020-08"]
LOGIN = "jd,j,2020-08-20 09:00,{}"
CHAT = "s1,jd,j,anna,official_chat,2020-08-20 09:00,{},true,true,false,false"


@pytest.mark.parametrize(
    ("records", "as_of", "source"),
    [
        ({}, "2020-08-20", "receptions.csv, row 21, column date"),
        (
            {"seats": ["2020-08-01,0", "2020-11-01,1"]},
            "2020-08-20",
            "receptions.csv, row 21",
        ),
        ({"bills": ["2020-12,1500.00"]}, "2020-08-20", "receptions.csv, row 21"),
        (
            {"presence": [LOGIN.format("2020-12-20 22:00")]},
            "2020-08-20",
            "receptions.csv",
        ),
        (
            {"presence": [LOGIN.format("2020-08-22 09:00")]},
            "2020-08-22",
            "presence.csv, row 2",
        ),
        (
            {"presence": [LOGIN.format("2020-08-22 09:01")]},
            "2020-08-20",
            "receptions.csv",
        ),
        (
            {"presence": [LOGIN.format("2020-08-20 24:00")]},
            "2020-08-20",
            "receptions.csv",
        ),
        (
            {"presence": [LOGIN.format("2020-08-21 00:30")]},
            "2020-08-21",
            "column offline_at",
        ),
        (
            {"sessions": [CHAT.format("2020-09-20 09:30")]},
            "2020-08-20",
            "column started_at",
        ),
        (
            {"sessions": [CHAT.format("2020-08-21 09:30")]},
            "2020-08-21",
            "column ended_at",
        ),
        (
            {"outages": ["jd,2020-08-19 09:00,2020-12-20 10:00"]},
            "2020-08-20",
            "receptions.csv",
        ),
        (
            {"outages": ["jd,2020-08-25 09:00,2020-08-26 01:00"]},
            "2020-08-25",
            "outages.csv",
        ),
        (
            {"actions": ["2020-08-24 10:00,jd,j,note,,true"]},
            "2020-08-24",
            "actions.csv, row 2",
        ),
        (
            {"payments": ["2020-09-01,1.00,wechat,"]},
            "2020-09-01",
            "payments.csv, row 2",
        ),
    ],
)
def test_the_latest_day_that_happened_is_judged_and_its_cell_told(
    tmp_path, records, as_of, source
):
    result = judged(folder_of(tmp_path, **records))
    assert as_of == result["as_of"]
    assert source in result["as_of_source"]


def test_the_first_line_tells_the_day_and_its_cell(tmp_path, capsys):
    folder = folder_of(tmp_path)
    assert 0 == main(["check", str(files.agreement_file()), str(folder)])
    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith("CNY 7,500.00 for the term so far; ")
    assert "as of 20 Aug 2020 (receptions.csv, row 21, column date)" in first
    main(["check", str(files.agreement_file()), str(folder), "--as-of", "2020-09-30"])
    assert "as of 30 Sep 2020 (as asked for)" in capsys.readouterr().out.splitlines()[0]


def test_the_reports_tell_the_day_and_its_cell(tmp_path):
    from cscontract.views.reports import formats

    verdict = cs.check(cs.load(files.agreement_file()), cs.read(folder_of(tmp_path)))
    page = formats.html_report(verdict, "en")
    assert "as of 20 Aug 2020 (receptions.csv, row 21, column date)" in page
    assert (
        "核算截至2020年8月20日（receptions.csv，第 21 行，date 列）"
        in formats.html_report(verdict, "zh")
    )


def test_a_slip_in_one_end_brings_no_breach_of_days_to_come(tmp_path):
    shifts = [
        f"{shop},a,2020-08-{day:02d} 09:00,2020-08-{day:02d} 22:00"
        for day in range(1, 21)
        for shop in ("taobao", "jd", "suning")
    ]
    good = judged(folder_of(tmp_path / "good", presence=shifts, payments=PAID))
    assert [] == good["findings"]
    slip = [*shifts[:-1], "suning,a,2020-08-20 09:00,2020-12-20 22:00"]
    result = judged(folder_of(tmp_path / "slip", presence=slip, payments=PAID))
    assert "2020-08-20" == result["as_of"]
    assert {"offline", "long_span"} == {f["code"] for f in result["findings"]}
    assert {"2020-08-20"} == {f["from"][:10] for f in result["findings"]}


@pytest.mark.parametrize("when", ["1989-01-01", "2101-12-31"])
def test_as_of_may_be_any_date_of_the_bounds(tmp_path, when):
    assert when == judged(folder_of(tmp_path), "--as-of", when)["as_of"]


@pytest.mark.parametrize(
    "when", ["1988-12-31", "2102-01-01", "0020-08-01", "2200-08-31"]
)
@pytest.mark.parametrize("command", ["check", "price", "trade", "sweep"])
def test_as_of_beyond_the_bounds_is_refused_in_words(tmp_path, capsys, when, command):
    further = {
        "trade": ["--give", "volume.threshold=120", "--for", "fee.monthly"],
        "sweep": ["--vary", "volume.threshold=100:120:20"],
    }
    folder = folder_of(tmp_path)
    arguments = [command, str(files.agreement_file()), str(folder), "--as-of", when]
    with pytest.raises(SystemExit) as ended:
        main([*arguments, *further.get(command, [])])
    assert 2 == ended.value.code
    out, err = capsys.readouterr()
    expected = (
        f"'{when}' is out of bounds; a date from 1989-01-01 to 2101-12-31 is expected"
    )
    assert "" == out and expected in err


def test_as_of_is_bounded_in_python_too(tmp_path):
    records = cs.read(folder_of(tmp_path))
    with pytest.raises(cs.BadInput, match="1989-01-01 to 2101-12-31"):
        cs.check(cs.load(files.agreement_file()), records, date(2108, 1, 1))


@pytest.mark.parametrize(
    "when", ["2020-08-15", "2020-09-30", "2020-11-10", "2020-12-31"]
)
def test_nothing_after_the_day_is_a_finding_of_any_clause(when):
    agreement, records = cs.load(files.agreement_file()), cs.read(ALL)
    every = cs.check(agreement, records, date(2021, 3, 1)).to_dict()["findings"]
    found = cs.check(agreement, records, date.fromisoformat(when)).to_dict()["findings"]
    assert all((f["from"] or "")[:10] <= when for f in found)
    dated = (
        "off_platform",
        "problem_not_recorded",
        "beyond_authority",
        "unknown_shop",
        "outside_term",
        "counts_differ",
        "bill_differs",
        "seats_due",
    )
    for code in dated:
        earlier = [f for f in every if f["code"] == code and f["from"][:10] <= when]
        assert earlier == [f for f in found if f["code"] == code], code


def test_the_renewal_and_its_gap_wait_for_the_day(tmp_path):
    rows = [f"2020-08-{day:02d},jd,a,250,250,250" for day in range(1, 21)]
    folder = folder_of(tmp_path, receptions=rows)
    for when, there in (("2020-08-06", False), ("2020-08-07", True)):
        found = judged(folder, "--as-of", when)["findings"]
        assert there == ("renewal_due" in [f["code"] for f in found])
        figures = [f["figure"] for f in found if f["code"] == "not_agreed"]
        assert there == ("renewal.new_monthly_fee" in figures)


@pytest.mark.parametrize(
    ("when", "complete"),
    [("2020-08-30", [False] * 5), ("2020-09-30", [True, True] + [False] * 3)],
)
def test_a_month_is_complete_that_has_ended_by_the_day(tmp_path, when, complete):
    statements = judged(folder_of(tmp_path), "--as-of", when)["statements"]
    assert complete == [month["complete"] for month in statements]
    assert {"fee": "1500.00", "volume": "0.00", "seats": "0.00"} == statements[0][
        "amounts"
    ]


def test_the_result_names_its_version_and_the_files_it_rests_on(tmp_path):
    from hashlib import sha256

    folder = folder_of(tmp_path, payments=PAID)
    (folder / "notes.txt").write_text("no record", "utf-8")
    result = judged(folder)
    assert cs.__version__ == result["version"]
    assert ["agreement.yaml", "payments.csv", "receptions.csv"] == sorted(
        result["inputs"]
    )
    data = (folder / "receptions.csv").read_bytes()
    assert sha256(data).hexdigest() == result["inputs"]["receptions.csv"]


# what makes a strict check fail


@pytest.mark.parametrize(
    ("bill", "options", "status"),
    [
        ("1500.00", ["--strict"], 0),
        ("9999.00", ["--strict"], 1),
        ("9999.00", [], 0),
        ("9999.00", ["--fail-on", "bill_differs"], 1),
        ("9999.00", ["--fail-on", "offline,counts_differ"], 0),
        ("9999.00", ["--fail-on", "offline", "--fail-on", "notice"], 1),
        ("1500.00", ["--fail-on", "paid_short"], 1),
        ("1500.00", ["--fail-on", "paid_short", "--as-of", "2020-08-14"], 0),
    ],
)
def test_a_check_fails_on_what_was_asked_for(tmp_path, bill, options, status):
    short = [] if "--strict" in options else ["2020-08-14,1.00,wechat,2020-08"]
    folder = folder_of(
        tmp_path, bills=[f"2020-08,{bill}"], payments=[*PAID[: not short], *short]
    )
    assert status == main(["check", str(files.agreement_file()), str(folder), *options])


def test_an_unknown_code_is_refused_with_the_nearest(tmp_path, capsys):
    arguments = ["check", str(files.agreement_file()), str(folder_of(tmp_path))]
    assert 2 == main([*arguments, "--fail-on", "offlin,bill_differs,xyz"])
    out, err = capsys.readouterr()
    assert "" == out and "--fail-on: 'offlin'; " in err and "fix: write offline" in err
    assert "--fail-on: 'xyz'; " in err


def test_help_tells_the_exit_statuses(capsys):
    with pytest.raises(SystemExit):
        main(["check", "--help"])
    assert "Exit status: 0 done; 1" in " ".join(capsys.readouterr().out.split())


def test_every_code_that_is_found_can_be_failed_on():
    package = Path(cs.__file__).parent
    modules = [
        *package.glob("verdict/*.py"),
        *package.glob("clauses/*/*.py"),
    ]
    text = "".join(path.read_text("utf-8") for path in modules)
    assert [] == [code for code in codes() if f'"{code}"' not in text]
    positional = re.findall(r'"both", "notice", "(\w+)"', text)
    said = {*positional, *re.findall(r'\bcode="(\w+)"', text)} - set(KINDS)
    assert set() == said - set(codes()) and len(said) > 12


# in the language that is spoken


def test_findings_are_told_and_measured_in_the_language_that_is_spoken(tmp_path):
    folder = folder_of(tmp_path, presence=[LOGIN.format("2020-08-20 22:00")])
    verdict = cs.check(cs.load(files.agreement_file()), cs.read(folder))
    english = verdict.to_dict()
    with speaking("zh"):
        chinese = verdict.to_dict()
    assert (
        "25 min" not in str(chinese)
        and "receptions.csv，第 21 行" in chinese["as_of_source"]
    )
    for here, there in zip(english["findings"], chinese["findings"], strict=True):
        assert here["text"] != there["text"] and here["code"] == there["code"]
        assert here["from"] == there["from"]
        if here["measured"]:
            assert "分钟" in there["measured"] or "天" in there["measured"]
    assert (
        "210 min"
        == next(f for f in english["findings"] if f["code"] == "offline")["measured"]
    )


def test_a_session_that_began_at_noon_is_a_time_of_that_day(tmp_path):
    records = cs.read(folder_of(tmp_path, sessions=[CHAT.format("2020-08-20 12:00")]))
    assert date(2020, 8, 20) == records.latest
    assert datetime(2020, 8, 20, 12) == records.frame("sessions")["ended_at"][0]
