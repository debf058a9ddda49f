"""Dates are bounded by the term; long spans are told; payments for other months stay
unallocated.
"""

from datetime import date

import pytest
from folders import agreement_of, coded, counts, folder_of, judged, refused

import cscontract as cs
from cscontract.cli.main import main

import files

TERM = date(2020, 8, 1), date(2020, 8, 3)
FULL = [
    f"{shop},a,2020-08-0{day} 09:00,2020-08-0{day} 22:00"
    for day in (1, 2, 3)
    for shop in ("taobao", "jd", "suning")
]


def short(tmp_path, **records):
    """Records of a term of three days, and its agreement."""
    records.setdefault("receptions", counts(*TERM))
    return folder_of(tmp_path / "r", **records), agreement_of(tmp_path, *TERM)


CHAT = "s1,jd,j,anna,official_chat,{},{},true,true,false,false"


@pytest.mark.parametrize(
    ("record", "line", "column"),
    [
        ("receptions", "{},taobao,a,1,1,1", "date"),
        ("seats", "{},1", "date"),
        ("actions", "{} 10:00,taobao,a,note,,true", "at"),
        ("outages", "taobao,{0} 10:00,{0} 11:00", "started_at"),
        ("presence", "taobao,a,{0} 10:00,{0} 11:00", "online_at"),
        ("payments", "{},1.00,wechat,", "paid_on"),
    ],
)
def test_dates_a_year_before_the_term_are_refused_and_later_ones_are_not(
    tmp_path, capsys, record, line, column
):
    folder, agreement = short(tmp_path)
    for when, fits in (("2019-07-31", False), ("2019-08-01", True)):
        rows = counts(*TERM) if record == "receptions" else []
        folder_of(
            folder, **{"receptions": counts(*TERM), record: [*rows, line.format(when)]}
        )
        if fits:
            judged(folder, agreement=agreement)
        else:
            fault = refused(capsys, folder, agreement)[-1]
            row = 2 if record != "receptions" else 5
            column = {"started_at": "ended_at", "online_at": "offline_at"}.get(
                column, column
            )
            assert (
                f"{record}.csv, row {row}, column {column}: {when}; expected a date"
                in fault
            )
            assert "2019-08-01 to 202" in fault


@pytest.mark.parametrize(
    ("record", "line"),
    [
        ("presence", "taobao,a,2020-08-03 10:00,{} 11:00"),
        ("outages", "taobao,2020-08-03 10:00,{} 11:00"),
        ("actions", "{} 11:00,taobao,a,note,,true"),
        ("seats", "{},1"),
    ],
)
def test_ends_and_dates_after_the_term_are_bounded_alike(
    tmp_path, capsys, record, line
):
    for when, fits in (("2021-08-04", True), ("2021-08-05", False)):
        folder, agreement = short(tmp_path, **{record: [line.format(when)]})
        if fits:
            judged(folder, agreement=agreement)
        else:
            assert (
                f"{record}.csv, row 2, column" in refused(capsys, folder, agreement)[0]
            )


def test_the_end_of_a_session_is_bounded_like_its_start(tmp_path, capsys):
    chats = [CHAT.format("2020-08-03 10:00", "2021-08-05 10:00")]
    folder, agreement = short(tmp_path, sessions=chats)
    assert (
        "sessions.csv, row 2, column ended_at" in refused(capsys, folder, agreement)[0]
    )


@pytest.mark.parametrize(
    ("when", "fits"), [("2025-08-07", True), ("2025-08-08", False)]
)
def test_a_payment_may_come_up_to_five_years_after_the_term(
    tmp_path, capsys, when, fits
):
    folder, agreement = short(tmp_path, payments=[f"{when},145.16,wechat,2020-08"])
    if fits:
        assert when == judged(folder, agreement=agreement)["as_of"]
    else:
        assert (
            "to five years after it, 2019-08-01 to 2025-08-07"
            in refused(capsys, folder, agreement)[0]
        )


def test_all_far_dates_are_told_together(tmp_path, capsys):
    folder, agreement = short(
        tmp_path,
        payments=["2002-08-14,145.16,wechat,2020-08"],
        actions=["2002-08-02 09:00,taobao,a,refund,10,false"],
        outages=["taobao,2002-08-01 09:00,2002-08-01 10:00"],
    )
    assert ["actions.csv", "outages.csv", "outages.csv", "payments.csv"] == sorted(
        line.partition(",")[0] for line in refused(capsys, folder, agreement)
    )


