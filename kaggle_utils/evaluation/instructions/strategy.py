"""One question, the prompt as it is, without a system message of ours; the answer is how many instructions the reply keeps."""

from __future__ import annotations

from collections.abc import Sequence

from kaggle_utils.evaluation.instructions.prompt import Prompt
from kaggle_utils.messages import Message
from kaggle_utils.problem import Problem
from kaggle_utils.strategies import Attempt, AttemptContext, Strategy, Turn

NAME = "instructions"


def strategy_for(prompts: Sequence[Prompt]) -> Strategy:
    """The strategy that answers these prompts. A reply that was cut off at its token limit keeps what it keeps."""
    by_id = {prompt.id: prompt for prompt in prompts}

    async def attempt(problem: Problem, context: AttemptContext) -> Attempt:
        completion = await context.ask([Message("user", problem.statement)])
        prompt = by_id[problem.id]
        broken = prompt.broken(completion.text)
        turn = context.record.add(Turn(completion, None, None, f"not kept: {', '.join(broken)}" if broken else None))
        return Attempt(NAME, (turn,), len(prompt.checks) - len(broken), executed=False)

    return attempt
