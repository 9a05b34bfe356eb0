"""The command ``train``: CONFIG.toml alone, or one of its kinds."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaggle_utils.cli import main
from kaggle_utils.cli.train import name_kind
from tests.conftest import DEMO_MODEL
from tests.train.made_rows import write_rows


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("train lora.toml --out o", "train run lora.toml --out o"),
        ("--verbose train lora.toml", "--verbose train run lora.toml"),
        ("train run lora.toml", "train run lora.toml"),
        ("train merge a --to b", "train merge a --to b"),
        ("train rows a --to b", "train rows a --to b"),
        ("train --help", "train --help"),
        ("train", "train"),
        ("solve train x", "solve train x"),
        ("", ""),
    ],
)
def test_a_configuration_alone_is_run(given: str, read: str) -> None:
    assert name_kind(given.split()) == read.split()


def test_a_sample_is_shown_without_training(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows, config = write_rows(tmp_path / "rows.jsonl", count=3), tmp_path / "config.toml"
    config.write_text(f'model = "{DEMO_MODEL}"\ndata = ["{rows}"]\nout = "{tmp_path / "out"}"\n')
    assert main(["train", str(config), "--show-sample", "1"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("row r1: ")
    assert "TRAINED" in shown
    assert not (tmp_path / "out").exists()


def test_bad_input_is_one_line_and_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", str(tmp_path / "none.toml")]) == 2
    assert main(["train", "merge", str(tmp_path), "--to", str(tmp_path / "merged")]) == 2
    assert main(["train", "rows", str(tmp_path), "--to", str(tmp_path / "rows.jsonl")]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len([line for line in lines if line.startswith("error: ")]) == 3
