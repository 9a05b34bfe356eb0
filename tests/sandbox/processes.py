"""Looking at the processes below this one."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from kaggle_utils.sandbox import Execution


def children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += map(int, task.read_text().split())
        except OSError:
            continue
    return found


def descendants(pid: int | None = None) -> list[int]:
    below = children(pid or os.getpid())
    return below + [grandchild for child in below for grandchild in descendants(child)]


def state(pid: int) -> str:
    """The letter that the kernel gives a process: Z for one that nobody has waited for."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "X"


async def until_line_named(run: Callable[[], Awaitable[Execution]]) -> Execution:
    """The first of 30 executions that says in which line it was when its time was over.

    A program is asked for it 50 ms before the end (``SOFT_SECONDS``), and gets the processor by then unless the machine is busy.
    """
    for _ in range(30):
        execution = await run()
        if execution.error and "(line " in execution.error:
            break
    return execution


async def settle(condition: Callable[[], bool], seconds: float = 120.0) -> None:
    """Wait until the kernel shows a condition. Raises AssertionError when it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"still: {[(pid, state(pid)) for pid in descendants()]}"
        await asyncio.sleep(0.02)
