"""The build: sequences in, verified samples out. A build that was killed anywhere goes on when it is started again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence as List
from contextlib import closing
from typing import Any

from kaggle_utils.codeseq.agents import Agents, Limits
from kaggle_utils.codeseq.benchmarks import BenchmarkItem, Benchmarks
from kaggle_utils.codeseq.cluster import drain, run_on_cluster
from kaggle_utils.codeseq.config import CodeSeqConfig
from kaggle_utils.codeseq.events import CODESEQ_EVENTS, BuildStarted, RulesApplied
from kaggle_utils.codeseq.history import History, load_history
from kaggle_utils.codeseq.read import read_sequences
from kaggle_utils.codeseq.record_files import RECORD
from kaggle_utils.codeseq.rules import apply_rules
from kaggle_utils.codeseq.sequence import Sequence, cut, draw
from kaggle_utils.codeseq.sequence_worker import SequenceWorker
from kaggle_utils.codeseq.work import load_benchmarks, require_all_engines, units_of, work_on
from kaggle_utils.engines import Engine, create_engines
from kaggle_utils.environment import find_further
from kaggle_utils.errors import InputError
from kaggle_utils.fanout import Place
from kaggle_utils.journal import Journal
from kaggle_utils.journal.events import RunEnded
from kaggle_utils.runtime import Runtime

__all__ = ["RECORD", "build", "drawn_sequences", "load_benchmarks", "units_of"]


def build(config: CodeSeqConfig, known: List[BenchmarkItem] = (), engine: Engine | None = None, place: Place | None = None) -> History:
    """Work on every drawn sequence that the record in ``config.out`` has not decided. Returns what the record then holds.

    ``known`` are benchmarks beyond the files that the configuration names; ``engine`` replaces those that it names. Units that an engine's
    failure leaves open are taken up again by the next start. With a ``place``, a Ray cluster, each sequence is an item of a job there.
    Raises InputError for a folder that holds another build, and EngineError when an engine does not start.
    """
    sequences = drawn_sequences(config)
    benchmarks = load_benchmarks(config, known)
    path = config.out / RECORD
    history = load_history(path)
    _refuse_other_build(history, config)
    if drain(config, history):
        history = load_history(path)
    rules = history.rules or RulesApplied(len(sequences), apply_rules(sequences, config.min_terms, benchmarks))
    open_ = [sequence for sequence in sequences if sequence.name not in rules.refused and not _is_done(sequence, history, config)]
    if history.rules is not None and not open_:
        return history
    settings = config.settings()
    config.out.mkdir(parents=True, exist_ok=True)
    if place is not None:
        with closing(Journal(path, CODESEQ_EVENTS)) as record:
            _begin(record, history, config, rules)
        run_on_cluster(open_, config, history, SequenceWorker(config, known, engine), place)
        return load_history(path)
    record = Journal(path, CODESEQ_EVENTS)
    runtime = Runtime(engine or create_engines(settings, find_further(settings)), config.sandbox_workers, record)
    try:
        _begin(record, history, config, rules)
        runtime.open()
        runtime.wait_until_ready()
        require_all_engines(runtime.engine)
        agents = Agents(runtime, settings, Limits.of(config), record, history)
        width = config.width or runtime.engine.info.capacity
        runtime.run(_work_on_all(open_, width, agents, config, benchmarks, record, history)).result()
    finally:
        runtime.close()
        record.write(RunEnded())
        record.close()
    return load_history(path)


def _begin(record: Journal, history: History, config: CodeSeqConfig, rules: RulesApplied) -> None:
    """Record what a build begins with, as far as the record does not have it."""
    if history.config is None:
        record.write(BuildStarted(config.decisive))
    if history.rules is None:
        record.write(rules)


def drawn_sequences(config: CodeSeqConfig) -> list[Sequence]:
    """The sequences that a build works on, in their order, each up to its first term that is too long for a case."""
    return [cut(sequence, config.longest_term) for sequence in draw(read_sequences(config.sequences), config.sample, config.seed)]


def _is_done(sequence: Sequence, history: History, config: CodeSeqConfig) -> bool:
    return history.is_decided(sequence.name) or all(map(history.is_decided, units_of(sequence, config)))


def _refuse_other_build(history: History, config: CodeSeqConfig) -> None:
    if history.config is not None and history.config != config.decisive:
        now = config.decisive
        differing = [key for key in {**now, **history.config} if now.get(key) != history.config.get(key)]
        raise InputError(f"{config.out} holds a build with another {', '.join(differing)}: choose another folder as out, or empty this one")


async def _work_on_all(
    sequences: List[Sequence], width: int, agents: Agents, config: CodeSeqConfig, benchmarks: Benchmarks, record: Journal, history: History
) -> None:
    """Work on the sequences in their order, ``width`` at once."""
    from tqdm.auto import tqdm

    places = asyncio.Semaphore(width)

    async def work(sequence: Sequence, bar: Any) -> None:
        async with places:
            await work_on(sequence, agents, config, benchmarks, record, history)
            bar.update()

    with tqdm(total=len(sequences), unit="sequence", mininterval=1.0, desc=config.out.name) as bar:
        await asyncio.gather(*[work(sequence, bar) for sequence in sequences])
