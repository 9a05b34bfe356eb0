from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.traces.laws.cyclotomic import cyclotomic_factors, cyclotomic_polynomial, find
from kaggle_utils.traces.sample import Sample


def partitions_into(parts: tuple[int, ...], count: int) -> list[int]:
    ways = [1] + [0] * (count - 1)
    for part in parts:
        for n in range(part, count):
            ways[n] += ways[n - part]
    return ways


@pytest.mark.parametrize(("number", "coefficients"), [(1, (-1, 1)), (2, (1, 1)), (3, (1, 1, 1)), (6, (1, -1, 1)), (12, (1, 0, -1, 0, 1))])
def test_cyclotomic_polynomials(number: int, coefficients: tuple[int, ...]) -> None:
    assert cyclotomic_polynomial(number) == coefficients


@pytest.mark.parametrize("parts", [(1, 2), (1, 2, 3), (2, 3), (1, 1, 4), (1, 2, 5)])
def test_partitions_into_given_parts_are_found_from_few_terms(parts: tuple[int, ...]) -> None:
    terms = partitions_into(parts, 80)
    (law,) = find(Sample(tuple(terms[: sum(parts) + 6]), 0))
    assert law.first(80) == terms


@given(st.lists(st.integers(0, 9), min_size=1, max_size=6))
def test_a_period_is_found(period: list[int]) -> None:
    terms = period * 20
    (law,) = find(Sample(tuple(terms[: len(period) + 6]), 0))
    assert law.first(len(terms)) == terms


def test_the_period_may_begin_late() -> None:
    (law,) = find(Sample((7, 8, *[1, 2, 3] * 5), 0))
    assert (law.kind, law.skip, law.order) == ("periodic", 2, 3)
    assert law.at(2 + 3 * 10**50) == 1


def test_products_of_cyclotomic_polynomials_are_recognised() -> None:
    # (x - 1)^2 (x + 1) = x^3 - x^2 - x + 1
    assert cyclotomic_factors((1, 1, -1)) == [1, 1, 2]
    assert cyclotomic_factors((1, 1)) is None
    assert cyclotomic_factors((2,)) is None


def test_exponential_growth_is_not_searched() -> None:
    assert find(Sample(tuple(2**n for n in range(40)), 0)) == []


def test_no_sequence_of_bits_with_its_terms_to_spare_is_missed() -> None:
    for bits in product((0, 1), repeat=4):
        assert find(Sample(bits * 3, 0))[0].first(40) == list(bits) * 10
