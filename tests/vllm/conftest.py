"""The real vLLM (its CPU build), two ranks, on the embedded model. ``make test-vllm`` makes its environment and runs these."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kaggle_utils.settings import REPOSITORY, Settings

SERVER_PYTHON = os.environ.get("KAGGLE_UTILS_SERVER_PYTHON", str(REPOSITORY / "build" / "vllm" / "bin" / "python"))


@pytest.fixture(scope="session", autouse=True)
def _server_python() -> None:
    if not Path(SERVER_PYTHON).exists():
        pytest.fail(f"{SERVER_PYTHON} does not exist: run `make test-vllm`, which makes it")


@pytest.fixture(scope="session")
def make_vllm_settings(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Settings]:
    """Settings of the vllm-cpu preset that write into a folder of their own."""

    def make(**changes: Any) -> Settings:
        own = {"server_python": SERVER_PYTHON, "out": tmp_path_factory.mktemp("out")}
        return Settings.preset("vllm-cpu", **(own | changes))

    return make


async def eventually(holds: Callable[[], bool], seconds: float = 60.0) -> None:
    """Wait until a condition holds."""
    async with asyncio.timeout(seconds):
        while not holds():
            await asyncio.sleep(0.1)
