from __future__ import annotations

import random
from dataclasses import replace
from math import comb, factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.errors import InputError
from kaggle_utils.traces import guess
from kaggle_utils.traces.guess import _best_first, _laws
from kaggle_utils.traces.laws.linear import LinearRule
from kaggle_utils.traces.laws.polynomial import PolynomialRule
from kaggle_utils.traces.sample import Sample

PRIMES = [n for n in range(2, 400) if all(n % divisor for divisor in range(2, n))]


def fibonacci(count: int) -> list[int]:
    values = [0, 1]
    while len(values) < count:
        values.append(values[-1] + values[-2])
    return values[:count]


@pytest.mark.parametrize(
    ("kind", "terms"),
    [
        ("polynomial", [n**3 - n for n in range(18)]),
        ("quasi-polynomial", [n**3 // 8 for n in range(60)]),
        ("periodic", [31, 41, 59, 26, 53, 58, 97, 93, 23] * 3),
        ("C-finite", [3**n - 2**n for n in range(20)]),
        ("rational", [5, 1, *[3**n - 2**n for n in range(1, 20)]]),
        ("hypergeometric", [comb(2 * n, n) for n in range(18)]),
        ("P-recursive", [sum(comb(n, k) ** 2 * comb(n + k, k) ** 2 for k in range(n + 1)) for n in range(25)]),
        ("exponential", [factorial(n) * (3**n + 2**n + 5 ** (n // 2) * (n % 2)) for n in range(16)]),
        ("product", [2 ** (n * (n - 1) // 2) * 3**n for n in range(16)]),
        ("interleaved", [factorial(n // 2) if n % 2 else 7 ** (n // 2) + n**3 for n in range(26)]),
    ],
)
def test_each_kind_is_recognised_in_what_it_alone_explains(kind: str, terms: list[int]) -> None:
    law = guess(terms)[0]
    assert law.kind in {kind, "quasi-polynomial" if kind == "periodic" else kind}
    assert law.tier in "AB"


def test_the_start_index_is_the_first_index_of_the_law() -> None:
    law = guess(fibonacci(30)[10:], start=10)[0]
    assert law.at(10) == 55
    assert law.at(100) == 354224848179261915075
    with pytest.raises(ValueError, match="begins at 10"):
        law.at(9)


def test_enough_evidence_is_tier_a_and_a_coincidence_is_not() -> None:
    assert guess(fibonacci(25))[0].tier == "A"
    assert guess([1, 2, 4, 8, 16])[0].tier == "C"


def test_better_laws_come_first() -> None:
    laws = guess([n * n for n in range(20)])
    assert [law.tier for law in laws] == sorted(law.tier for law in laws)


@pytest.mark.parametrize(
    ("terms", "kinds"),
    [
        ([1, 2, 3, 4], ["polynomial"]),
        ([1, 2, 3], []),
        ([1, 1, 1, 3, 7, 13, 25, 51, 103], ["C-finite", "polynomial"]),
        ([1, 4, 9, 16, 25, 36], ["product"]),
        ([n * n for n in range(1, 10)], ["polynomial"]),
        ([4 * 15**n + 20 for n in range(8)], ["C-finite"]),
        ([20 * n - 2 * n * n for n in range(5)], []),
    ],
    ids=[
        "two terms to spare are enough",
        "fewer are not",
        "laws of which neither is sure are all told",
        "laws that predict the same are told once",
        "with six terms to spare no other kind is looked for",
        "nor where one is likely",
        "a parabola that will fall is not the law of what rises",
    ],
)
def test_which_laws_are_told(terms: list[int], kinds: list[str]) -> None:
    assert [law.kind for law in guess(terms)] == kinds


def test_of_equally_probable_laws_the_one_that_explains_more_comes_first() -> None:
    law = guess([n * n for n in range(9)])[0]
    better = replace(law, rule=guess([n**3 for n in range(9)])[0].rule, evidence=replace(law.evidence, bits=law.evidence.bits + 1))
    assert _best_first([law, better]) == [better, law]


def test_a_rule_that_does_not_look_ahead_as_the_terms_do_costs_that_rule_alone() -> None:
    sample = Sample((0, 18, 32, 42, 48), 0)
    parabola = PolynomialRule(0, (), (0, 18, -4))
    level = LinearRule("C-finite", 0, 0, (1,), sample.terms, 3, 1.0)
    assert [law.rule for law in _laws(sample, [parabola, level])] == [level]


@pytest.mark.parametrize("modulus", [None, 1000], ids=["integers", "residues"])
def test_the_law_of_a_long_trace_is_the_law_of_its_beginning(modulus: int | None) -> None:
    terms = [(3**n - n) % (modulus or 3**n) for n in range(1, 200)]
    long, short = (guess(some, start=1, modulus=modulus)[0] for some in (terms, terms[:60]))
    assert long.recurrence == short.recurrence
    assert long.at(150) == short.at(150)


def test_a_unique_term_is_explained_by_no_law_that_predicts_it() -> None:
    terms = fibonacci(30)
    terms[-2] += 1
    assert all(law.tier == "C" for law in guess(terms))


def test_an_error_at_the_beginning_is_left_unexplained_and_costs_the_tier() -> None:
    terms = fibonacci(30)
    terms[1] = 7
    law = guess(terms)[0]
    assert law.skip == 2
    assert law.tier == "B"
    assert law.at(40) == 102334155
    assert law.at(1) == 7


def test_growth_of_coxeter_groups_is_a_hint_only_however_long_it_is() -> None:
    growth = [1, *[12 * 11 ** (n - 1) for n in range(1, 40)]]
    assert [law.tier for law in guess(growth)] == ["C"]


def test_primes_totients_and_random_terms_are_never_certain() -> None:
    own = random.Random(5)
    for first in range(40):
        assert all(law.tier != "A" for law in guess(PRIMES[first : first + 25], first + 1))
        assert all(law.tier != "A" for law in guess([own.randrange(10**6) for _ in range(20)]))
        assert all(law.tier != "A" for law in guess([own.randrange(2) for _ in range(25)]))


def test_residues_give_a_law_modulo_their_modulus() -> None:
    law = guess([x % 1000 for x in fibonacci(40)], modulus=1000)[0]
    assert (law.kind, law.tier) == ("modular", "A")
    assert law.at(10**18) == 875
    assert law.at(10**18, 8) == 875 % 8


def test_few_residues_modulo_a_small_number_prove_little() -> None:
    assert all(law.tier == "C" for law in guess([x % 2 for x in fibonacci(25)], modulus=2))


def test_of_a_long_trace_all_terms_count() -> None:
    law = guess([n * n for n in range(1000)])[0]
    assert law.surplus == 997
    assert guess([*[n * n for n in range(999)], 0]) == []


@pytest.mark.parametrize("terms", [[], [1], [1, 2, 3]])
def test_too_few_terms_give_no_law(terms: list[int]) -> None:
    assert guess(terms) == []


@pytest.mark.parametrize("value", [True, 1.0, "1", None])
def test_what_is_no_integer_is_refused_with_its_index(value: object) -> None:
    with pytest.raises(InputError, match=r"f\(3\) is"):
        guess([1, 2, value, 4, 5], start=1)  # type: ignore[list-item]


def test_a_modulus_below_two_is_refused() -> None:
    with pytest.raises(InputError, match="at least 2"):
        guess([0] * 10, modulus=1)


def test_a_modulus_that_is_too_hard_to_factor_is_refused_with_the_way_out() -> None:
    modulus = (2**31 - 1) * (2**61 - 1)
    with pytest.raises(InputError, match=rf"^cannot factor {modulus}.*: give a modulus with small prime factors, or prime$"):
        guess([3**n % modulus for n in range(20)], modulus=modulus)


@given(st.lists(st.integers(-100, 100), min_size=4, max_size=16), st.integers(-3, 3))
def test_every_law_agrees_with_the_terms_it_was_found_in(terms: list[int], start: int) -> None:
    for law in guess(terms, start):
        assert law.rule.first(len(terms)) == terms
        assert [law.rule.at(position) for position in range(len(terms))] == terms
        assert law.surplus >= 2
        assert 0 < law.probability < 1


@given(st.lists(st.integers(0, 6), min_size=4, max_size=14), st.integers(2, 60))
def test_every_modular_law_agrees_with_the_residues_it_was_found_in(terms: list[int], modulus: int) -> None:
    for law in guess(terms, modulus=modulus):
        assert [law.at(index) for index in range(len(terms))] == [term % modulus for term in terms]
