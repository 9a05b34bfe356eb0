"""The sandbox's async client: one limited process a program, killed as a group at its deadline."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType

from kaggle_utils.sandbox.execution import Execution, Verdict

logger = logging.getLogger(__name__)

KEPT_OUTPUT = 16_384  # bytes kept of each stream, half from its head and half from its tail
FLOOD = 8 * 2**20  # bytes; a program that prints more is stopped
CHILD = Path(__file__).with_name("child.py")
GRACE = 0.5  # seconds for a pipe to drain after its process died; a process that escaped the group may hold it open for ever


class _FloodError(Exception):
    pass


class _CappedOutput:
    """The head and the tail of a stream."""

    def __init__(self) -> None:
        self.head = bytearray()
        self.tail = bytearray()
        self.total = 0

    async def read(self, stream: asyncio.StreamReader) -> None:
        half = KEPT_OUTPUT // 2
        while chunk := await stream.read(65_536):
            self.total += len(chunk)
            if len(self.head) < half:
                kept = half - len(self.head)
                self.head += chunk[:kept]
                chunk = chunk[kept:]
            self.tail += chunk
            del self.tail[:-half]
            if self.total > FLOOD:
                raise _FloodError

    def text(self) -> str:
        left_out = self.total - len(self.head) - len(self.tail)
        middle = f"\n... {left_out} bytes left out ...\n".encode() if left_out else b""
        return (bytes(self.head) + middle + bytes(self.tail)).decode("utf-8", errors="replace")


class Sandbox:
    """Runs programs, at most ``workers`` at a time, each in a process of its own.

    It protects the run from programs that loop, leak, flood, fork or crash. It does not hide files or the network from a hostile one.
    """

    layers: tuple[str, ...] = ("resource limits", "own session", "group kill", "clean environment", "capped output")

    def __init__(self, workers: int = 2) -> None:
        self._slots = asyncio.Semaphore(workers)
        self._root: str | None = None

    async def __aenter__(self) -> Sandbox:
        self._root = tempfile.mkdtemp(prefix="sandbox-")
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._root:
            await asyncio.to_thread(shutil.rmtree, self._root, ignore_errors=True)

    async def run(self, code: str, timeout: float = 5.0, memory_mb: int = 1024) -> Execution:
        """Run a program and say how it ended. ``timeout`` is wall time in seconds and does not count the wait for a free worker.

        Cancelling the call kills the program.
        """
        assert self._root is not None, "use the sandbox in an `async with` block"
        async with self._slots:
            directory = tempfile.mkdtemp(dir=self._root)
            try:
                Path(directory, "program.py").write_text(code, encoding="utf-8", errors="surrogatepass")
                return await _run(directory, timeout, memory_mb * 2**20)
            except OSError as error:
                logger.exception("the sandbox could not run a program")
                return Execution(Verdict.HARNESS, error=f"{type(error).__name__}: {error}")
            finally:
                await asyncio.to_thread(shutil.rmtree, directory, ignore_errors=True)


async def _run(directory: str, timeout: float, memory: int) -> Execution:
    streams = [await _open_pipe() for _ in range(3)]
    inputs = [write_end for _, _, write_end in streams]
    output, errors, status = captured = [_CappedOutput() for _ in streams]
    started = time.monotonic()
    try:
        process = subprocess.Popen(
            [sys.executable, "-I", str(CHILD), str(inputs[2]), str(timeout), str(memory)],
            stdin=subprocess.DEVNULL, stdout=inputs[0], stderr=inputs[1], pass_fds=(inputs[2],),
            cwd=directory, env=_environment(directory), start_new_session=True,
        )  # fmt: skip
    except OSError:
        for transport, _, _ in streams:
            transport.close()
        raise
    finally:
        for write_end in inputs:
            os.close(write_end)
    readers = [asyncio.create_task(capture.read(stream)) for capture, (_, stream, _) in zip(captured, streams, strict=True)]
    # A thread waits: asyncio's own child watching needs the main thread or pidfds in some versions and waits for the pipes in others.
    exited = asyncio.create_task(asyncio.to_thread(process.wait))
    flood = asyncio.create_task(_first_failure(readers))
    try:
        await asyncio.wait({exited, flood}, timeout=timeout - (time.monotonic() - started), return_when=asyncio.FIRST_COMPLETED)
        late = not exited.done() and not flood.done()
    finally:
        _kill_group(process.pid)
        await exited
        await asyncio.wait(readers, timeout=GRACE)
        for task in (flood, *readers):
            task.cancel()
        outcomes = await asyncio.gather(*readers, return_exceptions=True)
        for transport, _, _ in streams:
            transport.close()
    flooded = any(isinstance(outcome, _FloodError) for outcome in outcomes)
    verdict, error = _judge(late, flooded, process.returncode, status.text(), timeout)
    return Execution(verdict, output.text(), errors.text(), error, time.monotonic() - started)


async def _open_pipe() -> tuple[asyncio.ReadTransport, asyncio.StreamReader, int]:
    read_end, write_end = os.pipe()
    reader = asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(read_end, "rb", buffering=0)
    )
    return transport, reader, write_end


async def _first_failure(tasks: list[asyncio.Task[None]]) -> None:
    """Return as soon as one task fails, and never if none does."""
    await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    if not any(task.exception() for task in tasks):
        await asyncio.Event().wait()


def _judge(late: bool, flooded: bool, code: int, status: str, timeout: float) -> tuple[Verdict, str | None]:
    if flooded:
        return Verdict.OUTPUT, f"printed more than {FLOOD // 2**20} MiB"
    if late or code == -signal.SIGXCPU:
        line = re.search(r'File "<program>", line (\d+)', status)
        where = f" (line {line[1]})" if line else ""
        return Verdict.TIMEOUT, f"time-out after {timeout:g} s{where}"
    if code < 0:
        return Verdict.CRASH, f"killed by {signal.Signals(-code).name}"
    record = status.strip().rpartition("\n")[2]
    if record:
        try:
            fields = json.loads(record)
            return Verdict(fields["verdict"]), fields["error"]
        except (ValueError, KeyError, TypeError):
            return Verdict.EXITED, "ended without a status record"
    return Verdict.EXITED, f"ended the interpreter itself with code {code}"


def _kill_group(leader: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


def _environment(directory: str) -> dict[str, str]:
    """The program's whole environment: nothing of ours, one thread a library."""
    threads = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}
    return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": directory, "TMPDIR": directory, "PYTHONHASHSEED": "0"} | threads
