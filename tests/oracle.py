"""A slow second computation of the money of the agreement, to test the fast one
against.

It works the way a clerk with a calendar would: day by day, with lists of dates and
exact fractions. Every docstring quotes the sentences of the contract's readings that
its function computes. Sessions are not read: the phrases `same_person` and
`day_boundary` are out of its reach, and so are payments, interest, presence and
findings.
"""

from __future__ import annotations

import calendar as month_calendar
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor

import chinese_calendar

READINGS = {  # phrase: its readings, the default first
    "reception_metric": ("all_ids_total", "mean_per_id", "busiest_shop"),
    "headcount": ("received", "asked", "inquiring"),
    "renewal_headcount": ("inquiring", "received", "asked"),
    "bound": ("above", "at_least"),
    "run_length": ("more_than", "at_least"),
    "run_gap": ("breaks", "bridges", "month_resets"),
    "surcharge_days": ("whole_run", "every_day", "from_maturity", "after_maturity"),
    "surcharge_amount": (
        "flat",
        "per_started_100",
        "per_full_100",
        "per_person",
        "once_a_month",
    ),
    "seat_effect": ("surcharge_stays", "surcharge_stops", "threshold_per_seat"),
    "renewal_week": (
        "seven_days_each",
        "calendar_week_each",
        "rolling_mean",
        "calendar_week_mean",
        "calendar_week_total",
    ),
    "after_renewal": ("terms_continue", "agreement_ends", "new_fee"),
    "part_month": ("calendar_days", "full_month", "thirty_days"),
    "festival_days": ("announced_block", "statutory_days"),
    "festival_fee": ("no_cut", "cut"),
    "payment_day": ("before", "on_or_before"),
    "payment_roll": ("next_working_day", "none"),
    "surcharge_due": ("with_next_payment", "month_end"),
}

LUNAR_NEW_YEAR = {  # the 1st day of the lunar year
    2010: date(2010, 2, 14),
    2011: date(2011, 2, 3),
    2012: date(2012, 1, 23),
    2013: date(2013, 2, 10),
    2014: date(2014, 1, 31),
    2015: date(2015, 2, 19),
    2016: date(2016, 2, 8),
    2017: date(2017, 1, 28),
    2018: date(2018, 2, 16),
    2019: date(2019, 2, 5),
    2020: date(2020, 1, 25),
    2021: date(2021, 2, 12),
    2022: date(2022, 2, 1),
    2023: date(2023, 1, 22),
    2024: date(2024, 2, 10),
    2025: date(2025, 1, 29),
    2026: date(2026, 2, 17),
    2027: date(2027, 2, 6),
}

ONE_DAY = timedelta(days=1)


# ---- small tools
# ----------------------------------------------------------------------------------------------------


def settle(agreement: dict) -> dict:
    """ "An agreement file settles a phrase by naming a reading"; "The first reading of
    each phrase is the default".
    """
    named = agreement.get("readings") or {}
    settled = {}
    for phrase, possible in READINGS.items():
        settled[phrase] = named.get(phrase, possible[0])
        if settled[phrase] not in possible:
            raise ValueError(
                f"{phrase}: {settled[phrase]!r} is not one of {', '.join(possible)}"
            )
    return settled


def dates(first: date, last: date) -> list[date]:
    """ "Every date from start to end, both included." """
    return [first + timedelta(days=i) for i in range((last - first).days + 1)]


def month_of(day: date) -> str:
    """The month that a date belongs to, written as in the statements: 2020-08."""
    return day.isoformat()[:7]


def days_in_month(month: str) -> int:
    """The days of the month, in the term or not."""
    return month_calendar.monthrange(int(month[:4]), int(month[5:]))[1]


def to_fen(amount: Fraction) -> int:
    """ "the line is computed as an exact fraction and rounded half up to the
    fen once".
    """
    return floor(amount * 100 + Fraction(1, 2))


def money(fen: int) -> str:
    """ "Money in JSON is a string with two decimals"."""
    return f"{fen // 100}.{fen % 100:02d}"


# ---- the calendar
# ---------------------------------------------------------------------------------------------------


