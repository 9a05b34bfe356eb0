"""Settings of llama.cpp servers on the embedded model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kaggle_utils.settings import Settings
from tests.conftest import DEMO_MODEL

MakeSettings = Callable[..., Settings]
SLOTS = 8


@pytest.fixture(scope="session")
def make_llamacpp_settings(tmp_path_factory: pytest.TempPathFactory) -> MakeSettings:
    """Settings of a llama.cpp server with eight slots on the embedded model, each with a folder of its own."""
    smoke = Settings.preset("vllm-cpu")

    def make(**changes: Any) -> Settings:
        own = {
            "engine": "llamacpp",
            "model": str(DEMO_MODEL / "model.gguf"),
            "serve": {"n_ctx": 1024 * SLOTS, "n_parallel": SLOTS},
            "max_tokens": 900,
            "out": tmp_path_factory.mktemp("out"),
            "smoke_prompt": smoke.smoke_prompt,
            "smoke_expects": smoke.smoke_expects,
        }
        return Settings.preset("cpu-demo", **(own | changes))

    return make
