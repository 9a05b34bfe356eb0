"""Three lines of other libraries are left out of a training's output, and nothing else is."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from kaggle_utils.settings import REPOSITORY
from kaggle_utils.train.quiet import KERNEL_LOGGER, leave_out_noise
from tests.conftest import DEMO_MODEL
from tests.train.made_rows import write_rows

LEFT_OUT = [
    "`gradient_checkpointing` is deprecated and will be removed in v6. Use `activation_checkpointing` instead.",
    "`is_gradient_checkpointing` is deprecated and will be removed in v6. Use `is_activation_checkpointing` instead.",
]


def test_the_renamed_setting_is_left_out_and_another_warning_is_not() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        leave_out_noise()
        for text in LEFT_OUT:
            warnings.warn(text, FutureWarning, stacklevel=1)
        warnings.warn("something else is deprecated", FutureWarning, stacklevel=1)
        warnings.warn_explicit("_check_is_size will be removed", FutureWarning, "ops.py", 1, module="bitsandbytes.backends.cpu.ops")
        warnings.warn_explicit("_check_is_size will be removed", FutureWarning, "ops.py", 1, module="another.library")
    assert [str(each.message) for each in caught] == ["something else is deprecated", "_check_is_size will be removed"]


def test_the_missing_kernel_is_left_out_and_another_line_of_that_logger_is_not(caplog: pytest.LogCaptureFixture) -> None:
    leave_out_noise()
    leave_out_noise()
    logger = logging.getLogger(KERNEL_LOGGER)
    logger.warning("Failed to load CPU gemm_4bit_forward from kernels-community: %s.", "no kernels")
    logger.warning("another trouble")
    assert caplog.messages == ["another trouble"]


def test_a_training_in_four_bits_prints_no_warning(tmp_path: Path) -> None:
    rows, config = write_rows(tmp_path / "rows.jsonl", count=4), tmp_path / "config.toml"
    keys = {"model": str(DEMO_MODEL), "data": [str(rows)], "out": str(tmp_path / "out"), "method": "qlora", "precision": "fp32", "steps": 1}
    config.write_text("".join(f"{key} = {json.dumps(value)}\n" for key, value in keys.items()))
    command = [sys.executable, "-m", "kaggle_utils", "train", str(config)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "trained   1 steps" in done.stdout
    assert "Warning" not in done.stderr
    assert "WARNING" not in done.stderr
