"""The scripted agent's rules give the terms that the OEIS gives: its strength is not made up for the tests."""

from __future__ import annotations

import pytest

from tests.codeseq.name_rules import understand


@pytest.mark.parametrize(
    ("name", "start", "terms"),
    [
        ("a(n) = (3*n + 1)^3.", 0, [1, 64, 343, 1000]),
        ("a(n) = 2^(n-1)*(2^n + (-1)^n).", 1, [1, 10, 28, 136]),
        ("a(n) = 8*a(n-1) + 9*a(n-2), a(0) = 0, a(1) = 1.", 0, [0, 1, 8, 73, 656]),
        ("a(n) = a(n-1) + a(n-2) + 1, with a(0) = 1 and a(1) = 12.", 0, [1, 12, 14, 27, 42]),
        ("Numbers that are congruent to {0, 1, 2, 3, 6} mod 7.", 1, [0, 1, 2, 3, 6, 7]),
        ("Fibonacci sequence beginning 0, 9.", 0, [0, 9, 9, 18, 27]),
        ("Catalan numbers: C(n).", 0, [1, 1, 2, 5, 14]),
        ("Expansion of (1+x)/(1-2*x-x^2).", 0, [1, 3, 7, 17, 41]),
    ],
)
def test_a_name_gives_the_terms(name: str, start: int, terms: list[int]) -> None:
    rule = understand(name)
    assert rule is not None
    assert [rule.value(start + place) for place in range(len(terms))] == terms
    told = understand(f"A story: {rule.sentence}. Given n, find a(n).")
    assert told is not None
    assert [told.value(start + place) for place in range(len(terms))] == terms


@pytest.mark.parametrize(
    "name", ["Number of trees with n nodes.", "a(n) = A000040(n)^2.", "a(n) = a(n-1)^2 + n", "Expansion of theta_3(x)."]
)
def test_a_name_without_a_rule_gives_none(name: str) -> None:
    assert understand(name) is None
