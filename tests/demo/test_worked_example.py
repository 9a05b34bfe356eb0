"""The worked example in docs/traces.md is what the example prints, and its answer is right."""

from __future__ import annotations

import subprocess
import sys

from kaggle_utils.settings import REPOSITORY


def domino_tilings_of_3_by(width: int, modulus: int) -> int:
    """Column by column: the ways to reach each pattern of squares that stick out of a column. No recurrence is used."""
    ways = {0: 1}
    for _ in range(width):
        following: dict[int, int] = {}
        for pattern, count in ways.items():
            for out in range(8):
                if pattern & out:
                    continue
                free = 7 & ~(pattern | out)
                if free in (0, 0b011, 0b110):  # nothing, or one domino upright
                    following[out] = (following.get(out, 0) + count) % modulus
        ways = following
    return ways[0]


def test_the_example_prints_what_the_page_shows_and_the_answer_is_right() -> None:
    command = [sys.executable, str(REPOSITORY / "docs" / "trace_example.py")]
    printed = subprocess.run(command, capture_output=True, text=True, check=True, cwd=REPOSITORY, timeout=1800).stdout
    assert printed.strip() in (REPOSITORY / "docs" / "traces.md").read_text()
    assert printed.strip().endswith(f"f(2024) mod 1000 = {domino_tilings_of_3_by(2024, 1000)}")
