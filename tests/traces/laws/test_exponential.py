from __future__ import annotations

from math import factorial

import pytest

from kaggle_utils.traces.laws.exponential import find
from kaggle_utils.traces.sample import Sample


def fubini_like(n: int) -> int:
    """n! times the coefficients of 1 / (1 - 2x - 3x^2)."""
    values = [1, 2]
    while len(values) <= n:
        values.append(2 * values[-1] + 3 * values[-2])
    return factorial(n) * values[n]


@pytest.mark.parametrize("start", [0, 1, 4])
def test_a_rational_exponential_generating_function_is_found(start: int) -> None:
    terms = [fubini_like(n) for n in range(start, 40)]
    (law,) = find(Sample(tuple(terms[:10]), start))
    assert law.degrees_of_freedom == 4
    assert law.first(len(terms)) == terms
    assert law.at(35 - start, 10**9 + 7) == fubini_like(35) % (10**9 + 7)


def test_the_generating_function_is_the_exponential_one() -> None:
    (law,) = find(Sample(tuple(fubini_like(n) for n in range(10)), 0))
    assert law.generating_function() == "sum of a(n)*x^n/n! = (1)/(1 - 2*x - 3*x^2)"


def test_powers_of_two_have_none() -> None:
    assert find(Sample(tuple(2**n for n in range(14)), 0)) == []
