"""Advice that is added to an error: the failing line, the output before it, what the error means, and how to avoid it."""

from __future__ import annotations

from kaggle_utils.repair.catalogue import Recognised
from kaggle_utils.repair.failure import Failure

MAX_LINE = 200  # characters of the failing line
MAX_OUTPUT = 300  # characters of partial output, its end


def advise(failure: Failure, recognised: Recognised | None) -> str:
    """The paragraphs that stand between the diagnosis and the request for the corrected program."""
    parts = []
    lines = failure.code.split("\n")
    if failure.line is not None and failure.line <= len(lines) and (line := lines[failure.line - 1].strip()):
        parts.append(f"Line {failure.line} is: {line[:MAX_LINE]}")
    if failure.printed and not failure.execution.ok:
        printed = failure.printed
        parts.append("Until then it printed: " + (printed if len(printed) <= MAX_OUTPUT else "..." + printed[-MAX_OUTPUT:]))
    if recognised is not None:
        parts.append(recognised.advice)
    return "\n\n".join(parts)
