"""Admission: an engine gets only as many requests as it works on at once, and no more attempts than can end before the deadline.

An attempt holds a place only while it writes: while its program is in the sandbox the place goes to the next attempt, so the GPU never
waits for the sandbox, and the turns of attempts that are under way come before new attempts, so votes come in as early as they can. Where
the time does not suffice for all attempts, fewer run at once, in the order of their ranks: cut off together, none would give a vote.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kaggle_utils.budget.room import make_plan
from kaggle_utils.engines.asker import Asker, view_of
from kaggle_utils.engines.base import Completion, Engine, EngineError, EngineInfo, OnText, Sampling
from kaggle_utils.engines.pace import Pace
from kaggle_utils.messages import Message

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

MIN_TOKENS = 16  # of a reply that shows the speed; reading the prompt is most of the work for a shorter one
MIN_REST = 0.25  # of what an attempt needs, which one that has written more than that is still expected to write


class NotBegunError(EngineError):
    """An attempt was not begun, because it would not have ended before the deadline."""


@dataclass(eq=False)
class _Request:
    """A question that waits for a place, or is being answered since ``started``."""

    attempt: _Ranked
    deadline: float
    place: asyncio.Future[None]
    started: float = 0.0
    busy: float = 0.0  # the integral at that moment


class Admission:
    """The places of one engine for one problem. Belongs to one event loop."""

    def __init__(
        self, engine: Engine, pace: Pace | None = None, clock: Callable[[], float] = time.monotonic, problems_at_once: int = 1
    ) -> None:
        """``pace`` is what the run knows so far; it learns from every reply. ``clock`` is the one that deadlines refer to.

        Of several problems at once each has an equal part of the engine's places, one at least. What the others take of its speed shows
        as a slower engine.
        """
        self.engine = engine
        self.pace = pace or Pace()
        self.begun = 0  # attempts
        self._clock = clock
        self._problems_at_once = problems_at_once
        self._running: list[_Request] = []
        self._waiting: list[_Request] = []
        self._is_due = False
        self._busy = 0.0  # the integral of the number of running requests over time
        self._changed = clock()

    def for_attempt(self, asker: Asker) -> Engine:
        """The engine as an attempt sees it; the one of the lowest rank goes first."""
        return _Ranked(self, view_of(self.engine, asker), asker)

    async def begin(self, attempt: Engine, deadline: float) -> None:
        """Wait until an attempt may begin; ``attempt`` is its view of the engine. Raises NotBegunError where it would begin too late."""
        if isinstance(attempt, _Ranked):
            async with self.place(attempt, deadline):  # given back at once: its questions come before attempts that have not begun
                pass

    @asynccontextmanager
    async def place(self, attempt: _Ranked, deadline: float) -> AsyncIterator[_Request]:
        """Wait for a place and hold it. Raises NotBegunError where the attempt would begin too late."""
        request = _Request(attempt, deadline, asyncio.get_running_loop().create_future())
        self._waiting.append(request)
        self._admit_soon(request)
        try:
            await request.place
            yield request
        finally:
            if request in self._waiting:
                self._waiting.remove(request)
            if request in self._running:
                self._count_time()
                self._running.remove(request)
            self._admit_soon(request)

    def note(self, request: _Request, completion: Completion) -> None:
        """Learn from a reply."""
        self._count_time()
        seconds = self._changed - request.started
        if seconds > 0 and (completion.tokens >= MIN_TOKENS or completion.finish == "deadline" or not self.pace.speed.is_known):
            self.pace.note_reply(completion.tokens, seconds, (self._busy - request.busy) / seconds)
        request.attempt.written += completion.tokens

    def _count_time(self) -> None:
        now = self._clock()
        self._busy += len(self._running) * (now - self._changed)
        self._changed = now

    def _admit_soon(self, request: _Request) -> None:
        """Decide once all that happens at this moment has happened: attempts that begin together are planned together."""
        loop = request.place.get_loop()
        if not self._is_due and not loop.is_closed():  # it is, for a request that a run left behind
            self._is_due = True
            loop.call_soon(self._admit)

    def _admit(self) -> None:
        self._is_due = False
        waiting = sorted((each for each in self._waiting if not each.place.done()), key=lambda request: request.attempt.asker.rank)
        if not waiting:
            return
        now = self._clock()
        seconds = min(request.deadline for request in (*waiting, *self._running)) - now
        needs = [self._rest(request, now) for request in waiting]
        running = [self._rest(request, now) for request in self._running]
        plan = make_plan(running, needs, seconds, self.pace.speed, max(1, self.engine.info.capacity // self._problems_at_once))
        for index, request in enumerate(waiting):
            if len(self._running) < plan.at_once and (index in plan.begin or request.attempt.is_under_way):
                self._begin(request)
        if not self._running and not any(request.attempt.is_under_way for request in waiting):
            if not self.begun:  # the one that the time suffices for if it suffices for any
                self._begin(waiting[0])
            else:
                for request in waiting:
                    request.place.set_exception(NotBegunError(self._explain(request, seconds)))

    def _begin(self, request: _Request) -> None:
        self._count_time()
        request.started, request.busy = self._changed, self._busy
        self.begun += not request.attempt.is_under_way
        request.attempt.is_under_way = True
        self._running.append(request)
        self._waiting.remove(request)
        request.place.set_result(None)

    def _rest(self, request: _Request, now: float) -> float:
        """The tokens that a request's attempt has still to write, as far as that can be said."""
        needed, written = self.pace.needs.of(request.attempt.asker.strategy), float(request.attempt.written)
        if request in self._running and self.pace.speed.is_known:
            written += (now - request.started) / self.pace.speed.seconds_per_token(len(self._running))
        return max(needed - written, MIN_REST * needed)

    def _explain(self, request: _Request, seconds: float) -> str:
        needed, pace = self.pace.needs.of(request.attempt.asker.strategy), self.pace.speed.seconds_per_token(1)
        return f"{needed:.0f} tokens at {1 / pace:.1f} a second do not fit into the {max(0.0, seconds):.1f} s that are left"


class _Ranked:
    """An engine that waits for its place, and knows how much its attempt has written."""

    def __init__(self, admission: Admission, engine: Engine, asker: Asker) -> None:
        self.asker = asker
        self.is_under_way = False
        self.written = 0
        self._admission = admission
        self._engine = engine

    @property
    def info(self) -> EngineInfo:
        return self._engine.info

    async def __aenter__(self) -> Engine:
        return self

    async def __aexit__(self, *error: object) -> None: ...

    async def generate(self, messages: Sequence[Message], sampling: Sampling, deadline: float, on_text: OnText | None = None) -> Completion:
        async with self._admission.place(self, deadline) as request:
            completion = await self._engine.generate(messages, sampling, deadline, on_text)
            self._admission.note(request, completion)
            return completion
