"""What tests of the openai engine ask, and how long they wait."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from kaggle_utils.engines import Completion, Sampling
from kaggle_utils.engines.openai_api.engine import OpenAIEngine
from kaggle_utils.messages import Message

PROMPT = (Message("system", "Be brief."), Message("user", "Say hello."))
LIMIT = 120.0  # seconds; what works takes milliseconds, on a machine that is busy with other things a few seconds


def soon(seconds: float = LIMIT) -> float:
    return time.monotonic() + seconds


async def until(condition: Callable[[], bool]) -> None:
    """Wait until something that is on its way has happened."""
    async with asyncio.timeout(LIMIT):
        while not condition():
            await asyncio.sleep(0.01)


def says(*pieces: str) -> Any:
    return lambda request: list(pieces)


async def ask(engine: OpenAIEngine, seed: int = 0) -> Completion:
    return await engine.generate(PROMPT, Sampling(seed=seed), soon())


async def ask_many(engine: OpenAIEngine, count: int) -> list[Completion]:
    """So many at once, with the seeds from 0 on."""
    return await asyncio.gather(*[ask(engine, seed) for seed in range(count)])
