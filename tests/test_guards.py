"""Guards of spreadsheets taken off, and one ID under two names refused: 007 and 7, two
hidden names.
"""

from datetime import date
from pathlib import Path

import pytest

import cscontract as cs
from cscontract.cli.main import main
from cscontract.core import pseudonyms
from cscontract.core.language import in_language
from cscontract.records.imports.merging import write_receptions
from cscontract.records.imports.platform_exports import Imported, import_report
from cscontract.records.rows import Reception

import files

GUARDED = {
    "'@小美": "@小美",
    "'-店": "-店",
    "'=x": "=x",
    "'+86客服": "+86客服",
    "'007": "007",
    '="007"': "007",
    '="小""美"': '小"美',
}
AS_THEY_ARE = ["O'Neil", "'tis", "'90s", "=x", "@小美", "''"]
KINDS = pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])


@KINDS
@pytest.mark.parametrize("text", GUARDED)
def test_a_guard_is_taken_off_and_told(tmp_path, kind, text):
    if kind == "xlsx" and text.startswith("="):
        pytest.skip("a formula there, and never computed")
    rows = [["2020-08-01", "jd", text, "3", "2", "1"]]
    records = cs.read(files.write(tmp_path, "receptions", rows, kind))
    assert GUARDED[text] == records.receptions[0].id
    (note,) = records.notes
    assert "(1 cell)" in note and "1 个单元格" in in_language(note, "zh")


@pytest.mark.parametrize("text", AS_THEY_ARE)
def test_an_apostrophe_of_a_name_stays(tmp_path, text):
    rows = [["2020-08-01", "jd", text, "3", "2", "1"]]
    records = cs.read(files.write(tmp_path, "receptions", rows))
    assert text == records.receptions[0].id and not records.notes


def test_guards_are_taken_off_counts_dates_and_times_too(tmp_path):
    rows = [['="2020-08-01"', "jd", "a", '="12"', "'11", "10"]]
    row = cs.read(files.write(tmp_path, "receptions", rows)).receptions[0]
    assert (date(2020, 8, 1), 12, 11) == (row.date, row.asked, row.received)


@pytest.mark.parametrize("kind", ["csv", "typed"])
def test_chats_and_logins_meet_the_imported_names(tmp_path, kind):
    """Case 25: `import` guards, reading takes the guard off, in typed Parquet
    as well.
    """
    chat = files.sound("sessions", 1)[0]
    chat[1:3] = ["'-店", '="007"']
    rows = files.typed("sessions", [chat]) if kind == "typed" else [chat]
    files.write(tmp_path, "sessions", rows, "parquet" if kind == "typed" else "csv")
    frame = cs.read(tmp_path).frame("sessions")
    assert ["-店", "007"] == [frame["shop"][0], frame["id"][0]]


def report(*rows: Reception, file: str = "rep.csv") -> Imported:
    return Imported(rows, (), file)


def of(day: int, name: str, received: int = 80, shop: str = "taobao") -> Reception:
    return Reception(day + 1, date(2020, 8, day), shop, name, received, received, 60)


def test_an_import_is_marked_guarded_and_read_again_as_it_was(tmp_path):
    """Cases 25 and 27."""
    rows = [of(1, "@小美"), of(1, "k1", shop="-店"), of(2, "@小美", 90)]
    path = write_receptions(report(*rows), tmp_path)
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbfdate,shop,id") and "'@小美" in data.decode()
    read = cs.read(tmp_path).receptions
    assert {row[1:] for row in rows} == {row[1:] for row in read}
    write_receptions(report(*rows), tmp_path)
    assert data == path.read_bytes()


def test_what_is_mended_in_the_file_that_is_there_is_told(tmp_path):
    files.write(tmp_path, "receptions", [["2020/8/1", "jd", "k", "6", "6", "6"]])
    notes: list[str] = []
    write_receptions(report(of(2, "k")), tmp_path, notes)
    assert [
        "receptions.csv, column date: dates like 2020/8/1 read as 2020-08-01 (1 cell)"
    ] == notes


# one ID under two names


def refusals(imported: Imported, folder: Path, **said: list[str]) -> list[str]:
    try:
        write_receptions(imported, folder, **said)
    except cs.BadInput as error:
        return [str(fault) for fault in error.faults]
    return []


@pytest.mark.parametrize(
    ("one", "other"), [("7", "007"), ("007", "7"), ("7", "07"), ("12.0", "0012")]
)
def test_a_report_is_not_imported_again_under_other_numbers(tmp_path, one, other):
    """Case 14."""
    assert not refusals(report(of(1, one), of(2, one)), tmp_path)
    found = refusals(report(of(1, other), of(2, other)), tmp_path)
    assert 2 == len(found) and f"as {one} in receptions.csv, row 2" in found[0]
    assert "a spreadsheet shows 007 as 7" in found[0]
    assert not refusals(report(of(1, other), of(2, other)), tmp_path, agents=[other])


