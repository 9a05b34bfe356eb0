"""What cannot run on a GPU is refused in vLLM's own words, with the way out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kaggle_utils.checkpoint.config import Quantization, Tensor
from kaggle_utils.memory_plan import BITSANDBYTES_REFUSAL, MemoryPlan, Serving, expected_tensors, find_gpu, plan
from tests.sparse_checkpoint import qwen_coder

NF4 = Quantization("bitsandbytes", 4, double=True)


def plan_changed(gpu: str = "T4", count: int = 1, serving: dict[str, Any] | None = None, **changes: Any) -> MemoryPlan:
    config = replace(qwen_coder("7B"), **changes)
    fp8 = config.quantization is not None and config.quantization.method == "fp8"
    tensors = [Tensor("model.layers.0.mlp.up_proj.weight", "F8_E4M3", (18_944, 3584))] if fp8 else expected_tensors(config)
    return plan(config, tensors, find_gpu(gpu), count, Serving(**serving or {}))


def test_bitsandbytes_with_tensor_parallel_is_refused_for_pipeline_parallel() -> None:
    made = plan_changed(count=2, quantization=NF4)
    assert [problem.sentence for problem in made.problems] == [f'vLLM refuses: "{BITSANDBYTES_REFUSAL}"']
    assert made.alternatives[0].change == "--parallel pipeline"


def test_bitsandbytes_on_one_gpu_is_not() -> None:
    assert plan_changed(count=1, quantization=NF4).fits


def test_bfloat16_on_a_t4_is_refused_for_half() -> None:
    made = plan_changed(serving={"dtype": "bfloat16"})
    assert made.problems[0].sentence == (
        'T4 has compute capability 7.5, and vLLM refuses: "Bfloat16 is only supported on GPUs with compute capability of at least 8.0."'
    )
    assert made.alternatives[0].change == "--dtype half"


def test_fp8_on_a_t4_is_refused_for_a_4_bit_checkpoint() -> None:
    made = plan_changed(quantization=Quantization("fp8", 8))
    assert made.problems[0].sentence == "T4 has no fp8 arithmetic: take the AWQ or GPTQ-Int4 checkpoint of the model"
    assert [near.change for near in made.alternatives] == ["the model's AWQ checkpoint"]


@pytest.mark.parametrize("gpu", ["L4", "H100", "RTX-Pro-6000"])
def test_bfloat16_and_fp8_are_taken_where_the_gpu_has_them(gpu: str) -> None:
    assert plan_changed(gpu, serving={"dtype": "bfloat16"}, quantization=Quantization("fp8", 8)).starts


def test_a_gpu_that_the_wheels_hold_no_code_for_is_refused() -> None:
    assert plan_changed("P100").problems[0].sentence == "P100 has compute capability 6.0, and vLLM's wheels begin at 7.0"


def test_quantised_weights_do_not_run_in_float32() -> None:
    assert plan_changed(serving={"dtype": "float32"}).problems[0].sentence == "awq weights run in half or bfloat16, not in float32"


@pytest.mark.parametrize(
    ("count", "changes", "sentence"),
    [
        (3, {}, "28 attention heads cannot be shared evenly by 3 GPUs"),
        (3, {"kv_heads": 4}, "4 KV heads can neither be shared evenly by 3 GPUs nor copied evenly to them"),
        (2, {"intermediate": 18_943}, "the intermediate size of 18,943 cannot be shared evenly by 2 GPUs"),
        (7, {"kv_heads": 7}, "the vocabulary, padded to 152,064, cannot be shared evenly by 7 GPUs"),
    ],
)
def test_what_does_not_divide_is_named(count: int, changes: dict[str, Any], sentence: str) -> None:
    made = plan_changed(count=count, quantization=None, **changes)
    assert sentence in [problem.sentence for problem in made.problems]


def test_kv_heads_are_copied_to_more_gpus() -> None:
    made = plan_changed(count=4, kv_heads=2)
    assert made.starts
    assert made.kv_bytes_per_token == (2 * 28 * 128 * 2,) * 4


def test_a_pipeline_needs_a_layer_for_every_gpu() -> None:
    made = plan_changed(count=4, layers=3, serving={"parallel": "pipeline"})
    assert made.problems[0].sentence == "3 layers cannot make a pipeline of 4 GPUs"


@pytest.mark.parametrize(("group", "starts"), [(128, True), (512, False)])
def test_groups_must_not_be_cut(group: int, starts: bool) -> None:
    """Of 3,584 inputs two GPUs hold 14 groups of 128 each, or 3.5 of 512."""
    assert plan_changed(count=2, quantization=Quantization("gptq", 4, group)).starts == starts
    assert plan_changed(count=2, quantization=Quantization("gptq", 4, group), serving={"parallel": "pipeline"}).starts
