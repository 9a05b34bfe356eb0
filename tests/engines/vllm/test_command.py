"""The server's command line is what the preset says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kaggle_utils.engines.vllm.command import serve_command, write_flag
from kaggle_utils.settings import Settings


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("max_model_len", 8192, ["--max-model-len", "8192"]),
        ("enforce_eager", True, ["--enforce-eager"]),
        ("enable_prefix_caching", False, ["--no-enable-prefix-caching"]),
        ("gpu_memory_utilization", 0.92, ["--gpu-memory-utilization", "0.92"]),
        ("attention_config", {"backend": "X"}, ["--attention-config", '{"backend": "X"}']),
        ("allowed_origins", ["a", "b"], ["--allowed-origins", "a", "b"]),
    ],
)
def test_toml_values_become_flags(name: str, value: Any, words: list[str]) -> None:
    assert write_flag(name, value) == words


def test_the_command_serves_the_model_on_this_machine_only() -> None:
    command = serve_command("/venv/bin/python", Path("/models/m"), "t4", {"dtype": "half"}, 8123)
    assert command[0] == "/venv/bin/python"
    assert command[3:] == [
        *["-m", "vllm.entrypoints.openai.api_server", "--dtype", "half", "--model", "/models/m"],
        *["--host", "127.0.0.1", "--port", "8123", "--served-model-name", "t4"],
    ]


def test_a_ladder_step_changes_single_flags() -> None:
    settings = Settings.preset("t4x2-32b-awq", model="m")
    slow = settings.ladder_steps()[0]
    assert slow.serve == {**settings.serve, "quantization": "awq"}
    assert slow.environment == settings.environment


def test_a_preset_that_extends_another_keeps_what_it_does_not_change() -> None:
    whole, part = Settings.preset("t4x2-7b-awq", model="m"), Settings.preset("t4x2-7b-dp2", model="m")
    assert part.serve == {**whole.serve, "tensor_parallel_size": 1, "max_num_seqs": 32}
    assert [server["CUDA_VISIBLE_DEVICES"] for server in part.servers] == ["0", "1"]


def test_a_ladder_step_to_another_backend_brings_its_own_tables() -> None:
    settings = Settings.preset("t4x2-32b-awq", model="m", ladder=({"engine": "llamacpp", "model": "m.gguf", "serve": {"n_ctx": 8192}},))
    (step,) = settings.ladder_steps()
    assert (step.engine, step.serve, step.environment) == ("llamacpp", {"n_ctx": 8192}, {})
