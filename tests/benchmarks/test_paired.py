from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.paired import Paired, compare


def test_what_only_one_way_solved_is_counted() -> None:
    assert compare([True, True, False, False], [True, False, True, False]) == Paired(gained=1, lost=1, total=4)


@pytest.mark.parametrize(("gained", "lost", "probability"), [(5, 0, 0.0625), (10, 2, 0.03857421875), (3, 3, 1.0), (0, 0, 1.0)])
def test_the_probability_is_mcnemars_exact_one(gained: int, lost: int, probability: float) -> None:
    # scipy.stats.binomtest(min(gained, lost), gained + lost).pvalue
    assert Paired(gained, lost, 100).probability == pytest.approx(probability)


def test_a_difference_that_can_be_chance_says_so() -> None:
    assert "not distinguishable from chance" in str(Paired(5, 4, 50))
    assert "chance" not in str(Paired(30, 4, 50))


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 100))
def test_the_interval_holds_the_observed_difference_and_turns_with_it(gained: int, lost: int, same: int) -> None:
    pair, turned = Paired(gained, lost, gained + lost + same + 1), Paired(lost, gained, gained + lost + same + 1)
    low, high = pair.interval
    assert low <= 100 * (gained - lost) / (pair.total + 2) <= high
    assert turned.interval == pytest.approx((-high, -low))
