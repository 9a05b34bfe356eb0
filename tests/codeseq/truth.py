"""Whether samples are true, found by another way than the pipeline's: statement and title give one rule, and the program computes it."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from tests.codeseq.name_rules import understand

BEYOND = 45  # indices that are compared, half of them past the file's terms


def wrong_samples(rows: Iterable[Mapping[str, Any]], titles: Mapping[str, str]) -> dict[str, str]:
    """The samples whose statement or program departs from the sequence's title at any of the first indices, and where."""
    wrong = {}
    for row in rows:
        meant, told = understand(titles[row["sequence"]]), understand(row["description"])
        if meant is None or told is None:
            wrong[row["id"]] = "it has no rule"
            continue
        start = min(int(case["input"]) for case in (*row["examples"], *row["test_cases"]))
        for index in range(start, start + BEYOND):
            if told.value(index) != meant.value(index):
                wrong[row["id"]] = f"the statement departs at {index}"
            elif _run(row["code"], index) != str(meant.value(index)):
                wrong[row["id"]] = f"the program departs at {index}"
    return wrong


def _run(code: str, index: int) -> str:
    """What the scripted agent's program prints; it is trusted."""
    printed, before = io.StringIO(), sys.stdin
    sys.stdin = io.StringIO(f"{index}\n")
    try:
        with contextlib.redirect_stdout(printed):
            exec(code, {"__name__": "__main__"})
    except Exception as error:
        return type(error).__name__
    finally:
        sys.stdin = before
    return printed.getvalue().strip()
