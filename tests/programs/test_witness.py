"""What a watched program reports of the values that it rounds: how each lies to the integers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from math import inf, nan, ulp
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy

from kaggle_utils.programs import witness

E_TO_THE_100 = 26881171418161354484126255515800135873611118  # and .77 (sympy.exp(100).evalf(60))


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    witness._kept.clear()
    yield
    witness._kept.clear()


def reported(capsys: pytest.CaptureFixture[str]) -> list[list[Any]]:
    witness.report("mark ")
    return [json.loads(line.removeprefix("mark ")) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize(
    ("value", "whole", "kind", "text"),
    [
        (3, 3, "exact", "3"),
        (-(10**30), -(10**30), "exact", str(-(10**30))),
        (Fraction(7, 2), 3, "between", "3.5"),
        (Fraction(-7, 2), -4, "between", "-3.5"),
        (Fraction(10**9 + 1, 10**9), 1, "between", "1.000000001"),
        ("3.5", 3, "between", "3.5"),
        ("4", 4, "exact", "4"),
        (Decimal("28.9999999"), 29, "near", "28.9999999"),
        (Decimal(witness.NEAR), 0, "near", "1e-06"),
        (Decimal("28.99999"), 28, "between", "28.99999"),
        (29.0, 29, "exact", "29"),
        (29 + 8 * ulp(29.0), 29, "noise", "29"),
        (29 + 9 * ulp(29.0), 29, "near", "29"),
        (28.9999999, 29, "near", "28.9999999"),
        (2.0**42 + 2.0**-10, 2**42, "noise", "4.3980465111e+12"),
        (2.0**42 + 2.0**-9, 2**42, "between", "4.3980465111e+12"),
        (2.0**53, 2**53, "exact", "9.00719925474e+15"),
        (2.0**53 + 2, 2**53 + 2, "large", "9.00719925474e+15"),
        (-(2.0**60), -(2**60), "exact", "-1.15292150461e+18"),
        (float((2**52 + 2**10) * 2), (2**52 + 2**10) * 2, "exact", "9.00719925474e+15"),
        (float((2**52 + 2**9) * 2), (2**52 + 2**9) * 2, "large", "9.00719925474e+15"),
        (np.int64(7), 7, "exact", "7"),
        (np.float64(3.5), 3, "between", "3.5"),
        (np.array([2.5]), 2, "between", "2.5"),
        (sympy.Integer(5), 5, "exact", "5"),
        (sympy.Rational(5, 2), 2, "between", "2.5"),
        (sympy.Rational(10**9 + 1, 10**9), 1, "between", "1.000000001"),
        (sympy.sqrt(2), 1, "between", "1.41421356237"),
        (sympy.factorial(5, evaluate=False), 120, "exact", "120"),
        (sympy.exp(100), E_TO_THE_100, "between", "2.68811714182e+43"),
        (-sympy.exp(100), -E_TO_THE_100 - 1, "between", "-2.68811714182e+43"),
        (sympy.exp(-50), 0, "near", "1.92874984796e-22"),
        (sympy.sqrt(3) * sympy.Float(2 / 3**0.5), 2, "noise", "2"),
        (sympy.Float("2.5"), 2, "between", "2.5"),
        (sympy.Float(2.0**60), 2**60, "large", str(2**60)),
        (sympy.Float(2**60, 30) + sympy.Rational(1, 2), 2**60, "between", "1.15292150461e+18"),
        (mpmath.mpf(-2.5), -3, "between", "-2.5"),
        (mpmath.mpf("28.9999999"), 29, "near", "28.9999999"),
        (mpmath.mpf(2) ** 53, 2**53, "large", str(2**53)),
        (mpmath.mpf(2) ** 53 - 1, 2**53 - 1, "exact", str(2**53 - 1)),
    ],
    ids=str,
)
def test_a_value_is_reported_with_its_nearest_integer_and_how_it_lies_to_it(
    value: object, whole: int, kind: str, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert witness.keep(7, value) is value
    ((site, *found),) = reported(capsys)
    assert site == 7
    assert found == [str(whole), kind, text]


@pytest.mark.parametrize(
    ("a", "b", "whole", "kind", "text"),
    [
        (7, 2, 3, "between", "3.5"),
        (-7, 2, -4, "between", "-3.5"),
        (8, 2, 4, "exact", "4"),
        (Fraction(1, 2), Fraction(1, 4), 2, "exact", "2"),
        (sympy.Integer(7), 2, 3, "between", "3.5"),
        (7, 0.1, 70, "noise", "70"),
        (0.7, 1, 0, "between", "0.7"),
        (7.5, 2, 3, "between", "3.75"),
    ],
    ids=str,
)
def test_a_quotient_is_exact_only_where_both_numbers_are(
    a: Any, b: Any, whole: int, kind: str, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert witness.divide(2, a, b) == a // b
    assert reported(capsys) == [[2, str(whole), kind, text]]


@pytest.mark.parametrize("value", [inf, nan, 1j, [1, 2], None, "x", sympy.Symbol("x"), sympy.I, 10**4000], ids=lambda value: str(value)[:9])
def test_what_is_not_a_number_or_too_long_is_passed_over_and_the_others_are_reported(
    value: object, capsys: pytest.CaptureFixture[str]
) -> None:
    for site, each in enumerate((1.5, value, 2.5)):
        witness.keep(site, each)
    assert [site for site, *_ in reported(capsys)] == [0, 2]


def test_the_longest_integer_that_is_reported_has_4000_digits(capsys: pytest.CaptureFixture[str]) -> None:
    witness.keep(0, 10**4000 - 1)
    assert reported(capsys) == [[0, "9" * 4000, "exact", "9" * 4000]]


def test_the_last_value_of_a_place_is_the_one_that_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    for value in (1.5, 2.5):
        witness.keep(0, value)
    assert reported(capsys) == [[0, "2", "between", "2.5"]]


def test_each_value_is_reported_on_a_line_with_the_mark(capsys: pytest.CaptureFixture[str]) -> None:
    witness.keep(0, 3)
    witness.divide(1, 1, 2)
    witness.report("mark ")
    assert capsys.readouterr().out == 'mark [0, "3", "exact", "3"]\nmark [1, "0", "between", "0.5"]\n'
