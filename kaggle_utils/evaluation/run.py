"""A run: every problem of a set is attempted under one setting, several at once, and nothing is asked twice.

A run has a folder of its own: ``journal.jsonl`` holds the attempts, ``replies.jsonl.gz`` every reply as a transcript. One that was killed,
or that lost attempts because its engine failed, goes on where it stopped when it is started again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from kaggle_utils.engines import Engine, create_engines
from kaggle_utils.engines.asker import view_of
from kaggle_utils.engines.recording import RecordingEngine
from kaggle_utils.environment import find_further
from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.decisive import differences
from kaggle_utils.evaluation.held_back import refuse_known_answers
from kaggle_utils.journal import Journal, read_journal
from kaggle_utils.journal.events import AttemptLost, AttemptMade, ProblemStarted, RunEnded, RunStarted, StrategyChanged
from kaggle_utils.journal.history import History, read_history
from kaggle_utils.problem import Problem, digest_of
from kaggle_utils.runtime import Runtime, exits_as_errors
from kaggle_utils.sequences import given_sequences
from kaggle_utils.settings import Settings
from kaggle_utils.settings.attempt_settings import AttemptSettings
from kaggle_utils.solver import MAX_REASON
from kaggle_utils.strategies import Attempt, PlannedAttempt, Strategy, plan_attempts, replan
from kaggle_utils.voting import revote
from kaggle_utils.voting.judgement import plan_judgement

logger = logging.getLogger(__name__)

Resume = Literal["always", "never", "if-possible"]
JOURNAL, REPLIES = "journal.jsonl", "replies.jsonl.gz"


@dataclass(frozen=True)
class Run:
    """The attempts that a folder holds, by the problems' digests and then by their ranks in the plan of the settings."""

    folder: Path
    settings: Settings
    attempts: Mapping[str, Mapping[int, Attempt]]

    def of(self, problem: Problem) -> list[Attempt]:
        """The attempts at a problem, in the order of the plan."""
        made = self.attempts.get(digest_of(problem), {})
        return [made[rank] for rank in sorted(made)]


def run(
    problems: Sequence[Problem],
    settings: Settings,
    resume: Resume = "if-possible",
    width: int | None = None,
    engine: Engine | None = None,
    strategy: Strategy | None = None,
) -> Run:
    """Make every attempt that the settings plan at every problem, except those that ``settings.out`` already holds.

    ``width`` attempts are made at once (default: as many as the engine works on at once); each may take ``settings.problem_limit`` seconds.
    ``resume`` says what happens with a folder that holds a run: it is continued, "never": refused; "always": a folder without one is
    refused. ``engine`` replaces those that the settings name, ``strategy`` makes every attempt in place of the strategies of those names.

    A verifier, if the settings name one, then judges the votes that are undecided.

    Raises InputError for a folder that holds a run with other settings, or that the choice of ``resume`` refuses, and for
    ``settings.sequences`` where problems ask for terms of a known sequence; EngineError when the engine cannot start. Attempts that fail
    are journalled, and made again by the next start.
    """
    refuse_known_answers(problems, settings)
    earlier = _check_folder(settings, resume)
    plan = plan_attempts(settings.strategies, settings.sampling) if strategy is None else _plan_all(strategy, settings)
    open_ = [(problem, planned) for problem in problems for planned in plan if planned.rank not in _made(earlier, problem)]
    made = {digest_of(problem): list(_made(earlier, problem).values()) for problem in problems}
    if open_ or (settings.verifier and _undecided(problems, made, settings)):
        _make(open_, made, problems, settings, width, engine)
    return load_run(settings.out)


def load_run(folder: Path) -> Run:
    """The run in a folder. Raises InputError for a folder that holds none."""
    path = folder / JOURNAL
    if not path.is_file():
        raise InputError(f"{folder} holds no run: it has no {JOURNAL}")
    made, settings = revote.load_run(path)
    return Run(folder, settings, {digest: round_.attempts for digest, round_ in made.rounds.items()})


def _plan_all(strategy: Strategy, settings: Settings) -> tuple[PlannedAttempt, ...]:
    """As many attempts as the settings plan, under the names that they give, each made by this strategy."""
    named = [(name, number) for name, count in settings.strategies.items() for number in range(count)]
    return tuple(PlannedAttempt(rank, name, number, strategy) for rank, (name, number) in enumerate(named))


def _undecided(
    problems: Sequence[Problem], made: Mapping[str, Sequence[Attempt]], settings: Settings
) -> list[tuple[Problem, PlannedAttempt]]:
    """The verifier's judgements at problems whose attempts were all made, and whose vote is undecided and was not judged yet."""
    rank = sum(max(0, count) for count in settings.strategies.values())
    whole = [(problem, attempts) for problem in problems if len(attempts := made[digest_of(problem)]) == rank]
    planned = [(problem, plan_judgement(attempts, settings, rank)) for problem, attempts in whole]
    return [(problem, judgement) for problem, judgement in planned if judgement is not None]


