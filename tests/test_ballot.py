from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from kaggle_utils.ballot import collect_votes, weigh
from kaggle_utils.engines import Completion
from kaggle_utils.settings import Settings
from kaggle_utils.strategies import Attempt, Extrapolation, Turn
from kaggle_utils.traces import Trace

MakeSettings = Callable[..., Settings]


def attempt(strategy: str, answer: int | None, code: str = "print(1)", trace: Trace | None = None) -> Attempt:
    turn = Turn(Completion("", 1, 1, "stop"), code, None, None)
    return Attempt(strategy, (turn,), answer=answer, trace=trace)


def test_each_program_of_thoughts_votes_once(make_settings: MakeSettings) -> None:
    votes = collect_votes([attempt("program-of-thoughts", 5), attempt("program-of-thoughts", None)], make_settings())
    assert [(vote.answer, vote.source) for vote in votes] == [(5, "program-of-thoughts")]


@pytest.mark.parametrize("answer", [-1, 100_000])
def test_an_answer_out_of_range_is_no_vote(make_settings: MakeSettings, answer: int) -> None:
    assert collect_votes([attempt("program-of-thoughts", answer)], make_settings()) == []


def test_a_term_that_a_trace_program_measured_counts_like_a_programs_answer(make_settings: MakeSettings) -> None:
    measured = attempt("trace", 3, trace=Trace(1, (1, 2, 3), 3))
    assert [vote.weight for vote in collect_votes([measured], make_settings())] == [1.0]


def extrapolated(probability: float) -> Attempt:
    law = Extrapolation("f(n) = n", "polynomial", 2, "A", probability, (80,))
    return replace(attempt("trace", 3, trace=Trace(1, (1, 2), 3)), extrapolation=law)


def test_an_extrapolated_answer_counts_less_the_less_its_law_is_sure() -> None:
    weights = [weigh(extrapolated(probability)) for probability in (0.9999, 0.97, 0.9, 0.8)]
    assert weights == sorted(weights, reverse=True)
    assert 0.99 < weights[0] < 1.0


def test_an_answer_by_a_law_that_is_more_likely_wrong_is_no_vote(make_settings: MakeSettings) -> None:
    assert collect_votes([extrapolated(0.6)], make_settings()) == []
