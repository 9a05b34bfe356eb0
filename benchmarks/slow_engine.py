"""Score against the engine's speed, with all attempts at once and with as many as can end, in simulated time.

    python -m benchmarks.slow_engine [--journal out/journal.jsonl] [--json FILE] [--quick]

The attempts are those of a recorded run: the tokens of each reply, the seconds of each program, the answer. A throttled engine writes the
replies again, token by token at a share of the speed that it has at 1x; the solver, its budget, admission and vote are the real ones. An
attempt whose reply is cut off by the deadline gives no answer. ``ours`` is what admission solves, ``baseline`` the same with every attempt
admitted; the text says how many attempts were cut off and how many were not begun.

Two engines: one that writes so many tokens a second in all, however many replies share it (a CPU), and one that writes 16 at once in 1.4
times the time of one (a GPU; the embedded model on two quiet cores). Without a journal the demo problems are solved first, with all
attempts, which takes minutes.
"""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.table import Row, benchmark_parser, report
from benchmarks.virtual_time import VirtualRuntime
from kaggle_utils.engines import Completion, EngineInfo, OnText, Pace, Sampling
from kaggle_utils.environment import DEMO_PROBLEMS
from kaggle_utils.gateways.csv_file import read_problems
from kaggle_utils.journal import read_journal
from kaggle_utils.journal.events import NOT_BEGUN, AttemptLost, AttemptMade, ProblemStarted
from kaggle_utils.messages import Message
from kaggle_utils.problem import Problem
from kaggle_utils.settings import Settings
from kaggle_utils.solver import Solver
from kaggle_utils.strategies import Attempt, AttemptContext, Strategy, Turn

SHARES = (1, 3, 10, 30, 50, 100, 200, 300)
EARLY = "the answer was decided without it"
QUICK_EVERY = 5  # problems; the file holds them by kind
ENGINES: Mapping[str, Callable[[int], float]] = {  # seconds a token of each reply, of so many at once
    "3,700 tokens/s in all": lambda at_once: at_once / 3700,
    "330 tokens/s each": lambda at_once: (0.973 + 0.027 * at_once) / 330,
}


@dataclass(frozen=True)
class Recorded:
    """A recorded problem and its attempts by rank."""

    problem: Problem
    attempts: Mapping[int, Attempt]


class ThrottledEngine:
    """Writes as many tokens as the prompt says, each in the time that the number of replies at once and the share of the speed give."""

    def __init__(self, pace: Callable[[int], float], share: int) -> None:
        self._pace = pace
        self._share = share
        self._running = 0
        self._change = asyncio.Event()

    @property
    def info(self) -> EngineInfo:
        """As many at once as the demo's engine."""
        return EngineInfo("throttled", "recorded", 0, capacity=16)

    async def __aenter__(self) -> ThrottledEngine:
        return self

    async def __aexit__(self, *error: object) -> None: ...

    async def generate(self, messages: Sequence[Message], sampling: Sampling, deadline: float, on_text: OnText | None = None) -> Completion:  # noqa: ARG002
        """Wait for so long."""
        tokens = int(messages[0].content)
        left, clock = float(tokens), asyncio.get_running_loop().time
        self._alter(1)
        try:
            while left > 1e-6:
                if clock() >= deadline:
                    return Completion("", 0, int(tokens - left), "deadline")
                began, pace, change = clock(), self._pace(self._running) * self._share, self._change
                waiter = asyncio.ensure_future(change.wait())
                try:
                    await asyncio.wait([waiter], timeout=min(left * pace, deadline - began))
                finally:
                    waiter.cancel()
                left -= (clock() - began) / pace
        finally:
            self._alter(-1)
        return Completion("", 0, tokens, "stop")

    def _alter(self, by: int) -> None:
        self._running += by
        self._change.set()
        self._change = asyncio.Event()


class _Unlearning(Pace):
    """A pace that takes every engine to be fast: all attempts are admitted."""

    def note_reply(self, tokens: int, seconds: float, at_once: float) -> None:
        """Learn nothing."""


@dataclass(frozen=True)
class Outcome:
    """What a run solved, and how many of its attempts were whole, cut off, and not begun."""

    right: int
    problems: int
    whole: int
    cut: int
    not_begun: int


