from __future__ import annotations

import asyncio
import sys
import threading
import time
from pathlib import Path

import pytest

from kaggle_utils.sandbox import Execution, Sandbox, SandboxError, Verdict
from tests.sandbox.processes import descendants, settle, until_line_named

SERVER_AND_SPARES = 1 + 3  # below the server: its first process in the namespace, and one waiting child more than there are workers


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.parametrize(
    ("code", "verdict", "error"),
    [
        ("print(1)", Verdict.OK, None),
        ("import sys; sys.exit()", Verdict.OK, None),
        ("x = = 1", Verdict.SYNTAX, "SyntaxError: invalid syntax (line 1)"),
        ("a = 1\nb = a / 0", Verdict.ERROR, "ZeroDivisionError: division by zero (line 2)"),
        ("def f():\n    return comb(3, 2)\nf()", Verdict.ERROR, "NameError: name 'comb' is not defined (line 2)"),
        ("raise SystemExit(3)", Verdict.EXITED, "SystemExit: 3 (line 1)"),
        ("input()", Verdict.ERROR, "EOFError: EOF when reading a line (line 1)"),
        ("x = [0] * 10**10", Verdict.MEMORY, "MemoryError (line 1)"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)", Verdict.CRASH, "killed by SIGSEGV"),
        ("import os\nos.kill(os.getpid(), 40)", Verdict.CRASH, "killed by signal 40"),
        (
            "class E(Exception):\n    def __str__(self): raise ValueError\nraise E",
            Verdict.ERROR,
            "E: (its message cannot be printed) (line 3)",
        ),
    ],
)
async def test_the_verdict_says_how_a_program_ended(sandbox: Sandbox, code: str, verdict: Verdict, error: str | None) -> None:
    execution = await sandbox.run(code, timeout=60)
    assert (execution.verdict, execution.error) == (verdict, error)


async def test_code_that_no_file_could_hold_is_a_syntax_error(sandbox: Sandbox) -> None:
    assert (await sandbox.run("x = 1\x00")).verdict is Verdict.SYNTAX
    assert (await sandbox.run("x = '\udcff'")).verdict is Verdict.SYNTAX


async def test_a_program_prints(sandbox: Sandbox) -> None:
    execution = await sandbox.run("import sys\nprint('out')\nprint('err', file=sys.stderr)")
    assert (execution.stdout, execution.stderr, execution.ok) == ("out\n", "err\n", True)


@pytest.mark.parametrize(
    ("code", "printed"),
    [
        ("x = 20\nx + 1", "21\n"),
        ("print(3)", "3\n"),
        ("'text'", ""),
        ("for i in range(2):\n    i", ""),
        ("a = 1; b = 2\na, b", "(1, 2)\n"),
    ],
)
async def test_the_last_expression_is_printed_as_in_a_notebook(sandbox: Sandbox, code: str, printed: str) -> None:
    assert (await sandbox.run(code)).stdout == printed


async def test_a_time_out_keeps_what_was_printed_and_names_the_line(sandbox: Sandbox) -> None:
    execution = await until_line_named(lambda: sandbox.run("print('before', flush=True)\nwhile True:\n    pass", timeout=3.0))
    assert execution.verdict is Verdict.TIMEOUT
    assert execution.stdout == "before\n"
    assert execution.error is not None
    assert execution.error.startswith("time-out after 3 s (line ")


async def test_code_stuck_in_c_is_killed_too(sandbox: Sandbox) -> None:
    started = time.monotonic()
    execution = await sandbox.run("9 ** 10 ** 10", timeout=0.5)
    assert execution.verdict is Verdict.TIMEOUT
    assert time.monotonic() - started < 120


async def test_what_is_printed_cannot_pass_for_a_status(sandbox: Sandbox) -> None:
    execution = await sandbox.run("""import os
print('{"verdict": "ok", "error": null}', flush=True)
os._exit(0)""")
    assert execution.verdict is Verdict.EXITED


async def test_a_flood_is_stopped_and_its_head_and_tail_are_kept(sandbox: Sandbox) -> None:
    execution = await sandbox.run("print('first')\nwhile True: print('x' * 10_000)", timeout=120)
    assert execution.verdict is Verdict.OUTPUT
    assert execution.stdout.startswith("first\n")
    assert "bytes left out" in execution.stdout
    assert len(execution.stdout) < 20_000


async def test_long_output_below_the_limit_is_right(sandbox: Sandbox) -> None:
    execution = await sandbox.run("print('x' * 150_000)\nprint('end')", timeout=120)
    assert execution.ok
    assert execution.stdout.endswith("end\n")


@pytest.mark.parametrize("start", ["subprocess.Popen(['/bin/sleep', '60'])", "os.fork()", "os.system('true') and 1/0 or 1/0"])
async def test_a_program_starts_no_other(sandbox: Sandbox, start: str) -> None:
    execution = await sandbox.run(f"import os, subprocess\n{start}\nprint('started')")
    assert execution.verdict is Verdict.ERROR
    assert execution.stdout == ""


async def test_where_programs_can_start_others_those_die_with_them() -> None:
    code = """import os, time
first = os.fork()
if not first:
    os.setsid()
    second = os.fork()
    time.sleep(600)
print(first, flush=True)"""
    async with Sandbox(workers=1, without=("seccomp",)) as weaker:
        started = time.monotonic()
        execution = await weaker.run(code, timeout=400)
        assert execution.verdict is Verdict.OK
        assert time.monotonic() - started < 300, "whoever holds the pipe must not delay the verdict"
        await settle(lambda: len(descendants(weaker.server_pid)) <= SERVER_AND_SPARES)


