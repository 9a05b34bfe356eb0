"""A plan in words for a person, and as a table for a program."""

from __future__ import annotations

from dataclasses import asdict
from math import ceil
from typing import Any

from kaggle_utils.checkpoint.expected_tensors import linear_layers
from kaggle_utils.memory_plan.placement import GIB, ROWS, VOCABULARY_PADDING, kv_bytes_per_token, kv_heads_per_gpu, layers_per_stage
from kaggle_utils.memory_plan.planning import MemoryPlan

LENGTHS = (2048, 4096, 8192, 16384, 32768)  # tokens of the sequences that are counted beside the one that was asked for
NOTHING_NEAR = "a smaller model, one of fewer bits, or another kind of GPU: nothing near this fits"


def describe(plan: MemoryPlan, source: str) -> str:
    """The plan as lines of text. ``source`` says where the weights' sizes come from."""
    config, serving = plan.config, plan.serving
    kind = f"{plan.split if serving.split else serving.parallel} parallel, " if plan.count > 1 else ""
    lengths = [length for length in LENGTHS if length <= config.context and length != plan.max_model_len]
    lines = [
        ("model", f"{config.name}, {config.quantization or 'not quantised'}"),
        (
            "on",
            f"{plan.count} x {plan.gpu.name} of {plan.gpu.usable_bytes / GIB:.2f} GiB, {kind}{serving.dtype}, "
            f"utilization {serving.gpu_memory_utilization:g}",
        ),
        ("weights", f"{_range(plan.weights, GIB, '.2f')} GiB a GPU, by {source}"),
        (
            "KV cache",
            (f"{_range(plan.kv_cache, GIB, '.2f')} GiB a GPU" if min(plan.kv_cache) > 0 else "none")
            + f", after {(serving.activations + serving.outside) / GIB:.2f} GiB assumed for activations, CUDA and NCCL",
        ),
        ("KV a token", f"{kv_bytes_per_token(config, 1, serving)[0]:,} bytes, {_range(plan.kv_bytes_per_token, 1, ',.0f')} on a GPU"),
        ("tokens", f"{plan.tokens:,}" + _older(plan)),
        ("sequences", f"{plan.sequences:,} of {plan.max_model_len:,} tokens" + _others(plan, lengths)),
        ("copies", _copies(plan)),
        ("layers", _layers(plan)),
        ("divides", _division(plan)),
        ("verdict", _verdict(plan)),
        *[("instead", f"{near.change}: {near.plan.sequences:,} of {near.plan.max_model_len:,} tokens") for near in plan.alternatives],
        ("instead", NOTHING_NEAR if plan.problems and not plan.alternatives else ""),
    ]
    return "\n".join(f"{name:<11} {text}" for name, text in lines if text)


def as_table(plan: MemoryPlan) -> dict[str, Any]:
    """The plan for JSON. Sizes in bytes, a list with an item for each GPU."""
    return {
        "model": plan.config.name,
        "gpu": plan.gpu.name,
        "count": plan.count,
        "parallel": plan.serving.parallel,
        "split": asdict(plan.split),
        "layers": list(layers_per_stage(plan.config, plan.split.pipeline)),
        "dtype": plan.serving.dtype,
        "gpu_memory_utilization": plan.serving.gpu_memory_utilization,
        "max_model_len": plan.max_model_len,
        "max_num_seqs": plan.serving.max_num_seqs,
        "weights": list(plan.weights),
        "kv_cache": list(plan.kv_cache),
        "kv_bytes_per_token": list(plan.kv_bytes_per_token),
        "tokens": plan.tokens,
        "older_tokens": plan.older_tokens,
        "sequences": plan.sequences,
        "starts": plan.starts,
        "fits": plan.fits,
        "problems": [problem.sentence for problem in plan.problems],
        "alternatives": [
            {"change": near.change, "tokens": near.plan.tokens, "sequences": near.plan.sequences, "max_model_len": near.plan.max_model_len}
            for near in plan.alternatives
        ],
    }


def _verdict(plan: MemoryPlan) -> str:
    if plan.problems:
        return "does not start: " + "; ".join(problem.sentence for problem in plan.problems)
    if plan.is_crowded:
        count = plan.serving.max_num_seqs
        assert count is not None
        return (
            f"starts, but {count:,} sequences of {plan.max_model_len:,} tokens need {count * plan.max_model_len:,}: when they grow beyond "
            f"{plan.tokens // count:,} each, vLLM makes some wait"
        )
    return "fits"


def _older(plan: MemoryPlan) -> str:
    if plan.older_tokens is None:
        return ""
    return f" ({plan.older_tokens:,} with older drivers, which leave {plan.gpu.older_bytes / GIB:.2f} GiB)"


def _others(plan: MemoryPlan, lengths: list[int]) -> str:
    counts = [f"{plan.sequences_of(length):,} of {length:,}" for length in lengths]
    return f" (or {', '.join(counts)})" if counts and plan.tokens else ""


def _copies(plan: MemoryPlan) -> str:
    """Several copies of the model, together; what stands above is of one."""
    split = plan.split
    if split.data == 1:
        return ""
    tokens, sequences = split.data * plan.tokens, split.data * plan.sequences
    return f"{split.data} of {split.of_one_copy} GPUs each: {tokens:,} tokens and {sequences:,} sequences in all"


def _layers(plan: MemoryPlan) -> str:
    """The layers of each stage, where they do not divide evenly."""
    layers = layers_per_stage(plan.config, plan.split.pipeline)
    if len(set(layers)) == 1:
        return f"{layers[0]} in each of {len(layers)} stages" if len(layers) > 1 else ""
    return f"{', '.join(map(str, layers))} in the {len(layers)} stages: {plan.config.layers} do not make equal ones"


def _division(plan: MemoryPlan) -> str:
    """What each GPU gets, where the layers themselves are split."""
    config, count = plan.config, plan.split.tensor
    if count == 1:
        return ""
    group = config.quantization.group_size if config.quantization else 0
    vocabulary = ceil(config.vocabulary / VOCABULARY_PADDING) * VOCABULARY_PADDING
    shares = [
        f"{config.heads / count:g} attention heads",
        f"{kv_heads_per_gpu(config, plan.split)} KV heads",
        f"{vocabulary / count:,.10g} of the vocabulary",
    ]
    for name, (inputs, _) in linear_layers(config).items():
        layer = name.split(".")[1]
        if layer in ROWS:
            shares.append(f"{inputs / count / group:g} groups of {layer}" if group else f"{inputs / count:,.10g} inputs of {layer}")
    return "a GPU gets " + ", ".join(shares)


def _range(values: tuple[int, ...], unit: int, form: str) -> str:
    low, high = min(values) / unit, max(values) / unit
    return format(low, form) if low == high else f"{low:{form}} to {high:{form}}"
