"""The server is killed, stopped and broken while programs run."""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kaggle_utils.sandbox import Sandbox, Verdict
from tests.sandbox.processes import children, descendants, settle

BACK = 60.0  # seconds until service is back, on however busy a machine; tests.sandbox.stress measures the 6 s of issue 4


def server(sandbox: Sandbox) -> int:
    pid = sandbox.server_pid
    assert pid is not None
    return pid


def serving_process(sandbox: Sandbox) -> int:
    """The process that forks: the server, or the first process of its namespace."""
    return children(server(sandbox))[0] if "namespaces" in sandbox.layers else server(sandbox)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP], ids=["kill", "stop"])
async def test_runs_survive_the_death_of_the_server(number: signal.Signals) -> None:
    async with Sandbox(workers=2) as sandbox:
        tasks = [asyncio.create_task(sandbox.run(f"print({i})", timeout=10)) for i in range(60)]
        await asyncio.wait(tasks[:20])
        os.kill(serving_process(sandbox), number)
        started = time.monotonic()
        executions = await asyncio.gather(*tasks)
        assert [execution.stdout for execution in executions] == [f"{i}\n" for i in range(60)]
        assert (await sandbox.run("print('back')")).stdout == "back\n"
        assert time.monotonic() - started < BACK
        await settle(lambda: len(descendants(server(sandbox))) <= 1 + 3)


async def test_a_run_that_kills_the_server_again_and_again_is_given_up() -> None:
    async with Sandbox(workers=1) as sandbox:
        task = asyncio.create_task(sandbox.run("while True: pass", timeout=30))
        for _ in range(2):
            await settle(lambda: sandbox.server_pid is not None and sandbox.in_flight == ["run"])
            victim = server(sandbox)
            os.kill(victim, signal.SIGKILL)
            await settle(lambda victim=victim: sandbox.server_pid != victim)  # type: ignore[misc]
        execution = await task
        assert execution.verdict is Verdict.HARNESS
        assert (await sandbox.run("print(1)")).ok


async def test_a_session_that_lost_its_server_says_so() -> None:
    async with Sandbox(workers=1) as sandbox, sandbox.session() as session:
        assert (await session.run("x = 1")).ok
        victim = server(sandbox)
        os.kill(victim, signal.SIGKILL)
        await settle(lambda: sandbox.server_pid != victim)  # with namespaces another process serves, which dies a little later
        assert (await session.run("x")).verdict is Verdict.HARNESS
        assert (await sandbox.run("print(1)")).ok


async def test_a_server_that_cannot_start_is_an_error_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/bin/false")
    with pytest.raises(RuntimeError, match="the server ended while it started"):
        async with Sandbox(workers=1):
            pytest.fail("it must not start")


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A directory for temporary files that other users may pass through, as they may through /tmp."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o711)
        monkeypatch.setattr(tempfile, "tempdir", name)
        yield Path(name)


async def test_nothing_is_left_when_the_sandbox_closes(temporary: Path) -> None:
    async with Sandbox(workers=2) as sandbox:
        running = asyncio.create_task(sandbox.run("while True: pass", timeout=60))
        assert not (await asyncio.wait([running], timeout=0.2))[0]
        below = set(descendants(server(sandbox))) | {server(sandbox)}
        assert len(list(temporary.iterdir())) == 1
    assert (await running).verdict is Verdict.HARNESS
    await settle(lambda: not below & set(descendants()))
    assert list(temporary.iterdir()) == []
