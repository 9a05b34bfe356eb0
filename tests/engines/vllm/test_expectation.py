"""What the server's log says is compared with the memory plan."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kaggle_utils.engines.vllm.expectation import compare, plan_for
from kaggle_utils.engines.vllm.log import ServerFacts
from kaggle_utils.memory_plan import GIB, MemoryPlan
from kaggle_utils.settings import Settings
from tests.conftest import DEMO_MODEL


@pytest.fixture
def planned() -> MemoryPlan:
    settings = Settings.preset("t4x2-7b-awq", model=str(DEMO_MODEL))
    made = plan_for(replace(settings, serve={**settings.serve, "max_model_len": 1024}))
    assert made is not None
    return made


def test_the_plan_is_made_for_the_presets_own_gpus_and_flags(planned: MemoryPlan) -> None:
    assert (planned.gpu.name, planned.count) == ("T4", 2)
    assert planned.serving.gpu_memory_utilization == 0.9
    assert planned.max_model_len == 1024


def test_settings_without_a_gpu_have_no_plan() -> None:
    assert plan_for(Settings.preset("vllm-cpu")) is None


def test_a_server_as_planned_raises_no_eyebrow(planned: MemoryPlan) -> None:
    assert compare(ServerFacts(weights_gib=max(planned.weights) / GIB, kv_tokens=planned.tokens), planned) == []


def test_each_figure_that_is_far_off_is_named_with_both_values(planned: MemoryPlan) -> None:
    twice = ServerFacts(weights_gib=2 * max(planned.weights) / GIB, kv_tokens=planned.tokens // 2)
    weights, tokens = compare(twice, planned)
    assert "GiB on a GPU" in weights
    assert f"holds {planned.tokens // 2:,} tokens, {planned.tokens:,} were planned" in tokens


def test_what_the_log_does_not_say_is_not_compared(planned: MemoryPlan) -> None:
    assert compare(ServerFacts(), planned) == []
