"""Sums of factors: what elimination finds is what all combinations, one by one, come
to.
"""

import random
from itertools import product
from pathlib import Path

import numpy as np
import pytest

import cscontract as cs
from cscontract.questions.words import price as pricing
from cscontract.questions.words import spread as spreading
from cscontract.verdict import combinations, factors
from cscontract.verdict.factors import Factor

SAMPLE = Path(__file__).resolve().parent.parent / "sample_data"
NAMES = ("a", "b", "c", "d", "e")


def some_factors(seed):
    """A few factors over a few of five phrases, with their numbers of readings."""
    rng = random.Random(seed)
    sizes = {name: rng.randrange(1, 5) for name in NAMES}
    found = []
    for _ in range(rng.randrange(1, 5)):
        axes = tuple(name for name in NAMES if rng.random() < 0.5)
        shape = [sizes[name] for name in axes]
        amounts = [rng.randrange(-4, 9) for _ in range(int(np.prod(shape)))]
        found.append(Factor(axes, np.array(amounts, np.int64).reshape(shape)))
    return found, sizes


def every_sum(found, sizes):
    """By combination of places the sum, one by one."""
    sums = {}
    for places in product(*(range(size) for size in sizes.values())):
        at = dict(zip(sizes, places, strict=True))
        sums[places] = sum(
            int(f.fen[tuple(at[name] for name in f.axes)]) for f in found
        )
    return sums


@pytest.mark.parametrize("seed", range(60))
def test_ends_by_reading_and_counts_are_those_of_all_combinations(seed):
    found, sizes = some_factors(seed)
    sums = every_sum(found, sizes)
    free = {name: range(size) for name, size in sizes.items()}
    assert (min(sums.values()), max(sums.values())) == factors.least_and_most(
        found, free
    )
    for axis, (name, spans) in enumerate(factors.by_reading(found, free).items()):
        assert NAMES[axis] == name
        for place, span in enumerate(spans):
            there = [fen for places, fen in sums.items() if places[axis] == place]
            assert (min(there), max(there)) == span
    for fen in range(-20, 40):
        times = sum(1 for each in sums.values() if each == fen)
        assert times == factors.count(found, fen, sizes)


@pytest.mark.parametrize("seed", range(60))
def test_the_first_combination_at_the_least_sum_is_found(seed):
    found, sizes = some_factors(seed)
    sums = every_sum(found, sizes)
    least = min(sums.values())
    first = next(places for places, fen in sums.items() if fen == least)
    assert (least, dict(zip(sizes, first, strict=True))) == factors.first_at_least(
        found, sizes
    )


@pytest.mark.parametrize("seed", range(40))
def test_a_spread_is_that_of_all_combinations(seed):
    found, sizes = some_factors(seed)
    known = {
        name: tuple(f"{name}{place}" for place in range(size))
        for name, size in sizes.items()
    }
    settled = {name: ways[-1] for name, ways in known.items()}
    spread = spreading.Spread(tuple(found), known, known, settled)
    sums = every_sum(found, sizes)
    for free in product((False, True), repeat=len(NAMES)):
        there = [
            fen
            for places, fen in sums.items()
            if all(
                is_free or place == len(ways) - 1
                for is_free, place, ways in zip(
                    free, places, known.values(), strict=True
                )
            )
        ]
        names = [name for name, is_free in zip(NAMES, free, strict=True) if is_free]
        assert max(there) - min(there) == spread.alone(*names)
    assert (
        spread.disputed == sum(spread.shapley.values()) == sum(spread.shares.values())
    )


@pytest.mark.parametrize("limit", [60, 100])
@pytest.mark.parametrize("open", ["arguable", "all"])
def test_a_price_is_the_same_without_an_array_of_all_combinations(
    monkeypatch, limit, open
):
    agreement = cs.load(SAMPLE / "agreement.yaml").replace(volume__threshold=limit)
    records = cs.read(SAMPLE / "records")
    at_once = cs.price(agreement, records, open=open).to_dict()
    for module in (pricing, spreading, combinations):
        monkeypatch.setattr(module, "MOST_CELLS", 1)
    assert at_once == cs.price(agreement, records, open=open).to_dict()
