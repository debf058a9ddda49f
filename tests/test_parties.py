"""Both parties: Erlang C against published values, seats and costs, the zone's ends to
the fen, bad files.
"""

import json
from datetime import date
from fractions import Fraction
from itertools import pairwise
from math import factorial
from pathlib import Path
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

import cscontract as cs
from cscontract.agreement.parties_figures import Staff, parties_figures, read_parties
from cscontract.agreement.version_1 import known_figures as figures
from cscontract.cli.main import main
from cscontract.core.money import half_up
from cscontract.questions.parties.staffing import (
    Staffing,
    answered,
    paid_hours,
    peak_load,
    rostered,
    seats_for,
    waits,
)
from cscontract.questions.parties.zone import Zone
from cscontract.views.charts.parties_chart import (
    parties_chart,
    tornado_finding,
    zone_chart,
)
from cscontract.views.text.parties_text import figures_html, parties_text

import build

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "sample_data"
FILE = (SAMPLE / "parties.yaml").read_text("utf-8")
AGREEMENT = cs.load(SAMPLE / "agreement.yaml")
RECORDS = cs.read(SAMPLE / "records")
PARTIES = cs.load_parties(SAMPLE / "parties.yaml")
AGENT = {
    "wage": 3000_00,
    "hours": 208,
    "chats_at_once": 3,
    "handling_minutes": 8,
    "occupancy": 85,
    "shrinkage": 15,
    "peak_hour": 10,
    "answered": 80,
    "within_seconds": 30,
    "time_share": 100,
}
SERVICE = 13 * 60


def agent(**changes):
    return Staff.model_construct(**{**AGENT, **changes})


def days_of(*persons, start=date(2020, 8, 3), **changes):
    """An agreement over as many days as there are numbers of persons (None is no row),
    and its records.
    """
    end = start.fromordinal(start.toordinal() + len(persons) - 1)
    rows = build.receptions(start, {"taobao/a": {"received": list(persons)}})
    return build.agreement(build.plain(start, end, **changes)), build.records(rows)


# Erlang C


# offered load, servers, P(wait), part answered in time, how long that is in handling
# times
PUBLISHED = [
    # the README of the R package ErlangC 0.1.0 (CRAN, 2024): 100 calls in 30 min of 3
    # min, 20 s, step by step
    (10, 11, 0.6821182, 0.3896138, 20 / 180),
    (10, 14, 0.1741319, 0.88835, 20 / 180),
    # the README of pyworkforce 0.1.0 (PyPI, 2021): the same example, all digits
    (10, 14, 0.1741319335950498, 0.8883500191794669, 20 / 180),
    # Table C of Erlang C (offered traffic by channels and delay) as quoted with its
    # example: 5 % and 1 %
    (3.87, 8, 0.05, None, None),
    (4.08, 10, 0.01, None, None),
]


@pytest.mark.parametrize(
    ("offered", "servers", "wait", "in_time", "patience"), PUBLISHED
)
def test_erlang_c_is_as_published(offered, servers, wait, in_time, patience):
    last_digit = 10.0 ** (2 - len(f"{wait}"))
    assert wait == pytest.approx(
        waits(offered, servers), abs=max(0.6 * last_digit, 1e-14)
    )
    if in_time:
        assert in_time == pytest.approx(answered(offered, servers, patience), abs=1e-6)


# calls, in seconds, each lasting seconds, answered % within seconds → agents
PUBLISHED_AGENTS = [
    # help pages of the Erlang Library for Excel, ErlcNsrvFromFractionOk5: 104.679 and
    # 107.502, rounded up
    (936, 1800, 180, 90, 10, 105),
    (936, 1800, 180, 95, 10, 108),
    # “Erlang uplift”, a call-centre planner's page: 250 calls an hour, 28 advisors for
    # 80 % in 30 s
    (250, 3600, 330, 80, 30, 28),
    # the worked example of the two packages above
    (100, 1800, 180, 80, 20, 14),
]


@pytest.mark.parametrize(
    ("calls", "period", "lasting", "part", "within", "agents"), PUBLISHED_AGENTS
)
def test_the_fewest_agents_are_as_published(
    calls, period, lasting, part, within, agents
):
    offered = calls * lasting / period
    enough = [
        n
        for n in range(agents + 3)
        if 100 * answered(offered, n, within / lasting) >= part
    ]
    assert agents == enough[0]


