"""A stand-in for /kaggle/input."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def inputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty stand-in for /kaggle/input; modules imported from it are forgotten afterwards."""
    folder = tmp_path / "input"
    folder.mkdir()
    monkeypatch.setenv("KAGGLE_UTILS_INPUT", str(folder))
    monkeypatch.setenv("KAGGLE_UTILS_OUT", str(tmp_path / "out"))
    for variable in ("KAGGLE_UTILS_PROBLEMS", "KAGGLE_IS_COMPETITION_RERUN", "KAGGLE_KERNEL_RUN_TYPE"):
        monkeypatch.delenv(variable, raising=False)
    path = list(sys.path)
    yield folder
    sys.path[:] = path
    for name in [name for name in sys.modules if name.split(".")[0] in ("aimo", "kaggle_evaluation")]:
        del sys.modules[name]
