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
import threading
from collections.abc import Set
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from kaggle_utils.budget import Budget
from kaggle_utils.case import Case, Running, unfit
from kaggle_utils.engines import Admission, Engine, EngineError, NotBegunError, Pace, create_engines
from kaggle_utils.engines.asker import view_of
from kaggle_utils.engines.recording import RecordingEngine
from kaggle_utils.environment import find_further
from kaggle_utils.errors import InputError
from kaggle_utils.journal import Journal, read_journal
from kaggle_utils.journal.events import (
    AT_THE_DEADLINE,
    NOT_BEGUN,
    AnswerGiven,
    AttemptLost,
    AttemptMade,
    BallotClosed,
    CastVote,
    ProblemsExpected,
    ProblemStarted,
    RunEnded,
    RunStarted,
    StrategyChanged,
)
from kaggle_utils.journal.history import is_continued, read_history
from kaggle_utils.problem import Answer, Problem, digest_of
from kaggle_utils.runtime import Runtime, exits_as_errors
from kaggle_utils.sequences import given_sequences
from kaggle_utils.settings import Settings
from kaggle_utils.settings.attempt_settings import AttemptSettings
from kaggle_utils.strategies import Attempt, AttemptContext, PlannedAttempt, plan_attempts, replan
from kaggle_utils.voting.ballot import can_stop, collect_votes, out_of_range
from kaggle_utils.voting.judgement import plan_judgement
from kaggle_utils.voting.vote import elect, tally

logger = logging.getLogger(__name__)

MAX_REASON = 300  # characters of an error that are journalled


