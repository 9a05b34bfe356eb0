"""The solver: one problem in, one answer out, before its deadline, whatever happens.

    with Solver(Settings.preset("cpu-demo")) as solver:
        answer = solver.solve(Problem("p1", "How many ..."))

A problem becomes attempts (strategies, run concurrently), attempts become votes, votes elect the answer. A ``Solver`` owns the journal and
the runtime: engine and sandbox in an event loop of their own thread, so ``solve`` may be called from a notebook cell, a gRPC worker or a
script.
"""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass, field, replace
from types import TracebackType

from kaggle_utils.budget import Budget
from kaggle_utils.engines import Admission, Engine, EngineError, create_engine
from kaggle_utils.errors import InputError
from kaggle_utils.journal import Journal, read_journal
from kaggle_utils.journal.events import (
    AnswerGiven,
    AttemptLost,
    AttemptMade,
    BallotClosed,
    CastVote,
    ProblemStarted,
    RunEnded,
    RunStarted,
)
from kaggle_utils.journal.history import digest_of, is_continued, read_history
from kaggle_utils.problem import Answer, Problem
from kaggle_utils.runtime import Runtime, exits_as_errors
from kaggle_utils.settings import Settings
from kaggle_utils.strategies import Attempt, AttemptContext, find_strategy
from kaggle_utils.voting.ballot import can_stop, collect_votes, out_of_range
from kaggle_utils.voting.vote import elect, tally

logger = logging.getLogger(__name__)

SEEDS_APART = 1000  # between two attempts; more than the rounds of one
MARGIN = 1.0  # seconds before a problem's deadline at which its attempts have to end: half to hand in, half to clear up and to vote
MAX_MARGIN = 0.1  # of a problem's time, where that is short


@dataclass(frozen=True)
class _Schedule:
    """When a problem's attempts have to end, when those that did not are cut off, and when the answer is due."""

    end: float
    cut: float
    due: float

    @classmethod
    def of(cls, started: float, deadline: float) -> _Schedule:
        """The margins before a deadline, smaller ones where the time is short."""
        margin = min(MARGIN, MAX_MARGIN * (deadline - started))
        return cls(deadline - margin, deadline - margin / 2, deadline)


@dataclass
class _Progress:
    """What came of a problem's attempts so far; written by the event loop, read by whoever waits."""

    attempts: list[Attempt] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


