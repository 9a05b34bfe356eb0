"""Two servers behind one preset, each on a core of its own: throughput, one killed under load, one that stands still, one that is slow.

    python -m benchmarks.servers [--model models/qwen2.5-coder-0.5b/qwen2.5-coder-0.5b-instruct-q4_k_m.gguf]
    python -m benchmarks.servers --engine vllm --python build/vllm/bin/python [--model models/demo]

The baselines, in the same run: one server on one core; the requests that were asked; the same without second copies. It needs two cores
that nothing else uses; what it counts (requests lost, sent again, sent twice) holds on a busy machine, too.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psutil

from benchmarks.table import Row, benchmark_parser, report
from kaggle_utils.engines import Completion, EngineError, Sampling
from kaggle_utils.engines.backends import find_backend
from kaggle_utils.engines.create import create_engine
from kaggle_utils.engines.openai_api.engine import OpenAIEngine
from kaggle_utils.engines.openai_api.hedging import ENOUGH, Allowance
from kaggle_utils.engines.served.environment import serve_environment
from kaggle_utils.engines.served.process import ServerProcess, free_port
from kaggle_utils.prompts import load_prompt
from kaggle_utils.settings import REPOSITORY, Settings

MODELS = {"llamacpp": REPOSITORY / "models" / "demo" / "model.gguf", "vllm": REPOSITORY / "models" / "demo"}
PRESETS = {"llamacpp": "cpu-demo", "vllm": "vllm-cpu"}
PROMPT = load_prompt("program_of_thoughts").render(statement="How many partitions does the number 40 have?")
TOKENS = 48
SLOTS = 4  # requests that a server works on at once
LIMIT = 3600.0  # seconds
SLOW = 0.1  # of the time that a slowed server may run


@dataclass(frozen=True)
class Setup:
    """Which engine serves which model, by which interpreter, into which folder for logs."""

    engine: str
    model: Path
    python: str
    out: Path

    def settings(self, core: int) -> Settings:
        """One server on one core."""
        settings = Settings.preset(PRESETS[self.engine], model=str(self.model), server_python=self.python, out=self.out)
        if self.engine == "llamacpp":
            return replace(settings, serve={"n_ctx": 1024 * SLOTS, "n_parallel": SLOTS}, environment={"SERVE_CORES": str(core)})
        serve = {**settings.serve, "tensor_parallel_size": 1, "max_num_seqs": SLOTS, "max_num_batched_tokens": 1024 * SLOTS}
        serve.pop("distributed_executor_backend")
        return replace(settings, serve=serve, environment={**settings.environment, "VLLM_CPU_OMP_THREADS_BIND": str(core)})


@dataclass(frozen=True)
class Outcome:
    """What became of some requests: the answers, how long each took, how many were lost, and the whole time."""

    answers: Sequence[Completion]
    latencies: Sequence[float]
    lost: int
    seconds: float

    @property
    def speed(self) -> float:
        """Tokens a second."""
        return sum(answer.tokens for answer in self.answers) / self.seconds

    def within(self, share: float) -> float:
        """Seconds within which this share of the answers came."""
        return sorted(self.latencies)[max(0, round(share * len(self.latencies)) - 1)]


class NoSecondCopies(Allowance):
    """Nothing is sent twice."""

    def take(self) -> bool:
        """Whether one more may be sent: no."""
        return False


@asynccontextmanager
async def servers_on(setup: Setup, cores: Sequence[int]) -> AsyncIterator[Sequence[ServerProcess]]:
    """A server on each of these cores, up."""
    async with AsyncExitStack() as stack:
        servers = []
        for core in cores:
            settings, backend, port = setup.settings(core), find_backend(setup.engine), free_port()
            environment = serve_environment(os.environ, backend.environment, settings.environment, scratch=setup.out)
            log = setup.out / f"core-{core}.log"
            server = ServerProcess(backend, backend.command(settings, port), environment, log, f"http://127.0.0.1:{port}/v1")
            await server.start()
            stack.push_async_callback(server.stop)
            servers.append(server)
        await asyncio.gather(*[server.wait_until_healthy(time.monotonic() + LIMIT) for server in servers])
        yield servers


def behind_one_preset(servers: Sequence[ServerProcess]) -> OpenAIEngine:
    """The openai preset with these servers, as a user names them."""
    engine = create_engine(Settings.preset("openai", base_urls=[server.url for server in servers]))
    assert isinstance(engine, OpenAIEngine)
    return engine


async def ask_all(engine: OpenAIEngine, count: int, at_once: int, on_answer: Callable[[int], None] = lambda _: None) -> Outcome:
    """So many requests of equal length, so many of them at once; ``on_answer`` is told how many are answered."""
    places, answers, latencies, started = asyncio.Semaphore(at_once), list[Completion](), list[float](), time.monotonic()

    async def ask(seed: int) -> None:
        async with places:
            begun = time.monotonic()
            sampling = Sampling(temperature=1.5, top_p=1.0, max_tokens=TOKENS, seed=seed)
            try:
                answers.append(await engine.generate(PROMPT, sampling, begun + LIMIT))
            except EngineError as error:
                print(f"lost: {error}", file=sys.stderr)
                return
            latencies.append(time.monotonic() - begun)
            on_answer(len(answers))

    await asyncio.gather(*[ask(seed) for seed in range(count)])
    return Outcome(answers, latencies, count - len(answers), time.monotonic() - started)


def processes_of(server: ServerProcess) -> list[psutil.Process]:
    """The server's process and its children: of vLLM, the engine and its ranks."""
    leader = psutil.Process(server.process_id)
    return [leader, *leader.children(recursive=True)]


