"""What was counted is said: coverage, notices of every command, sessions and receptions
together.
"""

import json
from datetime import date
from pathlib import Path

import pytest
from folders import agreement_of, coded, counts, folder_of, judged

import cscontract as cs
from cscontract.cli.main import main
from cscontract.core.language import LANGUAGES
from cscontract.verdict.coverage import coverage

import files

AUGUST = date(2020, 8, 1), date(2020, 8, 31)
SHOPS = ("taobao", "jd", "suning")


def chat(number, when, who="anna", id="a", shop="taobao", channel="official_chat"):
    times = f"{when} 10:00,{when} 10:05"
    return f"s{number},{shop},{id},{who},{channel},{times},true,true,false,false"


# coverage


def test_the_dates_counted_and_the_days_without_a_record_are_said_by_shop(tmp_path):
    rows = [*counts(date(2020, 8, 3), date(2020, 8, 20)), "2020-08-04,jd,a,1,1,1"]
    covered = judged(folder_of(tmp_path, receptions=rows))["coverage"]
    missing = [("taobao", 135), ("jd", 152), ("suning", 153)]
    assert missing == [(each["shop"], each["days"]) for each in covered.pop("missing")]
    assert {
        "first": "2020-08-03",
        "last": "2020-08-20",
        "service_days": 153,
        "counted": 18,
        "goes_on": True,
    } == covered


@pytest.mark.parametrize(
    ("last", "english", "chinese"),
    [
        (
            date(2020, 8, 30),
            "counted so far: 1 Aug 2020 to 30 Aug 2020, 30 of 31",
            "迄今已计入",
        ),
        (
            date(2020, 8, 31),
            "counted: 1 Aug 2020 to 31 Aug 2020, 31 of 31 service days",
            "已计入",
        ),
    ],
)
def test_so_far_is_said_while_the_term_runs_on(
    tmp_path, last, english, chinese, capsys
):
    rows = [line for shop in SHOPS for line in counts(AUGUST[0], last, shop)]
    agreement = agreement_of(tmp_path, *AUGUST)
    folder = folder_of(tmp_path / "r", receptions=rows)
    main(["check", str(agreement), str(folder)])
    assert english in capsys.readouterr().out.splitlines()[0]
    main(["check", str(agreement), str(folder), "--lang", "zh"])
    assert f"；{chinese}：2020年8月1日至" in capsys.readouterr().out.splitlines()[0]


def test_closed_days_are_no_service_days_and_need_no_record(tmp_path):
    first, last = date(2021, 2, 8), date(2021, 2, 20)
    days = [*counts(first, date(2021, 2, 10)), *counts(date(2021, 2, 18), last)]
    rows = [line.replace("taobao", shop) for line in days for shop in SHOPS]
    result = judged(
        folder_of(tmp_path, receptions=rows),
        agreement=agreement_of(tmp_path, first, last),
    )
    assert {"service_days": 6, "counted": 6} == {
        key: result["coverage"][key] for key in ("service_days", "counted")
    }
    assert [] == result["coverage"]["missing"]


def test_after_an_agreement_that_ended_no_record_is_missing(tmp_path):
    rows = [
        line
        for shop in SHOPS
        for line in counts(date(2020, 8, 1), date(2020, 8, 7), shop, 70)
    ]
    agreement = agreement_of(
        tmp_path, *AUGUST, readings={"after_renewal": "agreement_ends"}
    )
    covered = judged(folder_of(tmp_path, receptions=rows), agreement=agreement)[
        "coverage"
    ]
    assert (7, 7, []) == (
        covered["service_days"],
        covered["counted"],
        covered["missing"],
    )


def test_the_coverage_of_an_agreement_is_that_of_its_charges_as_written(tmp_path):
    agreement, records = cs.load(files.agreement_file()), cs.read(folder_of(tmp_path))
    verdict = cs.check(agreement, records)
    assert coverage(agreement, records, verdict.as_of) == verdict.coverage
    assert all(verdict.coverage.text(language) for language in LANGUAGES)


def test_the_reports_say_what_was_counted(tmp_path):
    from cscontract.views.reports.formats import html_report

    verdict = cs.check(cs.load(files.agreement_file()), cs.read(folder_of(tmp_path)))
    page = html_report(verdict, "en")
    assert page.count("20 of 153 service days; days without a record: taobao 133") == 2


# notices of every command that reckons on records

