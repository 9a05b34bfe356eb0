"""Weights that do not belong to their config are refused by the tensor's name; what every loader accepts is accepted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from kaggle_utils.checkpoint.config import ModelConfig, Quantization, Tensor
from kaggle_utils.checkpoint.expected_tensors import expected_tensors
from kaggle_utils.checkpoint.match import check_tensors
from kaggle_utils.errors import InputError
from tests.sparse_checkpoint import qwen_coder

AWQ = replace(qwen_coder("7B"), layers=2)
PLAIN = replace(AWQ, quantization=None)
TIED = replace(PLAIN, tied=True)
GPTQ = replace(AWQ, quantization=Quantization("gptq", 4, 128))
FP8 = replace(AWQ, quantization=Quantization("fp8", 8))
NF4 = replace(AWQ, quantization=Quantization("bitsandbytes", 4, double=True))
INT8 = replace(AWQ, quantization=Quantization("bitsandbytes", 8))
UP = "model.layers.1.mlp.up_proj"
QUERIES = "model.layers.0.self_attn.q_proj"


def changed(config: ModelConfig, *tensors: Tensor, without: Iterable[str] = ()) -> list[Tensor]:
    """The config's tensors with some put in place of those of the same name, and without those whose name ends so."""
    made = {tensor.name: tensor for tensor in (*expected_tensors(config), *tensors)}
    return [tensor for name, tensor in made.items() if not name.endswith(tuple(without))]


