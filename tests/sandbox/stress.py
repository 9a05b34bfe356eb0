"""What issue 4 asks to be shown of a sandbox in long use: ``python -m tests.sandbox.stress [--runs 10000]``. Exit 0 when all of it holds.

Three parts: mixed runs from eight threads (files, processes and memory constant, no verdict ``harness``); how late the hard time-out comes
on an idle and on a busy machine; a server that is killed and stopped in the middle of 200 runs.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Coroutine
from pathlib import Path
from statistics import quantiles
from typing import Any

from kaggle_utils.sandbox import Execution, Sandbox, Verdict
from tests.sandbox.processes import children, descendants, state

THREADS = 8
WARM_UP = 300  # runs before the first look: Python's own caches and pools fill
GROWTH = 5 * 2**20  # bytes
LATE_IDLE, LATE_BUSY = 0.025, 0.250  # seconds, 95th percentile
BACK = 6.0  # seconds
MIXTURE: list[tuple[str, float, Verdict]] = [
    ("print(sum(range(100)))", 10, Verdict.OK),
    ("import sympy\nprint(sympy.factorint(2**31 + 11))", 10, Verdict.OK),
    ("import numpy\nprint(numpy.linalg.det(numpy.eye(4)))", 10, Verdict.OK),
    ("1 / 0", 10, Verdict.ERROR),
    ("x = = 1", 10, Verdict.SYNTAX),
    ("import os\nos._exit(0)", 10, Verdict.EXITED),
    ("import ctypes\nctypes.string_at(0)", 10, Verdict.CRASH),
    ("x = [0] * 10**10", 10, Verdict.MEMORY),
    ("open('file', 'w').write('x' * 1000)\nimport os\nos.mkdir('folder')", 10, Verdict.OK),
    ("print('x' * 100_000)", 10, Verdict.OK),
    ("import threading\nthreads = [threading.Thread(target=print) for _ in range(4)]\n[t.start() for t in threads]", 10, Verdict.OK),
    ("import time\nprint('before', flush=True)\ntime.sleep(60)", 0.05, Verdict.TIMEOUT),
]
HARD = "import signal\nfor number in set(range(1, 32)) - {9, 19}: signal.signal(number, signal.SIG_IGN)\nwhile True: pass"


def resident(pid: int) -> int:
    """Resident memory in bytes."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def look(sandbox: Sandbox) -> dict[str, int]:
    """Open files, processes and memory, here and in the server."""
    server = sandbox.server_pid or 0
    serving = children(server)[0] if "namespaces" in sandbox.layers else server
    below = descendants(server)
    return {
        "files here": len(list(Path("/proc/self/fd").iterdir())),
        "files in the server": len(list(Path(f"/proc/{serving}/fd").iterdir())),
        "processes": len(below),
        "zombies": sum(state(pid) == "Z" for pid in below),
        "memory here": resident(os.getpid()),
        "memory of the server": resident(serving),
    }


async def mixed(runs: int) -> bool:
    """Mixed programs from eight threads with loops of their own."""
    async with Sandbox(workers=2) as sandbox:
        wrong: Counter[str] = Counter()

        async def some(numbers: range) -> None:
            for number in numbers:
                code, timeout, expected = MIXTURE[number % len(MIXTURE)]
                execution = await sandbox.run(code, timeout=timeout)
                if execution.verdict is not expected:
                    wrong[f"{expected} became {execution.verdict}: {execution.error}"] += 1

        async def use(count: int) -> None:
            threads = [threading.Thread(target=asyncio.run, args=(some(range(start, count, THREADS)),)) for start in range(THREADS)]
            for thread in threads:
                thread.start()
            for thread in threads:
                await asyncio.to_thread(thread.join)
            await sandbox.run("print()")  # by its end the server has cleaned up after the last ones
            await asyncio.sleep(0.5)

        await use(WARM_UP)
        before, started = look(sandbox), time.monotonic()
        await use(runs)
        seconds = time.monotonic() - started
        after = look(sandbox)
    print(
        f"{runs} runs from {THREADS} threads in {seconds:.0f} s ({runs / seconds:.0f} a second)\n"
        f"  unexpected verdicts: {dict(wrong) or 'none'}"
    )
    for name in before:
        print(f"  {name}: {before[name]} -> {after[name]}")
    steady = all(after[name] <= before[name] for name in ("files here", "files in the server", "processes", "zombies"))
    growth = max(after[name] - before[name] for name in ("memory here", "memory of the server"))
    print(f"  largest growth of memory: {growth / 2**20:.2f} MiB")
    return steady and growth < GROWTH and not wrong


def late(executions: list[Execution], timeout: float) -> float:
    """The 95th percentile of the time beyond the time-out."""
    assert all(execution.verdict is Verdict.TIMEOUT for execution in executions), executions
    return quantiles([execution.seconds - timeout for execution in executions], n=20)[-1]


def spin() -> None:
    while True:
        pass


async def overshoot(runs: int) -> bool:
    """How late the hard time-out comes."""
    timeout, results = 0.2, []
    async with Sandbox(workers=2) as sandbox:
        for load, limit in ((0, LATE_IDLE), (os.cpu_count() or 1, LATE_BUSY)):
            burners = [multiprocessing.get_context("spawn").Process(target=spin, daemon=True) for _ in range(load)]
            for burner in burners:
                burner.start()
            if load:
                await asyncio.sleep(2)  # they start up
            beyond = late([await sandbox.run(HARD, timeout=timeout) for _ in range(runs)], timeout)
            for burner in burners:
                burner.kill()
                burner.join()
            print(f"time-out overshoot with {load} busy processes: p95 {beyond * 1000:.1f} ms (limit {limit * 1000:.0f})")
            results.append(beyond <= limit)
    return all(results)


async def hurt(number: signal.Signals, runs: int) -> bool:
    """Kill or stop the server in the middle of many runs."""
    async with Sandbox(workers=2) as sandbox:
        tasks = [asyncio.create_task(sandbox.run(f"print({i})", timeout=10)) for i in range(runs)]
        await asyncio.wait(tasks[: runs // 2])
        server = sandbox.server_pid or 0
        os.kill(children(server)[0] if "namespaces" in sandbox.layers else server, number)
        started = time.monotonic()
        pending = [task for task in tasks if not task.done()]
        while not (await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED))[0]:
            pass
        back = time.monotonic() - started
        executions = await asyncio.gather(*tasks)
    right = sum(execution.stdout == f"{i}\n" for i, execution in enumerate(executions))
    verdicts = dict(Counter(str(execution.verdict) for execution in executions))
    print(f"{number.name} in the middle of {runs} runs: {right} right, verdicts {verdicts}, back after {back:.2f} s (limit {BACK:.0f})")
    return len(executions) == runs and back <= BACK


async def main(runs: int, late_runs: int) -> bool:
    parts: list[Coroutine[Any, Any, bool]] = [mixed(runs), overshoot(late_runs), hurt(signal.SIGKILL, 200), hurt(signal.SIGSTOP, 200)]
    return all([await part for part in parts])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--late-runs", type=int, default=60)
    arguments = parser.parse_args()
    sys.exit(not asyncio.run(main(arguments.runs, arguments.late_runs)))
