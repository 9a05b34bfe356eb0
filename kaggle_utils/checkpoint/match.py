"""Whether the weights belong to config.json: what a loader would refuse, fill with random numbers or quietly leave out is an error."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from kaggle_utils.checkpoint.config import ModelConfig, Tensor
from kaggle_utils.checkpoint.expected_tensors import expected_tensors, linear_layers
from kaggle_utils.errors import InputError

FLOATS = ("F64", "F32", "F16", "BF16")  # converted into each other when they are loaded
EIGHT_BIT_FLOATS = ("F8_E4M3", "F8_E5M2")
ADAPTER_WORDS = ("lora_", "base_model.model.", "modules_to_save.")  # of PEFT's names
WAY_OUT = "copy config.json and the weights from the same revision of the model"


def check_tensors(config: ModelConfig, tensors: Sequence[Tensor], source: str) -> None:
    """Raise InputError unless every tensor that the config implies is there in its shape, and none that would be left out in loading.

    ``source`` is what the message calls the checkpoint. Tensors that change nothing, such as a value head, are passed over.
    """
    found = {tensor.name: tensor for tensor in tensors}
    for name in found:
        if any(word in name for word in ADAPTER_WORDS):
            raise InputError(f"{source} holds {name}, which is a LoRA adapter's: merge it into its base model (PEFT's merge_and_unload)")
    expected = {tensor.name: tensor for tensor in _expected(config)}
    for name, tensor in expected.items():
        if name in found and not _fits(config, found[name], tensor):
            raise InputError(f"{source}: {name} is {_describe(found[name])}, and config.json means {_describe(tensor)}: {WAY_OUT}")
    lacking = [name for name in expected if name not in found and not _is_optional(name, config, found)]
    if lacking:
        others = f" and {len(lacking) - 1:,} more of {len(expected):,}" if len(lacking) > 1 else ""
        raise InputError(f"{source} lacks {lacking[0]}{others}{_why(config, found)}: {WAY_OUT}")
    dropped = next(_dropped(config, found, expected), None)
    if dropped:
        raise InputError(f"{source} holds {dropped}, which config.json does not know and a loader leaves out: {WAY_OUT}")


def _expected(config: ModelConfig) -> Iterator[Tensor]:
    """The tensors whose shapes are sure. Of bitsandbytes' records the weights alone, of uneven quantisation no linear layers."""
    quantization = config.quantization
    if quantization is None:
        yield from expected_tensors(config)
    elif quantization.method == "fp8":
        yield from expected_tensors(replace(config, quantization=None))
    else:
        for tensor in expected_tensors(config):
            records = quantization.method == "bitsandbytes" and ".weight" in tensor.name and not tensor.name.endswith(".weight")
            linear = any(f".{name}." in tensor.name for name in linear_layers(config))
            if not records and not (linear and (quantization.uneven or tensor.name.endswith((".SCB", ".weight_format")))):
                yield tensor


def _fits(config: ModelConfig, found: Tensor, expected: Tensor) -> bool:
    method = config.quantization.method if config.quantization else ""
    floats = FLOATS + EIGHT_BIT_FLOATS if method == "fp8" else FLOATS
    if method == "bitsandbytes" and expected.dtype == "U8":  # bnb_4bit_quant_storage packs the same bytes into other types
        return found.size == expected.size
    return found.shape == expected.shape and (found.dtype in floats) == (expected.dtype in FLOATS)


def _is_optional(name: str, config: ModelConfig, found: Iterable[str]) -> bool:
    """Whether nothing is lost without it: GPTQ's order where it is none, a head that is quantised too."""
    ordered = config.quantization is not None and config.quantization.activation_order
    return (name.endswith(".g_idx") and not ordered) or (name == "lm_head.weight" and "lm_head.qweight" in found)


def _why(config: ModelConfig, found: Iterable[str]) -> str:
    packed = any(name.endswith(".qweight") for name in found)
    if packed and config.quantization is None:
        return ", because the weights are quantised and config.json has no quantization_config"
    if not packed and config.quantization is not None and config.quantization.method in ("awq", "gptq"):
        return f", because config.json says {config.quantization}, and the weights are not quantised"
    return ""


def _dropped(config: ModelConfig, found: Iterable[str], expected: Iterable[str]) -> Iterator[str]:
    """What changes every answer when it is left out: layers above the last, and the biases and norms of an unquantised layer."""
    for name in found:
        parts = name.split(".")
        if parts[:2] != ["model", "layers"] or len(parts) < 4 or name in expected:
            continue
        above = parts[2].isdecimal() and int(parts[2]) >= config.layers
        if above or (config.quantization is None and (parts[-1] == "bias" or parts[-2] in ("q_norm", "k_norm"))):
            yield name


def _describe(tensor: Tensor) -> str:
    return f"{tensor.dtype} of {' x '.join(map(str, tensor.shape)) or 'one number'}"
