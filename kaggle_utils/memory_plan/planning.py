"""What fits: weights on each GPU, KV cache tokens, sequences at once, or what does not and the nearest thing that does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil

from kaggle_utils.checkpoint.config import ModelConfig, Quantization, Tensor
from kaggle_utils.checkpoint.expected_tensors import expected_tensors
from kaggle_utils.errors import InputError
from kaggle_utils.memory_plan.checks import Obstruction, check_fit
from kaggle_utils.memory_plan.gpus import Gpu
from kaggle_utils.memory_plan.placement import GIB, Serving, kv_bytes_per_token, weights_per_gpu
from kaggle_utils.memory_plan.split import FLAGS, Split, splits_of

BLOCK = 16  # tokens of a KV cache block (vLLM's default block_size for CUDA)
MIN_CONTEXT = 2048  # tokens; a statement and a program barely fit below
MAX_UTILIZATION = 0.95  # the highest that docs/memory.md reckons with; the rest is for what the allocator loses
MAX_GPUS = 8  # of one machine
AWQ = Quantization("awq", 4, 128)  # how Qwen publishes its 4-bit checkpoints


@dataclass(frozen=True)
class MemoryPlan:
    """What fits. Bytes; tuples have an item for each GPU. ``older_tokens`` is for an older driver, which leaves ``gpu.older_bytes``.

    Of several copies of the model, tokens and sequences are those of one, as vLLM's ``max_num_seqs`` is.
    """

    config: ModelConfig
    gpu: Gpu
    count: int
    serving: Serving
    weights: tuple[int, ...]
    kv_bytes_per_token: tuple[int, ...]
    kv_cache: tuple[int, ...]
    tokens: int
    older_tokens: int | None
    problems: tuple[Obstruction, ...]
    alternatives: tuple[Alternative, ...] = ()

    @property
    def split(self) -> Split:
        """How the GPUs share the model."""
        return self.serving.split_over(self.count)

    @property
    def max_model_len(self) -> int:
        """Tokens of the longest sequence: as asked, or the model's context."""
        return self.serving.max_model_len or self.config.context

    @property
    def sequences(self) -> int:
        """How many sequences of ``max_model_len`` tokens fit at once."""
        return self.sequences_of(self.max_model_len)

    @property
    def starts(self) -> bool:
        """Whether the server would come up."""
        return not self.problems

    @property
    def is_crowded(self) -> bool:
        """Whether ``max_num_seqs`` sequences of full length do not fit; vLLM then starts, and makes some wait when they grow long."""
        return self.serving.max_num_seqs is not None and self.serving.max_num_seqs > self.sequences

    @property
    def fits(self) -> bool:
        """Whether all is as asked: the server comes up, and ``max_num_seqs`` sequences of full length fit."""
        return self.starts and not self.is_crowded

    def sequences_of(self, length: int) -> int:
        """How many sequences of a length in tokens fit at once."""
        return self.tokens // BLOCK // ceil(length / BLOCK)


@dataclass(frozen=True)
class Alternative:
    """Something near that fits: the change in words, as flags where it is one, and its plan."""

    change: str
    plan: MemoryPlan


def plan(config: ModelConfig, weights: Sequence[Tensor], gpu: Gpu, count: int, serving: Serving | None = None) -> MemoryPlan:
    """Plan a model on ``count`` GPUs. ``weights`` are the checkpoint's tensors, or ``expected_tensors(config)`` before it is there.

    Raises InputError for a count below 1.
    """
    if count < 1:
        raise InputError(f"count is {count}, and must be at least 1")
    made = _assess(config, weights, gpu, count, serving or Serving())
    if made.fits:
        return made
    return replace(made, alternatives=tuple(Alternative(_describe_change(made, near), near) for near in _near(made, weights) if near.fits))


def _assess(config: ModelConfig, weights: Sequence[Tensor], gpu: Gpu, count: int, serving: Serving) -> MemoryPlan:
    sizes = weights_per_gpu(config, weights, count, serving)
    per_token = kv_bytes_per_token(config, count, serving)
    caches = _kv_cache(gpu.usable_bytes, sizes, serving)
    older = _tokens(_kv_cache(gpu.older_bytes, sizes, serving), per_token) if gpu.older_bytes else None
    made = MemoryPlan(config, gpu, count, serving, sizes, per_token, caches, _tokens(caches, per_token), older, ())
    return replace(made, problems=(*check_fit(config, gpu, count, serving), *_check_memory(made)))


def _kv_cache(usable: int, weights: tuple[int, ...], serving: Serving) -> tuple[int, ...]:
    """What is left for keys and values (gpu_worker.py, ``determine_available_memory``); negative where the weights do not fit."""
    requested = ceil(usable * serving.gpu_memory_utilization)
    return tuple(requested - size - serving.activations - serving.outside for size in weights)


