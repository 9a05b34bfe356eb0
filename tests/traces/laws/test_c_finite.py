from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from kaggle_utils.traces.laws.c_finite import find
from kaggle_utils.traces.sample import Sample


@settings(max_examples=200)
@given(st.integers(1, 6), st.integers(0, 3), st.integers(0, 10**9))
def test_a_recurrence_is_found_from_twice_its_order_and_four_terms(order: int, skip: int, seed: int) -> None:
    own = random.Random(seed)
    coefficients = [*[own.randint(-5, 5) for _ in range(order - 1)], own.choice([-3, -2, 2, 3])]
    values = [own.randint(1, 50) for _ in range(order)]
    for _ in range(order + 4 + 30):
        values.append(sum(c * values[-i] for i, c in enumerate(coefficients, 1)))
    prefix = [10**6 + i for i in range(skip)]
    terms = [*prefix, *values]
    seen = skip + 2 * order + 4
    laws = find(Sample(tuple(terms[:seen]), 0))
    assert any(law.first(len(terms)) == terms for law in laws)


def test_coefficients_of_many_digits_are_lifted_too() -> None:
    terms = [1, 3]
    while len(terms) < 12:
        terms.append(10**40 * terms[-1] - 7 * terms[-2])
    assert find(Sample(tuple(terms), 0))[0].coefficients == (10**40, -7)


def test_a_recurrence_with_fractions_is_none() -> None:
    # 2 a(n) = 3 a(n-1) on a few terms: by Fatou's lemma no integer sequence goes on like that
    assert find(Sample(tuple(2 ** (12 - i) * 3**i for i in range(12)), 0)) == []


def test_a_cyclotomic_characteristic_polynomial_needs_initial_values_only() -> None:
    law = find(Sample(tuple(n // 2 + n % 3 for n in range(30)), 0))[0]
    assert law.kind == "quasi-polynomial"
    assert law.degrees_of_freedom == law.order


def test_an_error_in_the_last_term_leaves_no_law() -> None:
    terms = [2**i + 3**i for i in range(20)]
    terms[-1] += 1
    assert find(Sample(tuple(terms), 0)) == []
