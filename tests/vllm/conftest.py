"""The real vLLM (its CPU build), two ranks, on the embedded model. ``make test-vllm`` makes its environment and runs these."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kaggle_utils.settings import REPOSITORY, Settings

SERVER_PYTHON = os.environ.get("KAGGLE_UTILS_SERVER_PYTHON", str(REPOSITORY / "build" / "vllm" / "bin" / "python"))
# The environment in which vLLM finds a CPU with AVX2 and nothing beyond.
AVX2_ONLY = {"PYTHONPATH": str(Path(__file__).parent / "no_avx512")}
_HAS_FOUR_BIT = "import torch, vllm._custom_ops; print('four bits:', hasattr(torch.ops._C, 'cpu_gemm_wna16'))"


@pytest.fixture(scope="session", autouse=True)
def _server_python() -> None:
    if not Path(SERVER_PYTHON).exists():
        pytest.fail(f"{SERVER_PYTHON} does not exist: run `make test-vllm`, which makes it")


@pytest.fixture(scope="session")
def make_vllm_settings(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Settings]:
    """Settings of the vllm-cpu preset that write into a folder of their own; ``environment`` is added to the preset's."""
    # What vLLM finds out about a model's class, which takes it 14 s with an empty cache.
    cache = {"VLLM_CACHE_ROOT": str(tmp_path_factory.mktemp("cache"))}

    def make(environment: dict[str, str] | None = None, **changes: Any) -> Settings:
        variables = {**Settings.preset("vllm-cpu").environment, **cache, **(environment or {})}
        own = {"server_python": SERVER_PYTHON, "out": tmp_path_factory.mktemp("out"), "environment": variables}
        return Settings.preset("vllm-cpu", **(own | changes))

    return make


@pytest.fixture(scope="session")
def _four_bit_kernel() -> None:
    """Skips a test where the extension that vLLM loads on this CPU has no four-bit kernel."""
    probe = subprocess.run([SERVER_PYTHON, "-c", _HAS_FOUR_BIT], capture_output=True, text=True, check=False)
    if "four bits: False" in probe.stdout:
        pytest.skip(
            "the extension that vLLM loads on a CPU without AVX-512 has no four-bit kernel (torch.ops._C.cpu_gemm_wna16, vLLM #55613)"
        )
    assert "four bits: True" in probe.stdout, probe.stderr[-2000:]
