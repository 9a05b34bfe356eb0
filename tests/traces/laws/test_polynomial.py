from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.traces.laws.polynomial import find
from kaggle_utils.traces.sample import Sample


def value(coefficients: list[int], n: int) -> int:
    return sum(c * n**exponent for exponent, c in enumerate(coefficients))


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=8), st.integers(-5, 5), st.integers(0, 10**100), st.integers(1, 10**9))
def test_a_polynomial_is_found_and_exact_anywhere(coefficients: list[int], start: int, place: int, mod: int) -> None:
    terms = tuple(value(coefficients, start + i) for i in range(len(coefficients) + 4))
    (law,) = find(Sample(terms, start))
    assert law.skip == 0
    assert law.degree <= len(coefficients) - 1
    assert law.at(place) == value(coefficients, start + place)
    assert law.at(place, mod) == value(coefficients, start + place) % mod


def test_exceptional_first_terms_are_left_out() -> None:
    terms = (5, 5, *[n * n for n in range(2, 14)])
    law = find(Sample(terms, 0))[0]
    assert (law.skip, law.degree) == (2, 2)
    assert law.first(14) == list(terms)


def test_the_formula_uses_the_index_and_not_the_position() -> None:
    triangular = tuple(n * (n + 1) // 2 for n in range(3, 12))
    assert find(Sample(triangular, 3))[0].recurrence() == "a(n) = (n + n^2)/(2)"
    assert find(Sample(triangular, 3))[0].recurrence(latex=True) == r"a_{n} = \frac{n + n^{2}}{2}"


def test_the_generating_function_covers_the_exceptional_terms() -> None:
    assert find(Sample((9, 1, 1, 1, 1), 0))[0].generating_function() == "(9 - 8*x)/((1 - x))"
