from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import replace
from math import ceil, inf
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.budget import POLICIES, Budget, EqualShare, Fixed, FrontLoaded, Learning, Policy
from kaggle_utils.errors import InputError
from kaggle_utils.settings import BudgetPolicy, Settings


def make_budget(policy: Policy, end: float = 100.0, expected: int | None = 10, cap: float = inf, begun: int = 0) -> Budget:
    return Budget(0.0, end, expected, cap, policy, begun)


def test_every_policy_of_the_settings_exists() -> None:
    assert set(POLICIES) == set(get_args(BudgetPolicy))


def test_the_first_problem_gets_a_share_and_what_the_policy_adds() -> None:
    """Of 100 s for 10 problems: 10 each; the front loader's floor is 8; a twentieth of the 90 s above the limit is 4.5."""
    shares = {name: make_budget(policy).deadline(0.0) for name, policy in POLICIES.items()}
    assert shares == pytest.approx({"fixed": 10.0, "equal-share": 10.0, "front-loaded": 28.0, "learning": 14.5})


def test_unspent_time_is_carried_over_but_for_the_fixed_policy() -> None:
    shares = {name: replace(make_budget(policy), begun=1, needs=(1.0,)).deadline(1.0) - 1.0 for name, policy in POLICIES.items()}
    assert shares["fixed"] == pytest.approx(10.0)
    assert all(share >= 99 / 9 for name, share in shares.items() if name != "fixed")


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_no_problem_gets_more_than_the_cap(policy: Policy) -> None:
    assert make_budget(policy, end=10_000.0, expected=2, cap=30.0).deadline(0.0) == 30.0


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_after_the_end_a_deadline_is_at_once(policy: Policy) -> None:
    assert make_budget(policy).deadline(100.0) == 100.0
    assert make_budget(policy).deadline(123.0) == 123.0


def test_problems_beyond_the_expected_leave_time_for_more() -> None:
    assert make_budget(EqualShare(), begun=10).deadline(90.0) == pytest.approx(100.0)
    assert make_budget(EqualShare(), expected=50, begun=60).deadline(90.0) == pytest.approx(92.0)


def test_where_nobody_knows_the_count_the_usual_one_is_expected_then_as_many_as_came() -> None:
    assert make_budget(EqualShare(), expected=None).deadline(0.0) == pytest.approx(100 / 50)
    assert make_budget(EqualShare(), expected=None, begun=10).deadline(0.0) == pytest.approx(100 / 40)
    assert make_budget(EqualShare(), expected=None, begun=80).deadline(0.0) == pytest.approx(100 / 80)


def test_easy_problems_so_far_make_the_learning_policy_generous() -> None:
    """5 problems took 2 s each and one is imagined hard: limit x with x + 4 (5 * 2 + x) / 6 = 90, and no more because it is not bold."""
    budget = replace(make_budget(Learning(prior=1.0, boldness=0.0)), begun=5, needs=(2.0,) * 5)
    assert budget.deadline(10.0) - 10.0 == pytest.approx((90 - 40 / 6) / (1 + 4 / 6))


def test_problems_cut_off_so_far_make_the_learning_policy_share_equally() -> None:
    budget = replace(make_budget(Learning(boldness=0.0)), begun=5, needs=(inf,) * 5)
    assert budget.deadline(50.0) - 50.0 == pytest.approx(10.0)


def test_the_front_loader_never_gives_more_than_is_there() -> None:
    assert make_budget(FrontLoaded(), begun=5).deadline(99.0) == pytest.approx(99.2)


def test_the_reserve_is_no_more_than_a_tenth() -> None:
    settings = Settings.preset("cpu-demo", time_limit=100.0, reserve=60.0, budget_policy="fixed", expected_problems=None)
    assert Budget.starting(7.0, settings) == Budget(7.0, 97.0, None, settings.problem_limit, Fixed())


def test_a_run_expects_the_problems_of_its_settings() -> None:
    settings = Settings.preset("cpu-demo", time_limit=1000.0, reserve=60.0, budget_policy="learning", expected_problems=7)
    assert Budget.starting(7.0, settings) == Budget(7.0, 947.0, 7, settings.problem_limit, POLICIES["learning"])


