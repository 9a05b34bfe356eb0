from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas
import pytest

from kaggle_utils.cli import main
from tests.conftest import DEMO_MODEL


@pytest.fixture
def problems(tmp_path: Path) -> Path:
    path = tmp_path / "problems.csv"
    path.write_text("id,problem,answer\n0a,How many primes are at most 100?,25\n0b,Find the sum of all positive divisors of 28.,56\n")
    return path


def test_solve_writes_submission_journal_and_report(problems: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert main(["solve", str(problems), "--preset", "cpu-demo", "--time-limit", "300", "--out", str(out)]) == 0
    frame = pandas.read_csv(out / "submission.csv", dtype={"id": str})
    assert frame["id"].tolist() == ["0a", "0b"]
    assert frame["answer"].dtype == "int64"
    assert (out / "journal.jsonl").is_file()
    assert "<h1>Report</h1>" in (out / "report.html").read_text()
    printed = capsys.readouterr().out
    assert "score" in printed
    assert str(out / "report.html") in printed
    assert main(["report", str(out)]) == 0
    assert "of 2 right" in capsys.readouterr().out
    assert main(["report", str(out), "--json"]) == 0
    assert [row["id"] for row in json.loads(capsys.readouterr().out)] == ["0a", "0b"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["solve", "none.csv"], "none.csv does not exist"),
        (["solve", "PROBLEMS", "--preset", "nope"], "no preset is called 'nope'"),
        (["solve", "PROBLEMS", "--preset", "transformers"], "needs a model: pass --model DIR"),
        (["solve", "PROBLEMS", "--model", "/nowhere"], "/nowhere is not a folder"),
        (["solve", "PROBLEMS", "--time-limit", "-1"], "time_limit is -1.0, and must be greater than 0"),
        (["solve", "PROBLEMS", "--out", "/proc/nothing"], "cannot write to /proc/nothing"),
        (["report", "/nowhere"], "/nowhere/journal.jsonl does not exist"),
    ],
)
def test_bad_input_is_one_line_on_stderr_and_exit_2(
    problems: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert main([str(problems) if argument == "PROBLEMS" else argument for argument in arguments]) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith("error: ")
    assert message in captured.err
    assert captured.err.count("\n") == 1
    assert captured.out == ""


def test_an_engine_that_cannot_start_is_exit_1(problems: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "model"
    broken.mkdir()
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json"):
        (broken / name).write_bytes((DEMO_MODEL / name).read_bytes())
    (broken / "model.safetensors").write_bytes(b"not weights")
    assert main(["solve", str(problems), "--model", str(broken), "--out", str(tmp_path / "out")]) == 1
    assert "cannot load" in capsys.readouterr().err


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become another user")
def test_a_folder_without_write_permission_is_named(problems: Path, tmp_path: Path) -> None:
    """Root may write anywhere, so the check runs as nobody."""
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o555)
    folder.parent.chmod(0o755)
    code = f"""
import os
from kaggle_utils import InputError, Settings, Solver
settings = Settings.preset("cpu-demo", out={str(folder / "out")!r})
os.seteuid(65534)
try:
    Solver(settings, engine=object())
except InputError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"cannot write to {folder / 'out'} (Permission denied): choose another folder")
