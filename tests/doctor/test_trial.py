"""Trials that fail, each with real parts. The ones that succeed are in test_command.py and, with vLLM, in tests/vllm."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from kaggle_utils import doctor
from kaggle_utils.cli import main
from kaggle_utils.doctor.machine import WheelSet
from kaggle_utils.doctor.measure import Effort
from kaggle_utils.doctor.trial import Trial, try_out
from kaggle_utils.engines import EngineInfo
from kaggle_utils.settings import Settings
from tests.doctor.machines import make_machine
from tests.small_wheels import TAG, describe, make_wheel

TINY = Effort(programs=1)


def test_wheels_are_installed_where_vllm_is_missing_and_timed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The set holds no vLLM, so that the engine fails after the install."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    folder = tmp_path / "input" / "wheels" / f"cpu-{TAG}"
    make_wheel(folder, "first_module")
    describe(folder, "cpu")
    machine = make_machine(wheels=(WheelSet(folder, "cpu", TAG, 1),), inputs=tmp_path / "input")
    trial = try_out(machine, Settings.preset("vllm-cpu", out=tmp_path / "out"), lambda _: None, TINY)
    assert trial.install is not None
    assert trial.installed.startswith("installed 1 wheels")
    assert trial.settings.server_python == str(tmp_path / "kaggle_utils-venv" / "bin" / "python")
    assert trial.failure.startswith("vLLM did not come up")
    assert trial.sandbox is not None


def test_an_engine_that_fails_leaves_the_page_and_exit_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor.trial, "Effort", lambda: TINY)
    monkeypatch.setenv("KAGGLE_UTILS_SERVER_PYTHON", "/bin/false")
    assert main(["doctor", "--full", "--preset", "vllm-cpu", "--out", str(tmp_path)]) == 1
    assert "Do not submit vllm-cpu yet, because it did not finish the trial (vLLM did not come up" in capsys.readouterr().out
    assert "vLLM did not come up" in (tmp_path / "doctor.html").read_text()


def test_what_came_up_is_the_step_of_the_ladder() -> None:
    settings = replace(Settings.preset("vllm-cpu"), ladder=({"max_tokens": 111}, {"max_tokens": 222}))
    trial = Trial(settings, info=EngineInfo("vllm", "x", 1024, steps_down=("too long", "too long again")))
    assert trial.came_up.max_tokens == 222
