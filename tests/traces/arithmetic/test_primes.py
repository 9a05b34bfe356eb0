from __future__ import annotations

from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.traces.arithmetic.primes import LARGE_PRIME, PRIME, SMALL_PRIME, factor, is_prime


@pytest.mark.parametrize("prime", [SMALL_PRIME, PRIME, LARGE_PRIME])
def test_the_primes_that_laws_are_looked_for_modulo_are_prime(prime: int) -> None:
    assert is_prime(prime)


def test_primality_agrees_with_trial_division() -> None:
    for number in range(2000):
        assert is_prime(number) == (number > 1 and all(number % divisor for divisor in range(2, number)))


@given(st.integers(1, 10**9))
def test_the_factors_are_primes_and_multiply_to_the_number(number: int) -> None:
    factors = factor(number)
    assert prod(prime**exponent for prime, exponent in factors) == number
    assert all(is_prime(prime) for prime, _ in factors)


def test_the_moduli_of_competitions_are_factored() -> None:
    assert factor(1000) == ((2, 3), (5, 3))
    assert factor(10**9 + 7) == ((10**9 + 7, 1),)
    assert factor(99991 * 2) == ((2, 1), (99991, 1))


def test_a_product_of_two_large_primes_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot factor"):
        factor((10**9 + 7) * (10**9 + 9))
