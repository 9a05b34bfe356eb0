"""Admission: an engine gets only as many requests as it works on at once, those of the earliest attempt first.

An attempt holds a place only while it writes: while its program is in the sandbox the place goes to the next attempt, so the GPU never
waits for the sandbox, and the turns of attempts that are under way come before new attempts, so votes come in as early as they can.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from kaggle_utils.engines.asker import Asker, view_of
from kaggle_utils.engines.base import Completion, Engine, EngineInfo, OnText, Sampling
from kaggle_utils.messages import Message

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Admission:
    """The places of one engine. Belongs to one event loop."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._free = engine.info.capacity
        self._numbers = itertools.count()
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []

    def for_attempt(self, asker: Asker) -> Engine:
        """The engine as an attempt sees it; the one of the lowest rank goes first."""
        return _Ranked(self, view_of(self.engine, asker), asker.rank)

    @asynccontextmanager
    async def place(self, rank: int) -> AsyncIterator[None]:
        """Wait for a place and hold it."""
        if self._free > 0 and not self._waiting:
            self._free -= 1
        else:
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            heapq.heappush(self._waiting, (rank, next(self._numbers), turn))
            try:
                await turn
            except asyncio.CancelledError:
                if turn.done() and not turn.cancelled():
                    self._hand_on()
                raise
        try:
            yield
        finally:
            self._hand_on()

    def _hand_on(self) -> None:
        while self._waiting:
            turn = heapq.heappop(self._waiting)[2]
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1


class _Ranked:
    """An engine that waits for its place."""

    def __init__(self, admission: Admission, engine: Engine, rank: int) -> None:
        self._admission = admission
        self._engine = engine
        self._rank = rank

    @property
    def info(self) -> EngineInfo:
        return self._engine.info

    async def __aenter__(self) -> Engine:
        return self

    async def __aexit__(self, *error: object) -> None: ...

    async def generate(self, messages: Sequence[Message], sampling: Sampling, deadline: float, on_text: OnText | None = None) -> Completion:
        async with self._admission.place(self._rank):
            return await self._engine.generate(messages, sampling, deadline, on_text)
