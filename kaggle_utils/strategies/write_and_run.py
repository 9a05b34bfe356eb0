"""The loop of writing, running and repairing."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from kaggle_utils.answers import extract_code
from kaggle_utils.conversation import Message
from kaggle_utils.engines import Completion
from kaggle_utils.repair import diagnose, reflect
from kaggle_utils.sandbox import Execution, Verdict
from kaggle_utils.strategies.ask import ask
from kaggle_utils.strategies.base import Bench, Turn

Output = TypeVar("Output")
Reader = Callable[[str, Execution], Awaitable[Output]]


async def write_and_run(
    prompt: tuple[Message, ...], bench: Bench, read: Reader[Output], partial: bool = False
) -> tuple[tuple[Turn, ...], Output | None]:
    """Ask for a program, run it, and ask for repairs until ``read`` accepts what it prints or the rounds or the time are used up.

    ``read`` gets the program and its execution, and raises ValueError with the reason when that is no use; with ``partial`` it also gets
    executions that were stopped by the time limit after printing something. Only the latest failure is
    shown to the model, so that the conversation does not outgrow a small context.
    """
    messages = prompt
    turns: list[Turn] = []
    for round_ in range(bench.settings.repair_rounds + 1):
        completion = await ask(messages, bench, round_)
        turn, output = await _run(completion, bench, read, partial)
        turns.append(turn)
        if turn.diagnosis is None or time.monotonic() >= bench.deadline:
            return tuple(turns), output
        messages = (*prompt, *reflect(completion.text, turn.diagnosis))
    return tuple(turns), None


async def _run(completion: Completion, bench: Bench, read: Reader[Output], partial: bool) -> tuple[Turn, Output | None]:
    code = extract_code(completion.text)
    if code is None:
        return Turn(completion, None, None, "no ```python block in the reply"), None
    timeout = min(bench.settings.execution_timeout, bench.deadline - time.monotonic())
    if timeout <= 0:
        return Turn(completion, code, None, "no time left to run it"), None
    execution = await bench.sandbox.run(code, timeout=timeout, memory_mb=bench.settings.execution_memory)
    output, complaint = None, None
    salvaged = partial and execution.verdict is Verdict.TIMEOUT and bool(execution.stdout)
    if execution.ok or salvaged:
        try:
            output = await read(code, execution)
        except ValueError as error:
            complaint = str(error)
    if output is not None:
        return Turn(completion, code, execution, None), output
    return Turn(completion, code, execution, diagnose(execution, complaint)), output
