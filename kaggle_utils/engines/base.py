"""What every engine offers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from kaggle_utils.messages import Message

OnText = Callable[[str], None]
Author = Literal["coder", "planner", "verifier"]
"""The models of a run by what they do: the coder is its main engine, the others are further ones, if the settings name any."""


class EngineError(RuntimeError):
    """An engine cannot start or cannot answer; the message says what to do."""


class FurtherEngineError(EngineError):
    """A further engine did not answer: the attempt that asked can go on without it."""


@dataclass(frozen=True)
class Sampling:
    """The sampling parameters of one completion.

    ``temperature`` 0 is greedy. Equal messages and ``seed`` give an equal text where the engine can. The text ends before the first of
    the ``stop`` strings. ``logprobs`` asks for the natural-log probability of every token written. ``author`` is the model that is asked,
    which matters where there are several.
    """

    temperature: float = 0.8
    top_p: float = 0.95
    max_tokens: int = 512
    seed: int = 0
    stop: tuple[str, ...] = ()
    logprobs: bool = False
    author: Author = "coder"


@dataclass(frozen=True)
class Completion:
    """What a model wrote. ``finish`` is why it stopped: its own end or a stop string, the token limit, or the deadline.

    ``author`` is the model that wrote it, where a run has several; ``server`` the URL of the server, where its engine has several.
    """

    text: str
    prompt_tokens: int
    tokens: int
    finish: Literal["stop", "length", "deadline"]
    logprobs: tuple[float, ...] | None = None
    author: Author = "coder"
    server: str = ""


@dataclass(frozen=True)
class FurtherEngine:
    """An engine beside the main one: whose it is, what it runs, and how many questions it did not answer.

    ``trouble`` is why it did not start, or why it did not answer last; one that is not up is asked no more.
    """

    author: Author
    engine: str
    model: str
    context: int
    is_up: bool = True
    failures: int = 0
    trouble: str = ""


@dataclass(frozen=True)
class EngineInfo:
    """The engine that runs. ``context`` is the longest prompt and reply together, in tokens; ``details`` are facts that it reports itself.

    ``capacity`` is how many requests it works on at once; further ones would wait inside it in the order of their arrival.

    ``steps_down`` has one sentence for each configuration that was tried before and did not start; a run with any of them is degraded.

    ``further`` are the engines of planner and verifier, where the settings name them.
    """

    engine: str
    model: str
    context: int
    details: Mapping[str, Any] = field(default_factory=dict)
    steps_down: tuple[str, ...] = ()
    capacity: int = 16
    further: tuple[FurtherEngine, ...] = ()

    @property
    def authors(self) -> tuple[Author, ...]:
        """The models that can be asked now."""
        return ("coder", *[each.author for each in self.further if each.is_up])

    def context_of(self, author: Author) -> int:
        """The longest prompt and reply of a model together, in tokens; the main engine's for one that is not there."""
        return next((each.context for each in self.further if each.author == author), self.context)


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