def own_calendar(agreement: dict) -> dict:
    """ "An agreement may carry its own `calendar`: for a year of the table it replaces
    what it names (festival, off, work) and keeps the rest". What is null is not named.
    """
    return {
        int(year): entry or {}
        for year, entry in (agreement.get("calendar") or {}).items()
    }


def has_data(year: int, own: dict) -> bool:
    """ "The calendar holds all public holidays and make-up working days of 2010 to
    2026."
    """
    return year in own or is_in_table(year)


def is_in_table(year: int) -> bool:
    """Whether the State Council's notices of the year are known."""
    return 2010 <= year <= 2026


def check_seasons(term: list[date], own: dict) -> None:
    """ "A term that touches the festival season (15 January to 5 March) of a year
    without data is an error that names the year, never a guess"."""
    for day in term:
        in_season = (1, 15) <= (day.month, day.day) <= (3, 5)
        known = is_in_table(day.year) or own.get(day.year, {}).get("festival")
        if in_season and not known:
            raise ValueError(
                f"the Spring Festival of {day.year} is not known; give a calendar for {day.year}"
            )


def festival(year: int, reading: str, own: dict) -> list[date]:
    """ "`announced_block` = the dates off as the State Council announced them for that
    year, extensions included; `statutory_days` = from 2014 to 2024 the 1st to 3rd day
    of the lunar year, from 2025 on the eve as well, before 2014 the eve and the 1st and
    2nd." An own calendar's first and last day are the block; the lunar days stay."""
    named = own.get(year, {}).get("festival")
    if not (named or is_in_table(year)):
        return []
    if reading == "announced_block":
        return dates(named[0], named[1]) if named else announced(year)
    first = LUNAR_NEW_YEAR[year]
    eve, second, third = first - ONE_DAY, first + ONE_DAY, first + 2 * ONE_DAY
    if year < 2014:
        return [eve, first, second]
    if year <= 2024:
        return [first, second, third]
    return [eve, first, second, third]


def announced(year: int) -> list[date]:
    """The festival block of a year of the table."""
    off = []
    for day in dates(date(year, 1, 1), date(year, 12, 31)):
        is_off, name = chinese_calendar.get_holiday_detail(day)
        if is_off and name == "Spring Festival":
            off.append(day)
    return dates(off[0], off[-1])


def is_rest_day(day: date, own: dict) -> bool:
    """ "a Saturday, Sunday or public holiday (not a make-up working day)": what the
    agreement's calendar names goes first, a make-up day before a day off; what it does
    not name is as the notices have it."""
    named = own.get(day.year, {})
    if day in (named.get("work") or []):
        return False
    if day in (named.get("off") or []):
        return True
    if named.get("festival") and day in festival(day.year, "announced_block", own):
        return True
    if not is_in_table(day.year):
        return day.weekday() >= 5
    weekend, is_off = day.weekday() >= 5, chinese_calendar.is_holiday(day)
    if (
        is_off and not weekend
    ):  # a holiday of the table: kept unless off days, or another festival, are named
        if day in announced(day.year):
            return named.get("festival") is None
        return named.get("off") is None
    if (
        weekend and not is_off
    ):  # a make-up day of the table: kept unless others are named
        return named.get("work") is not None
    return weekend


# ---- due dates
# ------------------------------------------------------------------------------------------------------


def moved(day: date, readings: dict, own: dict) -> date:
    """ "`next_working_day` moves a Saturday, Sunday or public holiday (not a make-up
    working day) forward to the next working day"; "a due date in such a year [without
    data] is not moved"."""
    if readings["payment_roll"] == "next_working_day":
        while has_data(day.year, own) and is_rest_day(day, own):
            day += ONE_DAY
    return day


def payment_date(
    year: int, month: int, agreement: dict, readings: dict, own: dict
) -> date:
    """ "Base fee of month m: day D − 1 of m (`before`; for D = 1 the last day of the
    month before) or D (`on_or_before`), never before the term's start; then
    `next_working_day` moves [it]"."""
    day = date(year, month, agreement["payment"]["due_day"])
    if readings["payment_day"] == "before":
        day -= ONE_DAY
    if day < agreement["term"]["start"]:
        day = agreement["term"]["start"]
    return moved(day, readings, own)


