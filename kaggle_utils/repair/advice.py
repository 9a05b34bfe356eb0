"""Advice that is added to an error: the failing line, the output before it, what the error means, how to avoid it, what was misread."""

from __future__ import annotations

from kaggle_utils.repair.catalogue import Recognised
from kaggle_utils.repair.failure import Failure
from kaggle_utils.repair.misreadings import find_misreading, read_contradictions

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
    if failure.complaint and (misreading := find_misreading(*read_contradictions(failure.complaint))):
        parts.append(f"Its values look like this: {misreading.description} {misreading.advice}")
    return "\n\n".join(parts)
