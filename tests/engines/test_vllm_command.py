"""The server's command line and environment are what the preset says, and nothing of the notebook's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kaggle_utils.engines.vllm_command import serve_command, serve_environment, write_flag
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


def test_the_notebooks_own_variables_do_not_reach_the_server() -> None:
    inherited = {"PATH": "/bin", "PYTHONPATH": "/image", "KAGGLE_USER_SECRETS_TOKEN": "t", "MPLBACKEND": "inline", "OPENAI_API_KEY": "k"}
    assert serve_environment(inherited, scratch=Path("/s")) == {"PATH": "/bin"}


def test_only_the_drivers_folders_stay_on_the_library_path(tmp_path: Path) -> None:
    driver = tmp_path / "nvidia"
    driver.mkdir()
    (driver / "libcuda.so.1").touch()
    inherited = {"LD_LIBRARY_PATH": f"/usr/local/cuda/lib64:{driver}:"}
    assert serve_environment(inherited, scratch=tmp_path) == {"LD_LIBRARY_PATH": str(driver)}


def test_later_tables_win_and_caches_go_to_the_scratch_folder() -> None:
    environment = serve_environment({"A": "0"}, {"A": "1", "CACHE": "{scratch}/c"}, {"A": "2"}, scratch=Path("/s"))
    assert environment == {"A": "2", "CACHE": "/s/c"}


def test_a_ladder_step_changes_single_flags() -> None:
    settings = Settings.preset("t4x2-32b-awq", model="m")
    slow = settings.ladder_steps()[0]
    assert slow.serve == {**settings.serve, "quantization": "awq"}
    assert slow.environment == settings.environment


def test_a_preset_that_extends_another_keeps_what_it_does_not_change() -> None:
    whole, part = Settings.preset("t4x2-7b-awq", model="m"), Settings.preset("t4x2-7b-dp2", model="m")
    assert part.serve == {**whole.serve, "tensor_parallel_size": 1, "max_num_seqs": 32}
    assert [server["CUDA_VISIBLE_DEVICES"] for server in part.servers] == ["0", "1"]