def due_dates(
    month: str, agreement: dict, readings: dict, own: dict
) -> tuple[date, date]:
    """ "Other charges of month m: `with_next_payment` = the same rule in m + 1;
    `month_end` = last date of m, moved likewise." The first date returned is the base
    fee's, the second that of the other charges."""
    year, number = int(month[:4]), int(month[5:])
    base_due = payment_date(year, number, agreement, readings, own)
    if readings["surcharge_due"] == "month_end":
        return base_due, moved(date(year, number, days_in_month(month)), readings, own)
    if number == 12:
        return base_due, payment_date(year + 1, 1, agreement, readings, own)
    return base_due, payment_date(year, number + 1, agreement, readings, own)


# ---- volumes
# --------------------------------------------------------------------------------------------------------


def rows_by_date(agreement: dict, receptions: list[dict], term: list[date]) -> dict:
    """ "Rows of a shop that the agreement does not name, or outside the term, are
    reported and left out."
    """
    shops = [shop["id"] for shop in agreement["shops"]]
    kept = {}
    for row in receptions:
        if row["shop"] in shops and term[0] <= row["date"] <= term[-1]:
            kept.setdefault(row["date"], []).append(row)
    return kept


def volume(rows: list[dict], readings: dict) -> Fraction:
    """ "`all_ids_total` = sum over all shops and IDs. `mean_per_id` = that sum divided
    by the number of IDs with a row that day, rows of zeros included, as an exact
    fraction … `busiest_shop` = the largest shop's sum."; "an ID is one agent account of
    one shop: the pair"."""
    column = readings["headcount"]
    total = sum(row[column] for row in rows)
    if readings["reception_metric"] == "all_ids_total":
        return Fraction(total)
    if readings["reception_metric"] == "mean_per_id":
        return Fraction(total, len({(row["shop"], row["id"]) for row in rows}))
    shops = {row["shop"] for row in rows}
    return Fraction(
        max(sum(row[column] for row in rows if row["shop"] == shop) for shop in shops)
    )


def exceeds(value: Fraction, limit: Fraction, readings: dict) -> bool:
    """ "`v > T` (`above`) or `v ≥ T` (`at_least`)"; the renewal "by the same `bound`
    against `R`".
    """
    return value > limit if readings["bound"] == "above" else value >= limit


def added_seats(day: date, seats: list[dict]) -> int:
    """ "number of added seats at work from that date on", until the next row."""
    level = 0
    for row in sorted(seats, key=lambda row: row["date"]):
        if row["date"] <= day:
            level = row["added"]
    return level


def threshold(
    day: date, agreement: dict, seats: list[dict], readings: dict
) -> Fraction:
    """ "With `threshold_per_seat`, `T` of a date is `T × seats` of that date (seats = 1
    plus the added seats at work that date)."
    """
    plain = Fraction(agreement["volume"]["threshold"])
    if readings["seat_effect"] == "threshold_per_seat":
        return plain * (1 + added_seats(day, seats))
    return plain


# ---- the renewal
# ----------------------------------------------------------------------------------------------------


def renewal_windows(
    term: list[date], agreement: dict, readings: dict
) -> list[list[date]]:
    """ "W consecutive dates"; for the calendar weeks "a Monday-to-Sunday week wholly
    inside the term"; "W is not used" there."""
    by_week = readings["renewal_week"].startswith("calendar_week")
    length = 7 if by_week else agreement["renewal"]["days"]
    windows = [term[i : i + length] for i in range(len(term) - length + 1)]
    if by_week:
        windows = [window for window in windows if window[0].weekday() == 0]
    return windows


