from __future__ import annotations

import itertools
from fractions import Fraction
from math import isqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.traces import guess
from kaggle_utils.traces.false_laws import grows_like_a_coxeter_group, is_a_pisot_sequence, is_a_rounded_line, lookalike_of
from kaggle_utils.traces.sample import Sample


def pisot_t(first: int, second: int, count: int) -> list[int]:
    """The greatest integers with a(n+2) / a(n+1) < a(n+1) / a(n)."""
    terms = [first, second]
    while len(terms) < count:
        terms.append((terms[-1] ** 2 - 1) // terms[-2])
    return terms


def test_the_beginning_of_a_coxeter_group_is_recognised() -> None:
    assert grows_like_a_coxeter_group(Sample((1, 5, 20, 80, 320), 0))
    assert grows_like_a_coxeter_group(Sample((1, 29, 812, 736, 608), 0, 1000))
    assert not grows_like_a_coxeter_group(Sample((1, 2, 4, 8, 16), 0))
    assert not grows_like_a_coxeter_group(Sample((1, 5, 20), 0))


def test_pisot_sequences_are_recognised() -> None:
    assert is_a_pisot_sequence(Sample(tuple(pisot_t(6, 31, 20)), 0))
    assert not is_a_pisot_sequence(Sample(tuple(n * n + 1 for n in range(20)), 0))


def test_a_law_that_a_pisot_sequence_breaks_later_is_not_certain() -> None:
    (law, *_) = guess(pisot_t(6, 31, 20))
    assert law.predict(30) != pisot_t(6, 31, 50)[20:]
    assert law.tier == "B"


def test_powers_are_pisot_sequences_and_certain_all_the_same() -> None:
    powers = tuple(3**n for n in range(20))
    assert is_a_pisot_sequence(Sample(powers, 0))
    assert guess(powers)[0].tier == "A"


@given(st.fractions(-5, 5, max_denominator=99), st.fractions(-3, 3, max_denominator=99), st.integers(2, 60))
def test_every_rounded_line_is_recognised(slope: Fraction, shift: Fraction, count: int) -> None:
    line = tuple((slope * n + shift).__floor__() for n in range(count + 1))
    assert is_a_rounded_line(line)
    assert is_a_rounded_line(tuple(after - before for before, after in itertools.pairwise(line)))


@pytest.mark.parametrize(
    "terms",
    [
        tuple(n * n for n in range(20)),
        tuple((n).bit_count() % 2 for n in range(20)),  # Thue-Morse has 00 and 11
        (0, 0, 1, 1, 0, 0),
        tuple(isqrt(n) for n in range(40)),
        tuple(2**n for n in range(10)),
    ],
)
def test_what_bends_or_is_unbalanced_is_no_rounded_line(terms: tuple[int, ...]) -> None:
    assert not is_a_rounded_line(terms)


@pytest.mark.parametrize(
    ("terms", "lookalike"),
    [
        ([isqrt(2 * n * n) for n in range(40)], "lines"),
        ([len(str(3**n)) for n in range(40)], "lines"),
        ([n % 5 == 0 for n in range(40)], "lines"),
        ([3 * n + 7 for n in range(12)], "lines"),
        ([(n).bit_count() % 2 for n in range(40)], "words"),
        ([isqrt(n) for n in range(40)], "words"),
        ([2 * n + (n).bit_count() % 2 for n in range(40)], "words"),
        ([n * n + n + 41 for n in range(30)], "primes"),
        ([n * n for n in range(30)], None),
        ([2**n for n in range(30)], None),
        ([int(str(2**n)[0]) for n in range(30)], None),
    ],
)
def test_what_a_sample_looks_like(terms: list[int], lookalike: str | None) -> None:
    sample = Sample(tuple(map(int, terms)), 0)
    assert lookalike_of(sample) == lookalike
    assert lookalike_of(Sample(sample.terms, 0, 1000)) is None  # residues say nothing about the terms


@pytest.mark.parametrize("d", [2, 3, 5, 7, 10, 13])
def test_laws_of_multiples_of_square_roots_are_hints_of_little_worth(d: int) -> None:
    for count in (25, 40):
        for law in guess([isqrt(d * n * n) for n in range(1, count + 1)], 1):
            assert law.tier == "C"
            assert law.probability < 0.7


def test_a_short_period_over_many_terms_is_worth_more_than_a_long_one() -> None:
    short, long = guess([2 * n // 3 for n in range(40)])[0], guess([isqrt(2 * n * n) for n in range(40)])[0]
    assert short.probability > 0.7
    assert long.probability < 0.4
