"""An agreement's own calendar year adds to the official one; other values stay what
they were.
"""

import pickle
from datetime import date

import pytest
from folders import agreement_of, coded, counts, folder_of, judged, refused

import cscontract as cs
from cscontract.agreement.calendar import CalendarYearUnknown, official
from cscontract.cli.main import main
from cscontract.core.language import in_language

import build

TERM = date(2020, 9, 1), date(2020, 10, 31)
FIGURES = {"payment.due_day": 6}


def dues(tmp_path, calendar, first=TERM[0], last=TERM[1]):
    agreement = agreement_of(tmp_path, first, last, figures=FIGURES, calendar=calendar)
    return judged(
        folder_of(tmp_path / "r", receptions=counts(first, last)), agreement=agreement
    )


def base_dues(result):
    return [month["base_due"] for month in result["statements"]]


@pytest.mark.parametrize(
    ("own", "due"),
    [
        ({}, "2020-10-09"),
        ({"festival": [date(2020, 1, 24), date(2020, 2, 2)]}, "2020-10-09"),
        ({"off": None, "work": None}, "2020-10-09"),
        ({"work": [date(2020, 10, 10)]}, "2020-10-09"),
        ({"work": [date(2020, 10, 7)]}, "2020-10-07"),
        ({"off": []}, "2020-10-05"),
        ({"off": [date(2020, 10, 5)]}, "2020-10-06"),
    ],
)
def test_only_what_an_own_year_names_is_replaced(tmp_path, own, due):
    result = dues(tmp_path, {2020: own} if own else {})
    assert ["2020-09-07", due] == base_dues(result)
    assert [] == coded(result, "calendar_unknown")


def test_another_festival_takes_the_place_of_the_official_block():
    own = {2020: {"festival": [date(2020, 1, 20), date(2020, 1, 22)]}}
    calendar = build.agreement(build.plain(*TERM, calendar=own)).official_days
    off = [day for day in range(20, 32) if calendar.is_rest(date(2020, 1, day))]
    assert [20, 21, 22, 25, 26] == off
    assert official().is_rest(date(2020, 1, 27))
    assert calendar.is_rest(date(2020, 5, 1)) and not calendar.is_rest(
        date(2020, 9, 27)
    )


def test_a_named_date_goes_before_the_official_other_list():
    own = {2020: {"off": [date(2020, 9, 27)], "work": [date(2020, 10, 3)]}}
    calendar = build.agreement(build.plain(*TERM, calendar=own)).official_days
    assert calendar.is_rest(date(2020, 9, 27)) and not calendar.is_rest(
        date(2020, 10, 3)
    )


@pytest.mark.parametrize(
    "own",
    [
        {"off": [date(2020, 10, 5)], "work": [date(2020, 10, 5)]},
        {"off": [date(2020, 1, 1), date(2020, 10, 5)], "work": [date(2020, 10, 5)]},
        {"festival": [date(2020, 1, 24), date(2020, 2, 2)], "work": [date(2020, 2, 2)]},
    ],
)
def test_a_date_both_off_and_a_day_of_work_is_a_fault(tmp_path, capsys, own):
    agreement = agreement_of(tmp_path, *TERM, calendar={2020: own})
    folder = folder_of(tmp_path / "r", receptions=counts(*TERM))
    (fault,) = refused(capsys, folder, agreement)
    assert "calendar.2020.work, item 1: 2020-" in fault
    assert "expected a date either off or a make-up day; fix: leave it in one" in fault


@pytest.mark.parametrize(
    ("own", "known", "due"),
    [
        ({}, False, "2027-09-05"),
        ({"festival": [date(2027, 2, 5), date(2027, 2, 11)]}, False, "2027-09-06"),
        (
            {"festival": [date(2027, 2, 5), date(2027, 2, 11)], "off": [], "work": []},
            False,
            "2027-09-06",
        ),
        ({"off": [date(2027, 9, 6)]}, True, "2027-09-07"),
    ],
)
def test_of_a_year_beyond_the_table_only_what_is_given_is_known(
    tmp_path, own, known, due
):
    first, last = date(2027, 9, 1), date(2027, 9, 30)
    result = dues(tmp_path, {2027: own} if own else {}, first, last)
    assert [due] == base_dues(result)
    assert known == ([] == coded(result, "calendar_unknown"))


def test_the_mend_for_an_unknown_year_names_no_empty_list(tmp_path, capsys):
    first, last = date(2027, 2, 1), date(2027, 2, 28)
    agreement = agreement_of(tmp_path, first, last)
    folder = folder_of(tmp_path / "r", receptions=counts(first, last))
    (fault,) = refused(capsys, folder, agreement)
    mend = "calendar: {2027: {festival: [2027-02-05, 2027-02-11]}}"
    assert fault.endswith(f"fix: give the year in the agreement, as in {mend}")
    copied = {2027: {"festival": [date(2027, 2, 5), date(2027, 2, 11)]}}
    result = dues(tmp_path, copied, first, last)
    assert ["calendar_unknown"] == [
        f["code"] for f in coded(result, "calendar_unknown")
    ]
    with pytest.raises(CalendarYearUnknown):
        official().announced_block(2027)


