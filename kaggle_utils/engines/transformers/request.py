"""A request to a model in this process, and how its text and its completion reach the caller's event loop."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from kaggle_utils.engines.base import Completion, EngineError, OnText, Sampling

logger = logging.getLogger(__name__)


@dataclass(eq=False)
class Request:
    """A prompt's tokens, how to sample, until when, and who waits for the completion."""

    prompt: list[int]
    sampling: Sampling
    deadline: float
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Completion]
    on_text: OnText | None = None
    streamed: int = 0  # characters of the text that went to ``on_text``
    logprobs: list[float] = field(default_factory=list)
    cancelled: threading.Event = field(default_factory=threading.Event)

    def stream(self, text: str, whole: bool = False) -> None:
        """Pass on the new part of the text, except for an end that the next token may change: half a character, half a stop string."""
        if self.on_text is None:
            return
        if not whole:
            text = text.rstrip("\N{REPLACEMENT CHARACTER}")
            text = text[: len(text) - max((len(stop) - 1 for stop in self.sampling.stop), default=0)]
        if len(text) > self.streamed:
            piece, self.streamed = text[self.streamed :], len(text)
            self._call(self.on_text, piece)

    def answer(self, completion: Completion | EngineError) -> None:
        """Deliver the completion, or the error, unless one was delivered before."""

        def settle() -> None:
            if self.future.done():
                return
            if isinstance(completion, EngineError):
                self.future.set_exception(completion)
            else:
                self.future.set_result(completion)

        self._call(settle)

    def _call(self, function: Callable[..., object], *arguments: object) -> None:
        """Call a function in the caller's event loop."""
        try:
            self.loop.call_soon_threadsafe(function, *arguments)
        except RuntimeError:
            logger.debug("the caller's event loop has closed; its completion is dropped")