def test_an_unknown_policy_is_refused() -> None:
    with pytest.raises(InputError, match="budget_policy is 'greedy'; there are: equal-share, front-loaded, learning, fixed"):
        Settings.preset("cpu-demo", budget_policy="greedy")


@given(
    policy=st.one_of(
        st.just(EqualShare()),
        st.just(Fixed()),
        st.builds(FrontLoaded, st.floats(0, 1)),
        st.builds(Learning, st.floats(0.01, 100), st.floats(0, 1)),
    ),
    end=st.floats(1e-3, 40_000),
    expected=st.none() | st.integers(1, 200),
    cap=st.floats(0.1, 2000),
    problems=st.lists(st.tuples(st.floats(0, 3000), st.floats(0, 100)), min_size=1, max_size=120),
)
def test_no_policy_ever_overruns_the_end_whatever_problems_take(
    policy: Policy, end: float, expected: int | None, cap: float, problems: list[tuple[float, float]]
) -> None:
    """Problems need what they need and are cut off at their deadlines; the gateway may take its time between them."""
    budget, now = Budget(0.0, end, expected, cap, policy), 0.0
    for need, pause in problems:
        deadline = budget.deadline(now)
        assert now <= deadline <= max(now, end)
        assert deadline - now <= cap * (1 + 1e-9)
        finished = min(deadline, now + need)
        budget = budget.begin().finish(finished - now, cut_off=finished == deadline)
        now = finished + pause if finished + pause <= end else finished
    assert now <= end


def test_a_problem_that_has_begun_is_counted() -> None:
    budget = make_budget(POLICIES["fixed"])
    assert (budget.begin().begun, budget.begin().begin().begun) == (1, 2)


def test_what_each_problem_took_is_kept_and_one_that_was_cut_off_needs_endlessly_much() -> None:
    budget = make_budget(POLICIES["learning"]).finish(3.0, cut_off=False).finish(7.0, cut_off=True)
    assert budget.needs == (3.0, inf)


def test_a_run_may_start_at_any_time() -> None:
    assert Budget(50.0, 150.0, 10, inf, Fixed()).deadline(50.0) == 60.0


def solve_at_once(budget: Budget, problems: int, places: int, takes: Callable[[float], float]) -> list[float]:
    """The times that problems were given at so many places, each begun at the place that is free first and taking its part of them."""
    free = [0.0] * places
    given = []
    for _ in range(problems):
        now = heapq.heappop(free)
        seconds = budget.deadline(now) - now
        given.append(seconds)
        budget = budget.begin()
        heapq.heappush(free, now + takes(seconds))
    assert max(free) <= budget.end + 1e-6
    return given


@given(st.integers(1, 40), st.integers(1, 8), st.floats(0.0, 1.0))
def test_by_equal_shares_no_problem_at_several_places_gets_less_than_a_round(problems: int, places: int, part: float) -> None:
    budget = replace(make_budget(EqualShare(), expected=problems), at_once=places)
    least = min(solve_at_once(budget, problems, places, lambda seconds: part * seconds))
    assert least >= 100.0 / ceil(problems / places) - 1e-6


@given(
    st.sampled_from(sorted(POLICIES)), st.integers(1, 40), st.integers(2, 8), st.integers(0, 39), st.floats(0.0, 99.0), st.floats(1.0, 50.0)
)
def test_with_several_places_every_policy_gives_a_round_of_the_time_left_and_never_passes_the_end(
    name: BudgetPolicy, problems: int, places: int, begun: int, now: float, need: float
) -> None:
    budget = replace(make_budget(POLICIES[name], expected=problems, begun=begun), at_once=places, needs=(need,) * min(begun, 3))
    deadline = budget.deadline(now)
    assert deadline <= budget.end
    rounds = max(1.0, ceil(max(1.0, problems - begun if begun < problems else 0.1 * problems) / places))
    if name != "fixed":
        assert deadline - now >= (100.0 - now) / rounds - 1e-6


def test_ten_problems_at_four_places_have_three_rounds_of_time() -> None:
    budget = replace(make_budget(EqualShare(), expected=10), at_once=4)
    assert [round(seconds, 1) for seconds in solve_at_once(budget, 10, 4, lambda seconds: seconds)] == [
        33.3, 33.3, 50.0, 50.0, 33.3, 33.3, 50.0, 50.0, 33.3, 33.3,
    ]  # fmt: skip
