"""An engine that is counted: its tokens, and the seconds in which it has a question."""

from __future__ import annotations

import time
from collections.abc import Sequence

from kaggle_utils.engines import Completion, Engine, EngineInfo, OnText, Sampling
from kaggle_utils.messages import Message


class CountingEngine:
    """Passes every request on to an engine. ``tokens`` are those of its finished replies, ``busy`` the seconds with a request or more."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.tokens = 0
        self.busy = 0.0
        self._running = 0
        self._since = 0.0

    @property
    def info(self) -> EngineInfo:
        """The engine's own."""
        return self.engine.info

    async def __aenter__(self) -> CountingEngine:
        await self.engine.__aenter__()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.engine.__aexit__(*error)

    async def generate(self, messages: Sequence[Message], sampling: Sampling, deadline: float, on_text: OnText | None = None) -> Completion:
        """Pass the request on and count what comes back."""
        if self._running == 0:
            self._since = time.monotonic()
        self._running += 1
        try:
            completion = await self.engine.generate(messages, sampling, deadline, on_text)
        finally:
            self._running -= 1
            if self._running == 0:
                self.busy += time.monotonic() - self._since
        self.tokens += completion.tokens
        return completion
