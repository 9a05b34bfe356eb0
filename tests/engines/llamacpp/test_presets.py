"""Whatever a preset puts into llama.cpp's serve table, the xllamacpp that is pinned takes it."""

from __future__ import annotations

import pytest
from xllamacpp import CommonParams

from kaggle_utils.engines.llamacpp.backend import DEFAULTS
from kaggle_utils.engines.llamacpp.serve import fill
from kaggle_utils.settings import Settings, load_presets

PRESETS = {name: Settings.preset(name, model="model") for name in load_presets()}
STEPS = [
    pytest.param(step, id=f"{name}-{number}")
    for name, settings in PRESETS.items()
    for number, step in enumerate((settings, *settings.ladder_steps()))
    if step.engine == "llamacpp"
]


@pytest.mark.parametrize("step", STEPS)
def test_llama_cpp_takes_the_table(step: Settings) -> None:
    params = CommonParams()
    fill(params, {**DEFAULTS, **step.serve})
    assert params.n_ctx == step.serve["n_ctx"]
    assert params.n_ctx % (256 * params.n_parallel) == 0  # llama.cpp would round it


@pytest.mark.parametrize("step", [step for step in STEPS if not str(step.id).startswith("cpu-demo-")])
def test_a_model_is_looked_for_as_a_file(step: Settings) -> None:
    assert step.model_pattern.endswith(".gguf")


def test_the_vllm_ladders_end_in_llama_cpp() -> None:
    ends = {name: Settings.preset(name, model="model").ladder_steps()[-1] for name in ("t4x2-32b-awq", "t4x2-14b-awq", "l4x4-32b-awq")}
    assert {name: (step.engine, step.server_python) for name, step in ends.items()} == dict.fromkeys(ends, ("llamacpp", ""))
