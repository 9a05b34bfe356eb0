"""pass@k is the mean over all choices of k samples, and nothing else."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.pass_at_k import pass_at


@given(st.lists(st.booleans(), min_size=1, max_size=9), st.data())
def test_it_is_the_share_of_the_choices_that_hold_a_right_sample(samples: list[bool], data: st.DataObject) -> None:
    k = data.draw(st.integers(1, len(samples)))
    chosen = [any(choice) for choice in combinations(samples, k)]
    assert pass_at(k, len(samples), sum(samples)) == Fraction(sum(chosen), len(chosen))


@pytest.mark.parametrize(
    ("samples", "right", "k", "share"),
    [(1, 0, 1, 0.0), (1, 1, 1, 1.0), (10, 3, 1, 0.3), (10, 3, 5, 11 / 12), (10, 10, 3, 1.0), (200, 1, 100, 0.5)],
)
def test_known_values(samples: int, right: int, k: int, share: float) -> None:
    assert pass_at(k, samples, right) == pytest.approx(share)


@pytest.mark.parametrize(("samples", "right", "k"), [(1, 1, 2), (4, 1, 0), (4, 5, 2), (4, -1, 2)])
def test_what_the_samples_cannot_say_is_refused(samples: int, right: int, k: int) -> None:
    with pytest.raises(InputError):
        pass_at(k, samples, right)
