from __future__ import annotations

from collections.abc import Callable

import pytest

from kaggle_utils.ballot import collect_votes
from kaggle_utils.engines import Completion
from kaggle_utils.settings import Settings
from kaggle_utils.strategies import Attempt, Turn
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


TRACE = Trace(1, (1, 2, 3), 3)


def test_a_lone_trace_does_not_vote(make_settings: MakeSettings) -> None:
    assert collect_votes([attempt("trace", 3, trace=TRACE)], make_settings()) == []


def test_copies_of_one_program_do_not_confirm_a_trace(make_settings: MakeSettings) -> None:
    copies = [attempt("trace", 3, "f = 1", TRACE), attempt("trace", 3, "f  =  1  # the same", TRACE)]
    assert collect_votes(copies, make_settings()) == []


def test_two_different_programs_with_one_trace_vote(make_settings: MakeSettings) -> None:
    different = [attempt("trace", 3, "f = 1", TRACE), attempt("trace", 3, "f = 2 - 1", TRACE)]
    assert [vote.answer for vote in collect_votes(different, make_settings())] == [3, 3]


def test_traces_that_differ_in_a_small_case_do_not_confirm_each_other(make_settings: MakeSettings) -> None:
    different = [attempt("trace", 3, "f = 1", TRACE), attempt("trace", 3, "f = 2 - 1", Trace(1, (1, 1, 3), 3))]
    assert collect_votes(different, make_settings()) == []
