"""One program's way through the sandbox: run it, fix what can be fixed, and say what the model has to know of what is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic

from kaggle_utils.answers.code import extract_code, is_unfinished
from kaggle_utils.engines import Completion
from kaggle_utils.programs.same_program import same_program
from kaggle_utils.repair import (
    COPIED_DIAGNOSIS,
    COPIED_EXAMPLE,
    CUT_BEFORE,
    CUT_INSIDE,
    DIAGNOSES,
    NO_BLOCK,
    NO_PROGRAM,
    Recognised,
    advise,
    find_mode,
    is_copied,
    join,
    outcome_of,
    recognise,
    severity,
    without_line,
)
from kaggle_utils.sandbox import Verdict
from kaggle_utils.strategies.shared.apply_fixes import apply_fixes
from kaggle_utils.strategies.shared.attempt import BY_MODEL, Repair, Turn
from kaggle_utils.strategies.shared.context import AttemptContext
from kaggle_utils.strategies.shared.tried import Output, Runner

NO_TIME = "no time left to run it"
SAME_PROGRAM = "same program again"  # the mode of a turn whose program is the one that it was to correct


@dataclass(frozen=True)
class Failed:
    """What the next question has to know of a program that failed: as it was written, what was wrong, what to do, and how bad it was.

    ``repeated`` is whether it is the program that it was to correct, ``continued`` whether the model is asked to go on with it, because its
    reply was cut off. ``executed`` is the program that was run, which may have been completed, and ``verdict`` how it ended; None for a
    reply that was not run.
    """

    reply: str
    program: str
    diagnosis: str
    mode: str | None
    advice: str
    severity: int
    repeated: bool = False
    continued: bool = False
    executed: str = ""
    verdict: Verdict | None = None

    def is_like(self, other: Failed | None) -> bool:
        """Whether another program failed in the same way, on whatever line."""
        return other is not None and (self.mode, without_line(self.diagnosis)) == (other.mode, without_line(other.diagnosis))


@dataclass(frozen=True)
class Examined(Generic[Output]):
    """A reply's turn, and either what its program gave or why it failed; neither where no time was left to run it."""

    turn: Turn
    output: Output | None
    failed: Failed | None


async def examine(
    completion: Completion,
    runner: Runner[Output],
    context: AttemptContext,
    before: Failed | None = None,
    examples: frozenset[str] = frozenset(),
) -> Examined[Output]:
    """Run and fix the program of a reply. ``before`` is the failed one that it was to correct: the turn says how that went.

    A program that was copied from one of the prompt's ``examples`` (``repair.example_programs``) is not run.
    """
    code, reply = extract_code(completion.text), completion.text
    if code is not None and before is not None and before.continued:
        code = join(before.program, code)
        reply = f"```python\n{code.strip()}\n```"
    if completion.finish == "length" and (code is None or is_unfinished(completion.text)):
        return _cut_off(completion, code, context, before)
    if code is None:
        return _without_program(completion, context, before)
    if is_copied(code, examples):
        return _not_run(completion, COPIED_EXAMPLE, COPIED_DIAGNOSIS, code, context, before)
    tried = await runner.run(code)
    if tried is None:
        return Examined(context.record.add(Turn(completion, code, None, NO_TIME)), None, None)
    repairs = _by_model(before, tried.severity)
    if tried.failure is None:
        return Examined(context.record.add(Turn(completion, code, tried.execution, None, None, repairs)), tried.output, None)
    if context.settings.repair_fixes:
        fixed, fixes = await apply_fixes(tried, runner, context)
        repairs += fixes
        if fixed is not None:
            return Examined(context.record.add(Turn(completion, fixed.code, fixed.execution, None, None, repairs)), fixed.output, None)
    if runner.give_up is not None:
        await runner.give_up(tried)
    recognised = next(recognise(tried.failure), None)
    mode = recognised.mode.name if recognised else None
    advice = advise(tried.failure, recognised) if context.settings.repair_hints else ""
    repeated = before is not None and same_program(code, before.program)
    ended = tried.execution.verdict
    failed = Failed(reply, code, tried.diagnosis or "", mode, advice, tried.severity, repeated, executed=tried.code, verdict=ended)
    diagnosis = f"{failed.diagnosis}, by the same program as before" if repeated else failed.diagnosis
    turn = Turn(completion, code, tried.execution, diagnosis, SAME_PROGRAM if repeated else mode, repairs)
    return Examined(context.record.add(turn), None, failed)


def _without_program(completion: Completion, context: AttemptContext, before: Failed | None) -> Examined[Output]:
    return _not_run(completion, NO_PROGRAM, NO_BLOCK, completion.text, context, before)


def _cut_off(completion: Completion, code: str | None, context: AttemptContext, before: Failed | None) -> Examined[Output]:
    """What the token limit cut off is not run: half a program may print an answer, and not the right one."""
    mode = CUT_BEFORE if code is None else CUT_INSIDE
    return _not_run(completion, mode, DIAGNOSES[mode], code or completion.text, context, before)


def _not_run(
    completion: Completion, mode: str, diagnosis: str, program: str, context: AttemptContext, before: Failed | None
) -> Examined[Output]:
    advice = Recognised(find_mode(mode)).advice if context.settings.repair_hints else ""
    none = severity(None, refused=True)
    failed = Failed(completion.text, program, diagnosis, mode, advice, none)
    turn = Turn(completion, None, None, diagnosis, mode, _by_model(before, none))
    return Examined(context.record.add(turn), None, failed)


def _by_model(before: Failed | None, now: int) -> tuple[Repair, ...]:
    """How the model's own repair went, judged by its program as it wrote it."""
    return (Repair(BY_MODEL, outcome_of(before.severity, now)),) if before is not None else ()
