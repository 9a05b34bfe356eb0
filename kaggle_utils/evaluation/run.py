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
from typing import Literal

from kaggle_utils.engines import Engine, create_engines
from kaggle_utils.engines.recording import RecordingEngine
from kaggle_utils.environment import find_further
from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.attempts import attempt_all, plan_all, undecided
from kaggle_utils.evaluation.cluster import drain, run_on_cluster
from kaggle_utils.evaluation.decisive import differences
from kaggle_utils.evaluation.held_back import refuse_known_answers
from kaggle_utils.evaluation.problem_worker import ProblemWorker
from kaggle_utils.evaluation.run_files import JOURNAL, REPLIES
from kaggle_utils.fanout import Place
from kaggle_utils.journal import Journal, read_journal
from kaggle_utils.journal.events import ProblemStarted, RunEnded, RunStarted
from kaggle_utils.journal.history import History, read_history
from kaggle_utils.problem import Problem, digest_of
from kaggle_utils.runtime import Runtime
from kaggle_utils.sequences import given_sequences
from kaggle_utils.settings import Settings
from kaggle_utils.strategies import Attempt, PlannedAttempt, Strategy, plan_attempts
from kaggle_utils.voting import revote

logger = logging.getLogger(__name__)

Resume = Literal["always", "never", "if-possible"]
__all__ = ["JOURNAL", "REPLIES", "Resume", "Run", "load_run", "run"]


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
    place: Place | None = None,
) -> Run:
    """Make every attempt that the settings plan at every problem, except those that ``settings.out`` already holds.

    ``width`` attempts are made at once (default: as many as the engine works on at once); each may take ``settings.problem_limit`` seconds.
    ``resume`` says what happens with a folder that holds a run: it is continued, "never": refused; "always": a folder without one is
    refused. ``engine`` replaces those that the settings name, ``strategy`` makes every attempt in place of the strategies of those names.

    A verifier, if the settings name one, then judges the votes that are undecided.

    With a ``place``, a Ray cluster, each problem is an item of a job there; ``width`` is then that of each worker. What such a run
    made and did not journal, because it was killed, is journalled by the next start, wherever that one runs.

    Raises InputError for a folder that holds a run with other settings, or that the choice of ``resume`` refuses, and for
    ``settings.sequences`` where problems ask for terms of a known sequence; EngineError when the engine cannot start. Attempts that fail
    are journalled, and made again by the next start.
    """
    refuse_known_answers(problems, settings)
    earlier = _check_folder(settings, resume)
    if earlier is not None and drain(settings):
        earlier = _check_folder(settings, resume)
    plan = plan_attempts(settings.strategies, settings.sampling) if strategy is None else plan_all(strategy, settings)
    open_ = [(problem, planned) for problem in problems for planned in plan if planned.rank not in _made(earlier, problem)]
    made = {digest_of(problem): list(_made(earlier, problem).values()) for problem in problems}
    if open_ or (settings.verifier and undecided(problems, made, settings)):
        if place is not None:
            run_on_cluster(open_, made, problems, settings, ProblemWorker(settings, plan, width, engine), place, width)
        else:
            _make(open_, made, problems, settings, width, engine)
    return load_run(settings.out)


def load_run(folder: Path) -> Run:
    """The run in a folder. Raises InputError for a folder that holds none."""
    path = folder / JOURNAL
    if not path.is_file():
        raise InputError(f"{folder} holds no run: it has no {JOURNAL}")
    made, settings = revote.load_run(path)
    return Run(folder, settings, {digest: round_.attempts for digest, round_ in made.rounds.items()})


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
            places = asyncio.Semaphore(width or recording.info.capacity)

            def attempt(planned: Sequence[tuple[Problem, PlannedAttempt]]) -> int:
                return runtime.run(attempt_all(planned, made, settings, runtime, journal, places, bar.update)).result()

            lost = attempt(open_)
            if "verifier" in recording.info.authors:
                judged = undecided(problems, made, settings)
                bar.total = len(open_) + len(judged)
                lost += attempt(judged)
            runtime.note_engine()
        if lost:
            logger.warning("%d of %d attempts were lost (%s): start the run again to make them", lost, len(open_), settings.out / JOURNAL)
    finally:
        runtime.close()
        journal.write(RunEnded())
        journal.close()
