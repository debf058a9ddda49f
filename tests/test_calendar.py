"""A duty in a calendar: one identity, whatever its date and amount; the last that was
made prevails.
"""

import os
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from cscontract.cli.main import main
from cscontract.verdict.check import check
from cscontract.views.reports.formats import beside, ics_report

import build

START, END = date(2020, 8, 1), date(2020, 10, 31)
BUSY = [101, 101, 101, 0, 101, 101, 101]


def verdict(received=BUSY, as_of=date(2020, 8, 20), end=END, start=START, **changes):
    agreement = build.agreement(build.plain(start, end, **changes))
    counts = {"jd/a": {"received": received}, "taobao/b": {"received": [0]}}
    return check(agreement, build.records(build.receptions(START, counts)), as_of)


def calendar(judged, earlier=(), language="en"):
    """Entry by UID."""
    entries = Calendar.from_ical(ics_report(judged, language, earlier)).walk("VEVENT")
    found = {str(entry["UID"]): entry for entry in entries}
    assert len(found) == len(entries)
    return found


def rank(entry):
    return int(entry["SEQUENCE"]), entry["DTSTAMP"].dt


def dates(entries):
    return {uid: entry["DTSTART"].dt for uid, entry in entries.items()}


# identity


@pytest.mark.parametrize(
    "changes",
    [
        {"figures": {"payment.due_day": 20}},
        {"figures": {"fee.monthly": "1980.37"}},
        {"figures": {"volume.surcharge": "85.50"}},
        {"readings": {"payment_day": "on_or_before"}},
        {"end": END},
        {"as_of": date(2020, 10, 1)},
    ],
)
def test_a_duty_keeps_its_identity_whatever_its_date_and_amount(changes):
    assert calendar(verdict()).keys() == calendar(verdict(**changes)).keys()


def test_a_date_that_moves_is_the_same_duty():
    before, after = (
        calendar(verdict()),
        calendar(verdict(figures={"payment.due_day": 20})),
    )
    moved = [uid for uid in before if dates(before)[uid] != dates(after)[uid]]
    assert len(moved) == 4  # three fees, and the other charges of August


def test_a_last_day_that_moves_is_the_same_duty():
    before, after = calendar(verdict()), calendar(verdict(end=date(2020, 10, 30)))
    (uid,) = (uid for uid in before if "Last day of" in before[uid]["SUMMARY"])
    assert (END, date(2020, 10, 30)) == (dates(before)[uid], dates(after)[uid])


@pytest.mark.parametrize(
    "changes",
    [
        {"shops": [{"id": "jd", "platform": "JD"}]},
        {"shops": [{"id": "pdd", "platform": "PDD"}]},
        {"parties": {"client": "丙方", "provider": "乙方", "drafter": "both"}},
        {"start": date(2020, 8, 2)},
    ],
)
def test_agreements_of_other_shops_parties_or_terms_share_no_identity(changes):
    assert not calendar(verdict()).keys() & calendar(verdict(**changes)).keys()


def test_the_order_and_writing_of_the_shops_do_not_matter():
    one = [{"id": "taobao", "platform": "Taobao"}, {"id": "jd", "platform": "JD"}]
    other = [{"id": "京东", "platform": "JD"}, {"id": "淘宝", "platform": "Taobao"}]
    assert calendar(verdict(shops=one)).keys() == calendar(verdict(shops=other)).keys()


def test_two_runs_of_a_month_are_two_duties():
    entries = calendar(verdict()).values()
    seats = [e["DTSTART"].dt for e in entries if "Added seats due" in e["SUMMARY"]]
    assert [date(2020, 8, 3), date(2020, 8, 7)] == sorted(seats)


def test_a_run_that_matures_a_day_later_is_the_same_duty():
    one, other = (
        calendar(verdict(figures={"volume.run_days": days, "seats.within_days": 3}))
        for days in (1, 2)
    )
    assert one.keys() == other.keys()
    moved = {uid: dates(other)[uid] - dates(one)[uid] for uid in one}
    assert 4 == list(moved.values()).count(timedelta(days=1))


def test_no_date_and_no_amount_stands_in_an_identity():
    assert all(
        re.fullmatch(r"[0-9a-f]{32}@cscontract", uid) for uid in calendar(verdict())
    )


# the last that was made prevails


def test_an_entry_that_differs_is_above_the_earlier_one_and_the_others_stay():
    first = ics_report(verdict())
    dearer = verdict(figures={"fee.monthly": "1800.00"})
    before, after = calendar(verdict()), calendar(dearer, [first])
    for uid, entry in after.items():
        more = int(entry["SUMMARY"] != before[uid]["SUMMARY"])
        sequence, stamp = rank(before[uid])
        assert (sequence + more, stamp + timedelta(seconds=more)) == rank(entry)
    assert 3 == sum(
        entry["SUMMARY"] != before[uid]["SUMMARY"] for uid, entry in after.items()
    )


@pytest.mark.parametrize(
    "fees", [("1800.00", "1500.00"), ("1400.00", "1500.00", "1800.00")]
)
def test_whichever_amount_is_the_last_prevails(fees):
    made = [ics_report(verdict())]
    for fee in fees:
        made.append(ics_report(verdict(figures={"fee.monthly": fee}), "en", made))
    uid = next(
        uid
        for uid, e in calendar(verdict()).items()
        if "Fee for 2020-08" in e["SUMMARY"]
    )
    ranks = []
    for data in made:
        (entry,) = (
            e for e in Calendar.from_ical(data).walk("VEVENT") if e["UID"] == uid
        )
        ranks.append(rank(entry))
    assert sorted(set(ranks)) == ranks


