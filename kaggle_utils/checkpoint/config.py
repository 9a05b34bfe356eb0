"""What config.json says of a model: its shape and how its weights are quantised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Any, Literal

from kaggle_utils.checkpoint.context import read_context, read_length
from kaggle_utils.errors import InputError

# Bits of an element by the name that safetensors gives its type (safetensors 0.8, `Dtype`).
ELEMENT_BITS = {
    "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6, "BOOL": 8, "U8": 8, "I8": 8, "F8_E4M3": 8, "F8_E5M2": 8, "F8_E8M0": 8,
    "U16": 16, "I16": 16, "F16": 16, "BF16": 16, "U32": 32, "I32": 32, "F32": 32, "U64": 64, "I64": 64, "F64": 64, "C64": 64,
}  # fmt: skip
DTYPES = {"float16": "F16", "half": "F16", "bfloat16": "BF16", "float32": "F32", "float": "F32"}
# Which linear layers have a bias: always, or when the named key of config.json is true. From transformers' modeling_*.py; vLLM's agree.
BIASES: Mapping[str, Mapping[str, str | Literal[True]]] = {
    "qwen2": {"q_proj": True, "k_proj": True, "v_proj": True},
    "qwen3": dict.fromkeys(("q_proj", "k_proj", "v_proj", "o_proj"), "attention_bias"),
    "llama": dict.fromkeys(("q_proj", "k_proj", "v_proj", "o_proj"), "attention_bias")
    | dict.fromkeys(("gate_proj", "up_proj", "down_proj"), "mlp_bias"),
    "mistral": {},
}
METHODS = ("awq", "gptq", "bitsandbytes", "fp8")
PLAIN_FORMATS = ("gptq", "gptq_v2")  # of GPTQ's checkpoint_format; they differ in the zeros' values, not in shapes


@dataclass(frozen=True)
class Tensor:
    """A tensor of a checkpoint, by the name and type that the file gives it."""

    name: str
    dtype: str
    shape: tuple[int, ...]

    @property
    def elements(self) -> int:
        """How many numbers it holds."""
        return prod(self.shape)

    @property
    def size(self) -> int:
        """Bytes in the file."""
        return self.elements * ELEMENT_BITS[self.dtype] // 8


@dataclass(frozen=True)
class Quantization:
    """How the linear layers are quantised, but for those whose name holds a word of ``kept``.

    ``group_size`` is 0 where one scale covers a whole input or the method has no groups; ``uneven``: layers differ in bits (GPTQModel's
    ``dynamic``) or are packed in another form, so that their shapes cannot be foretold.
    """

    method: str
    bits: int
    group_size: int = 0
    activation_order: bool = False
    double: bool = False
    kept: tuple[str, ...] = ()
    uneven: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.bits} bit" + (f", groups of {self.group_size}" if self.group_size else "")


@dataclass(frozen=True)
class ModelConfig:
    """A dense decoder's shape. ``biases`` names the linear layers that have one; ``head_norms``: queries and keys are normed."""

    name: str
    layers: int
    hidden: int
    intermediate: int
    heads: int
    kv_heads: int
    head_size: int
    vocabulary: int
    context: int
    tied: bool
    dtype: str
    biases: frozenset[str]
    head_norms: bool = False
    quantization: Quantization | None = None


def check_architecture(raw: Mapping[str, Any], name: str) -> None:
    """Raise InputError for a model of a known kind that scores, rewards or embeds texts instead of writing them."""
    architectures = raw.get("architectures") or ()
    if raw.get("model_type") in BIASES and architectures and not any(str(one).endswith("ForCausalLM") for one in architectures):
        raise InputError(f"{name} is a {', '.join(map(str, architectures))}, which does not write text: take the model's ...ForCausalLM")


def parse_config(raw: Mapping[str, Any], name: str) -> ModelConfig:
    """Make a ModelConfig of config.json's content. ``name`` is what messages call the model. Raises InputError."""
    kind = raw.get("model_type")
    if not isinstance(kind, str) or kind not in BIASES:
        raise InputError(
            f"{name}: model_type is {kind!r}, and the memory plan knows dense decoders only: {', '.join(BIASES)}; "
            "of GGUF files also mixtures of experts"
        )
    heads = read_length(raw, "num_attention_heads", name)
    hidden = read_length(raw, "hidden_size", name)
    kv_heads = read_length(raw, "num_key_value_heads", name, heads)
    if heads % kv_heads:
        raise InputError(f"{name}: num_attention_heads is {heads}, no multiple of num_key_value_heads {kv_heads}: copy config.json again")
    if not raw.get("head_dim") and hidden % heads:
        raise InputError(f"{name}: hidden_size is {hidden}, no multiple of num_attention_heads {heads}: copy config.json again")
    dtype = str(raw.get("torch_dtype") or raw.get("dtype") or "float16")
    if dtype not in DTYPES:
        raise InputError(f"{name}: torch_dtype is {dtype!r}, and must be one of: {', '.join(DTYPES)}")
    return ModelConfig(
        name=name,
        layers=read_length(raw, "num_hidden_layers", name),
        hidden=hidden,
        intermediate=read_length(raw, "intermediate_size", name),
        heads=heads,
        kv_heads=kv_heads,
        head_size=read_length(raw, "head_dim", name, hidden // heads),
        vocabulary=read_length(raw, "vocab_size", name),
        context=read_context(raw, name),
        tied=bool(raw.get("tie_word_embeddings", False)),
        dtype=DTYPES[dtype],
        biases=frozenset(layer for layer, when in BIASES[kind].items() if when is True or raw.get(when, False)),
        head_norms=kind == "qwen3",
        quantization=_parse_quantization(raw.get("quantization_config"), name),
    )


def _parse_quantization(raw: Any, name: str) -> Quantization | None:
    if not raw:
        return None
    if not isinstance(raw, dict):
        raise InputError(f"{name}: quantization_config is a {type(raw).__name__}, and must be an object: copy config.json again")
    kept = tuple(map(str, raw.get("modules_to_not_convert") or raw.get("llm_int8_skip_modules") or ()))
    match method := raw.get("quant_method"):
        case "awq" | "gptq":
            # AutoAWQ's older files say w_bit and q_group_size; vLLM reads both (awq.py, `from_config`).
            bits = read_length({"bits": raw.get("bits", raw.get("w_bit"))}, "bits", name)
            group = raw.get("group_size", raw.get("q_group_size"))
            if not isinstance(group, int) or group == 0 or group < -1:
                raise InputError(f"{name}: group_size is {group!r}, and must be a number of weights, or -1 for all of an input")
            if bits not in ((4,) if method == "awq" else (2, 4, 8)):
                raise InputError(f"{name}: bits is {bits}, which vLLM has no {method} kernel for: take the 4-bit checkpoint")
            uneven = bool(raw.get("dynamic")) or raw.get("checkpoint_format", "gptq") not in PLAIN_FORMATS
            return Quantization(method, bits, max(group, 0), bool(raw.get("desc_act", False)), kept=kept, uneven=uneven)
        case "bitsandbytes":
            bits = 8 if raw.get("load_in_8bit") else 4
            return Quantization(method, bits, double=bits == 4 and bool(raw.get("bnb_4bit_use_double_quant", False)), kept=kept)
        case "fp8":
            return Quantization(method, 8)
        case _:
            raise InputError(f"{name}: quant_method is {method!r}, and the memory plan knows: {', '.join(METHODS)}")
