"""Running a program inside an attempt's limits."""

from __future__ import annotations

import time

from kaggle_utils.sandbox import Execution
from kaggle_utils.strategies.shared.base import AttemptContext


def time_left(context: AttemptContext) -> float:
    """Seconds until the deadline; not positive after it."""
    return context.deadline - time.monotonic()


async def run_within(code: str, context: AttemptContext, more: float = 0.0) -> Execution | None:
    """Run a program for as long as a program may, and ``more`` seconds, and as the attempt has; None where no time is left."""
    timeout = min(context.settings.execution_timeout + more, time_left(context))
    return await context.sandbox.run(code, timeout=timeout, memory_mb=context.settings.execution_memory) if timeout > 0 else None