async def test_nothing_of_our_environment_reaches_a_program(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAGGLE_KEY", "secret")
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    execution = await sandbox.run("import os; print(sorted(os.environ))")
    assert "KAGGLE" not in execution.stdout
    assert "PYTHON" not in execution.stdout.replace("PYTHONHASHSEED", "")


async def test_numbers_of_any_length_and_deep_recursion_work(sandbox: Sandbox) -> None:
    assert (await sandbox.run("print(len(str(7**20000)))", timeout=120)).stdout == "16902\n"
    code = "def f(n):\n    return n and f(n - 1) + 1\nprint(f(2000))"
    assert (await sandbox.run(code, timeout=120)).stdout == "2000\n"


@pytest.mark.skipif(sys.version_info[:2] == (3, 12), reason="3.12.1 itself ends it: docs/sandbox.md, On other Pythons")
async def test_deep_recursion_through_a_cache_works(sandbox: Sandbox) -> None:
    code = "from functools import lru_cache\n@lru_cache(None)\ndef f(n):\n    return n and f(n - 1) + 1\nprint(f(2000))"
    assert (await sandbox.run(code, timeout=120)).stdout == "2000\n"


async def test_sympy_and_numpy_are_there(sandbox: Sandbox) -> None:
    execution = await sandbox.run("import sympy, numpy\nprint(sympy.primepi(100), int(numpy.arange(5).sum()))", timeout=60)
    assert execution.stdout == "25 10\n", execution


async def test_cancelling_frees_the_worker_at_once() -> None:
    async with Sandbox(workers=1) as single:
        tasks = [asyncio.create_task(single.run("import time; time.sleep(600)", timeout=700)) for _ in range(3)]
        assert (await asyncio.wait(tasks, timeout=0.3))[1] == set(tasks)
        for task in tasks:
            task.cancel()
        started = time.monotonic()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert all(task.cancelled() for task in tasks)
        assert (await single.run("print(1)")).stdout == "1\n"
        assert time.monotonic() - started < 300


async def test_many_runs_leave_no_open_files_and_no_processes(sandbox: Sandbox) -> None:
    await asyncio.gather(*[sandbox.run("print(1)", timeout=120) for _ in range(4)])
    before = open_files()
    executions = await asyncio.gather(*[sandbox.run(f"print({i})", timeout=120) for i in range(40)])
    assert [execution.stdout for execution in executions] == [f"{i}\n" for i in range(40)]
    assert open_files() <= before
    await settle(lambda: len(descendants(sandbox.server_pid)) <= SERVER_AND_SPARES)


def test_it_works_in_a_thread_that_is_not_the_main_one() -> None:
    results: list[Execution] = []

    async def use() -> None:
        async with Sandbox(workers=1) as sandbox:
            results.append(await sandbox.run("print(2)", timeout=120))

    thread = threading.Thread(target=lambda: asyncio.run(use()))
    thread.start()
    thread.join()
    assert results[0].stdout == "2\n"


async def test_the_layers_in_force_are_named(sandbox: Sandbox) -> None:
    assert "resource limits" in sandbox.layers


async def test_eight_threads_with_loops_of_their_own_share_one_sandbox(sandbox: Sandbox) -> None:
    def use(number: int) -> list[str]:
        async def several() -> list[str]:
            return [(await sandbox.run(f"print({number * 10 + i})", timeout=120)).stdout for i in range(3)]

        return asyncio.run(several())

    outputs = await asyncio.gather(*[asyncio.to_thread(use, number) for number in range(8)])
    assert outputs == [[f"{number * 10 + i}\n" for i in range(3)] for number in range(8)]


async def test_what_is_imported_is_ready(sandbox: Sandbox) -> None:
    """A module that is loaded lazily would cost every run what the fork server is there to save."""
    code = """import sys
before = set(sys.modules)
import math, itertools, functools, collections, fractions, decimal, random, sympy, numpy as np, mpmath
x = sympy.symbols('x')
sympy.solve(x**2 - 3*x + 2, x), sympy.factorint(9991), np.random.rand(2), np.linalg.det(np.eye(2)), sympy.Matrix([[1, 2], [3, 4]]).inv()
sympy.integrate(x, x), sympy.primerange(10), mpmath.zeta(2), sympy.binomial(5, 2), sympy.series(sympy.sin(x), x)
print(sorted(set(sys.modules) - before))"""
    assert (await sandbox.run(code)).stdout == "[]\n"


async def test_runs_repeat_exactly(sandbox: Sandbox) -> None:
    code = "import random, numpy\nprint(random.random(), numpy.random.rand(), hash('text'))"
    assert len({(await sandbox.run(code)).stdout for _ in range(3)}) == 1


async def test_a_program_finds_nothing_of_the_one_before(sandbox: Sandbox) -> None:
    for _ in range(6):
        execution = await sandbox.run("import os, math\nprint(os.listdir(), math.pi)\nmath.pi = 3\nopen('left', 'w').write('x')")
        assert execution.stdout == "['program.py'] 3.141592653589793\n"


async def test_asyncio_and_threads_work_inside(sandbox: Sandbox) -> None:
    code = "import asyncio, threading\nasync def f(): return await asyncio.to_thread(lambda: 5)\nprint(asyncio.run(f()))"
    assert (await sandbox.run(code)).stdout == "5\n"


async def test_a_closed_sandbox_says_so() -> None:
    async with Sandbox(workers=1) as closed:
        pass
    with pytest.raises(SandboxError, match="closed"):
        await closed.run("print(1)")
