"""What every engine offers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from kaggle_utils.messages import Message

OnText = Callable[[str], None]


class EngineError(RuntimeError):
    """An engine cannot start or cannot answer; the message says what to do."""


@dataclass(frozen=True)
class Sampling:
    """How to sample one completion.

    ``temperature`` 0 is greedy. Equal messages and ``seed`` give an equal text where the engine can. The text ends before the first of
    the ``stop`` strings. ``logprobs`` asks for the natural-log probability of every token written.
    """

    temperature: float = 0.8
    top_p: float = 0.95
    max_tokens: int = 512
    seed: int = 0
    stop: tuple[str, ...] = ()
    logprobs: bool = False


@dataclass(frozen=True)
class Completion:
    """What the model wrote. ``finish`` is why it stopped: its own end or a stop string, the token limit, or the deadline."""

    text: str
    prompt_tokens: int
    tokens: int
    finish: Literal["stop", "length", "deadline"]
    logprobs: tuple[float, ...] | None = None


@dataclass(frozen=True)
class EngineInfo:
    """What runs. ``context`` is the longest prompt and reply together, in tokens; ``details`` what the engine found out about itself.

    ``capacity`` is how many requests it works on at once; more would wait inside it, in the order of their arrival.

    ``steps_down`` says, one sentence a step, what was tried first and why it did not come up: a run with any of them is degraded.
    """

    engine: str
    model: str
    context: int
    details: Mapping[str, Any] = field(default_factory=dict)
    steps_down: tuple[str, ...] = ()
    capacity: int = 16


class Engine(Protocol):
    """Anything that turns messages into text. Used as an async context manager; the model is loaded on entry.

    Concurrent calls of ``generate`` share the model as the engine sees fit. Cancelling a call gives its place up.
    """

    @property
    def info(self) -> EngineInfo:
        """What runs; complete once the engine is entered."""
        ...

    async def __aenter__(self) -> Engine: ...

    async def __aexit__(self, *error: object) -> None: ...

    async def generate(self, messages: Sequence[Message], sampling: Sampling, deadline: float, on_text: OnText | None = None) -> Completion:
        """Write the next assistant message. ``deadline`` is a reading of ``time.monotonic()``; what was written until then is returned.

        ``on_text`` is called with each new piece of text as it is written. Raises EngineError.
        """
        ...
