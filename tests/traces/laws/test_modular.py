from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaggle_utils.traces.laws.modular import find
from kaggle_utils.traces.sample import Sample


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 5), st.sampled_from([7, 1000, 998244353, 2**10, 360, 10**9 + 7]), st.integers(0, 10**9))
def test_a_recurrence_is_found_from_residues(order: int, modulus: int, seed: int) -> None:
    own = random.Random(seed)
    coefficients = [own.randrange(modulus) for _ in range(order)]
    values = [own.randrange(modulus) for _ in range(order)]
    while len(values) < 120:
        values.append(sum(c * values[-i] for i, c in enumerate(coefficients, 1)) % modulus)
    (law,) = find(Sample(tuple(values[: 4 * order + 20]), 1, modulus))
    assert law.first(120) == values
    assert [law.at(position) for position in range(120)] == values


def test_a_divisor_of_the_modulus_may_be_asked_for_and_nothing_else() -> None:
    fibonacci = [0, 1]
    while len(fibonacci) < 40:
        fibonacci.append((fibonacci[-1] + fibonacci[-2]) % 1000)
    (law,) = find(Sample(tuple(fibonacci), 0, 1000))
    assert law.at(10**18, 100) == law.at(10**18) % 100
    with pytest.raises(ValueError, match="known modulo 1000 only"):
        law.at(10, 7)


def test_the_law_is_written_with_its_modulus() -> None:
    (law,) = find(Sample(tuple(3**n % 10 for n in range(30)), 0, 10))
    assert law.recurrence() == "a(n) = 3*a(n-1) mod 10 for n >= 1"
    assert law.recurrence(latex=True) == r"a_{n} \equiv 3 a_{n-1} \pmod{10} \quad (n \ge 1)"
    assert law.generating_function() == "(1)/(1 - 3*x) mod 10"


def test_random_residues_have_no_law() -> None:
    own = random.Random(3)
    assert find(Sample(tuple(own.randrange(1000) for _ in range(40)), 0, 1000)) == []
