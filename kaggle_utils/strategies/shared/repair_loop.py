"""The loop of writing, running and repairing."""

from __future__ import annotations

import time
from dataclasses import dataclass

from kaggle_utils.answers import extract_code
from kaggle_utils.engines import Completion
from kaggle_utils.messages import Message
from kaggle_utils.repair import (
    NO_BLOCK,
    NO_PROGRAM,
    Recognised,
    advise,
    ask_guide,
    find_mode,
    outcome_of,
    read_guide,
    recognise,
    reflect,
    severity,
    start_afresh,
    without_line,
)
from kaggle_utils.strategies.shared.apply_fixes import Output, Reader, apply_fixes, try_program
from kaggle_utils.strategies.shared.ask import ask
from kaggle_utils.strategies.shared.base import BY_MODEL, AttemptContext, Repair, Turn


@dataclass(frozen=True)
class _Failed:
    """What the next turn has to know of one that failed: the reply, its program as it was written, what was wrong and how bad it was."""

    reply: str
    program: str
    diagnosis: str
    mode: str | None
    advice: str
    severity: int

    def is_like(self, other: _Failed | None) -> bool:
        """Whether another program failed in the same way, on whatever line."""
        return other is not None and (self.mode, without_line(self.diagnosis)) == (other.mode, without_line(other.diagnosis))


async def repair_loop(
    prompt: tuple[Message, ...], context: AttemptContext, read: Reader[Output], partial: bool = False
) -> tuple[tuple[Turn, ...], Output | None]:
    """Ask for a program, run it, mend it, and ask for repairs until ``read`` accepts what it prints or the rounds or the time are used up.

    ``read`` gets the program and its execution, and raises ValueError with the reason when that is no use; with ``partial`` it also gets
    executions that were stopped by the time limit after printing something. Only the latest failure is shown to the model, so that the
    conversation does not outgrow a small context; after the same failure twice none is, and it is asked for another approach. With
    ``repair_guide`` the model explains the failure first: that is a turn without a program.
    """
    messages = prompt
    turns: list[Turn] = []
    before: _Failed | None = None
    repeated: _Failed | None = None
    for round_ in range(context.settings.repair_rounds + 1):
        completion = await ask(messages, context, len(turns))
        turn, output, failed = await _run(completion, context, read, before, partial)
        turns.append(turn)
        if failed is None or round_ == context.settings.repair_rounds or time.monotonic() >= context.deadline:
            return tuple(turns), output
        if failed.is_like(repeated):
            messages, repeated = start_afresh(prompt, failed.diagnosis, failed.advice), None
        else:
            advice = failed.advice
            if context.settings.repair_guide:
                explained = await ask(ask_guide(prompt, failed.program, failed.diagnosis, advice), context, len(turns))
                turns.append(Turn(explained, None, None, None))
                advice = "\n\n".join(filter(None, [advice, read_guide(explained.text)]))
            messages, repeated = (*prompt, *reflect(failed.reply, failed.diagnosis, advice)), failed
        before = failed
    return tuple(turns), None


async def _run(
    completion: Completion, context: AttemptContext, read: Reader[Output], before: _Failed | None, partial: bool
) -> tuple[Turn, Output | None, _Failed | None]:
    """Run and mend the program of a reply: the turn, what it gave, and what goes back to the model where that is nothing."""
    settings = context.settings
    code = extract_code(completion.text)
    if code is None:
        advice = Recognised(find_mode(NO_PROGRAM)).advice if settings.repair_hints else ""
        none = severity(None, refused=True)
        failed = _Failed(completion.text, completion.text, NO_BLOCK, NO_PROGRAM, advice, none)
        return Turn(completion, None, None, failed.diagnosis, NO_PROGRAM, _by_model(before, none)), None, failed
    tried = await try_program(code, context, read, partial)
    if tried is None:
        return Turn(completion, code, None, "no time left to run it"), None, None
    repairs = _by_model(before, tried.severity)
    failure = tried.failure
    if failure is None:
        return Turn(completion, code, tried.execution, None, None, repairs), tried.output, None
    if settings.repair_fixes:
        mended, fixes = await apply_fixes(tried, context, read, partial)
        repairs += fixes
        if mended is not None:
            return Turn(completion, mended.code, mended.execution, None, None, repairs), mended.output, None
    recognised = next(recognise(failure), None)
    mode = recognised.mode.name if recognised else None
    advice = advise(failure, recognised) if settings.repair_hints else ""
    failed = _Failed(completion.text, code, tried.diagnosis or "", mode, advice, tried.severity)
    return Turn(completion, code, tried.execution, failed.diagnosis, mode, repairs), None, failed


def _by_model(before: _Failed | None, now: int) -> tuple[Repair, ...]:
    """What the model's own repair came to, judged by its program as it wrote it."""
    return (Repair(BY_MODEL, outcome_of(before.severity, now)),) if before is not None else ()
