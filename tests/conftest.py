"""Fixtures that several test files share."""

from __future__ import annotations

import os
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
# Test files run side by side (make test): threads of torch that spin while they wait would take the cores from each other.
os.environ |= {"OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "passive"}

# What takes longest is begun first, so that it is not waited for at the end.
pytest.register_assert_rewrite("tests.engines.promises")

SLOW = ("test_notebook", "test_kill", "test_conformance", "test_training", "test_transformers", "test_checkpoint", "test_gguf")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the slow files first."""
    items.sort(key=lambda item: SLOW.index(item.path.stem) if item.path.stem in SLOW else len(SLOW))


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
