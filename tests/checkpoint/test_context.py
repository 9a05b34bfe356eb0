"""How long a sequence may be by config.json, as vLLM derives it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.checkpoint.context import read_context
from kaggle_utils.errors import InputError

YARN = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32_768}


@pytest.mark.parametrize(
    ("raw", "context"),
    [
        ({"max_position_embeddings": 32_768}, 32_768),
        ({"max_position_embeddings": 32_768, "rope_scaling": None}, 32_768),
        ({"max_position_embeddings": 32_768, "rope_scaling": {}}, 32_768),
        # Qwen2.5's model cards: YaRN added to a config of 32,768; Qwen3's: the length is raised as well.
        ({"max_position_embeddings": 32_768, "rope_scaling": YARN}, 131_072),
        ({"max_position_embeddings": 40_960, "rope_scaling": YARN}, 131_072),
        ({"max_position_embeddings": 131_072, "rope_scaling": YARN}, 131_072),
        ({"max_position_embeddings": 32_768, "rope_scaling": {"type": "yarn", "factor": 2}}, 65_536),
        ({"max_position_embeddings": 32_768, "rope_scaling": {"type": "yarn", "factor": 1.5}}, 49_152),
        ({"max_position_embeddings": 65_536, "original_max_position_embeddings": 16_384, "rope_scaling": YARN}, 65_536),
        ({"max_position_embeddings": 32_768, "rope_parameters": YARN | {"rope_theta": 1e6}}, 131_072),
        ({"max_position_embeddings": 1024, "rope_parameters": {"rope_type": "default", "rope_theta": 10_000.0}}, 1024),
        ({"max_position_embeddings": 32_768, "rope_scaling": YARN, "rope_parameters": {"rope_type": "default"}}, 131_072),
        ({"max_position_embeddings": 4096, "rope_scaling": {"type": "linear", "factor": 2.0}}, 8192),
        ({"max_position_embeddings": 4096, "rope_scaling": {"type": "dynamic", "factor": 4.0}}, 16_384),
        # Llama 3.1: the length is the lengthened one already.
        ({"max_position_embeddings": 131_072, "rope_scaling": YARN | {"rope_type": "llama3", "factor": 8.0}}, 131_072),
        ({"max_position_embeddings": 131_072, "rope_scaling": YARN | {"rope_type": "longrope"}}, 32_768),
        ({"max_position_embeddings": 131_072, "rope_scaling": {"type": "longrope"}}, 131_072),
        ({"max_position_embeddings": 32_768, "rope_scaling": {"full_attention": YARN, "sliding_attention": {}}}, 32_768),
    ],
)
def test_the_context_is_what_the_server_would_allow(raw: dict[str, Any], context: int) -> None:
    assert read_context(raw, "7B") == context


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ({}, "7B: max_position_embeddings is None, and must be a whole number greater than 0"),
        ({"rope_scaling": "yarn", "max_position_embeddings": 8}, "7B: rope_scaling is a str, and must be an object"),
        ({"rope_scaling": {"type": "yarn"}, "max_position_embeddings": 8}, "7B: the factor of rope_scaling is None, and must be a number"),
        ({"rope_scaling": {"type": "linear", "factor": "4"}, "max_position_embeddings": 8}, "7B: the factor of rope_scaling is '4'"),
        ({"rope_scaling": {"type": "linear", "factor": True}, "max_position_embeddings": 8}, "7B: the factor of rope_scaling is True"),
        ({"rope_scaling": {"type": "linear", "factor": 0.5}, "max_position_embeddings": 8}, "7B: the factor of rope_scaling is 0.5"),
        (
            {"rope_scaling": YARN | {"original_max_position_embeddings": 0}, "max_position_embeddings": 8},
            "7B: original_max_position_embeddings is 0, and must be a whole number",
        ),
        ({"rope_scaling": {"type": "ntk"}, "max_position_embeddings": 8}, "7B: rope_scaling is of type 'ntk', and the types known are"),
    ],
)
def test_what_cannot_be_read_is_one_error(raw: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as error:
        read_context(raw, "7B")
    assert str(error.value).startswith(message)


@given(st.integers(1, 10**6), st.floats(1, 1000), st.sampled_from(["yarn", "linear", "dynamic"]))
def test_scaling_never_shortens(length: int, factor: float, kind: str) -> None:
    raw = {"max_position_embeddings": length, "rope_scaling": {"rope_type": kind, "factor": factor}}
    assert length <= read_context(raw, "7B") <= length * factor
