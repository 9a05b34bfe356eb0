from __future__ import annotations

from kaggle_utils.traces.laws.interleaved import find
from kaggle_utils.traces.sample import Sample


def test_two_laws_that_take_turns_are_found() -> None:
    terms = [3 ** (n // 2) if n % 2 else (n // 2) ** 3 + 10 for n in range(100)]
    laws = find(Sample(tuple(terms[:20]), 0))
    assert any(law.first(100) == terms for law in laws)
    assert any(law.at(10**18 + 1, 1000) == pow(3, 10**18 // 2, 1000) for law in laws)


def test_a_recurrence_between_every_third_term_needs_few_constants() -> None:
    terms = [2, 3, 7]
    while len(terms) < 60:
        terms.append(4 * terms[-3] + 1000 * (len(terms) > 10**9))
    (law, *_) = find(Sample(tuple(terms[:14]), 1))
    assert law.degrees_of_freedom == 4
    assert law.first(60) == terms


def test_each_part_is_written_with_the_indices_that_it_covers() -> None:
    terms = [3 ** (n // 2) if n % 2 else (n // 2) ** 3 + 10 for n in range(24)]
    law = find(Sample(tuple(terms), 5))[-1]
    assert law.recurrence() == "a(2*n+5) = b(n), b(n) = 10 + n^3; a(2*n+6) = c(n), c(n) = 3*c(n-1) for n >= 1"
    assert law.recurrence(latex=True).startswith(r"a_{2n+5} = b_n, b_{n} = 10 + n^{3};\quad a_{2n+6} = c_n, c_{n} = 3 c_{n-1}")
    assert law.generating_function().startswith("x^5*B(x^2) + x^6*C(x^2), B = ")
