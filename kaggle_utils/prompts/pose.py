"""Dress a strategy's prompt: notes, examples, framing, prefixes."""

from __future__ import annotations

from collections.abc import Sequence

from kaggle_utils.conversation import Message
from kaggle_utils.prompt_options import PromptOptions
from kaggle_utils.prompts.template import load_prompt


def pose_prompt(name: str, statement: str, options: PromptOptions, notes: Sequence[str] = (), **fields: str) -> tuple[Message, ...]:
    """The messages of a prompt for one problem: its statement, what is known about it (``notes``), and what the options add."""
    text = "\n\n".join([statement, *notes])
    messages = load_prompt(name).render(statement=text, **fields)
    return messages[-1:] if options.thinks_first else messages
