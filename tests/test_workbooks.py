"""XLSX files as Excel, other programs and platforms write them: what a person sees is
what is read.
"""

from datetime import date, datetime
from time import process_time

import pytest
import sheets
from sheets import header, inline, number, reception, row

import cscontract as cs
from cscontract.core.language import in_language
from cscontract.records.files import workbooks
from cscontract.records.files.number_formats import as_shown

SOUND = header() + reception(2, "2020-08-01") + reception(3, "2020-08-02")
OLD = header() + reception(2, "2019-01-01")


def read(tmp_path, rows=SOUND, **more):
    return cs.read(
        sheets.workbook(tmp_path / "receptions.xlsx", {"Sheet1": rows}, **more)
    )


def refused(tmp_path, rows, **more):
    with pytest.raises(cs.BadInput) as caught:
        read(tmp_path, rows, **more)
    return caught.value.faults


def ids(records):
    return [reception.id for reception in records.receptions]


# which sheet


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
@pytest.mark.parametrize("before", [["old"], ["old", "older"]])
def test_the_first_visible_sheet_is_read_and_hidden_ones_are_told(
    tmp_path, state, before
):
    """Case 16."""
    book = {**dict.fromkeys(before, OLD), "now": SOUND}
    states = dict.fromkeys(before, state)
    records = cs.read(
        sheets.workbook(tmp_path / "receptions.xlsx", book, states=states)
    )
    assert [date(2020, 8, 1), date(2020, 8, 2)] == [
        row.date for row in records.receptions
    ]
    assert (
        f"receptions.xlsx: hidden sheets not read: {', '.join(before)}",
    ) == records.notes


def test_further_visible_sheets_are_told_as_well_as_hidden_ones(tmp_path):
    book = {"old": OLD, "now": SOUND, "more": SOUND}
    records = cs.read(
        sheets.workbook(tmp_path / "receptions.xlsx", book, states={"old": "hidden"})
    )
    assert (
        "receptions.xlsx: only the first sheet was read, not more",
        "receptions.xlsx: hidden sheets not read: old",
    ) == records.notes


def test_a_workbook_of_hidden_sheets_alone_is_refused(tmp_path):
    (fault,) = refused(tmp_path, SOUND, states={"Sheet1": "hidden"})
    assert "no visible sheet" == fault.value


# hidden rows


@pytest.mark.parametrize(
    "more", [' hidden="1"', ' hidden="true"', ' ht="0" customHeight="1"']
)
def test_hidden_rows_are_read_and_told_with_their_number(tmp_path, more):
    """Case 16: hidden by a filter, by hand, or made of no height."""
    rows = header() + reception(2, "2020-08-01")
    rows += "".join(reception(at, f"2020-08-0{at}", more=more) for at in (4, 5))
    records = read(tmp_path, rows)
    assert [2, 4, 5] == [row.row for row in records.receptions]
    (note,) = records.notes
    assert "receptions.xlsx: hidden rows are read too (2, the first is row 4)" == note
    assert (
        "receptions.xlsx：隐藏的行也已读入（共 2 行，第一处在第 4 行）"
        == in_language(note, "zh")
    )


def test_an_empty_hidden_row_and_a_hidden_header_are_not_told(tmp_path):
    hidden = header().replace('<row r="1"', '<row r="1" hidden="1"')
    rows = (
        hidden
        + reception(2, "2020-08-01")
        + row(3, '<c r="A3" s="0"/>', more=' hidden="1"')
    )
    assert () == read(tmp_path, rows).notes


# only what is there


@pytest.mark.parametrize("place", ["F1048576", "XFD1048576", "XFD2"])
def test_an_empty_formatted_cell_far_away_costs_nothing(tmp_path, place):
    """Case 09: 70 s and 3 GB before."""
    empty = f'<c r="{place}" s="0"/>'
    rows = (
        SOUND + row(1_048_576, empty)
        if place != "XFD2"
        else SOUND.replace('</row><row r="3"', f'{empty}</row><row r="3"')
    )
    before = process_time()
    assert 2 == len(read(tmp_path, rows).receptions)
    assert process_time() - before < 5


def test_rows_and_cells_without_their_places_are_counted(tmp_path):
    """Some writers leave out where a row and a cell stand."""
    rows = SOUND
    for place in [f"{letter}{at}" for letter in "ABCDEF" for at in (1, 2, 3)]:
        rows = rows.replace(f' r="{place}"', "")
    for at in (1, 2, 3):
        rows = rows.replace(f'<row r="{at}"', "<row")
    assert [2, 3] == [row.row for row in read(tmp_path, rows).receptions]


