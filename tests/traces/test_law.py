from __future__ import annotations

from math import comb

import pytest

from kaggle_utils.traces import UnreachableError, guess

CATALAN = [comb(2 * n, n) // (n + 1) for n in range(40)]


def test_predictions_go_on_where_the_measured_terms_end() -> None:
    law = guess(CATALAN[:16])[0]
    assert law.predict(20) == CATALAN[16:36]
    assert law.end == 16


def test_measured_terms_are_given_back_as_they_were_measured() -> None:
    law = guess(CATALAN[:16], start=3)[0]
    assert [law.at(n) for n in range(3, 19)] == CATALAN[:16]
    assert law.at(10, mod=100) == CATALAN[7] % 100


@pytest.mark.parametrize("mod", [0, -5])
def test_a_modulus_must_be_positive(mod: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        guess(CATALAN[:16])[0].at(20, mod)


def test_what_is_out_of_reach_says_what_it_would_cost() -> None:
    with pytest.raises(UnreachableError, match="multiplications of machine words"):
        guess(CATALAN[:16])[0].at(10**15)


def test_a_law_prints_itself_with_its_tier() -> None:
    law = guess([2**n for n in range(30)], start=1)[0]
    assert str(law).startswith("C-finite law of tier A (")
    assert str(law).endswith("): a(n) = 2*a(n-1) for n >= 2")
    assert law.generating_function == "x*(1)/(1 - 2*x)"
    assert law.latex == r"a_{n} = 2 a_{n-1}\quad (n \ge 2)"


def test_the_evidence_is_counted() -> None:
    law = guess([3**n for n in range(30)])[0]
    assert (law.order, law.degree, law.degrees_of_freedom, law.surplus, law.skip) == (1, 0, 2, 28, 0)
    assert law.gain > 80