def test_a_hundred_calls_in_half_an_hour_take_14_agents_and_20_on_the_roster():
    telephone = agent(
        chats_at_once=1, handling_minutes=3, within_seconds=20, shrinkage=30
    )
    seats = seats_for(Fraction(100 * 3, 30), telephone)
    assert (14, 20) == (seats, rostered(seats, telephone))
    assert 0.888 == round(answered(10, 14, 20 / 180), 3)


# handling minutes, chats at once → most persons a day that 1, 2, 3 seats can serve
MOST_RECEPTIONS = {
    (8, 3): [108, 282, 469],
    (10, 3): [86, 224, 372],
    (10, 4): [130, 322, 527],
    (15, 3): [57, 147, 246],
}


@pytest.mark.parametrize(("minutes", "at_once"), MOST_RECEPTIONS)
def test_one_two_and_three_seats_serve_so_many_a_day_and_not_one_more(minutes, at_once):
    staff = agent(handling_minutes=minutes, chats_at_once=at_once)
    for seats, most in enumerate(MOST_RECEPTIONS[minutes, at_once], start=1):
        assert seats == seats_for(peak_load(most, staff, SERVICE), staff)
        assert seats + 1 == seats_for(peak_load(most + 1, staff, SERVICE), staff)


@given(st.integers(1, 30), st.integers(1, 400))
def test_erlang_c_is_its_definition(servers, tenths):
    offered = Fraction(tenths, 10)
    if offered >= servers:
        assert (1.0, 0.0) == (
            waits(float(offered), servers),
            answered(float(offered), servers, 1),
        )
        return
    queued = offered**servers / factorial(servers) * servers / (servers - offered)
    served = sum(offered**k / factorial(k) for k in range(servers))
    assert float(queued / (queued + served)) == pytest.approx(
        waits(float(offered), servers)
    )


def test_erlang_c_stays_a_probability_for_any_number_of_slots():
    assert 0.3812 == round(waits(12345, 12421), 4)
    assert 0 == waits(0, 3) and 0 <= waits(1e-9, 5000) <= waits(99_999.5, 100_000) < 1
    chances = [waits(50, slots) for slots in range(51, 120)]
    assert all(a > b for a, b in pairwise(chances))


# seats


def test_seats_are_the_greater_of_the_limit_and_the_queue_in_every_shift():
    agreement, records = days_of(100, 101, 283, 470)
    parties = PARTIES.replace(provider__chats_at_once=3, provider__handling_minutes=8)
    found = cs.staffing(agreement, records, parties).days
    assert ["early", "late"] * 4 == list(found["shift"])
    assert [1, 2, 3, 5] == list(found["by_limit"][::2])
    assert [1, 1, 3, 4] == list(found["by_queue"][::2])
    assert [1, 2, 3, 5] == list(found["seats"][::2]) == list(found["seats"][1::2])
    slow = PARTIES.replace(provider__chats_at_once=1)
    assert [4, 4, 8, 11] == list(
        cs.staffing(agreement, records, slow).days["seats"][::2]
    )


def test_a_day_without_a_record_or_a_customer_takes_one_seat():
    agreement, records = days_of(150, None, 0)
    assert [2, 2, 1, 1, 1, 1] == list(
        cs.staffing(agreement, records, PARTIES).days["seats"]
    )


def test_no_seat_is_needed_on_a_closed_day_nor_after_the_end():
    start = date(2021, 2, 10)
    agreement, records = days_of(*[50] * 10, start=start)
    assert [10, 18, 19] == [
        d.day for d in cs.staffing(agreement, records, PARTIES).days["date"]
    ][::2]
    ended = {"after_renewal": "agreement_ends", "renewal_headcount": "received"}
    agreement, records = days_of(*[250] * 10, readings=ended)
    assert 14 == len(cs.staffing(agreement, records, PARTIES).days)


def test_the_limit_counts_as_the_agreement_reads_it_the_queue_counts_persons():
    agreement, _ = days_of(250, readings={"reception_metric": "mean_per_id"})
    both = build.records(
        [
            *build.receptions(date(2020, 8, 3), {"taobao/a": {"received": [250]}}),
            *build.receptions(date(2020, 8, 3), {"taobao/b": {"received": [50]}}),
        ]
    )
    found = cs.staffing(agreement, both, PARTIES).days
    assert (300, 2) == (found["persons"][0], found["by_limit"][0])


