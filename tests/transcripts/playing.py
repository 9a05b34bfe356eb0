"""Play a transcript back through the whole solver, and count what it found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from kaggle_utils.engines.transcript import AttemptKey, Transcript, read_transcript
from kaggle_utils.journal import read_journal
from kaggle_utils.journal.events import AnswerGiven, AttemptLost, AttemptMade, BallotClosed, EngineChanged, Event
from kaggle_utils.problem import Problem, digest_of
from kaggle_utils.report.counts import count_repairs, count_verdicts, events_of
from kaggle_utils.sandbox import Execution, Sandbox
from kaggle_utils.settings import Settings
from kaggle_utils.solver import Solver
from kaggle_utils.strategies import BY_MODEL, Attempt, AttemptContext, Strategy

# No program that ends within MAX_SECONDS where the counts are made meets this limit anywhere.
EXECUTION_TIMEOUT = 60.0
MAX_SECONDS = 0.5


def settings_for(transcript: Transcript, preset: str, out: Path) -> Settings:
    """The preset, with the transcript in place of its engine; every attempt is made, and nothing is cut off by a clock."""
    return Settings.preset(
        preset,
        engine="replay",
        transcripts=str(transcript.path),
        strategies=transcript.strategies,
        stop_early=False,
        execution_timeout=EXECUTION_TIMEOUT,
        problem_limit=36_000.0,
        time_limit=360_000.0,
        expected_problems=len(transcript.problems),
        highest_answer=10**9,
        out=out,
    )


def play(path: Path, preset: str, out: Path, slowest: dict[AttemptKey, float] | None = None) -> list[Event]:
    """Solve all problems of a transcript; the events of the run.

    ``slowest`` is given the seconds of the longest run of a program in each attempt.
    """
    transcript = read_transcript(path)
    with Solver(settings_for(transcript, preset, out)) as solver:
        if slowest is not None:
            timed = [replace(each, strategy=_timed(each.strategy, (each.name, each.number), slowest)) for each in solver._plan]
            solver._plan = tuple(timed)
        for problem in transcript.problems.values():
            solver.solve(problem)
    return list(read_journal(out / "journal.jsonl"))


def count(events: list[Event], problems: Mapping[str, Problem]) -> dict[str, Any]:
    """What a run found, by strategy and in all, and the answers by problem id."""
    made, ballots = list(events_of(AttemptMade, events)), list(events_of(BallotClosed, events))
    golds = {problem.id: problem.answer for problem in problems.values()}
    votes = Counter(vote.source for ballot in ballots for vote in ballot.votes)
    right = Counter(vote.source for ballot in ballots for vote in ballot.votes if vote.answer == golds[ballot.id])
    by_strategy: dict[str, Counter[str]] = {}
    for event in made:
        by_strategy.setdefault(event.attempt.strategy, Counter()).update(_count_attempt(event.attempt))
    answers = {event.answer.id: event.answer.value for event in events_of(AnswerGiven, events) if event.answer.reason is None}
    return {
        "problems": len(ballots),
        "attempts that ended without a recorded reply": sum(1 for _ in events_of(AttemptLost, events)),
        "strategies": {name: {**counts, "votes": votes[name], "right votes": right[name]} for name, counts in sorted(by_strategy.items())},
        "programs by verdict": dict(sorted(count_verdicts(events).items())),
        "repairs": {by: dict(sorted(outcomes.items())) for by, outcomes in sorted(count_repairs(events).items())},
        "right answers": sum(golds[id_] == answer for id_, answer in answers.items()),
        "answers": answers,
    }


def other_prompts(events: list[Event]) -> int:
    """How many replies of a run answered another prompt than the recorded one."""
    return max((event.engine.details.get("other_prompts", 0) for event in events_of(EngineChanged, events)), default=0)


def _count_attempt(attempt: Attempt) -> Mapping[str, int]:
    turns = attempt.all_turns
    return {
        "attempts": 1,
        "replies": len(turns),
        "replies that were cut off": sum(turn.completion.finish != "stop" for turn in turns),
        "programs found": sum(turn.code is not None for turn in turns),
        "programs that ran": sum(turn.execution is not None and turn.execution.ok for turn in turns),
        "mended by a fix": sum(repair.by != BY_MODEL and repair.outcome == "fixed" for turn in turns for repair in turn.repairs),
        "mended by the model": sum(repair.by == BY_MODEL and repair.outcome == "fixed" for turn in turns for repair in turn.repairs),
        "traces": int(attempt.trace is not None),
        "laws": int(attempt.extrapolation is not None),
    }


class _TimedSandbox:
    """A sandbox that keeps the longest time that a program took."""

    def __init__(self, sandbox: Sandbox, note: Callable[[Execution], None]) -> None:
        self._sandbox = sandbox
        self._note = note

    async def run(self, code: str, timeout: float = 5.0, memory_mb: int = 1024) -> Execution:
        execution = await self._sandbox.run(code, timeout, memory_mb)
        self._note(execution)
        return execution

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sandbox, name)


def _timed(strategy: Strategy, key: tuple[str, int], slowest: dict[AttemptKey, float]) -> Strategy:
    async def attempt(problem: Problem, context: AttemptContext) -> Attempt:
        place: AttemptKey = (digest_of(problem), *key)

        def note(execution: Execution) -> None:
            slowest[place] = max(slowest.get(place, 0.0), execution.seconds)

        made = await strategy(problem, replace(context, sandbox=cast(Sandbox, _TimedSandbox(context.sandbox, note))))
        for turn in made.all_turns:  # cells
            if turn.execution is not None:
                note(turn.execution)
        return made

    return attempt
