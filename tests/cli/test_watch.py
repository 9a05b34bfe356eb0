"""``watch``: progress while another process works, and nothing left over when it ends."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kaggle_utils.cli import main
from kaggle_utils.journal.events import AnswerGiven, Event, ProblemsExpected, ProblemStarted, RunEnded, RunStarted, RuntimeReady, encode
from kaggle_utils.problem import Answer, Problem
from kaggle_utils.settings import Settings

MANY_SECONDS = 60.0
RUN: list[Event] = [
    RunStarted(Settings.preset("cpu-demo")),
    RuntimeReady(1.0),
    ProblemsExpected(2),
    ProblemStarted(Problem("a", "1 + 1?", 2), 30.0),
    AnswerGiven("0", Answer("a", 2, 1.0, 1.0, None)),
    ProblemStarted(Problem("b", "2 + 2?", 4), 30.0),
    AnswerGiven("1", Answer("b", 5, 1.0, 1.0, None)),
    RunEnded(),
]


def write_journal(out: Path, *events: Event) -> None:
    out.mkdir(exist_ok=True)
    (out / "journal.jsonl").write_text("".join(f"{encode(event)}\n" for event in events))


def watching(out: Path, *command: str) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-m", "kaggle_utils", "watch", str(out), *(["--", *command] if command else [])]
    return subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True)


def eventually(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + MANY_SECONDS
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_run_that_has_ended_is_described_and_left(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_journal(tmp_path, *RUN)
    assert main(["watch", str(tmp_path)]) == 0
    assert "2 of 2 problems answered, 1 of 2 right" in capsys.readouterr().err


def test_it_says_something_before_the_run_has_a_journal(tmp_path: Path) -> None:
    with watching(tmp_path) as process:
        assert process.stderr is not None
        assert process.stderr.readline().split(maxsplit=1)[1] == "starting\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(MANY_SECONDS) == 128 + signal.SIGINT


def test_it_ends_with_the_run(tmp_path: Path) -> None:
    write_journal(tmp_path, *RUN[:-3])
    with watching(tmp_path) as process:
        assert process.stderr is not None
        line = process.stderr.readline()
        while "problem 2 of 2" not in line:
            line = process.stderr.readline()
        assert "problem 2 of 2, 1 of 1 right" in line
        write_journal(tmp_path, *RUN)
        assert process.wait(MANY_SECONDS) == 0
        assert process.stderr.read().endswith("2 of 2 problems answered, 1 of 2 right\n")


@pytest.mark.parametrize("code", [0, 1, 7])
def test_it_ends_with_its_command_whose_exit_code_it_keeps(tmp_path: Path, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    write_journal(tmp_path, *RUN[:-1])  # as a run that was killed leaves it
    assert main(["watch", str(tmp_path), "--", sys.executable, "-c", f"raise SystemExit({code})"]) == code
    assert "2 of 2 problems answered" in capsys.readouterr().err


def test_a_command_that_a_signal_ended_gives_the_code_that_a_shell_would(tmp_path: Path) -> None:
    assert main(["watch", str(tmp_path), "--", sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"]) == 128 + signal.SIGKILL


def test_a_command_that_cannot_be_run_is_bad_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["watch", str(tmp_path), "--", "/nowhere/python"]) == 2
    assert capsys.readouterr().err == "error: cannot run '/nowhere/python' (No such file or directory)\n"


def test_a_folder_that_does_not_exist_is_bad_input_without_a_command_that_would_make_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["watch", "/nowhere"]) == 2
    assert capsys.readouterr().err == "error: /nowhere is not a folder: name the output folder of the run\n"


def test_a_journal_of_another_version_is_refused_and_its_command_ended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "journal.jsonl").write_text('{"event": "start", "settings": {}}\n')
    assert main(["watch", str(tmp_path), "--", sys.executable, "-c", "import time; time.sleep(3600)"]) == 2
    assert "another folder with --out" in capsys.readouterr().err


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_no_command_outlives_it(tmp_path: Path, ending: signal.Signals) -> None:
    pid = tmp_path / "pid"
    code = f"import os, time, pathlib; pathlib.Path({str(pid)!r}).write_text(str(os.getpid())); time.sleep(3600)"
    with watching(tmp_path, sys.executable, "-c", code) as process:
        eventually(lambda: pid.exists() and pid.read_text() != "")
        process.send_signal(ending)
        assert process.wait(MANY_SECONDS) == 128 + signal.SIGTERM
    assert not Path("/proc", pid.read_text()).exists()
