"""How llama.cpp spreads a GGUF model over GPUs, and what it keeps beside the weights.

Read from llama.cpp's source of 2026 (load_tensors in llama-model.cpp, llama-kv-cache.cpp, llama-context.cpp, docs/multi-gpu.md) and, for
the compute buffers, from its log (docs/memory.md).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from math import ceil
from typing import Any, Literal, get_args

from kaggle_utils.checkpoint.gguf_model import EMBEDDING, OUTPUT, GgufModel, layer_of
from kaggle_utils.checkpoint.gguf_types import BLOCK_TYPES, BY_NAME, BlockType
from kaggle_utils.errors import InputError

SplitMode = Literal["none", "layer", "row"]
SPLIT_NUMBERS = ("none", "layer", "row", "tensor")  # llama.h, llama_split_mode
CACHE_TYPES = ("f32", "f16", "bf16", "q8_0", "q5_1", "q5_0", "q4_1", "q4_0", "iq4_nl")  # arg.cpp, kv_cache_types
PAD = 256  # tokens; llama-context.cpp pads n_ctx, and each slot's share of it, to this
COPIES = 4  # of a graph's inputs on each GPU when layers are a pipeline (ggml-backend.cpp, GGML_SCHED_MAX_COPIES)
MASK = 2  # bytes of the attention mask for each pair of a token of the micro-batch and one of the cache
FEED_FORWARD, HIDDEN = 3, 5  # vectors of these lengths that a compute buffer holds for each token (measured, docs/memory.md)
MAX_GPUS = 16  # ggml-cuda.h, GGML_CUDA_MAX_DEVICES


@dataclass(frozen=True)
class LlamaServing:
    """How llama.cpp's server is started, by the names of its CommonParams.

    ``n_ctx`` counts the tokens of all ``n_parallel`` slots together, and is the model's context for each slot unless given;
    ``n_gpu_layers`` None stands for all. ``cache_ram_mib`` bounds the prompts that it keeps in the host's memory.
    """

    n_ctx: int | None = None
    n_parallel: int = 1
    split_mode: SplitMode = "layer"
    cache_type_k: str = "f16"
    cache_type_v: str = "f16"
    n_gpu_layers: int | None = None
    n_ubatch: int = 512
    kv_unified: bool = False
    tensor_split: tuple[float, ...] = ()
    cache_ram_mib: int = 8192

    def __post_init__(self) -> None:
        for name in ("n_ctx", "n_parallel", "n_ubatch"):
            value = getattr(self, name)
            if value is not None and value <= 0:
                raise InputError(f"{name} is {value}, and must be greater than 0")
        for name in ("cache_type_k", "cache_type_v"):
            if getattr(self, name) not in CACHE_TYPES:
                raise InputError(f"{name} is {getattr(self, name)!r}, and must be one of: {', '.join(CACHE_TYPES)}")
        if self.split_mode not in get_args(SplitMode):
            raise InputError(f"split_mode is {self.split_mode!r}, and the memory plan knows: {', '.join(get_args(SplitMode))}")

    @classmethod
    def of(cls, serve: Mapping[str, Any]) -> LlamaServing:
        """What the memory plan has to know of a preset's ``serve`` table, in words or in llama.cpp's numbers. Raises InputError."""
        known: dict[str, Any] = {name: serve[name] for name in cls.__dataclass_fields__ if name in serve}
        for name in ("cache_type_k", "cache_type_v"):
            if isinstance(known.get(name), int):
                known[name] = BLOCK_TYPES[known[name]].name.lower() if known[name] in BLOCK_TYPES else known[name]
        if isinstance(known.get("split_mode"), int):
            known["split_mode"] = SPLIT_NUMBERS[known["split_mode"]] if 0 <= known["split_mode"] < len(SPLIT_NUMBERS) else "unknown"
        if known.get("n_ctx") == 0:  # llama.cpp's own default: the model's context, once for all slots
            raise InputError("n_ctx is 0, and must say how many tokens all slots together hold")
        if known.get("n_gpu_layers", 0) < 0:
            del known["n_gpu_layers"]
        if "tensor_split" in known:
            known["tensor_split"] = tuple(known["tensor_split"])
        return cls(**known)

    @property
    def cache_types(self) -> tuple[BlockType, BlockType]:
        """The types in which keys and values are kept."""
        return BY_NAME[self.cache_type_k.upper()], BY_NAME[self.cache_type_v.upper()]

    def slot(self, context: int) -> int:
        """Tokens that a slot may hold: its share of ``n_ctx``, or with ``kv_unified`` all of it if the others leave it."""
        if self.n_ctx is None:
            return pad(context)
        return pad(self.n_ctx) if self.kv_unified else pad(pad(self.n_ctx) // self.n_parallel)

    def cells(self, context: int) -> int:
        """Tokens that the cache holds, which is ``n_ctx`` as llama.cpp rounds it."""
        return self.slot(context) if self.kv_unified else self.slot(context) * self.n_parallel


def pad(tokens: int) -> int:
    """Rounded up as llama.cpp rounds contexts."""
    return ceil(tokens / PAD) * PAD


def gpu_of_layers(model: GgufModel, count: int, serving: LlamaServing) -> tuple[int | None, ...]:
    """The number of the GPU of each layer, and last of the output; None for those that stay on the host.

    The GPUs' shares are equal unless ``tensor_split`` says otherwise; llama.cpp itself takes them from the memory that is free.
    """
    if count == 0:
        return (None,) * (model.layers + 1)
    total = model.layers + 1
    offloaded = total if serving.n_gpu_layers is None else min(serving.n_gpu_layers, total)
    shares = [0.0] * count
    for number in range(count):
        shares[number] = serving.tensor_split[number] if number < len(serving.tensor_split) else float(not serving.tensor_split)
    if sum(shares) <= 0 or serving.split_mode == "none":
        shares = [1.0] + [0.0] * (count - 1)
    ends = [end / sum(shares) for end in accumulate(shares)]
    first = total - offloaded
    places = [bisect_right(ends, (number - first) / offloaded) if number >= first else None for number in range(total)]
    return tuple(places)


def weights_on(model: GgufModel, count: int, serving: LlamaServing) -> tuple[tuple[int, ...], int]:
    """Bytes of weights on each GPU, and those in the host's memory."""
    places = gpu_of_layers(model, count, serving)
    rows = serving.split_mode == "row" and count > 1
    gpus, host = [0] * count, 0
    for tensor in model.tensors:
        layer = layer_of(tensor.name)
        place = places[model.layers if layer is None else layer]
        if tensor.name == EMBEDDING:
            host += tensor.size  # the input layer is always on the host
            if not model.tied:
                continue
        if place is None:
            host += tensor.size if tensor.name != EMBEDDING else 0
        elif rows and len(tensor.shape) == 2 and (layer is not None or tensor.name in (OUTPUT, EMBEDDING)):
            for number in range(count):
                gpus[number] += ceil(tensor.size / count)
        else:
            gpus[place] += tensor.size
    return tuple(gpus), host