def find_trigger(
    term: list[date], rows: dict, closed: list[date], agreement: dict, readings: dict
) -> list[date] | None:
    """ "Renewal (1.4(2)c) … is found first and once, on the term as written"; "The
    renewal always takes the sum over all shops, by `renewal_headcount`.";
    "`seven_days_each` every one of W consecutive dates over; `rolling_mean` the mean of
    W consecutive dates over; `calendar_week_each`, `calendar_week_mean`,
    `calendar_week_total` the same for a Monday-to-Sunday week … (every day; the mean of
    seven; the week's total …)"; "Closed days and days without a record count 0. It
    triggers on the last date of the first window that satisfies it."
    """
    limit = Fraction(agreement["renewal"]["threshold"])
    counts = {}
    for day in term:
        counted = [] if day in closed else rows.get(day, [])
        counts[day] = Fraction(
            sum(row[readings["renewal_headcount"]] for row in counted)
        )
    for window in renewal_windows(term, agreement, readings):
        values = [counts[day] for day in window]
        if readings["renewal_week"] in ("seven_days_each", "calendar_week_each"):
            satisfied = all(exceeds(value, limit, readings) for value in values)
        elif readings["renewal_week"] in ("rolling_mean", "calendar_week_mean"):
            satisfied = exceeds(sum(values) / len(values), limit, readings)
        else:
            satisfied = exceeds(sum(values), limit, readings)
        if satisfied:
            return window
    return None


# ---- runs, seats and surcharge days
# ---------------------------------------------------------------------------------


def find_runs(
    served: list[date], volumes: dict, over: list[date], readings: dict
) -> list[list[date]]:
    """ "`breaks`: maximal stretches of consecutive dates that are over. `bridges`:
    closed days and days without a record are taken out first. `month_resets`: as
    `breaks`, and every run also ends at a month's end." Here `volumes` holds the
    service days with a record and no others."""
    looked_at = (
        [day for day in served if day in volumes]
        if readings["run_gap"] == "bridges"
        else served
    )
    runs, run = [], []
    for day in looked_at:
        if (
            run
            and readings["run_gap"] == "month_resets"
            and month_of(day) != month_of(run[-1])
        ):
            runs.append(run)
            run = []
        if day in over:
            run.append(day)
        elif run:
            runs.append(run)
            run = []
    if run:
        runs.append(run)
    return runs


def maturity(agreement: dict, readings: dict) -> int:
    """ "A run *matures* on its day `k`: `k = N + 1` (`more_than`), `k = max(1, N)`
    (`at_least`)."
    """
    days = agreement["volume"]["run_days"]
    return days + 1 if readings["run_length"] == "more_than" else max(1, days)


def seats_needed(run: list[date], k: int, volumes: dict, agreement: dict) -> int:
    """ "`needed` = the total seats that bring the mean volume of the run's days up to
    day k down to `volume.threshold` a seat, rounded up"."""
    mean = sum(volumes[day] for day in run[:k]) / k
    return ceil(mean / agreement["volume"]["threshold"])


def surcharge_days(
    over: list[date],
    runs: list[list[date]],
    k: int,
    seats: list[dict],
    ended: date | None,
    readings: dict,
) -> list[date]:
    """ "`every_day`: every over day. `whole_run`: all days of a run that matured.
    `from_maturity`: its days from day `k` on. `after_maturity`: its days after day `k`.
    With `surcharge_stops`, no day on which an added seat is at work."; under `new_fee`
    "no surcharge is due for those dates" from the next date after the trigger
    (`ended`)."""
    if readings["surcharge_days"] == "every_day":
        charged = list(over)
    else:
        skipped = {"whole_run": 0, "from_maturity": k - 1, "after_maturity": k}[
            readings["surcharge_days"]
        ]
        charged = []
        for run in runs:
            if len(run) >= k:
                charged.extend(run[skipped:])
    if readings["seat_effect"] == "surcharge_stops":
        charged = [day for day in charged if added_seats(day, seats) == 0]
    if ended is not None:
        charged = [day for day in charged if day <= ended]
    return charged


def surcharge_amount(
    day: date,
    value: Fraction,
    limit: Fraction,
    first_of_month: bool,
    agreement: dict,
    readings: dict,
) -> Fraction:
    """ "with `x = v − T`, the day's own T …: `flat` S · `per_started_100` S × max(1,
    ceil(x / step)) · `per_full_100` S × floor(x / step) · `per_person` S × x / step ·
    `once_a_month` S on the month's first surcharge day (after exclusions), nothing on
    its others."; a charge "belongs to the month of its own day"."""
    surcharge = Fraction(agreement["volume"]["surcharge"])
    steps = (value - limit) / agreement["volume"]["step"]
    how = readings["surcharge_amount"]
    if how == "flat":
        return surcharge
    if how == "per_started_100":
        return surcharge * max(1, ceil(steps))
    if how == "per_full_100":
        return surcharge * floor(steps)
    if how == "per_person":
        return surcharge * steps
    return surcharge if first_of_month else Fraction(0)


