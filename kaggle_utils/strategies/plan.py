"""Plan: one model writes a short plan, and the coder writes the program for it (docs/strategies.md, "Two models")."""

from __future__ import annotations

from kaggle_utils.engines import FurtherEngineError
from kaggle_utils.problem import Problem
from kaggle_utils.strategies.shared.attempt import Turn
from kaggle_utils.strategies.shared.context import AttemptContext

NAME = "plan"
MAX_PLAN = 2400  # characters, about 600 tokens: eight steps are asked for, and the rest of a small context belongs to the program


async def prepare(problem: Problem, context: AttemptContext) -> tuple[AttemptContext, tuple[Turn, ...]]:
    """Ask the planner for a plan and add it to every later prompt; the coder itself where the run has no planner.

    An empty reply adds nothing, and neither does a planner that fails: the attempt goes on without a plan.
    """
    if context.time_left <= 0:
        return context, ()
    asked = context.asking("planner") if context.has("planner") else context
    try:
        completion = await asked.ask(asked.build_prompt("plan", problem))
    except FurtherEngineError:
        return context, ()
    plan = completion.text.strip("` \n")[:MAX_PLAN]
    if not plan:
        return context, (context.record.add(Turn(completion, None, None, "the reply is empty")),)
    note = f"A plan for this problem, which may contain mistakes:\n{plan}"
    return context.with_note(note), (context.record.add(Turn(completion, None, None, None)),)
