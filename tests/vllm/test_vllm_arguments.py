"""Reading vLLM's source gives the very flags that an installed vLLM's own parser has, so the files of the CUDA builds can be trusted."""

from __future__ import annotations

import subprocess

from kaggle_utils.settings import REPOSITORY
from tests.vllm.conftest import SERVER_PYTHON


def test_the_pinned_file_of_the_cpu_build_is_what_its_parser_has() -> None:
    done = subprocess.run([SERVER_PYTHON, "-m", "pins.compare_with_parser", "cpu"], cwd=REPOSITORY, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
