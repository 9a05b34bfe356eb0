"""The sandbox against a fresh interpreter, a Jupyter kernel, smolagents' LocalPythonExecutor and a bare fork, all in one run.

A Jupyter kernel and LocalPythonExecutor keep their state, and sympy its results; where that would make a repeat free, every run gets a
number of its own to factor. smolagents is measured where it is installed (see ``benchmarks/requirements.txt``). Times are medians in
milliseconds of runs that take turns, so that all meet the same load; a ratio is baseline over ours unless the row says otherwise.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import random
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from statistics import median

from benchmarks.table import Row, run_benchmark
from kaggle_utils.sandbox import Sandbox
from kaggle_utils.sandbox.zygote.layers import SWITCHABLE

logger = logging.getLogger(__name__)

TRIVIAL = "print(1)"
IMPORT = "import sympy\nprint(sympy.__version__)"
NUMPY = "import numpy as np\nprint(round(float(np.linalg.det(np.arange(16.0).reshape(4, 4) ** 2 + np.eye(4))), 3))"
FACTOR = "import sympy\nprint(sympy.factorint(2**67 - 1))"
WORKERS = 2
SEED = 20261121

Run = Callable[[str], Awaitable[object]]


def semiprime_programs() -> itertools.chain[str]:
    """Programs that factor a number of about 20 digits each, none twice."""
    own = random.Random(SEED)

    def endless() -> Sequence[str]:
        number = own.randrange(10**9, 10**10) * own.randrange(10**9, 10**10)
        return [f"import sympy\nprint(sympy.factorint({number}))"]

    return itertools.chain.from_iterable(endless() for _ in itertools.count())


def run_subprocess(code: str) -> None:
    """A fresh interpreter."""
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)


async def in_thread(code: str) -> None:
    """A fresh interpreter, awaited."""
    await asyncio.to_thread(run_subprocess, code)


class Kernel:
    """A Jupyter kernel as notebooks use one: a cell is over when the kernel is idle again."""

    def __init__(self) -> None:
        from jupyter_client.manager import start_new_kernel

        self._manager, self._client = start_new_kernel(kernel_name="python3")

    async def run(self, code: str) -> None:
        """Run a cell."""
        await asyncio.to_thread(self._run, code)

    def _run(self, code: str) -> None:
        reply = self._client.execute_interactive(code, output_hook=lambda _: None, timeout=60)
        assert reply["content"]["status"] == "ok", reply

    def close(self) -> None:
        """Stop the kernel."""
        self._client.stop_channels()
        self._manager.shutdown_kernel(now=True)


def local_executor() -> Run | None:
    """Smolagents' interpreter, or None where it is not installed."""
    try:
        from smolagents.local_python_executor import LocalPythonExecutor
    except ImportError:
        return None
    executor = LocalPythonExecutor(additional_authorized_imports=["sympy", "numpy"])
    executor.send_tools({})

    async def run(code: str) -> None:
        executor(code)

    return run


async def take_turns(count: int, *runs: Callable[[], Awaitable[object]]) -> list[float]:
    """The median milliseconds of each, measured in turn after one unmeasured round."""
    times: list[list[float]] = [[] for _ in runs]
    for round_ in range(count + 1):
        for run, own in zip(runs, times, strict=True):
            started = time.perf_counter()
            await run()
            if round_:
                own.append((time.perf_counter() - started) * 1000)
    return [median(own) for own in times]


async def ours_against(what: str, count: int, codes: Sequence[str] | itertools.chain[str], ours: Run, baseline: Run) -> Row:
    """One row: the same programs here and there."""
    source = iter(codes) if isinstance(codes, itertools.chain) else itertools.cycle(codes)
    left, right = await take_turns(count, lambda: ours(next(source)), lambda: baseline(next(source)))
    return Row(what, left, right, "ms", right / left)


async def throughput(count: int, sandbox: Sandbox) -> Row:
    """Programs a second with two workers, here and with two threads that start interpreters."""
    started = time.perf_counter()
    await asyncio.gather(*[sandbox.run(FACTOR, timeout=30) for _ in range(count)])
    ours = count / (time.perf_counter() - started)
    few = max(4, count // 8)
    started = time.perf_counter()
    with ThreadPoolExecutor(WORKERS) as pool:
        await asyncio.gather(*[asyncio.get_running_loop().run_in_executor(pool, run_subprocess, FACTOR) for _ in range(few)])
    baseline = few / (time.perf_counter() - started)
    return Row(f"sympy factorint, {WORKERS} workers, against python -c", ours, baseline, "a second", ours / baseline)


async def measure_all(quick: bool) -> list[Row]:
    """All rows."""
    few, many = (5, 15) if quick else (15, 60)
    rows: list[Row] = []
    async with Sandbox(workers=WORKERS) as sandbox, Sandbox(workers=WORKERS, without=SWITCHABLE) as bare, sandbox.session() as session:

        def run(code: str) -> Awaitable[object]:
            return sandbox.run(code, timeout=30)

        def run_bare(code: str) -> Awaitable[object]:
            return bare.run(code, timeout=30)

        def run_cell(code: str) -> Awaitable[object]:
            return session.run(code, timeout=30)

        rows.append(await ours_against("import sympy, against python -c", few, [IMPORT], run, in_thread))
        rows.append(await ours_against("sympy factorint, against python -c", few, [FACTOR], run, in_thread))
        rows.append(await throughput(few * 8, sandbox))
        rows.append(await ours_against("numpy determinant, against python -c", few, [NUMPY], run, in_thread))
        rows.append(await ours_against("trivial program, against python -c", few, [TRIVIAL], run, in_thread))
        ours, without = await take_turns(many, lambda: run(TRIVIAL), lambda: run_bare(TRIVIAL))
        fork = sandbox.info["fork_seconds"] * 1000
        rows.append(Row("trivial program over a bare fork of its server (goal: at most 2)", ours, fork, "ms", ours / fork))
        rows.append(Row("trivial program over one without any layer (goal: at most 1.1)", ours, without, "ms", ours / without))
        kernel = Kernel()
        try:
            cell, jupyter = await take_turns(many, lambda: run_cell(TRIVIAL), lambda: kernel.run(TRIVIAL))
            rows.append(Row("session cell over a Jupyter cell (goal: at most 2)", cell, jupyter, "ms", cell / jupyter))
            rows.append(await ours_against("sympy, new numbers, session against Jupyter", few, semiprime_programs(), run_cell, kernel.run))
        finally:
            kernel.close()
        local = local_executor()
        if local is None:
            logger.warning("smolagents is not installed, so its rows are left out; see benchmarks/requirements.txt")
        else:
            rows.append(await ours_against("sympy, new numbers, against LocalPythonExecutor", few, semiprime_programs(), run, local))
            loop = "total = 0\nfor i in range(20_000):\n    total += i * i % 7\nprint(total)"
            rows.append(await ours_against("a loop of 20,000 steps, against LocalPythonExecutor", few, [loop], run, local))
    return rows


def measure(quick: bool) -> Sequence[Row]:
    """All rows, measured in an event loop."""
    return asyncio.run(measure_all(quick))


if __name__ == "__main__":
    run_benchmark(measure, __doc__)
