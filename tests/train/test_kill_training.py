"""A training that is killed, between steps and in the middle of writing a checkpoint, ends as one that was not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from kaggle_utils.settings import REPOSITORY
from kaggle_utils.train.checkpoints import last_whole_checkpoint
from kaggle_utils.train.log import read_log
from kaggle_utils.train.result import read_result
from tests.train.killable_training import STEPS
from tests.train.made_rows import write_rows

WEIGHTS = "adapter/adapter_model.safetensors"


def test_a_training_killed_twice_and_resumed_has_the_weights_of_one_that_was_not(tmp_path: Path) -> None:
    from safetensors.numpy import load_file

    rows, whole, killed = write_rows(tmp_path / "rows.jsonl"), tmp_path / "whole", tmp_path / "killed"
    lives = [f"{whole} -", f"{killed} after:3", f"{killed} within:4", f"{killed} -"]
    command = [sys.executable, "-m", "tests.train.killable_training", str(rows)]
    done = subprocess.run(command, cwd=REPOSITORY, input="\n".join(lives) + "\n", capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["finished", "killed", "killed", "finished"], done.stderr[-2000:]

    one, other = (load_file(folder / WEIGHTS) for folder in (whole, killed))
    assert one.keys() == other.keys()
    assert all((one[name] == other[name]).all() for name in one)
    logs = [read_log(folder) for folder in (whole, killed)]
    assert [line.step for line in logs[0] if line.loss is not None] == list(range(1, STEPS + 1))
    assert [(line.step, line.tokens, line.loss, line.held_out_loss) for line in logs[0]] == [
        (line.step, line.tokens, line.loss, line.held_out_loss) for line in logs[1]
    ]
    results = [read_result(folder) for folder in (whole, killed)]
    assert results[0] is not None
    assert results[1] is not None
    assert (results[0].steps, results[0].tokens, results[0].last_loss) == (results[1].steps, results[1].tokens, results[1].last_loss)


def test_a_checkpoint_that_was_not_written_to_its_end_is_passed_over(tmp_path: Path) -> None:
    for name, state in {"checkpoint-2": "{}", "checkpoint-10": '{"epoch": ', "checkpoint-12": None, "other": "{}"}.items():
        (tmp_path / "checkpoints" / name).mkdir(parents=True)
        if state is not None:
            (tmp_path / "checkpoints" / name / "trainer_state.json").write_text(state)
    assert last_whole_checkpoint(tmp_path) == (tmp_path / "checkpoints" / "checkpoint-2", 2)
    assert last_whole_checkpoint(tmp_path / "none") is None
