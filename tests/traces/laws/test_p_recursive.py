from __future__ import annotations

from math import comb, factorial

import pytest

from kaggle_utils.traces.laws.p_recursive import find
from kaggle_utils.traces.laws.rule import UnreachableError
from kaggle_utils.traces.sample import Sample

CATALAN = [comb(2 * n, n) // (n + 1) for n in range(400)]
MOTZKIN = [sum(comb(n, 2 * k) * CATALAN[k] for k in range(n // 2 + 1)) for n in range(300)]
INVOLUTIONS = [sum(factorial(n) // (factorial(n - 2 * k) * 2**k * factorial(k)) for k in range(n // 2 + 1)) for n in range(200)]
FRANEL = [sum(comb(n, k) ** 3 for k in range(n + 1)) for n in range(100)]


@pytest.mark.parametrize(
    ("terms", "count", "kind"),
    [(CATALAN, 12, "hypergeometric"), (MOTZKIN, 14, "P-recursive"), (INVOLUTIONS, 12, "P-recursive"), (FRANEL, 18, "P-recursive")],
)
def test_classical_sequences_are_found_from_few_terms(terms: list[int], count: int, kind: str) -> None:
    (law,) = find(Sample(tuple(terms[:count]), 0))
    assert law.kind == kind
    assert law.first(len(terms)) == terms


@pytest.mark.parametrize("start", [0, 1, 5])
def test_the_start_index_changes_the_formula_and_not_the_terms(start: int) -> None:
    (law,) = find(Sample(tuple(CATALAN[start : start + 14]), start))
    assert law.polynomials == ((-2, -4), (2, 1))
    assert law.at(300 - start) == CATALAN[300]


@pytest.mark.parametrize("mod", [2, 10, 1000, 997, 10**9 + 7, 12**5])
def test_residues_are_those_of_the_exact_terms(mod: int) -> None:
    (hypergeometric,) = find(Sample(tuple(CATALAN[:14]), 0))
    (second_order,) = find(Sample(tuple(MOTZKIN[:16]), 0))
    for position in (20, 137, 299):
        assert hypergeometric.at(position, mod) == CATALAN[position] % mod
        assert second_order.at(position, mod) == MOTZKIN[position] % mod


def test_far_terms_are_exact_by_binary_splitting() -> None:
    (law,) = find(Sample(tuple(MOTZKIN[:16]), 0))
    near = law.first(1201)
    assert near is not None
    assert law.at(1200) == near[1200]


def test_a_term_too_far_is_refused_with_its_cost() -> None:
    (law,) = find(Sample(tuple(MOTZKIN[:16]), 0))
    with pytest.raises(UnreachableError) as refusal:
        law.at(10**12)
    assert refusal.value.cost > 1e12


def test_primes_have_no_law() -> None:
    assert find(Sample((2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97), 1)) == []


def test_the_law_is_written_as_a_recurrence_and_as_a_differential_equation() -> None:
    (law,) = find(Sample(tuple(factorial(n) for n in range(14)), 0))
    assert law.recurrence() == "(1)*a(n+1) + (-1 - n)*a(n) = 0 for n >= 0"
    assert law.recurrence(latex=True) == r"(1) a_{n+1} + (-1 - n) a_{n} = 0\quad (n \ge 0)"
    assert law.generating_function() == "(1)*A + x*(-1 - t)*A is a polynomial in x, where t = x*d/dx"
