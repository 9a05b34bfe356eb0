from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.budget.room import Plan, make_plan
from kaggle_utils.budget.speed import Speed

# One token a second in all, however many share it; and one token a second each.
SHARED = Speed()
for number in (1, 2, 4, 8, 1, 2, 4, 8, 1, 2, 4, 8):
    SHARED = SHARED.after(100, 100.0 * number, number)
EACH = Speed()
for number in (1, 2, 4, 8, 1, 2, 4, 8, 1, 2, 4, 8):
    EACH = EACH.after(100, 100.0, number)
TOKENS = st.lists(st.floats(1.0, 500.0), max_size=12)


@pytest.mark.parametrize(
    ("running", "waiting", "seconds", "speed", "capacity", "expected"),
    [
        # All can end: all begin, as many as the engine takes.
        ([], [100] * 6, 700, SHARED, 16, Plan(6, (0, 1, 2, 3, 4, 5))),
        ([], [100] * 6, 700, SHARED, 4, Plan(4, (0, 1, 2, 3))),
        ([], [100] * 6, 110, EACH, 16, Plan(6, (0, 1, 2, 3, 4, 5))),
        # Half can: one after another, so that the first votes come early.
        ([], [100] * 6, 320, SHARED, 16, Plan(1, (0,))),
        ([100], [100] * 5, 320, SHARED, 16, Plan(1, ())),
        # Fewer at once would help none of them: as many as can end together.
        ([], [100] * 6, 110, EACH, 2, Plan(2, (0, 1))),
        # What needs too much is passed over for what can end.
        ([], [500, 100], 120, EACH, 16, Plan(1, (1,))),
        # Nothing can end.
        ([], [100, 100], 50, EACH, 16, Plan(1, ())),
        ([], [100, 100], -1, SHARED, 16, Plan(1, ())),
        # Nothing is known: a quarter begins, and no more until a reply has come.
        ([], [100] * 6, 10, Speed(), 16, Plan(6, (0, 1))),
        ([], [100], 10, Speed(), 16, Plan(1, (0,))),
        ([], [100] * 48, 10, Speed(), 8, Plan(8, tuple(range(8)))),
        ([100, 100], [100] * 4, 10, Speed(), 16, Plan(6, ())),
        ([], [], 10, SHARED, 16, Plan(1, ())),
    ],
)
def test_as_many_begin_as_can_end(
    running: list[float], waiting: list[float], seconds: float, speed: Speed, capacity: int, expected: Plan
) -> None:
    assert make_plan(running, waiting, seconds, speed, capacity) == expected


@given(TOKENS, TOKENS, st.floats(0.0, 3000.0), st.sampled_from([SHARED, EACH, Speed(), Speed.expected(2.0)]), st.integers(1, 16))
def test_a_plan_keeps_to_the_capacity_and_begins_what_waits(
    running: list[float], waiting: list[float], seconds: float, speed: Speed, capacity: int
) -> None:
    running = running[:capacity]
    plan = make_plan(running, waiting, seconds, speed, capacity)
    assert len(running) + len(plan.begin) <= max(capacity, 1)
    assert set(plan.begin) <= set(range(len(waiting)))
    assert list(plan.begin) == sorted(plan.begin)


@given(TOKENS, st.floats(0.0, 3000.0), st.floats(1.0, 3.0), st.sampled_from([SHARED, EACH]))
def test_where_all_can_end_all_begin(waiting: list[float], seconds: float, more: float, speed: Speed) -> None:
    plan = make_plan([], waiting, sum(waiting) * 1.2 * more + seconds, speed, 64)
    assert plan.begin == tuple(range(len(waiting)))


def test_those_that_run_go_on_even_beyond_the_capacity() -> None:
    assert make_plan([100.0] * 3, [], 1000.0, EACH, 2) == Plan(3, ())


def test_what_a_slow_engine_cannot_end_is_not_begun() -> None:
    assert make_plan([], [100.0], 120.0, Speed.expected(0.5), 16) == Plan(1, ())
