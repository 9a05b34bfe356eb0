from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from kaggle_utils.sandbox import Sandbox, Session, Verdict
from kaggle_utils.sandbox.zygote.sessions import MAX_SESSIONS
from tests.sandbox.processes import until_line_named


@pytest_asyncio.fixture
async def session(sandbox: Sandbox) -> AsyncIterator[Session]:
    async with sandbox.session() as running:
        yield running


async def test_state_survives_from_cell_to_cell(session: Session) -> None:
    await session.run("import math\nx = 20")
    assert (await session.run("x += 1\nmath.factorial(3) + x")).stdout == "27\n"


async def test_a_cell_that_raises_keeps_what_it_did(session: Session) -> None:
    execution = await session.run("x = 5\n1 / 0")
    assert (execution.verdict, execution.error) == (Verdict.ERROR, "ZeroDivisionError: division by zero (line 2)")
    assert (await session.run("x")).stdout == "5\n"


async def test_a_cell_that_raises_is_undone_where_that_is_asked_for(session: Session) -> None:
    await session.run("x = 1")
    for _ in range(3):
        execution = await session.run("x += 1\nprint('half')\n1 / 0", undo_errors=True)
        assert (execution.verdict, execution.error) == (Verdict.ERROR, "ZeroDivisionError: division by zero (line 3)")
        assert execution.stdout == "half\n"
    assert (await session.run("x += 1\nx", undo_errors=True)).stdout == "2\n"
    assert (await session.run("x")).stdout == "2\n"


@pytest.mark.parametrize(
    ("cell", "verdict", "error"),
    [
        ("x = 2\nimport os\nos._exit(0)", Verdict.EXITED, "ended the interpreter itself with code 0"),
        ("x = 2\nimport sys\nsys.exit('no')", Verdict.EXITED, "SystemExit: no (line 3)"),
        ("x = 2\ny = [0] * 10**10", Verdict.MEMORY, "MemoryError (line 2)"),
        ("x = 2\nimport ctypes\nctypes.string_at(0)", Verdict.CRASH, "killed by SIGSEGV"),
        ("x = 2\nimport os\nos.closerange(3, 4096)", Verdict.EXITED, "ended the interpreter itself with code 70"),
        ("x = 2\nheld = []\nwhile True: held.append(open('/dev/null'))", Verdict.EXITED, "left fewer than 16 free file descriptors"),
        ("x = 2\nwhile True: print('y' * 10**6)", Verdict.OUTPUT, "printed more than 8 MiB"),
    ],
)
async def test_a_cell_that_ends_badly_is_undone(session: Session, cell: str, verdict: Verdict, error: str) -> None:
    await session.run("x = 1")
    execution = await session.run(cell, timeout=60)
    assert (execution.verdict, execution.error) == (verdict, error)
    assert (await session.run("x")).stdout == "1\n"
    assert (await session.run("import os, glob\nopen('/dev/null').close()\nprint(x + 1)")).stdout == "2\n"


@pytest.mark.parametrize("cell", ["x = 2\nwhile True: pass", "x = 2\n9 ** 10 ** 10"])
async def test_a_cell_that_times_out_is_undone_and_its_line_named(session: Session, cell: str) -> None:
    await session.run("x = 1")
    execution = await until_line_named(lambda: session.run(cell, timeout=2.0))
    assert (execution.verdict, execution.error) == (Verdict.TIMEOUT, "time-out after 2 s (line 2)")
    assert (await session.run("x")).stdout == "1\n"
    assert (await session.run("print(x + 1)")).stdout == "2\n"


@pytest.mark.parametrize(
    "cell",
    [
        "import os\nos.close(1)",
        "import os\nos.closerange(0, 128)",
        "import sys\nsys.stdout = None",
        "import sys\nsys.stdout.close()",
        "import builtins\nbuiltins.__dict__.clear()",
        "import builtins\nbuiltins.print = None",
        "import os, time\nif not os.fork():\n    time.sleep(60)",
        "import os, time\nif not os.fork():\n    os.setpgid(0, 0)\n    os.fork()\n    time.sleep(60)",
        "import os\nif not os.fork():\n    os._exit(0)\nos.wait()",
        "import os\nos.fork()",
        "import signal\n[signal.signal(n, signal.SIG_IGN) for n in range(1, 32) if n not in (9, 19)]",
        "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))",
    ],
)
async def test_no_cell_spoils_the_next(session: Session, cell: str) -> None:
    await session.run("x = 1")
    await session.run(cell, timeout=60)
    execution = await session.run("print(len('abc'), x)", timeout=60)
    assert (execution.verdict, execution.stdout) == (Verdict.OK, "3 1\n")
    assert (await session.run("x = 9\nwhile True: pass", timeout=1.0)).verdict is Verdict.TIMEOUT
    assert (await session.run("x")).stdout == "1\n"


async def test_rolling_back_works_every_time(session: Session) -> None:
    await session.run("import os\nx = 1")
    for _ in range(20):
        assert (await session.run("x = 2\nos._exit(0)")).verdict is Verdict.EXITED
        assert (await session.run("x")).stdout == "1\n"


async def test_a_fork_bomb_is_swept_away(session: Session) -> None:
    await session.run("import os\nx = 1")
    await session.run("while True: os.fork()", timeout=0.5)
    assert (await session.run("x", timeout=60)).stdout == "1\n"


async def test_a_fork_goes_its_own_way(session: Session) -> None:
    await session.run("x = [1]")
    async with session.fork() as other:
        await session.run("x.append(2)")
        await other.run("x.append(3)")
        assert (await session.run("x")).stdout == "[1, 2]\n"
        assert (await other.run("x")).stdout == "[1, 3]\n"
        assert (await other.run("import os\nos._exit(1)")).verdict is Verdict.EXITED
        assert (await other.run("x")).stdout == "[1, 3]\n"
    assert (await session.run("x")).stdout == "[1, 2]\n"


async def test_a_fork_outlives_its_origin(sandbox: Sandbox) -> None:
    async with sandbox.session() as first:
        await first.run("x = 7")
        second = await first.fork()
    assert (await second.run("x")).stdout == "7\n"
    await second.close()


async def test_sessions_do_not_see_each_other(sandbox: Sandbox) -> None:
    async with sandbox.session() as one, sandbox.session() as two:
        await one.run("import math\nmath.pi = 3\nx = 1\nopen('file', 'w').close()")
        assert (await two.run("import math, os\nprint(math.pi, 'x' in globals(), os.listdir())")).stdout == "3.141592653589793 False []\n"


async def test_a_cancelled_cell_is_undone(session: Session) -> None:
    await session.run("x = 1")
    task = asyncio.create_task(session.run("x = 2\nwhile True: pass", timeout=600))
    assert not (await asyncio.wait([task], timeout=0.3))[0]
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await session.run("x")).stdout == "1\n"


async def test_a_session_whose_opening_is_cancelled_takes_no_place(sandbox: Sandbox) -> None:
    async with sandbox.session() as origin:
        for round_ in range(MAX_SESSIONS):
            opening = asyncio.ensure_future((sandbox.session() if round_ % 2 else origin.fork()).open())
            for _ in range(round_ % 4):
                await asyncio.sleep(0)
            opening.cancel()
            await asyncio.wait([opening])
        async with sandbox.session() as session:
            assert (await session.run("1 + 1")).stdout == "2\n"
