"""Compare how a program ran after a repair with how it ran before."""

from __future__ import annotations

from typing import Literal

from kaggle_utils.answers import extract_answer
from kaggle_utils.sandbox import Execution, Verdict

Outcome = Literal["fixed", "not fixed", "made worse"]

# From good to bad: how far a program got, and how far its output can be trusted.
_BADNESS = {
    Verdict.ERROR: 3,  # it ran and stopped
    Verdict.TIMEOUT: 4,  # it ran and would not stop
    Verdict.MEMORY: 4,
    Verdict.OUTPUT: 4,
    Verdict.HARNESS: 4,  # nobody knows how far it would have got
    Verdict.EXITED: 5,  # it took the interpreter with it
    Verdict.CRASH: 5,
    Verdict.SYNTAX: 6,  # it never ran
}
NO_PROGRAM = 7


def severity(execution: Execution | None, refused: bool) -> int:
    """0 for accepted output, 1 for refused output, 2 for no output, and more for a program that did not run to its end."""
    if execution is None:
        return NO_PROGRAM
    if not execution.ok:
        return _BADNESS[execution.verdict]
    if not refused:
        return 0
    return 1 if execution.stdout.strip() else 2


def outcome_of(before: int, after: int) -> Outcome:
    """The outcome of a repair, by the severity before and after it."""
    if after == 0:
        return "fixed"
    return "made worse" if after > before else "not fixed"


def keeps_values(before: Execution, after: Execution) -> bool:
    """Whether every integer that was printed before the fix is printed on the same line after it: a fix must not change a value."""
    lines = before.stdout.split("\n")
    if not before.ok:
        lines = lines[:-1]  # the last may be torn
    printed = after.stdout.split("\n") + [""] * len(lines)
    values = [(extract_answer(old), extract_answer(new)) for old, new in zip(lines, printed, strict=False)]
    return all(old is None or old == new for old, new in values)