COMMANDS = {
    "price": ["--open", "bound"],
    "trade": ["--give", "volume.threshold=120", "--for", "fee.monthly"],
    "sweep": ["--vary", "volume.threshold=100:120:20"],
    "parties": [
        "--parties",
        str(Path(__file__).parent.parent / "sample_data" / "parties.yaml"),
    ],
    "explain": ["--date", "2020-08-03"],
    "infer": [],
    "wording": ["--settle", "bound=above"],
}


def told(capsys, folder, name, *options):
    capsys.readouterr()
    agreements = [str(files.agreement_file())] * (2 if name == "compare" else 1)
    main([name, *agreements, str(folder), *(options or COMMANDS[name])])
    return capsys.readouterr()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_tells_that_no_row_is_of_a_shop_of_the_agreement(
    tmp_path, capsys, name
):
    rows = counts(date(2020, 8, 1), date(2020, 8, 5), "某某旗舰店")
    bills = ["2020-08,1500.00"]
    err = told(capsys, folder_of(tmp_path, receptions=rows, bills=bills), name).err
    assert (
        "receptions.csv: no row is of a shop of the agreement (taobao, jd, suning)"
        in err
    )
    assert "某某旗舰店 is no shop of the agreement; rows left out: 5" in err
    assert "of 153: taobao 153, jd 153, suning 153" in err


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", [*COMMANDS, "compare", "risk"])
def test_what_is_told_stands_in_the_json_in_the_language(tmp_path, capsys, name, lang):
    rows = counts(date(2020, 8, 1), date(2020, 9, 30))
    rows = [*rows, "2020-08-02,pdd,a,1,1,1", "2020-08-02, jd,a,1,1,1"]
    folder = folder_of(tmp_path, receptions=rows, bills=["2020-08,1500.00"])
    options = {"risk": ["--paths", "10"], "compare": ["--set", "volume.step=90"]}.get(
        name
    )
    more = ["--json", "-", "--lang", lang]
    found = told(capsys, folder, name, *(options or COMMANDS[name]), *more)
    result = json.loads(found.out)
    notes = result["told" if name == "risk" else "notes"]
    begins = {"en": "note: ", "zh": "提示："}[lang]
    lines = [line for line in found.err.splitlines() if line.startswith(begins)]
    assert [line.removeprefix(begins) for line in lines] == notes
    assert 3 <= len(notes) == len(set(notes))
    assert any("pdd" in note for note in notes)
    if name == "risk":
        assert result["notes"] and not set(result["notes"]) & set(notes)


def test_check_has_its_notes_as_before_and_an_agreement_alone_its_own(tmp_path, capsys):
    result = judged(folder_of(tmp_path, receptions=["2020-08-02, jd,a,1,1,1"]))
    assert 1 == len(result["notes"]) and "told" not in result
    changed = (
        files.agreement_file()
        .read_text("utf-8")
        .replace("currency: CNY", "currency: RMB")
    )
    (tmp_path / "rmb.yaml").write_text(changed, "utf-8")
    capsys.readouterr()
    main(["dispute", str(tmp_path / "rmb.yaml"), "--phrase", "bound", "--json", "-"])
    out, err = capsys.readouterr()
    (note,) = json.loads(out)["notes"]
    assert "RMB" in note and f"note: {note}\n" == err


@pytest.mark.parametrize("name", ["price", "risk", "compare"])
def test_rows_outside_the_term_and_missing_days_are_told(tmp_path, capsys, name):
    rows = [*counts(date(2020, 7, 30), date(2020, 12, 30)), "2020-08-02,pdd,a,1,1,1"]
    rows += counts(date(2020, 8, 1), date(2020, 12, 31), "jd")
    rows += counts(date(2020, 8, 1), date(2020, 12, 31), "suning")
    folder = folder_of(tmp_path, receptions=rows)
    err = told(
        capsys,
        folder,
        name,
        *{"risk": ["--paths", "10"]}.get(name, ["--set", "volume.step=90"]),
    ).err
    assert "rows outside the term, 1 Aug 2020 to 31 Dec 2020, left out: 2" in err
    assert "pdd is no shop of the agreement; rows left out: 1" in err
    assert "service days of the term without a record, of 153: taobao 1" in err
    assert "no row is of a shop" not in err


