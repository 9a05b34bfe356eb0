from __future__ import annotations

import pytest

from kaggle_utils.programs.moduli import find_modulus

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
