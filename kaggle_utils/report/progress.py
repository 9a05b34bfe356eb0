"""How far a run is, as its journal's events say. Pure: whoever shows it brings the clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from kaggle_utils.journal.events import AnswerGiven, Event, ProblemsExpected, ProblemStarted, RunEnded, RunStarted, RuntimeReady


@dataclass(frozen=True)
class Progress:
    """A run's state since its last start.

    ``expected`` is how many problems will come, None where nobody knows. ``golds`` are the known answers of the problems that began,
    by id, and ``answers`` what went out. ``solving_since`` is when the first problem had a model to ask, in seconds since the epoch.
    """

    started: bool = False
    ready: bool = False
    ended: bool = False
    expected: int | None = None
    golds: Mapping[str, int | None] = field(default_factory=dict)
    answers: Mapping[str, int] = field(default_factory=dict)
    solving_since: float | None = None

    @property
    def known(self) -> int:
        """How many answered problems have a known answer."""
        return sum(self.golds.get(id_) is not None for id_ in self.answers)

    @property
    def right(self) -> int:
        """How many answers are the known ones."""
        return sum(self.golds.get(id_) == value for id_, value in self.answers.items())


def advance(progress: Progress, event: Event) -> Progress:
    """The state after an event."""
    match event:
        case RunStarted():
            return Progress(started=True)
        case RuntimeReady():
            return _begin(replace(progress, ready=True), event.time)
        case ProblemsExpected(problems=problems):
            return replace(progress, expected=problems)
        case ProblemStarted(problem=problem):
            return _begin(replace(progress, golds={**progress.golds, problem.id: problem.answer}), event.time)
        case AnswerGiven(answer=answer):
            return replace(progress, answers={**progress.answers, answer.id: answer.value})
        case RunEnded():
            return replace(progress, ended=True)
    return progress


def _begin(progress: Progress, time: float) -> Progress:
    begun = progress.ready and progress.golds and progress.solving_since is None
    return replace(progress, solving_since=time) if begun else progress


def seconds_left(progress: Progress, now: float) -> float | None:
    """How long the rest will take at the pace so far, None while that cannot be said. ``now`` is in seconds since the epoch."""
    if progress.expected is None or progress.solving_since is None or not progress.answers:
        return None
    # At least the pace of what is answered; a problem that takes longer than the others slows the estimate while it lasts.
    worked = max(0.0, now - progress.solving_since)
    rest = progress.expected - len(progress.answers)
    return max(0.0, rest * worked / (len(progress.answers) + (0.5 if rest else 0.0)))


def describe_progress(progress: Progress, now: float) -> str:
    """The state in one line: "problem 12 of 30, 10 of 11 right, about 0:40 left"."""
    if not progress.started:
        return "waiting for the run to start"
    done = len(progress.answers)
    score = f", {progress.right} of {progress.known} right" if progress.known else ""
    total = f" of {progress.expected}" if progress.expected is not None else ""
    if progress.ended or (progress.ready and progress.expected == done):
        return f"{done}{total} problems answered{score}"
    if not progress.ready:
        return "the model loads"
    if not progress.golds:
        return "the model is up"
    left = seconds_left(progress, now)
    remaining = f", about {format_seconds(left)} left" if left is not None else ""
    return f"problem {done + 1}{total}{score}{remaining}"


def format_seconds(seconds: float) -> str:
    """Minutes and seconds, as on a watch."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"
