"""The program against the independent oracle, on seeded runs of boundary values.

`python tests/random_cases.py 20000` compares more of them.
"""

import pytest

import random_cases


@pytest.mark.parametrize("first", range(0, 1000, 100))
def test_a_hundred_random_agreements_cost_what_the_oracle_says(first):
    assert [] == [
        line
        for seed in range(first, first + 100)
        for line in random_cases.differences(seed)
    ]