async def slow_down(server: ServerProcess) -> None:
    """Let a server run for a tenth of the time, until cancelled."""
    processes = processes_of(server)
    try:
        while True:
            for process in processes:
                process.suspend()
            await asyncio.sleep(1.0 - SLOW)
            for process in processes:
                process.resume()
            await asyncio.sleep(SLOW)
    finally:
        for process in processes:
            process.resume()


async def throughput(setup: Setup, cores: Sequence[int], count: int) -> Row:
    """Both servers against one of them: a request for each slot at once."""
    async with servers_on(setup, cores) as servers:
        found = []
        for some in (servers, servers[:1]):
            async with behind_one_preset(some) as engine:
                await ask_all(engine, SLOTS * len(some), SLOTS * len(some))  # kernels, caches
                found.append(await ask_all(engine, count, SLOTS * len(some)))
    both, one = (outcome.speed for outcome in found)
    return Row(f"two servers on a core each, against one: {count} requests", both, one, "tokens/s", both / one)


async def killed(setup: Setup, cores: Sequence[int], count: int) -> Sequence[Row]:
    """One of two is killed when a third of the requests are answered."""
    async with servers_on(setup, cores) as servers, behind_one_preset(servers) as engine:

        def kill(answered: int) -> None:
            if answered == count // 3:
                os.killpg(servers[0].process_id, signal.SIGKILL)

        outcome = await ask_all(engine, count, 2 * SLOTS, kill)
        told = engine.troubles
    print(f"killed: {told}", file=sys.stderr, flush=True)
    again = int(str(told.get("sent_again", 0)))
    return [
        Row("one of two killed under load: requests answered", count - outcome.lost, count, "requests", (count - outcome.lost) / count),
        Row("one of two killed under load: requests sent again", again, count, "requests", again / count),
    ]


async def hindered(setup: Setup, cores: Sequence[int], count: int, how: str, second_copies: bool) -> tuple[Outcome, dict[str, object]]:
    """One of two stands still or is slow from the moment on at which both have answered often enough."""
    async with servers_on(setup, cores) as servers, behind_one_preset(servers) as engine:
        await ask_all(engine, 2 * ENOUGH + 2 * SLOTS, 2 * SLOTS)
        if not second_copies:
            engine.pool.allowance = NoSecondCopies()
        if how == "still":
            hinder = None
            for process in processes_of(servers[0]):
                process.suspend()
        else:
            hinder = asyncio.create_task(slow_down(servers[0]))
        try:
            outcome = await ask_all(engine, count, 2 * SLOTS)
        finally:
            if hinder is not None:
                hinder.cancel()
                await asyncio.gather(hinder, return_exceptions=True)
            for process in processes_of(servers[0]):
                process.resume()
        return outcome, engine.troubles


async def slowed(setup: Setup, cores: Sequence[int], count: int, how: str) -> Sequence[Row]:
    """With second copies and without."""
    (ours, told), (baseline, _) = [await hindered(setup, cores, count, how, second) for second in (True, False)]
    print(f"{how}: {told}", file=sys.stderr, flush=True)
    hedged = int(str(told.get("hedged", 0)))
    what = "one of two stands still" if how == "still" else f"one of two has {SLOW:.0%} of its core"
    slowest, without = ours.within(0.95), baseline.within(0.95)
    return [
        Row(f"{what}: requests answered", count - ours.lost, count, "requests", (count - ours.lost) / count),
        Row(f"{what}: requests sent to a second server too", hedged, count, "requests", hedged / count),
        Row(f"{what}: 95 % of the answers within, with second copies and without", slowest, without, "s", without / slowest),
    ]


async def measure(setup: Setup, quick: bool) -> list[Row]:
    """The rows, each told as soon as it is known."""
    cores = sorted(os.sched_getaffinity(0))[:2]
    count = 6 * SLOTS if quick else 24 * SLOTS
    rows: list[Row] = []
    for fault in ("killed", "still", "slow"):
        rows += await (killed(setup, cores, count) if fault == "killed" else slowed(setup, cores, count, fault))
        for row in rows[-3:]:
            print(f"{row.what}: {row.ours:.4g} and {row.baseline:.4g} {row.unit}", file=sys.stderr, flush=True)
    return [await throughput(setup, cores, count), *rows]


def main() -> None:
    """Print the rows."""
    parser = benchmark_parser(__doc__)
    parser.add_argument("--engine", choices=tuple(MODELS), default="llamacpp", help="what serves (default: %(default)s)")
    parser.add_argument("--model", type=Path, help="a GGUF file, or a folder for vllm (default: the embedded model)")
    parser.add_argument("--python", default="", help="the interpreter that has vLLM (default: this one)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        model = (arguments.model or MODELS[arguments.engine]).resolve()
        setup = Setup(arguments.engine, model, arguments.python, Path(folder))
        rows = asyncio.run(measure(setup, arguments.quick))
    report(rows, arguments.json)


if __name__ == "__main__":
    main()
