"""Threads and their pools run as anywhere; what would start a process says what to do instead."""

from __future__ import annotations

import _multiprocessing  # type: ignore[import-not-found]
import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.sandbox import Sandbox, Verdict
from kaggle_utils.sandbox.zygote import refusals
from kaggle_utils.sandbox.zygote.one_process import RECURSIVE_MUTEX, REFUSAL, SemLock
from tests.sandbox.plain_python import read_table, run_file

THREADS = read_table("threads.txt")
PROCESSES = read_table("processes.txt")


@pytest.mark.parametrize("name", THREADS)
async def test_threads_and_locks_work_as_under_plain_python(name: str, sandbox: Sandbox, tmp_path: Path) -> None:
    verdict, printed = await asyncio.to_thread(run_file, THREADS[name], tmp_path)
    assert verdict is Verdict.OK, "the program is wrong"
    async with sandbox.session() as session:
        for execution in (await sandbox.run(THREADS[name], timeout=30), await session.run(THREADS[name], timeout=30)):
            assert (execution.verdict, execution.stdout) == (verdict, printed), execution


@pytest.mark.parametrize("name", PROCESSES)
async def test_what_starts_a_process_says_what_to_do_instead(name: str, sandbox: Sandbox) -> None:
    async with sandbox.session() as session:
        for execution in (await sandbox.run(PROCESSES[name], timeout=30), await session.run(PROCESSES[name], timeout=30)):
            assert (execution.verdict, execution.stdout) == (Verdict.ERROR, "")
            assert execution.error is not None
            assert REFUSAL in execution.error


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        ("import subprocess\nsubprocess.run(['/bin/true'])", refusals.PROGRAMS),
        ("import subprocess\nsubprocess.check_output('echo 3', shell=True)", refusals.PROGRAMS),
        ("import socket\nsocket.create_connection(('127.0.0.1', 80))", refusals.NETWORK),
        ("import urllib.request\nurllib.request.urlopen('http://127.0.0.1/')", refusals.NETWORK),
        ("import os\nos.fork()", refusals.ANYTHING),
        ("import os\nos.kill(1, 0)", refusals.ANYTHING),
        (
            "import threading, time\nfor _ in range(200): threading.Thread(target=time.sleep, args=(9,)).start()",
            refusals.THREADS,
        ),
        ("from multiprocessing.pool import ThreadPool\nThreadPool(200)", refusals.THREADS),
    ],
)
async def test_what_is_refused_says_what_to_do_instead(sandbox: Sandbox, code: str, remedy: str) -> None:
    execution = await sandbox.run(code, timeout=30)
    assert execution.error is not None
    assert f"; {remedy} (line " in execution.error


@pytest.mark.parametrize("code", ["open('/nowhere')", "raise OSError", "raise RuntimeError('new thread')", "int('x')", "[][0]"])
async def test_other_errors_are_described_as_they_are(sandbox: Sandbox, code: str) -> None:
    execution = await sandbox.run(code)
    assert execution.error is not None
    assert "; " not in execution.error


async def test_an_exception_that_lies_about_itself_is_described_all_the_same(sandbox: Sandbox) -> None:
    code = "class E(PermissionError):\n    def __getattribute__(self, name): 1 / 0\n    def __eq__(self, other): 1 / 0\nraise E(E(), 'x')"
    execution = await sandbox.run(code)
    assert (execution.verdict, (execution.error or "")[:2]) == (Verdict.ERROR, "E:")


STEPS = st.lists(st.sampled_from(["acquire", "release", "value", "zero", "count", "mine"]), max_size=25)


def take_step(lock: Any, step: str) -> object:
    steps: dict[str, Callable[[], object]] = {
        "acquire": lambda: lock.acquire(False), "release": lock.release, "value": lock._get_value, "zero": lock._is_zero,
        "count": lock._count, "mine": lock._is_mine,
    }  # fmt: skip
    try:
        return steps[step]()
    except (ValueError, AssertionError) as error:
        return type(error)


@given(st.sampled_from([(RECURSIVE_MUTEX, 1, 1), (1, 1, 1), (1, 0, 1), (1, 2, 3), (1, 3, 2**31 - 1)]), STEPS)
def test_our_semaphores_do_what_those_of_the_system_do(kind: tuple[int, int, int], steps: list[str]) -> None:
    theirs = _multiprocessing.SemLock(*kind, "/test-semaphore", True)
    ours = SemLock(*kind, "/test-semaphore", True)
    assert [take_step(ours, step) for step in steps] == [take_step(theirs, step) for step in steps]


def test_a_semaphore_with_an_impossible_value_is_refused() -> None:
    with pytest.raises(ValueError, match="invalid value"):
        SemLock(1, 3, 2, "", True)
