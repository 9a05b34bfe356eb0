"""All stages of one sequence: from the plan to the samples, or to why there are none."""

from __future__ import annotations

import logging
from collections.abc import Coroutine
from collections.abc import Sequence as List
from typing import Any

from kaggle_utils.codeseq.accept import accept
from kaggle_utils.codeseq.agents import Agents
from kaggle_utils.codeseq.benchmarks import BenchmarkItem, Benchmarks, read_benchmark
from kaggle_utils.codeseq.config import CodeSeqConfig
from kaggle_utils.codeseq.events import Accepted, Lost, Refused
from kaggle_utils.codeseq.history import History
from kaggle_utils.codeseq.make_problem import make_problem
from kaggle_utils.codeseq.plan import plan
from kaggle_utils.codeseq.reasons import RefusedError
from kaggle_utils.codeseq.sequence import Sequence
from kaggle_utils.codeseq.supervise import supervise
from kaggle_utils.engines import Engine, EngineError
from kaggle_utils.journal.sink import Sink
from kaggle_utils.runtime import exits_as_errors

logger = logging.getLogger(__name__)

MAX_REASON = 300  # characters of an error that are recorded


def load_benchmarks(config: CodeSeqConfig, known: List[BenchmarkItem]) -> Benchmarks:
    """The benchmarks of the configuration's files, and those that are known beyond them."""
    return Benchmarks([*known, *[item for path in config.benchmarks for item in read_benchmark(path)]])


def units_of(sequence: Sequence, config: CodeSeqConfig) -> list[str]:
    """The units of work of a sequence that passed the filter: one for each description."""
    return [f"{sequence.name}#{number}" for number in range(config.descriptions)]


def sequence_of(unit: str) -> str:
    """The name of the sequence that a unit belongs to."""
    return unit.partition("#")[0]


def require_all_engines(engine: Engine) -> None:
    """Raise EngineError if the guiding agent's engine did not start."""
    missing = [each for each in engine.info.further if not each.is_up]
    if missing:
        raise EngineError(f"the guiding agent's engine is not up: {missing[0].trouble}")


async def work_on(
    sequence: Sequence, agents: Agents, config: CodeSeqConfig, benchmarks: Benchmarks, record: Sink, history: History
) -> None:
    """Decide every unit of a sequence that the history has not decided. What an engine's failure leaves open is recorded as lost."""
    if await _decide(sequence.name, plan(sequence, agents, config), record):
        for number, unit in enumerate(units_of(sequence, config)):
            if not history.is_decided(unit):
                await _decide(unit, _make(sequence, unit, number, agents, config, benchmarks, record), record)


async def _make(
    sequence: Sequence, unit: str, number: int, agents: Agents, config: CodeSeqConfig, benchmarks: Benchmarks, record: Sink
) -> None:
    """All stages after the filter."""
    problem = await make_problem(sequence, unit, number, agents, config, benchmarks)
    solutions = await supervise(problem, unit, agents, config)
    record.write(Accepted(unit, await accept(sequence, unit, problem, solutions, agents, config)))


async def _decide(unit: str, stage: Coroutine[Any, Any, None], record: Sink) -> bool:
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
