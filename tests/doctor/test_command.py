"""The command as a person types it, on this machine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kaggle_utils import doctor
from kaggle_utils.cli import main
from kaggle_utils.doctor.measure import Effort
from tests.conftest import DEMO_MODEL

TINY = Effort(prompt=200, reply=16, at_once=(1, 2), repetitions=1, programs=2)


def test_the_demo_is_ready_here(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--preset", "cpu-demo"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "ready: preset cpu-demo runs here, without a GPU"


def test_a_preset_for_gpus_is_not_ready_without_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--preset", "l4x4-32b-awq", "--json"]) == 1
    table = json.loads(capsys.readouterr().out)
    assert table["ready"] is False
    assert table["preset"] == "l4x4-32b-awq"
    assert table["verdict"].startswith("not ready: ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--preset", "nope"], "no preset is called 'nope'"),
        (["--model", "/nowhere"], "/nowhere is not a folder"),
        (["--full", "--preset", "transformers"], "needs a model: pass --model"),
        (["--full", "--preset", "cpu-demo", "--out", "/proc/nothing"], "cannot write to /proc/nothing"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.setattr(doctor.trial, "Effort", lambda: TINY)
    assert main(["doctor", *arguments]) == 2
    errors = [line for line in capsys.readouterr().err.splitlines() if not line.startswith("... ")]
    assert len(errors) == 1
    assert message in errors[0]


@pytest.mark.parametrize(
    ("preset", "model"),
    [("cpu-demo", []), ("cpu-demo", ["--model", str(DEMO_MODEL / "model.gguf")]), ("cpu-demo-transformers", ["--model", str(DEMO_MODEL)])],
)
def test_a_trial_leaves_a_page_and_its_numbers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, preset: str, model: list[str]
) -> None:
    monkeypatch.setattr(doctor.trial, "Effort", lambda: TINY)
    assert main(["doctor", "--full", "--preset", preset, *model, "--out", str(tmp_path)]) == 0
    printed = capsys.readouterr()
    table = json.loads((tmp_path / "doctor.json").read_text())
    assert table["recommendation"] in printed.out
    assert str(tmp_path / "doctor.html") in printed.out
    assert [one["requests"] for one in table["trial"]["speed"]["decode"]] == [1, 2]
    assert table["trial"]["load_seconds"] > 0
    assert table["trial"]["sandbox"]["importing"] > 0
    page = (tmp_path / "doctor.html").read_text()
    assert table["recommendation"] in page
    assert "trivial programs a second" in page
