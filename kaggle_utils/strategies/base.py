"""What all strategies share: the bench they work at, the record they return, and the loop of writing, running and repairing."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from kaggle_utils.answers import extract_code
from kaggle_utils.conversation import Message
from kaggle_utils.engines import Completion, Engine, Sampling
from kaggle_utils.problem import Problem
from kaggle_utils.repair import diagnose, reflect
from kaggle_utils.sandbox import Execution, Sandbox
from kaggle_utils.settings import Settings
from kaggle_utils.traces import Trace

Output = TypeVar("Output")
Reader = Callable[[str, Execution], Awaitable[Output]]


@dataclass(frozen=True)
class Bench:
    """What an attempt works with. ``deadline`` is a reading of ``time.monotonic()``; ``seed`` differs between attempts."""

    engine: Engine
    sandbox: Sandbox
    settings: Settings
    deadline: float
    seed: int


@dataclass(frozen=True)
class Turn:
    """One reply of the model, the program in it, what came of running that, and what was wrong (None: nothing)."""

    completion: Completion
    code: str | None
    execution: Execution | None
    diagnosis: str | None


@dataclass(frozen=True)
class Extrapolation:
    """The law that took a trace to its target: what it says, how far it is trusted, and the far terms that it was held against."""

    law: str
    kind: str
    order: int
    tier: str
    probability: float
    probed: tuple[int, ...]


@dataclass(frozen=True)
class Attempt:
    """One candidate's life. ``answer`` and ``trace`` are what its last program printed, if that was any use.

    ``extrapolation`` says how the answer follows from the trace, where the trace does not reach the target.
    """

    strategy: str
    turns: tuple[Turn, ...]
    answer: int | None = None
    trace: Trace | None = None
    extrapolation: Extrapolation | None = None

    @property
    def tokens(self) -> int:
        """Tokens written."""
        return sum(turn.completion.tokens for turn in self.turns)


class Strategy(Protocol):
    """Makes one attempt. It may raise EngineError; a program that fails is part of the attempt, never an exception."""

    def __call__(self, problem: Problem, bench: Bench) -> Coroutine[Any, Any, Attempt]:
        """Make one attempt."""
        ...


async def write_and_run(prompt: tuple[Message, ...], bench: Bench, read: Reader[Output]) -> tuple[tuple[Turn, ...], Output | None]:
    """Ask for a program, run it, and ask for repairs until ``read`` accepts what it prints or the rounds or the time are used up.

    ``read`` gets the program and its execution, and raises ValueError with the reason when that is no use. Only the latest failure is
    shown to the model, so that the conversation does not outgrow a small context.
    """
    settings = bench.settings
    messages = prompt
    turns: list[Turn] = []
    for round_ in range(settings.repair_rounds + 1):
        sampling = Sampling(settings.temperature, settings.top_p, settings.max_tokens, seed=bench.seed + round_)
        completion = await bench.engine.generate(messages, sampling, bench.deadline)
        turn, output = await _run(completion, bench, read)
        turns.append(turn)
        if turn.diagnosis is None or time.monotonic() >= bench.deadline:
            return tuple(turns), output
        messages = (*prompt, *reflect(completion.text, turn.diagnosis))
    return tuple(turns), None


async def _run(completion: Completion, bench: Bench, read: Reader[Output]) -> tuple[Turn, Output | None]:
    code = extract_code(completion.text)
    if code is None:
        return Turn(completion, None, None, "no ```python block in the reply"), None
    timeout = min(bench.settings.execution_timeout, bench.deadline - time.monotonic())
    if timeout <= 0:
        return Turn(completion, code, None, "no time left to run it"), None
    execution = await bench.sandbox.run(code, timeout=timeout, memory_mb=bench.settings.execution_memory)
    output, complaint = None, None
    if execution.ok:
        try:
            output = await read(code, execution)
        except ValueError as error:
            complaint = str(error)
    return Turn(completion, code, execution, diagnose(execution, complaint)), output