def test_paid_hours_are_what_is_claimed_or_what_the_chats_take_whichever_is_more():
    claimed = agent(time_share=25, shrinkage=10, chats_at_once=5, handling_minutes=10)
    a_minute = Fraction(100, SERVICE)
    assert Fraction(9, 4) * 2 * 10 / 9 == paid_hours(2, 540, a_minute, claimed)
    taken = Fraction(100 * 10 * 540, SERVICE * 5 * 60) * 100 / 85 * 10 / 9
    assert taken == paid_hours(1, 540, a_minute, claimed)
    assert Fraction(9) * 10 / 9 == paid_hours(1, 540, Fraction(10), claimed)


def test_the_seats_of_either_side_can_be_asked_for_and_of_no_other():
    alone = PARTIES.replace(client__chats_at_once=1)
    assert (
        203 < cs.staffing(AGREEMENT, RECORDS, alone, "client").months["seat_days"].sum()
    )
    with pytest.raises(cs.BadInput, match="provider or client"):
        cs.staffing(AGREEMENT, RECORDS, PARTIES, "clients")


def test_seats_and_agents_by_month_add_up():
    side = cs.staffing(AGREEMENT, RECORDS, PARTIES)
    assert 203 == side.months["seat_days"].sum() == side.days["seats"].sum() // 2
    assert [2, 2, 2, 5, 3] == list(side.months["most_seats"])
    for label, hours in side.paid_hours.items():
        exact = PARTIES.provider.wage * hours / PARTIES.provider.hours
        assert half_up(exact.numerator, exact.denominator) == side.cost[label]


# what each party gains


def test_margin_and_saving_of_the_sample():
    found = cs.gains(AGREEMENT, RECORDS, PARTIES)
    assert (420_93, 4_254_00, "market") == (
        found.margin,
        found.saving,
        found.alternative,
    )
    assert (
        15_454 * 100 == found.best == sum(r.received for r in RECORDS.receptions) * 100
    )


def test_months_add_up_to_the_term_and_revenue_is_the_statement():
    found, verdict = cs.gains(AGREEMENT, RECORDS, PARTIES), cs.check(AGREEMENT, RECORDS)
    assert [m["total"] for m in verdict.monthly] == [m.revenue for m in found.months]
    assert found.margin == sum(month.margin for month in found.months)
    assert found.margin == found.total("revenue") - found.total("wages") - found.total(
        "overhead"
    )
    frame = found.frame
    assert (
        frame["margin"] == frame["revenue"] - frame["wages"] - frame["overhead"]
    ).all()
    assert found.saving == min(
        found.total("own_staff"), found.total("market")
    ) - found.total("revenue")


def test_the_cheapest_way_of_a_month_is_its_own():
    parties = PARTIES.replace(market__reception=70)
    found = cs.gains(AGREEMENT, RECORDS, parties)
    cheapest = [month.cheapest for month in found.months]
    assert ["agreement", "market", "market", "market", "agreement"] == cheapest
    # the same to the fen: the agreement, for it is there already
    even = cs.gains(*days_of(4839), PARTIES.replace(market__reception=1))
    assert (4839, 4839) == (even.total("market"), even.total("revenue"))
    assert "agreement" == even.months[0].cheapest


def test_overhead_and_setup_of_a_part_month_go_by_days():
    agreement, records = days_of(50, 50, 50)
    found = cs.gains(agreement, records, PARTIES.replace(client__wage=0))
    assert half_up(200_00 * 3, 31) == found.total("overhead")
    assert half_up(500_00 * 3, 31) == found.total("own_staff")


def test_all_stops_where_the_agreement_ends():
    ended = {"after_renewal": "agreement_ends", "renewal_headcount": "received"}
    agreement, records = days_of(*[250] * 40, readings=ended)
    found = cs.gains(agreement, records, PARTIES)
    assert ["2020-08"] == [month.label for month in found.months]
    assert 7 * 250 * 100 == found.total("market")


# the zone


