"""`check` of composed agreements: what their clauses say is told, and nothing of any
other.
"""

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

import cscontract as cs
from cscontract.agreement.agreement import read_agreement
from cscontract.clauses.shared.ledger import sums
from cscontract.core import money
from cscontract.core.language import LANGUAGES, in_language
from cscontract.views.text.verdict_text import column_title, verdict_text

SAMPLE = Path(__file__).resolve().parent.parent / "sample_data"
RECORDS, ALL = cs.read(SAMPLE / "records"), cs.read(SAMPLE / "all_records")
SHIFTS = [{"name": "day", "start": "09:00", "end": "18:00"}]
HOURS = {"kind": "hours", "id": "open", "at": "4.1", "shifts": SHIFTS}
FEE = {"kind": "monthly_fee", "id": "basis", "at": "§ 5", "monthly": "1800.00"}
ACCOUNT = {"kind": "monthly_fee", "id": "account", "at": "§ 6", "monthly": "200.00"}
WORDS = {**ACCOUNT, "in_words": "叁佰元整"}
BUSY = {
    "kind": "daily_surcharge",
    "id": "busy",
    "at": "7.10",
    "threshold": 120,
    "run_days": 1,
    "surcharge": "50.00",
    "step": 50,
}
CROWD = {**BUSY, "id": "crowd", "at": "7.9", "threshold": 200, "step": None}
SEATS = {
    "kind": "added_seats",
    "id": "more",
    "at": "7.3",
    "of": "busy",
    "within_days": 5,
    "monthly_fee": None,
}
AGAIN = {
    "kind": "new_agreement",
    "id": "again",
    "at": "9",
    "of": "basis",
    "threshold": 90,
    "days": 3,
    "new_monthly_fee": None,
}
PAYMENT = {"kind": "payment", "id": "pay", "at": "8", "day": 10, "methods": ["wechat"]}
SCOPE = {"kind": "scope", "id": "what", "at": "1", "channels": ["official_chat"]}
AUTHORITY = {"kind": "authority", "id": "may", "at": "10", "refund_limit": None}
EVERY = [SCOPE, FEE, ACCOUNT, BUSY, CROWD, SEATS, AGAIN, AUTHORITY, PAYMENT]
COMPOSITIONS = {
    "hours alone": [],
    "a fee": [FEE],
    "two fees": [FEE, ACCOUNT],
    "a fee and a surcharge": [BUSY, FEE],
    "two surcharges": [BUSY, FEE, CROWD],
    "seats": [SEATS, BUSY, FEE, PAYMENT],
    "a new agreement": [FEE, ACCOUNT, BUSY, AGAIN],
    "paid in the next month": [FEE, BUSY, {**PAYMENT, "month": "next"}],
    "no day to pay": [FEE, BUSY, {**PAYMENT, "day": None}],
    "every clause": EVERY,
}


def composed(*clauses, readings=None, at=None):
    """An agreement of these clauses and of hours."""
    shops = [{"id": id, "platform": id} for id in ("taobao", "jd", "suning")]
    term = {"start": date(2020, 8, 1), "end": date(2020, 12, 31)}
    return read_agreement(
        {
            "agreement": "customer-service-outsourcing",
            "version": 2,
            "parties": {"client": "A", "provider": "B"},
            "shops": shops,
            "term": {**term, "at": at} if at else term,
            "clauses": [HOURS, *clauses],
            "readings": readings or {},
        },
        "composed.yaml",
    )


def checked(*clauses, records=ALL, as_of=None, **further):
    return cs.check(composed(*clauses, **further), records, as_of)


def codes(verdict):
    return {finding.code for finding in verdict.found}


def coded(verdict, code):
    return [finding for finding in verdict.found if finding.code == code]


def statement(verdict, language="en"):
    """The rows of the statement in the text, by the titles of its columns."""
    text = verdict_text(verdict, language).split("\n\n")[1]
    rows = [re.split("  +", line) for line in text.splitlines() if "  " in line]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


# sums


