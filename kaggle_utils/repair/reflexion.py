"""The repair turn: show the model its program and what happened, and ask for the whole program again."""

from __future__ import annotations

from kaggle_utils.conversation import Message
from kaggle_utils.prompts import load_prompt


def reflect(reply: str, diagnosis: str) -> tuple[Message, ...]:
    """The messages to append: the model's failed ``reply`` and the request to correct it (Reflexion, arXiv 2303.11366)."""
    return (Message("assistant", reply), *load_prompt("reflexion").render(diagnosis=diagnosis))
