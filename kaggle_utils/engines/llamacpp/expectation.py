"""Does a llama.cpp server that has come up hold what was planned, and where? Pure, but for the header of the model's file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kaggle_utils.checkpoint.gguf_file import read_gguf
from kaggle_utils.errors import InputError
from kaggle_utils.memory_plan import LlamaServing
from kaggle_utils.settings import Settings

MIB = 2**20
CACHE_OFF = 0.01  # share; the plan's sum is exact, and the log has two decimals


def differences(settings: Settings, serve: Mapping[str, Any], facts: Mapping[str, Any]) -> Iterator[str]:
    """A sentence for each fact of the log that differs from the settings. ``serve`` is the whole table, with the engine's defaults."""
    slots = int(serve["n_parallel"])
    if facts.get("slots", slots) != slots:
        yield f"{slots} slots were asked for, and {facts['slots']} are there"
    layers, _, total = str(facts.get("offloaded", "")).partition("/")
    if settings.gpu and layers != total:
        yield f"{layers} of {total} layers are on GPUs, and the others set the pace"
    elif settings.gpu and not layers:
        yield "no layer is on a GPU: the log does not say that any was offloaded"
    planned = _planned_cache(settings, serve)
    found = facts.get("kv_mib")
    if planned is not None and found is not None and abs(found - planned) > CACHE_OFF * planned:
        yield f"the KV cache takes {found:,.1f} MiB, {planned:,.1f} were planned"


def _planned_cache(settings: Settings, serve: Mapping[str, Any]) -> float | None:
    """MiB of the whole cache, on all devices; None for a kind of model that the memory plan does not know."""
    try:
        model, serving = read_gguf(settings.model_folder), LlamaServing.of(serve)
    except InputError:
        return None
    return model.layers * model.kv_bytes(*serving.cache_types) * serving.cells(model.context) / MIB
