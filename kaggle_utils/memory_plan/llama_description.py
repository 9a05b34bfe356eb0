"""A plan for llama.cpp in words for a person, and as a table for a program."""

from __future__ import annotations

from typing import Any

from kaggle_utils.memory_plan.description import LENGTHS, NOTHING_NEAR
from kaggle_utils.memory_plan.llama_plan import LlamaPlan
from kaggle_utils.memory_plan.placement import GIB

GB = 10**9


def describe_llama(plan: LlamaPlan) -> str:
    """The plan as lines of text."""
    model, serving = plan.model, plan.serving
    each = " a GPU" if plan.gpu is not None else ""
    lengths = [length for length in LENGTHS if length <= model.context and length != plan.max_model_len]
    others = ", ".join(f"{plan.sequences_of(length):,} of {length:,}" for length in lengths)
    kept = f"; {plan.host / GIB:.2f} GiB stay in the host's memory" if plan.gpu is not None else ""
    keys = serving.cache_type_k if serving.cache_type_k == serving.cache_type_v else f"{serving.cache_type_k} and {serving.cache_type_v}"
    slots = f"{serving.n_parallel:,} of {plan.max_model_len:,} tokens" + (" (shared)" if serving.kv_unified else "")
    lines = [
        ("model", f"{model.name}, {model.architecture} in {model.mixture}, {model.size / GB:.2f} GB{_experts(plan)}"),
        ("on", _place(plan)),
        ("weights", f"{_list(plan.weights)} GiB{each}, by the header of {len(model.tensors):,} tensors{kept}"),
        ("KV cache", f"{_list(plan.kv_cache)} GiB{each} for n_ctx = {plan.n_ctx:,}, {keys}"),
        ("KV a token", f"{model.layers * model.kv_bytes(*serving.cache_types):,} bytes" + _tokens_on(plan)),
        ("buffers", f"{max(plan.compute) / GIB:.2f} GiB{each} to compute in, {plan.outside / GIB:.2f} assumed for {_outside(plan)}"),
        ("tokens", f"{plan.tokens:,} fit" + _older(plan)),
        ("slots", f"{slots}; as many as {others} fit" if others and plan.tokens else slots),
        ("verdict", "fits" if plan.fits else "does not fit: " + "; ".join(problem.sentence for problem in plan.problems)),
        ("settings", f"n_ctx = {plan.n_ctx}, n_parallel = {serving.n_parallel}" if plan.fits else ""),
        *[
            ("instead", f"{near.change}: {near.plan.serving.n_parallel:,} of {near.plan.max_model_len:,} tokens")
            for near in plan.alternatives
        ],
        ("instead", NOTHING_NEAR if plan.problems and not plan.alternatives else ""),
    ]
    return "\n".join(f"{name:<11} {text}" for name, text in lines if text)


def llama_table(plan: LlamaPlan) -> dict[str, Any]:
    """The plan for JSON. Sizes in bytes, a list with an item for each GPU, or one for the machine's memory."""
    return {
        "model": plan.model.name,
        "architecture": plan.model.architecture,
        "mixture": plan.model.mixture,
        "gpu": plan.gpu.name if plan.gpu is not None else None,
        "count": plan.count,
        "memory": plan.memory,
        "split_mode": plan.serving.split_mode,
        "cache_type_k": plan.serving.cache_type_k,
        "cache_type_v": plan.serving.cache_type_v,
        "n_ctx": plan.n_ctx,
        "n_parallel": plan.serving.n_parallel,
        "max_model_len": plan.max_model_len,
        "weights": list(plan.weights),
        "host": plan.host,
        "kv_cache": list(plan.kv_cache),
        "kv_bytes_per_token": list(plan.kv_bytes_per_token),
        "compute": list(plan.compute),
        "outside": plan.outside,
        "tokens": plan.tokens,
        "older_tokens": plan.older_tokens,
        "starts": plan.starts,
        "fits": plan.fits,
        "problems": [problem.sentence for problem in plan.problems],
        "alternatives": [
            {"change": near.change, "tokens": near.plan.tokens, "n_parallel": near.plan.serving.n_parallel, "n_ctx": near.plan.n_ctx}
            for near in plan.alternatives
        ],
    }


def _place(plan: LlamaPlan) -> str:
    if plan.gpu is None:
        return f"a machine with {plan.memory / GIB:.1f} GiB of memory, without a GPU"
    layers = plan.serving.n_gpu_layers
    some = f"{layers} of {plan.model.layers + 1} layers" if layers is not None and layers <= plan.model.layers else "all layers"
    split = f", split by {plan.serving.split_mode}" if plan.count > 1 and plan.serving.split_mode != "none" else ""
    return f"{plan.count} x {plan.gpu.name} of {plan.gpu.usable_bytes / GIB:.2f} GiB, {some}{split}"


def _outside(plan: LlamaPlan) -> str:
    kept = f" and {plan.serving.cache_ram_mib:,} MiB of kept prompts" if plan.serving.cache_ram_mib else ""
    return "CUDA" if plan.gpu is not None else f"the system, the sandbox{kept}"


def _experts(plan: LlamaPlan) -> str:
    model = plan.model
    return (f", {model.experts} experts" if model.experts else "") + (", latent attention" if model.latent else "")


def _tokens_on(plan: LlamaPlan) -> str:
    if plan.count < 2:
        return ""
    return f", {' and '.join(f'{size:,}' for size in plan.kv_bytes_per_token)} on the GPUs"


def _older(plan: LlamaPlan) -> str:
    if plan.older_tokens is None or plan.gpu is None:
        return ""
    return f" ({plan.older_tokens:,} with older drivers, which leave {plan.gpu.older_bytes / GIB:.2f} GiB)"


def _list(values: tuple[int, ...]) -> str:
    texts = list(dict.fromkeys(f"{value / GIB:.2f}" for value in values))
    return " and ".join(texts)
