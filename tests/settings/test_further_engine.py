"""The tables of planner and verifier: a preset's name or an engine's table, checked when settings are made."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from kaggle_utils.environment import find_further
from kaggle_utils.errors import InputError
from kaggle_utils.from_json import from_json
from kaggle_utils.settings import Settings
from kaggle_utils.settings.attempt_settings import AttemptSettings

TABLE = {"engine": "openai", "base_urls": ["http://127.0.0.1:1/v1"], "model": "r1", "max_tokens": 4096, "prompting": {"thinks_first": True}}


def planner_of(given: Any, **changes: Any) -> Settings:
    own = Settings.preset("cpu-demo", planner=given, **changes).further_engine("planner")
    assert own is not None
    return own


def test_a_presets_name_is_an_engine() -> None:
    own = planner_of("cpu-demo", out=Path("somewhere"))
    assert (own.engine, own.model, own.out) == ("llamacpp", "models/demo/model.gguf", Path("somewhere/planner"))


def test_a_table_changes_the_preset_that_it_extends_key_by_key() -> None:
    own = planner_of({"extends": "cpu-demo", "temperature": 0.1, "serve": {"n_parallel": 1}})
    assert (own.temperature, own.serve["n_parallel"], own.serve["n_ctx"]) == (0.1, 1, 8192)


def test_a_table_may_name_an_engine_of_its_own() -> None:
    own = planner_of(TABLE)
    assert (own.engine, own.model, own.base_urls, own.prompting.thinks_first) == ("openai", "r1", ("http://127.0.0.1:1/v1",), True)


def test_without_a_name_there_is_no_further_engine() -> None:
    settings = Settings.preset("cpu-demo")
    assert (settings.further_engine("planner"), settings.further_engine("verifier"), settings.further_sampling) == (None, None, {})


def test_a_further_engine_has_none_of_its_own() -> None:
    own = planner_of("cpu-demo", verifier="cpu-demo")
    assert (own.planner, own.verifier) == ({}, {})


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("t4x9", "planner: no preset is called 't4x9'; there are: cpu-demo"),
        (7, "planner is 7, and must be a preset's name or a table"),
        ({"extends": "cpu-demo", "strategies": {"trace": 1}}, "planner has strategies, which is not of an engine; there are: extends"),
        ({"model": "m"}, "planner names no engine: give it extends"),
        ({"extends": "replay"}, "planner cannot be played back alone"),
        ({"extends": "cpu-demo", "max_tokens": 0}, "planner: max_tokens is 0"),
        ({"extends": "cpu-demo", "prompting": {"thinks": True}}, "planner: prompting has no option thinks"),
    ],
)
def test_a_wrong_table_is_one_clear_error(given: Any, message: str) -> None:
    with pytest.raises(InputError) as error:
        Settings.preset("cpu-demo", planner=given)
    assert message in str(error.value)


@pytest.mark.parametrize("given", ["cpu-demo", TABLE, {"extends": "cpu-demo", "servers": ({"A": "1"},)}])
def test_settings_come_back_from_a_journal_as_they_were(given: Any) -> None:
    settings = Settings.preset("cpu-demo", planner=given)
    assert from_json(Settings, json.loads(json.dumps(asdict(settings), default=str))) == settings


def test_an_attempt_asks_each_model_with_its_own_sampling() -> None:
    settings = AttemptSettings.of(Settings.preset("cpu-demo", planner=TABLE))
    planner, verifier = settings.asking("planner"), settings.asking("verifier")
    assert (planner.max_tokens, planner.prompting.thinks_first) == (4096, True)
    assert (settings.max_tokens, settings.prompting.thinks_first) == (320, False)
    assert verifier is settings


def test_its_model_is_found_as_a_presets_is(tmp_path: Path) -> None:
    model = tmp_path / "models" / "coder-1.5b-instruct-q4_k_m.gguf"
    model.parent.mkdir()
    model.touch()
    settings = Settings.preset("cpu-demo", planner="cpu-qwen-1.5b")
    (own,) = find_further(settings, {"KAGGLE_UTILS_INPUT": str(tmp_path)}).values()
    assert own.model == str(model)


def test_a_model_that_is_named_is_not_looked_for(tmp_path: Path) -> None:
    settings = Settings.preset("cpu-demo", verifier={"extends": "cpu-qwen-1.5b", "model": "mine.gguf"})
    assert find_further(settings, {"KAGGLE_UTILS_INPUT": str(tmp_path)})["verifier"].model == "mine.gguf"
