from __future__ import annotations

import pytest

from kaggle_utils.traces.notation import fraction, polynomial, signed_sum, term


@pytest.mark.parametrize(
    ("coefficients", "plain", "latex"),
    [
        ([], "0", "0"),
        ([0, 0], "0", "0"),
        ([3], "3", "3"),
        ([-1, 1], "-1 + x", "-1 + x"),
        ([0, -1, 0, 2], "-x + 2*x^3", "-x + 2 x^{3}"),
    ],
)
def test_polynomials_are_written_as_people_write_them(coefficients: list[int], plain: str, latex: str) -> None:
    assert polynomial(coefficients, "x") == plain
    assert polynomial(coefficients, "x", latex=True) == latex


def test_terms_are_named_by_their_shift() -> None:
    assert [term(shift) for shift in (-2, 0, 3)] == ["a(n-2)", "a(n)", "a(n+3)"]
    assert [term(shift, latex=True) for shift in (-2, 0)] == ["a_{n-2}", "a_{n}"]


def test_sums_leave_zeros_and_ones_out() -> None:
    assert signed_sum([(1, "a"), (0, "b"), (-1, "c"), (-4, "")]) == "a - c - 4"


def test_a_fraction_over_one_is_no_fraction() -> None:
    assert fraction("x", "1") == "x"
    assert fraction("x", "2", latex=True) == r"\frac{x}{2}"
