"""All clauses on many series of days: sets of days in numpy against day loops, and
against two rule engines.

    .venv/bin/python benchmarks/many.py

200 scenarios (random limits, amounts, and readings of the phrases of the volume) on
2,000 and on 10,000 series of the sample's model of volumes, 153 days each; the same fen
from all. Prints nanoseconds of processor time for one agreement on one series, and
ratios; then the surcharge clause alone in OpenFisca and zen-engine, and the time of
`risk`. numba, openfisca-core and zen-engine are no dependencies of the project:
installed beside it they have rows.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from day_loop import PHRASES, surcharge
from rule_engines import FEN, expected, openfisca, zen

import cscontract as cs
from cscontract.agreement.kinds import register
from cscontract.agreement.phrases import Readings
from cscontract.questions.seasons.risk import model_of
from cscontract.questions.seasons.volume_model import series
from cscontract.records.daily_figures import HEADCOUNTS, Daily
from cscontract.verdict import charges
from cscontract.verdict.many_series import Reckoning, Series

ROOT = Path(__file__).resolve().parent.parent
AGREEMENT = cs.load(ROOT / "sample_data" / "agreement.yaml")
RECORDS = cs.read(ROOT / "sample_data" / "records")
SCENARIOS = 200
PATHS = (2_000, 10_000)
ROUNDS = 5
LOW = 99
Scenario = tuple[cs.Agreement, Readings]


def simulated(paths: int) -> Series:
    """Series of the sample's term from the model that `risk` has."""
    model, at_hand = model_of(AGREEMENT, RECORDS, AGREEMENT.chosen)
    return series(
        model, at_hand, model.persons(AGREEMENT.span, paths, np.random.default_rng(1))
    )


def scenarios(count: int) -> list[Scenario]:
    """Random figures and readings; limits at which days are now above, now not."""
    rng = random.Random(1)
    found = []
    for _ in range(count):
        ways = {name: rng.choice(AGREEMENT.available(name)) for name in PHRASES}
        limit = rng.randrange(60, 161, 10) // (
            7 if ways["reception_metric"] == "mean_per_id" else 1
        )
        figures = {"volume__threshold": limit, "volume__run_days": rng.randrange(5)}
        figures["volume__surcharge"] = rng.choice(
            ["50.00", "80.00", "100.00", "120.00"]
        )
        found.append((AGREEMENT.replace(**figures), {**AGREEMENT.chosen, **ways}))
    return found


def on_sets(drawn: Series, every: list[Scenario]) -> list[np.ndarray]:
    """The program's own way, nothing kept from one run to the next."""
    reckoning = Reckoning(drawn)
    return [reckoning.totals(*each).total for each in every]


class DayLoop:
    """The day loop on series laid out as a compiler likes them: one after the other."""

    def __init__(self, drawn: Series, loop: Callable):
        self.loop = loop
        term = drawn.term
        days = range(term.length)
        self.fixed = [np.array(each) for each in (drawn.ids, drawn.added_seats)]
        self.fixed += [np.array([drawn.recorded >> day & 1 for day in days])]
        self.fixed += [
            np.repeat(
                range(len(term.months)), [m.days.bit_count() for m in term.months]
            )
        ]
        tables = {"all": drawn.all_ids, "shop": drawn.busiest_shop}
        self.persons = {
            (table, head): np.ascontiguousarray(numbers.T)
            for table, heads in tables.items()
            for head, numbers in heads.items()
        }

    def job(self, scenario: Scenario) -> tuple:
        """What the loop is given for a scenario."""
        agreement, readings = scenario
        table = "shop" if readings["reception_metric"] == "busiest_shop" else "all"
        volume = agreement.volume
        figures = (volume.threshold, volume.run_days, volume.surcharge, volume.step)
        codes = tuple(
            list(register()[name].readings).index(readings[name]) for name in PHRASES
        )
        return self.persons[table, readings["headcount"]], *self.fixed, figures, codes

    def __call__(self, every: list[Scenario]) -> list[np.ndarray]:
        return [self.loop(*self.job(each)) for each in every]


def compiled() -> Callable:
    """The loop over all series under numba. ImportError where it is not installed."""
    import numba

    of_one = numba.njit(surcharge)

    @numba.njit
    def of_all(persons, ids, added, served, month, figures, codes):
        fen = np.empty(len(persons), np.int64)
        for at in range(len(persons)):
            fen[at] = of_one(persons[at], ids, added, served, month, figures, codes)
        return fen

    return of_all


def plain(persons, ids, added, served, month, figures, codes) -> np.ndarray:
    """The loop over all series in plain Python, on lists, which it reads quickest."""
    rest = [each.tolist() for each in (ids, added, served, month)]
    return np.array(
        [surcharge(each, *rest, figures, codes) for each in persons.tolist()]
    )


def single(drawn: Series, at: int) -> Daily:
    """One of the series by itself."""
    heads = [
        {head: tuple(numbers[:, at].tolist()) for head, numbers in each.items()}
        for each in (drawn.all_ids, drawn.busiest_shop)
    ]
    return Daily(drawn.term, drawn.recorded, *heads, drawn.ids, drawn.added_seats)


def one_by_one(drawn: Series, every: list[Scenario], at: range) -> list[list[int]]:
    """`charges.apply` on some of the series, each by itself."""
    counted = [single(drawn, each) for each in at]
    return [
        [charges.apply(a, days, ways).total for days in counted] for a, ways in every
    ]


def seconds(task: Callable[[], object]) -> tuple[float, object]:
    """Processor time of a call, and its result."""
    start = time.process_time()
    result = task()
    return time.process_time() - start, result


