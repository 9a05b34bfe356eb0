"""Step-back: the general question behind the problem is asked first, and its answer goes before the problem (arXiv 2310.06117)."""

from __future__ import annotations

import time
from dataclasses import replace

from kaggle_utils.problem import Problem
from kaggle_utils.strategies.shared.ask import ask, build_prompt
from kaggle_utils.strategies.shared.base import AttemptContext, Turn

NAME = "step-back"
MAX_NOTE = 2000  # characters, about 500 tokens: six sentences are asked for, and the rest of a small context belongs to the program


async def prepare(problem: Problem, context: AttemptContext) -> tuple[AttemptContext, tuple[Turn, ...]]:
    """Ask for the principle and note it for every later prompt. An empty reply leaves no note."""
    if time.monotonic() >= context.deadline:
        return context, ()
    completion = await ask(build_prompt("step_back", problem, context), context)
    principle = completion.text.strip("` \n")[:MAX_NOTE]
    if not principle:
        return context, (Turn(completion, None, None, "the reply is empty"),)
    note = f"The general question behind this problem, and the principle that answers it:\n{principle}"
    return replace(context, notes=(*context.notes, note)), (Turn(completion, None, None, None),)
