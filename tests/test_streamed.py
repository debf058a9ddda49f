"""What is too large to hold is reckoned piece by piece: to the same result as
at once.
"""

import random
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from test_composed_price import CASES, composed, one_by_one
from test_factors import every_sum

import cscontract as cs
from cscontract.cli.main import main
from cscontract.core.language import in_language
from cscontract.questions.words import spread as spreading
from cscontract.questions.words.drafting import drafting_order
from cscontract.questions.words.price import price
from cscontract.questions.words.streamed import Asked
from cscontract.verdict import combinations
from cscontract.verdict.combinations import Basis, Streamed, totals
from cscontract.verdict.estimate import Limits, Sizes
from cscontract.verdict.graph import Held, Memory, Order, Step, StepTable

SAMPLE = Path(__file__).resolve().parent.parent / "sample_data"
NAMES = ("a", "b", "c", "d", "e")


def small(at_once, piece):
    """Limits that a test reaches; what is streamed and the shares are not limited."""
    return Limits(at_once=at_once, streamed=10**10, piece=piece)


def random_totals(seed, limits):
    """Totals of a few clauses over a few of five phrases, of two months."""
    rng = random.Random(seed)
    ways = {
        name: tuple(f"{name}{at}" for at in range(rng.randrange(2, 5)))
        for name in NAMES
    }
    tables = {
        f"clause{at}": random_table(rng, ways) for at in range(rng.randrange(1, 5))
    }
    held = Held({name: len(each) for name, each in ways.items()}, tables, ())

    def one(readings):
        places = {name: each.index(readings[name]) for name, each in ways.items()}
        return sum(
            sum(table.values[table.codes[tuple(places[name] for name in table.axes)]])
            for table in tables.values()
        )

    basis = Basis(tuple(tables), ("one", "two"), one, True, limits)
    return basis.totals(ways, held)


def random_table(rng, ways):
    axes = tuple(name for name in NAMES if rng.random() < 0.5)
    values = [(rng.randrange(-4, 9), rng.randrange(-4, 9)) for _ in range(7)]
    shape = [len(ways[name]) for name in axes]
    codes = np.array(rng.choices(range(7), k=int(np.prod(shape))), np.int32).reshape(
        shape
    )
    return StepTable(axes, codes, values)


@pytest.mark.parametrize("seed", range(80))
def test_random_sums_come_to_the_same_piece_by_piece(seed):
    at_once, streamed = random_totals(seed, Limits()), random_totals(seed, small(1, 8))
    if not isinstance(streamed, Streamed):  # nothing hangs on anything
        return
    assert at_once.ends == streamed.ends
    rng = random.Random(seed)
    settled = {name: rng.choice(ways) for name, ways in at_once.ways.items()}
    free = {
        name: tuple(way for way in ways if way != settled[name] or rng.random() < 0.5)
        for name, ways in at_once.ways.items()
    }
    spread = spreading.Spread(at_once.factors, at_once.ways, free, settled)
    asked = Asked(streamed, free, settled)
    assert spread.band == asked.term.band
    assert spread.by_reading == asked.term.by_reading
    for phrases in ((), ("a",), ("b", "d"), NAMES):
        assert spread.alone(*phrases) == asked.term.alone(*phrases)
    for fen in {spread.low, spread.high, spread.low + 1, at_once.at(settled)}:
        assert spread.count(fen) == asked.term.count(fen)
    for label, band in asked.months.items():
        factors = at_once.factors_of(label)
        assert spreading.Spread(factors, at_once.ways, free, settled).band == band


@pytest.mark.parametrize("seed", range(30))
def test_the_ends_and_counts_of_pieces_are_those_of_all_combinations(seed):
    at_once, streamed = random_totals(seed, Limits()), random_totals(seed, small(1, 4))
    sizes = {name: len(ways) for name, ways in at_once.ways.items()}
    sums = every_sum(list(at_once.factors), sizes)
    assert (min(sums.values()), max(sums.values())) == streamed.ends
    for fen in set(sums.values()):
        assert list(sums.values()).count(fen) == streamed.count(fen)


