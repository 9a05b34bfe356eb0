"""A program that was run with its result, and the two ways to run programs: whole, or as a cell."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import Generic, TypeVar

from kaggle_utils.repair import Failure, diagnose, severity
from kaggle_utils.sandbox import Execution, Session, Verdict
from kaggle_utils.strategies.shared.context import AttemptContext

Output = TypeVar("Output")
TOO_SLOW = (Verdict.TIMEOUT, Verdict.MEMORY)  # how a program ends that does too much for its limits


@dataclass(frozen=True)
class Tried(Generic[Output]):
    """A program that was run: its ``output`` as the strategy reads it, or the strategy's ``complaint`` about it."""

    code: str
    execution: Execution
    output: Output | None
    complaint: str | None = None

    @property
    def accepted(self) -> bool:
        """Whether its output could be read."""
        return self.output is not None

    @property
    def failure(self) -> Failure | None:
        """The failure, or None if the output was accepted."""
        return None if self.accepted else Failure(self.code, self.execution, self.complaint)

    @property
    def diagnosis(self) -> str | None:
        """What is wrong, in one line, or None."""
        return diagnose(self.execution, self.complaint)

    @property
    def severity(self) -> int:
        """How far the program is from being accepted; 0 means accepted."""
        return 0 if self.accepted else severity(self.execution, refused=True)


Reader = Callable[[str, Execution], Awaitable[Output]]
"""Reads what a program printed. Raises ValueError with the reason where that cannot be used."""


@dataclass(frozen=True)
class Runner(Generic[Output]):
    """How programs are run: ``run`` runs one and reads its output; it returns None if no time is left.

    ``give_up`` is called with a program that no fix has helped: a cell that was undone before the fixes is then run for its state.
    """

    run: Callable[[str], Awaitable[Tried[Output] | None]]
    give_up: Callable[[Tried[Output]], Awaitable[None]] | None = None


def program_runner(
    context: AttemptContext, read: Reader[Output], partial: Collection[Verdict] = (), prepare: Callable[[str], str] = str
) -> Runner[Output]:
    """Return a runner for whole programs, each in its own process.

    ``read`` is also called for executions that printed something before they ended with a verdict of ``partial``. ``prepare`` makes the
    program that is run and read of the one that was written, also of one that it made itself; where it raises ValueError, that is the
    complaint about a program that runs as it was written.
    """

    async def run(code: str) -> Tried[Output] | None:
        unprepared: str | None = None
        try:
            code = prepare(code)
        except ValueError as error:
            unprepared = str(error)
        execution = await context.run(code)
        if execution is None:
            return None
        if unprepared is not None:
            return Tried(code, execution, None, unprepared if execution.ok else None)
        salvaged = execution.verdict in partial and bool(execution.stdout)
        if not (execution.ok or salvaged):
            return Tried(code, execution, None)
        try:
            return Tried(code, execution, await read(code, execution))
        except ValueError as error:
            return Tried(code, execution, None, str(error))

    return Runner(run)


def cell_runner(context: AttemptContext, session: Session, show: str = "") -> Runner[str]:
    """Return a runner for cells of one session; the output is what a cell printed, or with ``show`` that variable's value after it.

    A cell that raises keeps its effects up to that point, as in a notebook. If fixes are tried, it is undone before them, because the fixed
    cell repeats those effects, and it is run once more if no fix helped.
    """
    undo = context.settings.repair_fixes

    def cell_of(code: str) -> str:
        return f"{code}\nprint({show})" if show else code

    async def run(code: str) -> Tried[str] | None:
        execution = await context.run_cell(session, cell_of(code), undo_errors=undo)
        if execution is None:
            return None
        is_shown = not show or bool(execution.stdout.strip())
        complaint = None if is_shown or not execution.ok else f"{show} was not reached"
        return Tried(code, execution, execution.stdout if execution.ok and is_shown else None, complaint)

    async def give_up(tried: Tried[str]) -> None:
        if undo and tried.execution.verdict is Verdict.ERROR:
            await context.run_cell(session, cell_of(tried.code))

    return Runner(run, give_up)
