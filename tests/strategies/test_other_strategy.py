"""Attempts that have not begun change strategy where their own keeps failing in one way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.engines import Completion, EngineInfo
from kaggle_utils.journal import read_journal
from kaggle_utils.journal.events import AttemptMade, StrategyChanged
from kaggle_utils.problem import Problem
from kaggle_utils.settings import Settings
from kaggle_utils.solver import Solver
from kaggle_utils.strategies import STRATEGIES, Attempt, Turn, find_strategy
from kaggle_utils.strategies.other_strategy import UNKNOWN, Change, _alternatives, change_of, failure_of
from tests.scripted import ScriptedEngine, program, says

TIME_OUT, NO_PROGRAM = "time-out", "no program"
POT = "program-of-thoughts"


def failed(strategy: str, *modes: str | None) -> Attempt:
    return Attempt(strategy, tuple(Turn(Completion("", 1, 1, "stop"), None, None, mode, mode) for mode in modes))


@pytest.mark.parametrize(
    ("attempts", "after", "instead"),
    [
        ([], 2, None),
        ([failed("pal", TIME_OUT)], 2, None),
        ([failed("pal", TIME_OUT)] * 2, 0, None),
        ([failed("pal", TIME_OUT)] * 2, 2, "trace"),
        ([failed("pal", TIME_OUT), failed("pal", NO_PROGRAM)], 2, None),
        ([failed("trace", TIME_OUT)] * 2, 2, None),
        ([*[failed("pal", TIME_OUT)] * 2, *[failed("trace", TIME_OUT)] * 2], 2, "three-paths"),
        ([failed("pal", NO_PROGRAM)] * 3, 3, "program-of-thoughts"),
        ([failed("pal", None)] * 2, 2, "tool-integrated"),
    ],
)
def test_after_enough_failures_of_one_kind_another_strategy_is_taken(attempts: list[Attempt], after: int, instead: str | None) -> None:
    change = change_of("pal", attempts, after)
    assert (change and change.instead) == instead


def test_the_last_failure_that_is_named_is_the_kind() -> None:
    assert failure_of(failed("pal", NO_PROGRAM, TIME_OUT, None)) == TIME_OUT
    assert failure_of(failed("pal")) == UNKNOWN


def test_the_reason_is_said_in_words() -> None:
    assert Change("pal", "trace", TIME_OUT, 3).reason == "3 attempts failed in the same way: time-out"


def test_every_alternative_is_a_strategy() -> None:
    for alternative in _alternatives():
        for name in alternative.instead:
            assert name in STRATEGIES
            assert find_strategy(name)


class OneAtATime(ScriptedEngine):
    @property
    def info(self) -> EngineInfo:
        return EngineInfo("scripted", "script", 0, capacity=1)


def test_the_solver_changes_an_attempt_that_waits_and_the_journal_says_so(make_settings: Callable[..., Settings]) -> None:
    settings = make_settings(strategies={"pal": 3}, repair_rounds=0, other_strategy=1)
    with Solver(settings, engine=OneAtATime(says("I do not know.", program("print(42)")))) as solver:
        answer = solver.solve(Problem("p1", "What is 6 times 7?", 42))
    events = list(read_journal(settings.out / "journal.jsonl"))
    (changed, *_) = [event for event in events if isinstance(event, StrategyChanged)]
    made = {event.rank: event.attempt.strategy for event in events if isinstance(event, AttemptMade)}
    assert (changed.planned, changed.strategy, made[changed.rank]) == ("pal", "program-of-thoughts", "program-of-thoughts")
    assert answer.value == 42


@given(
    st.permutations(
        [failed("pal", TIME_OUT), failed("pal", TIME_OUT), failed("pal", "other error"), failed("pal", None), failed("trace", TIME_OUT)]
    )
)
def test_the_order_of_the_failures_does_not_matter(attempts: list[Attempt]) -> None:
    change = change_of("pal", attempts, after=2)
    assert change is not None
    assert (change.instead, change.failure) == ("trace", "time-out")


def test_a_solver_changes_the_attempts_that_have_not_begun_and_the_journal_says_so(make_settings: Callable[..., Settings]) -> None:
    settings = make_settings(strategies={POT: 4}, other_strategy=2, repair_rounds=0, stop_early=False)
    with Solver(settings, OneAtATime(says("I do not know."))) as solver:
        solver.solve(Problem("p", "How many?"))
    events = list(read_journal(settings.out / "journal.jsonl"))
    changes = [event for event in events if isinstance(event, StrategyChanged)]
    made = [event.attempt.strategy for event in events if isinstance(event, AttemptMade)]
    assert [(change.rank, change.planned, change.strategy) for change in changes] == [(2, POT, "pal"), (3, POT, "pal")]
    assert made == [POT, POT, "pal", "pal"]


def test_a_solver_keeps_the_plan_unless_it_is_told_to_change(make_settings: Callable[..., Settings]) -> None:
    settings = make_settings(strategies={POT: 4}, repair_rounds=0, stop_early=False)
    with Solver(settings, OneAtATime(says("I do not know."))) as solver:
        solver.solve(Problem("p", "How many?"))
    assert not any(isinstance(event, StrategyChanged) for event in read_journal(settings.out / "journal.jsonl"))