@pytest.mark.parametrize("open", ["arguable", "all"])
@pytest.mark.parametrize("limits", [small(20_000, 5_000), small(10_000, 1_500)])
def test_the_sample_is_priced_to_the_same_piece_by_piece(open, limits):
    agreement = cs.load(SAMPLE / "agreement.yaml").replace(volume__threshold=60)
    records = cs.read(SAMPLE / "records")
    at_once, streamed = (
        price(agreement, records, open, each) for each in (Limits(), limits)
    )
    assert at_once.to_dict() == streamed.to_dict()
    for phrase in ("headcount", "bound", "run_length", "renewal_week"):
        settled = (
            each.settle(phrase, each.open[phrase][-1]) for each in (at_once, streamed)
        )
        assert next(settled).to_dict() == next(settled).to_dict()
    phrase, ways = next(
        (name, ways) for name, ways in at_once.open.items() if len(ways) > 1
    )
    ruled_out = (each.rule_out(phrase, ways[0]) for each in (at_once, streamed))
    assert next(ruled_out).to_dict() == next(ruled_out).to_dict()


def test_what_is_streamed_is_drafted_for_no_phrase_and_for_one():
    agreement, records = cs.load(SAMPLE / "agreement.yaml"), cs.read(SAMPLE / "records")
    streamed = price(agreement, records, "all", small(20_000, 5_000))
    assert isinstance(streamed.totals, Streamed)
    assert drafting_order(cs.price(agreement, records, "all"))[:2] == drafting_order(
        streamed
    )


@pytest.mark.parametrize("name", CASES)
def test_compositions_come_to_what_every_combination_comes_to(name):
    clauses, folder, phrases = CASES[name]
    own = {phrase: "open" for phrase in phrases if "@" in phrase}
    agreement, records = composed(*clauses, readings=own), cs.read(SAMPLE / folder)
    ways = {
        each: agreement.available(each) for each in agreement.phrases if each in phrases
    }
    found = totals(agreement, records, ways, small(1, 2), with_shares=True)
    every = dict(one_by_one(agreement, records, ways))
    assert (min(every.values()), max(every.values())) == found.ends
    assert every == {
        places: found.at(dict(zip(ways, places, strict=True))) for places in every
    }
    for fen in set(every.values()):
        assert list(every.values()).count(fen) == found.count(fen)


def test_a_step_that_is_too_large_is_never_made_whole():
    asked = []

    def whole(*readings):
        asked.append(readings)
        return readings

    ways = {name: tuple(f"{name}{at}" for at in range(3)) for name in NAMES}
    order = Order([Step("whole", whole, NAMES)], NAMES)
    held = order.held({}, ways, None, 50)
    assert not asked
    assert [step.name for step in held.left] == ["whole"]
    memory, found = Memory(), set()
    for a, b in product(range(3), repeat=2):
        places = {name: range(3) for name in NAMES} | {"a": [a], "b": [b]}
        table = held.narrowed(places).completed(50, memory.made).tables["whole"]
        assert table.codes.size == 27
        found |= set(table.values)
    assert set(product(*ways.values())) == found
    assert len(asked) == 243


def test_the_phrases_to_stream_are_those_on_which_most_hangs():
    factors = (frozenset("abc"), frozenset("cd"), frozenset("ce"))
    sizes = Sizes((), factors, dict.fromkeys("abcde", 4), with_shares=False)
    assert sizes.largest().cells == 64
    assert sizes.streamed_by(16) == ("c",)


def test_too_many_are_refused_before_any_array_with_what_each_phrase_brings():
    agreement, records = cs.load(SAMPLE / "agreement.yaml"), cs.read(SAMPLE / "records")
    with pytest.raises(cs.BadInput, match="renewal_week") as refused:
        price(
            agreement, records, "all", Limits(at_once=1000, streamed=10_000, piece=100)
        )
    fault = refused.value.faults[0]
    assert "combinations at one step" in fault.value
    assert "(→ " in in_language(fault.fix, "zh") and "定下来" in in_language(
        fault.fix, "zh"
    )


def test_too_many_shares_are_refused():
    agreement, records = cs.load(SAMPLE / "agreement.yaml"), cs.read(SAMPLE / "records")
    with pytest.raises(cs.BadInput, match="at most 100"):
        price(agreement, records, "all", Limits(at_once=1000, piece=100, shares=100))


def test_a_price_that_is_interrupted_writes_nothing(monkeypatch, capsys, tmp_path):
    def stopped(pieces, cells):
        yield pieces[0]
        raise KeyboardInterrupt

    monkeypatch.setattr(combinations, "pieces_with_bar", stopped)
    monkeypatch.setattr(price, "__defaults__", (None, small(20_000, 5_000)))
    given = [str(SAMPLE / "agreement.yaml"), str(SAMPLE / "records"), "--open", "all"]
    outputs = [
        "--json",
        str(tmp_path / "price.json"),
        "--chart",
        str(tmp_path / "price.svg"),
    ]
    assert main(["price", *given, *outputs]) == 130
    assert capsys.readouterr().out == ""
    assert not list(tmp_path.iterdir())
