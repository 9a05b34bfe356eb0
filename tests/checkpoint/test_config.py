"""What config.json says of a model."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kaggle_utils.checkpoint.config import Quantization, parse_config
from kaggle_utils.errors import InputError
from tests.sparse_checkpoint import CONFIGS

QWEN_7B: dict[str, Any] = json.loads((CONFIGS / "Qwen2.5-Coder-7B-Instruct-AWQ.json").read_text())


def with_quantization(**values: Any) -> dict[str, Any]:
    return QWEN_7B | {"quantization_config": values}


def test_the_shape_of_a_published_model() -> None:
    config = parse_config(QWEN_7B, "7B")
    assert (config.layers, config.heads, config.kv_heads, config.head_size, config.vocabulary) == (28, 28, 4, 128, 152_064)
    assert config.quantization == Quantization("awq", 4, 128)
    assert config.biases == {"q_proj", "k_proj", "v_proj"}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({"quant_method": "gptq", "bits": 8, "group_size": 128, "desc_act": False}, Quantization("gptq", 8, 128)),
        ({"quant_method": "gptq", "bits": 4, "group_size": -1, "desc_act": True}, Quantization("gptq", 4, 0, activation_order=True)),
        ({"quant_method": "awq", "w_bit": 4, "q_group_size": 64}, Quantization("awq", 4, 64)),
        (
            {"quant_method": "bitsandbytes", "load_in_4bit": True, "bnb_4bit_use_double_quant": True},
            Quantization("bitsandbytes", 4, double=True),
        ),
        ({"quant_method": "bitsandbytes", "load_in_8bit": True}, Quantization("bitsandbytes", 8)),
        ({"quant_method": "bitsandbytes", "llm_int8_skip_modules": ["lm_head"]}, Quantization("bitsandbytes", 4, kept=("lm_head",))),
        ({"quant_method": "fp8", "activation_scheme": "dynamic"}, Quantization("fp8", 8)),
    ],
)
def test_every_method_is_read(written: dict[str, Any], expected: Quantization) -> None:
    assert parse_config(with_quantization(**written), "7B").quantization == expected


def test_a_model_without_grouped_queries_has_as_many_kv_heads_as_heads() -> None:
    raw = {key: value for key, value in QWEN_7B.items() if key != "num_key_value_heads"}
    assert parse_config(raw, "7B").kv_heads == 28


def test_a_head_size_that_is_written_wins() -> None:
    assert parse_config(QWEN_7B | {"model_type": "qwen3", "head_dim": 96}, "7B").head_size == 96


def test_biases_follow_the_keys_of_llama() -> None:
    raw = QWEN_7B | {"model_type": "llama", "mlp_bias": True}
    assert parse_config(raw, "7B").biases == {"gate_proj", "up_proj", "down_proj"}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"model_type": "qwen3_moe"}, "7B: model_type is 'qwen3_moe', and the memory plan knows dense decoders only: qwen2, qwen3"),
        ({"hidden_size": None}, "7B: hidden_size is None, and must be a whole number greater than 0"),
        ({"num_hidden_layers": "28"}, "7B: num_hidden_layers is '28', and must be a whole number"),
        ({"vocab_size": True}, "7B: vocab_size is True, and must be a whole number"),
        ({"num_key_value_heads": 5}, "7B: num_attention_heads is 28, no multiple of num_key_value_heads 5"),
        ({"num_attention_heads": 30, "num_key_value_heads": 5}, "7B: hidden_size is 3584, no multiple of num_attention_heads 30"),
        ({"torch_dtype": "int8"}, "7B: torch_dtype is 'int8', and must be one of: float16"),
        ({"quantization_config": {"quant_method": "hqq"}}, "7B: quant_method is 'hqq', and the memory plan knows: awq, gptq"),
        ({"quantization_config": {"quant_method": "awq", "bits": 3, "group_size": 128}}, "7B: bits is 3, which vLLM has no awq kernel for"),
        (
            {"quantization_config": {"quant_method": "gptq", "bits": 4, "group_size": 0}},
            "7B: group_size is 0, and must be a number of weights",
        ),
    ],
)
def test_a_wrong_config_is_one_clear_error(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as error:
        parse_config(QWEN_7B | changes, "7B")
    assert str(error.value).startswith(message)
