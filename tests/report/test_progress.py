"""What is said of a run while it goes on."""

from __future__ import annotations

from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.journal.events import AnswerGiven, Event, ProblemsExpected, ProblemStarted, RunEnded, RunStarted, RuntimeReady
from kaggle_utils.problem import Answer, Problem
from kaggle_utils.report.progress import Progress, advance, describe_progress, format_seconds, seconds_left
from kaggle_utils.settings import Settings

START = RunStarted(Settings.preset("cpu-demo"), time=100.0)
READY = RuntimeReady(8.0, time=108.0)
EXPECTED = ProblemsExpected(4, time=108.0)


def problem(id_: str, gold: int | None, time: float) -> Event:
    return ProblemStarted(Problem(id_, "How many?", gold), 30.0, time=time)


def answer(id_: str, value: int, time: float) -> Event:
    return AnswerGiven(id_, Answer(id_, value, 1.0, 1.0, None), time=time)


ANSWERED = [problem("a", 7, 110.0), answer("a", 7, 114.0)]
WRONG = [problem("b", 7, 114.0), answer("b", 8, 118.0)]
UNKNOWN = [problem("c", None, 118.0), answer("c", 8, 122.0)]


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ([], "waiting for the run to start"),
        ([START], "the model loads"),
        ([START, READY], "the model is up"),
        ([START, READY, EXPECTED, problem("a", 7, 110.0)], "problem 1 of 4"),
        ([START, READY, EXPECTED, *ANSWERED], "problem 2 of 4, 1 of 1 right, about 0:20 left"),
        ([START, READY, EXPECTED, *ANSWERED, *WRONG], "problem 3 of 4, 1 of 2 right, about 0:08 left"),
        ([START, READY, EXPECTED, *ANSWERED, *UNKNOWN], "problem 3 of 4, 1 of 1 right, about 0:08 left"),
        ([START, READY, *UNKNOWN], "problem 2"),
        ([START, EXPECTED, problem("a", 7, 101.0)], "the model loads"),
        ([START, READY, ProblemsExpected(1), *ANSWERED], "1 of 1 problems answered, 1 of 1 right"),
        ([START, READY, EXPECTED, *ANSWERED, RunEnded()], "1 of 4 problems answered, 1 of 1 right"),
        ([START, READY, EXPECTED, *ANSWERED, RunEnded(), START], "the model loads"),
    ],
)
def test_a_run_is_described_in_one_line(events: list[Event], said: str) -> None:
    assert describe_progress(reduce(advance, events, Progress()), now=120.0) == said


def test_the_time_that_the_model_took_to_load_is_not_counted_to_the_problems() -> None:
    """As where a gateway hands in the first problem at once."""
    waiting = reduce(advance, [START, EXPECTED, problem("a", 7, 100.0), READY, answer("a", 7, 110.0)], Progress())
    assert seconds_left(waiting, now=111.0) == pytest.approx(3 * 3 / 1.5)


@given(st.integers(1, 300), st.integers(1, 300), st.floats(0, 1e6))
def test_the_time_left_is_never_negative_and_zero_at_the_end(answered: int, expected: int, now: float) -> None:
    answers = {str(number): 0 for number in range(min(answered, expected))}
    left = seconds_left(Progress(True, True, expected=expected, answers=answers, solving_since=5e5), now)
    assert left is not None
    assert left >= 0
    assert left == 0 or len(answers) < expected


@pytest.mark.parametrize(("seconds", "text"), [(0.2, "0:00"), (59.6, "1:00"), (61, "1:01"), (3600, "60:00")])
def test_seconds_are_written_as_on_a_watch(seconds: float, text: str) -> None:
    assert format_seconds(seconds) == text
