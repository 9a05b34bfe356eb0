"""Sizes by tensor shapes: against real checkpoints, and against what vLLM keeps of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kaggle_utils.checkpoint.config import ModelConfig, Quantization, Tensor
from kaggle_utils.checkpoint.weights import read_config, read_tensors
from kaggle_utils.errors import InputError
from kaggle_utils.memory_plan import Serving, expected_tensors
from kaggle_utils.memory_plan.placement import layers_per_stage, weights_per_gpu
from models.demo.training.quantize import write_copy
from tests.conftest import DEMO_MODEL
from tests.sparse_checkpoint import qwen_coder


def on_gpus(config: ModelConfig, tensors: list[Tensor], count: int = 1, serving: Serving | None = None) -> tuple[int, ...]:
    return weights_per_gpu(config, tensors, count, serving or Serving())


def test_the_config_of_the_embedded_model_implies_just_its_tensors() -> None:
    assert set(expected_tensors(read_config(DEMO_MODEL))) == set(read_tensors(DEMO_MODEL))


def test_all_of_the_embedded_model_is_loaded() -> None:
    tensors = read_tensors(DEMO_MODEL)
    data = sum(tensor.size for tensor in tensors)
    assert weights_per_gpu(read_config(DEMO_MODEL), tensors, 1, Serving()) == (data,) == (6_955_520,)


def test_float32_takes_twice_the_room() -> None:
    tensors = read_tensors(DEMO_MODEL)
    assert weights_per_gpu(read_config(DEMO_MODEL), tensors, 1, Serving(dtype="float32")) == (2 * 6_955_520,)


def test_the_config_of_a_gptq_copy_implies_just_its_tensors(tmp_path: Path) -> None:
    write_copy(DEMO_MODEL, tmp_path)
    assert set(expected_tensors(read_config(tmp_path))) == set(read_tensors(tmp_path))


def test_awq_is_packed_by_outputs_and_gptq_by_inputs() -> None:
    """vLLM 0.19.1, awq.py and gptq.py, ``create_weights``."""
    awq = {tensor.name: tensor for tensor in expected_tensors(qwen_coder("7B"))}
    gptq = {tensor.name: tensor for tensor in expected_tensors(replace(qwen_coder("7B"), quantization=Quantization("gptq", 4, 128)))}
    down = "model.layers.0.mlp.down_proj"
    assert [awq[f"{down}.{part}"].shape for part in ("qweight", "qzeros", "scales")] == [(18_944, 448), (148, 448), (148, 3584)]
    assert [gptq[f"{down}.{part}"].shape for part in ("qweight", "qzeros", "scales")] == [(2368, 3584), (148, 448), (148, 3584)]


def test_four_bits_in_groups_of_128_take_4_156_bits_a_weight() -> None:
    """4 + 16 / 128 for the scale + 4 / 128 for the zero (docs/memory.md)."""
    parts = [tensor for tensor in expected_tensors(qwen_coder("32B")) if ".down_proj." in tensor.name]
    assert sum(tensor.size for tensor in parts) * 8 / (64 * 27_648 * 5120) == pytest.approx(4.15625)


def test_bitsandbytes_has_a_scale_for_every_output_or_every_64_weights() -> None:
    shapes = {}
    for bits in (4, 8):
        config = replace(qwen_coder("7B"), quantization=Quantization("bitsandbytes", bits, double=bits == 4))
        shapes[bits] = {tensor.name.removeprefix(f"{LAYER}."): tensor.shape for tensor in expected_tensors(config)}
    assert (shapes[8]["weight"], shapes[8]["SCB"]) == ((3584, 18_944), (3584,))
    assert (shapes[4]["weight"], shapes[4]["weight.absmax"]) == ((33_947_648, 1), (1_060_864,))
    assert shapes[4]["weight.nested_absmax"] == (4144,)


def test_qwen3_norms_queries_and_keys() -> None:
    names = [tensor.name for tensor in expected_tensors(replace(qwen_coder("7B"), head_norms=True))]
    assert "model.layers.27.self_attn.q_norm.weight" in names


def test_layers_that_are_kept_are_not_quantised() -> None:
    config = replace(qwen_coder("7B"), quantization=Quantization("awq", 4, 128, kept=("lm_head", "layers.1.mlp.down_proj")))
    shapes = {tensor.name: tensor.shape for tensor in expected_tensors(config)}
    assert shapes["model.layers.1.mlp.down_proj.weight"] == (3584, 18_944)
    assert "model.layers.1.mlp.down_proj.qweight" not in shapes
    assert "model.layers.2.mlp.down_proj.qweight" in shapes


def test_the_sizes_of_fp8_are_not_guessed() -> None:
    with pytest.raises(InputError, match="the sizes of fp8 weights cannot be told from config"):
        expected_tensors(replace(qwen_coder("7B"), quantization=Quantization("fp8", 8)))


# -- what vLLM keeps -------------------------------------------------------------------------------------------------------------------

GPTQ = replace(qwen_coder("7B"), quantization=Quantization("gptq", 4, 128))
ORDERED = replace(GPTQ, quantization=Quantization("gptq", 4, 128, activation_order=True))
LAYER = "model.layers.0.mlp.down_proj"


@pytest.mark.parametrize(
    ("config", "tensor", "bytes_on_two"),
    [
        (GPTQ, Tensor(f"{LAYER}.qweight", "I32", (2368, 3584)), 2368 * 3584 * 2),
        (GPTQ, Tensor(f"{LAYER}.g_idx", "I32", (18_944,)), 0),
        (GPTQ, Tensor(f"{LAYER}.bias", "F16", (3584,)), 0),
        (
            replace(GPTQ, quantization=Quantization("gptq", 4, 128, activation_order=True)),
            Tensor(f"{LAYER}.g_idx", "I32", (18_944,)),
            37_888,
        ),
        (replace(GPTQ, quantization=Quantization("gptq", 4, 0)), Tensor(f"{LAYER}.scales", "F16", (1, 3584)), 7168),
        (replace(GPTQ, tied=True), Tensor("lm_head.weight", "F16", (152_064, 3584)), 0),
        (GPTQ, Tensor("lm_head.weight", "F16", (152_064, 3584)), 152_064 * 3584),
        (GPTQ, Tensor("model.embed_tokens.weight", "BF16", (100, 3584)), 128 * 3584),
        (GPTQ, Tensor("model.embed_tokens.weight", "F32", (128, 3584)), 128 * 3584),
        (GPTQ, Tensor("model.norm.weight", "F16", (3584,)), 7168),
        (GPTQ, Tensor("model.layers.0.self_attn.q_proj.bias", "F16", (3584,)), 3584),
        (replace(GPTQ, kv_heads=1), Tensor("model.layers.0.self_attn.k_proj.weight", "F16", (128, 3584)), 128 * 3584 * 2),
        (GPTQ, Tensor("model.layers.0.self_attn.rotary_emb.inv_freq", "F32", (64,)), 0),
        (GPTQ, Tensor("something.else", "F16", (10,)), 20),
    ],
)
def test_a_tensors_share_of_two_gpus(config: ModelConfig, tensor: Tensor, bytes_on_two: int) -> None:
    assert on_gpus(config, [tensor], 2) == (bytes_on_two, bytes_on_two)


def test_double_quantised_scales_are_unpacked() -> None:
    config = replace(qwen_coder("7B"), quantization=Quantization("bitsandbytes", 4, double=True))
    assert on_gpus(config, [Tensor(f"{LAYER}.weight.absmax", "U8", (1000,))]) == (4000,)
    assert on_gpus(config, [Tensor(f"{LAYER}.weight.quant_state.bitsandbytes__nf4", "U8", (300,))]) == (0,)


@pytest.mark.parametrize(("tied", "expected"), [(False, (1, 0, 0)), (True, (1, 0, 1))])
def test_a_pipeline_has_tied_embeddings_at_both_ends(tied: bool, expected: tuple[int, ...]) -> None:
    config = replace(qwen_coder("7B"), tied=tied)
    embedding = Tensor("model.embed_tokens.weight", "F16", (64, 1))
    assert tuple(size // 128 for size in on_gpus(config, [embedding], 3, Serving(parallel="pipeline"))) == expected


@pytest.mark.parametrize(
    ("layers", "count", "expected"),
    [(64, 2, (32, 32)), (7, 2, (4, 3)), (7, 3, (2, 3, 2)), (8, 3, (3, 3, 2)), (28, 8, (3, 3, 3, 4, 4, 4, 4, 3)), (2, 3, (1, 1, 0))],
)
def test_an_uneven_pipeline_is_cut_as_vllm_cuts_it(layers: int, count: int, expected: tuple[int, ...]) -> None:
    """By ``get_pp_indices`` of vLLM 0.19.1, run on these numbers."""
    assert layers_per_stage(replace(qwen_coder("7B"), layers=layers), count) == expected
