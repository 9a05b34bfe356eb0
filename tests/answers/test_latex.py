"""Which LaTeX is worked out, and what it is worth."""

from __future__ import annotations

import pytest

from kaggle_utils.answers.latex import can_read_latex, evaluate, is_small


def test_latex_can_be_read_here() -> None:
    assert can_read_latex() is True


@pytest.mark.parametrize(
    ("latex", "value"),
    [
        (r"\binom{10}{3}", 120),
        (r"\frac{84}{2}", 42),
        (r"\frac{85}{2}", None),
        ("2**5", 32),
        ("2*3**2", 18),
        (" 6 * 7 ", 42),
        ("6(7)", 42),
        ("(6)7", 42),
        ("(6)(7)", 42),
        ("3!(7)", 42),
        (r"\frac{1}{3}+\frac{2}{3}", 1),
        (r"\sqrt[3]{27}", 3),
        (r"\sqrt{2}", None),
        ("1/0", None),
        ("x+1", None),
        ("(", None),
        ("", None),
    ],
)
def test_arithmetic_on_literals_is_worked_out(latex: str, value: int | None) -> None:
    assert evaluate(latex) == value


@pytest.mark.parametrize(
    ("latex", "small"),
    [
        ("1" * 100, True),
        ("1" * 101, False),
        ("(((1)))", True),
        ("((((1))))", False),
        ("{({1})}", True),
        ("+".join(["(1)"] * 10), True),
        ("+".join(["(1)"] * 11), False),
        ("(1", False),
        ("1)", False),
        (")1(", False),
        ("{1", False),
        ("10!!", False),
        ("2^3^2", False),
        ("2 3", False),
        ("{{1}}", False),
        ("2***3", False),
        ("n+1", False),
        (r"\sin(1)", False),
    ],
)
def test_what_is_long_nested_or_ambiguous_is_not(latex: str, small: bool) -> None:
    assert is_small(latex) is small
