"""From rates to hours and bytes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kaggle_utils.cli import main
from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.cost.estimate import estimate
from kaggle_utils.evaluation.cost.rates import Speed
from kaggle_utils.evaluation.cost.work import Work, mean, measure
from kaggle_utils.settings import REPOSITORY

WORK = Work(requests=2.0, prompt_tokens=100.0, tokens=360.0, sandbox_seconds=1.8, bytes=1000.0)
RUN = REPOSITORY / "benchmarks" / "runs" / "oeis-1.5b"


def test_hours_follow_from_tokens_and_speed() -> None:
    cost = estimate(10_000, WORK, Speed(100.0, "here", gpus=2))
    assert (cost.engine_hours, cost.gpu_hours, cost.sandbox_core_hours) == pytest.approx((10.0, 20.0, 5.0))
    assert (cost.requests, cost.tokens, cost.disk_bytes) == (20_000, 3_600_000, 10_000_000)


def test_an_engine_without_a_gpu_takes_no_gpu_hours() -> None:
    assert estimate(10, WORK, Speed(100.0, "here", cores=2)).gpu_hours == 0


def test_a_run_is_measured_by_its_attempts() -> None:
    work = measure(RUN)
    assert work.requests == 1.0
    assert 100 < work.tokens < 200
    assert work.bytes == pytest.approx(sum(path.stat().st_size for path in RUN.glob("*l*")) / 100, rel=0.2)


def test_several_runs_count_alike() -> None:
    assert mean([WORK, Work(0, 0, 0, 0, 0)]).tokens == 180.0


def test_a_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="neither a run"):
        measure(tmp_path)


def test_the_command_says_the_cost_and_its_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "--sequences", "300000", "--work", "oeis", "--preset", "t4x2-7b-dp2"]) == 0
    printed = capsys.readouterr().out
    assert "GPU-hours" in printed
    assert "core-hours" in printed
    assert "a run left out was predicted within these factors" in printed


def test_the_command_measures_a_run_of_ones_own(capsys: pytest.CaptureFixture[str]) -> None:
    given = ["--from", str(RUN), "--tokens-per-second", "1000", "--engine-gpus", "1", "--json"]
    assert main(["plan", "--sequences", "1000000", *given]) == 0
    table = json.loads(capsys.readouterr().out)
    assert table["cost"]["gpu_hours"] == pytest.approx(table["work"]["tokens"] / 3.6)


@pytest.mark.parametrize("arguments", [[], ["model.gguf", "--sequences", "3"], ["--sequences", "0"], ["--sequences", "5", "--preset", "x"]])
def test_what_cannot_be_planned_is_bad_input(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", *arguments]) == 2
    assert capsys.readouterr().err.startswith("error: ")
