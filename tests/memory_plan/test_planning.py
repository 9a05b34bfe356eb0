"""What fits, against the research's own arithmetic, and what must hold of any plan."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaggle_utils.checkpoint.config import ModelConfig, Quantization
from kaggle_utils.errors import InputError
from kaggle_utils.memory_plan import GIB, MemoryPlan, Serving, expected_tensors, find_gpu, plan
from tests.sparse_checkpoint import qwen_coder

AWQ = Quantization("awq", 4, 128)
# Computed by hand (docs/memory.md): size, utilization, weights and KV cache in GiB a GPU, tokens, sequences of 8,192 and of 16,384.
RESEARCH = [
    ("32B", 0.90, 9.00, 3.11, 25_400, 3, 1),
    ("32B", 0.92, 9.00, 3.40, 27_800, 3, 1),
    ("32B", 0.95, 9.00, 3.83, 31_400, 3, 1),
    ("14B", 0.90, 4.65, 7.46, 81_400, 9, 4),
    ("7B", 0.90, 2.59, 9.52, 356_300, 43, 21),
]


def plan_qwen(size: str, count: int = 2, gpu: str = "T4", quantization: Quantization | None = AWQ, **serving: Any) -> MemoryPlan:
    config = replace(qwen_coder(size), quantization=quantization)
    return plan(config, expected_tensors(config), find_gpu(gpu), count, Serving(**serving))


# -- the research's table --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "utilization", "weights", "cache", "tokens", "eights", "sixteens"), RESEARCH)
def test_it_agrees_with_the_research(
    size: str, utilization: float, weights: float, cache: float, tokens: int, eights: int, sixteens: int
) -> None:
    made = plan_qwen(size, gpu_memory_utilization=utilization)
    assert [value / GIB for value in made.weights] == pytest.approx([weights] * 2, rel=0.03)
    assert [value / GIB for value in made.kv_cache] == pytest.approx([cache] * 2, rel=0.03)
    assert made.tokens == pytest.approx(tokens, rel=0.03)
    assert (made.sequences_of(8192), made.sequences_of(16384)) == (eights, sixteens)


@pytest.mark.parametrize(("size", "on_each"), [("32B", 131_072), ("14B", 98_304), ("7B", 28_672)])
def test_keys_and_values_of_a_token(size: str, on_each: int) -> None:
    assert plan_qwen(size).kv_bytes_per_token == (on_each, on_each)


def test_seven_billion_on_one_gpu() -> None:
    assert plan_qwen("7B", count=1).weights[0] / GIB == pytest.approx(5.19, rel=0.01)


@pytest.mark.parametrize(("size", "weights"), [("32B", 16.3), ("14B", 7.75), ("7B", 4.13)])
def test_eight_bits_a_weight(size: str, weights: float) -> None:
    made = plan_qwen(size, quantization=Quantization("gptq", 8, 128))
    assert made.weights[0] / GIB == pytest.approx(weights, rel=0.03)
    assert made.starts == (size == "7B" or size == "14B")


def test_half_a_billion_fails_on_two_gpus_by_its_groups() -> None:
    made = plan_qwen("0.5B")
    assert [problem.sentence for problem in made.problems] == [
        "o_proj has 896 inputs, 448 on each of 2 GPUs, no multiple of the quantisation group of 128; vLLM refuses: "
        '"The input size is not aligned with the quantized weight shape."'
    ]
    assert [near.change for near in made.alternatives] == ["--parallel pipeline", "--count 1"]


# -- what does not fit, and what does --------------------------------------------------------------------------------------------------


def changes(made: MemoryPlan) -> list[str]:
    return [near.change for near in made.alternatives]


def test_the_whole_context_does_not_fit_and_a_shorter_one_does() -> None:
    made = plan_qwen("32B")
    assert made.problems[0].sentence == "one sequence of 32,768 tokens does not fit: there is room for 25,424"
    assert changes(made) == ["--max-model-len 25344", "--gpu-memory-utilization 0.95 and --max-model-len 31232", "--count 4"]


def test_weights_that_do_not_fit_need_more_gpus() -> None:
    made = plan_qwen("32B", count=1)
    assert made.tokens == 0
    assert made.problems[0].sentence == (
        "the weights take 18.00 GiB of a GPU, and at a utilization of 0.9 there are 12.11 GiB for them and the KV cache"
    )
    assert changes(made) == ["--count 2 and --max-model-len 25344"]


def test_weights_of_16_bits_fit_in_4() -> None:
    made = plan_qwen("14B", quantization=None)
    assert "the model's AWQ checkpoint" in changes(made)


def test_a_utilization_just_too_low_is_raised() -> None:
    made = plan_qwen("32B", max_model_len=30_000)
    assert "--gpu-memory-utilization 0.95" in changes(made)


def test_more_sequences_than_fit_start_but_crowd() -> None:
    made = plan_qwen("32B", gpu_memory_utilization=0.92, max_model_len=8192, max_num_seqs=8)
    assert made.starts
    assert made.is_crowded
    assert changes(made) == ["--max-num-seqs 3", "--max-model-len 3328", "--count 4"]


def test_a_plan_that_fits_has_no_alternatives() -> None:
    made = plan_qwen("14B", max_model_len=16_384, max_num_seqs=4)
    assert made.fits
    assert made.alternatives == ()


def test_a_length_beyond_the_context_is_refused() -> None:
    made = plan_qwen("7B", max_model_len=40_000)
    assert made.problems[0].sentence == "max_model_len is 40,000, beyond the model's context of 32,768"
    assert "--max-model-len 32768" in changes(made)


def test_an_older_driver_leaves_more_tokens() -> None:
    made = plan_qwen("32B", gpu_memory_utilization=0.92)
    assert (made.tokens, made.older_tokens) == (27_808, 29_168)


def test_a_gpu_with_one_known_total_has_one_figure() -> None:
    assert plan_qwen("32B", gpu="L4").older_tokens is None


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"gpu_memory_utilization": 90}, "gpu_memory_utilization is 90, and must be above 0 and at most 1"),
        ({"max_model_len": 0}, "max_model_len is 0, and must be greater than 0"),
        ({"max_num_seqs": -1}, "max_num_seqs is -1, and must be greater than 0"),
        ({"dtype": "int4"}, "dtype is 'int4', and must be one of: float16"),
        ({"count": 0}, "count is 0, and must be at least 1"),
    ],
)
def test_a_wrong_number_is_one_clear_error(values: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        plan_qwen("7B", **values)


# -- what holds of every plan ----------------------------------------------------------------------------------------------------------

quantizations = st.sampled_from([None, AWQ, Quantization("gptq", 4, 32), Quantization("gptq", 8, 128), Quantization("bitsandbytes", 4)])
servings = st.builds(
    Serving,
    gpu_memory_utilization=st.sampled_from([0.5, 0.85, 0.9, 0.95]),
    max_model_len=st.none() | st.integers(1, 40_000),
    max_num_seqs=st.none() | st.integers(1, 64),
    parallel=st.sampled_from(["tensor", "pipeline"]),
    dtype=st.sampled_from(["half", "bfloat16", "float32"]),
)
gpus = st.sampled_from(["T4", "L4", "H100"])
# A plan that does not fit makes a dozen others; without a deadline a busy machine is not a failure.
some = settings(max_examples=40, deadline=None)


@st.composite
def configs(draw: st.DrawFn) -> ModelConfig:
    kv_heads = draw(st.sampled_from([1, 2, 4, 8]))
    return ModelConfig(
        name="any",
        layers=draw(st.integers(1, 9)),
        hidden=128 * draw(st.integers(1, 64)),
        intermediate=128 * draw(st.integers(1, 200)),
        heads=kv_heads * draw(st.integers(1, 8)),
        kv_heads=kv_heads,
        head_size=draw(st.sampled_from([64, 128])),
        vocabulary=draw(st.integers(64, 200_000)),
        context=draw(st.sampled_from([1024, 32_768])),
        tied=draw(st.booleans()),
        dtype="F16",
        biases=frozenset({"q_proj", "k_proj", "v_proj"}),
        quantization=draw(quantizations),
    )


@some
@given(configs(), gpus, st.integers(1, 7), servings)
def test_more_gpus_never_hold_fewer_tokens(config: ModelConfig, gpu: str, count: int, serving: Serving) -> None:
    tensors = expected_tensors(config)
    fewer, more = [plan(config, tensors, find_gpu(gpu), number, serving) for number in (count, count + 1)]
    assert more.tokens >= fewer.tokens


@some
@given(configs(), gpus, st.integers(1, 8), servings)
def test_a_higher_utilization_never_holds_fewer_tokens(config: ModelConfig, gpu: str, count: int, serving: Serving) -> None:
    tensors = expected_tensors(config)
    low, high = [plan(config, tensors, find_gpu(gpu), count, replace(serving, gpu_memory_utilization=share)) for share in (0.5, 0.95)]
    assert high.tokens >= low.tokens


@some
@given(configs(), st.integers(1, 8), servings)
def test_nothing_is_lost_between_gpus(config: ModelConfig, count: int, serving: Serving) -> None:
    tensors = expected_tensors(config)
    alone, shared = [plan(config, tensors, find_gpu("H100"), number, serving).weights for number in (1, count)]
    assert sum(shared) >= alone[0]
    assert max(shared) <= alone[0]


@some
@given(configs(), gpus, st.integers(1, 8), servings)
def test_every_alternative_fits(config: ModelConfig, gpu: str, count: int, serving: Serving) -> None:
    made = plan(config, expected_tensors(config), find_gpu(gpu), count, serving)
    assert all(near.plan.fits and near.change for near in made.alternatives)


@some
@given(configs(), gpus, st.integers(1, 8), servings)
def test_the_sequences_that_fit_fit_in_every_gpus_cache(config: ModelConfig, gpu: str, count: int, serving: Serving) -> None:
    made = plan(config, expected_tensors(config), find_gpu(gpu), count, serving)
    if made.sequences:
        needed = made.sequences * made.max_model_len
        assert all(needed * size <= cache for cache, size in zip(made.kv_cache, made.kv_bytes_per_token, strict=True))
