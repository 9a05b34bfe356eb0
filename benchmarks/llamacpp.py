"""The llamacpp engine: against its own server, eight requests at once, in a solver, and beside a core that is busy elsewhere.

    python -m benchmarks.llamacpp [--model models/qwen2.5-coder-0.5b/qwen2.5-coder-0.5b-instruct-q4_k_m.gguf]

The baselines, in the same run: plain HTTP requests to the same server; the same requests one by one; the whole time of a solver, which
should have a question in the engine nearly always; and OpenMP's own way of waiting, which spins.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx

from benchmarks.counting_engine import CountingEngine
from benchmarks.table import Row, benchmark_parser, report
from kaggle_utils.engines import Sampling, create_engine
from kaggle_utils.engines.backends import create_served_engine
from kaggle_utils.engines.served.engine import ServedEngine
from kaggle_utils.gateways.csv_file import read_problems
from kaggle_utils.prompts import load_prompt
from kaggle_utils.settings import REPOSITORY, Settings
from kaggle_utils.solver import Solver

MODEL = REPOSITORY / "models" / "demo" / "model.gguf"
PROMPT = load_prompt("program_of_thoughts").render(statement="How many partitions does the number 40 have?")
TOKENS = 64
SLOTS = 8
LIMIT = 1800.0  # seconds


def settings_for(model: Path, out: Path, **environment: str) -> Settings:
    """Eight slots of 1,024 tokens."""
    serve = {"n_ctx": 1024 * SLOTS, "n_parallel": SLOTS}
    smoke = {"smoke_prompt": "Write a Python program that prints the sum of 1 and 2.", "smoke_expects": "print|def"}
    return Settings.preset("cpu-demo", model=str(model), out=out, serve=serve, environment=environment, **smoke)


def samplings(count: int) -> list[Sampling]:
    """Requests of equal length: a hot model seldom ends by itself in 64 tokens."""
    return [Sampling(temperature=1.5, top_p=1.0, max_tokens=TOKENS, seed=seed) for seed in range(count)]


async def through_engine(engine: ServedEngine, count: int) -> int:
    """Tokens of ``count`` requests at once through the engine."""
    deadline = time.monotonic() + LIMIT
    done = await asyncio.gather(*[engine.generate(PROMPT, sampling, deadline) for sampling in samplings(count)])
    return sum(completion.tokens for completion in done)


async def one_by_one(engine: ServedEngine, count: int) -> int:
    """Tokens of the same requests, each after the other."""
    return sum([(await engine.generate(PROMPT, sampling, time.monotonic() + LIMIT)).tokens for sampling in samplings(count)])


async def bare(engine: ServedEngine, count: int) -> int:
    """Tokens of the same requests, at once, by plain HTTP to the engine's own server."""
    turns = [{"role": message.role, "content": message.content} for message in PROMPT]
    async with httpx.AsyncClient(trust_env=False, timeout=LIMIT) as client:

        async def ask(sampling: Sampling) -> int:
            body = {"messages": turns, "temperature": sampling.temperature, "top_p": 1.0, "max_tokens": TOKENS, "seed": sampling.seed}
            answer = await client.post(engine.urls[0] + "/chat/completions", json=body)
            return int(answer.json()["usage"]["completion_tokens"])

        return sum(await asyncio.gather(*[ask(sampling) for sampling in samplings(count)]))


async def speed(work: Callable[[], Coroutine[Any, Any, int]]) -> float:
    """Tokens a second of a piece of work."""
    started = time.monotonic()
    tokens = await work()
    return tokens / (time.monotonic() - started)


def solve(model: Path, out: Path, problems: int) -> tuple[float, float]:
    """Seconds in which the engine has a question, and seconds in all, while a solver answers demo problems."""
    settings = replace(
        settings_for(model, out),
        strategies={"program-of-thoughts": 4},
        repair_rounds=2,
        max_tokens=512,
        time_limit=2 * LIMIT,
        problem_limit=LIMIT,
        expected_problems=problems,
        usual_speed=10.0,
        usual_tokens=250,
    )
    engine = CountingEngine(create_engine(settings))
    listed = read_problems(REPOSITORY / "kaggle_utils" / "gateways" / "demo_problems_10.csv", settings.longest_statement)
    with Solver(settings, engine) as solver:
        started = time.monotonic()
        for problem in listed[:problems]:
            solver.solve(problem)
        return engine.busy, time.monotonic() - started


def spin() -> None:
    """Keep a core busy."""
    while True:
        pass


@contextmanager
def busy_core() -> Iterator[None]:
    """A core that another program uses."""
    process = multiprocessing.Process(target=spin, daemon=True)
    process.start()
    try:
        yield
    finally:
        process.kill()


async def paired(
    settings: Settings, pair: Sequence[Callable[[ServedEngine, int], Coroutine[Any, Any, int]]], repetitions: int
) -> list[float]:
    """Median tokens a second of two ways to make eight requests, taken in turn on one server."""
    found: list[list[float]] = [[], []]
    async with create_served_engine(settings) as engine:
        for _ in range(repetitions):
            for way, speeds in zip(pair, found, strict=True):
                speeds.append(await speed(lambda way=way: way(engine, SLOTS)))  # type: ignore[misc]
    return [statistics.median(speeds) for speeds in found]


async def alone(settings: Settings, repetitions: int) -> float:
    """Median tokens a second of eight requests through the engine."""
    async with create_served_engine(settings) as engine:
        return statistics.median([await speed(lambda: through_engine(engine, SLOTS)) for _ in range(repetitions)])


def measure(model: Path, out: Path, quick: bool) -> Iterator[Row]:
    """The rows, each as soon as it is known: on a large model they take minutes."""
    repetitions = 2 if quick else 5
    settings = settings_for(model, out)
    for what, pair in (
        ("8 at once through the engine, against plain HTTP to its server", (through_engine, bare)),
        ("8 at once, against the same one by one", (through_engine, one_by_one)),
    ):
        ours, baseline = asyncio.run(paired(settings, pair, repetitions))
        yield Row(what, ours, baseline, "tokens/s", ours / baseline)
    busy, whole = solve(model, out / "solver", 3 if quick else 10)
    yield Row("a solver with 4 attempts: the engine has a question, of the whole time", busy, whole, "s", busy / whole)
    with busy_core():
        ours, baseline = (
            asyncio.run(alone(settings_for(model, out, OMP_WAIT_POLICY=way), 1 if quick else repetitions)) for way in ("passive", "active")
        )
    yield Row("8 at once beside a busy core, waiting asleep against spinning", ours, baseline, "tokens/s", ours / baseline)


def main() -> None:
    """Print the rows."""
    parser = benchmark_parser(__doc__)
    parser.add_argument("--model", type=Path, default=MODEL, help="a GGUF file (default: the embedded model)")
    arguments = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for row in measure(arguments.model, Path(folder), arguments.quick):
            print(f"{row.what}: {row.ours:.4g} and {row.baseline:.4g} {row.unit}", file=sys.stderr, flush=True)
            rows.append(row)
    report(rows, arguments.json)


if __name__ == "__main__":
    main()
