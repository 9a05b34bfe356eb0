"""A conversation with tools: steps in one session until the model states the answer, then the attempt that they amount to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from kaggle_utils.engines import Completion
from kaggle_utils.sandbox import Session, Verdict
from kaggle_utils.strategies.shared.attempt import Attempt
from kaggle_utils.strategies.shared.context import AttemptContext
from kaggle_utils.strategies.shared.tool_step import Conversation, Step, finish, write

TakeStep = Callable[[Completion, Conversation, Session, AttemptContext], Awaitable[Step]]
"""Carries out what a reply asks for."""


async def converse(name: str, talk: Conversation, take_step: TakeStep, max_steps: int, context: AttemptContext) -> Attempt:
    """Let the model write and act until it states the answer, at most ``max_steps`` times; then ask for the answer.

    The answer counts as executed once a cell has run to its end. Raises EngineError.
    """
    steps: list[Step] = []
    async with context.session() as session:
        left = max_steps
        while left > 0 and context.time_left > 0:
            step = await take_step(await write(talk, context), talk, session, context)
            steps.append(step)
            if step.answer is not None:
                return _conclude(name, steps)
            # A lost session runs no more cells.
            left = 0 if step.turn.execution and step.turn.execution.verdict is Verdict.HARNESS else left - 1
            talk = talk.then(step, left)
    if context.time_left > 0:
        steps.append(await finish(talk, context))
    return _conclude(name, steps)


def _conclude(name: str, steps: list[Step]) -> Attempt:
    answer = steps[-1].answer if steps else None
    return Attempt(name, tuple(step.turn for step in steps), answer, executed=any(step.ran for step in steps))
