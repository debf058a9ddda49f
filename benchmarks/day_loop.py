"""The surcharge of clause 1.4(2)a–b as a loop over the days, as one would write it for
numba; plain Python runs it too.

One series, one reading of each phrase of the volume. Readings are whole numbers, in the
register's order.
"""

from __future__ import annotations

PHRASES = (
    "reception_metric",
    "headcount",
    "bound",
    "run_length",
    "run_gap",
    "surcharge_days",
    "surcharge_amount",
    "seat_effect",
)
#: reception_metric, bound, run_length
PER_ID = 1
AT_LEAST = 1
AT_LEAST_DAYS = 1
#: run_gap, surcharge_days
BREAKS, BRIDGES, MONTH_RESETS = range(3)
WHOLE_RUN, EVERY_DAY, FROM_MATURITY, AFTER_MATURITY = range(4)
#: surcharge_amount, seat_effect
FLAT, STARTED, FULL, PERSON, ONCE_A_MONTH = range(5)
STAYS, STOPS, PER_SEAT = range(3)


def surcharge(persons, ids, added, served, month, figures, codes):
    """Fen of one series of persons a day; `figures`: threshold, run_days, surcharge,
    step.
    """
    threshold, run_days, fen, step = figures
    metric, _, bound, length, gap, charging, way, effect = codes
    lasts = max(1, run_days) if length == AT_LEAST_DAYS else run_days + 1
    first = (
        1
        if charging == EVERY_DAY
        else lasts + 1
        if charging == AFTER_MATURITY
        else lasts
    )
    total = 0
    months = 0
    run = 0
    waiting = 0
    waiting_months = 0
    for day in range(len(persons)):
        if not served[day] and gap == BRIDGES:
            continue
        per = max(1, ids[day]) if metric == PER_ID else 1
        limit = threshold * (1 + added[day]) if effect == PER_SEAT else threshold
        excess = persons[day] - limit * per
        if gap == MONTH_RESETS and day and month[day] != month[day - 1]:
            run = 0
            waiting = 0
            waiting_months = 0
        if not served[day] or excess < 0 or (excess == 0 and bound != AT_LEAST):
            run = 0
            waiting = 0
            waiting_months = 0
            continue
        run += 1
        if effect == STOPS and added[day]:
            amount = 0
            in_month = 0
        else:
            amount = fen
            in_month = 1 << month[day]
            if way == STARTED:
                amount = fen * max(1, -(-excess // (step * per)))
            elif way == FULL:
                amount = fen * (excess // (step * per))
            elif way == PERSON:
                amount = (2 * fen * excess + step * per) // (2 * step * per)
        if run >= first:
            total += amount + waiting
            months |= in_month | waiting_months
            waiting = 0
            waiting_months = 0
        elif charging == WHOLE_RUN:
            waiting += amount
            waiting_months |= in_month
    if way != ONCE_A_MONTH:
        return total
    charged = 0
    while months:
        charged += months & 1
        months >>= 1
    return fen * charged
