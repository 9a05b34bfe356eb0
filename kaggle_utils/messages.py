"""Chat messages: everything that is sent to a model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True)
class Message:
    """One chat message."""

    role: Role
    content: str


def count_characters(messages: Iterable[Message]) -> int:
    """The number of characters in the messages' contents."""
    return sum(len(message.content) for message in messages)
