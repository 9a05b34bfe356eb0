"""The servers of an engine: which gets the next request, which are away, and when these are taken back."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Coroutine, Sequence
from typing import Any

from kaggle_utils.engines.base import EngineError
from kaggle_utils.engines.openai_api.health import health_trouble, trouble
from kaggle_utils.engines.openai_api.hedging import Allowance
from kaggle_utils.engines.openai_api.server import Server

logger = logging.getLogger(__name__)

WATCH_EVERY = 1.0  # seconds between two looks at servers that write nothing
SUSPECT = 5.0  # seconds without a piece of text after which a server is asked whether it is well
STANDS_STILL = 30.0  # seconds without a piece of text or a healthy answer after which its requests go to another server
STALLED = 120.0  # seconds without a piece of text, whatever it says of itself; a full batch of 8k prompts on a T4 takes 40


class ServerPool:
    """Belongs to one event loop. A server that fails is taken out, probed after a growing pause, and taken back when it is well."""

    def __init__(self, servers: Sequence[Server], model: str) -> None:
        self.servers = tuple(servers)
        self.model = model
        self.allowance = Allowance()
        self.hedged = 0  # requests of which a second copy was sent
        self.hedges_won = 0  # of these, where the second copy was the first to answer
        self.sent_again = 0  # requests that their server did not answer
        self._changed = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._leaving: set[asyncio.Task[Any]] = set()  # requests that were cancelled, until their connections are closed
        if len(self.servers) > 1:  # a single one is waited for, whatever it does
            self._start(self._watch())

    @property
    def up(self) -> Sequence[Server]:
        """The servers that take requests."""
        return [server for server in self.servers if not server.is_away]

    def find(self, url: str) -> Server:
        """The server of this URL."""
        return next(server for server in self.servers if server.url == url)

    def least_busy(self, but: Server | None = None) -> Server | None:
        """Of the servers that are up, the one with the fewest requests in flight; None if none is up."""
        return min((server for server in self.up if server is not but), key=lambda server: server.load, default=None)

    async def next_server(self, give_up: float) -> Server:
        """The server for the next request, waiting until one is back. Raises EngineError if none is by ``give_up``."""
        while True:
            if server := self.least_busy():
                return server
            now, changed = time.monotonic(), self._changed
            soonest = min(self.servers, key=lambda server: server.away_until)
            if soonest.away_until >= give_up or now >= give_up:
                how = "is down for good" if soonest.away_until == math.inf else "did not come back in time"
                raise EngineError(f"{soonest.url} {how}: {soonest.why_away()}")
            try:
                async with asyncio.timeout(None if give_up == math.inf else give_up - now):
                    await changed.wait()
            except TimeoutError:
                continue

    def put_off(self, server: Server, reason: str, since: float = math.inf) -> None:
        """Take a server out for a while. Of the requests that fail together one counts, and of those sent before it came back none.

        ``since`` is when the request that failed was sent.
        """
        if server.is_away or since < server.up_since:
            return
        server.note_away(reason)
        logger.warning("%s is taken out (%s); its requests are sent again", server.url, reason)
        self._start(self._take_back(server))

    def give_up(self, server: Server, reason: str) -> None:
        """Send a server nothing more, ever."""
        server.is_away, server.away_until, server.reason, server.trouble = True, math.inf, reason, ""
        self._say_changed()

    def see_out(self, task: asyncio.Task[Any]) -> None:
        """Cancel a request that is not needed any more, without waiting for its connection to close."""
        self._leaving.add(task)
        task.add_done_callback(self._forget)
        task.cancel()

    async def close(self) -> None:
        """End the watching, and all connections."""
        ending = [*self._tasks, *self._leaving]
        for task in ending:
            task.cancel()
        await asyncio.gather(*ending, return_exceptions=True)
        await asyncio.gather(*[server.client.close() for server in self.servers])

    def describe(self) -> dict[str, object]:
        """What did not go as it should, for the journal; without what did."""
        out = tuple(_describe(server) for server in self.servers if server.is_away or server.times_away)
        found = {"taken_out": out, "sent_again": self.sent_again, "hedged": self.hedged, "hedges_won": self.hedges_won}
        return {name: value for name, value in found.items() if value}

    async def _take_back(self, server: Server) -> None:
        """Probe a server that is away until it is well."""
        while server.away_until < math.inf:
            await asyncio.sleep(max(0.0, server.away_until - time.monotonic()))
            found = await trouble(server, self.model)
            if server.away_until == math.inf:
                return
            if found is None:
                server.note_back()
                logger.info("%s is back", server.url)
            else:
                if found != server.trouble:
                    logger.warning("%s stays away: %s", server.url, found)
                server.note_still_away(found)
            self._say_changed()
            if found is None:
                return

    async def _watch(self) -> None:
        """Look after servers that have requests to answer and write nothing."""
        while True:
            await asyncio.sleep(WATCH_EVERY)
            quiet = [server for server in self.up if server.seconds_without_progress > SUSPECT or server.is_suspect]
            await asyncio.gather(*[self._look_at(server) for server in quiet])

    async def _look_at(self, server: Server) -> None:
        """Ask a quiet server whether it is well. One that is only busy may not say so: it is taken out if another does better."""
        progress = server.progress
        found = await health_trouble(server)
        if server.is_away or server.progress > progress:
            return
        was_suspect, server.is_suspect = server.is_suspect, found is not None
        silence = server.seconds_without_progress
        other = self.least_busy(but=server)
        if silence < (STALLED if found is None else STANDS_STILL) or was_suspect != server.is_suspect:
            return  # or it has only now changed: others may be about to change, too
        if other is None or other.is_suspect:
            return
        self.put_off(server, f"it wrote nothing for {silence:.0f} s, and {found or 'says that it is well'}")
        server.stands_still = True
        for task in tuple(server.in_flight):
            task.cancel()

    def _forget(self, task: asyncio.Task[Any]) -> None:
        self._leaving.discard(task)
        if not task.cancelled():
            task.exception()  # retrieved, so that asyncio does not log it

    def _say_changed(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _describe(server: Server) -> str:
    state = ", and is away" if server.is_away else ""
    return f"{server.url} was taken out {server.times_away} times{state}; the last time: {server.why_away()}"
