"""An attempt that has not begun changes strategy after repeated failures of one kind."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.engines import Completion, EngineInfo
from kaggle_utils.journal import read_journal
from kaggle_utils.journal.events import AttemptMade, StrategyChanged
from kaggle_utils.problem import Problem
from kaggle_utils.repair import CUT_BEFORE, CUT_INSIDE, NO_PROGRAM, load_catalogue
from kaggle_utils.settings import Settings
from kaggle_utils.solver import Solver
from kaggle_utils.strategies import STRATEGIES, Attempt, Turn
from kaggle_utils.strategies.other_strategy import UNKNOWN, change_of, failure_of
from tests.scripted import ScriptedEngine, says

POT = "program-of-thoughts"
ROWS = tomllib.loads((files("kaggle_utils.strategies") / "alternatives.toml").read_text(encoding="utf-8"))["alternative"]


def failed(mode: str | None, strategy: str = POT) -> Attempt:
    return Attempt(strategy, (Turn(Completion("", 1, 1, "stop"), None, None, "it failed", mode),))


@pytest.mark.parametrize(
    ("attempts", "instead"),
    [
        ([], None),
        ([failed("time-out")], None),
        ([failed("time-out"), failed("other error")], None),
        ([failed("time-out"), failed("time-out", "trace")], None),
        ([failed("time-out"), failed("time-out")], "trace"),
        ([failed("time-out")] * 2 + [failed("time-out", "trace")] * 2, "three-paths"),
        ([failed(NO_PROGRAM, "reasoning-first")] * 2, None),
        ([failed("other error"), failed("other error")], "tool-integrated"),
        ([failed(None), failed(None)], "tool-integrated"),
    ],
)
def test_the_failures_of_a_strategy_decide_what_is_tried_instead(attempts: list[Attempt], instead: str | None) -> None:
    change = change_of(POT, attempts, after=2)
    assert (change.instead if change else None) == instead


def test_replies_without_a_program_lead_to_the_direct_program() -> None:
    change = change_of("reasoning-first", [failed(NO_PROGRAM, "reasoning-first")] * 2, after=2)
    assert change is not None
    assert (change.instead, change.reason) == (POT, "2 attempts failed in the same way: no program")


def test_without_an_alternative_that_has_not_failed_so_nothing_changes() -> None:
    everything = [failed("time-out", name) for name in (POT, "trace", "three-paths", "tool-integrated")]
    assert change_of(POT, everything, after=1) is None


def test_zero_is_never() -> None:
    assert change_of(POT, [failed("time-out")] * 9, after=0) is None


def test_a_repeated_program_is_the_failure_that_it_had_before() -> None:
    turns = (failed("time-out").turns[0], failed("same program again").turns[0])
    assert (failure_of(Attempt(POT, turns)), failure_of(failed(None))) == ("time-out", UNKNOWN)


@given(st.permutations([failed("time-out"), failed("time-out"), failed("other error"), failed(None), failed("time-out", "trace")]))
def test_the_order_of_the_failures_does_not_matter(attempts: list[Attempt]) -> None:
    change = change_of(POT, attempts, after=2)
    assert change is not None
    assert (change.instead, change.failure) == ("trace", "time-out")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["instead"][0])
def test_a_row_names_failures_and_strategies_that_exist(row: dict[str, list[str]]) -> None:
    modes = {mode.name for mode in load_catalogue()} | {NO_PROGRAM, CUT_BEFORE, CUT_INSIDE}
    assert set(row["failures"]) <= modes
    assert set(row["instead"]) <= set(STRATEGIES)


def test_the_last_row_is_for_every_failure() -> None:
    assert ROWS[-1]["failures"] == []


class OneAtATime(ScriptedEngine):
    """A scripted engine with one place."""

    @property
    def info(self) -> EngineInfo:
        return replace(super().info, capacity=1)


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
