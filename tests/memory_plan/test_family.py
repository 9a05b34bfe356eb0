"""More of the family on two T4s: the presets fit, by configs whose sources stand in tests/data/configs."""

from __future__ import annotations

import json

import pytest

from kaggle_utils.checkpoint.config import parse_config
from kaggle_utils.engines.vllm.expectation import read_serving
from kaggle_utils.memory_plan import expected_tensors, find_gpu, plan
from kaggle_utils.settings import Settings
from tests.sparse_checkpoint import CONFIGS

PRESETS = [("t4x2-r1-14b-awq", "DeepSeek-R1-Distill-Qwen-14B-AWQ"), ("t4x2-math-7b", "Qwen2.5-Math-7B-Instruct")]


@pytest.mark.parametrize(("preset", "model"), PRESETS)
def test_every_attempt_fits_at_full_length_with_every_driver(preset: str, model: str) -> None:
    config = parse_config(json.loads((CONFIGS / f"{model}.json").read_text(encoding="utf-8")), model)
    chosen = Settings.preset(preset, model="model")
    for step in (chosen, *chosen.ladder_steps()):
        serving = read_serving(step.serve)
        made = plan(config, expected_tensors(config), find_gpu("T4"), 2, serving)
        assert made.fits
        assert made.tokens >= made.max_model_len * (serving.max_num_seqs or 0)
        assert step.max_tokens + 900 < made.max_model_len


@pytest.mark.parametrize(("preset", "model"), PRESETS)
def test_the_preset_is_meant_for_the_model(preset: str, model: str) -> None:
    from kaggle_utils.environment import fits_pattern

    assert fits_pattern(CONFIGS / model, Settings.preset(preset, model="model").model_pattern)


def test_the_distilled_model_is_asked_as_its_makers_recommend() -> None:
    """DeepSeek-R1's usage recommendations: temperature 0.6, top_p 0.95, no system prompt."""
    chosen = Settings.preset("t4x2-r1-14b-awq", model="model")
    assert (chosen.temperature, chosen.top_p, chosen.prompting.thinks_first) == (0.6, 0.95, True)
