"""Sampling by strategy."""

from __future__ import annotations

import json
from collections.abc import Callable
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

MakeSettings = Callable[..., Settings]
SAMPLING = {"trace": {"temperature": 0.3, "top_p": 0.9}, "program-of-thoughts": {"first_temperature": 0}}


@pytest.mark.parametrize(
    ("strategy", "number", "temperature", "top_p"),
    [
        ("trace", 0, 0.3, 0.9),
        ("trace", 1, 0.3, 0.9),
        ("plan+trace", 1, 0.3, 0.9),
        ("program-of-thoughts", 0, 0.0, 0.95),
        ("program-of-thoughts", 1, 0.7, 0.95),
        ("pal", 0, 0.7, 0.95),
    ],
)
def test_a_strategy_s_attempts_are_sampled_as_the_table_says(
    make_settings: MakeSettings, strategy: str, number: int, temperature: float, top_p: float
) -> None:
    own = AttemptSettings.of(make_settings(temperature=0.7, top_p=0.95, sampling=SAMPLING)).for_attempt(strategy, number)
    assert (own.temperature, own.top_p) == (temperature, top_p)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"trace": {"temperature": 3}}, r"sampling\.trace: a temperature is 3, and must be at least 0 and at most 2\.0"),
        ({"trace": {"top_p": 0}}, r"sampling\.trace: a top_p is 0, and must be greater than 0"),
        ({"trace": {"top_k": 5}}, r"sampling\.trace has no option top_k; there are: temperature"),
        ({"trace": {"temperature": "hot"}}, r"sampling\.trace\.temperature is 'hot', and must be a number"),
        ({"trace": 0.5}, r"sampling\.trace is 0\.5, and must be a table"),
        ([0.5], r"sampling is \[0\.5\], and must be a table"),
    ],
)
def test_a_bad_table_is_one_error_that_names_the_strategy(make_settings: MakeSettings, table: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        make_settings(sampling=table)


def test_a_strategy_that_does_not_exist_is_refused_when_attempts_are_planned() -> None:
    with pytest.raises(InputError, match="no strategy is called guess"):
        plan_attempts({"trace": 1}, ["guess"])


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
