"""A stand-in for /kaggle/input."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kaggle import relay

PORTS = sorted({*relay.CONSECUTIVE, *relay.TEN_APART})
MAX_SHIFT = 65_535 - PORTS[-1]


@pytest.fixture
def port_shift(monkeypatch: pytest.MonkeyPatch) -> str:
    """How far the stand-ins' ports are moved, so that tests may run side by side: to where the first of them is free."""
    shift = next(shift for _ in range(100) if relay.is_free(PORTS[0] + (shift := random.randrange(100, MAX_SHIFT))))
    monkeypatch.setenv(relay.SHIFT, str(shift))
    return str(shift)


@pytest.fixture
def inputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, port_shift: str) -> Iterator[Path]:
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
