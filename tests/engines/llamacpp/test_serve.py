"""The serve table reaches llama.cpp's parameters, and what they do not take is one sentence."""

from __future__ import annotations

from typing import Any

import pytest
from xllamacpp import CommonParams

from kaggle_utils.engines.llamacpp.backend import DEFAULTS
from kaggle_utils.engines.llamacpp.serve import fill, read_cores, take_cores


def test_every_default_is_a_field_of_llama_cpp() -> None:
    params = CommonParams()
    fill(params, DEFAULTS)
    assert params.n_ctx == DEFAULTS["n_ctx"]


@pytest.mark.parametrize(
    ("field", "value", "read"),
    [
        ("n_ctx", 8192, lambda params: params.n_ctx == 8192),
        ("cpuparams.n_threads", 1, lambda params: params.cpuparams.n_threads == 1),
        ("sampling.top_k", 20, lambda params: params.sampling.top_k == 20),
        ("kv_unified", True, lambda params: params.kv_unified is True),
        ("split_mode", "row", lambda params: params.split_mode.name == "LLAMA_SPLIT_MODE_ROW"),
        ("cache_type_k", "q8_0", lambda params: params.cache_type_k.name == "GGML_TYPE_Q8_0"),
        ("cache_type_v", "f16", lambda params: params.cache_type_v.name == "GGML_TYPE_F16"),
        ("flash_attn_type", "enabled", lambda params: params.flash_attn_type.name == "LLAMA_FLASH_ATTN_TYPE_ENABLED"),
        ("reasoning_format", "none", lambda params: params.reasoning_format.name == "COMMON_REASONING_FORMAT_NONE"),
        ("model_alias", ["served"], lambda params: params.model_alias == {"served"}),
        ("tensor_split", [1, 2], lambda params: params.tensor_split[:3] == [1.0, 2.0, 0.0]),
    ],
)
def test_a_field_is_set(field: str, value: Any, read: Any) -> None:
    params = CommonParams()
    fill(params, {field: value})
    assert read(params)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"n_contexts": 7}, "'n_contexts', which llama.cpp's parameters do not have"),
        ({"cpuparams.threads": 2}, "'cpuparams.threads', which"),
        ({"cpu.n_threads": 2}, "'cpu.n_threads', which"),
        ({"n_ctx": "many"}, "n_ctx = 'many', which llama.cpp does not take"),
        ({"split_mode": "columns"}, "split_mode = 'columns'.*LLAMA_SPLIT_MODE_LAYER"),
        ({"tensor_split": "1,2"}, "tensor_split = '1,2'"),
    ],
)
def test_what_llama_cpp_does_not_take_is_named(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        fill(CommonParams(), fields)


@pytest.mark.parametrize(("listed", "cores"), [("0", {0}), ("0,2-3", {0, 2, 3}), ("1-1", {1})])
def test_cores_are_listed_as_taskset_lists_them(listed: str, cores: set[int]) -> None:
    assert read_cores(listed) == cores


@pytest.mark.parametrize("listed", ["one", "", "9999"])
def test_cores_that_are_not_there_are_one_sentence(listed: str) -> None:
    with pytest.raises(ValueError, match=f"SERVE_CORES is '{listed}', and must list cores of this process, "):
        take_cores(listed)
