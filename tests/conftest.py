"""Fixtures that several test files share."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kaggle_utils.settings import REPOSITORY, Settings

DEMO_MODEL = REPOSITORY / "models" / "demo"


@pytest.fixture
def make_settings(tmp_path: Path) -> Callable[..., Settings]:
    """Settings of the cpu-demo preset that write into the test's own folder."""

    def make(**changes: Any) -> Settings:
        return Settings.preset("cpu-demo", **({"out": tmp_path / "out"} | changes))

    return make


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    """A copy of the embedded model that a test may damage."""
    folder = tmp_path / "model"
    folder.mkdir()
    for name in ("config.json", "generation_config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"):
        shutil.copy(DEMO_MODEL / name, folder)
    return folder
