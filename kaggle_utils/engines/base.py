"""What every engine offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from kaggle_utils.conversation import Message


class EngineError(RuntimeError):
    """An engine cannot start or cannot answer; the message says what to do."""


@dataclass(frozen=True)
class Sampling:
    """How to sample one completion. ``temperature`` 0 is greedy. Equal messages and ``seed`` give an equal text where the engine can."""

    temperature: float = 0.8
    top_p: float = 0.95
    max_tokens: int = 512
    seed: int = 0


@dataclass(frozen=True)
class Completion:
    """What the model wrote. ``finish`` is why it stopped: its own end, the token limit, or the deadline."""

    text: str
    prompt_tokens: int
    tokens: int
    finish: Literal["stop", "length", "deadline"]


class Engine(Protocol):
    """Anything that turns messages into text. Used as an async context manager; the model is loaded on entry.

    Concurrent calls of ``generate`` share the model as the engine sees fit. Cancelling a call gives its place up.
    """

    async def __aenter__(self) -> Engine: ...

    async def __aexit__(self, *error: object) -> None: ...

    async def generate(self, messages: Sequence[Message], sampling: Sampling, deadline: float) -> Completion:
        """Write the next assistant message. ``deadline`` is a reading of ``time.monotonic()``. Raises EngineError."""
        ...
