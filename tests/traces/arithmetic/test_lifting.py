from __future__ import annotations

from math import gcd

from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.traces.arithmetic.lifting import balanced, primitive, rational
from kaggle_utils.traces.arithmetic.primes import PRIME

SMALL = st.integers(-(10**6), 10**6)


@given(SMALL)
def test_a_small_integer_comes_back_from_its_residue(value: int) -> None:
    assert balanced(value % PRIME, PRIME) == value


@given(SMALL, st.integers(1, 10**6))
def test_a_fraction_comes_back_from_its_residue(above: int, below: int) -> None:
    common = gcd(above, below)
    assert rational(above * pow(below, -1, PRIME) % PRIME, PRIME) == (above // common, below // common)


@given(st.lists(st.integers(-50, 50), max_size=5), st.integers(1, 50))
def test_integers_come_back_from_residues_of_which_the_last_is_one(values: list[int], last: int) -> None:
    integers = [*values, last]
    common = gcd(*integers)
    inverse = pow(last, -1, PRIME)
    assert primitive([value * inverse % PRIME for value in integers], PRIME) == [value // common for value in integers]


def test_residues_of_no_small_fractions_give_nothing() -> None:
    assert primitive([123456789012345678, 876543210987654321, 1], PRIME) is None
