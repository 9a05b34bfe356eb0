from __future__ import annotations

import sys
from collections.abc import Iterator
from math import factorial

import pytest

from kaggle_utils.traces.arithmetic.long_integers import has_flint, long_integer
from kaggle_utils.traces.laws.p_recursive import find
from kaggle_utils.traces.sample import Sample


@pytest.fixture
def without_flint(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(sys.modules, "flint", None)
    long_integer.cache_clear()
    yield
    long_integer.cache_clear()


def test_a_far_term_is_the_same_with_flint_and_without(without_flint: None) -> None:
    assert not has_flint()
    (law,) = find(Sample(tuple(factorial(n) for n in range(14)), 0))
    assert law.at(1500) == factorial(1500)


def test_a_far_term_is_the_same_with_whatever_is_installed() -> None:
    (law,) = find(Sample(tuple(factorial(n) for n in range(14)), 0))
    value = law.at(1500)
    assert type(value) is int
    assert value == factorial(1500)
