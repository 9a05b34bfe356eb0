from __future__ import annotations

from math import prod

import pytest

from kaggle_utils.traces.laws.product import find
from kaggle_utils.traces.laws.rule import UnreachableError
from kaggle_utils.traces.sample import Sample


def fibonacci(n: int) -> int:
    before, after = 0, 1
    for _ in range(n):
        before, after = after, before + after
    return before


def test_a_running_product_of_a_law_is_found() -> None:
    terms = [prod(fibonacci(i) for i in range(1, n + 1)) for n in range(40)]
    (law,) = find(Sample(tuple(terms[:12]), 0))
    assert law.form == "running product"
    assert law.first(40) == terms
    assert law.at(39) == terms[39]
    assert law.at(39, 997) == terms[39] % 997


def test_squares_of_a_law_are_found() -> None:
    terms = [(fibonacci(n) + n) ** 2 for n in range(60)]
    (law,) = find(Sample(tuple(terms[:14]), 0))
    assert law.form == "square"
    assert law.first(60) == terms
    assert law.at(10**18, 10) in range(10)


def test_a_product_over_too_many_terms_is_refused() -> None:
    terms = [prod(fibonacci(i) for i in range(1, n + 1)) for n in range(14)]
    (law,) = find(Sample(tuple(terms), 0))
    with pytest.raises(UnreachableError):
        law.at(10**18, 1000)


def test_the_law_names_its_factors() -> None:
    terms = [prod(fibonacci(i) for i in range(1, n + 1)) for n in range(14)]
    (law,) = find(Sample(tuple(terms), 0))
    assert law.recurrence() == "a(n+1) = a(n)*b(n), b(n) = b(n-1) + b(n-2) for n >= 2"