OFFICIAL = official().years[2020]
WHOLE = sorted(OFFICIAL.off)


@pytest.mark.parametrize(
    ("own", "told"),
    [
        (
            {"off": [date(2020, 10, 5)]},
            ["off replaces the official days off of 2020: 2020-01-01; "],
        ),
        (
            {"off": [when for when in WHOLE if when.month < 10]},
            ["off replaces the official days off of 2020: 2020-10-01 … 2020-10-08"],
        ),
        (
            {"off": [when for when in WHOLE if when != date(2020, 10, 2)]},
            ["off replaces the official days off of 2020: 2020-10-02"],
        ),
        ({"off": WHOLE}, []),
        ({"off": [*WHOLE, date(2020, 10, 9)]}, []),
        ({"work": sorted(OFFICIAL.work)}, []),
        (
            {"work": [date(2020, 10, 10)]},
            ["work replaces the official make-up days of 2020: "],
        ),
        (
            {"work": [*sorted(OFFICIAL.work), date(2020, 10, 3)]},
            ["work replaces the official days off of 2020: 2020-10-03"],
        ),
        ({"festival": [date(2020, 1, 24), date(2020, 2, 2)]}, []),
        (
            {"festival": [date(2020, 1, 24), date(2020, 2, 1)]},
            [
                "festival replaces the official Spring Festival of 2020: 2020-01-24 … 2020-02-02"
            ],
        ),
        ({}, []),
    ],
)
def test_official_days_that_an_own_year_replaces_are_told_once(own, told):
    agreement = build.agreement(build.plain(*TERM, calendar={2020: own}))
    for each in (agreement, agreement.replace(volume__threshold=120)):
        assert len(told) == len(each.notes)
        for note, beginning in zip(each.notes, told, strict=True):
            assert note.startswith(f"calendar 2020: {beginning}")
            assert in_language(note, "zh").startswith("calendar 2020：")
    assert () == agreement.replace(calendar={}).notes


def test_a_year_beyond_the_table_replaces_nothing():
    assert (
        ()
        == build.agreement(
            build.plain(*TERM, calendar={2027: {"off": [], "work": []}})
        ).notes
    )


def test_every_command_tells_that_official_days_are_replaced(tmp_path, capsys):
    calendar = {2020: {"off": [when for when in WHOLE if when.month < 10]}}
    result = dues(tmp_path, calendar)
    told = "calendar 2020: off replaces the official days off of 2020: 2020-10-01 … 2020-10-08"
    assert [told] == result["notes"]
    assert f"note: {told}\n" in capsys.readouterr().err
    main(
        ["check", str(tmp_path / "agreement.yaml"), str(tmp_path / "r"), "--lang", "zh"]
    )
    zh = "calendar 2020：off 代替了2020 年公布的放假日：2020-10-01 … 2020-10-08"
    assert zh in capsys.readouterr().err


# values are never changed but replaced


def test_an_agreement_cannot_be_changed_in_place():
    agreement = build.agreement(build.plain(*TERM, readings={"bound": "above"}))
    for held in (
        agreement.readings,
        agreement.calendar,
        agreement.chosen,
        agreement.shop_ids,
        agreement.wording,
    ):
        with pytest.raises(TypeError):
            held["bound"] = "at_least"
        with pytest.raises(TypeError):
            held.update(bound="at_least")
        with pytest.raises(TypeError):
            held |= {"bound": "at_least"}
    assert "above" == agreement.chosen["bound"]


def test_a_replacement_leaves_the_agreement_as_it_was():
    agreement = build.agreement(build.plain(*TERM, readings={"bound": "above"}))
    before = pickle.dumps(agreement.plain())
    changed = agreement.replace(readings__bound="at_least", volume__threshold=120)
    changed.replace(
        calendar={2020: {"off": [date(2020, 10, 5)]}}, fee__monthly="1600.00"
    )
    assert before == pickle.dumps(agreement.plain())
    assert (100, "above") == (agreement.volume.threshold, agreement.chosen["bound"])
    assert agreement == pickle.loads(pickle.dumps(agreement))


def test_notes_are_kept_and_told_once():
    data = build.plain(*TERM)
    data["fee"]["currency"] = "RMB"
    agreement = build.agreement(data)
    (note,) = agreement.notes
    changed = agreement.replace(volume__threshold=120).replace(fee__monthly="1600.00")
    assert (note,) == changed.notes == agreement.notes


# what falls due on a day without a record


@pytest.mark.parametrize("reading", ["rolling_mean", "seven_days_each"])
def test_a_renewal_that_falls_due_on_a_day_without_a_record_is_explained(
    tmp_path, reading
):
    rows = counts(date(2020, 9, 1), date(2020, 9, 6), persons=240)
    folder = folder_of(tmp_path, receptions=rows)
    agreement = build.agreement(build.plain(*TERM, readings={"renewal_week": reading}))
    explained = cs.explain(agreement, cs.read(folder), date(2020, 9, 7))
    falls_due = "A new agreement falls due today." in explained.text("en")
    assert (reading == "rolling_mean") == falls_due
    assert "without a record" in explained.text("en")