def test_the_same_again_is_the_same_to_the_byte():
    first = ics_report(verdict())
    assert first == ics_report(verdict(), "en", [first])
    dearer = ics_report(verdict(figures={"fee.monthly": "1800.00"}), "en", [first])
    again = ics_report(
        verdict(figures={"fee.monthly": "1800.00"}), "en", [first, dearer]
    )
    assert dearer == again


def test_what_was_judged_later_is_above_also_without_an_earlier_calendar():
    early, late = (
        calendar(verdict(as_of=day)) for day in (date(2020, 8, 20), date(2020, 8, 21))
    )
    for uid, entry in late.items():
        assert rank(entry) > rank(early[uid])
        assert (
            datetime(2020, 8, 21, tzinfo=UTC)
            == entry["DTSTAMP"].dt
            == entry["LAST-MODIFIED"].dt
        )
        assert 20 == entry["SEQUENCE"]


def test_what_was_judged_up_to_an_earlier_date_but_made_later_prevails():
    late = ics_report(verdict(as_of=date(2020, 9, 30)))
    other = verdict(as_of=date(2020, 8, 20), figures={"fee.monthly": "1800.00"})
    before, after = calendar(verdict(as_of=date(2020, 9, 30))), calendar(other, [late])
    for uid, entry in after.items():
        if entry["SUMMARY"] != before[uid]["SUMMARY"]:
            assert rank(entry) > rank(before[uid])


def test_a_sequence_is_never_below_nought():
    assert {0} == {
        e["SEQUENCE"] for e in calendar(verdict(as_of=date(2020, 7, 1))).values()
    }


@pytest.mark.parametrize(
    "earlier",
    [b"", b"no calendar", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", b"\xff\xfe\x00"],
)
def test_an_earlier_calendar_that_is_damaged_has_nothing_to_follow(earlier):
    assert ics_report(verdict()) == ics_report(verdict(), "en", [earlier])


@pytest.mark.parametrize("line", [b"DTSTAMP", b"UID", b"SUMMARY", b"DTEND"])
def test_an_earlier_entry_that_lacks_a_line_has_nothing_to_follow(line):
    first = ics_report(verdict())
    lines = [part for part in first.split(b"\r\n") if not part.startswith(line)]
    assert first == ics_report(verdict(), "en", [b"\r\n".join(lines)])


# from the command line


def test_calendars_of_a_folder_follow_each_other(tmp_path, capsys):
    """Case: the same duties, first as agreed, then due later, then dearer, each in a
    file of its own.
    """
    ranks = []
    for name, changes in (
        ("a", []),
        ("moved", ["--set", "payment.due_day=20"]),
        ("dearer", ["--set", "fee.monthly=1800.00"]),
        ("a", []),
    ):
        assert 0 == main(["check", *changes, "--ics", str(tmp_path / f"{name}.ics")])
        entries = Calendar.from_ical((tmp_path / f"{name}.ics").read_bytes()).walk(
            "VEVENT"
        )
        (fee,) = (e for e in entries if str(e["SUMMARY"]).startswith("Fee for 2020-09"))
        ranks.append((str(fee["UID"]), *rank(fee)))
    assert 1 == len({uid for uid, *_ in ranks})
    assert sorted(set(ranks)) == ranks


def test_a_calendar_on_standard_output_follows_none(
    tmp_path, capsysbinary, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    main(["check", "--ics", "a.ics"])
    capsysbinary.readouterr()
    main(["check", "--set", "fee.monthly=1800.00", "--ics", "-"])
    out = capsysbinary.readouterr().out
    assert re.findall(b"SEQUENCE:.*", out) == re.findall(
        b"SEQUENCE:.*", (tmp_path / "a.ics").read_bytes()
    )


def test_only_our_own_calendars_of_the_folder_are_followed(tmp_path):
    ours = ics_report(verdict())
    (tmp_path / "ours.ics").write_bytes(ours)
    (tmp_path / "theirs.ics").write_bytes(
        ours.replace(b"-//cscontract//check//EN", b"-//other//EN")
    )
    (tmp_path / "folder.ics").mkdir()
    (tmp_path / "ours.txt").write_bytes(ours)
    os.truncate(_made(tmp_path / "long.ics", ours), 5_000_000)
    assert [ours] == beside(tmp_path / "new.ics")
    assert [] == beside(tmp_path / "not there" / "new.ics")


def _made(path, data):
    path.write_bytes(data)
    return path


# alarms


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_date_is_reminded_of_three_days_before_and_on_the_day(language):
    for entry in calendar(verdict(), language=language).values():
        alarms = entry.walk("VALARM")
        assert [timedelta(days=-3, hours=9), timedelta(hours=9)] == [
            a["TRIGGER"].dt for a in alarms
        ]
        assert {str(entry["SUMMARY"])} == {
            str(alarm["DESCRIPTION"]) for alarm in alarms
        }
        assert {"DISPLAY"} == {str(alarm["ACTION"]) for alarm in alarms}
    chinese = "到期" in str(
        [str(e["SUMMARY"]) for e in calendar(verdict(), language=language).values()]
    )
    assert chinese == (language == "zh")
