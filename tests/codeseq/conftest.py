"""What tests of the pipeline share: builds of made sequences by a scripted agent, with programs run in this process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import kaggle_utils.runtime
from kaggle_utils.codeseq.config import CodeSeqConfig
from tests.codeseq.made_sequences import write_sequences
from tests.killable_run import InstantSandbox

MakeConfig = Callable[..., CodeSeqConfig]


@pytest.fixture
def make_config(tmp_path: Path) -> MakeConfig:
    """A configuration for the first ``count`` made sequences."""

    def make(count: int = 12, **changes: Any) -> CodeSeqConfig:
        path = tmp_path / f"sequences{count}.tsv"
        write_sequences(path, count)
        given: dict[str, Any] = {"sequences": path, "working": {"extends": "cpu-demo"}, "out": tmp_path / "out", "execution_timeout": 60.0}
        return CodeSeqConfig(**(given | changes))

    return make


@pytest.fixture
def instant(monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs run in this process instead of a sandbox: for tests that are not about running them."""
    monkeypatch.setattr(kaggle_utils.runtime, "Sandbox", InstantSandbox)