ZONES = {
    "the sample": {},
    "part months": {"term__start": date(2020, 8, 7), "term__end": date(2020, 12, 19)},
    "thirty days": {
        "term__end": date(2020, 12, 19),
        "readings__part_month": "thirty_days",
    },
    "graded": {"readings__surcharge_amount": "per_person", "volume__surcharge": 33_33},
    "ended": {
        "readings__after_renewal": "agreement_ends",
        "readings__renewal_headcount": "asked",
    },
    "new fee": {
        "renewal__new_monthly_fee": "1800.00",
        "readings__after_renewal": "new_fee",
        "readings__renewal_headcount": "asked",
    },
    "added seats": {"seats__monthly_fee": "1234.56"},
}


@pytest.mark.parametrize("changes", ZONES.values(), ids=ZONES)
def test_the_ends_of_the_zone_hold_to_the_fen(changes):
    agreement = AGREEMENT.replace(**changes)
    found = cs.zone(agreement, RECORDS, PARTIES)
    cost, best = found.gains.cost, found.gains.best

    def total(fee):
        return cs.check(agreement.replace(fee__monthly=fee), RECORDS).charges.total

    assert total(found.least) >= cost > total(found.least - 1)
    assert total(found.greatest) <= best < total(found.greatest + 1)
    assert (
        total(found.least) - cost,
        total(found.least - 1) - cost,
    ) == found.provider_proof[1:]
    assert (
        best - total(found.greatest),
        best - total(found.greatest + 1),
    ) == found.client_proof[1:]


@settings(max_examples=25, deadline=None)
@given(
    st.integers(1, 600),
    st.integers(0, 6000_00),
    st.integers(10, 300),
    st.integers(1, 40),
)
def test_the_zone_holds_exactly_the_fees_at_which_neither_loses(
    wage, fee, reception, days
):
    agreement, records = days_of(*[90, 140] * days)
    agreement = agreement.replace(fee__monthly=fee)
    parties = PARTIES.replace(provider__wage=wage * 10_00, market__reception=reception)
    found = cs.zone(agreement, records, parties)
    inside = found.least is not None and found.least <= fee
    assert (found.gains.margin >= 0) == inside
    assert (found.gains.saving >= 0) == (
        found.greatest is not None and fee <= found.greatest
    )
    assert found.holds_now <= (not found.is_empty)


def test_the_zone_of_the_sample():
    found = cs.zone(AGREEMENT, RECORDS, PARTIES)
    assert (1415_82, 2350_80, False) == (found.least, found.greatest, found.is_empty)
    assert found.holds_now


def test_a_zone_can_be_empty_and_is_said_to_be():
    found = cs.zone(AGREEMENT, RECORDS, PARTIES.replace(market__reception=60))
    assert found.is_empty and not found.holds_now and found.least > found.greatest
    assert "No monthly fee serves both" in found._repr_html_()
    free = cs.zone(AGREEMENT, RECORDS, PARTIES.replace(market__reception=0))
    assert (None, True) == (free.greatest, free.is_empty) and free.client_proof is None
    assert "even without a fee" in free._repr_html_()


def test_a_fee_of_nothing_and_the_dearest_fee_are_ends_as_well():
    nothing = cs.zone(
        AGREEMENT, RECORDS, PARTIES.replace(provider__wage=0, provider__overhead=0)
    )
    assert (0, None) == (nothing.least, nothing.provider_proof.beyond)
    dear = PARTIES.replace(market__reception=1000_00, client__wage=1_000_000_00)
    found = cs.zone(AGREEMENT.replace(term__end=date(2020, 8, 1)), RECORDS, dear)
    assert (figures()["fee.monthly"].high, None) == (
        found.greatest,
        found.client_proof.beyond,
    )
    costly = PARTIES.replace(provider__wage=1_000_000_00, provider__hours=1)
    found = cs.zone(AGREEMENT, RECORDS, costly)
    assert (None, None) == (found.least, found.provider_proof)


@pytest.mark.parametrize("changes", ZONES.values(), ids=ZONES)
def test_the_borders_of_the_plane_run_through_the_ends(changes):
    agreement = AGREEMENT.replace(**changes)
    for surcharge in (0, agreement.volume.surcharge, 250_00):
        found = cs.zone(
            agreement.replace(volume__surcharge=surcharge), RECORDS, PARTIES
        )
        for border, end in zip(
            found.borders, (found.least, found.greatest), strict=True
        ):
            assert border.fee(surcharge) == pytest.approx(end, abs=12)


# the tornado


