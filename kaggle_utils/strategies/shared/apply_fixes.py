"""One program's way through the sandbox: run it, and mend what can be mended without asking anybody."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from kaggle_utils.repair import Failure, apply_fix, diagnose, keeps_values, outcome_of, severity
from kaggle_utils.sandbox import Execution, Verdict
from kaggle_utils.strategies.shared.base import AttemptContext, Repair
from kaggle_utils.strategies.shared.run_within import run_within, time_left

Output = TypeVar("Output")
Reader = Callable[[str, Execution], Awaitable[Output]]

MAX_FIXES = 3  # of one program, each another; in the programs counted in docs/repair.md none needed more than two


@dataclass(frozen=True)
class Tried(Generic[Output]):
    """A program that was run: what it gave, or the strategy's ``complaint`` about it."""

    code: str
    execution: Execution
    output: Output | None
    complaint: str | None

    @property
    def failure(self) -> Failure | None:
        """What is wrong, if anything is."""
        return None if self.accepted else Failure(self.code, self.execution, self.complaint)

    @property
    def accepted(self) -> bool:
        """Whether its output was of use."""
        return self.output is not None

    @property
    def diagnosis(self) -> str | None:
        """What is wrong in one line, or None."""
        return diagnose(self.execution, self.complaint)

    @property
    def severity(self) -> int:
        """How far it is from being accepted."""
        return 0 if self.accepted else severity(self.execution, refused=True)


async def try_program(code: str, context: AttemptContext, read: Reader[Output], partial: bool = False) -> Tried[Output] | None:
    """Run a program and read its output; None where no time is left. ``partial`` is that of ``repair_loop``."""
    execution = await run_within(code, context)
    if execution is None:
        return None
    salvaged = partial and execution.verdict is Verdict.TIMEOUT and bool(execution.stdout)
    if not (execution.ok or salvaged):
        return Tried(code, execution, None, None)
    try:
        return Tried(code, execution, await read(code, execution), None)
    except ValueError as error:
        return Tried(code, execution, None, str(error))


async def apply_fixes(
    broken: Tried[Output], context: AttemptContext, read: Reader[Output], partial: bool = False
) -> tuple[Tried[Output] | None, tuple[Repair, ...]]:
    """Apply the catalogue's fixes, one after another, until the program is accepted. None where they do not get there.

    A program that is mended owes it to all the fixes on the way. A fix that changes an integer which was printed already is taken back, and
    none is tried when the time left may not suffice to run what it makes.
    """
    steps: list[Repair] = []
    used: frozenset[str] = frozenset()
    now = broken
    while (failure := now.failure) is not None and len(steps) < MAX_FIXES:
        if time_left(context) < context.settings.execution_timeout:
            break
        fix = apply_fix(failure, used)
        after = await try_program(fix.code, context, read, partial) if fix else None
        if fix is None or after is None:
            break
        if not keeps_values(broken.execution, after.execution):
            steps.append(Repair(fix.mode, "made worse"))
            break
        steps.append(Repair(fix.mode, outcome_of(now.severity, after.severity)))
        used |= {fix.name}
        now = after
    if steps and now.accepted:
        return now, tuple(Repair(step.by, "fixed") for step in steps)
    return None, tuple(steps)
