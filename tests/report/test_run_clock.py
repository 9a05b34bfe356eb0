"""The run's clock."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.journal.events import (
    AT_THE_DEADLINE,
    AnswerGiven,
    AttemptLost,
    AttemptMade,
    Event,
    ProblemStarted,
    RunEnded,
    RunStarted,
    RuntimeReady,
)
from kaggle_utils.problem import Answer, Problem
from kaggle_utils.report.run_clock import Span, account_for, read_clock
from kaggle_utils.settings import Settings
from kaggle_utils.strategies import Attempt

SETTINGS = Settings.preset("cpu-demo")


def begins(id_: str, time: float) -> ProblemStarted:
    return ProblemStarted(Problem(id_, "?"), 60.0, time=time)


def answered(id_: str, time: float) -> AnswerGiven:
    return AnswerGiven("", Answer(id_, 1, 1.0, 1.0), time=time)


def test_every_second_is_accounted_for() -> None:
    events = [
        RunStarted(SETTINGS, time=100.0),
        RuntimeReady(3.0, time=103.0),
        begins("a", 104.0),
        answered("a", 110.0),
        begins("b", 112.0),
        answered("b", 113.0),
        RunEnded(time=113.5),
    ]
    clock = read_clock(events)
    assert clock.seconds == 13.5
    assert [work.span for work in clock.work] == [Span(4.0, 10.0), Span(12.0, 13.0)]
    assert account_for(clock) == {"loading": 3.0, "solving": 7.0, "waiting": 3.0, "closing": 0.5}


def test_problems_that_are_solved_side_by_side_are_counted_once() -> None:
    events = [RunStarted(SETTINGS), RuntimeReady(0.0), begins("a", 0.0), begins("b", 1.0), answered("a", 4.0), answered("b", 6.0)]
    assert account_for(read_clock(events))["solving"] == 6.0


def test_a_problem_that_waits_for_the_engine_waits_while_it_loads() -> None:
    events = [RunStarted(SETTINGS), begins("a", 1.0), RuntimeReady(5.0, time=5.0), answered("a", 8.0)]
    assert account_for(read_clock(events)) == {"loading": 5.0, "solving": 3.0, "waiting": 0.0, "closing": 0.0}


def test_the_time_between_an_end_and_a_restart_is_taken_out() -> None:
    events = [
        RunStarted(SETTINGS, time=0.0),
        RuntimeReady(1.0, time=1.0),
        begins("a", 1.0),
        AttemptMade("a", 0, Attempt("trace", ()), time=2.0),
        RunStarted(SETTINGS, time=1000.0),
        RuntimeReady(1.0, time=1001.0),
        begins("a", 1001.0),
        answered("a", 1004.0),
    ]
    clock = read_clock(events)
    assert clock.sessions == (Span(0.0, 2.0), Span(2.0, 6.0))
    assert [work.span for work in clock.work] == [Span(1.0, 2.0), Span(3.0, 6.0)]
    assert ("the run was started again") in [words for _, words in clock.happenings]


def test_the_ends_of_attempts_say_what_they_led_to() -> None:
    lost = [AttemptLost("a", rank, "trace", reason, cut_off=True, time=2.0) for rank, reason in ((2, AT_THE_DEADLINE), (3, "decided"))]
    made = [AttemptMade("a", rank, Attempt("trace", (), answer), time=1.0) for rank, answer in ((0, 5), (1, None))]
    clock = read_clock([RunStarted(SETTINGS), begins("a", 0.0), *made, *lost])
    assert clock.work[0].ends == ((1.0, "answer"), (1.0, "no answer"), (2.0, "lost"), (2.0, "unneeded"))


@given(st.lists(st.tuples(st.sampled_from("srbae"), st.sampled_from("xyz"), st.floats(0, 1e6)), max_size=30))
def test_the_parts_add_up_whatever_order_the_events_are_in(steps: list[tuple[str, str, float]]) -> None:
    make: dict[str, Callable[[str, float], Event]] = {
        "s": lambda id_, time: RunStarted(SETTINGS, time=time),
        "r": lambda id_, time: RuntimeReady(1.0, time=time),
        "b": begins,
        "a": answered,
        "e": lambda id_, time: RunEnded(time=time),
    }
    events: list[Event] = [make[kind](id_, time) for kind, id_, time in steps]
    clock = read_clock(events)
    spent = account_for(clock)
    assert sum(spent.values()) == pytest.approx(clock.seconds, abs=1e-6)
    assert min(spent.values()) >= -1e-6