def test_what_is_not_moved_changes_nothing():
    still = cs.tornado(AGREEMENT, RECORDS, PARTIES, percent=0)
    assert {(0, 0)} == {
        move.changes(party) for move in still.moves for party in ("provider", "client")
    }
    assert {True} == {
        move.now == move.down.value == move.up.value for move in still.moves
    }
    again = cs.gains(
        AGREEMENT.replace(fee__monthly=1500_00), RECORDS, PARTIES.replace()
    )
    assert cs.gains(AGREEMENT, RECORDS, PARTIES).to_dict() == again.to_dict()


def test_a_figure_is_moved_by_a_fifth_or_one_unit_within_its_bounds():
    found = {move.key: move for move in cs.tornado(AGREEMENT, RECORDS, PARTIES).moves}
    ends = {key: (move.down.value, move.up.value) for key, move in found.items()}
    assert (1200_00, 1800_00) == ends["fee.monthly"]
    assert (1, 3) == ends["volume.run_days"]  # a fifth of 2 is less than a day
    assert (8, 12) == ends["provider.handling_minutes"]
    assert (80, 100) == ends["client.time_share"] and (68, 99) == ends[
        "provider.occupancy"
    ]
    assert "seats.monthly_fee" not in found  # the agreement does not say


def test_each_change_is_that_of_the_gains():
    found = cs.tornado(AGREEMENT, RECORDS, PARTIES)
    now = found.gains
    for key in (
        "volume.threshold",
        "provider.wage",
        "client.setup",
        "market.reception",
    ):
        move = next(move for move in found.moves if move.key == key)
        for moved in (move.down, move.up):
            change = {key.replace(".", "__"): moved.value}
            own = key in parties_figures()
            after = cs.gains(
                AGREEMENT if own else AGREEMENT.replace(**change),
                RECORDS,
                PARTIES.replace(**change) if own else PARTIES,
            )
            assert moved.provider == after.margin - now.margin
            assert moved.client == after.saving - now.saving


def test_the_figures_stand_by_how_much_they_move():
    found = cs.tornado(AGREEMENT, RECORDS, PARTIES)
    for party in ("provider", "client"):
        spreads = [move.spread(party) for move in found.ranked(party)]
        assert spreads == sorted(spreads, reverse=True) and spreads[0] > 0
    assert ["volume.threshold", "market.reception"] == [
        m.key for m in found.ranked("client")[:2]
    ]
    assert list(found.frame["figure"]) == [
        move.key for move in found.ranked("provider")
    ]


def test_a_value_that_other_figures_forbid_is_left_out():
    close = AGREEMENT.replace(renewal__threshold=110)
    move = next(
        m
        for m in cs.tornado(close, RECORDS, PARTIES).moves
        if m.key == "volume.threshold"
    )
    assert (None, None, None) == move.up and 80 == move.down.value
    with pytest.raises(cs.BadInput, match="0 or more"):
        cs.tornado(AGREEMENT, RECORDS, PARTIES, percent=-1)


# the file


def test_every_figure_of_the_parties_has_clause_unit_words_and_source():
    for key, figure in parties_figures().items():
        assert key == figure.key and figure.kind in ("whole", "money")
        for text in (figure.label, figure.unit, figure.words, figure.source):
            assert text["en"].strip() and text["zh"].strip(), key
    held = {
        f"{side}.{name}"
        for side in ("provider", "client", "market")
        for name in type(getattr(PARTIES, side)).model_fields
    }
    assert held == parties_figures().keys()


@pytest.mark.parametrize(
    "figure", parties_figures().values(), ids=lambda figure: figure.key
)
def test_a_figure_is_taken_at_its_bounds_and_refused_beyond(figure):
    name = figure.key.replace(".", "__")
    for value in (figure.low, figure.high):
        assert value == PARTIES.replace(**{name: value}).figure(figure.key)
    for value in (figure.low - 1, figure.high + 1):
        with pytest.raises(cs.BadInput, match=figure.key):
            PARTIES.replace(**{name: value})


def test_the_parties_are_values():
    other = PARTIES.replace(provider__wage="2800.00", client__hours=180)
    assert (2800_00, 180, 3000_00) == (
        other.provider.wage,
        other.client.hours,
        PARTIES.provider.wage,
    )
    assert PARTIES == other.replace(provider__wage=3000_00, client__hours=234)
    assert PARTIES == read_parties(PARTIES.plain(), "again")
    with pytest.raises(cs.BadInput, match=r"write provider\.wage"):
        PARTIES.replace(provider__wages=1)


