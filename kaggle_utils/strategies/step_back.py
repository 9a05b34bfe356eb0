"""Step-back: the general question behind the problem is asked first, and its answer goes before the problem (arXiv 2310.06117)."""

from __future__ import annotations

import time
from dataclasses import replace

from kaggle_utils.problem import Problem
from kaggle_utils.strategies.shared.ask import ask, pose
from kaggle_utils.strategies.shared.base import Bench, Turn

NAME = "step-back"
LONGEST_NOTE = 2000  # characters, about 500 tokens: six sentences are asked for, and the rest of a small context belongs to the program


async def prepare(problem: Problem, bench: Bench) -> tuple[Bench, tuple[Turn, ...]]:
    """Ask for the principle and note it for every later prompt. An empty reply leaves no note."""
    if time.monotonic() >= bench.deadline:
        return bench, ()
    completion = await ask(pose("step_back", problem, bench), bench)
    principle = completion.text.strip("` \n")[:LONGEST_NOTE]
    if not principle:
        return bench, (Turn(completion, None, None, "the reply is empty"),)
    note = f"The general question behind this problem, and the principle that answers it:\n{principle}"
    return replace(bench, notes=(*bench.notes, note)), (Turn(completion, None, None, None),)
