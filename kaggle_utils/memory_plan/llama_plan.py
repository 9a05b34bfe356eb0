"""What fits of a GGUF model that llama.cpp serves: on GPUs, or in a machine's memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from kaggle_utils.checkpoint.gguf_model import GgufModel
from kaggle_utils.errors import InputError
from kaggle_utils.memory_plan.checks import Obstruction
from kaggle_utils.memory_plan.gpus import Gpu
from kaggle_utils.memory_plan.llama_placement import (
    MAX_GPUS,
    PAD,
    LlamaServing,
    compute_bytes,
    kv_bytes_on,
    mask_bytes,
    weights_on,
)
from kaggle_utils.memory_plan.placement import GIB
from kaggle_utils.memory_plan.planning import MIN_CONTEXT

MIB = 2**20
# Of a GPU, for CUDA and cuBLAS. Assumed: llama.cpp's own breakdown left 749 MiB unaccounted for on a large card (llama.cpp #27953); its
# `--fit` leaves 1 GiB free. No one has measured it on a T4.
ON_GPU = 3 * GIB // 4
# Of a machine's memory: the server's own (0.13 GiB measured, docs/memory.md), the system, and the two programs of 1 GiB each that the
# sandbox runs at once.
ON_HOST = 3 * GIB
NEAR_COUNTS = 8  # GPUs of one machine that are suggested at most


@dataclass(frozen=True)
class LlamaPlan:
    """What fits. Bytes; tuples have an item for each GPU, or one for the machine's memory when ``gpu`` is None.

    ``host`` is what stays in the host's memory beside the GPUs. ``tokens`` is the largest ``n_ctx`` that fits; ``older_tokens`` the same
    for an older driver, which leaves ``gpu.older_bytes``.
    """

    model: GgufModel
    gpu: Gpu | None
    count: int
    memory: int
    serving: LlamaServing
    weights: tuple[int, ...]
    kv_bytes_per_token: tuple[int, ...]
    compute: tuple[int, ...]
    outside: int
    host: int
    tokens: int
    older_tokens: int | None
    problems: tuple[Obstruction, ...] = ()
    alternatives: tuple[LlamaAlternative, ...] = ()

    @property
    def max_model_len(self) -> int:
        """Tokens that one slot may hold."""
        return self.serving.slot(self.model.context)

    @property
    def n_ctx(self) -> int:
        """Tokens that all slots together hold."""
        return self.serving.cells(self.model.context)

    @property
    def kv_cache(self) -> tuple[int, ...]:
        """Bytes of the KV cache, all of which llama.cpp takes when it starts."""
        return tuple(size * self.n_ctx for size in self.kv_bytes_per_token)

    @property
    def taken(self) -> int:
        """Bytes that the server takes on all GPUs together, or of the machine's memory, without what is outside of it."""
        return sum(self.weights) + sum(self.kv_cache) + sum(self.compute)

    @property
    def starts(self) -> bool:
        """Whether the server would start with all weights and the whole cache where they should be."""
        return not self.problems

    @property
    def fits(self) -> bool:
        """The same as ``starts``: llama.cpp takes the whole cache at once."""
        return self.starts

    def sequences_of(self, length: int) -> int:
        """How many slots of a length in tokens fit at once."""
        return self.tokens // (-(-length // PAD) * PAD)


@dataclass(frozen=True)
class LlamaAlternative:
    """Something near that fits: the change as flags of ``plan``, and its plan."""

    change: str
    plan: LlamaPlan


def plan_on_gpus(model: GgufModel, gpu: Gpu, count: int, serving: LlamaServing | None = None) -> LlamaPlan:
    """Plan a model on ``count`` GPUs. Raises InputError for a count that llama.cpp does not take."""
    if not 1 <= count <= MAX_GPUS:
        raise InputError(f"count is {count}, and must be 1 to {MAX_GPUS}")
    return _with_alternatives(_assess(model, gpu, count, gpu.usable_bytes, serving or LlamaServing()))


def plan_in_memory(model: GgufModel, memory: int, serving: LlamaServing | None = None) -> LlamaPlan:
    """Plan a model on a machine without a GPU that has so many bytes of memory."""
    return _with_alternatives(_assess(model, None, 0, memory, serving or LlamaServing()))


