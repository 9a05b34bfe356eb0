from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaggle_utils.traces import Suspect, suspect_terms
from kaggle_utils.traces.suspects.nullspace_modulo_prime import PRIME, has_full_rank, kernel, lift

FIBONACCI = [1, 1]
while len(FIBONACCI) < 20:
    FIBONACCI.append(FIBONACCI[-1] + FIBONACCI[-2])
LAWS = {
    "fibonacci": FIBONACCI,
    "cubes": [n**3 + 2 * n + 7 for n in range(20)],
    "powers": [3**n + 2**n for n in range(20)],
    "alternating": [(-1) ** n * n**3 + 5 * n for n in range(20)],
}


@pytest.mark.parametrize("name", LAWS)
@pytest.mark.parametrize("position", [5, 10, 16])
@pytest.mark.parametrize("error", [-1, 1, 1000])
def test_a_wrong_term_is_found_with_what_it_should_be(name: str, position: int, error: int) -> None:
    terms = list(LAWS[name])
    terms[position] += error
    (suspect,) = suspect_terms(terms, start=1)
    assert (suspect.index, suspect.value, suspect.expected) == (position + 1, terms[position], LAWS[name][position])
    assert str(suspect.expected) in suspect.sentence


@pytest.mark.parametrize("name", LAWS)
def test_a_trace_that_obeys_its_law_has_no_suspects(name: str) -> None:
    assert suspect_terms(LAWS[name]) == []


@pytest.mark.parametrize(
    "terms",
    [
        [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71],
        [math.factorial(n) for n in range(20)],
        [sum(map(int, str(n * n))) for n in range(20)],
        [0, 1, 0, 0, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 1, 1],
    ],
    ids=["primes", "factorials", "digit sums", "bits"],
)
def test_traces_without_a_linear_law_have_no_suspects(terms: list[int]) -> None:
    assert suspect_terms(terms) == []


def test_the_first_and_the_last_term_are_never_suspected() -> None:
    assert suspect_terms([99, *FIBONACCI[1:]]) == []
    assert suspect_terms([*FIBONACCI[:-1], 99]) == []


def test_two_wrong_terms_are_no_single_suspect() -> None:
    terms = list(FIBONACCI)
    terms[7] += 1
    terms[13] += 1
    assert suspect_terms(terms) == []


@pytest.mark.parametrize("position", range(2, 18))
def test_a_first_term_of_its_own_does_not_mislead(position: int) -> None:
    law = [n**4 + (n % 2) for n in range(20)]
    terms = [term - (index == position) + (index == 0) for index, term in enumerate(law)]
    assert [(suspect.index, suspect.expected) for suspect in suspect_terms(terms)] in ([], [(position, law[position])])


@pytest.mark.parametrize("count", range(8))
def test_a_few_terms_accuse_nobody(count: int) -> None:
    assert suspect_terms([1, 2, 4, 9, 16, 32, 64, 128][:count]) == []


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(-3, 3), min_size=1, max_size=4),
    st.lists(st.integers(-9, 9), min_size=4, max_size=4),
    st.integers(0, 19),
    st.integers(-50, 50).filter(bool),
)
def test_a_planted_error_is_never_repaired_wrongly(coefficients: list[int], initial: list[int], position: int, error: int) -> None:
    terms = list(initial)
    while len(terms) < 20:
        terms.append(sum(factor * terms[-1 - back] for back, factor in enumerate(coefficients)))
    planted = [term + error * (index == position) for index, term in enumerate(terms)]
    assert [(suspect.index, suspect.expected) for suspect in suspect_terms(planted)] in ([], [(position, terms[position])])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-(10**6), 10**6), min_size=12, max_size=24))
def test_random_terms_have_no_suspects(terms: list[int]) -> None:
    assert suspect_terms(terms) == []


def test_a_suspect_is_a_value() -> None:
    assert Suspect(1, 2, 3, 4.0, "s") == Suspect(1, 2, 3, 4.0, "s")


@given(st.lists(st.integers(-20, 20), min_size=3, max_size=3).filter(any))
def test_the_kernel_solves_the_system(solution: list[int]) -> None:
    rows = [[solution[1], -solution[0], 0], [0, solution[2], -solution[1]], [solution[2], 0, -solution[0]]]
    found = kernel(rows, 3)
    if found is not None:
        assert all(sum(a * b for a, b in zip(row, found, strict=True)) % PRIME == 0 for row in rows)
    assert not has_full_rank(rows, 3)


@given(st.integers(-(2**59), 2**59))
def test_small_integers_survive_the_prime(number: int) -> None:
    assert lift(number % PRIME) == number