def _check_folder(settings: Settings, resume: Resume) -> History | None:
    """What the folder holds, None if it is new. Raises InputError for a run that must not be continued with these settings."""
    path = settings.out / JOURNAL
    if not path.is_file() or path.stat().st_size == 0:
        if resume == "always":
            raise InputError(f"{settings.out} holds no run that could be resumed: choose the folder of one, or --resume if-possible")
        return None
    if resume == "never":
        raise InputError(f"{settings.out} already holds a run: choose another folder, or --resume if-possible to continue it")
    earlier = read_history(read_journal(path))
    differing = [] if earlier.settings is None else differences(earlier.settings, settings)
    if differing:
        raise InputError(f"{settings.out} holds a run with other settings ({'; '.join(map(str, differing))}): choose another folder")
    return earlier


def _made(earlier: History | None, problem: Problem) -> Mapping[int, Attempt]:
    round_ = None if earlier is None else earlier.rounds.get(digest_of(problem))
    return {} if round_ is None else round_.attempts


def _make(
    open_: Sequence[tuple[Problem, PlannedAttempt]],
    made: Mapping[str, list[Attempt]],
    problems: Sequence[Problem],
    settings: Settings,
    width: int | None,
    engine: Engine | None,
) -> None:
    from tqdm.auto import tqdm

    sequences = given_sequences(settings.sequences)
    settings.out.mkdir(parents=True, exist_ok=True)
    recording = RecordingEngine(engine or create_engines(settings, find_further(settings)), settings.out / REPLIES)
    journal = Journal(settings.out / JOURNAL)
    runtime = Runtime(recording, settings.sandbox_workers, journal, sequences)
    journal.write(RunStarted(settings))
    for problem in dict.fromkeys(problem for problem, _ in open_):
        journal.write(ProblemStarted(problem, settings.problem_limit))
    try:
        runtime.open()
        runtime.wait_until_ready()
        with tqdm(total=len(open_), unit="attempt", mininterval=1.0, desc=settings.out.name) as bar:
            at_once = width or recording.info.capacity
            lost = runtime.run(_attempt_all(open_, made, settings, runtime, journal, at_once, bar)).result()
            if "verifier" in recording.info.authors:
                judged = _undecided(problems, made, settings)
                bar.total = len(open_) + len(judged)
                lost += runtime.run(_attempt_all(judged, made, settings, runtime, journal, at_once, bar)).result()
            runtime.note_engine()
        if lost:
            logger.warning("%d of %d attempts were lost (%s): start the run again to make them", lost, len(open_), settings.out / JOURNAL)
    finally:
        runtime.close()
        journal.write(RunEnded())
        journal.close()


async def _attempt_all(
    open_: Sequence[tuple[Problem, PlannedAttempt]],
    made: Mapping[str, list[Attempt]],
    settings: Settings,
    runtime: Runtime,
    journal: Journal,
    width: int,
    bar: Any,
) -> int:
    """Make the attempts in their order, ``width`` at once. Returns how many failed.

    ``made`` are those of earlier by the problems' digests; the new ones are added.
    """
    places = asyncio.Semaphore(width)
    attempt_settings = AttemptSettings.of(settings)

    async def make(problem: Problem, planned: PlannedAttempt) -> bool:
        async with places:
            planned, change = replan(planned, made[digest_of(problem)], settings.other_strategy)
            if change is not None:
                journal.write(StrategyChanged(problem.id, planned.rank, change.planned, planned.name, change.reason))
            view, deadline = view_of(runtime.engine, planned.asker(problem)), runtime.clock() + settings.problem_limit
            context = runtime.context(
                view, attempt_settings.for_attempt(planned.name, planned.number), deadline, planned.seed(settings.seed)
            )
            try:
                attempt = await exits_as_errors(planned.strategy(problem, context))
            except Exception as error:
                reason = f"{type(error).__name__}: {str(error)[:MAX_REASON]}"
                logger.warning("an attempt at %s failed: %s", problem.id, reason)
                journal.write(AttemptLost(problem.id, planned.rank, planned.name, reason, False, context.record.turns))
                return False
            finally:
                bar.update()
            made[digest_of(problem)].append(attempt)
            journal.write(AttemptMade(problem.id, planned.rank, attempt))
            return True

    succeeded = await asyncio.gather(*[make(problem, planned) for problem, planned in open_])
    return len(succeeded) - sum(succeeded)