class Solver:
    """Solves problems one after another, each inside its share of the time."""

    def __init__(self, settings: Settings, engine: Engine | None = None) -> None:
        """Check the settings and the output folder. ``engine`` replaces the one that the settings name. Raises InputError."""
        self.settings = settings
        self._plan = [(name, find_strategy(name)) for name, count in settings.strategies.items() for _ in range(count)]
        engine = engine or create_engine(settings)
        try:
            settings.out.mkdir(parents=True, exist_ok=True)
            self.journal = Journal(settings.out / "journal.jsonl")
        except OSError as error:
            raise InputError(f"cannot write to {settings.out} ({error.strerror}): choose another folder with --out") from None
        history = read_history(read_journal(self.journal.path))
        resumed = not history.rounds or (history.settings is not None and is_continued(history.settings, settings))
        if not resumed:
            logger.warning("%s is of a run with other settings: its answers are not taken over", self.journal.path)
        self._answered, self._cut_off = (history.answers, history.cut_off) if resumed else ({}, {})
        self._runtime = Runtime(engine, settings.sandbox_workers, self.journal)
        self._closed = False

    # -- life: open, wait, close -----------------------------------------------------------------------------------------------------

    def open(self, started: float | None = None) -> Solver:
        """Start the clock and begin to load the engine in the background. Problems may be handed in at once: they wait for it.

        ``started`` is a reading of ``time.monotonic()`` from which the time limit counts, where that was before now.
        """
        self._budget = Budget.starting(time.monotonic() if started is None else started, self.settings)
        self.journal.write(RunStarted(self.settings))
        self._runtime.open()
        return self

    def wait_until_ready(self) -> Solver:
        """Block until the engine is up. Raises EngineError when it cannot come up."""
        self._runtime.wait_until_ready()
        return self

    def close(self) -> None:
        """Stop engine and sandbox and close the journal. What does not stop in time is left behind. A second call does nothing."""
        if self._closed:
            return
        self._closed = True
        self._runtime.close()
        self.journal.write(RunEnded())
        self.journal.close()

    def __enter__(self) -> Solver:
        self.open()
        try:
            return self.wait_until_ready()
        except BaseException:
            self.close()
            raise

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    # -- solving ---------------------------------------------------------------------------------------------------------------------

    def expect(self, problems: int) -> None:
        """Say how many problems will come, where that is known; the time is shared out by it."""
        self._budget = replace(self._budget, expected=max(1, problems))

    def solve(self, problem: Problem) -> Answer:
        """Answer a problem within its share of the time. What a model, a program or the clock does never raises: the fallback goes out."""
        digest = digest_of(problem)
        if digest in self._answered:
            logger.info("%s was answered in an earlier run", problem.id)
            self._budget = self._budget.begin()
            return self._answered[digest]
        progress = _Progress()
        complaint = self._unfit(problem)
        started = time.monotonic()
        deadline = self._budget.deadline(started)
        self._budget = self._budget.begin()
        self.journal.write(ProblemStarted(problem, deadline - started))
        if complaint or deadline <= started:
            progress.failures.append(complaint or "the time of the run is used up")
        else:
            schedule = _Schedule.of(started, deadline)
            self._work(problem, progress, schedule)
            finished = time.monotonic()
            ready = self._runtime.ready_since
            if ready < finished:  # time spent on waiting for the engine is nothing that a problem needs
                needed = finished - max(started, ready)
                self._budget = self._budget.finish(needed, cut_off=finished >= schedule.end)
        answer = self._decide(problem, started, progress)
        self.journal.write(AnswerGiven(digest, answer))
        self._runtime.note_engine()
        self._answered[digest] = answer
        return answer

    def _unfit(self, problem: Problem) -> str | None:
        """What makes a statement none that a model could be asked."""
        length, longest = len(problem.statement), self.settings.longest_statement
        if not problem.statement.strip():
            return "the statement is empty"
        return f"the statement has {length} characters, more than {longest}" if length > longest else None

    def _work(self, problem: Problem, progress: _Progress, schedule: _Schedule) -> None:
        """Make attempts until the answer is decided or they have to end. Not even an engine that blocks the event loop makes it late."""
        working = self._runtime.run(self._solve(problem, progress, schedule))
        try:
            working.result(timeout=max(0.0, schedule.due - time.monotonic()))
        except TimeoutError:
            working.cancel()
            progress.failures.append("the event loop did not answer before the deadline")
            logger.exception("problem %s: %s", problem.id, progress.failures[-1])
        except Exception as error:
            logger.exception("problem %s failed", problem.id)
            progress.failures.append(f"{type(error).__name__}: {str(error)[:300]}")

    def _decide(self, problem: Problem, started: float, progress: _Progress) -> Answer:
        """The answer that the attempts elect, as far as they got; the fallback where there is none."""
        attempts, failures = list(progress.attempts), list(progress.failures)
        votes = collect_votes(attempts, self.settings)
        result = elect(votes)
        cast = tuple(CastVote(vote.answer, vote.weight, vote.source, vote.fingerprint) for vote in votes)
        outside = tuple(out_of_range(attempts, self.settings))
        self.journal.write(BallotClosed(problem.id, cast, tuple(tally(votes).items()), outside, len(attempts), tuple(failures)))
        if result is not None:
            return Answer(problem.id, result.answer, result.share, time.monotonic() - started)
        reason = failures[0] if failures else "no attempt gave an answer in range"
        logger.warning("problem %s gets the fallback answer: %s", problem.id, reason)
        return Answer(problem.id, self.settings.fallback_answer, 0.0, time.monotonic() - started, reason)

    async def _solve(self, problem: Problem, progress: _Progress, schedule: _Schedule) -> None:
        try:
            await self._runtime.until_ready(schedule.end)
        except TimeoutError:
            progress.failures.append("the engine was not up before the deadline")
            return
        await self._attempt_all(problem, progress, schedule)

    async def _attempt_all(self, problem: Problem, progress: _Progress, schedule: _Schedule) -> None:
        """Run all attempts at once, but for those that an earlier run made; stop when the answer is decided or the time is over."""
        admission = Admission(self._runtime.engine)
        made = self._cut_off.get(digest_of(problem), {})
        progress.attempts += made.values()
        ranks = {
            asyncio.create_task(exits_as_errors(strategy(problem, self._context(admission, rank, schedule.end))), name=name): rank
            for rank, (name, strategy) in enumerate(self._plan)
            if rank not in made
        }
        tasks = set(ranks)
        try:
            async with asyncio.timeout(max(0.0, schedule.cut - time.monotonic())):
                while tasks and not can_stop(progress.attempts, len(tasks), self.settings):
                    done, tasks = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                    for task in done:
                        self._note(task, ranks[task], problem, progress)
        except TimeoutError:
            logger.warning("problem %s: %d attempts cut off at the deadline", problem.id, len(tasks))
            progress.failures.append(f"{len(tasks)} attempts cut off at the deadline")
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for task in tasks:
                if not task.cancelled():  # it ended in the very moment
                    self._note(task, ranks[task], problem, progress)

    def _context(self, admission: Admission, rank: int, deadline: float) -> AttemptContext:
        seed = self.settings.seed + rank * SEEDS_APART
        return AttemptContext(admission.for_attempt(rank), self._runtime.sandbox, self.settings, deadline, seed)

    def _note(self, task: asyncio.Task[Attempt], rank: int, problem: Problem, progress: _Progress) -> None:
        """Keep and journal what an attempt came to."""
        error = asyncio.CancelledError("it was cancelled from inside") if task.cancelled() else task.exception()
        if error is None:
            progress.attempts.append(task.result())
            self.journal.write(AttemptMade(problem.id, rank, task.result()))
            return
        logger.warning("an attempt at %s failed: %s", problem.id, error, exc_info=not isinstance(error, EngineError) and error)
        progress.failures.append(f"{type(error).__name__}: {str(error)[:300]}")
        self.journal.write(AttemptLost(problem.id, rank, task.get_name(), progress.failures[-1], cut_off=False))
