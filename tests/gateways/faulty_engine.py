"""An engine that goes wrong in every way that an engine has, one fault or a mixture."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import cycle

from kaggle_utils.engines import Completion, EngineError, EngineInfo, OnText, Sampling
from kaggle_utils.messages import Message
from tests.scripted import program

BLOCKED = 0.2  # seconds; several problems' shares
Fault = Callable[[float], Awaitable[str]]  # what generate does, given the deadline


async def answers(deadline: float) -> str:
    return program("print(6 * 7)")


async def hangs(deadline: float) -> str:
    await asyncio.Event().wait()
    return ""


async def dies(deadline: float) -> str:
    raise EngineError("CUDA error: an illegal memory access was encountered\n" + "traceback\n" * 10_000)


async def loses_its_connection(deadline: float) -> str:
    raise BrokenPipeError(32, "Broken pipe")


async def exits(deadline: float) -> str:
    raise SystemExit(1)


async def floods(deadline: float) -> str:
    return "```python\n" + "x = 1\n" * 200_000


async def floods_by_program(deadline: float) -> str:
    return program("while True: print('9' * 1000)")


async def returns_garbage(deadline: float) -> str:
    return "\udcff\x00\ufffe```python\n((((\n```\\boxed{\\boxed{\\frac{}{nan}}} answer is 99999999999999999999999999 " * 20


async def says_nothing(deadline: float) -> str:
    return ""


async def answers_late(deadline: float) -> str:
    await asyncio.sleep(deadline - time.monotonic() + 0.05)
    return await answers(deadline)


async def ignores_that_it_is_cancelled(deadline: float) -> str:
    until = deadline + 0.5
    while time.monotonic() < until:
        try:
            await asyncio.sleep(until - time.monotonic())
        except asyncio.CancelledError:
            continue
    return await answers(deadline)


async def blocks_the_event_loop(deadline: float) -> str:
    time.sleep(BLOCKED)
    return await answers(deadline)


async def is_out_of_range(deadline: float) -> str:
    return program("print(-(10**30))")


FAULTS: Mapping[str, Sequence[Fault]] = {
    fault.__name__: [fault]
    for fault in (
        hangs,
        dies,
        loses_its_connection,
        exits,
        floods,
        floods_by_program,
        returns_garbage,
        says_nothing,
        answers_late,
        ignores_that_it_is_cancelled,
        blocks_the_event_loop,
        is_out_of_range,
    )
}
MIXTURE = [fault for faults in FAULTS.values() for fault in (*faults, answers)]


class FaultyEngine:
    """Has the next of its ``faults`` at each call, in turn. ``start_error`` is raised on entry, ``start_seconds`` are spent there."""

    def __init__(self, faults: Sequence[Fault], start_error: Exception | None = None, start_seconds: float = 0.0) -> None:
        self._faults = cycle(faults)
        self._start_error = start_error
        self._start_seconds = start_seconds

    @property
    def info(self) -> EngineInfo:
        return EngineInfo("faulty", "script", 0)

    async def __aenter__(self) -> FaultyEngine:
        await asyncio.sleep(self._start_seconds)
        if self._start_error:
            raise self._start_error
        return self

    async def __aexit__(self, *error: object) -> None: ...

    async def generate(self, messages: Sequence[Message], sampling: Sampling, deadline: float, on_text: OnText | None = None) -> Completion:
        text = await next(self._faults)(deadline)
        return Completion(text, prompt_tokens=10, tokens=10, finish="stop")