def read_recorded(journal: Path) -> list[Recorded]:
    """The problems of a journal with all attempts that were made."""
    attempts: dict[str, dict[int, Attempt]] = {}
    problems: dict[str, Problem] = {}
    for event in read_journal(journal):
        match event:
            case ProblemStarted(problem=problem):
                problems[problem.id] = problem
            case AttemptMade(id=id_, rank=rank, attempt=attempt):
                attempts.setdefault(id_, {})[rank] = attempt
    return [Recorded(problem, attempts.get(id_, {})) for id_, problem in problems.items()]


def solve(recorded: Sequence[Recorded], pace: Callable[[int], float], share: int, settings: Settings, learns: bool) -> Outcome:
    """Solve the recorded problems with an engine at a share of its speed."""
    with tempfile.TemporaryDirectory() as folder:
        solver = Solver(replace(settings, out=Path(folder), expected_problems=len(recorded)), ThrottledEngine(pace, share))
        solver._runtime = VirtualRuntime(solver._runtime.engine, solver.journal)
        if not learns:
            solver._pace = _Unlearning.expected(1e9, 0)
        play_recorded(solver, recorded)
        solver.open()
        right = sum(solver.solve(each.problem).value == each.problem.answer for each in recorded)
        solver.close()
        events = list(read_journal(Path(folder) / "journal.jsonl"))
    made = [event.attempt.is_cut for event in events if isinstance(event, AttemptMade)]
    lost = Counter(event.reason.startswith(NOT_BEGUN) for event in events if isinstance(event, AttemptLost) and event.reason != EARLY)
    return Outcome(right, len(recorded), made.count(False), made.count(True) + lost[False], lost[True])


def play_recorded(solver: Solver, recorded: Sequence[Recorded]) -> None:
    """Have a solver make the recorded attempts in place of its own."""
    by_id = {each.problem.id: each.attempts for each in recorded}
    solver._plan = tuple(replace(each, strategy=_play(by_id, each.rank)) for each in solver._plan)


def _play(recorded: Mapping[str, Mapping[int, Attempt]], rank: int) -> Strategy:
    async def attempt(problem: Problem, context: AttemptContext) -> Attempt:
        made = recorded[problem.id].get(rank, Attempt("none", ()))
        turns: list[Turn] = []
        for turn in made.all_turns:
            asked = (Message("user", str(turn.completion.tokens)),)
            completion = await context.engine.generate(asked, Sampling(), context.deadline)
            turns.append(context.record.add(replace(turn, completion=completion)))
            if completion.finish == "deadline":
                return Attempt(made.strategy, tuple(turns))
            if turn.execution is not None:
                await asyncio.sleep(turn.execution.seconds)
        return replace(made, turns=tuple(turns), branches=())

    return attempt


def measure(recorded: Sequence[Recorded], settings: Settings) -> list[Row]:
    """A row for each engine and share of its speed."""
    rows = []
    for name, pace in ENGINES.items():
        for share in SHARES:
            before, after = (solve(recorded, pace, share, settings, learns) for learns in (False, True))
            cut = f"cut {after.cut} instead of {before.cut}, not begun {after.not_begun}, whole {after.whole} instead of {before.whole}"
            ratio = after.right / before.right if before.right else float(after.right > 0) or 1.0
            rows.append(Row(f"{name}, 1/{share}: {cut}", after.right, before.right, "right", ratio))
    return rows


def record(folder: Path) -> Path:
    """Solve the demo problems with all attempts. Returns the journal."""
    settings = Settings.preset("cpu-demo", out=folder, stop_early=False, problem_limit=600.0, time_limit=36_000.0)
    with Solver(settings) as solver:
        for problem in read_problems(DEMO_PROBLEMS, settings.longest_statement):
            solver.solve(problem)
    return folder / "journal.jsonl"


def main() -> None:
    """Measure and print the table."""
    parser = benchmark_parser(__doc__)
    parser.add_argument("--journal", type=Path, help="of a run with --all-attempts (default: the demo problems are solved now)")
    arguments = parser.parse_args()
    logging.getLogger("kaggle_utils").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        recorded = read_recorded(arguments.journal or record(Path(folder)))
    chosen = recorded[:: QUICK_EVERY if arguments.quick else 1]
    settings = Settings.preset("cpu-demo")
    settings = replace(settings, time_limit=settings.time_limit * len(chosen) / len(recorded))
    report(measure(chosen, settings), arguments.json)


if __name__ == "__main__":
    main()
