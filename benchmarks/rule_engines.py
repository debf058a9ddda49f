"""The surcharge clause under its default readings in two rule engines: OpenFisca and
zen-engine.

“above 100 persons for more than 2 days running … that day's fee goes up by CNY 100”: a
day is charged where it and two neighbours in a row are above the limit. Both are here
to measure against, no part of the program.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable

import numpy as np

#: persons of shape (days, n) in, fen of each of the n series out
Engine = Callable[[np.ndarray], np.ndarray]
LIMIT = 100
RUN = 3
FEN = 10_000
FIRST = datetime.date(2020, 8, 1)


def expected(persons: np.ndarray) -> np.ndarray:
    """The same in plain Python, day after day."""
    totals = []
    for series in persons.T.tolist():
        charged = run = 0
        for over in (*(number > LIMIT for number in series), False):
            charged += 0 if over or run < RUN else run
            run = run + 1 if over else 0
        totals.append(FEN * charged)
    return np.array(totals)


def openfisca() -> Engine:
    """OpenFisca, vectorised: the series are its population. ImportError where it is not
    installed.
    """
    from openfisca_core.entities import build_entity
    from openfisca_core.periods import DateUnit
    from openfisca_core.simulations import SimulationBuilder
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    shop = build_entity("shop", "shops", "a series of days", is_person=True)

    class persons(Variable):
        value_type = int
        entity = shop
        definition_period = DateUnit.DAY

    class surcharge(Variable):
        value_type = int
        entity = shop
        definition_period = DateUnit.DAY

        def formula(population, period, parameters):
            before2, before, over, after, after2 = (
                population("persons", period.offset(days)) > LIMIT
                for days in range(-2, 3)
            )
            return FEN * (over * (before2 * before + before * after + after * after2))

    system = TaxBenefitSystem([shop])
    system.add_variables(persons, surcharge)

    def run(numbers: np.ndarray) -> np.ndarray:
        dates = [
            str(FIRST + datetime.timedelta(days=day)) for day in range(len(numbers))
        ]
        simulation = SimulationBuilder().build_default_simulation(
            system, numbers.shape[1]
        )
        for date, of_day in zip(dates, numbers, strict=True):
            simulation.set_input("persons", date, of_day)
        return sum(
            simulation.calculate("surcharge", date).astype(np.int64) for date in dates
        )

    return run


def zen() -> Engine:
    """zen-engine, one decision a series. ImportError where it is not installed."""
    from zen import ZenEngine

    over = f"map([0..{{last}}], persons[#] > {LIMIT})"
    charged = "over[#] and (over[#-2] and over[#-1] or over[#-1] and over[#+1] or over[#+1] and over[#+2])"

    def decision(days: int):
        steps = [
            ("over", over.format(last=days + 3)),
            (
                "fen",
                f"{FEN} * count([2..{days + 1}], {charged.replace('over', '$.over')})",
            ),
        ]
        expressions = [{"id": key, "key": key, "value": value} for key, value in steps]
        nodes = [
            {"id": "in", "name": "in", "type": "inputNode"},
            {
                "id": "clause",
                "name": "clause",
                "type": "expressionNode",
                "content": {"expressions": expressions},
            },
            {"id": "out", "name": "out", "type": "outputNode"},
        ]
        edges = [
            {"id": "1", "sourceId": "in", "targetId": "clause", "type": "edge"},
            {"id": "2", "sourceId": "clause", "targetId": "out", "type": "edge"},
        ]
        return ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))

    def run(numbers: np.ndarray) -> np.ndarray:
        clause = decision(len(numbers))
        padded = np.pad(numbers, ((2, 2), (0, 0))).T.tolist()
        return np.array(
            [clause.evaluate({"persons": each})["result"]["fen"] for each in padded]
        )

    return run
