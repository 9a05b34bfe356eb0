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
    """The sampling parameters of one completion.

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
    """The engine that runs. ``context`` is the longest prompt and reply together, in tokens; ``details`` are facts that it reports itself.

    ``capacity`` is how many requests it works on at once; further ones would wait inside it in the order of their arrival.

    ``steps_down`` has one sentence for each configuration that was tried before and did not start; a run with any of them is degraded.
    """

    engine: str
    model: str
    context: int
    details: Mapping[str, Any] = field(default_factory=dict)
    steps_down: tuple[str, ...] = ()
    capacity: int = 16


class Engine(Protocol):
    """Anything that turns messages into text. An async context manager; entering it loads the model.

    Concurrent calls of ``generate`` share the model as the engine decides. Cancelling a call frees its place.
    """

    @property
    def info(self) -> EngineInfo:
        """The engine that runs; complete once it has been entered."""
        ...

    async def __aenter__(self) -> Engine: ...

    async def __aexit__(self, *error: object) -> None: ...

    async def generate(self, messages: Sequence[Message], sampling: Sampling, deadline: float, on_text: OnText | None = None) -> Completion:
        """Return the next assistant message. At ``deadline``, a reading of ``time.monotonic()``, the text so far is returned.

        ``on_text`` is called with each new piece of text as it is written. Raises EngineError.
        """
        ...
