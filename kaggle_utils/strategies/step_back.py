"""Step-back: ask for the principle behind the problem first, and add it to the later prompts (arXiv 2310.06117).

Measured on GSM8K with Qwen2.5-Coder-0.5B (docs/strategies.md): 11 of 40 right where program-of-thoughts has 15, for 1.3 times the tokens.
"""

from __future__ import annotations

from kaggle_utils.problem import Problem
from kaggle_utils.strategies.shared.attempt import Turn
from kaggle_utils.strategies.shared.context import AttemptContext

NAME = "step-back"
MAX_NOTE = 2000  # characters, about 500 tokens: six sentences are asked for, and the rest of a small context belongs to the program


async def prepare(problem: Problem, context: AttemptContext) -> tuple[AttemptContext, tuple[Turn, ...]]:
    """Ask for the principle and add it to every later prompt. An empty reply adds nothing."""
    if context.time_left <= 0:
        return context, ()
    completion = await context.ask(context.build_prompt("step_back", problem))
    principle = completion.text.strip("` \n")[:MAX_NOTE]
    if not principle:
        return context, (context.record.add(Turn(completion, None, None, "the reply is empty")),)
    note = f"The general question behind this problem, and the principle that answers it:\n{principle}"
    return context.with_note(note), (context.record.add(Turn(completion, None, None, None)),)