def test_rows_of_sessions_are_told_alike(tmp_path, capsys):
    rows = [chat(1, "2020-08-01", shop="pdd"), chat(2, "2020-08-02", shop="pdd")]
    err = told(capsys, folder_of(tmp_path, sessions=rows), "price").err
    assert "sessions.csv: no row is of a shop of the agreement" in err
    assert "sessions.csv: pdd is no shop of the agreement; rows left out: 2" in err


def test_nothing_is_told_where_everything_was_counted(capsys):
    main(["price", "--open", "bound"])
    assert "note: " not in capsys.readouterr().err


def test_the_notices_are_told_in_chinese(tmp_path, capsys):
    rows = counts(date(2020, 8, 1), date(2020, 8, 5), "pdd")
    folder = folder_of(tmp_path, receptions=rows)
    err = told(capsys, folder, "price", "--open", "bound", "--lang", "zh").err
    assert "没有一行属于协议所列网店（taobao, jd, suning）" in err


def test_the_json_of_other_commands_has_the_coverage_too(tmp_path, capsys):
    folder = folder_of(tmp_path)
    arguments = ["price", str(files.agreement_file()), str(folder), "--open", "bound"]
    main([*arguments, "--json", "-"])
    covered = json.loads(capsys.readouterr().out)["coverage"]
    assert judged(folder)["coverage"] == covered


# sessions and receptions together


def both(tmp_path, sessions, receptions, **readings):
    agreement = agreement_of(tmp_path, *AUGUST, readings=readings)
    folder = folder_of(tmp_path / "r", sessions=sessions, receptions=receptions)
    return judged(folder, agreement=agreement), agreement, folder


def volumes(result):
    return {
        line["date"][-2:]: line["volume"]
        for line in result["lines"]
        if "volume" in line
    }


def test_days_without_a_session_are_counted_from_the_receptions(tmp_path):
    sessions = [chat(n, "2020-08-02", who=f"c{n}") for n in range(3)]
    receptions = counts(date(2020, 8, 1), date(2020, 8, 5), persons=150)
    _, agreement, folder = both(
        tmp_path, sessions, receptions, surcharge_days="every_day"
    )
    result = judged(folder, "--as-of", "2020-08-31", agreement=agreement)
    assert dict.fromkeys(("01", "03", "04", "05"), 150) == volumes(result)
    (notice,) = coded(result, "counted_from_receptions")
    assert [["2020-08-01", "2020-08-01"], ["2020-08-03", "2020-08-05"]] == notice[
        "stretches"
    ]
    assert (
        4 == notice["count"]
        and "(1 Aug 2020, 3 Aug 2020 to 5 Aug 2020)" in notice["text"]
    )
    (missing,) = coded(result, "missing_day")
    assert ("2020-08-06", 26) == (missing["from"], missing["count"])
    (differ,) = coded(result, "counts_differ")
    assert ("2020-08-02", "2020-08-02", 1) == (
        differ["from"],
        differ["to"],
        differ["count"],
    )


@pytest.mark.parametrize("channel", ["official_chat", "telephone"])
def test_any_session_of_a_named_shop_makes_it_a_day_of_sessions(tmp_path, channel):
    sessions = [chat(1, "2020-08-02", shop="jd", channel=channel)]
    receptions = counts(date(2020, 8, 1), date(2020, 8, 3), persons=150)
    result, *_ = both(tmp_path, sessions, receptions, surcharge_days="every_day")
    assert {"01": 150, "03": 150} == volumes(result)
    missing = {each["shop"]: each["days"] for each in result["coverage"]["missing"]}
    assert {"taobao": 29, "jd": 30, "suning": 31} == missing


def test_a_session_of_another_shop_makes_it_none(tmp_path):
    sessions = [chat(1, "2020-08-02", shop="pdd"), chat(2, "2020-08-01")]
    receptions = counts(date(2020, 8, 1), date(2020, 8, 3), persons=150)
    result, *_ = both(tmp_path, sessions, receptions, surcharge_days="every_day")
    assert {"02": 150, "03": 150} == volumes(result)


@pytest.mark.parametrize("same_person", ["once_per_shop", "once_per_id"])
@pytest.mark.parametrize("boundary", ["calendar_day", "service_hours"])
def test_receptions_stand_as_they_are_under_every_reading(
    tmp_path, same_person, boundary
):
    late = chat(1, "2020-08-02").replace("10:0", "23:0")
    receptions = counts(date(2020, 8, 1), date(2020, 8, 3), persons=150)
    ways = {
        "same_person": same_person,
        "day_boundary": boundary,
        "surcharge_days": "every_day",
    }
    result, *_ = both(tmp_path, [late], receptions, **ways)
    assert {"01": 150, "03": 150} == volumes(result)


