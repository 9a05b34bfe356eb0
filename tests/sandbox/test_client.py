from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from kaggle_utils.sandbox import Execution, Sandbox, Verdict


@pytest_asyncio.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(workers=2) as running:
        yield running


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
        (
            "class E(Exception):\n    def __str__(self): raise ValueError\nraise E",
            Verdict.ERROR,
            "E: (its message cannot be printed) (line 3)",
        ),
    ],
)
async def test_the_verdict_says_how_a_program_ended(sandbox: Sandbox, code: str, verdict: Verdict, error: str | None) -> None:
    execution = await sandbox.run(code, timeout=10)
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
    execution = await sandbox.run("print('before', flush=True)\nwhile True:\n    pass", timeout=1.0)
    assert execution.verdict is Verdict.TIMEOUT
    assert execution.stdout == "before\n"
    assert execution.error is not None
    assert execution.error.startswith("time-out after 1 s (line ")


async def test_code_stuck_in_c_is_killed_too(sandbox: Sandbox) -> None:
    started = time.monotonic()
    execution = await sandbox.run("9 ** 10 ** 10", timeout=0.5)
    assert execution.verdict is Verdict.TIMEOUT
    assert time.monotonic() - started < 10


async def test_what_is_printed_cannot_pass_for_a_status(sandbox: Sandbox) -> None:
    execution = await sandbox.run("""import os
print('{"verdict": "ok", "error": null}', flush=True)
os._exit(0)""")
    assert execution.verdict is Verdict.EXITED


async def test_a_flood_is_stopped_and_its_head_and_tail_are_kept(sandbox: Sandbox) -> None:
    execution = await sandbox.run("print('first')\nwhile True: print('x' * 10_000)", timeout=20)
    assert execution.verdict is Verdict.OUTPUT
    assert execution.stdout.startswith("first\n")
    assert "bytes left out" in execution.stdout
    assert len(execution.stdout) < 20_000


async def test_long_output_that_is_no_flood_is_right(sandbox: Sandbox) -> None:
    execution = await sandbox.run("print('x' * 150_000)\nprint('end')", timeout=20)
    assert execution.ok
    assert execution.stdout.endswith("end\n")


async def test_a_grandchild_dies_with_the_program(sandbox: Sandbox, tmp_path: Path) -> None:
    execution = await sandbox.run("import subprocess\nprint(subprocess.Popen(['/bin/sleep', '60']).pid)", timeout=10)
    pid = int(execution.stdout)
    assert not Path(f"/proc/{pid}").exists() or "sleep" not in Path(f"/proc/{pid}/cmdline").read_text()


async def test_a_process_that_holds_the_pipe_does_not_delay_the_verdict(sandbox: Sandbox) -> None:
    started = time.monotonic()
    code = "import subprocess\nsubprocess.Popen(['/bin/sleep', '20'], start_new_session=True)\nprint(7)"
    execution = await sandbox.run(code, timeout=15)
    assert (execution.verdict, execution.stdout) == (Verdict.OK, "7\n")
    assert time.monotonic() - started < 10


async def test_nothing_of_our_environment_reaches_a_program(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAGGLE_KEY", "secret")
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    execution = await sandbox.run("import os; print(sorted(os.environ))")
    assert "KAGGLE" not in execution.stdout
    assert "PYTHON" not in execution.stdout.replace("PYTHONHASHSEED", "")


async def test_numbers_of_any_length_and_deep_recursion_work(sandbox: Sandbox) -> None:
    assert (await sandbox.run("print(len(str(7**20000)))", timeout=20)).stdout == "16902\n"
    code = "from functools import lru_cache\n@lru_cache(None)\ndef f(n):\n    return n and f(n - 1) + 1\nprint(f(2000))"
    assert (await sandbox.run(code, timeout=20)).stdout == "2000\n"


async def test_sympy_and_numpy_are_there(sandbox: Sandbox) -> None:
    execution = await sandbox.run("import sympy, numpy\nprint(sympy.primepi(100), int(numpy.arange(5).sum()))", timeout=60)
    assert execution.stdout == "25 10\n", execution


async def test_cancelling_kills_the_program(sandbox: Sandbox, tmp_path: Path) -> None:
    marker = tmp_path / "pid"
    code = f"import os, time\nopen({str(marker)!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)"
    task = asyncio.create_task(sandbox.run(code, timeout=60))
    while not marker.exists() or not marker.read_text():
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    with pytest.raises(ProcessLookupError):
        os.kill(int(marker.read_text()), 0)


async def test_many_runs_leave_no_open_files_and_no_children(sandbox: Sandbox) -> None:
    await asyncio.gather(*[sandbox.run("print(1)", timeout=30) for _ in range(4)])
    before = sum(1 for _ in Path("/proc/self/fd").iterdir())
    executions = await asyncio.gather(*[sandbox.run(f"print({i})", timeout=30) for i in range(40)])
    assert [execution.stdout for execution in executions] == [f"{i}\n" for i in range(40)]
    assert sum(1 for _ in Path("/proc/self/fd").iterdir()) <= before
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_it_works_in_a_thread_that_is_not_the_main_one() -> None:
    results: list[Execution] = []

    async def use() -> None:
        async with Sandbox(workers=1) as sandbox:
            results.append(await sandbox.run("print(2)", timeout=30))

    thread = threading.Thread(target=lambda: asyncio.run(use()))
    thread.start()
    thread.join()
    assert results[0].stdout == "2\n"


async def test_the_layers_in_force_are_named(sandbox: Sandbox) -> None:
    assert "resource limits" in sandbox.layers
