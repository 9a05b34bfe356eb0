"""Chat messages: everything that is sent to a model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Role = Literal["system", "user", "assistant"]

# An estimate from below of what a token holds. Qwen2.5 writes 3.4 characters a token in DeepSeekMath's AIMO-1 transcripts, whose digits,
# 5.9 % of the characters, are a token each; the embedded model's 2,048 tokens hold 2.5 in our examples.
CHARACTERS_PER_TOKEN = 2.5


@dataclass(frozen=True)
class Message:
    """One chat message."""

    role: Role
    content: str


def count_characters(messages: Iterable[Message]) -> int:
    """The number of characters in the messages' contents."""
    return sum(len(message.content) for message in messages)
