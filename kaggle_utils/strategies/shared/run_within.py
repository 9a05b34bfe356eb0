"""Running a program inside an attempt's limits."""

from __future__ import annotations

import time

from kaggle_utils.sandbox import Execution
from kaggle_utils.strategies.shared.base import Bench


def time_left(bench: Bench) -> float:
    """Seconds until the deadline; not positive after it."""
    return bench.deadline - time.monotonic()


async def run_within(code: str, bench: Bench, more: float = 0.0) -> Execution | None:
    """Run a program for as long as a program may, and ``more`` seconds, and as the attempt has; None where no time is left."""
    timeout = min(bench.settings.execution_timeout + more, time_left(bench))
    return await bench.sandbox.run(code, timeout=timeout, memory_mb=bench.settings.execution_memory) if timeout > 0 else None
