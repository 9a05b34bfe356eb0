"""The solver with an engine that is too slow for all attempts, in virtual time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.slow_engine import ENGINES, Recorded, ThrottledEngine, play_recorded, solve
from benchmarks.virtual_time import VirtualRuntime
from kaggle_utils.engines import Completion
from kaggle_utils.journal import read_journal
from kaggle_utils.journal.events import NOT_BEGUN, AttemptLost, AttemptMade, BallotClosed
from kaggle_utils.problem import Problem
from kaggle_utils.report.counts import events_of, find_degradations
from kaggle_utils.sandbox import Execution, Verdict
from kaggle_utils.settings import Settings
from kaggle_utils.solver import Solver
from kaggle_utils.strategies import Attempt, Turn

SHARED = ENGINES["3,700 tokens/s in all"]
EXECUTION = Execution(Verdict.OK, "42", seconds=0.1)


def attempt(rank: int) -> Attempt:
    turn = Turn(Completion("", 10, 100, "stop"), f"print({rank} + {42 - rank})", EXECUTION, None)
    return Attempt("program-of-thoughts", (turn,), 42)


PROBLEMS = [Recorded(Problem(f"p{number}", "?", 42), {rank: attempt(rank) for rank in range(6)}) for number in range(10)]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Six attempts of 100 tokens, and 8 s for each problem."""
    return Settings.preset(
        "cpu-demo", strategies={"program-of-thoughts": 6}, time_limit=88.0, budget_policy="equal-share", problem_limit=8.0, out=tmp_path
    )


def test_an_engine_that_is_fast_enough_makes_the_same_with_and_without_admission(settings: Settings) -> None:
    assert solve(PROBLEMS, SHARED, 1, settings, learns=True) == solve(PROBLEMS, SHARED, 1, settings, learns=False)


def test_where_all_would_be_cut_off_together_some_end(settings: Settings) -> None:
    before, after = (solve(PROBLEMS, SHARED, 100, settings, learns) for learns in (False, True))
    assert (before.right, before.whole) == (0, 0)
    assert after.right >= 9
    assert after.whole >= 9
    assert after.cut <= 3


def test_what_was_not_begun_is_in_the_journal_and_the_report_and_the_next_problems_get_the_time(settings: Settings) -> None:
    settings = replace(settings, voting="majority", expected_problems=3, time_limit=30.0, confidence=1.0)
    solver = Solver(settings, ThrottledEngine(SHARED, 120))
    solver._runtime = VirtualRuntime(solver._runtime.engine, solver.journal)
    play_recorded(solver, PROBLEMS)
    solver.open()
    for recorded in PROBLEMS[:3]:
        assert solver.solve(recorded.problem).value == 42
    solver.close()
    events = list(read_journal(settings.out / "journal.jsonl"))
    kept_back = [event for event in events_of(AttemptLost, events) if event.reason.startswith(NOT_BEGUN)]
    assert kept_back
    assert all(event.cut_off and event.turns == () for event in kept_back)
    assert kept_back[0].reason.startswith(f"{NOT_BEGUN}: ")
    begun = {(event.id, event.rank) for event in events_of(AttemptMade, events)}
    for event in kept_back:
        assert all(rank < event.rank for id_, rank in begun if id_ == event.id)
    problems = {event.id for event in kept_back}
    assert f"{len(kept_back)} attempts at {len(problems)} problems were {NOT_BEGUN}" in find_degradations(events)
    (ballot,) = [ballot for ballot in events_of(BallotClosed, events) if ballot.id == kept_back[0].id]
    assert any(f"attempts were {NOT_BEGUN}" in failure for failure in ballot.failures)
