"""One question to the model, and what is posed to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kaggle_utils.answers.reply import without_thoughts
from kaggle_utils.engines import Completion, Sampling
from kaggle_utils.messages import Message
from kaggle_utils.problem import Problem
from kaggle_utils.prompts import build_messages
from kaggle_utils.strategies.shared.base import AttemptContext


def build_prompt(prompt: str, problem: Problem, context: AttemptContext, **fields: str) -> tuple[Message, ...]:
    """The messages that put a problem to the model: the named prompt with its options and the context's notes."""
    tokens = context.engine.info.context
    return build_messages(prompt, problem.statement, context.settings.prompting, context.notes, tokens, **fields)


async def ask(messages: Sequence[Message], context: AttemptContext, index: int = 0, stop: tuple[str, ...] = ()) -> Completion:
    """One completion, sampled as the settings say. ``index`` counts an attempt's questions, so that no two have the same seed.

    A thought before the reply is cut from the text; its tokens stay counted. Raises EngineError.
    """
    settings = context.settings
    sampling = Sampling(settings.temperature, settings.top_p, settings.max_tokens, seed=context.seed + index, stop=stop)
    completion = await context.engine.generate(messages, sampling, context.deadline)
    if settings.prompting.thinks_first:
        return replace(completion, text=without_thoughts(completion.text).strip())
    return completion
