"""A problem while it is being solved: when its attempts have to end, those that are running, and the results so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from kaggle_utils.problem import Problem
from kaggle_utils.strategies import Attempt, AttemptContext

MARGIN = 1.0  # seconds before a problem's deadline at which its attempts have to end: half to hand in, half to clear up and to vote
MAX_MARGIN = 0.1  # of a problem's time, where that is short


@dataclass(frozen=True)
class Schedule:
    """When a problem's attempts have to end, when those that did not are cut off, and when the answer is due."""

    end: float
    cut: float
    due: float

    @classmethod
    def of(cls, started: float, deadline: float) -> Schedule:
        """The margins before a deadline, smaller ones where the time is short."""
        margin = min(MARGIN, MAX_MARGIN * (deadline - started))
        return cls(deadline - margin, deadline - margin / 2, deadline)


@dataclass
class Case:
    """A problem that is being solved and the results of its attempts. Written by the event loop, read by the thread that waits."""

    problem: Problem
    started: float
    deadline: float
    attempts: list[Attempt] = field(default_factory=list)
    ended: list[Attempt] = field(default_factory=list)  # the same as soon as they end, for attempts that begin at that moment
    failures: list[str] = field(default_factory=list)
    not_begun: int = 0  # attempts, because they would not have ended in time

    @property
    def schedule(self) -> Schedule:
        """The moments at which its attempts and its answer are due."""
        return Schedule.of(self.started, self.deadline)


@dataclass
class Running:
    """A running attempt: its place in the plan, its strategy's name, and its context, which records all its turns."""

    rank: int
    strategy: str
    context: AttemptContext


def unfit(problem: Problem, longest: int) -> str | None:
    """Why a statement cannot be sent to the model, which reads at most ``longest`` characters of one; None if it can."""
    length = len(problem.statement)
    if not problem.statement.strip():
        return "the statement is empty"
    return f"the statement has {length} characters, more than {longest}" if length > longest else None
