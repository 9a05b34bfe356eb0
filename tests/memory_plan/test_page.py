"""The table of docs/memory.md says what the plan says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from kaggle_utils.checkpoint.gguf_file import read_gguf
from kaggle_utils.memory_plan import GIB, LlamaServing, describe_llama, find_gpu, plan_in_memory, plan_on_gpus
from kaggle_utils.settings import REPOSITORY
from tests.gguf_files import q4_k_m, qwen2_keys, write_gguf
from tests.memory_plan.test_llama_plan import HALF, LOGGED, MIB
from tests.memory_plan.test_planning import RESEARCH, plan_qwen
from tests.sparse_checkpoint import qwen_coder

PAGE = (REPOSITORY / "docs" / "memory.md").read_text()


def rows(pattern: str) -> list[list[str]]:
    """The cells of the table rows that begin so."""
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if re.match(pattern, line)]


ROWS = rows(r"\| \d+B \|")
LLAMA_ROWS = rows(r"\| \d\.5B \|")


def versus(found: float, reckoned: float, form: str, reckoned_form: str) -> str:
    return f"{found:{form}} / {reckoned:{reckoned_form}} ({found / reckoned - 1:+.2%})"


@pytest.mark.parametrize(("row", "research"), list(zip(ROWS, RESEARCH, strict=True)), ids=[" ".join(row[:2]) for row in ROWS])
def test_a_row_is_what_the_command_prints(row: list[str], research: tuple[str, float, float, float, int, int, int]) -> None:
    size, utilization, weights, cache, tokens, eights, sixteens = research
    made = plan_qwen(size, gpu_memory_utilization=utilization)
    assert row == [
        size,
        f"{utilization:.2f}",
        versus(made.weights[0] / GIB, weights, ".3f", ".2f"),
        versus(made.kv_cache[0] / GIB, cache, ".3f", ".2f"),
        versus(made.tokens, tokens, ",", ","),
        f"{made.sequences_of(8192)} / {eights}",
        f"{made.sequences_of(16_384)} / {sixteens}",
        f"{made.older_tokens:,}",
    ]


@pytest.mark.parametrize(("row", "logged"), list(zip(LLAMA_ROWS, LOGGED, strict=True)), ids=[" ".join(row[:4]) for row in LLAMA_ROWS])
def test_a_row_is_what_llama_cpp_logged_and_what_was_planned(row: list[str], logged: tuple[Any, dict[str, Any], float, float, int]) -> None:
    model, serve, cache, compute, slot = logged
    made = plan_in_memory(model, 64 * GIB, LlamaServing(**serve))
    assert row[:3] == ["0.5B" if model is HALF else "1.5B", f"{serve['n_ctx']:,}", str(serve.get("n_parallel", 1))]
    assert row[4:] == [f"{cache:.2f} / {made.kv_cache[0] / MIB:.2f}", f"{compute:.2f} / {made.compute[0] / MIB:.2f}", f"{slot:,}"]


def test_the_page_shows_what_the_command_prints_for_a_gguf_file(tmp_path: Path) -> None:
    config = qwen_coder("32B")
    file = write_gguf(tmp_path / "qwen2.5-coder-32b-instruct-q4_k_m.gguf", qwen2_keys(config), q4_k_m(config))
    made = plan_on_gpus(read_gguf(file), find_gpu("T4"), 2, LlamaServing(n_ctx=32_768, n_parallel=8))
    assert describe_llama(made) in PAGE
