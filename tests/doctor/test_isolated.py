"""Measurements in processes of their own: a real one, and those that end badly."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kaggle_utils.doctor.isolated import run_isolated
from kaggle_utils.doctor.measure import Effort
from kaggle_utils.doctor.one_variant import Measurement
from kaggle_utils.settings import Settings

TINY = Effort(prompt=200, reply=16, at_once=(1, 2), repetitions=1, programs=1, contexts=(512, 8192))


def test_an_engine_is_measured_in_its_own_process(tmp_path: Path) -> None:
    settings = Settings.preset("cpu-demo", ladder=(), out=tmp_path)
    found = run_isolated(settings, TINY, tmp_path / "trial.log", limit=300.0)
    assert isinstance(found, Measurement), found
    assert [one.requests for one in found.speed.decode] == [1, 2]
    assert [one.context for one in found.speed.contexts] == [512]  # 8,192 tokens are more than it has
    assert "decoding" in (tmp_path / "trial.log").read_text()


def test_an_engine_that_fails_is_a_sentence(tmp_path: Path) -> None:
    settings = Settings.preset("cpu-demo", model=str(tmp_path / "none.gguf"), ladder=(), out=tmp_path)
    assert "none.gguf" in str(run_isolated(settings, TINY, tmp_path / "trial.log", limit=300.0))


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "its process ended with SIGSEGV and no result"),
        ("import sys; sys.exit(7)", "its process ended with status 7 and no result"),
        ("print('not JSON')", "its process ended with status 0 and no result"),
        ("print('{}')", "and no result"),
        ("import time; time.sleep(600)", "it was not measured within 3 s"),
    ],
)
def test_a_process_that_ends_badly_is_a_sentence(tmp_path: Path, program: str, said: str) -> None:
    settings = Settings.preset("cpu-demo", ladder=(), out=tmp_path)
    log = tmp_path / "trial.log"
    assert said in str(
        run_isolated(settings, TINY, log, limit=3.0 if "sleep" in program else 60.0, command=(sys.executable, "-c", program))
    )
