from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaggle_utils.traces.laws.linear import LinearRule
from kaggle_utils.traces.laws.rule import UnreachableError


def linear(coefficients: list[int], initial: list[int], start: int = 0) -> LinearRule:
    return LinearRule("C-finite", start, len(initial) - len(coefficients), tuple(coefficients), tuple(initial), 2 * len(coefficients), 0.0)


def unrolled(coefficients: list[int], initial: list[int], position: int) -> int:
    values = list(initial)
    while len(values) <= position:
        values.append(sum(c * values[-i] for i, c in enumerate(coefficients, 1)))
    return values[position]


RULES = st.integers(1, 8).flatmap(
    lambda order: st.tuples(
        st.lists(st.integers(-9, 9), min_size=order, max_size=order),
        st.lists(st.integers(-99, 99), min_size=order, max_size=order + 3),
    )
)


@settings(max_examples=300)
@given(RULES, st.integers(0, 150), st.integers(1, 10**12))
def test_a_term_is_the_one_that_unrolling_gives(rule: tuple[list[int], list[int]], position: int, mod: int) -> None:
    coefficients, initial = rule
    wanted = unrolled(coefficients, initial, position)
    assert linear(coefficients, initial).at(position) == wanted
    assert linear(coefficients, initial).at(position, mod) == wanted % mod


@given(RULES, st.integers(0, 60))
def test_the_first_terms_are_the_terms_one_by_one(rule: tuple[list[int], list[int]], count: int) -> None:
    law = linear(*rule)
    assert law.first(count) == [law.at(position) for position in range(count)]


def test_a_term_of_order_50_at_ten_to_the_eighteen_takes_a_moment() -> None:
    own = random.Random(1)
    law = linear([own.randrange(-9, 10) for _ in range(50)], [own.randrange(100) for _ in range(50)])
    started = time.process_time()
    law.at(10**18, 10**9 + 7)
    assert time.process_time() - started < 60  # term by term it would take ages; the goal of 5 ms is for the benchmark


def test_indices_of_a_hundred_digits_are_reached_modulo_anything() -> None:
    assert linear([1, 1], [0, 1]).at(10**100, 1000) == linear([1, 1], [0, 1]).at(1000, 1000)  # the period of F(n) mod 1000 is 1500


def test_a_quasi_polynomial_is_exact_at_indices_of_a_hundred_digits() -> None:
    index = 10**100
    assert linear([2, 0, -2, 1], [0, 0, 1, 2]).at(index) == index**2 // 4


def test_a_number_with_too_many_digits_is_refused_with_its_cost() -> None:
    with pytest.raises(UnreachableError) as refusal:
        linear([1, 1], [0, 1]).at(10**18)
    assert refusal.value.cost > 1e18


def test_an_exceptional_beginning_is_in_the_generating_function() -> None:
    assert linear([2], [7, 1]).generating_function() == "(7 - 13*x)/(1 - 2*x)"


def test_the_law_is_written_as_a_recurrence_and_in_latex() -> None:
    law = linear([3, -2], [1, 5], start=1)
    assert law.recurrence() == "a(n) = 3*a(n-1) - 2*a(n-2) for n >= 3"
    assert law.recurrence(latex=True) == r"a_{n} = 3 a_{n-1} - 2 a_{n-2}\quad (n \ge 3)"
    assert law.generating_function() == "x*(1 + 2*x)/(1 - 3*x + 2*x^2)"
    assert law.generating_function(latex=True) == r"x \frac{1 + 2 x}{1 - 3 x + 2 x^{2}}"
