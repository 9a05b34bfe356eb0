"""What an expression is worth: plain, at the right of an equation, modulo a number, or worked out."""

from __future__ import annotations

import pytest

from kaggle_utils.answers.dress import undress
from kaggle_utils.answers.expression import is_approximate, is_equation_of_variables, read_expression


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("42", 42),
        ("x = 42", 42),
        ("42 = x", 42),
        ("42 = X", 42),
        ("42 = xy", None),
        ("x = y", None),
        ("a = b = 42", 42),
        ("x = 1, y = 42", None),
        ("f(1, 2) = 42", 42),
        ("2x = 84", None),
        ("x + y = 0", None),
        ("x + y = 1", 1),
        ("x + y = 5", 5),
        ("x = 0", 0),
        ("f(3x) = 42", 42),
        ("3(a)x = 42", None),
        (r"N \equiv 42", 42),
        (r"142 \pmod{100}", 42),
        (r"142 \bmod 100", 42),
        ("142 mod 100", 42),
        (r"N \equiv 1042 \pmod{1000}", 42),
        (r"x \pmod{50}", None),
        (r"\approx 42", None),
        (r"x \le 42", None),
        ("6 * 7", 42),
        ("6 * 7, 8", None),
        ("41, 42", None),
        ("", None),
    ],
)
def test_an_expression_is_worth_an_integer(text: str, value: int | None) -> None:
    assert read_expression(text) == value


@pytest.mark.parametrize(
    ("left", "value", "expected"),
    [
        ("2x", 84, True),
        ("3x + 4y", 0, True),
        ("x + y", 0, True),
        ("x + y", 1, False),
        ("x", 0, False),
        ("f(3x)", 42, False),
        ("", 0, False),
    ],
)
def test_an_equation_with_coefficients_or_a_sum_that_is_zero_describes_a_line(left: str, value: int, expected: bool) -> None:
    assert is_equation_of_variables(left, value) is expected


@pytest.mark.parametrize(
    ("text", "expected"), [(r"\approx 42", True), ("\u2248 42", True), ("n < 42", True), ("42", False), (r"\text{lt} 42", False)]
)
def test_a_bound_or_an_estimate_is_approximate(text: str, expected: bool) -> None:
    assert is_approximate(text) is expected


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("42", "42"),
        ("(A) 42", "42"),
        ("(A) (B) 42", "(B) 42"),
        ("** 42 **", "42"),
        ("X", "X"),
        (r"\ 42\ ", "42"),
        (r"\ 42" + "\\", "42"),
        (r"35\text{ m}", "35 units"),
        (r"\mathbf{\textbf{42}}", "42"),
        (r"12{,}345", "12,345"),
        (r"\textcolor{red}{42}", "42"),
        (r"\displaystyle 42", "42"),
        (r"$42$", "42"),
        (r"6 {7}", "6  7"),
    ],
)
def test_what_an_expression_wears_is_taken_off(text: str, plain: str) -> None:
    assert undress(text) == plain
