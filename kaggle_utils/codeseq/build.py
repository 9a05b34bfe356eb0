"""The build: sequences in, verified samples out. A build that was killed anywhere goes on when it is started again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from collections.abc import Sequence as List
from typing import Any

from kaggle_utils.codeseq.accept import accept
from kaggle_utils.codeseq.agents import Agents, Limits
from kaggle_utils.codeseq.benchmarks import BenchmarkItem, Benchmarks, read_benchmark
from kaggle_utils.codeseq.config import CodeSeqConfig
from kaggle_utils.codeseq.events import CODESEQ_EVENTS, Accepted, BuildStarted, Lost, Refused, RulesApplied
from kaggle_utils.codeseq.history import History, load_history
from kaggle_utils.codeseq.make_problem import make_problem
from kaggle_utils.codeseq.plan import plan
from kaggle_utils.codeseq.read import read_sequences
from kaggle_utils.codeseq.reasons import RefusedError
from kaggle_utils.codeseq.rules import apply_rules
from kaggle_utils.codeseq.sequence import Sequence, cut, draw
from kaggle_utils.codeseq.supervise import supervise
from kaggle_utils.engines import Engine, EngineError, create_engines
from kaggle_utils.environment import find_further
from kaggle_utils.errors import InputError
from kaggle_utils.journal import Journal
from kaggle_utils.journal.events import RunEnded
from kaggle_utils.runtime import Runtime, exits_as_errors

logger = logging.getLogger(__name__)

RECORD = "record.jsonl"
MAX_REASON = 300  # characters of an error that are recorded


def build(config: CodeSeqConfig, known: List[BenchmarkItem] = (), engine: Engine | None = None) -> History:
    """Work on every drawn sequence that the record in ``config.out`` has not decided. Returns what the record then holds.

    ``known`` are benchmarks beyond the files that the configuration names; ``engine`` replaces those that it names. Units that an engine's
    failure leaves open are taken up again by the next start. Raises InputError for a folder that holds another build, and EngineError
    when an engine does not start.
    """
    sequences = drawn_sequences(config)
    benchmarks = load_benchmarks(config, known)
    path = config.out / RECORD
    history = load_history(path)
    _refuse_other_build(history, config)
    rules = history.rules or RulesApplied(len(sequences), apply_rules(sequences, config.min_terms, benchmarks))
    open_ = [sequence for sequence in sequences if sequence.name not in rules.refused and not _is_done(sequence, history, config)]
    if history.rules is not None and not open_:
        return history
    settings = config.settings()
    config.out.mkdir(parents=True, exist_ok=True)
    record = Journal(path, CODESEQ_EVENTS)
    runtime = Runtime(engine or create_engines(settings, find_further(settings)), config.sandbox_workers, record)
    try:
        if history.config is None:
            record.write(BuildStarted(config.decisive))
        if history.rules is None:
            record.write(rules)
        runtime.open()
        runtime.wait_until_ready()
        _require_all_engines(runtime.engine)
        limits = Limits(config.question_limit, config.execution_timeout, config.execution_memory)
        agents = Agents(runtime, settings, limits, record, history)
        width = config.width or runtime.engine.info.capacity
        runtime.run(_work_on_all(open_, width, agents, config, benchmarks, record, history)).result()
    finally:
        runtime.close()
        record.write(RunEnded())
        record.close()
    return load_history(path)


def drawn_sequences(config: CodeSeqConfig) -> list[Sequence]:
    """The sequences that a build works on, in their order, each up to its first term that is too long for a case."""
    return [cut(sequence, config.longest_term) for sequence in draw(read_sequences(config.sequences), config.sample, config.seed)]


def load_benchmarks(config: CodeSeqConfig, known: List[BenchmarkItem]) -> Benchmarks:
    """The benchmarks of the configuration's files, and those that are known beyond them."""
    return Benchmarks([*known, *[item for path in config.benchmarks for item in read_benchmark(path)]])


def units_of(sequence: Sequence, config: CodeSeqConfig) -> list[str]:
    """The units of work of a sequence that passed the filter: one for each description."""
    return [f"{sequence.name}#{number}" for number in range(config.descriptions)]


def _is_done(sequence: Sequence, history: History, config: CodeSeqConfig) -> bool:
    return history.is_decided(sequence.name) or all(map(history.is_decided, units_of(sequence, config)))


def _refuse_other_build(history: History, config: CodeSeqConfig) -> None:
    if history.config is not None and history.config != config.decisive:
        now = config.decisive
        differing = [key for key in {**now, **history.config} if now.get(key) != history.config.get(key)]
        raise InputError(f"{config.out} holds a build with another {', '.join(differing)}: choose another folder as out, or empty this one")


def _require_all_engines(engine: Engine) -> None:
    missing = [each for each in engine.info.further if not each.is_up]
    if missing:
        raise EngineError(f"the guiding agent's engine is not up: {missing[0].trouble}")


async def _work_on_all(
    sequences: List[Sequence], width: int, agents: Agents, config: CodeSeqConfig, benchmarks: Benchmarks, record: Journal, history: History
) -> None:
    """Work on the sequences in their order, ``width`` at once."""
    from tqdm.auto import tqdm

    places = asyncio.Semaphore(width)

    async def work(sequence: Sequence, bar: Any) -> None:
        async with places:
            if await _decide(sequence.name, plan(sequence, agents, config), record):
                for number, unit in enumerate(units_of(sequence, config)):
                    if not history.is_decided(unit):
                        await _decide(unit, _make(sequence, unit, number, agents, config, benchmarks, record), record)
            bar.update()

    with tqdm(total=len(sequences), unit="sequence", mininterval=1.0, desc=config.out.name) as bar:
        await asyncio.gather(*[work(sequence, bar) for sequence in sequences])


async def _make(
    sequence: Sequence, unit: str, number: int, agents: Agents, config: CodeSeqConfig, benchmarks: Benchmarks, record: Journal
) -> None:
    """All stages after the filter."""
    problem = await make_problem(sequence, unit, number, agents, config, benchmarks)
    solutions = await supervise(problem, unit, agents, config)
    record.write(Accepted(unit, await accept(sequence, unit, problem, solutions, agents, config)))


async def _decide(unit: str, stage: Coroutine[Any, Any, None], record: Journal) -> bool:
    """Await a stage; record why it goes no further, if so. Returns whether it goes on."""
    try:
        await exits_as_errors(stage)
    except RefusedError as error:
        record.write(Refused(unit, error.refusal))
    except Exception as error:
        reason = f"{type(error).__name__}: {str(error)[:MAX_REASON]}"
        logger.warning("%s is left open: %s", unit, reason)
        record.write(Lost(unit, reason))
    else:
        return True
    return False