@pytest.mark.parametrize("name", COMPOSITIONS)
def test_every_statement_is_the_sum_of_its_lines(name):
    verdict = checked(*COMPOSITIONS[name])
    by_clause = sums(verdict.ledger)
    result = verdict.to_dict()
    for month in result["statements"]:
        owed = {id: money.fen(amount) for id, amount in month["amounts"].items()}
        assert sum(owed.values()) == money.fen(month["total"])
        for id, fen in owed.items():
            assert fen == by_clause.get((month["month"], id), 0)
    assert money.fen(result["total"]) == sum(line.amount for line in verdict.ledger)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", COMPOSITIONS)
def test_every_printed_row_adds_up(name, language):
    verdict = checked(*COMPOSITIONS[name])
    total, days = (column_title(name, language, verdict) for name in ("total", "days"))
    for row, month in zip(statement(verdict, language), verdict.monthly, strict=True):
        columns = list(row)[1 : list(row).index(total)]
        charged = [row[column] for column in columns if column != days]
        assert money.grouped(month["total"]) == row[total]
        assert month["total"] == sum(
            money.fen(cell.replace(",", "")) for cell in charged
        )


@pytest.mark.parametrize("name", COMPOSITIONS)
def test_a_column_is_a_clause_and_has_a_title_of_its_own(name):
    verdict = checked(*COMPOSITIONS[name])
    charging = [each["id"] for each in COMPOSITIONS[name] if each["kind"] in CHARGING]
    assert sorted(charging) == sorted(id for (id,) in verdict.charges.columns.values())
    told = [in_language(title, "zh") for title in verdict.charges.titles.values()]
    assert len(charging) == len(set(told))


CHARGING = ("monthly_fee", "daily_surcharge", "added_seats")


def test_prices_stand_first_and_else_the_files_order():
    verdict = checked(*EVERY)
    columns = [
        "base@basis",
        "base@account",
        "surcharge@busy",
        "surcharge@crowd",
        "seats",
    ]
    assert columns == list(verdict.charges.columns)
    titles = ["fee § 5", "fee § 6", "surcharge 7.10", "surcharge 7.9", "seats"]
    assert titles == list(verdict.charges.titles.values())


def test_a_clause_that_is_the_only_one_of_its_kind_has_the_column_as_it_was():
    (month, *_) = checked(FEE, BUSY).to_dict()["statements"]
    assert ["month", "base", "surcharge", "total"] == list(month)[:4]
    assert ("1800.00", {"basis": "1800.00", "busy": "0.00"}) == (
        month["base"],
        month["amounts"],
    )


def test_two_fees_stand_together_where_there_was_one():
    (month, *_) = checked(FEE, ACCOUNT).to_dict()["statements"]
    assert "2000.00" == month["base"] == month["total"]
    assert {"basis": "1800.00", "account": "200.00"} == month["amounts"]
    assert "surcharge" not in month and "seats" not in month


# nothing of an absent clause


def test_a_fee_alone_tells_nothing_of_any_other_clause():
    verdict = checked(FEE, records=RECORDS)
    assert [] == verdict.found
    assert ["month", "fee", "total"] == list(statement(verdict)[0])
    result = verdict.to_dict()
    assert {"seats_due": [], "renewal_due": None} == result["events"]
    (month, *_) = result["statements"]
    assert {None} == {
        month[key] for key in ("base_due", "other_due", "paid", "balance")
    }
    assert "days" not in month


@pytest.mark.parametrize("name", COMPOSITIONS)
def test_a_finding_names_clauses_and_phrases_of_the_agreement_alone(name):
    verdict = checked(*COMPOSITIONS[name], as_of=date(2020, 11, 20))
    agreement = verdict.agreement
    known = {clause.place for clause in agreement.clauses} | {"shops", "term"}
    for finding in verdict.found:
        assert set(finding.clause.split(", ")) <= known, finding.code
        assert set(finding.readings) <= agreement.phrases.keys(), finding.code
        for language in LANGUAGES:
            assert finding.text(language)


