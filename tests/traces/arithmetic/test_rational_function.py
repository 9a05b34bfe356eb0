from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.traces.arithmetic.rational_function import far_coefficient

COEFFICIENTS = st.lists(st.integers(-50, 50), min_size=1, max_size=12)


def coefficients_one_by_one(numerator: list[int], denominator: list[int], count: int) -> list[int]:
    values: list[int] = []
    for place in range(count):
        known = sum(c * values[place - i] for i, c in enumerate(denominator) if 0 < i <= place)
        values.append((numerator[place] if place < len(numerator) else 0) - known)
    return values


@given(COEFFICIENTS, COEFFICIENTS, st.integers(0, 60))
def test_a_far_coefficient_is_the_one_that_long_division_gives(above: list[int], tail: list[int], index: int) -> None:
    numerator, denominator = above[: len(tail)], [1, *tail]
    assert far_coefficient(numerator, denominator, index, None, 10**9) == coefficients_one_by_one(numerator, denominator, index + 1)[index]


@given(COEFFICIENTS, COEFFICIENTS, st.integers(0, 200), st.integers(1, 10**12))
def test_modulo_any_integer_too(above: list[int], tail: list[int], index: int, mod: int) -> None:
    numerator, denominator = above[: len(tail)], [1, *tail]
    wanted = coefficients_one_by_one(numerator, denominator, index + 1)[index] % mod
    assert far_coefficient(numerator, denominator, index, mod, 0) == wanted


def test_the_index_may_have_a_hundred_digits() -> None:
    # F(n) mod 1000 has period 1500, and 10^100 = 1000 modulo that
    assert far_coefficient([0, 1], [1, -1, -1], 10**100, 1000, 0) == far_coefficient([0, 1], [1, -1, -1], 1000, 1000, 0)


def test_numbers_that_grow_too_long_are_announced_before_they_are_computed() -> None:
    with pytest.raises(OverflowError):
        far_coefficient([0, 1], [1, -1, -1], 10**18, None, 10**6)
