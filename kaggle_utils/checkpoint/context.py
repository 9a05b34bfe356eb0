"""How long a sequence may be by config.json: YaRN and its like lengthen what a model was trained on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kaggle_utils.errors import InputError

# What each type of rope_scaling makes of the length, as vLLM derives max_model_len (0.28, vllm/config/model.py, _get_and_verify_max_len).
UNSCALED = ("default", "llama3", "mrope")  # max_position_embeddings is the lengthened context already
ORIGINAL = ("longrope", "su")  # served at the length before scaling unless a longer one is asked for
SCALED = ("linear", "dynamic")
FROM_ORIGINAL = ("yarn",)


def read_context(raw: Mapping[str, Any], name: str) -> int:
    """Tokens of the longest sequence. ``rope_scaling`` is transformers 4's name, ``rope_parameters`` transformers 5's.

    Scaling that differs from layer to layer is passed over, which gives the shorter context. Raises InputError.
    """
    length = read_length(raw, "max_position_embeddings", name)
    rope = raw.get("rope_scaling") or raw.get("rope_parameters") or {}
    if not isinstance(rope, Mapping):
        raise InputError(f"{name}: rope_scaling is a {type(rope).__name__}, and must be an object: copy config.json again")
    if any(isinstance(value, Mapping) for value in rope.values()):
        return length
    kind = rope.get("rope_type", rope.get("type", "default"))
    original = length
    if kind in ORIGINAL + FROM_ORIGINAL:
        place = raw if raw.get("original_max_position_embeddings") else rope
        if place.get("original_max_position_embeddings") is not None:
            original = read_length(place, "original_max_position_embeddings", name)
    if kind in UNSCALED:
        return length
    if kind in ORIGINAL:
        return original
    if kind in SCALED + FROM_ORIGINAL:
        return int(original * _factor(rope, name))
    known = ", ".join(UNSCALED + SCALED + FROM_ORIGINAL + ORIGINAL)
    raise InputError(f"{name}: rope_scaling is of type {kind!r}, and the types known are: {known}: copy config.json again")


def read_length(raw: Mapping[str, Any], key: str, name: str, default: int | None = None) -> int:
    """A whole number greater than 0, the default for one that is not there. Raises InputError."""
    value = raw.get(key)
    if value is None and default is not None:
        return default
    if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
        raise InputError(f"{name}: {key} is {value!r}, and must be a whole number greater than 0: copy config.json again")
    return value


def _factor(rope: Mapping[str, Any], name: str) -> float:
    factor = rope.get("factor")
    if not isinstance(factor, int | float) or isinstance(factor, bool) or not 1 <= factor < 1e6:
        raise InputError(f"{name}: the factor of rope_scaling is {factor!r}, and must be a number of at least 1: copy config.json again")
    return factor