def test_chats_of_every_channel_count_where_no_clause_names_any():
    without, with_scope = checked(BUSY, FEE), checked(SCOPE, BUSY, FEE)
    assert set() == codes(without) & {"off_platform", "problem_not_recorded"}
    assert {"off_platform", "problem_not_recorded"} <= codes(with_scope)
    asked = [sum(each.charges.daily.all_ids["asked"]) for each in (without, with_scope)]
    assert asked[0] > asked[1]


def test_records_that_no_clause_reads_are_told():
    note = "{}.csv: no clause of the agreement reads these records; nothing was judged by them"
    told = [note.format(record) for record in ("seats", "actions", "payments")]
    assert sorted(told) == sorted(
        each for each in checked(FEE).notes if "no clause" in each
    )
    assert not [each for each in checked(*EVERY).notes if "no clause" in each]


def test_payments_without_a_clause_on_them_are_set_against_no_charge():
    verdict = checked(FEE)
    assert verdict.account is None and verdict.to_dict()["left_over"] is None


# several of a kind, other ids and numbers


def test_fees_whose_words_differ_are_found_each_by_its_number():
    assert ["§ 6"] == [
        each.clause for each in coded(checked(FEE, WORDS), "words_differ")
    ]


def test_findings_stand_by_the_numbers_of_their_clauses():
    found = [each.clause for each in checked(*EVERY, at="11").found]
    numbers = [
        clause for clause in dict.fromkeys(found) if re.fullmatch(r"[0-9.]+", clause)
    ]
    assert ["1", "4.1", "7.3", "8", "9", "10", "11"] == numbers


@pytest.mark.parametrize(
    ("clauses", "clause", "text", "readings"),
    [
        ([FEE], "4.1", "(3 days).", ()),
        ([CROWD, BUSY], "7.9, 7.10", "not over the limit.", ("run_gap",)),
        ([AGAIN, FEE], "9", "such a day counts 0.", ()),
    ],
)
def test_what_a_day_without_a_record_means_is_said_by_the_clauses_that_count(
    tmp_path, clauses, clause, text, readings
):
    lines = ["date,shop,id,asked,received,inquiring"]
    lines += [f"2020-08-{day:02d},jd,a,9,9,9" for day in (1, 2, 3, 7, 8)]
    (tmp_path / "receptions.csv").write_text("\n".join(lines), "utf-8")
    (missing,) = coded(checked(*clauses, records=cs.read(tmp_path)), "missing_day")
    assert clause == missing.clause and missing.text("en").endswith(text)
    assert readings == missing.readings


def test_seats_fall_due_by_the_clause_that_they_refer_to():
    verdict = checked(SEATS, BUSY, FEE, readings={"bound@busy": "at_least"})
    due = coded(verdict, "seats_due")
    assert due and {"7.3"} == {each.clause for each in due}
    assert "bound@busy" in due[0].readings and "bound" not in due[0].readings
    assert ["more.monthly_fee"] == [
        each.extra["figure"] for each in coded(verdict, "not_agreed")
    ]  # a seat is planned


def test_a_limit_below_that_of_a_surcharge_is_a_notice():
    crossed = coded(checked(BUSY, CROWD, AGAIN, FEE), "limits_crossed")
    assert [
        ["again.threshold", "busy.threshold"],
        ["again.threshold", "crowd.threshold"],
    ] == [each.extra["figures"] for each in crossed]
    assert {("9", "notice", "both")} == {
        (each.clause, each.kind, each.party) for each in crossed
    }
    above = {**AGAIN, "threshold": 120}
    assert [] == coded(checked(BUSY, above, FEE), "limits_crossed")


# months


def test_months_that_end_after_the_day_are_told():
    verdict = checked(FEE, records=RECORDS, as_of=date(2020, 11, 20))
    found = coded(verdict, "month_incomplete")
    assert ["2020-11", "2020-12"] == [each.extra["month"] for each in found]
    assert [date(2020, 11, 1), None] == [each.first for each in found]
    assert "9000.00" == verdict.to_dict()["total"]
    on_time = checked(FEE, records=RECORDS, as_of=date(2020, 12, 31))
    assert [] == coded(on_time, "month_incomplete")


