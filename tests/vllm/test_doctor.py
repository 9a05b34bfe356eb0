"""The doctor's trial with the real vLLM."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kaggle_utils import doctor
from kaggle_utils.cli import main
from kaggle_utils.doctor.measure import Effort
from tests.vllm.conftest import SERVER_PYTHON


def test_the_doctor_brings_vllm_up_and_measures_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAGGLE_UTILS_SERVER_PYTHON", SERVER_PYTHON)
    monkeypatch.setattr(doctor.trial, "Effort", lambda: Effort(prompt=512, reply=64, at_once=(1, 8), repetitions=1, programs=2))
    assert main(["doctor", "--full", "--no-comparisons", "--preset", "vllm-cpu", "--out", str(tmp_path)]) == 0
    trial = json.loads((tmp_path / "doctor.json").read_text())["trial"]
    assert trial["details"]["version"]
    assert trial["speed"]["first_token"] > 0
    assert trial["speed"]["decode"][1]["tokens_per_second"] > trial["speed"]["decode"][0]["tokens_per_second"]
    (cache,) = [one for one in trial["memory"] if one["what"] == "KV cache, tokens"]
    assert cache["ratio"] == pytest.approx(1.0, rel=0.03)
