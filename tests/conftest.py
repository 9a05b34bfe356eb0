"""Fixtures that several test files share."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from kaggle_utils.settings import REPOSITORY, Settings

# How long an example takes says how busy the machine is, not whether the code is right.
hypothesis.settings.register_profile("any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("any machine")

DEMO_MODEL = REPOSITORY / "models" / "demo"


@pytest.fixture
def make_settings(tmp_path: Path) -> Callable[..., Settings]:
    """Settings of the cpu-demo preset that write into the test's own folder, with limits that no machine meets by being slow."""

    def make(**changes: Any) -> Settings:
        return Settings.preset("cpu-demo", **({"out": tmp_path / "out", "execution_timeout": 60.0, "problem_limit": 600.0} | changes))

    return make


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    """A copy of the embedded model that a test may damage."""
    folder = tmp_path / "model"
    folder.mkdir()
    for name in ("config.json", "generation_config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"):
        shutil.copy(DEMO_MODEL / name, folder)
    return folder
