"""The table of docs/memory.md says what the plan says."""

from __future__ import annotations

import re

import pytest

from kaggle_utils.memory_plan import GIB
from kaggle_utils.settings import REPOSITORY
from tests.memory_plan.test_planning import RESEARCH, plan_qwen

ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (REPOSITORY / "docs" / "memory.md").read_text().splitlines()
    if re.match(r"\| \d+B \|", line)
]


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
        f"{made.lowest_tokens:,}",
    ]
