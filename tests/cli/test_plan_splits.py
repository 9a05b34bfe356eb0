"""``plan`` for splits of a model over GPUs."""

from __future__ import annotations

import json

import pytest

from kaggle_utils.cli import main
from tests.conftest import DEMO_MODEL

DEMO = str(DEMO_MODEL)


def test_a_split_is_planned_by_vllms_own_flags(capsys: pytest.CaptureFixture[str]) -> None:
    flags = ["--tensor-parallel-size", "2", "--pipeline-parallel-size", "2", "--data-parallel-size", "2", "--json"]
    assert main(["plan", DEMO, *flags]) == 0
    table = json.loads(capsys.readouterr().out)
    assert (table["count"], table["split"], table["layers"]) == (8, {"tensor": 2, "pipeline": 2, "data": 2}, [2, 2])


def test_all_splits_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", DEMO, "--splits", "--gpu", "T4", "--count", "4", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {(row["tensor"], row["pipeline"], row["data"]) for row in rows} == {
        (4, 1, 1),
        (2, 2, 1),
        (1, 4, 1),
        (2, 1, 2),
        (1, 2, 2),
        (1, 1, 4),
    }


def test_without_a_gpu_every_kind_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", DEMO, "--splits"]) == 0
    printed = capsys.readouterr().out
    assert "8 x T4" in printed
    assert "1 x H100" in printed


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["--tensor-parallel-size", "0"], "tensor_parallel_size is 0, and must be a whole number from 1 on"),
        (["--tensor-parallel-size", "2", "--count", "4"], "--count is 4, and tensor 2 needs 2 GPUs"),
        (["--tensor-parallel-size", "2", "--parallel", "tensor"], "--parallel tensor says the split already"),
        (["--splits", "--data-parallel-size", "2"], "--data-parallel-size names one split, and --splits lists all"),
        (["--splits", "--count", "0"], "count is 0, and must be at least 1"),
    ],
)
def test_flags_that_contradict_each_other_are_one_line(flags: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", DEMO, *flags]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("flag", [["--splits"], ["--data-parallel-size", "2"]])
def test_a_gguf_file_is_not_split_by_vllm(flag: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", str(DEMO_MODEL / "model.gguf"), *flag]) == 2
    assert "leave it out for" in capsys.readouterr().err