def _tokens(caches: tuple[int, ...], per_token: tuple[int, ...]) -> int:
    """Tokens of the GPU that holds the fewest, in whole blocks; a stage without layers holds no keys."""
    return max(0, min(cache // (size * BLOCK) for cache, size in zip(caches, per_token, strict=True) if size)) * BLOCK


def _check_memory(made: MemoryPlan) -> Iterator[Obstruction]:
    config, serving, length = made.config, made.serving, made.max_model_len
    if length > config.context:
        yield Obstruction("context", f"max_model_len is {length:,}, beyond the model's context of {config.context:,}")
    if made.tokens < BLOCK:
        share = serving.gpu_memory_utilization
        room = (ceil(made.gpu.usable_bytes * share) - serving.activations - serving.outside) / GIB
        yield Obstruction(
            "weights",
            f"the weights take {max(made.weights) / GIB:.2f} GiB of a GPU, and at a utilization of {share:g} there are {room:.2f} GiB for "
            "them and the KV cache",
        )
    elif made.sequences < 1:
        yield Obstruction("context", f"one sequence of {length:,} tokens does not fit: there is room for {made.tokens:,}")


def _near(made: MemoryPlan, weights: Sequence[Tensor]) -> Iterator[MemoryPlan]:
    """What differs in one thing, each with as long a context as fits where none was asked for."""
    config, gpu, count, serving = made.config, made.gpu, made.count, made.serving
    kinds = {problem.kind for problem in made.problems}
    if "dtype" in kinds:
        yield _settle(config, weights, gpu, count, replace(serving, dtype="half"))
    if not kinds and made.sequences:
        yield _settle(config, weights, gpu, count, replace(serving, max_num_seqs=made.sequences))
    shorter = min(config.context, _floor(made.tokens // BLOCK // (serving.max_num_seqs or 1) * BLOCK))
    if kinds <= {"context"} and shorter >= _shortest(config):
        yield _settle(config, weights, gpu, count, replace(serving, max_model_len=shorter))
    if kinds <= {"weights", "context"} and serving.gpu_memory_utilization < MAX_UTILIZATION:
        yield _settle(config, weights, gpu, count, replace(serving, gpu_memory_utilization=MAX_UTILIZATION))
    if serving.split is not None:
        yield from _near_splits(made, weights)
        return
    other = replace(serving, parallel="pipeline" if serving.parallel == "tensor" else "tensor")
    if kinds & {"parallel", "quantization", "weights"} and count > 1:
        yield _settle(config, weights, gpu, count, other)
    for number in sorted(set(range(1, MAX_GPUS + 1)) - {count}, key=lambda number: abs(number - count)):
        near = _settle(config, weights, gpu, number, serving)
        if near.fits:
            yield near
            break
    if kinds & {"quantization", "weights"} and (config.quantization is None or config.quantization.method != AWQ.method):
        smaller = replace(config, quantization=AWQ)
        yield _settle(smaller, expected_tensors(smaller), gpu, count, serving)


def _near_splits(made: MemoryPlan, weights: Sequence[Tensor]) -> Iterator[MemoryPlan]:
    """The first of the other ways to share so many GPUs that fits."""
    for split in splits_of(made.count):
        near = _settle(made.config, weights, made.gpu, made.count, replace(made.serving, split=split))
        if split != made.split and near.fits:
            yield near
            return


def _settle(config: ModelConfig, weights: Sequence[Tensor], gpu: Gpu, count: int, serving: Serving) -> MemoryPlan:
    """A plan whose context is cut to what fits, unless a length was asked for."""
    made = _assess(config, weights, gpu, count, serving)
    if serving.max_model_len is None and {problem.kind for problem in made.problems} == {"context"} and made.tokens >= _shortest(config):
        return _assess(config, weights, gpu, count, replace(serving, max_model_len=_floor(made.tokens)))
    return made


def _shortest(config: ModelConfig) -> int:
    return min(MIN_CONTEXT, config.context)


def _floor(length: int) -> int:
    """A length rounded down to what a person would choose."""
    return length - length % 256 if length >= 256 else length


def _describe_change(made: MemoryPlan, near: MemoryPlan) -> str:
    changes = ["the model's AWQ checkpoint"] if near.config != made.config else []
    if near.count != made.count:
        changes.append(f"--count {near.count}")
    if near.split != made.split and near.serving.split is not None:
        changes.append(" ".join(f"--{flag.replace('_', '-')} {getattr(near.split, name)}" for name, flag in FLAGS.items()))
    for name in ("parallel", "dtype", "gpu_memory_utilization", "max_model_len", "max_num_seqs"):
        value = getattr(near.serving, name)
        if value != getattr(made.serving, name):
            changes.append(f"--{name.replace('_', '-')} {value}")
    return " and ".join(changes)
