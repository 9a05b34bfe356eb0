"""The prompt of the strategy ``trace`` without an example, as the messages of a training row."""

from __future__ import annotations

from typing import Literal

from kaggle_utils.prompts import build_messages
from kaggle_utils.settings.prompt_options import PromptOptions
from kaggle_utils.strategies import trace

Form = Literal["lines", "function"]


def trace_prompt(statement: str, form: Form) -> list[dict[str, str]]:
    """What is sent for this statement: a program that prints lines is asked for, or a function f(n) that we call."""
    messages = build_messages(trace.NAME, statement, PromptOptions(output_format=form), (), 0, **trace.prompt_fields(statement))
    return [{"role": message.role, "content": message.content} for message in messages]
