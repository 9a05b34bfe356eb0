"""Signs of misreadings, on values that are made from right ones."""

from __future__ import annotations

from itertools import accumulate
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.repair.signs import (
    SIGNS,
    counts_nothing,
    is_divisor,
    is_formula,
    is_multiple,
    is_next_to,
    is_shifted,
    is_total,
)

Values = dict[int, int]
counts = st.lists(st.integers(3, 10**6), min_size=3, max_size=20).map(lambda terms: dict(enumerate(terms, 1)))


@given(counts, st.integers(2, 24))
def test_a_multiple_is_recognised_and_read_backwards_a_divisor(right: Values, factor: int) -> None:
    told = {size: factor * value for size, value in right.items()}
    assert is_multiple(right, told)
    assert is_divisor(told, right)


@given(counts, st.sampled_from([-1, 1]))
def test_one_more_or_less_everywhere_is_recognised(right: Values, step: int) -> None:
    assert is_next_to(right, {size: value + step for size, value in right.items()})


@given(counts, st.sampled_from([-1, 1]))
def test_the_values_of_the_neighbouring_sizes_are_recognised(right: Values, step: int) -> None:
    assert is_shifted(right, {size: right[size + step] for size in right if size + step in right})


@given(counts)
def test_running_totals_are_recognised(right: Values) -> None:
    assert is_total(right, dict(enumerate(accumulate(right.values()), 1)))


@given(counts, st.integers(0, 10**6))
def test_one_value_for_every_size_counts_nothing(right: Values, value: int) -> None:
    assert counts_nothing(right, dict.fromkeys(right, value))


def test_the_size_itself_counts_nothing() -> None:
    assert counts_nothing({1: 1, 2: 5, 3: 9}, {1: 1, 2: 2, 3: 3})


@pytest.mark.parametrize(
    "told",
    [
        {size: 2**size for size in range(1, 9)},
        {size: size * size for size in range(1, 9)},
        {size: comb(2 * size, size) // (size + 1) for size in range(1, 9)},
        {3: 3, 4: 5, 5: 8, 6: 13},
    ],
    ids=["powers of two", "squares", "Catalan", "Fibonacci"],
)
def test_a_formula_that_is_guessed_often_is_recognised(told: Values) -> None:
    assert is_formula({}, told)


@pytest.mark.parametrize("told", [{1: 2, 2: 4, 3: 8}, {1: 2, 2: 4, 3: 8, 4: 15}, {}], ids=["three terms", "not to the end", "none"])
def test_other_values_are_not_a_formula(told: Values) -> None:
    assert not is_formula({}, told)


@given(st.dictionaries(st.integers(-3, 70), st.integers(-(10**30), 10**30), max_size=12), counts)
def test_any_values_are_looked_at_without_an_exception(told: Values, right: Values) -> None:
    assert all(isinstance(sign(right, told), bool) for sign in SIGNS.values())


@given(counts)
def test_right_values_are_neither_multiples_nor_divisors_nor_one_beside(right: Values) -> None:
    assert not (is_multiple(right, right) or is_divisor(right, right) or is_next_to(right, right))
