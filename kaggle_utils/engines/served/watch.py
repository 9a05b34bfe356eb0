"""Watches a server that has come up, and starts it again as long as that may help."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

from kaggle_utils.engines.base import EngineError
from kaggle_utils.engines.openai_api.engine import OpenAIEngine
from kaggle_utils.engines.served.ending import Ending, may_work_again
from kaggle_utils.engines.served.process import ServerEndedError, ServerProcess

logger = logging.getLogger(__name__)

WATCH_EVERY = 2.0  # seconds
STALLED = 120.0  # seconds in which a server with requests to answer writes no token; a full batch of 8k prompts on a T4 takes 40
MAX_RESTARTS = 5  # of one server; more means that it cannot work


async def watch(server: ServerProcess, client: OpenAIEngine, startup_limit: float, note_restart: Callable[[str], None]) -> None:
    """Start the server again whenever it ends, stalls or does not come up, until that cannot help; ``note_restart`` is told the cause.

    The client sends requests in flight again. When the server is given up, they fail with the reason.
    """
    earlier: Ending | None = None
    pieces = client.pieces_written(server.url)
    try:
        ending = await _wait_for_ending(server, client)
        for _ in range(MAX_RESTARTS):
            if not may_work_again(ending, earlier, wrote=client.pieces_written(server.url) > pieces):
                reason = f"it ended twice in the same way without a token in between: {ending.cause}"
                break
            earlier, pieces = ending, client.pieces_written(server.url)
            logger.error("%s ended: %s; it is started again (log: %s)", server.url, ending.cause, server.log)
            note_restart(ending.cause)
            ending = await _restart(server, client, startup_limit) or await _wait_for_ending(server, client)
        else:
            reason = f"it was started {MAX_RESTARTS + 1} times and stays down; the last time: {ending.cause}"
        logger.error("%s is given up: %s (log: %s)", server.url, reason, server.log)
    except Exception as error:
        logger.exception("%s cannot be watched any more", server.url)
        reason = f"it cannot be watched any more: {error}"
    client.give_up(server.url, reason)


async def _wait_for_ending(server: ServerProcess, client: OpenAIEngine) -> Ending:
    """Wait until a server ends, or has requests to answer and writes nothing."""
    while server.is_running:
        if client.seconds_without_progress(server.url) >= STALLED:
            return server.backend.read_stall(server.read_log(), STALLED)
        await asyncio.sleep(WATCH_EVERY)
    return server.ended().ending


async def _restart(server: ServerProcess, client: OpenAIEngine, startup_limit: float) -> Ending | None:
    """Start a server again; how it ended where it did not come up."""
    await server.stop()
    await server.start()
    try:
        await server.wait_until_healthy(time.monotonic() + startup_limit)
    except ServerEndedError as error:
        return error.ending
    except EngineError as error:
        return Ending(str(error), "outside")
    client.note_restart(server.url)
    return None