@pytest.mark.parametrize(("one", "other"), [("7", "70"), ("7", "a7"), ("k1", "k2")])
def test_other_ids_with_the_same_counts_are_other_ids(tmp_path, one, other):
    assert not refusals(report(of(1, one)), tmp_path)
    assert not refusals(report(of(1, other)), tmp_path)


def test_a_whole_report_under_other_names_is_recognised_by_its_counts(tmp_path):
    assert not refusals(report(of(1, "小美", 80), of(1, "小丽", 70)), tmp_path)
    again = report(of(1, "xiaomei", 80), of(1, "xiaoli", 70))
    assert 2 == len(refusals(again, tmp_path))
    assert not refusals(report(of(1, "xiaomei", 80), of(1, "xiaoli", 71)), tmp_path)


def test_a_report_of_which_nearly_all_rows_are_there_is_recognised(tmp_path):
    """Nine in ten of ten rows, and five rows at least."""
    first = [of(1, f"k{n}", 80 + n) for n in range(10)]
    assert not refusals(report(*first), tmp_path)
    again = [of(1, f"z{n}", 80 + n) for n in range(10)]
    one = [*again[1:], of(1, "z0", 70)]
    two = [*again[2:], of(1, "z0", 70), of(1, "z1", 71)]
    assert 9 == len(refusals(report(*one), tmp_path))
    assert not refusals(report(*one), tmp_path / "b")
    assert not refusals(report(*two), tmp_path)


def test_a_report_with_the_shop_before_its_names_is_recognised(tmp_path):
    assert not refusals(report(of(1, "小明")), tmp_path)
    assert 1 == len(refusals(report(of(1, "旗舰店:小明")), tmp_path))
    assert not refusals(report(of(1, "旗舰店:小明", 81)), tmp_path)


@pytest.fixture
def machines(tmp_path, monkeypatch):
    """Another key, as on another machine, each time it is called."""

    def another(name: str) -> None:
        monkeypatch.setenv("CSCONTRACT_CONFIG", str(tmp_path / name))
        pseudonyms.key.cache_clear()
        pseudonyms.pseudonym.cache_clear()

    yield another
    monkeypatch.undo()
    pseudonyms.key.cache_clear()
    pseudonyms.pseudonym.cache_clear()


def test_a_report_imported_on_two_machines_is_recognised(tmp_path, machines):
    """Case 15: IDs that are telephone numbers are hidden under another name on each
    machine.
    """
    header = ["日期", "店铺", "客服", "接待人数", "询单人数"]
    folder = tmp_path / "r"
    for day in (1, 2, 3):
        path = tmp_path / f"rep{day}.csv"
        files.write_csv(
            path, header, [[f"2020-08-0{day}", "taobao", "13800138000", "80", "60"]]
        )
        machines("one")
        assert not refusals(import_report(path, "agency"), folder)
        machines("two")
        (found,) = refusals(import_report(path, "agency"), folder)
        assert "another machine hides a telephone number under another name" in found
    assert 3 == len(cs.read(folder).receptions)


def receptions(folder: Path, *rows: Reception) -> Path:
    lines = [[f"{cell}" for cell in row[1:]] for row in rows]
    return files.write(folder, "receptions", lines)


def places(folder: Path, **said: list[str]) -> list[str]:
    try:
        cs.read(folder, **said)
    except cs.BadInput as error:
        return [fault.place for fault in error.faults]
    return []


def test_records_that_hold_one_id_twice_are_refused(tmp_path):
    folder = receptions(
        tmp_path, of(1, "007"), of(1, "7"), of(2, "007"), of(2, "7", 79)
    )
    assert ["receptions.csv, row 3"] == places(folder)
    assert [] == places(folder, agents=["7"])


def test_two_hidden_names_with_the_same_counts_on_two_days_are_one(tmp_path):
    one, two = "hidden-3a3f0db7", "hidden-f810d79c"
    same = [of(day, name) for day in (1, 2) for name in (one, two)]
    assert ["receptions.csv, row 3", "receptions.csv, row 5"] == places(
        receptions(tmp_path, *same)
    )
    once = [*same[:3], of(2, two, 81)]
    assert [] == places(receptions(tmp_path / "b", *once))


def test_two_hidden_names_on_the_one_day_of_a_record_are_one_from_ten_persons_on(
    tmp_path,
):
    names = "hidden-3a3f0db7", "hidden-f810d79c"
    for received, expected in ((10, ["receptions.csv, row 3"]), (9, [])):
        rows = [
            Reception(0, date(2020, 8, 1), "jd", name, received, received, 5)
            for name in names
        ]
        assert expected == places(receptions(tmp_path / str(received), *rows))


def test_a_chat_that_was_handed_on_is_refused_with_its_mend(tmp_path, capsys):
    """Case 33."""
    first = files.sound("sessions", 1)[0]
    second = [*first[:2], "t2", *first[3:]]
    folder = str(files.write(tmp_path, "sessions", [first, second]))
    assert 2 == main(["check", str(files.agreement_file()), folder])
    assert "give this part of it a number of its own" in capsys.readouterr().err
    second[0] = "s1-2"
    files.write(tmp_path, "sessions", [first, second])
    assert 0 == main(["check", str(files.agreement_file()), folder])
