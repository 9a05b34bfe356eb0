from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import pytest

from kaggle_utils.errors import InputError
from kaggle_utils.from_json import from_json
from kaggle_utils.settings import Settings
from kaggle_utils.settings.attempt_settings import AttemptSettings
from kaggle_utils.solver import Solver
from kaggle_utils.strategies import plan_attempts
from tests.scripted import ScriptedEngine, says


def sampled(strategy: str, number: int, sampling: Any) -> tuple[float, float]:
    settings = Settings.preset("cpu-demo", temperature=0.8, top_p=0.95, sampling=sampling)
    own = AttemptSettings.of(settings).for_attempt(strategy, number)
    return own.temperature, own.top_p


@pytest.mark.parametrize(
    ("sampling", "number", "expected"),
    [
        ({}, 0, (0.8, 0.95)),
        ({"trace": {"temperature": 0.3, "top_p": 0.9}}, 0, (0.3, 0.9)),
        ({"trace": {"temperature": 0.3}}, 5, (0.3, 0.95)),
        ({"trace": {"first_temperature": 0}}, 0, (0.0, 0.95)),
        ({"trace": {"first_temperature": 0}}, 1, (0.8, 0.95)),
        ({"trace": {"first_temperature": 0, "temperature": 1.0}}, 1, (1.0, 0.95)),
        ({"pal": {"temperature": 0.3}}, 0, (0.8, 0.95)),
    ],
)
def test_a_strategy_is_sampled_as_its_table_says(sampling: Any, number: int, expected: tuple[float, float]) -> None:
    assert sampled("trace", number, sampling) == expected


@pytest.mark.parametrize(
    ("sampling", "complaint"),
    [
        (3, "sampling is 3, and must be a table"),
        ({"trace": 0.3}, "sampling.trace is 0.3, and must be a table with temperature, top_p, first_temperature"),
        ({"trace": {"heat": 1}}, "sampling.trace has no option heat; there are: temperature, top_p, first_temperature"),
        ({"trace": {"temperature": -1}}, "sampling.trace: a temperature is -1, and must be at least 0 and at most 2.0"),
        ({"trace": {"first_temperature": 3}}, "sampling.trace: a first_temperature is 3"),
        ({"trace": {"top_p": 0}}, "sampling.trace: a top_p is 0, and must be greater than 0 and at most 1"),
        ({"trace": {"temperature": "hot"}}, "sampling.trace.temperature is 'hot', and must be a number"),
        ({"trace": {"temperature": True}}, "sampling.trace.temperature is True, and must be a number"),
    ],
)
def test_a_wrong_table_is_refused_with_its_place(sampling: Any, complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        Settings.preset("cpu-demo", sampling=sampling)


def test_a_table_for_an_unknown_strategy_is_refused_before_the_run() -> None:
    with pytest.raises(InputError, match="no strategy is called trase"):
        plan_attempts({"trace": 1}, {"trase": None})


def test_a_solver_refuses_a_table_for_an_unknown_strategy(make_settings: Any) -> None:
    with pytest.raises(InputError, match="no strategy is called trase"):
        Solver(make_settings(sampling={"trase": {"temperature": 0.1}}), ScriptedEngine(says("")))


def test_a_journal_gives_the_table_back() -> None:
    settings = Settings.preset("cpu-demo", sampling={"trace": {"temperature": 0.3}})
    assert from_json(Settings, json.loads(json.dumps(asdict(settings), default=str))).sampling == settings.sampling


def test_a_step_of_the_ladder_may_change_it() -> None:
    settings = Settings.preset("cpu-demo", sampling={"trace": {"top_p": 0.9}}, ladder=({"sampling": {"pal": {"temperature": 0.0}}},))
    (step,) = settings.ladder_steps()
    assert (step.sampling["trace"].top_p, step.sampling["pal"].temperature) == (0.9, 0.0)