def _assess(model: GgufModel, gpu: Gpu | None, count: int, memory: int, serving: LlamaServing) -> LlamaPlan:
    (weights, host), (per_token, host_per_token) = weights_on(model, count, serving), kv_bytes_on(model, count, serving)
    buffers, mask = compute_bytes(model, count, serving), mask_bytes(model, count, serving)
    cells, slot = serving.cells(model.context), serving.slot(model.context)
    if gpu is None:
        weights, per_token, host, outside = (host,), (host_per_token,), 0, ON_HOST + serving.cache_ram_mib * MIB
    else:
        host, outside = host + host_per_token * cells, ON_GPU
    fixed = tuple(size + buffers + outside for size in weights)
    # Each slot's mask is as long as the slot, whose length is its share of the cache.
    share = 1 if serving.kv_unified else serving.n_parallel
    costs = tuple(size * share + mask for size in per_token)
    tokens = _tokens(memory, fixed, costs, share)
    older = _tokens(gpu.older_bytes, fixed, costs, share) if gpu is not None and gpu.older_bytes else None
    compute = (buffers + mask * slot,) * len(weights)
    made = LlamaPlan(model, gpu, count, memory, serving, weights, per_token, compute, outside, host, tokens, older)
    return replace(made, problems=tuple(_check(made)))


def _tokens(memory: int, fixed: tuple[int, ...], costs: tuple[int, ...], slots: int) -> int:
    """The largest cache that fits on the device that holds the least of it."""
    longest = min((memory - size) // cost for size, cost in zip(fixed, costs, strict=True))
    return max(0, longest // PAD) * PAD * slots


def _check(made: LlamaPlan) -> Iterator[Obstruction]:
    model, slot = made.model, made.max_model_len
    if slot > -(-model.context // PAD) * PAD:
        yield Obstruction("context", f"a slot has {slot:,} tokens, beyond the model's context of {model.context:,}")
    if made.tokens == 0:
        where = "the machine's memory" if made.gpu is None else "a GPU"
        yield Obstruction(
            "weights",
            f"the weights take {max(made.weights) / GIB:.2f} GiB of {where}, of whose {made.memory / GIB:.2f} GiB "
            f"{(made.outside + min(made.compute)) / GIB:.2f} are for other things",
        )
    elif made.n_ctx > made.tokens:
        yield Obstruction("context", f"n_ctx of {made.n_ctx:,} tokens does not fit: there is room for {made.tokens:,}")


def _with_alternatives(made: LlamaPlan) -> LlamaPlan:
    if made.fits:
        return made
    near = [(change, plan) for change, plan in _near(made) if plan.fits]
    return replace(made, alternatives=tuple(LlamaAlternative(change, plan) for change, plan in near))


def _near(made: LlamaPlan) -> Iterator[tuple[str, LlamaPlan]]:
    """What differs in one thing, with the shorter context that it may need."""
    serving, slots, length = made.serving, made.serving.n_parallel, made.max_model_len
    fewer = made.sequences_of(length)
    if 0 < fewer < slots:
        yield f"--max-num-seqs {fewer}", _again(made, n_parallel=fewer, n_ctx=fewer * length)
    shorter = min(made.tokens // slots // PAD * PAD, made.model.context)
    if shorter >= min(MIN_CONTEXT, made.model.context):
        yield f"--max-model-len {shorter}", _again(made, n_ctx=shorter * slots)
    if serving.cache_type_k == serving.cache_type_v == "f16":
        yield "--cache-type q8_0", _again(made, cache_type_k="q8_0", cache_type_v="q8_0")
    if made.gpu is None:
        return
    for count in sorted(set(range(1, NEAR_COUNTS + 1)) - {made.count}, key=lambda count: abs(count - made.count)):
        near = _assess(made.model, made.gpu, count, made.memory, serving)
        if near.fits:
            yield f"--count {count}", near
            return


def _again(made: LlamaPlan, **changes: Any) -> LlamaPlan:
    return _assess(made.model, made.gpu, made.count, made.memory, replace(made.serving, **changes))
