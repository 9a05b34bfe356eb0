"""What an actor of a cluster holds for a build: the agents' engines and a sandbox, in which it works on the sequences that it is given."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence as List
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from kaggle_utils.codeseq.agents import Agents, Limits
from kaggle_utils.codeseq.benchmarks import BenchmarkItem, Benchmarks
from kaggle_utils.codeseq.config import CodeSeqConfig
from kaggle_utils.codeseq.events import CODESEQ_EVENTS
from kaggle_utils.codeseq.history import read_history
from kaggle_utils.codeseq.sequence import Sequence
from kaggle_utils.codeseq.work import load_benchmarks, require_all_engines, work_on
from kaggle_utils.engines import Engine, create_engines
from kaggle_utils.environment import find_further
from kaggle_utils.from_json import from_json
from kaggle_utils.journal.events import decode
from kaggle_utils.journal.sink import EventList
from kaggle_utils.runtime import Runtime


@dataclass(frozen=True)
class SequenceItem:
    """A sequence, and the lines that the record already has of it: what they hold is not done again."""

    sequence: Sequence
    recorded: tuple[str, ...] = ()


class SequenceWorker:
    """From a sequence (SequenceItem as JSON) to its events, as the lines of a record.

    Made where the build is started, pickled, and entered in the actor: that loads the engines. Raises EngineError when one cannot start.
    """

    def __init__(self, config: CodeSeqConfig, known: List[BenchmarkItem], engine: Engine | None) -> None:
        self._config = config
        self._known = list(known)
        self._engine = engine
        self._runtime: Runtime | None = None
        self._benchmarks: Benchmarks | None = None
        self._events = EventList(CODESEQ_EVENTS)  # of the runtime: they go with the next sequence

    def __enter__(self) -> SequenceWorker:
        settings = self._config.settings()
        self._benchmarks = load_benchmarks(self._config, self._known)
        engine = self._engine or create_engines(settings, find_further(settings))
        self._runtime = Runtime(engine, self._config.sandbox_workers, self._events)
        try:
            self._runtime.open()
            self._runtime.wait_until_ready()
            require_all_engines(engine)
        except BaseException:
            self._runtime.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        if self._runtime is not None:
            self._runtime.close()
            self._runtime = None

    def __call__(self, item: Mapping[str, Any]) -> dict[str, list[str]]:
        """Work on a sequence, from where the record left it."""
        assert self._runtime is not None and self._benchmarks is not None, "enter the worker first"
        task, config = from_json(SequenceItem, item), self._config
        history = read_history(decode(line, CODESEQ_EVENTS) for line in task.recorded)
        events = EventList(CODESEQ_EVENTS)
        agents = Agents(self._runtime, config.settings(), Limits.of(config), events, history)
        self._runtime.run(work_on(task.sequence, agents, config, self._benchmarks, events, history)).result()
        self._runtime.note_engine()
        return {"events": [*self._events.take(), *events.take()]}
