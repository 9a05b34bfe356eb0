"""Programs that look their terms up instead of computing them: read, and if they are quick also run with their stored numbers changed."""

from __future__ import annotations

from kaggle_utils.sandbox import Execution
from kaggle_utils.strategies.shared.context import AttemptContext
from kaggle_utils.traces import Hardcoded, Trace, hardcoded, hardcoded_when_run

QUICK = 0.2  # seconds


async def find_lookups(code: str, trace: Trace, execution: Execution, context: AttemptContext, quick: float = QUICK) -> Hardcoded:
    """Whether the program that printed a trace looked it up, and the clues. ``execution`` is the run that printed it.

    A program that took at most ``quick`` seconds is run up to 14 times more, with its stored numbers changed.
    """

    async def run(mutant: str) -> Execution:
        return await context.run(mutant) or execution

    if execution.ok and execution.seconds < quick:
        return await hardcoded_when_run(code, trace, run)
    return hardcoded(code, trace)