@pytest.mark.parametrize(
    "rows",
    [
        SOUND + row(3, inline("A3", "x")),
        SOUND + row(1_048_577, inline("A1048577", "x")),
        SOUND + row(4, inline("A\u00e44", "x")),
        SOUND + row(4, inline("XFE4", "x")),
        SOUND + row(4, '<c r="A4" t="s"><v>7</v></c>'),
        SOUND + row(4, number("A4", "seven")),
        SOUND + "<row",
        SOUND + row(4, '<c r="A4" s="x"><v>1</v></c>'),
    ],
)
def test_a_damaged_sheet_is_refused_without_a_traceback(tmp_path, rows):
    (fault,) = refused(tmp_path, rows)
    assert "xl/worksheets/sheet1.xml is missing or damaged" == fault.value
    assert "an XLSX workbook" == fault.expected


def test_a_row_without_an_end_is_refused_before_it_fills_the_memory(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(workbooks, "MOST_BESIDE_ROWS", 100_000)
    monkeypatch.setattr(workbooks, "CHUNK", 10_000)
    rows = header() + row(2, *("<c><v>1</v></c>" for _ in range(20_000)))
    (fault,) = refused(tmp_path, rows)
    assert "damaged" in fault.value


# forms of a workbook


@pytest.mark.parametrize("prefix", ["", "x"])
@pytest.mark.parametrize("space", [sheets.USUAL, sheets.STRICT])
def test_strict_open_xml_and_prefixed_names_are_read(tmp_path, space, prefix):
    """Case 31."""
    assert 2 == len(read(tmp_path, space=space, prefix=prefix).receptions)


@pytest.mark.parametrize(
    "odd",
    ["<fills><fill/></fills>", "<fonts><font><b val='?'/></font></fonts>", "<x/>"],
)
def test_odd_styles_do_not_stop_values(tmp_path, odd):
    """Case 31."""
    assert 2 == len(read(tmp_path, styled=sheets.styles(odd=odd)).receptions)


def test_a_style_that_is_not_there_shows_a_number_as_it_is(tmp_path):
    rows = header() + reception(2, "2020-08-01", number("C2", 7, style=99))
    assert ["7"] == ids(read(tmp_path, rows))


CELLS = {
    "a shared text": '<c r="C2" t="s"><v>0</v></c>',
    "a shared text of two runs, with its reading": '<c r="C2" t="s"><v>1</v></c>',
    "a text of its own in two runs": '<c r="C2" t="inlineStr"><is><r><t>al</t></r><r><t>ly</t></r></is></c>',
    "a formula with a text": '<c r="C2" t="str"><f>A1</f><v>ally</v></c>',
}


@pytest.mark.parametrize("cell", CELLS)
def test_texts_of_every_form_are_read(tmp_path, cell):
    strings = (
        "<si><t>ally</t></si>"
        '<si><r><t>al</t></r><r><t>ly</t></r><rPh sb="0" eb="1"><t>aside</t></rPh></si>'
    )
    rows = header() + reception(2, "2020-08-01", CELLS[cell])
    assert ["ally"] == ids(read(tmp_path, rows, strings=strings))


def test_an_escaped_control_sign_is_refused_as_in_csv(tmp_path):
    (fault,) = refused(
        tmp_path, header() + reception(2, "2020-08-01", inline("C2", "a_x0009_b"))
    )
    assert (
        "receptions.xlsx, row 2, column id" == fault.place
        and "control" in fault.expected
    )


def test_an_escaped_underscore_stays_one(tmp_path):
    rows = header() + reception(2, "2020-08-01", inline("C2", "a_x005F_x0041_"))
    assert ["a_x0041_"] == ids(read(tmp_path, rows))


# dates


@pytest.mark.parametrize(
    "cell",
    [
        number("A2", 44044, style=1),
        number("A2", 44044, style=2),
        number("A2", "4.4044E4", style=3),
        '<c r="A2" t="d"><v>2020-08-01</v></c>',
        '<c r="A2" t="d"><v>2020-08-01T00:00:00</v></c>',
    ],
)
def test_dates_are_read_by_their_number_format_or_as_iso(tmp_path, cell):
    styled = sheets.styles("yyyy\\-mm\\-dd", '[$-804]yyyy"年"m"月"d"日";@', "m/d")
    rows = header() + reception(2, "x").replace(inline("A2", "x"), cell)
    records = read(tmp_path, rows, styled=styled)
    assert (date(2020, 8, 1), ()) == (records.receptions[0].date, records.notes)


def test_the_epoch_of_1904_moves_dates_by_its_days(tmp_path):
    rows = header() + reception(2, "x").replace(
        inline("A2", "x"), number("A2", 44044 - 1462, 1)
    )
    records = read(
        tmp_path,
        rows,
        styled=sheets.styles("yyyy-mm-dd"),
        book='<workbookPr date1904="1"/>',
    )
    assert date(2020, 8, 1) == records.receptions[0].date


@pytest.mark.parametrize("chinese", [27, 31, 36, 50, 58])
def test_date_formats_that_only_chinese_excel_has_are_dates(chinese):
    assert "date" == workbooks._style(chinese, {})[0]


def test_a_time_is_read_with_its_date():
    assert datetime(2020, 8, 1, 9, 30) == workbooks.number_of(
        "44044.395833333336", "date", "", 1900
    )


# numbers as they are shown


@pytest.mark.parametrize(
    ("code", "seen"),
    [
        ("000", "007"),
        ("0000", "0007"),
        ('"A"000', "A007"),
        ("\\A00", "A07"),
        ("[Red]000", "007"),
        ("000;-000", "007"),
        ("00\\-00", "00-07"),
        ("0", "7"),
        ("General", "7"),
        ("#,##0", "7"),
        ("0.00", "7"),
        ("@", "7"),
        ("[&lt;5]000", "7"),
    ],
)
def test_a_number_in_a_column_of_names_is_what_is_seen(tmp_path, code, seen):
    """Case 14."""
    rows = header() + reception(2, "2020-08-01", number("C2", 7, style=1))
    records = read(tmp_path, rows, styled=sheets.styles(code.replace("&lt;", "<")))
    assert [seen] == ids(records)
    told = (
        "receptions.xlsx, column id: numbers read as they are shown, like 007 (1 cell)",
    )
    assert (told if seen != "7" else ()) == records.notes


def test_a_number_in_a_column_of_counts_is_what_it_is(tmp_path):
    rows = header() + reception(2, "2020-08-01")
    rows = rows.replace(number("D2", 3), number("D2", 3, style=1))
    records = read(tmp_path, rows, styled=sheets.styles('"A"000'))
    assert (3, ()) == (records.receptions[0].asked, records.notes)


def test_two_numbers_that_are_shown_alike_but_for_zeros_are_two_names(tmp_path):
    rows = header() + reception(2, "2020-08-01", number("C2", 7, 1))
    rows += reception(3, "2020-08-01", number("C3", 7, 2), asked=4)
    assert ["07", "007"] == ids(read(tmp_path, rows, styled=sheets.styles("00", "000")))


def test_a_customer_is_the_same_as_a_shown_number_and_as_text(tmp_path):
    cells = [
        "s1",
        "jd",
        "a",
        "007",
        "official_chat",
        "2020-08-01 09:00",
        "2020-08-01 09:01",
    ]
    names = [
        "session",
        "shop",
        "id",
        "customer",
        "channel",
        "started_at",
        "ended_at",
        "received",
        "inquiring",
        "problem",
        "problem_recorded",
    ]
    flags = ["true", "true", "false", "false"]
    rows = header(names)
    for at in (2, 3):
        texts = [f"s{at}", *cells[1:], *flags]
        found = [
            inline(f"{letter}{at}", text)
            for letter, text in zip("ABCDEFGHIJK", texts, strict=False)
        ]
        if at == 3:
            found[3] = number("D3", 7, style=1)
        rows += row(at, *found)
    folder = sheets.workbook(
        tmp_path / "sessions.xlsx", {"S": rows}, styled=sheets.styles("000")
    )
    assert 1 == cs.read(folder).frame("sessions")["customer"].nunique()


@pytest.mark.parametrize(
    ("value", "seen"), [(0, "000"), (7, "007"), (999, "999"), (1000, "1000")]
)
def test_digits_beyond_the_format_are_shown_as_well(value, seen):
    assert seen == getattr(as_shown(value, "000"), "text", str(value))


# formulas


@pytest.mark.parametrize("value", ["", "<v></v>", "<v/>"])
def test_a_formula_without_a_value_is_refused_with_its_cell(tmp_path, value):
    cell = f'<c r="C2"><f>A1&amp;"x"</f>{value}</c>'
    (fault,) = refused(tmp_path, header() + reception(2, "2020-08-01", cell))
    assert "receptions.xlsx, row 2, column C" == fault.place
    assert "never computed" in fault.expected and "=A1&" in fault.value


def test_a_formula_that_came_to_an_empty_text_is_a_blank_cell(tmp_path):
    cell = '<c r="C2" t="str"><f>""</f><v></v></c>'
    (fault,) = refused(tmp_path, header() + reception(2, "2020-08-01", cell))
    assert ("receptions.xlsx, row 2, column id", "blank") == (fault.place, fault.value)


def test_an_error_of_the_spreadsheet_is_refused(tmp_path):
    cell = '<c r="C2" t="e"><v>#N/A</v></c>'
    (fault,) = refused(tmp_path, header() + reception(2, "2020-08-01", cell))
    assert ("receptions.xlsx, row 2, column id", "'#N/A'") == (fault.place, fault.value)


def test_a_file_with_its_ending_in_capitals_is_read(tmp_path):
    folder = sheets.workbook(tmp_path / "RECEPTIONS.XLSX", {"S": SOUND})
    assert 2 == len(cs.read(folder).receptions)