def kv_bytes_on(model: GgufModel, count: int, serving: LlamaServing) -> tuple[tuple[int, ...], int]:
    """Bytes of one token's keys and values on each GPU, and in the host's memory: they lie where their layer does, in every split mode."""
    each = model.kv_bytes(*serving.cache_types)
    places = gpu_of_layers(model, count, serving)[: model.layers]
    return tuple(each * places.count(number) for number in range(count)), each * places.count(None)


def copies(model: GgufModel, count: int, serving: LlamaServing) -> int:
    """How often the inputs of a graph are kept: several times where the GPUs are a pipeline (llama-context.cpp, pipeline_parallel)."""
    whole = serving.n_gpu_layers is None or serving.n_gpu_layers > model.layers
    return COPIES if count > 1 and whole and serving.split_mode == "layer" else 1


def compute_bytes(model: GgufModel, count: int, serving: LlamaServing) -> int:
    """Bytes of a device's compute buffer without its attention mask: the vectors of a micro-batch, and what comes in from another GPU."""
    rows = ceil(serving.n_ubatch / serving.n_parallel) * serving.n_parallel if not serving.kv_unified else serving.n_ubatch
    incoming = copies(model, count, serving) if count > 1 else 0
    # A token's logits come when the feed-forward layers are done, and lie in the same place.
    widest = max(4 * rows * FEED_FORWARD * model.intermediate, 4 * serving.n_parallel * model.vocabulary)
    return 4 * rows * (HIDDEN + incoming) * model.hidden + widest


def mask_bytes(model: GgufModel, count: int, serving: LlamaServing) -> int:
    """Bytes of a device's attention masks for each token that a slot may hold."""
    return MASK * serving.n_ubatch * copies(model, count, serving)