def test_explain_says_which_record_a_day_was_counted_from(tmp_path, capsys):
    _, agreement, folder = both(
        tmp_path, [chat(1, "2020-08-02")], counts(date(2020, 8, 1), date(2020, 8, 3))
    )
    for day, sentence, rows in (
        (1, "the receptions were counted", "receptions.csv:2"),
        (2, "1 chat over an allowed channel", "sessions.csv:2"),
    ):
        when = date(2020, 8, day)
        explained = cs.explain(cs.load(agreement), cs.read(folder), when)
        assert sentence in explained.text("en")
        assert [rows] == [row for step in explained.steps for row in step.rows]


def test_a_day_with_chats_over_other_channels_alone_is_explained(tmp_path):
    folder = folder_of(tmp_path, sessions=[chat(1, "2020-08-02", channel="telephone")])
    explained = cs.explain(
        cs.load(files.agreement_file()), cs.read(folder), date(2020, 8, 2)
    )
    assert "The shops had 0 chats" in explained.text("en")


def test_differences_of_neighbouring_days_are_one_finding_a_shop(tmp_path):
    dates = [f"2020-08-{day:02d}" for day in (1, 2, 3, 5)]
    sessions = [chat(n, when) for n, when in enumerate(dates)]
    receptions = [
        f"{when},taobao,a,{n + 1},{n + 1},{n + 1}" for n, when in enumerate(dates)
    ]
    receptions += ["2020-08-02,taobao,b,9,9,4", "2020-08-05,jd,x,2,2,2"]
    result, *_ = both(tmp_path, sessions, receptions)
    found = [
        (f["shop"], f["from"][-2:], f["to"][-2:], f["count"], f["ids"])
        for f in coded(result, "counts_differ")
    ]
    assert [
        ("taobao", "02", "03", 3, 2),
        ("jd", "05", "05", 1, 1),
        ("taobao", "05", "05", 1, 1),
    ] == found
    first = coded(result, "counts_differ")[0]
    assert ("b", "2020-08-02", 9) == tuple(
        first["greatest"][key] for key in ("id", "date", "persons")
    )
    assert ["receptions.csv:3", "receptions.csv:6", "receptions.csv:4"] == first["rows"]


# rows left out


def test_rows_of_a_strange_shop_are_one_finding_a_file(tmp_path):
    rows = [*counts(date(2020, 8, 1), date(2020, 8, 3)), *counts(*AUGUST, "pdd")]
    outages = [
        "pdd,2020-08-02 10:00,2020-08-02 11:00",
        "pdd,2020-08-09 10:00,2020-08-09 11:00",
    ]
    folder = folder_of(tmp_path, receptions=rows, outages=outages)
    found = coded(judged(folder), "unknown_shop")
    assert [
        ("outages.csv", 2, "2020-08-02", "2020-08-09"),
        ("receptions.csv", 31, "2020-08-01", "2020-08-31"),
    ] == sorted((f["file"], f["count"], f["from"], f["to"]) for f in found)


@pytest.mark.parametrize(
    ("record", "line", "outside"),
    [
        ("receptions", "2020-07-31,taobao,a,1,1,1", True),
        ("receptions", "2020-08-01,taobao,a,1,1,1", False),
        ("actions", "2020-07-31 23:59,taobao,a,refund,10,false", True),
        ("actions", "2020-08-01 00:00,taobao,a,refund,10,false", False),
        ("outages", "taobao,2020-07-31 09:00,2020-07-31 10:00", True),
        ("outages", "taobao,2020-07-31 09:00,2020-08-01 00:00", True),
        ("outages", "taobao,2020-07-31 22:00,2020-08-01 01:00", False),
    ],
)
def test_what_lies_outside_the_term_is_told(tmp_path, record, line, outside):
    records = {record: [line]}
    if record == "receptions":
        records["receptions"] += counts(date(2020, 8, 2), date(2020, 8, 3))
    found = coded(judged(folder_of(tmp_path, **records)), "outside_term")
    assert ([f"{record}.csv"] if outside else []) == [f["file"] for f in found]
