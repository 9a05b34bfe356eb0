from __future__ import annotations

import ast

import pytest

from kaggle_utils.programs.moduli import find_modulus, modulus_of

RESIDUES = tuple(pow(3, n, 1000) for n in range(20))


@pytest.mark.parametrize(
    "code",
    [
        "print(f(n) % 1000)",
        "MOD = 1000\ntotal %= MOD",
        "M = 10**3\nprint(pow(3, n, M))",
        "x % 7; y % 1000; z % 10**9",
        "M = 10**2 + 900\nf(n) % M",
    ],
)
def test_the_modulus_that_the_terms_wrap_at_is_found_in_the_program(code: str) -> None:
    assert find_modulus(code, RESIDUES) == 1000


@pytest.mark.parametrize("code", ["print(f(n))", "n % 2", "x % 10**9", "M = read()\nx % M", "M = 1000\nM = 7\nx % M", "(", "x % (1 - 2)"])
def test_a_number_that_they_do_not_wrap_at_is_not(code: str) -> None:
    assert find_modulus(code, RESIDUES) is None


@pytest.mark.parametrize("terms", [(-5, *RESIDUES), RESIDUES[:5]])
def test_negative_or_few_terms_say_nothing(terms: tuple[int, ...]) -> None:
    assert find_modulus("x % 1000", terms) is None


@pytest.mark.parametrize(("largest", "modulus"), [(500, None), (501, 1000), (999, 1000), (1000, None)])
def test_the_largest_term_lies_in_the_upper_half_below_the_modulus(largest: int, modulus: int | None) -> None:
    assert find_modulus("x % 1000", (*range(20), largest)) == modulus


@pytest.mark.parametrize(("terms", "modulus"), [((0, *[999] * 7), 1000), ([999] * 7, None)], ids=["eight", "seven"])
def test_eight_terms_are_enough_and_one_of_them_may_be_zero(terms: tuple[int, ...], modulus: int | None) -> None:
    assert find_modulus("x % 1000", terms) == modulus


@pytest.mark.parametrize(
    ("expression", "modulus"),
    [
        ("2", 2),
        ("1", None),
        ("2**10", 1024),
        ("1**5", None),
        ("1000000**2", 10**12),
        ("1000001**2", None),
        ("61**2", 3721),
        ("7**1", 7),
        ("7**0", None),
        ("2**64", 2**64),
        ("2**65", None),
        ("10**9 + 7", 10**9 + 7),
        ("10**9 - 7", 10**9 - 7),
        ("x**2 + 1", None),
        ("10**9 * 7", None),
        ("f(3)", None),
        ("M", 10**9 + 7),
        ("N", None),
        ("twice", None),
        ("nothing", None),
    ],
)
def test_a_modulus_is_a_constant_a_power_or_a_name_of_one(expression: str, modulus: int | None) -> None:
    tree = ast.parse("a.b = M = 10**9 + 7\nN = M\ntwice = 5\ntwice = 6\nx += 1")
    assert modulus_of(ast.parse(expression, mode="eval").body, tree) == modulus
