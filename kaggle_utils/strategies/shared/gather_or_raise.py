"""Wait for several coroutines together."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

Value = TypeVar("Value")


async def gather_or_raise(*coroutines: Coroutine[Any, Any, Value]) -> list[Value]:
    """Run all of them concurrently and return their values in order.

    The first error cancels the others and waits for them; then it is raised itself, not in an exception group.
    """
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(coroutine) for coroutine in coroutines]
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from None
    return [task.result() for task in tasks]
