from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.traces.arithmetic.berlekamp_massey import berlekamp_massey
from kaggle_utils.traces.arithmetic.primes import PRIME


def unrolled(coefficients: list[int], initial: list[int], count: int, prime: int) -> list[int]:
    values = list(initial)
    while len(values) < count:
        values.append(sum(c * values[-i] for i, c in enumerate(coefficients, 1)) % prime)
    return values


@given(st.integers(1, 8), st.sampled_from([101, 10**9 + 7, PRIME]), st.integers(0, 10**9))
def test_the_last_fit_generates_the_terms_and_is_no_longer_than_their_recurrence(order: int, prime: int, seed: int) -> None:
    own = random.Random(seed)
    coefficients = [own.randrange(prime) for _ in range(order)]
    terms = unrolled(coefficients, [own.randrange(prime) for _ in range(order)], 2 * order + 5, prime)
    fit = berlekamp_massey(terms, prime)[-1]
    assert fit.length == len(terms)
    assert fit.order <= order
    for k in range(fit.order, len(terms)):
        assert sum(c * terms[k - i] for i, c in enumerate(fit.connection)) % prime == 0


def test_a_recurrence_that_breaks_is_reported_with_where_it_breaks() -> None:
    fits = berlekamp_massey([1, 2, 4, 8, 16, 32, 64, 100], PRIME)
    assert [(fit.order, fit.length) for fit in fits] == [(1, 7)]


def test_random_terms_have_no_recurrence_with_terms_to_spare() -> None:
    own = random.Random(1)
    assert berlekamp_massey([own.randrange(1, PRIME) for _ in range(30)], PRIME) == []


def test_a_modulus_that_is_no_prime_is_noticed() -> None:
    with pytest.raises(ValueError, match="not invertible"):
        berlekamp_massey([2, 1, 1, 3, 1, 1, 2], 4)
