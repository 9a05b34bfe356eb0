"""Tool-integrated reasoning: words and cells in turn, in one session that keeps its state."""

from __future__ import annotations

from kaggle_utils.problem import Problem
from kaggle_utils.sandbox import Verdict
from kaggle_utils.strategies.shared.attempt import Attempt
from kaggle_utils.strategies.shared.context import AttemptContext
from kaggle_utils.strategies.shared.tool_step import Conversation, Step, finish, take_step, write

NAME = "tool-integrated"
MAX_CELLS = 4  # replies that may contain a cell; Numina's depth in its AIMO-1 notebook, and ToRA's limit of tool rounds


async def attempt(problem: Problem, context: AttemptContext) -> Attempt:
    """Let the model reason and run cells until it states the answer, at most ``MAX_CELLS`` times; then ask for the answer."""
    talk = Conversation.begin(context.build_prompt("tool_integrated", problem))
    steps: list[Step] = []
    async with context.session() as session:
        left = MAX_CELLS
        while left > 0 and context.time_left > 0:
            step = await take_step(await write(talk, context), talk, session, context)
            steps.append(step)
            if step.answer is not None:
                return _conclude(steps)
            # A lost session runs no more cells.
            left = 0 if step.turn.execution and step.turn.execution.verdict is Verdict.HARNESS else left - 1
            talk = talk.then(step, left)
    if context.time_left > 0:
        steps.append(await finish(talk, context))
    return _conclude(steps)


def _conclude(steps: list[Step]) -> Attempt:
    answer = steps[-1].answer if steps else None
    return Attempt(NAME, tuple(step.turn for step in steps), answer, executed=any(step.ran for step in steps))
