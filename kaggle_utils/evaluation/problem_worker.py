"""What an actor of a cluster holds for a run: an engine and a sandbox, in which it makes the attempts at the problems that it is given."""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from types import TracebackType
from typing import Any

from kaggle_utils.engines import Engine, create_engines
from kaggle_utils.engines.recording import RecordingEngine
from kaggle_utils.engines.transcript import Line, RecordedRun, Reply, encode
from kaggle_utils.environment import find_further
from kaggle_utils.evaluation.attempts import attempt_all, undecided
from kaggle_utils.from_json import from_json
from kaggle_utils.journal.sink import EventList
from kaggle_utils.problem import Problem, digest_of
from kaggle_utils.runtime import Runtime
from kaggle_utils.sequences import given_sequences
from kaggle_utils.settings import Settings
from kaggle_utils.strategies import Attempt, PlannedAttempt


@dataclass(frozen=True)
class ProblemItem:
    """A problem, the ranks of the attempts that are open, and those that were made earlier.

    ``lost`` counts the attempts that were lost before: those are made again, so that the item is another one.
    """

    problem: Problem
    ranks: tuple[int, ...]
    earlier: tuple[Attempt, ...] = ()
    lost: int = 0


class ProblemWorker:
    """From a problem (ProblemItem as JSON) to its events and its replies, as the lines of a journal and of a transcript.

    Made where the run is started, pickled, and entered in the actor: that loads the engine. Raises EngineError when it cannot start.
    """

    def __init__(self, settings: Settings, plan: Sequence[PlannedAttempt], width: int | None, engine: Engine | None) -> None:
        self._settings = settings
        self._plan = {planned.rank: planned for planned in plan}
        self._width = width
        self._engine = engine
        self._open: _Open | None = None

    def __enter__(self) -> ProblemWorker:
        self._open = _Open(self._settings, self._engine, self._width)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        if self._open is not None:
            self._open.runtime.close()
            self._open = None

    def __call__(self, item: Mapping[str, Any]) -> dict[str, list[str]]:
        """Make the open attempts at a problem, and then the verifier's judgement, if there is one and the vote is undecided."""
        assert self._open is not None, "enter the worker first"
        here, task = self._open, from_json(ProblemItem, item)
        made = {digest_of(task.problem): list(task.earlier)}
        events = EventList()
        planned = [(task.problem, self._plan[rank]) for rank in task.ranks]

        def attempt(planned: Sequence[tuple[Problem, PlannedAttempt]]) -> None:
            work = attempt_all(planned, made, self._settings, here.runtime, events, here.places, lambda: None)
            here.runtime.run(work).result()

        attempt(planned)
        if "verifier" in here.runtime.engine.info.authors:
            attempt(undecided([task.problem], made, self._settings))
        here.runtime.note_engine()
        return {"events": [*here.events.take(), *events.take()], "replies": here.replies.take(digest_of(task.problem))}


class _Open:
    """What lives as long as the actor does."""

    def __init__(self, settings: Settings, engine: Engine | None, width: int | None) -> None:
        self.events = EventList()  # of the runtime: they go with the next problem
        self.replies = _RepliesByProblem()
        recording = RecordingEngine(engine or create_engines(settings, find_further(settings)), self.replies)
        self.runtime = Runtime(recording, settings.sandbox_workers, self.events, given_sequences(settings.sequences))
        try:
            self.runtime.open()
            self.runtime.wait_until_ready()
        except BaseException:
            self.runtime.close()
            raise
        self.places = asyncio.Semaphore(width or recording.info.capacity)


class _RepliesByProblem:
    """The lines of a transcript, kept by problem until they are taken."""

    def __init__(self) -> None:
        self._run = ""
        self._lines: dict[str, list[str]] = defaultdict(list)
        self._lock = threading.Lock()

    def write(self, line: Line) -> None:
        """Keep a line."""
        text = encode(line).decode()
        with self._lock:
            match line:
                case RecordedRun():
                    self._run = text
                case Reply():
                    self._lines[line.problem].append(text)
                case _:
                    self._lines[digest_of(line)].append(text)

    def close(self) -> None:
        """Nothing is left to be ended."""

    def take(self, digest: str) -> list[str]:
        """The lines of a problem after that of the run, none if it had no reply."""
        with self._lock:
            lines = self._lines.pop(digest, [])
        return [self._run, *lines] if lines else []


def as_item(item: ProblemItem) -> dict[str, Any]:
    """The item as JSON has it."""
    return asdict(item)
