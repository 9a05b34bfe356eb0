"""The tensors that a model's config implies, for planning before the weights are there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import ceil

from kaggle_utils.checkpoint.config import ModelConfig, Quantization, Tensor
from kaggle_utils.errors import InputError

WORD = 32  # bits of the integers that AWQ and GPTQ pack weights into
# bitsandbytes: a scale for 64 weights, and in double quantisation a scale for 256 of those (Dettmers et al., arXiv 2305.14314, section 3).
BLOCK, NESTED_BLOCK = 64, 256


def expected_tensors(config: ModelConfig) -> tuple[Tensor, ...]:
    """Name, type and shape of every tensor of the checkpoint. Raises InputError for fp8, whose scales come in several layouts.

    bitsandbytes' ``quant_state`` records, a few hundred bytes of JSON a layer that stay on the CPU, are left out.
    """
    return tuple(_tensors(config))


def linear_layers(config: ModelConfig) -> dict[str, tuple[int, int]]:
    """The linear layers of one decoder layer: their name in it, inputs and outputs."""
    queries, keys = config.heads * config.head_size, config.kv_heads * config.head_size
    return {
        "self_attn.q_proj": (config.hidden, queries),
        "self_attn.k_proj": (config.hidden, keys),
        "self_attn.v_proj": (config.hidden, keys),
        "self_attn.o_proj": (queries, config.hidden),
        "mlp.gate_proj": (config.hidden, config.intermediate),
        "mlp.up_proj": (config.hidden, config.intermediate),
        "mlp.down_proj": (config.intermediate, config.hidden),
    }


def _tensors(config: ModelConfig) -> Iterator[Tensor]:
    dtype = config.dtype
    yield Tensor("model.embed_tokens.weight", dtype, (config.vocabulary, config.hidden))
    for number in range(config.layers):
        layer = f"model.layers.{number}"
        for name, (inputs, outputs) in linear_layers(config).items():
            kept = config.quantization is not None and any(word in f"{layer}.{name}" for word in config.quantization.kept)
            for part, kind, shape in _linear(replace(config, quantization=None) if kept else config, inputs, outputs):
                yield Tensor(f"{layer}.{name}.{part}", kind, shape)
            if name.split(".")[1] in config.biases:
                yield Tensor(f"{layer}.{name}.bias", dtype, (outputs,))
        for name in ("input_layernorm", "post_attention_layernorm"):
            yield Tensor(f"{layer}.{name}.weight", dtype, (config.hidden,))
        for name in ("self_attn.q_norm", "self_attn.k_norm") if config.head_norms else ():
            yield Tensor(f"{layer}.{name}.weight", dtype, (config.head_size,))
    yield Tensor("model.norm.weight", dtype, (config.hidden,))
    if not config.tied:
        yield Tensor("lm_head.weight", dtype, (config.vocabulary, config.hidden))


def _linear(config: ModelConfig, inputs: int, outputs: int) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    """The parts of one linear layer's weight, as the quantiser writes them."""
    match config.quantization:
        case None:
            yield "weight", config.dtype, (outputs, inputs)
        case Quantization("awq" | "gptq" as method, bits, size) as quantization:
            groups = ceil(inputs / (size or inputs))
            if method == "awq":
                yield "qweight", "I32", (inputs, outputs * bits // WORD)
            else:
                yield "qweight", "I32", (inputs * bits // WORD, outputs)
                yield "g_idx", "I32", (inputs,)
            yield "qzeros", "I32", (groups, outputs * quantization.bits // WORD)
            yield "scales", "F16", (groups, outputs)
        case Quantization("bitsandbytes", 4) as quantization:
            blocks = ceil(inputs * outputs / BLOCK)
            yield "weight", "U8", (inputs * outputs // 2, 1)
            yield "weight.quant_map", "F32", (16,)
            yield "weight.absmax", "U8" if quantization.double else "F32", (blocks,)
            if quantization.double:
                yield "weight.nested_absmax", "F32", (ceil(blocks / NESTED_BLOCK),)
                yield "weight.nested_quant_map", "F32", (256,)
        case Quantization("bitsandbytes"):
            yield "weight", "I8", (outputs, inputs)
            yield "SCB", "F32", (outputs,)
            yield "weight_format", "U8", ()
        case Quantization(method):
            raise InputError(
                f"{config.name}: the sizes of {method} weights cannot be told from config.json alone: give the folder with the weights"
            )
