"""Exact values of trees that sympy has not evaluated, and what is refused before it takes long."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from sympy import Add, Float, Integer, Mul, Pow, Rational, Symbol, binomial, ceiling, factorial, floor

from kaggle_utils.answers.arithmetic import MAX_SIZE, NotExactError, evaluate_tree

HALF = Rational(1, 2)
LONGEST = 2 ** (MAX_SIZE - 2)  # with its denominator 1 it has as many bits as any value may have
LAST_FACTORIAL = max(n for n in range(3000) if math.lgamma(n + 1) <= MAX_SIZE * math.log(2))


def name_of(value: object) -> str:
    """The name of a row: Python writes no integer of more than 4,300 digits."""
    return getattr(value, "__name__", "") if callable(value) else ""


def unevaluated(operation: Any, *values: Any) -> Any:
    return operation(*map(sympy.sympify, values), evaluate=False)


@pytest.mark.parametrize(
    ("operation", "values", "value"),
    [
        (Add, (1, HALF, 2), Fraction(7, 2)),
        (Mul, (3, HALF, 5), Fraction(15, 2)),
        (Mul, (Float("1.2"), 5), 6),
        (Pow, (2, 10), 1024),
        (Pow, (2, -3), Fraction(1, 8)),
        (Pow, (Rational(2, 3), 3), Fraction(8, 27)),
        (Pow, (0, 2), 0),
        (Pow, (1, 10**9), 1),
        (Pow, (-1, 10**9), 1),
        (Pow, (-1, 10**9 + 1), -1),
        (Pow, (-2, 3), -8),
        (Pow, (8, Rational(2, 3)), 4),
        (Pow, (Rational(1, 4), HALF), HALF),
        (Pow, (10**50, HALF), 10**25),
        (Pow, (3**100, Rational(1, 100)), 3),
        (Pow, (2, MAX_SIZE - 2), LONGEST),
        (Pow, (HALF, MAX_SIZE - 2), Fraction(1, LONGEST)),
        (factorial, (0,), 1),
        (factorial, (5,), 120),
        (factorial, (LAST_FACTORIAL,), math.factorial(LAST_FACTORIAL)),
        (binomial, (10, 3), 120),
        (binomial, (10, 0), 1),
        (binomial, (0, 0), 1),
        (binomial, (1, 1), 1),
        (binomial, (5, 6), 0),
        (binomial, (3, 10**400), 0),
        (binomial, (10**6, 10**6 - 1), 10**6),
        (binomial, (2000, 800), math.comb(2000, 800)),
        (binomial, (2**20 + 1, 2**20 - 1), math.comb(2**20 + 1, 2)),
        (floor, (Rational(7, 2),), 3),
        (floor, (Rational(-7, 2),), -4),
        (ceiling, (Rational(7, 2),), 4),
    ],
    ids=name_of,
)
def test_an_operation_on_numbers_has_its_exact_value(operation: Any, values: tuple[Any, ...], value: Any) -> None:
    assert evaluate_tree(unevaluated(operation, *values)) == value


@pytest.mark.parametrize(
    ("operation", "values", "reason"),
    [
        (Add, (Symbol("x"), 1), "no exact value: Symbol"),
        (sympy.sin, (1,), "no exact value: sin"),
        (Add, (LONGEST, LONGEST), "too large"),
        (Mul, (LONGEST, 2, HALF), "too large"),
        (Pow, (2, MAX_SIZE - 1), "too large"),
        (Pow, (HALF, MAX_SIZE - 1), "too large"),
        (Pow, (7, 10**9), "too large"),
        (Pow, (0, 0), "a power of zero"),
        (Pow, (0, -1), "a power of zero"),
        (Pow, (-8, Rational(1, 3)), "no real root"),
        (Pow, (2, Rational(1, MAX_SIZE + 1)), "no real root"),
        (Pow, (2, Rational(1, MAX_SIZE)), "irrational"),
        (Pow, (2, HALF), "irrational"),
        (Pow, (Rational(4, 3), HALF), "irrational"),
        (factorial, (HALF,), "an integer is wanted"),
        (factorial, (-1,), "no factorial, or too large"),
        (factorial, (LAST_FACTORIAL + 1,), "no factorial, or too large"),
        (factorial, (10**400,), "no factorial, or too large"),
        (binomial, (HALF, 1), "an integer is wanted"),
        (binomial, (-1, 2), "no number of subsets"),
        (binomial, (5, -1), "no number of subsets"),
        (binomial, (10**9, 5 * 10**8), "too large"),
    ],
    ids=name_of,
)
def test_what_has_no_exact_value_or_a_very_long_one_is_refused(operation: Any, values: tuple[Any, ...], reason: str) -> None:
    with pytest.raises(NotExactError, match=f"^{reason}$"):
        evaluate_tree(unevaluated(operation, *values))


@pytest.mark.parametrize("sign", [1, -1])
def test_a_number_may_have_so_many_bits_and_no_more(sign: int) -> None:
    number = sign * LONGEST
    assert evaluate_tree(Integer(number)) == number
    with pytest.raises(NotExactError, match=r"^too large$"):
        evaluate_tree(Integer(2 * number))


@given(st.integers(0, 10**12), st.integers(0, 10**12).filter(bool), st.integers(1, 20))
def test_a_root_of_a_power_is_its_base(numerator: int, denominator: int, degree: int) -> None:
    base = Rational(numerator, denominator)
    assert evaluate_tree(Pow(base**degree, Rational(1, degree), evaluate=False)) == Fraction(numerator, denominator)
