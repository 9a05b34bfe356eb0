"""What a server's log says, compared with what its settings ask for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kaggle_utils.engines.llamacpp.backend import differences_from_plan
from kaggle_utils.engines.llamacpp.log import read_facts
from tests.engines.llamacpp.conftest import MakeSettings

LOG = (Path(__file__).parent / "logs" / "demo.log").read_text(encoding="utf-8")
ON_GPUS = {"slots": 8, "kv_mib": 16.0, "offloaded": "5/5"}


def test_a_real_log_is_as_planned(make_llamacpp_settings: MakeSettings) -> None:
    assert differences_from_plan(make_llamacpp_settings(), read_facts(LOG)) == ()


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, ()),
        ({"slots": 4}, ("8 slots were asked for, and 4 are there",)),
        ({"kv_mib": 8.0}, ("the KV cache takes 8.0 MiB, 16.0 were planned",)),
        ({"kv_mib": 16.1}, ()),
    ],
)
def test_what_differs_is_said(facts: dict[str, Any], said: tuple[str, ...], make_llamacpp_settings: MakeSettings) -> None:
    assert differences_from_plan(make_llamacpp_settings(), facts) == said


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (ON_GPUS, ()),
        (ON_GPUS | {"offloaded": "3/5"}, ("3 of 5 layers are on GPUs, and the others set the pace",)),
        ({"slots": 8}, ("no layer is on a GPU: the log does not say that any was offloaded",)),
    ],
)
def test_layers_that_are_not_on_the_gpus_are_said(
    facts: dict[str, Any], said: tuple[str, ...], make_llamacpp_settings: MakeSettings
) -> None:
    assert differences_from_plan(make_llamacpp_settings(gpu="T4"), facts) == said


def test_a_model_that_the_plan_does_not_know_is_not_compared(make_llamacpp_settings: MakeSettings, tmp_path: Path) -> None:
    (tmp_path / "gone.gguf").write_bytes(b"GGUF")
    assert differences_from_plan(make_llamacpp_settings(model=str(tmp_path / "gone.gguf")), {"kv_mib": 8.0}) == ()