# ---- the lines
# ------------------------------------------------------------------------------------------------------


def part_of_fee(fee: Fraction, n: int, length: int, readings: dict) -> Fraction:
    """ "A month wholly served: F. A part month with `n` days in the term:
    `calendar_days` F × n / days of the month; `thirty_days` F × min(n, 30) / 30;
    `full_month` F."
    """
    if n == length or readings["part_month"] == "full_month":
        return fee
    if readings["part_month"] == "calendar_days":
        return fee * n / length
    return fee * min(n, 30) / 30


def base_amount(
    month: str,
    served: list[date],
    closed: list[date],
    changed: date | None,
    agreement: dict,
    readings: dict,
) -> Fraction:
    """ "from the next date `renewal.new_monthly_fee` replaces F"; "In the month in which
    `new_fee` changes the fee both parts are by calendar days whatever `part_month`
    says; other months follow it with the fee in force. With `cut`, less the fee in
    force × closed days / days of the month. The base line is never below 0.00."
    `changed` is the last date of the old fee, or None."""
    length = days_in_month(month)
    old_fee, old_days = (
        Fraction(agreement["fee"]["monthly"]),
        [d for d in served if month_of(d) == month],
    )
    new_fee, new_days = Fraction(0), []
    if changed is not None:
        new_fee = Fraction(agreement["renewal"]["new_monthly_fee"])
        new_days = [day for day in old_days if day > changed]
        old_days = [day for day in old_days if day <= changed]
    if old_days and new_days:
        amount = old_fee * len(old_days) / length + new_fee * len(new_days) / length
    elif old_days:
        amount = part_of_fee(old_fee, len(old_days), length, readings)
    else:
        amount = part_of_fee(new_fee, len(new_days), length, readings)
    if readings["festival_fee"] == "cut":
        amount -= old_fee * len([day for day in old_days if day in closed]) / length
        amount -= new_fee * len([day for day in new_days if day in closed]) / length
    return max(amount, Fraction(0))


def line(day: date, clause: str, kind: str, amount: Fraction) -> dict:
    """One line, its amount in fen until the end, in the month of its own day."""
    return {
        "date": day,
        "month": month_of(day),
        "clause": clause,
        "kind": kind,
        "amount": to_fen(amount),
    }


def base_lines(
    months: list[str],
    served: list[date],
    closed: list[date],
    changed: date | None,
    agreement: dict,
    readings: dict,
) -> list[dict]:
    """ "one `base` line a month (clause 2.2, dated the month's first date in the
    term)".
    """
    lines = []
    for month in months:
        first = next(day for day in served if month_of(day) == month)
        lines.append(
            line(
                first,
                "2.2",
                "base",
                base_amount(month, served, closed, changed, agreement, readings),
            )
        )
    return lines


def surcharge_lines(
    charged: list[date], volumes: dict, limits: dict, agreement: dict, readings: dict
) -> list[dict]:
    """ "one `surcharge` line a charged day (1.4(2)b)"; "A day of amount 0 has no
    line."
    """
    lines, months_seen = [], []
    for day in charged:
        first_of_month = month_of(day) not in months_seen
        months_seen.append(month_of(day))
        entry = line(
            day,
            "1.4(2)b",
            "surcharge",
            surcharge_amount(
                day, volumes[day], limits[day], first_of_month, agreement, readings
            ),
        )
        if entry["amount"] > 0:
            lines.append(entry)
    return lines


def seats_lines(
    months: list[str], served: list[date], seats: list[dict], agreement: dict
) -> list[dict]:
    """ "`seats.monthly_fee` / days of the month, for each added seat and each date of
    the (possibly shortened) term, closed days included; one line a month, dated the
    first such date; without that figure a `not_agreed` finding."
    """
    if agreement["seats"]["monthly_fee"] is None:
        return []
    fee, lines = Fraction(agreement["seats"]["monthly_fee"]), []
    for month in months:
        with_seats = [
            day
            for day in served
            if month_of(day) == month and added_seats(day, seats) > 0
        ]
        if with_seats:
            seat_days = sum(added_seats(day, seats) for day in with_seats)
            lines.append(
                line(
                    with_seats[0],
                    "1.4(2)a",
                    "seats",
                    fee * seat_days / days_in_month(month),
                )
            )
    return lines


