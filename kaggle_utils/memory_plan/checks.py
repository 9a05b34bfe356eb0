"""Why a model cannot run on GPUs at all, whatever their memory: the reasons that vLLM gives, before it is started."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kaggle_utils.checkpoint.config import DTYPES, ModelConfig
from kaggle_utils.checkpoint.expected_tensors import linear_layers
from kaggle_utils.memory_plan.gpus import Gpu
from kaggle_utils.memory_plan.placement import ROWS, VOCABULARY_PADDING, Serving
from kaggle_utils.memory_plan.split import Split

MIN_CAPABILITY = (7, 0)  # of a GPU that the wheels hold code for (docs/t4.md)
# get_min_capability() and get_supported_act_dtypes() of vLLM 0.19.1's vllm/model_executor/layers/quantization.
CAPABILITIES = {"awq": (7, 5), "gptq": (6, 0), "bitsandbytes": (7, 0), "fp8": (7, 5)}
HALVES = ("F16", "BF16")
BITSANDBYTES_REFUSAL = "Prequant BitsAndBytes models with tensor parallelism is not supported. Please try with pipeline parallelism."
UNALIGNED = "The input size is not aligned with the quantized weight shape."


@dataclass(frozen=True)
class Obstruction:
    """Why the server would not start, in a sentence."""

    kind: Literal["gpu", "dtype", "quantization", "parallel", "weights", "context"]
    sentence: str


def check_fit(config: ModelConfig, gpu: Gpu, count: int, serving: Serving) -> Iterator[Obstruction]:
    """Yield what keeps the model from running on this many GPUs of this kind."""
    split = serving.split_over(count)
    yield from _check_gpu(gpu, serving)
    yield from _check_quantization(config, gpu, split, serving)
    yield from check_split(config, split)


def check_split(config: ModelConfig, split: Split) -> Iterator[Obstruction]:
    """Yield what of the model cannot be shared like this."""
    if split.pipeline > config.layers:
        yield Obstruction("parallel", f"{config.layers} layers cannot make a pipeline of {split.pipeline} GPUs")
    yield from _check_division(config, split.tensor)
    yield from _check_groups(config, split.tensor)


def _check_gpu(gpu: Gpu, serving: Serving) -> Iterator[Obstruction]:
    if gpu.compute_capability < MIN_CAPABILITY:
        yield Obstruction("gpu", f"{gpu.name} has compute capability {_version(gpu.compute_capability)}, and vLLM's wheels begin at 7.0")
    if serving.dtype == "bfloat16" and "bfloat16" not in gpu.dtypes:
        yield Obstruction(
            "dtype",
            f"{gpu.name} has compute capability {_version(gpu.compute_capability)}, and vLLM refuses: "
            '"Bfloat16 is only supported on GPUs with compute capability of at least 8.0."',
        )


def _check_quantization(config: ModelConfig, gpu: Gpu, split: Split, serving: Serving) -> Iterator[Obstruction]:
    quantization = config.quantization
    if quantization is None:
        return
    method = quantization.method
    if method == "fp8" and "fp8" not in gpu.dtypes:
        # vLLM 0.19.1 would unpack the weights in Marlin from compute capability 7.5 on; 0.9.2 refuses below 8.0; no one has measured it.
        yield Obstruction("quantization", f"{gpu.name} has no fp8 arithmetic: take the AWQ or GPTQ-Int4 checkpoint of the model")
    elif gpu.compute_capability < CAPABILITIES[method]:
        yield Obstruction("quantization", f"{method} needs compute capability {_version(CAPABILITIES[method])}: take a GPU that has it")
    if method != "bitsandbytes" and DTYPES[serving.dtype] not in HALVES:
        yield Obstruction("dtype", f"{method} weights run in half or bfloat16, not in {serving.dtype}")
    if method == "bitsandbytes" and split.tensor > 1:
        yield Obstruction("quantization", f'vLLM refuses: "{BITSANDBYTES_REFUSAL}"')


def _check_division(config: ModelConfig, count: int) -> Iterator[Obstruction]:
    if config.heads % count:
        yield Obstruction("parallel", f"{config.heads} attention heads cannot be shared evenly by {count} GPUs")
    if config.kv_heads % count and count % config.kv_heads:
        yield Obstruction("parallel", f"{config.kv_heads} KV heads can neither be shared evenly by {count} GPUs nor copied evenly to them")
    if config.intermediate % count:
        yield Obstruction("parallel", f"the intermediate size of {config.intermediate:,} cannot be shared evenly by {count} GPUs")
    padded = -(-config.vocabulary // VOCABULARY_PADDING) * VOCABULARY_PADDING
    if padded % count:
        yield Obstruction("parallel", f"the vocabulary, padded to {padded:,}, cannot be shared evenly by {count} GPUs")


def _check_groups(config: ModelConfig, count: int) -> Iterator[Obstruction]:
    group = config.quantization.group_size if config.quantization else 0
    if not group:
        return
    for name, (inputs, _) in linear_layers(config).items():
        layer = name.split(".")[1]
        share = inputs / count if layer in ROWS else inputs
        if share % group:
            shared = f", {share:,g} on each of {count} GPUs" if share != inputs else ""
            yield Obstruction(
                "parallel",
                f'{layer} has {inputs:,} inputs{shared}, no multiple of the quantisation group of {group}; vLLM refuses: "{UNALIGNED}"',
            )


def _version(capability: tuple[int, int]) -> str:
    return f"{capability[0]}.{capability[1]}"
