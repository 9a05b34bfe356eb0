from __future__ import annotations

from math import comb

from kaggle_utils.traces.laws.algebraic import find
from kaggle_utils.traces.sample import Sample

CATALAN = [comb(2 * n, n) // (n + 1) for n in range(200)]
TERNARY = [comb(3 * n, n) // (2 * n + 1) for n in range(160)]


def test_catalan_numbers_satisfy_a_quadratic_equation() -> None:
    (law,) = find(Sample(tuple(CATALAN[:14]), 0))
    assert law.generating_function() in ("y, where (x)*y^2 + (-1)*y + (1) = 0", "y, where (-x)*y^2 + (1)*y + (-1) = 0")
    assert law.first(100) == CATALAN[:100]


def test_ternary_trees_satisfy_a_cubic_equation() -> None:
    (law,) = find(Sample(tuple(TERNARY[:14]), 0))
    assert law.order == 3
    assert law.first(60) == TERNARY[:60]


def test_far_terms_come_from_the_recurrence_that_every_algebraic_series_has() -> None:
    (law,) = find(Sample(tuple(TERNARY[:14]), 0))
    assert law.at(150) == TERNARY[150]
    assert law.at(150, 1000) == TERNARY[150] % 1000
    assert "a(n+" in law.recurrence()


def test_a_random_series_is_not_algebraic() -> None:
    assert find(Sample((1, 1, 3, 8, 23, 66, 197, 581, 1741, 5172, 15467, 46131, 138000, 412001, 1231999, 3681002), 0)) == []