class Solver:
    """Solves problems, each inside its share of the time: one after another, or several at once where ``expect`` was told so."""

    def __init__(self, settings: Settings, engine: Engine | None = None) -> None:
        """Check the settings and the output folder. ``engine`` replaces those that the settings name. Raises InputError."""
        self.settings = settings
        self._plan = plan_attempts(settings.strategies, settings.sampling)
        self._attempt_settings = AttemptSettings.of(settings)
        sequences = given_sequences(settings.sequences)
        engine = engine or create_engines(settings, find_further(settings))
        if settings.record:
            engine = RecordingEngine(engine, Path(settings.record))
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
        self._pace = Pace.expected(settings.usual_speed, settings.usual_tokens or settings.max_tokens // 2)
        self._runtime = Runtime(engine, settings.sandbox_workers, self.journal, sequences)
        self._closed = False
        self._sharing = threading.Lock()  # the budget among threads that solve at once

    # -- life: open, wait, close -----------------------------------------------------------------------------------------------------

    def open(self, started: float | None = None) -> Solver:
        """Start the clock, and start the engine in the background. Problems may be solved at once: they wait for the engine.

        ``started`` is an earlier reading of ``time.monotonic()`` from which the time limit counts.
        """
        self._budget = Budget.starting(self._runtime.clock() if started is None else started, self.settings)
        self.journal.write(RunStarted(self.settings))
        self._runtime.open()
        return self

    def wait_until_ready(self) -> Solver:
        """Block until the engine is ready. Raises EngineError when it cannot start."""
        self._runtime.wait_until_ready()
        return self

    def close(self) -> None:
        """Stop engine and sandbox and close the journal. What does not stop in time is abandoned. A second call does nothing."""
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

    @property
    def problems_at_once(self) -> int:
        """How many problems the engine works on at once with all their attempts, one at least."""
        return max(1, self._runtime.engine.info.capacity // max(1, len(self._plan)))

    def expect(self, problems: int, at_once: int = 1) -> None:
        """Set the number of problems that will come, by which the time is divided, and how many threads will call ``solve`` at once."""
        with self._sharing:
            self._budget = replace(self._budget, expected=max(1, problems), at_once=at_once)
        self.journal.write(ProblemsExpected(problems))

    def solve(self, problem: Problem) -> Answer:
        """Answer a problem within its share of the time. A failing model, program or clock never raises: the result is the fallback."""
        digest = digest_of(problem)
        with self._sharing:
            started = self._runtime.clock()
            case = Case(problem, started, self._budget.deadline(started))
            self._budget = self._budget.begin()
        if digest in self._answered:
            logger.info("%s was answered in an earlier run", problem.id)
            return self._answered[digest]
        self.journal.write(ProblemStarted(problem, case.deadline - started))
        complaint = unfit(problem, self.settings.longest_statement)
        if complaint or case.deadline <= started:
            case.failures.append(complaint or "the time of the run is used up")
        else:
            self._work(case)
            finished = self._runtime.clock()
            ready = self._runtime.ready_since
            if ready < finished:  # time spent waiting for the engine does not count as a problem's need
                needed = finished - max(started, ready)
                with self._sharing:
                    self._budget = self._budget.finish(needed, cut_off=finished >= case.schedule.end or case.not_begun > 0)
        answer = self._decide(case)
        self.journal.write(AnswerGiven(digest, answer))
        self._runtime.note_engine()
        self._answered[digest] = answer
        return answer

    def _work(self, case: Case) -> None:
        """Make attempts until the answer is decided or their time is over. Returns in time even if the engine blocks the event loop."""
        working = self._runtime.run(self._solve(case))
        try:
            working.result(timeout=max(0.0, case.schedule.due - self._runtime.clock()))
        except TimeoutError:
            working.cancel()
            case.failures.append("the event loop did not answer before the deadline")
            logger.exception("problem %s: %s", case.problem.id, case.failures[-1])
        except Exception as error:
            logger.exception("problem %s failed", case.problem.id)
            case.failures.append(f"{type(error).__name__}: {str(error)[:MAX_REASON]}")

    def _decide(self, case: Case) -> Answer:
        """The answer that the finished attempts elect; the fallback if they elect none."""
        attempts, failures = list(case.attempts), list(case.failures)
        id_ = case.problem.id
        votes = collect_votes(attempts, self.settings)
        result = elect(votes)
        cast = tuple(CastVote(vote.answer, vote.weight, vote.source, vote.fingerprint) for vote in votes)
        outside = tuple(out_of_range(attempts, self.settings))
        self.journal.write(BallotClosed(id_, cast, tuple(tally(votes).items()), outside, len(attempts), tuple(failures)))
        seconds = self._runtime.clock() - case.started
        if result is not None:
            return Answer(id_, result.answer, result.share, seconds)
        reason = failures[0] if failures else "no attempt gave an answer in range"
        logger.warning("problem %s gets the fallback answer: %s", id_, reason)
        return Answer(id_, self.settings.fallback_answer, 0.0, seconds, reason)

    async def _solve(self, case: Case) -> None:
        try:
            await self._runtime.until_ready(case.schedule.end)
        except TimeoutError:
            case.failures.append("the engine was not up before the deadline")
            return
        await self._attempt_all(case)
        await self._judge(case)

    async def _attempt_all(self, case: Case) -> None:
        """Run all attempts at once, except those that an earlier run made; stop when the answer is decided or the time is over."""
        made = self._cut_off.get(digest_of(case.problem), {})
        case.attempts += made.values()
        case.ended += made.values()
        running = self._begin(case, made.keys())
        tasks = set(running)
        reason = "the answer was decided without it"
        try:
            async with self._runtime.until(case.schedule.cut):
                while tasks and not (self.settings.stop_early and can_stop(case.attempts, len(tasks), self.settings)):
                    done, tasks = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                    for task in done:
                        self._note(task, running[task], case)
        except TimeoutError:
            logger.warning("problem %s: %d attempts cut off at the deadline", case.problem.id, len(tasks))
            reason = AT_THE_DEADLINE
            case.failures.append(f"{len(tasks)} attempts cut off at the deadline")
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for task in tasks:
                if task.cancelled():
                    self._note_lost(running[task], case, reason, cut_off=True)
                else:  # it ended before it could be cancelled
                    self._note(task, running[task], case)
            if case.not_begun:
                case.failures.append(f"{case.not_begun} of {len(self._plan)} attempts were {NOT_BEGUN}")
                logger.warning("problem %s: %s", case.problem.id, case.failures[-1])

    async def _judge(self, case: Case) -> None:
        """Have the verifier judge between the two leading answers, where the vote is undecided and time is left."""
        if "verifier" not in self._runtime.engine.info.authors:
            return
        planned = plan_judgement(case.attempts, self.settings, len(self._plan))
        if planned is None:
            return
        context = self._context(planned, case, view_of(self._runtime.engine, planned.asker(case.problem)))
        try:
            async with self._runtime.until(case.schedule.cut):
                attempt = await exits_as_errors(planned.strategy(case.problem, context))
        except TimeoutError:
            self._note_lost(Running(planned.rank, planned.name, context), case, AT_THE_DEADLINE, cut_off=True)
        else:
            case.attempts.append(attempt)
            self.journal.write(AttemptMade(case.problem.id, planned.rank, attempt))

    def _context(self, planned: PlannedAttempt, case: Case, view: Engine) -> AttemptContext:
        """The context of an attempt, which asks the engine through ``view``."""
        own = self._attempt_settings.for_attempt(planned.name, planned.number)
        return self._runtime.context(view, own, case.schedule.end, planned.seed(self.settings.seed))

    def _begin(self, case: Case, made: Set[int]) -> dict[asyncio.Task[Attempt], Running]:
        """Start the attempts of the plan, except the ranks that were made before."""
        admission = Admission(self._runtime.engine, self._pace, self._runtime.clock, self._budget.at_once)
        tasks = {}
        for planned in self._plan:
            if planned.rank not in made:
                context = self._context(planned, case, admission.for_attempt(planned.asker(case.problem)))
                running = Running(planned.rank, planned.name, context)
                task = asyncio.create_task(exits_as_errors(self._make(planned, running, case, admission)), name=planned.name)
                tasks[task] = running
        return tasks

    async def _make(self, planned: PlannedAttempt, running: Running, case: Case, admission: Admission) -> Attempt:
        """Make an attempt; by another strategy, where the settings allow that and its own has kept failing before it could begin."""
        if self.settings.other_strategy:
            await admission.begin(running.context.engine, case.schedule.end)
            planned, change = replan(planned, case.ended, self.settings.other_strategy)
            if change is not None:
                self.journal.write(StrategyChanged(case.problem.id, planned.rank, running.strategy, planned.name, change.reason))
                own = self._attempt_settings.for_attempt(planned.name, planned.number)
                running.strategy, running.context = planned.name, replace(running.context, settings=own)
        attempt = await planned.strategy(case.problem, running.context)
        case.ended.append(attempt)
        return attempt

    def _note(self, task: asyncio.Task[Attempt], running: Running, case: Case) -> None:
        """Record and journal an attempt that has ended."""
        error = asyncio.CancelledError("it was cancelled from inside") if task.cancelled() else task.exception()
        if error is None:
            attempt = task.result()
            case.attempts.append(attempt)
            self._pace.note_attempt(running.strategy, attempt.tokens, is_cut=attempt.is_cut)
            self.journal.write(AttemptMade(case.problem.id, running.rank, attempt))
            return
        if isinstance(error, NotBegunError):
            case.not_begun += 1
            self._note_lost(running, case, f"{NOT_BEGUN}: {error}", cut_off=True)
            return
        logger.warning("an attempt at %s failed: %s", case.problem.id, error, exc_info=not isinstance(error, EngineError) and error)
        case.failures.append(f"{type(error).__name__}: {str(error)[:MAX_REASON]}")
        self._note_lost(running, case, case.failures[-1], cut_off=False)

    def _note_lost(self, running: Running, case: Case, reason: str, cut_off: bool) -> None:
        turns = running.context.record.turns
        self._pace.note_attempt(running.strategy, sum(turn.completion.tokens for turn in turns), is_cut=True)
        self.journal.write(AttemptLost(case.problem.id, running.rank, running.strategy, reason, cut_off, turns))
