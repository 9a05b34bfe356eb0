from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.budget import Budget


def test_each_problem_gets_an_equal_share() -> None:
    assert Budget(end=100.0, expected=10, cap=1000.0).deadline(0.0) == pytest.approx(10.0)


def test_unspent_time_is_carried_over() -> None:
    budget = Budget(end=100.0, expected=10, cap=1000.0).begin()
    assert budget.deadline(1.0) - 1.0 == pytest.approx(99 / 9)


def test_no_problem_gets_more_than_the_cap() -> None:
    assert Budget(end=10_000.0, expected=2, cap=30.0).deadline(0.0) == 30.0


def test_unexpected_problems_leave_time_for_more() -> None:
    budget = Budget(end=100.0, expected=10, cap=1000.0, begun=10)
    assert budget.deadline(90.0) == pytest.approx(100.0)
    assert Budget(end=100.0, expected=50, cap=1000.0, begun=60).deadline(90.0) == pytest.approx(92.0)


@given(
    st.floats(1, 40_000),
    st.integers(1, 200),
    st.floats(0.1, 2000),
    st.lists(st.floats(0, 1), min_size=1, max_size=250),
)
def test_problems_that_keep_their_deadlines_never_overrun_the_end(end: float, expected: int, cap: float, used: list[float]) -> None:
    budget, now = Budget(end, expected, cap), 0.0
    for share in used:
        deadline = budget.deadline(now)
        budget = budget.begin()
        now += share * (deadline - now)
    assert now <= end * (1 + 1e-9)