# ---- the whole
# ------------------------------------------------------------------------------------------------------


def statement(
    month: str, lines: list[dict], agreement: dict, readings: dict, own: dict
) -> dict:
    """One month's sums of its rounded lines, and when they are due."""
    sums = {}
    for kind in ("base", "surcharge", "seats"):
        sums[kind] = sum(
            entry["amount"]
            for entry in lines
            if entry["month"] == month and entry["kind"] == kind
        )
    base_due, other_due = due_dates(month, agreement, readings, own)
    return {
        "month": month,
        "base": money(sums["base"]),
        "surcharge": money(sums["surcharge"]),
        "seats": money(sums["seats"]),
        "total": money(sum(sums.values())),
        "base_due": base_due.isoformat(),
        "other_due": other_due.isoformat(),
    }


def judge(
    agreement: dict,
    receptions: list[dict],
    seats: list[dict] = (),
    as_of: date | None = None,
) -> dict:
    """The contract's money. "`terms_continue`: nothing changes. `agreement_ends`: the
    trigger date is the last date of the term; runs are formed, and seats duties arise,
    only up to it; nothing is charged later, its month is a part month, and later months
    are not listed. `new_fee`: … runs are still formed over the whole term and nothing
    else changes. Without that figure the reading is not available." No amount hangs on
    the as-of date."""
    readings, own, seats = settle(agreement), own_calendar(agreement), list(seats)
    if (
        readings["after_renewal"] == "new_fee"
        and agreement["renewal"]["new_monthly_fee"] is None
    ):
        raise ValueError("after_renewal: new_fee needs renewal.new_monthly_fee")
    term = dates(agreement["term"]["start"], agreement["term"]["end"])
    check_seasons(term, own)
    closed = []
    for year in range(term[0].year, term[-1].year + 1):
        closed.extend(festival(year, readings["festival_days"], own))
    rows = rows_by_date(agreement, receptions, term)

    window = find_trigger(term, rows, closed, agreement, readings)
    served, changed = term, None
    if window is not None and readings["after_renewal"] == "agreement_ends":
        served = [day for day in term if day <= window[-1]]
    if window is not None and readings["after_renewal"] == "new_fee":
        changed = window[-1]

    # "Service day with a record and v > T or v ≥ T. A closed day, or a day without a
    # record, is not over."
    volumes = {
        day: volume(rows[day], readings)
        for day in served
        if day in rows and day not in closed
    }
    limits = {day: threshold(day, agreement, seats, readings) for day in volumes}
    over = [day for day in volumes if exceeds(volumes[day], limits[day], readings)]
    runs, k = find_runs(served, volumes, over, readings), maturity(agreement, readings)
    matured = [run for run in runs if len(run) >= k]

    charged = surcharge_days(over, runs, k, seats, changed, readings)
    months = sorted({month_of(day) for day in served})
    lines = (
        base_lines(months, served, closed, changed, agreement, readings)
        + surcharge_lines(charged, volumes, limits, agreement, readings)
        + seats_lines(months, served, seats, agreement)
    )
    lines.sort(
        key=lambda entry: (
            entry["date"],
            ("base", "surcharge", "seats").index(entry["kind"]),
        )
    )
    return {
        "total": money(sum(entry["amount"] for entry in lines)),
        "statements": [
            statement(month, lines, agreement, readings, own) for month in months
        ],
        "lines": [
            {
                **entry,
                "date": entry["date"].isoformat(),
                "amount": money(entry["amount"]),
            }
            for entry in lines
        ],
        # "Each run that matures raises A's duty, on the date it matures"
        "events": {
            "seats_due": [run[k - 1].isoformat() for run in matured],
            "renewal_due": window[-1].isoformat() if window else None,
        },
        "needed": [seats_needed(run, k, volumes, agreement) for run in matured],
        "trigger_window": [window[0].isoformat(), window[-1].isoformat()]
        if window
        else None,
    }