# old text, new text, then what place, value, expectation and mend must contain
WRONG = {
    "not in quotes": (
        '"3000.00"',
        "3000.00",
        "line 6, provider.wage",
        "3000.0",
        "money",
        "quote",
    ),
    "negative": (
        '"200.00"',
        '"-200.00"',
        "provider.overhead",
        "-200.00",
        "0.00 to",
        "write it",
    ),
    "three decimals": (
        '"1.00"',
        '"1.005"',
        "market.reception",
        "1.005",
        "two decimals",
        "like",
    ),
    "dear": ('"1.00"', '"1000.01"', "market.reception", "1000.01", "1,000.00", "like"),
    "a part of a chat": (
        "chats_at_once: 5   ",
        "chats_at_once: 2.5 ",
        "provider.chats_at_once",
        "2.5",
        "1 to 20",
        "like",
    ),
    "no slack": (
        "occupancy: 85   ",
        "occupancy: 100  ",
        "provider.occupancy",
        "100",
        "1 to 99",
        "write it like 99",
    ),
    "all is shrinkage": (
        "shrinkage: 10  ",
        "shrinkage: 100 ",
        "provider.shrinkage",
        "100",
        "0 to 90",
        "like",
    ),
    "a word": (
        "answered: 80   ",
        "answered: most ",
        "provider.answered",
        "most",
        "1 to 99",
        "like",
    ),
    "quoted digits": (
        "within_seconds: 30  ",
        'within_seconds: "30"',
        "provider.within_seconds",
        "30",
        "1 to 3,600",
        "without quotes",
    ),
    "true": (
        "time_share: 25 ",
        "time_share: true ",
        "provider.time_share",
        "True",
        "1 to 100",
        "like",
    ),
    "null": ('setup: "500.00"', "setup: null", "client.setup", "null", "money", "like"),
    "misspelt": (
        "handling_minutes: 10  ",
        "handling_minute: 10  ",
        "provider.handling_minute",
        "10",
        "a known key",
        "write handling_minutes",
    ),
    "another file": (
        "parties: customer-service-outsourcing",
        "parties: others",
        "line 3, parties",
        "others",
        "customer-service-outsourcing",
        "write",
    ),
    "version": ("version: 1", "version: 2", "version", "2", "1", "write 1"),
    "version true": ("version: 1", "version: true", "version", "True", "1", "write 1"),
    "twice": (
        "overhead:",
        'wage: "1.00"\n  overhead:',
        "provider.wage",
        "wage",
        "each key once",
        "line 6",
    ),
    "an alias": (
        'wage: "3000.00"',
        'wage: &w "3000.00"',
        "line 6",
        "&w",
        "no anchors",
        "write the value out",
    ),
    "a tab": ("  reception", "\treception", "line 30", "a tab", "spaces", "indent"),
}


@pytest.mark.parametrize(
    ("old", "new", "place", "value", "expected", "fix"), WRONG.values(), ids=WRONG
)
def test_a_bad_file_is_refused_in_words(
    tmp_path, old, new, place, value, expected, fix
):
    assert old in FILE
    path = tmp_path / "parties.yaml"
    path.write_text(FILE.replace(old, new, 1), "utf-8")
    with pytest.raises(cs.BadInput) as caught:
        cs.load_parties(path)
    told = caught.value.faults
    found = next(
        fault for fault in told if place in fault.place and value in fault.value
    )
    assert (
        "parties.yaml" in found.place
        and expected in found.expected
        and fix in found.fix
    )
    assert not [
        word
        for word in ("pydantic", "Input should", "NoneType")
        if word in str(caught.value)
    ]


def test_all_faults_of_a_file_are_told_at_once(tmp_path):
    path = tmp_path / "parties.yaml"
    path.write_text(
        FILE.replace("hours: 234", "hours: 0").replace('reception: "1.00"', ""), "utf-8"
    )
    with pytest.raises(cs.BadInput) as caught:
        cs.load_parties(path)
    places = [fault.place.rpartition(", ")[2] for fault in caught.value.faults]
    assert ["provider.hours", "client.hours", "market"] == places


