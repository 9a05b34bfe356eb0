"""Whatever a preset makes vLLM's command line and environment, the vLLM that the preset's wheels hold understands it.

``pins/*.json`` say what each pinned vLLM understands; they were read out of its wheel, so no GPU and no installation is needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kaggle_utils.engines.vllm.command import serve_command
from kaggle_utils.settings import Settings, load_presets
from pins.pinned import Pinned, load_pinned, read_sets

# Read by the OpenMP runtime (OpenMP 5.2, section 21.1.2), which is part of the compiler rather than of a pinned package.
STANDARD = {"OMP_NUM_THREADS"}

PRESETS = [name for name, table in load_presets().items() if table.get("engine") == "vllm"]
TABLE = {
    "dtype": "half",
    "tensor_parallel_size": 2,
    "attention_backend": "TRITON_ATTN",
    "enforce_eager": True,
    "enable_prefix_caching": False,
}
ENVIRONMENT = {"NCCL_P2P_DISABLE": "1", "VLLM_WORKER_MULTIPROC_METHOD": "spawn", "TOKENIZERS_PARALLELISM": "false", "OMP_NUM_THREADS": "1"}


def complaints(pinned: Pinned, serve: Mapping[str, Any], environment: Mapping[str, str]) -> list[str]:
    """What this vLLM would not understand of a preset's tables ``serve`` and ``environment``, a sentence each."""
    command = serve_command("python", Path("model"), "name", serve, port=8000)
    found = [complaint for flag, values in group(command) for complaint in complain_about_flag(pinned, flag, values)]
    return found + [complaint for name, value in environment.items() for complaint in complain_about_variable(pinned, name, value)]


def group(words: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Each flag with the words that follow it."""
    starts = [index for index, word in enumerate(words) if word.startswith("--")]
    for start, end in zip(starts, [*starts[1:], len(words)], strict=True):
        yield words[start], list(words[start + 1 : end])


def complain_about_flag(pinned: Pinned, word: str, values: Sequence[str]) -> Iterator[str]:
    name = word.removeprefix("--").replace("-", "_")
    flag = pinned.flags.get(name)
    positive = pinned.flags.get(name.removeprefix("no_"))
    if flag is None and positive is not None and positive.kind == "boolean":
        flag = positive
    if flag is None:
        yield f"{pinned.requirement} has no flag {word}"
    elif flag.serve_only:
        yield f"{pinned.requirement} has {word} in `vllm serve` only, not in the module that is started"
    elif (flag.kind == "value") != bool(values):
        yield f"{pinned.requirement} wants {'a value' if flag.kind == 'value' else 'no value'} after {word}"
    else:
        allowed = flag.choices or flag.known
        yield from (f"{pinned.requirement} does not take {word} {value}" for value in values if allowed and value not in allowed)


def complain_about_variable(pinned: Pinned, name: str, value: str) -> Iterator[str]:
    if name not in pinned.variables and name not in STANDARD:
        yield f"nothing in the set of {pinned.requirement} reads {name}"
    elif (allowed := pinned.variables.get(name, ())) and value not in allowed:
        yield f"{pinned.requirement} does not take {name}={value}"


@pytest.mark.parametrize("name", PRESETS)
def test_the_pinned_vllm_understands_every_argument_of_a_preset_and_of_its_ladder(name: str) -> None:
    settings = Settings.preset(name, model="model")
    found = {
        complaint
        for step in (settings, *settings.ladder_steps())
        if step.engine == "vllm"  # a step through llama.cpp: tests/engines/llamacpp/test_presets.py
        for server in step.servers
        for complaint in complaints(load_pinned(step.wheels), step.serve, {**step.environment, **server})
    }
    assert found == set()


def test_a_table_that_is_right_is_not_complained_about() -> None:
    assert complaints(load_pinned("primary"), TABLE, ENVIRONMENT) == []


@pytest.mark.parametrize("name", list(TABLE))
def test_a_flag_that_vllm_drops_is_named(name: str) -> None:
    pinned = load_pinned("primary")
    later = replace(pinned, flags={known: flag for known, flag in pinned.flags.items() if known != name})
    assert any(name.replace("_", "-") in complaint for complaint in complaints(later, TABLE, {}))


@pytest.mark.parametrize(
    ("wheels", "table", "complaint"),
    [
        ("primary", {"tensor_paralel_size": 2}, "vllm==0.19.1 has no flag --tensor-paralel-size"),
        ("fallback", {"attention_backend": "TRITON_ATTN"}, "vllm==0.9.2 has no flag --attention-backend"),
        ("primary", {"swap_space": 0}, "vllm==0.19.1 has no flag --swap-space"),
        ("primary", {"disable_log_stats": False}, "vllm==0.19.1 has no flag --no-disable-log-stats"),
        ("primary", {"enforce_eager": "yes"}, "vllm==0.19.1 wants no value after --enforce-eager"),
        ("primary", {"max_model_len": True}, "vllm==0.19.1 wants a value after --max-model-len"),
        ("primary", {"grpc": True}, "vllm==0.19.1 has --grpc in `vllm serve` only, not in the module that is started"),
        ("primary", {"dtype": "fp16"}, "vllm==0.19.1 does not take --dtype fp16"),
        ("primary", {"attention_backend": "XFORMERS"}, "vllm==0.19.1 does not take --attention-backend XFORMERS"),
        ("primary", {"quantization": "awq-marlin"}, "vllm==0.19.1 does not take --quantization awq-marlin"),
    ],
)
def test_a_flag_or_value_that_vllm_does_not_know_is_named(wheels: str, table: Mapping[str, Any], complaint: str) -> None:
    assert complaints(load_pinned(wheels), table, {}) == [complaint]


@pytest.mark.parametrize(
    ("wheels", "table", "complaint"),
    [
        ("primary", {"VLLM_USE_V1": "0"}, "nothing in the set of vllm==0.19.1 reads VLLM_USE_V1"),
        ("primary", {"VLLM_ATTENTION_BACKEND": "XFORMERS"}, "nothing in the set of vllm==0.19.1 reads VLLM_ATTENTION_BACKEND"),
        ("primary", {"NCCL_P2P_DISABLED": "1"}, "nothing in the set of vllm==0.19.1 reads NCCL_P2P_DISABLED"),
        ("primary", {"VLLM_WORKER_MULTIPROC_METHOD": "spwan"}, "vllm==0.19.1 does not take VLLM_WORKER_MULTIPROC_METHOD=spwan"),
        ("fallback", {"VLLM_ATTENTION_BACKEND": "XFORMER"}, "vllm==0.9.2 does not take VLLM_ATTENTION_BACKEND=XFORMER"),
    ],
)
def test_a_variable_or_value_that_nothing_reads_is_named(wheels: str, table: Mapping[str, str], complaint: str) -> None:
    assert complaints(load_pinned(wheels), {}, table) == [complaint]


def test_what_only_the_older_vllm_reads_is_right_there() -> None:
    assert complaints(load_pinned("fallback"), {"swap_space": 0}, {"VLLM_USE_V1": "0", "VLLM_ATTENTION_BACKEND": "XFORMERS"}) == []


@pytest.mark.parametrize("wheels", list(read_sets()))
def test_every_set_has_its_pinned_file(wheels: str) -> None:
    pinned = load_pinned(wheels)
    assert pinned.requirement == read_sets()[wheels]["vllm"]
    assert {"tensor_parallel_size", "max_model_len", "host", "port"} <= set(pinned.flags)
