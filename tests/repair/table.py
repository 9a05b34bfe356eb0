"""The table of failing programs, and what is done with each."""

from __future__ import annotations

import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

from kaggle_utils.sandbox import Execution, Sandbox
from kaggle_utils.settings import Settings
from kaggle_utils.settings.attempt_settings import AttemptSettings
from kaggle_utils.strategies.shared.answer_reader import AnswerReader
from kaggle_utils.strategies.shared.apply_fixes import apply_fixes
from kaggle_utils.strategies.shared.attempt import Repair
from kaggle_utils.strategies.shared.context import AttemptContext
from kaggle_utils.strategies.shared.tried import Tried, program_runner
from kaggle_utils.traces import TraceError, hardcoded, parse_trace
from tests.scripted import ScriptedEngine, says

ENDLESS = {"time-out", "recursion without memory"}  # modes whose programs run for minutes and more
PROGRAMS = Path(__file__).parent / "programs.toml"


@dataclass(frozen=True)
class Program:
    """A row of programs.toml."""

    mode: str
    code: str = ""
    reply: str = ""
    fixed: str | None = None
    chain: tuple[str, ...] | None = None
    trace: bool = False


def load_programs() -> list[Program]:
    rows = tomllib.loads(PROGRAMS.read_text(encoding="utf-8"))["program"]
    return [Program(**row | ({"chain": tuple(row["chain"])} if "chain" in row else {})) for row in rows]


async def read_measured(code: str, execution: Execution) -> int:
    """What the trace strategy demands, as far as it needs no law: a trace that reaches its target and is not a table."""
    trace = parse_trace(execution.stdout)
    if found := hardcoded(code, trace):
        raise TraceError(f"{found.clues[0].sentence}: compute every term")
    measured = trace.at_target()
    if measured is None:
        raise TraceError("no law fits the small cases")
    return measured


def make_context(program: Program, sandbox: Sandbox) -> AttemptContext:
    """Long limits, but for a program that is meant to reach one."""
    endless = ENDLESS & {program.mode, *(program.chain or ())}
    settings = Settings.preset("cpu-demo", execution_timeout=3.0 if endless else 60.0)
    limits = AttemptSettings.of(settings)
    return AttemptContext(ScriptedEngine(says("")), sandbox, limits, time.monotonic() + 600, time.monotonic, seed=0)


async def run_and_mend(program: Program, context: AttemptContext) -> tuple[Tried[int], Tried[int] | None, tuple[Repair, ...]]:
    runner = program_runner(context, read_measured if program.trace else AnswerReader("How many?", context).read)
    tried = await runner.run(program.code)
    assert tried is not None
    mended, repairs = await apply_fixes(tried, runner, context)
    return tried, mended, repairs