@pytest.mark.parametrize(
    ("content", "value"), [("", "nothing"), ("- a", "a list"), ("text", "plain text")]
)
def test_what_is_no_mapping_is_refused(tmp_path, content, value):
    path = tmp_path / "parties.yaml"
    path.write_text(content, "utf-8")
    with pytest.raises(cs.BadInput, match=value):
        cs.load_parties(path)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(cs.BadInput, match=r"the parties' \.yaml file"):
        cs.load_parties(tmp_path / "none.yaml")


def test_a_repair_is_told(tmp_path):
    path = tmp_path / "parties.yaml"
    path.write_text(FILE.replace('"3000.00"', '"￥3,000元"'), "utf-8")
    read = cs.load_parties(path)
    assert (
        PARTIES.plain() == read.plain()
        and "provider.wage" in read.notes[0]
        and "3000.00" in read.notes[0]
    )


# command, words, pictures


def test_the_command_has_margin_saving_zone_and_tornado(capsys):
    assert 0 == main(["parties", "--json", "-"])
    found = json.loads(capsys.readouterr().out)
    assert (
        "420.93" == found["provider"]["margin"]
        and "4254.00" == found["client"]["saving"]
    )
    assert ("1415.82", "2350.80") == (found["zone"]["least"], found["zone"]["greatest"])
    assert {"fee": "1415.82", "at": "0.03", "beyond": "-0.02"} == found["zone"][
        "proof"
    ]["provider"]
    assert 5 == len(found["months"]) == len(found["seats"]["provider"])
    assert 20 == found["tornado"]["percent"]
    figures_moved = {each["figure"]: each for each in found["tornado"]["figures"]}
    assert {"value": 80, "provider": "3692.03", "client": "-7200.00"} == figures_moved[
        "volume.threshold"
    ]["down"]
    assert "1500.00" == figures_moved["fee.monthly"]["now"]


def test_the_command_takes_a_file_of_figures_and_tells_all_faults_together(
    tmp_path, capsys
):
    path = tmp_path / "mine.yaml"
    path.write_text(FILE.replace('"3000.00"', '"2000.00"'), "utf-8")
    assert 0 == main(["parties", "--parties", str(path)])
    assert "The provider keeps" in capsys.readouterr().out
    path.write_text(FILE.replace('"3000.00"', '"￥2000.00"'), "utf-8")
    assert 0 == main(["parties", "--parties", str(path)])
    assert "note: mine.yaml" in capsys.readouterr().err
    path.write_text(FILE.replace('"3000.00"', "x"), "utf-8")
    assert 2 == main(["parties", "none.yaml", "--parties", str(path)])
    told = capsys.readouterr().err
    assert "none.yaml" in told and "provider.wage" in told


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["The provider keeps CNY 420.93", "Both gain", "Limit"]),
        ("zh", ["乙方结余 420.93 元", "双方均有利", "加收门槛"]),
    ],
)
def test_the_command_answers_in_both_languages(capsys, language, words):
    assert 0 == main(["parties", "--lang", language])
    text = capsys.readouterr().out
    assert not [word for word in words if word not in text]


def asked(parties, agreement=AGREEMENT):
    swings = cs.tornado(agreement, RECORDS, parties)
    return Zone(swings.gains), swings


CASES = {
    "both gain": {},
    "empty": {"market__reception": 60},
    "a loss": {"provider__wage": 9000_00},
    "dear": {"market__reception": 0},
    "never": {"provider__wage": 1_000_000_00, "provider__hours": 1},
    "own staff": {
        "client__wage": 0,
        "client__setup": 0,
        "provider__wage": 0,
        "provider__overhead": 0,
    },
}


@pytest.mark.parametrize("changes", CASES.values(), ids=CASES)
def test_every_case_is_told_and_drawn_in_both_languages(changes):
    zone, swings = asked(PARTIES.replace(**changes))
    for language in ("en", "zh"):
        text = parties_text(zone, swings, language)
        assert text.count("\n\n") == 5
        picture = parties_chart(zone, swings, language)
        assert picture.finding and picture.image("svg").startswith(b"<?xml")


def test_open_phrases_are_said_to_be_read_by_default():
    zone, swings = asked(PARTIES, AGREEMENT.replace(readings__bound="open"))
    assert "default reading of each open phrase: bound" in parties_text(zone, swings)


