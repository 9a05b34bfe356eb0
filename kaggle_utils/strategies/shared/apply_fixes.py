"""The deterministic half of a repair: fixes of the catalogue, one after another, without asking the model."""

from __future__ import annotations

from kaggle_utils.repair import apply_fix, keeps_values, outcome_of
from kaggle_utils.strategies.shared.attempt import Repair
from kaggle_utils.strategies.shared.context import AttemptContext
from kaggle_utils.strategies.shared.tried import Output, Runner, Tried

MAX_FIXES = 3  # of one program, each another; in the programs counted in docs/repair.md none needed more than two


async def apply_fixes(
    broken: Tried[Output], runner: Runner[Output], context: AttemptContext
) -> tuple[Tried[Output] | None, tuple[Repair, ...]]:
    """Apply the catalogue's fixes, one after another, until the program is accepted. None if it never is.

    All fixes on the way to an accepted program count as successful. A fix that changes an integer which was already printed is undone, and
    no fix is tried when the remaining time may be too short to run its result.
    """
    steps: list[Repair] = []
    used: frozenset[str] = frozenset()
    now = broken
    while (failure := now.failure) is not None and len(steps) < MAX_FIXES:
        if context.time_left < context.settings.execution_timeout:
            break
        fix = apply_fix(failure, used)
        after = await runner.run(fix.code) if fix else None
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