# long spans


def offline(result):
    return {(f["shop"], f["from"][8:10]) for f in coded(result, "offline")}


@pytest.mark.parametrize(
    ("end", "is_long"), [("2020-08-02 01:00", False), ("2020-08-02 01:01", True)]
)
def test_a_login_over_16_hours_hides_no_absence_until_it_is_confirmed(
    tmp_path, end, is_long
):
    logins = [*FULL[1:], f"taobao,a,2020-08-01 09:00,{end}"]
    folder, agreement = short(tmp_path, presence=logins)
    result = judged(folder, agreement=agreement)
    assert ({("taobao", "01")} if is_long else set()) == offline(result)
    told = [(f["rows"], f["shop"], f["from"]) for f in coded(result, "long_span")]
    assert (
        [(["presence.csv:10"], "taobao", "2020-08-01T09:00:00+08:00")]
        if is_long
        else []
    ) == told
    confirmed = judged(folder, "--long-spans", agreement=agreement)
    assert set() == offline(confirmed) and len(told) == len(
        coded(confirmed, "long_span")
    )


def test_a_login_of_a_year_is_told_and_hides_nothing(tmp_path):
    logins = [
        f"{shop},a,2020-08-01 09:00,2021-08-01 10:00"
        for shop in ("taobao", "jd", "suning")
    ]
    folder, agreement = short(tmp_path, presence=logins)
    result = judged(folder, agreement=agreement)
    assert 9 == len(offline(result)) and "2020-08-03" == result["as_of"]
    assert ["8761 h"] * 3 == [f["measured"] for f in coded(result, "long_span")]


@pytest.mark.parametrize("any_shop", ["each_shop", "any_shop"])
def test_an_outage_over_16_hours_excuses_nothing_until_it_is_confirmed(
    tmp_path, any_shop
):
    outages = [
        f"{shop},2020-07-30 09:00,2020-08-31 10:00"
        for shop in ("taobao", "jd", "suning")
    ]
    folder, _ = short(tmp_path, presence=FULL[:3], outages=outages)
    agreement = agreement_of(tmp_path, *TERM, readings={"online_duty": any_shop})
    result = judged(folder, agreement=agreement)
    assert {"02", "03"} == {day for _, day in offline(result)}
    assert 3 == len(coded(result, "long_span"))
    assert set() == offline(judged(folder, "--long-spans", agreement=agreement))


def test_a_typed_log_and_python_confirm_alike(tmp_path):
    logins = [
        line.split(",")
        for line in [*FULL[1:], "taobao,a,2020-08-01 09:00,2020-08-02 09:00"]
    ]
    folder, agreement = short(tmp_path)
    files.write_parquet(
        folder / "presence.parquet",
        files.HEADERS["presence"],
        files.typed("presence", logins),
    )
    for long_spans, count in (("unconfirmed", 3), ("confirmed", 0)):
        records = cs.read(folder, long_spans=long_spans)
        found = cs.check(cs.load(agreement), records).found
        assert count == len([f for f in found if f.code == "offline"])


def test_a_chat_over_16_hours_is_told_and_stays_open(tmp_path):
    folder, agreement = short(
        tmp_path,
        sessions=[CHAT.format("2020-08-01 10:00", "2020-08-02 12:40")],
        presence=[*FULL, "jd,b,2020-08-02 09:00,2020-08-02 12:30"],
    )
    logins = [line for line in FULL if not line.startswith("jd,a,2020-08-02")]
    logins += [
        "jd,a,2020-08-02 09:00,2020-08-02 12:30",
        "jd,a,2020-08-02 13:00,2020-08-02 22:00",
    ]
    folder_of(
        folder,
        presence=logins,
        sessions=[CHAT.format("2020-08-01 10:00", "2020-08-02 12:40")],
    )
    result = judged(folder, agreement=agreement)
    assert ["sessions.csv"] == [f["file"] for f in coded(result, "long_span")]
    assert ["10 min"] == [f["measured"] for f in coded(result, "offline_in_break")]


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2020-08-01 22:30", "2020-08-02 22:10", ["10 min"]),
        ("2020-08-01 22:30", "2020-08-02 22:00", []),
        ("2020-08-01 22:00", "2020-08-02 22:01", ["1 min"]),
        ("2020-08-01 22:30", "2020-08-01 23:30", []),
        ("2020-08-01 21:59", "2020-08-01 22:05", ["5 min"]),
        ("2020-08-03 22:30", "2020-08-04 22:30", []),
    ],
)
def test_a_chat_still_open_at_closing_is_finished_whenever_it_began(
    tmp_path, start, end, minutes
):
    chats = [CHAT.format(start, end)]
    folder, _ = short(tmp_path, sessions=chats, presence=FULL)
    agreement = agreement_of(
        tmp_path, *TERM, readings={"closing_time": "finish_open_chats"}
    )
    result = judged(folder, agreement=agreement)
    assert minutes == [f["measured"] for f in coded(result, "offline")]