def test_a_plane_in_which_the_fee_moves_nothing_is_one_region():
    readings = {"festival_fee": "cut", "part_month": "calendar_days"}
    agreement, records = days_of(*[50] * 5, start=date(2021, 2, 11), readings=readings)
    found = cs.zone(agreement, records, PARTIES)
    assert found.borders is None and 0 == found.gains.charges.total
    assert zone_chart(found).finding


def test_the_picture_has_its_finding_as_title_and_shows_who_gains(tmp_path):
    zone, swings = asked(PARTIES)
    path = parties_chart(zone, swings).save(tmp_path / "parties.svg")
    title = ElementTree.parse(path).getroot().find("{*}title").text
    assert title.startswith("Both gain at a monthly fee from 1,415.82 to 2,350.80")
    figure = zone_chart(zone)
    (axes,) = figure.axes
    labels = [text.get_text() for text in axes.get_legend().get_texts()]
    assert [
        "only the client gains",
        "both gain",
        "only the provider gains",
        "as agreed",
    ] == labels
    hatches = [part.get_hatch() for part in axes.collections]
    assert 3 == len(set(hatches))  # told apart without colour
    assert "hang most on “Limit”" in tornado_finding(swings)
    with pytest.raises(cs.BadInput):
        figure.save(tmp_path / "parties.gif")


def test_a_picture_is_the_same_on_every_run():
    zone, swings = asked(PARTIES)
    first, second = (parties_chart(zone, swings, "zh").image("svg") for _ in range(2))
    assert first == second


def test_the_results_show_themselves_in_a_notebook():
    zone, swings = asked(PARTIES)
    for result in (zone, swings, zone.gains, zone.gains.provider):
        assert "<" in result._repr_html_()
    assert isinstance(zone.gains.provider, Staffing)
    shown = figures_html(PARTIES)
    assert all(key in shown for key in parties_figures()) and "3,000.00" in shown
    assert "客服月薪" not in shown and "元/人/月" in figures_html(PARTIES, "zh")


def test_the_charts_font_has_every_label_of_a_figure():
    path = ROOT / "cscontract" / "views" / "charts" / "fonts" / "NotoSansSC-subset.otf"
    known = set(map(chr, TTFont(path).getBestCmap()))
    every = (*figures().values(), *parties_figures().values())
    said = {sign for f in every for sign in f.label["zh"] + f.unit["zh"]}
    assert set() == said - known


def test_own_records_never_meet_the_samples_figures(capsys, tmp_path):
    own = tmp_path / "own.yaml"
    own.write_bytes((SAMPLE / "agreement.yaml").read_bytes())
    for paths in (
        [str(own), str(SAMPLE / "records")],
        [str(SAMPLE / "agreement.yaml"), str(tmp_path)],
    ):
        assert 2 == main(["parties", *paths])
        told = capsys.readouterr().err
        assert "--parties: expected the parties' own figures" in told
        assert "cscontract parties --template parties.yaml" in told
    assert 0 == main(
        [
            "parties",
            str(own),
            str(SAMPLE / "records"),
            "--parties",
            str(SAMPLE / "parties.yaml"),
        ]
    )
    assert 0 == main(["parties"])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_template_names_every_figure_and_is_refused_until_it_is_filled_in(
    capsys, tmp_path, language
):
    path = tmp_path / "mine.yaml"
    assert 0 == main(["parties", "--template", str(path), "--lang", language])
    text = path.read_text("utf-8")
    assert all(f"  {key.split('.')[1]}:" in text for key in parties_figures())
    with pytest.raises(cs.BadInput) as refused:
        cs.load_parties(path)
    assert len(parties_figures()) == len(refused.value.faults)
    plain = PARTIES.plain()
    lines = []
    section = ""
    for line in text.splitlines():
        key = line.split(":")[0]
        section = key if key in plain and key not in ("parties", "version") else section
        if line.startswith("  ") and line[2] != " ":
            value = plain[section][key.strip()]
            line = (
                f'  {key.strip()}: "{value}"'
                if isinstance(value, str)
                else f"  {key.strip()}: {value}"
            )
        lines.append(line)
    path.write_text("\n".join(lines), "utf-8")
    assert PARTIES == cs.load_parties(path)
    assert 2 == main(["parties", "--template", str(path)])
    assert "a file that is not there yet" in capsys.readouterr().err