ACCEPTED: dict[str, tuple[ModelConfig, list[Tensor]]] = {
    "float16": (PLAIN, changed(PLAIN)),
    "float32 where the config says half": (PLAIN, changed(PLAIN, Tensor(f"{UP}.weight", "F32", (18_944, 3584)))),
    "tied embeddings without a head": (TIED, changed(TIED)),
    "tied embeddings with a head that nobody reads": (TIED, changed(TIED, Tensor("lm_head.weight", "F16", (1, 1)))),
    "AWQ": (AWQ, changed(AWQ)),
    "GPTQ": (GPTQ, changed(GPTQ)),
    "GPTQ without the order that it does not use": (GPTQ, changed(GPTQ, without=[".g_idx"])),
    "GPTQ with AutoGPTQ's biases of zeros": (GPTQ, changed(GPTQ, Tensor(f"{UP}.bias", "F16", (18_944,)))),
    "GPTQ with a quantised head": (GPTQ, changed(GPTQ, Tensor("lm_head.qweight", "I32", (448, 152_064)), without=["lm_head.weight"])),
    "GPTQ with bits that differ from layer to layer": (
        replace(GPTQ, quantization=Quantization("gptq", 4, 128, uneven=True)),
        changed(GPTQ, Tensor(f"{UP}.qweight", "I32", (896, 18_944))),
    ),
    "layers that are kept": (
        replace(AWQ, quantization=Quantization("awq", 4, 128, kept=("layers.1.mlp",))),
        changed(replace(AWQ, quantization=Quantization("awq", 4, 128, kept=("layers.1.mlp",)))),
    ),
    "fp8 with its scales": (
        FP8,
        changed(PLAIN, Tensor(f"{UP}.weight", "F8_E4M3", (18_944, 3584)), Tensor(f"{UP}.weight_scale", "F32", (1,))),
    ),
    "NF4": (NF4, changed(NF4)),
    "NF4 stored as bfloat16": (NF4, changed(NF4, Tensor(f"{UP}.weight", "BF16", (18_944 * 3584 // 4, 1)))),
    "8 bits by bitsandbytes": (INT8, changed(INT8)),
    "rotary embeddings of old files": (PLAIN, changed(PLAIN, Tensor("model.layers.0.self_attn.rotary_emb.inv_freq", "F32", (64,)))),
    "a value head": (PLAIN, changed(PLAIN, Tensor("v_head.summary.weight", "F32", (1, 3584)))),
}


@pytest.mark.parametrize(("config", "tensors"), ACCEPTED.values(), ids=ACCEPTED)
def test_what_loads_is_accepted(config: ModelConfig, tensors: list[Tensor]) -> None:
    check_tensors(config, tensors, "FOLDER")


REFUSED: dict[str, tuple[ModelConfig, list[Tensor], str]] = {
    "one tensor of another shape": (
        PLAIN,
        changed(PLAIN, Tensor(f"{UP}.weight", "F16", (9472, 3584))),
        f"FOLDER: {UP}.weight is F16 of 9472 x 3584, and config.json means F16 of 18944 x 3584: copy config.json and the weights from",
    ),
    "a transposed tensor": (PLAIN, changed(PLAIN, Tensor(f"{UP}.weight", "F16", (3584, 18_944))), f"{UP}.weight is F16 of 3584 x 18944"),
    "a tensor of no shape": (PLAIN, changed(PLAIN, Tensor("model.norm.weight", "F16", ())), "model.norm.weight is F16 of one number"),
    "a smaller vocabulary": (
        replace(PLAIN, vocabulary=151_936),
        changed(PLAIN),
        "model.embed_tokens.weight is F16 of 152064 x 3584, and config.json means F16 of 151936 x 3584",
    ),
    "another number of KV heads": (replace(PLAIN, kv_heads=2), changed(PLAIN), "k_proj.weight is F16 of 512 x 3584"),
    "weights of integers without a quantisation": (
        PLAIN,
        changed(PLAIN, Tensor(f"{UP}.weight", "I8", (18_944, 3584))),
        f"{UP}.weight is I8",
    ),
    "fp8 that the config does not mention": (
        PLAIN,
        changed(PLAIN, Tensor(f"{UP}.weight", "F8_E4M3", (18_944, 3584))),
        f"{UP}.weight is F8_E4M3",
    ),
    "one of two shards": (
        PLAIN,
        changed(PLAIN)[::2],
        "FOLDER lacks model.layers.0.self_attn.q_proj.weight and 12 more of 27: copy config.json and the weights",
    ),
    "one layer too few": (
        replace(PLAIN, layers=3),
        changed(PLAIN),
        "FOLDER lacks model.layers.2.self_attn.q_proj.weight and 11 more of 39",
    ),
    "one layer too many": (replace(PLAIN, layers=1), changed(PLAIN), "which config.json does not know and a loader leaves out"),
    "no head": (PLAIN, changed(TIED), "FOLDER lacks lm_head.weight: copy"),
    "a base model without its head's prefix": (
        TIED,
        [replace(tensor, name=tensor.name.removeprefix("model.")) for tensor in expected_tensors(TIED)],
        "FOLDER lacks model.embed_tokens.weight and 25 more",
    ),
    "no biases": (PLAIN, changed(PLAIN, without=["q_proj.bias"]), f"FOLDER lacks {QUERIES}.bias and 1 more"),
    "biases that the config does not mention": (
        replace(PLAIN, biases=frozenset()),
        changed(PLAIN),
        f"FOLDER holds {QUERIES}.bias, which config.json does not know",
    ),
    "norms of another kind of model": (
        PLAIN,
        changed(replace(PLAIN, head_norms=True)),
        "FOLDER holds model.layers.0.self_attn.q_norm.weight, which config.json does not know",
    ),
    "quantised weights without quantization_config": (
        PLAIN,
        changed(AWQ),
        "because the weights are quantised and config.json has no quantization_config",
    ),
    "plain weights with a quantization_config": (
        AWQ,
        changed(PLAIN),
        "because config.json says awq 4 bit, groups of 128, and the weights are not quantised",
    ),
    "AWQ in place of GPTQ": (GPTQ, changed(AWQ), f"{QUERIES}.qweight is I32 of 3584 x 448, and config.json means I32 of 448 x 3584"),
    "AWQ packed for gemv": (AWQ, changed(AWQ, Tensor(f"{UP}.qweight", "I32", (18_944, 448))), f"{UP}.qweight is I32 of 18944 x 448"),
    "8 bits where the config says 4": (
        GPTQ,
        changed(GPTQ, Tensor(f"{UP}.qweight", "I32", (896, 18_944))),
        f"{UP}.qweight is I32 of 896 x 18944",
    ),
    "groups of 64 where the config says 128": (AWQ, changed(AWQ, Tensor(f"{UP}.scales", "F16", (56, 18_944))), f"{UP}.scales is F16 of 56"),
    "no order where it is used": (
        replace(GPTQ, quantization=Quantization("gptq", 4, 128, activation_order=True)),
        changed(GPTQ, without=[".g_idx"]),
        f"FOLDER lacks {QUERIES}.g_idx and 13 more",
    ),
    "plain weights said to be NF4": (NF4, changed(PLAIN), f"{QUERIES}.weight is F16 of 3584 x 3584, and config.json means U8"),
    "a mixture of experts": (
        PLAIN,
        changed(PLAIN, Tensor("model.layers.0.mlp.experts.0.up_proj.weight", "F16", (768, 3584)), without=["mlp.up_proj.weight"]),
        "FOLDER lacks model.layers.0.mlp.up_proj.weight and 1 more",
    ),
    "a LoRA adapter": (
        PLAIN,
        [
            Tensor(f"base_model.model.{UP}.lora_A.weight", "F16", (16, 3584)),
            Tensor(f"base_model.model.{UP}.lora_B.weight", "F16", (18_944, 16)),
        ],
        f"FOLDER holds base_model.model.{UP}.lora_A.weight, which is a LoRA adapter's: merge it into its base model",
    ),
    "a LoRA adapter beside the weights": (
        PLAIN,
        changed(PLAIN, Tensor(f"{UP}.lora_A.default.weight", "F16", (16, 3584))),
        "which is a LoRA adapter's",
    ),
}


@pytest.mark.parametrize(("config", "tensors", "message"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_belong_together_is_refused_by_name(config: ModelConfig, tensors: list[Tensor], message: str) -> None:
    with pytest.raises(InputError) as error:
        check_tensors(config, tensors, "FOLDER")
    assert message in str(error.value)
    assert "FOLDER" in str(error.value)