# payments for months that the statement does not have


@pytest.mark.parametrize("month", ["2019-08", "2020-07", "2020-11", "2021-03"])
def test_a_payment_for_another_month_stays_unallocated_and_is_told(
    tmp_path, month, capsys
):
    term = date(2020, 8, 1), date(2020, 10, 31)
    payments = [f"2020-08-14,1500.00,wechat,{month}", "2020-09-14,1500.00,wechat,"]
    folder = folder_of(tmp_path / "r", receptions=counts(*term), payments=payments)
    agreement = agreement_of(tmp_path, *term)
    result = judged(folder, agreement=agreement)
    assert ["1500.00", "0.00", "0.00"] == [m["paid"] for m in result["statements"]]
    (notice,) = coded(result, "payment_unallocated")
    assert (month, "1500.00", ["payments.csv:2"]) == (
        notice["month"],
        notice["amount"],
        notice["rows"],
    )
    assert "1500.00" == result["left_over"]
    capsys.readouterr()
    main(["check", str(agreement), str(folder)])
    assert "Left over: CNY 1,500.00 was paid that no charge" in capsys.readouterr().out


def test_a_payment_for_a_month_of_the_statement_is_no_notice(tmp_path):
    folder = folder_of(tmp_path, payments=["2020-08-14,1600.00,wechat,2020-08"])
    result = judged(folder)
    assert [] == coded(result, "payment_unallocated") and "0.00" == result["left_over"]
    assert ["1500.00", "100.00"] == [month["paid"] for month in result["statements"]][
        :2
    ]


def test_a_month_after_an_agreement_that_ended_is_none_of_the_statement(tmp_path):
    term = date(2020, 8, 1), date(2020, 10, 31)
    rows = counts(date(2020, 8, 1), date(2020, 8, 7), persons=250)
    payments = ["2020-08-07,50.00,wechat,2020-09"]
    folder = folder_of(tmp_path / "r", receptions=rows, payments=payments)
    agreement = agreement_of(
        tmp_path, *term, readings={"after_renewal": "agreement_ends"}
    )
    assert ["2020-09"] == [
        f["month"]
        for f in coded(judged(folder, agreement=agreement), "payment_unallocated")
    ]


# the loan prime rate has an end


@pytest.mark.parametrize(
    ("first", "known"), [(date(2025, 10, 1), True), (date(2026, 1, 1), False)]
)
def test_a_rate_after_the_last_one_known_is_told(tmp_path, first, known):
    last = first.replace(day=31)
    folder = folder_of(
        tmp_path / "r",
        receptions=counts(first, first),
        payments=[f"{last},1.00,wechat,"],
    )
    agreement = agreement_of(tmp_path, first, last)
    result = judged(folder, agreement=agreement)
    assert known == ([] == coded(result, "rate_not_yet_known"))
    assert "0.00" != result["statements"][0]["interest"]
    free = agreement_of(tmp_path, first, last, readings={"late_interest": "none"})
    assert [] == coded(judged(folder, agreement=free), "rate_not_yet_known")


def test_nothing_is_told_of_the_rate_where_nothing_is_late(tmp_path):
    first, last = date(2029, 4, 1), date(2029, 4, 30)
    payments = ["2029-04-01,1500.00,wechat,2029-04"]
    folder = folder_of(
        tmp_path / "r", receptions=counts(first, last), payments=payments
    )
    result = judged(folder, agreement=agreement_of(tmp_path, first, last))
    assert [] == coded(result, "rate_not_yet_known")
