"""The solver: one problem in, one answer out, before its deadline, whatever happens.

    with Solver(Settings.preset("cpu-demo")) as solver:
        answer = solver.solve(Problem("p1", "How many ..."))

A problem becomes attempts (strategies, run concurrently), attempts become votes, votes elect the answer. A ``Solver`` owns the engine, the
sandbox, the journal and one event loop in a thread of its own, so ``solve`` may be called from a notebook cell, a gRPC worker or a script.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import threading
import time
from concurrent.futures import Future
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass, field, replace
from types import TracebackType
from typing import TypeVar

from kaggle_utils.ballot import collect_votes
from kaggle_utils.budget import Budget
from kaggle_utils.engines import Admission, Engine, EngineError, EngineInfo, create_engine
from kaggle_utils.errors import InputError
from kaggle_utils.journal import Journal, read_journal
from kaggle_utils.problem import Answer, Problem
from kaggle_utils.sandbox import Sandbox
from kaggle_utils.settings import Settings
from kaggle_utils.strategies import Attempt, Bench, find_strategy
from kaggle_utils.voting import elect, is_decided, tally

logger = logging.getLogger(__name__)
Value = TypeVar("Value")

SEEDS_APART = 1000  # between two attempts; more than the rounds of one
MARGIN = 1.0  # seconds before a problem's deadline at which its attempts are cut off, to end what they started and to vote
STOP_SECONDS = 60.0  # that closing may take; a vLLM server is killed after 30
LARGEST_MARGIN = 0.1  # of a problem's time, where that is short


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
        self._engine = engine or create_engine(settings)
        try:
            settings.out.mkdir(parents=True, exist_ok=True)
            self.journal = Journal(settings.out / "journal.jsonl")
        except OSError as error:
            raise InputError(f"cannot write to {settings.out} ({error.strerror}): choose another folder with --out") from None
        self._answered = _read_answers(self.journal)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="solver", daemon=True)
        self._ready: Future[Sandbox] | None = None
        self._stack = AsyncExitStack()
        self._noted: EngineInfo | None = None

    # -- life: open, wait, close -----------------------------------------------------------------------------------------------------

    def open(self) -> Solver:
        """Start the clock and begin to load the engine in the background. Problems may be handed in at once: they wait for it."""
        now = time.monotonic()
        limit = self.settings.time_limit
        self._budget = Budget(
            now + limit - min(self.settings.reserve, limit / 10), self.settings.expected_problems, self.settings.problem_limit
        )
        self.journal.write("start", settings=asdict(self.settings) | {"out": str(self.settings.out)})
        self._thread.start()
        self._ready = asyncio.run_coroutine_threadsafe(self._start(), self._loop)
        return self

    def wait_until_ready(self) -> Solver:
        """Block until the engine is up. Raises EngineError when it cannot come up."""
        assert self._ready is not None, "call open() first"
        self._ready.result()
        return self

    def close(self) -> None:
        """Stop engine and sandbox and close the journal. Never hangs: what does not stop in time ends with the process."""
        stopping = asyncio.run_coroutine_threadsafe(self._stop(), self._loop)
        try:
            stopping.result(timeout=STOP_SECONDS)
        except TimeoutError:
            logger.exception("engine and sandbox did not stop within %.0f s and are left behind", STOP_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=1.0)
        if not self._thread.is_alive():
            self._loop.close()
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

    async def _start(self) -> Sandbox:
        started = time.monotonic()
        sandbox = await self._stack.enter_async_context(Sandbox(self.settings.sandbox_workers))
        await self._stack.enter_async_context(self._engine)
        if sandbox.missing:
            logger.warning("the sandbox runs without some layers: %s", sandbox.missing)
        self.journal.write("ready", seconds=time.monotonic() - started, sandbox_layers=sandbox.layers, sandbox_missing=sandbox.missing)
        self._note_engine()
        return sandbox

    def _note_engine(self) -> None:
        """Journal what runs, again whenever that has changed: a step down of the ladder, a restart."""
        if self._engine.info != self._noted:
            self._noted = self._engine.info
            self.journal.write("engine", **asdict(self._noted))

    async def _stop(self) -> None:
        if self._ready is not None:
            self._ready.cancel()
        await self._stack.aclose()

    # -- solving ---------------------------------------------------------------------------------------------------------------------

    def expect(self, problems: int) -> None:
        """Say how many problems will come, where that is known; the time is shared out by it."""
        self._budget = replace(self._budget, expected=max(1, problems))

    def solve(self, problem: Problem) -> Answer:
        """Answer a problem within its share of the time. What a model, a program or the clock does never raises: the fallback goes out."""
        digest = _digest(problem)
        if digest in self._answered:
            logger.info("%s was answered in an earlier run", problem.id)
            return self._answered[digest]
        started = time.monotonic()
        deadline = self._budget.deadline(started)
        self._budget = self._budget.begin()
        self.journal.write("problem", id=problem.id, statement=problem.statement, gold=problem.answer, seconds=deadline - started)
        progress = _Progress()
        working = asyncio.run_coroutine_threadsafe(self._solve(problem, progress, _before(deadline, started)), self._loop)
        try:
            # Not even an engine that blocks the event loop makes an answer late.
            working.result(timeout=deadline - started)
        except TimeoutError:
            working.cancel()
            progress.failures.append("the event loop did not answer before the deadline")
            logger.exception("problem %s: %s", problem.id, progress.failures[-1])
        except Exception as error:
            logger.exception("problem %s failed", problem.id)
            progress.failures.append(f"{type(error).__name__}: {str(error)[:300]}")
        answer = self._decide(problem, started, progress)
        self.journal.write("answer", digest=digest, **asdict(answer))
        self._note_engine()
        self._answered[digest] = answer
        return answer

    def _decide(self, problem: Problem, started: float, progress: _Progress) -> Answer:
        """The answer that the attempts elect, as far as they got; the fallback where there is none."""
        attempts, failures = list(progress.attempts), list(progress.failures)
        votes = collect_votes(attempts, self.settings)
        result = elect(votes)
        self.journal.write("ballot", id=problem.id, weights=tally(votes), attempts=len(attempts), failures=failures)
        if result is not None:
            return Answer(problem.id, result.answer, result.share, time.monotonic() - started)
        reason = failures[0] if failures else "no attempt gave an answer in range"
        logger.warning("problem %s gets the fallback answer: %s", problem.id, reason)
        return Answer(problem.id, self.settings.fallback_answer, 0.0, time.monotonic() - started, reason)

    async def _solve(self, problem: Problem, progress: _Progress, deadline: float) -> None:
        longest = self.settings.longest_statement
        if len(problem.statement) > longest:
            progress.failures.append(f"the statement has {len(problem.statement)} characters, more than {longest}")
            return
        try:
            async with asyncio.timeout_at(self._on_loop(deadline)):
                sandbox = await asyncio.shield(asyncio.wrap_future(_present(self._ready)))
        except TimeoutError:
            progress.failures.append("the engine was not up before the deadline")
            return
        await self._attempt_all(problem, progress, sandbox, deadline)

    async def _attempt_all(self, problem: Problem, progress: _Progress, sandbox: Sandbox, deadline: float) -> None:
        """Run all attempts at once; stop when the leader cannot be overtaken or at the deadline."""
        admission = Admission(self._engine)
        tasks = {
            asyncio.create_task(strategy(problem, self._bench(admission, rank, sandbox, deadline)), name=name)
            for rank, (name, strategy) in enumerate(self._plan)
        }
        try:
            async with asyncio.timeout_at(self._on_loop(deadline)):
                while tasks:
                    done, tasks = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                    for task in done:
                        self._note(task, problem, progress)
                    if is_decided(collect_votes(progress.attempts, self.settings), outstanding=len(tasks)):
                        break
        except TimeoutError:
            logger.warning("problem %s: %d attempts cut off at the deadline", problem.id, len(tasks))
            progress.failures.append(f"{len(tasks)} attempts cut off at the deadline")
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _bench(self, admission: Admission, rank: int, sandbox: Sandbox, deadline: float) -> Bench:
        return Bench(admission.for_attempt(rank), sandbox, self.settings, deadline, self.settings.seed + rank * SEEDS_APART)

    def _note(self, task: asyncio.Task[Attempt], problem: Problem, progress: _Progress) -> None:
        """Keep and journal what an attempt came to."""
        error = task.exception()
        if error is None:
            progress.attempts.append(task.result())
            self.journal.write("attempt", id=problem.id, **asdict(task.result()))
            return
        logger.warning("an attempt at %s failed: %s", problem.id, error, exc_info=not isinstance(error, EngineError) and error)
        progress.failures.append(f"{type(error).__name__}: {str(error)[:300]}")
        self.journal.write("failure", id=problem.id, strategy=task.get_name(), reason=progress.failures[-1])

    def _on_loop(self, deadline: float) -> float:
        """A reading of ``time.monotonic()`` on the event loop's clock."""
        return self._loop.time() + deadline - time.monotonic()


def _before(deadline: float, started: float) -> float:
    return deadline - min(MARGIN, LARGEST_MARGIN * (deadline - started))


def _present(value: Value | None) -> Value:
    assert value is not None, "call open() first"
    return value


def _digest(problem: Problem) -> str:
    """What identifies a problem across runs: ids alone are reused by other files."""
    return hashlib.sha256(f"{problem.id}\0{problem.statement}".encode(errors="surrogatepass")).hexdigest()[:16]


def _read_answers(journal: Journal) -> dict[str, Answer]:
    """The answers that an earlier run of the same folder left; fallbacks are tried again."""
    answers = {}
    for record in read_journal(journal.path):
        if record.get("event") == "answer" and record.get("reason") is None:
            answers[record["digest"]] = Answer(**{key: record[key] for key in ("id", "value", "votes", "seconds")})
    return answers
