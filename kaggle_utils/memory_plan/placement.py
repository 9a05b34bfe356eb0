"""How vLLM spreads a model over GPUs: what of the weights and of a token's keys and values lies on each. Read from vLLM 0.19.1's source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil
from typing import Literal

from kaggle_utils.checkpoint.config import DTYPES, ELEMENT_BITS, ModelConfig, Tensor
from kaggle_utils.errors import InputError
from kaggle_utils.memory_plan.split import Split

Parallel = Literal["tensor", "pipeline"]
GIB = 2**30
COLUMNS = {"q_proj", "gate_proj", "up_proj"}  # split by outputs
HEADS = {"k_proj", "v_proj"}  # split by outputs too, but repeated where there are fewer heads than GPUs
ROWS = {"o_proj", "down_proj"}  # split by inputs
VOCABULARY_PADDING = 64  # vocab_parallel_embedding.py, DEFAULT_VOCAB_PADDING_SIZE
CONVERTED = {"weight", "bias", "scales"}  # floating point that is loaded in the serving dtype; other scales stay float32
UNLOADED = ("rotary_emb", "quant_state", "nested_", "weight_format")


@dataclass(frozen=True)
class Serving:
    """How vLLM is started; the first five are flags of ``vllm serve``. ``max_model_len`` is the model's own context unless given.

    ``split`` is how GPUs share the model where ``parallel`` alone does not say it: in more than one of the three ways.

    ``activations`` and ``outside`` are bytes a GPU that are neither weights nor KV cache: the peak of a step of at most 2,048 tokens and
    64 sequences, and CUDA's and NCCL's own. Both are assumed (docs/memory.md); no one has measured them on a T4.
    """

    gpu_memory_utilization: float = 0.9
    max_model_len: int | None = None
    max_num_seqs: int | None = None
    parallel: Parallel = "tensor"
    dtype: str = "half"
    activations: int = 7 * GIB // 10
    outside: int = 3 * GIB // 10
    split: Split | None = None

    def __post_init__(self) -> None:
        if not 0 < self.gpu_memory_utilization <= 1:
            raise InputError(f"gpu_memory_utilization is {self.gpu_memory_utilization}, and must be above 0 and at most 1")
        for name in ("max_model_len", "max_num_seqs"):
            value = getattr(self, name)
            if value is not None and value <= 0:
                raise InputError(f"{name} is {value}, and must be greater than 0")
        if self.dtype not in DTYPES:
            raise InputError(f"dtype is {self.dtype!r}, and must be one of: {', '.join(DTYPES)}")

    @property
    def element_size(self) -> int:
        """Bytes of an unquantised weight, a key or a value."""
        return ELEMENT_BITS[DTYPES[self.dtype]] // 8

    def split_over(self, count: int) -> Split:
        """How so many GPUs share the model: by the split, if it is for as many, else all of them in the one way that ``parallel`` names."""
        if self.split is not None and self.split.gpus == count:
            return self.split
        return Split(pipeline=count) if self.parallel == "pipeline" else Split(tensor=count)


def layers_per_stage(config: ModelConfig, stages: int) -> tuple[int, ...]:
    """Decoder layers of each stage of a pipeline. An uneven rest goes to the stages before the last (vLLM's ``get_pp_indices``)."""
    layers = [config.layers // stages] * stages
    for number in range(2, config.layers % stages + 2):
        layers[-number] += 1
    return tuple(layers)


def kv_heads_per_gpu(config: ModelConfig, split: Split) -> int:
    """Key-value heads on a GPU; with more GPUs than heads every GPU holds a copy of one."""
    return ceil(config.kv_heads / split.tensor)


def kv_bytes_per_token(config: ModelConfig, count: int, serving: Serving) -> tuple[int, ...]:
    """Bytes of one token's keys and values on each GPU."""
    split = serving.split_over(count)
    layer = 2 * kv_heads_per_gpu(config, split) * config.head_size * serving.element_size
    return _on_each([layer * layers for layers in layers_per_stage(config, split.pipeline)], split)


def weights_per_gpu(config: ModelConfig, weights: Iterable[Tensor], count: int, serving: Serving) -> tuple[int, ...]:
    """Bytes of weights on each GPU. A tensor whose name says nothing is counted on all of them."""
    split = serving.split_over(count)
    stage_of = [stage for stage, layers in enumerate(layers_per_stage(config, split.pipeline)) for _ in range(layers)]
    sums = [0] * split.pipeline
    for tensor in weights:
        size = _size_on_gpu(tensor, config, split.tensor, serving.element_size)
        for stage in _stages_with(tensor, config, stage_of, split.pipeline):
            sums[stage] += size
    return _on_each(sums, split)


def _on_each(stages: Iterable[int], split: Split) -> tuple[int, ...]:
    """What each stage's GPUs hold, for all GPUs: those of a stage stand side by side, then the stages, then the copies."""
    return tuple(size for size in stages for _ in range(split.tensor)) * split.data


def _stages_with(tensor: Tensor, config: ModelConfig, stage_of: list[int], count: int) -> Iterable[int]:
    layer, module, _ = _parse_name(tensor.name)
    if layer is not None:
        return (stage_of[layer],) if layer < len(stage_of) else range(count)
    match module:
        case "embed_tokens":
            return {0, count - 1} if config.tied else (0,)
        case "norm" | "lm_head":
            return (count - 1,)
        case _:
            return range(count)


def _size_on_gpu(tensor: Tensor, config: ModelConfig, shards: int, element_size: int) -> int:
    layer, module, parameter = _parse_name(tensor.name)
    quantization = config.quantization
    if any(word in tensor.name for word in UNLOADED) or (module == "lm_head" and config.tied):
        return 0
    if quantization and quantization.method == "gptq" and parameter == "g_idx" and not quantization.activation_order:
        return 0  # read, then emptied (gptq.py, process_weights_after_loading; Marlin's make_empty_g_idx)
    if layer is not None and parameter == "bias" and module not in config.biases:
        return 0  # AutoGPTQ writes biases of zeros that the model does not have; vLLM skips them
    elements = tensor.elements
    if module in ("embed_tokens", "lm_head") and parameter == "weight":
        elements = elements // tensor.shape[0] * ceil(tensor.shape[0] / VOCABULARY_PADDING) * VOCABULARY_PADDING
    bits = ELEMENT_BITS[tensor.dtype]
    if parameter in CONVERTED and tensor.dtype in ("F64", "F32", "F16", "BF16"):
        bits = element_size * 8
    elif parameter == "weight.absmax":
        bits = 32  # vLLM undoes the double quantisation when it loads (bitsandbytes_loader.py, _dequantize_dq)
    size = elements * bits // 8
    if module in HEADS:
        return ceil(size * ceil(config.kv_heads / shards) / config.kv_heads)
    one_group = quantization is not None and quantization.group_size == 0 and parameter in ("scales", "qzeros")
    split = module in COLUMNS or module in ("embed_tokens", "lm_head") or (module in ROWS and parameter != "bias" and not one_group)
    return ceil(size / shards) if split else size


def _parse_name(name: str) -> tuple[int | None, str, str]:
    """The layer's number, the module and the parameter of a name such as ``model.layers.3.self_attn.q_proj.weight``."""
    parts = name.split(".")
    if "layers" not in parts[:-2]:
        return None, parts[-2] if len(parts) > 1 else "", parts[-1]
    place = parts.index("layers")
    if not parts[place + 1].isdecimal():
        return None, "", parts[-1]
    rest = parts[place + 2 :]
    if rest[0] in ("self_attn", "mlp") and len(rest) > 1:
        rest = rest[1:]
    return int(parts[place + 1]), rest[0], ".".join(rest[1:])