def interleaved(
    tasks: dict[str, Callable[[], object]], rounds: int
) -> dict[str, float]:
    """Median seconds of each task, all of them run in turn, after a round that is not
    counted.
    """
    times: dict[str, list[float]] = {name: [] for name in tasks}
    for each in range(rounds + 1):
        for name, task in tasks.items():
            took, _ = seconds(task)
            if each:
                times[name].append(took)
    return {name: statistics.median(took) for name, took in times.items()}


def day_loops(paths: int) -> None:
    """The table of day loops: the same fen, and how long it takes."""
    drawn = simulated(paths)
    every = scenarios(SCENARIOS)
    fees = sum(charges.apply(AGREEMENT, single(drawn, 0)).by_month["fee"])
    ours = on_sets(drawn, every)
    tasks: dict[str, Callable[[], object]] = {
        "sets of days, numpy": lambda: on_sets(drawn, every)
    }
    try:
        loop = DayLoop(drawn, compiled())
    except ImportError:
        print("numba is not installed: its row is left out")
    else:
        assert all(
            (a == b + fees).all() for a, b in zip(ours, loop(every), strict=True)
        )
        tasks["day loop, numba"] = lambda: loop(every)
    took = interleaved(tasks, ROUNDS)
    found = {name: each / (SCENARIOS * paths) * 1e9 for name, each in took.items()}
    fire = sum(bool((each > fees).any()) for each in ours)
    print(
        f"\n{paths:,} series; some of them are charged in {fire} of {SCENARIOS} scenarios.\n"
    )
    table({**found, **in_python(drawn, every[::10], ours[::10], fees)})


def in_python(
    drawn: Series, every: list[Scenario], ours: list[np.ndarray], fees: int
) -> dict[str, float]:
    """Nanoseconds of the same in plain Python, on some of the scenarios and series."""
    some = range(0, drawn.all_ids["received"].shape[1], 40)
    loop = DayLoop(drawn, plain)
    loop.persons = {key: numbers[some] for key, numbers in loop.persons.items()}
    took, found = seconds(lambda: loop(every))
    assert all((a[some] == b + fees).all() for a, b in zip(ours, found, strict=True))
    took_one, found_one = seconds(lambda: one_by_one(drawn, every, some))
    assert found_one == [each[some].tolist() for each in ours]
    each = 1e9 / (len(every) * len(some))
    return {
        "day loop, plain Python": took * each,
        "`charges.apply`, one by one": took_one * each,
    }


def table(nanoseconds: dict[str, float]) -> None:
    """Rows of nanoseconds, and their ratios to the first."""
    print("| engine | ns an evaluation | against the first |\n| --- | --- | --- |")
    ours = next(iter(nanoseconds.values()))
    for name, took in nanoseconds.items():
        print(f"| {name} | {took:,.0f} | {took / ours:.1f} × |")


def edges(days: int) -> np.ndarray:
    """Series at the bounds of the clause: 100 and 101 persons; runs of 2 and 3 days at
    both ends.
    """
    rows = [[LOW] * days for _ in range(8)]
    for row, (first, length, persons) in zip(
        rows[1:],
        [
            (0, 2, 101),
            (0, 3, 101),
            (days - 2, 2, 101),
            (days - 3, 3, 101),
            (40, 9, 100),
            (40, 9, 101),
            (0, days, 500),
        ],
        strict=True,
    ):
        row[first : first + length] = [persons] * length
    return np.array(rows).T


def rule_engines() -> None:
    """The table of rule engines: the surcharge clause alone, default readings."""
    print()
    drawn = simulated(10_000)
    numbers = drawn.all_ids["received"]
    bounds = edges(len(numbers))
    alone = Series(
        drawn.term,
        drawn.recorded,
        dict.fromkeys(HEADCOUNTS, bounds),
        dict.fromkeys(HEADCOUNTS, bounds),
        drawn.ids,
        drawn.added_seats,
    )
    on_bounds = Reckoning(alone).totals(AGREEMENT, AGREEMENT.chosen, by_day=True)
    assert [0, 0, 3, 0, 3, 0, 9, 153] == (
        on_bounds.daily["volume"].sum(0) // FEN
    ).tolist()
    times = [
        seconds(lambda: Reckoning(drawn).totals(AGREEMENT, AGREEMENT.chosen))
        for _ in range(5)
    ]
    took = statistics.median(each for each, _ in times)
    outcome = times[-1][1]
    nanoseconds = {
        "sets of days, numpy (all clauses, nothing kept)": took / numbers.shape[1] * 1e9
    }
    surcharges = outcome.total - outcome.by_the_month.sum(0)
    for name, engine, count in (
        ("OpenFisca", openfisca, 10_000),
        ("zen-engine", zen, 400),
    ):
        try:
            run = engine()
        except ImportError:
            print(f"{name} is not installed: its row is left out")
            continue
        assert (run(bounds) == expected(bounds)).all()
        took, found = seconds(lambda: run(numbers[:, :count]))  # noqa: B023
        assert (found == surcharges[:count]).all()
        nanoseconds[f"{name} (this clause, {count:,} series)"] = took / count * 1e9
    table(nanoseconds)


def whole_risk() -> None:
    """`risk` of the sample: fitting, 10,000 simulated terms and all clauses on them."""
    times = []
    for _ in range(5):
        start = time.perf_counter()
        cs.risk(AGREEMENT, RECORDS)
        times.append(time.perf_counter() - start)
    print(
        f"\n`risk`, 10,000 paths: {statistics.median(times):.2f} s (best {min(times):.2f} s)"
    )


if __name__ == "__main__":
    for count in PATHS:
        day_loops(count)
    rule_engines()
    whole_risk()