def test_the_seed_in_version_1_is_told_nothing_of_them():
    seed = cs.load(SAMPLE / "agreement.yaml")
    assert "month_incomplete" not in codes(cs.check(seed, RECORDS, date(2020, 11, 20)))


# payment


def dues(*clauses, **further):
    """Due dates of the months, fee and rest."""
    statements = checked(*clauses, **further).to_dict()["statements"]
    return [(month["base_due"], month["other_due"]) for month in statements]


def test_all_of_a_month_falls_due_in_the_next():
    paid = {**PAYMENT, "month": "next", "roll": False}
    assert [("2020-09-09",) * 2, ("2020-10-09",) * 2] == dues(FEE, BUSY, paid)[:2]
    assert ("2021-01-09",) * 2 == dues(FEE, BUSY, paid)[-1]
    on_the_day = {"payment_day": "on_or_before"}
    assert ("2020-09-10",) * 2 == dues(FEE, BUSY, paid, readings=on_the_day)[0]
    verdict = checked(FEE, BUSY, paid)
    assert "surcharge_due" not in verdict.agreement.phrases
    assert ["due date"] == [title for title in statement(verdict)[0] if "due" in title]


@pytest.mark.parametrize(
    ("roll", "reading", "due"),
    [
        (True, "none", "2021-01-11"),
        (False, "next_working_day", "2021-01-09"),
        (None, "none", "2021-01-09"),
        (None, "next_working_day", "2021-01-11"),
    ],
)
def test_the_clause_says_whether_a_due_date_moves_or_else_the_phrase(
    roll, reading, due
):
    paid = {**PAYMENT, "month": "next", "roll": roll}
    assert due == dues(FEE, paid, readings={"payment_roll": reading})[-1][0]
    verdict = checked(FEE, paid, readings={"payment_roll": reading})
    late = coded(verdict, "paid_late")
    assert {roll is None} == {"payment_roll" in each.readings for each in late}


def test_without_a_day_to_pay_nothing_falls_due_and_the_gap_is_told():
    verdict = checked(FEE, BUSY, {**PAYMENT, "day": None})
    assert [(None, None)] * 5 == dues(FEE, BUSY, {**PAYMENT, "day": None})
    gaps = [each.extra["figure"] for each in coded(verdict, "not_agreed")]
    assert ["pay.day"] == gaps
    assert set() == codes(verdict) & {"paid_late", "paid_short", "calendar_unknown"}
    (month, *_) = verdict.to_dict()["statements"]
    assert ("1800.00", "0.00", "0.00") == (
        month["paid"],
        month["interest"],
        month["balance"],
    )
    assert [] == [title for title in statement(verdict)[0] if "due" in title]


def test_all_that_was_paid_is_in_the_account_whatever_the_clauses():
    paid = sum(row.amount for row in ALL.payments)
    for name in ("seats", "paid in the next month", "no day to pay", "every clause"):
        verdict = checked(*COMPOSITIONS[name])
        account = verdict.account
        labels = [month["month"] for month in verdict.monthly]
        assert paid == account.left_over + sum(map(account.paid, labels))
        owed = sum(month["balance"] + month["paid"] for month in verdict.monthly)
        assert verdict.charges.total == owed


# the seed in version 2


def test_the_seed_composed_comes_to_the_same(tmp_path):
    seed = cs.load(SAMPLE / "agreement.yaml")
    data = {**seed.plain(), "version": 2}
    for section in ("hours", "volume", "renewal", "seats", "duties", "fee", "payment"):
        data.pop(section)
    from cscontract.agreement.composition import plain

    data["clauses"] = plain(seed.clauses)
    data["term"] = {**data["term"], "at": "3"}
    composed = read_agreement(data, "seed.yaml")
    ours, theirs = (cs.check(each, ALL).to_dict() for each in (composed, seed))
    for key in (
        "total",
        "statements",
        "lines",
        "events",
        "left_over",
        "coverage",
        "notes",
    ):
        assert theirs[key] == ours[key]
    told = [
        Counter((f["code"], f["text"]) for f in each["findings"])
        for each in (ours, theirs)
    ]
    assert told[0] == told[1]
